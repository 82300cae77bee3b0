"""Values come back from the row, and from the ledger, exactly as they went in."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import (
    BERLIN,
    NEW_YORK,
    day,
    dose,
    factor,
    magnesium,
    measure,
    medicine,
    moment,
    night,
    no_kratom,
    none_of,
    plan,
    product,
    sleep,
    symptom,
    tablet,
)
from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.factors_and_medicines import Factor, Measure, Medicine, Symptom
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.entries.magnesium import COMPUTED_FROM_SALT, FORMS, LABEL_ELEMENTAL, Magnesium
from legdiary.domain.entries.measure_scales import MEASURES
from legdiary.domain.entries.name_vocabulary import FACTORS, MEDICINES, SYMPTOMS
from legdiary.domain.entries.night import Night
from legdiary.domain.entries.products import PRODUCT_KINDS, Product
from legdiary.domain.entries.sleep import Sleep, TwoZones
from legdiary.domain.input.night_vocabulary import BODY_PARTS, MISSED_REASONS, SENSATIONS
from legdiary.domain.taper.plan import Hold, Plan, Step
from legdiary.domain.time.moments import Moment, load_zone
from legdiary.store.rows import all_fields, entry_of_line, from_ledger, row_reader, to_columns, to_ledger

ZONES = st.sampled_from([NEW_YORK, BERLIN, "UTC", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC-03:30"])
SECONDS = st.integers(631_238_400, 4_102_444_800)  # 1990-01-02 to 2100
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
NOTES = st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t"), max_size=40)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).map(
    lambda text: " ".join(text.split()) or "x"
)
SCORES = st.none() | st.integers(0, 10)
MINUTES = st.none() | st.integers(0, 1440)


def words(known: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(known), unique=True, max_size=4).map(tuple)


@st.composite
def nights(draw: st.DrawFn) -> Night:
    severity = draw(SCORES)
    missed = draw(st.none() | st.sampled_from(MISSED_REASONS)) if severity is None else None
    falling_asleep, overnight, day_resting, day_active = (draw(SCORES) for _ in range(4))
    return Night(
        draw(DAYS), severity, missed, falling_asleep, overnight, day_resting, day_active,
        draw(st.none() | st.integers(0, 1439)), draw(words(BODY_PARTS)), draw(words(SENSATIONS)), draw(NOTES),
        draw(SCORES), draw(SCORES), draw(SCORES),
    )  # fmt: skip


@st.composite
def sleeps(draw: st.DrawFn) -> Sleep:
    zone = load_zone(draw(ZONES))
    bed, in_bed = draw(SECONDS), draw(st.integers(180, 900))
    events: dict[str, Any] = {}
    if draw(st.booleans()):
        minutes = {"tried": draw(st.integers(0, 60)), "up": in_bed + draw(st.integers(0, 60)), "planned": in_bed}
        told = ["bed", "wake", *(name for name in minutes if draw(st.booleans()))]
        minutes |= {"bed": 0, "wake": in_bed}
        events = {name: Moment.from_timestamp(bed + 60 * minutes[name], zone) for name in told}
    short = st.none() | st.integers(0, 50)
    numbers: dict[str, Any] = {"latency_min": draw(short), "awake_min": draw(short), "nap_min": draw(MINUTES)}
    numbers["pacing_min"] = draw(
        st.none() | st.integers(0, 50 if numbers["awake_min"] is None else numbers["awake_min"])
    )
    if not events:
        numbers |= {"total_min": draw(st.none() | st.integers(0, 960)), "lying_awake_min": draw(MINUTES)}
    elif "up" not in events:
        numbers["lying_awake_min"] = draw(st.none() | st.integers(0, 60))
    if events and numbers["awake_min"] is None:
        for name in ("awake_least_min", "unslept_least_min"):
            numbers[name] = draw(st.none() | st.integers(1, 60))
    times, quality = draw(st.none() | st.integers(0, 99)), draw(st.none() | st.integers(1, 5))
    return Sleep(draw(DAYS), **events, **numbers, times=times, quality=quality, note=draw(NOTES))


#: Kinds of products that are counted apart, one's own among them.
OTHER_KINDS = st.sampled_from(["extract", "7-oh", "mitragynine-pseudoindoxyl", "mgm-15", "mgm-16", "blue lotus"])
HELPED = st.none() | st.integers(0, 3)
SAID = (("fasting",), ("no iron for 24 h",), ("fasting", "no iron for 24 h"))


@st.composite
def doses(draw: st.DrawFn) -> Dose:
    if draw(st.integers(0, 5)) == 0:
        return Dose(draw(DAYS), 0, note=draw(NOTES), none_of=draw(st.none() | OTHER_KINDS))
    at = Moment.from_timestamp(draw(SECONDS), load_zone(draw(ZONES)))
    in_mg, in_ug = draw(
        st.tuples(st.integers(1, 200_000), st.none()) | st.tuples(st.none(), st.integers(1, 200_000_000))
    )
    product_id = draw(st.none() | st.integers(1, 2**62))
    return Dose(draw(DAYS), in_mg, at, product_id, draw(NOTES), in_ug, helped=draw(HELPED))


@st.composite
def magnesiums(draw: st.DrawFn) -> Magnesium:
    at = Moment.from_timestamp(draw(SECONDS), load_zone(draw(ZONES)))
    salt = draw(st.none() | st.integers(1, 50_000))
    form = draw(st.sampled_from(FORMS) if salt else st.none() | st.sampled_from(FORMS))
    basis = COMPUTED_FROM_SALT if salt else LABEL_ELEMENTAL
    return Magnesium(
        draw(DAYS), at, draw(st.integers(1, 5000)), basis, form, salt, draw(st.booleans()), draw(HELPED), draw(NOTES)
    )


@st.composite
def products(draw: st.DrawFn) -> Product:
    low, high = sorted(draw(st.tuples(*[st.integers(0, 1_000_000)] * 2)))
    tested = draw(st.booleans())
    name = draw(NAMES)
    kind = draw(st.sampled_from(PRODUCT_KINDS) | OTHER_KINDS)
    capsule, weight = draw(st.none() | st.integers(1, 200_000)), draw(st.none() | st.integers(1, 5_000_000))
    in_mg = draw(st.booleans())
    return Product(
        name, kind, capsule if in_mg else None, low if tested else None, high if tested else None,
        weight if in_mg else None, draw(st.none() | DAYS), None if in_mg else capsule, None if in_mg else weight,
    )  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    first = draw(DAYS)
    substance = draw(st.none() | OTHER_KINDS | st.just("medicine:gabapentin"))
    most = 200_000 if substance is None else 200_000_000
    offsets = sorted(draw(st.sets(st.integers(0, 1500), min_size=1, max_size=8)))
    steps = tuple(
        Step(first + timedelta(days=offset), draw(st.integers(0, most)), draw(st.none() | st.integers(1, 24)))
        for offset in offsets
    )
    holds = draw(
        st.lists(st.builds(Hold, DAYS, st.integers(1, 366), st.sampled_from([s.starts_on for s in steps])), max_size=3)
    )
    unit = "mcg" if substance == "medicine:gabapentin" and draw(st.booleans()) else None
    scale = draw(st.integers(1, 10_000))
    return Plan(
        draw(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)), steps,
        scale if substance is None else None, draw(st.none() | DAYS), tuple(holds), substance, unit,
        None if substance is None else scale,
    )  # fmt: skip


def moments() -> st.SearchStrategy[Moment]:
    return st.builds(Moment.from_timestamp, SECONDS, ZONES.map(load_zone))


def names(known: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(known) | NAMES


@st.composite
def measures(draw: st.DrawFn) -> Measure:
    scale = draw(st.sampled_from(tuple(MEASURES.values())))
    unit = scale.units[0]
    value = draw(st.integers(unit.least_milli, unit.most_milli))
    said = draw(st.sampled_from([(), *SAID])) if scale.name in {"ferritin", "tsat"} else ()
    by = draw(st.sampled_from([None, "self", "clinician"]))
    return Measure(draw(DAYS), scale.name, value, unit.name, by, said)


OPTIONAL_TEXT = st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
GRADES = st.integers(0, 3)
EXPOSURES = st.one_of(
    st.builds(
        Factor, DAYS, names(FACTORS.names), st.none() | moments(), OPTIONAL_TEXT, st.none() | GRADES, NOTES
    ),
    st.builds(Symptom, DAYS, names(SYMPTOMS.names), GRADES, NOTES),
    st.builds(
        Medicine, DAYS, moments(), names(MEDICINES.names), st.sampled_from(["300 mg", "1 tablet", "0.5 mg"]), HELPED,
        NOTES,
    ),
    measures(),
)  # fmt: skip
ENTRIES = st.one_of(nights(), sleeps(), doses(), magnesiums(), products(), plans(), EXPOSURES)


def back_from_its_row(entry: Any) -> Any:
    beside = {"steps": entry.steps, "holds": entry.holds} if isinstance(entry, Plan) else {}
    columns = to_columns(KINDS[entry.kind], entry)
    return row_reader(entry.kind, tuple(columns))(tuple(columns.values()), **beside)


@given(ENTRIES)
def test_a_value_comes_back_from_its_row(entry: Any) -> None:
    assert back_from_its_row(entry) == entry
    assert all(value is None or type(value) in (int, str) for value in to_columns(KINDS[entry.kind], entry).values())


@given(entry=ENTRIES, recalled=st.booleans())
def test_a_value_comes_back_from_the_ledger(entry: Any, recalled: bool) -> None:
    kind = KINDS[entry.kind]
    line = to_ledger(kind, all_fields(kind, entry, recalled=recalled))
    assert entry_of_line(kind, from_ledger(kind, line)) == (entry, recalled)


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (night(body_parts=("legs", "left calf"), note="née"), '{"night_of":"2026-11-20","severity":6,"body_parts":["legs","left calf"],"note":"née"}'),  # noqa: E501
        (night(severity=0), '{"night_of":"2026-11-20","severity":0}'),
        (
            dose("2026-11-20T21:40-05:00", 2500),
            '{"night_of":"2026-11-20","amount_mg":2500,"at":"2026-11-20T21:40:00-05:00[America/New_York]"}',
        ),
        (no_kratom(), '{"night_of":"2026-11-20","amount_mg":0}'),
        (none_of("7-oh"), '{"night_of":"2026-11-20","amount_mg":0,"none_of":"7-oh"}'),
        (
            tablet("2026-11-20T21:40-05:00", 7500, 5, helped=0),
            (
                '{"night_of":"2026-11-20","at":"2026-11-20T21:40:00-05:00[America/New_York]","product_id":5,'
                '"amount_ug":7500,"helped":0}'
            ),
        ),
        (
            magnesium(),
            (
                '{"night_of":"2026-11-20","at":"2026-11-20T22:00:00-05:00[America/New_York]","elemental_mg":200,'
                '"basis":"label_elemental","topical":false}'
            ),
        ),
        (
            factor(at="2026-11-20T15:00-05:00", amount="2 cups", helped=0),
            (
                '{"night_of":"2026-11-20","name":"caffeine","at":"2026-11-20T15:00:00-05:00[America/New_York]",'
                '"amount":"2 cups","helped":0}'
            ),
        ),
        (symptom(), '{"night_of":"2026-11-20","name":"nausea","grade":2}'),
        (
            medicine(),
            (
                '{"night_of":"2026-11-20","at":"2026-11-20T21:00:00-05:00[America/New_York]","name":"gabapentin",'
                '"amount":"300 mg"}'
            ),
        ),
        (
            measure(by="clinician"),
            '{"taken_on":"2026-11-20","name":"ferritin","value_milli":48000,"unit":"ng/mL","by":"clinician"}',
        ),
        (product(opened_on=day("2026-11-01")), '{"name":"red leaf","product_kind":"leaf","opened_on":"2026-11-01"}'),
        (
            plan(("2026-11-02", 52_500), substance="7-oh", scale_ug=500),
            '{"name":"autumn","steps":[["2026-11-02",52500,null]],"substance":"7-oh","scale_ug":500}',
        ),
        (
            plan(("2026-11-02", 12000), holds=(Hold(day("2026-11-04"), 5, day("2026-11-02")),)),
            '{"name":"autumn","steps":[["2026-11-02",12000,null]],"scale_mg":100,"holds":[["2026-11-04",5,"2026-11-02"]]}',
        ),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)  # fmt: skip
def test_the_ledger_can_be_read_by_a_person(entry: Any, line: str) -> None:
    kind = KINDS[entry.kind]
    assert to_ledger(kind, all_fields(kind, entry, recalled=False)) == line
    assert "recalled" in json.loads(to_ledger(kind, all_fields(kind, entry, recalled=True)))


def test_an_emptied_field_is_kept_as_null() -> None:
    kind = KINDS["night"]
    line = to_ledger(kind, {"note": None, "body_parts": ()})
    assert line == '{"note":null,"body_parts":[]}'
    assert from_ledger(kind, line) == {"note": None, "body_parts": ()}


def test_a_night_is_kept_in_one_zone() -> None:
    with pytest.raises(TwoZones):
        sleep(span=None, bed=moment("2026-11-20T22:00+01:00", BERLIN), wake=moment("2026-11-21T01:00-05:00", NEW_YORK))
