"""Substances: the words by which doses, products and plans name them, their names for people, their units and order.

A substance is leaf, or the kind of a product (`extract`, `7-oh`, a kind of one's own), or a medicine. No two are ever
added, not even kin of 7-OH: nothing here says what one of them is worth in another. Leaf is stored in whole milligrams
and told in grams; every other substance is kept in whole micrograms and told in milligrams, a medicine also in
micrograms.
"""

from __future__ import annotations

from types import MappingProxyType

from legdiary.domain.entries.dose import LEAF, SEVEN_OH, UG_PER_MG
from legdiary.domain.input.amounts import format_grams, format_mg
from legdiary.domain.invariants import check_kind, check_trimmed_name
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from legdiary.domain.entries.products import Product

EXTRACT = "extract"
PSEUDOINDOXYL, MGM_15, MGM_16 = "mitragynine-pseudoindoxyl", "mgm-15", "mgm-16"
#: The kinds of products that are known, in the order in which every view names them.
KNOWN_KINDS = (LEAF, EXTRACT, SEVEN_OH, PSEUDOINDOXYL, MGM_15, MGM_16)
#: Other spelling of a kind → the kind; hyphens are blanks here, and capitals small.
SPELLINGS: Mapping[str, str] = MappingProxyType({
    "powder": LEAF, "leaf powder": LEAF, "kratom": LEAF, "kratom leaf": LEAF, "7oh": SEVEN_OH,
    "7 hydroxymitragynine": SEVEN_OH, "mp": PSEUDOINDOXYL, "pseudoindoxyl": PSEUDOINDOXYL, "mgm15": MGM_15,
    "mgm16": MGM_16,
})  # fmt: skip
#: The units of amounts: that of every substance but leaf, and the one that a medicine may have instead.
MG, MCG = "mg", "mcg"
_SHOWN = {SEVEN_OH: "7-OH", PSEUDOINDOXYL: "mitragynine pseudoindoxyl", MGM_15: "MGM-15", MGM_16: "MGM-16"}
_MEDICINE = "medicine:"


class Substance(NamedTuple):
    """A substance by its word: `leaf`, `7-oh`, `medicine:gabapentin`."""

    word: str

    @property
    def name(self) -> str:
        """The name for people: `leaf`, `7-OH`, `gabapentin`."""
        return _SHOWN.get(self.word, self.word.removeprefix(_MEDICINE))

    @property
    def is_leaf(self) -> bool:
        """Whether it is leaf, which is told in grams."""
        return self.word == LEAF

    @property
    def is_medicine(self) -> bool:
        """Whether it is a medicine, whose doses are entries of their own kind."""
        return is_medicine(self.word)

    @property
    def smallest_per_mg(self) -> int:
        """The number of smallest units in a milligram: 1 for leaf, 1000 for every other substance."""
        return 1 if self.is_leaf else UG_PER_MG


def medicine(name: str) -> str:
    """Return the word of a medicine."""
    return f"{_MEDICINE}{name}"


def is_medicine(word: str) -> bool:
    """Return whether a word is that of a medicine, whose doses are entries of their own kind."""
    return word.startswith(_MEDICINE)


def of_product(product: Product | None) -> str:
    """Return the word of the substance of a dose: the kind of its product; leaf without one."""
    return LEAF if product is None else product.product_kind


def piece_of(word: str) -> str:
    """Return the word for one piece of a product of this kind: leaf and extract come in capsules, others in tablets."""
    return "capsule" if word in {LEAF, EXTRACT} else "tablet"


def sort_key(word: str) -> tuple[int, str]:
    """Return the key of the one order of substances: leaf, extract, 7-OH, its kin, own kinds, medicines."""
    if word in KNOWN_KINDS:
        return KNOWN_KINDS.index(word), ""
    return len(KNOWN_KINDS) + is_medicine(word), word


def vocabulary_name(word: str) -> str | None:
    """Return the name of a known kind or medicine, which an error may hold; None for a name of a person's own."""
    if word in KNOWN_KINDS:
        return Substance(word).name
    from legdiary.domain.entries.medicines import MEDICINE_CLASSES

    name = word.removeprefix(_MEDICINE)
    return name if is_medicine(word) and name in MEDICINE_CLASSES else None


def find_kind(typed: str) -> str | None:
    """Return the known kind of product for a typed word; None where it is not known."""
    key = " ".join(typed.casefold().replace("-", " ").split())
    return SPELLINGS.get(key) or next((kind for kind in KNOWN_KINDS if kind.replace("-", " ") == key), None)


def check_substance(word: str) -> None:
    """Refuse a word that can be neither a kind of product nor a medicine.

    Raises:
        OutOfRange, UnreadableText, TooLong, NoName.
    """
    if is_medicine(word):
        check_trimmed_name(word.removeprefix(_MEDICINE), "medicine")
    else:
        check_kind(word)


def format_of(word: str, ug: int, unit: str = MG) -> str:
    """Return an amount in the unit of its substance: `2.5 g` of leaf, `7.5 mg` of another, `75 µg` in micrograms.

    Args:
        word: the substance.
        ug: the amount in micrograms; of leaf whole milligrams.
        unit: of a medicine, mg or mcg.
    """
    if word == LEAF:
        return format_grams(ug // UG_PER_MG)
    return f"{ug} µg" if unit == MCG else f"{format_mg(ug)} mg"
