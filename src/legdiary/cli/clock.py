"""The clock: the present moment and its zone, read once from what runs around the program."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from legdiary.domain.time.moments import (
    LEAPING,
    NOT_LEAPING,
    Moment,
    Present,
    Zone,
    fixed_zone,
    leap_seconds_in,
    load_zone,
)
from legdiary.errors import BadValue, quote_typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from legdiary.settings import Settings

#: What a clock may say: a computer's begins in 1970, and no plan reaches further than this.
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_LOCALTIME = "/etc/localtime"
_ZONEINFO = "zoneinfo/"
ZONES = "/usr/share/zoneinfo"


class BadNow(BadValue):
    """LEGDIARY_NOW that is not a moment."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"LEGDIARY_NOW={quote_typed(typed)} is not a moment; write ISO 8601 with offset: 2026-11-22T01:30-05:00"
        )


class NoSuchPresent(BadValue):
    """A clock that is far off."""

    def __init__(self, said: str) -> None:
        super().__init__(f"{said} is not between {_EARLIEST:%Y} and {_LATEST:%Y}, so it can't date an entry")


def read_clock(environ: Mapping[str, str], settings: Callable[[], Settings]) -> Present:
    """Read the present moment.

    It is in the zone of TZ, then of the setting, then the system's. Where only the system names one, and
    LEGDIARY_NOW says an offset that it has not then, it is in a zone of that offset.

    Args:
        environ: the environment.
        settings: reads the settings.

    Raises:
        BadNow, NoSuchPresent: LEGDIARY_NOW or the computer's clock cannot be right.
        UnknownZone, BadSetting: there is no such zone.
    """
    typed = environ.get("LEGDIARY_NOW")
    said = _parse_now(typed) if typed else None
    now = said or datetime.now(UTC)
    if not _EARLIEST <= now < _LATEST:
        raise NoSuchPresent(
            f"LEGDIARY_NOW={quote_typed(typed)}" if typed else f"this computer's clock ({now:%Y-%m-%d})"
        )
    by_tz = _tz(environ)
    named = by_tz or settings().timezone or ""
    zone, followed = _zone(environ, by_tz, named)
    local = now.astimezone(None if followed else zone.info)
    if said is not None and said.utcoffset() != local.utcoffset() and not named:
        zone, local = fixed_zone(said.utcoffset() or timedelta()), said
    return Present(Moment.from_zoned(local, zone.name), zone, settings().day_start)


def _tz(environ: Mapping[str, str]) -> str:
    """Return what TZ says of the zone: a name or rules; empty where it names none of its own."""
    named = environ.get("TZ", "").removeprefix(":")
    if named in {"localtime", _LOCALTIME}:
        return ""
    return named.rpartition(_ZONEINFO)[2] if named.startswith("/") else named


def _zone(environ: Mapping[str, str], by_tz: str, named: str) -> tuple[Zone, bool]:
    """Return the zone in force, and whether the C library goes by the rules of its name: then none need load here.

    The C library goes by TZ, or by /etc/localtime where there is none. A TZ that is empty means UTC to it, and
    nothing here.
    """
    name = named or _system_zone_name()
    if by_tz:
        followed = _has_rules(name)
    else:
        by_link = environ.get("TZ", _LOCALTIME).removeprefix(":") == _LOCALTIME
        followed = by_link and _has_rules(name, _LOCALTIME)
    if followed:
        return Zone(name.removeprefix(NOT_LEAPING)), True
    if not by_tz:
        return load_zone(name), False
    from legdiary.domain.time.tz_variable import zone_of_tz

    return zone_of_tz(name), False


def _parse_now(typed: str) -> datetime:
    try:
        now = datetime.fromisoformat(typed)
    except ValueError as error:
        raise BadNow(typed) from error
    if now.tzinfo is None:
        raise BadNow(typed)
    return now


def _system_zone_name() -> str:
    """Return the name of the system's zone: from what /etc/localtime links to, which costs nothing, or by tzlocal."""
    try:
        target = os.readlink(_LOCALTIME)  # noqa: PTH115 - no path is made for it
    except OSError:
        target = ""
    if _ZONEINFO in target:
        return target.rpartition(_ZONEINFO)[2]
    import tzlocal

    return tzlocal.get_localzone_name()


def _has_rules(name: str, same_as: str | None = None) -> bool:
    """Return whether a zone's name stands for a file of rules; for this very one, where one is named."""
    if name.startswith(("/", LEAPING)) or ".." in name:
        return False
    path = f"{ZONES}/{name}"
    if leap_seconds_in(path) != 0:
        return False
    try:
        return same_as is None or os.path.samefile(path, same_as)  # noqa: PTH121 - no path is made for it
    except OSError:
        return False
