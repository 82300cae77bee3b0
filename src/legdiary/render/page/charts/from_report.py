"""The picture of a report: the same values as its tables, night by night."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from legdiary import humanize
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.substances import is_medicine
from legdiary.domain.reports.day_pattern.dose_clock import NOON_MIN, minutes_into
from legdiary.domain.reports.day_pattern.typical_day import asleep_span
from legdiary.domain.reports.dose_totals import in_order
from legdiary.domain.reports.other_substances import main_substance
from legdiary.domain.reports.screen_report import taken_of
from legdiary.domain.reports.summary.target_days import WELL_OVER_PERCENT
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import format_clock
from legdiary.humanize import user_text
from legdiary.render.page.charts.columns import a_column, nights_a_column
from legdiary.render.page.charts.event_choice import choose_events
from legdiary.render.page.charts.picture import Amounts, Band, Night, NightSleep, Picture, TrendLine
from legdiary.render.terminal.report.group_amounts import target_cell
from legdiary.render.terminal.report.phrases import trend_lines
from legdiary.util.compressed_list import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from legdiary.domain.entries.sleep import Sleep
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.report import Group, Report
    from legdiary.domain.reports.screen_report import Figures
    from legdiary.domain.time.moments import Moment

_UG_PER_MG = _MG_PER_G = 1000
#: No more substances than this have a panel: those of the first plans.
_MOST_PANELS = 2
#: The description names the median of each group up to so many.
_MOST_GROUPS_TOLD = 40


def make_picture(report: Report) -> Picture:
    """Return the numbers of the drawing night by night."""
    records = report.records
    amounts = tuple(_amounts(report, word) for word in _charted(report)[:_MOST_PANELS])
    events = choose_events(report)
    span = humanize.day_range(report.from_night, report.before_night - A_DAY)
    parts = ["severity of restless legs", "doses" if amounts else "", "sleep"]
    return Picture(
        first=report.from_night,
        nights=tuple(map(_night, records)) if isinstance(records, tuple) else View(records, _night),
        bands=tuple(_band(report, group) for group in report.groups),
        by=report.by,
        amounts=amounts,
        trend=_trend(report),
        events=events.lettered,
        further_events=events.further,
        events_rule=events.rule,
        title=f"Night by night: {', '.join(part for part in parts if part)}, {span}",
        says=" ".join(_says(report, amounts)),
    )


def _night(record: NightRecord) -> Night:
    slept = None if record.sleep is None else _sleep(record.sleep, record.night_of)
    return Night(record.severity, record.recalled, record.onset_after_noon, slept)


def _sleep(sleep: Sleep, night_of: date) -> NightSleep:
    def at(moment: Moment | None) -> int | None:
        return None if moment is None else minutes_into(night_of, moment) - NOON_MIN

    asleep = asleep_span(sleep)
    return NightSleep(
        bed=at(sleep.bed),
        tried=at(sleep.tried or sleep.bed),
        asleep=asleep[0] if asleep else None,
        wake=at(sleep.wake),
        up=at(sleep.up),
        total_only=sleep.bed is None and sleep.total_min is not None,
        awake_min=sleep.awake_min,
        feet_min=sleep.pacing_min,
    )


def _band(report: Report, group: Group) -> Band:
    return Band(
        begin=(group.from_day - report.from_night).days,
        before=(group.before_day - report.from_night).days,
        kind=group.kind,
        label=group.kind if group.target is None else target_cell(report, group),
        median=group.figures.severity.median,
    )


def _trend(report: Report) -> TrendLine | None:
    """Return the line of severity; None where its trend is not clear."""
    of = report.trend
    if of.verdict not in {"falling", "rising"} or of.slope_per_night is None or of.interval is None:
        return None
    scored = [(number, record.severity) for number, record in enumerate(report.records) if record.severity is not None]
    days = scored[-1][0] - scored[0][0]
    return TrendLine(
        first=scored[0][0],
        last=scored[-1][0],
        middle=sum(number for number, _ in scored) / len(scored),
        level=sum(severity for _, severity in scored) / len(scored),
        slope=of.slope_per_night,
        low=of.interval[0] / days,
        high=of.interval[1] / days,
    )


# ---------------------------------------------------------------------- doses


def _charted(report: Report) -> Sequence[str]:
    """Return the substances that are drawn: those with a plan, a medicine only where no other has one; else the main.

    Without a plan nothing is drawn of a substance that is not logged.
    """
    planned: set[str] = set()
    is_leaf_planned = False
    for record in report.records:
        day = record.kratom
        is_leaf_planned = is_leaf_planned or day.target_mg is not None
        planned.update(each.substance for each in day.apart if each.target_ug is not None)
    kratom = {word for word in planned if not is_medicine(word)}
    if is_leaf_planned:
        return [LEAF, *in_order(kratom)]
    if planned:
        return in_order(kratom or planned)
    main = main_substance(record.kratom for record in report.records)
    return [main] if any(_day(record, main)[1] is not None for record in report.records) else []


def _amounts(report: Report, word: str) -> Amounts:
    records = report.records
    days = [_day(record, word) for record in records]
    unit = "mg"
    if word != LEAF:
        unit = next((each.unit for record in records for each in record.kratom.apart if each.substance == word), unit)
    name = "Kratom" if word == LEAF else humanize.substance(word)
    return Amounts(
        word=word,
        what=f"{name[:1].upper()}{name[1:]}",
        unit="g" if word == LEAF else humanize.unit_name(unit),
        of_unit=_MG_PER_G if word == LEAF else 1 if unit == "mcg" else _UG_PER_MG,
        planned=tuple(planned for planned, _ in days),
        taken=tuple(taken for _, taken in days),
        unweighed=frozenset(number for number, record in enumerate(records) if _is_unweighed(record, word)),
        **_well_over(report, word),
    )


class _WellOver(TypedDict):
    """The days well over target, and when a day is."""

    well_over: frozenset[int]
    over_rule: str


def _well_over(report: Report, word: str) -> _WellOver:
    of = next((each for each in report.summary.target_days if each.substance == word), None)
    if of is None:
        return _WellOver(well_over=frozenset(), over_rule="")
    days = {
        number
        for run in of.well_over
        for number in range((run.from_day - report.from_night).days, (run.before_day - report.from_night).days)
    }
    least = humanize.planned_amount(word, of.least_well_over, of.unit)
    return _WellOver(well_over=frozenset(days), over_rule=f"over by {least} and {WELL_OVER_PERCENT} % or more")


def _day(record: NightRecord, word: str) -> tuple[int | None, int | None]:
    """Return what was planned and taken of a substance on a night's day, in its smallest unit."""
    if word == LEAF:
        return record.kratom.target_mg, record.kratom.total_mg
    found = next((each for each in record.kratom.apart if each.substance == word), None)
    return (found.target_ug, found.total_ug) if found else (None, None)


