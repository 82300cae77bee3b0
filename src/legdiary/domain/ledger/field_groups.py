"""The fields of an entry that are answered together: where two versions of it meet, they are taken from one side."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.ledger.entry_comparison import AMOUNTS
from legdiary.util.values import fields

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

#: Fields that are answered together and must be taken from the same side.
_TOGETHER = {
    "sleep": (("awake_min", "awake_least_min", "unslept_least_min"),),
    "kratom": (("night_of", "at"), *AMOUNTS["kratom"]),
    "factor": (("night_of", "at"),),
    "medicine": (("night_of", "at"),),
    "magnesium": (("night_of", "at"), ("elemental_mg", "basis", "form", "salt_mg")),
    "product": (("mitragynine_low_ug", "mitragynine_high_ug"), *AMOUNTS["product"]),
    "plan": (("steps", "holds", "coin"), *AMOUNTS["plan"]),
    "trial": (("pairs", "score", "draws", "did"),),
    "measure": (("value_milli", "unit"),),
}
_MOMENTS = ("bed", "tried", "wake", "up", "planned")
_SAME_NIGHT, _BED_KNOWN, _SAME_WORD, _SAME_SUBSTANCE = range(4)


def field_groups(kind: str, values: Callable[[str], Collection[object]]) -> tuple[tuple[str, ...], ...]:
    """Return the names of a kind's fields, grouped where they must be taken from the same side.

    Args:
        kind: the kind of entry.
        values: return the values that a field has in any of the versions: values of the domain, or of JSON.
    """
    turned = -1
    if kind == "sleep":
        if len(set(values("night_of"))) > 1:
            turned = _SAME_NIGHT
        elif None in values("bed"):
            turned = _BED_KNOWN
    elif kind == "kratom":
        if len({amount == 0 for amount in values("amount_mg")}) > 1:
            turned = _SAME_WORD
    elif kind == "plan" and len(set(values("substance"))) > 1:
        turned = _SAME_SUBSTANCE
    return _groups(kind, turned)


@cache
def _groups(kind: str, turned: int) -> tuple[tuple[str, ...], ...]:
    """Return all groups of a kind; of some, what differs between the versions decides. An unknown kind has none."""
    if kind not in KINDS:
        return ()
    groups = _TOGETHER.get(kind, ())
    if turned == _SAME_NIGHT:
        groups = (("night_of", *_MOMENTS), *groups)  # the clock times belong to that night
    elif turned == _BED_KNOWN:
        groups = (("bed", "wake"), *groups)
    elif turned == _SAME_WORD:  # a dose on one side, a dose-free mark on the other
        groups = (("night_of", "at", "none_of", *AMOUNTS["kratom"][0]),)
    elif turned == _SAME_SUBSTANCE:
        groups = (("steps", "holds", "coin", "substance", "unit", *AMOUNTS["plan"][0]),)
    names = [each.name for each in fields(KINDS[kind].load())]
    grouped = {name for group in groups for name in group}
    return *groups, *((name,) for name in names if name not in grouped)
