"""Log the total of a questionnaire, a laboratory value or the heart rate; change one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.app.log.typed_fields import MissingValue, given_fields, read_cleared, read_past_day
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.entries.factors_and_medicines import Measure, check_measure_beside
from legdiary.domain.entries.measure_scales import (
    CONDITIONS,
    FASTING,
    NO_IRON,
    check_conditions,
    find_measure,
    known_measure,
    parse_by,
    parse_value,
)
from legdiary.domain.entries.stored_entry import NothingGiven
from legdiary.store.entry_rows import Change
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.domain.entries.measure_scales import Scale
    from legdiary.domain.time.moments import Present

_MOST_NAME_WORDS = 3
#: The flag's name → the field or the condition that it sets, for `--clear`.
MEASURE_FIELDS = {"by": "by", "fasting": FASTING, "no-iron": NO_IRON}


@dataclass(frozen=True, slots=True)
class LogMeasure:
    """A request for a new measure.

    Attributes:
        scale: the measure.
        value_milli: the value in thousandths of the unit.
        unit: the unit, as stored.
        taken_on: its date; None is today.
        by: who rated it.
        conditions: of an iron value, the conditions that were kept.
    """

    scale: Scale
    value_milli: int
    unit: str
    taken_on: date | None = None
    by: str | None = None
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeMeasure:
    """A request to change a measure; None leaves a part unchanged.

    Attributes:
        entry_id: the entry.
        scale: the corrected measure.
        value: the value as typed, to be read in the unit of the measure.
        taken_on: its date.
        by: who rated it.
        conditions: of an iron value, the conditions to add.
        emptied: the field and the conditions to clear.
    """

    entry_id: int
    scale: Scale | None = None
    value: str | None = None
    taken_on: date | None = None
    by: str | None = None
    conditions: tuple[str, ...] = ()
    emptied: frozenset[str] = frozenset()


def read_measure(
    present: Present, words: Sequence[str], *, on: str | None = None, by: str | None = None, fasting: bool = False,
    no_iron: bool = False, clear: Iterable[str] | None = None, entry_id: int | None = None,
) -> LogMeasure | ChangeMeasure:  # fmt: skip
    """Make the request from typed words: `irls 22`, `ferritin 48ng/mL`; with an entry's number, for a change.

    Raises:
        BadValue: something cannot be read, or is missing.
    """
    scale, typed = _scale_and_value(words)
    taken_on = read_past_day(present, on)
    rater = None if by is None else parse_by(by)
    conditions = tuple(word for word, said in ((FASTING, fasting), (NO_IRON, no_iron)) if said)
    emptied = read_cleared(clear, MEASURE_FIELDS, entry_id)
    if entry_id is not None:
        if scale is None and typed is None and taken_on is None and rater is None and not (conditions or emptied):
            raise NothingGiven(
                "a value, --on, --by, --fasting, --no-iron or --clear", f"legdiary edit {entry_id} --help"
            )
        if scale is not None and typed is None:
            raise MissingValue("the value", f"legdiary edit {entry_id} --help")
        return ChangeMeasure(entry_id, scale, typed, taken_on, rater, conditions, emptied)
    if scale is None:
        raise MissingValue("what was measured", "legdiary measure --help")
    if typed is None:
        raise MissingValue("the value", "legdiary measure --help")
    value = parse_value(scale, typed)
    if conditions:
        check_conditions(scale.name, conditions)
    return LogMeasure(scale, *value, taken_on, rater, conditions)


def _scale_and_value(words: Sequence[str]) -> tuple[Scale | None, str | None]:
    """Return the measure and its value, as in `phq 9 12`; for a change the value alone is enough."""
    whole = " ".join(words).split()
    if not whole or whole[0][0].isdecimal():
        return None, " ".join(whole) or None
    for length in range(min(_MOST_NAME_WORDS, len(whole)), 0, -1):
        scale = known_measure(" ".join(whole[:length]))
        if scale is not None:
            return scale, " ".join(whole[length:]) or None
    return find_measure(whole[0]), None


@return_questions
def store_measure(context: Context, request: LogMeasure | ChangeMeasure, yes: Yes = NOTHING) -> Change:
    """Carry out any request about a measure.

    Raises:
        LegdiaryError: it cannot be carried out; nothing is stored.
    """
    return _log(context, request, yes) if isinstance(request, LogMeasure) else _change(context, request, yes)


def _log(context: Context, request: LogMeasure, yes: Yes) -> Change:
    taken_on = request.taken_on or context.present.today
    name, conditions = request.scale.name, request.conditions
    measure = Measure(taken_on, name, request.value_milli, request.unit, request.by, conditions)
    with context.open_for_writing(yes) as diary:
        stored = diary.add(
            measure, context.present,
            check=lambda inside: check_measure_beside(measure, inside.entries_on("measure", taken_on)),
        )  # fmt: skip
    return Change(stored.id, Measure.kind, None, stored)


def _change(context: Context, request: ChangeMeasure, yes: Yes) -> Change:
    def build(old: Measure) -> Measure:
        fields: dict[str, Any] = {"by": None} if "by" in request.emptied else {}
        fields |= given_fields(taken_on=request.taken_on, by=request.by)
        kept = {*old.conditions} - request.emptied | {*request.conditions}
        fields["conditions"] = tuple(word for word in CONDITIONS if word in kept)
        if request.value is not None:
            of = request.scale or find_measure(old.name)
            value_milli, unit = parse_value(of, request.value)
            fields |= {"name": of.name, "value_milli": value_milli, "unit": unit}
        return replace(old, **fields)

    with context.open_for_writing(yes) as diary:
        return diary.edit(request.entry_id, build, context.present)
