"""Where settings and data go: the two lines for Linux answer as platformdirs does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs
import pytest
from driving import ok, run

from legdiary.cli.paths import user_folder


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs itself is asked")
@pytest.mark.parametrize("home", ["/home/someone", "/root"])
@pytest.mark.parametrize("named", [None, "", "  ", "/srv/xdg", "relative/folder", "~/xdg", "/with blank /x"])
def test_the_same_place_as_platformdirs(named: str | None, home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", home)
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        if named is None:
            monkeypatch.delenv(variable, raising=False)
        else:
            monkeypatch.setenv(variable, named)
    assert user_folder("config", os.environ) == Path(platformdirs.user_config_dir("legdiary", appauthor=False))
    assert user_folder("data", os.environ) == Path(platformdirs.user_data_dir("legdiary", appauthor=False))


def test_the_home_of_nobody_is_a_name_like_any_other() -> None:
    result = run("--diary", "~nobody-at-all/diary.db", "week")
    assert result.code == 3
    assert "there is no diary yet at ~nobody-at-all/diary.db" in result.stderr


def test_the_home_of_nobody_is_kept_whole_in_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert ok("config", "diary", "~nobody-at-all/diary.db").code == 0
    assert run("where", "--json").json["diary"] == str(tmp_path / "~nobody-at-all" / "diary.db")


def test_the_home_of_nobody_holds_no_plan() -> None:
    result = run("taper", "new", "--steps", "~nobody-at-all/plan.csv", "--preview")
    assert result.code != 0
    assert "~nobody-at-all/plan.csv" in result.stderr
    assert "fault" not in result.stderr


def test_the_demo_takes_such_a_name_for_a_folder_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert ok("demo", "--output", "~nobody-at-all/demo.db").code == 0
    assert (tmp_path / "~nobody-at-all" / "demo.db").exists()
