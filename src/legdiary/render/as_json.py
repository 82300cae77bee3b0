"""Values as the JSON that `cli.md` promises: numbers as numbers, missing as null, times ISO 8601 with offset."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from legdiary.domain.amounts import grams
from legdiary.domain.magnesium import SUPPLEMENTAL_LIMIT_MG
from legdiary.domain.words import format_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.doses import Apart, DoseDay
    from legdiary.domain.entries import Dose, Magnesium, Night, Sleep, Stored
    from legdiary.domain.events import Event
    from legdiary.domain.exposures import Factor, Measure, Medicine, Symptom
    from legdiary.domain.levels import Level, Middle
    from legdiary.domain.moments import Moment
    from legdiary.domain.nights import NightRecord
    from legdiary.domain.phases import Phase
    from legdiary.domain.products import Product
    from legdiary.domain.sleep import SleepFigures
    from legdiary.domain.spacing import Conflict
    from legdiary.domain.substances import ApartOver
    from legdiary.domain.taper import Plan
    from legdiary.domain.week import Bounded, InForce, Summary, WeekReport

Json: TypeAlias = "dict[str, Any]"
#: Product ids and products, for doses that name one.
Names: TypeAlias = "Mapping[int, Product]"

_MINUTES_AN_HOUR = 60
_PERCENT_PLACES = 1


def iso(moment: Moment | None) -> str | None:
    """ISO 8601 with offset, or null."""
    return moment.iso if moment else None


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _grams(amount_mg: float | None) -> float | None:
    return None if amount_mg is None else amount_mg / 1000


def _mitragynine(of: tuple[int, int] | None) -> list[float] | None:
    return None if of is None else [of[0] / 1000, of[1] / 1000]


def _hours(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes / _MINUTES_AN_HOUR, 2)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _PERCENT_PLACES)


# ---------------------------------------------------------------------- entries


def entry(stored: Stored, names: Names) -> Json:
    """One entry with its id, kind, moment and night."""
    value = stored.entry
    head: Json = {"id": stored.id, "kind": value.kind}
    if hasattr(value, "night_of"):
        head |= {"night_of": value.night_of.isoformat(), "at": None, "recalled": stored.recalled}
    return head | _ENTRIES[value.kind](value, names)


def changed(old: Stored, new: Stored, names: Names) -> Json:
    """Field → [old, new], for the fields that differ."""
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
        "onset": None if night.onset_min is None else format_clock(night.onset_min),
        "where": list(night.body_parts),
        "feel": list(night.sensations),
        "note": night.note,
    }


def _sleep(sleep: Sleep, _: Names) -> Json:
    from legdiary.domain.sleep import sleep_figures

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
    return {
        "at": iso(dose.at),
        "amount_g": grams(dose.amount_mg),
        "product": product.name if product else None,
        "note": dose.note,
    }


def _taking(taking: Magnesium, _: Names) -> Json:
    return {
        "at": iso(taking.at),
        "elemental_mg": taking.elemental_mg,
        "basis": taking.basis,
        "form": taking.form,
        "salt_mg": taking.salt_mg,
        "topical": taking.topical,
    }


def _factor(factor: Factor, _: Names) -> Json:
    return {
        "at": iso(factor.at),
        "name": factor.name,
        "amount": factor.amount,
        "helped": factor.helped,
        "note": factor.note,
    }


def _symptom(symptom: Symptom, _: Names) -> Json:
    return {"name": symptom.name, "grade": symptom.grade}


def _medicine(medicine: Medicine, _: Names) -> Json:
    return {"at": iso(medicine.at), "name": medicine.name, "amount": medicine.amount}


def _measure(measure: Measure, _: Names) -> Json:
    return {
        "taken_on": measure.taken_on.isoformat(),
        "name": measure.name,
        "value": milli(measure.value_milli),
        "unit": measure.unit,
        "by": measure.by,
    }


def milli(thousandths: int) -> float:
    """Thousandths as a number, whole where they are."""
    whole, rest = divmod(thousandths, 1000)
    return thousandths / 1000 if rest else whole


def spacing(found: Sequence[Conflict]) -> list[Json]:
    """Magnesium and medicines that were taken closer together than labels ask for."""
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
    return {
        "name": product.name,
        "product_kind": product.product_kind,
        "capsule_g": _grams(product.capsule_mg),
        "mitragynine_mg_per_g": None if low is None or high is None else [low / 1000, high / 1000],
        "weight_g": _grams(product.weight_mg),
        "opened_on": _day(product.opened_on),
    }


def _plan(plan: Plan, _: Names) -> Json:
    return {
        "name": plan.name,
        "starts_on": plan.starts_on.isoformat(),
        "ended_on": _day(plan.ended_on),
        "scale_g": grams(plan.scale_mg),
        "steps": [
            {
                "starts_on": step.starts_on.isoformat(),
                "target_g": grams(step.target_mg),
                "doses_per_day": step.doses_per_day,
            }
            for step in plan.steps
        ],
        "holds": [
            {
                "placed_on": hold.placed_on.isoformat(),
                "days": hold.days,
                "step_starts_on": hold.step_starts_on.isoformat(),
            }
            for hold in plan.holds
        ],
    }


_ENTRIES: dict[str, Callable[[Any, Names], Json]] = {
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

# ---------------------------------------------------------------------- figures


def dose_day(day: date, taken: DoseDay, doses: Sequence[Stored]) -> Json:
    """A diary day's kratom against its target."""
    return {
        "night_of": day.isoformat(),
        "total_g": _grams(taken.total_mg),
        "target_g": _grams(taken.target_mg),
        "doses": taken.doses,
        "planned_doses": taken.target_doses,
        "longest_gap_h": _hours(taken.longest_gap_min),
        "taken": [taken_at(dose) for dose in doses if dose.entry.at],
        "substances": substances(taken.apart),
    }


