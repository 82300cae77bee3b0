"""The dose times on a terminal: one row a group, with the 24 hours of the diary day as marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.stats.descriptive import is_too_few
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import format_clock
from legdiary.humanize import MISSING
from legdiary.render.terminal.layout import ACCENT, DIM, RICH_GLYPHS, STRONG, Column, Span, line, table, wrapped
from legdiary.render.terminal.report.phrases import under_plan_names

if TYPE_CHECKING:
    from legdiary.domain.reports.dose_times import DoseTimes, DoseTimesGroup
    from legdiary.domain.stats.descriptive import Middle, Spread
    from legdiary.render.terminal.layout import Glyphs, Line, Page

#: Eighths of the days with a dose in an hour; the digits are the stand-ins of the blocks.
_BLOCKS, _DIGITS = "▁▂▃▄▅▆▇█", "12345678"
_LABEL_EVERY = 6


def dose_times_text(made: DoseTimes, page: Page) -> list[Line]:
    """Return the dose times of one substance."""
    last = made.before_day - A_DAY
    days = humanize.day_range(made.from_day, last)
    lines = [*wrapped(f"Doses of {_name(made.substance)}, {days}", page.width, style=STRONG), []]
    if made.logged:
        lines += _narrow_lines(made, page) if page.narrow else _wide_lines(made, page)
        lines += [[], *_legend(made, page)]
    else:
        lines += wrapped(wording.NO_DOSES_LOGGED, page.width)
    if made.others:
        others = ", ".join(map(_name, made.others))
        lines += wrapped(f"Also logged: {others}. Choose one with --of.", page.width, style=DIM)
    return lines


def _name(word: str) -> str:
    return "kratom leaf" if word == LEAF else humanize.substance(word)


def _wide_lines(made: DoseTimes, page: Page) -> list[Line]:
    columns = (
        Column("", right=False), Column("from", right=False), Column("days"), Column(_axis(made), right=False),
        Column("doses", right=False), Column("gap h"), Column("first"), Column("last"),
    )  # fmt: skip
    rows = [_wide_row(made, group, page.glyphs) for group in made.groups]
    head, *body = table(columns, rows, gap=" ")
    return [head, *under_plan_names(made.groups, body)]


def _wide_row(made: DoseTimes, group: DoseTimesGroup, glyphs: Glyphs) -> list[Span]:
    return [
        Span(group.short),
        Span(humanize.short_day(group.from_day)),
        Span(f"{group.logged}/{group.possible}"),
        Span(_marks(group, glyphs), ACCENT),
        Span(_spread(group.doses)),
        Span(humanize.hours(group.longest_gap_min.median)),
        Span(_clock(made, group.first_min)),
        Span(_clock(made, group.last_min)),
    ]


def _narrow_lines(made: DoseTimes, page: Page) -> list[Line]:
    blocks = []
    for group in made.groups:
        days = humanize.day_range(group.from_day, group.before_day - A_DAY, with_year=False)
        logged = f"{group.logged} of {humanize.plural(group.possible, 'day')}"
        blocks.append(line(Span(group.short, STRONG), f"  {days}  {logged}"))
    lines: list[Line] = [line("  ", Span(_axis(made), DIM))]
    groups = iter(made.groups)
    for head in under_plan_names(made.groups, blocks):
        lines.append(head)
        if any(head is block for block in blocks):
            lines += _narrow_group(made, next(groups), page.glyphs)
    return lines


def _narrow_group(made: DoseTimes, group: DoseTimesGroup, glyphs: Glyphs) -> list[Line]:
    if not group.has_figures:
        return []
    gap = humanize.hours(group.longest_gap_min.median)
    return [
        line("  ", Span(_marks(group, glyphs), ACCENT)),
        line(f"  doses {_spread(group.doses)}, gap {gap}{'' if gap == MISSING else ' h'}"),
        line(f"  first {_clock(made, group.first_min)}, last {_clock(made, group.last_min)}"),
    ]


def _axis(made: DoseTimes) -> str:
    """Return the hours above the marks, each over the mark that it begins."""
    hours = len(made.groups[0].hours)
    return "".join(format_clock(made.hour_min(hour)).ljust(_LABEL_EVERY) for hour in range(0, hours, _LABEL_EVERY))


def _marks(group: DoseTimesGroup, glyphs: Glyphs) -> str:
    """Return a mark for each hour: in eighths, on how many of the logged days a dose was taken in it."""
    if not group.has_figures:
        return ""
    cells = _cells(glyphs)
    return "".join(
        cells[-(-len(cells) * hour.days // group.logged) - 1] if hour.days else glyphs.empty for hour in group.hours
    )


def _cells(glyphs: Glyphs) -> str:
    return _BLOCKS if glyphs == RICH_GLYPHS else _DIGITS


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
    cells = _cells(page.glyphs)
    columns = [wording.DOSE_TIMES_LEGEND] if has_marks else []
    columns += [] if page.narrow else [wording.DAYS_LOGGED]
    columns += [wording.TOO_FEW_DAYS] if is_short else []
    told = [wording.dose_marks(cells[0], cells[-1], page.glyphs.empty)] if has_marks else []
    return [each for text in (*told, " ".join(columns)) for each in wrapped(text, page.width, style=DIM)]
