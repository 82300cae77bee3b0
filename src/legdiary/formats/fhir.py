"""A FHIR R4 bundle for a clinician's system: a draft mapping, and tagged as one (facts D3).

It uses only codes that were looked up in their source. Everything else has a code of legdiary's own or is text;
substances are text. The sleep codes are from the Personal Health Records guide, which is a ballot, not final. The
bundle holds neither the person's name nor notes, but names of products and plans, and names that a person made up for
entries. Every id follows from the entry's number, and nothing depends on when the bundle is made.
"""

from __future__ import annotations

import json
from datetime import timedelta
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias
from uuid import UUID

from legdiary import __version__
from legdiary.domain.entries.dose import LEAF, UG_PER_MG
from legdiary.domain.entries.measure_scales import MEASURES, MILLI, POINTS
from legdiary.domain.entries.sleep import sleep_figures
from legdiary.domain.entries.substances import EXTRACT, MCG, MG, Substance, format_of, medicine, of_product
from legdiary.domain.input.medicine_amounts import micrograms
from legdiary.domain.ledger.actions import EDIT
from legdiary.domain.ledger.corrections import is_correction
from legdiary.domain.taper.plan import step_spans
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import format_clock
from legdiary.errors import plural
from legdiary.formats.fhir_parts import Shared, concept, encode, ids, text_only

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.entries.factors_and_medicines import Factor, Measure, Medicine, Symptom
    from legdiary.domain.entries.magnesium import Magnesium
    from legdiary.domain.entries.night import Night
    from legdiary.domain.entries.products import Product
    from legdiary.domain.entries.sleep import Sleep, SleepFigures
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.ledger.ledger_line import FieldsLine
    from legdiary.domain.reports.night_record import Logged
    from legdiary.domain.taper.plan import Plan, Step, StepSpan
    from legdiary.domain.time.moments import Moment

Json: TypeAlias = "dict[str, Any]"

OWN = "urn:legdiary"
RLS_NRS = f"{OWN}:rls-nrs"
DIARY = f"{OWN}:diary"
MEASURE = f"{OWN}:measure"
TAG = {"system": f"{OWN}:fhir", "code": "draft-mapping", "display": "Draft mapping"}
_META = Shared({"tag": [TAG]})
PHR = "http://hl7.org/fhir/uv/phr/CodeSystem"
EPISODE = "sleep-episode-codes"
LOINC, SNOMED, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
SLEEP_DURATION, RESTLESS_LEGS = "93832-4", "32914008"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
#: Units with a UCUM code; other units are given as text only.
UNITS = ("min", "h", "%", "g", "mg", "ug", "/min", "{score}")
#: What a night's ratings are about, by a logical reference.
_FOCUS = Shared({"identifier": {"system": SNOMED, "value": RESTLESS_LEGS}, "display": "Restless legs"})
_CATEGORY = Shared({"coding": [{"system": CATEGORY, "code": "social-history"}]})
_MAIN_SLEEP = Shared(
    {"code": concept(f"{PHR}/{EPISODE}", "isMainSleep", "The main sleep of the night"), "valueBoolean": True}
)
_NAMESPACE = UUID("8f1c1d4e-6c0e-5b0a-9d43-6c6567646961")
_NIGHTS_AT_ONCE = 92
_MINUTES_AN_HOUR = 60
_RECALLED = "Entered more than 36 h after waking."
#: A note, since a MedicationStatement has no status for this.
_CORRECTED = "Corrected after it was first logged."
_NO_SCORE = "no score given"
_RATINGS = (
    ("falling_asleep", "falling-asleep", "when falling asleep"),
    ("overnight", "overnight", "during the night"),
    ("day_resting", "day-resting", "by day at rest"),
    ("day_active", "day-active", "by day when active"),
)
_DAY_RATINGS = (
    ("sitting", "day-sitting", "Sitting by day"),
    ("mood", "day-mood", "Mood by day"),
    ("concentration", "day-concentration", "Concentration by day"),
)


class Source(Protocol):
    """The parts of a diary that this module reads."""

    def first_line(self) -> FieldsLine | None:
        """Return the line with which the ledger begins."""

    def corrections(self) -> list[FieldsLine]:
        """Return the ledger's lines that changed, deleted or undid something."""

    def logged(self, from_night: date, before_night: date) -> Logged:
        """Return the entries of a half-open range of nights."""

    def plans(self) -> list[Stored]:
        """Return every taper plan."""


