"""`export ics`: the taper's steps as a calendar file, which is complete or not there. The diary is only read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.app.plans.calendar import ExportCalendar, export_calendar
from legdiary.cli.export.outputs import FileOption, ForceOption, file_named, target_of
from legdiary.cli.options import JsonOption

if TYPE_CHECKING:
    from legdiary.cli.session import Session


def export_ics(
    ctx: typer.Context,
    output: FileOption = None,
    force: ForceOption = False,
    with_amounts: Annotated[bool, typer.Option("--with-amounts", help="Titles say the grams a day.")] = False,
    json: JsonOption = False,
) -> None:
    """The taper's steps as all-day events. Import the file again after a change: the events move.

    Titles are neutral ("Diary: step 4 of 22") unless --with-amounts is given.
    """
    session: Session = ctx.obj
    path = file_named(output, encrypt=False, as_json=json, explained="legdiary export ics --help")
    target = None if path is None else target_of(session, path, force=force, encrypt=False)
    made = export_calendar(session, ExportCalendar(target, with_amounts))
    if made.file.path is None:
        session.pour([made.file.held])
        return
    from legdiary.render.json import exports as documents
    from legdiary.render.terminal.exported import calendar_text

    session.answer(calendar_text(made), lambda: documents.calendar(made), as_json=json)
