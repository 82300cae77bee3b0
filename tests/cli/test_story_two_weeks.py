"""Two weeks as a person types them, and every figure of the week report worked out by hand beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from driving import BERLIN, ok, run
from two_weeks import READ_AT, commands, type_in

if TYPE_CHECKING:
    from pathlib import Path

    from driving import Result


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return type_in(tmp_path_factory.mktemp("two-weeks") / "diary.db")


def read(diary: Path, *words: str) -> Result:
    return ok(*words, now=READ_AT, tz=BERLIN, diary=diary)


@pytest.fixture(scope="module")
def week(diary: Path) -> Any:
    return read(diary, "week", "--json").json


def of_nights(week: Any, name: str) -> list[Any]:
    return [night[name] for night in week["nights"]]


def test_the_seven_nights_end_with_the_last_finished_one(week: Any) -> None:
    assert (week["from"], week["to"]) == ("2026-03-23", "2026-03-29")
    assert of_nights(week, "night_of") == [f"2026-03-{day}" for day in range(23, 30)]


def test_severity_night_by_night(week: Any) -> None:
    # 24: 8 corrected to 7; 26: never logged.
    assert of_nights(week, "severity") == [6, 7, 2, None, 4, 9, 5]
    assert of_nights(week, "missed") == [None] * 7
    first = week["nights"][0]
    assert [first[name] for name in ("falling_asleep", "overnight", "day_resting", "day_active")] == [7, 5, 4, 0]


def test_what_was_entered_late_is_marked(week: Any) -> None:
    # The night of the 25th ends at noon on the 26th at the latest; 36 h later it is the 28th, 00:00: entered at 09:00.
    assert of_nights(week, "recalled") == [False, False, True, False, False, False, False]
    assert week["summary"]["recalled"] == 1


def test_the_summary_of_severity(week: Any) -> None:
    # 2 4 5 6 7 9: median (5+6)/2; q1 at place 1.25: 4 + 0.25·1; q3 at place 3.75: 6 + 0.75·1; 7 and 9 of six.
    assert week["summary"]["severity"] == {
        "n": 6, "missing": 1, "median": 5.5, "q1": 4.25, "q3": 6.75, "share_7_plus": 0.3333,
    }  # fmt: skip
    # 16–22: 5 6 4 7 away 3 5 → 3 4 5 5 6 7: median 5, q1 4 + 0.25·1, q3 5 + 0.75·1; the 7 of six.
    assert week["previous"]["severity"] == {
        "n": 6, "missing": 1, "median": 5, "q1": 4.25, "q3": 5.75, "share_7_plus": 0.1667,
    }  # fmt: skip


def sleep(**fields: Any) -> dict[str, Any]:
    names = (
        "tst_min", "tst_at_most_min", "sol_min", "waso_min", "pacing_min", "tib_min", "ema_min",
        "se_dse_pct", "se_tib_pct", "quality",
    )  # fmt: skip
    return dict.fromkeys(names) | fields


def test_sleep_night_by_night(week: Any) -> None:
    assert of_nights(week, "sleep") == [
        # facts B2: in bed 22:45–06:45 = 480; tried 23:15 – awake 06:10 = 415; 415−40−55 = 320; 40+320+55+20 = 435;
        # 320/435 = 73.6 %, 320/480 = 66.7 %; planned 07:00, awake 06:10: 50 early.
        sleep(tst_min=320, sol_min=40, waso_min=55, pacing_min=20, tib_min=480, ema_min=50,
              se_dse_pct=73.6, se_tib_pct=66.7, quality=3),
        sleep(tst_min=300),
        # No latency, no time awake: at most 23:00–06:00 = 420.
        sleep(tst_at_most_min=420, tib_min=420),
        None,
        None,
        # 23:00–07:00 on the night that lost an hour: 420; 420−20−40 = 360; 360/420 = 85.7 %.
        sleep(tst_min=360, sol_min=20, waso_min=40, tib_min=420, se_dse_pct=85.7, se_tib_pct=85.7),
        # 22:30–06:30 = 480; 480−15−45 = 420; 420/480 = 87.5 %.
        sleep(tst_min=420, sol_min=15, waso_min=45, tib_min=480, se_dse_pct=87.5, se_tib_pct=87.5),
    ]  # fmt: skip


def test_the_summary_of_sleep(week: Any) -> None:
    # 300 320 360 420; efficiency 73.6 85.7 87.5: four nights and three, and under five there is no median.
    assert week["summary"]["tst_min"] == {"n": 4, "median": None}
    assert week["summary"]["se_dse_pct"] == {"n": 3, "median": None}
    # 16: 390 in total; 17: 480−30−30 = 420 of 480, which is 87.5 %.
    assert week["previous"]["tst_min"] == {"n": 2, "median": None}
    assert week["previous"]["se_dse_pct"] == {"n": 1, "median": None}


def test_kratom_night_by_night(week: Any) -> None:
    figures = [
        (night["kratom"]["total_g"], night["kratom"]["doses"], night["kratom"]["longest_gap_h"])
        for night in week["nights"]
    ]
    assert figures == [
        (7, 2, 12),  # 22nd 21:00 → 09:00 12 h → 21:00 12 h
        (7, 3, 11),  # 23rd 21:00 → 08:00 11 h → 14:00 6 h → 00:30 10.5 h, still the 24th
        (0, 0, None),  # said: none
        (None, None, None),  # nothing logged is not zero
        (8, 2, None),  # 10:00 → 22:00 12 h, but what came before 10:00 is not known
        (7, 2, 24),  # 27th 22:00 → 22:00 24 h → 04:30 5.5 h, an hour was skipped
        (6.5, 1, 3.5),  # 04:30 → 08:00
    ]
    assert {night["kratom"]["target_g"] for night in week["nights"]} == {7}
    assert {night["kratom"]["planned_doses"] for night in week["nights"]} == {2}


def test_the_summary_of_kratom(week: Any) -> None:
    # 0 6.5 7 7 7 8: (7+7)/2. Doses 0 1 2 2 2 3: 2.
    assert week["summary"]["kratom_g"] == {"n": 6, "median": 7, "target_median": 7}
    assert week["summary"]["doses_per_day"] == {"n": 6, "median": 2}
    # 16–22: 4+4, 4+3.5, 4+4 (one at 01:10), not logged, none, 3+3+3, 4+4 → 0 7.5 8 8 8 9: 8. Doses 0 2 2 2 2 3: 2.
    assert week["previous"]["kratom_g"] == {"n": 6, "median": 8, "target_median": 8}
    assert week["previous"]["doses_per_day"] == {"n": 6, "median": 2}


def test_magnesium(week: Any) -> None:
    takings = [(night["magnesium"]["elemental_mg"], night["magnesium"]["topical_mg"]) for night in week["nights"]]
    # 28: 1237 mg of citrate · 3·24.305/451.113 = 199.9. What was put on the skin is kept apart.
    assert takings == [
        (200, None), (None, None), (300, 100), (None, None), (None, None), (200, None), (None, None),
    ]  # fmt: skip
    assert week["summary"]["magnesium_mg"] == {"n": 3, "median": None}
    # 16: 200; 17: 1419 mg of glycinate · 24.305/172.423 = 200.02.
    assert week["previous"]["magnesium_mg"] == {"n": 2, "median": None}


def test_where_the_taper_stands(week: Any) -> None:
    assert week["taper"] == {
        "plan": "spring", "step": 2, "steps": 9, "step_from": "2026-03-23", "target_g": 7, "planned_doses": 2,
        "days_in_step": 7, "next_change": "2026-03-30", "next_target_g": 6,
    }  # fmt: skip


def test_the_text_shows_the_same_figures(diary: Path) -> None:
    # The longest gaps 12, 11, 24 and 3.5 h are four, and three of the seven before, too few for a median.
    # Legs 2 4 5 6 7 9 against 3 4 5 5 6 7: 5.5 and 5, but a night of each is missing.
    assert read(diary, "week").lines[:19] == [
        "Week 23–29 Mar 2026: legs logged on 6 of 7 nights",
        "",
        "night       legs 0–10      sleep  eff.  kratom, target  doses  longest   Mg",
        "                           h:min        g a day                 gap, h   mg",
        "Mon 23 Mar   6 ######....   5:20  74 %    7 / 7             2       12  200",
        "Tue 24 Mar   7 #######...   5:00     –    7 / 7             3       11    –",
        "Wed 25 Mar   2*##........  ≤7:00     –    0 / 7             0        –  300",
        "Thu 26 Mar   –                 –     –    – / 7             –        –    –",
        "Fri 27 Mar   4 ####......      –     –    8 / 7             2        –    –",
        "Sat 28 Mar   9 #########.   6:00  86 %    7 / 7             2       24  200",
        "Sun 29 Mar   5 #####.....   7:00  88 %  6.5 / 7             1      3.5    –",
        "",
        "median      5.5 (4.3–6.8)      –     –    7                 2        –    –",
        "nights       6                 4     3    6                 6        4    3",
        "7 before     5 (4.3–5.8)       –     –    8                 2        –    –",
        "nights       6                 2     1    6                 6        3    2",
        "",
        "Legs: the median is higher by 0.5. Whether the two weeks differ can't be told",
        "(all 7 nights of each are needed; 6 and 6 are logged).",
    ]


def test_the_week_before_by_name(diary: Path) -> None:
    week = read(diary, "week", "2026-03-22", "--json").json
    assert of_nights(week, "severity") == [5, 6, 4, 7, None, 3, 5]
    assert of_nights(week, "missed") == [None, None, None, None, "away", None, None]
    assert week["nights"][0]["onset"] == "20:30"
    # 16th: the diary's first day; 21st: nothing is logged for the 20th.
    # 17th: 16th 21:00 → 09:00 12 h → 22:00 13 h. 18th: 22:00 → 12:00 14 h → 01:10 13.2 h.
    assert [night["kratom"]["longest_gap_h"] for night in week["nights"]] == [None, 13, 14, None, None, None, 13]
    assert week["previous"]["severity"] == {
        "n": 0, "missing": 7, "median": None, "q1": None, "q3": None, "share_7_plus": None,
    }  # fmt: skip
    assert read(diary, "week", "sun", "--json").json["to"] == "2026-03-29"


def test_the_taper_beside_what_was_taken(diary: Path) -> None:
    shown = read(diary, "taper", "show", "--json").json
    steps = [
        (step["starts_on"], step["ends_on"], step["target_g"], step["cut_g"], step["cut_pct"], step["actual_median_g"])
        for step in shown["steps"]
    ]
    assert steps[:3] == [
        ("2026-03-16", "2026-03-22", 8, None, None, 8),
        ("2026-03-23", "2026-03-29", 7, 1, 12.5, 7),  # 1/8
        ("2026-03-30", "2026-04-05", 6, 1, 14.3, None),  # 1/7; today is not over
    ]
    assert steps[-1] == ("2026-05-11", None, 0, 1, 100, None)
    assert shown["total_needed_g"] == 7 * (8 + 7 + 6 + 5 + 4 + 3 + 2 + 1)
    first, second = shown["steps"][:2]
    assert (first["days_logged"], first["days_on"], first["days_under"], first["days_over"]) == (6, 3, 2, 1)
    # 7 7 0 – 8 7 6.5 against 7 ± 0.1.
    assert (second["days_logged"], second["days_on"], second["days_under"], second["days_over"]) == (6, 3, 2, 1)


def test_markup_in_a_note_is_stored_and_shown_as_typed(diary: Path) -> None:
    assert "“[bold]worse[/bold] than ever”" in read(diary, "show", "2026-03-19").stdout
    assert read(diary, "show", "2026-03-19", "--json").json["entries"][0]["note"] == "[bold]worse[/bold] than ever"


def test_undo_walks_all_the_way_back(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    seen: list[str] = []
    for now, words in commands():
        if path.exists():
            seen.append(read(path, "list", "--from", "2026-03-01", "--json").stdout)
        ok(*words, now=now, tz=BERLIN, diary=path)
    for before in reversed(seen):
        assert read(path, "undo").stdout.startswith("Undone. ")
        assert read(path, "list", "--from", "2026-03-01", "--json").stdout == before
    # The first command was the plan.
    assert read(path, "undo").stdout == (
        "Undone. Plan: taper “spring”, 9 steps, 8 g from Mon 16 Mar 2026, 0 g from Mon 11 May 2026.  #1 deleted\n"
    )
    assert read(path, "list").stdout == "nothing is logged in that range\n"
    nothing_left = path.read_bytes()
    again = run("undo", now=READ_AT, tz=BERLIN, diary=path)
    assert (again.code, again.stdout, again.stderr) == (1, "", "legdiary: there is nothing to undo\n")
    assert path.read_bytes() == nothing_left
    assert run("taper", "show", now=READ_AT, tz=BERLIN, diary=path).code == 1
