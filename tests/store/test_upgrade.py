from __future__ import annotations

import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Protocol

import pytest
import sqlalchemy as sa

from compiled_sql import schema
from compiled_upgrades import compile_step
from legdiary.domain.time.moments import Moment, Present, load_zone
from legdiary.store import diary_file
from legdiary.store import migrate as upgrade_module
from legdiary.store.backups import file_names
from legdiary.store.backups.write import CopyNotWritable, census
from legdiary.store.diary import Diary
from legdiary.store.errors import DiaryLocked, DiaryNewer, DiskFull, NotADiary
from legdiary.store.migrate import UpgradeDiffers, UpgradeFailed, upgrade, upgraded_in_memory
from legdiary.store.schema import comparison
from legdiary.store.schema.comparison import NotAsMade, objects_of
from legdiary.store.schema.migrations import UPGRADES
from summing import sum_up_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from alembic.operations import Operations

    Step = Callable[[Operations], None]

    class Later(Protocol):
        def __call__(self, version: int, steps: dict[int, Step], more: str = "") -> None: ...


NOW = Moment(1_795_329_000, -300, "America/New_York")
#: Every kind of child row: of product (dose), of plan (steps, a hold), of the ledger (all).
FILL = """
BEGIN IMMEDIATE;
INSERT INTO ledger
  (id, change_id, made_utc_ms, made_offset_min, made_zone, action, kind, entry_id, new) VALUES
  (1, 1, 0, 0, 'UTC', 'add', 'product', 1, '{}'),
  (2, 2, 0, 0, 'UTC', 'add', 'plan', 2, '{}'),
  (3, 3, 0, 0, 'UTC', 'add', 'kratom', 3, '{}'),
  (4, 4, 0, 0, 'UTC', 'add', 'night', 4, '{}');
INSERT INTO product (id, name, product_kind) VALUES (1, 'a secret name', 'leaf');
INSERT INTO "plan" (id, name, starts_on, scale_mg) VALUES (2, 'plan', '2026-11-01', 500);
INSERT INTO taper_step (plan_id, starts_on, target_mg, doses_per_day) VALUES
  (2, '2026-11-01', 8000, 4), (2, '2026-11-08', 7500, NULL);
INSERT INTO hold (plan_id, position, placed_on, days, step_starts_on) VALUES (2, 0, '2026-11-07', 3, '2026-11-01');
INSERT INTO dose (id, recalled, night_of, zone, at_utc_s, at_offset_min, amount_mg, product_id, note)
  VALUES (3, 0, '2026-11-01', 'UTC', 1793570400, 0, 2000, 1, 'a secret note');
INSERT INTO night (id, recalled, night_of, severity) VALUES (4, 0, '2026-11-01', 7);
COMMIT;
"""

INVENTED = """
CREATE TABLE invented (id INTEGER NOT NULL, score INTEGER NOT NULL, PRIMARY KEY (id),
  FOREIGN KEY(id) REFERENCES ledger (id), CONSTRAINT score_range CHECK (score BETWEEN 0 AND 10)) STRICT;
CREATE INDEX invented_by_score ON invented (score);
"""
PLAN_V3 = (
    "  PRIMARY KEY (id),",
    "  aim TEXT,\n  PRIMARY KEY (id),\n  CONSTRAINT aim_known CHECK (aim IN ('stop', 'less')),",
)


def version_at(path: Path) -> int:
    """The schema version of a diary, as the program itself reads it."""
    connection = diary_file.connect(path, writing=False)
    try:
        return diary_file.version_of(connection, path)
    finally:
        connection.close()


