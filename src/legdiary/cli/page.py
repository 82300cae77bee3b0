"""`export html` and `export pdf`: the clinician's page, whole or not there. The diary is only read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from legdiary.app.page import load_page, read_page
from legdiary.app.ranges import Span
from legdiary.cli.options import JsonOption, TwoDocuments
from legdiary.cli.sealing import ENDING, NO_WAY_BACK, EncryptOption, SealedFile, sealed_name
from legdiary.domain.moments import A_DAY
from legdiary.settings import path_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.app.page import MakePage
    from legdiary.cli.session import Session
    from legdiary.domain.report import Report
    from legdiary.render.layout import Line
    from legdiary.render.page_sheet import Sheet

_STDOUT = "-"
Format = Literal["html", "pdf"]

OutputOption = Annotated[
    str | None,
    typer.Option("--output", metavar="FILE", help="A new file, or - for standard output. Default: in this folder."),
]
LastOption = Annotated[str | None, typer.Option("--last", metavar="SPAN", help="Finished nights: 14d or 8w.")]
FromOption = Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first night.")]
ToOption = Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last night, included.")]
TaperOption = Annotated[bool, typer.Option("--taper", help="From the baseline to the follow-up: the default.")]
ByOption = Annotated[str | None, typer.Option("--by", metavar="GROUP", help="step, week or month.")]
QuestionOption = Annotated[
    str | None, typer.Option("--question", metavar="TEXT", help="What you want answered; it stands first.")
]
NameOption = Annotated[
    str | None, typer.Option("--name", metavar="TEXT", help="Name or initials; without it the page has none.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]


def export_html(
    ctx: typer.Context,
    output: OutputOption = None,
    last: LastOption = None,
    first: FromOption = None,
    until: ToOption = None,
    taper: TaperOption = False,
    by: ByOption = None,
    question: QuestionOption = None,
    name: NameOption = None,
    encrypt: EncryptOption = False,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """One page for a clinician: opens in any browser, prints on paper, fetches nothing. Of the taper, or 8 weeks."""
    from legdiary.render.page_html import page_html

    asked = read_page(Span(last, first, until), taper=taper, by=by, question=question, name=name)
    _export(
        ctx.obj,
        "html",
        lambda sheet: page_html(sheet).encode(),
        asked,
        _Output(output, force=force, encrypt=encrypt, as_json=as_json),
    )


def export_pdf(
    ctx: typer.Context,
    output: OutputOption = None,
    last: LastOption = None,
    first: FromOption = None,
    until: ToOption = None,
    taper: TaperOption = False,
    by: ByOption = None,
    question: QuestionOption = None,
    name: NameOption = None,
    encrypt: EncryptOption = False,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """The same page as a PDF. Needs the extra: pip install 'legdiary[pdf]'."""
    from legdiary.render.page_pdf import load_typst, page_pdf

    load_typst()
    asked = read_page(Span(last, first, until), taper=taper, by=by, question=question, name=name)

    def drawn(sheet: Sheet) -> bytes:
        made = page_pdf(sheet)
        if made.boxes:
            ctx.obj.warn("some characters are in none of the fonts here and show as boxes; export html has them")
        return made.content

    _export(ctx.obj, "pdf", drawn, asked, _Output(output, force=force, encrypt=encrypt, as_json=as_json))


class _Output:
    """Where the page goes, and how.

    Attributes:
        typed: the file that was named, if any.
        force: whether what is there is replaced.
        encrypt: whether it is encrypted.
        as_json: how the answer is told.
    """

    def __init__(self, typed: str | None, *, force: bool, encrypt: bool, as_json: bool) -> None:
        self.typed, self.force, self.encrypt, self.as_json = typed, force, encrypt, as_json

    def named(self, kind: Format) -> Path | None:
        """The file that was named, if any.

        Raises:
            NeedsAFile: it is none, and is to be encrypted.
        """
        if not self.typed:
            return None
        if self.encrypt:
            return sealed_name(self.typed, f"legdiary export {kind} --help")
        return path_of(self.typed)


def _export(session: Session, kind: Format, drawn: Callable[[Sheet], bytes], asked: MakePage, output: _Output) -> None:
    if output.as_json and output.typed == _STDOUT and not output.encrypt:
        raise TwoDocuments(f"legdiary export {kind} --help")
    named = output.named(kind)
    from legdiary.render.page_view import sheet_of

    report, inputs = load_page(session, asked)
    sheet = sheet_of(report, inputs)
    if output.typed == _STDOUT:
        session.pour([drawn(sheet)])
        return
    path = named or Path(_usual_name(report, kind, sealed=output.encrypt))
    size = _write(session, path, lambda: drawn(sheet), output)
    data = {
        "path": str(path.absolute()), "encrypted": output.encrypt, "format": kind, "bytes": size,
        "from": report.from_night.isoformat(), "to": (report.before_night - A_DAY).isoformat(), "by": report.by,
        "nights": report.overall.possible, "logged": report.overall.severity.n,
        "question": sheet.question is not None, "name": sheet.name is not None,
    }  # fmt: skip
    session.answer(_summary(sheet, path.absolute(), encrypted=output.encrypt), lambda: data, as_json=output.as_json)


def _write(session: Session, path: Path, drawn: Callable[[], bytes], output: _Output) -> int:
    """Write the page; how large it is."""
    from legdiary.app.targets import new_file

    if output.encrypt:
        return SealedFile(session, path, force=output.force).write(drawn())
    content = drawn()
    with new_file(path, force=output.force, made=session.has_made) as file:
        return file.write(content)


def _usual_name(report: Report, kind: Format, *, sealed: bool) -> str:
    return f"legdiary-report-{report.before_night - A_DAY}.{kind}{ENDING if sealed else ''}"


def _summary(sheet: Sheet, path: Path, *, encrypted: bool) -> list[Line]:
    from legdiary.render.layout import DIM, Span, line
    from legdiary.render.words import user_text

    name = "Your name is on it." if sheet.name else "No name is on it; --name adds one."
    question = "" if sheet.question else " No question either; --question 'TEXT' puts it first."
    return [
        line("Written to ", user_text(str(path))),
        line(f"  {sheet.range}: {sheet.facts[0][0].lower()}{sheet.facts[0][1:]}"),
        line(Span(name + question, DIM)),
        *([line(Span(NO_WAY_BACK, DIM))] if encrypted else []),
    ]
