"""The substance of a plan as a person types it: leaf, a kind of product, a medicine, or a name of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.entries.name_vocabulary import MEDICINES, find_name
from legdiary.domain.entries.substances import KNOWN_KINDS, find_kind, is_medicine, medicine
from legdiary.domain.invariants import OutOfRange, check_kind
from legdiary.errors import BadValue, quote_typed

if TYPE_CHECKING:
    from collections.abc import Collection


class UnknownSubstance(BadValue):
    """An unknown substance: perhaps a slip, perhaps one of your own."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"{quote_typed(typed)!r} is not a known substance; write one of: {', '.join(KNOWN_KINDS)}, "
            "or a medicine; add --new to keep it as your own"
        )


class NotAPlannedSubstance(BadValue):
    """Magnesium, which is logged and compared, and has no plan."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} can't have a taper plan here; log it with its own command", f"legdiary {name} --help")


class KnownNames(NamedTuple):
    """The names in the diary: kinds of product, and medicines."""

    kinds: Collection[str] = ()
    medicines: Collection[str] = ()


def find_substance(typed: str, known: KnownNames, *, new: bool = False) -> str:
    """Return the word of a substance for a typed name.

    A new name of one's own is a kind of product; after `medicine:` it is a medicine.

    Args:
        typed: the name as typed.
        known: the names in the diary.
        new: accept a name that is not known.

    Raises:
        UnknownSubstance, NotAPlannedSubstance, BadValue: it is not known, or can be no name.
    """
    folded = " ".join(typed.lower().split())
    if folded == "magnesium":
        raise NotAPlannedSubstance(folded)
    if is_medicine(folded):
        name = folded.partition(":")[2]
        if name.strip() == "magnesium":
            raise NotAPlannedSubstance("magnesium")
        return medicine(find_name(MEDICINES, name, known.medicines, new=new))
    kind = find_kind(folded) or next((own for own in known.kinds if own == folded), None)
    if kind is not None:
        return kind
    taken = MEDICINES.find(folded) or next((own for own in known.medicines if own.casefold() == folded), None)
    if taken is not None:
        return medicine(taken)
    if not new:
        raise UnknownSubstance(typed)
    try:
        check_kind(folded)
    except OutOfRange as error:
        raise UnknownSubstance(typed) from error
    return folded
