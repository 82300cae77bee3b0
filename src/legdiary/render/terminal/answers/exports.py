"""The answers of the exports: where a file was written, and what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.humanize import long_day, plural, user_text
from legdiary.render.terminal.layout import Span, line
from legdiary.render.terminal.styles import HINT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from legdiary.app.exports import CsvExported, Exported, WorkbookExported
    from legdiary.app.plans.calendar import CalendarExported
    from legdiary.render.terminal.layout import Line

NO_IMPORT = "It is for your spreadsheet. `import` reads the tables only without --dialect."
NO_IMPORT_OF_WORKBOOK = "It is for your spreadsheet. `import` brings back `export csv` and `export json`."
NO_WAY_BACK = "Without its passphrase nobody can open it: not you, not legdiary."


def json_text(made: Exported) -> list[Line]:
    """Return the answer to an export as one JSON file."""
    return written_text(made, "Everything is in it, your notes too; `legdiary import` brings it back.")


def fhir_text(made: Exported) -> list[Line]:
    """Return the answer to an export as a FHIR bundle."""
    return written_text(made, "A draft mapping, to be checked before any system relies on it. No notes, no name.")


def csv_text(made: CsvExported) -> list[Line]:
    """Return the answer to an export as tables: their rows, and whether notes are in them."""
    also = [NO_IMPORT] if made.dialect else []
    return written_text(made, _about_notes(made.notes), _row_counts(made.rows), also)


def workbook_text(made: WorkbookExported) -> list[Line]:
    """Return the answer to an export as a workbook: its rows, and whether notes are in it."""
    return written_text(made.file, _about_notes(made.notes), _row_counts(made.rows), [NO_IMPORT_OF_WORKBOOK])


def _about_notes(notes: bool) -> str:  # noqa: FBT001 - whether they are in it
    return "Your notes are in it; --no-notes leaves them out." if notes else "Your notes are left out."


def _row_counts(rows: Mapping[str, int]) -> list[Line]:
    """Return a line for each table, with its number of rows."""
    width = max(len(name) for name in rows)
    digits = max(len(str(count)) for count in rows.values())
    return [
        line("  ", name.ljust(width), "  ", " " * (digits - len(str(count))), plural(count, "row"))
        for name, count in rows.items()
    ]


def calendar_text(made: CalendarExported) -> list[Line]:
    """Return the answer to an exported calendar: its plans, and whether its titles hold amounts."""
    plans = [
        line(f"  “{user_text(each.plan.name)}”: {plural(len(each.events), 'step')}")
        for each in made.plans
        if each.plan and each.told
    ]
    if made.cancelled:
        plans.append(line(f"  {plural(made.cancelled, 'step')} no longer planned, marked as cancelled"))
    if made.reminder:
        until = f", until {long_day(made.reminder.last_day)}" if made.reminder.last_day else ""
        plans.append(line(f"  an alarm that says “Diary”, every day at {made.reminder.at:%H:%M}{until}"))
    amount = "amount" if any(each.plan and each.plan.substance for each in made.plans) else "grams"
    without = "The titles show no amounts; --with-amounts adds them."
    notes = [f"The titles show the {amount} a day." if made.with_amounts else without] if made.plans else []
    notes += ["Open it on the phone that should ring."] if made.reminder else []
    return [*written_text(made.file, notes[0], plans), *(line(Span(each, HINT)) for each in notes[1:])]


def written_text(
    made: Exported | CsvExported, note: str, between: Sequence[Line] = (), also: Sequence[str] = ()
) -> list[Line]:
    """Return where a file was written, the lines about what is in it, and the notes; and what encryption means."""
    notes = [note, *also, NO_WAY_BACK] if made.encrypted else [note, *also]
    return [line("Written to ", user_text(str(made.path))), *between, *(line(Span(each, HINT)) for each in notes)]
