"""The four headlines of the page: the target and what is taken, the legs, the sleep, the symptoms.

The comparison of the latest nights with those before leads; the line through all nights, with its interval, stands
below it. Each figure has the number of nights it rests on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import user_text
from legdiary.render.page.figure_marks import counted, figure
from legdiary.render.page.sheet import Headline
from legdiary.render.terminal.report.sleep_bounds import bounds_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.domain.reports.report import Report
    from legdiary.domain.reports.stretches import Stretch
    from legdiary.domain.reports.summary.headlines import Headlines, MeasureHeadline, MeasureSides, TargetHeadline
    from legdiary.domain.stats.difference import Result
    from legdiary.render.page.sheet import Sign

_SIGNS: dict[Result, Sign] = {"higher": "up", "lower": "down", "about the same": "", "too few nights": ""}
_PATH = "summary"


def headlines(report: Report) -> tuple[Headline, ...]:
    """Return the headlines in the order of the page."""
    told = report.summary.headlines
    return _target(report, told.target), _legs(told), _sleep(report, told), _symptoms(report, told)


# ---------------------------------------------------------------------- where the taper stands


def _target(report: Report, of: TargetHeadline | None) -> Headline:
    if of is None:
        taken = report.overall.kratom_mg
        more = ""
        if taken.n:
            known = humanize.plural(taken.n, "day")
            median = f"median {humanize.grams(taken.median)} g a day on {known}"
            more = f"Kratom: {median if taken.median is not None else f'logged on {known}'}."
        return Headline("Taper", "", "No taper plan in this diary", more)
    says = {
        "step": _in_step,
        "not begun": _not_begun,
        "between": _between,
        "follow-up": _in_follow_up,
        "after": _after,
    }[of.state](of)
    return Headline("Taper", "", says, " ".join([*_taken(of), *_ahead(report, of)]))


def _amount(of: TargetHeadline, amount: float | None, key: str) -> str:
    shown = humanize.planned_number(of.substance, amount, of.unit)
    unit = humanize.plan_unit(of.substance, of.unit)
    ending = "g" if of.substance == LEAF else "mg"
    path = f"{_PATH}.target.{key.format(ending)}"
    return shown if amount is None else f"{figure(shown, path)} {unit}"


def _of(of: TargetHeadline) -> str:
    return "" if of.substance == LEAF else f" of {humanize.substance(of.substance)}"


def _in_step(of: TargetHeadline) -> str:
    path = f"{_PATH}.target"
    began = "" if of.step_number == 1 else f" (began at {_amount(of, of.first_target, 'first_target_{}')})"
    return (
        f"Target {_amount(of, of.target, 'target_{}')}{_of(of)} a day{began}, "
        f"step {figure(str(of.step_number), f'{path}.step')} of {figure(str(of.steps), f'{path}.steps')}"
    )


def _not_begun(of: TargetHeadline) -> str:
    starts = humanize.long_day(of.starts_on)
    return f"The plan starts on {starts} with {_amount(of, of.first_target, 'first_target_{}')}{_of(of)} a day"


def _between(of: TargetHeadline) -> str:
    following = of.next_plan_on
    name = user_text(of.next_plan or "")
    starts = f"“{name}” starts on {humanize.long_day(following)}" if following else ""
    return f"Between two plans: “{user_text(of.plan)}” ended on {_last_day(of)}; {starts}"


def _in_follow_up(of: TargetHeadline) -> str:
    days = figure(str(of.days_since_end), f"{_PATH}.target.days_since_end")
    return f"The taper{_of(of)} ended on {_last_day(of)}: follow-up, day {days} of three months"


def _after(of: TargetHeadline) -> str:
    return f"The taper{_of(of)} ended on {_last_day(of)}, over three months ago"


def _last_day(of: TargetHeadline) -> str:
    return "" if of.ended_on is None else humanize.long_day(of.ended_on - A_DAY)


def _taken(of: TargetHeadline) -> list[str]:
    """Return what was taken, and on how many of the days it is known."""
    path = f"{_PATH}.target"
    ending = "g" if of.substance == LEAF else "mg"
    n = figure(str(of.taken.n), f"{path}.taken_{ending}.n")
    days = counted(of.taken_days, "day", f"{path}.taken_days")
    which = "in this step" if of.state == "step" else "of the latest days"
    if not of.taken.n:
        return [f"Taken: not logged on any of the {days} {which}."]
    if of.taken.median is not None:
        return [f"Median taken {_amount(of, of.taken.median, 'taken_{}.median')} ({n} of {days} {which} logged)."]
    return [f"Taken: {n} of {days} {which} logged, too few for a median."]


def _holds(report: Report, of: TargetHeadline) -> list[str]:
    """Return the holds placed in the current step."""
    holds = [event for event in report.events if event.kind == "hold" and of.step_from and event.on >= of.step_from]
    return [f"Held ({user_text(event.name)}) from {humanize.short_day(event.on)}." for event in holds]


def _since(of: TargetHeadline) -> str:
    """Return the plan's name and begin, and the day of the current step."""
    path = f"{_PATH}.target"
    day = figure(str(of.days_in_step), f"{path}.days_in_step")
    doses = (
        "" if of.planned_doses is None else f", {counted(of.planned_doses, 'dose', f'{path}.planned_doses')} planned"
    )
    step = "" if of.step_from is None else f"; this step since {humanize.short_day(of.step_from)}, day {day}{doses}"
    return f"Plan “{user_text(of.plan)}” since {humanize.short_date(of.starts_on)}{step}."


