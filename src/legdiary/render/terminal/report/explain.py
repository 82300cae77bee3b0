"""The sources of a report's figures: each with its definition, its n, and the nights it rests on."""

from __future__ import annotations

from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.entries.substances import is_medicine
from legdiary.domain.reports.night_record import nights_within
from legdiary.domain.stats.line_trend import wave_count
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import user_text
from legdiary.render.terminal.layout import Span, wrapped
from legdiary.render.terminal.styles import HEADING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.screen_report import ScreenReport
    from legdiary.domain.reports.summary.further_trends import TrendsBeside
    from legdiary.domain.stats.line_trend import LineTrend
    from legdiary.render.terminal.layout import Line, Page


def explain_text(report: ScreenReport, beside: TrendsBeside, page: Page) -> list[Line]:
    """Return the definitions, for each group the nights behind each figure, and the figures behind the trends."""
    groups = [
        (
            user_text(group.label),
            group.figures.possible,
            nights_within(report.records, group.from_day, group.before_day),
        )
        for group in report.groups
    ]
    lines: list[Line] = [[Span("What each figure means, and its nights", HEADING)]]
    for definition, name, known in _figures(report):
        lines += [[], [Span(name, HEADING)]]
        lines += wrapped(definition, page.width, indent="  ")
        for label, possible, records in groups:
            nights = [record for record in records if known(record)]
            text = f"{label}: n {len(nights)} of {possible}"
            lines += wrapped(f"{text}{_nights(nights)}", page.width, indent="  ")
    return lines + _methods(report.summary.headlines.legs.trend, beside, page)


def _figures(report: ScreenReport) -> Iterator[tuple[str, str, Callable[[NightRecord], bool]]]:
    """Yield each figure's definition, its name, and whether a night has it; other substances stand before magnesium."""
    for key, name, known in _FIGURES:
        if key == "magnesium":
            for each in report.overall.apart:
                named = humanize.substance(each.substance)
                meaning = wording.other_substance_means(named, is_product=not is_medicine(each.substance))
                yield meaning, humanize.substance(each.substance), _knows_substance(each.substance)
        yield wording.DEFINITIONS[key], name, known


def _knows_substance(word: str) -> Callable[[NightRecord], bool]:
    return lambda record: any(each.substance == word and each.is_known for each in record.kratom.apart)


def _nights(records: Sequence[NightRecord]) -> str:
    """Return runs of consecutive nights: `; 3–9 Nov, 11 Nov`."""
    if not records:
        return ""
    runs: list[tuple[date, date]] = [(records[0].night_of, records[0].night_of)]
    for before, record in pairwise(records):
        if record.night_of - before.night_of == A_DAY:
            runs[-1] = (runs[-1][0], record.night_of)
        else:
            runs.append((record.night_of, record.night_of))
    told = [humanize.day_range(a, b) for a, b in runs]
    return f"; {', '.join(told)}"


def _methods(legs: LineTrend, beside: TrendsBeside, page: Page) -> list[Line]:
    lines: list[Line] = [[], [Span("Trend", HEADING)]]
    for text in (wording.trend_method(legs.k or wave_count(legs.n)), *_trend_figures(legs, beside)):
        lines += wrapped(text, page.width, indent="  ")
    lines += [[], [Span("Comparisons", HEADING)]]
    text = f"{wording.NAP_MEANS} {wording.DIFFERENCE_MEANS} {wording.SLEEP_DIFFERENCES} {wording.TAU_MEANS}"
    lines += wrapped(text, page.width, indent="  ")
    lines += [[], [Span("Unusual for your baseline", HEADING)]]
    lines += wrapped(wording.XMR_MEANS, page.width, indent="  ")
    lines += [[], [Span("Factors", HEADING)]]
    lines += wrapped(wording.FACTORS_MEAN, page.width, indent="  ")
    return lines


def _trend_figures(legs: LineTrend, beside: TrendsBeside) -> list[str]:
    """Return the figures behind each trend; for severity also Theil–Sen's slope, which ties can make 0."""
    told = []
    for of, trend in (("severity", legs), *((each.measure, each.trend) for each in beside.further)):
        if trend.t is None or trend.s is None:
            continue
        size = humanize.number(trend.t, 3) if isfinite(trend.t) else "without end"
        figures = (
            f"{wording.MEASURES[of]}: slope {humanize.number(trend.slope_per_week, 3)} a week, t {size} against "
            f"{humanize.plural(trend.k or 0, 'slow wave')} of size {humanize.number(trend.s, 3)}; "
            f"n {trend.n} over {humanize.plural(trend.span_days, 'day')}, "
            f"longest gap {humanize.plural(trend.gap_days, 'day')}."
        )
        if of == "severity":
            figures += f" Theil–Sen's slope: {humanize.number(beside.theil_sen_per_week, 3)} a week."
        told.append(figures)
    return told


def _knows_figure(name: str) -> Callable[[NightRecord], bool]:
    return lambda record: record.figures is not None and getattr(record.figures, name) is not None


#: The key of a figure's definition, its name, and whether a night has it.
_FIGURES: tuple[tuple[str, str, Callable[[NightRecord], bool]], ...] = (
    ("severity", "severity", lambda record: record.severity is not None),
    ("tst", "sleep (TST)", _knows_figure("tst_min")),
    (
        "tst_at_most",
        "sleep, at most (≤)",
        lambda record: record.figures is not None and record.figures.is_bounded,
    ),
    ("sol", "to fall asleep (SOL)", _knows_figure("sol_min")),
    ("waso", "awake (WASO)", _knows_figure("waso_min")),
    ("pacing", "pacing", _knows_figure("pacing_min")),
    ("se_dse", "efficiency (SE, DSE)", _knows_figure("se_dse_pct")),
    ("se_tib", "efficiency (SE, TIB)", _knows_figure("se_tib_pct")),
    ("kratom", "kratom", lambda record: record.kratom.total_mg is not None),
    ("doses", "doses", lambda record: record.kratom.doses is not None),
    ("gap", "longest gap", lambda record: record.kratom.longest_gap_min is not None),
    ("magnesium", "magnesium", lambda record: record.magnesium_mg is not None),
    (
        "onset",
        "began",
        lambda record: record.rating is not None and record.rating.onset_min is not None,
    ),
)