class _Bundle:
    """The ids, references and states that the resources of one bundle share."""

    def __init__(self, origin: str, amended: frozenset[int], corrected: frozenset[int]) -> None:
        self._origin = origin
        #: In FHIR any change makes an entry amended, even one that only fills a gap.
        self._amended = amended
        self._corrected = corrected
        self._id_of = ids(_NAMESPACE)
        self.patient = Shared({"reference": f"urn:uuid:{self.uuid('patient')}"})
        self.device = Shared({"reference": f"urn:uuid:{self.uuid('device')}"})

    def uuid(self, name: object) -> str:
        """Return the id of a resource: the same in every bundle of this diary, different in those of other diaries."""
        return self._id_of(f"{self._origin}/{name}")

    def status(self, stored: Stored) -> str:
        """Return `final` for an entry as it was first logged, else `amended`."""
        return "amended" if stored.id in self._amended else "final"

    def head(self, kind: str, name: object) -> Json:
        """Return the fields that every resource begins with."""
        return {"resourceType": kind, "id": self.uuid(name), "meta": _META}

    def observation(self, stored: Stored, code: Json, effective: Json, **parts: Any) -> Json:
        """Return an Observation of one entry."""
        part = parts.pop("part", "")
        head = self.head("Observation", f"{stored.id}{part}")
        made = {**head, "status": self.status(stored), **parts.pop("before", {}), "code": code, "subject": self.patient}
        notes = [text for text in (parts.pop("said", ""), _RECALLED if stored.recalled else "") if text]
        made |= {**effective, "performer": [self.patient], "device": self.device, **parts}
        if notes:
            made["note"] = [text_only(text) for text in notes]
        return made

    def statement(self, stored: Stored, what: str, effective: Json, dosage: Json | None, *, taken: bool = True) -> Json:
        """Return a MedicationStatement of one entry; the substance is text, and so is what it did, if that is known."""
        made = self.head("MedicationStatement", stored.id)
        made |= {
            "status": "completed" if taken else "not-taken",
            "medicationCodeableConcept": text_only(what),
            "subject": self.patient,
            **effective,
            "informationSource": self.patient,
        }
        helped = getattr(stored.entry, "helped", None)
        notes = [] if helped is None else [f"Helped the legs {helped} of 3, 0 not at all to 3 very much."]
        if stored.recalled:
            notes.append(_RECALLED)
        if stored.id in self._corrected:
            notes.append(_CORRECTED)
        if notes:
            made["note"] = [text_only(text) for text in notes]
        if dosage:
            made["dosage"] = [dosage]
        return made


def chunks(made: Iterable[Json], counts: Counter[str]) -> Iterator[bytes]:
    """Yield the bundle, a resource a line, and count the resources by their type."""
    yield json.dumps({"resourceType": "Bundle", "meta": {"tag": [TAG]}, "type": "collection"})[:-1].encode()
    yield b', "entry": [\n'
    before = ""
    for resource in made:
        counts[resource["resourceType"]] += 1
        yield f'{before}{{"fullUrl": "urn:uuid:{resource["id"]}", "resource": {encode(resource)}}}'.encode()
        before = ",\n"
    yield b"\n]}\n"


def resources(source: Source, from_night: date, before_night: date) -> Iterator[Json]:
    """Yield patient, device and plans (unless they ended before), then the entries of a half-open range by night."""
    bundle = _bundle(source)
    yield bundle.head("Patient", "patient")
    yield {
        **bundle.head("Device", "device"),
        "deviceName": [{"name": "legdiary", "type": "user-friendly-name"}],
        "type": {"text": "Diary software; not a medical device"},
        "version": [{"value": __version__}],
    }
    for stored in source.plans():
        if stored.entry.ended_on is None or stored.entry.ended_on > from_night:
            yield _plan(bundle, stored)
    first = from_night
    while first < before_night:
        following = min(first + timedelta(days=_NIGHTS_AT_ONCE), before_night)
        yield from _nights(bundle, source.logged(first, following))
        first = following


def _bundle(source: Source) -> _Bundle:
    first = source.first_line()
    edits = [line for line in source.corrections() if line.action == EDIT]
    amended = frozenset(line.entry_id for line in edits)
    corrected = frozenset(line.entry_id for line in edits if is_correction(EDIT, line.old or {}))
    return _Bundle(f"{first.made_utc_ms}/{first.made_zone}" if first else "", amended, corrected)


