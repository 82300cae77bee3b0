"""Checks that every stored value passes, however it was entered: ranges, years, moments, zones, texts.

The classes of entries call them when a value is made. Questions to a person at a keyboard are not here.
"""

from __future__ import annotations

from functools import lru_cache

from legdiary.domain.time.moments import (
    EARLIEST_YEAR,
    FUTURE_TOLERANCE_S,
    LATEST_YEAR,
    MINUTE,
    InTheFuture,
    TooFarAhead,
    TooLongAgo,
    load_zone,
)
from legdiary.errors import BadValue, plural, quote_typed
from legdiary.util.values import fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from typing import Any

    from legdiary.domain.time.moments import Moment, Present

MINUTES_A_DAY = 1440
#: Characters of an amount in a person's own words.
LONGEST_AMOUNT = 200
#: A whole number that SQLite and other programs can hold.
MOST_MG = 2**31
MOST_MILLI = 1_000_000_000
EARLIEST_S, TOO_LATE_S = 631_152_000, 7_258_118_400  # the first seconds of 1990 and of 2200, by the local clock
MOST_OFFSET_MIN = 1439
_LONGEST_ZONE = 64
_ZONE_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/:")
_MOST_DIGITS = 19


class OutOfRange(BadValue):
    """A value that no entry can have."""

    def __init__(self, what: str, value: str, accepted: str) -> None:
        super().__init__(f"{what} {quote_typed(value)} is out of range; accepted: {accepted}")


