"""`config`: one specification, a file that a person may edit, and a source for every value."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from driving import ok, run

import settings_page
from legdiary import settings

COMMENTED = """# mine
timezone = "Europe/Berlin"  # since the move

# nights are late here
day_start = '06:00'
"""


@pytest.fixture
def file(isolated: None) -> Path:
    """The place of the settings file; isolated for each test, and not there yet."""
    del isolated
    return Path(os.environ["XDG_CONFIG_HOME"]) / "legdiary" / "config.toml"


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def shown(*words: str, **how: Any) -> dict[str, dict[str, Any]]:
    found: list[dict[str, Any]] = ok("config", *words, "--json", **how).json["settings"]
    return {each["key"]: each for each in found}


# ---------------------------------------------------------------------- shown


def test_every_setting_is_shown_with_meaning_value_default_and_source(file: Path) -> None:
    written(file, COMMENTED)
    text = ok("config", tz=None, env={"TZ": ""}).stdout
    for key in settings.SPEC:
        assert f"{key} = " in text
    assert "timezone = Europe/Berlin\n" in text
    assert "Set in the file. Default: the computer's." in " ".join(text.split())
    assert f"Settings file: {file}" in text
    assert shown()["day_start"] == {
        "key": "day_start", "value": "06:00", "source": "file", "in_file": "06:00", "default": "05:00",
        "environment": None,
        "meaning": "When a diary day begins. A later change moves no stored entry.",
    }  # fmt: skip


def test_the_source_is_the_option_then_the_environment_then_the_file_then_the_default(
    file: Path, tmp_path: Path
) -> None:
    in_file, in_environment, in_option = (tmp_path / f"{name}.db" for name in ("file", "environment", "option"))
    assert shown("diary")["diary"]["source"] == "default"
    written(file, f'diary = "{in_file}"\n')
    assert shown("diary")["diary"] | {"meaning": ""} == {
        "key": "diary", "value": str(in_file), "source": "file", "in_file": str(in_file), "default": None,
        "environment": "LEGDIARY_DIARY", "meaning": "",
    }  # fmt: skip
    from_environment = shown("diary", diary=in_environment)["diary"]
    assert (from_environment["value"], from_environment["source"]) == (str(in_environment), "environment")
    found = ok("--diary", str(in_option), "config", "diary", "--json", diary=in_environment).json["settings"][0]
    assert (found["value"], found["source"]) == (str(in_option), "option")


def test_one_setting_is_shown_alone(file: Path) -> None:
    assert list(shown("timezone")) == ["timezone"]
    assert shown("timezone")["timezone"]["value"] == "America/New_York"  # TZ of the test
    assert ok("config", "timezone", tz="UTC-14").lines[0] == "timezone = UTC+14:00"  # 14 hours ahead, as in `date`
    assert ok("config", "timezone", tz="Mars/Olympus").lines[0] == "timezone = Mars/Olympus"
    assert not file.exists()


def test_it_fits_forty_columns(file: Path) -> None:
    lines = ok("config", env={"COLUMNS": "40"}).lines
    assert max(len(line) for line in lines if str(file) not in line and "diary.db" not in line) <= 40


# ---------------------------------------------------------------------- written


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("timezone", "Europe/Berlin", "Europe/Berlin"),
        ("timezone", "UTC-05:00", "UTC-05:00"),
        ("timezone", "posix/Europe/Berlin", "Europe/Berlin"),
        ("day_start", "4:30", "04:30"),
        ("country", "GB", "uk"),
        ("country", "Germany", "de"),
        ("backup_keep", "12", 12),
        ("backup_keep", "0", 0),
        ("backup_keep_months", "0", 0),
        ("backup_keep_years", "99", 99),
    ],
)
def test_a_value_is_checked_and_written(file: Path, key: str, typed: str, kept: object) -> None:
    ok("config", key, typed)
    assert tomllib.loads(file.read_text()) == {key: kept}
    settings.load(file)


def test_the_file_and_its_folder_are_private(file: Path) -> None:
    ok("config", "country", "us")
    assert (mode(file), mode(file.parent)) == (0o600, 0o700)
    file.chmod(0o644)
    ok("config", "country", "uk")
    assert mode(file) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["config.toml"]


def test_comments_and_order_stay(file: Path) -> None:
    written(file, COMMENTED)
    ok("config", "timezone", "America/New_York")
    ok("config", "country", "us")
    ok("config", "day_start", "--unset")
    assert file.read_text() == (
        '# mine\ntimezone = "America/New_York"  # since the move\n\n# nights are late here\ncountry = "us"\n'
    )


def test_line_ends_stay(file: Path) -> None:
    written(file, "")
    file.write_bytes(b'# mine\r\ncountry = "us"\r\n')
    ok("config", "country", "uk")
    assert file.read_bytes() == b'# mine\r\ncountry = "uk"\r\n'


def test_a_linked_file_stays_a_link(file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    kept.write_text("# mine\n")
    file.parent.mkdir(parents=True)
    file.symlink_to(kept)
    ok("config", "country", "us")
    assert file.is_symlink()
    assert kept.read_text() == '# mine\ncountry = "us"\n'


def test_a_relative_diary_is_written_as_a_whole_path(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ok("config", "diary", "mine.db")
    assert settings.load(file).diary == tmp_path / "mine.db"
    ok("config", "diary", "~/other.db")
    assert settings.load(file).diary == Path.home() / "other.db"


def test_what_is_set_is_used(file: Path, tmp_path: Path) -> None:
    ok("config", "diary", str(tmp_path / "mine.db"))
    ok("config", "timezone", "Europe/Berlin")
    ok("night", "5", tz=None, env={"TZ": ""})
    assert (tmp_path / "mine.db").exists()
    assert file.exists()


def test_a_value_stored_beneath_the_environment_is_said_to_be_stored(file: Path, tmp_path: Path) -> None:
    stored = ok("config", "timezone", "Europe/Berlin").lines  # TZ of the test is New York
    assert stored[0] == "timezone = America/New_York"
    assert stored[-3:-1] == ["    Stored in the file: Europe/Berlin", "    It is used without TZ."]
    later = ok("config", "timezone").lines
    assert later[-3:-1] == ["    In the file: Europe/Berlin", "    It is used without TZ."]
    held = shown("timezone")["timezone"]
    assert (held["value"], held["source"], held["in_file"]) == ("America/New_York", "environment", "Europe/Berlin")
    assert "    Removed from the file." in ok("config", "timezone", "--unset").lines
    assert "the file:" not in ok("config", "timezone").stdout
    assert shown("timezone")["timezone"]["in_file"] is None
    mine, other = tmp_path / "mine.db", tmp_path / "other.db"
    told = ok("--diary", str(other), "config", "diary", str(mine), diary=other).lines
    assert told[-3:-1] == [
        f"    Stored in the file: {mine}",
        "    It is used without --diary and LEGDIARY_DIARY.",
    ]
    assert file.exists()


def test_a_value_in_force_from_the_file_is_said_once(file: Path) -> None:
    assert "the file:" not in ok("config", "timezone", "Europe/Berlin", tz=None, env={"TZ": ""}).stdout
    assert file.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("colour", "red"), "there is no setting 'colour'; the settings are diary, inbox, sync, timezone, day_start, "),
        (("colour",), "there is no setting 'colour'"),
        (("timezone", "Berln"), "setting timezone: the time zone 'Berln' is not known; did you mean Europe/Berlin?"),
        (("day_start", "25:10"), "setting day_start: '25:10' is not a clock time"),
        (("country", "xx"), "setting country: no telephone numbers are known for 'xx'"),
        (("backup_keep", "100"), "setting backup_keep: '100' is not a number of backups; write a whole number from 0"),
        (("backup_keep", "-1"), "has no option"),
        (("backup_keep", "1.5"), "setting backup_keep: '1.5' is not a number"),
        (("diary", ""), "setting diary: '' is not a full path"),
        (("--unset",), "--unset removes one setting; leave out the value"),
        (("country", "us", "--unset"), "--unset removes one setting; leave out the value"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_written(file: Path, words: tuple[str, ...], said: str) -> None:
    result = run("config", *words)
    assert (result.code, result.stdout) == (2, "")
    if words[-1] != "-1":
        assert said in result.stderr
    assert not file.exists()


def test_taking_out_what_is_not_there(file: Path) -> None:
    result = run("config", "country", "--unset")
    assert (result.code, result.stderr) == (
        1,
        (
            f"legdiary: country is not in {file}, so there is nothing to remove\n"
            "legdiary: try: legdiary config country\n"
        ),
    )
    assert run("config", "colour", "--unset").code == 2


@pytest.mark.parametrize("command", [("config",), ("night", "5"), ("config", "country")])
def test_an_unknown_key_in_the_file_is_refused_with_key_and_file(
    file: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    written(file, 'colour = "red"\n')
    result = run(*command, diary=tmp_path / "diary.db")
    assert (result.code, result.stdout) == (2, "")
    assert f"there is no setting 'colour' in {file}; the settings are " in result.stderr
    assert "legdiary: try: legdiary config colour --unset\n" in result.stderr
    ok("config", "colour", "--unset")
    assert file.read_text() == ""
    ok(*command, diary=tmp_path / "diary.db")


def test_a_bad_value_in_the_file_is_refused_with_key_and_file_and_can_be_mended(file: Path) -> None:
    written(file, 'day_start = "noon-ish"\ntimezone = "Europe/Berlin"\n')
    result = run("config")
    assert (result.code, result.stderr) == (
        2, (f"legdiary: setting day_start in {file}: 'noon-ish' is not a clock time; write 23:40 or 11:40pm\n"
        "legdiary: try: legdiary config day_start --unset\n")
    )  # fmt: skip
    ok(
        "config", "timezone", "--unset", tz=None, env={"TZ": ""}
    )  # another one is in the way, and this is done all the same
    ok("config", "day_start", "05:30")
    assert settings.load(file).day_start.minute == 30


@pytest.mark.parametrize("text", ["colour = \n", "\x00", "timezone = 'a'\ntimezone = 'b'\n"])
def test_a_broken_file_is_refused_and_left_as_it_was(file: Path, text: str) -> None:
    written(file, text)
    for words in (("config",), ("config", "country", "us"), ("config", "country", "--unset")):
        result = run(*words)
        assert result.code == 2
        assert result.stderr == (
            f"legdiary: the settings file {file} cannot be read: it is not valid TOML\n"
            f"legdiary: try: mv -n {file} {file}.broken\n"
        )
    assert file.read_text() == text


def test_a_folder_that_cannot_be_made_is_refused(file: Path) -> None:
    file.parent.parent.mkdir(parents=True)
    file.parent.write_text("in the way")
    result = run("config", "country", "us")
    assert result.code in {1, 2}
    assert "Traceback" not in result.stderr
    assert str(file) in result.stderr


def test_showing_the_settings_loads_no_toml_writer() -> None:
    code = "import sys; from legdiary.cli.main import run; run(['config']); print('tomlkit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "False"


# ---------------------------------------------------------------------- the page


def test_every_example_and_default_is_a_value_and_the_example_file_loads(tmp_path: Path) -> None:
    for key, each in settings.SPEC.items():
        settings.check_value(key, each.example)
        if each.default:
            settings.check_value(key, each.default)
        else:
            assert each.otherwise
    example = settings_page.page().partition("```toml\n")[2].partition("```")[0]
    loaded = settings.load(written(tmp_path / "example.toml", example))
    assert loaded.country == "us"
    assert set(tomllib.loads(example)) == set(settings.SPEC)


def test_the_defaults_of_the_specification_are_those_in_force() -> None:
    for key, each in settings.SPEC.items():
        expected = settings.check_value(key, each.default) if each.default else None
        assert getattr(settings.Settings(), key) == expected
