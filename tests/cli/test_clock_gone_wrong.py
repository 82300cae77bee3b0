"""A clock that began anew, or stands weeks behind the diary: no entry goes where nobody would look for it."""

from __future__ import annotations

import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from driving import ok, on_terminal, run

from summing import sum_up

AFTER_A_FLAT_BATTERY = "1970-01-01T00:03-05:00"
BEFORE_1990 = "1989-12-31T22:00-05:00"
NOW = "2026-11-22T22:00-05:00"
A_DAY_BEHIND, MORE_THAN_A_DAY = "2026-11-21T22:00-05:00", "2026-11-21T21:59-05:00"
#: Every command that stores, as it is typed; those that change something name what the fixture stored.
STORING = (
    "night 5", "night --missed away", "sleep 22:45-06:10 --night yesterday", "sleep --total 6h",
    "kratom 2g", "kratom none",
    "magnesium 200mg", "factor caffeine", "factor heat --helped 2", "symptom nausea 1", "medicine iron '1 tablet'",
    "measure irls 20", "product add 'white leaf'",
)  # fmt: skip
CHANGING = (
    *STORING, "undo", "edit 1 7", "delete 1", "taper hold 2d", "taper resume", "taper set 2026-12-20 1g", "taper end",
    "taper new --from 3g --cut 1g --every 7d --start 2027-01-01 --yes", "import other.json",
)  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kept") / "diary.db"
    ok("night", "6", now=NOW, diary=path)
    ok(
        "taper",
        "new",
        "--from",
        "5g",
        "--cut",
        "1g",
        "--every",
        "7d",
        "--start",
        "2026-11-20",
        "--yes",
        now=NOW,
        diary=path,
    )
    return path


@pytest.fixture
def diary(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy2(kept, tmp_path))


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another diary's export, in the present folder."""
    monkeypatch.chdir(tmp_path)
    ok("night", "3", "--night", "2026-11-18", now=NOW, diary=tmp_path / "other.db")
    ok("export", "json", "--output", "other.json", now=NOW, diary=tmp_path / "other.db")
    return tmp_path / "other.json"


@pytest.mark.parametrize("clock", [AFTER_A_FLAT_BATTERY, BEFORE_1990])
@pytest.mark.parametrize("typed", STORING)
def test_a_clock_before_1990_begins_no_diary(typed: str, clock: str, tmp_path: Path) -> None:
    result = run(*shlex.split(typed), now=clock, diary=tmp_path / "diary.db")
    assert result.code == 2, result
    assert "before 1990" in result.stderr
    assert entries(tmp_path / "diary.db") == 0


@pytest.mark.parametrize("clock", [AFTER_A_FLAT_BATTERY, MORE_THAN_A_DAY])
@pytest.mark.parametrize("typed", CHANGING)
def test_a_clock_behind_the_diary_is_asked_about(typed: str, clock: str, diary: Path, other: Path) -> None:
    before = diary.read_bytes()
    result = run(*shlex.split(typed), now=clock, diary=diary)
    assert result.code in ({1} if clock == MORE_THAN_A_DAY else {1, 2}), result
    if result.code == 1:
        assert f"The clock says {clock[:10]}" in result.stderr
        assert "the newest entry of the diary was made on 2026-11-22 22:00" in result.stderr
        assert "add --confirm" in result.stderr
    assert diary.read_bytes() == before
    assert other.exists()


@pytest.mark.parametrize("typed", CHANGING)
def test_whoever_stands_by_the_clock_goes_on(typed: str, diary: Path, other: Path) -> None:
    before = diary.read_bytes()
    result = run(*shlex.split(typed), "--confirm", now=MORE_THAN_A_DAY, diary=diary)
    assert "The clock says" not in result.stderr
    assert result.code == 0 or typed == "taper resume", result
    assert (diary.read_bytes() != before) == (result.code == 0)
    assert other.exists()


@pytest.mark.parametrize("typed", ["night 5", "undo"])
def test_a_day_behind_is_a_journey(typed: str, diary: Path) -> None:
    ok(*typed.split(), now=A_DAY_BEHIND, diary=diary)


def test_reading_asks_nothing(diary: Path) -> None:
    for words in (("week",), ("list",), ("show",), ("history",), ("export", "json", "--output", "-")):
        ok(*words, now=MORE_THAN_A_DAY, diary=diary)


@pytest.mark.parametrize(("answer", "stored"), [("y", 2), ("n", 1), ("", 1)])
def test_at_a_terminal_it_is_asked_once(answer: str, stored: int, diary: Path) -> None:
    done = on_terminal("night", "4", answer=answer, now=MORE_THAN_A_DAY, diary=diary)
    assert done.shown.count("Is the clock right?") == (1 if answer == "y" else 2)  # asked; where refused, told
    assert entries(diary) == stored
    assert done.code == (0 if answer == "y" else 1)


def test_a_yes_to_the_clock_is_no_yes_to_the_dose(diary: Path) -> None:
    done = on_terminal("kratom", "16g", answer="y\n", now=MORE_THAN_A_DAY, diary=diary)  # and Enter to the next
    assert "Is the clock right?" in done.shown
    assert entries(diary, "dose") == 0


def test_what_an_older_legdiary_stored_then_can_be_taken_away(diary: Path) -> None:
    """Before, `night 5` on a clock of 1970 was stored; now it is named, stands in nobody's way, and goes."""
    with closing(sqlite3.connect(diary)) as file, file:
        file.execute("UPDATE night SET night_of = '1970-01-01'")
        file.execute("UPDATE ledger SET new = replace(new, '2026-11-22', '1970-01-01') WHERE kind = 'night'")
    sum_up(diary)
    ok("night", "4", now=NOW, diary=diary)
    ok("week", now=NOW, diary=diary)
    named = run("export", "json", "--output", str(diary.with_name("all.json")), now=NOW, diary=diary)
    assert (named.code, named.stdout, diary.with_name("all.json").exists()) == (3, "", False)
    assert "entry 1 of the diary (night) has an impossible value: 1970-01-01 is before 1990" in named.stderr
    assert "`delete 1` removes it" in named.stderr
    assert ok("delete", "1", now=NOW, diary=diary).stdout == ("Night of Thu 1 Jan 1970: severity 6.  #1 deleted\n")
    ok("list", now=NOW, diary=diary)
    assert "nothing is wrong" in ok("check", now=NOW, diary=diary).stdout.lower()
    back = run("undo", now=NOW, diary=diary)
    assert back.code == 2
    assert "1970-01-01 is before 1990" in back.stderr


def entries(diary: Path, table: str = "night") -> int:
    if not diary.exists():
        return 0
    with closing(sqlite3.connect(diary)) as file:
        return int(file.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - a table of ours
