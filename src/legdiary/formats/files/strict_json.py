"""A strict reader of JSON as legdiary writes it: whole numbers, no name twice in an object, no deep nesting.

Errors name the line. The text is read piece by piece, so that no overlong text or list is read whole and then refused.
"""

from __future__ import annotations

import json
import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from legdiary.errors import quote_typed
from legdiary.formats.files.text_lines import BorrowedText, TextCheck, open_bytes, pieces
from legdiary.formats.reader_result import MOST_CELL, BadRow, Record, TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Spot

#: One JSON object whose values are not checked yet.
Raw: TypeAlias = "dict[str, Any]"

_MOST_DIGITS = 19
#: The lengths at which a value is cut off, so that no hostile one is read whole; the first is nearly always enough.
_FIRST_LENGTH = 2048
_LENGTHS = (_FIRST_LENGTH, 32_768, 262_144, MOST_CELL)
_PIECE = 1 << 18
#: The characters in which lines that legdiary wrote are looked for at once.
_LINES = 1 << 16
LARGEST = 2**63 - 1
TOO_LARGE = "there is a number larger than any that legdiary writes"
_BLANK = re.compile(r"[ \t\n\r]*")


class _Broken(Exception):
    """A mistake found by a hook of the decoder."""

    def __init__(self, field: str | None, mistake: str) -> None:
        super().__init__(mistake)
        self.field, self.mistake = field, mistake


def _unique(pairs: list[tuple[str, Any]]) -> Raw:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Broken(twice, "is there twice in one object; once is accepted")
    return found


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS + 1 or abs(int(digits)) > LARGEST:
        raise _Broken(None, TOO_LARGE)
    return int(digits)


def compact(value: object) -> str:
    """Return a value as JSON without blanks, as legdiary writes it in a line."""
    return _encode(value)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _no_fraction(digits: str) -> float:
    raise _Broken(None, f"{quote_typed(digits)} is not accepted; whole numbers without point or exponent are accepted")


class Item(NamedTuple):
    """An object of a list.

    Attributes:
        value: the object; None where its text is known to the reader.
        at: its place.
        text: the object as legdiary writes it.
    """

    value: Raw | None
    at: Spot
    text: str


