"""A mapping: the meaning of each column of a person's own table, as a value that a person can read and edit.

A `TableMap` says which field each column is, and all that its name and its cells leave open: the order of dates, the
unit, the scale, the product of doses. `mapping_file` keeps it as TOML, `records` makes entries by it. A key that is
None is not known yet.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from legdiary.errors import BadValue, quote_typed
from legdiary.formats.table.text.encoding import FIND_OUT
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import time

    from legdiary.formats.table.columns import Clock, DayOrder, DecimalMark, Unit
    from legdiary.formats.table.sheets import Sheet
    from legdiary.formats.table.text.encoding import TextForm


class Reading(StrEnum):
    """The ways to read the cells of a field."""

    DATE = "a date"
    CLOCK = "a clock time"
    SCORE = "a number on a scale"
    GRADE = "a grade from 0 to 3"
    MINUTES = "a duration"
    COUNT = "a whole number"
    TEXT = "a text"
    WORDS = "words with commas between"
    SPAN = "two clock times with a dash between"
    AMOUNT = "an amount"
    PRODUCT = "a product"
    UNIT = "a unit"
    TICK = "yes or no, or an amount"
    NOTHING = "nothing"


class Field(NamedTuple):
    """The fields that a column can be.

    Attributes:
        about: its name for people.
        reading: how its cells are read.
        part: the part of an entry that it fills; empty for those that belong to none alone.
        of: the entry: night, sleep, dose, magnesium …
        is_single: a sheet has one such column; else one a name or a dose of the row.
    """

    about: str
    reading: Reading
    of: str = ""
    part: str = ""
    is_single: bool = True


NIGHT, SLEEP, DOSE, MAGNESIUM, MEDICINE, FACTOR, SYMPTOM = (
    "night", "sleep", "dose", "magnesium", "medicine", "factor", "symptom",
)  # fmt: skip
LEFT_OUT = "left-out"
#: By the names that a mapping has for them: those of the command line, where it has one.
FIELDS: Mapping[str, Field] = MappingProxyType({
    "date": Field("the date", Reading.DATE),
    "severity": Field("how restless the legs were, 0 to 10", Reading.SCORE, NIGHT, "severity"),
    "falling-asleep": Field("the legs while falling asleep, 0 to 10", Reading.SCORE, NIGHT, "falling_asleep"),
    "overnight": Field("the legs overnight, 0 to 10", Reading.SCORE, NIGHT, "overnight"),
    "day-resting": Field("the legs resting by day, 0 to 10", Reading.SCORE, NIGHT, "day_resting"),
    "day-active": Field("the legs active by day, 0 to 10", Reading.SCORE, NIGHT, "day_active"),
    "onset": Field("when the legs began", Reading.CLOCK, NIGHT, "onset_min"),
    "where": Field("where: legs, calves, arms …", Reading.WORDS, NIGHT, "body_parts"),
    "note": Field("a note about the night", Reading.TEXT, NIGHT, "note"),
    "bed": Field("bed time", Reading.CLOCK, SLEEP, "bed"),
    "tried": Field("lights out, tried to sleep", Reading.CLOCK, SLEEP, "tried"),
    "wake": Field("wake time", Reading.CLOCK, SLEEP, "wake"),
    "up": Field("out of bed", Reading.CLOCK, SLEEP, "up"),
    "planned": Field("planned wake time", Reading.CLOCK, SLEEP, "planned"),
    "bed-wake": Field("bed time and wake time, such as 22:45-06:10", Reading.SPAN, SLEEP),
    "latency": Field("time to fall asleep", Reading.MINUTES, SLEEP, "latency_min"),
    "awake": Field("time awake in the night", Reading.MINUTES, SLEEP, "awake_min"),
    "times": Field("number of awakenings", Reading.COUNT, SLEEP, "times"),
    "pacing": Field("time on one's feet in the night", Reading.MINUTES, SLEEP, "pacing_min"),
    "lying-awake": Field("time awake in bed after waking", Reading.MINUTES, SLEEP, "lying_awake_min"),
    "total": Field("total sleep", Reading.MINUTES, SLEEP, "total_min"),
    "quality": Field("sleep quality, 1 to 5", Reading.SCORE, SLEEP, "quality"),
    "nap": Field("naps", Reading.MINUTES, SLEEP, "nap_min"),
    "dose": Field("a dose (kratom, 7-OH …)", Reading.AMOUNT, DOSE, is_single=False),
    "dose-time": Field("the time of a dose", Reading.CLOCK, DOSE, is_single=False),
    "dose-product": Field("the product of a dose", Reading.PRODUCT, DOSE, is_single=False),
    "dose-unit": Field("the unit of a dose", Reading.UNIT, DOSE, is_single=False),
    "dose-note": Field("a note about a dose", Reading.TEXT, DOSE, is_single=False),
    "magnesium": Field("magnesium, elemental", Reading.AMOUNT, MAGNESIUM),
    "magnesium-salt": Field("magnesium, the weight of its salt", Reading.AMOUNT, MAGNESIUM),
    "magnesium-form": Field("the form of magnesium", Reading.TEXT, MAGNESIUM),
    "magnesium-time": Field("the time of magnesium", Reading.CLOCK, MAGNESIUM),
    "medicine": Field("a medicine", Reading.AMOUNT, MEDICINE, is_single=False),
    "medicine-time": Field("the time of a medicine", Reading.CLOCK, MEDICINE, is_single=False),
    "factor": Field("a factor (caffeine, exercise …)", Reading.TICK, FACTOR, is_single=False),
    "factors": Field("several factors in one cell", Reading.WORDS, FACTOR),
    "symptom": Field("a symptom with its grade", Reading.GRADE, SYMPTOM, is_single=False),
    LEFT_OUT: Field("nothing that the diary keeps", Reading.NOTHING, is_single=False),
})  # fmt: skip
#: Fields of a factor, a symptom, a medicine: they say which one by `name`.
NAMED = frozenset({"factor", "symptom", "medicine", "medicine-time"})
#: Fields of which a row may have several, told apart by `number`.
NUMBERED = frozenset({"dose", "dose-time", "dose-product", "dose-unit", "dose-note"})
#: Fields whose entries need a time, and the field that has it.
TIMED = MappingProxyType({
    "dose": "dose-time", "magnesium": "magnesium-time", "magnesium-salt": "magnesium-time",
    "medicine": "medicine-time",
})  # fmt: skip
#: The product of doses without one: leaf.
NO_PRODUCT = "none"
MOST_NUMBER = 20


class NightDate(StrEnum):
    """The day that the date of a row is."""

    EVENING = "evening"
    MORNING = "morning"


class DosesOn(StrEnum):
    """The day on which the clock times of doses are.

    Attributes:
        DATE: on the date of the row, from midnight to midnight.
        DIARY_DAY: from the start of the diary day (05:00) on the date of the row to the next.
        DAY_BEFORE: likewise, on the day before the date of the row.
    """

    DATE = "date"
    DIARY_DAY = "diary-day"
    DAY_BEFORE = "day-before"


class Zero(StrEnum):
    """The meaning of 0 in a column of doses."""

    NONE = "none"
    NOT_LOGGED = "not-logged"


class SleepBy(StrEnum):
    """The part that is stored of a sleep that has its times and its total."""

    TIMES = "times"
    TOTAL = "total"


class BlankDate(StrEnum):
    """The meaning of a row without a date."""

    AS_ABOVE = "as-above"
    LEFT_OUT = "left-out"


class NotInMapping(BadValue):
    """A value in a mapping that it cannot have."""

    def __init__(self, key: str, typed: str, accepted: str) -> None:
        super().__init__(f"{key} = {quote_typed(typed)!r} is not known; accepted: {accepted}")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The meaning of one column.

    Attributes:
        header: its name in the table.
        field: what it is, one of `FIELDS`.
        name: of a factor, a symptom or a medicine: its name in the diary.
        number: which dose of its row.
        order: the order of its dates.
        year: of dates without a year: the year of the first one.
        clock: how its clock times are written.
        decimal: its decimal mark.
        unit: the unit of its numbers.
        scale: the numbers of the table that are the least and the most of legdiary's scale.
        rounded: numbers between two whole ones are rounded, half up.
        values: a word in a cell → what it stands for: a number, a name, or `left-out`.
        product: of doses: the product's name, or `none` for leaf without one.
        weighs: of capsules or tablets: what one weighs, such as `500 mg`.
        at: of what was taken: the time where no column says it, or `left-out` for those without.
        amount: of a medicine: the amount where a cell only says yes.
        form: of magnesium: its form.
    """

    header: str
    field: str | None = None
    name: str | None = None
    number: int | None = None
    order: DayOrder | None = None
    year: int | None = None
    clock: Clock | None = None
    decimal: DecimalMark | None = None
    unit: Unit | None = None
    scale: tuple[int, int] | None = None
    rounded: bool = False
    values: tuple[tuple[str, str], ...] = ()
    product: str | None = None
    weighs: str | None = None
    at: time | str | None = None
    amount: str | None = None
    form: str | None = None

    def __post_init__(self) -> None:
        if self.field is not None and self.field not in FIELDS:
            raise NotInMapping("is", self.field, ", ".join(FIELDS))
        if self.number is not None and not 1 <= self.number <= MOST_NUMBER:
            raise NotInMapping("number", f"{self.number}", f"1 to {MOST_NUMBER}")
        if self.scale is not None and self.scale[0] == self.scale[1]:
            raise NotInMapping("scale", f"{self.scale[0]}-{self.scale[1]}", "two numbers, such as 0-4")
        if isinstance(self.at, str) and self.at != LEFT_OUT:
            raise NotInMapping("at", self.at, f"a clock time such as 21:00, or {LEFT_OUT}")

    @property
    def slot(self) -> tuple[str | None, int | None]:
        """The name and the number that tell it apart from other columns of its field."""
        return self.name if self.field in NAMED else None, (self.number or 1) if self.field in NUMBERED else None

    def value_of(self, word: str) -> str | None:
        """Return what a word in a cell stands for; None where the mapping does not say."""
        return next((value for cell, value in self.values if cell == word), None)


