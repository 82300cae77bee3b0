"""The report on one screen: the verdicts, three columns, the chart, what changed, what is missing.

A screen has 24 lines at 80 columns, and 20 where it is narrower; the last is left for the next command. What does not
fit gives way in a fixed order: empty lines first, then rows of the chart, then rows of the table. `--full` has all of
it.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Final

from legdiary import humanize
from legdiary.domain.time.moments import A_DAY
from legdiary.render.charts.overview import overview
from legdiary.render.charts.severity import ChartSubstance
from legdiary.render.terminal.layout import Column, Span, table, wrapped
from legdiary.render.terminal.report.events import short_event
from legdiary.render.terminal.report.phrases import STRETCH_NAMES, clock_of_onset
from legdiary.render.terminal.report.sleep_bounds import median_slept, nights_slept
from legdiary.render.terminal.report.verdicts import verdicts
from legdiary.render.terminal.styles import HEADING, HINT, NOT_LOGGED, NUMBER
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from legdiary.domain.reports.screen_report import Figures, ScreenGroup, ScreenReport
    from legdiary.domain.reports.stretches import StretchFigures
    from legdiary.domain.stats.descriptive import Level, Middle
    from legdiary.render.charts.overview import Overview
    from legdiary.render.terminal.layout import Line, Page

MOST_LINES: Final = 23
MOST_LINES_NARROW: Final = 19
_NAME, _NARROW_NAME = len("Symptoms "), len("Target ")
_MOST_SUBSTANCES, _MOST_GROUPS, _MOST_GROUPS_NARROW = 2, 5, 3
_MOST_VERDICTS, _DAYS_A_YEAR = 8, 365
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class _Shape(NamedTuple):
    """The parts of a screen that may give way.

    Attributes:
        gaps: an empty line below the verdicts, and one below the table.
        changes: the most lines of what changed.
        legs, amounts: rows of the chart.
        rows: rows of the table.
        dots: a line of its own for the nights that a dot stands for.
    """

    gaps: int
    changes: int
    legs: int
    amounts: int
    rows: int
    dots: bool = True


_WIDE = (
    _Shape(2, 2, 3, 3, 4), _Shape(1, 2, 3, 3, 4), _Shape(0, 2, 3, 3, 4), _Shape(0, 1, 3, 3, 4), _Shape(0, 1, 2, 3, 4),
    _Shape(0, 1, 2, 2, 4), _Shape(0, 1, 2, 2, 3), _Shape(0, 1, 2, 1, 3),
)  # fmt: skip
_NARROW = (
    _Shape(2, 2, 2, 2, 4), _Shape(1, 2, 2, 2, 4), _Shape(0, 2, 2, 2, 4), _Shape(0, 1, 2, 2, 4),
    _Shape(0, 1, 2, 2, 4, dots=False), _Shape(0, 1, 1, 2, 4, dots=False), _Shape(0, 1, 1, 1, 4, dots=False),
    _Shape(0, 1, 1, 1, 3, dots=False), _Shape(0, 1, 1, 1, 2, dots=False),
)  # fmt: skip


def screen_text(report: ScreenReport, page: Page, *, grouped: bool = False) -> list[Line]:
    """Return the report as one screen.

    Args:
        report: the report.
        page: the page to lay out for, which knows the dots of its chart.
        grouped: the columns are the latest groups of the report, instead of baseline, hardest stretch and now.
    """
    most = MOST_LINES_NARROW if page.narrow else MOST_LINES
    charts = cache(partial(overview, report.records, page, _charted(report)))
    lines: list[Line] = []
    for shape in _NARROW if page.narrow else _WIDE:
        chart = charts(legs=shape.legs, amounts=shape.amounts)
        lines = _lines(report, page, shape, chart, grouped=grouped)
        if len(lines) <= most:
            break
    return lines[:most]


def _lines(report: ScreenReport, page: Page, shape: _Shape, chart: Overview, *, grouped: bool) -> list[Line]:
    marks, changed = _changes(report, page, shape.changes)
    lines = [*_heading(report, page), *_verdict_lines(report, page)]
    lines += [[]] if shape.gaps > 0 else []
    lines += _group_columns(report, page, shape) if grouped else _stretch_columns(report, page, shape)
    lines += [[]] if shape.gaps > 1 else []
    lines += [*chart.lines(marks), *changed]
    return lines + _missing(report, page, chart.nights_a_dot, own_line=shape.dots)


def _charted(report: ScreenReport) -> list[ChartSubstance]:
    known = {each.word: each for each in ChartSubstance.of_groups(report.groups)}
    words = report.summary.substances[:_MOST_SUBSTANCES]
    return [known.get(word, ChartSubstance(word)) for word in words]


# ---------------------------------------------------------------------- heading and verdicts


def _heading(report: ScreenReport, page: Page) -> list[Line]:
    """Return the range, and the line that says what the verdicts hold against each other."""
    nights = humanize.plural(len(report.records), "night")
    told = f"{humanize.day_range(report.from_night, report.before_night - A_DAY)}, {nights}"
    compared = report.summary.headlines
    before, now = compared.before, compared.now
    parts = []
    if before is not None and before.kind == "baseline":
        # The baseline is that of the diary, wherever the report begins.
        of_baseline = (before.before_night - max(before.from_night, report.from_night)).days
        after = len(report.records) - of_baseline
        if of_baseline > 0:
            parts = [f"{of_baseline} of baseline", f"{after} after it"] if after else ["baseline"]
    full = f"Report {told}{': ' if parts else ''}{', '.join(parts)}"
    head = full if len(full) <= page.width else f"Report {told}" if len(told) + 7 <= page.width else told
    if before is None or now is None:
        means = "medians"
    else:
        first = "baseline" if before.kind == "baseline" else "first" if page.narrow else "first nights"
        means = f"medians, {first} → now"
    line = "" if page.narrow else ". line: trend, first to last night"
    return [[Span(head, HEADING)], [Span(f"{means[:1].upper()}{means[1:]}{line}. More: --full", HINT)]]


def _verdict_lines(report: ScreenReport, page: Page) -> list[Line]:
    found = verdicts(report, narrow=page.narrow)
    wide = _NARROW_NAME if page.narrow else _NAME
    lines: list[Line] = []
    for each in found[:_MOST_VERDICTS]:
        text = each.text(page.width - wide)
        name = each.narrow_name if page.narrow else each.name
        first = text[: len(each.first)]
        lines.append([Span(name.ljust(wide)), Span(first, NUMBER), Span(text[len(first) :])])
    return lines


# ---------------------------------------------------------------------- columns


class _Row(NamedTuple):
    """One row of the columns: its name, and its figure in a stretch and in a group, with the nights it rests on."""

    name: str
    narrow_name: str
    stretch: Callable[[StretchFigures], tuple[str, int]]
    group: Callable[[ScreenGroup], tuple[str, int]]


def _rows(word: str) -> tuple[_Row, ...]:
    """Return the rows; the doses of a stretch are of one substance, those of a group of the group's."""
    return (
        _Row("legs 0–10", "legs (n)", lambda of: _median(of.severity), lambda of: _median(of.figures.severity)),
        _Row("sleep h:min", "sleep", _slept, lambda of: _slept(of.figures)),
        _Row("legs began", "began", lambda of: _began(of.onset_min), lambda of: _began(of.figures.onset_min)),
        _Row("doses a day", "doses", lambda of: _median(of.taken_of(word).doses), lambda of: _median(of.taken.doses)),
    )


