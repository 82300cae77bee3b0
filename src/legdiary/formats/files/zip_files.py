"""Zip files: a short list of file names is read, and the contents of one file as a stream."""

from __future__ import annotations

import errno
import io
import zipfile
import zlib
from typing import TYPE_CHECKING, cast

from legdiary.formats.files.text_lines import first_bytes, open_bytes

if TYPE_CHECKING:
    from typing import BinaryIO

    from legdiary.formats.files.text_lines import Content

#: The first bytes of a zip file; the second is an empty one.
MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_END, _LOCATOR_64, _END_64 = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
_END_BYTES, _LOCATOR_BYTES, _END_64_BYTES, _MOST_COMMENT = 22, 20, 56, 0xFFFF
_STREAMED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: The errors that a zip file raises that is damaged, encrypted, or made to do harm.
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError)
#: The largest list of files that is read: thousands of names.
_MOST_LIST = 1_000_000


def is_zip(content: Content) -> bool:
    """Return whether the content begins as a zip file does."""
    return first_bytes(content, len(MAGIC[0])) in MAGIC


def open_zip(content: Content, most_list: int | None = None) -> zipfile.ZipFile:
    """Open a zip file for reading.

    The size of its list is checked before it is read: one byte of a name in it would cost a thousand bytes of memory.

    Args:
        content: the zip file.
        most_list: the largest list of files that is read, in bytes; None: that of any zip.

    Raises:
        zipfile.BadZipFile: it is not a zip file, or its list is longer than any export's.
        OSError: it cannot be read.
    """
    file = open_bytes(content)
    size = file.seek(0, io.SEEK_END)
    begin = max(0, size - _END_BYTES - _MOST_COMMENT - _LOCATOR_BYTES - _END_64_BYTES)
    file.seek(begin)
    if _list_bytes(file.read(), begin) > (most_list or _MOST_LIST):
        raise zipfile.BadZipFile
    steady = _SystemErrorsApart(open_bytes(file))
    try:
        return zipfile.ZipFile(cast("BinaryIO", steady))
    except zipfile.BadZipFile:
        if steady.refusal is not None:
            raise steady.refusal from None
        raise


class _SystemErrorsApart:
    """A file that keeps errors of the system apart from damage; the standard library reports both as damage.

    Seeking before the beginning of the file is damage: only a false list leads there.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.refusal: OSError | None = None

    def seek(self, *to: int) -> int:
        """Go to a position in the file."""
        try:
            return self._file.seek(*to)
        except OSError as refusal:
            if refusal.errno == errno.EINVAL:
                raise zipfile.BadZipFile from refusal
            self.refusal = refusal
            raise

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


def open_member(archive: zipfile.ZipFile, name: str) -> BinaryIO:
    """Open a file of a zip as a stream; its reader must limit the bytes that it unpacks.

    Raises:
        KeyError: no file has this name.
        NotImplementedError: its compression can unpack a small piece to any length.
        zipfile.BadZipFile, RuntimeError: it cannot be opened.
    """
    member = archive.getinfo(name)
    if member.compress_type not in _STREAMED:
        raise NotImplementedError
    return cast("BinaryIO", archive.open(member))


def _list_bytes(tail: bytes, begin: int) -> int:
    """Return the size of the list of files: from the record at the end, or from the one that large zips have before it.

    Args:
        tail: the last bytes of the file.
        begin: their position in the file.

    Raises:
        zipfile.BadZipFile: there is no such record, or the standard library would read another one.
    """
    end = _end_of(tail)
    if end < 0:
        raise zipfile.BadZipFile
    locator = max(0, end - _LOCATOR_BYTES)
    if not tail[locator:end].startswith(_LOCATOR_64):
        return int.from_bytes(tail[end + 12 : end + 16], "little")
    larger = max(0, locator - _END_64_BYTES)
    named = int.from_bytes(tail[locator + 8 : locator + 16], "little")
    if not tail[larger:locator].startswith(_END_64) or named != begin + larger:
        raise zipfile.BadZipFile
    return int.from_bytes(tail[larger + 40 : larger + 48], "little")


def _end_of(tail: bytes) -> int:
    """Return the position of the record at the end, as the standard library finds it; negative if there is none."""
    last = len(tail) - _END_BYTES
    if last >= 0 and tail[last : last + 4] == _END and tail[-2:] == b"\0\0":
        return last
    return tail.rfind(_END)
