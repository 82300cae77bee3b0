"""Facts about whole columns of a table: how their cells are written, and which words and numbers they hold."""

from __future__ import annotations

from collections import Counter
from datetime import date, time
from typing import TYPE_CHECKING, NamedTuple

from legdiary.errors import BadValue
from legdiary.formats.table.columns import (
    Contradiction,
    DecimalMark,
    Unclear,
    find_clock,
    find_date_order,
    find_decimal_mark,
    find_unit,
    has_clock,
    has_date,
    read_number,
)
from legdiary.formats.table.mapping import FIELDS, Reading
from legdiary.formats.table.row_cells import cell_word, is_missing, is_zero

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal
    from typing import TypeVar

    from legdiary.formats.table.columns import Clock, DateOrder, Unit
    from legdiary.formats.table.mapping import ColumnMap, SheetMap
    from legdiary.formats.table.sheets import Sheet, Value

    _T = TypeVar("_T")

#: The most different words of a column that are asked about.
MOST_WORDS = 40
_NUMBERS = frozenset({Reading.SCORE, Reading.GRADE, Reading.MINUTES, Reading.COUNT, Reading.AMOUNT})
_MOST_SHOWN = 3


class Numbers(NamedTuple):
    """The numbers and the words of a column.

    Attributes:
        least, most: of its numbers; None where it has none.
        part: the first that is no whole number, as written; None where all are whole.
        words: the other texts, each once, as the mapping's values name them.
    """

    least: Decimal | None
    most: Decimal | None
    part: str | None
    words: tuple[str, ...]


