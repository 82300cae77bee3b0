"""legdiary's own JSON: everything comes back byte for byte, and nothing that was tampered with comes in."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from random_diaries import NOW, OPERATIONS, contents, filled, opened

from builders import day, dose, magnesium, night, no_kratom, plan, product, sleep
from effort import dear
from legdiary.domain.taper.plan import Hold
from legdiary.domain.time.moments import load_zone
from legdiary.formats import detect
from legdiary.formats.legdiary_json import read as own_json
from legdiary.formats.legdiary_json import write as export_json
from legdiary.formats.reader_result import BadRow, ReadOptions, TooLarge
from legdiary.store import export_lines
from legdiary.store.diary import Diary
from legdiary.store.findings import WRONG
from legdiary.store.health.check import check_diary

if TYPE_CHECKING:
    from collections.abc import Callable

UTC = load_zone("UTC")
SCHEMAS = Path(__file__).parents[1] / "store" / "schemas"
HEAD = b'{"format":"legdiary-json","format_version":1,"schema_version":1,"written_by":"x"'
ON_THE_20TH = b'"kind":"kratom","night_of":"2026-11-20"'


def exported(path: Path) -> bytes:
    with Diary.for_reading(path) as diary, diary.one_state():
        return b"".join(export_json.chunks(diary.everything()))


def read(data: bytes | str) -> own_json.Backup:
    found = own_json.read(data.encode() if isinstance(data, str) else data, "diary.json", ReadOptions(UTC))
    assert isinstance(found, own_json.Backup)
    return found


def brought_back(data: bytes, path: Path) -> None:
    backup = read(data)
    with opened(path) as diary:
        assert diary.restore_all(backup.kept_of, backup.told)


@pytest.fixture
def small(tmp_path: Path) -> bytes:
    """The export of a small diary in which everything happened."""
    path = tmp_path / "small.db"
    with opened(path) as diary:
        diary.add(product(opened_on=day("2026-11-01"), capsule_mg=500), NOW)
        diary.add_all([night(note='=1+1\n"née"', body_parts=("legs", "left calf")), sleep(latency_min=40)], NOW)
        diary.add(dose(product_id=1, note="one"), NOW, recalled=True)
        diary.edit(4, lambda there: dose(product_id=1, amount_mg=there.amount_mg - 500), NOW)
        diary.add(magnesium(), NOW)
        diary.delete(6, NOW)
        diary.undo(NOW)
        diary.add(no_kratom("2026-11-19"), NOW)
        diary.add(plan(holds=(Hold(day("2026-11-04"), 5, day("2026-11-02")),)), NOW)
    return exported(path)


def test_the_reader_knows_what_the_writer_writes(small: bytes) -> None:
    head = json.loads(small)
    assert (head["format"], head["format_version"]) == (own_json.FORMAT, own_json.FORMAT_VERSION)
    assert (export_json.FORMAT, export_json.FORMAT_VERSION) == (own_json.FORMAT, own_json.FORMAT_VERSION)
    assert export_lines.HANDED_SCHEMA == own_json.SCHEMA_VERSION == head["schema_version"]
    assert own_json.recognises(small, "x")
    assert not own_json.recognises(b'{"format":"other"}', "x")
    assert not own_json.recognises(b"", "x")


def test_a_small_diary_comes_back(small: bytes, tmp_path: Path) -> None:
    brought_back(small, tmp_path / "again.db")
    assert exported(tmp_path / "again.db") == small
    with Diary.for_reading(tmp_path / "again.db") as diary:
        assert diary.entry(4).recalled
        assert diary.entry(4).entry.amount_mg == 2000
        assert len(diary.history()) == json.loads(small)["next_id"] - 1


def test_it_may_be_larger_than_any_other_file(small: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has every entry twice, and what was exported is to come back."""
    monkeypatch.setattr(detect, "MOST_BYTES", 10)
    of, found = detect.read_data(small, "x.json", ReadOptions(UTC))
    assert (of.name, found) == ("json", own_json.read(small, "x.json", ReadOptions(UTC)))
    with pytest.raises(TooLarge):
        detect.read_data(small.replace(b"legdiary-json", b"another"), "x.json", ReadOptions(UTC))


