"""The file itself refuses nonsense, whoever writes it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from test_compiled import LEDGER, ROWS

from legdiary.store import diary_file
from legdiary.store.connection import BUSY_TIMEOUT_S

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STEP = {"plan_id": 1, "starts_on": "2026-11-02", "target_mg": 12_000, "doses_per_day": 4}
HOLD = {"plan_id": 1, "position": 0, "placed_on": "2026-11-12", "days": 5, "step_starts_on": "2026-11-09"}
LINE = LEDGER | {"id": 9, "change_id": 9, "action": "add", "kind": "night", "entry_id": 9}
NONE_SAID = {"amount_mg": 0, "at_utc_s": None, "at_offset_min": None, "zone": None}
SEVEN_OH_PLAN = {"scale_mg": None, "substance": "7-oh", "scale_ug": 500}
GOOD: dict[str, dict[str, object]] = {
    **{name: {"id": 2, **row} for name, row in ROWS.items()},
    "taper_step": STEP,
    "hold": HOLD,
    "ledger": LINE,
}


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A diary with two ledger lines, and plan 1."""
    path = tmp_path / "diary.db"
    diary_file.begin_diary(path, diary_file.load_sql()["schema"])
    with closing(diary_file.connect(path, writing=True)) as connection:
        for number in (1, 2):
            insert(connection, "ledger", LINE | {"id": number, "change_id": number})
        insert(connection, "plan", {"id": 1, **ROWS["plan"]})
        yield connection


