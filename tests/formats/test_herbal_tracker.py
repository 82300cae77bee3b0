from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, NEW_YORK, moment
from legdiary.domain.entries.dose import Dose
from legdiary.domain.time.moments import load_zone
from legdiary.errors import BadValue
from legdiary.formats.dose_apps import herbal_tracker
from legdiary.formats.reader_result import BadRow, Found, ReadOptions

FIXTURES = Path(__file__).parent / "fixtures"
CSV, JSON = (FIXTURES / "herbal-tracker.csv").read_bytes(), (FIXTURES / "herbal-tracker.json").read_bytes()
HEADER = "date,time,iso_timestamp,strain_code,strain_name,amount_g,notes\n"
ONE_STRAIN = (
    "whether it was kratom, of 1 strain: the file names no herb, so all these doses are imported as kratom, "
    "with the strain in the note; strains do not become products"
)


def read(data: str | bytes, zone: str = BERLIN) -> Found:
    return herbal_tracker.read(data.encode() if isinstance(data, str) else data, "doses", ReadOptions(load_zone(zone)))


def row(
    stamp: str = "2026-06-01T08:30:00.000", amount: str = "2.5", strain: str = "Red Bali", notes: str = "", **other: str
) -> str:
    day, clock = other.get("day", stamp[:10]), other.get("clock", stamp[11:16])
    return f"{HEADER}{day},{clock},{stamp},RB,{strain},{amount},{notes}\n"


def backup(*doses: object, **members: object) -> str:
    usual = {"id": "d1", "strainId": "s1", "amount": 2.5, "timestamp": "2026-06-01T08:30:00.000", "notes": None}
    whole: dict[str, Any] = {
        "version": 1,
        "strains": [{"id": "s1", "name": "Red Bali", "code": "RB"}],
        "dosages": [usual | dose if isinstance(dose, dict) else dose for dose in doses],
    }
    return json.dumps(whole | members, indent=1)


def refusal(data: str | bytes, zone: str = BERLIN) -> BadRow:
    with pytest.raises(BadRow) as caught:
        read(data, zone)
    return caught.value


def test_a_csv_becomes_doses() -> None:
    found = read(CSV)
    assert found.entries == (
        Dose(date(2026, 6, 1), 2500, moment("2026-06-01T08:30+02:00", BERLIN), note="Red Bali"),
        Dose(
            date(2026, 6, 1),
            3000,
            moment("2026-06-01T21:15:42+02:00", BERLIN),
            note='Green Maeng Da; with food, "half" as planned\nand slowly',
        ),
        # At 03:20 the diary day is still the one before.
        Dose(date(2026, 6, 1), 1250, moment("2026-06-02T03:20+02:00", BERLIN), note="Red Bali"),
        Dose(date(2026, 6, 2), 2000, moment("2026-06-02T12:05+02:00", BERLIN)),
    )
    assert found.not_carried == (
        ONE_STRAIN.replace("1 strain", "3 strains"),
        "1 dose of kava, which is not kratom",
        (
            "1 dose of 7-OH or a related alkaloid, which are stored in milligrams and never added to grams of leaf; "
            "legdiary dose logs them"
        ),
    )


def test_a_backup_becomes_doses_in_order_each_once() -> None:
    found = read(JSON)
    assert [(dose.at.iso, dose.amount_mg, dose.note) for dose in found.entries] == [
        ("2026-06-01T08:30:00+02:00", 2000, "Red Bali"),
        ("2026-06-01T21:15:42+02:00", 3000, "Red Bali; with food"),
        ("2026-06-02T03:20:00+02:00", 1250, "Red Bali"),
        ("2026-06-02T12:05:00+02:00", 2334, None),
    ]
    assert found.not_carried == (
        ONE_STRAIN.replace("1 strain", "2 strains"),
        "1 dose of kava, which is not kratom",
        "1 dose listed twice, taken once",
        "1 amount finer than a milligram, rounded to whole ones",
        "1 record of how a dose felt",
        "the app's settings: reminders, daily limit, name",
    )


def test_nothing_a_person_wrote_is_in_what_is_not_carried() -> None:
    assert not [said for said in read(JSON).not_carried if "Bali" in said or "somebody" in said]


def test_line_ends_and_the_byte_order_mark_change_nothing() -> None:
    plain = CSV.removeprefix(b"\xef\xbb\xbf")
    assert herbal_tracker.recognises(plain, "")
    assert read(plain) == read(CSV)
    assert read(plain.replace(b"\n", b"\r\n")) == read(CSV)
    assert read(b"\xef\xbb\xbf" + JSON) == read(JSON)


