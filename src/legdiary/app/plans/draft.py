"""A plan that is typed answer by answer: each answer is checked as far as the ones before it allow.

The program calculates with what was typed. It fills in nothing but what the command fills in as well: an end of 0,
today as the first day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.app.log.typed_fields import read_score
from legdiary.app.plans.new import Rule, preview_plan, read_plan
from legdiary.app.plans.typed_days import parse_days, parse_plan_day
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.substances import is_medicine
from legdiary.domain.taper.plan import MOST_DOSES
from legdiary.domain.taper.plan_unit import MICROGRAMS, is_in_micrograms, unit_of
from legdiary.domain.taper.step_calculation import EndNotBelowStart, FloorNeeded, parse_percent
from legdiary.errors import BadValue
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from legdiary.app.context import Reader
    from legdiary.app.plans.new import PlanTaper
    from legdiary.domain.reports.taper_progress import TaperView
    from legdiary.domain.taper.plan_unit import PlanUnit
    from legdiary.domain.time.moments import Present

START_DOSE, END_DOSE, CUT, EVERY, START, STOP_AT, ROUNDING, DOSES = (
    "start_dose", "end_dose", "cut", "every", "start", "stop_at", "rounding", "doses",
)  # fmt: skip
#: The questions in their order.
FIELDS = (START_DOSE, END_DOSE, CUT, ROUNDING, STOP_AT, EVERY, START, DOSES)
#: Without them there is no plan.
NEEDED = frozenset({START_DOSE, CUT, EVERY})
#: The shortest step: with it the answers so far can be checked before the length of a step is known.
_SHORTEST = "1d"


class Answers(NamedTuple):
    """The typed words, by field."""

    start_dose: str | None = None
    end_dose: str | None = None
    cut: str | None = None
    every: str | None = None
    start: str | None = None
    stop_at: str | None = None
    rounding: str | None = None
    doses: str | None = None


_NOTHING_YET = Answers()


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers so far.

    Attributes:
        of: the word of the substance; None is leaf, as long as nobody said so.
        name: the plan's name.
        allow_up: targets may rise.
        answers: the answers as typed.
    """

    of: str | None
    name: str
    allow_up: bool = False
    answers: Answers = _NOTHING_YET

    @property
    def word(self) -> str:
        """The word of the substance."""
        return self.of or LEAF

    @property
    def unit(self) -> PlanUnit:
        """The unit of its amounts."""
        start = self.answers.start_dose
        in_mcg = start is not None and is_medicine(self.word) and is_in_micrograms(start)
        return unit_of(self.word, MICROGRAMS.key if in_mcg else None)

    @property
    def missing(self) -> str | None:
        """The first field without which there is no plan; None where there is one."""
        return next((field for field in FIELDS if field in NEEDED and getattr(self.answers, field) is None), None)


def with_answer(present: Present, draft: Draft, field: str, typed: str | None) -> Draft:
    """Return the draft with one more answer; None empties it.

    Raises:
        BadValue: it cannot be read, or does not fit the answers before.
    """
    made = replace(draft, answers=draft.answers._replace(**{field: typed}))
    if typed is not None:
        _check_alone(present, made, field, typed)
    if made.answers.start_dose is not None and made.answers.cut is not None:
        try:
            _read(present, made, made.answers.every or _SHORTEST)
        except FloorNeeded:
            if field == STOP_AT:
                raise
    elif made.answers.start_dose is not None and made.answers.end_dose is not None and not _may_rise(made):
        start, end = made.unit.parse(made.answers.start_dose), made.unit.parse(made.answers.end_dose)
        if end >= start:
            raise EndNotBelowStart(start, end, made.unit)
    return made


def _check_alone(present: Present, draft: Draft, field: str, typed: str) -> None:
    """Refuse an answer that can be none of its field, whatever the others are."""
    unit = draft.unit
    if field in {START_DOSE, END_DOSE, STOP_AT}:
        unit.check_target(unit.parse(typed))
    elif field == ROUNDING:
        unit.check_scale(unit.parse(typed))
    elif field == CUT:
        parse_percent(typed) if typed.strip().endswith("%") else unit.parse_cut(typed)
    elif field == EVERY:
        parse_days(typed)
    elif field == START:
        parse_plan_day(typed, present.today)
    else:
        read_score(typed, "doses a day", 1, MOST_DOSES)


def _may_rise(draft: Draft) -> bool:
    return draft.allow_up or is_medicine(draft.word)


def needs_floor(present: Present, draft: Draft) -> bool:
    """Return whether cuts in percent need the last dose before the end."""
    try:
        _read(present, draft, draft.answers.every or _SHORTEST)
    except FloorNeeded:
        return True
    except BadValue:
        return False
    return False


def read_draft(present: Present, draft: Draft) -> PlanTaper:
    """Make the request of a draft that has all it needs.

    Raises:
        BadValue: something is missing, or does not fit the rest.
    """
    return _read(present, draft, draft.answers.every)


def _read(present: Present, draft: Draft, every: str | None) -> PlanTaper:
    typed = draft.answers
    rule = Rule(typed.start_dose, typed.end_dose, typed.cut, every, typed.start, typed.stop_at, typed.doses)
    return read_plan(present, rule, name=draft.name, of=draft.of, rounding=typed.rounding, allow_up=draft.allow_up)


def preview_draft(reader: Reader, draft: Draft) -> TaperView | None:
    """Return the plan as far as it is known; None while something that it needs is missing.

    Raises:
        StillInForce: another plan has, or has had, a target on one of its days.
        DiaryTrouble: the diary cannot be read.
    """
    if draft.missing is not None:
        return None
    try:
        return preview_plan(reader, read_draft(reader.present, draft))
    except FloorNeeded:
        return None
