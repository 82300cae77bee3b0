"""Entries as one line of text each."""

from __future__ import annotations

from legdiary import humanize
from legdiary.domain.entries.dose import LEAF, UG_PER_MG
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.input.amounts import format_grams, format_mg
from legdiary.domain.time.moments import format_minutes
from legdiary.humanize import MISSING, user_text
from legdiary.util.values import fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.entries.factors_and_medicines import Factor, Measure, Medicine, Symptom
    from legdiary.domain.entries.magnesium import Magnesium
    from legdiary.domain.entries.night import Night
    from legdiary.domain.entries.products import Left, Names, Product
    from legdiary.domain.entries.sleep import Sleep
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.taper.plan import Plan
    from legdiary.domain.trials.trial import Trial

#: One capsule, in hundredths.
_ONE_PIECE = 100
_RATINGS = (
    ("falling_asleep", "falling asleep"),
    ("overnight", "overnight"),
    ("day_resting", "by day resting"),
    ("day_active", "by day active"),
)


#: Ratings of how much the day was affected.
_DAY_RATINGS = ("sitting", "mood", "concentration")


def describe(entry: Any, names: Names) -> str:
    """Return the entry in one line, without its night."""
    return SENTENCES.get(entry.kind, _by_field)(entry, names) or MISSING


def join_parts(*parts: str | None) -> str:
    """Return the parts that are not empty, with commas between them."""
    return ", ".join(part for part in parts if part)


def _helped(grade: int | None) -> str | None:
    return None if grade is None else f"helped {grade} of 3"


def _note(note: str | None) -> str | None:
    return f"“{user_text(note)}”" if note else None


def _night(night: Night, _: Names) -> str:
    from legdiary.domain.time.parse import format_clock

    score = f"severity {night.severity}" if night.severity is not None else None
    ratings = [f"{label} {getattr(night, name)}" for name, label in _RATINGS if getattr(night, name) is not None]
    affected = [f"{name} {getattr(night, name)}" for name in _DAY_RATINGS if getattr(night, name) is not None]
    return join_parts(
        score or (f"no score ({night.missed})" if night.missed else "no score"),
        *ratings,
        f"by day {join_parts(*affected)}" if affected else None,
        None if night.onset_min is None else f"began {format_clock(night.onset_min)}",
        " + ".join(night.body_parts),
        " + ".join(night.sensations),
        _note(night.note),
    )


def _sleep(sleep: Sleep, _: Names) -> str:
    from legdiary.domain.entries.sleep import sleep_figures

    figures = sleep_figures(sleep)
    frame = f"{humanize.clock_of(sleep.bed)}–{humanize.clock_of(sleep.wake)}" if sleep.bed and sleep.wake else None
    slept: str | None
    if figures.tst_min is not None:
        slept = f"slept {format_minutes(figures.tst_min)}"
    else:
        at_most = figures.tst_at_most_min
        slept = None if at_most is None else f"slept at most {format_minutes(at_most)}"
    durations = (
        ("asleep after", sleep.latency_min), ("awake", sleep.awake_min), ("awake at least", sleep.awake_least_min),
        ("awake or falling asleep at least", sleep.unslept_least_min), ("on your feet", sleep.pacing_min),
        ("lying awake after", sleep.lying_awake_min), ("nap", sleep.nap_min),
    )  # fmt: skip
    return join_parts(
        frame,
        f"tried {humanize.clock_of(sleep.tried)}" if sleep.tried else None,
        f"up {humanize.clock_of(sleep.up)}" if sleep.up else None,
        slept,
        *(f"{label} {format_minutes(minutes)}" for label, minutes in durations if minutes is not None),
        None if sleep.times is None else f"woke {humanize.plural(sleep.times, 'time')}",
        None if sleep.quality is None else f"quality {sleep.quality} of 5",
        _note(sleep.note),
    )


def _dose(dose: Dose, names: Names) -> str:
    if dose.at is None:
        return join_parts(_none_told(dose.none_of), _note(dose.note))
    product = None if dose.product_id is None else names.get(dose.product_id)
    named = None if dose.product_id is None else user_text(product.name) if product else MISSING
    helped = None if dose.helped is None else f"helped {dose.helped} of 3"
    at = humanize.clock_of_day(dose.at, dose.night_of)
    return join_parts(f"{_dose_amount(dose, product)} at {at}", named, helped, _note(dose.note))


def _none_told(of: str | None) -> str:
    if of is None:
        return "none that day"
    from legdiary.domain.entries.substances import Substance

    return f"none of {user_text(Substance(of).name)} that day"


def _dose_amount(dose: Dose, product: Product | None) -> str:
    if product is None or product.product_kind == LEAF:
        return format_grams(dose.mg) if product is not None or dose.amount_ug is None else f"{format_mg(dose.ug)} mg"
    from legdiary.domain.entries.substances import format_of

    return format_of(product.product_kind, dose.ug)


def _taking(taking: Magnesium, _: Names) -> str:
    basis = f"from {taking.salt_mg} mg of salt" if taking.salt_mg is not None else None
    return join_parts(
        f"{taking.elemental_mg} mg elemental at {humanize.clock_of_day(taking.at, taking.night_of)}",
        taking.form,
        basis,
        "on the skin" if taking.topical else None,
        _helped(taking.helped),
        _note(taking.note),
    )


def _factor(factor: Factor, _: Names) -> str:
    return join_parts(
        user_text(factor.name),
        user_text(factor.amount) if factor.amount else None,
        f"at {humanize.clock_of_day(factor.at, factor.night_of)}" if factor.at else None,
        _helped(factor.helped),
        _note(factor.note),
    )


