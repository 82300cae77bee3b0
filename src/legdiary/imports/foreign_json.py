"""JSON of another program, read an element at a time, its numbers kept as they were written."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, TypeGuard

from legdiary.imports.places import Place
from legdiary.imports.records import BadRow, Record, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Diaries of this kind are small; every byte of JSON can cost many of memory.
_MOST_JSON = 20_000_000
_BLANK = re.compile(r"[ \t\r\n]*")


class Number(str):
    """A JSON number as it was written: exact, and never too large to look at."""

    __slots__ = ()


def is_text(value: object) -> TypeGuard[str]:
    """Whether a JSON value is a string."""
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

    A record is told by the line that it begins on; by its number, where another begins on the same line.
    """

    def __init__(self, data: bytes, source: str) -> None:
        if len(data) > _MOST_JSON:
            raise BadRow(source, None, None, f"larger than {_MOST_JSON // 1_000_000} MB, the most that is read as JSON")
        self._text, self._source = text_of(data, source), source
        self._at, self._counted, self._line = 0, 0, 1
        self._record: Record | None = None
        self._one_line = "\n" not in self._text.strip()
        self._decoder = json.JSONDecoder(
            parse_int=Number, parse_float=Number, parse_constant=_no_constant, object_pairs_hook=_once
        )

    @property
    def place(self) -> Place:
        """Where the reading stands."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = max(self._counted, self._at)
        return Place(self._source, self._record or self._line)

    def read(self, array: str) -> tuple[dict[str, object], list[tuple[Place, object]] | None]:
        """The members of the object but one, and the elements of that one, an array; a bare array is that array.

        Raises:
            BadRow: no such JSON.
        """
        if self._next() == "[":
            return {}, self._end(self._elements())
        members: dict[str, object] = {}
        elements = None
        for _ in self._items("{", "}"):
            name = self._value()
            self._take(":")
            if name == array and elements is None and self._next() == "[":
                elements = self._elements()
            elif is_text(name) and name not in members and name != array:
                members[name] = self._value()
            else:
                raise self.place.bad(None, f"this member stands twice, or {array!r} is no list; accepted is one list")
        return members, self._end(elements)

    def _elements(self) -> list[tuple[Place, object]]:
        """The elements of an array, each with its place."""
        found = []
        for number, place in enumerate(self._items("[", "]"), start=1):
            self._record = Record(number) if self._one_line else None
            found.append((place, self._value()))
            self._record = None
        begun = Counter(place.line for place, _ in found)
        return [
            (place._replace(line=Record(number)) if self._one_line or begun[place.line] > 1 else place, value)
            for number, (place, value) in enumerate(found, start=1)
        ]

    def _items(self, opening: str, closing: str) -> Iterator[Place]:
        """Stops before each item of a list or an object."""
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
            raise self.place.bad(None, f"this is no whole JSON: {character!r} is missing here")
        self._at += 1

    def _value(self) -> object:
        self._next()
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except RecursionError as error:
            raise self.place.bad(None, "nested too deeply") from error
        except ValueError as error:
            raise self.place.bad(None, "this is no whole JSON, or a name stands twice in one object") from error
        return value

    def _end(self, elements: list[tuple[Place, object]] | None) -> list[tuple[Place, object]] | None:
        if self._next():
            raise self.place.bad(None, "more stands after the end of the JSON")
        return elements