def _nights(bundle: _Bundle, logged: Logged) -> Iterator[Json]:
    groups = (
        (logged.nights, _night), (logged.sleeps, _sleep), (logged.doses, _dose), (logged.magnesium, _magnesium),
        (logged.medicines, _medicine), (logged.factors, _factor), (logged.symptoms, _symptom),
        (logged.measures, _measure),
    )  # fmt: skip
    found = [
        (stored.entry.night_of, place, number, stored, make)
        for place, (group, make) in enumerate(groups)
        for number, stored in enumerate(group)
    ]
    found.sort()  # no two have the same place and number
    for *_, stored, make in found:
        yield from (_dose(bundle, stored, logged.products) if make is _dose else make(bundle, stored))


# ---------------------------------------------------------------------- parts


@lru_cache(maxsize=4096)
def _quantity(value: float, unit: str, shown: str | None = None) -> Json:
    number = int(value) if float(value).is_integer() else value
    known = {"system": UCUM, "code": unit} if unit in UNITS else {}
    return Shared({"value": number, "unit": shown or unit, **known})


@lru_cache(maxsize=2048)
def _rated(system: str, code: str, text: str, value: int) -> Shared:
    return Shared({"code": concept(system, code, text), "valueInteger": value})


@lru_cache(maxsize=4096)
def _measured(system: str, code: str, text: str, value: float, unit: str = "min") -> Shared:
    return Shared({"code": concept(system, code, text), "valueQuantity": _quantity(value, unit)})


def _period(first: date, last: date | None) -> Json:
    return {"start": first.isoformat(), **({"end": last.isoformat()} if last else {})}


@lru_cache(maxsize=64)
def _night_period(night: date) -> Json:
    return {"effectivePeriod": Shared(_period(night, night + A_DAY))}


def _moment_period(moment: Moment) -> Json:
    at = moment.iso
    return {"effectivePeriod": {"start": at, "end": at}}


# ---------------------------------------------------------------------- observations


def _night(bundle: _Bundle, stored: Stored) -> Iterator[Json]:
    night: Night = stored.entry
    components: list[Json] = [
        _rated(RLS_NRS, code, f"Restless legs {words}, 0 none to 10 worst", score)
        for name, code, words in _RATINGS
        if (score := getattr(night, name)) is not None
    ]
    components += [
        _rated(DIARY, code, f"{words}, 0 not affected to 10 most affected", score)
        for name, code, words in _DAY_RATINGS
        if (score := getattr(night, name)) is not None
    ]
    if night.onset_min is not None:
        code = concept(RLS_NRS, "onset", "Clock time at which the restlessness began")
        components.append({"code": code, "valueTime": f"{format_clock(night.onset_min)}:00"})
    for words, name, text in (
        (night.body_parts, "body-parts", "Where it was felt"),
        (night.sensations, "sensations", "What it felt like"),
    ):
        if words:
            components.append({"code": concept(RLS_NRS, name, text), "valueString": ", ".join(words)})
    value: Json = {"dataAbsentReason": {"text": night.missed or _NO_SCORE}}
    if night.severity is not None:
        value = {"valueInteger": night.severity}
    yield bundle.observation(
        stored,
        concept(RLS_NRS, "severity", "Restless legs over the night, 0 none to 10 worst (legdiary's own scale)"),
        # What it is about, by a logical reference: a diagnosis would be a Condition, and nobody stated one.
        {"focus": [_FOCUS]} | _night_period(night.night_of),
        **value,
        **({"component": components} if components else {}),
    )


def _sleep(bundle: _Bundle, stored: Stored) -> Iterator[Json]:
    sleep: Sleep = stored.entry
    figures = sleep_figures(sleep)
    efficiency = None if figures.se_tib_pct is None else round(figures.se_tib_pct, 1)
    minutes = (
        ("latencyToSleepOnset", "Sleep onset latency", figures.sol_min),
        ("wakeAfterSleepOnset", "Wake after sleep onset", figures.waso_min),
        ("totalSleepTime", "Total sleep time", figures.tst_min),
        ("latencyToArising", "From the final awakening to out of bed", figures.twak_min if sleep.up else None),
    )
    components: list[Json] = [
        _measured(f"{PHR}/{EPISODE}", code, text, value) for code, text, value in minutes if value is not None
    ]
    components += _sleep_bounds(sleep, figures)
    if efficiency is not None:
        text = "Total sleep time by time in bed"
        components.append(_measured(f"{PHR}/{EPISODE}", "sleepEfficiencyPercentage", text, efficiency, "%"))
    if sleep.times is not None:
        components.append(_rated(f"{PHR}/{EPISODE}", "numberOfAwakenings", "Awakenings", sleep.times))
    components.append(_MAIN_SLEEP)
    components += _own_sleep_parts(sleep)
    category = {"category": [_CATEGORY]}
    last = sleep.up or sleep.wake
    lived = {"effectivePeriod": {"start": sleep.bed.iso, "end": last.iso}} if sleep.bed and last else None
    effective = lived or _night_period(sleep.night_of)
    episode = concept(f"{PHR}/observation-pghd-codes", "sleepEpisode", "Sleep episode")
    made = bundle.observation(stored, episode, effective, before=category, component=components)
    yield made
    if figures.tst_min is not None:
        yield bundle.observation(
            stored,
            concept(LOINC, SLEEP_DURATION, "Sleep duration"),
            effective,
            part="/duration",
            before=category,
            valueQuantity=_quantity(round(figures.tst_min / _MINUTES_AN_HOUR, 2), "h"),
            derivedFrom=[{"reference": f"urn:uuid:{made['id']}"}],
        )


