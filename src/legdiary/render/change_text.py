"""A change as old → new, and what a line of the ledger says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.domain.amounts import format_dose, format_grams
from legdiary.domain.entries import differences
from legdiary.domain.moments import format_minutes, format_offset
from legdiary.domain.words import format_clock
from legdiary.render import words
from legdiary.render.describe import describe, joined, value_of
from legdiary.render.words import MISSING, user_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.taper import Hold, Plan, Step
    from legdiary.render.json.values import Names


def ledger_line(kind: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, names: Names) -> str:
    """What a ledger line says: of a change, what was and what is; of an entry added or taken away, all of it."""
    if old is None or new is None:
        return _whole(kind, dict(old or new or {}), names)
    changed = {name: (old.get(name), new.get(name)) for name in {**old, **new}}
    return _plan_changes(changed) if kind == "plan" else field_changes(changed, names)


def field_changes(changed: Mapping[str, tuple[Any, Any]], names: Names, *, is_apart: bool = False) -> str:
    """`severity 6 → 4, began – → 20:30`, from the fields that differ.

    Of a sleep that is filed under another night, the night is told, and not that its clock times are of another day.

    Args:
        changed: field → what was and what is.
        names: the products that doses name.
        is_apart: a dose is of a substance that is told apart from leaf.
    """

    def told_as(name: str, value: Any) -> str:
        return field_value(name, value, names, is_apart=is_apart)

    told = [
        f"{field_label(name)} {was} → {now}"
        for name, (old, new) in changed.items()
        for was, now in (_both(told_as(name, old), told_as(name, new), old, new),)
        if was != now
    ]
    zones = {(old.zone, new.zone) for old, new in changed.values() if hasattr(old, "zone") and hasattr(new, "zone")}
    return ", ".join([*told, *(f"zone {was} → {now}" for was, now in sorted(zones) if was != now)])


def _both(was: str, now: str, old: Any, new: Any) -> tuple[str, str]:
    """A value before and after; of two moments at which one clock showed the same time, with their offsets."""
    if was == now and hasattr(old, "local") and hasattr(new, "local"):
        naive = {each.local.replace(tzinfo=None) for each in (old, new)}
        if len(naive) == 1 and old.zone == new.zone and old.offset_min != new.offset_min:
            return f"{was} {format_offset(old.offset_min)}", f"{now} {format_offset(new.offset_min)}"
    return was, now


def _whole(kind: str, known: Mapping[str, Any], names: Names) -> str:
    """An entry as `list` tells of it, with the night it was filed under."""
    fields = dict(known)
    recalled = " (recalled)" if fields.pop("recalled", False) else ""
    filed = [f"{field_label(name)} {fields[name].isoformat()}" for name in ("night_of", "taken_on") if name in fields]
    return f"{joined(*filed, describe(_class_of(kind)(**fields), names))}{recalled}"


def _class_of(kind: str) -> Any:
    from legdiary.domain import entries, exposures, products, taper

    every: tuple[Any, ...] = (
        *(entries.Night, entries.Sleep, entries.Dose, entries.Magnesium, products.Product, taper.Plan),
        *(exposures.Factor, exposures.Symptom, exposures.Medicine, exposures.Measure),
    )
    return next(each for each in every if each.kind == kind)


_FIELD_LABELS = {
    "night_of": "night", "onset_min": "began", "body_parts": "where", "sensations": "feel", "elemental_mg": "elemental",
    "amount_mg": "amount", "product_id": "product", "latency_min": "asleep after", "awake_min": "awake",
    "awake_least_min": "awake at least", "unslept_least_min": "awake or falling asleep at least",
    "salt_mg": "salt", "lying_awake_min": "lying awake", "pacing_min": "pacing", "total_min": "total", "nap_min": "nap",
    "product_kind": "kind", "capsule_mg": "capsule", "weight_mg": "weight",
    "mitragynine_low_ug": "mitragynine from", "mitragynine_high_ug": "mitragynine to",
    "opened_on": "opened", "value_milli": "value", "taken_on": "date",
}  # fmt: skip
#: The moments of a sleep: which day they are of follows from its night.
_CLOCKS = {"bed", "tried", "wake", "up", "planned"}
#: Field → how its value is told; for the others, how one in this unit is.
_TOLD: Mapping[str, Callable[[Any], str]] = {
    **dict.fromkeys(_CLOCKS, words.hm),
    **dict.fromkeys(("capsule_mg", "weight_mg"), format_grams),
    "value_milli": value_of,
    "onset_min": format_clock,
    "basis": lambda word: str(word).replace("_", " "),
}
_BY_UNIT: tuple[tuple[str, Callable[[Any], str]], ...] = (
    ("_min", format_minutes),
    ("_mg", lambda amount: f"{amount} mg"),
    ("_ug", lambda amount: f"{words.number(amount / 1000, 3)} mg/g"),
)


def field_label(name: str) -> str:
    """Return what a field is called."""
    return _FIELD_LABELS.get(name, name.replace("_", " "))


def field_value(name: str, value: Any, names: Names, *, is_apart: bool = False) -> str:
    """Return what a field says, as a person reads it."""
    if value is None or value == ():
        return MISSING
    if name == "product_id":
        return user_text(names[value].name) if value in names else f"#{value}"
    if name == "amount_mg":
        return format_dose(value, is_apart=is_apart)
    tell = _TOLD.get(name) or next((tell for ending, tell in _BY_UNIT if name.endswith(ending)), None)
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


def plan_changes(old: Plan, new: Plan) -> str:
    """What changed from one state of a plan to another: steps that moved, came or went, holds, its end."""
    return _plan_changes(differences(old, new)) or "nothing changed"


def _plan_changes(changed: Mapping[str, tuple[Any, Any]]) -> str:
    return "; ".join(_PLAN_CHANGES[name](*changed[name]) for name in _PLAN_CHANGES if name in changed)


def _held(holds: Sequence[Hold]) -> str:
    return words.plural(sum(hold.days for hold in holds), "day")


def _day(day: date | None) -> str:
    return words.long_day(day) if day else MISSING


_MOST_STEPS_TOLD = 3


def _step_changes(old: Sequence[Step], new: Sequence[Step]) -> str:
    """`8 steps from Sun 22 Nov 2026 move by 5 days`; or which steps changed."""
    pairs = [(was, now) for was, now in zip(old, new, strict=False) if was != now]
    shifts = {(now.starts_on - was.starts_on).days for was, now in pairs}
    same_targets = all(was.target_mg == now.target_mg for was, now in pairs)
    if pairs and len(old) == len(new) and same_targets and len(shifts) == 1:
        (shift,) = shifts
        first = words.long_day(pairs[0][0].starts_on)
        way = "later" if shift > 0 else "earlier"
        return f"{words.plural(len(pairs), 'step')} from {first} on move {words.plural(abs(shift), 'day')} {way}"
    gone = [step for step in old if step not in new]
    come = [step for step in new if step not in old]
    return f"steps {_few(gone)} → {_few(come)}"


def _few(steps: Sequence[Step]) -> str:
    told = [
        f"{format_grams(step.target_mg)} from {words.long_day(step.starts_on)}" for step in steps[:_MOST_STEPS_TOLD]
    ]
    more = len(steps) - _MOST_STEPS_TOLD
    return ", ".join([*told, *([f"{more} more"] if more > 0 else [])]) or MISSING


#: Field of a plan → what its change is called.
_PLAN_CHANGES: Mapping[str, Callable[[Any, Any], str]] = {
    "steps": _step_changes,
    "holds": lambda old, new: f"held {_held(old)} → {_held(new)}",
    "ended_on": lambda old, new: f"no longer in force from {_day(old)} → {_day(new)}",
    "name": lambda old, new: f"name “{user_text(old)}” → “{user_text(new)}”",
    "scale_mg": lambda old, new: f"rounded to {format_grams(old)} → {format_grams(new)}",
}
