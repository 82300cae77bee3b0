"""The record of one night: the figures on which every report is built.

A night without entries has a record too; its values are None, never zero.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from math import floor

from legdiary.domain.entries.sleep import sleep_figures
from legdiary.domain.reports.dose_totals import (
    PlannedStep,
    compare_with_plans,
    dose_days,
    medicine_days,
    medicine_names,
)
from legdiary.domain.taper.plan import plan_on, steps_within
from legdiary.util.values import NamedTuple, dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from typing import Any

    from legdiary.domain.entries.magnesium import Magnesium
    from legdiary.domain.entries.night import Night
    from legdiary.domain.entries.products import Product
    from legdiary.domain.entries.sleep import Sleep, SleepFigures
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.dose_totals import DoseDay, OtherSubstanceDay, PrecedingDoses, Taken
    from legdiary.domain.stats.descriptive import Middle
    from legdiary.domain.taper.plan import Plan


_NOON_MIN = 12 * 60
_DAY_MIN = 24 * 60


def onset_clock(median_after_noon: Middle) -> int | None:
    """Return a median that counts minutes from noon as minutes after midnight; None where not known."""
    after_noon = median_after_noon.median
    return None if after_noon is None else clock_after_noon(after_noon)


def clock_after_noon(minutes: float) -> int:
    """Return minutes after noon as whole minutes after midnight, rounded half up; those before noon are negative."""
    return floor(minutes + _NOON_MIN + 0.5) % _DAY_MIN


def days(from_night: date, before_night: date) -> list[date]:
    """Return every day of a half-open range."""
    return [from_night + timedelta(days=n) for n in range((before_night - from_night).days)]


class MagnesiumTaken(NamedTuple):
    """The fields of a magnesium intake that a day's figures need."""

    night_of: date
    topical: int
    elemental_mg: int


class SymptomGrade(NamedTuple):
    """The fields of a symptom that a night's figures need."""

    night_of: date
    name: str
    grade: int


@dataclass(frozen=True, slots=True)
class NightRecord:
    """The data of one night for reports.

    Attributes:
        night_of: the date on which the evening began.
        rating: the ratings, or None.
        sleep: the sleep as typed, or None.
        figures: the sleep's figures, or None where no sleep is logged.
        kratom: the diary day's doses against its target.
        magnesium_mg: elemental milligrams taken by mouth; None where none is logged.
        topical_mg: elemental milligrams on the skin, kept apart, since absorption is uncertain (facts B8).
        recalled: True if the night or its sleep was entered more than 36 h after waking.
        factors: the names of the factors logged, each once: those without a time, then by time.
        symptoms: name and grade 0–3 of each symptom logged.
    """

    night_of: date
    rating: Night | None
    sleep: Sleep | None
    figures: SleepFigures | None
    kratom: DoseDay
    magnesium_mg: int | None
    topical_mg: int | None
    recalled: bool
    factors: tuple[str, ...] = ()
    symptoms: tuple[tuple[str, int], ...] = ()

    @property
    def severity(self) -> int | None:
        """RLS severity 0–10, or None."""
        return self.rating.severity if self.rating else None

    @property
    def onset_after_noon(self) -> int | None:
        """The minutes after noon at which the restlessness began; None where not known."""
        onset = self.rating.onset_min if self.rating else None
        return None if onset is None else (onset - _NOON_MIN) % _DAY_MIN

    @property
    def symptom_sum(self) -> int | None:
        """The sum of the symptom grades; None where no symptom is logged, which is not 0."""
        return sum(grade for _, grade in self.symptoms) if self.symptoms else None


@dataclass(frozen=True, slots=True)
class Logged:
    """The entries from which night records are built, as read from the diary.

    Where only the figures of many nights are needed, doses, magnesium and symptoms may come in short form, as `taken`,
    `magnesium_taken` and `symptom_grades`. `lead` is the last
    dose before the range, and `eve_medicines` the medicines of the day before, read where one of them has a plan, so
    that no figure depends on where the range begins.
    """

    nights: Sequence[Stored] = ()
    sleeps: Sequence[Stored] = ()
    doses: Sequence[Stored] = ()
    taken: Sequence[Taken] = ()
    lead: PrecedingDoses | None = None
    magnesium: Sequence[Stored] = ()
    magnesium_taken: Sequence[MagnesiumTaken] = ()
    factors: Sequence[Stored] = ()
    symptoms: Sequence[Stored] = ()
    symptom_grades: Sequence[SymptomGrade] = ()
    medicines: Sequence[Stored] = ()
    eve_medicines: Sequence[Stored] = ()
    measures: Sequence[Stored] = ()
    plans: Sequence[Plan] = ()
    products: Mapping[int, Product] = field(default_factory=dict)


