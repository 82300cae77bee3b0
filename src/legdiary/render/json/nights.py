"""Nights and weeks as JSON."""

from __future__ import annotations

from datetime import timedelta

from legdiary.domain.entries.dose import LEAF, SEVEN_OH
from legdiary.domain.entries.magnesium import SUPPLEMENTAL_LIMIT_MG
from legdiary.domain.entries.substances import Substance, is_medicine
from legdiary.domain.input.amounts import grams
from legdiary.domain.time.parse import format_clock
from legdiary.render.json.entries import entry, figures
from legdiary.render.json.statistics import difference
from legdiary.render.json.values import grams_known, hours, iso, iso_day, milligrams, mitragynine, rounded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path
    from typing import TypeVar

    from legdiary.domain.entries.products import Names
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.dose_totals import DoseDay, OtherSubstanceDay
    from legdiary.domain.reports.events import Event
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.other_substances import OtherSubstanceTotals
    from legdiary.domain.reports.week import BoundedNights, CurrentStep, Summary, UnderWay, WeekReport
    from legdiary.domain.stats.descriptive import Level, Middle
    from legdiary.domain.sync.unsettled import Unsettled
    from legdiary.domain.taper.phases import Phase
    from legdiary.render.json.values import Json

    _Of = TypeVar("_Of", OtherSubstanceDay, OtherSubstanceTotals)

_UG_PER_G = 1_000_000


def dose_day(day: date, taken: DoseDay, doses: Sequence[Stored]) -> Json:
    """Return a diary day's kratom against its target."""
    return {
        "night_of": day.isoformat(),
        "total_g": grams_known(taken.total_mg),
        "target_g": grams_known(taken.target_mg),
        "doses": taken.doses,
        "planned_doses": taken.target_doses,
        "longest_gap_h": hours(taken.longest_gap_min),
        "taken": [taken_at(dose) for dose in doses if dose.entry.at],
        "substances": substances(taken.apart),
    }


def substances(apart: Sequence[OtherSubstanceDay]) -> Json:
    """Return the other substances of a day, which are never added to leaf: those logged, and those planned."""
    return {
        name: {
            "total_mg": milligrams(each.total_ug),
            "target_mg": milligrams(each.target_ug),
            "doses": each.doses,
            "planned_doses": each.target_doses,
            "longest_gap_h": hours(each.longest_gap_min),
            "mitragynine_mg": mitragynine(each.mitragynine_ug),
        }
        | ({"medicine": True, "uncounted": [*each.uncounted]} if is_medicine(each.substance) else {})
        for each, name in _named(apart)
    }


def substances_over(apart: Sequence[OtherSubstanceTotals]) -> Json:
    """Return the same over some days: medians, and the days they rest on."""
    return {
        name: {
            "total_mg": _middle_mg(each.total_ug),
            "target_mg": milligrams(each.target_ug.median),
            "doses": middle(each.doses),
            "longest_gap_h": hours(each.longest_gap_min),
            "usual_longest_gap_h": _middle_hours(each.usual_gap_min),
            "target_median_mg": milligrams(each.target_ug.median),
        }
        | ({"medicine": True} if is_medicine(each.substance) else {})
        for each, name in _named(apart)
    }


def _named(apart: Sequence[_Of]) -> Iterator[tuple[_Of, str]]:
    """Yield each substance with its name: a medicine is called by its name alone, unless a product's kind is too."""
    kinds = {each.substance for each in apart}
    for each in apart:
        name = Substance(each.substance).name if is_medicine(each.substance) else each.substance
        yield each, each.substance if name in kinds else name


def _middle_hours(of: Middle) -> Json:
    return {"n": of.n, "median": hours(of.median)}


def _middle_mg(of: Middle) -> Json:
    return {"n": of.n, "median": milligrams(of.median)}


def taken_at(dose: Stored) -> Json:
    """Return one dose, in short."""
    return {"at": iso(dose.entry.at), "amount_g": grams(dose.entry.mg)}


def night_record(record: NightRecord) -> Json:
    """Return one night of a report."""
    rating = record.rating
    return {
        "night_of": record.night_of.isoformat(),
        "severity": record.severity,
        "missed": rating.missed if rating else None,
        "falling_asleep": rating.falling_asleep if rating else None,
        "overnight": rating.overnight if rating else None,
        "day_resting": rating.day_resting if rating else None,
        "day_active": rating.day_active if rating else None,
        "sitting": rating.sitting if rating else None,
        "mood": rating.mood if rating else None,
        "concentration": rating.concentration if rating else None,
        "onset": format_clock(rating.onset_min) if rating and rating.onset_min is not None else None,
        "sleep": figures(record.figures, record.sleep) if record.figures and record.sleep else None,
        "kratom": {
            "total_g": grams_known(record.kratom.total_mg),
            "target_g": grams_known(record.kratom.target_mg),
            "doses": record.kratom.doses,
            "planned_doses": record.kratom.target_doses,
            "longest_gap_h": hours(record.kratom.longest_gap_min),
            "seven_oh_g": _seven_oh_g(record.kratom),
            "mitragynine_mg": mitragynine(record.kratom.mitragynine_ug),
        },
        "substances": substances(record.kratom.apart),
        "magnesium": {"elemental_mg": record.magnesium_mg, "topical_mg": record.topical_mg},
        "factors": list(record.factors),
        "symptoms": [{"name": name, "grade": grade} for name, grade in record.symptoms],
        "recalled": record.recalled,
    }


def _seven_oh_g(taken: DoseDay) -> float | None:
    """Return the grams of 7-OH under the key of its first name, for scripts that know that."""
    total_ug = next((each.total_ug for each in taken.apart if each.substance == SEVEN_OH), None)
    return None if total_ug is None else total_ug / _UG_PER_G


