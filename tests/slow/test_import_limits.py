"""What a hostile file costs, and an honest one of half a million rows: measured in real processes.

At most 200 MB and ten seconds of the processor for what is refused; at most 200 MB for what is taken in.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import struct
import subprocess
import sys
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from builders import present
from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.night import Night
from legdiary.domain.time.moments import Moment
from legdiary.formats import detect
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow

MOST_KB, MOST_S, PATIENCE_S = 200_000, 10.0, 1800
HONEST = 500_000


@dataclass(frozen=True)
class Ran:
    """What a command cost, and what it said."""

    code: int
    said: str
    most_kb: int
    seconds: float


#: Small itself, since a process begins as large as the one that it was forked from.
_MEASURE = """
import json, resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "legdiary", *sys.argv[1:]], stdin=sys.stdin, stdout=subprocess.PIPE,
                      stderr=subprocess.STDOUT, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([done.returncode, done.stdout, used.ru_maxrss, used.ru_utime + used.ru_stime]))
"""


def ran(*words: str, diary: Path, piped: Path | None = None) -> Ran:
    """A command in a process of its own; it has no terminal."""
    env = {**os.environ, "LEGDIARY_NOW": "2026-11-22T22:00-05:00", "TZ": "UTC", "LEGDIARY_DIARY": str(diary)}
    with (piped or Path(os.devnull)).open("rb") as given:
        done = subprocess.run(
            [sys.executable, "-c", _MEASURE, *words],
            check=True, env=env, stdin=given, capture_output=True, text=True, timeout=PATIENCE_S,
        )  # fmt: skip
    return Ran(*json.loads(done.stdout))


def doses(number: int) -> Iterator[Dose]:
    """Doses of every day since 1995."""
    a_day = number // 11_000 + 1
    for each in range(number):
        of = date(1995, 1, 1) + timedelta(days=each // a_day)
        utc_s = (of - date(1970, 1, 1)).days * 86_400 + 36_000 + each % a_day * 600
        yield Dose(of, 500 + each % 7 * 250, Moment(utc_s, 0, "UTC"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "small.db"
    with Diary.for_writing(path, present()) as diary:
        diary.add_all(doses(2000), present())
    return path


@pytest.fixture
def diary(small: Path, tmp_path: Path) -> Path:
    path = tmp_path / "d" / "diary.db"
    path.parent.mkdir()
    path.write_bytes(small.read_bytes())
    path.chmod(0o600)
    return path


# ---------------------------------------------------------------------- hostile packages and texts


@pytest.fixture(scope="module")
def package(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package") / "tables"
    assert ran("export", "csv", "--output", str(folder), diary=small).code == 0
    return folder


def resealed(package: Path, folder: Path, name: str, pieces: Iterator[bytes], *, true: bool) -> Path:
    """A zip of the package with another file in it, which the manifest knows, or does not."""
    digest, target = sha256(), folder / "hostile.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(name, "w", force_zip64=False) as member:
            for piece in pieces:
                digest.update(piece)
                member.write(piece)
        for path in package.iterdir():
            data = path.read_bytes()
            if path.name == "manifest.json" and true:
                manifest = json.loads(data)
                manifest["files"][name]["sha256"] = digest.hexdigest()
                data = json.dumps(manifest).encode()
            if path.name != name:
                archive.writestr(path.name, data)
    return target


def head(package: Path) -> bytes:
    return (package / "doses.csv").read_bytes().partition(b"\n")[0] + b"\n"


def repeated(first: bytes, piece: bytes, times: int) -> Iterator[bytes]:
    yield first
    for _ in range(times):
        yield piece


MB = 1_000_000
BOMBS: dict[str, tuple[Callable[[bytes], Iterator[bytes]], bool]] = {
    "zeros that the manifest does not know": (lambda first: repeated(first, bytes(MB), 1000), False),
    "zeros that it knows": (lambda first: repeated(first, bytes(MB), 190), True),
    "a row of commas": (lambda first: repeated(first, b"," * MB, 190), True),
    "a cell without end": (lambda first: repeated(first + b'"', b"x" * MB, 190), True),
    "lines of nothing": (lambda first: repeated(first, b"\n" * MB, 190), True),
    "a record of a million lines": (lambda first: repeated(first + b'"', b"x,\n" * 300_000, 6), True),
    "rows of another table": (lambda _: repeated(b"a,b\n", b"1,2\n" * 250_000, 190), True),
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_zip_bomb(what: str, package: Path, diary: Path, tmp_path: Path) -> None:
    pieces, true = BOMBS[what]
    hostile = resealed(package, tmp_path, "doses.csv", pieces(head(package)), true=true)
    assert hostile.stat().st_size < 5 * MB
    refused(ran("import", str(hostile), diary=diary))


def test_a_zip_with_millions_of_names(diary: Path, tmp_path: Path) -> None:
    """Each costs the list a few bytes and the memory hundreds."""
    hostile, number = tmp_path / "names.zip", 2_000_000
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0)
    with hostile.open("wb") as made:
        made.write(b"PK\x03\x04" + bytes(26))
        begin = made.tell()
        for each in range(number):
            made.write(entry + each.to_bytes(4, "big"))
        size = made.tell() - begin
        made.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, number & 0xFFFF, number & 0xFFFF, size, begin, 0))
    refused(ran("import", str(hostile), diary=diary))
    refused(ran("import", str(hostile), "--as", "csv", diary=diary))
    for name in ("sleep-as-android", "fitbit", "garmin", "oura", "withings"):
        refused(ran("import", str(hostile), "--as", name, diary=diary))


MEMBERS = {
    "fitbit": "Takeout/Fitbit/sleep-2026-03-01.json", "garmin": "DI_CONNECT/1_sleepData.json",
    "oura": "sleepmodel.csv", "withings": "raw_bed_sleep-state.csv",
}  # fmt: skip


@pytest.mark.parametrize("name", MEMBERS)
def test_a_bomb_in_the_zip_of_a_service(name: str, diary: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "export.zip"
    for piece in (b" ", b"[{},", b"a;b\n", b"\0"):
        with zipfile.ZipFile(hostile, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr(MEMBERS[name], piece * (MB * 250 // len(piece)))
        assert hostile.stat().st_size < 5 * MB
        refused(ran("import", str(hostile), diary=diary))


XML = b'<?xml version="1.0" encoding="UTF-8"?>\n<HealthData locale="en_US">\n'
JSON_HEAD = b'{"format":"legdiary-json","format_version":1,"schema_version":6,"written_by":"legdiary","entries":['
DAYLIO = b"full_date,date,weekday,time,mood,activities,note_title,note\n"
REMINDERS = b"Reminded;Name;Dosage;Taken;Tags;Interval;Notes;Reminded (ISO 8601);Taken (ISO 8601)\n"
SLEEPER = b'"2020-01-02 07:00+0000","2020-01-01 23:00+0000","2020-01-01 22:50+0000",,NAP,NONE,NONE,NONE,NONE,5,"'
TEXTS: dict[str, Callable[[], Iterator[bytes]]] = {
    "10 million short rows": lambda: repeated(b"sid,start,stop\n", b"1,2,3\n" * 500_000, 20),
    "a line of 400 MB": lambda: repeated(b"sid,start,stop\n", b"1" * MB, 400),
    "a million columns": lambda: (b"%d," % each if each else b"sid,start,stop," for each in range(1_000_000)),
    "deep JSON": lambda: repeated(b'{"file_format": "Standard", "records": ', b"[" * MB, 10),
    "JSON of one text": lambda: repeated(b'"', b"x" * MB, 190),
    "blanks": lambda: repeated(JSON_HEAD, b" \n" * (MB // 2), 190),
    "a text without end": lambda: repeated(JSON_HEAD + b'"', b"x" * MB, 190),
    "brackets": lambda: repeated(JSON_HEAD, b"[" * MB, 190),
    "an object without end": lambda: repeated(JSON_HEAD + b"{", b'"a":1,' * (MB // 6), 190),
    "a number without end": lambda: repeated(JSON_HEAD, b"1" * MB, 190),
    "nothing but objects": lambda: repeated(JSON_HEAD, b"{}," * (MB // 3), 190),
    "names without end": lambda: repeated(b"{", b'"a":1,' * (MB // 6), 190),
    "records of a sleep diary": lambda: repeated(b'{"file_format": "Standard", "records": [', b"1," * (MB // 2), 19),
    "members of a sleep diary": lambda: (
        b',"%d":1' % each if each else b'{"file_format": "Standard"' for each in range(1_000_000)
    ),
    "one member of a sleep diary": lambda: repeated(b'{"file_format": "Standard", "x": [', b"1," * (MB // 2), 19),
    "wide characters": lambda: repeated(
        b'{"file_format": "Standard", "records": ["', "\U0001f4a4".encode() * (MB // 4), 19
    ),
    "doses of a tracker": lambda: repeated(b'{"strains": [], "strainId": 1, "dosages": [', b"{}," * (MB // 3), 19),
    "events of reminders": lambda: repeated(b'{"events": {"medicineName": 1, "list": [', b"{}," * (MB // 3), 19),
    "a reminder without end": lambda: repeated(REMINDERS + b"x;y;z\n", b"a;b\n" * (MB // 4), 190),
    "reminders of one line": lambda: repeated(REMINDERS, b"a;" * (MB // 2), 190),
    "experiences": lambda: repeated(b'{"sortDate": 1, "experiences": [', b'{"ingestions":[]},' * (MB // 18), 19),
    "ingestions of one experience": lambda: repeated(
        b'{"sortDate": 1, "experiences": [{"ingestions": [', b"{}," * (MB // 3), 19
    ),
    "a night's note without end": lambda: repeated(
        b"wake,sleep,bedtime,holes,type,dreams,aid,hindrances,tags,quality,notes\n" + SLEEPER, b"x\n" * (MB // 2), 190
    ),
    "words of one's own": lambda: repeated(b"custom_tag_id,name\n", b'CUSTOM_0001,"x"\n' * (MB // 16), 190),
    "activities without end": lambda: repeated(DAYLIO + b'2026-06-02,x,x,22:00,x,"', b"a | " * (MB // 4), 190),
    "entries": lambda: repeated(DAYLIO, b"2026-06-02,x,x,22:00,x,a,x,x\n" * (MB // 29), 190),
    "ratings": lambda: repeated(
        b"date,weekday,time of day,category,rating/amount,detail,notes\n",
        b"2nd Jun 2026,x,pm,Symptom,9,a,\n" * (MB // 32),
        190,
    ),
    "a tracker's row of commas": lambda: repeated(b"sid,start,stop\n", b"," * MB, 31),
    "logs of a wristband": lambda: repeated(
        b"[", b'{"logId":1,"dateOfSleep":"","startTime":"2026-03-02T23:00","endTime":"2026-03-03T06:00"},' * 10_000, 20
    ),
    "records of a watch": lambda: repeated(b'[{"sleepStartTimestampGMT": null}', b',{"retro":false}' * 60_000, 20),
    "lists of sleep states": lambda: repeated(
        b'start,duration,value\n2026-03-02T22:45:00+01:00,"[1', b",1" * (MB // 2), 150
    ),
    "elements within elements": lambda: repeated(XML, b"<Record>" * (MB // 8), 190),
    "an attribute without end": lambda: repeated(XML + b'<Record type="', b"x" * MB, 190),
    "a comment without end": lambda: repeated(XML + b"<!--", b"- " * (MB // 2), 190),
    "records that are broken off": lambda: repeated(XML, b'<Record type="x" value="1"/>\n' * (MB // 29), 190),
    "a prologue without end": lambda: repeated(b"<!DOCTYPE HealthData [\n", b"<!ELEMENT a EMPTY>\n" * (MB // 19), 190),
    "an unknown format": lambda: repeated(b"x", b"x" * MB, 190),
}  # fmt: skip


@pytest.mark.parametrize("what", TEXTS)
def test_a_hostile_text(what: str, diary: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.txt"
    with hostile.open("wb") as made:
        made.writelines(TEXTS[what]())
    refused(ran("import", str(hostile), diary=diary))
    for name in (each.name for each in detect.FORMATS):
        refused(ran("import", str(hostile), "--as", name, diary=diary))


#: What a phone's export may hold: the file's name in the zip, how it begins, and what then comes a thousand times.
PHONE_BOMBS = {
    "blanks in XML": ("apple_health_export/export.xml", XML, b" " * MB),
    "records in XML": ("export.xml", XML, b'<Record type="x" value="1"/>\n' * (MB // 29)),
    "an empty database": ("health_connect_export.db", b"SQLite format 3\0", bytes(MB)),
    "commas": ("com.samsung.shealth.sleep.1.csv", b"com.samsung.shealth.sleep,1,1\n", b"," * MB),
}


@pytest.mark.parametrize("what", PHONE_BOMBS)
def test_a_zip_bomb_of_a_phone(what: str, diary: Path, tmp_path: Path) -> None:
    name, first, piece = PHONE_BOMBS[what]
    hostile = tmp_path / "hostile.zip"
    with zipfile.ZipFile(hostile, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as member:
        for each in repeated(first, piece, 1000):
            member.write(each)
    assert hostile.stat().st_size < 5 * MB
    refused(ran("import", str(hostile), diary=diary))


def test_what_nobody_can_have_meant(diary: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "random.bin"
    hostile.write_bytes(random.Random(1).randbytes(190 * MB))  # noqa: S311 - no secret
    refused(ran("import", str(hostile), diary=diary))


def refused(result: Ran) -> None:
    """A clear no, soon, that cost little."""
    assert result.code in {1, 2, 3}, result
    assert result.said.startswith("legdiary: "), result
    assert "fault" not in result.said, result
    assert result.most_kb <= MOST_KB, result
    assert result.seconds <= MOST_S, result


# ---------------------------------------------------------------------- honest ones


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "large.db"
    with Diary.for_writing(path, present()) as diary:
        diary.add_all(doses(HONEST), present())
    return path


@pytest.mark.parametrize("how", ["folder", "zip", "json", "db", "piped"])
def test_half_a_million_rows_are_taken_in(how: str, large: Path, tmp_path: Path) -> None:
    new, words = tmp_path / "new" / "new.db", {
        "folder": ("export", "csv", "--output"), "zip": ("export", "csv", "--zip", "--output"),
        "json": ("export", "json", "--output"), "piped": ("export", "json", "--output"),
    }  # fmt: skip
    file = large
    if how in words:
        file = tmp_path / f"handed.{how}"
        made = ran(*words[how], str(file), diary=large)
        assert (made.code, made.most_kb <= MOST_KB) == (0, True), made
    for said in ("added 500000 kratom entries", "added nothing"):
        taken = ran("import", "-", diary=new, piped=file) if how == "piped" else ran("import", str(file), diary=new)
        assert (taken.code, said in taken.said) == (0, True), taken
        assert taken.most_kb <= MOST_KB, taken
        with closing(sqlite3.connect(new)) as connection:
            assert connection.execute("SELECT count(*), sum(amount_mg) FROM dose").fetchone() == (
                HONEST, sum(500 + each % 7 * 250 for each in range(HONEST)),
            )  # fmt: skip
        if how == "db":
            break  # what is joined to another diary is in memory with it


def plees() -> Iterator[bytes]:
    """A sleep of some minutes, all the time."""
    yield b"sid,start,stop,rating,comment,wakes\n"
    for each in range(HONEST):
        start = 662_688_000_000 + each * 2_160_000
        yield b"%d,%d,%d,%d,,%d\n" % (each + 1, start, start + 240_000 + each % 3 * 60_000, each % 5, each % 4)


def android() -> Iterator[bytes]:
    """Each row with its header, as the app writes it."""
    head = b"Id,Tz,From,To,Sched,Hours,Rating,Comment,Framerate,Snore,Noise,Cycles,DeepSleep,LenAdjust,Geo\n"
    for each in range(HONEST):
        start = 662_688_000_000 + each * 2_160_000
        yield head + b'"%d","Europe/Berlin","x","x","x","0.1","%d.0","",10000,-1,-1.0,-1,-1.0,0,""\n' % (
            start,
            each % 5,
        )


def herbal() -> Iterator[bytes]:
    """In no order, as a table that was sorted by another column."""
    order = list(range(HONEST))
    random.Random(1).shuffle(order)  # noqa: S311 - no secret
    yield b"date,time,iso_timestamp,strain_code,strain_name,amount_g,notes\n"
    for each in order:
        at = datetime(1991, 1, 1) + timedelta(minutes=36 * each)  # noqa: DTZ001 - as the app has it
        row = f"{at:%Y-%m-%d},{at:%H:%M},{at:%Y-%m-%dT%H:%M:%S},RD,Red {each % 9},{1 + each % 5}.5,water {each % 100}\n"
        yield row.encode()


def reminders() -> Iterator[bytes]:
    """A dose every 36 minutes, with a note."""
    yield REMINDERS
    for each in range(HONEST):
        at = datetime(1991, 1, 1) + timedelta(minutes=36 * each)  # noqa: DTZ001 - in UTC, as the app has it
        taken = f"{at:%Y-%m-%dT%H:%M:%SZ}"
        yield f"x;Kratom;{1 + each % 5}.5 g;x;;0:00;water {each % 100}; hot;{taken};{taken}\n".encode()


def sleeper() -> Iterator[bytes]:
    """A nap of some minutes, all the time."""
    yield b"wake,sleep,bedtime,holes,type,dreams,aid,hindrances,tags,quality,notes\n"
    for each in range(HONEST):
        at = datetime(1991, 1, 1) + timedelta(minutes=36 * each)  # noqa: DTZ001 - in UTC
        stamps = [f'"{at + timedelta(minutes=minutes):%Y-%m-%d %H:%M}+0000"' for minutes in (9, 2, 0)]
        yield f'{",".join(stamps)},,NAP,NONE,NONE,STRESS,NONE,5,"{each % 9}"\n'.encode()


def ring() -> Iterator[bytes]:
    """A sleep of some minutes, all the time, as Oura's export has it."""
    yield b"bedtime_start;bedtime_end;total_sleep_duration;awake_time;latency;type\n"
    for each in range(HONEST):
        start = datetime(1991, 1, 1) + timedelta(minutes=36 * each)  # noqa: DTZ001 - as a clock shows it
        end = start + timedelta(minutes=20)
        yield f"{start:%Y-%m-%dT%H:%M:%S}+00:00;{end:%Y-%m-%dT%H:%M:%S}+00:00;900;300;60;sleep\n".encode()


