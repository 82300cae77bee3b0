"""Units of amounts and durations: in the header, in the cells, and where a column changes its own."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from legdiary.domain.input.units import WEIGHTS
from legdiary.errors import BadValue, quote_typed
from legdiary.formats.table.cells.findings import Amount, Choice, Contradiction, DecimalMark, Unclear, Unit
from legdiary.formats.table.cells.numbers import find_decimal_mark, number_at_start, read_number, shown_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from legdiary.formats.table.sheets import Value

#: Word in small letters → unit; those that the command line reads, and the usual words of other languages.
_WORDS = {
    **{word: Unit(unit) for word, unit in WEIGHTS.items()},
    **dict.fromkeys(("gramm", "gramo", "gramos", "grammo", "grammi", "grama", "gramas", "grammen"), Unit.GRAM),
    **dict.fromkeys(
        ("mgs", "milligramm", "milligramme", "milligrammes", "miligramo", "miligramos", "milligrammo", "milligrammi",
         "miligrama", "miligramas"), Unit.MILLIGRAM,
    ),
    **dict.fromkeys(("mikrogramm", "microgramme", "microgrammes", "microgramo", "microgramos"), Unit.MICROGRAM),
    **dict.fromkeys(
        ("cap", "caps", "capsule", "capsules", "kapsel", "kapseln", "gélule", "gélules", "cápsula", "cápsulas",
         "capsula", "capsulas"), Unit.CAPSULE,
    ),
    **dict.fromkeys(
        ("tab", "tabs", "tablet", "tablets", "tablette", "tabletten", "comprimé", "comprimés", "comprimido",
         "comprimidos"), Unit.TABLET,
    ),
    **dict.fromkeys(("%", "percent", "prozent"), Unit.PERCENT),
    **dict.fromkeys(
        ("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "heure", "heures", "hora", "horas", "ora",
         "ore", "uur"), Unit.HOUR,
    ),
    **dict.fromkeys(
        ("min", "mins", "minute", "minutes", "minuten", "minuto", "minutos", "minuti", "minuut"), Unit.MINUTE,
    ),
}  # fmt: skip
#: Short for gram to some, and the sign of the grain to others.
_GRAM_OR_GRAIN = "gr"
_IN_BRACKETS = re.compile(r"[(\[{]\s*([^()\[\]{}]+?)\s*[)\]}]")
_WORD = re.compile(r"[^\W\d_]+|%")
#: Words of one letter are units only where a header says so: at its end, after `in`, a slash or an underscore.
_AT_END = re.compile(r"(?:^|\bin |[\s_/])([^\W\d_]|%)\s*$", re.IGNORECASE)
_WEIGHTS_IN_UG = {Unit.GRAM: 1_000_000, Unit.MILLIGRAM: 1_000, Unit.MICROGRAM: 1}
_TIMES = (Unit.HOUR, Unit.MINUTE, Unit.HOURS_POINT_MINUTES)
#: One amount after the other in the same unit never differs by so much; grams and milligrams do, by a thousand.
_OTHER_UNIT = 400
#: Half an hour, and the smallest decimals that cannot be minutes.
_HALF, _NO_MINUTES = Decimal("0.5"), Decimal("0.6")


class UnitMissing(BadValue):
    """A number without its unit."""

    def __init__(self, shown: str, accepted: str) -> None:
        super().__init__(f"{shown} without its unit; {accepted}")


class NotAnAmount(BadValue):
    """A cell that is no amount."""

    def __init__(self, shown: str) -> None:
        super().__init__(f"{shown}; accepted: an amount such as 2.5 g or 250 mg")


def unit_of_word(word: str) -> Unit | None:
    """Return the unit that a word names, in any usual spelling; None if it names none."""
    return _WORDS.get(word.strip().rstrip(".").casefold())


def _units_in_header(header: str) -> list[Unit]:
    """Return the units that a header names, the surest place first; each once."""
    for inside in _IN_BRACKETS.findall(header):
        found = [unit for word in re.split(r"[\s,;]+|(?:or|oder|ou)\b", inside) if (unit := unit_of_word(word))]
        if found:
            return list(dict.fromkeys(found))
    plain = _IN_BRACKETS.sub(" ", header)
    words = [word for word in _WORD.findall(plain) if len(word) > 1]
    end = _AT_END.search(plain)
    found = [unit for word in (*words, *([end[1]] if end else [])) if (unit := unit_of_word(word))]
    return list(dict.fromkeys(found))


def find_unit(header: str, values: Sequence[Value], mark: DecimalMark | None = None) -> Unit | Unclear | None:
    """Return the unit of the numbers in a column that have none beside them.

    Args:
        header: the column's name, such as `Kratom (g)`, `dose_mg`, `Gramm`.
        values: the column.
        mark: its decimal mark, if it was asked.

    Returns:
        None where neither the header nor the cells say one, and where every cell says its own.

    Raises:
        Contradiction: from one row on the numbers are those of another unit.
    """
    if mark is None:
        found = find_decimal_mark(values)
        mark = DecimalMark.POINT if isinstance(found, Unclear) else found
    named = _units_in_header(header)
    unit = named[0] if len(named) == 1 else None
    numbers = _Numbers(unit)
    for place, value in enumerate(values):
        try:
            numbers.add(place, *_split(value, mark))
        except Contradiction:
            raise
        except BadValue:
            continue  # a word among the numbers; its reader refuses it
    bare = numbers.bare
    if bare is not None and not named and _GRAM_OR_GRAIN in [word.casefold() for word in _WORD.findall(header)]:
        return _ask(values[bare], bare, (Unit.GRAM, Unit.MILLIGRAM), "gr can mean gram or grain. ")
    if bare is not None and len(named) > 1:
        return _ask(values[bare], bare, tuple(named), "The header names several units. ")
    if bare is not None and unit is None and numbers.own:
        weights = (Unit.GRAM, Unit.MILLIGRAM) if numbers.own.keys() & _WEIGHTS_IN_UG.keys() else ()
        choices = tuple(dict.fromkeys((*numbers.own, *weights)))
        return _ask(values[bare], bare, choices, "Other cells have their unit beside them. ")
    return _find_hours(numbers.parts, values) if unit is Unit.HOUR else unit


class _Numbers:
    """The numbers of a column, one after the other.

    Attributes:
        bare: the place of the first number without a unit beside it.
        own: the units that stand beside numbers.
        parts: number without a unit and with decimals → its first place.
    """

    def __init__(self, unit: Unit | None) -> None:
        self._unit = unit
        self._before: tuple[int, Decimal] | None = None
        self.bare: int | None = None
        self.own: dict[Unit, int] = {}
        self.parts: dict[Decimal, int] = {}

    def add(self, place: int, number: Decimal, own: Unit | None) -> None:
        """Add a number.

        Raises:
            Contradiction: it has no unit beside it, and the unit of the column seems to change at it.
        """
        if own is None:
            self.bare = place if self.bare is None else self.bare
            if number % 1:
                self.parts.setdefault(number, place)
        else:
            self.own.setdefault(own, place)
        if self._unit not in _TIMES and number > 0:
            self._check_same_unit(place, number, own)

    def _check_same_unit(self, place: int, number: Decimal, own: Unit | None) -> None:
        """Refuse a number that is about a thousand times larger or smaller than the one before."""
        unit = own or self._unit
        if own is not None and self._unit is None:
            self._before = None  # it says itself what it is; a number without any is asked about
            return
        size = number * _WEIGHTS_IN_UG.get(unit, 1) if unit else number
        before, self._before = self._before, (place, size)
        if before is None or own is not None:
            return
        smaller, larger = sorted((before[1], size))
        if larger >= smaller * _OTHER_UNIT:
            factor = "larger" if size > before[1] else "smaller"
            raise Contradiction(
                before[0],
                place,
                f"the unit seems to change: {{second}} is {larger / smaller:.0f} times {factor} than {{first}}; "
                "write the unit into the cells, such as 2.5 g and 2500 mg",
            )


def _find_hours(parts: Mapping[Decimal, int], values: Sequence[Value]) -> Unit | Unclear:
    """Return the unit of hours with decimals: 7.75 can only be a part of an hour, 7.30 can be 7 h 30 min as well."""
    decimals = [number % 1 for number in parts]
    if all(part == _HALF for part in decimals) or any(p >= _NO_MINUTES or (p * 100) % 1 for p in decimals):
        return Unit.HOUR
    number, place = next((number, place) for number, place in parts.items() if number % 1 != _HALF)
    hours, minutes = divmod(number * 100, 100)
    as_part = round(number * 60)
    shown = quote_typed(str(values[place]))
    choices = (
        Choice(Unit.HOUR, f"{shown} is {as_part // 60} h {as_part % 60} min"),
        Choice(Unit.HOURS_POINT_MINUTES, f"{shown} is {hours:f} h {minutes:.0f} min"),
    )
    return Unclear(f"Is {shown} a part of an hour, or minutes after the mark?", choices, place)


def _ask(value: Value, place: int, units: tuple[Unit, ...], why: str) -> Unclear:
    shown = quote_typed(str(value))
    choices = tuple(Choice(unit, f"{shown} is {shown} {unit}") for unit in units)
    return Unclear(f"{why}What is the unit of {shown}?", choices, place)


def _split(value: Value, mark: DecimalMark) -> tuple[Decimal, Unit | None]:
    """Return the number of a cell and the unit beside it.

    Raises:
        BadValue: it is no number, or what stands beside it is no unit.
    """
    if not isinstance(value, str):
        return read_number(value, mark), None
    number = number_at_start(value)
    rest = value[len(number) :].strip()
    if not number:
        raise NotAnAmount(shown_value(value))
    unit = unit_of_word(rest) if rest else None
    if rest and unit is None:
        raise NotAnAmount(shown_value(value))
    return read_number(number, mark), unit


def read_amount(value: Value, unit: Unit | None, mark: DecimalMark = DecimalMark.POINT) -> Amount:
    """Return an amount in the unit beside it, or in the unit of the column.

    Raises:
        BadValue: it is no amount, or has no unit.
    """
    number, own = _split(value, mark)
    found = own or unit
    if found is None:
        raise UnitMissing(shown_value(value), "write 2.5 g or 250 mg, or name the unit in the header, such as (g)")
    if found in _TIMES:
        raise NotAnAmount(shown_value(value))
    return Amount(number, found)