class NoZoneName(BadValue):
    """A zone whose name is not written like one. The text is not repeated."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the time zone of {what} is not a zone's name; write one such as Europe/Berlin or UTC-05:00")


def check_within(what: str, value: int | None, least: int, most: int) -> None:
    """Refuse a number outside `least`–`most`; `None` passes.

    Raises:
        OutOfRange: the number is outside.
    """
    if value is not None and not least <= value <= most:
        typed = str(value) if abs(value) < 10**_MOST_DIGITS else "(a huge number)"
        raise OutOfRange(what, typed, f"{least} to {most}")


def check_one_of(what: str, value: str | None, accepted: Iterable[str]) -> None:
    """Refuse a word that is not one of those accepted; `None` passes.

    Raises:
        OutOfRange: another word.
    """
    if value is not None and value not in tuple(accepted):
        raise OutOfRange(what, value, ", ".join(accepted))


def check_day(day: date | None) -> None:
    """Refuse a day outside 1990–2199; `None` passes.

    Raises:
        TooLongAgo, TooFarAhead.
    """
    if day is None:
        return
    if day.year < EARLIEST_YEAR:
        raise TooLongAgo(f"{day}")
    if day.year > LATEST_YEAR:
        raise TooFarAhead(f"{day}")


def check_moment(moment: Moment | None, what: str) -> None:
    """Refuse an instant outside 1990–2199, an offset of a day or more, and a malformed zone name.

    The zone itself is not looked up here; `moments.load_zone` refuses an unknown one.

    Raises:
        TooLongAgo, TooFarAhead, OutOfRange, NoZoneName.
    """
    if moment is None:
        return
    if not -MOST_OFFSET_MIN <= moment.offset_min <= MOST_OFFSET_MIN:
        check_within(f"{what}, offset in minutes", moment.offset_min, -MOST_OFFSET_MIN, MOST_OFFSET_MIN)
    local_s = moment.utc_s + moment.offset_min * MINUTE
    if local_s < EARLIEST_S:
        raise TooLongAgo(f"the time of {what}")
    if local_s >= TOO_LATE_S:
        raise TooFarAhead(f"the time of {what}")
    check_zone_name(moment.zone, what)


@lru_cache(maxsize=64)
def check_zone_name(name: str, what: str) -> None:
    """Refuse text that does not look like a zone name: `Europe/Berlin`, `UTC-05:00`, `Etc/GMT+5` or POSIX rules.

    Raises:
        NoZoneName: the text looks like none of them.
    """
    if "," in name:
        from legdiary.domain.time.posix_zone import read_rules

        rules = read_rules(name)
        if rules is None or rules.name != name:
            raise NoZoneName(what)
        return
    if not 0 < len(name) <= _LONGEST_ZONE or not name[0].isalpha() or not _ZONE_CHARACTERS.issuperset(name):
        raise NoZoneName(what)


def check_zones(entry: Any) -> None:  # noqa: ANN401 - any entry
    """Refuse an entry in a zone that this computer does not know.

    Not asked when a value is made: a diary outlives the zones of one computer. A file that is imported is.

    Raises:
        UnknownZone: the zone of one of its moments.
    """
    for name in ("at", "bed"):
        moment = getattr(entry, name, None)
        if moment is not None:
            _check_zone(moment.zone)


@lru_cache(maxsize=512)
def _check_zone(name: str) -> None:
    load_zone(name)


def check_text(text: str | None, what: str = "note") -> None:
    """Refuse control characters and text longer than a note; `None` passes.

    Raises:
        UnreadableText, TooLong.
    """
    if text is not None:
        from legdiary.domain.input.text import check_note

        check_note(text, what)


def check_kind(word: str) -> None:
    """Refuse a word that cannot be a kind of product: small letters, digits, blanks, hyphens, up to 40, not `none`.

    Only the form is checked: the list of known kinds grows, and a diary outlives it.

    Raises:
        OutOfRange: another word.
    """
    import re

    form = r"[a-z0-9](?:[a-z0-9 -]{0,38}[a-z0-9])?"
    if word == "none" or "  " in word or re.fullmatch(form, word) is None:
        raise OutOfRange("product kind", word, "leaf, extract, 7-oh or another word in small letters")


def check_short_text(text: str | None, what: str) -> None:
    """Refuse control characters and text of more than 200 characters; `None` passes.

    Raises:
        UnreadableText, TooLong, OutOfRange.
    """
    check_text(text, what)
    if text is not None and len(text) > LONGEST_AMOUNT:
        raise OutOfRange(what, f"of {len(text)} characters", f"up to {LONGEST_AMOUNT}")


def check_trimmed_name(text: str, what: str) -> None:
    """Refuse a name that is not in the stored spelling: one line, without leading, trailing or doubled blanks.

    Raises:
        UnreadableText, TooLong, NoName, OutOfRange.
    """
    from legdiary.domain.input.text import check_name

    if check_name(text, what) != text:
        raise OutOfRange(what, f"of {plural(len(text), 'character')}", "a name without blanks around it, or two within")


_MOMENTS = ("at", "bed", "wake", "up")


def check_past(entry: Any, present: Present, where: str = "") -> None:  # noqa: ANN401 - any entry
    """Refuse an entry in the future: from elsewhere it means a wrong zone or year.

    Args:
        entry: the entry.
        present: the clock.
        where: words behind the entry that say where it is.

    Raises:
        InTheFuture: a moment of it, or its night, has not come yet.
    """
    if is_ahead(entry, present.now.utc_s + FUTURE_TOLERANCE_S, present.today):
        moments = [getattr(entry, name, None) for name in _MOMENTS]
        latest = max((moment for moment in moments if moment is not None), default=None)
        at = f" ({latest.local:%Y-%m-%d %H:%M})" if latest is not None else ""
        told = f"a {entry.kind} of {getattr(entry, 'night_of', None)}{at}{where}"
        raise InTheFuture(told, f"{present.now.local:%Y-%m-%d %H:%M}")


def is_ahead(entry: Any, until_s: int, today: date) -> bool:  # noqa: ANN401 - any entry
    """Return whether a moment of an entry is after `until_s`, or its night after `today`."""
    night = getattr(entry, "night_of", None)
    if night is not None and night > today:
        return True
    for name in _MOMENTS:
        moment = getattr(entry, name, None)
        if moment is not None and moment.utc_s > until_s:
            return True
    return False


def unchecked(of: type[Any], named: Mapping[str, object]) -> Any:  # noqa: ANN401 - a value of that class
    """Return a value without checking its rules: an entry that an older version stored and this one would refuse.

    Only for deleting such an entry and for showing its history.

    Args:
        of: the class, a dataclass.
        named: fields by name; missing ones get their default.
    """
    value = object.__new__(of)
    for field in fields(of):
        object.__setattr__(value, field.name, named.get(field.name, field.default))
    return value
