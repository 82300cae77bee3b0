"""What can be measured, in which units and by whom, and how a value of it is read and refused.

Of questionnaires only totals are kept, never an item (facts B7).
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.decimal_mark import check_mark
from legdiary.domain.vocabulary import UnknownWord
from legdiary.errors import BadValue, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

MILLI = 1000
BY = ("self", "clinician")


class Unit(NamedTuple):
    """A unit that a value may have.

    Attributes:
        name: as it is stored and shown.
        typed: how it may be typed, beside that.
        least_milli, most_milli: what can be, in thousandths; a bar against slips, no normal range.
        stored_as: the unit it is kept in where that is another, and by what its values are divided for it.
    """

    name: str
    typed: tuple[str, ...] = ()
    least_milli: int = 0
    most_milli: int = 0
    stored_as: tuple[str, int] | None = None


class Scale(NamedTuple):
    """What can be measured.

    Attributes:
        name: what people type.
        label: what it is.
        units: its units; of a total only points.
        example: a value as it is typed.
        source: where the range is from, with its trust (facts); empty for laboratory values, which have none here.
    """

    name: str
    label: str
    units: tuple[Unit, ...]
    example: str
    source: str = ""

    @property
    def is_total(self) -> bool:
        """Whether it is the total of a questionnaire."""
        return self.units[0].name == POINTS

    @property
    def most(self) -> int:
        """The highest value in its first unit, whole."""
        return self.units[0].most_milli // MILLI


POINTS = "points"


def _total(name: str, label: str, most: int, source: str) -> Scale:
    return Scale(name, label, (Unit(POINTS, (), 0, most * MILLI),), f"{most // 2}", source)


MEASURES: Mapping[str, Scale] = MappingProxyType({
    scale.name: scale
    for scale in (
        _total("irls", "IRLS total", 40, "10 items × 0–4: facts B1 [V2]"),
        _total("sows", "SOWS total", 64, "16 items × 0–4, Handelsman 1987: facts B4 [V]"),
        _total("cows", "COWS total", 48, "11 items, Wesson & Ling 2003, doi:10.1080/02791072.2003.10400007 [V2]"),
        _total("phq9", "PHQ-9 total", 27, "9 items × 0–3 [V2]"),
        _total("gad7", "GAD-7 total", 21, "7 items × 0–3 [V2]"),
        Scale("ferritin", "ferritin", (
            Unit("ng/mL", ("ug/l", "mcg/l"), 100, 100_000 * MILLI),
        ), "48ng/mL"),
        Scale("tsat", "transferrin saturation", (Unit("%", ("percent",), 0, 100 * MILLI),), "18%"),
        Scale("haemoglobin", "haemoglobin", (
            Unit("g/dL", (), MILLI, 30 * MILLI),
            Unit("g/L", (), 10 * MILLI, 300 * MILLI, ("g/dL", 10)),
        ), "13.2g/dL"),
        Scale("magnesium", "magnesium in blood", (
            Unit("mmol/L", (), 50, 10 * MILLI), Unit("mg/dL", (), 100, 25 * MILLI),
        ), "0.82mmol/L"),
        Scale("egfr", "eGFR", (
            Unit("mL/min/1.73m2", ("ml/min",), MILLI, 250 * MILLI),
        ), "62mL/min"),
    )
})  # fmt: skip
_MEASURE_OTHERS = MappingProxyType({
    "transferrinsaturation": "tsat", "hemoglobin": "haemoglobin", "hb": "haemoglobin", "mg": "magnesium",
    "gfr": "egfr", "serumferritin": "ferritin",
})  # fmt: skip
# Compiled when first used, and kept by `re`: a report does not need it.
_VALUE = r"(?s)([0-9]{1,6})(?:([.,])([0-9]{1,4}))?\s*(\D.*)?"


class UnknownMeasure(BadValue):
    """Nothing that can be measured here."""

    def __init__(self, typed: str) -> None:
        from legdiary.domain.nearest import nearest

        close = nearest(_compact(typed), {name: name for name in MEASURES} | dict(_MEASURE_OTHERS))
        near = f" (did you mean {close}?)" if close else ""
        super().__init__(f"{shown(typed)!r} is no measure known here{near}; write one of: {', '.join(MEASURES)}")


class NotAMeasure(BadValue):
    """A value that this measure cannot have."""

    def __init__(self, scale: Scale, typed: str) -> None:
        if scale.is_total:
            accepted = f"a whole number from 0 to {scale.most}"
        else:
            ranges = (f"{plain_number(u.least_milli)} to {plain_number(u.most_milli)} {u.name}" for u in scale.units)
            accepted = f"{' or '.join(ranges)}, such as {scale.example}"
        super().__init__(f"{shown(typed)} is no value for {scale.name}; write {accepted}")


class MeasureUnitMissing(BadValue):
    """A laboratory value without its unit."""

    def __init__(self, scale: Scale, number: str) -> None:
        forms = " or ".join(f"{number}{unit.name}" for unit in scale.units)
        super().__init__(f"{scale.name} {number} of what? Write {forms}.")


def find_measure(typed: str) -> Scale:
    """What is measured.

    Raises:
        UnknownMeasure: nothing known here.
    """
    scale = known_measure(typed)
    if scale is None:
        raise UnknownMeasure(typed)
    return scale


def known_measure(typed: str) -> Scale | None:
    """What is measured, or None where nothing of that name is known."""
    key = _compact(typed)
    return MEASURES.get(_MEASURE_OTHERS.get(key, key))


def _compact(typed: str) -> str:
    return "".join(character for character in typed.casefold() if character.isalnum())


def parse_value(scale: Scale, text: str) -> tuple[int, str]:
    """The value in thousandths, and its unit: `48ug/L` → 48000 ng/mL, `18,5%` → 18500 %, `22` → 22000 points.

    Raises:
        NotAMeasure: no number, out of range, a fraction of a point, a unit it does not have.
        MeasureUnitMissing: a laboratory value without a unit.
        TwoReadings: three decimals that may be thousands.
    """
    typed = text.strip()
    match = re.fullmatch(_VALUE, typed)
    if match is None or not typed.isprintable():
        raise NotAMeasure(scale, text)
    whole, mark, fraction, unit_typed = match[1], match[2], match[3] or "", (match[4] or "").strip()
    if scale.is_total:
        if fraction or unit_typed or int(whole) > scale.most:
            raise NotAMeasure(scale, text)
        return int(whole) * MILLI, POINTS
    if not unit_typed:
        raise MeasureUnitMissing(scale, f"{whole}{'.' if fraction else ''}{fraction}")
    unit = next((unit for unit in scale.units if _same_unit(unit, unit_typed)), None)
    if unit is None:
        raise NotAMeasure(scale, text)
    check_mark(typed, whole, mark, fraction, unit.name)
    return _in_unit(scale, unit, whole, fraction, text)


def _in_unit(scale: Scale, unit: Unit, whole: str, fraction: str, typed: str) -> tuple[int, str]:
    name, divided_by = unit.stored_as or (unit.name, 1)
    value_milli, rest = divmod(int(whole + fraction.ljust(4, "0")), 10 * divided_by)
    if rest or not unit.least_milli <= value_milli * divided_by <= unit.most_milli:
        raise NotAMeasure(scale, typed)
    return value_milli, name


def _same_unit(unit: Unit, typed: str) -> bool:
    word = "".join(typed.casefold().split()).replace("µ", "u").replace("μ", "u").replace("²", "2")
    return word in {unit.name.casefold(), *unit.typed}


def parse_by(text: str) -> str:
    """Who rated it.

    Raises:
        UnknownWord: somebody else.
    """
    word = text.strip().lower()
    if word not in BY:
        raise UnknownWord("rater", word, BY)
    return word


def plain_number(value_milli: int) -> str:
    """Thousandths as a number with as many decimals as needed: `18500` → `18.5`."""
    whole, rest = divmod(abs(value_milli), MILLI)
    number = f"{whole}.{rest:03d}".rstrip("0") if rest else f"{whole}"
    return f"-{number}" if value_milli < 0 else number
