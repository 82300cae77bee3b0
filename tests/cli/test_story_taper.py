"""A made-up four-month taper: two holds, a set-back week, a new batch, a second plan, the end. Typed, then read.

Every figure is worked out by hand in the comments. New York; the diary day runs from 05:00 to 05:00.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, on_terminal, run

if TYPE_CHECKING:
    from pathlib import Path

A_DAY = timedelta(days=1)


def at(day: date, clock: str = "23:30") -> str:
    """The program's present moment on a day; New York is at -05:00 until 8 March and at -04:00 from then on."""
    return f"{day}T{clock}{'-05:00' if day < date(2026, 3, 8) else '-04:00'}"


#: What is typed on which day, beside the doses. 8 g, then 2 g less every 14 days: 8, 6, 4, 2, 0 from 19 January on.
TYPED = {
    date(2026, 1, 5): "product add|red leaf|--opened 2026-01-05 --weight 500g",
    date(2026, 1, 18): (
        "taper new --from 8g --to 0g --cut 2g --every 14d --start 2026-01-19 --doses 2 --name winter --yes"
    ),
    date(2026, 2, 10): "taper hold 7d",  # in the 6 g step, 2 to 15 February
    date(2026, 3, 1): "taper hold 5d",  # in the 4 g step, 23 February to 8 March; 3 of the 5 days are used
    date(2026, 3, 2): "product add|red leaf|--opened 2026-03-02 --weight 100g",
    date(2026, 3, 11): "taper resume",
    date(2026, 3, 20): "taper new --from 3g --to 0g --cut 1g --every 14d --start 2026-03-25 --name spring --yes",
    date(2026, 5, 10): "taper end",
}


def words(line: str) -> list[str]:
    """The words of a line; what stands between bars is one word."""
    return [word for number, part in enumerate(line.split("|")) for word in ([part] if number % 2 else part.split())]


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """From 5 January to 20 May 2026, typed day by day."""
    path = tmp_path_factory.mktemp("taper") / "diary.db"
    day = date(2026, 1, 5)
    while day < date(2026, 5, 21):
        if day in TYPED:
            ok(*words(TYPED[day]), now=at(day), diary=path)
        grams = taken_on(day)
        for clock in ("09:00", "21:00") if grams else ():
            half = f"{grams * 500}mg"
            ok("kratom", half, "--at", clock, "--product", "red leaf", now=at(day), diary=path)
        if not grams:
            ok("kratom", "none", now=at(day), diary=path)
        day += A_DAY
    return path


def taken_on(day: date) -> int:
    """What was taken, in whole grams: the plan, but for a set-back week from 26 January."""
    if date(2026, 1, 26) <= day <= date(2026, 2, 1):
        return 10
    for first, grams in (
        (date(2026, 5, 6), 0), (date(2026, 4, 22), 1), (date(2026, 4, 8), 2), (date(2026, 3, 25), 3),
        (date(2026, 3, 12), 2), (date(2026, 2, 23), 4), (date(2026, 2, 2), 6),
    ):  # fmt: skip
        if day >= first:
            return grams
    return 8


class TestTheFirstPlan:
    def test_its_steps_as_they_were_lived(self, diary: Path) -> None:
        # The plan of interest on 20 March is still winter (spring starts on the 25th).
        steps = ok("taper", "show", "--json", now=at(date(2026, 3, 20)), diary=diary).json["steps"]
        lived = [(step["starts_on"], step["ends_on"], step["target_g"], step["held_days"]) for step in steps]
        # 6 g: 2 to 15 February, held 7 days: to the 22nd. 4 g: 23 February to 8 March, held 5 days to the 13th,
        # resumed on the 11th: the next step on the 12th, 3 days of the hold used. 2 g then until spring begins.
        assert lived == [
            ("2026-01-19", "2026-02-01", 8.0, 0),
            ("2026-02-02", "2026-02-22", 6.0, 7),
            ("2026-02-23", "2026-03-11", 4.0, 3),
            ("2026-03-12", "2026-03-24", 2.0, 0),
        ]

    def test_planned_beside_taken(self, diary: Path) -> None:
        steps = ok("taper", "show", "--json", now=at(date(2026, 3, 20)), diary=diary).json["steps"]
        one = steps[0]
        # 14 days: seven at 8 g, seven (the set-back week) at 10 g: the median of them is 9.
        assert (one["days"], one["days_logged"], one["actual_median_g"]) == (14, 14, 9.0)
        assert (one["days_on"], one["days_under"], one["days_over"]) == (7, 0, 7)
        assert (one["doses_per_day"], one["actual_doses_per_day"], one["longest_gap_h"]) == (2, 2.0, 12.0)
        assert [(step["days_on"], step["days_over"]) for step in steps[1:3]] == [(21, 0), (17, 0)]

    def test_what_a_day_was_planned_for_stays(self, diary: Path) -> None:
        week = ok("week", "2026-02-22", "--json", now=at(date(2026, 5, 20)), diary=diary).json
        assert [night["kratom"]["target_g"] for night in week["nights"]] == [6.0] * 7
        week = ok("week", "2026-03-27", "--json", now=at(date(2026, 5, 20)), diary=diary).json
        assert [night["kratom"]["target_g"] for night in week["nights"]] == [2.0] * 4 + [3.0] * 3

    def test_history_tells_how_it_changed(self, diary: Path) -> None:
        plans = [
            line
            for line in " ".join(ok("history", now=at(date(2026, 5, 20)), diary=diary).stdout.split()).split("#")
            if " plan " in line
        ]
        told = " ".join(plans)
        assert "3 steps from Mon 16 Feb 2026 on move 7 days later" in told
        assert "2 steps from Mon 9 Mar 2026 on move 5 days later" in told
        assert "2 steps from Sat 14 Mar 2026 on move 2 days earlier" in told
        assert "no longer active from Wed 25 Mar 2026" in told


