"""Change the future of a taper plan: hold, resume, set a target, end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from legdiary.app.log.typed_fields import MissingValue, read_score
from legdiary.app.plans.typed_days import parse_days, parse_plan_day
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.input.night_vocabulary import UnknownWord
from legdiary.domain.taper import plan_changes
from legdiary.domain.taper.plan import MOST_DOSES, REASONS
from legdiary.domain.taper.plan_choice import plan_to_change
from legdiary.domain.taper.plan_unit import unit_of_plan
from legdiary.errors import ENTRY
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.taper.plan import Plan
    from legdiary.domain.time.moments import Present


@dataclass(frozen=True, slots=True)
class HoldTaper:
    """A request to make the current step some days longer; later steps move.

    Attributes:
        days: how many days.
        why: the reason; None without one.
    """

    days: int
    why: str | None = None


@dataclass(frozen=True, slots=True)
class ResumeTaper:
    """A request to end a hold."""


@dataclass(frozen=True, slots=True)
class SetTarget:
    """A request for a step's target from a future day on.

    Attributes:
        first: the day.
        amount: the amount a day as typed; its plan says which units it may have.
        doses: the doses a day; None leaves them unchanged.
        why: the reason; None without one.
        allow_up: allow a target above the plan's start.
    """

    first: date
    amount: str
    doses: int | None = None
    why: str | None = None
    allow_up: bool = False


@dataclass(frozen=True, slots=True)
class EndTaper:
    """A request to end the plan; without a last day, that is today."""

    last_day: date | None = None


ChangeTaper: TypeAlias = HoldTaper | ResumeTaper | SetTarget | EndTaper


def read_hold(days: str | None, why: str | None = None) -> HoldTaper:
    """Make the request for a hold: `5d`, `2w`.

    Raises:
        MissingValue, NotDays, UnknownWord.
    """
    if days is None:
        raise MissingValue("how long to hold", "legdiary taper hold --help")
    return HoldTaper(parse_days(days), read_reason(why))


def read_reason(typed: str | None) -> str | None:
    """Read why a step is held or set; None if nothing was typed.

    Raises:
        UnknownWord: it is none of the reasons.
    """
    if typed is None:
        return None
    word = "-".join(typed.strip().lower().replace("_", " ").split())
    if word not in REASONS:
        raise UnknownWord("reason", word, REASONS)
    return word


def read_target(
    present: Present, day: str | None, amount: str | None, *, doses: str | None = None, why: str | None = None,
    allow_up: bool = False,
) -> SetTarget:  # fmt: skip
    """Make the request for a target; its amount is read when the plan is known, whose unit an error then names.

    Raises:
        BadValue: something cannot be read, or is missing.
    """
    if day is None or amount is None:
        raise MissingValue("the date" if day is None else "the amount", "legdiary taper set --help")
    first = parse_plan_day(day, present.today)
    return SetTarget(first, amount, read_score(doses, "doses a day", 1, MOST_DOSES), read_reason(why), allow_up)


def read_end(present: Present, on: str | None) -> EndTaper:
    """Make the request for the end of a plan.

    Raises:
        NotAPlanDay, TooLongAgo: it is not a valid last day.
    """
    return EndTaper(None if on is None else parse_plan_day(on, present.today))


class PlanChanged(NamedTuple):
    """A changed plan: the entry as it is and as it was, the other plans of its substance, and the diary day."""

    new: Stored
    old: Stored
    others: Sequence[Plan]
    today: date


@return_questions
def change_plan(
    context: Context, request: ChangeTaper, yes: Yes = NOTHING, *, of: str | None = None
) -> PlanChanged:  # fmt: skip
    """Change the current plan, or the next one to start.

    Args:
        context: the surroundings.
        request: the change.
        yes: what the person has said yes to.
        of: the substance, the name or the number of the plan; None where only one is in force.

    Raises:
        NoPlan: there is none.
        SeveralPlansInForce, NoSuchPlan: which plan is meant is not clear, or there is no such plan.
        Refused: the plan does not allow this change.
        DiaryTrouble: the diary cannot be changed.
    """
    today = context.present.today
    with context.open_existing(yes) as diary:
        plans = diary.plans()
        chosen = plan_to_change(plans, today, of)
        number, word = chosen.id, chosen.entry.of
        others = [stored.entry for stored in plans if stored.id != number and stored.entry.of == word]

        def build(plan: Plan) -> Plan:
            return plan_changes.check_no_overlap(_changed(plan, request, today, yes), others)

        change = diary.edit(number, build, context.present)
    return PlanChanged(change.stored, change.old or change.stored, others, today)


def _changed(plan: Plan, request: ChangeTaper, today: date, yes: Yes) -> Plan:
    if isinstance(request, HoldTaper):
        return plan_changes.hold(plan, today, request.days, request.why)
    if isinstance(request, ResumeTaper):
        return plan_changes.resume(plan, today)
    if isinstance(request, EndTaper):
        return plan_changes.end(plan, today, request.last_day or today)
    sure = request.allow_up or ENTRY in yes
    target = unit_of_plan(plan).parse(request.amount)
    return plan_changes.set_target(plan, today, request.first, target, request.doses, why=request.why, allow_up=sure)