def _median(of: Middle | Level) -> tuple[str, int]:
    return humanize.number(of.median), of.n


def _slept(of: StretchFigures | Figures) -> tuple[str, int]:
    return median_slept(of), nights_slept(of)


def _began(of: Middle) -> tuple[str, int]:
    return clock_of_onset(of), of.n


def _stretch_columns(report: ScreenReport, page: Page, shape: _Shape) -> list[Line]:
    found = report.summary.stretches
    names = [_narrowed(STRETCH_NAMES[each.stretch.kind], page) for each in found]
    long = _is_long(report)
    dates = [_dates(each.stretch.from_night, each.stretch.before_night, long=long) for each in found]
    rows = _rows(report.summary.substances[0])[: shape.rows]
    figures = [(row.name, row.narrow_name, [row.stretch(each) for each in found]) for row in rows]
    return _columns(names, None if page.narrow else dates, figures, page)


def _narrowed(name: str, page: Page) -> str:
    return (
        {"baseline": "base", "first nights": "first", "hardest 14": "hardest"}.get(name, name) if page.narrow else name
    )


def _group_columns(report: ScreenReport, page: Page, shape: _Shape) -> list[Line]:
    """Return the latest groups, as many as the page is wide."""
    most = _MOST_GROUPS_NARROW if page.narrow else _MOST_GROUPS
    lines: list[Line] = []
    for count in range(min(most, len(report.groups)), 0, -1):
        shown = report.groups[-count:]
        rows = _rows(report.summary.substances[0])[: shape.rows]
        figures = [(row.name, row.narrow_name, [row.group(each) for each in shown]) for row in rows]
        dates = None
        if not page.narrow and report.by != "week":
            dates = [_dates(each.from_day, each.before_day, long=_is_long(report)) for each in shown]
        lines = _columns(_group_names(report, shown), dates, figures, page)
        if max(len("".join(span.text for span in each).rstrip()) for each in lines) <= page.width:
            break
    return lines


