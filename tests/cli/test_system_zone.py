"""The zone of the computer, where neither TZ nor a setting names one: what `date` shows is what is stored."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from driving import run_process

ZONES = Path("/usr/share/zoneinfo")
pytestmark = pytest.mark.skipif(not (ZONES / "Europe/Berlin").is_file(), reason="zones are elsewhere")

#: The C library is told once what the system's zone is, and the link that names it is put elsewhere.
_PROGRAM = """
import os, sys, time
os.environ["TZ"] = {zone!r}
time.tzset()
del os.environ["TZ"]
if {tz!r} is not None:
    os.environ["TZ"] = {tz!r}
    time.tzset()
time.tzset = lambda: None
from legdiary.cli import clock
clock._LOCALTIME = {link!r}
from legdiary.cli.main import run
code = run(["kratom", "2.5g", "--json"])
print("zoneinfo" in sys.modules, file=sys.stderr)
sys.exit(code)
"""


def dose(
    folder: Path, zone: str, target: Path | None = None, now: str = "", tz: str | None = None
) -> subprocess.CompletedProcess[str]:
    """One dose on a computer in this zone."""
    link = folder / "localtime"
    link.symlink_to(target or ZONES / zone)
    env = {name: value for name, value in os.environ.items() if name != "TZ"}
    env |= {"LEGDIARY_DIARY": str(folder / "diary.db"), "XDG_CONFIG_HOME": str(folder), "LEGDIARY_NOW": now}
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(zone=zone, link=str(link), tz=tz)],
        check=False, capture_output=True, text=True, timeout=60, env=env,
    )  # fmt: skip


def logged(folder: Path, *how: Any, **more: Any) -> tuple[str, int, datetime, bool]:
    """One dose: its zone's name, its offset in minutes, its moment as answered, whether the zone's rules were read."""
    done = dose(folder, *how, **more)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(folder / "diary.db")) as diary:
        name, offset = diary.execute("SELECT zone, at_offset_min FROM dose").fetchone()
    at = datetime.fromisoformat(json.loads(done.stdout)["stored"]["at"])
    return name, offset, at, done.stderr.rstrip().endswith("True")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Etc/UTC"])
def test_now_is_as_the_computer_shows_it(tmp_path: Path, zone: str) -> None:
    name, offset, at, read = logged(tmp_path, zone)
    there = at.astimezone(ZoneInfo(zone))
    assert (name, offset) == (zone, (there.utcoffset() or timedelta()) // timedelta(minutes=1))
    assert at.utcoffset() == there.utcoffset()
    assert not read


def test_a_said_moment_of_the_systems_offset_is_in_the_systems_zone(tmp_path: Path) -> None:
    name, offset, at, _ = logged(tmp_path, "Europe/Berlin", now="2026-07-22T01:30+02:00")
    assert (name, offset, at.isoformat()) == ("Europe/Berlin", 120, "2026-07-22T01:30:00+02:00")


def test_a_said_moment_of_another_offset_is_in_a_zone_of_that_offset(tmp_path: Path) -> None:
    name, offset, at, _ = logged(tmp_path, "Europe/Berlin", now="2026-07-22T01:30-05:00")
    assert (name, offset, at.isoformat()) == ("UTC-05:00", -300, "2026-07-22T01:30:00-05:00")


def test_a_name_without_a_file_behind_it_is_looked_up(tmp_path: Path) -> None:
    """Then the C library is in UTC, and says so; the zone's own rules answer."""
    name, offset, at, read = logged(
        tmp_path, "UTC", Path("/nowhere/zoneinfo/Europe/Berlin"), now="2026-07-22T01:30+02:00"
    )
    assert (name, offset, at.isoformat()) == ("Europe/Berlin", 120, "2026-07-22T01:30:00+02:00")
    assert read


@pytest.mark.parametrize("tz", ["America/New_York", ":America/New_York"])
def test_tz_goes_before_the_system(tmp_path: Path, tz: str) -> None:
    name, offset, at, read = logged(tmp_path, "Europe/Berlin", now="2026-07-22T01:30+02:00", tz=tz)
    assert (name, offset, at.isoformat()) == ("America/New_York", -240, "2026-07-21T19:30:00-04:00")
    assert not read


