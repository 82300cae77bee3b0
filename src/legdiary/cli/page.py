"""`export html` and `export pdf`: the clinician's page, whole or not there. The diary is only read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from legdiary.cli.options import JsonOption, TwoDocuments
from legdiary.cli.report import TaperOrRange, close_takings, known_measures, make_report, report_range, scores_before
from legdiary.cli.sealing import ENDING, NO_WAY_BACK, EncryptOption, SealedFile, sealed_name
from legdiary.domain.corrections import is_correction
from legdiary.domain.moments import A_DAY
from legdiary.domain.report import BY
from legdiary.domain.text import TooLong, check_name, check_note
from legdiary.domain.vocabulary import UnknownWord
from legdiary.settings import path_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from legdiary.cli.session import Session
    from legdiary.domain.nights import Logged
    from legdiary.domain.report import Report
    from legdiary.render.layout import Line
    from legdiary.render.page_sheet import Sheet
    from legdiary.store.diary import Diary

_STDOUT = "-"
_LONGEST_QUESTION = 400
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

    asked = _asked(last, first, until, by, question, name, taper=taper)
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
    asked = _asked(last, first, until, by, question, name, taper=taper)

    def drawn(sheet: Sheet) -> bytes:
        made = page_pdf(sheet)
        if made.boxes:
            ctx.obj.warn("some characters are in none of the fonts here and show as boxes; export html has them")
        return made.content

    _export(ctx.obj, "pdf", drawn, asked, _Output(output, force=force, encrypt=encrypt, as_json=as_json))


class _Asked:
    """The flags that say what stands on the page, once they fit together."""

    def __init__(
        self, last: str | None, first: str | None, until: str | None, by: str | None, question: str | None,
        name: str | None, *, taper: bool,
    ) -> None:  # fmt: skip
        if by is not None and by not in BY:
            raise UnknownWord("grouping", by, BY)
        if taper and (last or first or until):
            raise TaperOrRange
        self.last, self.first, self.until, self.by, self.taper = last, first, until, by, taper
        self.question = _checked_question(question) if question and question.strip() else None
        self.name = check_name(name, "name") if name and name.strip() else None

    def range(self, session: Session, diary: Diary) -> tuple[date, date]:
        """The nights; without flags those of the taper where there is a plan, else eight weeks."""
        named = self.last or self.first or self.until
        taper = self.taper or (not named and bool(diary.plans()))
        return report_range(session, diary, self.last, self.first, self.until, taper=taper)


_asked = _Asked


def _checked_question(text: str) -> str:
    """The question, at most a few lines long.

    Raises:
        UnreadableText, TooLong.
    """
    if len(check_note(text, "question")) > _LONGEST_QUESTION:
        raise TooLong("question", len(text), _LONGEST_QUESTION)
    return text.strip()


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


def _export(session: Session, kind: Format, drawn: Callable[[Sheet], bytes], asked: _Asked, output: _Output) -> None:
    if output.as_json and output.typed == _STDOUT and not output.encrypt:
        raise TwoDocuments(f"legdiary export {kind} --help")
    named = output.named(kind)
    report, sheet = _made(session, asked)
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
    from legdiary.render.csv_files import new_file

    if output.encrypt:
        return SealedFile(session, path, force=output.force).write(drawn())
    content = drawn()
    with new_file(path, force=output.force, made=session.has_made, noted_in=session.diary_folder) as file:
        return file.write(content)


def _usual_name(report: Report, kind: Format, *, sealed: bool) -> str:
    return f"legdiary-report-{report.before_night - A_DAY}.{kind}{ENDING if sealed else ''}"


def _made(session: Session, asked: _Asked) -> tuple[Report, Sheet]:
    """The report and the page of it, from one state of the file."""
    from legdiary.render.page_view import Beside, sheet_of

    with session.reading() as diary, diary.one_state():
        from_night, before_night = asked.range(session, diary)
        logged = diary.logged(from_night, before_night)
        past = diary.past()
        measures = known_measures(session, diary, before_night, asked.until)
        corrected = _corrected(diary, logged, from_night, before_night)
        close = close_takings(diary, logged, from_night)
        earlier = scores_before(diary, from_night)
    report = make_report(logged, from_night, before_night, asked.by, past, measures, close, earlier)
    magnesium, medicines = ([stored.entry for stored in each] for each in (logged.magnesium, logged.medicines))
    beside = Beside(
        plans=logged.plans,
        zone=session.present.zone.name,
        made_on=session.present.now.local.date(),
        question=asked.question,
        name=asked.name,
        measures=measures,
        magnesium=magnesium,
        medicines=medicines,
        corrected=corrected,
    )
    return report, sheet_of(report, beside)


def _corrected(diary: Diary, logged: Logged, from_night: date, before_night: date) -> int:
    """How many entries of the range were changed or taken away after they were stored."""
    by_night = (
        logged.nights, logged.sleeps, logged.doses, logged.magnesium,
        logged.factors, logged.symptoms, logged.medicines,
    )  # fmt: skip
    there = {stored.id for group in by_night for stored in group}
    found: set[int] = set()
    for line in diary.history():
        if not is_correction(line.action, line.old):
            continue
        night = str({**(line.new or {}), **(line.old or {})}.get("night_of", ""))
        if line.entry_id in there or from_night.isoformat() <= night < before_night.isoformat():
            found.add(line.entry_id)
    return len(found)


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