@dataclass(frozen=True, slots=True)
class SheetMap:
    """The meaning of one sheet.

    Attributes:
        name: its name; empty for a CSV.
        used: whether it is imported; None while that is not known.
        columns: its columns, in their order.
        night: the day that the date of a row is; None in a sheet without nights.
        doses_on: the day of the clock times of doses; None where there are none.
        zero: the meaning of 0 in a column of doses; None where there is none.
        sleep: which of the times and the total is stored, where a row has both.
        blank_date: the meaning of a row without a date.
    """

    name: str
    columns: tuple[ColumnMap, ...]
    used: bool | None = None
    night: NightDate | None = None
    doses_on: DosesOn | None = None
    zero: Zero | None = None
    sleep: SleepBy | None = None
    blank_date: BlankDate | None = None

    def find(self, field: str, slot: tuple[str | None, int | None] | None = None) -> int | None:
        """Return the place of the column of a field; None where the sheet has none.

        Args:
            field: the field.
            slot: the name and number of the column; None for the first one.
        """
        return next(
            (
                place
                for place, column in enumerate(self.columns)
                if column.field == field and (slot is None or column.slot == slot)
            ),
            None,
        )

    def beside_dose(self, dose: ColumnMap, field: str) -> int | None:
        """Return the column that has another part of a dose; a column without a number is about all doses of a row."""
        own = self.find(field, (None, dose.number or 1))
        if own is not None or sum(each.field == DOSE for each in self.columns) == 1:
            return own if own is not None else self.find(field)
        only = self.find(field)
        return only if only is not None and self.columns[only].number is None else None

    def has(self, *entries: str) -> bool:
        """Return whether a column fills one of these entries."""
        return any(column.field is not None and FIELDS[column.field].of in entries for column in self.columns)