@pytest.mark.parametrize(("setting", "offset"), [("Europe/Berlin", 120), ("Asia/Kolkata", 330)])
def test_so_does_the_setting_whose_rules_load_where_they_are_others(tmp_path: Path, setting: str, offset: int) -> None:
    (tmp_path / "legdiary").mkdir()
    (tmp_path / "legdiary" / "config.toml").write_text(f'timezone = "{setting}"\n')
    name, stored, _, read = logged(tmp_path, "Europe/Berlin", now="2026-07-22T01:30+02:00")
    assert (name, stored, read) == (setting, offset, True)  # the setting itself is looked up when it is read


@pytest.mark.parametrize("tz", ["", ":"])
def test_a_tz_that_names_nothing_leaves_the_zone_and_its_offset_together(tmp_path: Path, tz: str) -> None:
    """The C library is in UTC then."""
    name, offset, at, _ = logged(tmp_path, "Europe/Berlin", now="2026-07-22T01:30+02:00", tz=tz)
    assert (name, offset, at.isoformat()) == ("Europe/Berlin", 120, "2026-07-22T01:30:00+02:00")


def test_a_name_that_nobody_could_look_up_later_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "zoneinfo" / "Custom"
    own.parent.mkdir()
    own.write_bytes((ZONES / "Europe/Berlin").read_bytes())
    done = dose(tmp_path, "Europe/Berlin", own)
    assert done.returncode == 2
    assert "the time zone 'Custom' is not known" in done.stderr
    assert not (tmp_path / "diary.db").exists()


# ---------------------------------------------------------------------- TZ as `date` reads it


def shown_by_date(tz: str) -> str:
    """The offset that `date` shows at the moment of the stories below."""
    done = subprocess.run(
        ["date", "-d", "@1795311900", "+%Y-%m-%dT%H:%M:%S%:z"],
        check=True, capture_output=True, text=True, env={**os.environ, "TZ": tz},
    )  # fmt: skip
    return done.stdout.strip()


AT = "2026-11-22T01:45:00+00:00"


@pytest.mark.parametrize(
    ("tz", "zone", "local"),
    [
        ("UTC-14", "UTC+14:00", "2026-11-22T15:45:00+14:00"),
        ("UTC-05:00", "UTC+05:00", "2026-11-22T06:45:00+05:00"),
        ("<-03>3", "UTC-03:00", "2026-11-21T22:45:00-03:00"),
        ("EST5EDT,M3.2.0,M11.1.0", "EST5EDT,M3.2.0,M11.1.0", "2026-11-21T20:45:00-05:00"),
        (":America/New_York", "America/New_York", "2026-11-21T20:45:00-05:00"),
        ("posix/Europe/Berlin", "Europe/Berlin", "2026-11-22T02:45:00+01:00"),
        ("/usr/share/zoneinfo/Asia/Kolkata", "Asia/Kolkata", "2026-11-22T07:15:00+05:30"),
        (":/usr/share/zoneinfo/Asia/Kolkata", "Asia/Kolkata", "2026-11-22T07:15:00+05:30"),
        ("EST5EDT", "EST5EDT", "2026-11-21T20:45:00-05:00"),
    ],
)
@pytest.mark.thinned(4)
def test_a_dose_is_logged_by_the_clock_that_date_shows(tz: str, zone: str, local: str, tmp_path: Path) -> None:
    assert shown_by_date(tz) == local
    told = run_process("kratom", "2g", "--json", now=AT, tz=tz, diary=tmp_path / "a.db")
    assert (told.code, told.json["stored"]["at"]) == (0, local)
    with closing(sqlite3.connect(tmp_path / "a.db")) as diary:
        assert diary.execute("SELECT zone FROM dose").fetchone() == (zone,)
    # What is stored can be looked up: a clock time typed for it, an export, and an import of that.
    assert run_process("edit", "1", "--at", "00:30", now=AT, tz=tz, diary=tmp_path / "a.db").code == 0
    assert run_process("export", "json", "--output", str(tmp_path / "a.json"), diary=tmp_path / "a.db").code == 0
    assert run_process("import", str(tmp_path / "a.json"), now=AT, tz="UTC", diary=tmp_path / "b.db").code == 0
    assert run_process("export", "csv", "--output", str(tmp_path / "csv"), diary=tmp_path / "a.db").code == 0
    assert run_process("import", str(tmp_path / "csv"), now=AT, tz="UTC", diary=tmp_path / "c.db").code == 0


