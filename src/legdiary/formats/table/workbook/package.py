"""The package of a spreadsheet file: its kind, and its checks before a library reads it.

python-calamine unpacks in memory, and leaves out without a word a cell whose formula has no stored value and a cell
with an error. So every part is unpacked here first, piece by piece and no further than a limit, and is looked through.
"""

from __future__ import annotations

import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING
from xml.parsers import expat

from legdiary.formats.files.file_kinds import binary_kind, markup_kind
from legdiary.formats.files.text_lines import first_bytes, pieces
from legdiary.formats.files.zip_files import MAGIC, open_member, open_zip
from legdiary.formats.reader_result import BadRow
from legdiary.formats.table.sheets import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from legdiary.formats.files.text_lines import Content

#: The most bytes of a spreadsheet, unpacked; ten years of nights and doses need a twentieth of it.
MOST_UNPACKED = 100_000_000
#: A larger part that was packed better than this was made to fill memory: real tables are packed ten- to fiftyfold.
_LARGE_PART, _BEST_RATIO = 10_000_000, 250
_XML = (".xml", ".rels")
#: What the standard library raises for damage; an encoding that nobody knows is a LookupError.
_DAMAGE = (
    zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, LookupError, ValueError, zlib.error,
    expat.ExpatError,
)  # fmt: skip


class NotASpreadsheet(BadRow):
    """A file of a spreadsheet program that is not read."""

    def __init__(self, source: str, mistake: str) -> None:
        super().__init__(source, None, None, mistake)


def kind_of(content: Content, source: str) -> Kind:
    """Return the kind of a file, by its first bytes and the names in its package.

    Raises:
        NotASpreadsheet: it is one of a kind that is not read, or is locked with a password.
    """
    if first_bytes(content, 4).startswith(MAGIC):
        with _damage_named(source), open_zip(content) as package:
            names = set(package.namelist())
        if "xl/workbook.xml" in names:
            return Kind.XLSX
        if "content.xml" in names and "mimetype" in names:
            return Kind.ODS
    other = binary_kind(content) or markup_kind(content)
    if other is None:
        return Kind.TEXT
    advice = "" if other.advice is None else f"; {other.advice}"
    raise NotASpreadsheet(source, f"legdiary can't import {other.what}{advice}")


@contextmanager
def _damage_named(source: str) -> Iterator[None]:
    """Turn damage of a package into an error about the file.

    Raises:
        NotASpreadsheet: in place of any error of zip files and of XML.
    """
    try:
        yield
    except OSError as error:
        if error.errno is not None:
            raise
        raise _damaged(source) from error
    except _DAMAGE as error:
        raise _damaged(source) from error


def _damaged(source: str) -> NotASpreadsheet:
    return NotASpreadsheet(source, "the file is damaged or not complete; was it still being saved?")


class Package:
    """The parts of a spreadsheet file, each looked through once."""

    def __init__(self, content: Content, source: str) -> None:
        self._content, self._source = content, source
        with self._open() as package:
            self.parts = self._checked(package.infolist())

    @contextmanager
    def _open(self) -> Iterator[zipfile.ZipFile]:
        with _damage_named(self._source), open_zip(self._content) as package:
            yield package

    def _checked(self, members: list[zipfile.ZipInfo]) -> tuple[str, ...]:
        """Return the names of the parts.

        Raises:
            NotASpreadsheet: they are too large, packed like a bomb, locked, or two have the same name.
        """
        names = [each.filename for each in members]
        if len(set(names)) != len(names):
            raise NotASpreadsheet(self._source, "damaged: two parts of it have the same name")
        if any(each.flag_bits & 1 for each in members):
            raise NotASpreadsheet(self._source, "it is locked with a password; save it without one, or as CSV")
        large = [each for each in members if each.file_size > _LARGE_PART]
        if sum(each.file_size for each in members) > MOST_UNPACKED or any(
            each.file_size > each.compress_size * _BEST_RATIO for each in large
        ):
            raise self._too_large()
        return tuple(names)

    def _too_large(self) -> NotASpreadsheet:
        most = MOST_UNPACKED // 1_000_000
        return NotASpreadsheet(
            self._source, f"unpacked it is larger than {most} MB, the most that is read; save it as CSV"
        )

    def scan(self, name: str, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None] | None = None,
             text: Callable[[str], None] | None = None) -> None:  # fmt: skip
        """Read a part as XML and hand on what stands in it.

        Args:
            name: the part.
            start: is given the name of every element, without its namespace, and its attributes, likewise.
            end: is given the name of every element that ends.
            text: is given every piece of text.

        Raises:
            NotASpreadsheet: it is damaged, has a document type or entities, or is larger than its package says.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.EntityDeclHandler = self._refuse_doctype
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, given: start(_plain(tag), {_attribute(k): v for k, v in given.items()})
        if end is not None:
            parser.EndElementHandler = lambda tag: end(_plain(tag))
        if text is not None:
            parser.CharacterDataHandler = text
        self._feed(name, parser)

    def check_others(self, seen: set[str]) -> None:
        """Look through the parts that were not scanned.

        Raises:
            NotASpreadsheet: as `scan`.
        """
        for name in self.parts:
            if name not in seen and name.endswith(_XML):
                parser = expat.ParserCreate()
                parser.StartDoctypeDeclHandler = self._refuse_doctype
                self._feed(name, parser)

    def _feed(self, name: str, parser: expat.XMLParserType) -> None:
        with self._open() as package, open_member(package, name) as part:
            for piece in pieces(part):
                parser.Parse(piece)
            parser.Parse(b"", True)  # noqa: FBT003 - expat takes it by its place

    def _refuse_doctype(self, *_: object) -> None:
        raise NotASpreadsheet(self._source, "its XML declares entities, which no spreadsheet program writes; not read")


def _plain(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition(" ")[2]


def _attribute(name: str) -> str:
    """Return an attribute's name without its namespace, except that of LibreOffice's own, which repeats names."""
    namespace, _, plain = name.rpartition(" ")
    return f"calcext-{plain}" if "calcext" in namespace else plain
