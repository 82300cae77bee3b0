"""Exports of Health Connect as Android writes them: the tables of AOSP's HealthFitness module, as far as they matter.

`python tests/formats/health_connect_files.py` makes the fixture anew.
"""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

FIXTURE = Path(__file__).parent / "fixtures" / "health-connect.zip"
MEMBER = "health_connect_export.db"
SAMSUNG, SAA = "com.sec.android.app.shealth", "com.urbandroid.sleep"
EASTERN, BERLIN_WINTER = -18_000, 3600
AWAKE, SLEEPING, OUT_OF_BED, LIGHT, DEEP, REM, AWAKE_IN_BED = range(1, 8)
_COMMON = (
    "row_id INTEGER PRIMARY KEY AUTOINCREMENT, uuid BLOB NOT NULL UNIQUE, last_modified_time INTEGER, "
    "client_record_id TEXT, client_record_version TEXT, device_info_id INTEGER, app_info_id INTEGER, "
    "recording_method INTEGER, dedupe_hash BLOB UNIQUE, start_time INTEGER, start_zone_offset INTEGER, "
    "end_time INTEGER, end_zone_offset INTEGER, local_date INTEGER"
)
_LOCAL = (
    "local_date_time_start_time INTEGER AS (start_time + 1000 * start_zone_offset), "
    "local_date_time_end_time INTEGER AS (end_time + 1000 * end_zone_offset)"
)
_SESSIONS = (
    f"CREATE TABLE sleep_session_record_table ({_COMMON}, notes TEXT, title TEXT, {_LOCAL}, "
    "FOREIGN KEY (app_info_id) REFERENCES application_info_table(row_id) ON DELETE CASCADE)"
)
_STAGES = (
    "CREATE TABLE sleep_stages_table (parent_key INTEGER NOT NULL, stage_start_time INTEGER NOT NULL, "
    "stage_end_time INTEGER NOT NULL, stage_type INTEGER NOT NULL, "
    "FOREIGN KEY (parent_key) REFERENCES sleep_session_record_table(row_id) ON DELETE CASCADE)"
)
_APPS = (
    "CREATE TABLE application_info_table (row_id INTEGER PRIMARY KEY, package_name TEXT NOT NULL UNIQUE, "
    "app_name TEXT, app_icon BLOB, record_types_used TEXT)"
)
_STEPS = f"CREATE TABLE steps_record_table ({_COMMON}, count INTEGER, {_LOCAL})"
TABLES = ("CREATE TABLE android_metadata (locale TEXT)", _APPS, _STEPS, _SESSIONS, _STAGES)


class Session(NamedTuple):
    """A row of the table of sleeps.

    Attributes:
        span: `19 23:00–07:00`, a day of November 2026 and clock times of the offset; before noon is of the day after.
        stages: a kind and a span each.
    """

    span: str
    stages: Sequence[tuple[int, str]] = ()
    app: str | None = SAMSUNG
    offset: int | None = EASTERN
    notes: str | None = None
    title: str | None = None


def ms(day: int, clock: str, offset: int | None) -> int:
    hour, minute = (int(each) for each in clock.split(":")[:2])
    local = datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp() + (86_400 if hour < 12 else 0)
    return (int(local) - (offset or EASTERN)) * 1000


def millis(span: str, day: int, offset: int | None) -> tuple[int, int]:
    start, end = (ms(day, clock, offset) for clock in span.split("–"))
    return start, end


def database(path: Path, *sessions: Session, more: Sequence[str] = (), tables: Sequence[str] = TABLES) -> Path:
    """Write a database."""
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA user_version = 20")
        for statement in tables:
            made.execute(statement)
        apps: dict[str, int] = {}
        for number, each in enumerate(sessions, start=1):
            if each.app is not None and each.app not in apps:
                apps[each.app] = len(apps) + 1
                made.execute(
                    "INSERT INTO application_info_table VALUES (?, ?, ?, ?, ?)",
                    (apps[each.app], each.app, "Jane’s app", b"\x89PNG", "38"),
                )
            day, _, span = each.span.partition(" ")
            start, end = millis(span, int(day), each.offset)
            made.execute(
                "INSERT INTO sleep_session_record_table (row_id, uuid, last_modified_time, app_info_id, start_time, "
                "start_zone_offset, end_time, end_zone_offset, local_date, notes, title) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number, number.to_bytes(16, "big"), end, apps.get(each.app or ""), start, each.offset, end,
                 each.offset, start // 86_400_000, each.notes, each.title),
            )  # fmt: skip
            for kind, part in each.stages:
                made.execute(
                    "INSERT INTO sleep_stages_table VALUES (?, ?, ?, ?)",
                    (number, *millis(part, int(day), each.offset), kind),
                )
        for statement in more:
            made.execute(statement)
        made.commit()
    return path


def zipped(path: Path, target: Path, member: str = MEMBER) -> Path:
    """Pack a database as Android does, with the same bytes each time."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(member, (2026, 11, 21, 9, 0, 0)), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return target


#: 23:00–07:00: awake 23:00–23:20, asleep until 03:00, awake until 03:30, asleep until 06:45, then awake.
NIGHT = Session(
    "19 23:00–07:00",
    (
        (AWAKE, "23:00–23:20"),
        (LIGHT, "23:20–01:00"),
        (DEEP, "01:00–03:00"),
        (AWAKE, "03:00–03:30"),
        (REM, "03:30–06:45"),
        (AWAKE, "06:45–07:00"),
    ),
    notes="restless until three",
    title="Sleep",
)

IN_FIXTURE = (Session("17 22:30–06:30"), NIGHT._replace(span="18 23:00–07:00"))

if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        zipped(database(Path(folder) / MEMBER, *IN_FIXTURE), FIXTURE)
