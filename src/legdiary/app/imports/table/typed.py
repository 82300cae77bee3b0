"""The answers that are typed to questions about a table: a field, a time, a year, a scale, a product, an amount."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.app.imports.table.draft import guess_column
from legdiary.domain.entries.name_vocabulary import FACTORS, MEDICINES, SYMPTOMS
from legdiary.domain.entries.product_kinds import find_product_kind
from legdiary.domain.entries.products import check_product_name
from legdiary.domain.input.amounts import parse_exact
from legdiary.domain.input.medicine_amounts import parse_medicine_amount
from legdiary.domain.input.spelling_suggestions import nearest
from legdiary.domain.input.text import check_name
from legdiary.domain.time.parse import parse_clock
from legdiary.errors import BadValue, quote_typed
from legdiary.formats.table.mapping import FIELDS, LEFT_OUT, NAMED, NO_PRODUCT, NotInMapping
from legdiary.formats.table.mapping_file import read_scale
from legdiary.formats.table.names import find_factor, find_medicine, find_symptom, suggest_field
from legdiary.util.numbers import short_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time

    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.formats.table.mapping import SheetMap
    from legdiary.formats.table.sheets import Sheet

_LEAVES_OUT = frozenset({"-", "out", "leave out", "left out", LEFT_OUT, "skip", "none", "nothing", "no"})
_LEAF = frozenset({"leaf", "kratom", "kratom leaf"})
_YEAR = re.compile(r"(?:19[89][0-9]|20[0-9]{2})")
_FIND = {"factor": find_factor, "symptom": find_symptom, "medicine": find_medicine, "medicine-time": find_medicine}
_WHAT = {"factor": FACTORS.what, "symptom": SYMPTOMS.what, "medicine": MEDICINES.what, "medicine-time": MEDICINES.what}


class NotAField(BadValue):
    """A word that names nothing that a column can be."""

    def __init__(self, typed: str) -> None:
        near = nearest(typed.casefold(), {field: field for field in FIELDS})
        meant = f"did you mean {near}?" if near else "? lists what it can be, and - leaves it out"
        super().__init__(f"{quote_typed(typed)!r} is nothing that a column can be; {meant}")


class NotAYear(BadValue):
    """A year that cannot be read."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{quote_typed(typed)!r} is not a year; write one such as 2026")


class NotOfScale(BadValue):
    """A number that is not on legdiary's own scale."""

    def __init__(self, typed: str, least: int, most: int) -> None:
        super().__init__(f"{quote_typed(typed)!r} is not a number from {least} to {most}; - leaves such cells out")


class NotAProductHere(BadValue):
    """A product that the diary does not have, without its kind."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"{quote_typed(typed)!r} is not a product of the diary; write its kind before its name, such as leaf NAME "
            "or 7-oh NAME, or only leaf"
        )


class OptionField(NamedTuple):
    """A field that a column may be, as an answer to choose."""

    field: str
    name: str | None
    about: str


def read_option_fields(sheet: Sheet, mapping: SheetMap, column: int) -> list[OptionField]:
    """Return the fields that a column may be, the most likely first."""
    guess = guess_column(sheet, mapping, column)
    return [
        OptionField(field, guess.name if field in NAMED else None, f"{FIELDS[field].about}{_named(field, guess.name)}")
        for field in guess.fields
        if field != LEFT_OUT
    ]


def _named(field: str, name: str | None) -> str:
    return f": {name}" if field in NAMED and name else ""


def read_field(typed: str, header: str) -> dict[str, Any]:
    """Return the field that an answer names, with the name of a factor, symptom or medicine.

    Args:
        typed: the answer: a field, a word for one, or `factor NAME`.
        header: the column's name, which is the name where none is typed.

    Raises:
        NotAField: it names none.
    """
    words = " ".join(typed.split())
    if words.casefold() in _LEAVES_OUT:
        return {"field": LEFT_OUT, "name": None}
    first, _, rest = words.partition(" ")
    field = first.casefold()
    if field in NAMED:
        own = rest or header
        name = _FIND[field](own) or check_name(own, _WHAT[field]).lower()
        return {"field": field, "name": name}
    exact = words.casefold().replace(" ", "-")
    if exact in FIELDS:
        return {"field": exact, "name": None}
    guess = suggest_field(words)
    if guess is None or not guess.is_sure or guess.field not in {*FIELDS, "evening-date", "morning-date"}:
        raise NotAField(typed)
    return {"field": "date" if guess.field.endswith("-date") else guess.field, "name": guess.name}


def read_time(typed: str) -> time | str:
    """Return a clock time, or `left-out`.

    Raises:
        NotAClockTime, HourAlone.
    """
    return LEFT_OUT if typed.strip().casefold() in _LEAVES_OUT else parse_clock(typed)


def read_year(typed: str) -> int:
    """Return a year.

    Raises:
        NotAYear: it is none.
    """
    if not _YEAR.fullmatch(typed.strip()):
        raise NotAYear(typed)
    return int(typed)


def read_typed_scale(typed: str) -> tuple[int, int]:
    """Return a scale such as `0-4`.

    Raises:
        NotInMapping: it is none.
    """
    scale = read_scale(typed.strip())
    if scale is None:
        raise NotInMapping("scale", typed, "two numbers, such as 0-4")
    return scale


def read_value(typed: str, scale: tuple[int, int]) -> str:
    """Return the number that a word stands for, or `left-out`.

    Raises:
        NotOfScale: it is neither.
    """
    word = typed.strip()
    if word.casefold() in _LEAVES_OUT:
        return LEFT_OUT
    number = short_number(word) if word.isascii() else None
    if number is None or not scale[0] <= number <= scale[1]:
        raise NotOfScale(typed, *scale)
    return f"{number}"


def read_product(typed: str, products: Sequence[Stored], own_name: str | None = None) -> tuple[str, str | None]:
    """Return a product's name and its kind; `none` and None for leaf without a product.

    Args:
        typed: `leaf`, a product of the diary, or a kind and a name.
        products: the products of the diary.
        own_name: the name where only a kind is typed: the word in the cell, or that of the column.

    Raises:
        NotAProductHere, NotAKind, KindIsAMedicine, NoName, TooLong.
    """
    words = " ".join(typed.split())
    there = next((each.entry for each in products if each.entry.name.casefold() == words.casefold()), None)
    if there is not None:
        return there.name, there.product_kind
    if words.casefold() == NO_PRODUCT or (words.casefold() in _LEAF and own_name is None):
        return NO_PRODUCT, None
    for cut in range(len(words.split()), 0, -1):
        kind_words, name = " ".join(words.split()[:cut]), " ".join(words.split()[cut:])
        try:
            kind = find_product_kind(kind_words, can_add=False)
        except BadValue:
            continue
        named = name or own_name
        if named is None:
            from legdiary.domain.entries.substances import Substance

            named = Substance(kind).name
        return check_product_name(named), kind
    raise NotAProductHere(typed)


def read_weight(typed: str) -> str:
    """Return what one capsule or tablet weighs, as typed.

    Raises:
        UnitMissing, NotAnAmount.
    """
    parse_exact(typed, leaf=False)
    return " ".join(typed.split())


def read_amount_of_yes(typed: str) -> str:
    """Return the amount of a medicine that a yes in a cell stands for.

    Raises:
        BadValue: it is no amount of a medicine.
    """
    return parse_medicine_amount(typed)
