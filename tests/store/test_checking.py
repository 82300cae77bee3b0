from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import tracemalloc
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import dose, factor, magnesium, measure, night, plan, present, product, sleep, symptom
from legdiary.domain.moments import Moment
from legdiary.store import checking, file, keeping, rotation
from legdiary.store.checking import FINE, TOLD, WRONG, Finding, examine
from legdiary.store.diary import Diary, NothingToUndo
from legdiary.store.trouble import DiaryLocked, NoDiary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PRIVATE = "the doctor must not see this"
NOW = present().now
SCHEMAS = Path(__file__).parent / "schemas"


def story(path: Path) -> Path:
    """Every kind of entry and of change."""
    path.parent.chmod(0o700)
    clock = present()
    with Diary.for_writing(path, clock) as diary:
        first = diary.add(night(note=PRIVATE), clock)
        diary.add(sleep(span="22:45-06:10", up="06:45", note=PRIVATE), clock, recalled=True)
        leaf = diary.add(product("red leaf", capsule_mg=500), clock)
        kept = [diary.add(dose(amount_mg=amount, product_id=leaf.id), clock) for amount in (2500, 2000)]
        diary.add_all([magnesium(), symptom(), (measure(), True), factor(at="2026-11-20T15:00-05:00")], clock)
        steps = diary.add(plan(), clock)
        diary.edit(first.id, lambda old: replace(old, severity=4, note=None), clock)
        diary.edit(steps.id, lambda old: replace(old, name="winter", steps=old.steps[:2]), clock)
        diary.undo(clock)
        diary.delete(kept[0].id, clock)
        diary.undo(clock)
        diary.delete(kept[1].id, clock)
        diary.add(night("2026-11-19", 0), clock)
        diary.undo(clock)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir(mode=0o700)
    return folder / "diary.db"


@pytest.fixture
def diary(path: Path) -> Path:
    return story(path)


def of(found: Iterable[Finding], topic: str) -> list[Finding]:
    return [each for each in found if each.topic == topic]


def wrong(path: Path) -> dict[str, str]:
    """What is wrong, by topic."""
    return {each.topic: each.what for each in examine(path, NOW) if each.state == WRONG}


