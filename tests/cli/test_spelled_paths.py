"""A diary by any name that the system has: what is typed is a path, and no part of it means anything else."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from driving import NEW_YORK, NOW, ok, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "name",
    [
        "//{}/x.db",
        "///{}/x.db",
        "/{}//x.db",
        "/{}/./x.db",
        "/{}/new/../x.db",
        "/{}/new/deeper/x.db",
        "/{}/x%20y.db",
        "/{}/x?mode=ro",
        "/{}/x#1.db",
        "/{}/it's mine.db",
        "/{}/a\nb.db",
        "/{}/a\\b.db",
        "/{}/\udcff.db",
        "/{}/-x.db",
        "file:x.db",
        "file:x.db?mode=memory",
        "file:/{}/x.db",
        ":memory:",
        "x",
    ],
)
def test_a_diary_is_begun_kept_copied_and_read(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new").mkdir()
    typed = name.format(str(tmp_path).lstrip("/"))
    began = ok("--diary", typed, "night", "5")
    assert began.stderr.startswith("legdiary: began a new diary at ")
    assert ok("--diary", typed, "night", "6").stdout == "Night of Sat 21 Nov 2026: severity 5 → 6.  #1\n"
    assert os.stat(os.path.abspath(typed)).st_size > 0  # noqa: PTH100, PTH116 - as it was typed
    ok("--diary", typed, "backup", "--output", "copy of mine.db")
    ok("--diary", typed, "undo")
    ok("--diary", typed, "restore", "copy of mine.db", "--yes")
    assert [each["severity"] for each in ok("--diary", typed, "list", "--json").json["entries"]] == [6]
    assert run("--diary", typed, "check").code == 0
    assert not [each.name for each in tmp_path.rglob("*") if each.name.endswith((".new", ".part", "-journal"))]


def test_copies_of_the_same_second_do_not_collide(tmp_path: Path) -> None:
    diary = tmp_path / "d" / "diary.db"
    ok("night", "5", diary=diary)
    env = {**os.environ, "LEGDIARY_NOW": NOW, "TZ": NEW_YORK, "LEGDIARY_DIARY": str(diary)}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "legdiary", "backup", *where], env=env, stdout=subprocess.PIPE, text=True,
        )
        for where in ((), (), (), ("--output", str(tmp_path)), ("--output", str(tmp_path)))
    ]  # fmt: skip
    told = [each.communicate()[0] for each in started]
    assert [each.returncode for each in started] == [0] * 5
    assert sorted(each.name for each in (diary.parent / "backups").iterdir()) == [
        "diary-20261122T063000Z-v7-2.db",
        "diary-20261122T063000Z-v7-3.db",
        "diary-20261122T063000Z-v7-4.db",
        "diary-20261122T063000Z-v7.db",
    ], "the weekly one among them"
    assert len([each for each in tmp_path.iterdir() if each.suffix == ".db"]) == 2
    assert len({each.splitlines()[0] for each in told}) == 5, "each says its own"
