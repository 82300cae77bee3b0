"""The made-up diary as a use case: whole or not there, and what is there is not touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import context, day, present
from legdiary.app.demo import DemoThere, MakeDemo, make_demo
from legdiary.app.plans.show import load_plans

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("in_own_folder", [True, False])
def test_its_latest_week_ends_yesterday(tmp_path: Path, in_own_folder: bool) -> None:
    path = tmp_path / "folder" / "demo.db"
    if not in_own_folder:
        path.parent.mkdir()
    made: list[bool] = []
    week = make_demo(present(), MakeDemo(path, in_own_folder), lambda: made.append(path.exists()))
    assert (len(week.nights), week.nights[-1].night_of) == (7, day("2026-11-20"))
    assert made == [True]
    assert [each.name for each in path.parent.iterdir()] == ["demo.db"]
    assert load_plans(context(path))[0].view.plan.starts_on < day("2026-11-20")


def test_what_is_there_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    path.write_text("mine")
    with pytest.raises(DemoThere):
        make_demo(present(), MakeDemo(path, in_own_folder=False), lambda: pytest.fail("nothing is made"))
    assert path.read_text() == "mine"
