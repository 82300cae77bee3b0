"""Handing over: `export csv`."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.cli.look import EndsBeforeItBegins
from legdiary.cli.options import JsonOption, MissingValue, TwoDocuments, convert
from legdiary.cli.sealing import NO_WAY_BACK, EncryptOption, SealedFile, sealed_name
from legdiary.domain.words import parse_date
from legdiary.errors import BadValue
from legdiary.settings import path_of

if TYPE_CHECKING:
    from legdiary.cli.session import Session
    from legdiary.render.csv_tables import Scope, Table
    from legdiary.render.layout import Line

_EXPLAINED = "legdiary export csv --help"
_STDOUT = "-"


class NotTogether(BadValue):
    """Two flags that cannot both be meant."""

    def __init__(self, one: str, other: str, why: str) -> None:
        super().__init__(f"{one} and {other} do not go together: {why}; leave one out", _EXPLAINED)


class PrintsOneTable(BadValue):
    """`--output -` without `--table`."""

    def __init__(self) -> None:
        super().__init__("--output - prints one table, and needs --table", _EXPLAINED)


def export_csv(
    ctx: typer.Context,
    output: Annotated[str | None, typer.Option(metavar="DIR", help="A new folder; a file or - for one table.")] = None,
    zipped: Annotated[bool, typer.Option("--zip", help="One zip file instead of a folder.")] = False,
    table: Annotated[str | None, typer.Option(metavar="NAME", help="One table: nights, doses, supplements, …")] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first night.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last night, included.")] = None,
    no_notes: Annotated[bool, typer.Option("--no-notes", help="Leave out your own words.")] = False,
    bom: Annotated[bool | None, typer.Option("--bom/--no-bom", help="Excel's mark; on, but for --output -.")] = None,
    encrypt: EncryptOption = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier export.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write the diary's tables for a spreadsheet, with a dictionary of every column. Notes are included."""
    session: Session = ctx.obj
    scope = _scope(first, until, notes=not no_notes)
    target = _target(output, printed=table is not None, zipped=zipped, as_json=as_json, encrypt=encrypt)
    how = _How(target, bom=bom, force=force, encrypt=encrypt, as_json=as_json)
    if table is None:
        _package(session, scope, how, zipped=zipped)
    elif output == _STDOUT:
        _print(session, _table(table), scope, bom=bool(bom))
    else:
        _one_table(session, _table(table), scope, how)


class _How:
    """Where a file goes, and how.

    Attributes:
        target: the place.
        bom: whether it has Excel's mark; unless somebody said no.
        force: whether what is there is replaced.
        encrypt: whether it is encrypted.
        as_json: how the answer is told.
    """

    def __init__(self, target: Path, *, bom: bool | None, force: bool, encrypt: bool, as_json: bool) -> None:
        self.target, self.bom, self.force = target, bom is not False, force
        self.encrypt, self.as_json = encrypt, as_json


def _scope(first: str | None, until: str | None, *, notes: bool) -> Scope:
    from legdiary.render.csv_tables import Scope

    from_night, last = convert(first, parse_date), convert(until, parse_date)
    if from_night and last and last < from_night:
        raise EndsBeforeItBegins(from_night, last)
    return Scope(from_night, min(last, date.max - timedelta(days=1)) + timedelta(days=1) if last else None, notes)


def _target(output: str | None, *, printed: bool, zipped: bool, as_json: bool, encrypt: bool) -> Path:
    """The place that was named, once the flags fit together."""
    if not output:
        raise MissingValue("--output FILE" if encrypt else "--output DIR", _EXPLAINED)
    if zipped and printed:
        raise NotTogether("--zip", "--table", "a single table is not zipped")
    if encrypt:
        return sealed_name(output, _EXPLAINED, "" if printed else ".zip")
    if output == _STDOUT:
        if not printed:
            raise PrintsOneTable
        if as_json:
            raise TwoDocuments(_EXPLAINED)
    target = path_of(output)
    unzipped = zipped and target.name and target.suffix.lower() != ".zip"
    return target.with_name(f"{target.name}.zip") if unzipped else target


