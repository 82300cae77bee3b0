"""Questionnaire totals, laboratory values and the heart rate: names, units, ranges, and the reading of typed values.

Only questionnaire totals are stored, never single items (facts B7).
"""

from __future__ import annotations

from types import MappingProxyType

from legdiary.domain.input.decimal_mark import check_mark
from legdiary.domain.input.night_vocabulary import UnknownWord
from legdiary.errors import BadValue, quote_typed
from legdiary.util.patterns import fullmatch
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

MILLI = 1000
BY = ("self", "clinician")
#: The conditions under which blood for iron values is drawn, and the measures that take them.
FASTING, NO_IRON = "fasting", "no iron for 24 h"
CONDITIONS = (FASTING, NO_IRON)
_OF_IRON = ("ferritin", "tsat")


class Unit(NamedTuple):
    """A unit of a value.

    Attributes:
        name: the unit as it is stored and shown.
        typed: other accepted spellings.
        least_milli, most_milli: the accepted range in thousandths, against typing errors; not a normal range.
        stored_as: the unit of storage where it is another one, and the divisor for the conversion.
    """

    name: str
    typed: tuple[str, ...] = ()
    least_milli: int = 0
    most_milli: int = 0
    stored_as: tuple[str, int] | None = None


class Scale(NamedTuple):
    """A questionnaire total, a laboratory value or the heart rate.

    Attributes:
        name: the name that people type.
        label: the name for readers.
        units: its units; only points for a total.
        example: a value as it is typed.
        source: the source of the range with its trust (facts); empty where it is no total.
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
        """The highest value in its first unit, as a whole number."""
        return self.units[0].most_milli // MILLI


POINTS = "points"
HEART_RATE = "heart-rate"


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
        Scale(HEART_RATE, "heart rate", (
            Unit("/min", ("bpm", "permin", "/minute", "perminute", "beats/min", "beatsperminute"), 20 * MILLI,
                 300 * MILLI),
        ), "96/min"),
    )
})  # fmt: skip
_MEASURE_OTHERS = MappingProxyType({
    "transferrinsaturation": "tsat", "hemoglobin": "haemoglobin", "hb": "haemoglobin", "mg": "magnesium",
    "gfr": "egfr", "serumferritin": "ferritin", "heartrate": HEART_RATE, "pulse": HEART_RATE, "pulserate": HEART_RATE,
    "hr": HEART_RATE,
})  # fmt: skip
# Not compiled at import: `re` compiles and caches it at first use, and a report never uses it.
_VALUE = r"(?s)([0-9]{1,6})(?:([.,])([0-9]{1,4}))?\s*(\D.*)?"


class UnknownMeasure(BadValue):
    """An unknown measure."""

    def __init__(self, typed: str) -> None:
        from legdiary.domain.input.spelling_suggestions import name_nearest

        near = name_nearest(_compact(typed), {_compact(name): name for name in MEASURES} | dict(_MEASURE_OTHERS))
        super().__init__(f"{quote_typed(typed)!r} is not a known measure{near}", "legdiary measure --list")


class NotAMeasure(BadValue):
    """A value that this measure cannot have."""

    def __init__(self, scale: Scale, typed: str) -> None:
        if scale.is_total:
            accepted = f"a whole number from 0 to {scale.most}"
        else:
            ranges = (f"{plain_number(u.least_milli)} to {plain_number(u.most_milli)} {u.name}" for u in scale.units)
            accepted = f"{' or '.join(ranges)}, such as {scale.example}"
        super().__init__(f"{quote_typed(typed)} is not a valid value for {scale.name}; write {accepted}")


class MeasureUnitMissing(BadValue):
    """A value without its unit."""

    def __init__(self, scale: Scale, number: str) -> None:
        forms = " or ".join(f"{number}{unit.name}" for unit in scale.units)
        super().__init__(f"{scale.name} {number} of what? Write {forms}.")


class ConditionsOfIron(BadValue):
    """`--fasting` or `--no-iron` with a value that is not ferritin or tsat."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{quote_typed(name)} takes no --fasting or --no-iron; these are for {' and '.join(_OF_IRON)}")


def check_conditions(name: str, conditions: tuple[str, ...]) -> None:
    """Refuse conditions of a measure other than an iron value, unknown ones, and those twice or out of order.

    Raises:
        ConditionsOfIron, UnknownWord.
    """
    if name not in _OF_IRON:
        raise ConditionsOfIron(name)
    for word in conditions:
        if word not in CONDITIONS:
            raise UnknownWord("condition", word, CONDITIONS)
    if conditions != tuple(word for word in CONDITIONS if word in conditions):
        raise UnknownWord("list of conditions", ", ".join(conditions), CONDITIONS)


def find_measure(typed: str) -> Scale:
    """Return the measure of a typed name.

    Raises:
        UnknownMeasure: the name is not known here.
    """
    scale = known_measure(typed)
    if scale is None:
        raise UnknownMeasure(typed)
    return scale


def known_measure(typed: str) -> Scale | None:
    """Return the measure of a typed name; None where the name is not known here."""
    key = _compact(typed)
    return MEASURES.get(_MEASURE_OTHERS.get(key, key))


def _compact(typed: str) -> str:
    return "".join(character for character in typed.casefold() if character.isalnum())


def parse_value(scale: Scale, text: str) -> tuple[int, str]:
    """Return the value in thousandths and its unit: `48ug/L` → 48000 ng/mL, `18,5%` → 18500 %, `22` → 22000 points.

    Raises:
        NotAMeasure: not a number, out of range, a fraction of a point, or a unit of another measure.
        MeasureUnitMissing: no unit, where the value has one.
        TwoReadings: three decimals that could be thousands.
    """
    typed = text.strip()
    match = fullmatch(_VALUE, typed)
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
    return _convert(scale, unit, whole, fraction, text)


def _convert(scale: Scale, unit: Unit, whole: str, fraction: str, typed: str) -> tuple[int, str]:
    name, divided_by = unit.stored_as or (unit.name, 1)
    value_milli, rest = divmod(int(whole + fraction.ljust(4, "0")), 10 * divided_by)
    if rest or not unit.least_milli <= value_milli * divided_by <= unit.most_milli:
        raise NotAMeasure(scale, typed)
    return value_milli, name


def _same_unit(unit: Unit, typed: str) -> bool:
    word = "".join(typed.casefold().split()).replace("µ", "u").replace("μ", "u").replace("²", "2")
    return word in {unit.name.casefold(), *unit.typed}


def parse_by(text: str) -> str:
    """Return the rater, self or clinician.

    Raises:
        UnknownWord: any other word.
    """
    word = text.strip().lower()
    if word not in BY:
        raise UnknownWord("rater", word, BY)
    return word


def plain_number(value_milli: int) -> str:
    """Return thousandths as a number with as many decimals as needed: `18500` → `18.5`."""
    whole, rest = divmod(abs(value_milli), MILLI)
    number = f"{whole}.{rest:03d}".rstrip("0") if rest else f"{whole}"
    return f"-{number}" if value_milli < 0 else number


def format_value(value_milli: int, unit: str) -> str:
    """Return a value with its unit as people read it: `22`, `48 ng/mL`, `96/min`."""
    number = plain_number(value_milli)
    if unit == POINTS:
        return number
    return f"{number}{unit}" if unit.startswith("/") else f"{number} {unit}"
