"""Text files, read line by line, so that no more than one line is in memory."""

from __future__ import annotations

import codecs
import io
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

from legdiary.formats.reader_result import MOST_CELL, BadRow, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO, Self

#: The content of a file: the open file, which can be read more than once, or all of its bytes.
Content: TypeAlias = "BinaryIO | bytes"

#: The most lines of a file: two for each of the most entries that a file may hold.
MOST_LINES = 2_000_000
#: The most characters in one record, which may span several lines.
_MOST_RECORD = 4 * MOST_CELL
_PIECE = 1 << 20


class NotText(BadRow):
    """A file to import that is not UTF-8 text."""

    def __init__(self, source: str, line: int | None, what: str) -> None:
        super().__init__(source, line, None, f"{what}; save it as UTF-8 text")


def open_bytes(content: Content) -> BinaryIO:
    """Return the content as an open file, at its beginning."""
    if isinstance(content, bytes):
        return io.BytesIO(content)
    content.seek(0)
    return content


def first_bytes(content: Content, most: int) -> bytes:
    """Return the first bytes, at most `most`."""
    return open_bytes(content).read(most)


def last_bytes(content: Content, most: int) -> bytes:
    """Return the last bytes, at most `most`."""
    file = open_bytes(content)
    file.seek(max(0, file.seek(0, io.SEEK_END) - most))
    return file.read(most)


def is_larger(content: Content, most: int) -> bool:
    """Tell whether there are more bytes than `most`, by reading them: the size that a zip states may be wrong."""
    size = 0
    return any((size := size + len(piece)) > most for piece in pieces(open_bytes(content)))


def decode_text(data: bytes, source: str) -> str:
    """Return the text of a file, without its byte order mark.

    Raises:
        NotText: it is not UTF-8, or holds a NUL.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotText(source, 1, "this is UTF-16")
    nul = data.find(b"\0")
    if nul >= 0:
        raise NotText(source, _line_of(data, nul), "a NUL byte is not accepted")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotText(source, _line_of(data, error.start), "a byte that is not UTF-8 is not accepted") from error


def _line_of(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def decode_head(content: Content, most: int = 4096) -> str:
    """Return the beginning of any file as text, long enough to tell formats apart."""
    return first_bytes(content, most).decode("utf-8-sig", errors="replace")


class BorrowedText(io.TextIOWrapper):
    """A text in a file that others go on reading: it lets go of the file where another would close it with itself."""

    def close(self) -> None:
        """Let go of the file; also called where this is no longer used, at its end or in the middle."""
        with suppress(ValueError):  # it has let go of it before
            self.detach()


class Lines:
    """An iterator over the lines of a text, with their line ends."""

    def __init__(self, content: Content, source: str, encoding: str = "utf-8-sig") -> None:
        """Open a text; nothing is read yet.

        Args:
            content: a content that `check_text` has accepted, or that is known to be of the encoding.
            source: the file's name.
            encoding: its encoding.
        """
        self._text = BorrowedText(open_bytes(content), encoding, newline="")
        self._source = source
        self._number = self._held = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._text.readline(MOST_CELL + 1)
        if not line:
            raise StopIteration
        self._number += 1
        self._held += len(line)
        if len(line) > MOST_CELL or self._held > _MOST_RECORD:
            raise TooLarge(self._source, self._number)
        return line

    def begin_record(self) -> None:
        """Begin to count the characters of a new record."""
        self._held = 0


def check_text(content: Content, source: str) -> None:
    """Refuse a file that is not UTF-8 text, or has too many lines.

    Raises:
        NotText: it is not UTF-8, or holds a NUL.
        BadRow: too many lines.
    """
    text = TextCheck(source)
    for piece in pieces(open_bytes(content)):
        text.add(piece)
    text.end()


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """Yield the rest of a file, piece by piece."""
    while piece := file.read(_PIECE):
        yield piece


class TextCheck:
    """A check of text that comes in pieces; it raises at the first byte that is not text."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._lines = 0
        self._begun = False

    def add(self, piece: bytes) -> None:
        """Check the next piece.

        Raises:
            NotText: it is not UTF-8, or holds a NUL.
            BadRow: too many lines.
        """
        if not self._begun and piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise NotText(self._source, 1, "this is UTF-16")
        self._begun = True
        nul = piece.find(b"\0")
        if nul >= 0:
            raise NotText(self._source, self._line_of(piece, nul), "a NUL byte is not accepted")
        before = len(self._decoder.getstate()[0])
        try:
            self._decoder.decode(piece)
        except UnicodeDecodeError as error:
            raise self._no_character(piece, error.start - before) from error
        self._lines += piece.count(b"\n")
        if self._lines > MOST_LINES:
            raise BadRow(self._source, None, None, f"more than {MOST_LINES} lines, the most that are read")

    def end(self) -> None:
        """Check that the text does not end within a character.

        Raises:
            NotText: it does.
        """
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise self._no_character(b"", 0) from error

    def _no_character(self, piece: bytes, place: int) -> NotText:
        return NotText(self._source, self._line_of(piece, max(place, 0)), "a byte that is not UTF-8 is not accepted")

    def _line_of(self, piece: bytes, place: int) -> int:
        return self._lines + piece.count(b"\n", 0, place) + 1
