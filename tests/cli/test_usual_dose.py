"""What an answer says of tolerance, and which small dose is asked about: typed day by day, at every door."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from driving import NEW_YORK, ok, on_terminal, run
from test_checkin import CTRL_D, talk

from builders import day
from legdiary.app.questions import Asked
from legdiary.cli.views.dashboard import run_of
from legdiary.tui.actions import Outcome, attempt
from legdiary.tui.edit_form import TypedEntry, change_entry

if TYPE_CHECKING:
    from pathlib import Path

EVENING = "2026-11-22T22:30-05:00"
NONE_LOGGED = "No kratom dose is logged for"
MEDIAN = "median of the 14 days before"


def told(*words: str, diary: Path, now: str = EVENING) -> str:
    """The answer, on one line."""
    return " ".join(ok(*words, diary=diary, now=now).stdout.split())


def days(first: str, last: str) -> list[str]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [f"{begin + timedelta(days=number)}" for number in range((end - begin).days + 1)]


def logged(diary: Path, first: str, last: str, amount: str = "none") -> None:
    for on in days(first, last):
        at = () if amount == "none" else ("--at", "20:00")
        ok("kratom", amount, "--night", on, *at, diary=diary, now=EVENING)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


class TestTolerance:
    def test_after_ten_days_without(self, path: Path) -> None:
        logged(path, "2026-11-12", "2026-11-21")

        first = ok("kratom", "12g", "--at", "20:00", "--json", diary=path, now=EVENING).json["day"]
        assert first["above_usual"] == {
            "median_g": 0.0, "days": 10, "from": "2026-11-12", "days_without": 10, "last_dose": None, "said": True,
        }  # fmt: skip
        ok("undo", diary=path, now=EVENING)
        said = told("kratom", "12g", "--at", "20:00", diary=path)
        assert said.endswith(
            "The median of the 14 days before is 0 g, 10 of them logged. "
            "Tolerance drops after days without a dose: a dose you used to take can now hit harder."
        )

    def test_after_three_weeks_without_an_entry(self, path: Path) -> None:
        logged(path, "2026-10-18", "2026-10-31", "12g")

        said = told("kratom", "12g", "--at", "20:00", diary=path)
        # From 1 to 21 November: 21 days. The 14 days of October all had 12 g.
        assert (
            "No kratom dose is logged for 21 days, since Sat 31 Oct 2026; the median of the last 14 days logged is "
            "12 g. Tolerance drops after days without a dose: a dose you used to take can now hit harder."
        ) in said

    def test_after_three_weeks_and_with_too_few_days_for_a_figure(self, path: Path) -> None:
        logged(path, "2026-10-29", "2026-10-31", "12g")

        said = told("kratom", "2g", "--at", "20:00", diary=path)
        assert "No kratom dose is logged for 21 days, since Sat 31 Oct 2026. Tolerance drops" in said

    def test_not_with_the_first_entries_of_a_diary(self, path: Path) -> None:
        assert "Tolerance" not in told("kratom", "12g", "--at", "20:00", diary=path)
        assert "Tolerance" not in told("kratom", "3g", "--at", "21:00", diary=path)

    def test_few_days_logged_are_told_with_their_beginning(self, path: Path) -> None:
        # Every fourth evening 3 g, from 25 October to 18 November: 7 days; 10, 14 and 18 November are within 14 days.
        for on in days("2026-10-25", "2026-11-18")[::4]:
            logged(path, on, on, "3g")

        said = told("kratom", "5g", "--at", "20:00", diary=path)
        assert (
            "This day is above 150 % of the median of the last 7 days logged before (since Sun 25 Oct 2026), 3 g."
            in said
        )

    def test_once_a_day_in_a_set_back_week(self, path: Path) -> None:
        logged(path, "2026-11-01", "2026-11-14", "3g")
        lines: dict[str, int] = {}
        for on in days("2026-11-15", "2026-11-21"):
            for clock in ("08:00", "14:00", "20:00"):
                words = ("kratom", "3g", "--night", on, "--at", clock)
                lines[on] = lines.get(on, 0) + ("Tolerance" in told(*words, diary=path))

        # 9 g a day against 3 g: with the second dose of each day, until on the 22nd half of the 14 days have 9 g.
        assert lines == dict.fromkeys(days("2026-11-15", "2026-11-21"), 1)

    def test_a_correction_that_brings_the_day_there_says_it_once(self, path: Path) -> None:
        logged(path, "2026-11-08", "2026-11-21", "3g")
        number = ok("kratom", "2g", "--at", "20:00", "--json", diary=path, now=EVENING).json["stored"]["id"]

        assert "150 %" in told("edit", f"{number}", "5g", diary=path)
        assert "150 %" not in told("edit", f"{number}", "6g", diary=path)
        assert "150 %" not in told("kratom", "1g", "--at", "21:00", diary=path)
        day = ok("kratom", "1g", "--at", "22:00", "--json", diary=path, now=EVENING).json["day"]
        assert (day["above_usual_g"], day["above_usual"]["said"]) == (3.0, False)

    def test_days_with_7_oh_alone_are_told_as_such(self, path: Path) -> None:
        ok("product", "add", "tabs", "--kind", "7-oh", diary=path, now=EVENING)
        logged(path, "2026-11-01", "2026-11-10", "3g")
        for on in days("2026-11-15", "2026-11-21"):
            ok("kratom", "40mg", "--product", "tabs", "--night", on, "--at", "20:00", diary=path, now=EVENING)

        # Of the 14 days before, the 8th to the 10th are logged: three. The last known are the ten of November.
        assert (
            "No dose of leaf is logged for 11 days, since Tue 10 Nov 2026; the median of the last 10 days logged is "
            "3 g. On some of them 7-OH is logged. Tolerance drops"
        ) in told("kratom", "3g", "--at", "20:00", diary=path)

    def test_a_dose_of_7_oh_says_nothing_of_leaf(self, path: Path) -> None:
        logged(path, "2026-11-12", "2026-11-21")
        ok("product", "add", "tabs", "--kind", "7-oh", diary=path, now=EVENING)

        assert "Tolerance" not in told("kratom", "20mg", "--product", "tabs", diary=path)
        assert "Tolerance" in told("kratom", "2g", "--at", "20:00", diary=path)


class TestSmallDoses:
    ASKED = "legdiary: 0.005 g (5 mg) of kratom is less than a tenth of the median dose of the last 14 days (2.5 g). "

    def test_milligrams_typed_for_grams(self, path: Path) -> None:
        logged(path, "2026-11-15", "2026-11-21", "2.5g")

        refused = run("kratom", "5mg", diary=path, now=EVENING)
        assert (refused.code, refused.stdout) == (1, "")
        assert refused.stderr == f"{self.ASKED}Not stored; add --confirm if it is right.\n"
        assert ok("kratom", "5mg", "--confirm", "--json", diary=path, now=EVENING).json["stored"]["amount_g"] == 0.005

    def test_it_is_asked_before_a_diary_is_begun(self, path: Path) -> None:
        refused = run("kratom", "5mg", diary=path, now=EVENING)
        assert (refused.code, path.exists()) == (1, False)
        assert "0.005 g (5 mg) of kratom in one entry is less than 0.1 g (100 mg)." in refused.stderr

    def test_at_a_terminal(self, path: Path) -> None:
        logged(path, "2026-11-15", "2026-11-21", "2.5g")
        assert on_terminal("kratom", "5mg", answer="n", diary=path, now=EVENING).code == 1
        assert on_terminal("kratom", "5mg", answer="y", diary=path, now=EVENING).code == 0

    def test_a_tenth_of_a_gram_each_time_is_never_asked_about(self, path: Path) -> None:
        logged(path, "2026-11-15", "2026-11-22", "100mg")
        ok("kratom", "0.1g", "--at", "21:00", diary=path, now=EVENING)

    def test_a_correction_is_asked_about_too(self, path: Path) -> None:
        logged(path, "2026-11-15", "2026-11-21", "2.5g")

        refused = run("edit", "1", "5mg", diary=path, now=EVENING)
        assert (refused.code, refused.stderr.startswith(self.ASKED)) == (1, True)
        ok("edit", "1", "5mg", "--confirm", diary=path, now=EVENING)
        # What stands there small and confirmed is not asked about with every other change.
        ok("edit", "1", "--note", "a crumb", diary=path, now=EVENING)
        ok("edit", "1", "--at", "21:00", diary=path, now=EVENING)

    def test_the_corrected_dose_itself_says_nothing_of_what_is_usual(self, path: Path) -> None:
        logged(path, "2026-11-21", "2026-11-21", "5g")
        ok("edit", "1", "0.2g", diary=path, now=EVENING)  # the only dose: no other says what is usual

    def test_other_products_have_other_amounts(self, path: Path) -> None:
        logged(path, "2026-11-15", "2026-11-21", "2.5g")
        ok("product", "add", "tabs", "--kind", "7-oh", diary=path, now=EVENING)
        ok("product", "add", "strong", "--kind", "extract", diary=path, now=EVENING)
        ok("product", "add", "red leaf", diary=path, now=EVENING)
        number = ok("kratom", "20mg", "--product", "tabs", "--json", diary=path, now=EVENING).json["stored"]["id"]
        ok("kratom", "50mg", "--product", "strong", diary=path, now=EVENING)

        assert run("kratom", "50mg", "--product", "red leaf", diary=path, now=EVENING).code == 1
        # A dose that turns out to be of leaf is held against leaf.
        assert run("edit", f"{number}", "--product", "red leaf", diary=path, now=EVENING).code == 1

    def test_in_a_check_in(self, path: Path) -> None:
        for on in days("2026-11-18", "2026-11-21"):
            ok("night", "5", "--night", on, diary=path, now=EVENING)
        logged(path, "2026-11-18", "2026-11-21", "2.5g")

        legs_and_sleep = ("6\n", "\n", "\n", "\n")
        said = talk(*legs_and_sleep, "5mg 20:00\n", "n\n", "2.5g 20:00\n", "\n", CTRL_D, diary=path, now=EVENING)
        assert "is less than a tenth of the median dose of the last 14 days (2.5 g)." in " ".join(said.shown.split())
        stored = ok("list", "--kind", "kratom", "--from", "2026-11-22", "--json", diary=path, now=EVENING).json
        assert [each["amount_g"] for each in stored["entries"]] == [2.5]

    def test_in_the_dashboard(self, path: Path) -> None:
        logged(path, "2026-11-15", "2026-11-21", "2.5g")
        of = run_of({"LEGDIARY_NOW": EVENING, "TZ": NEW_YORK, "LEGDIARY_DIARY": str(path)}, None, lambda: None)
        more = change_entry(of, day("2026-11-22"), TypedEntry("kratom", "kratom", {"amount": "5mg"}))

        asked = attempt(of, more)
        assert isinstance(asked, Asked)
        assert asked.why.startswith("0.005 g (5 mg) of kratom is less than a tenth")
        stored = attempt(of, more, frozenset({asked.about}))
        assert isinstance(stored, Outcome)
        assert stored.stored
        changed = change_entry(of, day("2026-11-15"), TypedEntry("kratom", "1", {"amount": "5mg"}))
        assert isinstance(attempt(of, changed), Asked)

    def test_what_a_file_holds_is_not_asked_about(self, path: Path, tmp_path: Path) -> None:
        ok("kratom", "5mg", "--confirm", diary=tmp_path / "other.db", now=EVENING)
        ok("export", "json", "--output", f"{tmp_path / 'other.json'}", diary=tmp_path / "other.db", now=EVENING)
        logged(path, "2026-11-15", "2026-11-21", "2.5g")
        ok("import", f"{tmp_path / 'other.json'}", diary=path, now=EVENING)
