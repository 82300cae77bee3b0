"""The fields of entries as people read them: their names and their values.

A new field needs nothing here if its name is the word for it and ends in its unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary import humanize
from legdiary.domain.input.amounts import format_grams, format_mg
from legdiary.domain.time.moments import format_minutes
from legdiary.domain.time.parse import format_clock
from legdiary.humanize import MISSING, user_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from legdiary.domain.entries.products import Names


def value_of(value_milli: int) -> str:
    """Return a measured value, stored in thousandths, as a number."""
    return humanize.number(value_milli / 1000, 3)


_FIELD_LABELS = {
    "night_of": "night", "onset_min": "began", "body_parts": "where", "sensations": "feel", "product_id": "product",
    "latency_min": "asleep after", "awake_least_min": "awake at least", "product_kind": "kind",
    "unslept_least_min": "awake or falling asleep at least", "scale_mg": "scale mg", "scale_ug": "rounded to",
    "mitragynine_low_ug": "mitragynine from", "mitragynine_high_ug": "mitragynine to",
    "opened_on": "opened", "value_milli": "value", "taken_on": "date", "began_on": "begun", "did": "done",
}  # fmt: skip
#: The moments of a sleep: shown without their day, which follows from its night.
_CLOCKS = {"bed", "tried", "wake", "up", "planned"}
#: Field → the function that formats its value. Fields that are not here are formatted by their unit (`_BY_UNIT`).
_BY_FIELD: Mapping[str, Callable[[Any], str]] = {
    **dict.fromkeys(_CLOCKS, humanize.clock_of),
    **dict.fromkeys(("amount_mg", "capsule_mg", "weight_mg"), format_grams),
    **dict.fromkeys(
        ("mitragynine_low_ug", "mitragynine_high_ug"), lambda content: f"{humanize.number(content / 1000, 3)} mg/g"
    ),
    "value_milli": value_of,
    "onset_min": format_clock,
    "basis": lambda word: str(word).replace("_", " "),
}
_BY_UNIT: tuple[tuple[str, Callable[[Any], str]], ...] = (
    ("_min", format_minutes),
    ("_mg", lambda amount: f"{amount} mg"),
    ("_ug", lambda amount: f"{format_mg(amount)} mg"),
)


def field_label(name: str) -> str:
    """Return the name of a field as people read it."""
    plain = name.removesuffix("_min").removesuffix("_mg").removesuffix("_ug").replace("_", " ")
    return _FIELD_LABELS.get(name) or plain


def field_value(name: str, value: Any, names: Names) -> str:
    """Return the value of a field as people read it."""
    if value is None or value == ():
        return MISSING
    if name == "product_id":
        return user_text(names[value].name) if value in names else f"#{value}"
    tell = _BY_FIELD.get(name) or next((tell for ending, tell in _BY_UNIT if name.endswith(ending)), None)
    return tell(value) if tell else _plain_field(name, value)


def _plain_field(name: str, value: Any) -> str:
    if hasattr(value, "local"):
        return f"{value.local:%Y-%m-%d %H:%M}"
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " + ".join(value)
    return f"“{user_text(value)}”" if name == "note" else user_text(str(value))