def level(of: Level) -> Json:
    """Return a level: n, missing, and from five nights on median, quartiles, share at 7 or more."""
    return {
        "n": of.n,
        "missing": of.missing,
        "median": of.median,
        "q1": of.q1,
        "q3": of.q3,
        "share_7_plus": None if of.share_7_plus is None else round(of.share_7_plus, 4),
    }


def middle(of: Middle) -> Json:
    """Return a median and the nights it rests on."""
    return {"n": of.n, "median": of.median}


def bounded(of: BoundedNights) -> Json:
    """Return the nights whose total sleep is known only at most."""
    return {"n": of.n, "tst_at_most_min": of.at_most_min.median, "tib_min": of.tib_min.median}


def summary(of: Summary) -> Json:
    """Return the summary of some nights."""
    return {
        "severity": level(of.severity),
        "tst_min": middle(of.tst_min),
        "bounded": bounded(of.bounded),
        "se_dse_pct": {"n": of.se_dse_pct.n, "median": rounded(of.se_dse_pct.median)},
        "kratom_g": {
            "n": of.kratom_mg.n,
            "median": grams_known(of.kratom_mg.median),
            "target_median": grams_known(of.target_mg.median),
        },
        "doses_per_day": middle(of.doses_per_day),
        "usual_longest_gap_h": _middle_hours(of.usual_gap_min),
        "substances": substances_over(of.apart),
        "magnesium_mg": middle(of.magnesium_mg),
        "recalled": of.recalled,
    }


def in_force(taper: CurrentStep | None) -> Json | None:
    """Return where a day stands in its plan, or null."""
    if taper is None:
        return None
    position = taper.position
    return {
        "plan": taper.plan,
        "step": position.step_number,
        "steps": position.of,
        "step_from": position.step.starts_on.isoformat(),
        "target_g": grams(position.step.target),
        "planned_doses": position.step.doses_per_day,
        "days_in_step": position.days_in_step,
        "next_change": iso_day(position.next_change),
        "next_target_g": grams_known(position.next_target),
    }


def plans_in_force(plans: Sequence[CurrentStep]) -> list[Json]:
    """Return where a day stands in each plan that is in force; amounts in grams for leaf, else in milligrams."""
    return [_plan_in_force(each) for each in plans]


def _plan_in_force(of: CurrentStep) -> Json:
    position = of.position
    leaf = of.substance == LEAF
    unit, number = ("g", grams_known) if leaf else ("mg", milligrams)
    return {
        "substance": of.substance,
        "unit": unit if of.unit is None else of.unit,
        "plan": of.plan,
        "step": position.step_number,
        "steps": position.of,
        "step_from": position.step.starts_on.isoformat(),
        f"target_{unit}": number(position.step.target),
        "planned_doses": position.step.doses_per_day,
        "days_in_step": position.days_in_step,
        "next_change": iso_day(position.next_change),
        f"next_target_{unit}": number(position.next_target),
    }


def week_of_demo(diary: Path, report: WeekReport) -> Json:
    """Return the file of a demo diary, and its latest week."""
    return {"diary": str(diary), "week": week(report)}


def week(report: WeekReport) -> Json:
    """Return the week report."""
    return {
        "from": report.from_night.isoformat(),
        "to": (report.before_night - timedelta(days=1)).isoformat(),
        "nights": [night_record(record) for record in report.nights],
        "summary": summary(report.summary),
        "previous": summary(report.previous),
        "versus_previous": difference(report.legs),
        "taper": in_force(report.taper),
        "plans": plans_in_force(report.plans),
        "phase": phase(report.phase),
        "magnesium": {
            "limit_mg": SUPPLEMENTAL_LIMIT_MG,
            "days_logged": report.summary.magnesium_mg.n,
            "days_above_limit": report.summary.days_above_limit,
        },
        "events": [event(each) for each in report.events],
        "marks": [mark(each) for each in report.events],
        "under_way": _under_way(report.under_way),
        "waiting": waiting(report.unsettled),
    }


def waiting(unsettled: Unsettled | None) -> list[Json]:
    """Return what devices say differently; empty where they do not."""
    if unsettled is None:
        return []
    from legdiary.render.json.sync import conflicts

    return conflicts(unsettled)


def _under_way(of: UnderWay | None) -> Json | None:
    if of is None:
        return None
    return {"night_of": of.night_of.isoformat(), "logged": ["kratom" if word == LEAF else word for word in of.logged]}


def phase(of: Phase | None) -> Json | None:
    """Return the phase of a day outside every plan, or null."""
    if of is None or of.plan is None:
        return None
    return {
        "kind": of.kind,
        "plan": of.plan.name,
        "starts_on": of.plan.starts_on.isoformat(),
        "ended_on": iso_day(of.plan.ended_on),
        "next_plan": of.following.name if of.following else None,
        "next_starts_on": of.following.starts_on.isoformat() if of.following else None,
    }


def event(of: Event) -> Json:
    """Return something that changed."""
    return mark(of) | {"change": of.change, "was": of.was, "now": of.now}


def mark(of: Event) -> Json:
    """Return an event in the shape of its former name, for scripts that know that."""
    return {"on": of.on.isoformat(), "kind": of.kind, "name": of.name}


def night(record: NightRecord, entries: Sequence[Stored], names: Names, unsettled: Unsettled | None) -> Json:
    """Return the night as `week --json` has it, its entries, and what devices say differently of them."""
    return night_record(record) | {
        "entries": [entry(stored, names) for stored in entries],
        "waiting": waiting(unsettled),
    }
