"""Log the ratings of a night, or the reason for a missing score; change them."""

from __future__ import annotations

from legdiary.app.log.one_per_night import check_not_empty, empty_fields, read_cleared_fields, write_once
from legdiary.app.log.typed_fields import read_night, read_note, read_score, request_fields
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.entries.night import SCORE_MOST, Night
from legdiary.errors import Refused
from legdiary.util.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Any

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.domain.time.moments import Present
    from legdiary.store.entry_rows import Change

#: The flag's name → the field it writes, for `--clear`.
NIGHT_FIELDS = {
    "severity": "severity", "missed": "missed", "falling-asleep": "falling_asleep", "overnight": "overnight",
    "day-resting": "day_resting", "day-active": "day_active", "sitting": "sitting", "mood": "mood",
    "concentration": "concentration", "onset": "onset_min", "where": "body_parts", "feel": "sensations", "note": "note",
}  # fmt: skip
_MINUTES_AN_HOUR = 60


class ScoreThere(Refused):
    """A reason for a missing score, for a night that has a score."""

    def __init__(self, night: date, severity: int) -> None:
        super().__init__(
            f"the night of {night} already has a score: severity {severity}; add --clear severity to remove it"
        )


@dataclass(frozen=True, slots=True)
class Rating:
    """The ratings given for a night; None for one that is not given. The fields are those of `Night`."""

    severity: int | None = None
    missed: str | None = None
    falling_asleep: int | None = None
    overnight: int | None = None
    day_resting: int | None = None
    day_active: int | None = None
    onset_min: int | None = None
    body_parts: tuple[str, ...] | None = None
    sensations: tuple[str, ...] | None = None
    note: str | None = None
    sitting: int | None = None
    mood: int | None = None
    concentration: int | None = None


@dataclass(frozen=True, slots=True)
class LogNight:
    """A request for the ratings of a night; they replace earlier ones field by field.

    Attributes:
        rating: the ratings given.
        emptied: the fields to clear.
        night: the night; None is the usual night at this hour or, for a change, leaves it where it is.
        entry_id: the entry to change; None for the entry of the night.
    """

    rating: Rating
    emptied: frozenset[str] = frozenset()
    night: date | None = None
    entry_id: int | None = None


def read_rating(
    present: Present, severity: str | None = None, *, falling_asleep: str | None = None, overnight: str | None = None,
    day_resting: str | None = None, day_active: str | None = None, sitting: str | None = None, mood: str | None = None,
    concentration: str | None = None, onset: str | None = None, where: str | None = None, feel: str | None = None,
    note: str | None = None, missed: str | None = None, clear: Iterable[str] | None = None, night: str | None = None,
    entry_id: int | None = None,
) -> LogNight:  # fmt: skip
    """Make the request from typed words: for the ratings of a night or, with an entry's number, for a change.

    Raises:
        BadValue: something cannot be read, or there is nothing to store.
    """
    rating = Rating(
        severity=read_score(severity, "severity", 0, SCORE_MOST),
        falling_asleep=read_score(falling_asleep, "falling asleep", 0, SCORE_MOST),
        overnight=read_score(overnight, "overnight", 0, SCORE_MOST),
        day_resting=read_score(day_resting, "day resting", 0, SCORE_MOST),
        day_active=read_score(day_active, "day active", 0, SCORE_MOST),
        sitting=read_score(sitting, "sitting", 0, SCORE_MOST),
        mood=read_score(mood, "mood", 0, SCORE_MOST),
        concentration=read_score(concentration, "concentration", 0, SCORE_MOST),
        onset_min=_read_minutes_of_day(onset),
        note=read_note(note),
        **_read_words(missed, where, feel),
    )
    emptied = read_cleared_fields(clear, NIGHT_FIELDS)
    said = rating != Rating() or bool(emptied)
    check_not_empty(said, "a severity from 0 to 10, or --missed REASON", "night", entry_id=entry_id, night=night)
    return LogNight(rating, emptied, read_night(present, night), entry_id)


def _read_words(missed: str | None, where: str | None, feel: str | None) -> dict[str, Any]:
    """Read the fields that take words of a list; the lists are imported only if one is typed."""
    if missed is None and where is None and feel is None:
        return {}
    from legdiary.domain.input.night_vocabulary import parse_body_parts, parse_missed, parse_sensations

    return {
        "missed": None if missed is None else parse_missed(missed),
        "body_parts": None if where is None else parse_body_parts(where),
        "sensations": None if feel is None else parse_sensations(feel),
    }


def _read_minutes_of_day(typed: str | None) -> int | None:
    if typed is None:
        return None
    from legdiary.domain.time.parse import parse_clock

    clock = parse_clock(typed)
    return clock.hour * _MINUTES_AN_HOUR + clock.minute


@return_questions
def store_night(context: Context, request: LogNight, yes: Yes = NOTHING) -> Change:
    """Carry out any request about the ratings of a night.

    Raises:
        LegdiaryError: it cannot be carried out; nothing is stored.
    """
    said = request_fields(request.rating)
    emptied = empty_fields(request.emptied, Night)
    if "severity" in said and "missed" not in said:
        emptied["missed"] = None  # a score replaces the reason for a missing one

    def build(of: date, old: Night | None) -> Night:
        keeps_score = "severity" not in said and "severity" not in emptied
        if "missed" in said and keeps_score and old is not None and old.severity is not None:
            raise ScoreThere(old.night_of, old.severity)
        return replace(old or Night(of), night_of=of, **{**emptied, **said})

    return write_once(context, "night", request, build, yes, only_empties=not said)
