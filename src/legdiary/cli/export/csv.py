"""`export csv`: the diary's tables for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app import exports
from legdiary.app.log.typed_fields import MissingValue
from legdiary.cli.export.targets import STDOUT, target_of
from legdiary.cli.passphrases import encrypted_name
from legdiary.cli.shared_answers import TwoDocuments
from legdiary.errors import BadValue
from legdiary.settings import path_of

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Annotated

    import typer

    from legdiary.cli.command_line.options import EncryptOption, FromOption, JsonOption, ToOption
    from legdiary.cli.session import Session

_EXPLAINED = "legdiary export csv --help"


class NotTogether(BadValue):
    """Two options that exclude each other."""

    def __init__(self, one: str, other: str, why: str) -> None:
        super().__init__(f"{one} and {other} do not go together: {why}; leave one out", _EXPLAINED)


class PrintsOneTable(BadValue):
    """`--output -` without `--table`."""

    def __init__(self) -> None:
        super().__init__("--output - prints one table; add --table", _EXPLAINED)


def export_csv(
    ctx: typer.Context,
    output: Annotated[str | None, typer.Option(metavar="DIR", help="A new folder; with --table a file or -.")] = None,
    zipped: Annotated[bool, typer.Option("--zip", help="Make one zip file instead of a folder.")] = False,
    table: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only one table: nights, doses, supplements, …")
    ] = None,
    first: FromOption = None,
    until: ToOption = None,
    no_notes: Annotated[bool, typer.Option("--no-notes", help="Leave out your notes.")] = False,
    bom: Annotated[
        bool | None,
        typer.Option(
            "--bom/--no-bom", help="Add the mark that Excel needs for UTF-8. Default: on, except for --output -."
        ),
    ] = None,
    dialect: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Write it as your spreadsheet wants it: excel-de has ; and a decimal comma."),
    ] = None,
    encrypt: EncryptOption = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier export.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write the diary's tables for a spreadsheet, with a dictionary of every column. Notes are included."""
    session: Session = ctx.obj
    scope = exports.read_scope(first, until, notes=not no_notes)
    path = _place(output, single=table is not None, zipped=zipped, as_json=as_json, encrypt=encrypt)
    wanted = None if table is None else exports.read_table(table)
    form = exports.read_dialect(dialect)
    if path is None:
        if wanted is None:
            raise PrintsOneTable
        with exports.table_chunks(session, wanted, scope, bom=bool(bom), dialect=form) as chunks:
            session.write_export(chunks)
        return
    target = target_of(session, path, force=force, encrypt=encrypt)
    request = exports.ExportCsv(target, scope, wanted, zipped or encrypt, bom, form)
    made = exports.export_csv(session, request, session.progress)
    from legdiary.render.json import exports as documents
    from legdiary.render.terminal.answers.exports import csv_text

    session.answer(csv_text(made), lambda: documents.csv(made), as_json=as_json)


def _place(output: str | None, *, single: bool, zipped: bool, as_json: bool, encrypt: bool) -> Path | None:
    """Return the named target, after checking that the flags fit together; None for standard output."""
    if not output:
        raise MissingValue("--output FILE" if encrypt else "--output DIR", _EXPLAINED)
    if zipped and single:
        raise NotTogether("--zip", "--table", "a single table is not zipped")
    if encrypt:
        return encrypted_name(output, _EXPLAINED, "" if single else ".zip")
    if output == STDOUT:
        if as_json and single:
            raise TwoDocuments(_EXPLAINED)
        return None
    target = path_of(output)
    unzipped = zipped and target.name and target.suffix.lower() != ".zip"
    return target.with_name(f"{target.name}.zip") if unzipped else target
