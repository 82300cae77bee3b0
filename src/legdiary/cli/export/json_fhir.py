"""`export json` (everything) and `export fhir` (an R4 bundle), for other programs. The diary is only read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app import exports
from legdiary.app.night_range import Span
from legdiary.cli.export.targets import answer_export, target_named
from legdiary.render.json import exports as documents
from legdiary.render.terminal.answers.exports import fhir_text, json_text

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


def export_json(
    ctx: typer.Context,
    output: FileOption = None,
    encrypt: EncryptOption = False,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Export everything, with history and notes, to one JSON file. `import` brings it back exactly."""
    session: Session = ctx.obj
    target = target_named(session, "json", output, encrypt=encrypt, force=force, as_json=as_json)
    made = exports.export_json(session, exports.ExportJson(target), session.progress)
    answer_export(session, made, lambda: json_text(made), lambda: documents.file(made), as_json=as_json)


def export_fhir(
    ctx: typer.Context,
    output: FileOption = None,
    last: Annotated[str | None, typer.Option("--last", metavar="SPAN", help="14d or 8w. Default: all.")] = None,
    first: FromOption = None,
    until: ToOption = None,
    encrypt: EncryptOption = False,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Export a FHIR R4 bundle for a clinician's system: a draft mapping, without your notes and without a name."""
    session: Session = ctx.obj
    target = target_named(session, "fhir", output, encrypt=encrypt, force=force, as_json=as_json)
    made = exports.export_fhir(session, exports.ExportFhir(target, Span(last, first, until)), session.progress)
    answer_export(session, made.file, lambda: fhir_text(made.file), lambda: documents.fhir(made), as_json=as_json)
