"""The sources of a report's figures: each with its definition, its n, and the nights it rests on."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.entries.substances import is_medicine
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import user_text
from legdiary.render.terminal.layout import STRONG, Span, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.report import Report
    from legdiary.render.terminal.layout import Line, Page


def explain_text(report: Report, page: Page) -> list[Line]:
    """Return the definitions, and for each group the nights behind each figure."""
    lines: list[Line] = [[Span("What each figure is, and the nights it rests on", STRONG)]]
    for definition, name, known in _figures(report):
        lines += [[], [Span(name, STRONG)]]
        lines += wrapped(definition, page.width, indent="  ")
        for group in report.groups:
            nights = [r for r in report.records if group.from_day <= r.night_of < group.before_day and known(r)]
            text = f"{user_text(group.label)}: n {len(nights)} of {group.figures.possible}"
            lines += wrapped(f"{text}{_nights(nights)}", page.width, indent="  ")
    return lines + _methods(report, page)


def _figures(report: Report) -> Iterator[tuple[str, str, Callable[[NightRecord], bool]]]:
    """Yield each figure's definition, its name, and whether a night has it; other substances stand before magnesium."""
    for key, name, known in _FIGURES:
        if key == "magnesium":
            for each in report.overall.apart:
                named = humanize.substance(each.substance)
                meaning = wording.other_substance_means(named, is_product=not is_medicine(each.substance))
                yield meaning, humanize.other_substance_name(each), _knows_substance(each.substance)
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


def _methods(report: Report, page: Page) -> list[Line]:
    trend = report.trend
    figures = ""
    if trend.z is not None:
        figures = (
            f" Here: S = {trend.s}, slope {humanize.number(trend.slope_per_week, 3)} a week, autocorrelation "
            f"{humanize.number(trend.phi_corrected, 3)} over "
            f"{humanize.plural(trend.adjacent_pairs or 0, 'pair')} of consecutive nights, "
            f"Z = {humanize.number(trend.z, 3)}; n {trend.n} over {humanize.plural(trend.span_days, 'day')}."
        )
    lines: list[Line] = [[], [Span("Trend", STRONG)]]
    lines += wrapped(f"{wording.TREND_METHOD}{figures}", page.width, indent="  ")
    lines += [[], [Span("Comparisons", STRONG)]]
    lines += wrapped(f"{wording.NAP_MEANS} {wording.TAU_MEANS} {wording.BORROWED}", page.width, indent="  ")
    lines += [[], [Span("Unusual for your baseline", STRONG)]]
    lines += wrapped(wording.XMR_MEANS, page.width, indent="  ")
    return lines


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
