"""The compiled SQL is fresh, and means the same through `sqlite3` and through SQLAlchemy."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import NullPool, create_engine, event

from legdiary.domain.entries.kinds import KINDS
from legdiary.store import diary_file
from legdiary.store.checksum_tables import BESIDE_PLAN as SUMMED_BY_PLAN
from legdiary.store.checksum_tables import FILED_BY, OF_DEVICES, RESTS_ON, SUMMED, TABLES, register_crc32
from legdiary.store.export_lines import REPEATED
from legdiary.store.rows import DAY, MOMENT, codecs_of
from legdiary.store.schema import version
from legdiary.store.schema.path_queries import path_statements
from legdiary.store.schema.queries import BESIDE_PLAN, BY_DAY, ENTRY_TABLES, NAMED, statements
from legdiary.store.schema.tables import APPLICATION_ID, METADATA, SCHEMA_VERSION, table
from legdiary.store.statement_runner import Runner

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

WRITTEN = {"made_utc_ms": 1_795_329_000_000, "made_offset_min": -300, "made_zone": "America/New_York"}
LEDGER = {**WRITTEN, "undoes": None, "old": None, "new": '{"severity":6}'}
NIGHT = {
    "recalled": 0, "night_of": "2026-11-20", "severity": 6, "missed": None, "falling_asleep": 5, "overnight": 4,
    "day_resting": 3, "day_active": 0, "onset_min": 1230, "body_parts": "legs,arms", "sensations": None,
    "note": "née 日記", "sitting": 4, "mood": 0, "concentration": 10,
}  # fmt: skip
SLEEP = {
    "recalled": 1, "night_of": "2026-11-20", "zone": "Europe/Berlin", "bed_utc_s": 1_795_200_000, "bed_offset_min": 60,
    "tried_utc_s": None, "tried_offset_min": None, "wake_utc_s": 1_795_228_800, "wake_offset_min": 60, "up_utc_s": None,
    "up_offset_min": None, "planned_utc_s": None, "planned_offset_min": None, "latency_min": 40, "awake_min": None,
    "awake_least_min": 90, "unslept_least_min": None, "times": 3, "pacing_min": 0, "lying_awake_min": None,
    "total_min": None, "quality": 2, "nap_min": 30, "note": None,
}  # fmt: skip
PRODUCT = {
    "name": "red leaf", "product_kind": "leaf", "capsule_mg": 500, "mitragynine_low_ug": 13_000,
    "mitragynine_high_ug": 14_000, "weight_mg": 250_000, "opened_on": "2026-11-01", "capsule_ug": None,
    "weight_ug": None,
}  # fmt: skip
DOSE = {
    "recalled": 0, "night_of": "2026-11-20", "zone": "America/New_York", "at_utc_s": 1_795_228_800,
    "at_offset_min": -300, "amount_mg": 2500, "product_id": None, "note": "with food", "amount_ug": None,
    "none_of": None, "helped": None,
}  # fmt: skip
MAGNESIUM = {
    "recalled": 0, "night_of": "2026-11-20", "zone": "America/New_York", "at_utc_s": 1_795_228_800,
    "at_offset_min": -300, "elemental_mg": 241, "basis": "computed_from_salt", "form": "oxide", "salt_mg": 400,
    "topical": 0, "helped": 3, "note": "with the night lamp on",
}  # fmt: skip
PLAN = {
    "name": "autumn", "starts_on": "2026-11-02", "scale_mg": 100, "ended_on": None, "substance": None, "unit": None,
    "scale_ug": None, "coin": "2026-11-02 first,2026-11-16 open",
}  # fmt: skip
FACTOR = {
    "recalled": 0, "night_of": "2026-11-20", "zone": "America/New_York", "at_utc_s": 1_795_228_800,
    "at_offset_min": -300, "name": "caffeine", "amount": "2 cups", "helped": 0, "note": None,
}  # fmt: skip
SYMPTOM = {"recalled": 0, "night_of": "2026-11-20", "name": "fast heartbeat", "grade": 2, "note": None}
MEDICINE = {
    "recalled": 0, "night_of": "2026-11-20", "zone": "America/New_York", "at_utc_s": 1_795_228_800,
    "at_offset_min": -300, "name": "gabapentin", "amount": "300 mg", "helped": None,
    "note": None,
}  # fmt: skip
MEASURE = {
    "taken_on": "2026-11-20", "name": "irls", "value_milli": 22_000, "unit": "points", "by": "self", "conditions": None,
}  # fmt: skip
TRIAL = {
    "began_on": "2026-11-20", "name": "warm bath", "pairs": 14, "score": "severity",
    "draws": "2026-11-20 second,2026-11-22 first", "did": None, "looks": 0,
}  # fmt: skip
ROWS: dict[str, dict[str, object]] = {
    "night": NIGHT, "sleep": SLEEP, "product": PRODUCT, "dose": DOSE, "magnesium": MAGNESIUM, "plan": PLAN,
    "factor": FACTOR, "symptom": SYMPTOM, "medicine": MEDICINE, "measure": MEASURE,
    "trial": TRIAL,
}  # fmt: skip
CHANGED: dict[str, dict[str, object]] = {
    "night": {"severity": None, "missed": "asleep", "note": None},
    "sleep": {"awake_min": 55, "awake_least_min": None, "zone": "America/New_York"},
    "product": {"name": "green leaf", "opened_on": None},
    "dose": {"amount_mg": None, "amount_ug": 2_000_000, "note": None, "helped": 2},
    "magnesium": {"elemental_mg": 200, "basis": "label_elemental", "salt_mg": None},
    "plan": {"ended_on": "2026-12-24"},
    "factor": {"zone": None, "at_utc_s": None, "at_offset_min": None, "helped": 3},
    "symptom": {"grade": 0, "note": "only in the morning"},
    "medicine": {"amount": "600 mg", "helped": 1},
    "measure": {"value_milli": 18_500, "unit": "%", "by": None, "conditions": "fasting"},
    "trial": {"did": "2026-11-20 yes", "looks": 1},
}
KIND_OF = {kind.table: kind.name for kind in KINDS.values()}
#: The ledger's text of each of the rows above, as it is written when such an entry is added.
TOLD = {
    "night": '{"night_of":"2026-11-20","severity":6,"falling_asleep":5,"overnight":4,"day_resting":3,"day_active":0,'
    '"onset_min":1230,"body_parts":["legs","arms"],"note":"née 日記","sitting":4,"mood":0,"concentration":10}',
    "sleep": '{"night_of":"2026-11-20","bed":"2026-11-20T19:40:00+01:00[Europe/Berlin]",'
    '"wake":"2026-11-21T03:40:00+01:00[Europe/Berlin]","latency_min":40,"awake_least_min":90,"times":3,"pacing_min":0,'
    '"quality":2,"nap_min":30,"recalled":true}',
    "product": '{"name":"red leaf","product_kind":"leaf","capsule_mg":500,"mitragynine_low_ug":13000,'
    '"mitragynine_high_ug":14000,"weight_mg":250000,"opened_on":"2026-11-01"}',
    "dose": '{"night_of":"2026-11-20","amount_mg":2500,"at":"2026-11-20T21:40:00-05:00[America/New_York]",'
    '"note":"with food"}',
    "magnesium": '{"night_of":"2026-11-20","at":"2026-11-20T21:40:00-05:00[America/New_York]","elemental_mg":241,'
    '"basis":"computed_from_salt","form":"oxide","salt_mg":400,"topical":false,"helped":3,'
    '"note":"with the night lamp on"}',
    "factor": '{"night_of":"2026-11-20","name":"caffeine","at":"2026-11-20T21:40:00-05:00[America/New_York]",'
    '"amount":"2 cups","helped":0}',
    "symptom": '{"night_of":"2026-11-20","name":"fast heartbeat","grade":2}',
    "medicine": '{"night_of":"2026-11-20","at":"2026-11-20T21:40:00-05:00[America/New_York]","name":"gabapentin",'
    '"amount":"300 mg"}',
    "measure": '{"taken_on":"2026-11-20","name":"irls","value_milli":22000,"unit":"points","by":"self"}',
    "trial": '{"began_on":"2026-11-20","name":"warm bath","pairs":14,"score":"severity",'
    '"draws":["2026-11-20 second","2026-11-22 first"],"looks":0}',
}
A_RANGE: dict[str, object] = {"first": 1, "before": 100}
KNOWN = '["America/New_York","caffeine","gabapentin","legs"]'
A_WEEK: dict[str, object] = {"from_night": "2026-11-15", "before_night": "2026-11-22"}


def script() -> Iterator[tuple[str, dict[str, object]]]:
    """A story that runs every statement: entries are added, found, changed, found again and taken away."""
    yield "ledger_next_id", {}
    for number, name in enumerate(ENTRY_TABLES, start=1):
        line = {"id": number, "change_id": number, "action": "add", "kind": name, "entry_id": number}
        yield "ledger_insert", LEDGER | line
        yield "ledger_next_id", {}
        yield f"{name}_insert", {"id": number, **ROWS[name]}
        yield "ledger_kind", {"id": number}
    yield from more_rows()
    yield from summed()
    yield "ledger_last_undoable", {"most": 1, "skipped": 0}
    yield "ledger_last_undoable", {"most": 3, "skipped": 2}
    yield "ledger_of_change", {"change_id": 12}
    yield "ledger_since", {"id": 3}
    yield "ledger_count_between", {"first": 1, "before": 3}
    yield "ledger_by_entry", {"entry_id": 1}
    yield "ledger_of_entry_within", {"entry_id": 1, "first": 1, "before": 3, "most": 16}
    yield "ledger_latest", {"most": 4, "skipped": 1}
    yield from synced()
    yield "csv_doses", A_WEEK
    yield "csv_products", {}
    yield "csv_products_within", A_WEEK
    yield "csv_supplements", A_WEEK
    for kind in KINDS.values():
        if kind.csv is not None:
            yield f"csv_{kind.csv}", A_WEEK
    yield "csv_corrections", A_WEEK | {"after": 0, "most": 10}
    yield "csv_plan_units", {}
    yield "csv_any_other_substance", A_WEEK
    yield from looks()
    for number, name in enumerate(ENTRY_TABLES, start=1):
        yield f"{name}_update", {"b_id": number, **ROWS[name], **CHANGED[name]}
    yield from looks()
    for number, name in enumerate(ENTRY_TABLES, start=1):
        yield f"{name}_take", {"id": number}
    for beside in BESIDE_PLAN:
        yield f"{beside}_take", {"plan_id": 6}
        yield "checksum_tidy", {"of": beside, "key": "6"}
        yield f"{beside}_delete", {"plan_id": 6}
    yield "dose_delete", {"id": 12}
    for number, name in enumerate(ENTRY_TABLES, start=1):
        yield f"{name}_delete", {"id": number}
        yield f"{name}_delete", {"id": number}
    yield from added_again()


def added_again() -> Iterator[tuple[str, dict[str, object]]]:
    """Entries whose only line says what their row holds."""
    for number, (name, text) in enumerate(TOLD.items(), start=21):
        line = {"id": number, "change_id": 21, "action": "add", "kind": KIND_OF[name], "entry_id": number, "new": text}
        yield "ledger_insert", LEDGER | line
        yield f"{name}_insert", {"id": number, **ROWS[name]}
        yield f"{name}_told", {}
        yield f"{name}_texts", {}
        yield f"{name}_export", A_RANGE | {f"known_{column}": KNOWN for column in REPEATED.get(name, ())}
        yield f"{name}_delete", {"id": number}
        yield f"{name}_fill", {"first_id": 21}
        yield f"{name}_told", {}
    yield "ledger_fill", {**WRITTEN, "change_id": 61, "first_id": 61, "before_id": 99}
    yield "ledger_export", A_RANGE
    yield "ledger_rewritten", {"first_id": 1}


def more_rows() -> Iterator[tuple[str, dict[str, object]]]:
    """A day without kratom, an earlier plan, two steps, two holds, an undo."""
    for second, name in ((12, "dose"), (13, "plan")):
        line = {"id": second, "change_id": 12, "action": "add", "kind": name, "entry_id": second}
        yield "ledger_insert", LEDGER | line | {"new": '{"substance":"medicine:gabapentin"}'}
    none = {"amount_mg": 0, "zone": None, "at_utc_s": None, "at_offset_min": None, "product_id": 5}
    yield "dose_insert", {"id": 12, **DOSE, **none}
    yield "plan_insert", {"id": 13, **PLAN, "starts_on": "2026-10-01"}
    for starts_on, target in (("2026-11-09", 10_800), ("2026-11-02", 12_000)):
        step = {"starts_on": starts_on, "target_mg": target, "doses_per_day": None, "target_ug": None, "why": None}
        yield "taper_step_insert", {"plan_id": 6, **step}
    for position in (1, 0):
        hold = {
            "position": position, "placed_on": "2026-11-12", "days": 5 + position, "step_starts_on": "2026-11-09",
            "why": "travel" if position else None,
        }  # fmt: skip
        yield "hold_insert", {"plan_id": 6, **hold}
    yield "product_update", {"b_id": 5, **PRODUCT, "product_kind": "extract"}
    undo = {"id": 14, "change_id": 14, "action": "undo", "kind": "night", "entry_id": 1, "old": "{}", "undoes": 12}
    yield "ledger_insert", LEDGER | undo


def summed() -> Iterator[tuple[str, dict[str, object]]]:
    """Everything gets its checksum, and is held against it."""
    yield "checksum_wrong", {}
    for number, name in enumerate(ENTRY_TABLES, start=1):
        yield f"{name}_put_since", {"first_id": 1}
        yield f"{name}_take", {"id": number}
        yield f"{name}_put", {"id": number}
        yield f"{name}_fits_whole", {}
        if name in BY_DAY:
            yield f"{name}_fits", {"first": "2026-11-15", "before": "2026-11-22"}
    for beside in BESIDE_PLAN:
        yield f"{beside}_put", {"plan_id": 6}
        yield f"{beside}_fits", {"plan_id": 6}
        yield f"{beside}_fits_whole", {}
    for number in range(1, 15):
        yield "ledger_put", {"id": number}
    yield "ledger_put_since", {"first_id": 1}
    yield "ledger_fits", {"entry_id": 1}
    yield "ledger_fits_whole", {}
    yield "lines_put", {"number": 14}
    yield "lines_fit", {}
    yield "checksum_groups", {}
    for name in TABLES:
        yield f"{name}_groups", {}
    yield "checksum_span", {"of": "night"}
    yield "checksum_days", {}
    yield "checksum_wrong", {}
    yield "ledger_numbers_fit", {}
    yield "ledger_fits_within", A_WEEK
    yield "ledger_fits_of_plans", {}


DEVICE = {"newest": 0, "clock": 0, "chain": "c" * 64, "forgotten": 0}
IMPORT_NOTE = {"id": 1, "line": 12, "other_line": 9, "other_mark": "m" * 64, "wrote": 1, "copies": "[null]"}
SYNC_LINE = {
    **WRITTEN, "device_id": 2, "seen": '{"1a1a1a1a1a1a1a1a":3}', "action": "add", "kind": "night",
    "changed": '["severity"]', "new": '{"severity":6}', "ledger_id": None,
}  # fmt: skip


def synced() -> Iterator[tuple[str, dict[str, object]]]:
    """Two devices: lines of the phone about two entries, one of them told by ledger line 12; then all is forgotten."""
    yield "sync_diary_insert", {"id": 1, "diary": "d" * 32}
    for number, (device, name) in enumerate({"1a" * 8: "laptop", "2b" * 8: "phone"}.items(), start=1):
        yield "device_insert", {**DEVICE, "id": number, "device": device, "name": name}
    for number, entry_id in ((1, 12), (2, None)):
        identity = {"id": number, "device_id": 2, "number": number, "group_id": number, "kind": "night"}
        yield "sync_entry_insert", {**identity, "entry_id": entry_id}
        line = {"id": number, "number": number, "clock": number, "about_id": number, "of": f'["{"2b" * 8}:{number}"]'}
        yield "sync_line_insert", {**SYNC_LINE, **line, "ledger_id": entry_id}
        yield "sync_key_insert", {"id": number, "about_id": number, "key": "night 2026-11-20"}
    yield "sync_change_insert", {"id": 12}
    waits = {"id": 1, "about_id": 1, "entry_id": 12, "what": "field", "open": "{}"}
    yield "sync_open_insert", waits
    yield "import_note_insert", IMPORT_NOTE
    for name in (
        "import_note",
        "sync_diary",
        "device",
        "sync_entry",
        "sync_line",
        "sync_key",
        "sync_change",
        "sync_open",
    ):
        yield f"{name}_put", {"id": 12 if name == "sync_change" else 1}
        yield f"{name}_fits_whole", {}
        yield f"{name}_groups", {}
    for name in ("sync_line", "sync_entry", "sync_key"):
        yield f"{name}_put_since", {"first_id": 2}
    yield "device_take", {"id": 1}
    yield "device_update", {**DEVICE, "b_id": 1, "name": "old laptop", "newest": 2, "clock": 5, "forgotten": 1}
    yield "sync_entry_take", {"id": 1}
    yield "sync_entry_update", {"b_id": 2, "group_id": 1, "entry_id": 12}
    for name in (
        "sync_diary",
        "device_all",
        "sync_line_in_order",
        "sync_entry_all",
        "sync_open_all",
        "sync_open_count",
        "sync_open_entries",
    ):
        yield name, {}
    for name in ("sync_line", "sync_key", "sync_open"):
        yield f"{name}_next_id", {}
    for name in path_statements():
        yield name, {}
    yield "sync_line_between", {"device_id": 2, "after": 1, "last": 9}
    yield "sync_line_of_group", {"group_id": 1}
    yield "sync_line_by_ledger", {"ledger_id": 12}
    yield "sync_told", {"first": 1, "before": 99}
    yield "sync_told_of_entry", {"entry_id": 12, "after": 0}
    yield "sync_unpublished", {}
    yield "sync_change_since", {"first": 1}
    yield "sync_key_about", {"about_id": 1}
    yield "sync_key_at", {"key": "night 2026-11-20"}
    yield "sync_open_about", {"about_id": 1}
    yield "sync_key_take", {"id": 1}
    yield "sync_key_delete", {"id": 1}
    yield "sync_open_take", {"id": 1}
    yield "sync_open_delete", {"id": 1}
    yield "sync_open_insert", waits
    yield "import_note_all", {}
    kept = ("sync_open", "sync_key", "sync_line", "sync_entry", "sync_change", "device", "sync_diary")
    for name in kept:
        yield f"{name}_clear", {}
        yield "checksum_clear", {"of": name}


PAST = ("kept", "magnesium", "medicines", "first_doses", "apart", "zones", "places")
AROUND = ("kept", "magnesium", "medicines", "doses", "places")


def looks() -> Iterator[tuple[str, dict[str, object]]]:
    yield "plan_all", {}
    yield "dose_in_short", A_WEEK
    yield "magnesium_in_short", A_WEEK
    yield "symptom_in_short", A_WEEK
    yield "dose_ratings", A_WEEK
    yield "night_scores", A_WEEK
    yield "dose_before", {"before": "2026-11-24"}
    yield "dose_before_of", {"substance": "leaf", "before": "2026-11-24"}
    yield "dose_last_days_of", {"substance": "extract", "before": "2026-11-24", "most": 14}
    yield "dose_amounts_of", A_WEEK | {"substance": "leaf", "but": 0}
    yield "dose_of_batches", {"before": "2026-11-24"}
    yield "dose_apart_on", {"night_of": "2026-11-20"}
    yield "dose_last_days", {"before": "2026-11-24", "most": 14}
    yield "dose_last_product", A_WEEK
    yield "dose_amounts", A_WEEK | {"but": 0}
    yield "plan_since", {"since": "2026-11-21"}
    yield "product_all", {}
    yield "product_within", A_WEEK
    for name in PAST:
        yield f"past_{name}", {}
    for name in AROUND:
        yield f"around_{name}", A_WEEK
    yield "ledger_in_order", {}
    yield "ledger_order", {}
    yield "ledger_undos", {}
    yield "ledger_undone_changes", {}
    yield "ledger_further", {}
    yield "ledger_ends", {}
    yield "loose_count", {}
    yield "night_words", {}
    for name in TOLD:
        yield f"{name}_unsettled", {"known": "[]"} if name == "night" else {}
    yield "ledger_first", {"most": 1}
    yield "ledger_of_plans", {}
    yield "ledger_corrections", {}
    for name, of in (("apart", "leaf"), ("magnesium", "by mouth"), ("medicine", "gabapentin")):
        yield f"{name}_days_before", {"name": of, "before": "2026-11-24"}
    for name in NAMED:
        yield f"{name}_names", {}
    for beside in BESIDE_PLAN:
        yield f"{beside}_by_plan", {"plan_id": 6}
    for number, name in enumerate(ENTRY_TABLES, start=1):
        yield f"{name}_by_id", {"id": number}
        yield f"{name}_by_id", {"id": 999}
        yield f"{name}_in_order", {}
        yield f"{name}_count", {}
        if name in BY_DAY:
            yield f"{name}_between", A_WEEK
            yield f"{name}_between", {"from_night": "2026-11-21", "before_night": "2026-11-22"}
            yield f"{name}_span", {}
            yield f"{name}_first", {"most": 2}


@pytest.fixture
def two_ways(tmp_path: Path) -> Iterator[tuple[Runner, Engine]]:
    """One fresh file read through `sqlite3`, one through SQLAlchemy."""
    sql = diary_file.load_sql()
    for name in ("plain.db", "engine.db"):
        diary_file.begin_diary(tmp_path / name, sql["schema"])
    runner = Runner(diary_file.connect(tmp_path / "plain.db", writing=True), tmp_path / "plain.db", sql)
    engine = create_engine(f"sqlite:///{tmp_path / 'engine.db'}", poolclass=NullPool)
    event.listen(engine, "connect", lambda connection, _: register_crc32(connection))
    yield runner, engine
    runner.close()
    engine.dispose()


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_the_file_knows_what_the_tables_say() -> None:
    assert (diary_file.APPLICATION_ID, diary_file.SCHEMA_VERSION) == (APPLICATION_ID, SCHEMA_VERSION)
    assert len(METADATA.tables) + sum(len(each.indexes) for each in METADATA.tables.values()) == version.OBJECTS
    assert APPLICATION_ID.to_bytes(4, "big") == b"LEGD"


def test_every_statement_stands_in_the_file_under_its_name() -> None:
    assert set(diary_file.load_sql().names) == set(statements()) | {"schema"}


def test_a_statement_that_is_not_there_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        diary_file.load_sql()["dose_betwee"]


def test_every_parameter_has_a_name() -> None:
    # An unnamed one (`param_1`: SQLAlchemy's own OFFSET beside a lone LIMIT) gets no value through `sqlite3`.
    sql = diary_file.load_sql()
    assert not [name for name in sql.names if re.search(r":\w+_\d+\b", sql[name])]


def test_the_story_runs_every_statement() -> None:
    assert {name for name, _ in script()} == set(statements())


def test_both_ways_give_the_same(two_ways: tuple[Runner, Engine], tmp_path: Path) -> None:
    runner, engine = two_ways
    found: set[str] = set()
    expressions: dict[str, Any] = statements()
    for name, parameters in script():
        with runner.transaction("BEGIN IMMEDIATE"):
            cursor = runner.run(name, **parameters)
            plainly = ([tuple(row) for row in cursor], cursor.rowcount)
        with engine.begin() as connection:
            result = connection.execute(expressions[name], parameters)
            if result.returns_rows:
                mapped = [tuple(row) for row in result]
                assert mapped == plainly[0], name
                found |= {name} if mapped else set()
            else:
                assert result.rowcount == plainly[1], name
                found |= {name} if result.rowcount else set()
    # Rows without a ledger line are not there before the end of a transaction; `test_filling` has them.
    assert found == set(expressions) - {"ledger_fill"}, "a statement that never met a row proves nothing"
    assert dump(tmp_path / "plain.db") == dump(tmp_path / "engine.db")


def test_a_file_made_by_the_engine_has_the_same_schema(tmp_path: Path) -> None:
    diary_file.begin_diary(tmp_path / "plain.db", diary_file.load_sql()["schema"])
    engine = create_engine(f"sqlite:///{tmp_path / 'engine.db'}", poolclass=NullPool)
    METADATA.create_all(engine)

    def schema(name: str) -> list[str]:
        lines = [" ".join(line.split()).replace(" ;", ";") for line in dump(tmp_path / name)]
        assert sum(line.startswith("CREATE TABLE") for line in lines) == len(METADATA.tables)
        return sorted(lines)

    assert schema("engine.db") == schema("plain.db")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kinds_fields_are_its_tables_columns(kind: Any) -> None:
    special = codecs_of(kind.name)
    columns = {"id"} | ({"recalled"} if kind.by_night else set())
    names = {field.name for field in fields(kind.load())}
    for name in names:
        codec = special.get(name)
        if codec == MOMENT:
            columns |= {f"{name}_utc_s", f"{name}_offset_min", "zone"}
        elif codec not in {"steps", "holds"}:
            columns.add(name)
    if kind.name == "plan":
        columns.add("starts_on")  # of its first step: what plans are ordered by
    assert columns == set(table(kind.table).columns.keys())
    assert set(special) <= names
    assert ("night_of" in special) == kind.by_night
    if kind.by_night:
        assert special["night_of"] == DAY


def test_every_table_is_strict_and_holds_only_numbers_and_text() -> None:
    for each in METADATA.sorted_tables:
        assert {str(column.type) for column in each.columns} <= {"INTEGER", "TEXT"}
        assert each.dialect_options["sqlite"]["strict"]


def test_what_is_kept_of_checksums_is_said_twice_and_the_same() -> None:
    """At night no table's definition is loaded, so the columns that rows are filed by are repeated."""
    assert {name: column for name, (column, _) in BY_DAY.items()} == FILED_BY
    assert SUMMED_BY_PLAN == BESIDE_PLAN
    assert set(SUMMED) == set(METADATA.tables) - {"checksum"}