def insert(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    marks = ", ".join(f":{column}" for column in row)
    connection.execute(f'INSERT INTO "{table}" ({", ".join(row)}) VALUES ({marks})', row)  # noqa: S608 - our own names


@pytest.mark.parametrize("table", GOOD)
def test_good_rows_are_taken(connection: sqlite3.Connection, table: str) -> None:
    insert(connection, table, GOOD[table])


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("night", {"severity": 11}),
        ("night", {"severity": -1}),
        ("night", {"severity": 6.5}),
        ("night", {"severity": "six"}),
        ("night", {"severity": 6, "missed": "asleep"}),
        ("night", {"severity": None, "missed": "drunk"}),
        ("night", {"night_of": "2026-02-30"}),
        ("night", {"night_of": "20.11.2026"}),
        ("night", {"night_of": "now"}),
        ("night", {"night_of": "2026-11-20 00:00"}),
        ("night", {"night_of": None}),
        ("night", {"night_of": ""}),
        ("night", {"onset_min": 1440}),
        ("night", {"falling_asleep": 11}),
        ("night", {"overnight": 11}),
        ("night", {"day_resting": 11}),
        ("night", {"day_active": -1}),
        ("night", {"sitting": 11}),
        ("night", {"mood": -1}),
        ("night", {"concentration": 11}),
        ("night", {"recalled": 2}),
        ("night", {"recalled": None}),
        ("night", {"id": 999}),
        ("night", {"note": b"blob"}),
        ("sleep", {"quality": 0}),
        ("sleep", {"quality": 6}),
        ("sleep", {"latency_min": -1}),
        ("sleep", {"latency_min": 1441}),
        ("sleep", {"latency_min": "40m"}),
        ("sleep", {"times": 100}),
        ("sleep", {"awake_least_min": 0}),
        ("sleep", {"awake_least_min": 1441}),
        ("sleep", {"awake_min": 55}),
        ("sleep", {"unslept_least_min": 1.5}),
        ("sleep", dict.fromkeys(("bed_utc_s", "bed_offset_min", "wake_utc_s", "wake_offset_min"))),
        ("sleep", {"wake_utc_s": None, "wake_offset_min": None}),
        ("sleep", {"bed_utc_s": None, "bed_offset_min": None}),
        ("sleep", {"bed_offset_min": None}),
        ("sleep", {"wake_utc_s": 1_795_200_000}),
        ("sleep", {"zone": None}),
        ("sleep", {"up_utc_s": 1_795_230_000}),
        ("dose", {"amount_mg": 2500.5}),
        ("dose", {"amount_mg": "2.5g"}),
        ("dose", {"amount_mg": -1}),
        ("dose", {"amount_mg": 200_001}),
        ("dose", {"amount_mg": None}),
        ("dose", {"amount_mg": 0}),
        ("dose", {"amount_ug": 7500}),
        ("dose", {"amount_mg": None, "amount_ug": 0}),
        ("dose", {"amount_mg": None, "amount_ug": 200_000_001}),
        ("dose", {"amount_mg": None, "amount_ug": 7500.5}),
        ("dose", {"amount_mg": None, "amount_ug": 7500, "at_utc_s": None, "at_offset_min": None}),
        ("dose", {"amount_mg": None, "amount_ug": 7500, "none_of": "7-oh"}),
        ("dose", {"none_of": "7-oh"}),
        ("dose", NONE_SAID | {"none_of": ""}),
        ("dose", NONE_SAID | {"none_of": "leaf"}),
        ("dose", NONE_SAID | {"helped": 3}),
        ("dose", {"helped": 4}),
        ("dose", {"helped": -1}),
        ("dose", {"at_utc_s": None, "at_offset_min": None}),
        ("dose", {"at_utc_s": "23:40"}),
        ("dose", {"zone": None}),
        ("dose", {"product_id": 999}),
        ("magnesium", {"elemental_mg": 0}),
        ("magnesium", {"elemental_mg": 5001}),
        ("magnesium", {"elemental_mg": 240.5}),
        ("magnesium", {"basis": "guess"}),
        ("magnesium", {"basis": "label_elemental"}),
        ("magnesium", {"salt_mg": None}),
        ("magnesium", {"form": None}),
        ("magnesium", {"topical": 2}),
        ("magnesium", {"helped": 4}),
        ("magnesium", {"at_utc_s": None}),
        ("product", {"product_kind": ""}),
        ("product", {"product_kind": "t" * 41}),
        ("product", {"product_kind": None}),
        ("product", {"capsule_mg": 0}),
        ("product", {"weight_mg": 0}),
        ("product", {"capsule_ug": 15_000}),
        ("product", {"weight_ug": 3_000_000}),
        ("product", {"capsule_mg": None, "capsule_ug": 0}),
        ("product", {"weight_mg": None, "weight_ug": 0}),
        ("product", {"mitragynine_low_ug": None}),
        ("product", {"mitragynine_low_ug": 15_000}),
        ("product", {"mitragynine_high_ug": 1_000_001}),
        ("product", {"opened_on": "2026-11-31"}),
        ("product", {"name": None}),
        ("plan", {"scale_mg": 0}),
        ("plan", {"scale_mg": None}),
        ("plan", {"scale_mg": None, "scale_ug": 500}),
        ("plan", {"substance": "7-oh"}),
        ("plan", {"unit": "mcg"}),
        ("plan", SEVEN_OH_PLAN | {"scale_ug": 0}),
        ("plan", SEVEN_OH_PLAN | {"scale_ug": 200_000_001}),
        ("plan", SEVEN_OH_PLAN | {"substance": ""}),
        ("plan", SEVEN_OH_PLAN | {"substance": "leaf"}),
        ("plan", SEVEN_OH_PLAN | {"unit": "mg"}),
        ("plan", {"starts_on": "soon"}),
        ("plan", {"ended_on": "2026-02-29"}),
        ("taper_step", {"target_mg": -1}),
        ("taper_step", {"target_mg": 200_001}),
        ("taper_step", {"target_mg": 10_799.5}),
        ("taper_step", {"target_mg": None}),
        ("taper_step", {"target_ug": 0}),
        ("taper_step", {"target_mg": None, "target_ug": -1}),
        ("taper_step", {"target_mg": None, "target_ug": 200_000_001}),
        ("taper_step", {"doses_per_day": 0}),
        ("taper_step", {"doses_per_day": 25}),
        ("taper_step", {"plan_id": 999}),
        ("taper_step", {"starts_on": "2026-11-2"}),
        ("hold", {"days": 0}),
        ("hold", {"placed_on": "2026-02-30"}),
        ("hold", {"plan_id": 999}),
        ("factor", {"helped": 4}),
        ("factor", {"helped": -1}),
        ("factor", {"name": ""}),
        ("factor", {"name": None}),
        ("factor", {"night_of": "2026-02-30"}),
        ("factor", {"at_offset_min": None}),
        ("factor", {"zone": None}),
        ("factor", {"recalled": None}),
        ("symptom", {"grade": 4}),
        ("symptom", {"grade": None}),
        ("symptom", {"grade": "much"}),
        ("symptom", {"name": ""}),
        ("symptom", {"night_of": "soon"}),
        ("symptom", {"id": 999}),
        ("medicine", {"amount": ""}),
        ("medicine", {"amount": None}),
        ("medicine", {"name": ""}),
        ("medicine", {"at_utc_s": None, "at_offset_min": None}),
        ("medicine", {"zone": None}),
        ("medicine", {"helped": 4}),
        ("measure", {"taken_on": "2026-11-31"}),
        ("measure", {"value_milli": -1}),
        ("measure", {"value_milli": 18.5}),
        ("measure", {"unit": ""}),
        ("measure", {"unit": None}),
        ("measure", {"by": "doctor"}),
        ("measure", {"name": ""}),
        ("trial", {"pairs": 5}),
        ("trial", {"pairs": 101}),
        ("trial", {"name": ""}),
        ("trial", {"score": ""}),
        ("trial", {"looks": -1}),
        ("trial", {"began_on": "2026-11-31"}),
        ("trial", {"id": 999}),
        ("plan", {"coin": ""}),
        ("taper_step", {"why": "because"}),
        ("hold", {"why": ""}),
        ("ledger", {"action": "guess"}),
        ("ledger", {"action": "undo"}),
        ("ledger", {"undoes": 1}),
        ("ledger", {"change_id": 10}),
        ("ledger", {"new": None}),
        ("ledger", {"id": 1}),
        ("ledger", {"made_utc_ms": "now"}),
    ],
)  # fmt: skip
def test_nonsense_is_refused(connection: sqlite3.Connection, table: str, wrong: dict[str, object]) -> None:
    # `now` is not a day, and SQLite will not even ask what day it is within a CHECK: another error, as well refused.
    with pytest.raises((sqlite3.IntegrityError, sqlite3.OperationalError)) as refusal:
        insert(connection, table, GOOD[table] | wrong)
    assert "no such" not in str(refusal.value)
    assert "has no column" not in str(refusal.value)


