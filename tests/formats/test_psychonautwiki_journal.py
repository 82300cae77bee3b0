"""PsychonautWiki Journal's export: ingestions with their substance, dose, units and route."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok
from hypothesis import given
from hypothesis import strategies as st

from builders import NEW_YORK, moment
from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.factors_and_medicines import Factor, Medicine
from legdiary.domain.entries.magnesium import LABEL_ELEMENTAL, Magnesium
from legdiary.domain.time.moments import load_zone
from legdiary.errors import BadValue
from legdiary.formats.detect import recognise
from legdiary.formats.dose_apps import psychonautwiki_journal
from legdiary.formats.dose_apps.own_words import OUT
from legdiary.formats.reader_result import BadRow, BadRows, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.formats.dose_apps.own_words import Meaning, Word
    from legdiary.formats.reader_result import Found

JSON = (Path(__file__).parent / "fixtures" / "psychonautwiki.json").read_bytes()
TAKEN = 1780317000000  # 2026-06-01 08:30 in New York


def read(data: str | bytes, zone: str = NEW_YORK) -> Found:
    data = data.encode() if isinstance(data, str) else data
    return psychonautwiki_journal.read(data, "doses", ReadOptions(load_zone(zone), words=left_out))


def left_out(_source: str, words: Sequence[Word]) -> dict[str, Meaning]:
    return dict.fromkeys((word.text for word in words), OUT)


def export(*ingestions: object, **members: object) -> str:
    usual = {
        "substanceName": "Kratom", "time": TAKEN, "administrationRoute": "ORAL", "dose": 2.5, "units": "g",
        "isDoseAnEstimate": False,
    }  # fmt: skip
    listed = [usual | each if isinstance(each, dict) else each for each in ingestions]
    experience = {"title": "private", "ingestions": listed}
    return json.dumps({"experiences": [experience]} | members, indent=1)


def refusal(data: str | bytes) -> BadRow:
    with pytest.raises(BadRow) as caught:
        read(data)
    return caught.value


def at(local: str) -> Any:
    return moment(local, NEW_YORK)


def test_an_export_becomes_entries_of_each_kind() -> None:
    assert recognise(JSON, "x").name == "psychonautwiki"  # type: ignore[union-attr]
    found = read(JSON)
    first, second = date(2026, 6, 1), date(2026, 6, 2)
    evening = at("2026-06-02T20:00-04:00")
    assert list(found.entries) == [
        Dose(first, 2500, at("2026-06-01T08:30-04:00")),
        Dose(first, at=at("2026-06-02T02:40-04:00"), product_id=2, amount_ug=7500, note="sublingual; at 02:40"),
        Factor(second, "caffeine", at("2026-06-02T10:00-04:00"), "80 mg", note="estimated"),
        # Five capsules, of which the app's own unit says that each holds about 0.55 g.
        Dose(second, 2750, at("2026-06-02T13:00-04:00"), note="estimated"),
        Medicine(second, evening, "gabapentin", "300 mg"),
        Magnesium(second, evening, 200, LABEL_ELEMENTAL),
    ]
    assert [(number, each.name, each.product_kind) for number, each in found.products.items()] == [(2, "7-OH", "7-oh")]
    assert found.not_carried == (
        "1 dose of something that legdiary does not know",
        "1 dose of kratom without an amount",
        "1 dose of kratom whose unit is no weight: the file does not say what a capsule, a spoon or the like holds",
        "the salt of 1 dose of magnesium, which the file does not say: the milligrams are taken as elemental",
        "how exact 2 amounts were: called estimates in the app, and in the note",
        "1 dose listed twice, taken once",
        "1 dose that somebody else took",
        "1 note on how full the stomach was",
        "1 rating of an experience",
        "1 text of an experience",
        "1 timed note of an experience",
        "4 titles of experiences",
        "1 description of substances of one's own",
    )
    assert not [said for said in found.not_carried if "private" in said or "friend" in said or "LSD" in said]


def test_what_somebody_else_took_is_nobody_elses_dose() -> None:
    found = read(export({"consumerName": "A friend"}, {"consumerName": ""}))
    assert found.entries == ()
    assert "2 doses that somebody else took" in found.not_carried


def test_a_unit_of_ones_own_says_what_one_holds() -> None:
    capsule = {"id": 7, "dose": 0.1, "isEstimate": False, "originalUnit": "g", "unit": "capsule"}
    (dose,) = read(export({"dose": 3, "units": None, "customUnitId": 7}, customUnits=[capsule])).entries
    assert dose.amount_mg == 300  # and not 300.00000000000004
    for unit, says in (
        (capsule | {"dose": None}, "1 dose of kratom without an amount"),
        (capsule | {"id": 8}, "1 dose of kratom whose amount has no unit"),
        (capsule | {"originalUnit": "leaves"}, "1 dose of kratom whose unit is no weight"),
    ):
        found = read(export({"dose": 3, "units": None, "customUnitId": 7}, customUnits=[unit]))
        assert found.not_carried[0].startswith(says)
    (estimated,) = read(export({"dose": 3, "customUnitId": 7}, customUnits=[capsule | {"isEstimate": True}])).entries
    assert estimated.note == "estimated"


def test_the_route_is_kept_in_the_note_and_magnesium_on_the_skin_is_topical() -> None:
    (dose,) = read(export({"administrationRoute": "BUCCAL", "notes": "slowly"})).entries
    assert dose.note == "buccal; slowly"
    (magnesium,) = read(
        export({"substanceName": "Magnesium", "units": "mg", "dose": 100, "administrationRoute": "TRANSDERMAL"})
    ).entries
    assert (magnesium.topical, magnesium.elemental_mg) == (True, 100)
    assert "1 way of taking that legdiary does not know" in read(export({"administrationRoute": "X"})).not_carried


def test_times_are_instants_whatever_the_clock_showed() -> None:
    """01:30 came twice on 2026-11-01 in New York; 02:30 did not come on 2026-03-08."""
    for ms, local in (
        (1793511000000, "2026-11-01T01:30:00-04:00"),
        (1793514600000.0, "2026-11-01T01:30:00-05:00"),
        (1772954100000, "2026-03-08T03:15:00-04:00"),
    ):
        assert [each.at.iso for each in read(export({"time": ms})).entries] == [local]
    assert read(export({}), "Asia/Tokyo").entries[0].at.iso == "2026-06-01T21:30:00+09:00"


def test_a_later_export_adds_only_what_is_new(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    path.write_text(export({}, {"substanceName": "7-OH", "units": "mg", "dose": 7.5}), encoding="utf-8")
    assert "added 1 product, 2 kratom entries" in ok("import", str(path)).stdout
    more: tuple[dict[str, object], ...] = (
        {},
        {"substanceName": "7-OH", "units": "mg", "dose": 7.5},
        {"time": TAKEN + 3_600_000, "dose": 2},
    )
    path.write_text(export(*more), encoding="utf-8")
    for said in ("added 1 kratom entry", "added nothing"):
        assert said in ok("import", str(path)).stdout


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        (export(3), "line 3, ingestion 1", "accepted: an ingestion"),
        (export({}, {"dose": "3"}), "line 3, ingestion 2: dose", "accepted: a number above 0"),
        (export({"dose": 0}), "line 3, ingestion 1: dose", "'0'; accepted: a number above 0"),
        (export({"dose": -1.5}), "line 3, ingestion 1: dose", "accepted: a number above 0"),
        (export({"dose": 201}), "line 3, ingestion 1: dose", "up to 200 g"),
        (export({"dose": True}), "line 3, ingestion 1: dose", "accepted: a number"),
        (export({"dose": [1]}), "line 3, ingestion 1: dose", "accepted: a number"),
        (export({}).replace("2.5", "1e99"), "line 3, ingestion 1: dose", "accepted: a number"),
        (export({}).replace("2.5", "9" * 400), "line 3, ingestion 1: dose", "accepted: a number"),
        (export({"time": "x"}), "line 3, ingestion 1: time", "accepted: whole milliseconds"),
        (export({"time": 1}), "line 3, ingestion 1: time", "from 1990"),
        (export({"time": None}), "line 3, ingestion 1: time", "accepted: whole milliseconds"),
        (export({"substanceName": 7}), "line 3, ingestion 1: substanceName", "accepted: a text"),
        (export({"notes": "a\x07"}), "line 3, note", "control character"),
        (export({"notes": {}}), "line 3, ingestion 1: notes", "accepted: a text"),
        (export({"units": 3}), "line 3, ingestion 1: units", "accepted: a text"),
        (export({"administrationRoute": 1}), "line 3, ingestion 1: administrationRoute", "accepted: a word"),
        (export({"isDoseAnEstimate": "no"}), "line 3, ingestion 1: isDoseAnEstimate", "accepted: true or false"),
        (export({}, customUnits={}), "customUnits", "accepted: a list of units"),
        (export({}, customUnits=[{"id": 1}, {"id": 1}]), "customUnits", "an id of its own"),
        (export({}, experiences=[3]), "line 3, experiences", "accepted: an experience"),
        (export({}, experiences=[{"ingestions": 3}]), "line 3, ingestions", "accepted: a list"),
        (export({}, experiences={}), "line 2:", "'experiences' is not a list"),
        ("{}", "experiences", "list of experiences"),
        ('{"experiences": [' + "[" * 100_000, "record 1:", "nested too deeply"),
        ('{"experiences": [{"title": "' + "x" * 1_000_001 + '"}]}', "record 1:", "larger than 1 MB"),
    ],
)
def test_what_cannot_be(data: str, place: str, says: str) -> None:
    message = refusal(data).message
    assert message.startswith(f"doses, {place}"), message
    assert says in message


def test_an_experience_that_cannot_be_is_left_out_whole() -> None:
    bad = BadRows(skip=True)
    whole = json.loads(export({}))
    whole["experiences"].insert(0, {"title": "x", "ingestions": [{**whole["experiences"][0]["ingestions"][0]}, 3]})
    options = ReadOptions(load_zone(NEW_YORK), bad)
    found = psychonautwiki_journal.read(json.dumps(whole, indent=1).encode(), "x", options)
    assert [each.place for each in bad.left_out] == ["x, line 3, ingestion 2"]
    assert len(found.entries) == 1
    assert found.not_carried == ("1 title of an experience",)


def mangled(whole: bytes) -> st.SearchStrategy[bytes]:
    return st.tuples(st.integers(0, len(whole)), st.integers(0, 40), st.binary(max_size=20)).map(
        lambda cut: whole[: cut[0]] + cut[2] + whole[cut[0] + cut[1] :]
    )


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.lists(st.text(max_size=3))
FIELDS = (
    "substanceName", "time", "endTime", "administrationRoute", "dose", "isDoseAnEstimate", "units", "notes",
    "consumerName", "customUnitId",
)  # fmt: skip


@given(
    st.one_of(
        st.binary(max_size=200),
        mangled(JSON),
        st.dictionaries(st.sampled_from(FIELDS), VALUES).map(lambda each: export(each).encode()),
        st.dictionaries(st.sampled_from(["experiences", "customUnits", "customSubstances"]), VALUES).map(
            lambda members: export({}, **members).encode()
        ),
    )
)
def test_whatever_the_bytes_nothing_but_a_refusal_is_raised(data: bytes) -> None:
    psychonautwiki_journal.recognises(data, "x")
    try:
        read(data)
    except BadValue as error:
        assert "\n" not in error.message  # noqa: PT017 - a refusal is one of two good ends
