"""Freezes the schema of today: `PYTHONPATH=tests .venv/bin/python tests/store/schemas/make.py`.

Run it once `SCHEMA_VERSION` is raised and the tables are as they are to be released. It writes `schema-N.sql`, what a
fresh file of this version is made with, and `diary-N.db`, a small diary of this version with entries of every kind,
made through the program itself: with a ledger in which things were changed, taken away and taken back. Both are
committed, never written again, and are what the upgrade from version N is tested on.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from builders import (
    BERLIN,
    day,
    dose,
    factor,
    magnesium,
    measure,
    medicine,
    night,
    no_kratom,
    none_of,
    plan,
    present,
    product,
    sleep,
    symptom,
    tablet,
    trial,
)
from legdiary.domain.ledger.merge import Merged
from legdiary.domain.sync.lines import LineRef, SyncLine
from legdiary.domain.taper.plan import Hold, Step
from legdiary.store import diary_file
from legdiary.store.diary import Diary

HERE = Path(__file__).parent
NOW = present()
ENTRIES: tuple[Any, ...] = (
    product("red leaf", capsule_mg=500, mitragynine_low_ug=13_000, mitragynine_high_ug=14_000, weight_mg=250_000),
    product("Red Leaf", product_kind="extract", opened_on=day("2026-11-01")),
    night(
        falling_asleep=7, overnight=5, day_resting=0, day_active=1, onset_min=1230, body_parts=("legs", "left arm"),
        sensations=("crawling", "hard to describe"), note="née 日記\n=1+1",
    ),
    night("2026-11-19", missed="asleep"),
    sleep(
        "2026-10-24", "22:45-06:10", BERLIN, tried="23:15", up="06:45", planned="07:00", latency_min=40, awake_min=55,
        times=3, pacing_min=20, lying_awake_min=20, quality=3, nap_min=30, note="the clocks went back",
    ),
    sleep("2026-11-19", None, total_min=390),
    dose("2026-11-20T21:40-05:00", 2500, product_id=1, note="with food"),
    dose("2026-11-21T02:30-05:00", 1999),
    no_kratom("2026-11-18"),
    magnesium(elemental_mg=241, basis="computed_from_salt", form="oxide", salt_mg=400),
    magnesium("2026-11-20T23:00+01:00", 100, zone=BERLIN, topical=True),
    plan(holds=(Hold(day("2026-11-12"), 5, day("2026-11-09")),), ended_on=day("2026-12-24")),
    # from schema 2 on
    factor("caffeine", at="2026-11-20T15:00-05:00", amount="2 cups", helped=0, note="née 日記"),
    factor("foot cream"),
    symptom("fast heartbeat", 3),
    medicine(),
    measure("irls", 22_000, "points", by="clinician"),
    measure(),
    # from schema 3 on
    sleep("2026-11-18", "23:00-07:00", awake_least_min=90, unslept_least_min=110),
    # from schema 5 on
    product("seven tabs", product_kind="7-oh", capsule_ug=15_000, weight_ug=3_000_000),
    product("blue tea", product_kind="blue lotus"),
    dose("2026-11-20T08:00-05:00", 20, product_id=20),
    tablet("2026-11-20T12:00-05:00", 7500, 20, helped=2, note="half a tablet"),
    tablet("2026-11-20T13:00-05:00", 500_000, 2),
    none_of("7-oh", "2026-11-18"),
    plan(
        ("2026-11-02", 120_000), ("2026-11-09", 50_500), ("2026-11-16", 0), name="off tablets", substance="7-oh",
        scale_ug=500,
    ),
    plan(
        ("2026-11-02", 75), ("2026-11-09", 150), name="", substance="medicine:clonidine", unit="mcg", scale_ug=25,
        ended_on=day("2026-11-20"),
    ),
    night("2026-11-18", 3, sitting=4, mood=0, concentration=10),
    magnesium("2026-11-19T22:00-05:00", helped=0, note="with water"),
    symptom("yawning", 1, note="all day"),
    medicine("clonidine", "2026-11-19T21:00-05:00", "75 mcg", helped=3, note="née 日記"),
    measure("tsat", 18_500, "%", conditions=("fasting", "no iron for 24 h")),
    # from schema 6 on
    trial(
        draws=("2026-11-14 second", "2026-11-16 first", "2026-11-19 second"), did=("2026-11-15 yes", "2026-11-20 no"),
        looks=2,
    ),
    trial("stretching", 20, "2026-11-21", score="total-sleep"),
    plan(
        ("2026-08-03", 4000), ("2026-08-17", 3500), ("2026-09-07", 3000), name="by coin", ended_on=day("2026-10-01"),
        holds=(Hold(day("2026-08-20"), 2, day("2026-08-17"), "bad-nights"),),
        coin=("2026-08-17 first", "2026-08-31 second", "2026-09-14 open"),
    ),
    replace(
        plan(("2026-07-06", 4000), name="set", ended_on=day("2026-08-03")),
        steps=(Step(day("2026-07-06"), 4000), Step(day("2026-07-20"), 3000, 3, "good-nights")),
    ),
)  # fmt: skip


def fill(path: Path) -> None:
    """Every entry, then one changed, one taken away, one taken away and brought back."""
    with Diary.for_writing(path, NOW) as diary:
        ids = [diary.add(entry, NOW, recalled=entry.kind == "sleep").id for entry in ENTRIES]
        diary.edit(ids[2], lambda old: replace(old, severity=4, note=None), NOW)
        diary.delete(ids[7], NOW)
        diary.delete(ids[8], NOW)
        diary.undo(NOW)
        # from schema 7 on: another device has rated a night of this diary otherwise
        diary.sync.begin("d" * 32)
        new = {"night_of": "2026-11-20", "severity": 9}
        other = SyncLine(
            "2b" * 8, 1, 1, {}, NOW.now.utc_s * 1000, -300, "America/New_York", "add", "night",
            (LineRef("2b" * 8, 1),), tuple(new), new,
        )  # fmt: skip
        diary.sync.exchange("1a" * 8, {"1a" * 8: "laptop", "2b" * 8: "phone"}, [other], NOW)
        diary.sync.exchange(
            "1a" * 8,
            {"1a" * 8: "laptop"},
            [replace(other, number=2, clock=2, of=(LineRef("2b" * 8, 2),), new=new | {"night_of": "2026-11-17"})],
            NOW,
        )
        # and another diary was imported, whose nine lines said nothing new
        diary.import_entries(lambda _: Merged(known=[(9, "c" * 64)]), NOW)


def main() -> int:
    version = diary_file.SCHEMA_VERSION
    schema, diary = HERE / f"schema-{version}.sql", HERE / f"diary-{version}.db"
    if schema.exists() or diary.exists():
        sys.stderr.write(f"version {version} is frozen already; nothing was written\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "diary.db"
        fill(made)
        with closing(sqlite3.connect(made, isolation_level=None)) as connection:
            connection.execute("PRAGMA page_size = 512")
            connection.execute("VACUUM INTO ?", (str(diary),))
    schema.write_text(diary_file.load_sql()["schema"] + "\n", encoding="utf-8")
    sys.stdout.write(f"{schema.name}, {diary.name} ({diary.stat().st_size} bytes)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