class Facts:
    """The columns of the sheets of a table; what was found out is kept, since it is asked for again and again."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.sheets = sheets
        self._found: dict[tuple[object, ...], object] = {}

    def _once(self, key: tuple[object, ...], find: Callable[[], _T]) -> _T:
        if key not in self._found:
            self._found[key] = find()
        return self._found[key]  # type: ignore[return-value]

    def values(self, sheet: int, column: int) -> Sequence[Value]:
        """Return the cells of a column; those that say nothing are None."""
        return self._once(
            ("values", sheet, column),
            lambda: [None if is_missing(value) else value for value in self.sheets[sheet].column(column)],
        )

    def is_blank(self, sheet: int, column: int) -> bool:
        """Return whether nothing stands in a column."""
        return all(value is None for value in self.values(sheet, column))

    def examples(self, sheet: int, column: int) -> tuple[str, ...]:
        """Return the first different values of a column, as they stand there."""
        found: dict[str, None] = {}
        for value in self.values(sheet, column):
            if value is not None:
                found.setdefault(shown(value))
            if len(found) == _MOST_SHOWN:
                break
        return tuple(found)

    def has_dates(self, sheet: int, column: int) -> bool:
        """Return whether a cell of a column has a date and a clock time."""
        return self._once(
            ("dates", sheet, column),
            lambda: any(
                value is not None and has_date(value) and has_clock(value) for value in self.values(sheet, column)
            ),
        )

    def has_texts(self, sheet: int, column: int, marks: str) -> bool:
        """Return whether a cell is a text with one of these characters between digits."""
        return self._once(
            ("texts", sheet, column, marks),
            lambda: any(isinstance(value, str) and set(value) & set(marks) for value in self.values(sheet, column)),
        )

    # ------------------------------------------------------------------ how cells are written

    def date_order(self, sheet: int, column: int, of: ColumnMap) -> DateOrder | Unclear:
        """Return the order of the dates of a column."""
        return self._once(
            ("order", sheet, column, of.order, of.year),
            lambda: self._named(
                sheet, column, lambda: find_date_order(self.values(sheet, column), order=of.order, year=of.year)
            ),
        )

    def clock(self, sheet: int, column: int, mapping: SheetMap) -> Clock | Unclear:
        """Return the clock of a column; where it does not show it, that which all columns of the sheet show."""

        def find() -> Clock | Unclear:
            own = self._named(sheet, column, lambda: find_clock(self.values(sheet, column)))
            if not isinstance(own, Unclear):
                return own
            others = [
                place for place, each in enumerate(mapping.columns)
                if each.field and FIELDS[each.field].reading is Reading.CLOCK and place != column
            ]  # fmt: skip
            try:
                told = find_clock([value for place in (column, *others) for value in self.values(sheet, place)])
            except Contradiction:
                return own
            return own if isinstance(told, Unclear) else told

        fields = tuple(each.field for each in mapping.columns)
        return self._once(("clock", sheet, column, fields), find)

    def decimal(self, sheet: int, column: int, mapping: SheetMap) -> DecimalMark | Unclear:
        """Return the decimal mark of a column; where it does not show it, that of another column of the sheet."""

        def find() -> DecimalMark | Unclear:
            own = self._named(sheet, column, lambda: find_decimal_mark(self.values(sheet, column)))
            if not isinstance(own, Unclear):
                return own
            for place, each in enumerate(mapping.columns):
                if place != column and each.field and FIELDS[each.field].reading in _NUMBERS:
                    other = self._named(sheet, place, lambda at=place: find_decimal_mark(self.values(sheet, at)))  # type: ignore[misc]
                    if not isinstance(other, Unclear) and self.has_texts(sheet, place, other):
                        return DecimalMark(other)
            return own

        fields = tuple(each.field for each in mapping.columns)
        return self._once(("decimal", sheet, column, fields), find)

    def unit(self, sheet: int, column: int, mark: DecimalMark) -> Unit | Unclear | None:
        """Return the unit of the bare numbers of a column."""
        header = self.sheets[sheet].header[column]
        return self._once(
            ("unit", sheet, column, mark),
            lambda: self._named(sheet, column, lambda: find_unit(header, self._amounts(sheet, column), mark)),
        )

    def _amounts(self, sheet: int, column: int) -> Sequence[Value]:
        """Return the cells of a column without those that say 0, which needs no unit."""
        return [None if value is None or is_zero(value) else value for value in self.values(sheet, column)]

    def numbers(self, sheet: int, column: int, mark: DecimalMark, scale: tuple[int, int] | None = None) -> Numbers:
        """Return the bare numbers and the words of a column.

        Args:
            sheet: the place of the sheet.
            column: the place of the column.
            mark: its decimal mark.
            scale: take only the numbers on this scale, unless most are outside it.
        """
        return self._once(("numbers", sheet, column, mark, scale), lambda: self._numbers(sheet, column, mark, scale))

    def _numbers(self, sheet: int, column: int, mark: DecimalMark, scale: tuple[int, int] | None) -> Numbers:
        found: dict[Decimal, str] = {}
        counts: Counter[Decimal] = Counter()
        words: dict[str, None] = {}
        for value in self.values(sheet, column):
            if value is None:
                continue
            try:
                number = read_number(value, mark)
                counts[number] += 1
                found.setdefault(number, shown(value))
            except BadValue:
                if len(words) <= MOST_WORDS:
                    words.setdefault(cell_word(value))
        if scale is not None:
            on = [number for number in counts if min(scale) <= number <= max(scale)]
            if 2 * sum(counts[number] for number in on) > counts.total():
                found = {number: found[number] for number in on}
        part = next((text for number, text in found.items() if number != number.to_integral_value()), None)
        return Numbers(min(found, default=None), max(found, default=None), part, tuple(words))

    def _named(self, sheet: int, column: int, find: Callable[[], _T]) -> _T:
        """Return what is found; a column that contradicts itself is refused with both rows.

        Raises:
            BadRow: the column contradicts itself.
        """
        try:
            return find()
        except Contradiction as error:
            of = self.sheets[sheet]
            raise of.bad(None, column, error.with_rows([row.number for row in of.rows])) from error


def shown(value: Value) -> str:
    """Return a cell as a question shows it."""
    if isinstance(value, str):
        return value
    if isinstance(value, date | time):
        return value.isoformat().replace("T", " ").removesuffix(":00")
    return cell_word(value)
