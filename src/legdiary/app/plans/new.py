"""Make a taper plan: by a rule, or from the steps in a file.

A plan is first previewed, which stores nothing, and then stored; the front end asks in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.app.kinds_in_use import kinds_in_use
from legdiary.app.log.typed_fields import MissingValue, read_score
from legdiary.app.plans.typed_days import parse_days, parse_plan_day
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.substances import is_medicine
from legdiary.domain.input.text import check_name
from legdiary.domain.taper.plan import MOST_DOSES, Plan
from legdiary.domain.taper.plan_changes import supersede
from legdiary.domain.taper.plan_file import header_for
from legdiary.domain.taper.plan_substance import KnownNames, UnknownSubstance, find_substance
from legdiary.domain.taper.plan_unit import GRAMS, MICROGRAMS, is_in_micrograms, unit_of
from legdiary.errors import ENTRY, BadValue, quote_typed
from legdiary.store.errors import NoDiary
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from legdiary.app.context import Context, Reader
    from legdiary.app.questions import Yes
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.taper_progress import TaperView
    from legdiary.domain.taper.plan import Step
    from legdiary.domain.taper.plan_file import FileSteps
    from legdiary.domain.taper.plan_unit import PlanUnit
    from legdiary.domain.time.moments import Present
    from legdiary.store.diary import Diary
    from legdiary.store.entry_rows import Change

#: No amounts here: a command to type after an error would look like a recommended rate.
_HELP_COMMAND = "legdiary taper new --help"
_MOST_FILE_BYTES = 1_000_000


class StepsOrRule(BadValue):
    """A file of steps beside a rule that makes steps."""

    def __init__(self, flag: str) -> None:
        super().__init__(f"--steps already gives every step; leave out {flag}")


class CannotReadSteps(BadValue):
    """A file of steps that is not there, or holds no text."""

    def __init__(self, path: Path, why: str, substance: str) -> None:
        super().__init__(f"{quote_typed(str(path))} cannot be read ({why}); write a CSV file: {header_for(substance)}")


@dataclass(frozen=True, slots=True)
class PlanTaper:
    """A request for a new plan; earlier plans of its substance end on its first day.

    Attributes:
        plan: the plan.
        may_be_other: nobody said that it is of leaf, and its first amount is written in milligrams.
    """

    plan: Plan
    may_be_other: bool = False


class Rule(NamedTuple):
    """A typed rule for the steps of a plan; None for a part that was not typed."""

    start_dose: str | None = None
    end_dose: str | None = None
    cut: str | None = None
    every: str | None = None
    start: str | None = None
    stop_at: str | None = None
    doses: str | None = None


#: The flags of a rule, in its order.
_FLAGS = Rule("--from", "--to", "--cut", "--every", "--start", "--stop-at", "--doses")


def read_substance(reader: Reader, typed: str, *, new: bool = False) -> str:
    """Return the word of the substance that was typed; the diary is read only for names of a person's own.

    Raises:
        UnknownSubstance, NotAPlannedSubstance: it is not known, or has no plans.
        DiaryTrouble: the diary cannot be read; a missing diary has no names.
    """
    try:
        return find_substance(typed, KnownNames())
    except UnknownSubstance:
        try:
            with reader.open_for_reading() as diary:
                known = KnownNames(kinds_in_use(diary), diary.names("medicine"))
        except NoDiary:
            known = KnownNames()
        return find_substance(typed, known, new=new)


def read_plan(
    present: Present, rule: Rule, *, name: str, of: str | None = None, rounding: str | None = None,
    steps: Path | None = None, allow_up: bool = False,
) -> PlanTaper:  # fmt: skip
    """Make the request for a plan by a rule, or from the steps in a CSV file.

    Args:
        present: the clock.
        rule: the rule as typed.
        name: the name of the plan.
        of: the word of its substance; None, if nobody said it, is leaf.
        rounding: the smallest amount that the person's scale can weigh.
        steps: the file, instead of a rule.
        allow_up: allow targets to rise; those of a medicine may in any case.

    Raises:
        BadValue: something cannot be read, is missing, or does not fit the rest.
    """
    word = of or LEAF
    allow_up = allow_up or is_medicine(word)
    doses = read_score(rule.doses, "doses a day", 1, MOST_DOSES)
    if steps is not None:
        for flag, value in zip(_FLAGS, rule, strict=True):
            if value is not None:
                raise StepsOrRule(str(flag))
        made, unit = _steps_from(steps, word, allow_up=allow_up)
        typed = None if rounding is None else unit.parse(rounding)
        scale = unit.check_scale(typed or unit.usual_scale(step.target for step in made))
    else:
        typed_small = rule.start_dose is not None and is_in_micrograms(rule.start_dose)
        unit = unit_of(word, MICROGRAMS.key if typed_small and is_medicine(word) else None)
        made, scale = _steps_by(present, rule, unit, rounding, doses, allow_up=allow_up)
    in_mg = rule.start_dose is not None and rule.start_dose.strip().lower().endswith("mg")
    return PlanTaper(_plan(check_name(name, "plan's name"), made, word, unit, scale), of is None and in_mg)


def _plan(name: str, steps: tuple[Step, ...], word: str, unit: PlanUnit, scale: int) -> Plan:
    if unit is GRAMS:
        return Plan(name, steps, scale_mg=scale)
    return Plan(name, steps, substance=word, unit=unit.key if unit is MICROGRAMS else None, scale_ug=scale)


def _steps_from(path: Path, substance: str, *, allow_up: bool) -> FileSteps:
    from legdiary.domain.taper.plan_file import steps_from_csv
    from legdiary.util.safe_files import read_plain

    try:
        text = read_plain(path, _MOST_FILE_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise CannotReadSteps(path, (error.strerror or "no file").lower(), substance) from error
    except UnicodeDecodeError as error:
        raise CannotReadSteps(path, "it is not UTF-8 text", substance) from error
    return steps_from_csv(text, source=path.name, substance=substance, allow_up=allow_up)


def _steps_by(
    present: Present, rule: Rule, unit: PlanUnit, rounding: str | None, doses: int | None, *, allow_up: bool
) -> tuple[tuple[Step, ...], int]:
    """Return the steps, and what their targets are rounded to."""
    from legdiary.domain.taper.step_calculation import linear_steps, parse_percent, percent_steps

    if rule.start_dose is None or rule.cut is None or rule.every is None:
        missing = "--from" if rule.start_dose is None else "--cut" if rule.cut is None else "--every"
        raise MissingValue(missing, _HELP_COMMAND)
    start, end = unit.parse(rule.start_dose), 0 if rule.end_dose is None else unit.parse(rule.end_dose)
    days = parse_days(rule.every)
    first = present.today if rule.start is None else parse_plan_day(rule.start, present.today)
    floor = None if rule.stop_at is None else unit.parse(rule.stop_at)
    typed = None if rounding is None else unit.parse(rounding)
    if rule.cut.strip().endswith("%"):
        scale = typed or unit.usual_scale((start, end, floor or 0), max(start, end))
        return percent_steps(
            start, end, parse_percent(rule.cut), days, first, stop_at=floor, scale=scale, doses_per_day=doses,
            allow_up=allow_up, unit=unit, ends_by_rounding=rounding is not None,
        ), scale  # fmt: skip
    cut = unit.parse_cut(rule.cut)
    scale = typed or unit.usual_scale((start, end, cut, floor or 0))
    return linear_steps(
        start, end, cut, days, first,
        stop_at=floor, scale=scale, doses_per_day=doses, allow_up=allow_up, unit=unit,
    ), scale  # fmt: skip


def preview_plan(reader: Reader, request: PlanTaper) -> TaperView:
    """Return the plan as it would be stored, step by step.

    Raises:
        StillInForce: another plan has, or has had, a target on one of its days.
        DiaryTrouble: the diary cannot be read; a missing diary has no plans.
    """
    from legdiary.domain.reports.taper_progress import taper_view

    try:
        with reader.open_for_reading() as diary:
            plans: Sequence[Stored] = diary.plans()
    except NoDiary:
        plans = ()
    _ended_before(plans, request.plan, reader.present.today)
    return taper_view(request.plan, {}, reader.present.today)


@return_questions
def check_plan(reader: Reader, request: PlanTaper, yes: Yes = NOTHING) -> Yes:
    """Ask about a plan that does not fit the doses of the last 14 days, before it is shown; return what was agreed.

    Raises:
        DiaryTrouble: the diary cannot be read; a missing diary has no doses.
    """
    try:
        with reader.open_for_reading() as diary:
            _check_beside_doses(diary, request, reader.present.today, yes)
    except NoDiary:
        pass
    return yes


def _check_beside_doses(diary: Diary, request: PlanTaper, today: date, yes: Yes) -> None:
    """Ask whether the substance is right, and the unit.

    Raises:
        Asks: the doses are of another substance, or far smaller.
    """
    if ENTRY in yes:
        return
    from legdiary.app.plans.usual_amounts import daily_totals, substances_taken
    from legdiary.domain.taper.plan_questions import check_start, check_substance_taken

    plan = request.plan
    if request.may_be_other:
        check_substance_taken(plan, substances_taken(diary, today))
    if plan.of != LEAF:
        check_start(plan, daily_totals(diary, plan.of, today))


@return_questions
def store_plan(context: Context, request: PlanTaper, yes: Yes = NOTHING) -> Change:
    """Store a plan.

    Raises:
        Asks: it does not fit the doses of the last 14 days.
        StillInForce: another plan has, or has had, a target on one of its days.
        DiaryTrouble: the diary cannot be written.
    """
    with context.open_for_writing(yes) as diary:
        _check_beside_doses(diary, request, context.present.today, yes)
        giving_way = _ended_before(diary.plans(), request.plan, context.present.today)
        return diary.edit_several(giving_way, [request.plan], context.present)[-1]


def _ended_before(plans: Sequence[Stored], plan: Plan, today: date) -> dict[int, Plan]:
    """Return earlier plans of its substance, ended on the day on which the new one begins, by id, where that is new."""
    of_it = [stored for stored in plans if stored.entry.of == plan.of]
    ended = {stored.id: supersede(stored.entry, today, plan.starts_on) for stored in of_it}
    return {stored.id: ended[stored.id] for stored in of_it if ended[stored.id] != stored.entry}