def _symptom(symptom: Symptom, _: Names) -> str:
    return join_parts(f"{user_text(symptom.name)} {symptom.grade} of 3", _note(symptom.note))


def _medicine(medicine: Medicine, _: Names) -> str:
    taken = f"{user_text(medicine.name)} {user_text(medicine.amount)}"
    return join_parts(
        f"{taken} at {humanize.clock_of_day(medicine.at, medicine.night_of)}",
        _helped(medicine.helped),
        _note(medicine.note),
    )


def _measure(measure: Measure, _: Names) -> str:
    from legdiary.domain.entries.measure_scales import MEASURES, POINTS, format_value

    scale = MEASURES.get(measure.name)
    if scale is not None and measure.unit == POINTS:
        told = f"{scale.label} {format_value(measure.value_milli, POINTS)} of {scale.most}"
    else:
        label = scale.label if scale is not None else user_text(measure.name)
        told = f"{label} {user_text(format_value(measure.value_milli, measure.unit))}"
    return join_parts(told, f"by {measure.by}" if measure.by else None, *measure.conditions)


def _trial(trial: Trial, _: Names) -> str:
    answers = trial.answers.values()
    return join_parts(
        f"“{user_text(trial.name)}”",
        f"{len(trial.draws)} of {humanize.plural(trial.pairs, 'pair')} of nights drawn",
        f"score {trial.score}",
        f"said of {humanize.plural(len(answers), 'night')} whether it was done" if answers else None,
        f"looked at {humanize.plural(trial.looks, 'time')} before the end" if trial.looks else None,
    )


def _product(product: Product, _: Names) -> str:
    low, high = product.mitragynine_low_ug, product.mitragynine_high_ug
    piece, weight = product.capsule_micrograms, product.weight_micrograms
    kind = product.product_kind
    what = "capsule"
    if kind != LEAF:
        from legdiary.domain.entries.substances import piece_of

        what = piece_of(kind)
    return join_parts(
        user_text(product.name),
        user_text(kind),
        f"{what} {_weight(kind, piece)}" if piece else None,
        None if low is None or high is None else f"mitragynine {_range(low, high)} mg/g",
        _weight(kind, weight) if weight else None,
        f"opened {humanize.long_day(product.opened_on)}" if product.opened_on else None,
    )


def product_line(stored: Stored, left: Left | None) -> str:
    """Return a product in one line, with what is left of it where its weight is known."""
    product: Product = stored.entry
    told = _product(product, {})
    if left is None:
        return told
    from legdiary.domain.entries.substances import piece_of

    kind = product.product_kind
    if left.ug < 0:
        return f"{told}, left {_weight(kind, 0)}: {_weight(kind, -left.ug)} more logged than it weighed"
    pieces = ""
    if left.hundredths is not None:
        number = humanize.number(left.hundredths / 100, 2)
        pieces = f" ({number} {piece_of(kind)}{'' if left.hundredths == _ONE_PIECE else 's'})"
    return f"{told}, left {_weight(kind, left.ug)}{pieces} after the logged doses"


def _weight(kind: str, ug: int) -> str:
    """Return a weight of a product in the unit of its kind."""
    if kind == LEAF:
        return format_grams(ug // UG_PER_MG)
    from legdiary.domain.entries.substances import format_of

    return format_of(kind, ug)


def _range(low_ug: int, high_ug: int) -> str:
    low, high = humanize.number(low_ug / 1000, 3), humanize.number(high_ug / 1000, 3)
    return low if low == high else f"{low}–{high}"


def plan_name(plan: Plan) -> str:
    """Return `taper “autumn”` of leaf, `taper “down” of 7-OH` of another, `plan “nights” of gabapentin`."""
    if plan.substance is None:
        return f"taper “{user_text(plan.name)}”"
    from legdiary.domain.entries.substances import is_medicine

    what = "plan" if is_medicine(plan.substance) else "taper"
    return f"{what} “{user_text(plan.name)}” of {humanize.substance(plan.substance)}"


def _plan(plan: Plan, _: Names) -> str:
    from legdiary.domain.taper.plan_unit import unit_of_plan

    first, last, unit = plan.steps[0], plan.steps[-1], unit_of_plan(plan)
    return join_parts(
        plan_name(plan),
        humanize.plural(len(plan.steps), "step"),
        f"{unit.format(first.target)} from {humanize.long_day(first.starts_on)}",
        f"{unit.format(last.target)} from {humanize.long_day(last.starts_on)}" if len(plan.steps) > 1 else None,
        f"ended {humanize.long_day(plan.ended_on)}" if plan.ended_on else None,
    )


def _by_field(entry: Any, names: Names) -> str:
    """Return the fields that are known, each with its name: `at 21:00, lasted 20 min`."""
    told = {each.name: getattr(entry, each.name) for each in fields(entry) if each.name != KINDS[entry.kind].filed_by}
    return join_parts(*(_field(name, value, entry, names) for name, value in told.items() if value is not None))


def _field(name: str, value: Any, entry: Any, names: Names) -> str | None:
    if name == "note":
        return _note(value)
    from legdiary.render.terminal.field_labels import field_label, field_value

    text = humanize.clock_of_day(value, entry.night_of) if name == "at" else field_value(name, value, names)
    return f"{field_label(name)} {text}"


#: The kinds with a sentence of their own.
SENTENCES: Mapping[str, Callable[[Any, Names], str]] = {
    "night": _night,
    "sleep": _sleep,
    "kratom": _dose,
    "magnesium": _taking,
    "factor": _factor,
    "symptom": _symptom,
    "medicine": _medicine,
    "measure": _measure,
    "trial": _trial,
    "product": _product,
    "plan": _plan,
}
