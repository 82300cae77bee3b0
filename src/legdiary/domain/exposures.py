"""What else may matter: factors, symptoms, medicines, and measures; and the names that people use for them (facts B8).

Names are matched whatever the capitals, and a hyphen is as good as a blank: `fast-heartbeat` is `fast heartbeat`. The
names here are offered first; a name that the diary holds already is known as well; a new one is kept on purpose only.
Of questionnaires only totals are kept, never an item (facts B7).
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from legdiary.domain.amounts import Asks
from legdiary.domain.entries import check_range
from legdiary.domain.moments import MINUTE
from legdiary.domain.text import check_name
from legdiary.domain.vocabulary import UnknownWord
from legdiary.errors import BadValue, Refused, shown
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries import Stored
    from legdiary.domain.moments import Moment

GRADE_MOST = 3
MILLI = 1000
BY = ("self", "clinician")
_ALIKE = 0.75
_MOST_LISTED = 30


# ---------------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that may matter for a night.

    Attributes:
        amount: how much, in a person's own words.
        helped: 0 not at all – 3 very much.
    """

    kind: ClassVar[str] = "factor"

    night_of: date
    name: str
    at: Moment | None = None
    amount: str | None = None
    helped: int | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        check_range("helped", self.helped, 0, GRADE_MOST)


@dataclass(frozen=True, slots=True)
class Symptom:
    """How much of one symptom there was in one night: 0 none – 3 much."""

    kind: ClassVar[str] = "symptom"

    night_of: date
    name: str
    grade: int

    def __post_init__(self) -> None:
        check_range("grade", self.grade, 0, GRADE_MOST)


