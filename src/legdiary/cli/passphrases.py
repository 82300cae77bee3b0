"""Passphrases of encrypted copies and exports: typed on a terminal, without being shown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from legdiary.app.encryption import ENDING, NobodyToAsk, check_available
from legdiary.errors import BadValue, Refused, quote_typed
from legdiary.render.terminal.answers.exports import NO_WAY_BACK

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.cli.session import Session

_STDOUT = "-"
_NO_WAY_BACK = NO_WAY_BACK[:1].lower() + NO_WAY_BACK[1:]


class NoPassphrase(Refused):
    """An empty passphrase, or two that differ."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}; nothing was written")


class NotText(BadValue):
    """A passphrase that is not UTF-8 text: on another keyboard it could not be typed again."""

    def __init__(self) -> None:
        super().__init__("the passphrase is not UTF-8 text; nothing was done")


class NeedsAFile(BadValue):
    """An encrypted export for standard output, or into a folder."""

    def __init__(self, where: str, example: str) -> None:
        super().__init__(f"--encrypt writes one file, and {where}; name a file", example)


# ---------------------------------------------------------------------- passphrases


def new_passphrase(session: Session, what: str, warning: str = _NO_WAY_BACK) -> str:
    """Return a passphrase for `what`, typed twice without being shown.

    Args:
        session: the run.
        what: the subject of the passphrase, as the question names it.
        warning: the consequence of losing it.

    Raises:
        NobodyToAsk: there is no terminal.
        NoPassphrase: it was empty, or the two differ.
    """
    if not session.can_ask:
        raise NobodyToAsk
    session.warn(warning)
    given = read_hidden_line(f"Passphrase for {what}: ")
    if not given:
        raise NoPassphrase("no passphrase was typed")
    if read_hidden_line("The same again: ") != given:
        raise NoPassphrase("the two passphrases differ")
    return given


def old_passphrase(session: Session, source: Path) -> str:
    """Return the passphrase of a file, typed without being shown.

    Raises:
        NobodyToAsk.
    """
    if not session.can_ask:
        raise NobodyToAsk
    return read_hidden_line(f"Passphrase of {quote_typed(source.name)}: ")


def read_hidden_line(question: str) -> str:
    """Return a line typed without being shown, normalised (NFC) so that it is the same from any keyboard."""
    from getpass import getpass
    from unicodedata import normalize

    from legdiary.cli.signals import raise_signals

    try:
        with raise_signals():
            given = normalize("NFC", getpass(question))
        given.encode("utf-8")
    except EOFError:
        return ""
    except UnicodeError as error:
        raise NotText from error
    return given


# ---------------------------------------------------------------------- exports


def passphrase_for_file(session: Session) -> Callable[[], str]:
    """Return a function that asks for the passphrase of an export, after checking that it can be asked.

    Raises:
        NoEncryption: the library for encryption is not installed.
        NobodyToAsk: there is no terminal.
    """
    check_available()
    if not session.can_ask:
        raise NobodyToAsk
    return lambda: new_passphrase(session, "the file")


def encrypted_name(output: str, explained: str, ending: str = "") -> Path:
    """Return the file of an encrypted export: the given name, completed to end in `.age`, or `.zip.age`.

    Args:
        output: the name as it was typed.
        explained: the command that explains the flags.
        ending: the ending before `.age`.

    Raises:
        NeedsAFile: it is standard output, or a folder.
    """
    if output == _STDOUT:
        raise NeedsAFile("- is standard output", explained)
    target = os.path.expanduser(output)  # noqa: PTH111 - an unknown ~name is a name, not a failure
    if os.path.isdir(target) or target.endswith(os.sep):  # noqa: PTH112 - a name that is too long is no folder
        raise NeedsAFile(f"{quote_typed(output)} is a folder", explained)
    lacks = "" if target.lower().endswith((ENDING, ending or ENDING)) else ending
    return Path(target + lacks + ("" if target.lower().endswith(ENDING) else ENDING))
