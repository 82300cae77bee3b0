"""`export ics`: the taper's steps as a calendar file, which is complete or not there. The diary is only read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.app.plans.calendar import ExportCalendar, export_calendar
from legdiary.cli.export.options import FileOption, ForceOption, answer_export, target_named
from legdiary.cli.options import JsonOption
from legdiary.render.json import exports as documents
from legdiary.render.terminal.answers.exports import calendar_text

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
    target = target_named(session, "ics", output, force=force, as_json=json)
    made = export_calendar(session, ExportCalendar(target, with_amounts))
    answer_export(session, made.file, lambda: calendar_text(made), lambda: documents.calendar(made), as_json=json)