@dataclass(frozen=True, slots=True)
class Medicine:
    """One taking of a medicine; its amount as typed, in one spelling."""

    kind: ClassVar[str] = "medicine"

    night_of: date
    at: Moment
    name: str
    amount: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A total or a laboratory value.

    Attributes:
        value_milli: thousandths of the unit.
        by: who rated it, self or clinician; None where it is not said.
    """

    kind: ClassVar[str] = "measure"

    taken_on: date
    name: str
    value_milli: int
    unit: str
    by: str | None = None

    def __post_init__(self) -> None:
        if self.by is not None and self.by not in BY:
            raise UnknownWord("rater", self.by, BY)
        scale = MEASURES.get(self.name)
        unit = None if scale is None else next((unit for unit in scale.units if unit.name == self.unit), None)
        if scale is not None and (unit is None or not unit.least_milli <= self.value_milli <= unit.most_milli):
            raise NotAMeasure(scale, f"{plain_number(self.value_milli)} {self.unit}")

    @property
    def night_of(self) -> date:
        """The day it is listed under: its own date."""
        return self.taken_on


# ---------------------------------------------------------------------- names


class Vocabulary(NamedTuple):
    """The names of one kind of entry.

    Attributes:
        what: what such a name is called.
        names: the names, as they are stored and shown.
        others: other spellings and words for them.
    """

    what: str
    names: tuple[str, ...]
    others: Mapping[str, str]

    def find(self, typed: str) -> str | None:
        """The name that was meant, or None."""
        key = _key(typed)
        return self.others.get(key) or next((name for name in self.names if _key(name) == key), None)

    def nearest(self, typed: str) -> str | None:
        """The name that looks most like what was typed, or None where none does."""
        spellings = {_key(name): name for name in self.names} | dict(self.others)
        close = get_close_matches(_key(typed), spellings, n=1, cutoff=_ALIKE)
        return spellings[close[0]] if close else None


def _key(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


FACTORS = Vocabulary(
    "factor",
    (
        # may worsen
        "caffeine", "alcohol", "nicotine", "antihistamine", "anti-nausea medicine", "antidepressant", "antipsychotic",
        "late exercise", "long sitting", "travel", "stress", "missed dose", "late dose", "poor sleep", "menstruation",
        "pregnancy",
        # may relieve
        "walking", "stretching", "massage", "heat", "cold", "exercise", "regular bedtime", "distraction", "relaxation",
        "compression",
    ),
    MappingProxyType({
        "coffee": "caffeine", "antihistamines": "antihistamine", "anti nausea": "anti-nausea medicine",
        "antinausea": "anti-nausea medicine", "ssri": "antidepressant", "snri": "antidepressant",
        "mirtazapine": "antidepressant", "antidepressants": "antidepressant", "sitting": "long sitting",
        "long travel": "travel", "late dosing": "late dose", "bad sleep": "poor sleep", "period": "menstruation",
        "walk": "walking", "moving": "walking", "stretches": "stretching", "warm bath": "heat", "hot bath": "heat",
        "bath": "heat", "warm compress": "heat", "cool pack": "cold", "cold pack": "cold", "ice pack": "cold",
        "reading": "distraction", "puzzle": "distraction", "cbt": "relaxation",
    }),
)  # fmt: skip
SYMPTOMS = Vocabulary(
    "symptom",
    (
        "nausea", "vomiting", "constipation", "diarrhoea", "fast heartbeat", "sweating", "hot flushes", "chills",
        "runny nose", "watery eyes", "yawning", "muscle aches", "low appetite", "restlessness", "anxiety", "low mood",
        "irritability", "craving", "fatigue", "daytime sleepiness", "dizziness", "headache",
    ),
    MappingProxyType({
        "diarrhea": "diarrhoea", "palpitations": "fast heartbeat", "sweats": "sweating", "hot flush": "hot flushes",
        "hot flash": "hot flushes", "hot flashes": "hot flushes", "muscle ache": "muscle aches",
        "muscle pain": "muscle aches", "restless": "restlessness", "anxious": "anxiety", "cravings": "craving",
        "tiredness": "fatigue", "sleepiness": "daytime sleepiness", "headaches": "headache",
    }),
)  # fmt: skip

GABAPENTIN, GABAPENTINOID, DOPAMINE_AGONIST, LEVODOPA = "gabapentin", "gabapentinoid", "dopamine agonist", "levodopa"
IRON, IRON_INFUSION, OPIOID, BENZODIAZEPINE = "iron", "iron infusion", "opioid", "benzodiazepine"
CLONIDINE, DIURETIC, ACID_REDUCER = "clonidine", "loop or thiazide diuretic", "proton-pump inhibitor"
CALCIUM_BLOCKER, TETRACYCLINE, QUINOLONE = "calcium-channel blocker", "tetracycline", "quinolone"
NITROFURANTOIN, BISPHOSPHONATE, THYROID = "nitrofurantoin", "bisphosphonate", "thyroid hormone"
_BY_CLASS = {
    GABAPENTIN: ("gabapentin",),
    GABAPENTINOID: ("gabapentin enacarbil", "pregabalin"),
    DOPAMINE_AGONIST: ("pramipexole", "ropinirole", "rotigotine"),
    LEVODOPA: ("levodopa",),
    IRON: ("iron", "ferrous sulfate", "ferrous fumarate", "ferrous gluconate", "iron bisglycinate"),
    IRON_INFUSION: ("iron infusion",),
    OPIOID: (
        "buprenorphine", "methadone", "oxycodone", "hydrocodone", "morphine", "codeine", "tramadol", "tapentadol",
        "hydromorphone", "fentanyl",
    ),
    BENZODIAZEPINE: ("clonazepam", "diazepam", "lorazepam", "alprazolam", "temazepam", "oxazepam"),
    CLONIDINE: ("clonidine",),
    DIURETIC: ("furosemide", "torasemide", "bumetanide", "hydrochlorothiazide", "chlortalidone", "indapamide"),
    ACID_REDUCER: ("omeprazole", "esomeprazole", "pantoprazole", "lansoprazole", "rabeprazole"),
    CALCIUM_BLOCKER: ("amlodipine", "nifedipine", "felodipine", "verapamil", "diltiazem"),
    TETRACYCLINE: ("doxycycline", "minocycline", "tetracycline", "lymecycline"),
    QUINOLONE: ("ciprofloxacin", "levofloxacin", "moxifloxacin", "ofloxacin"),
    NITROFURANTOIN: ("nitrofurantoin",),
    BISPHOSPHONATE: ("alendronate", "risedronate", "ibandronate"),
    THYROID: ("levothyroxine",),
}  # fmt: skip
#: Name → class, for the medicines of interest (facts B8); swallowed, unless the class says otherwise.
MEDICINE_CLASSES: Mapping[str, str] = MappingProxyType({
    name: of for of, names in _BY_CLASS.items() for name in names
})  # fmt: skip
MEDICINES = Vocabulary(
    "medicine",
    tuple(MEDICINE_CLASSES),
    MappingProxyType({
        "carbidopa levodopa": "levodopa", "levodopa carbidopa": "levodopa", "oral iron": "iron", "iron tablet": "iron",
        "iron tablets": "iron", "ferrous sulphate": "ferrous sulfate", "iv iron": "iron infusion",
        "iron iv": "iron infusion", "torsemide": "torasemide", "chlorthalidone": "chlortalidone", "hctz":
        "hydrochlorothiazide", "frusemide": "furosemide", "alendronic acid": "alendronate", "risedronic acid":
        "risedronate", "ibandronic acid": "ibandronate", "thyroxine": "levothyroxine", "l thyroxine": "levothyroxine",
    }),
)  # fmt: skip
VOCABULARIES = MappingProxyType({each.what: each for each in (FACTORS, SYMPTOMS, MEDICINES)})
#: What has a command of its own, so that its milligrams are counted.
_OWN_COMMANDS = MappingProxyType({"magnesium": "legdiary magnesium 200mg", "kratom": "legdiary kratom 2.5g"})
_EXAMPLES = MappingProxyType({
    "factor": "legdiary factor {}", "symptom": "legdiary symptom {} 2", "medicine": "legdiary medicine {} '1 tablet'",
})  # fmt: skip


class UnknownName(BadValue):
    """A name that is neither known here nor in the diary: perhaps a slip, perhaps a name of one's own."""

    def __init__(self, vocabulary: Vocabulary, typed: str) -> None:
        near = vocabulary.nearest(typed)
        if near is not None:
            meant = f" (did you mean {near}?)"
        elif len(vocabulary.names) <= _MOST_LISTED:
            meant = f"; known are {', '.join(vocabulary.names)}"
        else:
            meant = "; known are generic names, such as gabapentin, iron or doxycycline"
        super().__init__(
            f"{shown(typed)!r} is no {vocabulary.what} known here{meant}; add --new to keep it as your own",
            _elsewhere(vocabulary, typed) if near is None else None,
        )


