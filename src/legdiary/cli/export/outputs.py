"""The options that exports share, and the target that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.app.exports import Target
from legdiary.app.log.filing import MissingValue
from legdiary.cli.options import TwoDocuments
from legdiary.cli.passphrases import passphrase_for_file, sealed_name
from legdiary.settings import path_of

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.cli.session import Session

STDOUT = "-"
FileOption = Annotated[
    str | None, typer.Option("--output", metavar="FILE", help="A new file, or - for standard output.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]


def file_named(output: str | None, *, encrypt: bool, as_json: bool, explained: str) -> Path | None:
    """Return the file that was named; None for standard output.

    Args:
        output: the name as it was typed.
        encrypt: encrypt the file.
        as_json: the answer is a JSON document, which goes to standard output.
        explained: the command that explains the flags.

    Raises:
        MissingValue: nothing was typed.
        NeedsAFile: an encrypted export was to go to standard output or into a folder.
        TwoDocuments: both documents would go to standard output.
    """
    if not output:
        raise MissingValue("--output FILE", explained)
    if encrypt:
        return sealed_name(output, explained)
    if output != STDOUT:
        return path_of(output)
    if as_json:
        raise TwoDocuments(explained)
    return None


def target_of(session: Session, path: Path, *, force: bool, encrypt: bool) -> Target:
    """Return the target of an export; for an encrypted one, check first that a passphrase can be asked for.

    Raises:
        NoEncryption: the library for encryption is not installed.
        NobodyToAsk: there is no terminal to type the passphrase on.
    """
    return Target(
        path, force, passphrase_for_file(session) if encrypt else None, session.has_made, session.diary_folder
    )
