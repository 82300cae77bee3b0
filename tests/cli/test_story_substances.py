"""A made-up person comes off 7-OH tablets, over leaf, to nothing, with gabapentin in between; figures worked by hand.

The plans and the doses are stored as values here; what each command answers while they are typed is told in the tests
of the commands.
"""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from shutil import copyfile
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run

from builders import moment, present
from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.factors_and_medicines import Medicine
from legdiary.domain.entries.night import Night
from legdiary.domain.entries.products import Product
from legdiary.domain.taper.plan import Plan, Step
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from pathlib import Path

    from driving import Result

NOW = "2026-08-17T22:00-05:00"
CENTRAL = "America/Chicago"
#: Plans as they stand after `taper end --of 7-oh --on 2026-07-12`. Amounts in µg, of leaf in mg.
TABLETS = ("off tablets", "7-oh", {"06-01": 120_000, "06-08": 90_000, "06-15": 67_500, "06-22": 50_500,
           "06-29": 38_000, "07-06": 0})  # fmt: skip
LEAF = ("leaf", None, {"07-06": 6000, "07-13": 4000, "07-20": 2000, "07-27": 0})
NERVES = ("nerves", "medicine:gabapentin", {"06-22": 300_000, "06-29": 600_000, "07-06": 900_000, "07-20": 600_000,
          "08-03": 300_000, "08-10": 0})  # fmt: skip
#: Milligrams of 7-OH a day in weeks of seven; a day is taken at 07:00, 12:00, 18:00 and 23:00 in equal parts.
WHOLE_DAYS = {
    "2026-06-01": ("120", "120", "112.5", "120", "127.5", "120", "120"),
    "2026-06-08": ("90", "90", "82.5", "90", "90", "90", "97.5"),
    "2026-06-15": ("67.5",) * 7,
}
#: The fourth week, dose by dose.
LAST_DAYS = {
    "2026-06-22T07:00": 15_000, "2026-06-22T12:00": 15_000, "2026-06-22T18:00": 15_000, "2026-06-22T23:00": 7_500,
    "2026-06-23T08:00": 15_000, "2026-06-23T14:00": 15_000, "2026-06-23T20:00": 15_000,
    "2026-06-25T08:00": 7_500, "2026-07-08T09:00": 7_500,
}  # fmt: skip
GABAPENTIN = {
    "2026-06-22T21:00": "300 mg", "2026-06-23T21:00": "300 mg", "2026-06-24T21:00": "300 mg",
    "2026-06-25T21:00": "1 tablet",
}  # fmt: skip


def days(first: str, count: int) -> list[date]:
    return [date.fromisoformat(first) + timedelta(days=n) for n in range(count)]


def plan_of(name: str, word: str | None, steps: dict[str, int], **fields: Any) -> Plan:
    held = tuple(Step(date.fromisoformat(f"2026-{day}"), target) for day, target in steps.items())
    return Plan(name, held, substance=word, scale_ug=500 if word else None, **fields)


def entries(tabs: int, red: int) -> list[Any]:
    """Every entry of the story: nights, 7-OH, leaf, gabapentin."""
    found: list[Any] = []
    for first, week in WHOLE_DAYS.items():
        for day, mg in zip(days(first, 7), week, strict=True):
            fourth = int(float(mg) * 1000) // 4
            clocks = ("07:00", "12:00", "18:00", "23:00")
            found += [Dose(day, None, at(f"{day}T{clock}"), tabs, amount_ug=fourth) for clock in clocks]
    found += [Dose(date.fromisoformat(when[:10]), None, at(when), tabs, amount_ug=ug) for when, ug in LAST_DAYS.items()]
    found.append(Dose(date(2026, 6, 24), 0, none_of="7-oh"))
    found += [Medicine(date.fromisoformat(when[:10]), at(when), "gabapentin", of) for when, of in GABAPENTIN.items()]
    for first, half in (("2026-07-06", 3000), ("2026-07-13", 2000), ("2026-07-20", 1000)):
        for day in days(first, 7):
            found += [Dose(day, half, at(f"{day}T{clock}"), red) for clock in ("08:00", "20:00")]
    found += [Dose(day, 0) for day in days("2026-07-27", 21)]
    found += [Night(day, 4 + (day.toordinal() % 4)) for day in days("2026-05-20", 90)]
    return found


