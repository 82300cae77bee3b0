"""Keeping the diary: `backup`, `restore`, `check`."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legdiary.app.log.filing import MissingValue
from legdiary.cli.options import JsonOption
from legdiary.errors import Refused
from legdiary.settings import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.cli.session import Session
    from legdiary.render.copies_text import ListedCopy
    from legdiary.render.layout import Line
    from legdiary.store.copies_there import CopyThere
    from legdiary.store.facts import Facts
    from legdiary.store.findings import Finding
    from legdiary.store.passing import Passed
    from legdiary.store.restoring import Restored, Standing

_TROUBLE = 3


class NotRestored(Refused):
    """A copy that was shown, and nobody said yes to."""

    def __init__(self) -> None:
        super().__init__("the copy was not restored, and the diary not touched; add --yes to restore it")


# ---------------------------------------------------------------------- backup


def backup(
    ctx: typer.Context,
    output: Annotated[
        str | None, typer.Option("--output", metavar="FILE", help="A new file, or a folder. Default: beside the diary.")
    ] = None,
    encrypt: Annotated[bool, typer.Option("--encrypt", help="Ask for a passphrase, and encrypt the copy.")] = False,
    json: JsonOption = False,
) -> None:
    """Copy the diary, also while it is in use. The copy is whole, checked, and yours alone to read (0600)."""
    session: Session = ctx.obj
    from legdiary.cli import sealing
    from legdiary.store import keeping
    from legdiary.store.copies import with_free_name

    library = sealing.library() if encrypt else None
    path = session.diary_path.absolute()
    places = _places(output, keeping.places_for(path, session.present.now, sealing.ENDING if encrypt else ""))
    if library is None:
        target, facts = with_free_name(places, lambda place: keeping.backup(path, place, session.has_made))
    else:
        passphrase = sealing.new_passphrase(session, "the copy")
        target, facts = with_free_name(
            places,
            lambda place: keeping.seal(
                path,
                place,
                lambda data: library.passphrase.encrypt(data, passphrase),
                lambda data: sealing.opened(library, data, passphrase, place, "written"),
                session.has_made,
            ),
        )
    _answer_backup(session, target.absolute(), facts, encrypted=encrypt, as_json=json)


def _places(output: str | None, usual: Iterator[Path]) -> Iterator[Path]:
    """The file that was named, refused where something stands; in a folder that was named, the usual names."""
    from legdiary.store.copies import CopyExists

    if not output:
        return usual
    target = path_of(output)
    if target.is_dir():
        return (target / each.name for each in usual)
    if os.path.lexists(target):
        raise CopyExists(target)
    return iter((target,))


def _answer_backup(session: Session, path: Path, facts: Facts, *, encrypted: bool, as_json: bool) -> None:
    from legdiary.cli.sealing import NO_WAY_BACK
    from legdiary.render.layout import DIM, Span, line
    from legdiary.render.words import user_text

    lines = [line("Copied to ", user_text(str(path))), line(f"  {_holds(facts)}; checked")]
    if encrypted:
        lines.append(line(Span(NO_WAY_BACK, DIM)))
    session.answer(
        lines,
        lambda: {
            "path": str(path), "encrypted": encrypted, "bytes": path.stat().st_size,
            "sha256": _digest(path), **_facts_json(facts),
        },
        as_json=as_json,
    )  # fmt: skip


def _digest(path: Path) -> str:
    from hashlib import file_digest

    with path.open("rb") as made:
        return file_digest(made, "sha256").hexdigest()


# ---------------------------------------------------------------------- restore


def restore(
    ctx: typer.Context,
    copy: Annotated[
        str | None, typer.Argument(metavar="FILE", help="The copy, as `backup` made it. Without it: the copies.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Restore it without being asked.")] = False,
    json: JsonOption = False,
) -> None:
    """Put a copy in the diary's place. The copy is checked first, and the diary as it is kept beside it.

    Without FILE the copies are listed, newest first, with what is in them.
    """
    session: Session = ctx.obj
    if copy is None and not yes:
        _list_copies(session, as_json=json)
        return
    from legdiary.store import passing, restoring
    from legdiary.store.trouble import restore_newest

    if not copy:
        raise MissingValue("the copy to restore", restore_newest(session.diary_path) or "legdiary check")
    path = session.diary_path.absolute()
    source = path_of(copy)
    opened = _opened(session, source) if passing.is_sealed(source) else None
    passed = passing.passed(source, path, opened)
    with closing(passed.image):
        standing = restoring.standing(path)
        if not yes and not _agreed(session, passed, standing):
            raise NotRestored
        done = restoring.restore(path, passed, session.present.now, session.has_stored)
    _answer_restore(session, path, passed, done, as_json=json)


def _list_copies(session: Session, *, as_json: bool) -> None:
    """The copies beside the diary; nothing is written."""
    import gc

    from legdiary.render.copies_text import ENCRYPTED, VERIFIED, copies_text
    from legdiary.render.json.copies import copies as document
    from legdiary.store.copies_there import copies_there
    from legdiary.store.file import BACKUPS
    from legdiary.store.trouble import NoDiary, restore_of

    gc.enable()  # every copy is read through
    path = session.diary_path.absolute()
    there = copies_there(path)
    if not there and session.nothing_there:
        raise NoDiary(path)
    copies = _listed(session, path, there)
    best = next((each for state in (VERIFIED, ENCRYPTED) for each in copies if each.state == state), None)
    command = session.complete(restore_of(best.path)) if best else None
    session.answer(
        copies_text(path.parent / BACKUPS, copies, command, session.page),
        lambda: document(path, copies, command),
        as_json=as_json,
    )


def _listed(session: Session, path: Path, there: list[CopyThere]) -> list[ListedCopy]:
    from datetime import UTC, datetime

    from legdiary.domain.moments import Moment
    from legdiary.render.copies_text import DAMAGED, ENCRYPTED, VERIFIED, ListedCopy
    from legdiary.store.copies_there import how_each_is_kept
    from legdiary.store.rotation import Keep

    settings, zone = session.settings, session.present.zone
    keep = Keep(settings.backup_keep, settings.backup_keep_months, settings.backup_keep_years)
    kept = how_each_is_kept(path, there, keep)
    listed = []
    for each in there:
        facts, made = each.facts, datetime.fromtimestamp(each.made_utc_s, UTC).astimezone(zone.info)
        state = ENCRYPTED if each.encrypted else VERIFIED if facts else DAMAGED
        entries, changes = (facts.entries, facts.lines) if facts else (None, None)
        until, schema = (facts.newest, facts.version) if facts else (None, None)
        at = Moment.told(made, zone.name)
        how = kept[each.path]
        listed.append(ListedCopy(each.path, at, each.nights, entries, changes, until, schema, each.size, state, how))
    return listed


def _opened(session: Session, source: Path) -> bytes:
    from legdiary.cli.sealing import ask_to_open
    from legdiary.store.passing import RESTORED

    return ask_to_open(session, source.read_bytes, source, RESTORED)


def _agreed(session: Session, copy: Passed, standing: Standing) -> bool:
    if not session.can_ask:
        return False
    session.warn(f"the copy: {_holds(copy.facts)}")
    facts = standing.facts
    session.warn(f"the diary: {_holds(facts) if facts else f'{standing.state}'}")
    kept = "" if standing.state in {"missing", "empty"} else " What is there now is kept."
    return session.ask(f"Put the copy in the diary's place?{kept} [y/N] ").lower() in {"y", "yes"}


def _answer_restore(session: Session, path: Path, copy: Passed, done: Restored, *, as_json: bool) -> None:
    from legdiary.render.layout import COMMAND, Span, line
    from legdiary.render.words import user_text

    undo = session.complete(done.undo) if done.undo else None
    lines: list[Line] = [line("Restored ", user_text(str(copy.source))), line(f"  {_holds(copy.facts)}")]
    if done.kept:
        lines.append(line("The diary as it was is kept: ", user_text(str(done.kept))))
    else:
        lines.append(line(f"The diary was {done.before.state}: there was nothing to keep."))
    if undo:
        lines.append(line("To go back: ", Span(user_text(undo), COMMAND)))
    session.answer(
        lines,
        lambda: {
            "path": str(path),
            "restored": {"from": str(copy.source), **_facts_json(copy.facts)},
            "before": {"state": done.before.state, **(_facts_json(done.before.facts) if done.before.facts else {})},
            "kept": str(done.kept) if done.kept else None,
            "undo": undo,
        },
        as_json=as_json,
    )


def _holds(facts: Facts) -> str:
    from legdiary.render.words import plural

    return f"{plural(facts.entries, 'entry', 'entries')}, {plural(facts.lines, 'change')}, up to {facts.until}"


def _facts_json(facts: Facts) -> dict[str, Any]:
    return {
        "entries": facts.entries,
        "changes": facts.lines,
        "until": facts.newest.iso if facts.newest else None,
        "schema": facts.version,
    }


# ---------------------------------------------------------------------- check


def _other_folders(session: Session) -> list[Path]:
    """Where legdiary makes files beside those of the diary: its settings, a reminder's timer, a made-up diary."""
    from legdiary.cli.session import temporary_folder
    from legdiary.cli.timers import this_computer

    reminder = this_computer().reminder(())
    timers = [Path(each.path).parent for each in reminder.files] if reminder else []
    return [Path(os.path.realpath(session.settings_path)).parent, *timers, temporary_folder(os.environ)]


def check(ctx: typer.Context, json: JsonOption = False) -> None:
    """Look the diary over: its file, its entries against its ledger, who can read it, its copies. Nothing is written.

    Ends with 3 if anything is wrong.
    """
    import gc

    session: Session = ctx.obj
    from legdiary.render.check_text import check_text, is_sound
    from legdiary.render.json.check import check as document
    from legdiary.store.checking import examine

    gc.enable()  # it reads the whole diary
    path = session.diary_path.absolute()
    found: list[Finding] = [
        replace(each, command=session.complete(each.command)) if each.command else each
        for each in examine(path, session.present.now, _other_folders(session))
    ]
    session.answer(check_text(str(path), found, session.page), lambda: document(str(path), found), as_json=json)
    if not is_sound(found):
        raise typer.Exit(_TROUBLE)