class TestTheSecondPlan:
    def test_it_takes_over_where_it_begins(self, diary: Path) -> None:
        spring = ok("taper", "show", "--json", now=at(date(2026, 4, 1)), diary=diary).json
        assert spring["plan"] == "spring"
        # 3 g, 2 g, 1 g of 14 days each: 14 * 6 g.
        assert (spring["total_needed_g"], spring["ends_on"]) == (84.0, "2026-05-06")
        # From 1 April: 7 days at 3 g, 14 at 2, 14 at 1.
        assert spring["still_needed_g"] == 63.0

    def test_supply(self, diary: Path) -> None:
        # The batch of 2 March weighs 100 g. Logged from it by 20 March: 2 to 11 March 10 * 4 g, then 9 * 2 g.
        shown = ok("taper", "show", "--json", now=at(date(2026, 3, 20)), diary=diary).json
        # The first batch: 14 * 8 before the plan, 7 * 8, 7 * 10, 21 * 6, 7 * 4 = 392 of 500 g; left 108.
        assert shown["left_g"] == pytest.approx(108 + 100 - 58)

    def test_the_follow_up(self, diary: Path) -> None:
        text = " ".join(ok("week", now=at(date(2026, 5, 20)), diary=diary).stdout.split())
        # Ended with 10 May as its last day: 11 May is day 1, the 19th day 9.
        assert "Follow-up of taper “spring”: day 9 of three months; the plan's last day was Sun 10 May 2026." in text

    def test_the_phases_of_the_report(self, diary: Path) -> None:
        groups = ok("report", "--taper", "--json", now=at(date(2026, 5, 20)), diary=diary).json["groups"]
        told = [(group["label"], group["plan"], group["from"], group["to"]) for group in groups]
        assert told == [
            ("baseline", None, "2026-01-05", "2026-01-18"),
            ("step 1 of “winter”", "winter", "2026-01-19", "2026-02-01"),
            ("step 2 of “winter”", "winter", "2026-02-02", "2026-02-22"),
            ("step 3 of “winter”", "winter", "2026-02-23", "2026-03-11"),
            ("step 4 of “winter”", "winter", "2026-03-12", "2026-03-24"),
            ("step 1 of “spring”", "spring", "2026-03-25", "2026-04-07"),
            ("step 2 of “spring”", "spring", "2026-04-08", "2026-04-21"),
            ("step 3 of “spring”", "spring", "2026-04-22", "2026-05-05"),
            ("step 4 of “spring”", "spring", "2026-05-06", "2026-05-10"),
            ("follow-up of “spring”", "spring", "2026-05-11", "2026-05-19"),
        ]
        assert [group["actual_median_g"] for group in groups] == [8, 9, 6, 4, 2, 3, 2, 1, 0, 0]

    def test_the_steps_of_two_plans_are_told_apart_as_text(self, diary: Path) -> None:
        text = ok("report", "--full", "--taper", now=at(date(2026, 5, 20)), diary=diary, env={"COLUMNS": "80"}).lines
        table = text[text.index("Plan “winter”") :][:10]
        assert [line.split()[:2] for line in table] == [
            ["Plan", "“winter”"], ["step", "1"], ["step", "2"], ["step", "3"], ["step", "4"],
            ["Plan", "“spring”"], ["step", "1"], ["step", "2"], ["step", "3"], ["step", "4"],
        ]  # fmt: skip

    def test_what_else_changed_is_marked(self, diary: Path) -> None:
        report = ok("report", "--taper", "--json", now=at(date(2026, 5, 20)), diary=diary).json
        assert [(event["on"], event["kind"], event["change"], event["name"]) for event in report["events"]] == [
            ("2026-01-05", "batch", "begun", "red leaf"),
            ("2026-01-19", "plan", "begun", "winter"),
            ("2026-02-10", "hold", "placed", "7 d"),
            ("2026-03-01", "hold", "placed", "3 d"),  # three of its five days were used
            ("2026-03-02", "batch", "begun", "red leaf"),
            ("2026-03-24", "plan", "ended", "winter"),
            ("2026-03-25", "plan", "begun", "spring"),
            ("2026-05-10", "plan", "ended", "spring"),
        ]
        # The former name of the same list.
        assert report["marks"] == [{key: event[key] for key in ("on", "kind", "name")} for event in report["events"]]
        week = ok("week", "2026-03-04", now=at(date(2026, 5, 20)), diary=diary).stdout
        assert "New batch (red leaf) on 2 Mar." in week


