"""Amounts that are kept in one of two fields, milligrams or micrograms, told as the one amount that they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.dose import micrograms
from legdiary.domain.input.amounts import format_grams, format_mg
from legdiary.humanize import MISSING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The names of such amounts: each has a field in mg and one in µg.
_NAMES = ("amount", "capsule", "weight")
_UG_PER_MG = 1000


def amount_changes(changed: Mapping[str, tuple[Any, Any]], *, in_mg: bool) -> dict[str, tuple[str, str] | None]:
    """Return field → its amount before and after, in words; None for the second field of a pair, which is not told.

    Args:
        changed: field → its old and its new value.
        in_mg: amounts are told in milligrams, whichever field they are kept in. Otherwise they are where one of them is
            in µg; an amount of leaf beside one of another substance stays in grams.
    """
    told: dict[str, tuple[str, str] | None] = {}
    for name in _NAMES:
        in_milli, in_micro = f"{name}_mg", f"{name}_ug"
        if in_milli not in changed and in_micro not in changed:
            continue
        mg, ug = changed.get(in_milli, (None, None)), changed.get(in_micro, (None, None))
        is_small = in_mg or (ug != (None, None) and "product_id" not in changed)
        both = (_tell(mg[0], ug[0], in_mg=is_small), _tell(mg[1], ug[1], in_mg=is_small))
        is_same = None not in {mg[0] or ug[0], mg[1] or ug[1]} and micrograms(mg[0], ug[0]) == micrograms(mg[1], ug[1])
        first = in_milli if in_milli in changed else in_micro
        told |= dict.fromkeys((in_milli, in_micro)) | {first: None if is_same else both}
    return told


def _tell(mg: int | None, ug: int | None, *, in_mg: bool) -> str:
    if mg is None and ug is None:
        return MISSING
    amount = micrograms(mg, ug)
    return f"{format_mg(amount)} mg" if in_mg or ug is not None else format_grams(amount // _UG_PER_MG)
