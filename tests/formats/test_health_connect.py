"""Sleep from Health Connect's export: stages, apps, journeys, and databases that are broken or hostile."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from driving import NOW, environment, ok, program, run
from health_connect_files import (
    AWAKE,
    BERLIN_WINTER,
    DEEP,
    FIXTURE,
    IN_FIXTURE,
    LIGHT,
    MEMBER,
    NIGHT,
    OUT_OF_BED,
    REM,
    SAA,
    SAMSUNG,
    SLEEPING,
    TABLES,
    Session,
    database,
    zipped,
)

from builders import BERLIN, NEW_YORK, day
from legdiary.domain.entries.sleep import sleep_figures
from legdiary.domain.input.tracker_names import SeveralTrackers
from legdiary.domain.time.moments import load_zone
from legdiary.formats.detect import read_path
from legdiary.formats.phone_health import health_connect
from legdiary.formats.reader_result import BadRow, BadRows, ReadOptions

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.domain.entries.sleep import Sleep
    from legdiary.formats.reader_result import Found

HOME = load_zone(NEW_YORK)


def read(path: Path, *trackers: str, **more: Any) -> Found:
    of, found = read_path(path, ReadOptions(more.pop("zone", HOME), trackers=trackers, **more))
    assert of.name == "health-connect"
    return found


def found(folder: Path, *sessions: Session, **more: Any) -> Found:
    return read(zipped(database(folder / MEMBER, *sessions), folder / "Health Connect.zip"), **more)


def night(folder: Path, *sessions: Session, **more: Any) -> Sleep:
    (entry,) = found(folder, *sessions, **more).entries
    return entry  # type: ignore[no-any-return]


def refusal(path: Path) -> BadRow:
    with pytest.raises(BadRow) as refused, path.open("rb") as file:
        health_connect.read(file, path.name, ReadOptions(HOME))
    return refused.value


# ---------------------------------------------------------------------- what the stages say


def test_a_night_by_hand(tmp_path: Path) -> None:
    """23:00–06:45 is 465: 20 to fall asleep, 30 awake, 415 asleep; then 15 awake in bed: 480 in bed."""
    first, second = read(FIXTURE).entries
    assert (first.typed_frame, sleep_figures(first).tst_at_most_min, first.awake_min) == ("22:30-06:30", 480, None)
    assert (second.night_of, second.typed_frame, second.note) == (
        day("2026-11-18"), "23:00-06:45", "restless until three",
    )  # fmt: skip
    assert (second.latency_min, second.awake_min, second.lying_awake_min, second.times) == (20, 30, 15, None)
    figures = sleep_figures(second)
    assert (figures.tst_min, figures.tib_min) == (415, 480)
    made = found(tmp_path, *IN_FIXTURE)
    assert list(made.entries) == [first, second]  # the fixture is what its maker writes
    assert made.not_carried[-2:] == ("the stage (light, deep, REM) of 3 spans of sleep", "1 title of sleeps")


@pytest.mark.parametrize(
    ("stages", "awake", "least", "at_most"),
    [
        # Asleep all the time, and the file tells stages apart: awake for 0.
        (((LIGHT, "23:00–07:00"),), 0, None, 480),
        # Asleep all the time is all that it says.
        (((SLEEPING, "23:00–07:00"),), None, None, 480),
        # Stages for the first hours only: of the rest nothing is known but that it is part of the sleep.
        (((LIGHT, "23:00–01:00"), (AWAKE, "01:00–01:20"), (DEEP, "01:20–03:00")), None, 20, 460),
        # Awake alone is told.
        (((AWAKE, "02:00–02:45"),), None, 45, 435),
        # Out of bed is awake, except where it ends the night.
        (((REM, "23:00–02:00"), (OUT_OF_BED, "02:00–02:15"), (REM, "02:15–07:00")), 15, None, 465),
        # Two stages that contradict each other: 00:00–00:30 is both.
        (((LIGHT, "23:00–01:00"), (AWAKE, "00:00–01:30"), (LIGHT, "01:30–07:00")), None, 30, 450),
    ],
)  # fmt: skip
def test_awake_minutes_are_those_that_the_stages_call_so(
    tmp_path: Path, stages: tuple[tuple[int, str], ...], awake: int | None, least: int | None, at_most: int
) -> None:
    made = night(tmp_path, Session("19 23:00–07:00", stages))
    assert (made.typed_frame, made.awake_min, made.awake_least_min) == ("23:00-07:00", awake, least)
    assert sleep_figures(made).tst_at_most_min == at_most


def test_out_of_bed_at_the_end_is_getting_up(tmp_path: Path) -> None:
    stages = ((LIGHT, "23:00–06:30"), (AWAKE, "06:30–06:40"), (OUT_OF_BED, "06:40–07:00"))
    made = night(tmp_path, Session("19 23:00–07:00", stages))
    assert made.up is not None
    assert (made.typed_frame, f"{made.up.local:%H:%M}", made.lying_awake_min) == ("23:00-06:30", "06:40", 10)
    assert sleep_figures(made).tib_min == 460


def test_two_parts_and_a_nap(tmp_path: Path) -> None:
    made = night(
        tmp_path,
        Session("19 23:00–02:00", ((LIGHT, "23:00–02:00"),)),
        Session("19 03:30–07:00", ((LIGHT, "03:30–07:00"),)),
        Session("19 14:00–14:30"),
    )  # fmt: skip
    assert (made.typed_frame, made.awake_least_min, made.nap_min) == ("23:00-07:00", 90, 30)


# ---------------------------------------------------------------------- zones


def test_a_journey_keeps_the_clock_of_each_night(tmp_path: Path) -> None:
    """The file has offsets: where it is that of the person's zone the night is in that zone, else in one of its own."""
    first, second, third = found(
        tmp_path,
        Session("18 23:00–07:00"),
        Session("19 23:00–07:00", offset=BERLIN_WINTER),
        Session("20 23:00–07:00", offset=None),
    ).entries
    assert [each.typed_frame for each in (first, second, third)] == ["23:00-07:00"] * 3
    assert [each.bed.zone for each in (first, second, third)] == [NEW_YORK, "UTC+01:00", NEW_YORK]


