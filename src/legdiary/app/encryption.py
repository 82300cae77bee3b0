"""Encryption of copies and exports: the check that it is available, and the ending of encrypted files."""

from __future__ import annotations

from legdiary.errors import Refused
from legdiary.formats import age_encryption

#: The ending of an encrypted file's name.
ENDING = age_encryption.ENDING


class NobodyToAsk(Refused):
    """A passphrase, and no terminal to type it on."""

    def __init__(self) -> None:
        super().__init__("a passphrase must be typed at a terminal; nothing was done")


def check_available() -> None:
    """Refuse to go on if encryption is asked for and not available.

    Raises:
        NoEncryption: the library for encryption is not installed.
    """
    age_encryption.load_pyrage()
