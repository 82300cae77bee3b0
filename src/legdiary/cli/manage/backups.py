"""Keeping the diary: `backup`, `restore`, `check`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from legdiary.app.log.typed_fields import MissingValue
from legdiary.settings import path_of
from legdiary.util.values import replace

if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.cli.command_line.options import JsonOption, NoPagerOption
    from legdiary.cli.session import Session

_TROUBLE = 3


def backup(
    ctx: typer.Context,
    output: Annotated[
        str | None, typer.Option("--output", metavar="FILE", help="A new file or a folder. Default: beside the diary.")
    ] = None,
    encrypt: Annotated[bool, typer.Option("--encrypt", help="Encrypt the copy with a passphrase.")] = False,
    json: JsonOption = False,
) -> None:
    """Copy the diary, also while it is in use. The copy is complete and checked, and only you can read it (0600)."""
    session: Session = ctx.obj
    from legdiary.app.backups import MakeCopy, make_copy
    from legdiary.cli.passphrases import new_passphrase
    from legdiary.render.json import backups as documents
    from legdiary.render.terminal.answers.backups import made_text

    passphrase = (lambda: new_passphrase(session, "the copy")) if encrypt else None
    made = make_copy(
        session, MakeCopy(path_of(output) if output else None, passphrase, session.note_made, session.progress)
    )
    session.answer(made_text(made), lambda: documents.made(made), as_json=json)


def restore(
    ctx: typer.Context,
    copy: Annotated[
        str | None, typer.Argument(metavar="FILE", help="The backup file. Without it: list the backups.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Restore without asking.")] = False,
    json: JsonOption = False,
) -> None:
    """Put a copy in the diary's place. The copy is checked first, and your current diary is kept beside it.

    Without FILE, list the copies, newest first, with their contents.
    """
    session: Session = ctx.obj
    from legdiary.app.backups import DIARY, load_restore_command, open_copy
    from legdiary.app.backups import restore as put_back
    from legdiary.cli.passphrases import old_passphrase
    from legdiary.render.json import backups as documents
    from legdiary.render.terminal.answers.backups import before_restoring, restored_text

    if copy is None and not yes:
        _list_copies(session, as_json=json)
        return
    if not copy:
        raise MissingValue("the copy to restore", load_restore_command(session) or "legdiary check")
    agreed = frozenset({DIARY}) if yes else frozenset[str]()
    session.take_lines = None  # they are for the diary that is put there
    with open_copy(session, path_of(copy), lambda source: old_passphrase(session, source), session.progress) as opened:
        if not yes and session.can_ask:
            for each in before_restoring(opened):
                session.warn(each)
        done = session.carry_out(
            lambda said: put_back(session, opened, said | agreed, session.note_stored, session.progress)
        )
    session.answer(
        restored_text(done, session.complete), lambda: documents.restored(done, session.complete), as_json=json
    )


def _list_copies(session: Session, *, as_json: bool) -> None:
    """Show the copies beside the diary; nothing is written."""
    import gc

    from legdiary.app.backups import load_copies
    from legdiary.render.json import backups as documents
    from legdiary.render.terminal.answers.backups import copies_text

    gc.enable()  # every copy is read through
    found = load_copies(session, lambda: session.settings.copies_kept)
    session.answer(
        copies_text(found, session.complete, session.page),
        lambda: documents.copies(found, session.complete),
        as_json=as_json,
    )


def check(ctx: typer.Context, json: JsonOption = False, _no_pager: NoPagerOption = False) -> int:
    """Check the diary file: its entries against its history, who can read it, its copies. Nothing is written.

    The exit code is 3 if anything is wrong.
    """
    import gc

    session: Session = ctx.obj
    from legdiary.app.check import check as look_over
    from legdiary.render.json.check import check as document
    from legdiary.render.terminal.answers.check import check_text

    gc.enable()  # it reads the whole diary
    checked = look_over(session, _other_folders(session), session.progress, session.sync_files)
    found = [
        replace(each, command=session.complete(each.command)) if each.command else each for each in checked.findings
    ]
    told = replace(checked, findings=found)
    session.answer(check_text(told, session.page), lambda: document(told), as_json=json)
    return _TROUBLE if told.faults else 0


def _other_folders(session: Session) -> list[Path]:
    """Return where legdiary makes files elsewhere: its settings, a reminder's timer, a made-up diary."""
    from legdiary.cli.paths import temporary_folder
    from legdiary.cli.remind.platform import this_computer

    reminder = this_computer().reminder(())
    timers = [Path(each.path).parent for each in reminder.files] if reminder else []
    return [Path(os.path.realpath(session.settings_path)).parent, *timers, temporary_folder(os.environ)]
