"""The verdicts of a report: target, legs, sleep, symptoms and days on target, each in one line.

A verdict is told in parts, the most important first; those at the end give way where the page is narrow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import user_text
from legdiary.render.terminal.report.phrases import tolerances_of
from legdiary.render.terminal.report.sleep_bounds import median_slept
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from legdiary.domain.reports.screen_report import ScreenReport
    from legdiary.domain.reports.summary.headlines import MeasureHeadline, TargetHeadline
    from legdiary.domain.reports.summary.target_days import TargetDays
    from legdiary.domain.reports.week import CurrentStep
    from legdiary.domain.stats.line_trend import LineTrend


class Verdict(NamedTuple):
    """One line: its name, its first part, and what may follow.

    Attributes:
        narrow_name: its name at a phone's width.
        rest: each with what stands before it; a part may be several, of which the first that fits is told.
    """

    name: str
    narrow_name: str
    first: str
    rest: tuple[str | tuple[str, ...], ...] = ()

    def text(self, room: int) -> str:
        """Return as many parts as fit; a long name of a person's own is cut."""
        told = self.first[:room]
        for part in self.rest:
            some = (part,) if isinstance(part, str) else part
            fitting = next((each for each in some if len(told) + len(each) <= room), None)
            if fitting is None:
                break
            told += fitting
        return told


def verdicts(report: ScreenReport, *, narrow: bool) -> list[Verdict]:
    """Return the verdicts, in their fixed order."""
    told = report.summary.headlines
    word = told.target.substance if told.target else LEAF
    days = [each for each in report.summary.target_days if not each.is_medicine or each.substance == word]
    days.sort(key=lambda each: each.substance != word)
    return [
        _target(told.target, narrow=narrow) if told.target else _taken(report),
        *(_also(each) for each in report.also_in_force),
        _measure("Legs", "Legs", told.legs, _points),
        _sleep(report),
        _measure("Symptoms", "Sympt.", told.symptoms, _points, with_n=True),
        *(_days(each, named=len(days) > 1 or each.substance != word, narrow=narrow) for each in days),
    ]


# ---------------------------------------------------------------------- the target


def _target(of: TargetHeadline, *, narrow: bool) -> Verdict:
    def amount(value: int | None) -> str:
        return humanize.planned_amount(of.substance, value, of.unit)

    name = "" if of.substance == LEAF else f"{humanize.substance(of.substance)} "
    first: str
    if of.state == "step":
        began = f" (began at {humanize.planned_number(of.substance, of.first_target, of.unit)})"
        step = f", step {of.step_number}/{of.steps}" if narrow else f", step {of.step_number} of {of.steps}"
        a_day = "" if narrow else " a day"
        first = f"{name}{amount(of.target)}{a_day}"
        return Verdict("Target", "Target", first, (began, step, f"; {_taken_words(of)}"))
    if of.state == "not begun":
        first = f"{name}{amount(of.first_target)} a day from {humanize.short_date(of.starts_on)}"
        return Verdict("Target", "Target", first, (f"; {_taken_words(of)}",))
    if of.state == "between" and of.next_plan_on is not None:
        first = f"between two plans, next from {humanize.short_day(of.next_plan_on)}"
        return Verdict("Target", "Target", first, (f"; {_taken_words(of)}",))
    ended = humanize.short_date(of.ended_on - A_DAY) if of.ended_on else humanize.MISSING
    after = f", day {of.days_since_end} after it" if of.days_since_end else ""
    return Verdict("Target", "Target", f"{name}plan ended {ended}", (after, f"; {_taken_words(of)}"))


def _taken_words(of: TargetHeadline) -> str:
    if of.taken.median is not None:
        return f"median taken {humanize.planned_amount(of.substance, of.taken.median, of.unit)}"
    return f"{of.taken.n} of {humanize.plural(of.taken_days, 'day')} logged"