def _elsewhere(vocabulary: Vocabulary, typed: str) -> str | None:
    """The command that does know the name."""
    for other in VOCABULARIES.values():
        name = other.find(typed)
        if other is not vocabulary and name is not None:
            return _EXAMPLES[other.what].format(f"'{name}'" if " " in name else name)
    return None


class HasItsCommand(BadValue):
    """Magnesium as a medicine, kratom as a factor."""

    def __init__(self, vocabulary: Vocabulary, name: str) -> None:
        super().__init__(
            f"{name} is no {vocabulary.what} here: it has a command of its own, which counts it", _OWN_COMMANDS[name]
        )


def find_name(vocabulary: Vocabulary, typed: str, used: Iterable[str], *, new: bool) -> str:
    """The name as it is stored.

    Args:
        vocabulary: the names of this kind of entry.
        typed: what was typed.
        used: the names that the diary holds already.
        new: a name met for the first time is kept.

    Raises:
        UnknownName: nowhere known, and not said to be new.
        HasItsCommand: magnesium or kratom.
        NoName, TooLong, UnreadableText: no name at all.
    """
    name = check_name(typed, vocabulary.what)
    key = _key(name)
    if key in _OWN_COMMANDS:
        raise HasItsCommand(vocabulary, key)
    known = vocabulary.find(name) or next((own for own in used if _key(own) == key), None)
    if known is None and not new:
        raise UnknownName(vocabulary, name)
    return known or name.lower()


# ---------------------------------------------------------------------- amounts of a medicine

_UNITS: dict[str, tuple[str, str]] = {
    "mg": ("mg", "mg"), "g": ("g", "g"), "mcg": ("mcg", "mcg"), "ug": ("mcg", "mcg"), "iu": ("IU", "IU"),
    "ml": ("mL", "mL"), "tablet": ("tablet", "tablets"), "tab": ("tablet", "tablets"),
    "capsule": ("capsule", "capsules"), "cap": ("capsule", "capsules"), "drop": ("drop", "drops"),
    "patch": ("patch", "patches"), "patches": ("patch", "patches"), "spray": ("spray", "sprays"),
    "puff": ("puff", "puffs"), "sachet": ("sachet", "sachets"), "unit": ("unit", "units"),
    "injection": ("injection", "injections"), "infusion": ("infusion", "infusions"),
}  # fmt: skip
# Compiled when first used, and kept by `re`: a report needs none of them.
_AMOUNT = (
    r"(?i)(?:(?P<part>[1-3]/[2-4])|(?P<whole>[0-9]{1,6})(?:(?P<mark>[.,])(?P<fraction>[0-9]{1,4}))?)"
    r"\s*(?P<unit>[a-zµμ]+)"
)
_BARE = r"[0-9]{1,6}(?:[.,/][0-9]{1,4})?"
_THOUSANDS = 3


class NotAMedicineAmount(BadValue):
    """No amount of a medicine that can be read."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{shown(typed)!r} is no amount; write 300mg, 0.5mg, 50mcg, '1 tablet' or '10 drops'")


class MedicineUnitMissing(BadValue):
    """A medicine's amount without its unit: 300 of what?"""

    def __init__(self, typed: str) -> None:
        number = typed.strip().replace(",", ".")
        super().__init__(f"{number} of what? Write {number}mg or '{number} tablets'.")


