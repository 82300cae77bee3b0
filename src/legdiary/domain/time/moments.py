"""Moments, zones and diary days.

A moment is an instant and the zone in which the person was: the UTC second, the offset in force and the zone's name are
stored, so that neither travel nor a clock change moves an entry. Durations are computed from instants.

A diary day runs from `day_start` (05:00 local) to the next; a night is named by the local date on which its evening
began. Both are computed once, when an entry is written.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as clock_time
from functools import cache, lru_cache

from legdiary.errors import BadValue, quote_typed
from legdiary.util.values import NamedTuple, dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

MINUTE = 60
HOUR = 3600
_DAY = 24 * HOUR
A_DAY = timedelta(days=1)
_ORDINAL_1970 = 719_163
EARLIEST_YEAR, LATEST_YEAR = 1990, 2199
FUTURE_TOLERANCE_S = 5 * MINUTE
DEFAULT_DAY_START = clock_time(5, 0)
#: Before this local time `night` and `sleep` mean last night, from it on tonight (cli.md).
EVENING_BEGINS = clock_time(15, 0)
NOON = clock_time(12, 0)
#: Prefixes of zones that count leap seconds, and of the same zones without.
LEAPING, NOT_LEAPING = "right/", "posix/"
#: Prefixes of the names of fixed offsets.
OFFSET_ZONES = ("UTC+", "UTC-")
#: A zone file's first bytes, and the position of its number of leap seconds (RFC 8536).
_RULES_MAGIC, _LEAPS, _RULES_HEAD = b"TZif", 28, 32
#: An entry made later than this after waking is marked as recalled (facts B2).
RECALLED_AFTER_S = 36 * HOUR


class UnknownZone(BadValue):
    """A time zone that neither the zone database nor `UTC±hh:mm` knows."""

    def __init__(self, name: str, near: Sequence[str] = ()) -> None:
        instead = (
            f"did you mean {' or '.join(near)}?" if near else "write an IANA name such as Europe/Berlin, or UTC-05:00"
        )
        super().__init__(f"the time zone {quote_typed(name)!r} is not known; {instead}")


class NoSuchTime(BadValue):
    """A local time that the clocks skipped."""

    def __init__(self, local: datetime, zone: str) -> None:
        super().__init__(
            f"{local:%H:%M} did not exist on {local:%Y-%m-%d} in {zone}: the clocks were put forward past it; "
            "write a time before or after"
        )


class InTheFuture(BadValue):
    """A moment or night that has not come yet."""

    def __init__(self, what: str, now: str) -> None:
        super().__init__(f"{what} is in the future (it is {now} now); nothing can be logged ahead of time")


class TooLongAgo(BadValue):
    """A moment before 1990: a slip, or a clock that was reset."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is before {EARLIEST_YEAR}; write a date from {EARLIEST_YEAR} on")


class TooFarAhead(BadValue):
    """A moment after 2199: a slip, or a clock gone wrong."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is after {LATEST_YEAR}; write a date up to {LATEST_YEAR}")


class CountsLeapSeconds(BadValue):
    """A time zone whose clock counts leap seconds: the same moment is half a minute off there."""

    def __init__(self, name: str) -> None:
        other = name.removeprefix(LEAPING)
        instead = f"; write {quote_typed(other)}" if other != name else ""
        super().__init__(f"the time zone {quote_typed(name)!r} counts leap seconds, which legdiary does not{instead}")


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone, by name; its rules are loaded at first use.

    The name is an IANA name, `UTC±hh:mm` for a fixed offset, or rules with summer time (`domain.time.posix_zone`).
    """

    name: str

    @property
    def info(self) -> tzinfo:
        """The zone's rules.

        Raises:
            UnknownZone: there is no such zone.
            CountsLeapSeconds: the zone counts leap seconds.
        """
        return _rules(self.name)


