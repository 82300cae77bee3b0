"""A mapping as TOML: small, with a comment beside each kind of key, and read strictly."""

from __future__ import annotations

import re
import tomllib
from datetime import time
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from legdiary.errors import BadValue, quote_typed
from legdiary.formats.files.toml_string import toml_string
from legdiary.formats.reader_result import BadRow
from legdiary.formats.table.columns import Clock, DayOrder, DecimalMark, Unit
from legdiary.formats.table.mapping import (
    LEFT_OUT,
    BlankDate,
    ColumnMap,
    DosesOn,
    NightDate,
    NotInMapping,
    SheetMap,
    SleepBy,
    TableMap,
    Zero,
)
from legdiary.formats.table.text.encoding import Encoding, TextForm
from legdiary.formats.table.text.separator import SEPARATORS
from legdiary.util.numbers import short_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from enum import StrEnum

_E = TypeVar("_E", bound="StrEnum")
_M = TypeVar("_M")
_BEGINS = """\
# The columns of your table, as legdiary reads them: legdiary import TABLE --map THIS-FILE
# `is` says what a column is. `is = "left-out"` leaves a column out. Change what is wrong, and try it with --dry-run.
"""
#: Key → its comment, written above the first line that has it.
_COMMENTS = {
    "encoding": "how the letters of a text file are stored",
    "separator": "the mark between the cells of a text file",
    "products": "The products of your doses, and the kind of each: leaf, extract, 7-oh …",
    "used": "false: this sheet is not imported",
    "night": "the date of a row is that of the evening (evening) or of the morning after (morning)",
    "doses-on": "times of doses: date = on the date, 0 to 24 h; diary-day = on the date from 05:00 to 05:00; "
    "day-before = likewise, a day earlier",
    "zero": "0 in a column of doses: none = a day without; not-logged = nothing is known",
    "sleep": "where a row has times and a total of sleep: times or total is stored",
    "blank-date": "a row without a date: as-above = the date of the row above; left-out",
    "number": "which dose of its row",
    "dates": "the order of dates",
    "year": "the year of the first date; dates without a year follow it",
    "decimal": "the decimal mark",
    "scale": "your numbers for the least and the most; a whole scale is spread over legdiary's own (0-10; quality 1-5)",
    "round": "halves are rounded up",
    "values": "a word in a cell, and what it stands for",
    "product": "the product of these doses; none = leaf, without a product",
    "weighs": "one capsule or tablet",
    "at": "the time of what was taken, where no column says it; left-out: those without a time are left out",
    "amount": "the amount, where a cell only says yes",
}
_ACCEPTED_TOP, _ACCEPTED_SHEET = ("encoding", "separator", "products", "sheet"), (
    "name", "used", "night", "doses-on", "zero", "sleep", "blank-date", "column",
)  # fmt: skip
_ACCEPTED_COLUMN = (
    "header", "is", "name", "number", "dates", "year", "clock", "decimal", "unit", "scale", "round", "values",
    "product", "weighs", "at", "amount", "form",
)  # fmt: skip
_SCALE = re.compile(r"([0-9]{1,4})-([0-9]{1,4})")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_AT_LINE = re.compile(r"at line ([0-9]+)")
_MOST_YEAR = 2199


class NotAMapping(BadRow):
    """A file that is no mapping, or has a key that it cannot have."""

    def __init__(self, source: str, where: str | None, mistake: str) -> None:
        super().__init__(source, None, where, mistake)


# ---------------------------------------------------------------------- writing


def write_mapping(table: TableMap, unsaid: Mapping[tuple[int, int | None], Sequence[str]] | None = None) -> str:
    """Return a mapping as TOML.

    Args:
        table: the mapping.
        unsaid: what is not known yet: the places of a sheet and a column, or None for the sheet as a whole → the lines
            of which one is to be written. They stand there as comments.
    """
    open_lines = unsaid or {}
    writer = _Writer()
    writer.lines.append(_BEGINS)
    for key, value in (("encoding", table.form.encoding), ("separator", table.form.separator)):
        if value is not None:
            writer.key(key, toml_string(value))
    if table.products:
        writer.comment("products")
        writer.lines.append("[products]\n")
        writer.lines += [f"{toml_string(name)} = {toml_string(kind)}\n" for name, kind in table.products]
    for place, sheet in enumerate(table.sheets):
        writer.lines.append("\n[[sheet]]\n")
        for key, value in _sheet_keys(sheet):
            writer.key(key, value)
        writer.unsaid(open_lines.get((place, None), ()))
        if sheet.used is not False:
            for number, column in enumerate(sheet.columns):
                writer.lines.append("\n[[sheet.column]]\n")
                for key, value in column_keys(column):
                    writer.key(key, value)
                writer.unsaid(open_lines.get((place, number), ()))
    return "".join(writer.lines)


