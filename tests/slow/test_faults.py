"""Every fault of `bench/faults.py`, a few points of each; all of them with LEGDIARY_FAULTS=full. `pytest -m slow`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

    from faults_scenes import Scene
    from faults_world import Family, Ran

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="faults are made with what Linux has"),
]

ROOT = Path(__file__).parents[2]
FULL = os.environ.get("LEGDIARY_FAULTS") == "full"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "bench")
        import faults

        return faults


@pytest.fixture(scope="module")
def tried(bench: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> list[Family]:
    """Every family; some minutes in short form (every command, every fault, one point), most of an hour in full."""
    world = bench.World(tmp_path_factory.mktemp("faults"), bench.WORKERS)
    return list(bench.families(world, None if FULL else bench.SHORT))


def test_every_exit_code_tells_the_truth_and_nothing_is_half(tried: list[Family]) -> None:
    assert [(family.name, case) for family in tried for case in family.failed] == []


def test_what_is_not_tried_says_why(tried: list[Family]) -> None:
    assert all(family.cases or family.skipped for family in tried)


def test_a_fault_that_breaks_the_promise_is_found(bench: ModuleType, tried: list[Family]) -> None:
    """The harness itself: what is stored with a failing exit, or acknowledged and lost, has a reason."""
    family = next(family for family in tried if family.cases)
    assert not family.failed
    family.cases[0].wrong = "acknowledged, and not stored"
    try:
        assert "acknowledged, and not stored" in "\n".join(bench.section(family))
        assert f"{len(family.cases) - 1} passed" in "\n".join(bench.section(family))
    finally:
        family.cases[0].wrong = ""


@pytest.fixture(scope="module")
def scene(bench: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    world = bench.World(tmp_path_factory.mktemp("judge"), bench.WORKERS)
    from faults_scenes import Scene  # by the path that `bench` was found on

    return Scene(world, next(act for act in bench.ACTS if act.words[:2] == ("kratom", "2.5g")))


def test_the_judge_finds_every_lie(scene: Scene) -> None:
    """One run that was true, and the same told or left otherwise."""
    folder = scene.place()
    untouched = scene.place()
    ran = scene.play(folder)

    def wrong(where: Path, told: Ran) -> str:
        return scene.judged(where, told, "a lie").wrong

    refused = replace(ran, code=3, out="", err="legdiary: no room left; nothing was stored\n")
    assert (wrong(folder, ran), wrong(untouched, refused)) == ("", "")
    assert wrong(folder, refused).startswith("exit 3, and not as before: ")
    assert wrong(untouched, ran).startswith("exit 0, and not done: ")
    assert wrong(untouched, replace(refused, err="")) == "no message"
    assert wrong(untouched, replace(refused, err="Traceback (most recent call last)\n")) == "a traceback"
    assert wrong(untouched, replace(refused, code=2)) == "exit 2"
    assert wrong(folder, replace(ran, out="Kratom, 3 g\n")) == "exit 0, and another answer"
    assert wrong(untouched, replace(ran, code=-9)) == "acknowledged, and not done"
    (folder / "work" / ".left.part").write_text("zebra")
    assert wrong(folder, ran) == "exit 0, left behind: ['work/.left.part']"
    assert wrong(folder, replace(ran, code=-9)) == ""
    (folder / "work" / "left").write_text("zebra")
    assert wrong(folder, ran) == "left under a name of its own: ['work/left']"


def test_one_byte_is_another_and_the_judge_sees_it(scene: Scene) -> None:
    ran, folder = scene.play(scene.place()), scene.place()
    held = bytearray((folder / "place" / "diary.db").read_bytes())
    held[27] ^= 1  # the count of changes in SQLite's header, which no row tells
    (folder / "place" / "diary.db").write_bytes(held)
    refused = replace(ran, code=3, out="", err="legdiary: no room left; nothing was stored\n")
    assert scene.judged(folder, refused, "one byte").wrong == "exit 3, and not as before: ['place/diary.db']"


def test_the_page_says_how_it_was_made_and_no_date(bench: ModuleType, tried: list[Family]) -> None:
    page = bench.page(tried, short=not FULL)
    assert bench.COMMAND in page
    assert all(f"## {family.name}" in page for family in tried)
    kept = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    assert bench.COMMAND in kept
    assert "Failed:" not in kept
