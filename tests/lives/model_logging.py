"""The model's log: what a person enters or corrects of a night, by docs/reference and shared rules of the commands."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from model_diary import is_mark
from model_sleep import log_sleep
from model_time import A_DAY, RefusedError, clock_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from model_diary import Entry, ModelDiary
    from model_time import Clock, Moment

SCORES = ("severity", "falling_asleep", "overnight", "day_resting", "day_active", "sitting", "mood", "concentration")
#: What `--clear` names → the field, where both differ.
CLEARED = {"onset": "onset_min", "where": "body_parts", "feel": "sensations"}
#: Salt → atoms of magnesium and molar mass (facts B3).
SALTS = {"oxide": (1, "40.304"), "citrate": (3, "451.113"), "glycinate": (1, "172.423"), "malate": (1, "156.376")}
MAGNESIUM = Fraction("24.305")
LEAF = "leaf"


def clears(told: dict[str, Any]) -> list[str]:
    named = (name.replace("-", "_") for name in told.get("clear") or ())
    return [CLEARED.get(name, name) for name in named]


def without(entry: Entry, names: list[str]) -> Entry:
    return {name: value for name, value in entry.items() if name not in names}


# ---------------------------------------------------------------------- one a night


def log_night(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    """`night 6 --overnight 5 …`: only the fields given change."""
    fields: dict[str, Any] = {name: int(told[name]) for name in SCORES if told.get(name) is not None}
    if told.get("onset"):
        fields["onset_min"] = clock_of(told["onset"])
    fields |= {
        field: list(dict.fromkeys(told[name].split(",")))
        for name, field in (("where", "body_parts"), ("feel", "sensations")) if told.get(name)
    }  # fmt: skip
    fields |= {name: told[name] for name in ("note", "missed") if told.get(name) is not None}
    emptied = clears(told)
    night, number = clock.night(told.get("night")), told.get("entry_id")
    there = number if number is not None else diary.on("night", night or clock.usual_night)
    old = None if there is None else diary.standing[there]
    if old is None and not fields and emptied:
        raise RefusedError("nothing to clear")
    if "severity" in fields and "missed" not in fields:
        emptied.append("missed")
    if "missed" in fields and "severity" not in (*fields, *emptied) and old is not None and "severity" in old:
        raise RefusedError("there is a score")
    if "missed" in fields and "severity" in fields:
        raise RefusedError("a score and a reason for none")
    if old is not None and there is not None:
        of = night or (old["night_of"] if number is not None else clock.usual_night)
        diary.edit(there, without(old, emptied) | {"night_of": of} | fields)
    else:
        of = night or clock.usual_night
        diary.add({"kind": "night", "night_of": of, "recalled": clock.is_recalled(of)} | fields)


def log_symptom(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    """`symptom nausea 2`: one grade of a name a night."""
    words = list(told.get("words") or ())
    fields: dict[str, Any] = {"note": told["note"]} if told.get("note") is not None else {}
    night, number = clock.night(told.get("night")), told.get("entry_id")
    if words:
        fields["grade"] = int(words.pop())
    if number is not None:
        named = {"name": words[0]} if words else {}
        moved = {"night_of": night} if night else {}
        diary.edit(number, without(diary.standing[number], clears(told)) | named | moved | fields)
        return
    of = night or clock.usual_night
    there = diary.on("symptom", of, words[0])
    if there is None:
        diary.add({"kind": "symptom", "night_of": of, "name": words[0], "recalled": clock.is_recalled(of)} | fields)
    else:
        diary.edit(there, diary.standing[there] | fields)


# ---------------------------------------------------------------------- with a moment


def taken_at(clock: Clock, told: dict[str, Any]) -> Moment:
    """Return the moment of an intake: the typed one, or now."""
    night = clock.night(told.get("night"), of_day=True)
    if told.get("at"):
        return clock.at(told["at"], night)
    if night is not None and night != clock.today:
        raise RefusedError("the time of a past day is missing")
    return clock.moment


def moved(clock: Clock, old: Entry, told: dict[str, Any]) -> Entry:
    """Return moment and diary day of a changed entry; a bare clock time stays in the day and the zone of the entry."""
    night = clock.night(told.get("night"), of_day=True)
    at: str | None = told.get("at")
    was: Moment | None = old.get("at")
    if at is None and (night is None or night == old["night_of"]):
        return {}
    if at is None:
        if was is None:
            return {"night_of": night}
        at = f"{was.minute // 60:02}:{was.minute % 60:02}"
    if not (len(at) == len("23:40") and at[2] == ":"):
        moment = clock.at(at, night)
        return {"at": moment, "night_of": clock.day_of(moment)}
    there = clock if was is None else clock._replace(zone=was.zone)
    wanted = night or old["night_of"]
    try:
        moment = _in_day(there, at, wanted)
    except NotYetError:
        if night is not None:
            raise
        moment = clock.at(at)
    return {"at": moment, "night_of": clock.day_of(moment)}


class NotYetError(RefusedError):
    """The moment has not come."""


def _in_day(clock: Clock, at: str, night: date) -> Moment:
    minutes = clock_of(at)
    placed = clock._on(night if minutes >= clock.day_start else night + A_DAY, minutes)  # noqa: SLF001
    try:
        clock.check_past(placed)
    except RefusedError as error:
        raise NotYetError(str(error)) from error
    return clock.at(at, night)


def optional(told: dict[str, Any]) -> Entry:
    found: Entry = {"note": told["note"]} if told.get("note") is not None else {}
    return found | ({"helped": int(told["helped"])} if told.get("helped") is not None else {})


def log_magnesium(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    """`magnesium 200mg`, or the milligrams of a salt."""
    number = told.get("entry_id")
    old = {} if number is None else diary.standing[number]
    fields = optional(told)
    emptied = clears(told)
    form = told.get("form") or (None if "form" in emptied else old.get("form"))
    topical = bool(told.get("topical") or (old.get("topical") and "topical" not in emptied))
    fields |= {"form": form, "topical": topical}
    if told.get("amount"):
        mg = int(told["amount"].removesuffix("mg"))
        of_salt = bool(told.get("salt") or "salt_mg" in old)
        fields |= _magnesium(mg, form if of_salt else None)
        if of_salt and form is None and told.get("salt") and number is None:
            raise RefusedError("a salt needs its form")
    elif told.get("form") and "salt_mg" in old:
        fields |= _magnesium(old["salt_mg"], form)
    if number is not None:
        new = without(old, emptied) | moved(clock, old, told) | fields
        if new.get("salt_mg") is not None and new["form"] is None:
            raise RefusedError("a salt needs its form")
        diary.edit(number, new)
        return
    at = taken_at(clock, told)
    day = clock.day_of(at)
    diary.add({"kind": "magnesium", "night_of": day, "at": at, "recalled": clock.is_recalled(day)} | fields)


def _magnesium(mg: int, salt: str | None) -> Entry:
    elemental = mg
    if salt is not None:
        atoms, mass = SALTS[salt]
        elemental = int(mg * atoms * MAGNESIUM / Fraction(mass) + Fraction(1, 2))  # half up
    if not 0 < elemental <= 5000:
        raise RefusedError("no such amount of magnesium")
    basis = "label_elemental" if salt is None else "computed_from_salt"
    return {"elemental_mg": elemental, "basis": basis, "salt_mg": None if salt is None else mg}


def log_medicine(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    """`medicine gabapentin 300mg`."""
    words, number = list(told.get("words") or ()), told.get("entry_id")
    fields = optional(told)
    if words:
        amount = words.pop()
        fields["amount"] = f"{amount[:-2]} mg"
    if words:
        fields["name"] = words[0]
    if number is not None:
        old = diary.standing[number]
        diary.edit(number, without(old, clears(told)) | moved(clock, old, told) | fields)
        return
    at = taken_at(clock, told)
    day = clock.day_of(at)
    diary.add({"kind": "medicine", "night_of": day, "at": at, "recalled": clock.is_recalled(day)} | fields)


def log_factor(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    """`factor caffeine --amount "2 cups" --at 16:00`."""
    number, fields = told.get("entry_id"), optional(told)
    fields |= {name: told[name] for name in ("name", "amount") if told.get(name) is not None}
    if number is not None:
        old = diary.standing[number]
        goes = moved(clock, old, told)
        emptied = clears(told)
        if "at" in emptied and not told.get("at"):
            goes.pop("at", None)
        diary.edit(number, without(old, emptied) | goes | fields)
        return
    night = clock.night(told.get("night"), of_day=True)
    at = clock.at(told["at"], night) if told.get("at") else None
    usual = clock.usual_night if told.get("helped") is not None else clock.today
    day = clock.day_of(at) if at else night or usual
    diary.add({"kind": "factor", "night_of": day, "at": at, "recalled": clock.is_recalled(day)} | fields)


def log_measure(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    """`measure irls 22 --on 2026-11-20`; of the kinds that are totals."""
    number = told.get("entry_id")
    fields: Entry = {"by": told["by"]} if told.get("by") else {}
    if told.get("words"):
        name, value = told["words"]
        fields |= {"name": name, "value_milli": 1000 * int(value), "unit": "points"}
    if told.get("on"):
        day = date.fromisoformat(told["on"])
        if day > clock.on:
            raise RefusedError("not measured yet")
        fields["taken_on"] = day
    if number is not None:
        new = without(diary.standing[number], clears(told)) | fields
        if "conditions" in new and new["name"] not in {"ferritin", "tsat"}:
            raise RefusedError("conditions of an iron value")
        diary.edit(number, new)
        return
    entry = {"kind": "measure", "taken_on": clock.today} | fields
    for _, other in diary.of("measure"):
        if all(other.get(each) == entry.get(each) for each in ("taken_on", "name", "value_milli", "unit", "by")):
            raise RefusedError("that measure is stored already")
    diary.add(entry)


# ---------------------------------------------------------------------- products and doses


def log_product(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    """`product add red --kind leaf --opened DATE`, or its correction."""
    number = told.get("entry_id")
    old = {"kind": "product", "product_kind": LEAF} if number is None else diary.standing[number]
    new = dict(old)
    if told.get("name"):
        new["name"] = told["name"]
    if told.get("kind"):
        new["product_kind"] = told["kind"]
    if told.get("opened"):
        new["opened_on"] = date.fromisoformat(told["opened"])
        if new["opened_on"] > clock.on:
            raise RefusedError("not opened yet")
    of_it = [each for _, each in diary.of("kratom") if each.get("product_id") == number]
    if new["product_kind"] == LEAF != old["product_kind"] and any(micrograms(each) % 1000 for each in of_it):
        raise RefusedError("a dose finer than a milligram")
    for other_id, other in diary.of("product"):
        alike = other["name"].casefold() == new["name"].casefold() and other.get("opened_on") == new.get("opened_on")
        if other_id != number and alike:
            raise RefusedError("that batch is there")
    if number is None:
        diary.add(new)
    else:
        diary.edit(number, new)


def micrograms(dose: Entry) -> int:
    return int(dose["amount_ug"]) if "amount_ug" in dose else 1000 * int(dose["amount_mg"])


def typed_micrograms(text: str) -> int:
    unit = 1_000 if text.endswith("mg") else 1_000_000
    return int(Fraction(text.removesuffix("mg").removesuffix("g")) * unit)


def batch_of(diary: ModelDiary, name: str, day: date) -> int | None:
    """Return the batch in use on a day: the last one opened by then, else the first without a day, else the first."""
    there = [(n, each) for n, each in diary.of("product") if each["name"].casefold() == name.casefold()]
    opened = [(each["opened_on"], n) for n, each in there if "opened_on" in each and each["opened_on"] <= day]
    if opened:
        return max(opened)[1]
    undated = [n for n, each in there if "opened_on" not in each]
    dated = sorted((each["opened_on"], n) for n, each in there if "opened_on" in each)
    return undated[0] if undated else dated[0][1] if dated else None


def _amount(ug: int, substance: str) -> Entry:
    if ug <= 0 or ug > 200_000_000:
        raise RefusedError("no such dose")
    if substance != LEAF:
        return {"amount_ug": ug, "amount_mg": None}
    if ug % 1000:
        raise RefusedError("finer than a milligram")
    return {"amount_mg": ug // 1000, "amount_ug": None}


def log_dose(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    """`kratom 2.5g --product red`, `kratom none`, `dose none --of 7-oh`, or a correction."""
    if told.get("entry_id") is not None:
        _change_dose(diary, clock, told)
        return
    if told["amount"] == "none":
        _log_none(diary, clock, told)
        return
    at = taken_at(clock, told)
    day = clock.day_of(at)
    product = None
    if told.get("product"):
        product = batch_of(diary, told["product"], day)
        if product is None:
            raise RefusedError("no such product")
    entry = optional(told) | {"kind": "kratom", "night_of": day, "at": at, "product_id": product}
    substance = diary.substance(entry)
    entry |= _amount(typed_micrograms(told["amount"]), substance) | {"recalled": clock.is_recalled(day)}
    marks = [number for number, each in diary.doses(day, substance) if is_mark(each)]
    diary.add(entry, without=marks)


def _log_none(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    day = clock.night(told.get("night"), of_day=True) or clock.today
    substance = told.get("of") or LEAF
    there = diary.doses(day, substance)
    if any(not is_mark(each) for _, each in there):
        raise RefusedError("there is a dose")
    entry = {
        "kind": "kratom", "night_of": day, "amount_mg": 0, "none_of": None if substance == LEAF else substance,
        "note": told.get("note"), "recalled": clock.is_recalled(day),
    }  # fmt: skip
    diary.add(entry, without=[number for number, _ in there])


def _change_dose(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    number = told["entry_id"]
    old = diary.standing[number]
    goes = moved(clock, old, told)
    new = old | goes | optional(told)
    was = diary.substance(old)
    if is_mark(old):
        if told.get("amount") or told.get("at") or told.get("product") or told.get("helped") is not None:
            raise RefusedError("a day without has no dose")
    else:
        if told.get("product") == "none":
            new["product_id"] = None
        elif told.get("product"):
            new["product_id"] = batch_of(diary, told["product"], new["night_of"])
            if new["product_id"] is None:
                raise RefusedError("no such product")
        substance = diary.substance(new)
        ug = typed_micrograms(told["amount"]) if told.get("amount") else micrograms(old)
        fields = _amount(ug, substance)
        if substance != was or ug != micrograms(old):
            new |= fields
    others = diary.doses(new["night_of"], diary.substance(new), but=number)
    if is_mark(old):
        if others:
            raise RefusedError("something is logged that day")
    elif any(is_mark(each) for _, each in others):
        raise RefusedError("that day is logged as dose-free")
    diary.edit(number, new)


LOGS: dict[str, Callable[[Any, Clock, dict[str, Any]], None]] = {
    "night": log_night, "sleep": log_sleep, "symptom": log_symptom, "magnesium": log_magnesium,
    "medicine": log_medicine, "factor": log_factor, "measure": log_measure, "product": log_product,
    "kratom": log_dose,
}  # fmt: skip