class NothingTakenOfIt(BadValue):
    """A medicine of which nothing was taken."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{shown(typed)} is nothing taken; write an amount above 0, such as 300mg")


class TwoReadings(BadValue):
    """`2,500mg`: a decimal mark or a thousands mark?"""

    def __init__(self, typed: str, thousands: str, decimal: str) -> None:
        super().__init__(f"{shown(typed)} can be read two ways; write {thousands} or {decimal}")


def parse_medicine_amount(text: str) -> str:
    """The amount in one spelling: `300mg` → `300 mg`, `0,5 MG` → `0.5 mg`, `1/2 tab` → `1/2 tablet`.

    Raises:
        MedicineUnitMissing, NotAMedicineAmount, NothingTakenOfIt, TwoReadings.
    """
    typed = text.strip()
    if re.fullmatch(_BARE, typed):
        raise MedicineUnitMissing(typed)
    match = re.fullmatch(_AMOUNT, typed)
    unit = _unit(match["unit"]) if match else None
    if match is None or unit is None:
        raise NotAMedicineAmount(text)
    if match["part"]:
        return f"{match['part']} {unit[0]}"
    whole, fraction = match["whole"].lstrip("0") or "0", match["fraction"] or ""
    if whole == "0" and not fraction.strip("0"):
        raise NothingTakenOfIt(text)
    number = f"{whole}.{fraction}".rstrip("0").rstrip(".") if fraction else whole
    _check_mark(typed, match, whole, fraction, unit[1])
    return f"{number} {unit[0] if number == '1' else unit[1]}"


def is_medicine_amount(text: str) -> bool:
    """Whether the text has the shape of an amount with its unit."""
    match = re.fullmatch(_AMOUNT, text.strip())
    return match is not None and _unit(match["unit"]) is not None


def _unit(typed: str) -> tuple[str, str] | None:
    word = typed.casefold().replace("µ", "u").replace("μ", "u")
    return _UNITS.get(word) or (_UNITS.get(word.removesuffix("s")) if len(word) > len("mgs") else None)


def _check_mark(typed: str, match: re.Match[str], whole: str, fraction: str, unit: str) -> None:
    """Refuse three decimals that may as well be thousands; `1.125mg` can only be one thing."""
    may_be = len(fraction) == _THOUSANDS and whole != "0"
    if may_be and (match["mark"] == "," or fraction.endswith("0")):
        decimal = f"{whole}.{fraction}".rstrip("0").rstrip(".")
        raise TwoReadings(typed, f"{whole}{fraction} {unit}", f"{decimal} {unit}")


# ---------------------------------------------------------------------- measures


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
_VALUE = r"(?s)([0-9]{1,6})(?:([.,])([0-9]{1,4}))?\s*(\D.*)?"


class UnknownMeasure(BadValue):
    """Nothing that can be measured here."""

    def __init__(self, typed: str) -> None:
        close = get_close_matches(_compact(typed), (*MEASURES, *_MEASURE_OTHERS), n=1)
        near = f" (did you mean {_MEASURE_OTHERS.get(close[0], close[0])}?)" if close else ""
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
    if len(fraction) == _THOUSANDS and whole.strip("0"):
        decimal = f"{whole}.{fraction}".rstrip("0").rstrip(".")
        if mark == "," or decimal != f"{whole}.{fraction}":
            raise TwoReadings(typed, f"{whole}{fraction}{unit.name}", f"{decimal}{unit.name}")
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
    whole, rest = divmod(value_milli, MILLI)
    return f"{whole}.{rest:03d}".rstrip("0") if rest else f"{whole}"


# ---------------------------------------------------------------------- twice by accident


class MeasureThere(Refused):
    """The same value of the same day again: it adds nothing."""

    def __init__(self, scale_name: str, day: date, number: int) -> None:
        super().__init__(f"that {scale_name} of {day} is stored already (#{number})")


def check_medicine_beside(taking: Medicine, others: Sequence[Stored], *, confirmed: bool) -> None:
    """Refuse to store the same taking of a medicine twice by accident.

    Raises:
        Asks: the same medicine and amount in the same minute.
    """
    for stored in others if not confirmed else ():
        other = stored.entry
        if (other.name, other.amount) == (taking.name, taking.amount) and _same_minute(other.at, taking.at):
            raise Asks(f"{taking.amount} of it at {taking.at.local:%H:%M} is stored already (#{stored.id}).")


def check_factor_beside(factor: Factor, others: Sequence[Stored], *, confirmed: bool) -> None:
    """Refuse to store the very same factor twice by accident.

    Raises:
        Asks: the same in every field.
    """
    for stored in others if not confirmed else ():
        if stored.entry == factor:
            raise Asks(f"{factor.night_of} has the very same entry already (#{stored.id}).")


def check_measure_beside(measure: Measure, others: Sequence[Stored]) -> None:
    """Refuse the very same measure of the same day.

    Raises:
        MeasureThere: it is there.
    """
    for stored in others:
        if stored.entry == measure:
            raise MeasureThere(measure.name, measure.taken_on, stored.id)


def _same_minute(one: Moment, other: Moment) -> bool:
    return one.utc_s // MINUTE == other.utc_s // MINUTE