class Walk:
    """A reader of a file's one object, and of the items of its lists one by one.

    Every method raises `BadRow`, with the line, for anything that legdiary would not have written.
    """

    def __init__(self, content: Content, source: str) -> None:
        """Check the whole text once; then read it piece by piece.

        Raises:
            NotText: it is not UTF-8 text.
        """
        self._source = source
        self._one_line = _is_one_line(content, source)
        self._file = BorrowedText(open_bytes(content), "utf-8-sig", newline="")
        self._text, self._ended = "", False
        self._at = self._counted = 0
        #: The position of the last counted line end in the current piece; negative if it came before the piece.
        self._line_end = -1
        self.line = 1
        self._record: Record | None = None
        self._decoder = json.JSONDecoder(
            object_pairs_hook=_unique, parse_int=_whole, parse_float=_no_fraction, parse_constant=_no_fraction
        )
        #: Reads what is written again and compared: nothing can be there twice then.
        self._quick = json.JSONDecoder(parse_float=_no_fraction, parse_constant=_no_fraction).decode

    def members(self) -> Iterator[tuple[str, int]]:
        """Yield the keys of the object, each with its line; the caller reads each value before the next key."""
        self._expect("{")
        seen: set[str] = set()
        more = self._next() != "}"
        while more:
            if self._next() != '"':
                raise self._wrong("a name in double quotes")
            key, line = str(self.value()), self.line
            if key in seen:
                raise BadRow(self._source, line, key, "is there twice; once is accepted")
            seen.add(key)
            self._expect(":")
            yield key, line
            more = self._next() == ","
            if more:
                self._expect(",")
        self._expect("}")
        self.end()

    def end(self) -> None:
        """Refuse anything after the object."""
        if self._next():
            raise self._wrong("nothing after the last brace")

    def items(self, of: str = "", known: Callable[[str], bool] | None = None) -> Iterator[Item]:
        """Yield the objects of a list, each with its line, or with its number where several begin on a line.

        Lines as legdiary writes them are read many at a time; whatever is written otherwise is read step by step. A
        number that is larger than any that legdiary writes is refused only there: readers check the numbers.

        Args:
            of: the name of the list, where a file has several.
            known: returns whether the text of an object is known already, so that it need not be read.
        """
        self._expect("[")
        number, before = 0, 0
        more = self._next() != "]"
        while more:
            for text, value in self._own_lines(before, known):
                number, before = number + 1, self.line
                yield Item(value, before, text)
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
            yield Item(item, Record(number, of) if shared else line, compact(item))
            before = line
        self._expect("]")

    def _own_lines(self, before: int, known: Callable[[str], bool] | None) -> Iterator[tuple[str, Raw | None]]:
        """Yield the next objects that stand as legdiary writes them: one a line, with nothing beside but a comma.

        Args:
            before: the line on which the object before began.
            known: as for `items`.
        """
        if self._one_line:
            return
        while self.line != before and (texts := self._texts()):
            values = self._same_again(texts) if known is None else [None] * len(texts)
            if not values:
                return
            for text, value in zip(texts, values, strict=True):
                found = value
                if known is not None and not known(text):
                    if not (alone := self._same_again((text,))):
                        return
                    found = alone[0]
                self._at += len(text) + 2
                self._counted = self._at
                self._line_end = self._at - 1
                yield text, found
                before, self.line = self.line, self.line + 1

    def _texts(self) -> list[str]:
        """Return the texts of the next lines that each begin and end as an object does, with a comma behind it."""
        self._is_there(_LINES)
        end = self._text.rfind("\n", self._at, self._at + _LINES)
        lines = self._text[self._at : end].split("\n") if end >= 0 else []
        return [line[:-1] for line in takewhile(_is_object, lines)]

    def _same_again(self, texts: Sequence[str]) -> Sequence[Raw | None]:
        """Return the values of texts that are the same when they are written again; else nothing."""
        whole = f"[{','.join(texts)}]"
        try:
            values: list[Raw | None] = self._quick(whole)
        except (ValueError, RecursionError, _Broken):
            return ()
        apart = len(values) == len(texts) == whole.count("},{") + 1  # else a text may hold the end of one and a part
        return values if apart and compact(values) == whole else ()

    def value(self) -> Any:
        """Return the value at the current position."""
        self._next()
        try:
            found, length = self._decoded()
        except _Broken as error:
            raise BadRow(self._source, self._spot, error.field, error.mistake) from error
        except json.JSONDecodeError as error:
            cut = self._is_there(MOST_CELL + 1)
            if cut and (error.pos > MOST_CELL - _FIRST_LENGTH or error.msg.startswith("Unterminated")):
                raise TooLarge(self._source, self._spot) from error
            self._at += error.pos
            raise self._wrong(f"JSON as legdiary writes it ({error.msg[:40]})") from error
        except RecursionError as error:
            raise BadRow(self._source, self._spot, None, "nested far deeper than legdiary writes") from error
        self._at += length
        return found

    @property
    def _spot(self) -> Spot:
        """The current position, for errors."""
        return self._record or self.line

    def _next(self) -> str:
        """Return the next character that is not blank, empty at the end; count lines on the way."""
        while self._is_there(1):
            match = _BLANK.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                break
        self._count()
        return self._text[self._at : self._at + 1]

    def _count(self) -> None:
        """Count the lines up to the current position."""
        self.line += self._text.count("\n", self._counted, self._at)
        end = self._text.rfind("\n", self._counted, self._at)
        self._line_end = end if end >= 0 else self._line_end
        self._counted = self._at

    def _is_there(self, number: int) -> bool:
        """Return whether so many characters are left; text before them is dropped."""
        while len(self._text) - self._at < number and not self._ended:
            self._count()
            piece = self._file.read(_PIECE)
            self._ended = not piece
            self._text = self._text[self._at :] + piece
            self._line_end -= self._at
            self._at = self._counted = 0
            if self._ended:
                self._file.close()
        return len(self._text) - self._at >= number

    def _decoded(self) -> tuple[Any, int]:
        """Return the value at the current position and its length, reading little more than the value."""
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
        found = f"{quote_typed(self._text[self._at])!r} is not accepted" if self._is_there(1) else "the file ends there"
        return BadRow(self._source, self._record or line, f"character {column}", f"{found}; accepted: {accepted}")


def _is_object(line: str) -> bool:
    return line.startswith("{") and line.endswith("},")


def _is_one_line(content: Content, source: str) -> bool:
    """Check a text; return whether it is a single line, apart from blank lines before and after it.

    Raises:
        NotText: it is not UTF-8 text.
    """
    text = TextCheck(source)
    begun = ended = several = False
    for piece in pieces(open_bytes(content)):
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
    """Return the one value of a JSON text, read strictly: whole numbers, no name twice, no deep nesting.

    Raises:
        BadRow: the text is anything else.
    """
    walk = Walk(content, source)
    found = walk.value()
    walk.end()
    return found