class _Writer:
    """The lines of a file, and the keys that have been explained."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._explained: set[str] = set()

    def key(self, key: str, value: str) -> None:
        self.comment(key)
        self.lines.append(f"{key} = {value}\n")

    def unsaid(self, lines: Sequence[str]) -> None:
        if lines:
            self.lines.append(f"# NOT CLEAR YET; write one of these without the #: {' | '.join(lines)}\n")

    def comment(self, key: str) -> None:
        if key in _COMMENTS and key not in self._explained:
            self._explained.add(key)
            self.lines.append(f"# {_COMMENTS[key]}\n")


def _sheet_keys(sheet: SheetMap) -> Iterator[tuple[str, str]]:
    if sheet.name:
        yield "name", toml_string(sheet.name)
    if sheet.used is False:
        yield "used", "false"
        return
    for key, value in (
        ("night", sheet.night), ("doses-on", sheet.doses_on), ("zero", sheet.zero), ("sleep", sheet.sleep),
        ("blank-date", sheet.blank_date),
    ):  # fmt: skip
        if value is not None:
            yield key, toml_string(value)


def column_keys(column: ColumnMap) -> Iterator[tuple[str, str]]:
    """Yield the keys of a column with their values as TOML: `unit`, `"g"`."""
    keys: tuple[tuple[str, Any, Callable[[Any], str]], ...] = (
        ("header", column.header, toml_string), ("is", column.field, toml_string), ("name", column.name, toml_string),
        ("number", column.number, str), ("dates", column.order, toml_string), ("year", column.year, str),
        ("clock", column.clock, toml_string), ("decimal", column.decimal, toml_string),
        ("unit", column.unit, toml_string),
        ("scale", column.scale, _scale), ("round", column.rounded or None, lambda _: "true"),
        ("values", column.values or None, format_values), ("product", column.product, toml_string),
        ("weighs", column.weighs, toml_string), ("at", column.at, _at), ("amount", column.amount, toml_string),
        ("form", column.form, toml_string),
    )  # fmt: skip
    for key, value, write in keys:
        if value is not None:
            yield key, write(value)


def _scale(scale: tuple[int, int]) -> str:
    return toml_string(format_scale(scale))


def _at(at: time | str) -> str:
    return toml_string(at if isinstance(at, str) else f"{at:%H:%M}")


def format_scale(scale: tuple[int, int]) -> str:
    """Return a scale as a mapping has it: `0-4`."""
    return f"{scale[0]}-{scale[1]}"


def format_values(values: Sequence[tuple[str, str]]) -> str:
    """Return words and what they stand for as an inline table: `{ "mild" = 3 }`."""
    return "{ " + ", ".join(f"{toml_string(word)} = {_value(value)}" for word, value in values) + " }"


def _value(value: str) -> str:
    number = short_number(value)
    return value if value.isascii() and number is not None and f"{number}" == value else toml_string(value)


# ---------------------------------------------------------------------- reading


def read_mapping(text: str, source: str) -> TableMap:
    """Return the mapping in a TOML text.

    Raises:
        NotAMapping: it is no TOML, or has a key or a value that a mapping cannot have.
    """
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is no error of TOML's own
        line = _AT_LINE.search(str(error))
        at = f" (line {line[1]})" if line else ""
        raise NotAMapping(source, None, f"this is no TOML{at}") from error
    file = _Part(source, "", document)
    file.check_keys(_ACCEPTED_TOP)
    products = file.table("products")
    sheets = [_read_sheet(each) for each in file.tables("sheet")]
    if not sheets:
        raise NotAMapping(source, None, "there is no [[sheet]] in it")
    names = [sheet.name for sheet in sheets]
    if len({*names}) < len(names):
        raise NotAMapping(source, "sheet", "two sheets have the same name")
    form = TextForm(file.word("encoding", Encoding), file.text("separator"))
    if form.separator is not None and form.separator not in SEPARATORS:
        raise file.bad("separator", f"accepted: one of {' '.join(map(toml_string, SEPARATORS))}")
    return TableMap(tuple(sheets), tuple((name, products.text(name) or "") for name in products.held), form)


def _read_sheet(part: _Part) -> SheetMap:
    part.check_keys(_ACCEPTED_SHEET)
    return part.rules(
        lambda: SheetMap(
            name=part.text("name") or "",
            used=part.flag("used") is not False,
            columns=tuple(_read_column(each) for each in part.tables("column")),
            night=part.word("night", NightDate),
            doses_on=part.word("doses-on", DosesOn),
            zero=part.word("zero", Zero),
            sleep=part.word("sleep", SleepBy),
            blank_date=part.word("blank-date", BlankDate),
        )
    )


def _read_column(part: _Part) -> ColumnMap:
    header = part.text("header")
    if header is None:
        raise part.bad("header", "each column needs its header")
    part = part._replace(where=f"column {quote_typed(header)!r}")
    part.check_keys(_ACCEPTED_COLUMN)
    values = part.table("values")
    return part.rules(
        lambda: ColumnMap(
            header=header,
            field=part.text("is"),
            name=part.text("name"),
            number=part.number("number"),
            order=part.word("dates", DayOrder),
            year=part.number("year"),
            clock=part.word("clock", Clock),
            decimal=part.word("decimal", DecimalMark),
            unit=part.word("unit", Unit),
            scale=read_scale(part.text("scale")),
            rounded=part.flag("round") or False,
            values=tuple((word, values.text_or_number(word)) for word in values.held),
            product=part.text("product"),
            weighs=part.text("weighs"),
            at=read_at(part.text_or_time("at")),
            amount=part.text("amount"),
            form=part.text("form"),
        )
    )


def read_scale(typed: str | None) -> tuple[int, int] | None:
    """Return the two ends of a scale such as `0-4`.

    Raises:
        NotInMapping: it is none.
    """
    if typed is None:
        return None
    match = _SCALE.fullmatch(typed.replace(" ", "").replace("–", "-"))
    if match is None:
        raise NotInMapping("scale", typed, "two numbers, such as 0-4")
    return int(match[1]), int(match[2])


def read_at(typed: str | None) -> time | str | None:
    """Return the time at which something was taken, or `left-out`.

    Raises:
        NotInMapping: it is neither.
    """
    if typed is None or typed == LEFT_OUT:
        return typed
    match = _CLOCK.fullmatch(typed.strip())
    if match is None:
        raise NotInMapping("at", typed, f"a clock time such as 21:00, or {LEFT_OUT}")
    return time(int(match[1]), int(match[2]))


class _Part(NamedTuple):
    """A table of a TOML file, and where it stands."""

    source: str
    where: str
    held: Mapping[str, Any]

    def bad(self, key: str, mistake: str) -> NotAMapping:
        return NotAMapping(self.source, f"{self.where}, {key}" if self.where else key, mistake)

    def rules(self, make: Callable[[], _M]) -> _M:
        """Return what is made, with the place in its errors."""
        try:
            return make()
        except NotAMapping:
            raise
        except BadValue as error:
            raise NotAMapping(self.source, self.where or None, error.message) from error

    def check_keys(self, accepted: Sequence[str]) -> None:
        for key in self.held:
            if key not in accepted:
                raise self.bad(quote_typed(key), f"there is no such key; accepted: {', '.join(accepted)}")

    def table(self, key: str) -> _Part:
        value = self.held.get(key, {})
        if not isinstance(value, dict):
            raise self.bad(key, "accepted: a table")
        return self._replace(where=f"{self.where}, {key}" if self.where else key, held=value)

    def tables(self, key: str) -> list[_Part]:
        value = self.held.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.bad(key, f"accepted: [[{key}]]")
        return [self._replace(where=f"{key} {place}", held=each) for place, each in enumerate(value, start=1)]

    def text(self, key: str) -> str | None:
        value = self.held.get(key)
        if value is not None and not isinstance(value, str):
            raise self.bad(key, "accepted: a text, in quotation marks")
        return value

    def text_or_number(self, key: str) -> str:
        value = self.held[key]
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise self.bad(key, "accepted: a text or a whole number")
        return str(value)

    def text_or_time(self, key: str) -> str | None:
        value = self.held.get(key)
        return f"{value:%H:%M}" if isinstance(value, time) else self.text(key)

    def number(self, key: str) -> int | None:
        value = self.held.get(key)
        if value is not None and (
            not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_YEAR
        ):
            raise self.bad(key, "accepted: a whole number")
        return value

    def flag(self, key: str) -> bool | None:
        value = self.held.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.bad(key, "accepted: true or false")
        return value

    def word(self, key: str, words: type[_E]) -> _E | None:
        value = self.text(key)
        if value is None:
            return None
        try:
            return words(value)
        except ValueError as error:
            raise self.bad(key, f"{quote_typed(value)!r} is not known; accepted: {', '.join(words)}") from error
