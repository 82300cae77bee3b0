"""`undo`, `edit`, `delete`, `where`, `demo`: changes to entries of any kind, and the places of the files."""

from __future__ import annotations

from legdiary.app.delete_undo import delete_entry, kind_of
from legdiary.app.delete_undo import undo as take_back
from legdiary.app.entry_ids import parse_entry_id
from legdiary.app.log.typed_fields import MissingValue
from legdiary.cli.shared_answers import EDITED
from legdiary.domain.entries.kinds import KINDS
from legdiary.errors import Refused
from legdiary.render.json import log_answers as documents
from legdiary.render.terminal.answers import log_answers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.cli.command_line.options import ConfirmOption, JsonOption
    from legdiary.cli.session import Session


class NotEditable(Refused):
    """A kind of entry with its own commands for changes."""

    def __init__(self, kind: str) -> None:
        by, instead = _INSTEAD.get(kind, ("its own commands", "legdiary --help"))
        super().__init__(f"edit can't change a {kind}; use {by}", instead)


#: Kind → the commands that change it, and the command to begin with.
_INSTEAD = {
    "plan": ("taper hold, set or end", "legdiary taper show"),
}


def edit(
    ctx: typer.Context,
    number: Annotated[str | None, typer.Argument(metavar="ID", help="The entry's number, as `list` shows it.")] = None,
) -> None:
    """Change an entry: give its number, then the options of the command that logged it.

    See the help of that command: legdiary night --help, sleep, kratom, magnesium, factor,
    symptom, medicine, measure, product add, trial new.
    """
    from legdiary.cli.command_line.build import build
    from legdiary.cli.command_line.commands import spec_of

    session: Session = ctx.obj
    if number is None:
        raise MissingValue("the entry's number", "legdiary list")
    if number in {"--help", "-h"}:
        from legdiary.cli.views.help import show_help

        show_help(ctx)
        return
    wanted = parse_entry_id(number)
    kind = kind_of(session, wanted)
    path = KINDS[kind].maker
    spec = spec_of([*path])
    if spec is None:
        raise NotEditable(kind)
    command = build(path[-1], spec)
    parent = ctx.parent or ctx
    parent.meta[EDITED] = wanted
    with command.make_context(path[-1], list(ctx.args), parent=parent, obj=session) as made:
        command.invoke(made)


def delete(
    ctx: typer.Context,
    number: Annotated[str | None, typer.Argument(metavar="ID", help="The entry's number, as `list` shows it.")] = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Delete an entry. The history keeps it, and `undo` brings it back."""
    session: Session = ctx.obj
    if number is None:
        raise MissingValue("the entry's number", "legdiary list")
    wanted = parse_entry_id(number)
    made = session.carry_out(lambda yes: delete_entry(session.context, wanted, yes))
    session.answer(log_answers.changes_text(made), lambda: documents.changes(made), as_json=json)


def undo(ctx: typer.Context, json: JsonOption = False, _confirm: ConfirmOption = False) -> None:
    """Undo the last change. Run it again to undo the one before."""
    session: Session = ctx.obj
    session.take_lines = None  # it would take back a line, and not what the person means
    made = session.carry_out(lambda yes: take_back(session.context, yes))
    session.answer(log_answers.changes_text(made, "Undone. "), lambda: documents.changes(made), as_json=json)


def where(ctx: typer.Context, json: JsonOption = False) -> None:
    """Show where the files are."""
    session: Session = ctx.obj
    from legdiary.app.file_locations import load_files
    from legdiary.render.json.file_locations import where as document
    from legdiary.render.terminal.answers.file_locations import where_text

    found = load_files(session, session.settings_path, session.sync_files)
    session.answer(where_text(found), lambda: document(found, session.present), as_json=json)


def demo(
    ctx: typer.Context,
    output: Annotated[
        str | None, typer.Option("--output", metavar="FILE", help="Keep the made-up diary in this file.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show a made-up diary of a whole taper, and what to try next. Your own diary is not touched."""
    from legdiary.cli.manage.demo import run_demo

    run_demo(ctx.obj, output, as_json=json)