def _is_unweighed(record: NightRecord, word: str) -> bool:
    """Return whether something of a substance is logged on a day whose total is not known."""
    return any(each.substance == word and each.uncounted and each.total_ug is None for each in record.kratom.apart)


# ---------------------------------------------------------------------- the drawing in words


def _says(report: Report, amounts: Sequence[Amounts]) -> Iterator[str]:
    severity, nights = report.overall.severity, report.overall.possible
    yield f"{severity.n} of {humanize.plural(nights, 'night')} with a score from 0 to 10."
    if len(report.groups) <= _MOST_GROUPS_TOLD:
        told = "; ".join(
            f"{user_text(group.label)}{_target(group)} {humanize.number(group.figures.severity.median)} "
            f"(n {group.figures.severity.n})"
            for group in report.groups
        )
        yield f"Medians: {told}."
    elif severity.median is not None:
        yield f"Median of all {humanize.number(severity.median)}."
    each = nights_a_column(nights)
    if each > 1:
        yield f"A column is {a_column(each)}: medians of what is known."
    yield trend_lines(report)[0]
    for of in amounts:
        yield _amounts_told(report, of)
    yield _sleep_told(report.overall)


def _target(group: Group) -> str:
    if group.target is None:
        return ""
    return f" ({humanize.planned_amount(group.substance, group.target, group.unit)})"


def _amounts_told(report: Report, of: Amounts) -> str:
    targets = [target for target in of.planned if target is not None]
    total = taken_of(report.overall, of.word).total

    def told(amount: float | None) -> str:
        return humanize.number(None if amount is None else amount / of.of_unit, 3)

    planned = f" target from {told(targets[0])} to {told(targets[-1])} {of.unit} a day;" if targets else ""
    return (
        f"{of.what}:{planned} taken, median {told(total.median)} {of.unit} a day, logged on "
        f"{total.n} of {humanize.plural(len(of.taken), 'day')}."
    )


def _sleep_told(of: Figures) -> str:
    began = humanize.MISSING if of.onset_clock_min is None else format_clock(of.onset_clock_min)
    figures = (
        ("legs begin", began, of.onset_min),
        ("total sleep", f"{humanize.clock(of.tst_min.median)} h", of.tst_min),
        ("minutes to fall asleep", humanize.number(of.sol_min.median, 0), of.sol_min),
        ("minutes awake in the night", humanize.number(of.waso_min.median, 0), of.waso_min),
        ("minutes on the feet", humanize.number(of.pacing_min.median, 0), of.pacing_min),
    )
    told = ", ".join(f"{name} {value} (n {middle.n})" for name, value, middle in figures if middle.n)
    return f"Medians of all nights: {told}." if told else "Nothing is logged of sleep."
