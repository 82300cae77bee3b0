"""One entry in one line of text, and a change as old → new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.domain.amounts import format_grams
from legdiary.domain.entries import differences
from legdiary.domain.words import format_minutes
from legdiary.render import words
from legdiary.render.layout import user_text
from legdiary.wording import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries import Dose, Magnesium, Night, Sleep
    from legdiary.domain.exposures import Factor, Measure, Medicine, Symptom
    from legdiary.domain.products import Product
    from legdiary.domain.taper import Hold, Plan, Step
    from legdiary.render.as_json import Json, Names

_RATINGS = (
    ("falling_asleep", "falling asleep"),
    ("overnight", "overnight"),
    ("day_resting", "by day resting"),
    ("day_active", "by day active"),
)


def describe(entry: Any, names: Names) -> str:
    """The entry without its night, on one line."""
    return _DESCRIBE[entry.kind](entry, names) or MISSING


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _note(note: str | None) -> str | None:
    return f"“{user_text(note)}”" if note else None


def _night(night: Night, _: Names) -> str:
    score = f"severity {night.severity}" if night.severity is not None else None
    ratings = [f"{label} {getattr(night, name)}" for name, label in _RATINGS if getattr(night, name) is not None]
    return _joined(
        score or (f"no score ({night.missed})" if night.missed else "no score"),
        *ratings,
        None if night.onset_min is None else f"began {words.clock_time(night.onset_min)}",
        " + ".join(night.body_parts),
        " + ".join(night.sensations),
        _note(night.note),
    )


def _sleep(sleep: Sleep, _: Names) -> str:
    from legdiary.domain.sleep import sleep_figures

    figures = sleep_figures(sleep)
    frame = f"{words.hm(sleep.bed)}–{words.hm(sleep.wake)}" if sleep.bed and sleep.wake else None
    slept: str | None
    if figures.tst_min is not None:
        slept = f"slept {format_minutes(figures.tst_min)}"
    else:
        slept = f"slept at most {format_minutes(figures.tst_at_most_min)}" if figures.tst_at_most_min else None
    durations = (
        ("asleep after", sleep.latency_min), ("awake", sleep.awake_min), ("of it pacing", sleep.pacing_min),
        ("lying awake after", sleep.lying_awake_min), ("nap", sleep.nap_min),
    )  # fmt: skip
    return _joined(
        frame,
        f"tried {words.hm(sleep.tried)}" if sleep.tried else None,
        f"up {words.hm(sleep.up)}" if sleep.up else None,
        slept,
        *(f"{label} {format_minutes(minutes)}" for label, minutes in durations if minutes is not None),
        None if sleep.times is None else f"woke {words.plural(sleep.times, 'time')}",
        None if sleep.quality is None else f"quality {sleep.quality} of 5",
        _note(sleep.note),
    )


def _dose(dose: Dose, names: Names) -> str:
    if dose.at is None:
        return _joined("none that day", _note(dose.note))
    product = None if dose.product_id is None else user_text(names.get(dose.product_id, MISSING))
    return _joined(
        f"{format_grams(dose.amount_mg)} at {words.hm_on(dose.at, dose.night_of)}", product, _note(dose.note)
    )


def _taking(taking: Magnesium, _: Names) -> str:
    basis = f"from {taking.salt_mg} mg of salt" if taking.salt_mg is not None else None
    return _joined(
        f"{taking.elemental_mg} mg elemental at {words.hm_on(taking.at, taking.night_of)}",
        taking.form,
        basis,
        "on the skin" if taking.topical else None,
    )


def _factor(factor: Factor, _: Names) -> str:
    return _joined(
        user_text(factor.name),
        user_text(factor.amount) if factor.amount else None,
        f"at {words.hm_on(factor.at, factor.night_of)}" if factor.at else None,
        None if factor.helped is None else f"helped {factor.helped} of 3",
        _note(factor.note),
    )


def _symptom(symptom: Symptom, _: Names) -> str:
    return f"{user_text(symptom.name)} {symptom.grade} of 3"


def _medicine(medicine: Medicine, _: Names) -> str:
    return f"{user_text(medicine.name)} {user_text(medicine.amount)} at {words.hm_on(medicine.at, medicine.night_of)}"


def _measure(measure: Measure, _: Names) -> str:
    from legdiary.domain.exposures import MEASURES, POINTS

    scale = MEASURES.get(measure.name)
    if scale is not None and measure.unit == POINTS:
        told = f"{scale.label} {_value_of(measure.value_milli)} of {scale.most}"
    else:
        label = scale.label if scale is not None else user_text(measure.name)
        told = f"{label} {_value_of(measure.value_milli)} {user_text(measure.unit)}"
    return _joined(told, f"by {measure.by}" if measure.by else None)


def _value_of(value_milli: int) -> str:
    return words.number(value_milli / 1000, 3)


def _product(product: Product, _: Names) -> str:
    low, high = product.mitragynine_low_ug, product.mitragynine_high_ug
    return _joined(
        user_text(product.name),
        product.product_kind,
        f"capsule {format_grams(product.capsule_mg)}" if product.capsule_mg else None,
        None if low is None or high is None else f"mitragynine {_range(low, high)} mg/g",
        format_grams(product.weight_mg) if product.weight_mg else None,
        f"opened {words.long_day(product.opened_on)}" if product.opened_on else None,
    )


def _range(low_ug: int, high_ug: int) -> str:
    low, high = words.number(low_ug / 1000, 3), words.number(high_ug / 1000, 3)
    return low if low == high else f"{low}–{high}"


def _plan(plan: Plan, _: Names) -> str:
    first, last = plan.steps[0], plan.steps[-1]
    return _joined(
        f"taper “{user_text(plan.name)}”",
        words.plural(len(plan.steps), "step"),
        f"{format_grams(first.target_mg)} from {words.long_day(first.starts_on)}",
        f"{format_grams(last.target_mg)} from {words.long_day(last.starts_on)}" if len(plan.steps) > 1 else None,
        f"ended {words.long_day(plan.ended_on)}" if plan.ended_on else None,
    )


_DESCRIBE: Mapping[str, Callable[[Any, Names], str]] = {
    "night": _night,
    "sleep": _sleep,
    "kratom": _dose,
    "magnesium": _taking,
    "factor": _factor,
    "symptom": _symptom,
    "medicine": _medicine,
    "measure": _measure,
    "product": _product,
    "plan": _plan,
}

_NOT_TOLD = {"figures", "id"}
_SUFFIXES = {"_g": "g", "_mg": "mg", "_min": "min"}


def changes(changed: Json) -> str:
    """`severity 6 → 4, onset – → 20:30`, from the JSON of a change."""
    told = [
        f"{_label(key)} {was} → {now}"
        for key, (old, new) in changed.items()
        if key not in _NOT_TOLD and not (key == "at" and "bed" in changed)
        if (was := _value(key, old)) != (now := _value(key, new))  # a clock time on another day
    ]
    return ", ".join(told)


def _label(key: str) -> str:
    for suffix in _SUFFIXES:
        if key.endswith(suffix):
            return key.removesuffix(suffix).replace("_", " ")
    return key.replace("_", " ")


def _value(key: str, value: object) -> str:
    if value is None or value == []:
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " + ".join(user_text(str(part)) for part in value)
    if isinstance(value, float):
        return f"{words.number(value, 3)} g" if key.endswith("_g") else words.number(value, 3)
    if key in {"bed", "tried", "wake", "up", "planned"}:
        return str(value)[11:16]
    if key == "at":
        return str(value)[:16].replace("T", " ")
    if key == "note":
        return f"“{user_text(str(value))}”"
    unit = next((unit for suffix, unit in _SUFFIXES.items() if key.endswith(suffix)), "")
    return f"{user_text(str(value))} {unit}".rstrip()


def ledger_line(kind: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, names: Names) -> str:
    """What a ledger line says: of a change, what was and what is; of an entry added or taken away, all of it."""
    if old is None or new is None:
        return _whole(kind, dict(old or new or {}), names)
    changed = {name: (old.get(name), new.get(name)) for name in {**old, **new}}
    return _plan_changes(changed) if kind == "plan" else field_changes(changed, names)


def field_changes(changed: Mapping[str, tuple[Any, Any]], names: Names) -> str:
    """`capsule – → 0.5 g, opened – → 2026-11-20`, from the fields that differ."""
    return ", ".join(
        f"{_field_label(name)} {_field(name, old, names)} → {_field(name, new, names)}"
        for name, (old, new) in changed.items()
    )


def _whole(kind: str, known: Mapping[str, Any], names: Names) -> str:
    """An entry as `list` tells of it, with the night it was filed under."""
    fields = dict(known)
    recalled = " (recalled)" if fields.pop("recalled", False) else ""
    filed = [f"{_field_label(name)} {fields[name].isoformat()}" for name in ("night_of", "taken_on") if name in fields]
    return f"{_joined(*filed, describe(_class_of(kind)(**fields), names))}{recalled}"


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
    "salt_mg": "salt", "lying_awake_min": "lying awake", "pacing_min": "pacing", "total_min": "total", "nap_min": "nap",
    "product_kind": "kind", "capsule_mg": "capsule", "weight_mg": "weight",
    "mitragynine_low_ug": "mitragynine from", "mitragynine_high_ug": "mitragynine to",
    "opened_on": "opened", "value_milli": "value", "taken_on": "date",
}  # fmt: skip
_IN_GRAMS = {"amount_mg", "capsule_mg", "weight_mg"}


def _field_label(name: str) -> str:
    return _FIELD_LABELS.get(name, name.replace("_", " "))


def _field(name: str, value: Any, names: Names) -> str:
    if value is None or value == ():
        return MISSING
    if name in _IN_GRAMS:
        return format_grams(value)
    if name == "value_milli":
        return _value_of(value)
    if name == "product_id":
        return user_text(names.get(value, f"#{value}"))
    if name == "onset_min":
        return words.clock_time(value)
    if name.endswith("_min"):
        return format_minutes(value)
    if name.endswith("_mg"):
        return f"{value} mg"
    if name.endswith("_ug"):
        return f"{words.number(value / 1000, 3)} mg/g"
    if name == "basis":
        return str(value).replace("_", " ")
    return _plain_field(name, value)


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
