"""The options that exports share, and the place that was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.app.exports import Target
from legdiary.app.log.filing import MissingValue
from legdiary.cli.options import TwoDocuments
from legdiary.cli.sealing import passphrase_for_file, sealed_name
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
        output: what was typed.
        encrypt: whether the file is encrypted.
        as_json: whether the answer is a JSON document, which goes to standard output.
        explained: the command that explains the flags.

    Raises:
        MissingValue: nothing was typed.
        NeedsAFile: standard output, or a folder, and it is to be encrypted.
        TwoDocuments: two documents for standard output.
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
    """Return where an export goes, once a passphrase can be asked for where it takes one.

    Raises:
        NoEncryption, NobodyToAsk.
    """
    return Target(
        path, force, passphrase_for_file(session) if encrypt else None, session.has_made, session.diary_folder
    )