@pytest.mark.parametrize("table", ["night", "sleep"])
def test_a_night_has_one_entry_of_a_kind(connection: sqlite3.Connection, table: str) -> None:
    insert(connection, table, GOOD[table])
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        insert(connection, table, GOOD[table] | {"id": 1})


def test_a_night_has_each_symptom_once(connection: sqlite3.Connection) -> None:
    insert(connection, "symptom", GOOD["symptom"])
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        insert(connection, "symptom", GOOD["symptom"] | {"id": 1, "grade": 0})
    insert(connection, "symptom", GOOD["symptom"] | {"id": 1, "name": "nausea"})


def test_no_kratom_is_said_once_a_day(connection: sqlite3.Connection) -> None:
    none = GOOD["dose"] | {"amount_mg": 0, "at_utc_s": None, "at_offset_min": None, "zone": None}
    insert(connection, "dose", none)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        insert(connection, "dose", none | {"id": 1})
    insert(connection, "dose", none | {"id": 1, "night_of": "2026-11-21"})


def test_a_day_without_is_said_once_of_each_substance(connection: sqlite3.Connection) -> None:
    none = GOOD["dose"] | NONE_SAID
    insert(connection, "dose", none | {"none_of": "7-oh"})
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        insert(connection, "dose", none | {"id": 1, "none_of": "7-oh"})
    insert(connection, "dose", none | {"id": 1})


@pytest.mark.parametrize(
    ("table", "other"),
    [
        ("dose", {"amount_mg": None, "amount_ug": 1, "helped": 0}),
        ("dose", {"amount_mg": None, "amount_ug": 200_000_000, "helped": 3}),
        ("product", {"product_kind": "blue lotus", "capsule_mg": None, "weight_mg": None, "capsule_ug": 1}),
        ("plan", {"scale_mg": None, "substance": "medicine:clonidine", "unit": "mcg", "scale_ug": 25}),
        ("taper_step", {"target_mg": None, "target_ug": 0}),
    ],
)
def test_amounts_in_micrograms_are_taken(connection: sqlite3.Connection, table: str, other: dict[str, object]) -> None:
    insert(connection, table, GOOD[table] | other)


def test_a_batch_is_named_once_whatever_the_capitals(connection: sqlite3.Connection) -> None:
    insert(connection, "product", GOOD["product"])
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        insert(connection, "product", GOOD["product"] | {"id": 1, "name": "RED LEAF"})
    insert(connection, "product", GOOD["product"] | {"id": 1, "opened_on": "2026-12-01"})


def test_a_product_that_doses_name_stays(connection: sqlite3.Connection) -> None:
    insert(connection, "product", GOOD["product"])
    insert(connection, "dose", GOOD["dose"] | {"id": 1, "product_id": 2})
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        connection.execute("DELETE FROM product")


def test_the_connection_is_kept_as_the_design_says(connection: sqlite3.Connection) -> None:
    def pragma(name: str) -> object:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "delete"
    assert pragma("synchronous") == 3
    assert pragma("foreign_keys") == 1
    assert pragma("trusted_schema") == 0
    assert pragma("application_id") == diary_file.APPLICATION_ID
    assert pragma("user_version") == diary_file.SCHEMA_VERSION
    assert pragma("integrity_check") == "ok"
    assert BUSY_TIMEOUT_S < 30  # the design's bound
