"""Changes as old → new, and the lines of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary import humanize
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.entries.stored_entry import field_differences
from legdiary.domain.taper.plan_unit import GRAMS, unit_of_plan
from legdiary.domain.time.moments import format_offset
from legdiary.humanize import MISSING, user_text
from legdiary.render.terminal.entry_line import describe, join_parts
from legdiary.render.terminal.field_labels import field_label, field_value
from legdiary.render.terminal.report.amount_pairs import amount_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries.products import Names
    from legdiary.domain.taper.plan import Hold, Plan, Step
    from legdiary.domain.taper.plan_unit import PlanUnit


def ledger_line(
    kind: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, names: Names, unit: PlanUnit = GRAMS
) -> str:  # fmt: skip
    """Return a ledger line's text: old → new for a change, the full entry if it was added or deleted.

    Args:
        kind: the kind of the entry.
        old: its fields before.
        new: its fields after.
        names: the products that doses name.
        unit: the unit of a plan.
    """
    if old is None or new is None:
        return _full_entry(kind, dict(old or new or {}), names)
    changed = {name: (old.get(name), new.get(name)) for name in {**old, **new}}
    return _plan_changes(changed, unit) if kind == "plan" else field_changes(changed, names)


def field_changes(changed: Mapping[str, tuple[Any, Any]], names: Names, *, is_apart: bool = False) -> str:
    """Return the fields that differ: `severity 6 → 4, began – → 20:30`.

    If a sleep moves to another night, only the night is shown: that its clock times are of another day follows.

    Args:
        changed: field → its old and its new value.
        names: the products that doses name.
        is_apart: the dose is of a substance that is kept apart from leaf.
    """

    def told_as(name: str, value: Any) -> str:
        return field_value(name, value, names)

    amounts = amount_changes(changed, in_mg=is_apart)
    grown = {name: added for name, (old, new) in changed.items() if (added := _added(name, old, new))}
    told = [f"{field_label(name)} + {told_as(name, added)}" for name, added in grown.items()]
    told += [
        f"{field_label(name)} {was} → {now}"
        for name, (old, new) in changed.items()
        if name not in grown
        for was, now in (
            amounts[name] or ("", "")
            if name in amounts
            else _old_and_new(told_as(name, old), told_as(name, new), old, new),
        )
        if was != now
    ]
    zones = {(old.zone, new.zone) for old, new in changed.values() if hasattr(old, "zone") and hasattr(new, "zone")}
    return ", ".join([*told, *(f"zone {was} → {now}" for was, now in sorted(zones) if was != now)])


def _added(name: str, old: Any, new: Any) -> tuple[str, ...]:
    """Return the draws or answers of a trial that a change added to the end; empty where it did anything else."""
    if name not in {"draws", "did"}:
        return ()
    before, after = tuple(old or ()), tuple(new or ())
    return after[len(before) :] if before == after[: len(before)] else ()


def _old_and_new(was: str, now: str, old: Any, new: Any) -> tuple[str, str]:
    """Return a value before and after; two moments at the same clock time are shown with their offsets."""
    if was == now and hasattr(old, "local") and hasattr(new, "local"):
        naive = {each.local.replace(tzinfo=None) for each in (old, new)}
        if len(naive) == 1 and old.zone == new.zone and old.offset_min != new.offset_min:
            return f"{was} {format_offset(old.offset_min)}", f"{now} {format_offset(new.offset_min)}"
    return was, now


def _full_entry(kind: str, known: Mapping[str, Any], names: Names) -> str:
    """Return an entry as `list` shows it, with the night it was filed under."""
    fields = dict(known)
    recalled = " (recalled)" if fields.pop("recalled", False) else ""
    filed = [
        f"{field_label(name)} {fields[name].isoformat()}"
        for name in ("night_of", "taken_on", "began_on")
        if name in fields
    ]
    return f"{join_parts(*filed, describe(KINDS[kind].load()(**fields), names))}{recalled}"


def plan_changes(old: Plan, new: Plan) -> str:
    """Return the changes of a plan: steps that moved, were added or removed, holds, its end."""
    return _plan_changes(field_differences(old, new), unit_of_plan(new)) or "nothing changed"


def _plan_changes(changed: Mapping[str, tuple[Any, Any]], unit: PlanUnit = GRAMS) -> str:
    return "; ".join(_PLAN_CHANGES[name](*changed[name], unit) for name in _PLAN_CHANGES if name in changed)


def _days_held(holds: Sequence[Hold]) -> str:
    """Return the days held, with the reason of the last hold where one was given."""
    days = humanize.plural(sum(hold.days for hold in holds), "day")
    why = holds[-1].why if holds else None
    return days if why is None else f"{days} ({why})"


def _weeks(these: Sequence[str], others: Sequence[str]) -> str:
    """Return the pairs of weeks that differ from those of the other side."""
    told = [word for word in these if word not in others]
    more = len(told) - _MOST_TOLD
    return " + ".join([*told[:_MOST_TOLD], *([f"{more} more"] if more > 0 else [])]) or MISSING


def _end_change(old: date | None, new: date | None) -> str:
    """Return the change of the first day on which a plan is no longer active."""
    if new is None:
        return f"active again (it was to end before {humanize.long_day(old)})" if old else "active"
    before = f"{humanize.long_day(old)} → " if old else ""
    return f"no longer active from {before}{humanize.long_day(new)}"


_MOST_TOLD = 3


def _step_changes(old: Sequence[Step], new: Sequence[Step], unit: PlanUnit) -> str:
    """Return `8 steps from Sun 22 Nov 2026 on move 5 days later`; otherwise the steps that changed."""
    pairs = [(was, now) for was, now in zip(old, new, strict=False) if was != now]
    shifts = {(now.starts_on - was.starts_on).days for was, now in pairs}
    same_targets = all(was.target == now.target for was, now in pairs)
    if pairs and len(old) == len(new) and same_targets and len(shifts) == 1 and 0 not in shifts:
        (shift,) = shifts
        first = humanize.long_day(pairs[0][0].starts_on)
        way = "later" if shift > 0 else "earlier"
        return f"{humanize.plural(len(pairs), 'step')} from {first} on move {humanize.plural(abs(shift), 'day')} {way}"
    gone = [step for step in old if step not in new]
    come = [step for step in new if step not in old]
    if not gone or not come:
        return f"steps {'added' if come else 'removed'}: {_first_steps(come or gone, unit)}"
    return f"steps {_first_steps(gone, unit)} → {_first_steps(come, unit)}"


def _first_steps(steps: Sequence[Step], unit: PlanUnit) -> str:
    told = [
        f"{unit.format(step.target)} from {humanize.long_day(step.starts_on)}{f' ({step.why})' if step.why else ''}"
        for step in steps[:_MOST_TOLD]
    ]
    more = len(steps) - _MOST_TOLD
    return ", ".join([*told, *([f"{more} more"] if more > 0 else [])])


#: Field of a plan → the function that words its change.
_PLAN_CHANGES: Mapping[str, Callable[[Any, Any, PlanUnit], str]] = {
    "steps": _step_changes,
    "holds": lambda old, new, _: f"held {_days_held(old)} → {_days_held(new)}",
    "coin": lambda old, new, _: f"coin {_weeks(old, new)} → {_weeks(new, old)}",
    "ended_on": lambda old, new, _: _end_change(old, new),
    "name": lambda old, new, _: f"name “{user_text(old)}” → “{user_text(new)}”",
    "scale_mg": lambda old, new, unit: f"rounded to {unit.format(old)} → {unit.format(new)}",
    "scale_ug": lambda old, new, unit: f"rounded to {unit.format(old)} → {unit.format(new)}",
}