@pytest.mark.parametrize(
    ("start", "offset", "hours"),
    [("2026-10-24 21:00", 7200, 9), ("2026-03-28 22:00", 3600, 7)],
    ids=["back", "forward"],
)
def test_both_clock_changes(tmp_path: Path, start: str, offset: int, hours: int) -> None:
    """In bed 23:00–07:00 in Berlin, an hour longer or shorter; the offset is that of the start."""
    path = database(tmp_path / MEMBER, Session("19 23:00–07:00"))
    with closing(sqlite3.connect(path)) as edited:
        edited.execute(
            "UPDATE sleep_session_record_table SET start_time = unixepoch(?) * 1000, "
            "end_time = (unixepoch(?) + ? * 3600) * 1000, start_zone_offset = ?",
            (start, start, hours, offset),
        )
        edited.commit()
    (made,) = read(path, zone=load_zone(BERLIN)).entries
    assert (made.typed_frame, made.bed.zone, sleep_figures(made).tib_min) == ("23:00-07:00", BERLIN, hours * 60)


# ---------------------------------------------------------------------- apps


def test_the_same_night_from_two_apps(tmp_path: Path) -> None:
    sessions = (
        Session("18 23:00–07:00", app=SAMSUNG),
        Session("19 23:00–07:00", app=SAMSUNG),
        Session("19 22:50–06:50", app=SAA),
        Session("19 22:40–06:40", app="de.jane.doe.sleep"),
        Session("20 22:40–06:40", app=None),
    )
    with pytest.raises(SeveralTrackers) as refused:
        found(tmp_path, *sessions)
    assert [each.word for each in refused.value.trackers] == [
        "samsung-health", "sleep-as-android", "another-app", "another-app-2",
    ]  # fmt: skip
    assert "ane" not in refused.value.message
    made = read(tmp_path / "Health Connect.zip", "sleep-as-android", "samsung-health")
    assert [each.typed_frame for each in made.entries] == ["23:00-07:00", "22:50-06:50"]
    assert made.not_carried[1:] == (
        "1 night of Samsung Health, which another source has as well",
        "1 night of another app, which another source has as well",
        "1 night that only a source has which was not chosen: another app 2",
    )