def test_undo_goes_on_where_it_was(small: bytes, tmp_path: Path) -> None:
    brought_back(small, tmp_path / "again.db")
    for name in ("small.db", "again.db"):
        with opened(tmp_path / name) as diary:
            for _ in range(5):
                diary.undo(NOW)
    assert contents(tmp_path / "small.db") == contents(tmp_path / "again.db")
    assert exported(tmp_path / "small.db") == exported(tmp_path / "again.db")


@dear(40)
@given(OPERATIONS)
def test_any_diary_comes_back(operations: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, again = Path(folder) / "first.db", Path(folder) / "again.db"
        filled(first, operations)
        data = exported(first)
        brought_back(data, again)
        assert exported(again) == data
        assert contents(again) == contents(first)


def test_a_diary_of_several_substances_comes_back(tmp_path: Path) -> None:
    """Amounts in both units, days without, plans in micrograms: each line of the ledger stays as it was written."""
    first, again = tmp_path / "first.db", tmp_path / "again.db"
    shutil.copy(SCHEMAS / "diary-5.db", first)
    data = exported(first)
    assert b'"amount_mg":20,' in data
    assert b'"amount_ug":7500,' in data
    assert b'"none_of":"7-oh"' in data
    assert b'"substance":"medicine:clonidine","unit":"mcg","scale_ug":25' in data
    brought_back(data, again)
    assert exported(again) == data
    assert contents(again) == contents(first)


def test_an_empty_diary_comes_back(tmp_path: Path) -> None:
    filled(tmp_path / "empty.db", [])
    data = exported(tmp_path / "empty.db")
    assert json.loads(data)["entries"] == json.loads(data)["ledger"] == []
    brought_back(data, tmp_path / "again.db")
    assert exported(tmp_path / "again.db") == data


def test_a_diary_that_holds_something_is_not_replaced(small: bytes, tmp_path: Path) -> None:
    backup = read(small)
    with opened(tmp_path / "other.db") as diary:
        diary.add(night(), NOW)
        diary.undo(NOW)
        assert not diary.restore_all(backup.kept_of, backup.told)


def test_the_layout_of_the_file_does_not_matter(small: bytes, tmp_path: Path) -> None:
    brought_back(json.dumps(json.loads(small), indent=3).encode("utf-8"), tmp_path / "again.db")
    assert exported(tmp_path / "again.db") == small
    assert read(b"\xef\xbb\xbf" + small.replace(b"\n", b"\r\n")).kept == read(small).kept


# ---------------------------------------------------------------------- broken and hostile


def changed(small: bytes, change: Callable[[Any], object]) -> str:
    """The export with something in it changed, a line an item as before."""
    whole = json.loads(small)
    change(whole)
    return json.dumps(whole, ensure_ascii=False)


def refused(data: bytes | str) -> BadRow:
    with pytest.raises(BadRow) as refusal:
        read(data)
    assert refusal.value.exit_code == 2
    assert refusal.value.message.startswith(("diary.json, line ", "diary.json, record ")) or refusal.value.line is None
    assert "\n" not in refusal.value.message
    assert len(refusal.value.message) < 400
    return refusal.value


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b'"amount_mg":2000', b'"amount_mg":2000.0', "2000.0 is not accepted; whole numbers"),
        (b'"amount_mg":2000', b'"amount_mg":NaN', "NaN is not accepted; whole numbers"),
        (b'"amount_mg":2000', b'"amount_mg":-Infinity', "-Infinity is not accepted"),
        (b'"amount_mg":2000', b'"amount_mg":1e400', "1e400 is not accepted"),
        (b'"amount_mg":2000', b'"amount_mg":' + b"9" * 5000, "larger than any"),
        (b'"amount_mg":2000', b'"amount_mg":"2000"', "amount_mg: '2000' is not accepted; accepted: a whole number"),
        (b'"amount_mg":2000', b'"amount_mg":true', "amount_mg: true is not accepted"),
        (b'"amount_mg":2000', b'"amount_mg":200001', "200001 is out of range"),
        (b'"amount_mg":2000', b'"amount_mg":-1', "-1 is out of range"),
        (b'"amount_mg":2000', b'"amount_mg":2000,"amount_mg":1', "amount_mg: is there twice"),
        (b'"amount_mg":2000', b'"amount_mg":2001', "entry 4 is not what the ledger says of it"),
        (b'"amount_mg":2000', b'"grams":2', "grams: no field of a kratom known here"),
        (b'"amount_mg":2000,', b"", "write an amount in milligrams or in micrograms"),
        (b'"amount_mg":2000', b'"amount_mg":2000,"amount_ug":2000', "write an amount in milligrams or in micrograms"),
        (b'"amount_mg":2000', b'"amount_ug":2000000', "entry 4 is not what the ledger says of it"),
        (b'"amount_mg":2000', b'"amount_mg":2000,"taste":2', "taste: no field of a kratom known here"),
        (ON_THE_20TH, b'"kind":"kratom","night_of":"11/20/2026"', "night_of: '11/20/2026'"),
        (ON_THE_20TH, b'"kind":"kratom","night_of":"2026-02-30"', "a day that exists"),
        (ON_THE_20TH, b'"kind":"kratom","night_of":"20261120"', "a day that exists"),
        (ON_THE_20TH, b'"kind":["kratom"],"night_of":"2026-11-20"', "no kind of entry"),
        (b'"id":4,', b'"id":"4",', "id: a whole number from 1 on"),
        (b'"id":4,', b'"id":2,', "2 is there twice, or out of order"),
        (b"2026-11-20T21:40:00-05:00[America/New_York]", b"2026-11-20T21:40:00[America/New_York]", "a moment, as"),
        (b"2026-11-20T21:40:00-05:00[America/New_York]", b"2026-11-20T21:40:00-05:00[Moon/Sea]", "time zone"),
        (b'"severity":6', b'"severity":11', "severity 11 is out of range"),
        (b'"severity":6', b'"severity":6,"missed":"asleep"', "either a score or --missed"),
        (b'"body_parts":["legs","left calf"]', b'"body_parts":["legs","legs"]', "each word once"),
        (b'"body_parts":["legs","left calf"]', b'"body_parts":"legs"', "accepted: a list of words"),
        (b'"steps":[["2026-11-02",12000,null]', b'"steps":[["2026-11-02",12000]', "a list of ["),
        (b'"steps":[["2026-11-02",12000,null]', b'"steps":[["2026-11-20",12000,null]', "in order of their dates"),
        (b'"product_id":1', b'"product_id":7', "entry 4 names product 7"),
        (b'"capsule_mg":500', b'"capsule_mg":0', "capsule in mg 0 is out of range"),
        (b'"recalled":true', b'"recalled":1', "recalled: true or false"),
        (b'"format_version":1', b'"format_version":2', "2 is of a newer legdiary"),
        (b'"schema_version":6', b'"schema_version":999', "999 is of a newer legdiary"),
        (b'"format":"legdiary-json",', b"", "format: missing"),
        (b'"legdiary-json"', b'"other"', "format: must be 'legdiary-json'"),
        (b'"next_id":', b'"next_id":1', "next_id: must be"),
        (b'"next_id"', b'"other"', "other: no part of legdiary-json 1"),
        (b'"ledger":', b'"entries":', "entries: is there twice"),
        (b'"action":"delete"', b'"action":"drop"', "action: one of add"),
        (b'"action":"edit"', b'"action":"add"', "add has only new"),
        (b'"undoes":', b'"undoes":9', "an undo names an earlier change"),
        (b'"change_id":2', b'"change_id":3', "first line of the same command"),
        (b'"made_offset_min":-300', b'"made_offset_min":-30000', "made_offset_min"),
        (b'"made_utc_ms":1', b'"made_utc_ms":-1', "made_utc_ms"),
        (b'"old":{"amount_mg":2500', b'"old":{"amount_mg":2400', "is not what the lines before say of entry 4"),
        (b'"old":{"amount_mg":2500', b'"old":{"amount_mg":{}', "accepted: a whole number"),
    ],
)  # fmt: skip
def test_a_bad_place_is_named(small: bytes, old: bytes, new: bytes, says: str) -> None:
    assert old in small, old
    assert says in refused(small.replace(old, new, 1)).message