def _table(typed: str) -> Table:
    from legdiary.domain.vocabulary import UnknownWord
    from legdiary.render.csv_tables import TABLES, table_called

    name = typed.strip().lower().replace("-", "_").removesuffix(".csv")
    found = table_called(name)
    if found is None:
        raise UnknownWord("table", name, tuple(each.name for each in TABLES))
    return found


def _package(session: Session, scope: Scope, how: _How, *, zipped: bool) -> None:
    from legdiary.render.csv_files import new_folder, new_zip
    from legdiary.render.csv_package import write_package

    if how.encrypt:
        _sealed_package(session, scope, how)
        return
    place = new_zip if zipped else new_folder
    with (
        session.reading() as diary,
        place(how.target, force=how.force, made=session.has_made, noted_in=session.diary_folder) as sink,
    ):
        package = write_package(sink, diary, scope, bom=how.bom)
    _answer(session, scope, how, package.rows, package.names)


def _sealed_package(session: Session, scope: Scope, how: _How) -> None:
    """The zip, made in memory."""
    from io import BytesIO

    from legdiary.render.csv_files import zip_in
    from legdiary.render.csv_package import write_package

    seal, held = SealedFile(session, how.target, force=how.force), BytesIO()
    with session.reading() as diary, zip_in(held) as sink:
        package = write_package(sink, diary, scope, bom=how.bom)
    seal.write(held.getvalue())
    _answer(session, scope, how, package.rows, package.names)


def _one_table(session: Session, table: Table, scope: Scope, how: _How) -> None:
    from legdiary.render.csv_files import new_file
    from legdiary.render.csv_package import table_bytes

    rows: dict[str, int] = {}
    if how.encrypt:
        seal = SealedFile(session, how.target, force=how.force)
        with session.reading() as diary, diary.one_state():
            held = b"".join(table_bytes(table, diary, scope, rows, bom=how.bom))
        seal.write(held)
    else:
        new = new_file(how.target, force=how.force, made=session.has_made, noted_in=session.diary_folder)
        with session.reading() as diary, new as file, diary.one_state():
            file.writelines(table_bytes(table, diary, scope, rows, bom=how.bom))
    _answer(session, scope, how, rows, [how.target.name])


def _print(session: Session, table: Table, scope: Scope, *, bom: bool) -> None:
    """The table on standard output, as bytes: neither its encoding nor its line ends are the terminal's business."""
    from legdiary.render.csv_package import table_bytes

    with session.reading() as diary:
        # Not one state of the file: a pager that is left open would keep the diary locked.
        session.pour(table_bytes(table, diary, scope, {}, bom=bom))


def _answer(session: Session, scope: Scope, how: _How, rows: dict[str, int], files: list[str]) -> None:
    path = how.target.absolute()
    session.answer(
        _summary(scope, path, rows, encrypted=how.encrypt),
        lambda: {"path": str(path), "encrypted": how.encrypt, "tables": rows, "files": files},
        as_json=how.as_json,
    )


def _summary(scope: Scope, path: Path, rows: dict[str, int], *, encrypted: bool) -> list[Line]:
    from legdiary.render.layout import DIM, Span, line
    from legdiary.render.words import plural, user_text

    width = max(len(name) for name in rows)
    digits = max(len(str(count)) for count in rows.values())
    notes = "Your notes are in it; --no-notes leaves them out." if scope.notes else "Your notes are left out."
    return [
        line("Written to ", user_text(str(path))),
        *(
            line("  ", name.ljust(width), "  ", " " * (digits - len(str(count))), plural(count, "row"))
            for name, count in rows.items()
        ),
        line(Span(notes, DIM)),
        *([line(Span(NO_WAY_BACK, DIM))] if encrypted else []),
    ]
