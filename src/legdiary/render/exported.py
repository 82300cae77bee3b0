"""The answers of the exports: where a file was written, and what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.figures import plural, user_text
from legdiary.render.terminal.layout import DIM, Span, line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.app.exports import CsvExported, Exported
    from legdiary.domain.reports.report import Report
    from legdiary.render.page.model import Sheet
    from legdiary.render.terminal.layout import Line

NO_WAY_BACK = "Without its passphrase nobody can open it: not you, not legdiary."


def json_text(made: Exported) -> list[Line]:
    """Return the answer to an export as one JSON file."""
    return _answer(made, "Everything is in it, your notes too; `legdiary import` brings it back.")


def fhir_text(made: Exported) -> list[Line]:
    """Return the answer to an export as a FHIR bundle."""
    return _answer(made, "A draft mapping, to be checked before any system relies on it. No notes, no name.")


def csv_text(made: CsvExported) -> list[Line]:
    """Return the answer to an export as tables: their rows, and whether notes are in them."""
    width = max(len(name) for name in made.rows)
    digits = max(len(str(count)) for count in made.rows.values())
    notes = "Your notes are in it; --no-notes leaves them out." if made.notes else "Your notes are left out."
    rows = [
        line("  ", name.ljust(width), "  ", " " * (digits - len(str(count))), plural(count, "row"))
        for name, count in made.rows.items()
    ]
    return _answer(made, notes, rows)


def page_text(made: Exported, report: Report, sheet: Sheet) -> list[Line]:
    """Return the answer to an exported page: its nights, and whether a name and a question are on it."""
    name = "Your name is on it." if sheet.name else "No name is on it; --name adds one."
    question = "" if sheet.question else " No question either; --question 'TEXT' puts it first."
    overall = report.overall
    nights = line(f"  {sheet.range}: severity on {overall.severity.n} of {plural(overall.possible, 'night')}")
    return _answer(made, name + question, [nights])


def _answer(made: Exported | CsvExported, note: str, between: Sequence[Line] = ()) -> list[Line]:
    notes = [note, NO_WAY_BACK] if made.encrypted else [note]
    return [line("Written to ", user_text(str(made.path))), *between, *(line(Span(each, DIM)) for each in notes)]
