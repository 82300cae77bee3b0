"""Under which night an entry goes, and that every answer says so."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run

from when_table import rows

if TYPE_CHECKING:
    from pathlib import Path

MIDNIGHT = "2026-11-23T00:10-05:00"  # Monday: the evening just gone was Sunday's
MORNING = "2026-11-23T07:30-05:00"
SUNDAY, MONDAY = "2026-11-22", "2026-11-23"
#: A night that began on Sunday the 22nd, and the diary day that began on Monday at 05:00.
OF_SUNDAY, OF_MONDAY = "Sun 22 Nov 2026", "Mon 23 Nov 2026"


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    ok("product", "add", "red leaf", diary=path, now="2026-11-01T12:00-05:00")
    return path


def test_on_monday_at_ten_past_midnight_sun_is_the_evening_just_gone(diary: Path) -> None:
    assert ok("night", "6", "--night", "sun", diary=diary, now=MIDNIGHT).stdout == (
        f"Night of {OF_SUNDAY}: severity 6.  #2\n"
    )
    for words in (["show", "sun"], ["show", "last night"], ["show", "tonight"], ["show"]):
        assert ok(*words, diary=diary, now=MIDNIGHT).lines[0] == f"Night of {OF_SUNDAY}"
    assert ok("show", "mon", diary=diary, now=MIDNIGHT).lines[0] == "Night of Mon 16 Nov 2026"
    assert ok("week", "sun", "--json", diary=diary, now=MIDNIGHT).json["to"] == SUNDAY
    for typed in ("mag 200mg --night sun --at 23:30", "kratom 2g --night sun --at 23:40", "factor heat --night sun"):
        assert ok(*shlex.split(typed), "--json", diary=diary, now=MIDNIGHT).json["stored"]["night_of"] == SUNDAY


@pytest.mark.parametrize(("day_start", "at", "nights"), rows(), ids=lambda each: str(each) if ":" in each else "")
def test_without_night_an_entry_goes_where_the_table_says(
    day_start: str, at: str, nights: list[str], diary: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "config" / "legdiary" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'day_start = "{day_start}"\n')
    how = {"diary": diary, "now": f"2026-11-23T{at}-05:00", "env": {"XDG_CONFIG_HOME": str(tmp_path / "config")}}
    *_, night, day = nights

    def stored(typed: str) -> str:
        return str(ok(*shlex.split(typed), "--json", **how).json["stored"]["night_of"])

    of_a_night = ("night 6", "sleep --total 6h", "symptom nausea 1", "factor heat --helped 2")
    of_a_day = ("kratom 2g", "mag 200mg", "medicine iron '1 tablet'", "factor caffeine")
    assert {typed: stored(typed) for typed in of_a_night} == dict.fromkeys(of_a_night, night)
    assert {typed: stored(typed) for typed in of_a_day} == dict.fromkeys(of_a_day, day)


def test_in_the_morning_a_rating_is_of_the_night_that_was(diary: Path) -> None:
    how = {"diary": diary, "now": MORNING}
    assert ok("night", "6", **how).stdout.startswith(f"Night of {OF_SUNDAY}: severity 6.")
    assert ok("symptom", "nausea", "1", **how).stdout.startswith(f"Symptom, night of {OF_SUNDAY}: nausea 1 of 3.")
    rated = ok("factor", "heat", "--helped", "2", **how).stdout
    assert rated.startswith(f"Factor, day of {OF_SUNDAY}: heat, helped 2 of 3.")
    # What is only said to have been there comes before the night it may matter for.
    assert ok("factor", "caffeine", **how).stdout.startswith(f"Factor, day of {OF_MONDAY}: caffeine.")
    # A time says which day it was, and --night says it outright.
    at = ok("factor", "heat", "--helped", "2", "--at", "22:00", **how).stdout
    assert at.startswith(f"Factor, day of {OF_SUNDAY}: heat, at 22:00, helped 2 of 3.")
    said = ok("factor", "heat", "--helped", "1", "--night", "today", **how).stdout
    assert said.startswith(f"Factor, day of {OF_MONDAY}: heat, helped 1 of 3.")


def test_from_three_in_the_afternoon_it_is_of_tonight(diary: Path) -> None:
    how = {"diary": diary, "now": "2026-11-23T15:01-05:00"}
    for typed in ("night 6", "symptom nausea 1", "factor heat --helped 2"):
        assert f"of {OF_MONDAY}" in ok(*shlex.split(typed), **how).stdout


def test_every_storing_answer_says_which_night_or_day_was_written(diary: Path) -> None:
    by_day = {"kratom 2g": OF_MONDAY, "mag 200mg": OF_MONDAY, "medicine iron '1 tablet'": OF_MONDAY,
              "factor caffeine": OF_MONDAY, "kratom none --night -2": "Sat 21 Nov 2026"}  # fmt: skip
    by_night = {"night 6": OF_SUNDAY, "night --missed asleep --night -2": "Sat 21 Nov 2026",
                "sleep 22:45-06:10": OF_SUNDAY, "symptom nausea 1": OF_SUNDAY}  # fmt: skip
    by_date = {"measure irls 22": OF_MONDAY}
    for typed, named in (by_day | by_night | by_date).items():
        answer = ok(*shlex.split(typed), diary=diary, now=MORNING)
        assert named in answer.lines[0], typed
        again = run("undo", diary=diary, now=MORNING).stdout
        assert named in again, typed


def test_tonight_beside_a_dose_is_the_diary_day_under_way(tmp_path: Path, diary: Path) -> None:
    """Days that begin at midnight: five past is today's, while the night under way is still Sunday's."""
    settings = tmp_path / "config" / "legdiary" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('day_start = "00:00"\n')
    how = {"diary": diary, "now": MIDNIGHT, "env": {"XDG_CONFIG_HOME": str(tmp_path / "config")}}
    taken = ok("kratom", "2g", "--night", "tonight", "--at", "00:05", "--json", **how).json["stored"]
    assert (taken["night_of"], taken["at"]) == (MONDAY, "2026-11-23T00:05:00-05:00")
    assert ok("night", "6", "--night", "tonight", "--json", **how).json["stored"]["night_of"] == SUNDAY
    assert ok("week", "--json", **how).json["to"] == "2026-11-21"  # the night under way is left out


def test_a_reason_for_no_score_beside_a_score_says_what_stands_there(diary: Path) -> None:
    how: dict[str, Any] = {"diary": diary, "now": MORNING}
    ok("night", "0", "--note", "quiet", **how)
    before = diary.read_bytes()
    refused = run("night", "--missed", "asleep", **how)
    assert (refused.code, refused.stderr) == (
        1,
        "legdiary: the night of 2026-11-22 already has a score: severity 0; add --clear severity to remove it\n",
    )
    assert diary.read_bytes() == before
    taken = ok("night", "--missed", "asleep", "--clear", "severity", **how)
    assert taken.stdout == f"Night of {OF_SUNDAY}: severity 0 → –, missed – → asleep.  #2\n"
    # The other way round the score takes the place of the reason, and the answer says so.
    assert ok("night", "3", **how).stdout == f"Night of {OF_SUNDAY}: severity – → 3, missed asleep → –.  #2\n"