def test_a_day_above_the_usual_gets_its_one_line(diary: Path) -> None:
    copy = diary.with_name("copy.db")
    copy.write_bytes(diary.read_bytes())
    # 14 April: the 14 days before hold 8 days of 3 g (to 7 April) and 6 of 2 g: their median is 3 g; 150 % is 4.5 g.
    now = at(date(2026, 5, 20))
    told = ok("kratom", "2.5g", "--at", "2026-04-14 22:00", now=now, diary=copy).stdout
    assert "150 %" not in told
    told = ok("kratom", "100mg", "--at", "2026-04-14 22:30", now=now, diary=copy).stdout
    assert "This day is above 150 % of the median of the 14 days before (3 g)." in " ".join(told.split())


def test_seven_oh_is_never_added_to_leaf(tmp_path: Path) -> None:
    path, now = tmp_path / "diary.db", at(date(2026, 2, 1))
    ok("product", "add", "tabs", "--kind", "7-oh", now=now, diary=path)
    ok("kratom", "3g", "--at", "20:00", now=now, diary=path)
    ok("kratom", "20mg", "--at", "21:00", "--product", "tabs", now=now, diary=path)
    night = ok("show", "today", "--json", now=now, diary=path).json
    assert (night["kratom"]["total_g"], night["kratom"]["doses"], night["kratom"]["seven_oh_g"]) == (3.0, 1, 0.02)
    told = ok("kratom", "1mg", "--product", "tabs", "--confirm", now=now, diary=path).stdout
    assert "Sun 1 Feb: 3 g in 1 dose.\n  20:00 3 g\n  7-OH: 21 mg in 2 doses\n" in told


def test_a_plan_is_started_set_and_ended_by_a_word_for_the_day(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    rule = ("taper", "new", "--from", "3g", "--to", "0g", "--cut", "1g", "--every", "7d")

    def starts(*words: str, now: str = at(date(2026, 1, 18))) -> str:
        made = ok(*rule, *words, "--preview", "--json", diary=path, now=now).json
        return str(made["steps"][0]["starts_on"])

    assert starts() == starts("--start", "today") == starts("--start", " Today ") == "2026-01-18"
    assert starts("--start", "tomorrow") == "2026-01-19"
    # Before 05:00 it is still the day before, as in everything that is logged then.
    after_midnight = at(date(2026, 1, 19), "01:30")
    assert starts("--start", "today", now=after_midnight) == "2026-01-18"
    assert starts("--start", "tomorrow", now=after_midnight) == "2026-01-19"

    today: dict[str, Any] = {"diary": path, "now": at(date(2026, 1, 18))}
    ok(*rule, "--start", "today", "--yes", **today)
    refused = run("taper", "set", "today", "2.5g", **today)
    assert (refused.code, refused.stderr.splitlines()[-1]) == (1, "legdiary: try: legdiary taper show")
    ok("taper", "set", "tomorrow", "2.5g", **today)
    steps = ok("taper", "show", "--json", **today).json["steps"]
    assert [(step["starts_on"], step["target_g"]) for step in steps[:2]] == [("2026-01-18", 3), ("2026-01-19", 2.5)]
    ended = ok("taper", "end", "--on", "tomorrow", "--json", **today).json
    assert ended["stored"]["ended_on"] == "2026-01-20"
    assert ok("taper", "end", "--on", "today", "--json", **today).json["stored"]["ended_on"] == "2026-01-19"


def test_a_target_above_the_plans_start_is_asked_about(tmp_path: Path) -> None:
    path, now = tmp_path / "diary.db", at(date(2026, 1, 20))
    rule = ("--from", "12g", "--cut", "1g", "--every", "7d", "--start", "today", "--yes")
    ok("taper", "new", *rule, now=now, diary=path)
    raised = ("taper", "set", "2026-01-27", "13g")

    refused = run(*raised, now=now, diary=path)
    assert (refused.code, refused.stdout, refused.stderr) == (
        1, "", "legdiary: 13 g is above the plan's start of 12 g. Not stored; add --allow-up if it is right.\n",
    )  # fmt: skip
    said_no = on_terminal(*raised, answer="n", now=now, diary=path)
    assert (said_no.code, "above the plan's start of 12 g. Store it? [y/N]" in said_no.shown) == (1, True)
    steps = ok("taper", "show", "--json", now=now, diary=path).json["steps"]
    assert [step["target_g"] for step in steps[:3]] == [12, 11, 10]

    assert on_terminal(*raised, answer="y", now=now, diary=path).code == 0
    ok("taper", "set", "2026-02-03", "12.5g", "--allow-up", now=now, diary=path)
    steps = ok("taper", "show", "--json", now=now, diary=path).json["steps"]
    assert [step["target_g"] for step in steps[:3]] == [12, 13, 12.5]
