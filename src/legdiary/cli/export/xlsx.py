"""`export xlsx`: the diary's tables as one workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app import exports
from legdiary.cli.export.targets import answer_export, target_named
from legdiary.render.json import exports as documents
from legdiary.render.terminal.answers.exports import workbook_text

if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.cli.command_line.options import (
        EncryptOption,
        FileOption,
        ForceOption,
        FromOption,
        JsonOption,
        ToOption,
    )
    from legdiary.cli.session import Session


def export_xlsx(
    ctx: typer.Context,
    output: FileOption = None,
    first: FromOption = None,
    until: ToOption = None,
    no_notes: Annotated[bool, typer.Option("--no-notes", help="Leave out your notes.")] = False,
    encrypt: EncryptOption = False,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Export the diary's tables to one workbook: a sheet for each table, with real dates. Notes are included."""
    session: Session = ctx.obj
    scope = exports.read_scope(first, until, notes=not no_notes)
    target = target_named(session, "xlsx", output, encrypt=encrypt, force=force, as_json=as_json)
    made = exports.export_xlsx(session, exports.ExportXlsx(target, scope), session.progress)
    answer_export(session, made.file, lambda: workbook_text(made), lambda: documents.workbook(made), as_json=as_json)