def test_a_bare_list_of_doses_is_a_backup_too() -> None:
    doses = json.dumps(json.loads(backup({}))["dosages"])
    assert herbal_tracker.recognises(doses.encode(), "")
    (dose,) = read(doses).entries
    assert (dose.amount_mg, dose.note) == (2500, None)


def test_the_csv_of_versions_that_asked_how_it_felt() -> None:
    text = row().replace("notes\n", "notes,energy,mood,pain_relief,focus,anxiety,duration_min,effect_notes\n")
    text = text.rstrip("\n") + ",3,4,,,,180,calm\n"
    assert herbal_tracker.recognises(text.encode(), "")
    assert read(text).not_carried == (ONE_STRAIN, "how 1 dose felt (mood, energy and the like)")


@pytest.mark.parametrize(
    ("strain", "is_kratom"),
    [
        ("Kava", False),
        ("blue lotus 10x", False),
        ("Kratom & kava", True),
        ("Kavarna red", True),
        ("White Thai", True),
        ("7-OH", False),
        ("7 hydroxymitragynine", False),
        ("Seven-OH tabs", False),
        ("MGM-15", False),
        ("mgm16 tabs", False),
        ("Pseudoindoxyl", False),
        ("mitragynine pseudoindoxyl", False),
        ("mgm-150", True),
        ("Kratom 7-OH tablets", False),
        ("Gold kratom extract", False),
        ("extracted by hand", True),
        ("Batch 17 OHio", True),
        ("", True),
    ],
)
def test_which_strains_are_taken_as_kratom(strain: str, is_kratom: bool) -> None:
    assert len(read(row(strain=strain)).entries) == is_kratom


@pytest.mark.parametrize(
    ("grams", "mg"), [("2.0", 2000), ("0.05", 50), ("200.0", 200_000), ("2.0005", 2001), ("2.00049", 2000), ("7", 7000)]
)
def test_grams_are_exact(grams: str, mg: int) -> None:
    assert read(row(amount=grams)).entries[0].amount_mg == mg
    assert read(backup({"amount": grams})).entries[0].amount_mg == mg


def test_local_times_are_read_in_the_zone_given_and_utc_ones_are_not() -> None:
    local, utc = "2026-06-01T23:30:00.000", "2026-06-01T23:30:00.000Z"
    for zone, hour in ((BERLIN, "01:30:00+02:00"), (NEW_YORK, "19:30:00-04:00")):
        assert read(row(local), zone).entries[0].at.iso[11:19] == "23:30:00"
        assert read(row(utc), zone).entries[0].at.iso[11:] == hour
    assert read(backup({"timestamp": "2026-06-01T23:30:00+05:30"})).entries[0].at.iso == "2026-06-01T20:00:00+02:00"


def test_the_repeated_hour_is_its_first_and_said_the_skipped_one_refused() -> None:
    found = read(row("2026-10-25T02:30:00.000"))
    assert found.entries[0].at == moment("2026-10-25T02:30+02:00", BERLIN)
    assert "which reading of a repeated hour 1 time meant: the first is taken" in found.not_carried
    assert read(row("2026-10-25T02:30:00.000"), NEW_YORK).not_carried == (ONE_STRAIN,)
    assert "did not exist on 2026-03-29 in Europe/Berlin" in refusal(row("2026-03-29T02:30:00.000")).message


def test_above_fifteen_grams_is_taken_without_asking() -> None:
    assert read(row(amount="16.0")).entries[0].amount_mg == 16_000


@pytest.mark.parametrize(
    "amount", ["0.0", "0", "-2.5", "200.001", "1e3", "2,5", "2.5g", "NaN", "", "٣", "9" * 99, "0.0004"]
)
def test_an_amount_that_cannot_be(amount: str) -> None:
    for data, column in ((row(amount=f'"{amount}"'), "amount_g"), (backup({"amount": amount}), "amount")):
        error = refusal(data)
        assert error.column == column
        assert "accepted: grams above 0 and up to 200" in error.message


