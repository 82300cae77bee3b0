"""JSON as legdiary itself writes it, read place by place: whole numbers, no name twice in one object, no deep nesting.

What is refused is named by its line. No text or list of any length is read whole only to be refused.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from legdiary.errors import shown
from legdiary.imports.records import MOST_CELL, BadRow, Record, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.imports.records import Spot

#: One JSON object, its values not looked at yet.
Raw: TypeAlias = "dict[str, Any]"

_MOST_DIGITS = 19
#: What a value is cut off at, so that no hostile one is read whole; first short, which nearly always is enough.
_OFTEN_ENOUGH = 2048
_LARGEST = 2**63 - 1
_BLANK = re.compile(r"[ \t\n\r]*")


class _Broken(Exception):
    """What a hook of the decoder says no to."""

    def __init__(self, field: str | None, mistake: str) -> None:
        super().__init__(mistake)
        self.field, self.mistake = field, mistake


def _unique(pairs: list[tuple[str, Any]]) -> Raw:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Broken(twice, "stands there twice in one object; once is accepted")
    return found


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS + 1 or abs(int(digits)) > _LARGEST:
        raise _Broken(None, "a number stands there that is larger than any that legdiary writes")
    return int(digits)


def _no_fraction(digits: str) -> float:
    raise _Broken(None, f"{shown(digits)} stands there; whole numbers without point or exponent are accepted")


class Walk:
    """Goes through the one object of a file, and through the items of its lists one by one.

    Every method raises `BadRow`, with its line, at what legdiary would not have written.
    """

    def __init__(self, text: str, source: str) -> None:
        self._text, self._source = text, source
        self._at = self._counted = 0
        self.line = 1
        self._one_line = "\n" not in text.strip()
        self._record: Record | None = None
        self._decoder = json.JSONDecoder(
            object_pairs_hook=_unique, parse_int=_whole, parse_float=_no_fraction, parse_constant=_no_fraction
        )

    def members(self) -> Iterator[tuple[str, int]]:
        """The keys of the object; the caller reads each value before it asks for the next."""
        self._expect("{")
        seen: set[str] = set()
        more = self._next() != "}"
        while more:
            if self._next() != '"':
                raise self._wrong("a name in double quotes")
            key, line = str(self.value()), self.line
            if key in seen:
                raise BadRow(self._source, line, key, "stands there twice; once is accepted")
            seen.add(key)
            self._expect(":")
            yield key, line
            more = self._next() == ","
            if more:
                self._expect(",")
        self._expect("}")
        self.end()

    def end(self) -> None:
        """Refuse anything more."""
        if self._next():
            raise self._wrong("nothing after the last brace")

    def items(self, of: str = "") -> Iterator[tuple[Raw, Spot]]:
        """The objects of a list, each with its line; with its number, where another begins on the same line.

        Args:
            of: what the list is called, where a file has several.
        """
        self._expect("[")
        number, before = 0, 0
        more = self._next() != "]"
        while more:
            if self._next() != "{":
                raise self._wrong("an object in braces")
            number, line = number + 1, self.line
            self._record = Record(number, of) if self._one_line else None
            item = self.value()
            self._record = None
            more = self._next() == ","
            if more:
                self._expect(",")
                self._next()
            shared = self._one_line or line == before or (more and line == self.line)
            yield item, Record(number, of) if shared else line
            before = line
        self._expect("]")

    def value(self) -> Any:  # noqa: ANN401 - JSON
        """The value that begins here."""
        self._next()
        try:
            try:
                found, length = self._decoder.raw_decode(self._text[self._at : self._at + _OFTEN_ENOUGH])
            except json.JSONDecodeError:
                found, length = self._decoder.raw_decode(self._text[self._at : self._at + MOST_CELL])
        except _Broken as error:
            raise BadRow(self._source, self._spot, error.field, error.mistake) from error
        except json.JSONDecodeError as error:
            cut = self._at + MOST_CELL < len(self._text)
            if cut and (error.pos > MOST_CELL - _OFTEN_ENOUGH or error.msg.startswith("Unterminated")):
                raise TooLarge(self._source, self._spot) from error
            self._at += error.pos
            raise self._wrong(f"JSON as legdiary writes it ({error.msg[:40]})") from error
        except RecursionError as error:
            raise BadRow(self._source, self._spot, None, "nested far deeper than legdiary writes") from error
        self._at += length
        return found

    @property
    def _spot(self) -> Spot:
        """Where the reading stands."""
        return self._record or self.line

    def _next(self) -> str:
        """The next character that is no blank; empty at the end. Counts lines on its way."""
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at
        self.line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._text[self._at : self._at + 1]

    def _expect(self, mark: str) -> None:
        if self._next() != mark:
            raise self._wrong(f"{mark!r}")
        self._at += 1

    def _wrong(self, accepted: str) -> BadRow:
        self._counted = min(self._counted, self._at)
        line = self.line + self._text.count("\n", self._counted, self._at)
        column = self._at - self._text.rfind("\n", 0, self._at)
        there = "the file ends" if self._at >= len(self._text) else f"{shown(self._text[self._at])!r} stands"
        return BadRow(
            self._source, self._record or line, f"character {column}", f"{there} there; accepted is {accepted}"
        )


def document(text: str, source: str) -> Any:  # noqa: ANN401 - JSON
    """The one value of a JSON text, read as strictly: whole numbers, no name twice, no deep nesting.

    Raises:
        BadRow: anything else.
    """
    walk = Walk(text, source)
    found = walk.value()
    walk.end()
    return found
