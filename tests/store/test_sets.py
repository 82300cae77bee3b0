"""Ledger and tables compared as sets: whatever is found line by line is found so too, and told in the same words."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from kept_diaries import NOW, of, spoil, story

from builders import dose, measure, night, present, product, sleep
from legdiary.domain.demo.demo_diary import make_demo_diary
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.time.moments import Moment, Present, load_zone
from legdiary.store import content_checks, diary_file
from legdiary.store.checksum_tables import groups_fit
from legdiary.store.diary import Diary
from legdiary.store.errors import WrongEntry
from legdiary.store.findings import FINE, WRONG
from legdiary.store.health.check import check_diary
from legdiary.store.health.ledger_replay import Replay
from legdiary.store.rows import row_reader
from legdiary.store.statement_runner import Runner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.store.findings import Finding

ZONE = load_zone("America/New_York")
PRESENT = Present(Moment.from_timestamp(1_795_402_800, ZONE), ZONE)
ALONE = [kind for kind in KINDS.values() if kind.name != "plan"]
#: Numbers at the bounds of some rule, and far beyond all of them.
NUMBERS = (
    None, -1, 0, 1, 3, 4, 6, 30, 99, 100, 960, 961, 1439, 1440, 1441, -1439, -1440, 5001, 2**31, 2**31 + 1, -(2**40),
    631_151_999, 631_152_000, 7_258_118_399, 7_258_118_400, 10**13,
)  # fmt: skip
#: Texts that some rule refuses, and texts that look as if one did.
TEXTS = (
    None, "", " x", "x ", "a  b", "a\nb", "a\x00b", "a\x1bb", "ä", "\u2028", 'a"b', "a\\b", "a,b",
    "x" * 60, "x" * 61, "x" * 65, "x" * 200, "x" * 201, "x" * 10_000, "x" * 10_001, "1989-12-31", "1990-01-01",
    "2199-12-31", "2200-01-01", "2026-02-30", "legs", "legs,legs", "left leg", ",", "crawling", "leaf", "7-oh",
    "asleep", "oxide", "computed_from_salt", "self", "UTC", "1zone", "America/New_York\x00", "UTC-05:00",
    "EST5EDT,M3.2.0,M11.1.0", "no zone", "fasting",
)  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every kind of entry and of change."""
    return story(tmp_path_factory.mktemp("told") / "diary.db")


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine nights of a made-up diary, and some changes."""
    path = tmp_path_factory.mktemp("weeks") / "diary.db"
    with Diary.for_writing(path, PRESENT) as diary:
        made = diary.add_all(make_demo_diary(PRESENT.last_night, ZONE, nights=9).entries, PRESENT)
        for each in made[-9::4]:
            diary.delete(each.id, PRESENT)
        diary.undo(PRESENT)
    return path


def looked_over(path: Path, monkeypatch: pytest.MonkeyPatch, *, by_lines: bool) -> list[Finding]:
    with monkeypatch.context() as patched:
        if by_lines:  # as it was before
            patched.setattr(Replay, "_agrees", lambda _: False)
            patched.setattr(content_checks, "groups_fit", lambda _: False)
            loose = content_checks._loose  # noqa: SLF001 - by SQLite's own search
            patched.setattr(content_checks, "_loose", lambda connection, **_: loose(connection, agreed=False))
        return check_diary(path, NOW)


# ---------------------------------------------------------------------- the same findings


DAMAGE = [
    "UPDATE dose SET amount_mg = 2501",
    "UPDATE dose SET recalled = 1",
    "UPDATE dose SET zone = 'Europe/Berlin'",
    "UPDATE dose SET note = 'another'",
    "UPDATE dose SET at_offset_min = 60",
    "UPDATE dose SET product_id = NULL",
    "UPDATE magnesium SET basis = 'computed_from_salt', salt_mg = 0, form = 'oxide'",
    "UPDATE factor SET name = 'two  blanks'",
    "UPDATE measure SET value_milli = value_milli + 1",
    "UPDATE plan SET name = 'another'",
    "UPDATE product SET name = 'another'",
    "UPDATE night SET night_of = '2026-11-18' WHERE id = 1",
    "UPDATE night SET severity = 11",
    "UPDATE taper_step SET target_mg = 1 WHERE starts_on = '2026-11-16'",
    "DELETE FROM taper_step WHERE starts_on = '2026-11-16'",
    "INSERT INTO hold VALUES (10, 0, '2026-11-10', 3, '2026-11-09', NULL)",
    "DELETE FROM magnesium",
    "DELETE FROM plan",
    "INSERT INTO symptom VALUES (1, 0, '2026-11-20', 'cramp', 1, NULL)",
    "INSERT INTO symptom VALUES (900, 0, '2026-11-20', 'cramp', 1, NULL)",
    # One row too many and one too few.
    "DELETE FROM magnesium; INSERT INTO symptom VALUES (900, 0, '2026-11-20', 'cramp', 1, NULL)",
    "DELETE FROM magnesium; INSERT INTO symptom VALUES (6, 0, '2026-11-20', 'cramp', 1, NULL)",
    "DELETE FROM ledger WHERE id = 1",
    "DELETE FROM ledger WHERE id = 6",
    "DELETE FROM ledger WHERE id = 11",
    "DELETE FROM ledger WHERE id = 13",
    "DELETE FROM ledger WHERE id = (SELECT max(id) FROM ledger)",
    "DELETE FROM ledger",
    "INSERT INTO ledger SELECT 99, 99, made_utc_ms, 0, 'UTC', action, kind, 99, old, new, undoes FROM ledger LIMIT 1",
    "INSERT INTO ledger SELECT 0, 0, made_utc_ms, 0, 'UTC', action, kind, 0, old, new, undoes FROM ledger LIMIT 1",
    "UPDATE ledger SET id = -1, entry_id = -1, change_id = -1 WHERE id = 1",
    # In another order.
    "UPDATE ledger SET id = 99 - id WHERE id IN (6, 7); UPDATE ledger SET id = id - 86 WHERE id > 90",
    "UPDATE ledger SET id = 99 - id WHERE id IN (11, 12); UPDATE ledger SET id = id - 76 WHERE id > 86",
    "UPDATE ledger SET change_id = 2 WHERE id = 4",
    "UPDATE ledger SET change_id = id WHERE id = 7",
    "UPDATE ledger SET change_id = 6 WHERE id = 10",
    "UPDATE ledger SET kind = 'night' WHERE id = 14",
    "UPDATE ledger SET kind = 'night' WHERE id = 6",
    "UPDATE ledger SET kind = 'mood' WHERE id = 1",
    "UPDATE ledger SET kind = 'mood' WHERE id = 11",
    "UPDATE ledger SET new = '{\"night_of\":\"2026-11-20\",\"severity\":9}' WHERE id = 1",
    "UPDATE ledger SET old = '{\"night_of\":\"2026-11-20\",\"severity\":9}' WHERE id = 6",
    "UPDATE ledger SET old = new WHERE id = 7",
    "UPDATE ledger SET new = NULL, old = new WHERE id = 7",
    "UPDATE ledger SET new = 'no json' WHERE id = 1",
    "UPDATE ledger SET new = replace(new, ':', ': ')",
    "UPDATE ledger SET new = '{\"amount_mg\":\"much\"}' WHERE id = 4",
    "UPDATE ledger SET new = '[' WHERE id = 11",
    "UPDATE ledger SET new = CAST(x'ff41' AS TEXT) WHERE id = 6",
    "UPDATE ledger SET action = 'edit' WHERE id = 1",
    "UPDATE ledger SET action = 'edit' WHERE id = 6",
    "UPDATE ledger SET action = 'delete' WHERE id = 11",
    "UPDATE ledger SET entry_id = 99 WHERE id = 11",
    "UPDATE ledger SET entry_id = 6 WHERE id = 7",
    "UPDATE ledger SET entry_id = 6 WHERE id = 11",
    "UPDATE ledger SET undoes = 11 WHERE id = 15",
    "UPDATE ledger SET undoes = 98 WHERE id = 13",
    "UPDATE ledger SET undoes = 12 WHERE id = 15",
    "UPDATE ledger SET undoes = 16 WHERE id = 13",
    "UPDATE ledger SET undoes = 6 WHERE id = 13",
    "UPDATE ledger SET undoes = NULL WHERE id = 13",
    "UPDATE ledger SET undoes = 1 WHERE id = 6",
    "UPDATE factor SET name = CAST(x'ff41' AS TEXT)",
    "UPDATE dose SET product_id = 999; UPDATE ledger SET new = replace(new, '\"product_id\":3', '\"product_id\":999')",
    "DELETE FROM product; DELETE FROM ledger WHERE id = 3",
    "INSERT INTO hold VALUES (999, 0, '2026-11-10', 3, '2026-11-09', NULL)",
    "INSERT INTO taper_step VALUES (999, '2026-11-10', 3, NULL, NULL, NULL)",
    "UPDATE checksum SET sum = sum + 1 WHERE \"of\" = 'dose'",
    "UPDATE checksum SET sum = sum + iif(key = '6', 5, -5) WHERE \"of\" = 'ledger' AND key IN ('6', '7')",
    "UPDATE checksum SET key = '06' WHERE \"of\" = 'ledger' AND key = '6'",
    "UPDATE checksum SET key = '2026-11-01' WHERE \"of\" = 'sleep'",
    "UPDATE checksum SET \"of\" = 'moods' WHERE \"of\" = 'sleep'",
    "DELETE FROM checksum WHERE \"of\" = 'factor'",
    "DELETE FROM checksum WHERE \"of\" = 'ledger' AND key = '1'",
    "DELETE FROM checksum WHERE \"of\" = 'lines'",
    "DELETE FROM checksum",
    "INSERT INTO checksum VALUES ('ledger', '99', 7)",
    "INSERT INTO checksum VALUES ('moods', '', 7)",
    "PRAGMA user_version = 5",
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_sets_and_lines_tell_the_same(told: Path, tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(shutil.copy2(told, tmp_path / "diary.db"))
    spoil(path, "PRAGMA foreign_keys=OFF", *damage.split("; "))
    found = looked_over(path, monkeypatch, by_lines=False)
    assert found == looked_over(path, monkeypatch, by_lines=True)
    assert [each for each in found if each.state == WRONG]


def test_a_checksum_of_nothing_is_no_fault(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(shutil.copy2(told, tmp_path / "diary.db"))
    spoil(path, "INSERT INTO checksum VALUES ('dose', '2026-01-01', 0)")
    found = looked_over(path, monkeypatch, by_lines=False)
    assert of(found, "checksums")[0].state == FINE
    assert found == looked_over(path, monkeypatch, by_lines=True)


_LINE = "UPDATE ledger SET new = replace(new, '}',"


@pytest.mark.parametrize(
    "changes",
    [
        # SQLite's functions read a text up to its first NUL, and an empty list is no list of one empty word.
        ("UPDATE dose SET zone = zone || char(0) || 'x'",),
        ("UPDATE dose SET note = char(0)", f'{_LINE} \',"note":""}}\') WHERE id = 2'),
        ("UPDATE night SET body_parts = ''",),
        ("UPDATE night SET body_parts = ''", f"{_LINE} ',\"body_parts\":[]}}') WHERE id = 1"),
        ("UPDATE night SET body_parts = ''", f'{_LINE} \',"body_parts":[""]}}\') WHERE id = 1'),
        ("UPDATE night SET sensations = ''", f'{_LINE} \',"sensations":[""]}}\') WHERE id = 1'),
        ("UPDATE measure SET conditions = ''", f'{_LINE} \',"conditions":[""]}}\') WHERE id = 4'),
        # A zone belongs to a moment.
        (
            "UPDATE sleep SET bed_utc_s = NULL, bed_offset_min = NULL, wake_utc_s = NULL, wake_offset_min = NULL",
            "UPDATE sleep SET total_min = 400",
            'UPDATE ledger SET new = \'{"night_of":"2026-11-20","total_min":400}\' WHERE id = 3',
        ),
        ("UPDATE ledger SET new = substr(new, 1, 30) WHERE id = 2",),
        ("UPDATE ledger SET new = new || char(0) WHERE id = 2",),
        ("UPDATE ledger SET new = new || 'x' WHERE id = 2",),
    ],
)
def test_texts_that_look_alike_are_told_apart(
    tmp_path: Path, changes: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "diary.db"
    with Diary.for_writing(path, present()) as diary:
        for each in (night(), dose(), sleep(span="22:45-06:10"), measure()):
            diary.add(each, present())
    spoil(path, *changes)
    found = looked_over(path, monkeypatch, by_lines=False)
    assert found == looked_over(path, monkeypatch, by_lines=True)
    assert of(found, "ledger")[0].state == WRONG


def test_what_row_and_line_refer_to_together_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "diary.db"
    with Diary.for_writing(path, present()) as diary:
        leaf = diary.add(product("red leaf"), present())
        diary.add(dose(product_id=leaf.id), present())
    spoil(
        path,
        "UPDATE dose SET product_id = 7",
        "UPDATE ledger SET new = replace(new, '_id\":1', '_id\":7') WHERE id = 2",
    )
    found = looked_over(path, monkeypatch, by_lines=False)
    assert (of(found, "ledger")[0].state, of(found, "references")[0].what) == (
        FINE, "1 fault: rows of dose refer to what is not there",
    )  # fmt: skip
    assert found == looked_over(path, monkeypatch, by_lines=True)


def test_a_file_with_pages_of_nothing(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = told.read_bytes()
    for at in range(4096, len(whole), 3 * 4096):
        path = tmp_path / "diary.db"
        path.write_bytes(whole[: at + 40] + b"\xff" * 60 + whole[at + 100 :])
        path.chmod(0o600)
        found, by_lines = (looked_over(path, monkeypatch, by_lines=way) for way in (False, True))
        # An offset beyond its page makes SQLite read what lies in memory there: the same file may have faults, or be
        # refused as a whole. Either way SQLite says it, and nothing else is held against the file.
        assert found == by_lines or wrong_topics(found) == wrong_topics(by_lines) == ["integrity"]


def wrong_topics(found: list[Finding]) -> list[str]:
    return [each.topic for each in found if each.state == WRONG]


# ---------------------------------------------------------------------- sets settle what they should


@pytest.fixture
def copied(weeks: Path, tmp_path: Path) -> Iterator[tuple[sqlite3.Connection, Runner]]:
    """A copy, in which another program may write what the file lets it."""
    path = Path(shutil.copy2(weeks, tmp_path / "copy.db"))
    with closing(diary_file.connect(path, writing=True)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        yield connection, Runner(connection, path, diary_file.load_sql())


def agree(runner: Runner) -> bool:
    return Replay(runner)._agrees()  # noqa: SLF001 - by sets alone


def faults(runner: Runner) -> dict[str, int]:
    replay = Replay(runner)
    replay.compare()
    return dict(replay.faults)


def test_a_sound_diary_is_settled_by_sets(copied: tuple[sqlite3.Connection, Runner]) -> None:
    _, runner = copied
    assert agree(runner)
    by_sets, by_lines = Replay(runner), Replay(runner)
    by_sets.compare(rules_hold=True)
    by_lines.compare()
    assert (by_sets.lines, by_sets.alive, by_sets.taken_back) == (by_lines.lines, by_lines.alive, by_lines.taken_back)
    assert groups_fit(runner.all)


@pytest.mark.parametrize("kind", ["night", "sleep", "kratom", "magnesium", "factor", "symptom", "medicine"])
def test_what_people_usually_write_needs_no_look_in_python(
    copied: tuple[sqlite3.Connection, Runner], kind: str
) -> None:
    _, runner = copied
    table = KINDS[kind].table
    words = {"known": '["legs;crawling"]'} if kind == "night" else {}
    left = [row for row in runner.run(f"{table}_unsettled", **words) if row["agrees"]]
    rows = runner.one(f"{table}_count")[0]
    assert rows > len(left)
    if kind != "night":  # whose words are checked once for each list
        assert left == []


def with_line(connection: sqlite3.Connection, runner: Runner, table: str, number: int) -> None:
    """Have the line of a row say what the row says now."""
    text = next(row["text"] for row in runner.run(f"{table}_texts") if row["id"] == number)
    connection.execute("UPDATE ledger SET new = ? WHERE id = ? AND ? IS NOT NULL", (text, number, text))


@pytest.mark.parametrize("kind", ALONE, ids=lambda kind: kind.name)
def test_no_column_of_row_and_line_breaks_a_rule_unseen(copied: tuple[sqlite3.Connection, Runner], kind: Any) -> None:
    """Whatever the file itself lets in is settled by sets only where a value can be made of it."""
    connection, runner = copied
    told_once = "id NOT IN (SELECT entry_id FROM ledger WHERE entry_id <> id)"
    kept = connection.execute(f"SELECT id FROM {kind.table} WHERE {told_once}").fetchall()  # noqa: S608
    settled = refused = 0
    for column, type_ in connection.execute(f"SELECT name, type FROM pragma_table_info('{kind.table}')").fetchall():  # noqa: S608
        for value in (NUMBERS if type_ == "INTEGER" else TEXTS) if kept and column != "id" else ():
            connection.execute("SAVEPOINT before")
            try:
                change = f'UPDATE {kind.table} SET "{column}" = ? WHERE id = ?'  # noqa: S608
                connection.execute(change, (value, kept[-1]["id"]))
                with_line(connection, runner, kind.table, kept[-1]["id"])
            except sqlite3.IntegrityError:
                pass  # the file refuses it
            else:
                if agree(runner):
                    assert faults(runner) == {}, (column, value)
                    settled += 1
                else:
                    refused += 1
            finally:
                connection.execute("ROLLBACK TO before")
                connection.execute("RELEASE before")
    assert (settled > 0, refused > 0) == (bool(kept), bool(kept))


_CLOCKS = ("bed", "tried", "wake", "up", "planned")
_MINUTES = ("latency_min", "awake_min", "awake_least_min", "unslept_least_min", "pacing_min", "lying_awake_min",
            "total_min")  # fmt: skip


def made_up_night(chance: Random) -> dict[str, int | str | None]:
    """A night of few minutes, or hours, so that bounds are met: mostly in order, and mostly not all known."""
    unit = chance.choice((60, 3600))
    clocks: list[int | None] = [*sorted(chance.randint(0, 18) for _ in range(4)), chance.randint(0, 18)]
    if chance.random() < 0.3:
        clocks[chance.randrange(4)] = chance.randint(-1, 19)
    unknown = (1, 3, 4) if chance.random() < 0.8 else (0, 1, 2, 3, 4)
    for place in unknown:
        if len(unknown) == 5 or chance.random() < 0.5:
            clocks[place] = None
    minutes = {name: chance.randint(0, 18) * unit // 60 if chance.random() < 0.3 else None for name in _MINUTES}
    found: dict[str, int | str | None] = {
        **minutes,
        "zone": "America/New_York" if any(clock is not None for clock in clocks) else None,
    }
    for name, clock in zip(_CLOCKS, clocks, strict=True):
        found[f"{name}_utc_s"] = None if clock is None else 1_795_300_000 + clock * unit + chance.choice((0, 0, 30, -1))
        found[f"{name}_offset_min"] = None if clock is None else -300
    return found


def test_times_of_a_night_are_settled_only_where_they_fit(tmp_path: Path) -> None:
    path, chance = tmp_path / "diary.db", Random(21)  # noqa: S311 - no secret
    with Diary.for_writing(path, present()) as diary:
        diary.add(sleep(span="22:45-06:10"), present())
    settled = refused = 0
    with closing(diary_file.connect(path, writing=True)) as connection:
        runner = Runner(connection, path, diary_file.load_sql())
        connection.execute("BEGIN")
        for _ in range(2000):
            values = made_up_night(chance)
            changes = ", ".join(f"{name} = :{name}" for name in values)
            try:
                connection.execute(f"UPDATE sleep SET {changes}", values)  # noqa: S608
            except sqlite3.IntegrityError:
                continue  # the file refuses it
            with_line(connection, runner, "sleep", 1)
            (row,) = runner.all("sleep_in_order")
            try:
                row_reader("sleep", tuple(row.keys()))(row)
            except WrongEntry:
                refused += 1
                assert runner.all("sleep_unsettled"), values
            else:
                settled += not runner.all("sleep_unsettled")
    assert min(settled, refused) > 150


@pytest.mark.parametrize("table", [*(kind.table for kind in KINDS.values()), "taper_step", "hold", "ledger"])
def test_checksums_fit_as_groups_only_where_all_do(copied: tuple[sqlite3.Connection, Runner], table: str) -> None:
    connection, runner = copied
    rows = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
    if not rows:
        return
    key = rows[0].keys()[0]
    for column in rows[0].keys()[1:]:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("SAVEPOINT before")
        for to in (f'"{column}" || 1', f'abs("{column}") + 1', f'"{column}"', "NULL"):
            try:
                number = rows[-1][key]
                connection.execute(f'UPDATE {table} SET "{column}" = {to} WHERE "{key}" = ?', (number,))  # noqa: S608
            except sqlite3.IntegrityError:
                continue
            assert groups_fit(runner.all) == (not runner.all("checksum_wrong")), (column, to)
        connection.execute("ROLLBACK TO before")
        connection.execute("RELEASE before")
