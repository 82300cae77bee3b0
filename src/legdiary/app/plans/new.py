"""Make a taper plan: by a rule, or from the steps in a file.

A plan is first previewed, which stores nothing, and then stored; the front end asks in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from legdiary.app.log.typed_fields import MissingValue, read_score
from legdiary.app.plans.typed_days import parse_days, parse_plan_day
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.input.amounts import parse_amount
from legdiary.domain.input.text import check_name
from legdiary.domain.taper.plan import MOST_DOSES, Plan
from legdiary.domain.taper.plan_changes import supersede
from legdiary.errors import BadValue, quote_typed
from legdiary.store.errors import NoDiary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from legdiary.app.context import Context, Reader
    from legdiary.app.questions import Yes
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.taper_progress import TaperView
    from legdiary.domain.taper.plan import Step
    from legdiary.domain.time.moments import Present
    from legdiary.store.diary import Change

#: No amounts here: a command to type after an error would look like a recommended rate.
_HELP_COMMAND = "legdiary taper new --help"
_SCALE_MG = 100
_MOST_FILE_BYTES = 1_000_000


class StepsOrRule(BadValue):
    """A file of steps beside a rule that makes steps."""

    def __init__(self, flag: str) -> None:
        super().__init__(f"--steps says every step itself; leave out {flag}")


class CannotReadSteps(BadValue):
    """A file of steps that is not there, or holds no text."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{quote_typed(str(path))} cannot be read ({why}); write a CSV file: starts_on,target_g,doses_per_day"
        )


@dataclass(frozen=True, slots=True)
class PlanTaper:
    """A request for a new plan; earlier plans end on its first day."""

    plan: Plan


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


def read_plan(
    present: Present, rule: Rule, *, name: str, rounding: str | None = None, steps: Path | None = None,
    allow_up: bool = False,
) -> PlanTaper:  # fmt: skip
    """Make the request for a plan by a rule, or from the steps in a CSV file.

    Args:
        present: the clock.
        rule: the rule as typed.
        name: the name of the plan.
        rounding: the smallest amount that the person's scale can weigh.
        steps: the file, instead of a rule.
        allow_up: allow targets to rise.

    Raises:
        BadValue: something cannot be read, is missing, or does not fit the rest.
    """
    scale_mg = (parse_amount(rounding) if rounding is not None else None) or _SCALE_MG
    doses = read_score(rule.doses, "doses a day", 1, MOST_DOSES)
    if steps is not None:
        for flag, value in zip(_FLAGS, rule, strict=True):
            if value is not None:
                raise StepsOrRule(str(flag))
        made = _steps_from(steps, allow_up=allow_up)
    else:
        made = _steps_by(present, rule, scale_mg, doses, allow_up=allow_up)
    return PlanTaper(Plan(check_name(name, "plan's name"), made, scale_mg=scale_mg))


def _steps_from(path: Path, *, allow_up: bool) -> tuple[Step, ...]:
    from legdiary.domain.taper.plan_file import steps_from_csv
    from legdiary.util.safe_files import read_plain

    try:
        text = read_plain(path, _MOST_FILE_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise CannotReadSteps(path, (error.strerror or "no file").lower()) from error
    except UnicodeDecodeError as error:
        raise CannotReadSteps(path, "it is not UTF-8 text") from error
    return steps_from_csv(text, source=path.name, allow_up=allow_up)


def _steps_by(
    present: Present, rule: Rule, scale_mg: int, doses: int | None, *, allow_up: bool
) -> tuple[Step, ...]:  # fmt: skip
    from legdiary.domain.taper.step_calculation import linear_steps, parse_percent, percent_steps

    if rule.start_dose is None or rule.cut is None or rule.every is None:
        missing = "--from" if rule.start_dose is None else "--cut" if rule.cut is None else "--every"
        raise MissingValue(missing, _HELP_COMMAND)
    start_mg, end_mg = parse_amount(rule.start_dose), parse_amount(rule.end_dose or "0g")
    days = parse_days(rule.every)
    start = present.today if rule.start is None else parse_plan_day(rule.start, present.today)
    floor = None if rule.stop_at is None else parse_amount(rule.stop_at)
    if rule.cut.strip().endswith("%"):
        return percent_steps(
            start_mg, end_mg, parse_percent(rule.cut), days, start,
            stop_at_mg=floor, scale_mg=scale_mg, doses_per_day=doses, allow_up=allow_up,
        )  # fmt: skip
    return linear_steps(
        start_mg, end_mg, parse_amount(rule.cut), days, start,
        stop_at_mg=floor, scale_mg=scale_mg, doses_per_day=doses, allow_up=allow_up,
    )  # fmt: skip


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
def store_plan(context: Context, request: PlanTaper, yes: Yes = NOTHING) -> Change:
    """Store a plan.

    Raises:
        StillInForce: another plan has, or has had, a target on one of its days.
        DiaryTrouble: the diary cannot be written.
    """
    with context.open_for_writing(yes) as diary:
        giving_way = _ended_before(diary.plans(), request.plan, context.present.today)
        return diary.edit_several(giving_way, [request.plan], context.present)[-1]


def _ended_before(plans: Sequence[Stored], plan: Plan, today: date) -> dict[int, Plan]:
    """Return earlier plans, ended on the day on which the new one begins, by id; unchanged ones are left out."""
    ended = {stored.id: supersede(stored.entry, today, plan.starts_on) for stored in plans}
    return {stored.id: ended[stored.id] for stored in plans if ended[stored.id] != stored.entry}