def _sleep_bounds(sleep: Sleep, figures: SleepFigures) -> Iterator[Json]:
    """Yield lower and upper limits, each with a comparator so that no reader takes it for the exact value."""
    bounds = (
        ("totalSleepTime", "Total sleep time", "<=", figures.tst_at_most_min),
        ("wakeAfterSleepOnset", "Wake after sleep onset", ">=", sleep.awake_least_min),
    )
    for code, text, comparator, value in bounds:
        if value is not None:
            quantity = {"value": value, "comparator": comparator, **_quantity(value, "min")}
            yield {"code": concept(f"{PHR}/{EPISODE}", code, text), "valueQuantity": quantity}


def _own_sleep_parts(sleep: Sleep) -> Iterator[Json]:
    """Yield the values for which the guide has no code."""
    minutes = (
        ("pacing", "On the feet during the night", sleep.pacing_min),
        ("lying-awake", "Trying to sleep after the final awakening", sleep.lying_awake_min),
        ("nap", "Naps by day", sleep.nap_min),
    )
    for code, text, value in minutes:
        if value is not None:
            yield _measured(DIARY, code, text, value)
    if sleep.quality is not None:
        text = "Sleep quality, 1 very poor to 5 very good"
        yield _rated(DIARY, "sleep-quality", text, sleep.quality)


def _factor(bundle: _Bundle, stored: Stored) -> Iterator[Json]:
    factor: Factor = stored.entry
    effective = _moment_period(factor.at) if factor.at else _night_period(factor.night_of)
    parts: Json = {"valueString": factor.amount} if factor.amount else {"valueBoolean": True}
    if factor.helped is not None:
        parts["component"] = [_rated(DIARY, "helped", "How much it helped, 0 not at all to 3 very much", factor.helped)]
    yield bundle.observation(stored, concept(DIARY, "factor", factor.name), effective, **parts)


def _symptom(bundle: _Bundle, stored: Stored) -> Iterator[Json]:
    symptom: Symptom = stored.entry
    code = concept(DIARY, "symptom-0-3", symptom.name)
    yield bundle.observation(stored, code, _night_period(symptom.night_of), valueInteger=symptom.grade)


def _measure(bundle: _Bundle, stored: Stored) -> Iterator[Json]:
    measure: Measure = stored.entry
    scale = MEASURES.get(measure.name)
    unit = "{score}" if measure.unit == POINTS else measure.unit
    by = {"method": {"text": f"rated by: {measure.by}"}} if measure.by else {}
    yield bundle.observation(
        stored,
        concept(MEASURE, "total" if measure.unit == POINTS else "laboratory", scale.label if scale else measure.name)
        | ({"coding": [{"system": MEASURE, "code": measure.name}]} if scale else {}),
        {"effectiveDateTime": measure.taken_on.isoformat()},
        said="; ".join(measure.conditions),
        valueQuantity=_quantity(measure.value_milli / MILLI, unit, measure.unit),
        **by,
    )


# ---------------------------------------------------------------------- what was taken


def _dose(bundle: _Bundle, stored: Stored, products: Mapping[int, Product] | None = None) -> Iterator[Json]:
    dose: Dose = stored.entry
    product = (products or {}).get(dose.product_id or 0)
    word = dose.none_of or of_product(product)
    if dose.at is None:
        yield bundle.statement(stored, _what(word), _night_period(dose.night_of), None, taken=False)
        return
    what = f"{_what(word)}: {product.name} ({product.product_kind})" if product else _what(word)
    yield bundle.statement(stored, what, _moment_period(dose.at), _amount(word, dose.ug))


