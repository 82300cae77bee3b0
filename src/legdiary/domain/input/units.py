"""The words for units of weight, of time, and of capsules and tablets, as people type them. Each has one meaning.

`gr` is not among them: it is short for gram to some, and the sign of the grain (65 mg) to others.
"""

from __future__ import annotations

_GRAM, _MILLIGRAM, _MICROGRAM = "g", "mg", "mcg"
#: Word in small letters → its unit: g, mg or mcg.
WEIGHTS = {
    "g": _GRAM, "gram": _GRAM, "grams": _GRAM, "gramme": _GRAM, "grammes": _GRAM,
    "mg": _MILLIGRAM, "milligram": _MILLIGRAM, "milligrams": _MILLIGRAM,
    "mcg": _MICROGRAM, "ug": _MICROGRAM, "µg": _MICROGRAM, "μg": _MICROGRAM, "microgram": _MICROGRAM,
    "micrograms": _MICROGRAM,
}  # fmt: skip
PIECES = frozenset({"cap", "caps", "capsule", "capsules", "tab", "tabs", "tablet", "tablets"})
HOURS_OR_MINUTES = frozenset({
    "h", "hr", "hrs", "hour", "hours", "m", "min", "mins", "minute", "minutes",
})  # fmt: skip
#: Every word that may stand apart from its number: `2.5 grams`, `13 mg/g`, `7 hours`.
UNIT_WORDS = PIECES | HOURS_OR_MINUTES | WEIGHTS.keys() | {"%", "mg/g"}
#: The same words of weight for a regular expression that ignores case, the longest first.
GRAMS_OR_MILLIGRAMS = "milligrams?|grammes?|grams?|mg|g"
ANY_WEIGHT = f"micrograms?|{GRAMS_OR_MILLIGRAMS}|mcg|[uµμ]g"


def weight_unit(typed: str) -> str | None:
    """Return the unit at the end of a typed amount: g, mg or mcg; None where it ends in none of them."""
    return WEIGHTS.get(typed.strip().casefold().lstrip("0123456789.,/ \N{NO-BREAK SPACE}"))
