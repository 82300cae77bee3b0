"""The key that all devices of a diary hold, as it lies in the place where they meet: under a passphrase.

It is a key file of age, encrypted by age: `age -d -i key.age FILE` asks for the passphrase and opens a segment.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from legdiary.domain.sync.segment_names import KEY_FILE
from legdiary.errors import Refused
from legdiary.formats.age_encryption import KEY, decrypt_bytes, encrypt_bytes, is_key
from legdiary.util.values import NamedTuple

_FORMAT = 1
_HELD = re.compile(
    r"# legdiary sync (\d{1,6})\n# diary: ([0-9a-f]{32})\n(?:#.*\n)*" + rf"({KEY}[0-9A-Z]+)\n"
)  # fmt: skip
README = f"""legdiary keeps the log of several devices here: one folder for each device, written by that device alone.
Everything is encrypted. Do not rename, edit or delete files by hand while a device uses this place.

To read a file without legdiary, with age (https://age-encryption.org) and Python:

    age --decrypt --identity {KEY_FILE} FILE > segment.z
    python3 -c "import sys, zlib; print(zlib.decompressobj().decompress(sys.stdin.buffer.read()).decode())" < segment.z

FILE is one such as 0123456789abcdef/00000001-00000020.age. age asks for the passphrase that was chosen at
`legdiary sync setup`. The first line tells whose lines they are; each further line is one change of the diary, as JSON.
"""


class NotASyncKey(Refused):
    """A key file that opens, but holds no key that this version knows."""

    def __init__(self) -> None:
        super().__init__(f"{KEY_FILE} of the sync place holds no key of a legdiary diary", then="nothing was joined")


class SyncKey(NamedTuple):
    """The key of a diary's devices.

    Attributes:
        diary: the diary's id: 32 hexadecimal digits.
        key: the key, as age writes it.
    """

    diary: str
    key: str


def seal_key(by: Any, held: SyncKey, passphrase: str) -> bytes:
    """Return the content of `key.age`."""
    return encrypt_bytes(by, f"# legdiary sync {_FORMAT}\n# diary: {held.diary}\n{held.key}\n".encode(), passphrase)


def open_key(by: Any, data: bytes, passphrase: str) -> SyncKey:
    """Return the key in the content of `key.age`.

    Raises:
        NotOpened: the passphrase is wrong, or the file is damaged.
        NotASyncKey: it holds no such key.
    """
    plain = decrypt_bytes(by, data, passphrase, Path(f"{KEY_FILE} of the sync place"), "joined")
    matched = _HELD.fullmatch(plain.decode("utf-8", "replace").replace("\r\n", "\n"))
    if matched is None or int(matched[1]) != _FORMAT or not is_key(by, matched[3]):
        raise NotASyncKey
    return SyncKey(matched[2], matched[3])