def _group_names(report: ScreenReport, shown: Sequence[ScreenGroup]) -> list[str]:
    """Return a name for each group, none of them twice."""
    if report.by == "week":
        return [_dates(each.from_day, each.before_day, long=False) for each in shown]
    if report.by == "month":
        return [f"{humanize.month(each.from_day)} {each.from_day.year}" for each in shown]
    names = [each.short for each in shown]
    if len({each.substance for each in shown}) > 1 or len(set(names)) < len(names):
        names = [f"{humanize.substance(each.substance)} {each.short}" for each in shown]
    if len(set(names)) < len(names):
        names = [f"{name} {humanize.short_day(each.from_day)}" for name, each in zip(names, shown, strict=True)]
    return names


def _is_long(report: ScreenReport) -> bool:
    """Return whether a day and a month do not tell a date of the report."""
    begins = min([report.from_night, *(each.stretch.from_night for each in report.summary.stretches)])
    return (report.before_night - begins).days > _DAYS_A_YEAR


def _dates(first: date, before: date, *, long: bool) -> str:
    return f"from {humanize.short_date(first)}" if long else humanize.day_range(first, before - A_DAY, with_year=False)


def _columns(
    names: Sequence[str], dates: Sequence[str] | None, rows: Sequence[tuple[str, str, list[tuple[str, int]]]],
    page: Page,
) -> list[Line]:  # fmt: skip
    """Return the columns; at a phone's width only the legs have the nights that they rest on."""
    body: list[list[Span]] = [] if dates is None else [[Span(""), *(Span(each, HINT) for each in dates)]]
    for number, (name, narrow_name, figures) in enumerate(rows):
        cells = [Span(narrow_name if page.narrow else name)]
        for figure, n in figures:
            if page.narrow:
                cells.append(Span(f"{figure} ({n})" if number == 0 else figure))
            else:
                cells.append(Span(f"{figure} (n {n})"))
        body.append(cells)
    columns = [Column("", right=False), *(Column(name, right=page.narrow) for name in names)]
    wide = max(len("doses a day"), *(len(row[0].text) for row in body))
    if not page.narrow and body:
        body[0][0] = Span(body[0][0].text.ljust(wide))
    heads, *lines = table(columns, body, gap=" " if page.narrow else "   ")
    return [[span._replace(style=HEADING) for span in heads], *lines]


# ---------------------------------------------------------------------- what changed, what is missing


def _changes(report: ScreenReport, page: Page, most: int) -> tuple[list[tuple[date, str]], list[Line]]:
    """Return the latest changes that fit in so many lines, each with its letter, and these lines."""
    events = list(report.events)[-len(_LETTERS) :]
    when = humanize.short_date if _is_long(report) else humanize.short_day
    while events:
        left = len(report.events) - len(events)
        told = [
            f"({letter}) {short_event(each)} {when(each.on)}" for letter, each in zip(_LETTERS, events, strict=False)
        ]
        text = f"{'New' if page.narrow else 'Changed'}: {', '.join(told)}{f' ({left} earlier)' if left else ''}"
        lines = wrapped(text, page.width)
        if len(lines) <= most or len(events) == 1:
            marks = [(each.on, letter) for letter, each in zip(_LETTERS, events, strict=False)]
            return marks, lines[:most]
        events = events[1:]
    return [], []


def _missing(report: ScreenReport, page: Page, nights_a_dot: int, *, own_line: bool) -> list[Line]:
    """Return how many nights and days are not logged, and how many nights a dot of the chart stands for."""
    told = [f"{name} {count}" for name, count in report.not_logged._asdict().items() if count]
    nights = humanize.plural(len(report.records), "night")
    text = f"Not logged: {', '.join(told)}" if told else "Nothing missing: legs, sleep, doses"
    text += f" of {nights}" if told and not page.narrow else ""
    if len(text) > page.width:
        text = f"Missing: {' '.join(told)}"
    dot = ""
    if nights_a_dot > 1:
        thing = "dot" if page.dot_kind == "braille" else "column"
        dot = f"; a {thing} is {_span(nights_a_dot)}"
    lines: list[Line] = [[Span(text, NOT_LOGGED if told else HINT)]]
    if dot and len(text) + len(dot) <= page.width:
        lines[0].append(Span(dot, HINT))
    elif dot and own_line:
        lines.append([Span(f"A{dot[3:]}", HINT)])
    return lines


def _span(nights: int) -> str:
    weeks, rest = divmod(nights, 7)
    return humanize.plural(nights, "night") if rest else humanize.plural(weeks, "week")
