"""The three summary lines of the clinician's page: the state of the taper, the legs, the sleep."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary import humanize, wording
from legdiary.domain.reports.comparisons import measure_difference
from legdiary.domain.reports.report import figures
from legdiary.domain.stats.descriptive import middle
from legdiary.domain.stats.phase_comparison import COMPARE_NIGHTS_NEEDED
from legdiary.domain.taper.phases import phase_on, phases
from legdiary.domain.taper.plan import SETTLING_DAYS, position_on, step_spans
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import user_text
from legdiary.render.page.sheet import Headline
from legdiary.render.terminal.report.phrases import legs_median, share
from legdiary.render.terminal.report.sleep_bounds import bounds_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.report import Figures, Report
    from legdiary.domain.reports.week import BoundedNights
    from legdiary.domain.stats.descriptive import Middle
    from legdiary.domain.stats.difference import Result
    from legdiary.domain.taper.phases import Phase
    from legdiary.domain.taper.plan import Plan
    from legdiary.render.page.sheet import Sign

#: The number of nights that count as the latest.
LATEST = 14


class Sides(NamedTuple):
    """The two spans of nights that the summary compares."""

    before: Sequence[NightRecord]
    latest: Sequence[NightRecord]
    when: str
    which: str


def sides(report: Report, plans: Sequence[Plan]) -> Sides:
    """Return the baseline and the latest 14 nights after it; without a baseline, the first 14 and the latest 14."""
    records = report.records
    begins = phases(plans, report.from_night, report.before_night)[0]
    if begins.kind == "baseline" and begins.plan is not None and begins.before_day < report.before_night:
        cut = (begins.before_day - report.from_night).days
        return Sides(records[:cut], records[cut:][-LATEST:], "before the taper", "before the taper")
    cut = min(LATEST, len(records) // 2)
    return Sides(records[:cut], records[cut:][-LATEST:], f"in the first {humanize.plural(cut, 'night')}", "first")


def headlines(report: Report, plans: Sequence[Plan]) -> tuple[Headline, ...]:
    """Return the lines on the taper, the legs and the sleep."""
    held = sides(report, plans)
    return _taper(report, plans), _legs(report, plans, held), _sleep(report, held)


_SIGNS: dict[Result, Sign] = {"higher": "up", "lower": "down", "about the same": "level", "too few nights": ""}


# ---------------------------------------------------------------------- legs and sleep


def _legs(report: Report, plans: Sequence[Plan], held: Sides) -> Headline:
    before, latest, when, which = held
    found = measure_difference("severity", before, latest).difference
    of = found.comparison
    if of.median_change is None:
        says = wording.legs_too_few(of.why_not[0].needed, of.n_before, of.n_after)
        overall = report.overall.severity
        nights = humanize.plural(overall.n, "night")
        over = f"Over the whole range: {nights} with a score, {overall.at_7_plus} at 7 or more."
        if overall.median is not None:
            over = f"Over the whole range: median {legs_median(overall)} on {nights}, {share(overall)} at 7 or more."
        return Headline("Legs", "", f"{says}.", over if overall.n else "No night has a score.")
    medians = (humanize.number(of.median_before), humanize.number(of.median_after))
    says = wording.legs_line(found.result, *medians, when, wording.by_how_much(of.median_change) if found.same else "")
    here, there = figures(latest).severity, figures(before).severity
    settling = _settling_nights(latest, plans)
    inside = f", {settling} in days 1–{SETTLING_DAYS} of a step" if settling else ""
    more = (
        f"Latest {humanize.plural(len(latest), 'night')} ({here.n} scored{inside}) beside the {len(before)} {which} "
        f"({there.n} scored). At 7 or more: {share(there)} → {share(here)}."
    )
    return Headline("Legs", _SIGNS[found.result], f"{says}.", more)


def _settling_nights(records: Sequence[NightRecord], plans: Sequence[Plan]) -> int:
    """Return how many of the nights with a score lie in the first days of a step."""
    found = (phase_on(plans, record.night_of) for record in records if record.severity is not None)
    scored = (record for record in records if record.severity is not None)
    return sum(
        phase is not None and phase.span is not None and (record.night_of - phase.span.starts_on).days < SETTLING_DAYS
        for record, phase in zip(scored, found, strict=True)
    )


def _sleep(report: Report, held: Sides) -> Headline:
    before, latest, _, which = held
    here, there = figures(latest), figures(before)
    if min(here.tst_min.n, there.tst_min.n) < COMPARE_NIGHTS_NEEDED:
        known = report.overall
        if not known.tst_min.n:
            return _bounded_sleep(known.bounded)
        nights = humanize.plural(known.tst_min.n, "night")
        if known.tst_min.median is None:
            says = f"Total sleep is known on {nights}: too few for a median."
            return Headline("Sleep", "", says, _bounded_addition(known.bounded))
        more = f"Over the whole range: {nights} known. {_efficiency(known)}.{_bounded_addition(known.bounded)}"
        return Headline("Sleep", "", f"Total sleep {humanize.clock(known.tst_min.median)} h, median.", more)
    found = measure_difference("tst_min", before, latest).difference
    was, now = there.tst_min.median or 0.0, here.tst_min.median or 0.0
    return Headline(
        "Sleep",
        _SIGNS[found.result],
        wording.sleep_line(found.result, humanize.clock(was), humanize.clock(now)),
        f"Latest {humanize.plural(len(latest), 'night')} ({here.tst_min.n} known) beside the {len(before)} {which} "
        f"({there.tst_min.n} known). {_efficiency(there)} → "
        f"{humanize.percent(here.se_dse_pct.median)} (n "
        f"{here.se_dse_pct.n}).{_bounded_addition(report.overall.bounded)}",
    )


def _bounded_sleep(of: BoundedNights) -> Headline:
    """Return the line for a diary in which no total sleep is known: its upper limit, with the time in bed."""
    if not of.n:
        return Headline("Sleep", "", "Total sleep is not known.", "")
    if of.at_most_min.median is None:
        says = f"Total sleep is known only at most, on {humanize.plural(of.n, 'night')}: too few for a median."
        return Headline("Sleep", "", says, "")
    says = (
        f"Total sleep at most {humanize.clock(of.at_most_min.median)} h of "
        f"{humanize.clock(of.tib_min.median)} h in bed, "
    )
    return Headline("Sleep", "", f"{says}median of {humanize.plural(of.n, 'night')}.", wording.ONLY_AT_MOST)


def _bounded_addition(of: BoundedNights) -> str:
    """Return the addition to a median of known nights: the nights of which only an upper limit is known."""
    if not of.n:
        return ""
    told = f" Known only at most on {humanize.plural(of.n, 'more night')}"
    return f"{told}: {bounds_line(of, ())}." if of.at_most_min.median is not None else f"{told}."


def _efficiency(of: Figures) -> str:
    return f"Efficiency {humanize.percent(of.se_dse_pct.median)} (n {of.se_dse_pct.n})"


# ---------------------------------------------------------------------- where the taper stands


def _taper(report: Report, plans: Sequence[Plan]) -> Headline:
    last = report.before_night - A_DAY
    phase = phase_on(plans, last)
    if phase is None or phase.plan is None:
        taken = report.overall.kratom_mg
        more = f"Kratom: {_median_taken(taken)}." if taken.n else ""
        return Headline("Taper", "", "No taper plan in this diary.", more)
    name = f"“{user_text(phase.plan.name)}”{_of(phase.plan)}"
    if phase.kind == "step":
        return _current_step(report, phase.plan, last, name)
    if phase.kind == "baseline":
        starts, amount = humanize.long_day(phase.plan.starts_on), _amount(phase.plan, phase.plan.steps[0].target)
        return Headline("Taper", "", f"Not begun: starts on {starts} with {amount} a day.", f"Plan {name}.")
    return _ended_plan(report, phase, last, name)


def _amount(plan: Plan, amount: float | None) -> str:
    return humanize.planned_amount(plan.of, amount, plan.unit)


def _of(plan: Plan) -> str:
    """Return ` of 7-OH`; nothing for leaf, which is what a taper is of where none is named."""
    return "" if plan.substance is None else f" of {humanize.substance(plan.of)}"


def _number(plan: Plan, amount: float | None) -> str:
    return humanize.planned_number(plan.of, amount, plan.unit)


def _taken(records: Iterable[NightRecord], plan: Plan) -> Middle:
    """Return the median of what was taken of a plan's substance."""
    if plan.substance is None:
        return middle(record.kratom.total_mg for record in records)
    return middle(
        next((each.total_ug for each in record.kratom.apart if each.substance == plan.of), None) for record in records
    )