def _taken(report: ScreenReport) -> Verdict:
    """Return what was taken of the main substance in the latest nights, in a diary without a plan."""
    word = report.summary.substances[0]
    unit = next((group.unit for group in report.groups if group.substance == word), None)
    now = report.summary.stretches[-1]
    total = now.taken_of(word).total
    name = "" if word == LEAF else f"{humanize.substance(word)} "
    if total.median is not None:
        first = f"{name}median {humanize.planned_amount(word, total.median, unit)} a day"
        return Verdict("Taken", "Taken", first, (f", n {total.n}", " (no plan)"))
    days = f"{total.n} of {humanize.plural(now.possible, 'day')} logged" if total.n else "no doses logged"
    return Verdict("Taken", "Taken", f"{name}{days}", (" (no plan)",))


def _also(of: CurrentStep) -> Verdict:
    step = of.position.step
    amount = humanize.planned_amount(of.substance, step.target, of.unit)
    return Verdict(
        "Also",
        "Also",
        f"{humanize.substance(of.substance)} {amount} a day",
        (f" from {humanize.short_day(step.starts_on)}",),
    )


# ---------------------------------------------------------------------- legs, sleep, symptoms


def _points(value: float) -> str:
    return humanize.number(value)


def _measure(
    name: str, narrow_name: str, of: MeasureHeadline, size: Callable[[float], str], *, with_n: bool = False
) -> Verdict:  # fmt: skip
    before, now = of.before, of.now
    if not (before.n or now.n or of.trend.n):
        return Verdict(name, narrow_name, "not logged")
    medians = (humanize.MISSING if each.median is None else size(each.median) for each in (before, now))
    n = (f" (n {before.n} and {now.n})",) if with_n else ()
    words: Mapping[str, str] = wording.VERDICTS[of.measure]
    result = words.get(of.difference.result)
    if result is not None:
        first = f"{result}: {' → '.join(medians)}"
    elif before.median is not None or now.median is not None:
        first = f"{' → '.join(medians)}: {wording.VERDICT_TOO_FEW}"
        n = (wording.VERDICT_TO_COMPARE, *n)
    else:
        nights = humanize.plural(of.trend.n, "night")
        rest = (f", {wording.VERDICT_TOO_FEW}", wording.VERDICT_TO_COMPARE)
        return Verdict(name, narrow_name, f"{nights} logged", rest)
    return Verdict(name, narrow_name, first, n + _line_parts(of.trend, size))


def _sleep(report: ScreenReport) -> Verdict:
    """Return the sleep; where only an upper limit is known on every night, that is told, and on how many."""
    of = report.overall
    if of.tst_min.n or not of.bounded.n:
        return _measure("Sleep", "Sleep", report.summary.headlines.sleep, humanize.clock)
    nights = humanize.plural(of.bounded.n, "night")
    first = f"{median_slept(of)} at most" if of.bounded.at_most_min.median is not None else "known only at most"
    return Verdict("Sleep", "Sleep", f"{first}, {nights}")


def _line_parts(of: LineTrend, size: Callable[[float], str]) -> tuple[str | tuple[str, ...], ...]:
    if of.strength is None or of.change is None or of.interval is None:
        return ()
    told = wording.line_in_short(of.strength, of.change, of.interval, size, capped=of.capped)
    short = told.partition(" (")[0]
    way = short if of.strength == "none" else short.rpartition(" ")[0]
    return (f"; {told}", f"; {short}", f"; {way}"), f", n {of.n}"


# ---------------------------------------------------------------------- days on target


def _days(of: TargetDays, *, named: bool, narrow: bool) -> Verdict:
    name = ""
    if named:
        name = f"{humanize.substance(of.substance)}: "
    first = f"{name}{of.on} on" if narrow and named else f"{name}{of.on} on target"
    rest = [] if narrow else [f" (within {tolerances_of(of)})"]
    rest += [f", {of.under} under", f", {of.over} over"]
    rest += [f", {of.no_amount} unknown"] if of.no_amount else []
    rest += [f", {of.not_logged} not logged"] if of.not_logged else []
    return Verdict("Days", "Days", user_text(first), tuple(rest))