def spoil(path: Path, *statements: str) -> None:
    """Change a file behind legdiary's back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute("PRAGMA writable_schema=ON")
        for each in statements:
            connection.execute(each)


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


# ---------------------------------------------------------------------- what is right


def test_a_sound_diary_is_fine_in_every_line(diary: Path) -> None:
    found = examine(diary, NOW)
    states = {each.topic: each.state for each in found}
    assert states == {
        "file": FINE, "version": FINE, "integrity": FINE, "constraints": FINE, "references": FINE, "ledger": FINE,
        "modes": FINE, "journal": FINE, "backups": TOLD, "conflicts": FINE, "folder": FINE,
    }  # fmt: skip
    assert len(states) == len(found)
    assert of(found, "ledger")[0].what == "18 lines account for 9 entries, 3 changes taken back"
    assert of(found, "backups") == [Finding("backups", TOLD, "no sound copy beside the diary", "legdiary backup")]


def test_a_diary_in_which_nothing_was_ever_kept(path: Path) -> None:
    Diary.for_writing(path, present()).__exit__()
    assert wrong(path) == {}
    assert of(examine(path, NOW), "ledger")[0].what == "0 lines account for 0 entries"


def test_no_diary_and_no_copies(path: Path) -> None:
    with pytest.raises(NoDiary):
        examine(path, NOW)


def test_a_night_that_is_moved_to_another_zone(path: Path) -> None:
    with Diary.for_writing(path, present()) as diary:
        kept = diary.add(sleep(span="22:45-06:10", tried="23:00"), present())
        diary.edit(kept.id, lambda _: sleep(span="22:45-06:10", zone="Europe/Berlin"), present())
        diary.edit(kept.id, lambda old: replace(old, quality=3), present())
        for _ in range(2):
            diary.undo(present())
            assert of(examine(path, NOW), "ledger")[0].state == FINE
        diary.delete(kept.id, present())
    assert wrong(path) == {}


@given(
    st.lists(
        st.tuples(st.sampled_from(("add", "edit", "delete", "undo", "plan", "two")), st.integers(0, 5)), max_size=14
    )
)
def test_whatever_is_done_through_the_diary_is_no_fault(acts: list[tuple[str, int]]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "diary.db"
        with Diary.for_writing(path, present()) as diary:
            for act, number in acts:
                _act(diary, act, number)
        assert of(examine(path, NOW), "ledger")[0].state == FINE


def _act(diary: Diary, act: str, number: int) -> None:
    doses = diary.between("kratom", dose().night_of, dose().night_of.replace(day=25))
    one = doses[number % len(doses)] if doses else None
    if act == "add":
        diary.add(dose(amount_mg=100 + number), present(), recalled=number % 2 == 0)
    elif act == "two":
        diary.add_all([magnesium(elemental_mg=100 + number), dose(amount_mg=900)], present())
    elif act == "plan":
        standing = diary.plans()
        if standing:
            diary.edit(standing[0].id, lambda old: replace(old, steps=old.steps[: 1 + number % 3]), present())
        else:
            diary.add(plan(), present())
    elif act == "undo":
        try:
            diary.undo(present())
        except NothingToUndo:
            return
    elif one and act == "edit":
        diary.edit(
            one.id, lambda old: replace(old, amount_mg=100 + number, note="x" if number % 2 else None), present()
        )
    elif one:
        diary.delete(one.id, present())


# ---------------------------------------------------------------------- what is wrong inside


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE dose SET amount_mg = 2501", "entry 4 does not stand as its history says"),
        ("UPDATE dose SET recalled = 1", "entry 4 does not stand"),
        ("UPDATE sleep SET recalled = 0", "entry 2 does not stand"),
        ("UPDATE night SET note = 'x'", "entry 1 does not stand"),
        ("UPDATE taper_step SET target_mg = 1 WHERE starts_on = '2026-11-16'", "entry 10 does not stand"),
        ("DELETE FROM taper_step WHERE starts_on = '2026-11-16'", "entry 10 does not stand"),
        ("INSERT INTO hold VALUES (10, 0, '2026-11-10', 3, '2026-11-09')", "entry 10 does not stand"),
        ("DELETE FROM magnesium", "entry 6 is missing from the magnesium table"),
        ("INSERT INTO symptom VALUES (1, 0, '2026-11-20', 'cramp', 1)", "1 row of the symptom table the ledger knows"),
        ("INSERT INTO dose SELECT 5, recalled, night_of, zone, at_utc_s, at_offset_min, 9, NULL, NULL FROM dose",
         "entry 5 stands, though it was taken away"),
        ("DELETE FROM ledger WHERE id = 11", "the lines before line 12 are missing"),
        ("DELETE FROM ledger WHERE id = 13", "entry 10"),
        ("UPDATE ledger SET change_id = 2 WHERE id = 4", "line 4 belongs to no change"),
        ("UPDATE ledger SET kind = 'night' WHERE id = 14", "calls it another kind"),
        ("UPDATE ledger SET kind = 'mood' WHERE id = 1", "line 1 is of a kind that is not known"),
        ("UPDATE ledger SET new = '{\"night_of\":\"2026-11-20\",\"severity\":9}' WHERE id = 1", "entry 1"),
        ("UPDATE ledger SET new = 'no json' WHERE id = 1", "the history of entry 1 cannot be read"),
        ("UPDATE ledger SET new = '{\"amount_mg\":\"much\"}' WHERE id = 4", "entry 4"),
        ("UPDATE ledger SET new = '[' WHERE id = 11", "the history of entry 1 cannot be read"),
        ("UPDATE ledger SET action = 'edit' WHERE id = 1", "makes an entry (entry 1)"),
        ("UPDATE ledger SET action = 'delete' WHERE id = 11", "holds too much or too little"),
        ("UPDATE ledger SET entry_id = 99 WHERE id = 11", "line 11 is about an entry that was never made"),
        ("UPDATE ledger SET undoes = 11 WHERE id = 15", "takes back what was not done"),
        ("UPDATE ledger SET undoes = 98 WHERE id = 13", "change 98, which was taken back, is not there"),
        ("UPDATE ledger SET undoes = 12 WHERE id = 15", "change 12 was taken back twice"),
        ("UPDATE ledger SET undoes = 16 WHERE id = 13", "takes back one that came later"),
    ],
)  # fmt: skip
def test_a_ledger_and_tables_that_do_not_agree(diary: Path, statement: str, told: str) -> None:
    spoil(diary, "PRAGMA foreign_keys=OFF", statement)
    found = of(examine(diary, NOW), "ledger")
    assert [each.state for each in found] == [WRONG]
    assert told in found[0].what
    assert found[0].command is not None


@pytest.mark.parametrize(
    ("statements", "topic", "told"),
    [
        (("UPDATE night SET severity = 11",), "constraints", "CHECK constraint failed in night"),
        (("PRAGMA foreign_keys=OFF", "DELETE FROM product"), "references", "rows of dose refer to what is not there"),
        (("DROP INDEX dose_by_night",), "constraints", "index dose_by_night is not as it"),
        (
            ("CREATE TRIGGER spy AFTER INSERT ON night BEGIN DELETE FROM dose; END",),
            "constraints",
            "trigger spy is not",
        ),
        (("DROP TABLE hold",), "constraints", "table hold is not as it should be"),
        (("ALTER TABLE night ADD COLUMN mood TEXT",), "constraints", "table night is not as it should be"),
        (("PRAGMA user_version = 0",), "version", "schema 0, which no legdiary ever wrote"),
        (("PRAGMA user_version = 99",), "version", "schema 99, this legdiary knows"),
    ],
)
def test_what_else_can_be_wrong_inside(diary: Path, statements: tuple[str, ...], topic: str, told: str) -> None:
    spoil(diary, *statements)
    assert told in wrong(diary)[topic]


def test_what_another_program_added_is_told(diary: Path) -> None:
    spoil(diary, "CREATE TABLE notes_of_mine (x)", "CREATE INDEX mine ON night (severity)", "ANALYZE")
    assert wrong(diary) == {}
    told = [each for each in of(examine(diary, NOW), "constraints") if each.state == TOLD]
    assert [each.what for each in told] == ["not legdiary's, and left alone: index mine; table notes_of_mine"]


def test_text_that_is_no_text(diary: Path) -> None:
    spoil(diary, "UPDATE factor SET name = CAST(x'ff41' AS TEXT)")
    assert "cannot be read to its end" in wrong(diary)["ledger"]


def test_an_older_diary_is_looked_at_as_it_will_be(path: Path) -> None:
    path.write_bytes((SCHEMAS / "diary-1.db").read_bytes())
    path.chmod(0o600)
    assert wrong(path) == {}
    found = examine(path, NOW)
    assert of(found, "version")[0].state == TOLD
    assert of(found, "ledger")[0].state == FINE
    spoil(path, "UPDATE night SET severity = coalesce(severity, 0) + 1 WHERE severity < 9")
    assert "does not stand as its history says" in wrong(path)["ledger"]
    spoil(path, "DROP INDEX dose_by_night")
    assert "cannot be brought to schema" in wrong(path)["constraints"]


def test_the_rules_of_a_file_that_may_not_be_written_are_looked_at_too(diary: Path) -> None:
    spoil(diary, "UPDATE night SET severity = 11", "PRAGMA journal_mode=WAL")
    assert "CHECK constraint failed in night" in wrong(diary)["constraints"]


@pytest.mark.parametrize("at", [0, 4096, 40_000])
def test_pages_that_are_gone(diary: Path, at: int) -> None:
    data = bytearray(diary.read_bytes())
    data[at + 100 : at + 4096] = b"\xff" * 3996
    diary.write_bytes(data)
    before = diary.read_bytes()
    assert set(wrong(diary)) & {"integrity", "ledger", "constraints"}
    assert diary.read_bytes() == before


@pytest.mark.parametrize("left", [1000, 8192, 30_000])
def test_a_file_cut_short(diary: Path, left: int) -> None:
    os.truncate(diary, left)
    assert "integrity" in wrong(diary)


@pytest.mark.parametrize("held", [b"", b"SQLite", b"hello" * 100])
def test_what_is_no_diary(path: Path, held: bytes) -> None:
    path.write_bytes(held)
    path.chmod(0o600)
    assert set(wrong(path)) == {"file"}
    assert path.read_bytes() == held


def test_a_damaged_diary_is_told_the_copy_that_helps(diary: Path) -> None:
    copy = rotation.rotate(diary, 8, NOW)
    os.truncate(diary, 20_000)
    assert of(examine(diary, NOW), "integrity")[0].command == f"legdiary restore {copy}"
    diary.unlink()
    assert of(examine(diary, NOW), "file")[0].command == f"legdiary restore {copy}"


def test_a_diary_that_is_held(diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "_BUSY_TIMEOUT_S", 0.05)
    with closing(sqlite3.connect(diary, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DiaryLocked):
            examine(diary, NOW)


def test_nothing_that_was_written_is_told(diary: Path) -> None:
    rotation.rotate(diary, 8, NOW)
    spoil(
        diary, "UPDATE sleep SET note = note || '!'", "UPDATE ledger SET new = json_extract(new, '$.note') WHERE id = 1"
    )
    found = examine(diary, NOW)
    assert of(found, "ledger")[0].state == WRONG
    assert not [each for each in found if PRIVATE[:8] in f"{each.what} {each.command}"]


# ---------------------------------------------------------------------- nothing is written

_CRASH = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size=2")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE ledger SET made_zone = hex(randomblob(4000))")
connection.execute("UPDATE sleep SET note = hex(randomblob(40000))")
os.kill(os.getpid(), 9)
"""


