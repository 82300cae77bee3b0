"""Read what is said of when an entry was, and find its moment and its night."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.scores import NotAScore
from legdiary.domain.time.moments import InTheFuture, load_zone
from legdiary.errors import TIME, BadValue, shown

if TYPE_CHECKING:
    from datetime import date

    from legdiary.app.asking import Yes
    from legdiary.domain.time.moments import Moment, Present
    from legdiary.domain.time.parse import When


_LONGEST_NUMBER = 9


class MissingValue(BadValue):
    """A command that needs a value and got none."""

    def __init__(self, what: str, command: str) -> None:
        super().__init__(f"{what} is missing", command)


def read_when(typed: str | None) -> When | None:
    """Read the time that was typed; None where none was."""
    if typed is None:
        return None
    from legdiary.domain.time.parse import parse_when

    return parse_when(typed)


def read_night(present: Present, typed: str | None, *, of_day: bool = False) -> date | None:
    """Read the night that was named, or the diary day under which a dose is filed; None where none was."""
    if typed is None:
        return None
    from legdiary.domain.time.parse import parse_night

    return parse_night(typed, present, of_day=of_day)


def read_note(typed: str | None) -> str | None:
    """Read the note that was typed, as it may be stored; None where none was."""
    if typed is None:
        return None
    from legdiary.domain.input.text import check_note

    return check_note(typed)


def read_past_day(present: Present, typed: str | None) -> date | None:
    """Read the date that was typed, which has come; None where none was.

    Raises:
        NotADate, TooLongAgo: not a date of a diary.
        InTheFuture: not yet.
    """
    if typed is None:
        return None
    from legdiary.domain.time.parse import parse_date

    day = parse_date(typed)
    if day > present.now.local.date():
        raise InTheFuture(shown(typed), f"{present.now.local:%Y-%m-%d}")
    return day


def read_score(typed: str | None, what: str, least: int, most: int) -> int | None:
    """Read a whole number in a range; None where none was typed.

    The domain has the same limits; the message here names what was typed.

    Raises:
        NotAScore: not a whole number in the range.
    """
    if typed is None:
        return None
    text = typed.strip()
    if not text.isascii() or not text.isdecimal() or len(text) > _LONGEST_NUMBER or not least <= int(text) <= most:
        raise NotAScore(what, shown(typed), least, most)
    return int(text)


def given(**values: Any) -> dict[str, Any]:
    """Return the fields that were given: those that are not None."""
    return {name: value for name, value in values.items() if value is not None}


def moment_of_taking(present: Present, at: When | None, night: date | None, command: str, yes: Yes) -> Moment:
    """Return when something was taken: as said, or now.

    Args:
        present: the clock.
        at: the time that was said.
        night: the diary day that was named.
        command: what a help is asked of where the time is missing.
        yes: what the person has said yes to.

    Raises:
        MissingValue: a past day without a time.
        Asks: the time came twice.
    """
    if at is not None:
        return at.moment(present, night, confirmed=TIME in yes)
    if night is not None and night != present.today:
        raise MissingValue(f"the time of a dose on {night}", f"legdiary {command} --help")
    return present.check_past(present.now, "now")


def changed_moment(
    present: Present, old: Moment | None, filed: date, at: When | None, night: date | None, yes: Yes
) -> Moment | None:
    """Return the moment of a changed entry: as said, or the old clock time on another day.

    A bare clock time stays in the diary day and the zone of the entry, so that a correction typed days later, or after
    a journey, moves nothing else. Where it has not come there yet, it is the latest that is past, as in a new entry.

    Args:
        present: the clock.
        old: the moment so far.
        filed: the night it is filed under so far.
        at: the time that was said.
        night: the night that was named.
        yes: what the person has said yes to.

    Raises:
        Asks: the time came twice.
    """
    from legdiary.domain.time.parse import When

    if at is None:
        if old is None or night is None or night == filed:
            return old
        at = When(f"{old.local:%H:%M}", clock=old.local.time().replace(second=0, tzinfo=None))
    sure = TIME in yes
    if not at.is_clock:
        return at.moment(present, night, confirmed=sure)
    there = present if old is None else replace(present, zone=load_zone(old.zone))
    try:
        return at.moment(there, night or filed, confirmed=sure)
    except InTheFuture:
        if night is not None:
            raise
        return at.moment(present, confirmed=sure)