@pytest.mark.parametrize(
    "stamp",
    [
        "",
        "01/06/2026 08:30",
        "2026-06-31T08:30:00",
        "2026-06-01T24:30:00",
        "2026-06-01",
        "1989-12-31T23:00:00",
        "2100-01-01T08:00:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-23:00",
        "2026-06-01T08:30:00+99:00",
        "1970-01-01T00:00:00.000",
    ],
)
def test_a_time_that_cannot_be(stamp: str) -> None:
    for data, column in ((row(stamp), "iso_timestamp"), (backup({"timestamp": stamp}), "timestamp")):
        error = refusal(data)
        assert error.column == column
        assert "from 1990 on" in error.message


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        (row(day="2026-06-02"), "line 2, date", "date and time are not those of iso_timestamp"),
        (row(clock="08:31"), "line 2, date", "date and time are not those of iso_timestamp"),
        (row(notes="a\x07"), "line 2, notes", "control character"),
        (row(notes="x" * 10_001), "line 2, notes", "characters long"),
        (row(notes="a,b"), "line 2:", "8 cells; accepted: the 7"),
        ("date,time\n", "line 1:", "accepted: the header date,time,iso_timestamp"),
        ("", "line 1:", "accepted: the header"),
    ],
)
def test_a_csv_that_cannot_be(data: str, place: str, says: str) -> None:
    message = refusal(data).message
    assert message.startswith(f"doses, {place}")
    assert says in message


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        (backup({}, 3), "line 18, dosages", "accepted: a dose"),
        (backup({}, {"amount": 3}), "line 18, id", "this id is there twice"),
        (backup({"amount": None}), "line 11, amount", "accepted: grams"),
        (backup({"amount": [1]}), "line 11, amount", "accepted: grams"),
        (backup({"amount": True}), "line 11, amount", "accepted: grams"),
        (backup({"timestamp": 1780295400000}), "line 11, timestamp", "accepted: a text"),
        (backup({"notes": {}}), "line 11, notes", "accepted: a text"),
        (backup({"notes": "a\x00"}), "line 11, notes", "control character"),
        (backup({"notes": "\ud800"}), "line 11, notes", "half a character"),
        (backup({}, version=2), "version", "newer Herbal Tracker+"),
        (backup({}, strains=[1]), "strains", "accepted: a list of strains"),
        (backup({}, strains={"a": 1}), "strains", "accepted: a list of strains"),
        (
            backup({}, settings={"measurementUnit": "oz"}),
            "measurementUnit",
            "'oz' is not a known unit; accepted: g",
        ),
        (backup({}, dosages={}), "line 10:", "'dosages' is not a list"),
        ('{"strains": []}', "dosages", "with a list of dosages"),
        ('{"strains": [], "strains": [], "dosages": []}', "line 1:", "stands twice"),
        ('{"dosages": []\n} x', "line 2:", "more stands after the end"),
        ('{"dosages": [\n{"id": 1, "id": 2}]}', "line 2:", "a name stands twice"),
        ('{"dosages": [\n{"amount": NaN}]}', "line 2:", "not complete JSON"),
        ('{"dosages": [\n{}', "line 2:", "',' is missing"),
        ('{"dosages": [{},]}', "record 2:", "not complete JSON"),
        ('{"dosages": [' + "[" * 100_000, "record 1:", "nested too deeply"),
        ('{"dosages": [{"amount": ' + "9" * 100_000 + "}]}", "record 1, timestamp", "accepted: a time"),
    ],
)
def test_a_backup_that_cannot_be(data: str, place: str, says: str) -> None:
    message = refusal(data).message
    assert message.startswith(f"doses, {place}"), message
    assert says in message


def test_an_empty_backup_holds_nothing() -> None:
    assert read(backup()) == Found(())


def test_huge_files_are_refused_soon() -> None:
    began = time.process_time()
    assert "larger than 20 MB" in refusal(b'{"dosages": [' + b"[]," * 10_000_000).message
    assert "larger than" in refusal(HEADER.encode() + b"x," * 25_000_000).message
    assert time.process_time() - began < 5


def mangled(whole: bytes) -> st.SearchStrategy[bytes]:
    return st.tuples(st.integers(0, len(whole)), st.integers(0, 40), st.binary(max_size=20)).map(
        lambda cut: whole[: cut[0]] + cut[2] + whole[cut[0] + cut[1] :]
    )


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3),
)


@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=200).map(lambda some: HEADER.encode() + some),
        mangled(CSV),
        mangled(JSON),
        st.dictionaries(st.sampled_from(["id", "strainId", "amount", "timestamp", "notes"]), JSONS).map(
            lambda dose: backup(dose).encode()
        ),
        st.dictionaries(st.sampled_from(["version", "strains", "dosages", "settings", "effects"]), JSONS).map(
            lambda members: backup({}, **members).encode()
        ),
    )
)
def test_whatever_the_bytes_nothing_but_a_refusal_is_raised(data: bytes) -> None:
    herbal_tracker.recognises(data, "x")
    try:
        read(data)
    except BadValue as error:
        assert "\n" not in error.message  # noqa: PT017 - a refusal is one of two good ends
