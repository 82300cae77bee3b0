"""Copies as use cases: one made, those there are listed, one put in the diary's place once somebody said yes."""

from __future__ import annotations

import hashlib
import shlex
from typing import TYPE_CHECKING

import pytest
from unseen import Library

from builders import context, day, moment, night
from legdiary.app.backups import (
    DIARY,
    MakeCopy,
    NotRestored,
    load_copies,
    load_restore_command,
    make_copy,
    open_copy,
    restore,
)
from legdiary.app.questions import NOTHING, Asked
from legdiary.domain.backup_retention import Keep
from legdiary.domain.diary_facts import Facts
from legdiary.formats import age_encryption
from legdiary.store.backups.write import CopyExists
from legdiary.store.diary import Diary
from legdiary.store.errors import NoDiary

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.app.context import Context

MORNING = "2026-11-22T10:00-05:00"
#: Two nights were stored, in two changes, at ten in the morning; the file is of the schema of today.
HELD = Facts(7, 2, 2, moment(MORNING))
YES = frozenset({DIARY})


@pytest.fixture
def run(tmp_path: Path) -> Context:
    """Two rated nights."""
    made = context(tmp_path / "diary.db", MORNING)
    with Diary.for_writing(made.diary_path, made.present) as diary:
        diary.add(night("2026-11-20", 6), made.present)
        diary.add(night("2026-11-21", 3), made.present)
    return made


@pytest.fixture
def encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age_encryption, "load_pyrage", lambda: Library)


def nobody_is_asked(_: object = None) -> str:
    raise AssertionError


def severities(run: Context) -> list[int | None]:
    with run.open_for_reading() as diary:
        return [each.entry.severity for each in diary.logged(day("2026-11-01"), day("2026-12-01")).nights]


def store_another(run: Context) -> None:
    with Diary.for_writing(run.diary_path, run.present) as diary:
        diary.add(night("2026-11-19", 9), run.present)


class TestACopy:
    def test_goes_beside_the_diary_under_its_moment_and_version(self, run: Context) -> None:
        noted: list[str] = []
        made = make_copy(run, MakeCopy(made=lambda: noted.append("made")))
        assert made.path == run.diary_path.parent / "backups" / "diary-20261122T150000Z-v7.db"
        assert (made.encrypted, made.facts, noted) == (False, HELD, ["made"])
        assert made.size == made.path.stat().st_size
        assert made.sha256 == hashlib.sha256(made.path.read_bytes()).hexdigest()
        assert made.path.stat().st_mode & 0o777 == 0o600

    def test_goes_into_a_folder_under_the_same_name(self, run: Context, tmp_path: Path) -> None:
        (tmp_path / "stick").mkdir()
        assert make_copy(run, MakeCopy(tmp_path / "stick")).path.name == "diary-20261122T150000Z-v7.db"

    def test_never_takes_the_place_of_a_file(self, run: Context, tmp_path: Path) -> None:
        taken = tmp_path / "copy.db"
        taken.write_text("mine")
        with pytest.raises(CopyExists):
            make_copy(run, MakeCopy(taken, nobody_is_asked))
        assert taken.read_text() == "mine"

    def test_of_no_diary_is_refused_before_a_passphrase_is_asked_for(self, tmp_path: Path, encryption: None) -> None:
        del encryption
        with pytest.raises(NoDiary):
            make_copy(context(tmp_path / "none.db", MORNING), MakeCopy(passphrase=nobody_is_asked))