def night_records(logged: Logged, from_night: date, before_night: date) -> list[NightRecord]:
    """Return one record for each night of a half-open range, missing nights included, oldest first."""
    ratings = {stored.entry.night_of: stored for stored in logged.nights}
    sleeps = {stored.entry.night_of: stored for stored in logged.sleeps}
    doses = dose_days(logged.taken or (stored.entry for stored in logged.doses), logged.products, logged.lead)
    oral, topical = _magnesium_days(logged.magnesium_taken or (stored.entry for stored in logged.magnesium))
    factors = _by_day(stored.entry for stored in logged.factors)
    symptoms = _by_day(logged.symptom_grades or (stored.entry for stored in logged.symptoms))
    steps = _steps_by_day(logged.plans, from_night, before_night)
    medicines = _planned_medicines(logged)
    records = []
    for day in days(from_night, before_night):
        rating, sleep = ratings.get(day), sleeps.get(day)
        records.append(
            NightRecord(
                night_of=day,
                rating=rating.entry if rating else None,
                sleep=sleep.entry if sleep else None,
                figures=sleep_figures(sleep.entry) if sleep else None,
                kratom=compare_with_plans(doses, day, steps.get(day, ()), medicines),
                magnesium_mg=oral.get(day),
                topical_mg=topical.get(day),
                recalled=bool((rating and rating.recalled) or (sleep and sleep.recalled)),
                factors=tuple(dict.fromkeys(factor.name for factor in factors.get(day, ()))),
                symptoms=tuple((symptom.name, symptom.grade) for symptom in symptoms.get(day, ())),
            )
        )
    return records


def nights_within(records: Sequence[NightRecord], from_day: date, before_day: date) -> Sequence[NightRecord]:
    """Return the records of a half-open range; records are consecutive, so this is a slice."""
    first = records[0].night_of
    return records[max(0, (from_day - first).days) : max(0, (before_day - first).days)]


def extended(earlier: Sequence[NightRecord], records: Sequence[NightRecord]) -> Sequence[NightRecord]:
    """Return some nights behind those before them; those of many years stay packed."""
    if not earlier:
        return records
    if isinstance(records, list | tuple):
        return [*earlier, *records]
    of_its_kind: Any = type(records)
    found: Sequence[NightRecord] = of_its_kind(chain(earlier, records))
    return found


def scored_nights(records: Iterable[NightRecord]) -> list[tuple[int, int]]:
    """Return (night number, severity) for the nights that have a score."""
    return [(record.night_of.toordinal(), record.severity) for record in records if record.severity is not None]


def _steps_by_day(plans: Sequence[Plan], from_day: date, before_day: date) -> dict[date, list[PlannedStep]]:
    """Return day → the current step of each substance, over a half-open range."""
    found: dict[date, list[PlannedStep]] = {}
    for word in {plan.of for plan in plans}:
        units = {plan.unit for plan in plans if plan.of == word}
        for day, step in steps_within(plans, from_day, before_day, of=word).items():
            plan = plan_on(plans, day, of=word) if units != {None} else None
            found.setdefault(day, []).append(PlannedStep(word, step, plan.unit if plan else None))
    return found


def _planned_medicines(logged: Logged) -> Mapping[date, Mapping[str, OtherSubstanceDay]]:
    """Return the figures of the medicines that have a plan; no other is counted."""
    names = medicine_names(plan.of for plan in logged.plans)
    if not names:
        return {}
    return medicine_days((stored.entry for stored in (*logged.eve_medicines, *logged.medicines)), names)


def _by_day(entries: Iterable[Any]) -> dict[date, list[Any]]:
    found: dict[date, list[Any]] = {}
    for entry in entries:
        found.setdefault(entry.night_of, []).append(entry)
    return found


def _magnesium_days(takings: Iterable[Magnesium | MagnesiumTaken]) -> tuple[dict[date, int], dict[date, int]]:
    oral: dict[date, int] = {}
    topical: dict[date, int] = {}
    for taking in takings:
        kept = topical if taking.topical else oral
        kept[taking.night_of] = kept.get(taking.night_of, 0) + taking.elemental_mg
    return oral, topical