def test_a_later_export_adds_what_is_new(tmp_path: Path) -> None:
    diary, later = tmp_path / "d.db", tmp_path / "later"
    later.mkdir()
    first = zipped(database(tmp_path / MEMBER, NIGHT), tmp_path / "a.zip")
    second = zipped(database(later / MEMBER, NIGHT, Session("20 23:00–07:00")), later / "b.zip")
    assert "added 1 sleep" in ok("import", str(first), diary=diary).stdout
    answer = ok("import", str(second), diary=diary).stdout
    assert "added 1 sleep" in answer
    assert "already in the diary: 1 sleep" in answer


# ---------------------------------------------------------------------- files


def test_the_database_is_taken_alone_and_through_a_pipe(tmp_path: Path) -> None:
    path = database(tmp_path / "anything.bin", NIGHT)
    assert len(read(path).entries) == 1
    assert "added 1 sleep" in ok("import", str(path), diary=tmp_path / "d.db").stdout
    env = {**os.environ, **environment(NOW, NEW_YORK, tmp_path / "e.db", None)}
    with path.open("rb") as piped:
        done = subprocess.run(program("import", "-"), check=True, stdin=piped, capture_output=True, env=env)
    assert b"added 1 sleep" in done.stdout
    assert [each.name for each in tmp_path.iterdir() if "anything" in each.name] == ["anything.bin"]  # none beside it


def test_a_diary_stays_a_diary_whatever_is_written_in_it(tmp_path: Path) -> None:
    diary = tmp_path / "d.db"
    ok("night", "6", "--note", "CREATE TABLE sleep_session_record_table", diary=diary)
    assert "added 1 night" in ok("import", str(diary), diary=tmp_path / "other.db").stdout