@dataclass(frozen=True, slots=True)
class TableMap:
    """The meaning of a table.

    Attributes:
        sheets: its sheets.
        products: the products of doses: name → kind.
        form: how a text file is written, as far as it was asked.
    """

    sheets: tuple[SheetMap, ...]
    products: tuple[tuple[str, str], ...] = ()
    form: TextForm = FIND_OUT

    def kind_of(self, product: str) -> str | None:
        """Return the kind of a product that the mapping names; None where it does not say."""
        wanted = " ".join(product.split()).casefold()
        return next((kind for name, kind in self.products if name.casefold() == wanted), None)


class OtherColumns(BadValue):
    """A mapping that was made for a table with other columns."""

    def __init__(self, source: str, missing: Sequence[str], more: Sequence[str]) -> None:
        told = [
            *([f"the table has no {_listed(missing)}"] if missing else []),
            *([f"the mapping does not name {_listed(more)}"] if more else []),
        ]
        super().__init__(f"{quote_typed(source)}: this mapping was made for other columns: {'; '.join(told)}")


_MOST_NAMED = 5


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}"


def fit_to_sheets(table: TableMap, sheets: Sequence[Sheet], source: str) -> TableMap:
    """Return a mapping with its sheets and columns in the order of the table.

    Raises:
        OtherColumns: the table has a sheet or a column that the mapping does not name, or the other way round.
    """
    by_name = {each.name: each for each in table.sheets}
    missing = [f"sheet {quote_typed(name)!r}" for name in by_name if name not in {each.name for each in sheets}]
    more = [f"sheet {quote_typed(each.name)!r}" for each in sheets if each.name not in by_name]
    if missing and len(table.sheets) == len(sheets) == 1:
        missing, more = [], []  # one sheet is the same, whatever it is called now
        by_name = {sheets[0].name: table.sheets[0]}
    fitted = []
    for sheet in sheets:
        own = by_name.get(sheet.name)
        if own is None:
            continue
        if own.used is False:
            fitted.append(SheetMap(sheet.name, tuple(ColumnMap(each) for each in sheet.header), used=False))
            continue
        of = f" of sheet {quote_typed(sheet.name)!r}" if len(sheets) > 1 else ""
        there, told = Counter(sheet.header), Counter(each.header for each in own.columns)
        missing += [f"column {quote_typed(header)!r}{of}" for header in (told - there).elements()]
        more += [f"column {quote_typed(header)!r}{of}" for header in (there - told).elements()]
        left = list(own.columns)
        columns = []
        for header in sheet.header:
            place = next((place for place, each in enumerate(left) if each.header == header), None)
            columns.append(ColumnMap(header) if place is None else left.pop(place))
        fitted.append(replace(own, name=sheet.name, columns=tuple(columns), used=True))
    if missing or more:
        raise OtherColumns(source, missing, more)
    return replace(table, sheets=tuple(fitted))