def add_table(operations: Operations) -> None:
    operations.create_table(
        "invented",
        sa.Column("id", sa.Integer, sa.ForeignKey("ledger.id"), primary_key=True),
        sa.Column("score", sa.Integer, nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 10", name="score_range"),
        sqlite_strict=True,
    )
    operations.create_index("invented_by_score", "invented", ["score"])


def add_column(operations: Operations) -> None:
    with operations.batch_alter_table("plan", table_kwargs={"sqlite_strict": True}) as batch:
        batch.add_column(sa.Column("aim", sa.Text))
        batch.create_check_constraint("aim_known", sa.text("aim IN ('stop', 'less')"))


def fail_half_way(operations: Operations) -> None:
    operations.execute("DELETE FROM night")
    operations.execute("UPDATE dose SET amount_mg = -1")


def fresh_sql(version: int) -> str:
    sql = FIRST
    if version >= 2:
        sql += INVENTED
    if version >= 3:
        begin = sql.index('CREATE TABLE "plan"')
        end = sql.index("CREATE", begin + 1)
        plan = sql[begin:end].replace(*PLAN_V3)
        sql = sql[:begin] + plan + sql[end:]
    return f"{sql}PRAGMA user_version = {version};"


#: What the program under test makes a fresh diary with; these tests call it version 1 whatever it is by now.
FIRST = schema()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """From now on the program is of a later version, with these steps, compiled as its own are."""
    sql = diary_file.load_sql()

    def make(version: int, steps: dict[int, Step], more: str = "") -> None:
        monkeypatch.setattr(diary_file, "SCHEMA_VERSION", version)
        sql["schema"] = fresh_sql(version)
        monkeypatch.setattr(diary_file, "load_sql", lambda: sql)
        monkeypatch.setattr(comparison, "schema_sql", fresh_sql)
        compiled = {f"from_{number}": compile_step(step, fresh_sql(number)) + more for number, step in steps.items()}
        monkeypatch.setattr(upgrade_module, "load_steps", lambda: compiled)

    make(1, {})
    return make


@pytest.fixture
def diary(tmp_path: Path, later: object) -> Path:
    path = tmp_path / "mine" / "diary.db"
    diary_file.begin_diary(path, fresh_sql(1))
    with closing(diary_file.connect(path, writing=True)) as connection:
        connection.executescript(FILL)
        sum_up_over(connection)
    assert later
    return path


def rows_of(connection: sqlite3.Connection, tables: Iterable[str]) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: [tuple(row) for row in connection.execute(f'SELECT * FROM "{table}"')]  # noqa: S608
        for table in tables
    }


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(diary_file.connect(path, writing=False)) as connection:
        return rows_of(connection, census(connection).rows)


def fresh_schema(version: int) -> dict[str, object]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(fresh_sql(version))
        return objects_of(connection)


def test_every_version_has_its_step() -> None:
    assert set(UPGRADES) == set(range(1, diary_file.SCHEMA_VERSION))


def test_an_upgrade_copies_first_and_loses_nothing(diary: Path, later: Later) -> None:
    before = contents(diary)
    later(3, {1: add_table, 2: add_column})
    copy = upgrade(diary, 1, NOW)
    assert copy == diary.parent / "backups" / "diary-20261122T063000Z-v1.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert contents(copy) == before
    assert (version_at(diary), version_at(copy)) == (3, 1)
    after = contents(diary)
    assert after.pop("invented") == []
    after["plan"] = [row[:-1] for row in after["plan"]]
    assert after == before
    assert stat.S_IMODE(diary.stat().st_mode) == 0o600
    assert sorted(each.name for each in diary.parent.iterdir()) == ["backups", "diary.db"]


def test_an_upgraded_file_and_a_fresh_one_have_the_same_schema(diary: Path, later: Later) -> None:
    later(3, {1: add_table, 2: add_column})
    upgrade(diary, 1, NOW)
    with closing(diary_file.connect(diary, writing=False)) as connection:
        assert objects_of(connection) == fresh_schema(3)
        assert not connection.execute("PRAGMA foreign_key_check").fetchall()


def test_a_check_that_a_step_adds_is_kept_by_the_file(diary: Path, later: Later) -> None:
    later(3, {1: add_table, 2: add_column})
    upgrade(diary, 1, NOW)
    with closing(diary_file.connect(diary, writing=True)) as connection:
        for statement in (
            """UPDATE "plan" SET aim = 'more'""",
            """UPDATE "plan" SET scale_mg = 0""",
            """UPDATE "plan" SET scale_mg = 'much'""",
            """DELETE FROM "plan" """,
            "INSERT INTO invented VALUES (4, 11)",
            "INSERT INTO invented VALUES (999, 1)",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)
        connection.execute("""UPDATE "plan" SET aim = 'less'""")


@pytest.mark.parametrize("step", [fail_half_way, lambda _: None], ids=["fails", "does nothing"])
def test_a_failing_step_leaves_the_file_byte_for_byte_and_the_copy_there(diary: Path, later: Later, step: Step) -> None:
    before, rows = diary.read_bytes(), contents(diary)
    later(3, {1: add_table, 2: step})
    with pytest.raises((UpgradeFailed, UpgradeDiffers)) as caught:
        upgrade(diary, 1, NOW)
    assert diary.read_bytes() == before
    (copy,) = file_names.copies_of(diary)
    assert contents(copy) == rows
    assert "secret" not in f"{caught.value}{caught.value.__cause__}"
    assert sorted(each.name for each in diary.parent.iterdir()) == ["backups", "diary.db"]