def _current_step(report: Report, plan: Plan, last: date, name: str) -> Headline:
    position = position_on(plan, last)
    if position is None:
        return Headline("Taper", "", f"Plan {name}.", "")
    step, first = position.step, plan.steps[0]
    nights = [record for record in report.records if record.night_of >= step.starts_on]
    taken = _taken(nights, plan)
    came = "" if position.step_number == 1 else f"{_number(plan, first.target)} → "
    says = (
        f"{came}{_amount(plan, step.target)}{_of(plan)} a day planned, step {position.step_number} of {position.of}; "
    )
    if taken.median is not None:
        says += f"{_amount(plan, taken.median)} taken."
    elif taken.n:
        says += f"taken: {humanize.plural(taken.n, 'day')} logged, too few for a median."
    else:
        says += "what is taken is not logged."
    doses = f" in {humanize.plural(step.doses_per_day, 'dose')}" if step.doses_per_day else ""
    more = (
        f"Plan {name} since {humanize.short_date(first.starts_on)}; "
        f"this step{doses} since {humanize.short_day(step.starts_on)}, day {position.days_in_step} ({taken.n} logged)."
    )
    if position.next_change is None:
        return Headline("Taper", "", says, f"{more} The last step.")
    end = step_spans(plan)[-1]
    more += f" Next {_amount(plan, position.next_target)} on {humanize.short_day(position.next_change)}"
    if end.starts_on != position.next_change:
        more += f"; last step {_amount(plan, end.step.target)} on {humanize.short_date(end.starts_on)}"
    return Headline("Taper", "", says, f"{more}.")


