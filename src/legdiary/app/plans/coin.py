"""The coin of a plan: lay the coming cuts out in pairs of weeks, and ask which week a cut comes in.

As with a trial, the coin is tossed when a pair begins, by a command that stores what it says; a toss that was taken
back is not made a second time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app.plans.change import PlanChanged
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.coin import FIRST
from legdiary.domain.taper.plan_changes import check_no_overlap
from legdiary.domain.taper.plan_choice import plan_to_change
from legdiary.domain.taper.plan_coin import NoCoin, draw, lay_out, pair_on, pairs_of
from legdiary.domain.taper.week_pairs import read_pairs
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.app.context import Context
    from legdiary.app.plans.new import PlanTaper
    from legdiary.app.questions import Yes
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.ledger.ledger_line import FieldsLine
    from legdiary.domain.taper.plan import Plan
    from legdiary.domain.taper.week_pairs import WeekPair


@dataclass(frozen=True, slots=True)
class PlanCoin:
    """The coin's word on a plan today.

    Attributes:
        stored: the plan.
        today: the diary day.
        pair: the pair that has today; None between pairs.
        following: the next pair that is to come; None after the last.
        drawn_now: whether the coin was tossed by this command.
    """

    stored: Stored
    today: date
    pair: WeekPair | None
    following: WeekPair | None
    drawn_now: bool


def with_coin(request: PlanTaper, today: date) -> PlanTaper:
    """Return the request for a new plan with its cuts laid out in pairs of weeks.

    Raises:
        NoCutToCome, RiseByCoin: there is no cut, or it is not a valid target.
    """
    return replace(request, plan=lay_out(request.plan, today, is_new=True))


@return_questions
def lay_out_rest(context: Context, yes: Yes = NOTHING, *, of: str | None = None) -> PlanChanged:
    """Lay the coming cuts of a plan out in pairs of weeks.

    Raises:
        NoPlan, SeveralPlansInForce, NoSuchPlan: which plan is meant is not clear.
        HasCoin, NoCutToCome, RiseByCoin: there is nothing that could be laid out.
        DiaryTrouble: the diary cannot be changed.
    """
    today = context.present.today
    with context.open_existing(yes) as diary:
        plans = diary.plans()
        chosen = plan_to_change(plans, today, of)
        others = [each.entry for each in plans if each.id != chosen.id and each.entry.of == chosen.entry.of]

        def build(plan: Plan) -> Plan:
            return check_no_overlap(lay_out(plan, today), others)

        change = diary.edit(chosen.id, build, context.present)
    return PlanChanged(change.stored, change.old or change.stored, others, today)


@return_questions
def ask_plan_coin(context: Context, yes: Yes = NOTHING, *, of: str | None = None) -> PlanCoin:
    """Return what the coin says of a plan; toss it where a pair of weeks has begun.

    Raises:
        NoPlan, SeveralPlansInForce, NoSuchPlan: which plan is meant is not clear.
        NoCoin: no coin chooses its weeks.
        DayIsTaken: another target is set for the day.
        DiaryTrouble: the diary cannot be read or changed.
    """
    today = context.present.today
    with context.open_for_reading() as diary:
        chosen = plan_to_change(diary.plans(), today, of)
        history = diary.history(chosen.id)
    if not chosen.entry.coin:
        raise NoCoin
    pair = pair_on(chosen.entry, today)
    if pair is None or pair.is_drawn:
        return _as_told(chosen, today)
    tossed: list[bool] = []

    def build(plan: Plan) -> Plan:
        due = pair_on(plan, today)
        if due is None or due.is_drawn:
            return plan
        known = _former(history, due.number)
        if known is None:
            tossed.append(known := context.toss())
        return draw(plan, today, is_first=known)

    with context.open_existing(yes) as diary:
        stored = diary.edit(chosen.id, build, context.present).stored
    return _as_told(stored, today, drawn_now=bool(tossed))


def _former(history: Sequence[FieldsLine], number: int) -> bool | None:
    """Return what the coin once said of a pair, if that was taken back."""
    for line in history:
        pairs = [pair for pair in read_pairs((line.new or {}).get("coin") or ()) if pair.number == number]
        if pairs and pairs[0].is_drawn:
            return pairs[0].state == FIRST
    return None


def _as_told(stored: Stored, today: date, *, drawn_now: bool = False) -> PlanCoin:
    plan: Plan = stored.entry
    coming = [pair for pair in pairs_of(plan) if pair.begins_on > today]
    return PlanCoin(stored, today, pair_on(plan, today), coming[0] if coming else None, drawn_now)