@lru_cache(maxsize=8)
def _rules(name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    if name.startswith(LEAPING):
        raise CountsLeapSeconds(name)
    if "," in name:
        from legdiary.domain.time.posix_zone import load_rules

        try:
            return load_rules(name)
        except ValueError as error:
            raise UnknownZone(name) from error
    if name.startswith(OFFSET_ZONES):
        try:
            return datetime.fromisoformat(f"2000-01-01T00:00{name[3:]}").tzinfo or UTC
        except ValueError as error:
            raise UnknownZone(name) from error
    from zoneinfo import TZPATH, ZoneInfo

    name = name.removeprefix(NOT_LEAPING)
    try:
        zone = ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownZone(name) from error
    if next((found for folder in TZPATH if (found := leap_seconds_in(f"{folder}/{name}")) is not None), 0):
        raise CountsLeapSeconds(name)
    return zone


def leap_seconds_in(path: str) -> int | None:
    """Return the number of leap seconds in the zone file at `path`; None where it is no zone file."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a nightly command has no use for paths here
            head = file.read(_RULES_HEAD)
    except (OSError, ValueError):  # ValueError: a name with a NUL
        return None
    return int.from_bytes(head[_LEAPS:_RULES_HEAD], "big") if head.startswith(_RULES_MAGIC) else None


def load_zone(name: str) -> Zone:
    """Return the zone called `name`, without the prefix `posix/`, which changes nothing.

    Raises:
        UnknownZone: neither an IANA name, nor `UTC±hh:mm`, nor rules with summer time.
        CountsLeapSeconds: the zone counts leap seconds.
    """
    _rules(name)
    return Zone(name.removeprefix(NOT_LEAPING))


def fixed_zone(offset: timedelta) -> Zone:
    """Return the zone of a fixed offset, named `UTC±hh:mm`."""
    minutes = round(offset.total_seconds() / MINUTE)
    return Zone(f"UTC{format_offset(minutes)}")


@cache
def _fixed_offset(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))


@lru_cache(maxsize=512)
def _day_text(since_1970: int) -> str:
    """Return the date so many days after 1970-01-01; cached, since an export asks for each several times."""
    return date.fromordinal(_ORDINAL_1970 + since_1970).isoformat()


@cache
def format_offset(minutes: int) -> str:
    """Return `-300` as `-05:00`."""
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


class Moment(NamedTuple):
    """An instant, and the zone in which the person was.

    Attributes:
        utc_s: whole seconds since 1970-01-01T00:00Z.
        offset_min: minutes by which local time was ahead of UTC.
        zone: the zone's name.
    """

    utc_s: int
    offset_min: int
    zone: str

    @property
    def local(self) -> datetime:
        """The local date and time as an aware datetime, with the offset of that time."""
        return datetime.fromtimestamp(self.utc_s, _fixed_offset(self.offset_min))

    @property
    def iso(self) -> str:
        """The moment in ISO 8601 with offset: `2026-11-22T01:30:00-05:00`."""
        day, second = divmod(self.utc_s + self.offset_min * MINUTE, _DAY)
        hour, second = divmod(second, HOUR)
        return (
            f"{_day_text(day)}T{hour:02d}:{second // MINUTE:02d}:{second % MINUTE:02d}{format_offset(self.offset_min)}"
        )

    @property
    def text(self) -> str:
        """The whole moment in one string, zone included (RFC 9557), as the ledger stores it."""
        return f"{self.iso}[{self.zone}]"

    @classmethod
    def from_text(cls, text: str) -> Moment:
        """Return the moment from its `text`.

        Raises:
            ValueError: the text is not a moment, or written otherwise than `text` writes it.
        """
        stamp, _, zone = text.partition("[")
        found = cls.from_zoned(datetime.fromisoformat(stamp), zone[:-1])
        if found.text != text:
            raise ValueError(text)
        return found

    @classmethod
    def from_zoned(cls, aware: datetime, zone: str) -> Moment:
        """Return the moment of an aware datetime that is already in the named zone, in whole seconds.

        Raises:
            ValueError: the datetime has no offset.
        """
        offset = aware.utcoffset()
        if offset is None:
            raise ValueError(zone)
        return cls(int(aware.timestamp()), round(offset.total_seconds() / MINUTE), zone)

    @classmethod
    def from_datetime(cls, aware: datetime, zone: Zone) -> Moment:
        """Return the moment of an aware datetime, converted to `zone`, in whole seconds."""
        return cls.from_timestamp(int(aware.timestamp()), zone)

    @classmethod
    def from_timestamp(cls, utc_s: int, zone: Zone) -> Moment:
        """Return the moment of an instant in `zone`."""
        return cls.from_zoned(datetime.fromtimestamp(utc_s, zone.info), zone.name)


def minutes_between(earlier: Moment, later: Moment) -> int:
    """Return the whole minutes that really passed, clock changes included; negative if out of order."""
    return (later.utc_s - earlier.utc_s) // MINUTE


def format_minutes(minutes: int) -> str:
    """Return `400` as `6 h 40`; under an hour as `40 min`."""
    hours, past = divmod(minutes, MINUTE)
    return f"{hours} h {past:02d}" if hours else f"{past} min"


def local_moments(day: date, clock: clock_time, zone: Zone) -> tuple[Moment, ...]:
    """Return the moments at which a local clock showed `clock` on `day`: one, or two where clocks went back.

    Raises:
        NoSuchTime: the clocks skipped the time.
    """
    naive = datetime.combine(day, clock)
    found = []
    for fold in (0, 1):
        moment = Moment.from_datetime(naive.replace(tzinfo=zone.info, fold=fold), zone)
        if moment.local.replace(tzinfo=None) == naive and moment not in found:
            found.append(moment)
    if not found:
        raise NoSuchTime(naive, zone.name)
    return tuple(found)


def next_month(day: date) -> date:
    """Return the first day of the next month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def diary_day(moment: Moment, day_start: clock_time) -> date:
    """Return the diary day of a moment: before `day_start` it is still the day before."""
    local = moment.local
    return local.date() if local.time() >= day_start else local.date() - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Present:
    """The clock, read once by the command line and passed to everything else.

    Attributes:
        now: the present moment.
        zone: the zone of new entries.
        day_start: the local time at which a diary day begins.
        trusted: True if the person confirmed this clock, even if it is behind earlier entries.
        written: the moment at which the computer writes, where that is another than `now`: a typed line is taken in
            hours after it was typed. History tells of this moment, everything else of `now`.
    """

    now: Moment
    zone: Zone
    day_start: clock_time = DEFAULT_DAY_START
    trusted: bool = False
    written: Moment | None = None

    @property
    def written_at(self) -> Moment:
        """The moment at which the computer writes a change."""
        return self.written or self.now

    @property
    def today(self) -> date:
        """The current diary day."""
        return diary_day(self.now, self.day_start)

    @property
    def last_night(self) -> date:
        """The night that began yesterday evening by the calendar; at 02:30 this is the current night."""
        return self.now.local.date() - timedelta(days=1)

    @property
    def tonight(self) -> date:
        """The current night until 05:00 (or a later `day_start`), from then on the coming one."""
        local = self.now.local
        return self.last_night if local.time() < max(self.day_start, DEFAULT_DAY_START) else local.date()

    @property
    def default_night(self) -> date:
        """The night that `night` and `sleep` mean: last night until 15:00 local, tonight from then on."""
        local = self.now.local
        return self.last_night if local.time() < EVENING_BEGINS else local.date()

    @property
    def evening(self) -> bool:
        """Whether tonight has begun: from 15:00 local until midnight."""
        return self.now.local.time() >= EVENING_BEGINS

    def check_clock(self) -> None:
        """Refuse a clock before 1990 or after 2199: entries made with it would be lost in years nobody looks at.

        Raises:
            TooLongAgo, TooFarAhead.
        """
        local = self.written_at.local
        if local.year < EARLIEST_YEAR:
            raise TooLongAgo(f"the computer's clock, {local:%Y-%m-%d %H:%M},")
        if local.year > LATEST_YEAR:
            raise TooFarAhead(f"the computer's clock, {local:%Y-%m-%d %H:%M},")

    def check_after(self, written: Moment | None) -> None:
        """Ask about a clock that is more than a day behind the newest entry.

        Raises:
            Asks: it is behind, and nobody has confirmed it.
        """
        now = self.written_at
        if written is not None and not self.trusted and now.utc_s < written.utc_s - _DAY:
            from legdiary.errors import CLOCK, Asks

            raise Asks(
                f"The clock says {now.local:%Y-%m-%d %H:%M}, but the newest entry of the diary was made on "
                f"{written.local:%Y-%m-%d %H:%M}. Is the clock right?",
                about=CLOCK,
            )

    def day_of(self, moment: Moment) -> date:
        """Return the diary day of a moment."""
        return diary_day(moment, self.day_start)

    def check_past(self, moment: Moment, typed: str) -> Moment:
        """Return the moment if it is not in the future.

        Raises:
            InTheFuture: more than five minutes ahead.
            TooLongAgo: before 1990.
        """
        if moment.utc_s > self.now.utc_s + FUTURE_TOLERANCE_S:
            meant = f"{moment.local:%Y-%m-%d %H:%M}"
            what = meant if " ".join(typed.split()) == meant else f"{quote_typed(typed)} ({meant})"
            raise InTheFuture(what, f"{self.now.local:%Y-%m-%d %H:%M}")
        if moment.local.year < EARLIEST_YEAR:
            raise TooLongAgo(quote_typed(typed))
        return moment


def latest_waking(night_of: date, zone: Zone) -> Moment:
    """Return the noon that ends a night, which stands for the wake time where none is logged."""
    return Moment.from_datetime(datetime.combine(night_of + timedelta(days=1), NOON, tzinfo=zone.info), zone)


def is_recalled(present: Present, night_of: date, woke: Moment | None = None) -> bool:
    """Return whether an entry made now is made more than 36 h after waking (facts B2)."""
    if woke is None and present.now.utc_s - _earliest_noon_s(night_of) <= RECALLED_AFTER_S:
        return False  # true in any zone, so no rules need to be loaded
    waking = woke or latest_waking(night_of, present.zone)
    return present.now.utc_s - waking.utc_s > RECALLED_AFTER_S


def _earliest_noon_s(night_of: date) -> int:
    """Return the earliest instant at which any zone has the noon that ends a night: offsets are under a day."""
    return int(datetime.combine(night_of + A_DAY, NOON, tzinfo=UTC).timestamp()) - _DAY
