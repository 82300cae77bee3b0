"""Tablets of 7-OH beside leaf: named in milligrams wherever a day is told, in no grams, and a day's leaf stands alone.

A plan of leaf, 3 g a day from Monday 16 November. Tablets: Monday 20 mg at 20:00, Tuesday 20 mg at 08:00 and 20:00,
Wednesday and Thursday 40 mg at 20:00, and no word of leaf; Friday 3 g of leaf and 20 mg of tablets at 21:00; Saturday
said to be without kratom, and 10 mg of tablets at 20:00. Nothing on Sunday yet.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-22T22:30-05:00"
TABLETS = {
    "2026-11-16": [("20:00", "20mg")],
    "2026-11-17": [("08:00", "20mg"), ("20:00", "20mg")],
    "2026-11-18": [("20:00", "40mg")],
    "2026-11-19": [("20:00", "40mg")],
    "2026-11-20": [("21:00", "20mg")],
    "2026-11-21": [("20:00", "10mg")],
}
#: Day → milligrams, doses, and the longest gap in hours: 20:00 → 08:00 → 20:00 are 12, 20:00 → 21:00 are 25.
HELD = {
    "2026-11-16": (20, 1, None), "2026-11-17": (40, 2, 12.0), "2026-11-18": (40, 1, 24.0), "2026-11-19": (40, 1, 24.0),
    "2026-11-20": (20, 1, 25.0), "2026-11-21": (10, 1, 23.0), "2026-11-22": None,
}  # fmt: skip


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("tablets") / "diary.db"
    how: dict[str, Any] = {"diary": path, "now": NOW}
    plan = ("--from", "3g", "--cut", "1g", "--every", "7d", "--start", "2026-11-16")
    ok("taper", "new", *plan, "--yes", diary=path, now="2026-11-16T10:00-05:00")
    ok("product", "add", "tabs", "--kind", "7-oh", "--weight", "30g", **how)
    ok("product", "add", "red leaf", "--weight", "100g", **how)
    for night, doses in TABLETS.items():
        for at, amount in doses:
            ok("kratom", amount, "--product", "tabs", "--night", night, "--at", at, **how)
        ok("night", "5", "--night", night, **how)
    ok("kratom", "3g", "--product", "red leaf", "--night", "2026-11-20", "--at", "20:00", **how)
    ok("kratom", "none", "--night", "2026-11-21", **how)
    return path.read_bytes()


@pytest.fixture
def diary(story: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    path.write_bytes(story)
    return path


def text(*words: str, diary: Path, columns: str = "80") -> str:
    return " ".join(ok(*words, diary=diary, now=NOW, env={"COLUMNS": columns}).stdout.split())


class TestTheDay:
    def test_leaf_is_known_none_or_not_logged_by_itself(self, diary: Path) -> None:
        nights = ok("week", "2026-11-22", "--json", diary=diary, now=NOW).json["nights"]
        assert [night["kratom"]["total_g"] for night in nights] == [None] * 4 + [3.0, 0.0, None]
        assert [night["kratom"]["doses"] for night in nights] == [None] * 4 + [1, 0, None]

    def test_tablets_stand_beside_it_in_milligrams(self, diary: Path) -> None:
        week = ok("week", "2026-11-22", "--json", diary=diary, now=NOW).json
        told = {night["night_of"]: night["substances"] for night in week["nights"]}
        for night, held in HELD.items():
            of = None if held is None else dict(zip(("total_mg", "doses", "longest_gap_h"), held, strict=True))
            planned = dict.fromkeys(("target_mg", "planned_doses", "mitragynine_mg"))
            assert told[night] == ({} if of is None else {"7-oh": {**of, **planned}})
        summary = week["summary"]["substances"]["7-oh"]
        # 10 20 20 40 40 40: their median is 30; one dose a day on five of six days; 25 h from Thursday to Friday.
        assert (summary["total_mg"], summary["doses"]["n"], summary["longest_gap_h"]) == (
            {"n": 6, "median": 30.0},
            6,
            25,
        )
        assert week["previous"]["substances"] == {}

    def test_a_day_with_tablets_can_be_said_to_be_without_kratom(self, diary: Path) -> None:
        said = ok("kratom", "none", "--night", "2026-11-18", diary=diary, now=NOW).stdout
        assert "Wed 18 Nov: a day without kratom leaf. Target 3 g.\n  7-OH: 40 mg in 1 dose\n" in said
        shown = ok("show", "2026-11-18", "--json", diary=diary, now=NOW).json
        assert (shown["kratom"]["total_g"], shown["substances"]["7-oh"]["total_mg"]) == (0.0, 40)
        refused = run("kratom", "none", "--night", "2026-11-20", diary=diary, now=NOW)
        assert (refused.code, "a dose is already logged on 2026-11-20" in refused.stderr) == (1, True)

    def test_no_product_is_named_for_a_day_without(self, diary: Path) -> None:
        refused = run("kratom", "none", "--product", "tabs", "--night", "2026-11-18", diary=diary, now=NOW)
        assert (refused.code, "has no product; leave out --product" in refused.stderr) == (2, True)

    def test_tablets_do_not_take_back_that_a_day_was_without(self, diary: Path) -> None:
        told = ok("kratom", "5mg", "--product", "tabs", "--night", "2026-11-21", "--at", "22:00", diary=diary, now=NOW)
        assert "Sat 21 Nov: a day without kratom leaf." in told.stdout
        assert "7-OH: 15 mg in 2 doses" in told.stdout
        leaf = run("kratom", "2g", "--night", "2026-11-21", "--at", "22:00", diary=diary, now=NOW)
        assert (leaf.code, "is logged as a day without kratom" in leaf.stderr) == (1, True)

    def test_tablets_can_be_moved_to_a_day_without_and_leaf_cannot(self, diary: Path) -> None:
        entries = ok("list", "--kind", "kratom", "--json", diary=diary, now=NOW).json["entries"]
        tablet = next(each for each in entries if each["night_of"] == "2026-11-16")
        leaf = next(each for each in entries if each["product"] == "red leaf")
        ok("edit", f"{tablet['id']}", "--night", "2026-11-21", diary=diary, now=NOW)
        assert run("edit", f"{leaf['id']}", "--night", "2026-11-21", diary=diary, now=NOW).code == 1
        # Nor can what is there become leaf.
        assert run("edit", f"{tablet['id']}", "2g", "--product", "red leaf", diary=diary, now=NOW).code == 1

    def test_the_same_minute_is_no_twin_across_substances(self, diary: Path) -> None:
        ok("kratom", "120mg", "--product", "tabs", "--at", "20:00", diary=diary, now=NOW)
        ok("kratom", "120mg", "--confirm", "--product", "red leaf", "--at", "20:00", diary=diary, now=NOW)
        twice = run("kratom", "120mg", "--product", "tabs", "--at", "20:00", diary=diary, now=NOW)
        assert (twice.code, "120 mg at 20:00 is already stored (#19)" in twice.stderr) == (1, True)


class TestViews:
    def test_the_answer_to_tablets_alone(self, diary: Path) -> None:
        told = ok("kratom", "20mg", "--product", "tabs", "--at", "20:00", diary=diary, now=NOW).stdout
        assert told.splitlines() == [
            "7-OH, day of Sun 22 Nov 2026: 20 mg at 20:00, tabs.  #19",
            "Sun 22 Nov: no leaf is logged. Target 3 g.",
            "  7-OH: 20 mg in 1 dose",
        ]
        corrected = ok("edit", "19", "25mg", diary=diary, now=NOW).stdout
        assert "amount 20 mg → 25 mg" in corrected

    def test_the_card(self, diary: Path) -> None:
        ok("kratom", "20mg", "--product", "tabs", "--at", "20:00", diary=diary, now=NOW)
        card = ok(diary=diary, now=NOW).stdout
        assert "\nLeaf       target 3 g today; not logged\n" in card
        assert "\n7-OH       20 mg today\n" in card
        assert ok("--json", diary=diary, now=NOW).json["tonight"]["substances"]["7-oh"]["total_mg"] == 20

    @pytest.mark.parametrize("columns", ["80", "40"])
    def test_the_week(self, diary: Path, columns: str) -> None:
        told = text("week", "2026-11-22", diary=diary, columns=columns)
        assert (
            "7-OH: Mon 16 Nov 20 mg, Tue 17 Nov 40 mg in 2 doses, Wed 18 Nov 40 mg, Thu 19 Nov 40 mg, "
            "Fri 20 Nov 20 mg, Sat 21 Nov 10 mg; before: on 0 days."
        ) in told
        how: Any = {"diary": diary, "now": "2026-11-29T10:00-05:00", "env": {"COLUMNS": columns}}
        later = " ".join(ok("week", "2026-11-28", **how).stdout.split())
        assert "7-OH: on none of these days; before: on 6 days." in later

    def test_show(self, diary: Path) -> None:
        told = text("show", "2026-11-17", diary=diary)
        assert "20 mg at 08:00, tabs" in told
        assert "7-OH 40 mg in 2 doses" in told

    def test_the_plan_counts_leaf_alone_and_says_so(self, diary: Path) -> None:
        shown = ok("taper", "show", "--json", diary=diary, now=NOW).json
        one = shown["steps"][0]
        # Six days are over: leaf is known on Friday (3 g, on target) and Saturday (none, under it).
        assert (one["days"], one["days_logged"], one["days_on"], one["days_under"]) == (6, 2, 1, 1)
        assert one["substances"]["7-oh"]["total_mg"] == {"n": 6, "median": 30.0}
        assert shown["substances"]["7-oh"]["longest_gap_h"] == 25.0
        told = text("taper", "show", diary=diary)
        assert "7-OH: on 6 days, 10 to 40 mg a day. It is another substance" in told

    def test_tablets_are_no_supply_of_leaf(self, diary: Path) -> None:
        # 100 g of leaf less 3 g; the 30 g of tablets cover no gram of the plan.
        assert ok("taper", "show", "--json", diary=diary, now=NOW).json["left_g"] == 97.0

    @pytest.mark.parametrize("words", [("--last", "6d"), ("--taper",), ("--by", "week"), ("--by", "month")])
    def test_the_report(self, diary: Path, words: tuple[str, ...]) -> None:
        groups = ok("report", *words, "--json", diary=diary, now=NOW).json["groups"]
        of = [group["substances"]["7-oh"]["total_mg"] for group in groups if group["substances"]]
        assert of == [{"n": 6, "median": 30.0}]
        told = text("report", "--full", *words, diary=diary)
        assert "7-OH: on 6 days, 10 to 40 mg a day" in told
        assert "7-OH Milligrams of 7-OH products in a diary day" in text("report", *words, "--explain", diary=diary)

    def test_the_clinicians_page(self, diary: Path, tmp_path: Path) -> None:
        ok("export", "html", "--last", "6d", "--output", f"{tmp_path / 'page.html'}", diary=diary, now=NOW)
        page = (tmp_path / "page.html").read_text(encoding="utf-8")
        assert "7-OH products taken on 6 days: another substance, not in the table of steps; see Potency." in page
        assert "7-OH: on 6 days, 10 to 40 mg a day." in page

    def test_the_tables(self, diary: Path) -> None:
        printed = ok("export", "csv", "--table", "nights", "--output", "-", diary=diary, now=NOW).stdout
        names, *rows = (line.split(",") for line in printed.removeprefix("\ufeff").splitlines())
        told = {row[0]: dict(zip(names, row, strict=True)) for row in rows}
        columns = ("kratom_total_g", "kratom_missing_reason", "seven_oh_total_mg", "seven_oh_doses",
                   "seven_oh_longest_gap_h")  # fmt: skip
        assert [[told[night][name] for name in columns] for night in ("2026-11-17", "2026-11-20", "2026-11-21")] == [
            ["", "not_logged", "40", "2", "12.0"],
            ["3", "", "20", "1", "25.0"],
            ["0", "", "10", "1", "23.0"],
        ]

    def test_a_diary_without_tablets_names_none(self, tmp_path: Path) -> None:
        path = tmp_path / "d.db"
        ok("kratom", "2g", "--at", "20:00", diary=path, now=NOW)
        ok("night", "5", "--night", "2026-11-21", diary=path, now=NOW)
        for words in (("week",), ("show", "today"), ("report",), (), ("report", "--explain")):
            assert not re.search(r"(?m)^ *7-OH", ok(*words, diary=path, now=NOW).stdout)


class TestFiles:
    @pytest.mark.parametrize("form", ["json", "csv", "db"])
    def test_a_day_without_leaf_and_with_tablets_comes_back(self, diary: Path, tmp_path: Path, form: str) -> None:
        file = tmp_path / f"handed-over.{form}" if form != "csv" else tmp_path / "package"
        if form == "db":
            ok("backup", "--output", f"{file}", diary=diary, now=NOW)
        else:
            ok("export", form, "--output", f"{file}", diary=diary, now=NOW)
        other = tmp_path / "other.db"
        ok("night", "3", "--night", "2026-11-10", diary=other, now=NOW)

        ok("import", f"{file}", diary=other, now=NOW)
        again = ok("import", f"{file}", "--json", diary=other, now=NOW).json
        assert again["files"][0]["new"] == {}
        night = ok("show", "2026-11-21", "--json", diary=other, now=NOW).json
        assert (night["kratom"]["total_g"], night["substances"]["7-oh"]["total_mg"]) == (0.0, 10)

    def test_leaf_in_a_file_still_contradicts_a_day_without(self, diary: Path, tmp_path: Path) -> None:
        other = tmp_path / "other.db"
        ok("kratom", "2g", "--night", "2026-11-21", "--at", "21:00", diary=other, now=NOW)
        ok("export", "json", "--output", f"{tmp_path / 'other.json'}", diary=other, now=NOW)
        assert run("import", f"{tmp_path / 'other.json'}", diary=diary, now=NOW).code == 1

    def test_tablets_of_the_other_machine_leave_a_day_without_as_it_was(self, diary: Path, tmp_path: Path) -> None:
        other = tmp_path / "other.db"
        other.write_bytes(diary.read_bytes())
        ok("kratom", "none", "--night", "2026-11-18", diary=diary, now=NOW)
        more = ("--product", "tabs", "--at", "23:00")
        for night in ("2026-11-18", "2026-11-21"):
            ok("kratom", "15mg", *more, "--night", night, diary=other, now=NOW)

        for one, two in ((diary, other), (other, diary)):
            ok("import", f"{two}", diary=one, now=NOW)
            for night, tablets in (("2026-11-18", 55), ("2026-11-21", 25)):
                shown = ok("show", night, "--json", diary=one, now=NOW).json
                assert (shown["kratom"]["total_g"], shown["substances"]["7-oh"]["total_mg"]) == (0.0, tablets)