def at(when: str) -> Any:
    return moment(f"{when}-05:00", CENTRAL)


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole story, as it stands on Mon 17 Aug 2026 at 22:00."""
    path = tmp_path_factory.mktemp("substances") / "diary.db"
    now = present(NOW, CENTRAL)
    with Diary.for_writing(path, now) as opened:
        tabs = opened.add(Product("seven tabs", "7-oh", capsule_ug=15_000, weight_ug=3_000_000), now).id
        red = opened.add(Product("red leaf", "leaf"), now).id
        plans = [plan_of(*TABLETS, ended_on=date(2026, 7, 13)), plan_of(*LEAF), plan_of(*NERVES)]
        opened.add_all([*plans, *entries(tabs, red)], now)
    return path


def look(diary: Path, *words: str, now: str = NOW, columns: int = 80) -> Result:
    return ok(*words, diary=diary, now=now, tz=CENTRAL, env={"COLUMNS": f"{columns}"})


def week(diary: Path, last: str) -> Any:
    return look(diary, "week", last, "--json").json


def of_day(diary: Path, day: str) -> Any:
    return look(diary, "show", day, "--json").json


class TestADay:
    """A day's state by substance."""

    @pytest.mark.parametrize(
        ("day", "total", "doses", "gap", "target"),
        [
            ("2026-06-22", 52.5, 4, 8.0, 50.5),  # 23:00 to 07:00
            ("2026-06-23", 45, 3, 9.0, 50.5),  # 23:00 to 08:00
            ("2026-06-24", 0, 0, None, 50.5),  # said to be without
            ("2026-06-25", 7.5, 1, 36.0, 50.5),  # from Tue 20:00 over a day said to be without
            ("2026-06-26", None, None, None, 50.5),  # not logged
            ("2026-07-08", 7.5, 1, None, 0),
        ],
    )
    def test_tablets_are_taken_none_or_not_logged(
        self, diary: Path, day: str, total: float | None, doses: int | None, gap: float | None, target: float
    ) -> None:
        told = of_day(diary, day)["substances"]["7-oh"]

        assert (told["total_mg"], told["doses"], told["longest_gap_h"]) == (total, doses, gap)
        assert told["target_mg"] == target

    def test_whole_numbers_of_milligrams_are_whole(self, diary: Path) -> None:
        assert '"total_mg": 45,' in look(diary, "show", "2026-06-23", "--json").stdout

    @pytest.mark.parametrize(
        ("day", "total", "gap", "uncounted"),
        [
            ("2026-06-22", 300, None, []),
            ("2026-06-23", 300, 24.0, []),
            ("2026-06-25", None, 24.0, ["1 tablet"]),
            ("2026-06-26", None, None, []),
        ],
    )
    def test_gabapentin_counts_from_its_entries(
        self, diary: Path, day: str, total: float | None, gap: float | None, uncounted: list[str]
    ) -> None:
        told = of_day(diary, day)["substances"]["gabapentin"]

        assert (told["total_mg"], told["longest_gap_h"], told["uncounted"]) == (total, gap, uncounted)
        assert (told["target_mg"], told["medicine"]) == (300, True)

    def test_leaf_stays_by_itself(self, diary: Path) -> None:
        told = of_day(diary, "2026-07-08")

        assert (told["kratom"]["total_g"], told["kratom"]["target_g"], told["kratom"]["doses"]) == (6, 6, 2)
        assert told["substances"]["7-oh"]["total_mg"] == 7.5

    def test_a_plan_that_ended_names_its_substance_no_more(self, diary: Path) -> None:
        assert "7-oh" not in of_day(diary, "2026-07-13")["substances"]
        assert of_day(diary, "2026-07-27")["kratom"]["target_g"] == 0
        assert of_day(diary, "2026-08-10")["substances"]["gabapentin"]["target_mg"] == 0

    def test_shown_as_text(self, diary: Path) -> None:
        told = look(diary, "show", "2026-06-22").stdout

        assert "  7-OH / target        52.5 mg in 4 doses / 50.5 mg\n" in told
        assert "  longest gap, 7-OH    8 h\n" in told
        assert "  gabapentin / target  300 mg in 1 dose / 300 mg\n" in told
        assert "kratom" not in told.split("\n\n")[-1]