def apple() -> Iterator[bytes]:
    """A span asleep of some minutes, all the time."""
    yield XML
    for each in range(HONEST):
        at = datetime(1991, 1, 1) + timedelta(minutes=36 * each)  # noqa: DTZ001 - in UTC
        stamps = (f"{at + timedelta(minutes=minutes):%Y-%m-%d %H:%M:%S} +0000" for minutes in (0, 2 + each % 5))
        record = '<Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="x" startDate="{}" endDate="{}" '
        yield f'{record.format(*stamps)}value="HKCategoryValueSleepAnalysisAsleepCore"/>\n'.encode()
    yield b"</HealthData>\n"


@pytest.mark.parametrize("made", [ring, plees, android, herbal, reminders, sleeper, apple])
def test_half_a_million_rows_of_another_program(made: Callable[[], Iterator[bytes]], tmp_path: Path) -> None:
    file, new = tmp_path / "rows.csv", tmp_path / "new" / "new.db"
    with file.open("wb") as written:
        written.writelines(made())
    taken = ran("import", str(file), diary=new)
    assert (taken.code, taken.most_kb <= MOST_KB) == (0, True), taken


def test_half_a_million_sleeps_in_a_database(tmp_path: Path) -> None:
    path, new = tmp_path / "health_connect_export.db", tmp_path / "new" / "new.db"
    columns = "row_id INTEGER PRIMARY KEY, start_time, end_time, start_zone_offset, app_info_id, notes, title"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE application_info_table (row_id INTEGER PRIMARY KEY, package_name TEXT)")
        made.execute(f"CREATE TABLE sleep_session_record_table ({columns})")
        made.execute("CREATE TABLE sleep_stages_table (parent_key, stage_start_time, stage_end_time, stage_type)")
        starts = [(each, 662_688_000_000 + each * 2_160_000) for each in range(HONEST)]
        rows = ((each, start, start + 240_000 + each % 3 * 60_000) for each, start in starts)
        made.executemany("INSERT INTO sleep_session_record_table VALUES (?, ?, ?, 0, NULL, NULL, NULL)", rows)
        spans = ((each, start, start + 120_000) for each, start in starts)
        made.executemany("INSERT INTO sleep_stages_table VALUES (?, ?, ?, 4)", spans)
        made.commit()
    taken = ran("import", str(path), diary=new)
    assert (taken.code, taken.most_kb <= MOST_KB) == (0, True), taken


