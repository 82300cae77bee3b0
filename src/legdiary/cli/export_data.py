"""Handing over to programs: `export json` (everything) and `export fhir` (an R4 bundle). The diary is only read."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.cli.options import JsonOption, MissingValue, TwoDocuments
from legdiary.cli.sealing import NO_WAY_BACK, EncryptOption, SealedFile, sealed_name
from legdiary.domain.moments import A_DAY
from legdiary.settings import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from legdiary.cli.session import Session
    from legdiary.render.layout import Line

_STDOUT = "-"
_JSON_HELP = "legdiary export json --help"
_FHIR_HELP = "legdiary export fhir --help"

ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]
FileOption = Annotated[
    str | None, typer.Option("--output", metavar="FILE", help="A new file, or - for standard output.")
]


def export_json(
    ctx: typer.Context,
    output: FileOption = None,
    encrypt: EncryptOption = False,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Everything, the history and your notes included, in one JSON file that `import` brings back exactly."""
    session: Session = ctx.obj
    from legdiary.render.export_json import chunks

    target = _target(output, as_json=as_json, explained=_JSON_HELP, encrypt=encrypt)
    seal = SealedFile(session, target, force=force) if target and encrypt else None
    with session.reading() as diary, diary.one_state():
        held = _write(session, chunks(diary.everything()), None if seal else target, force=force)
    if target is None:
        session.pour(held)
        return
    if seal:
        seal.write(b"".join(held))
    note = "Everything is in it, your notes too; `legdiary import` brings it back."
    session.answer(
        _lines(target, note, encrypted=encrypt),
        lambda: {"path": str(target.absolute()), "encrypted": encrypt},
        as_json=as_json,
    )


def export_fhir(
    ctx: typer.Context,
    output: FileOption = None,
    last: Annotated[str | None, typer.Option("--last", metavar="SPAN", help="14d or 8w. Default: all.")] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first night.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last night, included.")] = None,
    encrypt: EncryptOption = False,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """A FHIR R4 bundle for a clinician's system: a draft mapping, without your notes and without a name."""
    session: Session = ctx.obj
    from legdiary.render.fhir import chunks, resources

    target = _target(output, as_json=as_json, explained=_FHIR_HELP, encrypt=encrypt)
    seal = SealedFile(session, target, force=force) if target and encrypt else None
    with session.reading() as diary, diary.one_state():
        from_night, before_night = _range(session, diary.span(measures=True), last, first, until)
        counts: Counter[str] = Counter()
        made = chunks(resources(diary, from_night, before_night), counts)
        held = _write(session, made, None if seal else target, force=force)
    if target is None:
        session.pour(held)
        return
    if seal:
        seal.write(b"".join(held))
    note = "A draft mapping, to be checked before any system relies on it. No notes, no name."
    session.answer(
        _lines(target, note, encrypted=encrypt),
        lambda: {"path": str(target.absolute()), "encrypted": encrypt, "resources": dict(counts)},
        as_json=as_json,
    )


def _range(
    session: Session, span: tuple[date, date] | None, last: str | None, first: str | None, until: str | None
) -> tuple[date, date]:
    """The half-open range that was asked for; everything where nothing was."""
    from legdiary.cli.look import parse_range

    if last or first or until:
        return parse_range(session, last, first, until, span)
    return (span[0], span[1] + A_DAY) if span else (session.present.today, session.present.today)


def _target(output: str | None, *, as_json: bool, explained: str, encrypt: bool) -> Path | None:
    """The file that was named; None for standard output."""
    if not output:
        raise MissingValue("--output FILE", explained)
    if encrypt:
        return sealed_name(output, explained)
    if output != _STDOUT:
        return path_of(output)
    if as_json:
        raise TwoDocuments(explained)
    return None


def _write(session: Session, chunks: Iterable[bytes], target: Path | None, *, force: bool) -> list[bytes]:
    """Write the chunks into the file; without one they are handed back, whole.

    A pager or a question left open would keep the diary locked, so nothing is printed or asked while it is read.
    """
    if target is None:
        return list(chunks)
    from legdiary.render.csv_files import new_file

    with new_file(target, force=force, made=session.has_made, noted_in=session.diary_folder) as file:
        file.writelines(chunks)
    return []


def _lines(target: Path, note: str, *, encrypted: bool) -> list[Line]:
    from legdiary.render.layout import DIM, Span, line
    from legdiary.render.words import user_text

    notes = [note, NO_WAY_BACK] if encrypted else [note]
    return [line("Written to ", user_text(str(target.absolute()))), *(line(Span(each, DIM)) for each in notes)]