class TestTheAnswer:
    """What the commands say below the entry that they stored, on Mon 22 Jun at 22:00."""

    EVENING = "2026-06-22T22:00-05:00"

    @pytest.fixture
    def begun(self, tmp_path: Path) -> Path:
        """A diary with the plans of tablets and of gabapentin, 15 mg of tablets at 08:00, and nothing else."""
        path = tmp_path / "diary.db"
        now = present("2026-06-22T09:00-05:00", CENTRAL)
        with Diary.for_writing(path, now) as opened:
            tabs = opened.add(Product("seven tabs", "7-oh"), now).id
            opened.add(Product("gold", "extract"), now)
            opened.add_all([plan_of(*TABLETS), plan_of(*NERVES)], now)
            opened.add(Dose(date(2026, 6, 22), None, at("2026-06-22T08:00"), tabs, amount_ug=15_000), now)
        return path

    def test_of_a_medicine(self, begun: Path) -> None:
        told = look(begun, "medicine", "gabapentin", "300mg", "--at", "21:00", now=self.EVENING)
        again = look(begun, "medicine", "gabapentin", "300mg", "--at", "21:30", "--json", now=self.EVENING).json

        assert told.lines[1] == "  gabapentin: 300 mg in 1 dose, target 300 mg (on it)."
        assert again["day"]["night_of"] == "2026-06-22"
        assert again["day"]["substances"]["gabapentin"]["total_mg"] == 600
        assert look(begun, "medicine", "iron", "65mg", "--at", "12:00", "--json", now=self.EVENING).json["day"] is None

    def test_of_tablets(self, begun: Path) -> None:
        told = look(begun, "kratom", "15mg", "--product", "seven tabs", "--at", "20:00", now=self.EVENING).lines

        assert [line.strip() for line in told[1:3]] == [
            "7-OH: 30 mg in 2 doses, target 50.5 mg (20.5 mg below).",
            "gabapentin: not logged. Target 300 mg.",
        ]

    def test_of_an_extract_which_has_no_plan(self, begun: Path) -> None:
        told = look(begun, "kratom", "500mg", "--product", "gold", "--at", "20:00", now=self.EVENING).lines

        assert told[1].strip() == "extract: 500 mg in 1 dose"
        look(begun, "kratom", "none", now=self.EVENING)
        assert of_day(begun, "2026-06-22")["kratom"]["total_g"] == 0


class TestTheCard:
    def test_three_substances_in_their_order(self, diary: Path) -> None:
        shown = look(diary, now="2026-07-08T22:30-05:00").stdout
        told = " ".join(shown.split())

        assert shown.splitlines()[0] == "Wed 8 Jul 2026, 22:30"  # three plans: none has the place beside it
        assert "\nLeaf       0 g left of 6 g today            ####################  6 g taken\n" in shown
        assert (
            "last dose 20:00 (3 g), 2 h 30 min ago; 2 doses so far step 1 of 4 since Mon 6 Jul (day 3); next 4 g"
            in told
        )
        assert "\n7-OH       7.5 mg over 0 mg today\n" in shown
        # The target is 0 from Monday on: nothing is logged of Monday and Tuesday, and there is a dose today.
        assert "0 dose-free days logged since the target is 0 (6 Jul), 1 day with a dose, 2 days not logged" in told
        assert "step 6 of 6 since Mon 6 Jul (day 3); the last step Gabapentin target 900 mg today; not logged" in told
        # A tablet on Thursday 25 June, whose weight is not known; of the 12 days between nothing is logged.
        assert "last dose Thu 25 Jun 21:00, 13 days ago; 12 days since not logged step 3 of 6" in told
        assert "next 600 mg on Mon 20 Jul" in told
        assert "\n  gabapentin today  legdiary medicine gabapentin AMOUNT\n" in shown

    def test_what_is_missing_says_how_to_log_it(self, diary: Path) -> None:
        shown = look(diary, now="2026-06-26T22:30-05:00").stdout

        assert "Kratom" not in shown
        assert "Leaf" not in shown
        assert "\n7-OH       target 50.5 mg today; not logged\n" in shown
        assert "\nGabapentin target 300 mg today; not logged\n" in shown
        assert (
            "\n  7-OH today        legdiary dose AMOUNT --product NAME\n"
            "                    (or: dose none --of 7-oh)\n"
            "  gabapentin today  legdiary medicine gabapentin AMOUNT\n"
        ) in shown

    @pytest.mark.parametrize(
        ("day", "line"),
        [
            ("2026-06-22", "7-OH       2 mg over 50.5 mg today          ####################  52.5 mg taken"),
            ("2026-06-23", "7-OH       5.5 mg left of 50.5 mg today     ##################..  45 mg taken"),
            ("2026-06-24", "7-OH       50.5 mg left of 50.5 mg today    ....................  none taken"),
            ("2026-06-25", "Gabapentin 1 tablet today, not in mg; target 300 mg"),
            ("2026-06-21", "7-OH       0 mg left of 67.5 mg today       ####################  67.5 mg taken"),
        ],
    )
    def test_each_state_has_its_line(self, diary: Path, day: str, line: str) -> None:
        assert line in look(diary, now=f"{day}T23:30-05:00").stdout.splitlines()

    @pytest.mark.parametrize(
        ("day", "total", "left", "doses"),
        [
            ("2026-06-21", 67.5, 0, 4), ("2026-06-22", 52.5, -2, 4), ("2026-06-23", 45, 5.5, 3),
            ("2026-06-24", 0, 50.5, 0), ("2026-06-25", 7.5, 43, 1), ("2026-06-26", None, None, None),
        ],
    )  # fmt: skip
    def test_the_same_in_json(
        self, diary: Path, day: str, total: float | None, left: float | None, doses: int | None
    ) -> None:
        (found,) = [
            each
            for each in look(diary, "--json", now=f"{day}T23:30-05:00").json["substances"]
            if each["substance"] == "7-oh"
        ]
        assert (found["total"], found["left"], found["doses"]) == (total, left, doses)


