"""Read the typed time and night of an entry, and find its moment and its night."""

from __future__ import annotations

from legdiary.domain.time.moments import InTheFuture, load_zone
from legdiary.errors import TIME, BadValue, quote_typed
from legdiary.util.values import fields, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from typing import Any

    from legdiary.app.questions import Yes
    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.entries.factors_and_medicines import Factor, Medicine
    from legdiary.domain.entries.magnesium import Magnesium
    from legdiary.domain.time.moments import Moment, Present
    from legdiary.domain.time.parse import When


_LONGEST_NUMBER = 9


class MissingValue(BadValue):
    """A command that needs a value and got none."""

    def __init__(self, what: str, command: str) -> None:
        super().__init__(f"{what} is missing", command)


class NothingToClearYet(BadValue):
    """`--clear` for a new entry."""

    def __init__(self) -> None:
        super().__init__("a new entry has nothing to clear; use --clear with edit", "legdiary edit --help")


def read_when(typed: str | None) -> When | None:
    """Read a typed time; None if none was typed."""
    if typed is None:
        return None
    from legdiary.domain.time.parse import parse_when

    return parse_when(typed)


def read_night(present: Present, typed: str | None, *, of_day: bool = False) -> date | None:
    """Read a typed night, or diary day for a dose; None if none was typed."""
    if typed is None:
        return None
    from legdiary.domain.time.parse import parse_night

    return parse_night(typed, present, of_day=of_day)


def read_note(typed: str | None) -> str | None:
    """Read a typed note and check it; None if none was typed."""
    if typed is None:
        return None
    from legdiary.domain.input.text import check_note

    return check_note(typed)


def read_past_day(present: Present, typed: str | None) -> date | None:
    """Read a typed date that is not in the future; None if none was typed.

    Raises:
        NotADate, TooLongAgo: it is not a date of a diary.
        InTheFuture: it has not come yet.
    """
    if typed is None:
        return None
    from legdiary.domain.time.parse import parse_date

    day = parse_date(typed)
    if day > present.now.local.date():
        raise InTheFuture(quote_typed(typed), f"{present.now.local:%Y-%m-%d}")
    return day


def read_score(typed: str | None, what: str, least: int, most: int) -> int | None:
    """Read a whole number in a range; None if none was typed.

    The domain has the same limits; the message here names what was typed.

    Raises:
        NotAScore: it is not a whole number in the range.
    """
    if typed is None:
        return None
    text = typed.strip()
    if not text.isascii() or not text.isdecimal() or len(text) > _LONGEST_NUMBER or not least <= int(text) <= most:
        from legdiary.domain.entries.score_range import NotAScore

        raise NotAScore(what, quote_typed(typed), least, most)
    return int(text)


def read_helped(typed: str | None) -> int | None:
    """Read how much something helped the legs, 0 not at all to 3 very much; None if none was typed.

    Raises:
        NotAScore: it is not a whole number in the range.
    """
    if typed is None:
        return None
    from legdiary.domain.entries.dose_limits import HELPED_MOST

    return read_score(typed, "helped", 0, HELPED_MOST)


def read_cleared(typed: Iterable[str] | None, flags: Mapping[str, str], entry_id: int | None) -> frozenset[str]:
    """Read the fields to clear in a change.

    Args:
        typed: the names of fields.
        flags: flag → the field that it sets.
        entry_id: the entry to change; None for a new one, in which there is nothing to clear.

    Raises:
        NothingToClearYet: the entry is new.
        UnknownWord: there is no such field.
    """
    if not typed:
        return frozenset()
    if entry_id is None:
        raise NothingToClearYet
    from legdiary.app.log.one_per_night import read_cleared_fields

    return read_cleared_fields(typed, flags)


def given_fields(**values: Any) -> dict[str, Any]:
    """Return the fields that are not None."""
    return {name: value for name, value in values.items() if value is not None}


def request_fields(request: Any) -> dict[str, Any]:
    """Return the fields of a request that are not None; the number of its entry is none of them."""
    return given_fields(
        **{each.name: getattr(request, each.name) for each in fields(request) if each.name != "entry_id"}
    )


def intake_moment(present: Present, at: When | None, night: date | None, command: str, yes: Yes) -> Moment:
    """Return the moment at which something was taken: the typed time, or now.

    Args:
        present: the clock.
        at: the typed time.
        night: the diary day that was named.
        command: the command to suggest the help of, if the time is missing.
        yes: the questions that the person has said yes to.

    Raises:
        MissingValue: a past day was named without a time.
        Asks: the clock showed the time twice.
    """
    if at is not None:
        return at.moment(present, night, confirmed=TIME in yes)
    if night is not None and night != present.today:
        raise MissingValue(f"the time of a dose on {night}", f"legdiary {command} --help")
    return present.check_past(present.now, "now")


def moved(
    present: Present, old: Dose | Magnesium | Medicine | Factor, at: When | None, night: date | None, yes: Yes
) -> dict[str, Any]:
    """Return the moment and the diary day of a changed entry, by field; each stays unless a time or a night was typed.

    Args:
        present: the clock.
        old: the present entry.
        at: the typed time.
        night: the night that was named.
        yes: the questions that the person has said yes to.

    Raises:
        Asks: the clock showed the time twice.
    """
    moment = _changed_moment(present, old, at, night, yes)
    day = present.day_of(moment) if moment and (at or night) else night or old.night_of
    return {"night_of": day, "at": moment}


def _changed_moment(
    present: Present, old: Dose | Magnesium | Medicine | Factor, at: When | None, night: date | None, yes: Yes
) -> Moment | None:
    """Return the moment of a changed entry: the typed time, or the old clock time on another day.

    A bare clock time stays in the diary day and the zone of the entry, so that a correction typed days later, or after
    a journey, moves nothing else. If it lies in the future there, it is the latest past one, as for a new entry.
    """
    from legdiary.domain.time.parse import When

    was = old.at
    if at is None:
        if was is None or night is None or night == old.night_of:
            return was
        at = When(f"{was.local:%H:%M}", clock=was.local.time().replace(second=0, tzinfo=None))
    sure = TIME in yes
    if not at.is_clock:
        return at.moment(present, night, confirmed=sure)
    there = present if was is None else replace(present, zone=load_zone(was.zone))
    try:
        return at.moment(there, night or old.night_of, confirmed=sure)
    except InTheFuture:
        if night is not None:
            raise
        return at.moment(present, confirmed=sure)
