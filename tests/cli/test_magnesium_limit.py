"""Magnesium where it is looked at: the limit for supplements and medicines, and what is steady."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok

from builders import magnesium, night, present
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-22T22:00-05:00"
MORNING = "2026-11-22T09:00-05:00"
LINE = "350 mg a day is the upper limit for supplements and medicines; magnesium in food is not counted."


def flat(text: str) -> str:
    return " ".join(text.split())


class TestTheLimit:
    def test_the_answer_says_it_where_the_day_passes_it_and_once(self, tmp_path: Path) -> None:
        path = tmp_path / "diary.db"
        # 200, then 350: on the limit, not above it. Then 351 and 451.
        assert LINE not in ok("magnesium", "200mg", "--at", "18:00", now=NOW, diary=path).stdout
        assert LINE not in ok("magnesium", "150mg", "--at", "19:00", now=NOW, diary=path).stdout
        told = ok("magnesium", "1mg", "--at", "20:00", now=NOW, diary=path).stdout
        assert "Sun 22 Nov: 351 mg elemental by mouth.\n  350 mg a day is" in told
        assert LINE not in ok("magnesium", "100mg", "--at", "21:00", now=NOW, diary=path).stdout
        # The next day begins anew.
        assert LINE in ok("magnesium", "400mg", now="2026-11-23T22:00-05:00", diary=path).stdout

    def test_what_is_put_on_the_skin_is_not_counted(self, tmp_path: Path) -> None:
        path = tmp_path / "diary.db"
        assert LINE not in ok("magnesium", "400mg", "--topical", now=NOW, diary=path).stdout
        assert LINE not in ok("magnesium", "300mg", now=NOW, diary=path).stdout

    def test_a_correction_that_passes_it_says_it_too(self, tmp_path: Path) -> None:
        path = tmp_path / "diary.db"
        first = ok("magnesium", "300mg", "--json", now=NOW, diary=path).json
        assert first["day"] == {"night_of": "2026-11-22", "elemental_mg": 300, "limit_mg": 350, "above_limit": False}
        number = str(first["stored"]["id"])
        assert LINE in ok("edit", number, "360mg", now=NOW, diary=path).stdout
        assert LINE not in ok("edit", number, "380mg", now=NOW, diary=path).stdout
        assert LINE not in ok("edit", number, "--at", "21:00", now=NOW, diary=path).stdout

    def test_the_day_it_is_filed_under_counts(self, tmp_path: Path) -> None:
        path = tmp_path / "diary.db"
        ok("magnesium", "300mg", "--at", "20:00", now=NOW, diary=path)
        # At half past two it is still the same diary day.
        assert LINE in ok("magnesium", "100mg", now="2026-11-23T02:30-05:00", diary=path).stdout
        assert LINE not in ok("magnesium", "100mg", "--night", "yesterday", "--at", "22:00", now=NOW, diary=path).stdout

    def test_the_week_and_the_night_say_it(self, tmp_path: Path) -> None:
        path = tmp_path / "diary.db"
        for on, amount in (("2026-11-18", "360mg"), ("2026-11-19", "350mg"), ("2026-11-20", "400mg")):
            ok("magnesium", amount, "--at", f"{on} 22:00", now=NOW, diary=path)
        week = ok("week", now=NOW, diary=path)
        assert f"Magnesium above 350 mg on 2 of 3 days. {LINE}" in flat(week.stdout)
        json = ok("week", "--json", now=NOW, diary=path).json
        assert json["magnesium"] == {"limit_mg": 350, "days_logged": 3, "days_above_limit": 2}
        assert LINE in flat(ok("show", "2026-11-20", now=NOW, diary=path).stdout)
        assert LINE not in flat(ok("show", "2026-11-19", now=NOW, diary=path).stdout)
        # The week before has none above it.
        assert "350 mg" not in flat(ok("week", "2026-11-14", now=NOW, diary=path).stdout)


class TestSteady:
    """Nineteen weeks, 12 July to 21 November 2026: 133 days."""

    def report(self, tmp_path: Path, entries: list[Any], *arguments: str) -> Any:
        path = tmp_path / "diary.db"
        with Diary.for_writing(path, present(MORNING)) as made:
            made.add_all([*entries, night("2026-11-21", 5)], present(MORNING))
        return (
            ok("report", *arguments, "--json", now=MORNING, diary=path).json["magnesium"],
            flat(ok("report", "--full", *arguments, now=MORNING, diary=path).stdout),
        )

    def takings(self, *spans: tuple[int, int, int], **fields: Any) -> list[Any]:
        """Day 1 is 12 July, the last is day 133: 21 November."""
        return [
            magnesium(f"{date(2026, 7, 12) + timedelta(days=n - 1)}T22:00-04:00", amount, **fields)
            for first, last, amount in spans
            for n in range(first, last + 1)
        ]

    def test_four_amounts_are_not_nineteen_weeks(self, tmp_path: Path) -> None:
        entries = self.takings((1, 35, 100), (36, 70, 200), (71, 105, 300), (106, 133, 400))
        json, text = self.report(tmp_path, entries)
        assert json["steady"] == [
            {
                "route": "by mouth",
                "elemental_mg": 400.0,
                "tolerance_pct": 10,
                "from": "2026-10-25",
                "to": "2026-11-21",
                "days": 28,
                "days_counted": 28,
            }
        ]
        assert json["steady_weeks"] == 4
        # More than four weeks are asked for, and four weeks are no more than four.
        assert (
            "Steady by mouth up to the end of the range: 400 mg a day (within 10 %) on 28 of 28 days, "
            "25 Oct–21 Nov 2026. More than 4 weeks are needed before any effect is looked for."
        ) in text

    def test_four_labels_of_one_amount_are(self, tmp_path: Path) -> None:
        # Day 60 is left out, and day 90 is odd: 131 of 133 days. Nineteen weeks.
        forms = ("glycinate", "citrate", "oxide", "malate")
        entries = [
            each
            for place, (first, last) in enumerate(((1, 35), (36, 70), (71, 105), (106, 133)))
            for each in self.takings((first, last, 200), form=forms[place])
        ]
        (odd,) = self.takings((90, 90, 400))
        left = [each for n, each in enumerate(entries, start=1) if n not in {60, 90}]
        json, text = self.report(tmp_path, [*left, odd])
        assert (json["steady_weeks"], json["steady"][0]["days"], json["steady"][0]["days_counted"]) == (19, 133, 131)
        assert (
            "Steady by mouth up to the end of the range: 200 mg a day (within 10 %) on 131 of 133 days, "
            "12 Jul–21 Nov 2026. "
        ) in text
        assert "More than 4 weeks" not in text

    def test_the_skin_is_another_route(self, tmp_path: Path) -> None:
        json, text = self.report(tmp_path, [*self.takings((1, 70, 200)), *self.takings((71, 133, 200), topical=True)])
        assert [(each["route"], each["days"]) for each in json["steady"]] == [("on the skin", 63)]
        assert json["steady_weeks"] == 0
        assert "Steady by mouth" not in text
        assert "Steady on the skin up to the end of the range: 200 mg a day (within 10 %) on 63 of 63 days" in text

    @pytest.mark.parametrize("last", ["2w", "8w", "20w"])
    def test_it_reaches_as_far_back_as_it_does_whatever_the_range(self, tmp_path: Path, last: str) -> None:
        json, _ = self.report(tmp_path, self.takings((1, 133, 200)), "--last", last)
        assert (json["steady_weeks"], json["steady"][0]["from"]) == (19, "2026-07-12")

    def test_what_is_taken_now_and_then_is_not_steady(self, tmp_path: Path) -> None:
        entries = [each for n, each in enumerate(self.takings((1, 133, 200))) if n % 3]
        json, text = self.report(tmp_path, entries)
        assert (json["steady"], json["steady_weeks"]) == ([], 0)
        assert (
            "Not steady by mouth at the end of the range: no week of the same elemental amount (within 10 %), "
            "lacking on at most 1 day in any 7."
        ) in text
