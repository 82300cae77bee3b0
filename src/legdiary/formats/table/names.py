"""The recognition of a column, or of a word of a person's own, by its name in seven languages.

`suggest_field` says which field a header most likely is, `find_factor` and `find_symptom` which name of the diary a
word is. Other apps' files in which people keep words of their own ask the same functions.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.entries.name_vocabulary import FACTORS, MEDICINES, SYMPTOMS
from legdiary.formats.table.header_words import (
    FACTOR_WORDS,
    FIELD_WORDS,
    FILLERS,
    MEDICINE_WORDS,
    PARTS_OF_DAY,
    SUBSTANCE_WORDS,
    SYMPTOM_WORDS,
    UNSURE_WORDS,
    word_set,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Fields that name what they are of: a factor, a symptom, a medicine.
FACTOR, SYMPTOM, MEDICINE, MEDICINE_TIME = "factor", "symptom", "medicine", "medicine-time"
DOSE, DOSE_TIME, LEFT_OUT = "dose", "dose-time", "left-out"
_UNITS = word_set(
    "g gram grams gramm gramme grammes gramo gramos grammo grammi grama gramas gr mg milligram milligrams "
    "milligramm mcg ug h hr hrs hour hours std stunden stunde heures heure horas hora ore uren uur min mins "
    "minute minutes minuten minutos minuti caps cap capsules capsule tabs tab tablets tablet kapseln tabletten hh "
    "mm pct percent prozent hhmm"
)
_GRAMS = word_set("grams gram gramm grammes gramos grammi gramas grammo gramo grama gramme g")
_SCALE = re.compile(
    r"(?<![0-9.,:-])([01]) ?(?:[-\u2013\u2014\u2026]|\.\.+|to|bis|a|\xe0|tot|ate|at\xe9) ?"
    r"([3-9]|10|40|100)(?![0-9.,:-])",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"(?<![0-9-])([0-9]{1,5}(?:[.,][0-9]{1,3})?) ?(mg|mcg|[\xb5\u03bcu]g|g|iu|ml)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_NUMBER = re.compile(
    r"(?:^|(?<=[^0-9]))(?:#|no\.? ?|nr\.? ?)?([1-9]|1[0-9]|20)(?:st|nd|rd|th|\.|[eao\xba\xaa])?(?=$|[^0-9a-z.])"
)
#: Letters that no decomposition makes plain: micro and mu, the ligatures of French.
_LETTERS = {0xB5: "u", 0x3BC: "u", 0x153: "oe", 0xE6: "ae"}
_TIME_WORDS = word_set(
    "time at uhrzeit zeit um heure hora ora tijd tijdstip orario horario clock when wann quando cuando"
)
#: Fields of what several columns may have, each for its part of the day.
_TAKEN = frozenset({DOSE, DOSE_TIME, "dose-note", MEDICINE, MEDICINE_TIME, "magnesium", "magnesium-time"})
_LEAF = frozenset({"kratom", "leaf"})
_NOTE_WORDS = frozenset(["note", "notes", "comment", "notiz", "remarque", "nota", "notitie"])


class Suggestion(NamedTuple):
    """The field that a column or a word most likely is.

    Attributes:
        field: the field, as a mapping names it.
        name: of a factor, a symptom or a medicine its name in the diary.
        kind: of a dose, the kind of product that the name says; None where it says none.
        number: of a dose, which one of its row.
        part: of a dose or its time, the part of the day that the name says; None where it says none.
        scale: the least and the most of a scale that the name says; None where it says none.
        amount: an amount that the name says, such as the 300 mg of `gabapentin 300 mg`.
        is_sure: the name means nothing else.
        others: other fields that it may be as well.
    """

    field: str
    name: str | None = None
    kind: str | None = None
    number: int | None = None
    scale: tuple[int, int] | None = None
    amount: str | None = None
    is_sure: bool = True
    others: tuple[str, ...] = ()
    part: str | None = None


def plain_words(text: str) -> str:
    """Return a text in small letters without accents, marks and doubled blanks: `Übelkeit_(0-3)` → `ubelkeit 0 3`."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    letters = "".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in parts)
    return " ".join(letters.split())