def test_a_programming_error_rolls_back_as_well(diary: Path, later: Later, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: sqlite3.Connection) -> bool:
        raise ZeroDivisionError

    before = diary.read_bytes()
    later(2, {1: add_table})
    monkeypatch.setattr("legdiary.store.file_integrity.is_sound", broken)
    with pytest.raises(ZeroDivisionError):
        upgrade(diary, 1, NOW)
    assert diary.read_bytes() == before


@pytest.mark.parametrize(
    ("forgotten", "what"),
    [
        ("DROP INDEX dose_by_night", "index dose_by_night"),
        ("ALTER TABLE night ADD COLUMN more INTEGER", "table night"),
        ("ALTER TABLE product DROP COLUMN weight_mg", None),
    ],
)
def test_an_upgrade_that_ends_elsewhere_is_rolled_back(
    diary: Path, later: Later, forgotten: str, what: str | None
) -> None:
    before = diary.read_bytes()
    later(2, {1: add_table}, more=f"{forgotten};\n")
    with pytest.raises((UpgradeDiffers, UpgradeFailed)) as caught:
        upgrade(diary, 1, NOW)
    assert what is None or f"({what})" in str(caught.value)
    assert diary.read_bytes() == before


def test_an_index_that_batch_mode_loses_is_found_out(diary: Path, later: Later) -> None:
    def loses_the_index_on_an_expression(operations: Operations) -> None:
        add_table(operations)
        with operations.batch_alter_table("product", recreate="always"):
            pass

    before = diary.read_bytes()
    with pytest.warns(sa.exc.SAWarning, match="expression-based index"):
        later(2, {1: loses_the_index_on_an_expression})
    with pytest.raises(UpgradeDiffers, match="index product_by_name"):
        upgrade(diary, 1, NOW)
    assert diary.read_bytes() == before


def test_a_step_that_orphans_rows_is_rolled_back(diary: Path, later: Later) -> None:
    def orphans(operations: Operations) -> None:
        add_table(operations)
        operations.execute("DELETE FROM product")

    before = diary.read_bytes()
    later(2, {1: orphans})
    with pytest.raises(UpgradeFailed):
        upgrade(diary, 1, NOW)
    assert diary.read_bytes() == before


def test_figures_that_sqlite_keeps_are_no_obstacle(diary: Path, later: Later) -> None:
    with closing(diary_file.connect(diary, writing=True)) as connection:
        connection.executescript("ANALYZE;")
    later(2, {1: add_table})
    assert upgrade(diary, 1, NOW)
    assert version_at(diary) == 2


@pytest.mark.parametrize(
    ("made", "named"),
    [
        ("CREATE INDEX mine ON night (severity)", "index mine is not legdiary's"),
        ("CREATE VIEW v AS SELECT 1", "view v is not legdiary's"),
        ("CREATE TABLE invented (x)", "table invented is not legdiary's"),
        ("DROP INDEX dose_by_night", "index dose_by_night is not as it should be"),
    ],
)
def test_what_another_has_put_there_is_named_and_nothing_is_upgraded(
    diary: Path, later: Later, made: str, named: str
) -> None:
    with closing(diary_file.connect(diary, writing=True)) as connection:
        connection.execute(made)
    before = diary.read_bytes()
    later(2, {1: add_table})
    with pytest.raises(NotAsMade, match=named):
        upgrade(diary, 1, NOW)
    assert (diary.read_bytes(), file_names.copies_of(diary)) == (before, [])


