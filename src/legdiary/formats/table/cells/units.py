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
    from collections.abc import Iterator, Sequence

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
        super().__init__(f"{shown}; accepted is an amount such as 2.5 g or 250 mg")


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
    cells = list(_amounts(values, mark))
    bare = [place for place, _, unit in cells if unit is None]
    own = list(dict.fromkeys(unit for _, _, unit in cells if unit is not None))
    words = [word.casefold() for word in _WORD.findall(header)]
    if not named and _GRAM_OR_GRAIN in words and bare:
        return _ask(values, bare[0], (Unit.GRAM, Unit.MILLIGRAM), "gr can mean gram or grain. ")
    unit = named[0] if len(named) == 1 else None
    if unit not in _TIMES:
        _check_same_unit(cells, unit)
    if len(named) > 1 and bare:
        return _ask(values, bare[0], tuple(named), "The header names several units. ")
    if unit is None and own and bare:
        choices = tuple(dict.fromkeys((*own, *((Unit.GRAM, Unit.MILLIGRAM) if set(own) & set(_WEIGHTS_IN_UG) else ()))))
        return _ask(values, bare[0], choices, "Other cells have their unit beside them. ")
    if unit is Unit.HOUR:
        return _find_hours(values, [(place, number) for place, number, own in cells if own is None])
    return unit


def _find_hours(values: Sequence[Value], cells: Sequence[tuple[int, Decimal]]) -> Unit | Unclear:
    """Return the unit of hours with decimals: 7.75 can only be a part of an hour, 7.30 can be 7 h 30 min as well."""
    parts = [(place, number % 1) for place, number in cells if number % 1]
    if all(part == _HALF for _, part in parts) or any(part >= _NO_MINUTES or (part * 100) % 1 for _, part in parts):
        return Unit.HOUR
    place = next(place for place, part in parts if part != _HALF)
    shown = quote_typed(str(values[place]))
    hours, minutes = divmod(dict(cells)[place] * 100, 100)
    as_part = round(dict(cells)[place] * 60)
    choices = (
        Choice(Unit.HOUR, f"{shown} is {as_part // 60} h {as_part % 60} min"),
        Choice(Unit.HOURS_POINT_MINUTES, f"{shown} is {hours:f} h {minutes:.0f} min"),
    )
    return Unclear(f"Is {shown} a part of an hour, or minutes after the mark?", choices, place)


def _ask(values: Sequence[Value], place: int, units: tuple[Unit, ...], why: str) -> Unclear:
    shown = quote_typed(str(values[place]))
    return Unclear(
        f"{why}What is the unit of {shown}?", tuple(Choice(unit, f"{shown} is {shown} {unit}") for unit in units), place
    )


def _amounts(values: Sequence[Value], mark: DecimalMark) -> Iterator[tuple[int, Decimal, Unit | None]]:
    """Yield the place, the number and the own unit of every cell that has a number."""
    for place, value in enumerate(values):
        try:
            number, unit = _split(value, mark)
        except BadValue:
            continue
        yield place, number, unit


def _check_same_unit(cells: Sequence[tuple[int, Decimal, Unit | None]], unit: Unit | None) -> None:
    """Refuse a column whose numbers become about a thousand times larger or smaller from one row to the next.

    Raises:
        Contradiction: they do.
    """
    before: tuple[int, Decimal] | None = None
    for place, number, own in cells:
        weighs = own or unit
        size = number * _WEIGHTS_IN_UG.get(weighs, 1) if weighs else number
        if own is not None and own != unit and (unit is None or own not in _WEIGHTS_IN_UG):
            before = None  # it says itself what it is; a number without any is asked about
            continue
        if size <= 0:
            continue
        if before is not None and own is None:
            smaller, larger = sorted((before[1], size))
            if larger >= smaller * _OTHER_UNIT:
                factor = "larger" if size > before[1] else "smaller"
                raise Contradiction(
                    before[0],
                    place,
                    f"the unit seems to change: {{second}} is {larger / smaller:.0f} times {factor} than {{first}}; "
                    "write the unit into the cells, such as 2.5 g and 2500 mg",
                )
        before = place, size


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
