"""The keys by which entries of several devices meet: one place, one taking, one day, one substance.

A key is text, so that a store can keep it beside an entry and find those that it may meet. Its first word tells which
rule it is for.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.ledger.entry_comparison import (
    DOSE,
    MEASURE,
    PLAN,
    comparison_key,
    normalize_note,
    substance_taken,
    unique_place_key,
)
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Hashable

_FACTOR = "factor"
_PLANS, _DAY = "plan", "day"
#: Kind → the fields in which two takings of one minute agree, beside the thing taken.
_ALIKE = {
    name: tuple(field for field in kind.amounts if field != "helped")
    for name, kind in KINDS.items()
    if kind.amounts is not None
}
_ALIKE[DOSE] = ("ug", "product_id")
_ALIKE["magnesium"] += ("form",)


def place_key(entry: Any) -> str | None:  # noqa: ANN401 - any entry
    """Return the key of the place that only one entry can have; None where several may exist."""
    place = unique_place_key(entry)
    return None if place is None else _text("place", place)


def taking_key(entry: Any) -> str | None:  # noqa: ANN401 - any entry
    """Return the key of entries that may be one, entered on two devices; None for a kind whose entries have a place.

    Doses, and all else that is logged with a minute, are one if they agree in minute, thing and amount; a factor
    without a minute, if all of it agrees; a measure, in all but its conditions; a plan, in all but its holds and end.
    """
    found = comparison_key(entry)
    if found is not None:
        more = _ALIKE.get(entry.kind, ()) if entry.kind != MEASURE else ()
        return _text("same", (*found, *(getattr(entry, name) for name in more)))
    if entry.kind == _FACTOR:
        return _text("same", (_FACTOR, entry.night_of, entry.name))
    if entry.kind == PLAN:
        return _text("same", (PLAN, entry.starts_on, len(entry.steps), entry.of))
    return None


def exact_content(entry: Any) -> Hashable:  # noqa: ANN401 - any entry
    """Return what two entries of one `taking_key` must agree in beside the key."""
    content: Hashable = None
    if entry.kind == PLAN:
        content = replace(entry, holds=(), ended_on=None)
    elif entry.kind == _FACTOR and entry.at is None:
        content = normalize_note(entry)
    return content


def named_key(ref_text: str) -> str:
    """Return the key of the doses that name a product by this identity."""
    return f"product|{ref_text}"


def finer_key(ref_text: str) -> str:
    """Return the key of the doses that name a product by this identity, and are finer than a milligram: not of leaf."""
    return f"finer|{ref_text}"


def told_key(ref_text: str) -> str:
    """Return the key of the doses that named a product by this identity earlier, which is told of them."""
    return f"told|{ref_text}"


def ref_of_key(key: str) -> str:
    """Return the identity in a key that names a product, as text."""
    return key.partition("|")[2]


def exclusion_key(entry: Any, product: Any) -> str | None:  # noqa: ANN401 - any entry, and the Product it names
    """Return the key of entries that may exclude each other: plans of a substance; a dose-free mark and doses."""
    if entry.kind == PLAN:
        return _text(_PLANS, (entry.of,))
    if entry.kind != DOSE:
        return None
    word = substance_taken(entry, product) or entry.none_of or "leaf"
    return _text(_DAY, (entry.night_of, word))


def is_exclusion(key: str) -> bool:
    """Return whether a key is one of entries that may exclude each other."""
    return key.partition("|")[0] in {_PLANS, _DAY}


def _text(rule: str, parts: tuple[Hashable, ...]) -> str:
    return "|".join((rule, *map(_part, parts)))


def _part(part: object) -> str:
    if part is None:
        return "-"
    if isinstance(part, str):
        return f"'{part.replace('|', '||')}'" if "|" in part else f"'{part}'"
    return part.isoformat() if isinstance(part, date) else f"{part}"
