"""`export ics`: the taper's steps as a calendar file, whole or not there. The diary is only read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.app.log.filing import MissingValue
from legdiary.app.plans.calendar import load_calendar
from legdiary.cli.options import JsonOption, TwoDocuments
from legdiary.settings import path_of

if TYPE_CHECKING:
    from legdiary.cli.session import Session

_STDOUT = "-"
_EXPLAINED = "legdiary export ics --help"


def export_ics(
    ctx: typer.Context,
    output: Annotated[
        str | None, typer.Option("--output", metavar="FILE", help="A new file, or - for standard output.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    with_amounts: Annotated[bool, typer.Option("--with-amounts", help="Titles say the grams a day.")] = False,
    json: JsonOption = False,
) -> None:
    """The taper's steps as all-day events. Import the file again after a change: the events move.

    Titles are neutral ("Diary: step 4 of 22") unless --with-amounts is given.
    """
    session: Session = ctx.obj
    from legdiary.app.targets import new_file
    from legdiary.render.ics import calendar, written_json, written_text

    if not output:
        raise MissingValue("--output FILE", _EXPLAINED)
    if json and output == _STDOUT:
        raise TwoDocuments(_EXPLAINED)
    plans = load_calendar(session)
    content = calendar(plans, session.present.now, with_amounts=with_amounts)
    if output == _STDOUT:
        session.pour([content])
        return
    path = path_of(output)
    with new_file(path, force=force, made=session.has_made, noted_in=session.diary_folder) as file:
        file.write(content)
    written = path.absolute()
    session.answer(
        written_text(written, plans, with_amounts=with_amounts),
        lambda: written_json(written, plans, with_amounts=with_amounts),
        as_json=json,
    )
