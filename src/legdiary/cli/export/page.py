"""`export html` and `export pdf`: the clinician's page, which is complete or not there. The diary is only read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from legdiary.app.encryption import ENDING
from legdiary.app.exports import export_page
from legdiary.app.night_range import Span
from legdiary.app.page import load_page, read_page
from legdiary.cli.export.browser import NothingToOpen, open_in_browser
from legdiary.cli.export.paper import paper_of
from legdiary.cli.export.targets import STDOUT, target_of
from legdiary.cli.passphrases import encrypted_name
from legdiary.cli.shared_answers import TwoDocuments
from legdiary.domain.time.moments import A_DAY
from legdiary.settings import path_of
from legdiary.util.progress import MAKING_PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import typer

    from legdiary.cli.command_line.options import (
        ByOption,
        EncryptOption,
        ForceOption,
        FromOption,
        JsonOption,
        LastOption,
        NameOption,
        NotesOption,
        OpenOption,
        OutputOption,
        PageOfOption,
        PaperOption,
        QuestionOption,
        TaperOption,
        ToOption,
    )
    from legdiary.cli.session import Session
    from legdiary.domain.reports.report import Report
    from legdiary.render.page.sheet import Sheet

    Draw = Callable[[Sheet], Iterable[bytes]]

Format = Literal["html", "pdf"]


def _command(kind: Format, drawing: Callable[[Session], Draw], about: str) -> Callable[..., None]:
    """Return the command that exports the page in a format.

    Args:
        kind: the format.
        drawing: returns the function that draws a page, or refuses if its library is missing.
        about: the command's help.
    """

    def export(
        ctx: typer.Context,
        output: OutputOption = None,
        last: LastOption = None,
        first: FromOption = None,
        until: ToOption = None,
        taper: TaperOption = False,
        by: ByOption = None,
        of: PageOfOption = None,
        question: QuestionOption = None,
        name: NameOption = None,
        notes: NotesOption = False,
        paper: PaperOption = None,
        show: OpenOption = False,
        encrypt: EncryptOption = False,
        force: ForceOption = False,
        as_json: JsonOption = False,
    ) -> None:
        session: Session = ctx.obj
        draw = drawing(session)
        request = read_page(
            Span(last, first, until), taper=taper, by=by, of=of, question=question, name=name, notes=notes
        )
        sheet_of_paper = paper_of(session, paper)
        if show and (output == STDOUT or encrypt):
            raise NothingToOpen(f"legdiary export {kind} --help")
        path = _file_named(kind, output, encrypt=encrypt, as_json=as_json)
        from legdiary.render.page.build_sheet import build_sheet

        with session.progress.part(MAKING_PAGE):
            report, inputs = load_page(session, request)
            sheet = build_sheet(report, inputs, sheet_of_paper)
        if output == STDOUT:
            session.write_export([export_page(None, lambda: draw(sheet), session.progress).held])
            return
        target = target_of(
            session, path or Path(_default_name(report, kind, encrypt=encrypt)), force=force, encrypt=encrypt
        )
        made = export_page(target, lambda: draw(sheet), session.progress)
        from legdiary.render.json import exports as documents
        from legdiary.render.page.export_answer import page_text

        session.answer(
            page_text(made, report, sheet), lambda: documents.page(made, kind, report, sheet), as_json=as_json
        )
        if show and made.path is not None:
            open_in_browser(session, made.path)

    export.__doc__ = about
    return export


def _drawing_html(_: Session) -> Draw:
    from legdiary.render.page.html import page_chunks

    return page_chunks


def _drawing_pdf(session: Session) -> Draw:
    from legdiary.render.page.pdf import load_typst, page_pdf

    load_typst()

    def draw(sheet: Sheet) -> list[bytes]:
        made = page_pdf(sheet)
        if made.boxes:
            session.warn("some characters are in none of the fonts here and show as boxes; export html has them")
        return [made.content]

    return draw


export_html = _command(
    "html",
    _drawing_html,
    "Make one page for a clinician. It opens in any browser and loads nothing. Default: the taper, or 8 weeks.",
)
export_pdf = _command(
    "pdf", _drawing_pdf, "Make the same page as a PDF. Needs an extra; without it, this command says how to add it."
)


def _file_named(kind: Format, output: str | None, *, encrypt: bool, as_json: bool) -> Path | None:
    """Return the file that was named; None for the default name, or for standard output.

    Raises:
        TwoDocuments: both documents would go to standard output.
        NeedsAFile: an encrypted export was to go to standard output or into a folder.
    """
    explained = f"legdiary export {kind} --help"
    if as_json and output == STDOUT and not encrypt:
        raise TwoDocuments(explained)
    if not output:
        return None
    return encrypted_name(output, explained) if encrypt else path_of(output)


def _default_name(report: Report, kind: Format, *, encrypt: bool) -> str:
    return f"legdiary-report-{report.before_night - A_DAY}.{kind}{ENDING if encrypt else ''}"
