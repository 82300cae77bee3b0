"""The answers of commands that store, as JSON. What is heavy loads where a document is asked for."""

from __future__ import annotations

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.input.amounts import MG_PER_G

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from legdiary.app.delete_undo import Changes
    from legdiary.app.log.kratom import DoseStored, ProductOfDose
    from legdiary.app.log.magnesium import MagnesiumStored
    from legdiary.app.log.medicine import MedicineStored
    from legdiary.domain.entries.dose_rules import Usual
    from legdiary.domain.entries.factors_and_medicines import Medicine
    from legdiary.domain.entries.products import Names
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.render.json.values import Json


def stored(old: Stored | None, new: Stored, names: Names) -> Json:
    """Return `{"stored": …, "changed": …}`."""
    from legdiary.render.json.entries import changed, entry

    return {"stored": entry(new, names), "changed": changed(old, new, names) if old is not None else {}}


def _day(made: DoseStored) -> Json:
    """Return `{"day": …}` beside a dose: the day's leaf, and the usual amount that the answer mentions."""
    from legdiary.render.json.nights import dose_day

    above, of_leaf = made.above, made.substance == LEAF
    median_g = None if above is None or above.median is None else above.median / MG_PER_G
    usual = above and {"median_g": median_g} | _usual(above) | {"said": made.said is not None and of_leaf}
    other = None if made.said is None or of_leaf else _usual_of_other(made.substance, made.said)
    return {
        "day": dose_day(made.day, made.taken, made.doses)
        | {"above_usual_g": median_g, "above_usual": usual, "above_usual_of": other}
    }


def _usual(above: Usual) -> Json:
    """Return the days that a day is held against."""
    return {
        "days": above.days,
        "from": above.first.isoformat(),
        "days_without": above.days_without,
        "last_dose": above.last_dose.isoformat() if above.last_dose else None,
    }


def _usual_of_other(substance: str, said: Usual) -> Json:
    """Return what a day of another substance than leaf is held against, in milligrams."""
    from legdiary.render.json.values import milligrams

    return {"substance": substance, "median_mg": milligrams(said.median)} | _usual(said)


def dose(made: DoseStored) -> Json:
    """Return `{"stored": …, "changed": …, "product": …, "day": …}`."""
    return stored(made.old, made.new, made.products) | _product(made.product) | _day(made)


def _product(of: ProductOfDose | None) -> Json:
    """Return `{"product": …}` beside a dose: how its product came about, where it was not typed."""
    if of is None:
        return {"product": None}
    if of.is_known is None:
        return {"product": {"setting": None, "stored": False, "last_used": of.name}}
    return {"product": {"setting": of.name, "stored": of.is_known, "last_used": None}}


def medicine(made: MedicineStored) -> Json:
    """Return `{"stored": …, "changed": …, "day": …, "spacing": …}`; the day only where a plan of it is in force."""
    from legdiary.render.json.entries import spacing
    from legdiary.render.json.nights import substances

    taking: Medicine = made.new.entry
    day = made.taken and {"night_of": taking.night_of.isoformat(), "substances": substances((made.taken,))}
    return stored(made.old, made.new, {}) | {"day": day, "spacing": spacing(made.close)}


def magnesium(made: MagnesiumStored) -> Json:
    """Return `{"stored": …, "changed": …, "day": …, "spacing": …}`."""
    from legdiary.domain.entries.magnesium import SUPPLEMENTAL_LIMIT_MG, is_above_limit
    from legdiary.render.json.entries import spacing

    of_day = {
        "night_of": made.day.isoformat(),
        "elemental_mg": made.total_mg,
        "limit_mg": SUPPLEMENTAL_LIMIT_MG,
        "above_limit": is_above_limit(made.total_mg),
    }
    return stored(made.old, made.new, {}) | {"day": of_day, "spacing": spacing(made.close)}


def checkin(night: date, made: Iterable[tuple[Stored | None, Stored]], names: Names) -> Json:
    """Return `{"night_of": …, "entries": …}`: the entries that a check-in stored, each with its former state."""
    return {"night_of": night.isoformat(), "entries": [stored(old, new, names) for old, new in made]}


def changes(made: Changes) -> Json:
    """Return `{"changes": [{"id", "kind", "old", "new", "changed"}, …]}`."""
    from legdiary.render.json.entries import changed, entry

    names = made.products
    return {
        "changes": [
            {
                "id": each.id,
                "kind": each.kind,
                "old": entry(each.old, names) if each.old else None,
                "new": entry(each.new, names) if each.new else None,
                "changed": changed(each.old, each.new, names) if each.old and each.new else {},
            }
            for each in made.changes
        ]
    }