@pytest.mark.parametrize("tz", [":{link}", "{link}", "localtime", ":localtime"])
def test_a_tz_that_names_the_systems_zone_is_that_zone(tz: str, tmp_path: Path) -> None:
    named = tz.format(link=tmp_path / "localtime")
    name, offset, at, _ = logged(tmp_path, "Europe/Berlin", now="2026-07-22T01:30+02:00", tz=named)
    assert (name, offset, at.isoformat()) == ("Europe/Berlin", 120, "2026-07-22T01:30:00+02:00")


def test_a_clock_that_counts_leap_seconds_is_refused_wherever_it_is_named(tmp_path: Path) -> None:
    said = (
        "legdiary: the time zone 'right/Europe/Berlin' counts leap seconds, which legdiary does not; "
        "write Europe/Berlin\n"
    )
    config = {"XDG_CONFIG_HOME": str(tmp_path)}
    for tz in ("right/Europe/Berlin", ":right/Europe/Berlin", "/usr/share/zoneinfo/right/Europe/Berlin"):
        told = run_process("night", "6", now=AT, tz=tz, diary=tmp_path / "a.db")
        assert (told.code, told.stderr, told.stdout) == (2, said, "")
    by_setting = run_process("config", "timezone", "right/Europe/Berlin", tz="UTC", env=config)
    assert (by_setting.code, by_setting.stderr) == (2, said.replace("legdiary: ", "legdiary: setting timezone: "))
    by_system = dose(tmp_path, "Europe/Berlin", ZONES / "right/Europe/Berlin")
    assert (by_system.returncode, by_system.stderr.splitlines(keepends=True)[0]) == (2, said)
    assert not (tmp_path / "a.db").exists()


def test_nor_is_a_file_of_rules_that_counts_them_under_another_name(tmp_path: Path) -> None:
    """Some systems keep only such zones, under their usual names."""
    (tmp_path / "Europe").mkdir()
    (tmp_path / "Europe" / "Berlin").write_bytes((ZONES / "right/Europe/Berlin").read_bytes())
    here = {"PYTHONTZPATH": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    told = run_process("config", "timezone", "Europe/Berlin", tz="UTC", env=here)
    assert told.code == 2
    assert "the time zone 'Europe/Berlin' counts leap seconds, which legdiary does not" in told.stderr


@pytest.mark.parametrize("zone", ["right/Europe/Berlin", "EST5EDT,M13.2.0,M11.1.0", "=1,2"])
def test_a_file_that_names_such_a_zone_is_refused_too(zone: str, tmp_path: Path) -> None:
    how: dict[str, Any] = {"now": AT, "tz": "UTC", "diary": tmp_path / "a.db"}
    assert run_process("kratom", "2g", **how).code == 0
    assert run_process("export", "json", "--output", str(tmp_path / "a.json"), **how).code == 0
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    (tmp_path / "b.json").write_text(text.replace("[UTC]", f"[{zone}]").replace('"UTC"', f'"{zone}"'), encoding="utf-8")
    told = run_process("import", str(tmp_path / "b.json"), now=AT, tz="UTC", diary=tmp_path / "b.db")
    assert told.code == 2, told
    assert "time zone" in told.stderr


def test_a_setting_whose_sign_could_be_either_is_refused(tmp_path: Path) -> None:
    """`TZ=UTC-14` is 14 hours ahead of UTC, and `UTC-14:00` in the setting is behind it."""
    told = run_process("config", "timezone", "UTC-14", tz="UTC", env={"XDG_CONFIG_HOME": str(tmp_path)})
    assert told.code == 2
    assert told.stderr == (
        "legdiary: setting timezone: the time zone 'UTC-14' is not known; "
        "write an IANA name such as Europe/Berlin, or UTC-05:00\n"
    )
