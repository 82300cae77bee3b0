"""The elements of Apple Health's XML, read as a stream: a gigabyte passes through a fixed amount of memory.

The parser is the standard library's expat. The inline DTD is passed over, since some versions of iOS write one that no
parser accepts; a declaration of an entity in it refuses the file. So no entity exists but the five of XML itself.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.parsers import expat  # nosec - no entity can be declared, and sizes and depth are limited

from legdiary.formats.files.field_parser import Place
from legdiary.formats.reader_result import MOST_CELL, MOST_XML, TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

#: The most times that a zip may be smaller than what is in it; real exports reach about thirty.
_MOST_PACKED = 100
_PACKED_FROM = 50_000_000
_PIECE = 1 << 16
#: The most that comes before the first element: the DTD has some 10 kB.
_MOST_PROLOGUE = 1_000_000
_MOST_DEPTH = 1000
ROOT = b"<HealthData"
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ENTITY = b"<!ENTITY"


class Elements:
    """The elements of a file, one after the other.

    Attributes:
        broken_at: the line at which the XML is broken; None if it is not.
    """

    def __init__(self, file: BinaryIO, source: str, packed_bytes: int | None = None) -> None:
        """Prepare to read; nothing is read yet.

        Args:
            file: the XML.
            source: the file's name.
            packed_bytes: the size that the XML has in its zip; None if it is not packed.
        """
        self._file = file
        self._source = source
        self._packed = packed_bytes
        self._fed = self._begins_at = 0
        self.broken_at: int | None = None

    def read(self, started: Callable[[str, list[str], int], None], wanted: str) -> None:
        """Call `started` for each record of the wanted type, and then for each metadata entry in it.

        Args:
            started: is given the element's name, its attributes as name, value, name, value …, and the line.
            wanted: an attribute's value that such a record has.

        Raises:
            BadRow: it is not Apple Health's XML, or declares an entity.
            TooLarge: the XML, or a single element of it, is too large.
        """
        parser = expat.ParserCreate(
            "UTF-8"
        )  # whatever the file says of itself: an encoding that nobody knows is a fault
        parser.ordered_attributes = parser.specified_attributes = True
        ended: list[str] = []
        number = 0
        is_behind = False

        def start(name: str, attributes: list[str]) -> None:
            nonlocal number, is_behind
            number += 1
            if name == "Record":
                is_behind = wanted in attributes
            elif name != "MetadataEntry":
                is_behind = False
            if is_behind:
                started(name, attributes, parser.CurrentLineNumber)

        parser.StartElementHandler = start
        parser.EndElementHandler = ended.append
        parser.EntityDeclHandler = self._refuse_entity
        depth = 0
        piece = self._prologue()
        try:
            while piece:
                parser.Parse(piece)
                depth += number - len(ended)
                number = 0
                ended.clear()
                if depth > _MOST_DEPTH:
                    place = Place(self._source, parser.CurrentLineNumber)
                    raise place.bad(None, f"elements within each other, more than {_MOST_DEPTH} deep")
                if self._fed - parser.CurrentByteIndex - self._begins_at > MOST_CELL + _PIECE:
                    raise TooLarge(self._source, parser.CurrentLineNumber)
                piece = self._piece()
            parser.Parse(b"", True)  # noqa: FBT003 - the end
        except expat.ExpatError as error:
            self.broken_at = error.lineno

    def _prologue(self) -> bytes:
        """Read up to the first element, and return it without the DTD; its lines stay, so that line numbers are right.

        Raises:
            BadRow: there is no such element, or an entity is declared.
        """
        begin = b""
        while ROOT not in begin:
            piece = self._piece()
            begin += piece
            if not piece or len(begin) > _MOST_PROLOGUE:
                raise Place(self._source, 1).bad(None, "accepted: Apple Health's export.xml, which has HealthData")
        before, root, rest = begin.partition(ROOT)
        if _ENTITY in _COMMENT.sub(b"", before):
            self._refuse_entity()
        declared, mark, dtd = before.partition(b"<!DOCTYPE")
        fed = declared + b"\n" * dtd.count(b"\n") + root + rest
        self._begins_at = len(begin) - len(fed)
        return fed if mark else begin

    def _refuse_entity(self, *_declared: object) -> None:
        raise Place(self._source, 1).bad(None, "the file declares an XML entity, which no export of Apple Health has")

    def _piece(self) -> bytes:
        """Return the next bytes; none if the file is broken off.

        Raises:
            BadRow: the zip is damaged, or unpacks to more than any export does.
            TooLarge: more bytes than any export has.
        """
        try:
            piece = self._file.read(_PIECE)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
            raise Place(self._source).bad(None, "the zip is damaged; export it once more") from error
        self._fed += len(piece)
        if self._packed is not None and self._fed > max(_PACKED_FROM, self._packed * _MOST_PACKED):
            raise Place(self._source).bad(None, f"the zip unpacks to more than {_MOST_PACKED} times its size")
        if self._fed > MOST_XML:
            raise TooLarge(self._source, most_bytes=MOST_XML)
        return piece
