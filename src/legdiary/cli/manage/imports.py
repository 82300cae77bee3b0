"""`import`: what other programs wrote, and what legdiary handed over. All of it in one change, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app.imports.read_files import format_names
from legdiary.app.log.typed_fields import MissingValue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Annotated

    import typer

    from legdiary.app.imports.conflicts import Settlement
    from legdiary.app.imports.own_words import WordQuestion
    from legdiary.app.imports.read_files import NamedFile
    from legdiary.app.imports.table.request import TableRequest
    from legdiary.app.imports.typed_lines import LinesFile, LinesTaken
    from legdiary.cli.command_line.options import ConfirmOption, JsonOption
    from legdiary.cli.session import Session
    from legdiary.domain.input.tracker_names import TrackerNights
    from legdiary.domain.ledger.conflicts import Conflict
    from legdiary.errors import BadValue

_EXPLAINED = "legdiary import --help"
#: Standard input as it is typed.
_INPUT = "-"
_TRIES = 3


def import_files(
    ctx: typer.Context,
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE…", help="Files or an exported folder; - reads standard input.")
    ] = None,
    chosen: Annotated[
        str | None, typer.Option("--as", metavar="FORMAT", help=f"The format: {', '.join(format_names())}.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be imported; store nothing.")] = False,
    on_conflict: Annotated[
        str | None,
        typer.Option(
            "--on-conflict",
            metavar="WAY",
            help="If the file and the diary differ: keep the diary's value, take the file's, skip the entry, "
            "or ask (the default at a terminal).",
        ),
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out rows that can't be right, and list them.")
    ] = False,
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            metavar="NAME",
            help="The device or app whose nights are taken, if several have the same nights; or an order: "
            "apple-watch,iphone.",
        ),
    ] = None,
    mapping: Annotated[
        str | None,
        typer.Option(
            "--map",
            metavar="FILE",
            help="What the columns of your own table, or your own words in another app, mean. Read if it is there; "
            "else written with your answers.",
        ),
    ] = None,
    as_json: JsonOption = False,
    confirm: ConfirmOption = False,
) -> int | None:
    """Import your own spreadsheet, another app's data, an export, or a conflict copy of the diary.

    Existing entries are not added again.
    """
    session: Session = ctx.obj
    session.take_lines = None  # the file may be the inbox itself
    from legdiary.app.imports.conflicts import read_way
    from legdiary.app.imports.read_files import ImportFiles, read_files, read_format, read_trackers
    from legdiary.app.imports.store_files import preview, store_entries
    from legdiary.settings import path_of

    if not files:
        raise MissingValue("the file to import", _EXPLAINED)
    request = ImportFiles(
        format=read_format(chosen),
        way=read_way(on_conflict),
        files=[_named(each) for each in files],
        skip_bad=skip_bad,
        settle=(lambda several, name, left: _settle(session, several, name, left)) if session.can_ask else None,
        passphrase=(lambda path: _passphrase(session, path)) if session.can_ask else None,
        piped=session.read_piped,
        trackers=read_trackers(source),
        choose_tracker=(lambda name, several: _choose_tracker(session, name, several)) if session.can_ask else None,
        map_path=path_of(mapping) if mapping else None,
        word_asker=_WordTalk(session) if session.can_ask else None,
        table=_table(session, mapping, confirm=confirm),
        progress=session.progress,
    )
    read = read_files(session, request)
    if lines := read.lines:
        return _take_lines(session, lines, dry_run=dry_run, as_json=as_json)
    done = (
        preview(session, read) if dry_run else session.carry_out(lambda yes: store_entries(session.context, read, yes))
    )
    from legdiary.render.json.imports import imported
    from legdiary.render.terminal.answers.imports import import_lines

    session.answer(import_lines(done, session.page.width), lambda: imported(done), as_json=as_json)
    return None


def _table(session: Session, mapping: str | None, *, confirm: bool) -> TableRequest:
    """Return how the mapping of a table is found."""
    from legdiary.app.imports.table.request import TableRequest
    from legdiary.settings import path_of

    asker = None
    if session.can_ask:
        from legdiary.cli.interviews.table import TableTalk

        asker = TableTalk(session)
    return TableRequest(path_of(mapping) if mapping else None, asker, confirm)


def _take_lines(session: Session, files: Sequence[LinesFile], *, dry_run: bool, as_json: bool) -> int:
    """Take in files of typed lines; return the exit code: 1 where nothing could be taken, and lines wait."""
    from legdiary.app.imports.typed_lines import take_lines, try_lines
    from legdiary.cli.typed_lines import read_command
    from legdiary.render.json.typed_lines import taken_lines as document
    from legdiary.render.terminal.answers.typed_lines import taken_lines

    def take(each: LinesFile) -> LinesTaken:
        if dry_run:
            return try_lines(session.context, each, read_command)
        return session.carry_out(lambda yes: take_lines(session.context, each, read_command, yes))

    done = [take(each) for each in files]
    session.answer(taken_lines(done, session.present.now), lambda: document(done), as_json=as_json)
    return int(any(each.waiting for each in done) and not any(each.count for each in done))


def _named(typed: str) -> NamedFile:
    from legdiary.app.imports.read_files import NamedFile
    from legdiary.settings import path_of

    return NamedFile(typed, None if typed == _INPUT else path_of(typed))


def _passphrase(session: Session, path: Path) -> str:
    from legdiary.cli.passphrases import old_passphrase

    return old_passphrase(session, path)


def _settle(session: Session, several: Sequence[Conflict], name: str, left: int) -> Settlement | None:
    """Ask how a conflict is settled; a capital letter settles all that are left."""
    from legdiary.app.imports.conflicts import Settlement
    from legdiary.domain.ledger.conflicts import WAYS
    from legdiary.render.terminal.answers.imports import ANSWERS, question

    for _ in range(_TRIES):
        typed = session.ask(question(several, name, left))
        way = ANSWERS.get(typed[:1].lower()) if typed.lower() in (*ANSWERS, *WAYS) else None
        if way is not None:
            return Settlement(way, for_all=typed[:1].isupper())
    return None


def _choose_tracker(session: Session, name: str, several: Sequence[TrackerNights]) -> Sequence[str] | None:
    """Ask which trackers' nights are taken; None if there is no answer."""
    from legdiary.app.imports.read_files import read_trackers
    from legdiary.render.terminal.answers.imports import tracker_question

    words = {str(place): each.word for place, each in enumerate(several, 1)} | {
        each.word: each.word for each in several
    }
    for _ in range(_TRIES):
        typed = read_trackers(session.ask(tracker_question(name, several)))
        if typed and all(each.lower() in words for each in typed):
            return [words[each.lower()] for each in typed]
    return None


class _WordTalk:
    """Asks what a person's own words mean."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ask(self, question: WordQuestion) -> str | None:
        """Return what is typed at a question; None at the end of input."""
        from legdiary.render.terminal.answers.imports import word_question

        self._session.terminal.say(word_question(question, self._session.page.width))
        return self._session.read_line()

    def refuse(self, error: BadValue) -> None:
        """Show why an answer is not accepted."""
        from legdiary.render.terminal.layout import plain, wrapped

        self._session.terminal.say(plain(wrapped(error.message, self._session.page.width)))
