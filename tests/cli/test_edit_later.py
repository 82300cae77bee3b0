"""A correction days later, or after a journey: what was not named stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from driving import BERLIN, NEW_YORK, ok, run

if TYPE_CHECKING:
    from pathlib import Path

WEDNESDAY = "2026-11-18T23:50-05:00"
THURSDAY_MORNING = "2026-11-19T08:00-05:00"
SUNDAY_IN_BERLIN = "2026-11-22T10:00+01:00"


def entry(diary: Path, number: int) -> Any:
    listed = ok("list", "--from", "2026-11-01", "--json", now=SUNDAY_IN_BERLIN, tz=BERLIN, diary=diary)
    return next(each for each in listed.json["entries"] if each["id"] == number)


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    ok("kratom", "2g", "--at", "14:00", now=WEDNESDAY, tz=NEW_YORK, diary=path)
    ok("sleep", "22:30-07:00", now=THURSDAY_MORNING, tz=NEW_YORK, diary=path)
    ok("factor", "walking", "--night", "2026-11-18", now=THURSDAY_MORNING, tz=NEW_YORK, diary=path)
    return path


class TestABareClockTime:
    def test_stays_in_the_day_and_the_zone_of_its_dose(self, diary: Path) -> None:
        ok("edit", "1", "2.1g", "--at", "13:30", now=SUNDAY_IN_BERLIN, tz=BERLIN, diary=diary)
        dose = entry(diary, 1)
        assert (dose["night_of"], dose["at"]) == ("2026-11-18", "2026-11-18T13:30:00-05:00")

    def test_after_midnight_is_the_small_hours_of_that_day(self, diary: Path) -> None:
        ok("edit", "1", "--at", "02:30", now=SUNDAY_IN_BERLIN, tz=BERLIN, diary=diary)
        dose = entry(diary, 1)
        assert (dose["night_of"], dose["at"]) == ("2026-11-18", "2026-11-19T02:30:00-05:00")

    def test_of_a_factor_without_a_time_is_in_the_factors_day(self, diary: Path) -> None:
        ok("edit", "3", "--at", "20:00", now=SUNDAY_IN_BERLIN, tz=BERLIN, diary=diary)
        factor = entry(diary, 3)
        assert (factor["night_of"], factor["at"]) == ("2026-11-18", "2026-11-18T20:00:00+01:00")

    def test_that_has_not_come_there_yet_is_the_latest_past(self, diary: Path) -> None:
        stored = ok("kratom", "1g", "--json", now="2026-11-20T08:00-05:00", tz=NEW_YORK, diary=diary).json["stored"]
        number = str(stored["id"])
        ok("edit", number, "--at", "23:40", now="2026-11-20T08:05-05:00", tz=NEW_YORK, diary=diary)
        dose = entry(diary, stored["id"])
        assert (dose["night_of"], dose["at"]) == ("2026-11-19", "2026-11-19T23:40:00-05:00")


class TestWhatIsNamedMoves:
    def test_a_date_beside_the_time_is_read_where_it_is_typed(self, diary: Path) -> None:
        ok("edit", "1", "--at", "2026-11-21 13:30", now=SUNDAY_IN_BERLIN, tz=BERLIN, diary=diary)
        assert entry(diary, 1)["at"] == "2026-11-21T13:30:00+01:00"

    def test_another_night_keeps_the_clock_and_the_zone(self, diary: Path) -> None:
        ok("edit", "1", "--night", "2026-11-17", now=SUNDAY_IN_BERLIN, tz=BERLIN, diary=diary)
        assert entry(diary, 1)["at"] == "2026-11-17T14:00:00-05:00"


class TestASleep:
    def test_is_corrected_where_it_was_slept(self, diary: Path) -> None:
        ok("edit", "2", "22:40-06:50", now=SUNDAY_IN_BERLIN, tz=BERLIN, diary=diary)
        sleep = entry(diary, 2)
        assert (sleep["bed"], sleep["wake"]) == ("2026-11-18T22:40:00-05:00", "2026-11-19T06:50:00-05:00")

    def test_told_anew_for_its_night_is_in_the_zone_in_force(self, diary: Path) -> None:
        ok("sleep", "22:40-06:50", "--night", "2026-11-18", now=SUNDAY_IN_BERLIN, tz=BERLIN, diary=diary)
        assert entry(diary, 2)["bed"] == "2026-11-18T22:40:00+01:00"


@pytest.mark.parametrize(("number", "hint"), [("1", "edit 1 --help"), ("2", "edit 2 --help")])
def test_nothing_to_change_is_told_with_the_entrys_own_number(diary: Path, number: str, hint: str) -> None:
    result = run("edit", number, now=SUNDAY_IN_BERLIN, tz=BERLIN, diary=diary)
    assert (result.code, result.stderr.splitlines()[1].partition("edit")[2]) == (2, hint.removeprefix("edit"))
