"""A table of one's own as it would be stored: the meaning of its columns, and its first rows night by night."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.dose import LEAF
from legdiary.humanize import long_day, plural, user_text
from legdiary.render.terminal.entry_line import describe
from legdiary.render.terminal.layout import line, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from legdiary.app.imports.table.preview import RowPreview, SheetPreview, TablePreview
    from legdiary.domain.entries.products import Product
    from legdiary.render.terminal.layout import Line

_INDENT, _DEEPER = "  ", "      "
_MOST_HEADER = 24
_WIDE_FROM = 60
#: Kind of entry → the word before what is known of it.
_LABELS = {"sleep": "bed", "magnesium": "magnesium"}
#: Kinds of entries that belong to a day rather than to a night.
_TAKEN = frozenset({"kratom", "magnesium", "medicine"})


def preview_lines(preview: TablePreview, width: int) -> list[Line]:
    """Return a table as it would be stored."""
    lines: list[Line] = []
    for sheet in preview.sheets:
        name = f", sheet {user_text(sheet.name)}" if sheet.name else ""
        lines.append(line(f"{user_text(preview.source)}{name}: {plural(sheet.row_count, 'row')}"))
        lines += _column_lines(sheet, width)
        for rule in sheet.rules:
            lines += wrapped(rule, width, indent=_INDENT)
        if sheet.rows:
            lines.append(line("The first rows, as they would be stored:"))
        for row in sheet.rows:
            for text in _row_texts(row, preview.names):
                lines += _hanging(text, width)
        lines += mistake_lines(sheet, width)
    return lines


def mistake_lines(sheet: SheetPreview, width: int) -> Iterator[Line]:
    """Yield the rows of a sheet that cannot be right, the first of them by name."""
    if sheet.mistake_count:
        yield line(f"{plural(sheet.mistake_count, 'row')} can't be right:")
    elif sheet.mistakes:
        yield line("The sheet can't be read:")
    for row in sheet.mistakes:
        yield from _hanging(user_text(row.mistake), width)
    if (more := sheet.mistake_count - len(sheet.mistakes)) > 0:
        yield line(_INDENT, f"and {more} more")


def leave_out_text(count: int) -> str:
    """Return the question whether rows that cannot be right are left out."""
    return "Leave this row out?" if count == 1 else f"Leave these {plural(count, 'row')} out?"


def confirm_text() -> str:
    """Return the question whether a table is read rightly."""
    return (
        "Is this right? y goes on, n stops and stores nothing. The letter of a column asks about that column again; b "
        "goes back to the last question."
    )


def kept_text(name: str, *, is_whole: bool) -> str:
    """Return the line that says where the answers are kept."""
    then = "the next import asks nothing" if is_whole else "the next import asks only what is left"
    return f"Your answers are kept in {user_text(name)}: with --map and its name, {then}."


def _column_lines(sheet: SheetPreview, width: int) -> Iterator[Line]:
    widest = min(max((len(user_text(each.header)) for each in sheet.columns), default=0), _MOST_HEADER)
    for each in sheet.columns:
        header = _cut(user_text(each.header), _MOST_HEADER if width >= _WIDE_FROM else 12)
        told = f"{each.about} ({user_text(each.details)})" if each.details else each.about
        head = f"{_INDENT}{each.letter:<2} {header.ljust(widest) if width >= _WIDE_FROM else header}  "
        first, *rest = [text[0].text for text in wrapped(user_text(told), max(width - len(head), 12))] or [""]
        yield line(head + first)
        for more in rest:
            yield line(" " * len(head) + more)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _hanging(text: str, width: int) -> Iterator[Line]:
    first, *rest = wrapped(text, width - len(_DEEPER))
    yield line(_INDENT, first[0].text)
    for more in rest:
        yield line(_DEEPER, more[0].text)


def _row_texts(row: RowPreview, names: Mapping[int, Product]) -> Iterator[str]:
    """Yield a row as text, one line a night: `Row 2. Night of Wed 4 Mar 2026: legs 6; bed 22:45–06:10`."""
    for night, entries in _by_night(row.entries).items():
        day = long_day(night) if all(each.kind in _TAKEN for each in entries) else f"Night of {long_day(night)}"
        yield f"Row {row.number}. {day}: {'; '.join(_entry_text(each, names) for each in entries)}"


def _by_night(entries: Sequence[Any]) -> dict[date, list[Any]]:
    found: dict[date, list[Any]] = {}
    for each in entries:
        found.setdefault(each.night_of, []).append(each)
    return found


def _entry_text(entry: Any, names: Mapping[int, Product]) -> str:
    told = describe(entry, names)
    if entry.kind == "night":
        return told.replace("severity", "legs", 1) if entry.severity is not None else told.removeprefix("no score, ")
    if entry.kind == "kratom":
        return f"{_substance(entry.product_id, entry.none_of, names)} {told}"
    if entry.kind == "sleep" and entry.bed is None:
        return told
    return f"{_LABELS[entry.kind]} {told}" if entry.kind in _LABELS else told


def _substance(product_id: int | None, none_of: str | None, names: Mapping[int, Product]) -> str:
    from legdiary.humanize import substance

    product = None if product_id is None else names.get(product_id)
    word = none_of or (LEAF if product is None else product.product_kind)
    return "kratom" if word == LEAF else substance(word)