def test_another_programs_database_is_refused_as_before(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.db")) as made:
        made.execute("CREATE TABLE x (y)")
    assert run("import", str(tmp_path / "x.db"), diary=tmp_path / "d.db").code == 3
    assert refusal(tmp_path / "x.db").message == ("x.db: accepted: a database with the table application_info_table")


def edited(folder: Path, *statements: str) -> Path:
    return database(folder / MEMBER, NIGHT, Session("20 23:00–07:00"), more=statements)


SLEEPS, STAGES = "UPDATE sleep_session_record_table SET", "UPDATE sleep_stages_table SET"


@pytest.mark.parametrize(
    ("statement", "place", "mistake"),
    [
        (f"{SLEEPS} start_time = 'soon'", "sleeps, start_time", "'soon'"),
        (f"{SLEEPS} start_time = NULL", "sleeps, start_time", "nothing that is a number; accepted"),
        (f"{SLEEPS} end_time = start_time - 1000", "sleeps, end_time", "before its start"),
        (f"{SLEEPS} start_time = start_time - 90000000", "sleeps, end_time", "16 h"),
        (f"{SLEEPS} start_time = 1, end_time = 2", "sleeps, start_time", "not a moment from 1990"),
        (f"{SLEEPS} start_zone_offset = -18000000", "sleeps, start_zone_offset", "seconds from"),
        (f"{SLEEPS} notes = x'00'", "sleeps, notes", "accepted: a text"),
        (f"{STAGES} stage_end_time = stage_end_time + 99000000", "sleeps, stage_start_time", "within its sleep"),
        (f"{STAGES} stage_type = 'deep'", "stages, stage_type", "'deep'"),
    ],
)
def test_values_that_cannot_be_right_name_their_record(
    tmp_path: Path, statement: str, place: str, mistake: str
) -> None:
    refused = refusal(edited(tmp_path, statement))
    assert refused.place == f"{MEMBER}, record 1 of the {place}"
    assert mistake in refused.message


def test_bad_sleeps_can_be_left_out(tmp_path: Path) -> None:
    skipping = BadRows(skip=True)
    path = edited(tmp_path, "UPDATE sleep_session_record_table SET end_time = 1 WHERE row_id = 1")
    assert len(read(path, bad=skipping).entries) == 1
    assert [each.place for each in skipping.left_out] == [f"{MEMBER}, record 1 of the sleeps, end_time"]


RENAMED = "ALTER TABLE sleep_session_record_table RENAME TO hidden"
COMPUTED = (
    "CREATE TABLE sleep_session_record_table (row_id, start_time, end_time, start_zone_offset, "
    "app_info_id, notes AS (zeroblob(900000000)), title)"
)
HOSTILE = {
    "a view": (RENAMED, "CREATE VIEW sleep_session_record_table AS SELECT * FROM hidden"),
    "a virtual table": (RENAMED, "CREATE VIRTUAL TABLE sleep_session_record_table USING fts5(start_time, end_time)"),
    "a value without end": (RENAMED, COMPUTED, "INSERT INTO sleep_session_record_table (row_id) VALUES (1)"),
    "a column missing": (RENAMED, "CREATE TABLE sleep_session_record_table (row_id INTEGER, start_time INTEGER)"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_nothing_in_a_hostile_database_is_run(tmp_path: Path, what: str) -> None:
    path = edited(tmp_path, *HOSTILE[what])
    assert "table" in refusal(path).message
    assert run("import", str(path), "--as", "health-connect", diary=tmp_path / "d.db").code == 2


def test_what_is_no_whole_database_is_refused(tmp_path: Path) -> None:
    path = database(tmp_path / MEMBER, NIGHT)
    whole = path.read_bytes()
    half, garbled = tmp_path / "half.db", tmp_path / "garbled.db"
    half.write_bytes(whole[: len(whole) - 2048])
    garbled.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    assert "it ends too early: the database is damaged, still being written" in refusal(half).message
    assert "damaged" in refusal(garbled).message
    with zipfile.ZipFile(tmp_path / "no.zip", "w") as archive:
        archive.writestr(MEMBER, "not a database")
    assert refusal(tmp_path / "no.zip").message == "no.zip: accepted: a SQLite database"
    packed = zipped(path, tmp_path / "cut.zip")
    packed.write_bytes(packed.read_bytes()[:-30])
    assert "this zip is damaged, or still being written" in refusal(packed).message


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MEMBER, b"SQLite format 3\0" + bytes(60_000_000))
    assert refusal(tmp_path / "bomb.zip").message == "bomb.zip: the zip unpacks to more than 100 times its size"


def test_columns_are_taken_by_their_names(tmp_path: Path) -> None:
    """Phones that were upgraded have them in another order, and newer ones more of them."""
    newer = "title TEXT, device_data_provider_id INTEGER, notes TEXT"
    tables = [each.replace("notes TEXT, title TEXT", newer) for each in TABLES]
    path = database(tmp_path / MEMBER, NIGHT, tables=tables)
    assert read(path).entries[0].note == "restless until three"


def test_a_database_that_was_written_ahead_is_read(tmp_path: Path) -> None:
    """As Android's databases often are; its journal is empty in an export."""
    path = database(tmp_path / MEMBER, NIGHT)
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode=WAL")
    before = path.read_bytes()
    assert len(read(path).entries) == 1
    assert len(health_connect.read(before, "x", ReadOptions(HOME)).entries) == 1
    assert (path.read_bytes(), before[18:20]) == (before, b"\x02\x02")