def substances(apart: Sequence[Apart]) -> Json:
    """What a day holds of substances that are never added to leaf."""
    return {
        each.substance: {
            "total_mg": each.total_mg,
            "target_mg": None,
            "doses": each.doses,
            "longest_gap_h": _hours(each.longest_gap_min),
        }
        for each in apart
    }


def substances_over(apart: Sequence[ApartOver]) -> Json:
    """The same over some days: medians, and the days they rest on."""
    return {
        each.substance: {
            "total_mg": middle(each.total_mg),
            "target_mg": None,
            "doses": middle(each.doses),
            "longest_gap_h": _hours(each.longest_gap_min),
        }
        for each in apart
    }


def taken_at(dose: Stored) -> Json:
    """One dose, in short."""
    return {"at": iso(dose.entry.at), "amount_g": grams(dose.entry.amount_mg)}


def figures(of: SleepFigures, sleep: Sleep) -> Json:
    """A night's sleep as `week --json` promises it, and what else is known."""
    return {
        "tst_min": of.tst_min,
        "tst_at_most_min": of.tst_at_most_min,
        "sol_min": of.sol_min,
        "waso_min": of.waso_min,
        "pacing_min": of.pacing_min,
        "tib_min": of.tib_min,
        "ema_min": of.ema_min,
        "se_dse_pct": _rounded(of.se_dse_pct),
        "se_tib_pct": _rounded(of.se_tib_pct),
        "quality": sleep.quality,
    }


