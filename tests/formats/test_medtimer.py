"""MedTimer's history: what was taken, at the second it was marked, in the person's own words for the amount."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok
from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, NEW_YORK
from legdiary.domain.time.moments import load_zone
from legdiary.errors import BadValue
from legdiary.formats.detect import recognise
from legdiary.formats.dose_apps import medtimer
from legdiary.formats.dose_apps.own_words import OUT
from legdiary.formats.reader_result import BadRow, BadRows, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.formats.dose_apps.own_words import Meaning, Word
    from legdiary.formats.reader_result import Found

FIXTURES = Path(__file__).parent / "fixtures"
CSV, JSON = (FIXTURES / "medtimer.csv").read_bytes(), (FIXTURES / "medtimer.json").read_bytes()
HEADER = "Reminded;Name;Dosage;Taken;Tags;Interval;Notes;Reminded (ISO 8601);Taken (ISO 8601)\n"
TAKEN = 1780317000  # 2026-06-01 08:30 in New York


def read(data: str | bytes, zone: str = NEW_YORK) -> Found:
    data = data.encode() if isinstance(data, str) else data
    return medtimer.read(data, "doses", ReadOptions(load_zone(zone), words=left_out))


def left_out(_source: str, words: Sequence[Word]) -> dict[str, Meaning]:
    return dict.fromkeys((word.text for word in words), OUT)


def row(taken: str = "2026-06-01T12:30:00Z", amount: str = "2.5 g", name: str = "Kratom", notes: str = "") -> str:
    local = "6/1/26 8:30 AM" if taken else ""
    return f"6/1/26 8:00 AM;{name};{amount};{local};;0:00;{notes};2026-06-01T12:00:00Z;{taken}\n"


def backup(*events: object, **more: Any) -> str:
    usual = {"medicineName": "Kratom", "amount": "2.5 g", "status": "TAKEN", "processedTimestamp": TAKEN}
    listed = [usual | event if isinstance(event, dict) else event for event in events]
    return json.dumps({"events": {"version": 28, "list": listed} | more}, indent=1)


def told(found: Found) -> list[tuple[str, str, str | None]]:
    return [
        (each.at.iso, str(getattr(each, "amount", None) or getattr(each, "ug", None) or each.elemental_mg), each.note)
        for each in found.entries
    ]


def refusal(data: str | bytes) -> BadRow:
    with pytest.raises(BadRow) as caught:
        read(data)
    return caught.value


def test_a_csv_becomes_doses_of_several_kinds() -> None:
    assert recognise(CSV, "x").name == "medtimer"  # type: ignore[union-attr]
    found = read(CSV)
    assert told(found) == [
        ("2026-06-01T08:04:10-04:00", "1 capsule", "Gabapentin 300mg; with food; slowly"),
        ("2026-06-01T08:30:00-04:00", "2500000", None),
        ("2026-06-01T21:15:00-04:00", "200", "two lines\nof a note"),
        ("2026-06-02T02:40:00-04:00", "7500", None),
    ]
    # At 02:40 the diary day is still the one before.
    assert [each.night_of.day for each in found.entries] == [1, 1, 1, 1]
    assert [each.product_kind for each in found.products.values()] == ["7-oh"]
    assert [each.line for each in found.where] == [2, 3, 5, 7]
    assert found.not_carried == (
        "1 dose of something that legdiary does not know",
        "1 dose of kratom whose unit is no weight: the file does not say what a capsule, a spoon or the like holds",
        "the salt of 1 dose of magnesium, which the file does not say: the milligrams are taken as elemental",
        "1 dose whose tags have no place here",
        "1 reminder without a dose (skipped, deleted or not answered)",
    )


def test_a_backup_becomes_doses_each_once() -> None:
    assert recognise(JSON, "x").name == "medtimer"  # type: ignore[union-attr]
    found = read(JSON)
    assert told(found) == [
        ("2026-06-01T08:04:10-04:00", "1 capsule", "Gabapentin 300mg; with food; slowly"),
        ("2026-06-01T08:30:00-04:00", "2500000", None),
        ("2026-06-02T02:40:00-04:00", "7500", None),
    ]
    assert found.not_carried == (
        "1 dose of something that legdiary does not know",
        "1 dose of gabapentin whose amount has no unit",
        "1 dose listed twice, taken once",
        "1 dose whose tags have no place here",
        "1 reminder about the stock of a medicine",
        "2 reminders without a dose (skipped, deleted or not answered)",
    )


def test_a_skipped_or_unanswered_reminder_is_no_dose() -> None:
    for status in ("SKIPPED", "RAISED", "DELETED", "ACKNOWLEDGED", "POSTPONED_IN_A_NEWER_VERSION"):
        found = read(backup({"status": status}))
        assert found.entries == ()
        assert found.not_carried[0].startswith("1 reminder ")
    assert read(HEADER + row(taken="")).entries == ()


@pytest.mark.parametrize("kind", ["OUT_OF_STOCK", "EXPIRATION_DATE", "REFILL"])
def test_a_refill_marked_as_done_is_no_dose(kind: str) -> None:
    assert read(backup({"reminderType": kind})).not_carried == ("1 reminder about the stock of a medicine",)


def test_a_bare_number_is_in_the_unit_of_the_stock_it_was_taken_from() -> None:
    (dose,) = read(backup({"amount": "2.5", "stockUnit": "g"})).entries
    assert dose.amount_mg == 2500
    (medicine,) = read(backup({"medicineName": "Pramipexole", "amount": "2", "stockUnit": "tablets"})).entries
    assert medicine.amount == "2 tablets"
    assert read(backup({"amount": "5", "stockUnit": "capsules"})).entries == ()
    assert read(backup({"amount": "2.5"})).not_carried == ("1 dose of kratom whose amount has no unit",)


def test_the_header_is_in_the_language_of_the_phone() -> None:
    german = HEADER.replace("Reminded", "Erinnert").replace("Taken", "Eingenommen").replace("Name", "Medikament")
    assert medtimer.recognises(german.encode(), "")
    assert read(german + row()).entries == read(HEADER + row()).entries
    assert read(b"\xef\xbb\xbf" + (HEADER + row()).replace("\n", "\r\n").encode()) == read(HEADER + row())
    for other in ("Reminded;Name;Dosage;Taken\n", HEADER.replace("Taken (ISO", "Gone (ISO"), "a;b;c;d;a;d\n"):
        assert not medtimer.recognises(other.encode(), "")


def test_earlier_versions_had_fewer_columns_and_a_bare_list() -> None:
    header = "Reminded;Name;Dosage;Taken;Reminded (ISO 8601);Taken (ISO 8601)\n"
    text = header + "1.6.26 08:00;Kratom;2.5 g;1.6.26 08:30;2026-06-01T12:00:00Z;2026-06-01T12:30:00Z\n"
    assert medtimer.recognises(text.encode(), "")
    assert read(text).entries == read(HEADER + row()).entries
    bare = json.dumps(json.loads(backup({}))["events"])
    for data in (bare, json.dumps({"list": json.loads(bare)["list"], "version": 3}), json.dumps({"list": []})):
        assert len(read(data).entries) == len(json.loads(data)["list"])
    assert read(json.dumps(json.loads(bare)["list"])).entries == read(bare).entries


def test_both_clock_changes_are_instants_in_either_file() -> None:
    """01:30 came twice on 2026-11-01 in New York; on 2026-03-08 the clock went from 02:00 to 03:00."""
    for utc, seconds, local in (
        ("2026-11-01T05:30:00Z", 1793511000, "2026-11-01T01:30:00-04:00"),
        ("2026-11-01T06:30:00Z", 1793514600, "2026-11-01T01:30:00-05:00"),
        ("2026-03-08T07:15:00Z", 1772954100, "2026-03-08T03:15:00-04:00"),
    ):
        for data in (HEADER + row(taken=utc), backup({"processedTimestamp": seconds})):
            assert [each.at.iso for each in read(data).entries] == [local]
    assert read(HEADER + row(), BERLIN).entries[0].at.iso == "2026-06-01T14:30:00+02:00"


def test_a_later_export_adds_only_what_is_new(tmp_path: Path) -> None:
    path, fresh = tmp_path / "events.csv", row(taken="2026-06-03T01:00:00Z", amount="2 g")
    path.write_text(HEADER + row() + row(taken=""), encoding="utf-8")
    assert "added 1 kratom entry" in ok("import", str(path)).stdout
    path.write_text(HEADER + row() + row(taken="") + fresh, encoding="utf-8")
    for said in ("added 1 kratom entry", "added nothing"):
        assert said in ok("import", str(path)).stdout
    path.write_text(backup({}, {"amount": "2 g", "processedTimestamp": 1780448400}), encoding="utf-8")
    assert "added nothing" in ok("import", str(path)).stdout  # the backup has the same doses


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        (HEADER + row(name="a;b"), "line 2:", "does a name hold a semicolon?"),
        (HEADER + row(notes="a\x07"), "line 2, notes", "control character"),
        (HEADER + row(taken="2100-01-01T00:00:00Z"), "line 2, Taken (ISO 8601)", "from 1990 on"),
        (HEADER + row(taken="2026-13-01T00:00:00Z"), "line 2, Taken (ISO 8601)", "accepted: a time"),
        (HEADER + row(taken="").replace("AM;K", "AM;K", 1) + "rest", "line 3:", "does not end with the times in UTC"),
        (HEADER + row(amount="0 g"), "line 2, Dosage", "above 0"),
        ("a;b\n", "line 1:", "accepted: the header"),
        ("", "line 1:", "accepted: the header"),
        (backup({}, 3), "line 11, list", "accepted: an event"),
        (backup({"amount": 3}), "line 5, amount", "accepted: a text"),
        (backup({"processedTimestamp": "1780317000"}), "line 5, processedTimestamp", "accepted: whole seconds"),
        (backup({"processedTimestamp": 1e300}), "line 5, processedTimestamp", "accepted: whole seconds"),
        (backup({"processedTimestamp": 0}), "line 5, processedTimestamp", "from 1990"),
        (backup({"notes": {}}), "line 5, notes", "accepted: a text"),
        (backup({"status": ["TAKEN"]}), "line 5, status", "accepted: a text"),
        ('{"medicines": {"list": []}}', "events", "no history of doses"),
        ('{"events": []}', "events", "no history of doses"),
        ('{"events": {"list": {}}}', "line 1:", "'list' is not a list"),
        ('{"version": 4, "list": [\n{"medicine": {}, "reminders": []}]}', "line 2, list", "these are medicines"),
        ('{"events": {"list": [' + "[" * 100_000, "record 1:", "nested too deeply"),
        ('{"events": {"list": [\n{"tags": ' + "[" * 900 + "]" * 900 + ', "status": "TAKEN"}]}}', "line 2", ""),
    ],
)
def test_what_cannot_be(data: str, place: str, says: str) -> None:
    message = refusal(data).message
    assert message.startswith(f"doses, {place}"), message
    assert says in message


def test_a_bad_row_is_left_out_whole() -> None:
    bad = BadRows(skip=True)
    text = HEADER + row(amount="0 g") + row() + row(name="a;b") + row(taken="")
    found = medtimer.read(text.encode(), "x", ReadOptions(load_zone(NEW_YORK), bad))
    assert [each.place for each in bad.left_out] == ["x, line 2, Dosage", "x, line 4"]
    assert [each.amount_mg for each in found.entries] == [2500]


def mangled(whole: bytes) -> st.SearchStrategy[bytes]:
    return st.tuples(st.integers(0, len(whole)), st.integers(0, 40), st.binary(max_size=20)).map(
        lambda cut: whole[: cut[0]] + cut[2] + whole[cut[0] + cut[1] :]
    )


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.lists(st.text(max_size=3))
FIELDS = ("medicineName", "amount", "status", "processedTimestamp", "notes", "tags", "stockUnit", "reminderType")


@given(
    st.one_of(
        st.binary(max_size=200).map(lambda some: HEADER.encode() + some),
        mangled(CSV),
        mangled(JSON),
        st.dictionaries(st.sampled_from(FIELDS), VALUES).map(lambda event: backup(event).encode()),
    )
)
def test_whatever_the_bytes_nothing_but_a_refusal_is_raised(data: bytes) -> None:
    medtimer.recognises(data, "x")
    try:
        read(data)
    except BadValue as error:
        assert "\n" not in error.message  # noqa: PT017 - a refusal is one of two good ends


@given(st.text(max_size=40), st.text(max_size=40))
def test_notes_with_semicolons_and_lines_come_whole(before: str, after: str) -> None:
    kept = [text.replace("\r", " ").encode("utf-8", "ignore").decode() for text in (before, after)]
    notes = "".join(c if c.isprintable() or c == "\n" else " " for c in f"{kept[0]};{kept[1]}").strip()
    (dose,) = read(HEADER + row(notes=f"a{notes}z") + row(taken="")).entries
    assert dose.note == f"a{notes}z"
