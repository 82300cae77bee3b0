"""Text laid out by width for a terminal: the same lines whether they are piped or shown with colour.

A line is a list of spans; a span is a text with the name of a style (`styles`). Widths are counted here, so that a
report has the same shape with and without colour. `Glyphs` holds the characters that a terminal may lack.
"""

from __future__ import annotations

from legdiary.humanize import MISSING
from legdiary.render.terminal.styles import COMMAND, HEADING, HIGH, HINT, LOW, MIDDLE, NOT_LOGGED
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import Literal, TypeAlias

    #: The dots that charts are drawn with, the finest first: what the setting `charts` takes.
    DotKind: TypeAlias = Literal["braille", "blocks", "ascii"]

_MIDDLE_FROM, _HIGH_FROM = 4, 7


class Span(NamedTuple):
    """Some text in one style.

    Attributes:
        text: the text.
        style: the style's name.
        night: in the first cell of a table's row, the night that the row stands for, so that it can be chosen.
    """

    text: str
    style: str = ""
    night: date | None = None


Line: TypeAlias = "list[Span]"


class Glyphs(NamedTuple):
    """The characters a terminal can show."""

    full: str
    half: str
    empty: str
    rule: str


RICH_GLYPHS = Glyphs(full="█", half="▌", empty="·", rule="─")
PLAIN_GLYPHS = Glyphs(full="#", half="#", empty=".", rule="-")


class Page(NamedTuple):
    """The width to lay out for, and the characters to use.

    Attributes:
        width: its columns.
        glyphs: the characters of bars and rules.
        dots: the dots of charts; None for those that go with the glyphs: half blocks, or ASCII.
    """

    width: int = 80
    glyphs: Glyphs = PLAIN_GLYPHS
    dots: DotKind | None = None

    @property
    def dot_kind(self) -> DotKind:
        """The dots of charts."""
        return self.dots or ("blocks" if self.glyphs == RICH_GLYPHS else "ascii")

    @property
    def narrow(self) -> bool:
        """True at a phone's width."""
        return self.width < _NARROW_BELOW


_NARROW_BELOW = 80
#: The length of the longest word that a number stays with: a unit, or the short name of a month.
_UNIT, _MARKS = 3, ".,;:!?)"


def line(*parts: str | Span) -> Line:
    """Return a line of texts and spans."""
    return [part if isinstance(part, Span) else Span(part) for part in parts]


def heading(text: str) -> list[Line]:
    """Return a heading with an empty line above it."""
    return [[], [Span(text, HEADING)]]


def severity_style(score: float) -> str:
    """Return the style of a severity, by its height only; it says nothing that the number does not."""
    if score < _MIDDLE_FROM:
        return LOW
    return HIGH if score >= _HIGH_FROM else MIDDLE


def bar(value: float, most: float, width: int, glyphs: Glyphs) -> str:
    """Return a bar of `width` cells for 0–`most`, with a half cell where that is closer."""
    halves = round(2 * width * value / most)
    full, half = divmod(halves, 2)
    return (glyphs.full * full + glyphs.half * half).ljust(width, glyphs.empty)


def plain(lines: Sequence[Line]) -> str:
    """Return the lines as plain text, without blanks at their ends."""
    return "".join(f"{''.join(span.text for span in each).rstrip()}\n" for each in lines)


def fits(lines: Sequence[Line], page: Page) -> bool:
    """Return whether no line is wider than the page."""
    return all(_width(each) <= page.width for each in lines)


