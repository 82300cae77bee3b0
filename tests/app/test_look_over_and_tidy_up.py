"""Looking the diary over, tidying up after an entry, the files in use, names for a half-typed word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import context, night, product
from legdiary.app.check import check
from legdiary.app.completion import load_latest_entries, load_names
from legdiary.app.file_locations import load_files, named_diary
from legdiary.app.weekly_backup import keep_copy
from legdiary.domain.backup_retention import Keep
from legdiary.store.diary import Diary
from legdiary.store.errors import IsAFolder, NoDiary

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.app.context import Context

MORNING = "2026-11-22T10:00-05:00"


@pytest.fixture
def run(tmp_path: Path) -> Context:
    """A product and two rated nights: entries 1 to 3."""
    made = context(tmp_path / "diary.db", MORNING)
    with Diary.for_writing(made.diary_path, made.present) as diary:
        for entry in (product("red leaf"), night("2026-11-20", 6), night("2026-11-21", 3)):
            diary.add(entry, made.present)
    return made


def files_in(folder: Path) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*"))


class TestCheck:
    def test_a_sound_diary_has_nothing_wrong_and_nothing_is_written(self, run: Context) -> None:
        before = files_in(run.diary_path.parent)
        checked = check(run)
        assert checked.diary == run.diary_path
        assert {each.state for each in checked.findings} == {"fine", "told"}
        assert [(each.state, each.command) for each in checked.findings if each.topic == "backups"] == [
            ("told", "legdiary backup")
        ]
        assert files_in(run.diary_path.parent) == before

    def test_a_damaged_diary_is_told(self, run: Context) -> None:
        run.diary_path.write_bytes(b"")
        assert "wrong" in {each.state for each in check(run).findings}

    def test_there_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(NoDiary):
            check(context(tmp_path / "none.db", MORNING))


class TestKeepCopy:
    def test_a_copy_a_week(self, run: Context, tmp_path: Path) -> None:
        assert keep_copy(run, lambda: Keep(8)) == tmp_path / "backups" / "diary-20261122T150000Z-v7.db"
        assert keep_copy(run, lambda: Keep(8)) is None
        in_a_week = context(run.diary_path, "2026-11-29T10:00-05:00")
        assert keep_copy(in_a_week, lambda: Keep(8)) == tmp_path / "backups" / "diary-20261129T150000Z-v7.db"

    def test_none_where_none_are_kept(self, run: Context, tmp_path: Path) -> None:
        assert keep_copy(run, lambda: Keep(0)) is None
        assert not (tmp_path / "backups").exists()


class TestWhere:
    def test_the_files_in_use(self, run: Context, tmp_path: Path) -> None:
        assert load_files(run, tmp_path / "config.toml")._asdict() == {
            "diary": (tmp_path / "diary.db", True),
            "settings": (tmp_path / "config.toml", False),
            "backups": (tmp_path / "backups", False),
            "device": None,
            "place": None,
        }

    @pytest.mark.parametrize("name", ["/", "..", "nights/.."])
    def test_what_can_only_be_a_folder_is_no_diary(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(IsAFolder):
            named_diary(tmp_path / name if name != "/" else tmp_path.__class__("/"))

    def test_a_name_is_a_diary(self, tmp_path: Path) -> None:
        assert named_diary(tmp_path / "diary.db") == tmp_path / "diary.db"


class TestNamesWhileTyping:
    def test_are_those_of_the_diary(self, run: Context) -> None:
        assert list(load_names(run.diary_path, "product")) == ["red leaf"]
        assert list(load_names(run.diary_path, "product-kind")) == ["leaf"]
        assert list(load_names(run.diary_path, "factor")) == []
        assert list(load_latest_entries(run.diary_path).items()) == [(3, "night"), (2, "night"), (1, "product")]

    def test_an_entry_that_was_deleted_is_not_offered(self, run: Context) -> None:
        with Diary.for_writing(run.diary_path, run.present) as diary:
            diary.delete(3, run.present)
        assert list(load_latest_entries(run.diary_path)) == [2, 1]

    def test_whatever_cannot_be_read_has_none(self, tmp_path: Path) -> None:
        (tmp_path / "mine.txt").write_text("no diary")
        for name in ("none.db", "mine.txt", "."):
            assert list(load_names(tmp_path / name, "product")) == []
            assert load_latest_entries(tmp_path / name) == {}
