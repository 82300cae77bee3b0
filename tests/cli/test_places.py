"""Where settings and data go: the two lines for Linux answer as platformdirs does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs
import pytest
from driving import run

from legdiary.cli.session import user_folder


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


def test_the_home_of_nobody_is_no_whole_path_for_a_setting() -> None:
    result = run("config", "diary", "~nobody-at-all/diary.db")
    assert result.code == 2
    assert "fault" not in result.stderr