def test_a_kill_half_way_leaves_the_old_diary(diary: Path) -> None:
    rows = contents(diary)
    killed = run(diary, "killed")
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert (diary.parent / "diary.db-journal").exists()
    with closing(diary_file.connect(diary, writing=True)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert contents(diary) == rows
    assert [contents(copy) for copy in file_names.copies_of(diary)] == [rows]


def test_two_terminals_that_upgrade_at_once_both_succeed_with_one_upgrade(diary: Path) -> None:
    rows = contents(diary)
    both = [run(diary, "slow") for _ in range(2)]
    for each in both:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in both:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    answers = sorted(each.communicate()[0] for each in both)
    assert [each.returncode for each in both] == [0, 0]
    assert answers == ["None\n", "diary-20261122T063000Z-v1.db\n"]
    assert [contents(copy) for copy in file_names.copies_of(diary)] == [rows]
    after = contents(diary)
    assert after.pop("mark") == [(1,)]
    assert after == rows


def test_a_newer_legdiary_that_came_meanwhile_is_left_alone(diary: Path, later: Later) -> None:
    with closing(diary_file.connect(diary, writing=True)) as connection:
        connection.execute("PRAGMA user_version=9")
    before = diary.read_bytes()
    later(2, {1: add_table})
    with pytest.raises(DiaryNewer):
        upgrade(diary, 1, NOW)
    with pytest.raises(DiaryNewer):
        upgraded_in_memory(diary_file.connect(diary, writing=False), diary, 1)
    assert diary.read_bytes() == before
    assert not file_names.copies_of(diary)


def test_a_version_nobody_wrote_is_no_diary(diary: Path, later: Later) -> None:
    with closing(diary_file.connect(diary, writing=True)) as connection:
        connection.execute("PRAGMA user_version=0")
    later(2, {1: add_table})
    with pytest.raises(NotADiary):
        upgrade(diary, 0, NOW)
    with pytest.raises(NotADiary):
        upgraded_in_memory(diary_file.connect(diary, writing=False), diary, 0)
    assert not file_names.copies_of(diary)


def test_without_a_copy_there_is_no_upgrade(diary: Path, later: Later) -> None:
    (diary.parent / "backups").write_text("in the way")
    before = diary.read_bytes()
    later(2, {1: add_table})
    with pytest.raises(CopyNotWritable):
        upgrade(diary, 1, NOW)
    assert diary.read_bytes() == before


def limited(monkeypatch: pytest.MonkeyPatch, pragma: str) -> None:
    connect = diary_file.connect

    def connect_limited(path: Path, *, writing: bool) -> sqlite3.Connection:
        connection = connect(path, writing=writing)
        connection.execute(pragma).fetchall()
        return connection

    monkeypatch.setattr(diary_file, "connect", connect_limited)


def test_a_full_disk_leaves_the_old_diary(diary: Path, later: Later, monkeypatch: pytest.MonkeyPatch) -> None:
    before = diary.read_bytes()
    later(2, {1: add_table})
    limited(monkeypatch, f"PRAGMA max_page_count={len(before) // 4096}")
    with pytest.raises(DiskFull):
        upgrade(diary, 1, NOW)
    assert diary.read_bytes() == before


def test_a_lock_is_waited_for_and_then_said(diary: Path, later: Later, monkeypatch: pytest.MonkeyPatch) -> None:
    later(2, {1: add_table})
    with closing(diary_file.connect(diary, writing=True)) as other:
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr("legdiary.store.connection.BUSY_TIMEOUT_S", 0.05)
        with pytest.raises(DiaryLocked):
            upgrade(diary, 1, NOW)
        reading = diary_file.connect(diary, writing=False)
        other.execute("COMMIT")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DiaryLocked):
            upgraded_in_memory(reading, diary, 1)
    assert not file_names.copies_of(diary)


def test_a_file_turned_to_wal_by_another_program_is_upgraded_too(diary: Path, later: Later) -> None:
    with closing(sqlite3.connect(diary)) as other:
        other.execute("PRAGMA journal_mode=WAL")
    rows = contents(diary)
    later(2, {1: add_table})
    with closing(upgraded_in_memory(diary_file.connect(diary, writing=False), diary, 1)) as memory:
        assert rows_of(memory, rows) == rows
    copy = upgrade(diary, 1, NOW)
    assert copy is not None
    assert contents(copy) == rows
    assert version_at(diary) == 2


# ---------------------------------------------------------------------- reading


def test_reading_an_old_diary_changes_nothing(diary: Path, later: Later) -> None:
    before, rows = diary.read_bytes(), contents(diary)
    then = diary.stat().st_mtime_ns
    later(3, {1: add_table, 2: add_column})
    connection = diary_file.connect(diary, writing=False)
    with closing(upgraded_in_memory(connection, diary, 1)) as memory:
        with pytest.raises(sqlite3.ProgrammingError):
            connection.execute("SELECT 1")
        assert memory.execute("PRAGMA user_version").fetchone()[0] == 3
        assert objects_of(memory) == fresh_schema(3)
        assert memory.execute("SELECT severity FROM night").fetchone()["severity"] == 7
        assert rows_of(memory, rows) | {"plan": []} == rows | {"plan": []}
        with pytest.raises(sqlite3.OperationalError):
            memory.execute("DELETE FROM night")
        assert not memory.in_transaction
    assert diary.read_bytes() == before
    assert diary.stat().st_mtime_ns == then
    assert [each.name for each in diary.parent.iterdir()] == ["diary.db"]