class TestTheWeek:
    def test_as_json(self, diary: Path) -> None:
        told = week(diary, "2026-06-28")

        assert [night["kratom"]["total_g"] for night in told["nights"]] == [None] * 7
        assert [night["substances"]["7-oh"]["total_mg"] for night in told["nights"]] == [
            52.5, 45, 0, 7.5, None, None, None,
        ]  # fmt: skip
        assert told["summary"]["substances"]["7-oh"]["total_mg"] == {"n": 4, "median": None}
        assert told["previous"]["substances"]["7-oh"]["total_mg"] == {"n": 7, "median": 67.5}
        assert told["previous"]["substances"]["7-oh"]["target_median_mg"] == 67.5

    @pytest.mark.parametrize("last", ["2026-06-27", "2026-07-09", "2026-07-30"])
    def test_a_day_is_the_same_in_every_window(self, diary: Path, last: str) -> None:
        for night in week(diary, last)["nights"]:
            alone = of_day(diary, night["night_of"])
            assert (alone["substances"], alone["kratom"]) == (night["substances"], night["kratom"])

    def test_every_plan_in_force(self, diary: Path) -> None:
        told = week(diary, "2026-06-22")

        assert told["taper"] is None
        assert [(each["substance"], each["step"], each["target_mg"]) for each in told["plans"]] == [
            ("7-oh", 4, 50.5), ("medicine:gabapentin", 1, 300),
        ]  # fmt: skip
        assert told["plans"][0]["next_target_mg"] == 38
        three = week(diary, "2026-07-06")["plans"]
        assert [(each["substance"], each["unit"]) for each in three] == [
            ("leaf", "g"), ("7-oh", "mg"), ("medicine:gabapentin", "mg"),
        ]  # fmt: skip
        assert (three[0]["target_g"], three[1]["target_mg"], three[2]["target_mg"]) == (6, 0, 900)

    def test_tablets_have_the_columns_while_there_is_no_leaf(self, diary: Path) -> None:
        told = look(diary, "week", "2026-06-21").stdout

        assert "  7-OH, target  " in told
        assert re.search(r"Mon 15 Jun .* 67\.5 / 67\.5 +4 +8 ", told), told
        assert "median" in told
        assert "\n7-OH: " not in told

    def test_a_medicine_has_a_line_of_its_own(self, diary: Path) -> None:
        text = look(diary, "week", "2026-06-28").stdout
        told = " ".join(text.split())

        assert re.search(r"\nMon 22 Jun .* 52\.5 / 50\.5 +4 +8 ", text), text
        assert re.search(r"\nWed 24 Jun .* 0 / 50\.5 +0 +– ", text), text
        assert re.search(r"\nFri 26 Jun .* – / 50\.5 +– +– ", text), text
        assert "\n7-OH: " not in text
        assert "gabapentin: Mon 22 Jun 300 mg / 300, Tue 23 Jun 300 mg / 300" in told
        assert "Thu 25 Jun 1 tablet / 300; before: on 0 days." in told

    def test_tablets_beside_leaf_have_a_line_of_their_own(self, diary: Path) -> None:
        told = " ".join(look(diary, "week", "2026-07-12").stdout.split())

        assert "7-OH: Wed 8 Jul 7.5 mg / 0; before: on 0 days." in told
        assert "Plan ended (off tablets) on 12 Jul." in " ".join(look(diary, "week", "2026-07-13").stdout.split())

    @pytest.mark.parametrize("columns", [40, 80])
    def test_it_fits_the_terminal(self, diary: Path, columns: int) -> None:
        for last in ("2026-06-21", "2026-06-28", "2026-07-12"):
            told = look(diary, "week", last, columns=columns).stdout
            assert max(map(len, told.splitlines())) <= columns