@lru_cache(maxsize=1024)
def _amount(word: str, ug: int) -> Shared:
    return Shared(_dosage(format_of(word, ug), _mass(word, ug)))


@lru_cache(maxsize=1024)
def _elemental(mg: int, salt_mg: int | None, *, topical: bool) -> Shared:
    basis = "from the label" if salt_mg is None else f"computed from {salt_mg} mg of salt"
    dosage = _dosage(f"{mg} mg elemental, {basis}", _quantity(mg, "mg"))
    return Shared(dosage | {"route": {"text": "on the skin" if topical else "by mouth"}})


def _what(word: str) -> str:
    """Return the name of a substance: of a product that is no leaf, `7-OH product`."""
    if word == LEAF:
        return "Kratom"
    name = Substance(word).name
    return "Kratom extract" if word == EXTRACT else name if Substance(word).is_medicine else f"{name} product"


def _mass(word: str, ug: int, unit: str = MG) -> Json:
    """Return an amount in the unit of its substance: leaf in grams, another in milligrams or micrograms."""
    if word == LEAF:
        return _quantity(ug / (UG_PER_MG * UG_PER_MG), "g")
    return _quantity(ug, "ug", MCG) if unit == MCG else _quantity(ug / UG_PER_MG, "mg")


def _magnesium(bundle: _Bundle, stored: Stored) -> Iterator[Json]:
    taking: Magnesium = stored.entry
    dosage = _elemental(taking.elemental_mg, taking.salt_mg, topical=taking.topical)
    what = f"Magnesium ({taking.form})" if taking.form else "Magnesium"
    yield bundle.statement(stored, what, _moment_period(taking.at), dosage)


def _medicine(bundle: _Bundle, stored: Stored) -> Iterator[Json]:
    taking: Medicine = stored.entry
    yield bundle.statement(stored, taking.name, _moment_period(taking.at), _taken(taking.name, taking.amount))


@lru_cache(maxsize=256)
def _taken(name: str, amount: str) -> Shared:
    """Return the dosage of a medicine in the person's own spelling, and as a quantity where that is understood."""
    ug = micrograms(amount)
    if ug is None:
        return Shared({"text": amount})
    return Shared(_dosage(amount, _mass(medicine(name), ug, MCG if ug < UG_PER_MG else MG)))


def _dosage(text: str, quantity: Json) -> Json:
    return {"text": text, "doseAndRate": [{"doseQuantity": quantity}]}


# ---------------------------------------------------------------------- the plan


def _plan(bundle: _Bundle, stored: Stored) -> Json:
    plan: Plan = stored.entry
    last = plan.ended_on - A_DAY if plan.ended_on else None
    given_up = last is not None and last < plan.starts_on
    made = bundle.head("CarePlan", stored.id) | {
        "status": "revoked" if given_up else "completed" if last else "active",
        "intent": "plan",
        **({"title": plan.name} if plan.name.strip() else {}),
        "description": _description(plan),
        "subject": bundle.patient,
        "period": _period(plan.starts_on, None if given_up else last),
        "author": bundle.patient,
    }
    spans = {span.starts_on: span for span in step_spans(plan)}
    never = ((step, None) for step in plan.steps if step.starts_on not in spans)
    steps = chain(((span.step, span) for span in spans.values()), never)
    return made | {"activity": [{"detail": _step(plan, step, span)} for step, span in steps]}


def _description(plan: Plan) -> str:
    substance, unit = Substance(plan.of), _told_unit(plan)
    if substance.is_medicine:
        return f"A plan of {substance.name} that the person keeps: {unit} a day, step by step."
    name = "kratom" if substance.is_leaf else substance.name
    return f"A taper of {name} that the person plans and keeps: {unit} a day, step by step."


def _told_unit(plan: Plan) -> str:
    return "grams" if plan.of == LEAF else plan.unit or MG


def _step(plan: Plan, step: Step, span: StepSpan | None) -> Json:
    ug = step.target * (UG_PER_MG // plan.per_mg)
    quantity = _mass(plan.of, ug, plan.unit or MG)
    doses = f" in {plural(step.doses_per_day, 'dose')}" if step.doses_per_day else ""
    last = span.ends_before - A_DAY if span and span.ends_before else None
    return {
        "status": "scheduled" if span else "cancelled",
        "scheduledPeriod": _period(step.starts_on, last),
        "productCodeableConcept": {"text": _what(plan.of)},
        "dailyAmount": quantity,
        "description": f"{format_of(plan.of, ug, plan.unit or MG)} a day{doses}",
    }
