"""The dose times on a terminal: a chart with a row a group: the 24 hours of the day, doses a day, usual longest gap.

Fewer doses a day and longer gaps are half of a taper, so both are drawn as bars from one scale below each other. On a
narrow terminal a row is its first day, the hours and the two figures; what has no room there is in the wider ones and
in `--json`.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from legdiary import humanize, wording
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.stats.descriptive import is_too_few
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import format_clock
from legdiary.humanize import MISSING
from legdiary.render.terminal.layout import Column, Span, fits, line, table, wrapped
from legdiary.render.terminal.report.phrases import under_plan_names
from legdiary.render.terminal.styles import DRAWN, HEADING, HINT, NOT_LOGGED, NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.reports.dose_times import DoseTimes, DoseTimesGroup
    from legdiary.domain.stats.descriptive import Middle, Spread
    from legdiary.render.terminal.layout import Line, Page

#: Eighths of the days with a dose in an hour; the digits are the stand-ins of the blocks.
_BLOCKS, _DIGITS = "▁▂▃▄▅▆▇█", "12345678"
_LABEL_EVERY = 6
#: Bars of doses, of which up to six are a cell each, and of gaps; and the characters of a cell and of half a one.
_DOSE_CELLS, _GAP_CELLS = 6, 8
_STROKE, _HALF_STROKE, _PLAIN_STROKE = "━", "╸", "="
_STRETCHES = frozenset({"week", "month", "year"})
_ROW_LABEL, _DOSES, _GAP = 6, 3, 4


def dose_times_text(made: DoseTimes, page: Page) -> list[Line]:
    """Return the dose times of one substance."""
    last = made.before_day - A_DAY
    days = humanize.day_range(made.from_day, last)
    lines = wrapped(f"Doses of {_name(made.substance)}, {days}", page.width, style=HEADING)
    if made.logged:
        lines += wrapped(_from_first_to_last(made.groups), page.width)
        lines += [[], *(_narrow_lines(made, page) if page.narrow else _wide_lines(made, page))]
        lines += [[], *_legend(made, page)]
    else:
        lines += [[], *wrapped(wording.NO_DOSES_LOGGED, page.width)]
    if made.others:
        others = ", ".join(map(_name, made.others))
        lines += wrapped(f"Also logged: {others}. Choose one with --of.", page.width, style=HINT)
    return lines


def _name(word: str) -> str:
    return "kratom leaf" if word == LEAF else humanize.substance(word)


def _from_first_to_last(groups: Sequence[DoseTimesGroup]) -> str:
    """Return doses a day and usual longest gap of the first and last group with figures; empty for fewer than two."""
    known = [group for group in groups if group.has_figures]
    if len(known) < 2:  # noqa: PLR2004 - one alone is no change
        return ""
    first, last = known[0], known[-1]
    doses = ", ".join(f"{humanize.number(group.doses.median)} ({_label(group)})" for group in (first, last))
    gaps = [humanize.hours(group.longest_gap_min.median) for group in (first, last)]
    gap = "" if MISSING in gaps else f" Usual longest gap: {gaps[0]} h, then {gaps[1]} h."
    return f"Doses a day: {doses}.{gap}"


def _label(group: DoseTimesGroup) -> str:
    """Return the name of a group, with its first day where it has no other: `baseline`, `step 4`, `week of 5 Jul`."""
    if group.kind in _STRETCHES:
        return f"{group.kind} of {humanize.short_day(group.from_day)}"
    return group.short


class _Scales(NamedTuple):
    """The largest doses a day and usual longest gap of all rows, which fill the widest bar."""

    doses: float
    gap_min: float


def _scales(groups: Sequence[DoseTimesGroup]) -> _Scales:
    doses = [group.doses.median for group in groups if group.doses.median is not None]
    gaps = [group.longest_gap_min.median for group in groups if group.longest_gap_min.median is not None]
    return _Scales(max([_DOSE_CELLS, *doses]), max([1, *gaps]))


def _wide_lines(made: DoseTimes, page: Page) -> list[Line]:
    """Return the chart with all columns that there is room for; first and last dose are left out first."""
    for has_clocks in (True, False):
        head, body = _wide_table(made, page, has_clocks=has_clocks)
        if fits([*head, *body], page):
            return [*head, *under_plan_names(made.groups, body)]
    return _narrow_lines(made, page)


def _wide_table(made: DoseTimes, page: Page, *, has_clocks: bool) -> tuple[list[Line], list[Line]]:
    columns = [
        Column("", right=False), Column("from", right=False), Column("days"),
        Column(f"hours of the day\n{_axis(made)}", right=False), Column("doses a day", right=False),
        Column("usual longest\ngap, h", right=False), Column("first\ndose"), Column("last\ndose"),
    ]  # fmt: skip
    scales = _scales(made.groups)
    rows = [_wide_row(made, group, page, scales) for group in made.groups]
    kept = len(columns) if has_clocks else len(columns) - 2
    lines = table(columns[:kept], [row[:kept] for row in rows], gap=" ")
    heads = len(lines) - len(rows)
    return lines[:heads], lines[heads:]


def _wide_row(made: DoseTimes, group: DoseTimesGroup, page: Page, scales: _Scales) -> list[Span]:
    gap = group.longest_gap_min.median
    return [
        Span(group.short),
        Span(humanize.short_day(group.from_day)),
        Span(f"{group.logged}/{group.possible}"),
        Span(_marks(group, page), DRAWN),
        _drawn(_spread(group.doses), group.doses.median, scales.doses, _DOSE_CELLS, page),
        _drawn(humanize.hours(gap), gap, scales.gap_min, _GAP_CELLS, page),
        Span(_clock(made, group.first_min)),
        Span(_clock(made, group.last_min)),
    ]


def _drawn(text: str, value: float | None, most: float, cells: int, page: Page) -> Span:
    """Return a figure behind a bar of its size."""
    if value is None:
        return Span(f"{' ' * cells} {text}")
    whole, half = divmod(round(2 * cells * value / most), 2)
    full = _PLAIN_STROKE * (whole + half) if page.dot_kind == "ascii" else _STROKE * whole + _HALF_STROKE * half
    return Span(f"{full:<{cells}} {text}")


def _narrow_lines(made: DoseTimes, page: Page) -> list[Line]:
    """Return the chart with a line a group: its first day, the hours, doses a day, the usual longest gap."""
    blanks = " " * (_ROW_LABEL + 1)
    axis = _axis(made)
    lines: list[Line] = [
        [Span(wording.DOSES_AND_GAP.rjust(len(blanks) + len(axis) + _DOSES + _GAP + 2), HINT)],
        line(blanks, Span(axis, HINT)),
    ]
    for (_, name), groups in groupby(made.groups, key=lambda group: (group.plan_named, _kind_name(group))):
        run = list(groups)
        lines += wrapped(_run_name(name, run), page.width, style=HEADING)
        lines += [_narrow_row(group, page, len(axis)) for group in run]
    return lines


def _kind_name(group: DoseTimesGroup) -> str:
    """Return what the groups of a kind are called together: `baseline`, `step`, `by week`."""
    return "step" if group.kind == "step" else f"by {group.kind}" if group.kind in _STRETCHES else group.short


def _run_name(name: str, run: Sequence[DoseTimesGroup]) -> str:
    """Return the heading of groups of one kind: `baseline`, `steps 1–17`, `Plan again, step 1`, `by week`."""
    if name != "step":
        return name
    first, last = run[0].short, run[-1].short
    steps = first
    if first != last:
        steps = f"steps {first.removeprefix('step ')}–{last.removeprefix('step ')}"
    plan = run[0].plan_named
    return steps if plan is None else f"Plan {humanize.user_text(plan)}, {steps}"


def _narrow_row(group: DoseTimesGroup, page: Page, hours: int) -> Line:
    doses, gap = humanize.number(group.doses.median), humanize.hours(group.longest_gap_min.median)
    return line(
        f"{humanize.short_day(group.from_day):<{_ROW_LABEL}} ",
        Span(_marks(group, page).ljust(hours), DRAWN),
        Span(f" {doses:>{_DOSES}}", NOT_LOGGED if doses == MISSING else NUMBER),
        Span(f" {gap:>{_GAP}}", NOT_LOGGED if gap == MISSING else ""),
    )


def _axis(made: DoseTimes) -> str:
    """Return the hours above the marks, each over the mark that it begins."""
    hours = len(made.groups[0].hours)
    return "".join(format_clock(made.hour_min(hour)).ljust(_LABEL_EVERY) for hour in range(0, hours, _LABEL_EVERY))


def _marks(group: DoseTimesGroup, page: Page) -> str:
    """Return a mark for each hour: in eighths, on how many of the logged days a dose was taken in it."""
    if not group.has_figures:
        return ""
    cells = _cells(page)
    return "".join(
        cells[-(-len(cells) * hour.days // group.logged) - 1] if hour.days else page.glyphs.empty
        for hour in group.hours
    )


def _cells(page: Page) -> str:
    return _DIGITS if page.dot_kind == "ascii" else _BLOCKS


def _spread(doses: Spread) -> str:
    """Return the median with the quartiles: `4 (3–4)`."""
    if doses.median is None:
        return MISSING
    return f"{humanize.number(doses.median)} ({humanize.number(doses.q1)}–{humanize.number(doses.q3)})"


def _clock(made: DoseTimes, of: Middle) -> str:
    minutes = made.clock_min(of)
    return MISSING if minutes is None else format_clock(minutes)


def _legend(made: DoseTimes, page: Page) -> list[Line]:
    has_marks = any(group.has_figures for group in made.groups)
    is_short = any(is_too_few(group.logged) for group in made.groups)
    cells = _cells(page)
    columns = [wording.DOSE_TIMES_LEGEND] if has_marks else []
    if not page.narrow:
        columns += [wording.HALF_OF_DAYS] if has_marks else []
        columns += [wording.DAYS_LOGGED]
    columns += [wording.TOO_FEW_DAYS] if is_short else []
    told = [wording.dose_marks(cells[0], cells[-1], page.glyphs.empty)] if has_marks else []
    return [each for text in (*told, " ".join(columns)) for each in wrapped(text, page.width, style=HINT)]
