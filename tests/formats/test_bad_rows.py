"""Rows that cannot be right, left out where the person said so: whole, counted, and named by their place."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run

from builders import BERLIN
from legdiary.domain.time.moments import load_zone
from legdiary.formats.dose_apps import herbal_tracker
from legdiary.formats.reader_result import BadRow, BadRows, ReadOptions
from legdiary.formats.sleep_trackers import oura, plees_tracker, sleep_as_android, sleepdiary
from legdiary.formats.sleep_trackers.fitbit import read as fitbit
from legdiary.formats.sleep_trackers.garmin import read as garmin
from legdiary.formats.sleep_trackers.withings import read as withings

if TYPE_CHECKING:
    from types import ModuleType

    from legdiary.formats.reader_result import Found

HOME = load_zone(BERLIN)
DAY_MS = 86_400_000
START, STOP = 1772489400000, 1772514330000  # 2026-03-02 23:10 to 2026-03-03 06:05:30 in Berlin
FIXTURES = Path(__file__).parent / "fixtures"


def plees_rows(*rows: str) -> str:
    return "\n".join(("sid,start,stop,rating,comment,wakes", *rows, ""))


def good(number: int) -> str:
    return f"{number},{START + number * DAY_MS},{STOP + number * DAY_MS},3,private,1"


PLEES = plees_rows(
    good(1),
    f"2,x,{STOP},3,private,1",
    f"3,{STOP},{START},3,private,1",
    "4,1,2",
    f"5,{START + 5 * DAY_MS},{STOP + 5 * DAY_MS},3,private\x07,1",
    good(6),
    good(6).replace(",3,", ",4,"),
    f"7,{START},{STOP},9,private,1",
    good(7),
)
PLEES_BAD = ("line 3, start", "line 4, stop", "line 5", "line 6, comment", "line 8, sid", "line 9, rating")
HERBAL = (
    "date,time,iso_timestamp,strain_code,strain_name,amount_g,notes\n"
    "2026-06-01,08:30,2026-06-01T08:30:00,RB,Red Bali,2.5,private\n"
    "2026-06-02,08:30,2026-06-02T08:30:00,RB,Green Bali,0,private\n"
    "2026-06-03,08:30,2026-06-03T09:30:00,RB,Red Bali,2.5,private\n"
    "2026-06-04,08:30,2026-06-04T08:30:00,RB,Red Bali,2.0005,private\n"
    "2026-06-05,08:30,2026-06-05T08:30:00,RB,Red Bali,2.0005x,private\n"
)
HERBAL_BAD = ("line 3, amount_g", "line 4, date", "line 6, amount_g")


def backup(*doses: dict[str, object]) -> str:
    usual = {"strainId": "s1", "amount": 2.5, "timestamp": "2026-06-01T08:30:00.000", "notes": "private"}
    whole = {"version": 1, "strains": [{"id": "s1", "name": "Red Bali"}], "dosages": [usual | dose for dose in doses]}
    return json.dumps(whole)


BACKUP = backup({"id": "a"}, {"id": "b", "amount": -1}, {"id": "b", "timestamp": "2026-06-02T08:30:00.000"}, {"id": 5})
BACKUP_BAD = ("record 2, amount", "record 4, id")

ANDROID_HEADER = "Id,Tz,From,To,Sched,Hours,Rating,Comment,Framerate,Snore,Noise,Cycles,DeepSleep,LenAdjust,Geo\n"


def android(number: int, **cells: str) -> str:
    usual = {"Id": f"{START + number * DAY_MS}", "Tz": BERLIN, "From": "x", "To": "x", "Sched": "x", "Hours": "6.9",
             "Rating": "3.0", "Comment": "private", "Framerate": "10000", "Snore": "-1", "Noise": "-1.0",
             "Cycles": "-1", "DeepSleep": "0.5", "LenAdjust": "0", "Geo": ""}  # fmt: skip
    return ANDROID_HEADER + ",".join(f'"{each}"' for each in (usual | cells).values()) + "\n"


ANDROID = "".join(
    (
        android(1),
        android(2, Hours="20"),
        android(3, Tz="Mars/Phobos"),
        f"{ANDROID_HEADER}1,2,3\n",
        android(5, Comment="private\x07"),
        android(5),
    )
)
ANDROID_BAD = ("line 4, Hours", "line 6, Tz", "line 8", "line 10, Comment")
STANDARD = json.dumps(
    {
        "file_format": "Standard",
        "records": [
            {"status": "asleep", "start": START, "end": STOP},
            {"status": "asleep", "start": STOP, "end": START},
            {"status": "asleep", "start": "private", "end": STOP},
            "private",
            {"status": "alarm", "start": START},
            {"status": "asleep", "start": START + DAY_MS, "end": STOP + DAY_MS, "comments": ["x" * 10_001]},
            {"status": "asleep", "start": START + 2 * DAY_MS, "end": STOP + 2 * DAY_MS, "comments": ["private"]},
        ],
    },
    indent=0,
)


FITBIT = json.dumps(
    [
        {"logId": number, "dateOfSleep": "", "startTime": f"2026-03-0{number}T23:00:00.000", **more}
        for number, more in enumerate(
            ({"endTime": "private"}, {"endTime": "2026-03-03T06:00:00.000"}, {"endTime": "2026-03-02T06:00:00.000"}),
            start=1,
        )
    ]
)
GARMIN = json.dumps(
    [
        {"sleepStartTimestampGMT": "private", "sleepEndTimestampGMT": "x"},
        {"sleepStartTimestampGMT": "2026-03-02T22:00:00.0", "sleepEndTimestampGMT": "2026-03-03T06:00:00.0"},
        {"sleepStartTimestampGMT": "2026-03-03T22:00:00.0", "sleepEndTimestampGMT": "2026-03-04T06:00:00.0",
         "awakeCount": "private"},
    ]
)  # fmt: skip
OURA = (
    "bedtime_start;bedtime_end;total_sleep_duration;awake_time;latency;type\n"
    "2026-03-02T22:00:00+01:00;2026-03-03T06:00:00+01:00;;;;\n"
    "private;2026-03-04T06:00:00+01:00;;;;\n"
    "2026-03-04T22:00:00+01:00;2026-03-05T06:00:00+01:00;private;;;\n"
    "2026-03-05T22:00:00+01:00;2026-03-06T06:00:00+01:00\n"
)
WITHINGS = (
    'from,to,"light (s)","deep (s)","rem (s)","awake (s)","wake up",a,b\n'
    "2026-03-02T22:00:00+01:00,2026-03-03T06:00:00+01:00,0,0,0,0,0,0,0\n"
    "2026-03-03T22:00:00+01:00,2026-03-05T06:00:00+01:00,0,0,0,0,0,0,0\n"
    "2026-03-04T22:00:00+01:00,2026-03-05T06:00:00+01:00,0,0,0,private,0,0,0\n"
)


def read(module: ModuleType, text: str) -> tuple[Found, tuple[str, ...]]:
    bad = BadRows(skip=True)
    found = module.read(text.encode(), "x", ReadOptions(HOME, bad))
    assert not any("private" in each.place for each in bad.left_out)
    return found, tuple(each.place.removeprefix("x, ") for each in bad.left_out)


@pytest.mark.parametrize(
    ("module", "text", "left_out", "entries"),
    [
        (plees_tracker, PLEES, PLEES_BAD, 3),
        (herbal_tracker, HERBAL, HERBAL_BAD, 2),
        (herbal_tracker, BACKUP, BACKUP_BAD, 2),
        (sleep_as_android, ANDROID, ANDROID_BAD, 2),
        (sleepdiary, STANDARD, ("line 9, end", "line 14, start", "line 19, records", "line 24, comments"), 2),
        (fitbit, FITBIT, ("record 1, endTime", "record 3, endTime"), 1),
        (garmin, GARMIN, ("record 1, sleepStartTimestampGMT", "record 3, awakeCount"), 1),
        (oura, OURA, ("line 3, bedtime_start", "line 4, total_sleep_duration", "line 5"), 1),
        (withings, WITHINGS, ("line 3, to", "line 4, awake (s)"), 1),
    ],
    ids=["plees", "herbal csv", "herbal json", "android", "sleepdiary", "fitbit", "garmin", "oura", "withings"],
)
def test_bad_rows_are_left_out_and_named(
    module: ModuleType, text: str, left_out: tuple[str, ...], entries: int
) -> None:
    found, named = read(module, text)
    assert named == left_out
    assert len(found.entries) == len(found.where) == entries
    with pytest.raises(BadRow, match=re.escape(f"x, {left_out[0]}")):
        module.read(text.encode(), "x", ReadOptions(HOME))


def test_of_a_row_that_is_left_out_nothing_is_counted() -> None:
    found, _ = read(herbal_tracker, HERBAL)
    assert "1 amount finer than a milligram, rounded to whole ones" in found.not_carried
    assert "1 strain" in found.not_carried[0]  # the green one stands in a bad row alone


def test_of_several_bad_rows_none_is_counted_as_left_out_by_the_format() -> None:
    found, _ = read(sleep_as_android, ANDROID)
    assert "2 shares of deep sleep" in found.not_carried
    found, _ = read(sleepdiary, STANDARD)
    assert "1 record marked 'alarm'" in found.not_carried


def test_a_night_that_no_diary_holds_is_left_out_by_its_chief_row() -> None:
    """Every row can be right by itself, and their notes together be more than one entry holds."""
    long = "x" * 6_000
    rows = [f"{n},{START + n * 3_000_000},{START + n * 3_000_000 + 1_200_000},3,{n}{long},1" for n in (0, 1)]
    found, named = read(plees_tracker, plees_rows(*rows, good(5)))
    assert named == ("line 2",)
    assert len(found.entries) == 1


def test_what_is_wrong_with_the_whole_file_is_still_refused() -> None:
    for module, text in (
        (plees_tracker, "sid,start\n1,2\n"),
        (plees_tracker, PLEES.replace("private,1", '"private,1', 1)),
        (herbal_tracker, backup({}).replace('"version": 1', '"version": 2')),
        (sleepdiary, '{"file_format": "Standard", "records": [{]}'),
        (sleep_as_android, "x,y\n"),
    ):
        with pytest.raises(BadRow):
            module.read(text.encode(), "x", ReadOptions(HOME, BadRows(skip=True)))


# ---------------------------------------------------------------------- legdiary's own files


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    ok("product", "add", "red leaf", "--opened", "2026-11-01", diary=path)
    ok("night", "6", "--night", "2026-11-19", "--note", "private", diary=path)
    ok("sleep", "22:45-06:10", "--night", "2026-11-19", diary=path)
    ok("kratom", "2.5g", "--at", "2026-11-19 21:40", "--product", "red leaf", diary=path)
    ok("night", "4", "--night", "2026-11-20", diary=path)
    return path


def exported(diary: Path, *changes: tuple[str, str]) -> Path:
    file = diary.with_name("all.json")
    ok("export", "json", "--output", str(file), "--force", diary=diary)
    text = file.read_text(encoding="utf-8")
    head, ledger = text.split('"ledger":')
    for old, new in changes:
        assert head.count(old) == 1, old
        head = head.replace(old, new)
    file.write_text(f'{head}"ledger":{ledger}', encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("changes", "left_out", "kinds"),
    [
        ([('"severity":6', '"severity":16')], ["line 4"], ["kratom", "night", "product", "sleep"]),
        ([('"severity":6', '"severity":7')], ["line 4, entries"], ["kratom", "night", "product", "sleep"]),
        ([('"product_kind":"leaf"', '"product_kind":"Tea"')], ["line 3", "line 6, product_id"],
         ["night", "night", "sleep"]),
        ([('"severity":6', '"severity":"x"'), ('"amount_mg":2500', '"amount_mg":2500.5')], None, None),
    ],
)  # fmt: skip
def test_own_json(diary: Path, changes: list[tuple[str, str]], left_out: list[str] | None, kinds: list[str]) -> None:
    file = exported(diary, *changes)
    new = diary.with_name("new.db")
    assert run("import", str(file), diary=new).code == 2
    assert not new.exists()
    if left_out is None:  # no JSON as legdiary writes it
        assert run("import", str(file), "--skip-bad", diary=new).code == 2
        return
    made = ok("import", str(file), "--skip-bad", "--json", diary=new).json
    assert made["whole"] is False
    assert made["files"][0]["bad_rows"] == [f"all.json, {each}" for each in left_out]
    assert sorted(kind for kind, number in made["files"][0]["new"].items() for _ in range(number)) == kinds


def test_own_json_without_a_bad_row_comes_back_whole(diary: Path) -> None:
    made = ok("import", str(exported(diary)), "--skip-bad", "--json", diary=diary.with_name("new.db")).json
    assert (made["whole"], made["files"][0]["bad_rows"]) == (True, [])


def package(diary: Path, table: str, old: str, new: str) -> Path:
    """An exported package of which a table was changed, and the manifest with it."""
    folder = diary.with_name("package")
    ok("export", "csv", "--output", str(folder), diary=diary)
    file, manifest = folder / f"{table}.csv", folder / "manifest.json"
    before = file.read_bytes()
    after = before.replace(old.encode(), new.encode(), 1)
    assert before != after
    file.write_bytes(after)
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(sha256(before).hexdigest(), sha256(after).hexdigest()), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("table", "old", "new", "left_out", "comes"),
    [
        ("nights", "2026-11-19,2,6,", "2026-11-19,2,16,", "nights.csv, line 2",
         {"product": 1, "night": 1, "kratom": 1}),
        ("nights", "T22:45:00", "T25:45:00", "nights.csv, line 2, bed_at", {"product": 1, "night": 1, "kratom": 1}),
        ("doses", "2.5,", "2.5x,", "doses.csv, line 2, amount_g", {"product": 1, "night": 2, "sleep": 1}),
    ],
)  # fmt: skip
def test_own_csv(diary: Path, table: str, old: str, new: str, left_out: str, comes: dict[str, int]) -> None:
    folder = package(diary, table, old, new)
    again = diary.with_name("new.db")
    assert run("import", str(folder), diary=again).code == 2
    made = ok("import", str(folder), "--skip-bad", "--json", diary=again).json["files"][0]
    assert (made["bad_rows"], made["new"]) == ([left_out], comes)


def test_columns_of_a_newer_legdiary_are_counted(diary: Path) -> None:
    folder = package(diary, "doses", "id,", "mood,id,")
    file, manifest = folder / "doses.csv", folder / "manifest.json"
    before = file.read_bytes()
    after = before.replace(b"\r\n", b"\r\n7,").removesuffix(b"7,")
    file.write_bytes(after)
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(sha256(before).hexdigest(), sha256(after).hexdigest()), encoding="utf-8")
    made = ok("import", str(folder), "--json", diary=diary.with_name("new.db")).json["files"][0]
    assert made["not_carried"][-1] == "1 column that legdiary does not know"
    assert made["new"]["kratom"] == 1


# ---------------------------------------------------------------------- as a person sees it


def test_the_answer_counts_and_names_them_each_with_its_reason_and_no_note(tmp_path: Path) -> None:
    file, path = tmp_path / "app.csv", tmp_path / "diary.db"
    file.write_text(PLEES, encoding="utf-8")
    refused = run("import", str(file), diary=path)
    assert (refused.code, path.exists()) == (2, False)
    result = ok("import", str(file), "--skip-bad", diary=path)
    shown = " ".join(result.stdout.split())
    assert "added 3 sleeps" in shown
    assert "left out as impossible: 6 rows app.csv, line 3, start: " in shown
    assert "private" not in shown
    ok("undo", diary=path)
    assert ok("list", "--last", "52w", "--json", diary=path).json["entries"] == []


def test_what_has_not_come_yet_is_a_bad_row_as_well(tmp_path: Path) -> None:
    file = FIXTURES / "plees.csv"
    now = "2026-03-28T12:00-05:00"
    assert run("import", str(file), diary=tmp_path / "new.db", now=now).code == 2
    made: Any = ok("import", str(file), "--skip-bad", "--json", diary=tmp_path / "new.db", now=now).json["files"][0]
    assert made["bad_rows"][0] == "plees.csv, line 7"
    shown = ok("import", str(file), "--skip-bad", "--dry-run", diary=tmp_path / "new.db", now=now).stdout
    assert shown.count("plees.csv, line 7") == 1


def test_nothing_but_bad_rows(tmp_path: Path) -> None:
    file = tmp_path / "app.csv"
    file.write_text(plees_rows(f"2,x,{STOP},3,,1"), encoding="utf-8")
    result = ok("import", str(file), "--skip-bad", diary=tmp_path / "new.db")
    assert "added nothing" in result.stdout
    assert "1 row" in result.stdout
