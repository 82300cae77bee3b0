"""The writing of a column: its decimal mark, the order of its dates, its clock, its unit.

Each finder (`find_…`) looks at the whole column and returns what the column shows, or `Unclear` where it shows several:
then the person is asked. Nothing is guessed cell by cell. A column that contradicts itself raises `Contradiction`, with
the places of both cells. Readers (`read_…`) take one cell and what was found, and raise `BadValue`. They return nothing
for a blank cell (None): the caller knows that missing is not zero.

This is the door to the modules of `cells`, which have one subject each.
"""

from legdiary.formats.table.cells.clocks import find_clock, read_clock
from legdiary.formats.table.cells.dates import find_date_order, has_clock, has_date, read_date, read_moment
from legdiary.formats.table.cells.durations import read_duration
from legdiary.formats.table.cells.findings import (
    Amount,
    Choice,
    Clock,
    Contradiction,
    DateOrder,
    DayOrder,
    DecimalMark,
    Unclear,
    Unit,
)
from legdiary.formats.table.cells.numbers import find_decimal_mark, read_number, shown_value
from legdiary.formats.table.cells.texts import read_text
from legdiary.formats.table.cells.units import find_unit, read_amount

__all__ = [
    "Amount",
    "Choice",
    "Clock",
    "Contradiction",
    "DateOrder",
    "DayOrder",
    "DecimalMark",
    "Unclear",
    "Unit",
    "find_clock",
    "find_date_order",
    "find_decimal_mark",
    "find_unit",
    "has_clock",
    "has_date",
    "read_amount",
    "read_clock",
    "read_date",
    "read_duration",
    "read_moment",
    "read_number",
    "read_text",
    "shown_value",
]