def _ahead(report: Report, of: TargetHeadline) -> list[str]:
    """Return the next step and the last one, or where an ended plan went."""
    if of.state == "step":
        told = [_since(of), *_holds(report, of)]
        if of.next_change is None:
            return [*told, "It is the last step."]
        told += [f"Next: {_amount(of, of.next_target, 'next_target_{}')} on {humanize.short_day(of.next_change)}."]
        if of.final_on != of.next_change:
            on = humanize.short_date(of.final_on)
            told.append(f"The last step is {_amount(of, of.final_target, 'final_target_{}')} from {on}.")
        return told
    if of.state == "not begun":
        return [f"Plan “{user_text(of.plan)}”."]
    begun = humanize.short_date(of.starts_on)
    first, final = _amount(of, of.first_target, "first_target_{}"), _amount(of, of.final_target, "final_target_{}")
    return [f"Plan “{user_text(of.plan)}” from {begun} on: {first} to {final} a day."]


# ---------------------------------------------------------------------- then and now


def _legs(told: Headlines) -> Headline:
    of = told.legs
    if of.difference.same is None:
        return Headline("Legs", "", _too_few(of), _trend(of))
    says = wording.legs_headline(
        of.difference.result, _reference(told.before), *_medians(of, humanize.number), _line(of)
    )
    return Headline("Legs", _SIGNS[of.difference.result], says, _more(of))


def _sleep(report: Report, told: Headlines) -> Headline:
    of, known = told.sleep, report.overall
    if of.difference.same is None:
        if not known.tst_min.n:
            return _bounded_sleep(report)
        nights = humanize.plural(known.tst_min.n, "night")
        if known.tst_min.median is None:
            return Headline("Sleep", "", f"Total sleep is known on {nights}: too few for a median", "")
        median = figure(humanize.clock(known.tst_min.median), "overall.tst_min.median")
        return Headline("Sleep", "", f"Total sleep {median} h, median of {nights}", _trend(of))
    says = wording.sleep_headline(
        of.difference.result, _reference(told.before), *_medians(of, humanize.clock), _line(of)
    )
    others = [_further(each) for each in of.further if each.difference.same is False]
    return Headline("Sleep", _SIGNS[of.difference.result], says, _more(of, *others))


def _symptoms(report: Report, told: Headlines) -> Headline:
    of = told.symptoms
    rows = report.summary.symptoms
    if not rows:
        return Headline("Symptoms", "", "None is logged", "")
    often = _most_often(report, told)
    if of.difference.same is None:
        return Headline("Symptoms", "", _too_few(of, "a symptom"), " ".join([*often, _trend(of)]).strip())
    says = wording.symptoms_headline(
        of.difference.result, _reference(told.before), *_medians(of, humanize.number), _line(of)
    )
    return Headline("Symptoms", _SIGNS[of.difference.result], says, f"{wording.SYMPTOMS_SUM} {_more(of, *often)}")


