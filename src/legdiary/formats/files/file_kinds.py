"""The kind of a file that no reader recognises, told by its content: a picture, a PDF, a table.

Nothing that stands in the file is told, but for the names of a table's columns that are words every such table has.
"""

from __future__ import annotations

import codecs
import csv
import re
from typing import TYPE_CHECKING, NamedTuple

from legdiary.errors import plural
from legdiary.formats.files.text_lines import first_bytes, open_bytes, pieces
from legdiary.formats.files.zip_files import MAGIC, ZIP_ERRORS, open_zip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from legdiary.formats.files.text_lines import Content

#: The name for `--as` of a table of one's own, and of typed lines.
TABLE, LINES = "table", "lines"
_HEAD_BYTES = 8192


class FileKind(NamedTuple):
    """The kind of a file.

    Attributes:
        what: what it is, as the rest of a sentence that begins with "legdiary can't import".
        advice: what can be done with it; None where nothing can.
        could_be: the formats that may take it, by their names for `--as`.
    """

    what: str
    advice: str | None = None
    could_be: tuple[str, ...] = ()


_AS_TABLE = "save it as CSV or .xlsx"
_COPY_TABLE = "copy the table in it into a spreadsheet, and save that as CSV or .xlsx"
_UNPACK = "unpack it first"
#: The first bytes of a file → its kind; the longest beginnings come first.
_BEGINS: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x89PNG\r\n\x1a\n", FileKind("a picture (PNG)")),
    (b"\xff\xd8\xff", FileKind("a picture (JPEG)")),
    (b"GIF8", FileKind("a picture (GIF)")),
    (b"II*\0", FileKind("a picture (TIFF)")),
    (b"MM\0*", FileKind("a picture (TIFF)")),
    (b"%PDF-", FileKind("a PDF", "save the table that it was made of as CSV or .xlsx")),
    (b"{\\rtf", FileKind("a text document (RTF)", _COPY_TABLE)),
    (b"\x1f\x8b", FileKind("a packed file (gzip)", _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", FileKind("a packed file (7z)", _UNPACK)),
    (b"Rar!\x1a\x07", FileKind("a packed file (RAR)", _UNPACK)),
    (b"BZh", FileKind("a packed file (bzip2)", _UNPACK)),
    (b"\xfd7zXZ\0", FileKind("a packed file (xz)", _UNPACK)),
    (b"(\xb5/\xfd", FileKind("a packed file (zstd)", _UNPACK)),
    (b"ID3", FileKind("a sound file")),
    (b"OggS", FileKind("a sound file")),
)
#: The container of old Office files, and of new ones that are locked with a password.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OLD = FileKind("an old Excel or Word file (.xls, .doc)", _AS_TABLE)
_LOCKED = FileKind("a file that is locked with a password", "save it without one, or as CSV")
#: The brand of a file that begins with its size and `ftyp` → its kind.
_BRANDS = {b"hei": "a picture (HEIC)", b"mif": "a picture (HEIC)", b"avi": "a picture (AVIF)", b"M4A": "a sound file"}
#: A name in a zip file, or its end → the kind.
_PACKED: tuple[tuple[str, FileKind], ...] = (
    ("word/document.xml", FileKind("a Word document (.docx)", _COPY_TABLE)),
    ("ppt/presentation.xml", FileKind("a PowerPoint file (.pptx)")),
    ("Index/Document.iwa", FileKind("an Apple Numbers or Pages file", "export it as CSV or .xlsx")),
    ("Index.zip", FileKind("an Apple Numbers or Pages file", "export it as CSV or .xlsx")),
    ("xl/workbook.xml", FileKind("an Excel workbook (.xlsx)", could_be=(TABLE,))),
    ("xl/workbook.bin", FileKind("an Excel workbook (.xlsb)", _AS_TABLE)),
    ("META-INF/container.xml", FileKind("a book (EPUB)")),
    ("AndroidManifest.xml", FileKind("an Android app")),
)
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.spreadsheet": FileKind("a spreadsheet (.ods)", could_be=(TABLE,)),
    b"application/vnd.oasis.opendocument.text": FileKind("a text document (.odt)", _COPY_TABLE),
}
_MOST_MIMETYPE = 100
_TEXT_BEGINS: tuple[tuple[str, FileKind], ...] = (
    ("<!doctype html", FileKind("a web page (HTML)", _COPY_TABLE)),
    ("<html", FileKind("a web page (HTML)", _COPY_TABLE)),
    ("<?xml", FileKind("XML of a program that it does not know")),
    ("begin:vcalendar", FileKind("a calendar (iCalendar)")),
    ("begin:vcard", FileKind("an address book (vCard)")),
    ("{", FileKind("JSON of an app that it does not know")),
    ("[", FileKind("JSON of an app that it does not know")),
)
#: A moment at the beginning of a line, as typed lines have it.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_SEPARATORS = ",;\t|"
_MOST_LINES, _FEWEST_LINES = 20, 2
_MOST_NAMED = 6
_NOTHING_KNOWN = FileKind("this kind of file")


