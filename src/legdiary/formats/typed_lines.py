"""Typed lines: a text file that a phone appends to, a moment and a command each (`2026-11-22T02:10-05:00 night 6`).

The file belongs to the phone and to whatever syncs it. It is only read: written in UTF-8 or UTF-16, with a byte order
mark or without, its lines ended in any way. A last line without its end is still being written.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.time.stamps import begins_with_moment
from legdiary.formats.files.text_lines import first_bytes, open_bytes
from legdiary.formats.reader_result import BadRow, Found, TooLarge
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import ReadOptions

#: The largest file, and the longest line: a command with a page of notes.
MOST_BYTES, MOST_LINE = 16_000_000, 20_000
_HEAD = 1 << 16
_BOM = "\ufeff"
_COMMENT = "#"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: What stands where bytes are no text.
_REPLACED = "\ufffd"


class LinesAlone(BadRow):
    """Typed lines among other files, which are imported in one change."""

    def __init__(self, source: str) -> None:
        super().__init__(source, None, None, "typed lines are taken in one by one; import this file by itself")


class NoTypedLines(BadRow):
    """A file said to hold typed lines, in which none begins with a moment."""

    def __init__(self, source: str) -> None:
        super().__init__(
            source, None, None, "no line begins with a date and time, as in 2026-11-22T02:10-05:00 night 6"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLines(Found):
    """A file of typed lines. It has no entries yet: each line is a command (`app.imports.typed_lines`).

    Attributes:
        data: its content.
    """

    data: bytes


class Line(NamedTuple):
    """One line that is neither blank nor a comment.

    Attributes:
        number: its number in the file, from 1.
        text: the line, without the blanks around it; None where its bytes are no text.
        is_ended: its end is there; else it is still being written.
    """

    number: int
    text: str | None
    is_ended: bool = True


def recognises(content: Content, name: str) -> bool:
    """Return whether every line begins with a moment; quick, and never raises."""
    del name
    head = first_bytes(content, _HEAD)
    lines = [each for each in read_lines(head) if each.is_ended or len(head) < _HEAD]
    return bool(lines) and all(each.text is not None and begins_with_moment(each.text) for each in lines)


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the file as it is.

    Raises:
        NoTypedLines: it is something else.
        TooLarge: it is larger than any such file.
    """
    del options
    data = content_bytes(content, source)
    if not any(each.text is not None and begins_with_moment(each.text) for each in read_lines(data)):
        raise NoTypedLines(source)
    return TypedLines((), data=data)


def content_bytes(content: Content, source: str) -> bytes:
    """Return the bytes of a file of typed lines.

    Raises:
        TooLarge: it is larger than any such file.
    """
    data = open_bytes(content).read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooLarge(source, most_bytes=MOST_BYTES)
    return data


def read_lines(data: bytes) -> Iterator[Line]:
    """Yield the lines of a file that are neither blank nor a comment."""
    for number, (text, is_ended) in enumerate(_split(data), start=1):
        if text is None:
            yield Line(number, None, is_ended)
            continue
        bare = text.strip().removeprefix(_BOM).strip()  # some programs write a mark with all that they append
        if bare and not bare.startswith(_COMMENT):
            yield Line(number, bare if len(bare) <= MOST_LINE and "\0" not in bare else None, is_ended)


def _split(data: bytes) -> Iterator[tuple[str | None, bool]]:
    """Yield each line, None where it is no text, and whether its end is there."""
    if data.startswith(_UTF16):
        *lines, last = data.decode("utf-16", "replace").replace("\r\n", "\n").split("\n")
        for text in lines:
            yield (None if _REPLACED in text else text), True
        if last:
            yield (None if _REPLACED in last else last), False
        return
    *raw, rest = data.split(b"\n")
    for each in raw:
        yield _decoded(each), True
    if rest:
        yield _decoded(rest), False


def _decoded(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None
