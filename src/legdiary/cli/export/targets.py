"""The options that exports share, and the target that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app.exports import Target
from legdiary.app.log.typed_fields import MissingValue
from legdiary.cli.passphrases import encrypted_name, passphrase_for_file
from legdiary.cli.shared_answers import TwoDocuments
from legdiary.settings import path_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from legdiary.app.exports import Exported
    from legdiary.cli.session import Session
    from legdiary.render.json.values import Json
    from legdiary.render.terminal.layout import Line

STDOUT = "-"


def target_named(
    session: Session, kind: str, output: str | None, *, encrypt: bool = False, force: bool, as_json: bool
) -> Target | None:
    """Return the target of an export that is one file; None for standard output.

    Args:
        session: the run.
        kind: the format, as in `legdiary export KIND`.
        output: the name as it was typed.
        encrypt: encrypt the file.
        force: replace a file that is there.
        as_json: the answer is a JSON document, which goes to standard output.

    Raises:
        MissingValue: nothing was typed.
        NeedsAFile: an encrypted export was to go to standard output or into a folder.
        TwoDocuments: both documents would go to standard output.
        NoEncryption, NobodyToAsk: as `target_of`.
    """
    explained = f"legdiary export {kind} --help"
    if not output:
        raise MissingValue("--output FILE", explained)
    if output == STDOUT and not encrypt:
        if as_json:
            raise TwoDocuments(explained)
        return None
    path = encrypted_name(output, explained) if encrypt else path_of(output)
    return target_of(session, path, force=force, encrypt=encrypt)


def target_of(session: Session, path: Path, *, force: bool, encrypt: bool) -> Target:
    """Return the target of an export; for an encrypted one, check first that a passphrase can be asked for.

    Raises:
        NoEncryption: the library for encryption is not installed.
        NobodyToAsk: there is no terminal to type the passphrase on.
    """
    return Target(
        path, force, passphrase_for_file(session) if encrypt else None, session.note_made, session.diary_folder
    )


def answer_export(
    session: Session, made: Exported, text: Callable[[], list[Line]], document: Callable[[], Json], *, as_json: bool
) -> None:
    """Print an export that went to no file; for another, answer with where it was written and what is in it."""
    if made.path is None:
        session.write_export([made.held])
    else:
        session.answer(text(), document, as_json=as_json)
