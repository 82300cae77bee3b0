"""`export ics`: the taper's steps as a calendar file, which is complete or not there. The diary is only read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.app.exports import export_drawn
from legdiary.app.plans.calendar import load_calendar
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
    from legdiary.render.ics import calendar, written_text
    from legdiary.render.json import exports as documents

    path = file_named(output, encrypt=False, as_json=json, explained="legdiary export ics --help")
    plans = load_calendar(session)
    content = calendar(plans, session.present.now, with_amounts=with_amounts)
    if path is None:
        session.pour([content])
        return
    made = export_drawn(target_of(session, path, force=force, encrypt=False), lambda: content)
    session.answer(
        written_text(made, plans, with_amounts=with_amounts),
        lambda: documents.calendar(made, plans, with_amounts=with_amounts),
        as_json=json,
    )