def night_record(record: NightRecord) -> Json:
    """One night of a report."""
    rating = record.rating
    return {
        "night_of": record.night_of.isoformat(),
        "severity": record.severity,
        "missed": rating.missed if rating else None,
        "falling_asleep": rating.falling_asleep if rating else None,
        "overnight": rating.overnight if rating else None,
        "day_resting": rating.day_resting if rating else None,
        "day_active": rating.day_active if rating else None,
        "onset": format_clock(rating.onset_min) if rating and rating.onset_min is not None else None,
        "sleep": figures(record.figures, record.sleep) if record.figures and record.sleep else None,
        "kratom": {
            "total_g": _grams(record.kratom.total_mg),
            "target_g": _grams(record.kratom.target_mg),
            "doses": record.kratom.doses,
            "planned_doses": record.kratom.target_doses,
            "longest_gap_h": _hours(record.kratom.longest_gap_min),
            "seven_oh_g": _grams(next((each.total_mg for each in record.kratom.apart), None)),
            "mitragynine_mg": _mitragynine(record.kratom.mitragynine_ug),
        },
        "substances": substances(record.kratom.apart),
        "magnesium": {"elemental_mg": record.magnesium_mg, "topical_mg": record.topical_mg},
        "factors": list(record.factors),
        "symptoms": [{"name": name, "grade": grade} for name, grade in record.symptoms],
        "recalled": record.recalled,
    }


def level(of: Level) -> Json:
    """A level: n, missing, and from five nights on median, quartiles, share at 7 or more."""
    return {
        "n": of.n,
        "missing": of.missing,
        "median": of.median,
        "q1": of.q1,
        "q3": of.q3,
        "share_7_plus": None if of.share_7_plus is None else round(of.share_7_plus, 4),
    }


def middle(of: Middle) -> Json:
    """A median and the nights it rests on."""
    return {"n": of.n, "median": of.median}


def bounded(of: Bounded) -> Json:
    """The nights whose total sleep is known only at most."""
    return {"n": of.n, "tst_at_most_min": of.at_most_min.median, "tib_min": of.tib_min.median}


def summary(of: Summary) -> Json:
    """The summary of some nights."""
    return {
        "severity": level(of.severity),
        "tst_min": middle(of.tst_min),
        "bounded": bounded(of.bounded),
        "se_dse_pct": {"n": of.se_dse_pct.n, "median": _rounded(of.se_dse_pct.median)},
        "kratom_g": {
            "n": of.kratom_mg.n,
            "median": _grams(of.kratom_mg.median),
            "target_median": _grams(of.target_mg.median),
        },
        "doses_per_day": middle(of.doses_per_day),
        "substances": substances_over(of.apart),
        "magnesium_mg": middle(of.magnesium_mg),
        "recalled": of.recalled,
    }


def in_force(taper: InForce | None) -> Json | None:
    """Where a day stands in its plan, or null."""
    if taper is None:
        return None
    position = taper.position
    return {
        "plan": taper.plan,
        "step": position.step_number,
        "steps": position.of,
        "step_from": position.step.starts_on.isoformat(),
        "target_g": grams(position.step.target_mg),
        "planned_doses": position.step.doses_per_day,
        "days_in_step": position.days_in_step,
        "next_change": _day(position.next_change),
        "next_target_g": _grams(position.next_target_mg),
    }


def week(report: WeekReport) -> Json:
    """The week report."""
    return {
        "from": report.from_night.isoformat(),
        "to": (report.before_night - timedelta(days=1)).isoformat(),
        "nights": [night_record(record) for record in report.nights],
        "summary": summary(report.summary),
        "previous": summary(report.previous),
        "taper": in_force(report.taper),
        "phase": _phase(report.phase),
        "magnesium": {
            "limit_mg": SUPPLEMENTAL_LIMIT_MG,
            "days_logged": report.summary.magnesium_mg.n,
            "days_above_limit": report.summary.days_above_limit,
        },
        "events": [event(each) for each in report.events],
        "marks": [mark(each) for each in report.events],
    }


def _phase(phase: Phase | None) -> Json | None:
    if phase is None or phase.plan is None:
        return None
    return {
        "kind": phase.kind,
        "plan": phase.plan.name,
        "ended_on": _day(phase.plan.ended_on),
        "next_plan": phase.following.name if phase.following else None,
    }


def event(of: Event) -> Json:
    """Something that changed."""
    return mark(of) | {"change": of.change, "was": of.was, "now": of.now}


def mark(of: Event) -> Json:
    """An event in the shape of its former name, for scripts that know that."""
    return {"on": of.on.isoformat(), "kind": of.kind, "name": of.name}