class TestTheCopiesThereAre:
    def test_are_listed_newest_first_with_what_is_in_them_and_how_they_are_kept(self, run: Context) -> None:
        make_copy(run, MakeCopy())
        make_copy(run, MakeCopy(run.diary_path.parent / "backups" / "diary-before the move.db"))
        found = load_copies(run, lambda: Keep(8))
        by_name = {each.path.name: each for each in found.copies}
        weekly = by_name["diary-20261122T150000Z-v7.db"]
        assert (weekly.made, weekly.facts, weekly.verified, weekly.kept_as) == (moment(MORNING), HELD, True, "weekly")
        assert weekly.nights == (day("2026-11-20"), day("2026-11-21"))
        assert by_name["diary-before the move.db"].kept_as == "by hand"
        assert found.command == f"legdiary restore {shlex.quote(str(found.copies[0].path))}"

    def test_of_none_nothing_is_suggested(self, run: Context) -> None:
        found = load_copies(run, lambda: Keep(8))
        assert (found.copies, found.command, load_restore_command(run)) == ([], None, None)

    def test_a_damaged_one_is_told_and_not_suggested(self, run: Context) -> None:
        make_copy(run, MakeCopy()).path.write_bytes(b"SQLite format 3\x00, and no more")
        found = load_copies(run, lambda: Keep(8))
        assert [(each.facts, each.nights, each.verified) for each in found.copies] == [(None, None, False)]
        assert found.command is None

    def test_where_there_was_never_a_diary_there_are_none(self, tmp_path: Path) -> None:
        with pytest.raises(NoDiary):
            load_copies(context(tmp_path / "none.db", MORNING), lambda: Keep(8))


class TestTheWayBack:
    def test_is_asked_about_and_nothing_is_touched_before_a_yes(self, run: Context) -> None:
        copy = make_copy(run, MakeCopy()).path
        store_another(run)
        with open_copy(run, copy, nobody_is_asked) as opened:
            asked = restore(run, opened, NOTHING)
            assert isinstance(asked, Asked)
            assert asked.question == "Put the copy in the diary's place? What is there now is kept."
            assert (asked.about, type(asked.refusal)) == (DIARY, NotRestored)
            assert (opened.copy.facts.entries, opened.standing.facts and opened.standing.facts.entries) == (2, 3)
        assert severities(run) == [9, 6, 3]

    def test_keeps_what_stood_there(self, run: Context) -> None:
        copy = make_copy(run, MakeCopy()).path
        store_another(run)
        noted: list[str] = []
        with open_copy(run, copy, nobody_is_asked) as opened:
            done = restore(run, opened, YES, lambda: noted.append("stored"))
        assert not isinstance(done, Asked)
        assert severities(run) == [6, 3]
        assert (done.source, done.facts, noted) == (copy, HELD, ["stored"])
        assert done.done.kept is not None
        with open_copy(run, done.done.kept, nobody_is_asked) as kept:
            restore(run, kept, YES)
        assert severities(run) == [9, 6, 3]

    def test_of_a_diary_that_is_gone_promises_to_keep_nothing(self, run: Context) -> None:
        copy = make_copy(run, MakeCopy()).path
        run.diary_path.unlink()
        with open_copy(run, copy, nobody_is_asked) as opened:
            asked = restore(run, opened, NOTHING)
            assert isinstance(asked, Asked)
            assert asked.question == "Put the copy in the diary's place?"
            restore(run, opened, YES)
        assert severities(run) == [6, 3]

    def test_of_an_encrypted_copy_asks_for_its_passphrase_once(self, run: Context, encryption: None) -> None:
        del encryption
        made = make_copy(run, MakeCopy(passphrase=lambda: "four words"))
        assert (made.encrypted, made.path.name) == (True, "diary-20261122T150000Z-v7.db.age")
        asked_of: list[Path] = []

        def typed(source: Path) -> str:
            asked_of.append(source)
            return "four words"

        with open_copy(run, made.path, typed) as opened:
            assert isinstance(restore(run, opened, NOTHING), Asked)
            restore(run, opened, YES)
        assert asked_of == [made.path]

    def test_a_wrong_passphrase_opens_nothing(self, run: Context, encryption: None) -> None:
        del encryption
        made = make_copy(run, MakeCopy(passphrase=lambda: "four words"))
        with pytest.raises(age_encryption.NotOpened), open_copy(run, made.path, lambda _: "three"):
            pass
        assert severities(run) == [6, 3]
