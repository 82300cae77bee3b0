"""JSON as legdiary itself writes it, read place by place: whole numbers, no name twice in one object, no deep nesting.

What is refused is named by its line. No text or list of any length is read whole only to be refused.
"""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from legdiary.errors import shown
from legdiary.formats.records import MOST_CELL, BadRow, Record, TooLarge
from legdiary.formats.text_lines import TextCheck, as_file, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.formats.records import Spot
    from legdiary.formats.text_lines import Content

#: One JSON object, its values not looked at yet.
Raw: TypeAlias = "dict[str, Any]"

_MOST_DIGITS = 19
#: What a value is cut off at, so that no hostile one is read whole; first short, which nearly always is enough.
_OFTEN_ENOUGH = 2048
_LENGTHS = (_OFTEN_ENOUGH, 32_768, 262_144, MOST_CELL)
_PIECE = 1 << 18
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

    def __init__(self, content: Content, source: str) -> None:
        """Look through the whole text once; then it is read piece by piece.

        Raises:
            NotText: no UTF-8 text.
        """
        self._source = source
        self._one_line = _looked_at(content, source)
        self._file = io.TextIOWrapper(as_file(content), "utf-8-sig", newline="")
        self._text, self._ended = "", False
        self._at = self._counted = 0
        #: How far the last line end that was counted is before what is left of the text.
        self._line_end = -1
        self.line = 1
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

    def value(self) -> Any:
        """The value that begins here."""
        self._next()
        try:
            found, length = self._decoded()
        except _Broken as error:
            raise BadRow(self._source, self._spot, error.field, error.mistake) from error
        except json.JSONDecodeError as error:
            cut = self._is_there(MOST_CELL + 1)
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
        while self._is_there(1):
            match = _BLANK.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                break
        self._count()
        return self._text[self._at : self._at + 1]

    def _count(self) -> None:
        """Count the lines up to where the reading stands."""
        self.line += self._text.count("\n", self._counted, self._at)
        end = self._text.rfind("\n", self._counted, self._at)
        self._line_end = end if end >= 0 else self._line_end
        self._counted = self._at

    def _is_there(self, number: int) -> bool:
        """Whether so many characters are left; what was read before them is let go."""
        while len(self._text) - self._at < number and not self._ended:
            self._count()
            piece = self._file.read(_PIECE)
            self._ended = not piece
            self._text = self._text[self._at :] + piece
            self._line_end -= self._at
            self._at = self._counted = 0
            if self._ended:
                self._file.detach()  # or it would close what others go on with
        return len(self._text) - self._at >= number

    def _decoded(self) -> tuple[Any, int]:
        """The value that begins here and how long it is, read no further than it goes, as nearly as may be."""
        for length in _LENGTHS[:-1]:
            whole = not self._is_there(length + 1)
            try:
                return self._decoder.raw_decode(self._text[self._at : self._at + length])
            except json.JSONDecodeError:
                if whole:
                    raise
        self._is_there(_LENGTHS[-1])
        return self._decoder.raw_decode(self._text[self._at : self._at + _LENGTHS[-1]])

    def _expect(self, mark: str) -> None:
        if self._next() != mark:
            raise self._wrong(f"{mark!r}")
        self._at += 1

    def _wrong(self, accepted: str) -> BadRow:
        self._count()
        line, column = self.line, self._at - self._line_end
        there = "the file ends" if not self._is_there(1) else f"{shown(self._text[self._at])!r} stands"
        return BadRow(
            self._source, self._record or line, f"character {column}", f"{there} there; accepted is {accepted}"
        )


def _looked_at(content: Content, source: str) -> bool:
    """Whether a text is one line, blank ones before and after it apart; it is refused where it is none.

    Raises:
        NotText: no UTF-8 text.
    """
    text = TextCheck(source)
    begun = ended = several = False
    for piece in pieces(as_file(content)):
        text.add(piece)
        said = piece.strip()
        if said and not several:
            ended = ended or (begun and b"\n" in piece[: piece.find(said[:1])])
            several = (begun and ended) or b"\n" in said
            ended = b"\n" in piece[piece.rfind(said[-1:]) :]
        elif begun:
            ended = ended or b"\n" in piece
        begun = begun or bool(said)
    text.end()
    return not several


def document(content: Content, source: str) -> Any:
    """The one value of a JSON text, read as strictly: whole numbers, no name twice, no deep nesting.

    Raises:
        BadRow: anything else.
    """
    walk = Walk(content, source)
    found = walk.value()
    walk.end()
    return found