def find_factor(word: str) -> str | None:
    """Return the factor's name for a word in any of the languages; None where it is not known."""
    return FACTORS.find(word) or _names(FACTOR).get(plain_words(word))


def find_symptom(word: str) -> str | None:
    """Return the symptom's name for a word in any of the languages; None where it is not known."""
    return SYMPTOMS.find(word) or _names(SYMPTOM).get(plain_words(word))


def find_medicine(word: str) -> str | None:
    """Return the medicine's name for a word; None where it is not known."""
    return MEDICINES.find(word) or _names(MEDICINE).get(plain_words(word))


def suggest_field(header: str) -> Suggestion | None:
    """Return the field that a header or a word most likely is; None where nothing is like it."""
    text = unicodedata.normalize("NFKC", header).strip()
    scale = _SCALE.search(text)
    text = _SCALE.sub(" ", text)
    amount = _AMOUNT.search(text)
    text = _AMOUNT.sub(" ", text)
    kind, text = _take_kind(text)
    number, text = _take_number(text)
    part, whenever = _take_part(text)
    found = _find(text, kind) or _of_something_taken(whenever, kind, part) or _nearest(text)
    if found is None and kind is None and header.strip() in {"Mg", "Mg (mg)", "Mg mg"}:
        found = Suggestion("magnesium", is_sure=False)
    if found is None:
        return None
    if found.name is None and found.field in {DOSE, DOSE_TIME, "dose-product", "dose-unit", "dose-note"}:
        found = found._replace(kind=kind, number=number, part=part)
    elif number is not None and found.field == "dose-time":
        found = found._replace(number=number)
    if scale is not None:
        found = found._replace(scale=(int(scale[1]), int(scale[2])))
    if amount is not None and found.field == MEDICINE:
        found = found._replace(amount=f"{amount[1].replace(',', '.')} {amount[2].lower()}")
    return found


def _take_kind(text: str) -> tuple[str | None, str]:
    """Return the kind of product that a text names, and the text without it; `leaf` only where none other is named."""
    words = f" {plain_words(text)} "
    for kind, names in _substances():
        for name in names:
            if f" {name} " in words:
                rest = words.replace(f" {name} ", " ", 1)
                if kind == "leaf":
                    return kind, text
                for leaf in ("kratom", "leaf"):
                    rest = rest.replace(f" {leaf} ", " ")
                return kind, rest.strip()
    return None, text


def _take_number(text: str) -> tuple[int | None, str]:
    """Return the number in a name such as `dose 2`, `Dosis2`, `2nd dose`, and the text without it."""
    match = _NUMBER.search(text.casefold())
    if match is None:
        return None, text
    return int(match[1]), f"{text[: match.start()]} {text[match.end() :]}"


def _take_part(text: str) -> tuple[str | None, str]:
    """Return the part of the day that a text names, and its words without it."""
    words = f" {plain_words(text)} ".replace(" a m ", " am ").replace(" p m ", " pm ")
    for part, names in _parts_of_day():
        for name in names:
            if f" {name} " in words:
                return part, words.replace(f" {name} ", " ", 1).strip()
    return None, text


def _of_something_taken(words: str, kind: str | None, part: str | None) -> Suggestion | None:
    """Return what words without their part of the day name, where it is taken at a time; None for all else."""
    found = _find(words, kind) if part is not None else None
    return found if found is not None and found.field in _TAKEN else None


def _find(text: str, kind: str | None) -> Suggestion | None:
    for words in _readings(text):
        if (found := _exactly(words, kind)) is not None:
            return found
    return Suggestion(DOSE, kind=kind) if kind is not None and not _left(text) else None


def _readings(text: str) -> Iterator[str]:
    """Yield the words of a header as they stand, then without brackets, units, and words that add nothing."""
    whole, outside = plain_words(text), plain_words(_BRACKETS.sub(" ", text))
    within = plain_words(" ".join(_BRACKETS.findall(text)))
    last = plain_words(text.rpartition(" / ")[2]) if " / " in text else ""
    seen = set()
    for words in (whole, outside, _without(whole, _UNITS), _without(outside, _UNITS), last, _without(last, _UNITS),
                  _without(_without(whole, _UNITS), FILLERS), _without(_without(outside, _UNITS), FILLERS),
                  _without(_without(last, _UNITS), FILLERS), _without(within, _UNITS)):  # fmt: skip
        if words and words not in seen:
            seen.add(words)
            yield words


