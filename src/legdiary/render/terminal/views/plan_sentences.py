"""The position of a day in its plan, or outside it, in a sentence: the same in every view."""

from __future__ import annotations

from datetime import timedelta

from legdiary import humanize
from legdiary.domain.entries.dose import LEAF
from legdiary.humanize import user_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from legdiary.domain.reports.week import CurrentStep
    from legdiary.domain.taper.phases import Phase


def taper_sentence(taper: CurrentStep) -> str:
    """Return the position of a day in its plan, in one sentence."""
    position = taper.position
    doses = position.step.doses_per_day
    now = (
        f"{_plan_name(taper)}: step {position.step_number} of {position.of}, "
        f"{humanize.planned_amount(taper.substance, position.step.target, taper.unit)} a day"
        + (f" in {humanize.plural(doses, 'dose')}" if doses else "")
        + f" since {humanize.day(position.step.starts_on)} (day {position.days_in_step})"
    )
    if position.next_change is None:
        return f"{now}; the last step."
    following = humanize.planned_amount(taper.substance, position.next_target, taper.unit)
    return f"{now}; {following} from {humanize.day(position.next_change)}."


def coin_sentence(taper: CurrentStep) -> str:
    """Return what is known of the pair of weeks that has the day; empty without one."""
    pair = taper.pair
    if pair is None:
        return ""
    where = f"pair {pair.number} of {taper.pairs}"
    if pair.is_drawn:
        return f"The coin chose the {pair.state} week of {where} for the cut."
    return f"{where.capitalize()} of the coin's weeks has begun; the coin is not tossed yet: legdiary taper coin"


def _plan_name(taper: CurrentStep) -> str:
    """Return `Taper “down”`; of another substance than leaf `Taper “down” of 7-OH`, `Plan “nights” of gabapentin`."""
    what, name = _what_and_name(taper.plan, taper.substance)
    return f"{what.capitalize()} {name}"


def _what_and_name(plan: str, word: str) -> tuple[str, str]:
    """Return `taper` or, of a medicine, `plan`; and the name with its substance, if that is not leaf."""
    if word == LEAF:
        return "taper", f"“{user_text(plan)}”"
    from legdiary.domain.entries.substances import is_medicine

    return "plan" if is_medicine(word) else "taper", f"“{user_text(plan)}” of {humanize.substance(word)}"


def phase_sentence(phase: Phase, day: date) -> str:
    """Return the position of a day outside its plan: before it, in its follow-up, or after that."""
    plan = phase.plan
    if plan is None or phase.kind == "step":
        return ""
    what, name = _what_and_name(plan.name, plan.of)
    if phase.kind == "baseline":
        return f"Baseline: {what} {name} starts on {humanize.long_day(plan.starts_on)}."
    if plan.ended_on is None:
        return ""
    if phase.following is not None:
        ended, starts = (
            humanize.long_day(plan.ended_on - timedelta(days=1)),
            humanize.long_day(phase.following.starts_on),
        )
        return (
            f"Between two plans: {what} {name} ended on {ended}, "
            f"{_what_and_name(phase.following.name, phase.following.of)[1]} starts on {starts}."
        )
    last_day = humanize.long_day(plan.ended_on - timedelta(days=1))
    number = (day - plan.ended_on).days + 1
    if phase.kind == "follow-up":
        return f"Follow-up of {what} {name}: day {number} of three months; the plan's last day was {last_day}."
    return f"{what.capitalize()} {name} ended on {last_day}; its three months of follow-up are over."