def read(page: str) -> str:
    """The words of a page as they are read: a marked figure parts none."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"</?span[^>]*>", "", page)).split())


class TestTheReport:
    AXIS = (
        ("baseline", "7-oh", None, None), ("step 1", "7-oh", 120, 120), ("step 2", "7-oh", 90, 90),
        ("step 3", "7-oh", 67.5, 67.5), ("step 4", "7-oh", 50.5, None), ("step 5", "7-oh", 38, None),
        ("step 1", "leaf", 6, 6), ("step 2", "leaf", 4, 4), ("step 3", "leaf", 2, 2), ("step 4", "leaf", 0, 0),
    )  # fmt: skip

    def test_the_steps_of_tablets_and_of_leaf_follow_each_other(self, diary: Path) -> None:
        groups = look(diary, "report", "--taper", "--json").json["groups"]

        assert [
            (
                each["label"].partition(" of ")[0],
                each["substance"],
                *(each[f"{name}_{each['unit']}"] for name in ("target", "actual_median")),
            )
            for each in groups
        ] == list(self.AXIS)
        assert [each["cut_mg"] for each in groups[2:6]] == [30, 22.5, 17, 12.5]
        assert {each["target_g"] for each in groups[:6]} == {None}
        assert (groups[4]["days_logged"], groups[4]["doses_per_day"], groups[4]["longest_gap_h"]) == (4, None, 36)

    def test_as_text(self, diary: Path) -> None:
        told = look(diary, "report", "--full", "--taper").stdout

        assert "\nPlan “off tablets” of 7-OH\nstep 1   1 Jun   120 mg  120 mg     4       8    7/7 " in told
        assert "\nstep 3   15 Jun 67.5 mg 67.5 mg     4       8    7/7 " in told
        assert "\nPlan “leaf”\nstep 1   6 Jul      6 g     6 g     2      12    7/7 " in told
        assert "\nAlso active: gabapentin, 0 mg a day from 10 Aug.\n" in told
        assert "\n7-OH: on 25 days, 7.5 to 127.5 mg a day; dose-free on 1 day\n" in told
        assert "\n  step 1 of “leaf”: on 1 day, 7.5 mg a day\n" in told

    def test_longer_stretches_speak_the_unit_of_their_plan(self, diary: Path) -> None:
        told = " ".join(look(diary, "report", "--full", "--taper").stdout.split())
        blocks = look(diary, "report", "--taper", "--json").json["blocks"]

        assert "the first third of “off tablets” (120–90 mg), 1–14 Jun: " in told
        assert "the last third of “off tablets” (38 mg), 29 Jun–5 Jul: " in told
        assert "steps 3–4 of “leaf” (2–0 g), 20 Jul–16 Aug: " in told
        assert [(each["target_g"], each["target_mg"]) for each in blocks[1:]] == [
            (None, {"highest": 120, "lowest": 90}), (None, {"highest": 67.5, "lowest": 50.5}),
            (None, {"highest": 38, "lowest": 38}), ({"highest": 6, "lowest": 4}, None),
            ({"highest": 2, "lowest": 0}, None),
        ]  # fmt: skip

    def test_before_hardest_and_now_say_each_substance(self, diary: Path) -> None:
        told = look(diary, "report", "--full", "--taper").stdout
        now = look(diary, "report", "--taper", "--json").json["stretches"][-1]

        assert "\n7-OH    –              90 mg       –\nleaf    –              –           0 g\n" in told
        assert (now["kratom_g"], now["doses_per_day"]) == ({"n": 14, "median": 0}, {"n": 14, "median": 0})

    def test_while_both_are_in_force_the_other_is_named(self, diary: Path) -> None:
        told = look(diary, "report", "--full", "--to", "2026-07-08").stdout

        assert "Also active: 7-OH, 0 mg a day from 6 Jul; gabapentin, 900 mg a day from 6 Jul." in told

    def test_one_substance_alone(self, diary: Path) -> None:
        groups = look(diary, "report", "--taper", "--of", "gabapentin", "--json").json["groups"]

        assert [(each["label"], each["target_mg"]) for each in groups if each["kind"] == "step"] == [
            ("step 1", 300), ("step 2", 600), ("step 3", 900), ("step 4", 600), ("step 5", 300), ("step 6", 0),
        ]  # fmt: skip
        assert [each["cut_mg"] for each in groups if each["kind"] == "step"] == [None, -300, -300, 300, 300, 300]
        refused = run("report", "--of", "methadone", diary=diary, now=NOW, tz=CENTRAL)
        assert (refused.code, refused.stderr.splitlines()[0]) == (1, "legdiary: there is no plan for 'methadone'")

    @pytest.mark.parametrize("columns", [40, 80])
    @pytest.mark.parametrize("more", ["", "--of 7-oh", "--of gabapentin", "--explain"])
    def test_it_fits_the_terminal(self, diary: Path, more: str, columns: int) -> None:
        told = look(diary, "report", "--full", "--taper", *more.split(), columns=columns).stdout
        assert max(map(len, told.splitlines())) <= columns

    def test_the_page(self, diary: Path) -> None:
        told = read(look(diary, "export", "html", "--output", "-").stdout)

        assert "Restless legs and taper of 7-OH, kratom leaf, 20 May–16 Aug 2026" in told
        assert "Plan “off tablets” of 7-OH 1 1–7 Jun 120 mg 120 mg 4 8:00 7/7 " in told
        assert "Plan “leaf” 1 6–12 Jul 6 g 6 g 2 12:00 7/7 " in told
        assert "Target 0 g a day (began at 6 g), step 4 of 4" in told
        assert "Median taken 0 g" in told
        one = read(look(diary, "export", "html", "--output", "-", "--of", "7-OH").stdout)
        assert "7-OH, mg a day" in one
        assert "The taper of 7-OH ended on" in one
        assert "Plan “off tablets” from 1 Jun 2026 on: 120 mg to 0 mg a day." in one
        assert "target, mg a day" in one

    def test_the_page_keeps_tablets_taken_among_the_steps_of_leaf(self, diary: Path) -> None:
        """Wed 8 July: 7.5 mg of tablets, while the table of steps tells the first step of leaf."""
        told = read(look(diary, "export", "html", "--output", "-").stdout)
        june = read(look(diary, "export", "html", "--to", "2026-06-21", "--output", "-").stdout)

        besides = "7-OH was also taken on 1 day that the table of steps counts for another plan."
        assert f"{besides} 7-OH: on 1 day, 7.5 mg a day." in told
        assert "gives to another plan" not in june
        assert "Target 67.5 mg of 7-OH a day (began at 120 mg), step 3 of 6" in june
        assert "Median taken 67.5 mg" in june

    def test_thirds_are_of_grams_only_for_leaf(self, diary: Path) -> None:
        told = " ".join(look(diary, "report", "--full", "--taper").stdout.split())

        assert "each third of the way down or, if that is short, two weeks or more" in told
        # Twice the 0.5 mg to which the plan of tablets is rounded, not twice a whole milligram.
        assert "taken, 1 mg or more above it" in told or "taken, 1 mg or more below it" in told

    def test_explained(self, diary: Path) -> None:
        told = " ".join(look(diary, "report", "--taper", "--explain").stdout.split())

        assert "7-OH Milligrams of 7-OH products in a diary day: another substance, never added to leaf." in told
        assert "step 4 of “off tablets” of 7-OH: n 4 of 7; 22–25 Jun 2026" in told
        assert "gabapentin Milligrams of gabapentin in a diary day" in told


_BY_QUARTERS = "--from|120mg|--to|0mg|--cut|25%|--every|7d|--round|0.5mg|--stop-at|30mg"
#: Moment, what is typed, and a line of the answer, from the plans to the last tablet.
TYPED = (
    ("06-01T06:30", "product add|seven tabs|--kind|7-oh|--tablet|15mg|--weight|3000mg",
     "Product: seven tabs, 7-oh, tablet 15 mg, 3000 mg. #1"),
    ("06-01T06:31", "product add|red leaf", "Product: red leaf, leaf. #2"),
    ("06-01T06:32", f"taper new|--name|off tablets|--of|7-oh|{_BY_QUARTERS}|--start|2026-06-01|--yes",
     "It reaches 0 mg on Mon 6 Jul 2026 and needs 2562 mg until then."),
    ("06-01T06:33", "taper new|--name|leaf|--from|6g|--cut|2g|--every|7d|--start|2026-07-06|--yes",
     "It reaches 0 g on Mon 27 Jul 2026 and needs 84 g until then."),
    ("06-01T06:34", "taper new|--name|nerves|--of|gabapentin|--steps|{steps}|--yes",
     "It reaches 0 mg on Mon 10 Aug 2026 and needs 29400 mg until then."),
    ("06-21T23:30", "product list", "left 1057.5 mg (70.5 tablets) after the logged doses"),
    ("06-22T07:00", "dose|15mg|--product|seven tabs", "7-OH: 15 mg in 1 dose, target 50.5 mg (35.5 mg below)."),
    ("06-22T12:00", "dose|1 tab|--product|seven tabs", "7-OH: 30 mg in 2 doses, target 50.5 mg (20.5 mg below)."),
    ("06-22T18:00", "kratom|15mg|--product|seven tabs", "7-OH: 45 mg in 3 doses, target 50.5 mg (5.5 mg below)."),
    ("06-22T21:00", "medicine|gabapentin|300mg", "gabapentin: 300 mg in 1 dose, target 300 mg (on it)."),
    ("06-22T23:00", "dose|0.5 tab|--product|seven tabs", "7-OH: 52.5 mg in 4 doses, target 50.5 mg (2 mg above)."),
    ("06-23T08:00", "dose|15mg|--product|seven tabs", "gabapentin: not logged. Target 300 mg."),
    ("06-23T14:00", "dose|15mg|--product|seven tabs", "7-OH: 30 mg in 2 doses, target 50.5 mg (20.5 mg below)."),
    ("06-23T20:00", "dose|15mg|--product|seven tabs", "7-OH: 45 mg in 3 doses, target 50.5 mg (5.5 mg below)."),
    ("06-23T21:00", "medicine|gabapentin|300mg", "gabapentin: 300 mg in 1 dose, target 300 mg (on it)."),
    ("06-24T08:00", "dose|none|--of|7-oh", "7-OH: dose-free. Target 50.5 mg."),
    ("06-24T21:00", "medicine|gabapentin|300mg", "gabapentin: 300 mg in 1 dose, target 300 mg (on it)."),
    ("06-25T08:00", "dose|1/2 tab|--product|seven tabs", "7-OH: 7.5 mg in 1 dose, target 50.5 mg (43 mg below)."),
    ("06-25T21:00", "medicine|gabapentin|1 tablet", "gabapentin: 1 tablet, not in mg. Target 300 mg."),
    ("06-26T22:00", "product list", "left 952.5 mg (63.5 tablets) after the logged doses"),
    ("07-08T08:00", "dose|3g|--product|red leaf", "Wed 8 Jul: 3 g in 1 dose, target 6 g (3 g below)."),
    ("07-08T09:00", "dose|7.5mg|--product|seven tabs", "7-OH: 7.5 mg in 1 dose, target 0 mg (7.5 mg above)."),
    ("07-08T20:00", "kratom|3g|--product|red leaf", "Wed 8 Jul: 6 g in 2 doses, target 6 g (on it)."),
    ("07-08T22:00", "taper end|--of|7-oh|--on|2026-07-12", "Its last day is Sun 12 Jul 2026;"),
)  # fmt: skip


def without_numbers(path: Path) -> list[list[str]]:
    """The rows of a table without the numbers of its entries, which a package does not carry."""
    rows = [*csv.reader(path.read_text("utf-8-sig").splitlines())]
    kept = [place for place, name in enumerate(rows[0]) if name not in {"id", "plan_id"}]
    return [[row[place] for place in kept if place < len(row)] for row in rows]


def type_story(folder: Path) -> tuple[Path, list[tuple[str, str]]]:
    """Type the story, the first three weeks of tablets stored beside it; return each wanted line and its answer."""
    path, steps = folder / "diary.db", folder / "nerves.csv"
    rows = [f"2026-{on},{ug // 1000}," for on, ug in NERVES[2].items()]
    steps.write_text("\n".join(["starts_on,target_mg,doses_per_day", *rows, ""]))
    answers = []
    for when, typed, line in TYPED:
        now = f"2026-{when}-05:00"
        if when == "06-21T23:30":
            behind = date(2026, 6, 22)
            three_weeks = [each for each in entries(1, 2) if each.kind == "kratom" and each.night_of < behind]
            with Diary.for_writing(path, present(now, CENTRAL)) as opened:
                opened.add_all(three_weeks, present(now, CENTRAL))
        first, *others = typed.format(steps=steps).split("|")
        answer = look(path, *first.split(" "), *others, now=now).stdout
        answers.append((line, " ".join(answer.split())))
    return path, answers


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str]]]:
    return type_story(tmp_path_factory.mktemp("typed"))


class TestTyped:
    """The same story as it is typed, to Wed 8 Jul 2026."""

    END = "2026-07-08T23:00-05:00"

    def test_every_answer_says_the_day_by_substance(self, typed: tuple[Path, list[tuple[str, str]]]) -> None:
        for line, answer in typed[1]:
            assert line in answer

    def test_it_is_what_was_stored_as_values(self, typed: tuple[Path, Any], diary: Path) -> None:
        for last in ("2026-06-07", "2026-06-14", "2026-06-21", "2026-06-28"):
            one, other = (week(each, last) for each in (typed[0], diary))
            assert [night["substances"] for night in one["nights"]] == [
                night["substances"] for night in other["nights"]
            ]
            assert one["plans"] == other["plans"]

    def test_history_and_undo_tell_each_unit(self, typed: tuple[Path, Any], tmp_path: Path) -> None:
        path = tmp_path / "diary.db"
        copyfile(typed[0], path)
        told = " ".join(look(path, "history", now=self.END).stdout.split())
        undone = [look(path, "undo", now=self.END).stdout for _ in range(3)]

        assert "7.5 mg at 23:00, seven tabs" in told
        assert "taper “off tablets” of 7-OH, 6 steps, 120 mg from Mon 1 Jun 2026" in told
        assert "active again (it was to end before Mon 13 Jul 2026)" in undone[0]
        assert "3 g at 20:00, red leaf" in undone[1]
        assert "7-OH, day of Wed 8 Jul 2026: 7.5 mg at 09:00, seven tabs." in undone[2]

    @pytest.mark.parametrize("kind", ["json", "csv"])
    def test_it_comes_back_byte_for_byte(self, typed: tuple[Path, Any], tmp_path: Path, kind: str) -> None:
        first, second = tmp_path / f"first.{kind}", tmp_path / f"second.{kind}"
        look(typed[0], "export", kind, "--output", f"{first}", now=self.END)
        look(tmp_path / "new.db", "import", f"{first}", now=self.END)
        look(tmp_path / "new.db", "export", kind, "--output", f"{second}", now=self.END)

        if kind == "json":
            assert first.read_bytes() == second.read_bytes()
            return
        tables = [each.name for each in sorted(first.glob("*.csv")) if each.name != "corrections.csv"]
        assert "substances.csv" in tables
        for name in tables:
            assert without_numbers(first / name) == without_numbers(second / name), name

    def test_two_devices_that_differ_are_told_in_its_unit(self, typed: tuple[Path, Any], tmp_path: Path) -> None:
        here, there = tmp_path / "here.db", tmp_path / "there.db"
        for path, target in ((here, "550mg"), (there, "525mg")):
            copyfile(typed[0], path)
            path.chmod(0o600)
            look(path, "taper", "set", "2026-08-03", target, "--of", "gabapentin", now=self.END)
        told = run("import", f"{there}", "--dry-run", diary=here, now=self.END, tz=CENTRAL)
        as_json = run("import", f"{there}", "--dry-run", "--json", diary=here, now=self.END, tz=CENTRAL).json

        assert "2026-07-20 600 mg, 2026-08-03 550 mg, 2026-08-10 0 mg in the diary" in " ".join(told.stdout.split())
        (conflict,) = as_json["files"][0]["conflicts"]
        assert conflict["in_file"]["steps"][-2:] == ["2026-08-03 525 mg", "2026-08-10 0 mg"]

    def test_a_dose_of_another_device_is_one_dose_more(self, typed: tuple[Path, Any], tmp_path: Path) -> None:
        here, there = tmp_path / "here.db", tmp_path / "there.db"
        for path in (here, there):
            copyfile(typed[0], path)
            path.chmod(0o600)
        look(there, "dose", "7.5mg", "--product", "seven tabs", "--at", "21:00", now=self.END)
        look(here, "import", f"{there}", now=self.END)

        assert of_day(here, "2026-07-08")["substances"]["7-oh"]["total_mg"] == 15
        assert look(here, "check", now=self.END).stdout.splitlines()[-1] == "Nothing is wrong."


#: Milligrams of tablets, as grams or with the unit of grams.
GRAMS_OF_MILLIGRAMS = re.compile(r"(?<![\d.])(0\.(06|12|0525|045|0075|0675|09)\d*|120|90|67\.5|50\.5|52\.5|38) ?g\b")


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("week", "2026-06-28"),
        ("week", "2026-06-21"),
        ("show", "2026-06-22"),
        ("report", "--full", "--taper"),
        ("report", "--full", "--taper", "--of", "7-oh"),
        ("report", "--taper", "--explain"),
        ("report", "--full", "--by", "week"),
        ("week", "2026-06-28", "--json"),
        ("report", "--taper", "--json"),
        ("show", "2026-06-22", "--json"),
        ("export", "html", "--output", "-"),
        ("list", "--from", "2026-06-22"),
        ("history",),
        ("taper", "show", "--all"),
        ("taper", "show", "off tablets"),
        ("export", "ics", "--with-amounts", "--output", "-"),
        ("export", "csv", "--table", "doses", "--output", "-"),
        ("export", "csv", "--table", "substances", "--output", "-"),
        ("export", "fhir", "--output", "-"),
    ],
    ids=" ".join,
)
def test_no_view_tells_milligrams_in_grams(diary: Path, words: tuple[str, ...]) -> None:
    told = look(diary, *words, now="2026-06-22T23:30-05:00" if not words else NOW).stdout

    assert not GRAMS_OF_MILLIGRAMS.search(told), told