def crashed(path: Path) -> None:
    """A write that was cut off half-way: its journal is hot."""
    done = subprocess.run([sys.executable, "-c", _CRASH, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.with_name(f"{path.name}-journal").stat().st_size > 512


def in_wal(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("UPDATE ledger SET made_zone = made_zone")


def as_it_is(_: Path) -> None:
    """Nothing happened."""


@pytest.mark.parametrize("happened", [as_it_is, crashed, in_wal])
def test_not_a_byte_is_written(diary: Path, happened: Callable[[Path], None]) -> None:
    rotation.rotate(diary, 8, NOW)
    (diary.parent / "diary (1).db").write_bytes(diary.read_bytes())
    happened(diary)
    before = everything_in(diary.parent)
    examine(diary, NOW)
    assert everything_in(diary.parent) == before


def test_a_write_cut_off_half_way(diary: Path) -> None:
    crashed(diary)
    found = examine(diary, NOW)
    assert "cut off half-way" in wrong(diary)["journal"]
    assert of(found, "journal")[0].command == "legdiary list"
    with Diary.for_reading(diary) as opened:
        opened.history()
    assert wrong(diary) == {}


def test_a_journal_that_is_left_over(diary: Path) -> None:
    journal = diary.with_name("diary.db-journal")
    journal.write_bytes(b"")
    assert wrong(diary) == {}
    assert "left over" in of(examine(diary, NOW), "journal")[0].what


def test_a_copy_that_was_cut_off(diary: Path) -> None:
    part = diary.parent / ".diary.db.0a0b0c0d.part"
    part.write_bytes(b"half")
    found = of(examine(diary, NOW), "journal")
    assert [(each.state, each.command) for each in found] == [(TOLD, f"rm {part}")]


def test_a_write_ahead_log(diary: Path) -> None:
    in_wal(diary)
    found = of(examine(diary, NOW), "journal")
    assert "write-ahead log" in found[0].what
    assert found[0].state == WRONG
    assert found[0].command == f"sqlite3 {diary} 'PRAGMA journal_mode=DELETE'"
    with closing(sqlite3.connect(diary, isolation_level=None)) as other:
        other.execute("UPDATE ledger SET made_zone = made_zone")
        assert "diary.db-wal and diary.db-shm may hold entries" in wrong(diary)["journal"]
        assert of(examine(diary, NOW), "ledger")[0].state == FINE


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
def test_a_read_only_folder(diary: Path) -> None:
    diary.chmod(0o400)
    diary.parent.chmod(0o500)
    try:
        assert wrong(diary) == {}
    finally:
        diary.parent.chmod(0o700)


# ---------------------------------------------------------------------- around the file


def test_modes(diary: Path) -> None:
    copy = rotation.rotate(diary, 8, NOW)
    assert copy is not None
    for each, mode, command in (
        (diary, 0o644, "chmod 600"), (copy, 0o640, "chmod 600"), (copy.parent, 0o755, "chmod 700"),
        (diary.parent, 0o770, "chmod 700"),
    ):  # fmt: skip
        usual = stat.S_IMODE(each.stat().st_mode)
        each.chmod(mode)
        found = of(examine(diary, NOW), "modes")
        assert [(one.state, one.command) for one in found] == [(WRONG, f"{command} {each}")]
        each.chmod(usual)
    diary.parent.chmod(0o755)
    assert [each.state for each in of(examine(diary, NOW), "modes")] == [TOLD]


def test_copies_are_counted_and_each_is_read(diary: Path) -> None:
    rotation.rotate(diary, 8, NOW)
    backups = diary.parent / "backups"
    assert of(examine(diary, NOW), "backups") == [
        Finding("backups", FINE, "1 copy, sound; the newest goes to 2026-11-22 01:30")
    ]
    (backups / "diary-20261101T000000Z-v2.db").write_bytes(b"no diary")
    (backups / "diary-20261102T000000Z-v2.db").write_bytes(diary.read_bytes()[:20_000])
    (backups / "diary-20261103T000000Z-v2.db.age").write_bytes(b"sealed")
    for each in backups.iterdir():
        each.chmod(0o600)
    found = of(examine(diary, NOW), "backups")
    assert found[0].what == "1 copy, sound; the newest goes to 2026-11-22 01:30; 1 encrypted copy, not looked into"
    assert [(each.state, each.command) for each in found[1:]] == [
        (WRONG, f"rm {backups / name}") for name in ("diary-20261101T000000Z-v2.db", "diary-20261102T000000Z-v2.db")
    ]


def test_an_old_copy_is_told(diary: Path) -> None:
    rotation.rotate(diary, 8, NOW)
    later = present("2026-12-22T01:30-05:00")
    with Diary.for_writing(diary, later) as opened:
        opened.add(night("2026-12-20"), later)
    found = of(examine(diary, later.now), "backups")
    assert [(each.state, each.command) for each in found] == [(TOLD, "legdiary backup")]


def test_a_copy_that_knows_more_is_told(diary: Path) -> None:
    copy = rotation.rotate(diary, 8, NOW)
    assert copy is not None
    with Diary.for_writing(copy, present()) as ahead:
        ahead.add(night("2026-11-18"), present())
    found = of(examine(diary, NOW), "backups")
    assert wrong(diary) == {}
    assert (found[1].state, found[1].command) == (TOLD, f"legdiary restore {copy}")


@pytest.mark.parametrize(
    "name",
    [
        "diary (conflicted copy 2026-11-22).db", "diary (Jane's conflicted copy 2026-11-22).db", "diary (1).db",
        "diary.sync-conflict-20261122-063000-ABCDEFG.db", "diary-LAPTOP.db", "diary (In Konflikt stehende Kopie).db",
    ],
)  # fmt: skip
def test_conflict_copies(diary: Path, name: str) -> None:
    double = diary.with_name(name)
    double.write_bytes(diary.read_bytes())
    double.chmod(0o600)
    found = of(examine(diary, NOW), "conflicts")
    assert [each.state for each in found] == [TOLD]
    assert "knows all of it" in found[0].what
    with Diary.for_writing(double, present()) as opened:
        opened.add(night("2026-11-18"), present())
    with Diary.for_writing(diary, present()) as opened:
        opened.add(dose(amount_mg=700), present())
    found = of(examine(diary, NOW), "conflicts")
    assert [each.state for each in found] == [WRONG]
    assert (found[0].command or "").startswith("legdiary import ")
    join(diary, double)
    assert of(examine(diary, NOW), "conflicts")[0].state == TOLD


def join(path: Path, double: Path) -> None:
    from legdiary.domain.merge import merge

    incoming = keeping.entries_of_copy(double)
    with Diary.for_writing(path, present()) as diary:
        diary.take_in(lambda standing: merge([incoming], standing), present())


def test_another_diary_beside_it_is_no_conflict_copy(diary: Path) -> None:
    with Diary.for_writing(diary.with_name("diary-of-jane.db"), present()) as other:
        other.add(night("2026-11-01"), present())
    diary.with_name("diary-notes.db").write_bytes(b"something else")
    assert [each.state for each in of(examine(diary, NOW), "conflicts")] == [FINE]


@pytest.mark.parametrize("folder", ["Dropbox", "OneDrive - Work", "Google Drive", "Mobile Documents", "Nextcloud"])
def test_a_folder_of_a_sync_program(tmp_path: Path, folder: str) -> None:
    place = tmp_path / folder / "private"
    place.mkdir(parents=True, mode=0o700)
    found = of(examine(story(place / "diary.db"), NOW), "folder")
    assert [each.state for each in found] == [TOLD]
    assert folder in found[0].what


def test_a_folder_of_syncthing(diary: Path) -> None:
    (diary.parent / ".stfolder").mkdir()
    assert [each.state for each in of(examine(diary, NOW), "folder")] == [TOLD]


# ---------------------------------------------------------------------- ten years


def peak_of_checking(path: Path, doses: int) -> int:
    with Diary.for_writing(path, present()) as diary:
        diary.add_all((dose(amount_mg=100 + number, note="x" * 50) for number in range(doses)), present())
    examine(path, NOW)
    tracemalloc.start()
    try:
        assert wrong(path) == {}
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_years(path: Path) -> None:
    few = peak_of_checking(path.with_name("few.db"), 200)
    many = peak_of_checking(path.with_name("many.db"), 3000)
    assert many < few + 300_000


def test_facts_of_an_empty_ledger(path: Path) -> None:
    Diary.for_writing(path, present()).__exit__()
    with closing(file.look_into(path)) as connection:
        facts = checking.facts_of(connection)
    assert (facts.lines, facts.entries, facts.newest, facts.until) == (0, 0, None, "nothing yet")


def test_facts_tell_up_to_when(diary: Path) -> None:
    with closing(file.look_into(diary)) as connection:
        facts: Any = checking.facts_of(connection)
    assert isinstance(facts.newest, Moment)
    assert (facts.lines, facts.entries, facts.until) == (18, 9, "2026-11-22 01:30")
