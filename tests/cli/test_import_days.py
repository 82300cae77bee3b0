"""Under which night an import files what it takes in: as if it had been typed, unless the file itself says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from driving import BERLIN, ok

from builders import BERLIN as ZONE
from builders import dose, magnesium, medicine, night, present, sleep
from legdiary.domain.entries.stored_entry import file_under_day

if TYPE_CHECKING:
    from pathlib import Path

HERE: dict[str, Any] = {"now": "2026-11-23T09:00+01:00", "tz": BERLIN}
#: day_start → clock time on 21 November → the night it is filed under.
TABLE = {
    "00:00": {"00:00": 21, "02:30": 21, "04:59": 21, "07:30": 21, "23:59": 21},
    "05:00": {"00:00": 20, "02:30": 20, "04:59": 20, "05:00": 21, "07:30": 21},
    "12:00": {"02:30": 20, "07:30": 20, "11:59": 20, "12:00": 21, "23:40": 21},
}
ROWS = [(start, clock, f"2026-11-{night}") for start, clocks in TABLE.items() for clock, night in clocks.items()]


def home(tmp_path: Path, day_start: str) -> dict[str, Any]:
    """A home whose setting is this; its diary."""
    config = tmp_path / "config" / "legdiary"
    config.mkdir(parents=True, exist_ok=True)
    (config / "config.toml").write_text(f'day_start = "{day_start}"\n')
    return {**HERE, "diary": tmp_path / "diary.db", "env": {"XDG_CONFIG_HOME": str(tmp_path / "config")}}


def nights(how: dict[str, Any]) -> list[str]:
    return [each["night_of"] for each in ok("list", "--json", **how).json["entries"]]


def herbal(tmp_path: Path, form: str, clock: str) -> str:
    if form == "csv":
        text = (
            "date,time,iso_timestamp,strain_code,strain_name,amount_g,notes\n"
            f"2026-11-21,{clock},2026-11-21T{clock}:00,RB,Red Borneo,2.5,\n"
        )
    else:
        dosage = {"id": "a", "strainId": "s", "amount": 2.5, "timestamp": f"2026-11-21T{clock}:00"}
        text = json.dumps({"version": 1, "dosages": [dosage], "strains": [{"id": "s", "name": "Red Borneo"}]})
    path = tmp_path / f"doses.{form}"
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize(("day_start", "clock", "night_of"), ROWS)
def test_a_dose_is_filed_as_one_that_is_typed(
    tmp_path: Path, form: str, day_start: str, clock: str, night_of: str
) -> None:
    how = home(tmp_path, day_start)
    ok("kratom", "1g", "--at", f"2026-11-21 {clock}", **how)
    other = {**how, "diary": tmp_path / "other.db"}  # where the dose of that minute is no second one
    ok("import", herbal(tmp_path, form, clock), **other)
    assert nights(how) == nights(other) == [night_of]


def test_the_same_file_after_the_setting_changed_adds_nothing(tmp_path: Path) -> None:
    how = home(tmp_path, "05:00")
    path = herbal(tmp_path, "csv", "07:30")
    ok("import", path, **how)
    home(tmp_path, "12:00")
    assert "added nothing" in ok("import", path, **how).stdout
    assert nights(how) == ["2026-11-21"]  # a later change of the setting moves nothing that is stored


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_file_of_our_own_says_itself_under_which_night(tmp_path: Path, form: str) -> None:
    """What was filed stays filed: the night was computed when the entry was written, by the setting of that day."""
    how = home(tmp_path, "12:00")
    ok("kratom", "1g", "--at", "2026-11-21 07:30", **how)
    ok("mag", "200mg", "--at", "2026-11-21 08:00", **how)
    target = tmp_path / f"out.{form}"
    ok("export", form, "--output", str(target), **how)
    how = {**home(tmp_path, "05:00"), "diary": tmp_path / "again.db"}
    ok("night", "6", "--night", "2026-11-19", **how)  # so that it is merged, not brought back whole
    ok("import", str(target), **how)
    assert nights(how)[1:] == ["2026-11-20", "2026-11-20"]


def test_whatever_has_a_moment_is_filed_by_it_and_nothing_else_moves() -> None:
    clock = present("2026-11-23T09:00+01:00", ZONE, day_start="12:00")
    at = "2026-11-21T07:30+01:00"
    for taken in (dose(at, zone=ZONE), magnesium(at, zone=ZONE)):
        assert file_under_day(taken, clock).night_of.isoformat() == "2026-11-20"
    assert file_under_day(medicine(at="2026-11-21T12:00+01:00", zone=ZONE), clock).night_of.isoformat() == "2026-11-21"
    for entry in (night(), sleep(), sleep("2026-11-20", "11:00-15:00")):
        assert file_under_day(entry, clock) == entry