def _ended_plan(report: Report, phase: Phase, last: date, name: str) -> Headline:
    plan = phase.plan
    if plan is None or plan.ended_on is None:
        return Headline("Taper", "", f"Plan {name}.", "")
    ended = humanize.long_day(plan.ended_on - A_DAY)
    if phase.following is not None:
        following = f"“{user_text(phase.following.name)}” starts on {humanize.long_day(phase.following.starts_on)}"
        says = f"Between two plans: ended on {ended}; {following}."
    elif phase.kind == "follow-up":
        says = f"Ended on {ended}; day {(last - plan.ended_on).days + 1} after it, of three months."
    else:
        says = f"Ended on {ended}, over three months ago."
    latest = report.records[-LATEST:]
    taken = _taken(latest, plan)
    first, end = plan.steps[0], step_spans(plan)[-1].step
    more = (
        f"Plan {name}: {_number(plan, first.target)} → {_amount(plan, end.target)} "
        f"from {humanize.short_date(first.starts_on)}. "
        f"Latest {humanize.plural(len(latest), 'day')}: {_median_taken(taken, plan)}."
    )
    return Headline("Taper", "", says, more)


def _median_taken(of: Middle, plan: Plan | None = None) -> str:
    """Return `median 2.4 g a day over 12 days`; under five days only the number that are logged."""
    if of.median is None:
        return f"{humanize.plural(of.n, 'day')} logged"
    amount = f"{humanize.grams(of.median)} g" if plan is None else _amount(plan, of.median)
    return f"median {amount} a day over {humanize.plural(of.n, 'day')}"
