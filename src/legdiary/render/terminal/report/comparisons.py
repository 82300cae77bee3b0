"""Stretches of nights beside each other on a terminal: groups, blocks of the taper, and before, hardest and now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.time.moments import A_DAY
from legdiary.render.terminal.layout import Column, Span, heading, table, wrapped
from legdiary.render.terminal.report.events import event_words
from legdiary.render.terminal.report.phrases import (
    STRETCH_NAMES,
    block_differences,
    block_names,
    clock_of_onset,
    difference_words,
    label,
    legs_median,
    share,
)
from legdiary.render.terminal.styles import HINT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from legdiary.domain.reports.report import Group, Report
    from legdiary.domain.reports.stretches import StretchFigures
    from legdiary.render.terminal.layout import Line, Page


def comparison_lines(report: Report, page: Page) -> list[Line]:
    """Return how the settled nights of each group differ from those of the group before."""
    told: list[Line] = []
    lacking = 0
    for before, group in zip(report.groups, report.groups[1:], strict=False):
        found = group.versus_previous
        if found is None or found.same is None:
            lacking += 1
            continue
        others = [event_words(event) for event in group.beside]
        of = found.comparison
        medians = (humanize.number(of.median_before), humanize.number(of.median_after))
        text = (
            f"{difference_words(found, label(group), label(before), others)} "
            f"{wording.level_change(*medians, of.n_after, group.settled.possible)} "
            f"NAP {humanize.number(of.nap, 2)} (n {of.n_before} and {of.n_after}).{_drift(group)}"
        )
        told += wrapped(text, page.width, indent="  ")
    if not report.groups[1:]:
        return []
    lines = heading("Each compared with the one before (settled nights)")
    if told:
        lines += told + wrapped(f"{wording.NAP_MEANS} {wording.DIFFERENCE_MEANS}", page.width, style=HINT)
    if lacking:
        lines += wrapped(
            f"{humanize.plural(lacking, 'comparison')} left out: 7 settled nights with a score are needed "
            "on each side.",
            page.width,
            style=HINT,
        )
    return lines


def _drift(group: Group) -> str:
    """Return the figure corrected for a drift of the nights before; empty if none applies, or nothing differs."""
    tau = group.tau
    if group.versus_previous is None or group.versus_previous.same is not False:
        return ""
    if tau is None or not tau.correction_applies or tau.corrected_tau is None or tau.raw_tau is None:
        return ""
    return (
        f" The nights before were already drifting: tau {humanize.number(tau.raw_tau, 2)} as it is, "
        f"{humanize.number(tau.corrected_tau, 2)} with that drift taken off."
    )


def block_lines(report: Report, page: Page) -> list[Line]:
    """Return the blocks of a taper whose steps are too short, each against the one before, settling nights told."""
    if not report.blocks:
        return []
    lines = heading("Longer stretches of the taper (all nights)")
    for each, name in zip(report.blocks, block_names(report), strict=True):
        settling = f", {each.settling.n} of them in days 1–6 of a step" if each.settling.n else ""
        last = each.block.before_day - A_DAY
        text = (
            f"{name}, {humanize.day_range(each.block.from_day, last, with_year=False)}: legs "
            f"{legs_median(each.severity)} on {each.severity.n} of {humanize.plural(each.possible, 'night')}{settling}"
        )
        lines += wrapped(text, page.width, indent="  ")
    lines += [[]]
    for text in block_differences(report):
        lines += wrapped(text, page.width, indent="  ")
    told = any(group.versus_previous is not None and group.versus_previous.same is not None for group in report.groups)
    means = wording.blocks_mean(in_grams=not report.shows_units)
    if not told:
        means += f" {wording.NAP_MEANS} {wording.DIFFERENCE_MEANS}"
    return lines + wrapped(means, page.width, style=HINT)


def stretch_lines(report: Report, page: Page) -> list[Line]:
    """Return before, hardest and now, side by side."""
    if not report.stretches:
        return []
    columns = [Column("", right=False)]
    columns += [Column(STRETCH_NAMES[one.stretch.kind], right=False) for one in report.stretches]
    rows = (*_STRETCH_ROWS, *(_OF_LEAF if not report.shows_units else _of_each(report.substances)))
    body = [[Span(head), *(Span(cell(one)) for one in report.stretches)] for head, cell in rows]
    body = [row for row in body if row[0].text != "symptoms" or any(one.symptoms.n for one in report.stretches)]
    lines = [[], *table(columns, body, gap=" " if page.narrow else "  ")]
    return lines + wrapped(f"{wording.HARDEST_IS_CHOSEN} {wording.STRETCH_ROWS}", page.width, style=HINT)


_STRETCH_ROWS: tuple[tuple[str, Callable[[StretchFigures], str]], ...] = (
    ("", lambda one: f"{humanize.short_day(one.stretch.from_night)}–"),
    ("", lambda one: humanize.short_day(one.stretch.before_night - A_DAY)),
    ("nights", lambda one: f"{one.severity.n}/{one.possible}"),
    ("legs", lambda one: legs_median(one.severity)),
    ("≥7", lambda one: share(one.severity)),
    ("began", lambda one: clock_of_onset(one.onset_min)),
    ("sleep", lambda one: humanize.clock(one.tst_min.median)),
    ("eff.", lambda one: humanize.percent(one.se_dse_pct.median)),
    ("symptoms", lambda one: humanize.number(one.symptoms.median)),
)
_OF_LEAF: tuple[tuple[str, Callable[[StretchFigures], str]], ...] = (
    ("doses", lambda one: humanize.number(one.doses.median)),
    ("taken g", lambda one: humanize.grams(one.kratom_mg.median)),
)


def _of_each(words: Sequence[str]) -> Iterator[tuple[str, Callable[[StretchFigures], str]]]:
    """Yield the row of what was taken of each substance, with its unit; one alone needs no name in a narrow table."""
    for word in words:
        name = "leaf" if word == LEAF else humanize.substance(word)
        yield name if len(words) > 1 else "taken", partial(_taken, word)


def _taken(word: str, one: StretchFigures) -> str:
    return humanize.planned_amount(word, one.taken_of(word).total.median)
