"""A reader of another program's JSON, element by element, with numbers kept as they were written."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeGuard

from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.text_lines import decode_text, first_bytes
from legdiary.formats.reader_result import BadRow, Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from legdiary.formats.files.text_lines import Content

#: Diaries in such files are small, and a byte of JSON can need many bytes of memory.
_MOST_JSON = 20_000_000
_MOST_ELEMENTS, _MOST_MEMBERS = 500_000, 1000
#: The lengths at which a value is cut off, so that no hostile one is read whole; the first is nearly always enough.
_LENGTHS = (2048, 65_536, 1_000_000)
_BLANK = re.compile(r"[ \t\r\n]*")


class Number(str):
    """A JSON number as it was written: exact, and never too large to handle."""

    __slots__ = ()


def read_text(place: Place, name: str, value: object) -> str:
    """Return a text of a JSON file; empty where there is none.

    Raises:
        BadRow: it is something else.
    """
    if value is None:
        return ""
    if not is_text(value):
        raise place.bad(name, "accepted: a text")
    return value


def member_text(place: Place, record: dict[str, object], name: str) -> str:
    """Return the text of a member of a JSON object; empty where it has none.

    Raises:
        BadRow: it is something else.
    """
    return read_text(place, name, record.get(name))


def is_text(value: object) -> TypeGuard[str]:
    """Return whether a JSON value is a string."""
    return isinstance(value, str) and not isinstance(value, Number)


def _no_constant(_: str) -> None:
    raise ValueError


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


class JsonFile:
    """A JSON text, read member by member and element by element, so that every record has its place.

    Elements are read twice: once to check that the whole text is JSON, and again when the caller asks for them. A
    record is named by the line on which it begins; by its number, if another begins on the same line.
    """

    def __init__(self, content: Content, source: str) -> None:
        data = first_bytes(content, _MOST_JSON + 1)
        if len(data) > _MOST_JSON:
            raise BadRow(source, None, None, f"larger than {_MOST_JSON // 1_000_000} MB, the most that is read as JSON")
        self._text, self._source = decode_text(data, source), source
        self._at, self._counted, self._line = 0, 0, 1
        self._record: Record | None = None
        self._one_line = "\n" not in self._text.strip()
        self._decoder = json.JSONDecoder(
            parse_int=Number, parse_float=Number, parse_constant=_no_constant, object_pairs_hook=_once
        )

    @property
    def place(self) -> Place:
        """The current position, for errors."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = max(self._counted, self._at)
        return Place(self._source, self._record or self._line)

    def read(
        self, array: str, wanted: Collection[str], within: str | None = None
    ) -> tuple[dict[str, object], Iterator[tuple[Place, object]] | None]:
        """Return the members of the object except one array, and the elements of that array; a bare array is that one.

        Args:
            array: the name of the array.
            wanted: the members whose values are needed; any other array is replaced by its number of elements.
            within: the member that holds the array; None if the object itself does.

        Raises:
            BadRow: it is not such JSON.
        """
        if self._next() == "[":
            begin = self._mark()
            self._skip_array(numbered=True)
            self._end()
            return {}, self._elements(begin)
        members, elements = self._members(array, wanted, within)
        self._end()
        return members, None if elements is None else self._elements(elements)

    def _members(
        self, array: str, wanted: Collection[str], within: str | None
    ) -> tuple[dict[str, object], tuple[int, int] | None]:
        """Read an object; return its members, and the position of the array in it or in its member `within`."""
        members: dict[str, object] = {}
        elements = None
        for _ in self._items("{", "}"):
            name = self._value()
            self._take(":")
            if within is not None and name == within and within not in members and self._next() == "{":
                members[within], elements = self._members(array, wanted, None)
            elif name == array and within is None and elements is None and self._next() == "[":
                elements = self._mark()
                self._skip_array(numbered=True)
            elif is_text(name) and name not in members and (name != array or within is not None):
                if len(members) == _MOST_MEMBERS:
                    raise self.place.bad(None, f"more than {_MOST_MEMBERS} members, the most that are read")
                is_array = name not in wanted and self._next() == "["
                members[name] = self._skip_array() if is_array else self._value()
            else:
                raise self.place.bad(None, f"this member stands twice, or {array!r} is not a list; accepted: one list")
        return members, elements

    def _mark(self) -> tuple[int, int]:
        """Return the current position, to come back to it."""
        _ = self.place  # counts the lines up to here
        return self._at, self._line

    def _skip_array(self, *, numbered: bool = False) -> int:
        """Read past an array and return its number of elements; errors name records by number if asked."""
        number = 0
        for number, place in enumerate(self._items("[", "]"), start=1):
            self._record = Record(number) if numbered and self._one_line else None
            if number > _MOST_ELEMENTS:
                raise place.bad(None, f"more than {_MOST_ELEMENTS} records, the most that are read as JSON")
            self._value()
            self._record = None
        return number

    def _elements(self, begin: tuple[int, int]) -> Iterator[tuple[Place, object]]:
        """Yield the elements of an array that was checked before, each with its place: by number on a shared line."""
        self._at, self._line = begin
        self._counted = self._at
        before: object = None
        held: tuple[int, Place, object] | None = None
        for number, place in enumerate(self._items("[", "]"), start=1):
            value = self._value()
            if held is not None:
                yield self._placed(held, before, place.line)
                before = held[1].line
            held = number, place, value
        if held is not None:
            yield self._placed(held, before, None)

    def _placed(self, held: tuple[int, Place, object], before: object, after: object) -> tuple[Place, object]:
        number, place, value = held
        shared = self._one_line or place.line in {before, after}
        return (place._replace(line=Record(number)) if shared else place), value

    def _items(self, opening: str, closing: str) -> Iterator[Place]:
        """Stop before each item of a list or an object and yield its place."""
        self._take(opening)
        if self._next() == closing:
            self._at += 1
            return
        while True:
            self._next()
            yield self.place
            if self._next() == closing:
                self._at += 1
                return
            self._take(",")

    def _next(self) -> str:
        blank = _BLANK.match(self._text, self._at)
        self._at = blank.end() if blank else self._at
        return self._text[self._at : self._at + 1]

    def _take(self, character: str) -> None:
        if self._next() != character:
            raise self.place.bad(None, f"this is not complete JSON: {character!r} is missing here")
        self._at += 1

    def _value(self) -> object:
        self._next()
        for length in _LENGTHS:
            try:
                value, end = self._decoder.raw_decode(self._text[self._at : self._at + length])
            except RecursionError as error:
                raise self.place.bad(None, "nested too deeply") from error
            except ValueError as error:
                if len(self._text) - self._at <= length:
                    raise self.place.bad(
                        None, "this is not complete JSON, or a name stands twice in one object"
                    ) from error
            else:
                self._at += end
                return value
        most = f"{_LENGTHS[-1] // 1_000_000} MB"
        raise self.place.bad(None, f"this is not complete JSON, or a value larger than {most}, the most that is read")

    def _end(self) -> None:
        if self._next():
            raise self.place.bad(None, "more stands after the end of the JSON")