def _without(words: str, others: frozenset[str]) -> str:
    return " ".join(word for word in words.split() if word not in others)


def _left(text: str) -> str:
    leaf = {name for kind, names in _substances() if kind == "leaf" for name in names}
    return _without(_without(_without(plain_words(text), _UNITS), FILLERS), frozenset(leaf))


def _exactly(words: str, kind: str | None) -> Suggestion | None:
    if words in _GRAMS:
        return Suggestion(DOSE, kind=kind, is_sure=words != "g" or kind is not None)
    if (field := _fields().get(words)) is not None:
        return Suggestion(field)
    if (named := _named(words)) is not None:
        return named
    if (fields := _unsure().get(words)) is not None and not (kind is not None and words in _TIME_WORDS):
        return Suggestion(fields[0], kind=kind, is_sure=False, others=fields[1:])
    if kind is not None and set(words.split()) - FILLERS <= _TIME_WORDS | _LEAF:
        is_time = bool(set(words.split()) & _TIME_WORDS)
        return Suggestion(DOSE_TIME if is_time else DOSE, kind=kind)
    if kind is not None and set(words.split()) - FILLERS - _LEAF <= _NOTE_WORDS:
        return Suggestion("dose-note", kind=kind)
    return None


def _named(words: str) -> Suggestion | None:
    """Return the factor, symptom or medicine that words name; a medicine also with a word for time."""
    for field, find in ((SYMPTOM, find_symptom), (FACTOR, find_factor), (MEDICINE, find_medicine)):
        if (name := find(words)) is not None:
            return Suggestion(field, name)
    first = words.split()
    if len(first) > 1 and set(first) & _TIME_WORDS:
        name = find_medicine(_without(words, _TIME_WORDS))
        if name is not None:
            return Suggestion(MEDICINE_TIME, name)
    form = _magnesium_form(words)
    return None if form is None else Suggestion("magnesium", form, is_sure=False, others=("magnesium-salt",))


def _magnesium_form(words: str) -> str | None:
    from legdiary.domain.entries.magnesium import parse_form
    from legdiary.errors import BadValue

    if len(words.split()) < 2 or not {"magnesium", "mag", "magnesio"} & set(words.split()):  # noqa: PLR2004 - and a form
        return None
    try:
        return parse_form(words)
    except BadValue:
        return None


def _nearest(text: str) -> Suggestion | None:
    """Return the field whose word differs by a letter or two; never sure."""
    from legdiary.domain.input.spelling_suggestions import nearest

    words = _without(plain_words(_BRACKETS.sub(" ", text)), _UNITS)
    near = nearest(words, {word: word for word in _fields()}) if len(words) > 4 else None  # noqa: PLR2004 - short words are alike
    return None if near is None else Suggestion(_fields()[near], is_sure=False)


@cache
def _fields() -> Mapping[str, str]:
    return MappingProxyType({word: field for field, words in FIELD_WORDS.items() for word in split_words(words)})


@cache
def _unsure() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({word: fields for fields, words in UNSURE_WORDS.items() for word in split_words(words)})


@cache
def _substances() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the kinds and their words, leaf last: `kratom extract` is extract."""
    kinds = sorted(SUBSTANCE_WORDS.items(), key=lambda each: each[0] == "leaf")
    return tuple((kind, tuple(split_words(words))) for kind, words in kinds)


@cache
def _parts_of_day() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((part, tuple(split_words(words))) for part, words in PARTS_OF_DAY.items())


@cache
def _names(field: str) -> Mapping[str, str]:
    words = {FACTOR: FACTOR_WORDS, SYMPTOM: SYMPTOM_WORDS, MEDICINE: MEDICINE_WORDS}[field]
    return MappingProxyType({word: name for name, several in words.items() for word in split_words(several)})


def split_words(words: str) -> list[str]:
    """Return the words of a list that commas and semicolons part."""
    return [" ".join(word.split()) for word in words.replace(";", ",").split(",") if word.strip()]
