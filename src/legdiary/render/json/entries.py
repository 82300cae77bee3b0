"""Entries as JSON, whatever their kind."""

from __future__ import annotations

from datetime import date

from legdiary.domain.entries.dose import LEAF, UG_PER_MG
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.input.amounts import MG_PER_G, grams
from legdiary.domain.reports.dose_totals import substance_of
from legdiary.domain.time.moments import Moment
from legdiary.domain.time.parse import format_clock
from legdiary.render.json.values import decimal_thousandths, grams_known, grams_of_ug, iso, iso_day, milligrams, rounded
from legdiary.util.values import fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.entries.factors_and_medicines import Measure
    from legdiary.domain.entries.interactions import Conflict
    from legdiary.domain.entries.night import Night
    from legdiary.domain.entries.products import Left, Names, Product
    from legdiary.domain.entries.sleep import Sleep, SleepFigures
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.taper.plan import Plan
    from legdiary.render.json.values import Json


# ---------------------------------------------------------------------- entries


def entry(stored: Stored, names: Names) -> Json:
    """Return one entry with its id, kind, moment and night."""
    value = stored.entry
    head: Json = {"id": stored.id, "kind": value.kind}
    if hasattr(value, "night_of"):
        head |= {"night_of": value.night_of.isoformat(), "at": None, "recalled": stored.recalled}
    return head | _ENTRIES.get(value.kind, _by_field)(value, names)


def changed(old: Stored, new: Stored, names: Names) -> Json:
    """Return field → [old, new], for the fields that differ."""
    before, after = entry(old, names), entry(new, names)
    return {key: [before[key], after[key]] for key in after if before[key] != after[key]}


def _night(night: Night, _: Names) -> Json:
    return {
        "severity": night.severity,
        "missed": night.missed,
        "falling_asleep": night.falling_asleep,
        "overnight": night.overnight,
        "day_resting": night.day_resting,
        "day_active": night.day_active,
        "sitting": night.sitting,
        "mood": night.mood,
        "concentration": night.concentration,
        "onset": None if night.onset_min is None else format_clock(night.onset_min),
        "where": list(night.body_parts),
        "feel": list(night.sensations),
        "note": night.note,
    }


def _sleep(sleep: Sleep, _: Names) -> Json:
    from legdiary.domain.entries.sleep import sleep_figures

    return {
        "at": iso(sleep.bed),
        "bed": iso(sleep.bed),
        "tried": iso(sleep.tried),
        "wake": iso(sleep.wake),
        "up": iso(sleep.up),
        "planned": iso(sleep.planned),
        "latency_min": sleep.latency_min,
        "awake_min": sleep.awake_min,
        "awake_at_least_min": sleep.awake_least_min,
        "unslept_at_least_min": sleep.unslept_least_min,
        "times": sleep.times,
        "pacing_min": sleep.pacing_min,
        "lying_awake_min": sleep.lying_awake_min,
        "total_min": sleep.total_min,
        "quality": sleep.quality,
        "nap_min": sleep.nap_min,
        "note": sleep.note,
        "figures": figures(sleep_figures(sleep), sleep),
    }


def _dose(dose: Dose, names: Names) -> Json:
    product = None if dose.product_id is None else names.get(dose.product_id)
    word = substance_of(dose, names)
    return {
        "at": iso(dose.at),
        "amount_g": grams(dose.mg) if word == LEAF else None,
        "amount_mg": None if word == LEAF else milligrams(dose.ug),
        "substance": word,
        "none_of": dose.none_of,
        "product": product.name if product else None,
        "helped": dose.helped,
        "note": dose.note,
    }


def _by_field(of: Any, _: Names) -> Json:
    """Return the fields as they are stored, the moment first."""
    names = [each.name for each in fields(of) if each.name != KINDS[of.kind].filed_by]
    return {name: _plain(getattr(of, name)) for name in sorted(names, key=lambda name: name != "at")}


def _plain(value: Any) -> Any:
    if isinstance(value, Moment):
        return value.iso
    return value.isoformat() if isinstance(value, date) else value


def _measure(measure: Measure, _: Names) -> Json:
    return {
        "taken_on": measure.taken_on.isoformat(),
        "name": measure.name,
        "value": decimal_thousandths(measure.value_milli),
        "unit": measure.unit,
        "by": measure.by,
        "conditions": list(measure.conditions),
    }