def test_reading_fails_as_writing_does_and_closes_the_file(diary: Path, later: Later) -> None:
    before = diary.read_bytes()
    later(2, {1: fail_half_way})
    connection = diary_file.connect(diary, writing=False)
    with pytest.raises(UpgradeFailed):
        upgraded_in_memory(connection, diary, 1)
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT 1")
    assert diary.read_bytes() == before


def test_the_diary_opens_an_old_file_for_reading_and_for_writing(diary: Path, later: Later) -> None:
    zone = load_zone("America/New_York")
    before = diary.read_bytes()
    later(3, {1: add_table, 2: add_column})
    with Diary.for_reading(diary) as reading:
        assert reading.entry(4).entry.severity == 7
    assert diary.read_bytes() == before
    with Diary.for_writing(diary, Present(NOW, zone)) as writing:
        assert writing.entry(4).entry.severity == 7
        writing.delete(4, Present(NOW, zone))
    assert version_at(diary) == 3
    assert len(file_names.copies_of(diary)) == 1


# ---------------------------------------------------------------------- schemas as values


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("CREATE TABLE t (a TEXT, b INT)", 'CREATE TABLE\n"t"( "a" TEXT ,\tb INT )', True),
        ("CREATE TABLE t (a TEXT, b INT)", "CREATE TABLE t (b INT, a TEXT)", False),
        (
            "CREATE TABLE t (a TEXT, CHECK (a > 0), UNIQUE (a))",
            "CREATE TABLE t (a TEXT, UNIQUE(a), CHECK(a>0))",
            True,
        ),
        ("CREATE TABLE t (a TEXT CHECK (a = 'x  y'))", "CREATE TABLE t (a TEXT CHECK (a = 'x y'))", False),
        ("CREATE TABLE t (a TEXT CHECK (a = 'x, (y'))", "CREATE TABLE t (a TEXT  CHECK (a='x, (y'))", True),
        ("CREATE TABLE t (a TEXT)", "CREATE TABLE t (a TEXT) STRICT", False),
        ("CREATE TABLE t (a TEXT NOT NULL)", "CREATE TABLE t (a TEXT)", False),
        ("CREATE TABLE t (a TEXT); CREATE INDEX i ON t (a)", "CREATE TABLE t (a TEXT)", False),
        (
            "CREATE TABLE t (a TEXT); CREATE INDEX i ON t (a) WHERE a IS NOT NULL",
            "CREATE TABLE t (a TEXT); CREATE INDEX i ON t (a)",
            False,
        ),
    ],
)
def test_schemas_are_equal_when_only_their_spelling_differs(one: str, other: str, *, same: bool) -> None:
    found = []
    for sql in (one, other):
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.executescript(sql)
            found.append(objects_of(connection))
    assert (found[0] == found[1]) is same


# ---------------------------------------------------------------------- other processes

PROGRAM = r"""
import os, signal, sys, time
from pathlib import Path
from legdiary.domain.time.moments import Moment
from legdiary.store import diary_file
from legdiary.store import migrate
from legdiary.store.schema import comparison

first = diary_file.load_sql()["schema"]
STEPS = {
    "slow": "CREATE TABLE mark (id INTEGER) STRICT;\nINSERT INTO mark VALUES (1);\nSELECT wait();\n",
    "killed": (
        "PRAGMA cache_size = 1;\nCREATE TABLE mark (id TEXT) STRICT;\nDELETE FROM night;\n"
        + "INSERT INTO mark VALUES (hex(randomblob(2000)));\n" * 200
        + "SELECT die();\n"
    ),
}

def register(connection):
    connection.create_function("wait", 0, lambda: time.sleep(0.3))
    connection.create_function("die", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))

path = Path(sys.argv[1])
connection = diary_file.connect(path, writing=False)
version = diary_file.version_of(connection, path)
connection.close()
print("ready", flush=True)
if sys.argv[2] == "slow":
    sys.stdin.readline()
diary_file.SCHEMA_VERSION = 2
comparison.schema_sql = lambda version: first if version == 1 else first + "CREATE TABLE mark (id INTEGER) STRICT;"
migrate.register_crc32 = register
migrate.load_steps = lambda: {"from_1": STEPS[sys.argv[2]]}
copy = migrate.upgrade(path, 1, Moment(1_795_329_000, -300, "America/New_York"))
print(copy and copy.name, flush=True)
"""


def run(path: Path, step: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), step],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
