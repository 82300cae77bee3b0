"""What the environment says without bounds: each value is taken, ignored or refused in one line, never a fault."""

from __future__ import annotations

import os
import pwd
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from driving import ok, on_terminal, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from provoking import on_a_computer
from unseen import typed

from legdiary.cli.completion.command_tree import commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from driving import Result

MANY_DIGITS = "9" * 5000
LEAVES = tuple(each.path for each in commands() if not each.inside)
NIGHT = ("night", "5", "--night", "2026-11-20")
#: Every variable that is read: by us, by Python, or by what draws for us.
VARIABLES = (
    "COLUMNS", "LINES", "TERM", "NO_COLOR", "LEGDIARY_NOW", "LEGDIARY_DIARY", "TZ", "HOME", "XDG_DATA_HOME",
    "XDG_CONFIG_HOME", "TMPDIR", "PATH", "PREFIX", "TERMUX_VERSION", "PAGER", "LANG", "LC_ALL", "PYTHONTZPATH",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _kept_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a path in a variable makes is made here; no real timer is touched."""
    monkeypatch.chdir(tmp_path)
    with mock.patch.dict(os.environ), on_a_computer()(mock.Mock()):
        yield


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    ok(*NIGHT, diary=path)
    return path


@pytest.fixture
def config() -> Path:
    file = Path(os.environ["XDG_CONFIG_HOME"]) / "legdiary" / "config.toml"
    file.parent.mkdir(parents=True)
    return file


def check(result: Result, codes: frozenset[int] = frozenset({0, 1, 2, 3})) -> None:
    assert result.code in codes, result
    assert "fault in legdiary" not in result.stderr, result
    assert "Traceback" not in result.stderr


# ---------------------------------------------------------------------- the terminal's size


@pytest.mark.parametrize("size", [MANY_DIGITS, "9" * 4000, "0", "-5", "abc", "٣٤", "²", "", " 40", "1e3", "00000"])
def test_a_size_that_is_none_is_as_good_as_no_size(size: str, diary: Path) -> None:
    assert run("week", diary=diary, env={"COLUMNS": size}) == run("week", diary=diary)
    assert run("--help", env={"COLUMNS": size, "LINES": size}) == run("--help")


def test_nor_does_it_disturb_what_draws_in_colour(diary: Path) -> None:
    usual = on_terminal("week", diary=diary)
    for size in (MANY_DIGITS, "²"):
        assert on_terminal("week", diary=diary, env={"COLUMNS": size, "LINES": size}) == usual


# ---------------------------------------------------------------------- the clock


@pytest.mark.parametrize(
    "now",
    [
        "0001-01-01T00:00+00:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "9999-12-31T23:59+14:00",
        "1969-12-31T23:59:59+00:00", "2200-01-01T00:00+00:00", "2199-12-31T23:00-01:00",
    ],
)  # fmt: skip
@pytest.mark.parametrize("words", [NIGHT, ("week",), ("kratom", "2g"), ("demo",), ("where", "--json"), ("config",)])
def test_a_clock_that_is_far_off(now: str, words: tuple[str, ...], tmp_path: Path) -> None:
    result = run(*words, now=now, diary=tmp_path / "new.db")
    check(result)
    if words != ("week",):  # no diary there comes first
        if words == ("config",):  # shown whatever the clock says
            assert result.code == 0
            return
        assert (result.code, result.stdout) == (2, "")
        assert result.stderr == (
            f"legdiary: LEGDIARY_NOW={now} is not between 1970 and 2200, so it can't date an entry\n"
        )
    assert list(tmp_path.glob("*.db")) == []


@pytest.mark.parametrize(
    "now",
    [
        "1970-01-01T00:00+00:00",
        *(
            pytest.param(each, marks=pytest.mark.slow)
            for each in ("2199-12-31T23:59:59+00:00", "2199-12-31T23:59-00:00")
        ),
    ],
)
@pytest.mark.parametrize("path", LEAVES)
@pytest.mark.thinned(3)
def test_the_first_and_the_last_moment_are_no_fault(now: str, path: str, diary: Path) -> None:
    for zone in ("Pacific/Kiritimati", "America/New_York"):
        check(run(*path.split(), now=now, tz=zone, diary=diary))
        check(run("night", "5", now=now, tz=zone, diary=diary))


def test_a_computer_whose_clock_is_far_off_is_told_so(diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legdiary.cli.clock._LATEST", datetime(2001, 1, 1, tzinfo=UTC))
    result = run("night", "5", now="", diary=diary)
    assert result.code == 2
    assert result.stderr == (
        f"legdiary: this computer's clock ({datetime.now(UTC):%Y-%m-%d}) is not between 1970 and 2001, "
        "so it can't date an entry\n"
    )


# ---------------------------------------------------------------------- the settings


@pytest.mark.parametrize(
    "content",
    [
        "a = " + "[" * 100_000, "a = " + "[" * 100_000 + "]" * 100_000, "a = " + "{a=" * 20_000, f"a = {MANY_DIGITS}",
        ".".join(["a"] * 50_000) + " = 1", "[" + ".".join(["a"] * 50_000) + "]", "diary = 2026-13-45",
        "diary = 99:99:99", "a = 0x" + "f" * 100_000, 'a = "\\Uffffffff"', 'a = "\\ud800"', "\0", "a = 1e999999",
    ],
    ids=range(13),
)  # fmt: skip
def test_settings_that_are_deep_huge_or_odd(content: str, config: Path, diary: Path) -> None:
    config.write_text(content, encoding="utf-8")
    for words in (NIGHT, ("config",), ("config", "day_start")):
        result = run(*words, diary=diary)
        check(result, frozenset({2}))
        assert str(config) in result.stderr
    assert config.read_text(encoding="utf-8") == content
    for typed_next in ("config country us", "config country --unset", "week", "where"):
        check(run(*typed_next.split(), diary=diary))
    assert run("--help").code == run("help-me").code == 0


def test_settings_that_are_no_text(config: Path, diary: Path) -> None:
    config.write_bytes(b'country = "\xff"')
    result = run(*NIGHT, diary=diary)
    assert result.code == 2
    assert "cannot be read: it is not valid TOML" in result.stderr


def test_a_value_of_another_kind_is_refused_by_name(config: Path, diary: Path) -> None:
    for content in ("backup_keep = 99999999999999999999", "timezone = [1, [2, [3]]]", "day_start = {a = 1}"):
        config.write_text(content, encoding="utf-8")
        result = run(*NIGHT, diary=diary)
        check(result, frozenset({2}))
        assert f"setting {content.split(' ')[0]} in " in result.stderr


# ---------------------------------------------------------------------- the home


@pytest.fixture
def _no_xdg(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)


@pytest.mark.usefixtures("_no_xdg")
@pytest.mark.parametrize("home", [None, ""])
def test_a_home_that_is_not_said_is_the_systems_and_never_the_root(
    home: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOME")
    if home is not None:
        monkeypatch.setenv("HOME", home)
    known = pwd.getpwuid(os.getuid()).pw_dir
    assert ok("where", "--json").json["diary"] == f"{known}/.local/share/legdiary/diary.db"
    assert ok("--diary", "~/x.db", "where", "--json").json["diary"] == f"{known}/x.db"


@pytest.mark.usefixtures("_no_xdg")
@pytest.mark.parametrize("words", [NIGHT, ("week",), ("where",), ("config",), ("config", "country", "us"), ("demo",)])
def test_a_relative_home_is_refused(words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "my/home")
    before = sorted(tmp_path.iterdir())
    result = run(*words)
    assert result.code == 2
    assert result.stderr == ("legdiary: HOME=my/home is not a full path; set it to the full path of your home folder\n")
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.usefixtures("_no_xdg")
def test_a_home_that_is_no_folder_has_no_settings_and_no_diary(diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/dev/null")
    assert ok("list", "--json", diary=diary).json["entries"] != []  # the diary that was named is read
    check(run("week"), frozenset({3}))
    check(run(*NIGHT), frozenset({3}))
    check(run("config", "country", "us"), frozenset({1}))


@pytest.mark.parametrize("name", ["LEGDIARY_DIARY", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "HOME"])
@pytest.mark.parametrize("path", [*LEAVES, ""])
@pytest.mark.thinned(5)
def test_a_name_that_is_too_long_or_no_file_at_all(name: str, path: str) -> None:
    for place in ("/" + "x" * 5000, "/a" * 3000, "/", "/.", "/..", "/dev/null", "/dev/full", "/proc/self/mem", "//"):
        check(run(*path.split(), env={name: place}))


def test_a_diary_that_is_the_root_is_a_folder() -> None:
    for place in ("/", ".", "..", "/..", "//"):
        for words in (NIGHT, ("week",), ("backup",)):
            result = run("--diary", place, *words)
            assert result.code == 3, result
            assert " is a folder; give a file, such as " in result.stderr
        assert run("--diary", place, "check").code == 3


# ---------------------------------------------------------------------- everything


ODD = st.one_of(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30),
    st.sampled_from([MANY_DIGITS, "-1", "/", ".", "~", "~root", "\udcff", "9" * 300, "a" * 70_000, "%s", "$HOME", ":"]),
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(VARIABLES), value=ODD, path=st.sampled_from(["", *LEAVES]))
def test_whatever_a_variable_says(name: str, value: str, path: str, diary: Path) -> None:
    if name in {"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "TMPDIR"} and value.startswith("~root"):
        return  # a real home
    how = {name: value} if name == "LEGDIARY_DIARY" else {"LEGDIARY_DIARY": str(diary), name: value}
    check(run(*path.split(), env=how))


@pytest.mark.parametrize(
    ("path", "flag"), [(each.path, flag.name) for each in commands() if each.path for flag in each.flags if flag.values]
)
@pytest.mark.thinned(4)
def test_bytes_that_are_no_text_on_the_command_line(path: str, flag: str, diary: Path) -> None:
    for value in ("\udcff", "caf\udce9", "9" * 5000):
        check(run(*path.split(), f"{flag}={value}", diary=diary))
        check(run(*path.split(), value, diary=diary))


def test_a_passphrase_that_is_no_text(diary: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyrage")
    target = tmp_path / "copy.db.age"
    for answers in (("caf\udce9",), ("one", "on\udcff")):
        shown, code = typed("backup", "--encrypt", "--output", str(target), answers=answers, diary=diary)
        assert code == 2, shown
        assert "the passphrase is not UTF-8 text; nothing was done" in shown
        assert not target.exists()
