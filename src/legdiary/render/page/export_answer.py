"""The answer to an exported page: where it was written, and what stands on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.humanize import plural
from legdiary.render.terminal.answers.exports import written_text
from legdiary.render.terminal.layout import line

if TYPE_CHECKING:
    from legdiary.app.exports import Exported
    from legdiary.domain.reports.report import Report
    from legdiary.render.page.sheet import Sheet
    from legdiary.render.terminal.layout import Line


def page_text(made: Exported, report: Report, sheet: Sheet) -> list[Line]:
    """Return the answer to an exported page: its nights, and whether a name, a question and notes are on it."""
    name = "Your name is on it." if sheet.name else "No name is on it; --name adds one."
    question = "" if sheet.question else " No question either; --question 'TEXT' puts it first."
    notes = " Your notes are in it." if sheet.has_notes else " Your notes are left out; --notes adds them."
    overall = report.overall
    nights = line(f"  {sheet.range}: severity on {overall.severity.n} of {plural(overall.possible, 'night')}")
    return written_text(made, name + question + notes, [nights])