def _most_often(report: Report, told: Headlines) -> list[str]:
    """Return the symptom logged most often in the latest nights, and on how many of them."""
    kinds = [each.stretch.kind for each in report.summary.stretches]
    if "now" not in kinds:
        return []
    place = kinds.index("now")
    number, row = max(
        enumerate(report.summary.symptoms), key=lambda each: (each[1].by_stretch[place].present, -each[0])
    )
    now = row.by_stretch[place]
    if not now.present:
        return []

    def nights(at: int) -> str:
        path = f"summary.symptom_nights.{number}.stretches.{at}.present"
        present = figure(str(row.by_stretch[at].present), path)
        return f"{present} of {counted(report.summary.stretches[at].symptoms.n, 'day', f'stretches.{at}.symptoms.n')}"

    before = next((at for at, kind in enumerate(kinds) if kind in {"baseline", "first"}), None)
    was = f" ({_reference(told.before)} {nights(before)})" if before is not None else ""
    return [f"Most often {user_text(row.name)}: on {nights(place)}{was}."]


def _reference(before: Stretch | None) -> str:
    """Return the words for the nights that the latest are held against."""
    if before is not None and before.kind == "first":
        return f"in the first {humanize.plural((before.before_night - before.from_night).days, 'night')}"
    return "at baseline"


def _medians(of: MeasureHeadline, shown: Callable[[float | None], str]) -> tuple[str, str]:
    """Return the median of the nights before, and of the latest."""
    path = f"{_PATH}.{_KEYS[of.measure]}"
    before, now = shown(of.before.median), shown(of.now.median)
    return figure(before, f"{path}.before.median"), figure(now, f"{path}.now.median")


def _nights(of: MeasureHeadline) -> str:
    """Return the nights that the medians rest on."""
    path = f"{_PATH}.{_KEYS[of.measure]}"
    before = figure(str(of.before.n), f"{path}.before.n")
    now = counted(of.now.n, "day" if of.measure == "symptoms" else "night", f"{path}.now.n")
    return f"Medians of {before} and {now}."


_KEYS = {"severity": "legs", "tst_min": "sleep", "symptoms": "symptoms"}


def _too_few(of: MeasureHeadline, what: str = "a score") -> str:
    found = of.difference.comparison
    return wording.too_few_to_compare(what, found.why_not[0].needed if found.why_not else 0, of.before.n, of.now.n)


def _more(of: MeasureHeadline, *others: str) -> str:
    """Return the size of a difference that is not named, what else differs, and the line."""
    change = of.difference.comparison.median_change
    nearly = wording.nearly(of.measure, change) if of.difference.same and change else ""
    return " ".join(each for each in (_nights(of), nearly, *others, _trend(of)) if each)


def _line(of: MeasureHeadline) -> str:
    """Return the direction of a clear line that the comparison does not say; empty where there is none."""
    verdict = of.trend.verdict
    says = {"rising": "higher", "falling": "lower"}.get(verdict)
    return verdict if says is not None and says != of.difference.result else ""


def _trend(of: MeasureHeadline) -> str:
    found = of.trend
    if found.strength is None or found.change is None or found.interval is None:
        return ""
    return wording.trend_in_short(found.strength, found.change, found.interval, found.n, of=of.measure)


def _further(of: MeasureSides) -> str:
    found = of.difference.comparison
    told = wording.measure_change(of.measure, found.median_change or 0.0, found.n_before, found.n_after)
    return f"{told[:1].upper()}{told[1:]}."


def _bounded_sleep(report: Report) -> Headline:
    """Return the line for a diary in which no total sleep is known: its upper limit, with the time in bed."""
    of = report.overall.bounded
    if not of.n:
        return Headline("Sleep", "", "Total sleep is not known", "")
    if of.at_most_min.median is None:
        nights = humanize.plural(of.n, "night")
        return Headline("Sleep", "", f"Total sleep is known only at most, on {nights}: too few for a median", "")
    says = (
        f"Total sleep at most {humanize.clock(of.at_most_min.median)} h of {humanize.clock(of.tib_min.median)} h in "
        f"bed, median of {humanize.plural(of.n, 'night')}"
    )
    return Headline("Sleep", "", says, wording.ONLY_AT_MOST)


def bounded_addition(report: Report) -> str:
    """Return the nights of which only an upper limit of sleep is known, beside those of which it is known."""
    of = report.overall.bounded
    if not of.n or not report.overall.tst_min.n:
        return ""
    told = f"Total sleep is known only at most on {humanize.plural(of.n, 'more night')}"
    return f"{told}: {bounds_line(of, ())}." if of.at_most_min.median is not None else f"{told}."