def spacing(found: Sequence[Conflict]) -> list[Json]:
    """Return magnesium and medicines that were taken closer together than labels ask for."""
    return [
        {
            "medicine": each.medicine.name,
            "medicine_at": iso(each.medicine.at),
            "magnesium_at": iso(each.taking.at),
            "magnesium_first": each.magnesium_first,
            "gap_min": each.gap_min,
            "asked_h": each.asked.least,
            "asked_to_h": each.asked.most,
            "source": each.rule.source,
            "trust": each.rule.trust,
        }
        for each in found
    ]


def _product(product: Product, _: Names) -> Json:
    low, high = product.mitragynine_low_ug, product.mitragynine_high_ug
    leaf = product.product_kind == LEAF
    return {
        "name": product.name,
        "product_kind": product.product_kind,
        "capsule_g": grams_of_ug(product.capsule_micrograms) if leaf else None,
        "capsule_mg": None if leaf else milligrams(product.capsule_micrograms),
        "mitragynine_mg_per_g": None if low is None or high is None else [low / 1000, high / 1000],
        "weight_g": grams_of_ug(product.weight_micrograms) if leaf else None,
        "weight_mg": None if leaf else milligrams(product.weight_micrograms),
        "opened_on": iso_day(product.opened_on),
    }


def _plan(plan: Plan, _: Names) -> Json:
    unit, number = ("g", grams_known) if plan.of == LEAF else ("mg", milligrams)
    return {
        "name": plan.name,
        "substance": plan.of,
        "unit": plan.unit or unit,
        "starts_on": plan.starts_on.isoformat(),
        "ended_on": iso_day(plan.ended_on),
        f"scale_{unit}": number(plan.scale),
        "steps": [
            {
                "starts_on": step.starts_on.isoformat(),
                f"target_{unit}": number(step.target),
                "doses_per_day": step.doses_per_day,
                "why": step.why,
            }
            for step in plan.steps
        ],
        "holds": [
            {
                "placed_on": hold.placed_on.isoformat(),
                "days": hold.days,
                "step_starts_on": hold.step_starts_on.isoformat(),
                "why": hold.why,
            }
            for hold in plan.holds
        ],
        "coin": list(plan.coin),
    }


def figures(of: SleepFigures, sleep: Sleep) -> Json:
    """Return a night's sleep as `week --json` promises it, and what else is known."""
    return {
        "tst_min": of.tst_min,
        "tst_at_most_min": of.tst_at_most_min,
        "sol_min": of.sol_min,
        "waso_min": of.waso_min,
        "pacing_min": of.pacing_min,
        "tib_min": of.tib_min,
        "ema_min": of.ema_min,
        "se_dse_pct": rounded(of.se_dse_pct),
        "se_tib_pct": rounded(of.se_tib_pct),
        "quality": sleep.quality,
    }


#: The kinds whose JSON is other than their fields.
_ENTRIES: dict[str, Callable[[Any, Names], Json]] = {
    "night": _night,
    "sleep": _sleep,
    "kratom": _dose,
    "measure": _measure,
    "product": _product,
    "plan": _plan,
}


def entries_in_range(entries: Sequence[Stored], names: Names, waiting: Sequence[Json]) -> Json:
    """Return `{"entries": […], "waiting": […]}`; of many entries each is made as it is written."""
    if isinstance(entries, list):
        return {"entries": [entry(stored, names) for stored in entries], "waiting": waiting}
    from legdiary.util.compressed_list import View

    return {"entries": View(entries, lambda stored: entry(stored, names)), "waiting": waiting}


def products_known(products: Sequence[Stored], left: Mapping[int, Left]) -> Json:
    """Return `{"products": […]}`, with what is left of each batch whose weight is known."""
    return {"products": [entry(stored, {}) | _left(stored.entry, left.get(stored.id)) for stored in products]}


def _left(product: Product, left: Left | None) -> Json:
    """Return what is left in the unit of the product's kind: grams of leaf, milligrams of others."""
    mg = None if left is None else left.ug / UG_PER_MG
    if product.product_kind == LEAF:
        return {"left_g": None if mg is None else mg / MG_PER_G, "left_mg": None}
    whole = None if mg is None else int(mg) if mg == int(mg) else mg
    return {"left_g": None, "left_mg": whole}