def fitted(lines: Sequence[Line], page: Page) -> list[Line]:
    """Return the lines, those wider than the page broken at a blank and continued underneath.

    Commands and lines with a long path or address stay whole: when the terminal wraps them, they can still be copied.
    """
    made: list[Line] = []
    for each in lines:
        rest = each
        while _width(rest) > page.width and not _stays_whole(rest, page):
            text = "".join(span.text for span in rest)
            indent = min(len(text) - len(text.lstrip()) + (2 if rest is each else 0), page.width // 2)
            cut = text.rfind(" ", indent + 1, page.width + 1)
            if cut < 0:
                break
            made.append(_part(rest, 0, cut))
            goes_on = len(text) - len(text[cut:].lstrip())
            rest = [Span(" " * indent), *_part(rest, goes_on, len(text))]
        made.append(rest)
    return made


def _stays_whole(each: Line, page: Page) -> bool:
    words = "".join(span.text for span in each).split()
    paths = [word for word in words if "/" in word or "\\" in word]
    return any(span.style == COMMAND for span in each) or max(map(len, paths), default=0) > page.width // 2


def _width(each: Line) -> int:
    return len("".join(span.text for span in each).rstrip())


def _part(each: Line, begin: int, end: int) -> Line:
    """Return the characters of a line from `begin` to before `end`, in their styles."""
    made: Line = []
    at = 0
    for span in each:
        text = span.text[max(0, begin - at) : max(0, end - at)]
        at += len(span.text)
        if text:
            made.append(span._replace(text=text))
    return made


def wrapped(text: str, width: int, *, style: str = "", indent: str = "") -> list[Line]:
    """Return running text broken between words; a word longer than the line is broken inside.

    A number stays with its unit or month: `2.5 g`, `3 Nov`, `5 h 50`.
    """
    lines: list[Line] = []
    current = ""
    for word in _words(text, width - len(indent)):
        rest = word
        while len(indent) + len(rest) > width and len(rest) > width - len(indent):
            if current:
                lines.append([Span(indent + current, style)])
                current = ""
            lines.append([Span(indent + rest[: width - len(indent)], style)])
            rest = rest[width - len(indent) :]
        if current and len(indent) + len(current) + 1 + len(rest) > width:
            lines.append([Span(indent + current, style)])
            current = rest
        else:
            current = f"{current} {rest}" if current else rest
    if current:
        lines.append([Span(indent + current, style)])
    return lines


def _words(text: str, width: int) -> list[str]:
    """Return the words of a text, a number with the short word behind it as one where both fit on a line."""
    words: list[str] = []
    for word in text.split():
        before, bare = words[-1] if words else "", word.strip(_MARKS)
        is_unit = before[-1:].isdecimal() and (bare == "%" or (bare.isalpha() and len(bare) <= _UNIT))
        if is_unit or (before.endswith(" h") and bare.isdecimal()):
            together = f"{before} {word}"
            if len(together) <= width:
                words[-1] = together
                continue
        words.append(word)
    return words


def side_by_side(left: Sequence[Line], right: Sequence[Line], at: int) -> list[Line]:
    """Return two blocks of lines beside each other, the right one beginning in column `at`."""
    made: list[Line] = []
    for number in range(max(len(left), len(right))):
        one = left[number] if number < len(left) else []
        other = right[number] if number < len(right) else []
        gap = at - sum(len(span.text) for span in one)
        made.append([*one, Span(" " * gap), *other] if other else list(one))
    return made


class Column(NamedTuple):
    """A column's heading, of one or more lines, and the side that its cells are aligned to."""

    heading: str
    right: bool = True


def table(columns: Sequence[Column], rows: Sequence[Sequence[Span]], gap: str = "  ") -> list[Line]:
    """Return columns side by side, each as wide as its widest cell, below their headings.

    A cell that holds nothing but the sign for a missing value has the style of what is not logged, unless it has one.
    """
    cells = [*_headings(columns), *([value_span(span) for span in row] for row in rows)]
    widths = [max(len(row[number].text) for row in cells) for number in range(len(columns))]
    return [_row(row, columns, widths, gap) for row in cells]


def value_span(span: Span) -> Span:
    """Return a value in the style of what is not logged if it is missing and has no style."""
    return span._replace(style=NOT_LOGGED) if not span.style and span.text.strip() == MISSING else span


def _headings(columns: Sequence[Column]) -> list[list[Span]]:
    split = [column.heading.split("\n") for column in columns]
    return [
        [Span(words[number] if number < len(words) else "", HINT) for words in split]
        for number in range(max(map(len, split)))
    ]


def table_in_parts(columns: Sequence[Column], *parts: Sequence[Sequence[Span]], gap: str = "  ") -> list[Line]:
    """Return a table whose parts are separated by an empty line."""
    rows = table(columns, [row for part in parts for row in part], gap)
    heads = len(rows) - sum(map(len, parts))
    lines: list[Line] = rows[:heads]
    rows = rows[heads:]
    for number, part in enumerate(parts):
        lines += [[]] if number else []
        lines += rows[: len(part)]
        rows = rows[len(part) :]
    return lines


def _row(row: Sequence[Span], columns: Sequence[Column], widths: Sequence[int], gap: str) -> Line:
    made: Line = []
    for span, column, width in zip(row, columns, widths, strict=True):
        text = span.text.rjust(width) if column.right else span.text.ljust(width)
        made += [span._replace(text=text), Span(gap)]
    return made[:-1]
