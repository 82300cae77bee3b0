"""Encryption in the age format, by passphrase or by key. The library, pyrage, is an extra and imported only here."""

from __future__ import annotations

import re
from binascii import Error as NotBase64
from binascii import a2b_base64
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from legdiary.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ENDING = ".age"
#: The most work, as a power of two, that a file may ask for to turn a passphrase into its key: 4 GiB of memory. The
#: program `age` stops there as well. A file written here asks for a second of this computer, 2^18 to 2^20.
_MOST_WORK = 22
_WORK = re.compile(rb"age-encryption\.org/v1\n-> scrypt [^ \n]+ ([^\n]*)\n")
_IN_DIGITS = re.compile(rb"[1-9][0-9]{0,8}")
#: The first line of a file in the form that is text.
_ARMOR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_HEAD = 1024
#: The library guesses how long a file will take, from how fast this computer seems to be at that moment, and refuses
#: what seems too long. A busy computer is guessed wrong; so it is asked again.
_REFUSED, _TRIES = "Excessive work", 12


class NoEncryption(Refused):
    """Encryption without the extra that does it."""

    def __init__(self) -> None:
        from legdiary.util.installation import this_installation

        super().__init__(
            "encryption needs the extra 'encrypt', which is not installed", this_installation().adding("encrypt")
        )


class NotOpened(Refused):
    """A passphrase that does not open a file, or a file that is damaged: its encryption cannot tell which."""

    def __init__(self, source: Path, undone: str) -> None:
        super().__init__(
            f"{source} does not open: the passphrase is wrong, or the file is damaged; nothing was {undone}. "
            "A forgotten passphrase can't be replaced: nobody can open the file without it"
        )


class AsksTooMuch(Refused):
    """An encrypted file that would keep the computer busy for hours, or take all of its memory, to be opened."""

    def __init__(self, source: Path, work: int, undone: str) -> None:
        super().__init__(
            f"{source} asks for more work to be opened than is accepted (2^{work}; accepted: up to 2^{_MOST_WORK}); "
            f"nothing was {undone}"
        )


class TooSlowHere(Refused):
    """An encrypted file from a much faster computer, or a computer that has too much else to do."""

    def __init__(self, source: Path, undone: str) -> None:
        super().__init__(
            f"{source} would take too long to open here: this computer is very busy, or much slower than the one that "
            f"encrypted it; nothing was {undone}",
            then="try again when nothing else runs",
        )


def load_pyrage() -> Any:
    """Return the module pyrage.

    Raises:
        NoEncryption: it is not installed.
    """
    import sys
    from importlib import import_module

    if (loaded := sys.modules.get("pyrage")) is not None:
        return loaded
    try:
        with _interrupts_held_back():
            return import_module("pyrage")
    except ImportError as error:
        raise NoEncryption from error


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Hold Ctrl-C back for a moment: interrupted while it loads, the library panics, and prints a traceback."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def encrypt_bytes(by: Any, plain: bytes, passphrase: str) -> bytes:
    """Return the bytes encrypted with a passphrase."""
    encrypt: Callable[[bytes, str], bytes] = by.passphrase.encrypt
    return encrypt(plain, passphrase)


def decrypt_bytes(by: Any, data: bytes, passphrase: str, source: Path, undone: str) -> bytes:
    """Return the content of an encrypted file.

    Args:
        by: the library.
        data: the bytes of the file.
        passphrase: its passphrase.
        source: its name.
        undone: the action, as a participle, that does not happen if it cannot be opened; the error names it.

    Raises:
        NotOpened: the passphrase is wrong, or the file is damaged.
        AsksTooMuch: whoever made the file did not mean it to be opened.
        TooSlowHere: this computer seems too slow for it.
    """
    work = _work(data)
    if work is None:
        raise NotOpened(source, undone)
    if work > _MOST_WORK:
        raise AsksTooMuch(source, work, undone)
    decrypt: Callable[[bytes, str], bytes] = by.passphrase.decrypt
    for _ in range(_TRIES):
        try:
            return decrypt(data, passphrase)
        except by.DecryptError as error:
            if not str(error).startswith(_REFUSED):
                raise NotOpened(source, undone) from error
    raise TooSlowHere(source, undone)


def _work(data: bytes) -> int | None:
    """Return the work that a file asks for, as a power of two; 0 where its beginning says nothing of it.

    None where it is asked for otherwise than age writes it: the library may read more numbers than these.
    """
    head = data.lstrip()[:_HEAD]
    if head.startswith(_ARMOR):
        text = b"".join(head.removeprefix(_ARMOR).split()).partition(b"-")[0]
        try:
            head = a2b_base64(text[: len(text) // 4 * 4])
        except NotBase64:
            return 0
    stated = _WORK.match(head)
    if stated is None:
        return 0
    return int(stated[1]) if _IN_DIGITS.fullmatch(stated[1]) else None


# ---------------------------------------------------------------------- to a key

#: The beginning of a key, as age writes it.
KEY = "AGE-SECRET-KEY-1"
#: The library's words for a file that was sealed to other keys only.
_NO_KEY_FITS = "No matching keys"


class KeyDoesNotFit(Exception):
    """A key that does not open what was sealed; it was sealed to another, or its beginning is damaged."""


class SealDamaged(Exception):
    """Sealed bytes that are cut off or were changed, or that were never sealed."""


def new_key(by: Any) -> str:
    """Return a new random key, as age writes it."""
    return str(by.x25519.Identity.generate())


def is_key(by: Any, text: str) -> bool:
    """Return whether a text is a key."""
    try:
        by.x25519.Identity.from_str(text)
    except by.IdentityError:
        return False
    return True


def seal(by: Any, plain: bytes, key: str) -> bytes:
    """Return the bytes encrypted to a key."""
    encrypt: Callable[[bytes, list[Any]], bytes] = by.encrypt
    return encrypt(plain, [by.x25519.Identity.from_str(key).to_public()])


def unseal(by: Any, data: bytes, key: str) -> bytes:
    """Return the content of bytes that were encrypted to a key.

    Raises:
        KeyDoesNotFit: they were encrypted to another key.
        SealDamaged: they are cut off or were changed.
    """
    decrypt: Callable[[bytes, list[Any]], bytes] = by.decrypt
    try:
        return decrypt(data, [by.x25519.Identity.from_str(key)])
    except by.DecryptError as error:
        raise (KeyDoesNotFit if str(error).startswith(_NO_KEY_FITS) else SealDamaged) from error
