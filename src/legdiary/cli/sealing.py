"""Encryption: copies and exports that leave the machine. What is in them is never on a disk but encrypted.

The age format, by pyrage, which is an extra and loaded here alone. A passphrase is typed on a terminal, unseen.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legdiary.errors import BadValue, Refused, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.cli.session import Session

ENDING = ".age"
NO_WAY_BACK = "Without its passphrase nobody can open it: not you, not legdiary."
_STDOUT = "-"

EncryptOption = Annotated[
    bool, typer.Option("--encrypt", help="Ask for a passphrase, and encrypt the file (age): FILE.age.")
]


class NoEncryption(Refused):
    """Encryption without the extra that does it."""

    def __init__(self) -> None:
        super().__init__(
            "encryption needs the extra 'encrypt', which is not installed", "pip install 'legdiary[encrypt]'"
        )


class NobodyToAsk(Refused):
    """A passphrase, and no terminal to type it on."""

    def __init__(self) -> None:
        super().__init__("a passphrase is typed on a terminal, unseen, and there is none here; nothing was done")


class NoPassphrase(Refused):
    """An empty passphrase, or two that differ."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}; nothing was written")


class NotText(BadValue):
    """A passphrase that is not UTF-8 text: on another keyboard it could not be typed again."""

    def __init__(self) -> None:
        super().__init__("what was typed is not UTF-8 text, so it can't be a passphrase; nothing was done")


class NotOpened(Refused):
    """A passphrase that does not open a file, or a file that is damaged: its encryption cannot tell which."""

    def __init__(self, source: Path, undone: str) -> None:
        super().__init__(
            f"{source} does not open: the passphrase is another, or the file is damaged; nothing was {undone}. "
            "A passphrase that is forgotten cannot be replaced: without it nobody can open the file"
        )


class NeedsAFile(BadValue):
    """An encrypted export for standard output, or into a folder."""

    def __init__(self, where: str, example: str) -> None:
        super().__init__(f"--encrypt writes one file, and {where}; name a file", example)


# ---------------------------------------------------------------------- passphrases


def library() -> Any:
    """What encrypts.

    Raises:
        NoEncryption: it is not installed.
    """
    from importlib import import_module

    try:
        return import_module("pyrage")
    except ImportError as error:
        raise NoEncryption from error


def new_passphrase(session: Session, what: str) -> str:
    """A passphrase for `what`, typed twice without being shown.

    Raises:
        NobodyToAsk, NoPassphrase.
    """
    if not session.can_ask:
        raise NobodyToAsk
    session.warn(NO_WAY_BACK[:1].lower() + NO_WAY_BACK[1:])
    given = typed(f"Passphrase for {what}: ")
    if not given:
        raise NoPassphrase("no passphrase was typed")
    if typed("The same again: ") != given:
        raise NoPassphrase("the two passphrases differ")
    return given


def ask_to_open(session: Session, data: Callable[[], bytes], source: Path, undone: str) -> bytes:
    """What is in an encrypted file, in memory.

    Args:
        session: the run.
        data: reads the file.
        source: its name.
        undone: what is not done where it does not open.

    Raises:
        NoEncryption, NobodyToAsk, NotOpened.
    """
    by = library()
    if not session.can_ask:
        raise NobodyToAsk
    sealed = data()
    return opened(by, sealed, typed(f"Passphrase of {shown(source.name)}: "), source, undone)


def opened(by: Any, data: bytes, passphrase: str, source: Path, undone: str) -> bytes:
    """What is in an encrypted file.

    Raises:
        NotOpened: the passphrase is another, or the file is damaged.
    """
    decrypt: Callable[[bytes, str], bytes] = by.passphrase.decrypt
    try:
        return decrypt(data, passphrase)
    except by.DecryptError as error:
        raise NotOpened(source, undone) from error


def typed(question: str) -> str:
    """One line, unseen; in one of the forms that Unicode has for it, whatever keyboard it comes from."""
    from getpass import getpass
    from unicodedata import normalize

    from legdiary.cli.signals import raised

    try:
        with raised():
            given = normalize("NFC", getpass(question))
        given.encode("utf-8")
    except EOFError:
        return ""
    except UnicodeError as error:
        raise NotText from error
    return given


# ---------------------------------------------------------------------- exports


class SealedFile:
    """An encrypted export on its way: everything that can be refused beforehand was, and nothing is written yet."""

    def __init__(self, session: Session, target: Path, *, force: bool) -> None:
        """Find the library, a terminal, and room for the file.

        Raises:
            NoEncryption, NobodyToAsk, and what `csv_files.new_file` does.
        """
        from legdiary.render.csv_files import check_place

        self._by = library()
        if not session.can_ask:
            raise NobodyToAsk
        check_place(target, force=force)
        self._session, self._target, self._force = session, target, force

    def write(self, plain: bytes) -> int:
        """Ask for the passphrase, write the file, read it back and decrypt it before it gets its name; its size.

        The diary must be closed by now: a passphrase may take its person minutes.

        Raises:
            NoPassphrase, and what `csv_files.new_file` does.
        """
        from legdiary.render.csv_files import TargetNotWritable, new_file

        passphrase = new_passphrase(self._session, "the file")
        encrypt: Callable[[bytes, str], bytes] = self._by.passphrase.encrypt
        sealed = encrypt(plain, passphrase)
        with new_file(
            self._target, force=self._force, made=self._session.has_made, noted_in=self._session.diary_folder
        ) as file:
            file.write(sealed)
            file.seek(0)
            if not self._opens(file.read(), passphrase, plain):
                raise TargetNotWritable(self._target, "what was written does not open again")
        return len(sealed)

    def _opens(self, written: bytes, passphrase: str, plain: bytes) -> bool:
        try:
            return opened(self._by, written, passphrase, self._target, "written") == plain
        except NotOpened:
            return False


def sealed_name(output: str, explained: str, ending: str = "") -> Path:
    """The file for an encrypted export: the name as it was given, and behind it what it lacks of `.zip.age`.

    Args:
        output: what was typed.
        explained: the command that explains the flags.
        ending: what the name has before `.age`.

    Raises:
        NeedsAFile: standard output, or a folder.
    """
    if output == _STDOUT:
        raise NeedsAFile("- is standard output", explained)
    target = os.path.expanduser(output)  # noqa: PTH111 - an unknown ~name is a name, not a failure
    if os.path.isdir(target) or target.endswith(os.sep):  # noqa: PTH112 - a name that is too long is no folder
        raise NeedsAFile(f"{shown(output)} is a folder", explained)
    lacks = "" if target.lower().endswith((ENDING, ending or ENDING)) else ending
    return Path(target + lacks + ("" if target.lower().endswith(ENDING) else ENDING))