def test_the_line_is_the_line_of_the_file(small: bytes) -> None:
    lines = small.split(b"\n")
    at = next(number for number, line in enumerate(lines, start=1) if b'"id":3,' in line)
    lines[at - 1] = lines[at - 1].replace(b'"latency_min":40', b'"latency_min":"forty"')
    refusal = refused(b"\n".join(lines))
    assert (refusal.line, refusal.column) == (at, "latency_min")
    assert refusal.message == (
        f"diary.json, line {at}, latency_min: 'forty' is not accepted; accepted: a whole number"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file ends there; accepted: '{'"),
        (b"[]", "'[' is not accepted; accepted: '{'"),
        (b'{"format"', "accepted: ':'"),
        (b'{"format":}', "accepted: JSON"),
        (b'{"format":"legdiary-json"', "accepted: '}'"),
        (b"{'a':1}", "a name in double quotes"),
        (HEAD + b',"entries":{}}', "accepted: '['"),
        (HEAD + b',"entries":[[]]}', "an object in braces"),
        (b'{"format":' + b"[" * 100_000, "nested far deeper"),
        (b'{"format":' + b'{"a":' * 100_000, "nested far deeper"),
        ('{"format":"x"}'.encode("utf-16"), "UTF-16"),
        (b'{"format":"\xff"}', "a byte that is not UTF-8"),
        (b'{"format":\n"\x00"}', "line 2: a NUL byte"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused(data: bytes, says: str) -> None:
    assert says in refused(data).message


def test_every_cut_of_a_file_is_refused(small: bytes) -> None:
    for end in range(0, len(small) - 2, 37):
        refused(small[:end])
    for number in range(1, small.count(b"\n")):
        lines = small.split(b"\n")
        del lines[number]
        refused(b"\n".join(lines))


def test_a_note_is_in_no_message(small: bytes) -> None:
    words = "private words of mine, long enough to be a note and not one word"
    for old, new in (
        (b'"severity":6', f'"severity":"{words}"'),
        (b'"note":"one"', f'"note":"{words}\\u0007"'),
        (b'"note":"one"', f'"note":{{"{words}":1}}'),
    ):
        assert "private" not in refused(small.replace(old, new.encode())).message


def test_a_huge_text_is_refused_in_a_moment(small: bytes) -> None:
    huge = b"x" * 50_000_000
    assert "larger than 1 MB" in refused(small.replace(b'"note":"one"', b'"note":"' + huge + b'"')).message
    wide = b"[" + b"[]," * 20_000_000
    assert "larger than 1 MB" in refused(small.replace(b'"note":"one"', b'"note":' + wide)).message
    medium = b"x" * 500_000
    assert "500000 characters long" in refused(small.replace(b'"note":"one"', b'"note":"' + medium + b'"')).message


def test_two_where_there_can_be_one_are_refused(small: bytes) -> None:
    whole = json.loads(small)
    for number, kind in ((2, "night"), (1, "product")):
        entry = next(each for each in whole["entries"] if each["id"] == number)
        assert entry["kind"] == kind
        changes = [{**entry, "id": 99}]
        refusal = refused(json.dumps({**whole, "entries": [*whole["entries"], *changes]}))
        assert f"entry 99 is the second {kind} of its day or name" in refusal.message


def test_entries_without_their_history_are_refused(small: bytes) -> None:
    refused(changed(small, lambda whole: whole.update(ledger=[], next_id=1)))
    refused(changed(small, lambda whole: whole.update(entries=[])))
    refused(changed(small, lambda whole: whole["entries"].pop()))


def test_a_history_of_any_length_is_followed_in_a_moment() -> None:
    """Whether an undo names an earlier change was looked for among a copy of all of them, line by line."""
    from legdiary.formats.legdiary_json.read_history import History

    history = History("x")
    line: dict[str, Any] = {
        "made_utc_ms": 1, "made_offset_min": 0, "made_zone": "UTC", "action": "add", "kind": "night",
    }  # fmt: skip
    new = {"night_of": "2026-11-20", "severity": 6}
    for number in range(1, 10_001):
        history.tell({**line, "id": number, "change_id": number, "entry_id": number, "new": new}, number)
    assert history.next_id == 10_001
    with pytest.raises(BadRow, match="an undo names an earlier change"):
        history.tell(
            {**line, "id": 10_001, "change_id": 10_001, "entry_id": 1, "action": "undo", "undoes": 10_001, "old": new},
            10_001,
        )


def test_a_mark_that_is_not_set_says_nothing_to_the_import_and_to_check(small: bytes, tmp_path: Path) -> None:
    """The night (2) is said not to be recalled, where its line says nothing in legdiary's own files; then it goes."""
    data = changed(small, lambda whole: whole["ledger"][1]["new"].update(recalled=False))
    path = tmp_path / "back.db"
    brought_back(data.encode(), path)
    with opened(path) as diary:
        diary.delete(2, NOW)
    assert [each.what for each in check_diary(path, NOW.now) if each.state == WRONG] == []