# ---------------------------------------------------------------------- two diaries


def nights(number: int, severity: int, first: date) -> Iterator[Night]:
    for each in range(number):
        yield Night(first + timedelta(days=each), severity)


def test_two_long_diaries_that_parted_lately_are_joined(tmp_path: Path) -> None:
    """100,000 changes in common; then 100 nights here, and 100 there, of which 50 are the same."""
    here, there = tmp_path / "here" / "here.db", tmp_path / "there" / "there.db"
    with Diary.for_writing(here, present()) as diary:
        diary.add_all(doses(100_000), present())
    there.parent.mkdir()
    there.write_bytes(here.read_bytes())
    with Diary.for_writing(here, present()) as diary:
        diary.add_all(nights(100, 5, date(2000, 2, 20)), present())
    with Diary.for_writing(there, present()) as diary:
        diary.add_all(nights(100, 5, date(2000, 1, 1)), present())
    joined = ran("import", str(there), diary=here)
    assert (joined.code, joined.most_kb <= MOST_KB) == (0, True), joined
    assert "added 50 nights" in joined.said
    assert "already in the diary: 100000 kratom entries, 50 nights" in joined.said
    again = ran("import", str(there), diary=here)
    assert (again.code, again.most_kb <= MOST_KB) == (0, True), again
    assert "added nothing" in again.said


def test_two_diaries_without_a_common_past_are_joined_up_to_a_limit(tmp_path: Path) -> None:
    here, there = tmp_path / "here" / "here.db", tmp_path / "there" / "there.db"
    for path, days in ((here, 3000), (there, 2900)):
        with Diary.for_writing(path, present()) as diary:
            diary.add_all(nights(days, 5, date(2000, 1, 1)), present())
            diary.add_all(doses(12_000), present())
    joined = ran("import", str(there), diary=here)
    assert (joined.code, joined.most_kb <= MOST_KB) == (0, True), joined
    assert "added nothing" in joined.said
    with Diary.for_writing(there, present()) as diary:
        diary.add_all(nights(200, 5, date(2020, 1, 1)), present())
    refused = ran("import", str(there), diary=here)
    assert (refused.code, refused.most_kb <= MOST_KB) == (1, True), refused
    assert "more than 30000 changes since they parted" in refused.said
