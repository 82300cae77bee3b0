"""`export ics`: the taper's steps, and a daily reminder, as a calendar file. The diary is only read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app.plans.calendar import ExportCalendar, export_calendar
from legdiary.cli.export.targets import answer_export, target_named
from legdiary.domain.time.parse import parse_clock
from legdiary.render.json import exports as documents
from legdiary.render.terminal.answers.exports import calendar_text

if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.cli.command_line.options import FileOption, ForceOption, JsonOption
    from legdiary.cli.session import Session


def export_ics(
    ctx: typer.Context,
    output: FileOption = None,
    force: ForceOption = False,
    with_amounts: Annotated[
        bool, typer.Option("--with-amounts", help="Put the daily amounts into the titles.")
    ] = False,
    reminder: Annotated[
        str | None,
        typer.Option("--reminder", metavar="TIME", help="Add a daily alarm that says “Diary”: 22:30, 10:30pm."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Export the taper's steps as all-day events. After a change, export and import again: the events move.

    Titles are neutral ("Diary: step 4 of 22") unless you add --with-amounts. With --reminder, the phone
    that opens the file rings every day until the plan's last step begins. Without a plan it has no end.
    """
    session: Session = ctx.obj
    target = target_named(session, "ics", output, force=force, as_json=json)
    at = None if reminder is None else parse_clock(reminder)
    made = export_calendar(session, ExportCalendar(target, with_amounts, at))
    answer_export(session, made.file, lambda: calendar_text(made), lambda: documents.calendar(made), as_json=json)
