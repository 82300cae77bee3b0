"""Small builders with sensible defaults: a test names only what its story is about.

Days and moments are written as people read them: `night("2026-11-20", 7)`, `dose("2026-11-20T21:40-05:00", 2500)`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.factors_and_medicines import Factor, Measure, Medicine, Symptom
from legdiary.domain.entries.magnesium import Magnesium
from legdiary.domain.entries.night import Night
from legdiary.domain.entries.products import Product
from legdiary.domain.entries.sleep import Sleep
from legdiary.domain.input.medicine_amounts import total_of
from legdiary.domain.reports.events import ORAL, TOPICAL, EventInputs
from legdiary.domain.reports.intake_periods import TakenDay
from legdiary.domain.taper.plan import Plan, Step
from legdiary.domain.time.moments import DEFAULT_DAY_START, Moment, Present, diary_day, load_zone
from legdiary.domain.trials.trial import Trial

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.app.context import Context
    from legdiary.domain.reports.night_record import Logged

NEW_YORK = "America/New_York"
BERLIN = "Europe/Berlin"
#: The present of most stories: 01:30 in the night from Saturday to Sunday.
NOW = "2026-11-22T01:30-05:00"
NIGHT = "2026-11-20"


def day(text: str) -> date:
    return date.fromisoformat(text)


def clock(text: str) -> time:
    return time.fromisoformat(text)


def moment(text: str, zone: str = NEW_YORK) -> Moment:
    return Moment.from_datetime(datetime.fromisoformat(text), load_zone(zone))


def present(text: str = NOW, zone: str = NEW_YORK, *, day_start: str | None = None) -> Present:
    return Present(moment(text, zone), load_zone(zone), clock(day_start) if day_start else DEFAULT_DAY_START)


def context(diary: Path, text: str = NOW, zone: str = NEW_YORK, *, product: str | None = None) -> Context:
    """What a use case knows of a run at this moment with this diary."""
    from legdiary.app.context import Context

    return Context(present(text, zone), diary, product, lambda: None, lambda _: None, lambda: True)


def night(night_of: str = NIGHT, severity: int | None = 6, **fields: Any) -> Night:
    if fields.get("missed"):
        severity = None
    return Night(day(night_of), severity, **fields)


def sleep(night_of: str = NIGHT, span: str | None = "22:45-06:10", zone: str = NEW_YORK, **fields: Any) -> Sleep:
    """A sleep from `BED-WAKE`; `tried`, `up`, `planned` as clock times too, each after the one before."""
    if span is None:
        return Sleep(day(night_of), **fields)
    bed_text, wake_text = span.split("-")
    last = _first_at(datetime.combine(day(night_of), time(12)), bed_text)
    events: dict[str, datetime] = {"bed": last}
    for name, text in (("tried", fields.pop("tried", None)), ("wake", wake_text), ("up", fields.pop("up", None))):
        if text is not None:
            events[name] = last = _first_at(last, text)
    if planned := fields.pop("planned", None):
        events["planned"] = datetime.combine(events["wake"].date(), clock(planned))
    info = load_zone(zone)
    lived: dict[str, Any] = {
        name: Moment.from_datetime(local.replace(tzinfo=info.info), info) for name, local in events.items()
    }
    return Sleep(day(night_of), **lived, **fields)


def _first_at(after: datetime, text: str) -> datetime:
    local = datetime.combine(after.date(), clock(text))
    return local if local >= after else local + timedelta(days=1)


def dose(
    at: str = "2026-11-20T21:40-05:00", amount_mg: int = 2500, *, night_of: str | None = None, zone: str = NEW_YORK,
    **fields: Any,
) -> Dose:  # fmt: skip
    """A dose, filed under the diary day of its moment unless a night is given."""
    taken = moment(at, zone)
    return Dose(day(night_of) if night_of else diary_day(taken, DEFAULT_DAY_START), amount_mg, taken, **fields)


def no_kratom(night_of: str = NIGHT) -> Dose:
    """The word `kratom none`."""
    return Dose(day(night_of), 0)


def tablet(
    at: str = "2026-11-20T21:40-05:00", amount_ug: int = 15_000, product_id: int | None = 1, *, zone: str = NEW_YORK,
    **fields: Any,
) -> Dose:  # fmt: skip
    """A dose of a substance that is kept in micrograms, filed under the diary day of its moment."""
    taken = moment(at, zone)
    return Dose(diary_day(taken, DEFAULT_DAY_START), None, taken, product_id, amount_ug=amount_ug, **fields)


def none_of(substance: str, night_of: str = NIGHT) -> Dose:
    """The word `dose none --of …`."""
    return Dose(day(night_of), 0, none_of=substance)


def magnesium(
    at: str = "2026-11-20T22:00-05:00", elemental_mg: int = 200, *, zone: str = NEW_YORK, **fields: Any
) -> Magnesium:
    taken = moment(at, zone)
    fields = {"basis": "label_elemental"} | fields
    return Magnesium(diary_day(taken, DEFAULT_DAY_START), taken, elemental_mg, **fields)


def factor(name: str = "caffeine", night_of: str = NIGHT, **fields: Any) -> Factor:
    """A factor; with `at` a moment as text, filed under its diary day."""
    if "at" not in fields:
        return Factor(day(night_of), name, **fields)
    taken = moment(fields.pop("at"), fields.pop("zone", NEW_YORK))
    return Factor(diary_day(taken, DEFAULT_DAY_START), name, taken, **fields)


def symptom(name: str = "nausea", grade: int = 2, night_of: str = NIGHT, *, note: str | None = None) -> Symptom:
    return Symptom(day(night_of), name, grade, note)


def medicine(
    name: str = "gabapentin", at: str = "2026-11-20T21:00-05:00", amount: str = "300 mg", *, zone: str = NEW_YORK,
    **fields: Any,
) -> Medicine:  # fmt: skip
    taken = moment(at, zone)
    return Medicine(diary_day(taken, DEFAULT_DAY_START), taken, name, amount, **fields)


def measure(
    name: str = "ferritin", value_milli: int = 48_000, unit: str = "ng/mL", taken_on: str = NIGHT,
    by: str | None = None, **fields: Any,
) -> Measure:  # fmt: skip
    return Measure(day(taken_on), name, value_milli, unit, by, **fields)


def trial(name: str = "warm bath", pairs: int = 14, began_on: str = "2026-11-14", **fields: Any) -> Trial:
    return Trial(day(began_on), name, pairs, **fields)


def product(name: str = "red leaf", **fields: Any) -> Product:
    return Product(name, **fields)


def past_of(of: Logged) -> EventInputs:
    """The past that a diary with these entries would have; its plans without any change in the ledger."""
    entries = [
        stored.entry
        for group in (of.nights, of.sleeps, of.doses, of.magnesium, of.factors, of.symptoms, of.medicines)
        for stored in group
    ]
    routes: dict[str, dict[date, list[Magnesium]]] = {}
    for stored in of.magnesium:
        route = TOPICAL if stored.entry.topical else ORAL
        routes.setdefault(route, {}).setdefault(stored.entry.night_of, []).append(stored.entry)
    medicines: dict[str, dict[date, list[str]]] = {}
    for stored in of.medicines:
        medicines.setdefault(stored.entry.name, {}).setdefault(stored.entry.night_of, []).append(stored.entry.amount)
    return EventInputs(
        kept=sorted({entry.night_of for entry in entries}),
        products=of.products,
        plans=[(each, ()) for each in of.plans],
        magnesium={
            route: [
                TakenDay(
                    on,
                    sum(each.elemental_mg for each in takings),
                    " + ".join(sorted({each.form for each in takings if each.form})) or None,
                )
                for on, takings in sorted(days.items())
            ]
            for route, days in routes.items()
        },
        medicines={
            name: [TakenDay(on, total_of(amounts)) for on, amounts in sorted(days.items())]
            for name, days in medicines.items()
        },
    )


def plan(*steps: tuple[str, int], name: str = "autumn", **fields: Any) -> Plan:
    """`plan(("2026-11-02", 12000), ("2026-11-09", 10800))`."""
    chosen = steps or (("2026-11-02", 12000), ("2026-11-09", 10800), ("2026-11-16", 9700))
    return Plan(name, tuple(Step(day(starts_on), target_mg) for starts_on, target_mg in chosen), **fields)