def file_kind(content: Content, find_field: Callable[[str], str | None]) -> FileKind:
    """Return what a file looks like.

    Args:
        content: the file.
        find_field: returns the usual word for the name of a column; None where it is a person's own.
    """
    head = first_bytes(content, _HEAD_BYTES)
    if not head:
        return FileKind("an empty file")
    binary = binary_kind(content)
    if binary is not None:
        return binary
    text = _text_of(head)
    if text is None:
        return _NOTHING_KNOWN
    return _text_kind(text, find_field)


def binary_kind(content: Content) -> FileKind | None:
    """Return what a file looks like that is certainly no text; None where its first bytes do not say."""
    head = first_bytes(content, _HEAD_BYTES)
    if head.startswith(MAGIC):
        return _zip_kind(content)
    if head[4:8] == b"ftyp":
        return FileKind(_BRANDS.get(head[8:11], "a video"))
    if head.startswith(b"RIFF"):
        return FileKind("a picture (WebP)" if head[8:12] == b"WEBP" else "a sound or video file")
    if head.startswith(_OLE):
        return _LOCKED if _holds(content, _LOCKED_STREAM) else _OLD
    return next((kind for begin, kind in _BEGINS if head.startswith(begin)), None)


def markup_kind(content: Content) -> FileKind | None:
    """Return what a text looks like that is certainly no table: a web page, XML, a calendar; None where it is none."""
    begin = (_text_of(first_bytes(content, _HEAD_BYTES)) or "").lstrip().lower()
    return next((kind for word, kind in _TEXT_BEGINS if begin.startswith(word) and word != "["), None)


def _holds(content: Content, wanted: bytes) -> bool:
    """Return whether some bytes stand anywhere in a file."""
    held = b""
    for piece in pieces(open_bytes(content)):
        if wanted in held + piece:
            return True
        held = piece[-len(wanted) :]
    return False


def _zip_kind(content: Content) -> FileKind:
    try:
        with open_zip(content) as packed:
            names = packed.namelist()
            if "mimetype" in names and packed.getinfo("mimetype").file_size < _MOST_MIMETYPE:
                kind = _OPEN_DOCUMENT.get(packed.read("mimetype").strip())
                if kind is not None:
                    return kind
    except (*ZIP_ERRORS, OSError):
        return FileKind("a zip file that cannot be opened")
    for name, kind in _PACKED:
        if name in names:
            return kind
    return FileKind("this zip file: nothing in it is known", "unpack it, and import the file that you mean")


def _text_of(head: bytes) -> str | None:
    """Return the beginning of a text in UTF-8, UTF-16 or the usual encoding of Windows; None if it is no text."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark):
            return head[: len(head) // 2 * 2].decode(encoding, "replace")
    if b"\0" in head:
        return None
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        text = head.decode("cp1252", "replace")
    odd = sum(not (c.isprintable() or c in "\r\n\t\f") for c in text)
    return None if odd * 20 > len(text) else text


def _text_kind(text: str, find_field: Callable[[str], str | None]) -> FileKind:
    begin = text.lstrip().lower()
    for beginning, kind in _TEXT_BEGINS:
        if begin.startswith(beginning):
            return kind
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return FileKind("an empty file")
    if all(_MOMENT.match(line) for line in lines[:_MOST_LINES]) and not _is_table(lines):
        return FileKind("a text whose lines begin with a time", could_be=(LINES,))
    header = _header(lines)
    if header is not None:
        return FileKind(_table_text(header, find_field), could_be=(TABLE,))
    return FileKind("a text without columns", "a table has a first line with the names of its columns")


def _is_table(lines: Sequence[str]) -> bool:
    return _header(lines) is not None


def _header(lines: Sequence[str]) -> list[str] | None:
    """Return the cells of the first line, if the lines are parted into as many columns each."""
    if len(lines) < _FEWEST_LINES:
        return None
    for separator in sorted(_SEPARATORS, key=lambda mark: -lines[0].count(mark)):
        rows = list(csv.reader(lines[:_MOST_LINES], delimiter=separator))
        if len(rows[0]) > 1 and len({len(row) for row in rows[:-1]}) == 1:
            return rows[0]
    return None


def _table_text(header: Sequence[str], find_field: Callable[[str], str | None]) -> str:
    known = list(dict.fromkeys(word for cell in header if (word := find_field(cell)) is not None))
    several = f"a table with {plural(len(header), 'column')}"
    if not known:
        return f"{several}, none of them known by its name"
    more = ", …" if len(known) > _MOST_NAMED or len(known) < len(header) else ""
    return f"{several}: {', '.join(known[:_MOST_NAMED])}{more}"