def test_every_statement_that_is_read_is_held_against_checksums() -> None:
    """A new statement is to be added to `sums`, or here with what holds it against its checksums instead."""
    by_row = {"by_id", "between", "in_order", "by_plan", "span", "first", "insert", "update", "delete"}
    by_row |= {"put", "put_since", "take", "fits", "fits_whole", "count", "told", "texts", "unsettled", "groups"}
    by_row |= {"export", "fill"}
    each = {f"{name}_{what}" for name in TABLES for what in by_row}
    in_diary = {
        "plan_all", "plan_since", "product_all", "product_within", "dose_before", "dose_apart_on", "dose_last_days",
        "dose_before_of", "dose_last_days_of",
        "past_kept", "ledger_next_id", "ledger_last_undoable", "ledger_of_change", "ledger_by_entry", "ledger_since",
        "ledger_count_between",
        "ledger_latest", "ledger_kind", "ledger_of_entry_within", "ledger_of_plans", "ledger_corrections",
        "ledger_first", "ledger_order", "ledger_undos", "ledger_undone_changes", "ledger_further", "ledger_ends",
        "night_words", "loose_count", "ledger_rewritten", "apart_days_before", "magnesium_days_before",
        "medicine_days_before",
    }  # fmt: skip
    own = {
        "checksum_tidy",
        "checksum_span",
        "checksum_days",
        "checksum_wrong",
        "checksum_groups",
        "lines_put",
        "lines_fit",
    }
    own |= {"ledger_numbers_fit", "ledger_fits_within", "ledger_fits_of_plans"}
    # `store.sync.log` checks all of a table of devices before it is read, or the whole of what devices have (`check`).
    devices = {f"{name}_{what}" for name in OF_DEVICES for what in (*by_row, "all", "next_id", "about", "clear")}
    devices.discard("sync_open_count")
    devices |= {
        "sync_diary", "sync_line_between", "sync_line_in_order", "sync_line_of_group", "sync_line_by_ledger",
        "sync_told_of_entry", "sync_key_at", "sync_unpublished", "sync_change_since", "checksum_clear",
        "sync_open_entries",
    }  # fmt: skip
    assert set(statements()) - each - in_diary - own - devices - set(path_statements()) == set(RESTS_ON)
