"""Every error in the tree, met at the command line: what it says, its exit code, and what its suggestion does."""

from __future__ import annotations

import pkgutil
import re
import shlex
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import NEW_YORK, ok, run
from provocations import NEVER_LAST, STORIES
from provocations_sync import SYNC_NEVER_LAST
from provoking import DIARY, MORNING, World, meet, world_of

import legdiary
from legdiary import errors
from legdiary.errors import LegdiaryError

if TYPE_CHECKING:
    from provoking import Met, Story

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
KINDS: dict[type, int] = {errors.Refused: 1, errors.BadValue: 2, errors.DiaryTrouble: 3}
OURS = "legdiary "
PIP = ("-m", "pip", "install")

every_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
every_suggestion = pytest.mark.parametrize(
    "story", [story for story in STORIES if story.then is not None], ids=lambda story: story.name
)


def tree() -> set[type[LegdiaryError]]:
    """Every class of error that the program can raise, whatever module it stands in."""
    for module in pkgutil.walk_packages(legdiary.__path__, "legdiary."):
        if not module.name.endswith("__main__"):
            import_module(module.name)

    def below(kind: type[LegdiaryError]) -> set[type[LegdiaryError]]:
        return {kind}.union(*(below(each) for each in kind.__subclasses__()))

    ours = {each for each in below(LegdiaryError) if each.__module__.startswith("legdiary.")}  # other tests have some
    return ours - {LegdiaryError, *KINDS}


def test_every_error_has_its_story() -> None:
    told = [story.error for story in STORIES] + [type(error) for error in NEVER_LAST]
    assert len(told) == len(set(told)), "an error is told twice"
    assert {each.__qualname__ for each in tree() ^ set(told)} == set()


def test_every_error_is_one_of_three_kinds() -> None:
    for each in tree():
        (kind,) = set(each.__mro__) & KINDS.keys()
        assert each.exit_code == KINDS[kind], each


@every_story
def test_the_error_is_met_and_nothing_has_changed(story: Story) -> None:
    with world_of(story) as world:
        before = world.bytes
        met = meet(story, world)
        assert story.error in raised(met)
        assert type(met.error) is (story.said_by or story.error)
        assert met.result.code == story.error.exit_code
        assert_is_told(story, met)
        after = world.bytes
        touched = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        assert {place_of(name) for name in touched} <= set(story.leaves), touched


def place_of(name: str) -> str:
    """A file in the folder of the diary, or the notes of the program; anything else as it is called."""
    for folder, within in ((Path(DIARY).parent, None), (Path(".local/state"), "state")):
        if Path(name).is_relative_to(folder):
            return within or Path(name).relative_to(folder).parts[0]
    return name


def raised(met: Met) -> set[type[object]]:
    """What was raised: itself, and where it says of what file or setting the mistake is, that mistake."""
    return {type(met.error), type(getattr(met.error, "mistake", None)), type(getattr(met.error, "__cause__", None))}


def assert_is_told(story: Story, met: Met) -> None:
    """One line, and below it at most one more: the exact command."""
    assert met.error is not None
    expected = [f"legdiary: {met.error.message}"] + ([f"legdiary: try: {met.error.hint}"] if met.error.hint else [])
    assert met.lines == expected
    assert (met.hint is not None) == (story.then is not None)
    assert bool(met.result.stdout) == story.answers_first
    assert not re.search(r"Traceback|\bNone\b|  ", " ".join(met.lines))


@every_suggestion
def test_the_suggested_command_can_be_typed_as_it_stands(story: Story) -> None:
    with world_of(story) as world:
        met = meet(story, world)
        hint = met.hint or ""
        assert not re.search(r"\b[A-Z]{2,}\b|[<>…]", world.neutral(hint)), "a word to be replaced"
        if tuple(shlex.split(hint)[1:4]) == PIP:
            assert_installs(shlex.split(hint)[-1])
        elif hint.startswith(OURS):
            then = meet(story, world, hint.removeprefix(OURS))
            assert then.result.code == story.then, then
            assert type(then.error) is not story.error
        elif hint != "crontab -e":  # it opens an editor
            assert hint.startswith(("mkdir -p ", "mv -n ")), hint
            assert subprocess.run(shlex.split(hint), check=False, cwd=world.home).returncode == story.then
        if story.mends:
            assert type(meet(story, world, mended=True).error) is not type(met.error)


