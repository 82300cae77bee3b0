"""Data quality and limits: what is missing and why, late and corrected entries, what is in no figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.substances import is_medicine
from legdiary.domain.reports.other_substances import find_totals, other_substance_totals
from legdiary.humanize import user_text
from legdiary.render.page.details.timelines import places_lines
from legdiary.render.page.first_sheet.headlines import bounded_addition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.app.page import PageInputs
    from legdiary.domain.reports.dose_totals import DoseDay
    from legdiary.domain.reports.report import Group, Report


def limits(report: Report, beside: PageInputs) -> tuple[str, ...]:
    """Return what the figures rest on, and what they leave out."""
    severity, overall = report.overall.severity, report.overall
    lines = [
        f"Severity is missing on {severity.missing} of {humanize.plural(overall.possible, 'night')}{_reasons(report)}."
    ]
    if overall.recalled:
        lines.append(
            f"{humanize.plural(overall.recalled, 'night')} entered more than 36 h after waking (hollow circles)."
        )
    else:
        lines.append("No night was entered more than 36 h after waking.")
    if beside.corrected is not None:
        many = humanize.plural(beside.corrected, "entry", "entries") if beside.corrected else "No entry"
        was = "was" if beside.corrected <= 1 else "were"
        lines.append(f"{many} of this range {was} changed or deleted after being stored; the diary keeps each change.")
    bounded = bounded_addition(report)
    return (
        wording.REPORT_LIMITS,
        *lines,
        *([bounded] if bounded else []),
        *_other_exposures(report),
        *places_lines(report, beside.zone),
        wording.NOT_A_DEVICE,
    )


def _other_exposures(report: Report) -> Iterator[str]:
    """Yield what was taken of other substances than the steps are of; and of theirs, on days of another plan's step."""
    yield from _leaf_elsewhere(report)
    for each in report.overall.apart:
        name = humanize.substance(each.substance)
        own = [group for group in report.groups if group.substance == each.substance]
        if not own:
            days = humanize.plural(each.taken, "day")
            yield wording.other_substance_on(name, days, is_product=not is_medicine(each.substance))
            yield f"{humanize.other_substance_period_line(each)}."
            continue
        besides = find_totals(other_substance_totals(_days_outside(report, own)), each.substance)
        if besides is not None and besides.taken:
            yield wording.other_substance_besides(name, humanize.plural(besides.taken, "day"))
            yield f"{humanize.other_substance_period_line(besides)}."


def _leaf_elsewhere(report: Report) -> Iterator[str]:
    """Yield what was taken of leaf on days that no row of the table of steps tells it of."""
    if not report.shows_units:
        return
    own = [group for group in report.groups if group.substance == LEAF]
    totals = [day.total_mg for day in _days_outside(report, own)]
    taken = [total for total in totals if total]
    if taken:
        of, days = "kratom leaf", humanize.plural(len(taken), "day")
        yield (
            wording.other_substance_besides(of, days) if own else wording.other_substance_on(of, days, is_product=False)
        )
        least, most = humanize.grams(min(taken)), humanize.grams(max(taken))
        without = sum(total == 0 for total in totals)
        said = f"; dose-free on {humanize.plural(without, 'day')}" if without else ""
        yield f"Kratom leaf: on {days}, {least if least == most else f'{least} to {most}'} g a day{said}."


def _days_outside(report: Report, own: Sequence[Group]) -> Iterator[DoseDay]:
    """Yield the days of a report that lie in none of some groups."""
    for record in report.records:
        if not any(group.from_day <= record.night_of < group.before_day for group in own):
            yield record.kratom


def _reasons(report: Report) -> str:
    """Return the reasons for missing scores: `: asleep 1, away 2, nothing entered 8`."""
    found: dict[str, int] = {}
    for record in report.records:
        if record.severity is None:
            reason = (record.rating.missed if record.rating else None) or "nothing entered"
            found[reason] = found.get(reason, 0) + 1
    return f": {', '.join(f'{user_text(reason)} {count}' for reason, count in sorted(found.items()))}" if found else ""