def assert_installs(requirement: str) -> None:
    """What pip is told to install is this project, and the extra is one that it has."""
    if requirement == str(ROOT):
        return
    name, _, extra = requirement.rstrip("]").partition("[")
    assert name == PROJECT["name"]
    assert not extra or extra in PROJECT["optional-dependencies"]


def test_what_ends_no_command_is_an_error_like_the_others() -> None:
    for error in NEVER_LAST:
        assert error.exit_code == (1 if error in SYNC_NEVER_LAST else 2)
        assert error.message
        assert "\n" not in error.message


class TestTheDiaryThatWasNamed:
    """A suggestion is for the diary that the command was for."""

    def typed(self, *words: str, home: Path, named: str | None = None) -> str:
        env = {"HOME": str(home)} | ({"LEGDIARY_DIARY": named} if named else {})
        lines = run(*words, now=MORNING, tz=NEW_YORK, env=env).stderr.splitlines()
        return lines[-1].removeprefix("legdiary: try: ")

    def test_on_the_command_line_it_is_named_again(self, tmp_path: Path) -> None:
        mine = str(tmp_path / "my diary.db")
        hint = self.typed("--diary", mine, "week", home=tmp_path)
        assert hint == f"legdiary --diary '{mine}' start"
        ok("--diary", mine, "night", "6")
        assert self.typed("--diary", mine, "delete", "99", home=tmp_path) == f"legdiary --diary '{mine}' list"

    def test_as_it_was_typed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert self.typed("--diary", "a.db", "week", home=tmp_path) == "legdiary --diary a.db start"

    def test_in_the_environment_it_holds_for_the_next_command_too(self, tmp_path: Path) -> None:
        assert self.typed("week", home=tmp_path, named=str(tmp_path / "mine.db")) == "legdiary start"

    def test_beside_a_slip_of_the_command_line(self, tmp_path: Path) -> None:
        assert self.typed("--diary", "a.db", "night", "6", "7", home=tmp_path) == ("legdiary --diary a.db night --help")
        assert self.typed("--diary", "a.db", "nigth", home=tmp_path) == "legdiary --diary a.db night --help"

    def test_a_command_that_is_not_ours_stays_as_it_is(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        ok("--diary", "a.db", "night", "6")
        typed = ("--diary", "a.db", "export", "csv", "--output", "no/folder")
        assert self.typed(*typed, home=tmp_path) == "mkdir -p no"

    def test_restore_and_check_name_it_too(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        ok("--diary", "a.db", "night", "6", now=MORNING)
        Path("a.db").unlink()
        hint = self.typed("--diary", "a.db", "night", "6", home=tmp_path)
        assert hint.startswith("legdiary --diary a.db restore backups/a-2026")
        assert hint in run("--diary", "a.db", "check", now=MORNING, env={"COLUMNS": "120"}).stdout.replace(
            f"{tmp_path}/", ""
        )


class TestNoPlaceholder:
    """Where a name was typed that cannot be typed again as it stands, the list of names is suggested."""

    @pytest.mark.parametrize("name", ["", "  ", "x" * 50, "-x", "a\nb"])
    def test_a_product_without_a_name_to_type(self, name: str, tmp_path: Path) -> None:
        ok("night", "6", diary=tmp_path / "a.db")
        result = run("kratom", "2g", f"--product={name}", diary=tmp_path / "a.db")
        assert (result.code, result.stderr.splitlines()[1]) == (1, "legdiary: try: legdiary product list")

    def test_a_batch_opened_today_that_is_there_already(self, tmp_path: Path) -> None:
        typed = ("product", "add", "red leaf", "--opened", "2026-11-21")
        ok(*typed, diary=tmp_path / "a.db")
        result = run(*typed, diary=tmp_path / "a.db")
        assert (result.code, result.stderr.splitlines()[1]) == (1, "legdiary: try: legdiary product list")

    def test_a_setting_that_no_flag_can_take_out(self, tmp_path: Path) -> None:
        world = World(tmp_path / "home")
        world.lay("config/legdiary/config.toml", '"my colour" = 1\n')
        result = run("night", "6")
        assert result.code == 2
        assert "there is no setting 'my colour' in " in result.stderr
        assert "legdiary: try:" not in result.stderr
