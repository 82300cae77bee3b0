"""`doses`: three weeks in New York, typed as they were lived, and every figure worked out by hand.

3 to 7 November, before the plan: doses at 08:00, 14:00 and 22:00; on the 4th and 5th one more at 02:30 of the night.
From 8 November the first step (two doses a day): 09:00 and 21:00, on the 11th at 21:00 alone; on the 13th no kratom, on
the 14th nothing is logged. From the 15th the second step: one dose at 20:00 on four days, and then nothing.
Beside it 15 mg of 7-OH at 20:30 from the 3rd to the 7th, none on the 8th; gabapentin at 21:30 from the 3rd to the 8th.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run

if TYPE_CHECKING:
    from pathlib import Path

MORNING = "2026-11-22T10:00-05:00"
ALL = ("--from", "2026-11-03", "--to", "2026-11-21")
PLAN = "taper new --from 2g --to 0g --cut 0.5g --every 7d --doses 2 --start 2026-11-08 --yes"


def lived() -> list[tuple[str, str]]:
    """Moment → what was typed then."""
    typed = [
        (f"2026-11-{day:02d}T{hour}-05:00", "kratom 1g") for day in range(2, 8) for hour in ("08:00", "14:00", "22:00")
    ]
    typed += [(f"2026-11-{day:02d}T02:30-05:00", "kratom 1g") for day in (5, 6)]
    typed += [(f"2026-11-{day:02d}T09:00-05:00", "kratom 1g") for day in (8, 9, 10, 12)]
    typed += [(f"2026-11-{day:02d}T21:00-05:00", "kratom 1g") for day in (8, 9, 10, 11, 12)]
    typed += [("2026-11-13T23:00-05:00", "kratom none")]
    typed += [(f"2026-11-{day}T20:00-05:00", "kratom 1g") for day in (15, 16, 17, 18)]
    typed += [(f"2026-11-{day:02d}T20:30-05:00", "dose 15mg --product seven") for day in range(3, 8)]
    typed += [("2026-11-08T20:30-05:00", "dose none --of 7-oh")]
    typed += [(f"2026-11-{day:02d}T21:30-05:00", "medicine gabapentin 300mg") for day in range(3, 9)]
    typed += [("2026-11-02T07:00-05:00", "product add seven --kind 7-oh"), ("2026-11-07T23:00-05:00", PLAN)]
    return sorted(typed)


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("doses") / "diary.db"
    for now, typed in lived():
        ok(*typed.split(), now=now, diary=path)
    return path


def groups(diary: Path, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok("doses", *words, "--json", now=MORNING, diary=diary).json["groups"]
    return found


def hours(group: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {hour["from"]: (hour["doses"], hour["days"]) for hour in group["by_hour"] if hour["doses"]}


class TestFigures:
    def test_before_the_plan(self, diary: Path) -> None:
        group = groups(diary, *ALL)[0]
        assert (group["label"], group["from"], group["to"]) == ("baseline", "2026-11-03", "2026-11-07")
        assert (group["days"], group["days_logged"], group["days_without"], group["planned_doses"]) == (5, 5, 0, None)
        # 3, 4, 4, 3 and 3 doses.
        assert group["doses_per_day"] == {"n": 5, "median": 3.0, "q1": 3.0, "q3": 4.0}
        # From 22:00 to 08:00 are 10 h on the 3rd (since the dose of the 2nd), the 4th and the 7th; after a dose at
        # 02:30 the longest is from 14:00 to 22:00.
        assert group["longest_gap_h"] == {"n": 5, "median": 10.0}
        assert group["first_dose"] == {"n": 5, "median": "08:00"}
        assert group["last_dose"] == {"n": 5, "median": "22:00"}
        assert hours(group) == {"08:00": (5, 5), "14:00": (5, 5), "22:00": (5, 5), "02:00": (2, 2)}

    def test_a_day_without_is_no_dose_and_a_day_not_logged_is_no_day(self, diary: Path) -> None:
        group = groups(diary, *ALL)[1]
        assert (group["label"], group["kind"], group["planned_doses"]) == ("step 1", "step", 2)
        assert (group["days"], group["days_logged"], group["days_without"]) == (7, 6, 1)
        # 0 1 2 2 2 2: the first quartile lies a quarter of the way from 1 to 2.
        assert group["doses_per_day"] == {"n": 6, "median": 2.0, "q1": 1.25, "q3": 2.0}
        # 12 h on four days, 24 h on the 11th; none ended on the 13th.
        assert group["longest_gap_h"] == {"n": 5, "median": 12.0}
        assert group["first_dose"] == {"n": 5, "median": "09:00"}
        assert group["last_dose"] == {"n": 5, "median": "21:00"}
        assert hours(group) == {"09:00": (4, 4), "21:00": (5, 5)}

    def test_four_days_are_counted_and_no_more(self, diary: Path) -> None:
        group = groups(diary, *ALL)[2]
        assert (group["label"], group["days"], group["days_logged"]) == ("step 2", 7, 4)
        assert group["doses_per_day"] == {"n": 4, "median": None, "q1": None, "q3": None}
        # The 14th is not logged, so what was taken before the dose of the 15th is not known.
        assert group["longest_gap_h"] == {"n": 3, "median": None}
        assert group["first_dose"] == group["last_dose"] == {"n": 4, "median": None}
        assert hours(group) == {"20:00": (4, 4)}

    @pytest.mark.parametrize("words", [("--last", "2w"), ("--from", "2026-11-08"), ("--taper",)])
    def test_a_step_is_the_same_whatever_the_range(self, words: tuple[str, ...], diary: Path) -> None:
        steps = [group for group in groups(diary, *words) if group["kind"] == "step"]
        assert steps == groups(diary, *ALL)[1:]

    @pytest.mark.parametrize("words", [ALL, ("--taper",), ("--last", "9d")])
    def test_report_counts_the_same_days_and_doses(self, words: tuple[str, ...], diary: Path) -> None:
        reported = ok("report", *words, "--json", now=MORNING, diary=diary).json["groups"]
        told = [(of["label"], of["from"], of["to"], of["days_logged"]) for of in groups(diary, *words)]
        assert told == [(of["label"], of["from"], of["to"], of["days_logged"]) for of in reported]
        medians = [of["doses_per_day"]["median"] for of in groups(diary, *words)]
        assert medians == [of["doses_per_day"] for of in reported]

    def test_last_dose_after_midnight(self, tmp_path: Path) -> None:
        path = tmp_path / "diary.db"
        for day in range(16, 21):
            ok("kratom", "1g", "--at", f"2026-11-{day} 23:30", now=MORNING, diary=path)
            ok("kratom", "1g", "--at", f"2026-11-{day + 1} 01:10", now=MORNING, diary=path)
        group = groups(path, "--from", "2026-11-16", "--to", "2026-11-20")[0]
        assert (group["first_dose"]["median"], group["last_dose"]["median"]) == ("23:30", "01:10")
        assert hours(group) == {"23:00": (5, 5), "01:00": (5, 5)}

    def test_the_day_begins_where_it_is_set_to(self, tmp_path: Path) -> None:
        path, env = tmp_path / "diary.db", {"XDG_CONFIG_HOME": str(tmp_path)}
        ok("config", "day_start", "04:30", now=MORNING, diary=path, env=env)
        for day in range(16, 21):
            ok("kratom", "1g", "--at", f"2026-11-{day} 05:10", now=MORNING, diary=path, env=env)
        told = ok("doses", "--last", "1w", "--json", now=MORNING, diary=path, env=env).json
        assert told["day_start"] == "04:30"
        assert hours(told["groups"][0]) == {"04:30": (5, 5)}

    def test_the_night_under_way_is_left_out(self, diary: Path) -> None:
        told = ok("doses", "--last", "3d", "--json", now="2026-11-19T02:30-05:00", diary=diary).json
        assert (told["from"], told["to"]) == ("2026-11-15", "2026-11-17")


class TestOtherSubstances:
    def test_weeks_where_there_is_no_plan_of_it(self, diary: Path) -> None:
        told = ok("doses", *ALL, "--of", "7oh", "--json", now=MORNING, diary=diary).json
        first, *later = told["groups"]
        assert (told["substance"], told["also_logged"]) == ("7-oh", ["leaf"])
        assert (first["label"], first["to"]) == ("week of 2026-11-03", "2026-11-08")
        assert (first["days_logged"], first["days_without"]) == (6, 1)
        assert first["doses_per_day"] == {"n": 6, "median": 1.0, "q1": 1.0, "q3": 1.0}
        # A day each from the 4th to the 7th.
        assert first["longest_gap_h"] == {"n": 4, "median": None}
        assert hours(first) == {"20:00": (5, 5)}
        assert [group["days_logged"] for group in later] == [0, 0]

    @pytest.mark.parametrize("typed", ["gabapentin", "Gabapentin", " GABAPENTIN "])
    def test_a_medicine(self, typed: str, diary: Path) -> None:
        told = ok(
            "doses", "--from", "2026-11-04", "--to", "2026-11-08", "--of", typed, "--json", now=MORNING, diary=diary
        )
        (group,) = told.json["groups"]
        assert told.json["substance"] == "medicine:gabapentin"
        assert group["doses_per_day"] == {"n": 5, "median": 1.0, "q1": 1.0, "q3": 1.0}
        # The one of the 3rd is the dose before the first of these.
        assert group["longest_gap_h"] == {"n": 5, "median": 24.0}
        assert group["first_dose"] == group["last_dose"] == {"n": 5, "median": "21:30"}

    def test_leaf_names_what_else_is_there(self, diary: Path) -> None:
        assert "Also logged: 7-OH. Choose one with --of.\n" in ok("doses", *ALL, now=MORNING, diary=diary).stdout

    def test_none_of_it_in_the_range(self, diary: Path) -> None:
        told = ok("doses", "--last", "1w", "--of", "extract", now=MORNING, diary=diary).stdout
        assert "Doses of extract, 15–21 Nov 2026\n\nNothing is logged" in told

    @pytest.mark.parametrize(
        ("typed", "said", "then"),
        [
            ("doses --of methadone", "nothing is logged for 'methadone'", "legdiary doses"),
            ("doses --taper --of 7-oh", "there is no taper plan to report on", "legdiary doses"),
            ("doses --taper --last 8w", "--taper already sets the range", "legdiary doses --taper"),
        ],
    )
    def test_refusals(self, typed: str, said: str, then: str, diary: Path) -> None:
        refused = run(*typed.split(), now=MORNING, diary=diary)
        assert refused.code != 0
        assert said in refused.stderr
        assert refused.stderr.endswith(f"try: {then}\n")
        assert refused.stdout == ""


# Six cells are six doses, eight the largest of the gaps, 12 h: 10 h are 6.7 of them, by halves 6.5, drawn as 7.
WIDE = """\
Doses of kratom leaf, 3–21 Nov 2026
Doses a day: 3 (baseline), 2 (step 1). Usual longest gap: 10 h, then 12 h.

         from   days hours of the day         doses a day      usual longest
                     05:00 11:00 17:00 23:00                   gap, h
baseline 3 Nov   5/5 ...8.....8.......8...4.. ===    3 (3–4)   =======  10
step 1   8 Nov   6/7 ....6...........7....... ==     2 (1.3–2) ======== 12
step 2   15 Nov  4/7                                 –                  –
"""
NARROW = """\
Doses of kratom leaf, 3–21 Nov 2026
Doses a day: 3 (baseline), 2 (step 1).
Usual longest gap: 10 h, then 12 h.

     doses a day, usual longest gap in h
       05:00 11:00 17:00 23:00
baseline
3 Nov  ...8.....8.......8...4..   3   10
steps 1–2
8 Nov  ....6...........7.......   2   12
15 Nov                            –    –
"""


class TestText:
    @pytest.mark.parametrize(("columns", "begins"), [(80, WIDE), (40, NARROW)])
    def test_one_row_a_group(self, columns: int, begins: str, diary: Path) -> None:
        told = ok("doses", *ALL, now=MORNING, diary=diary, env={"COLUMNS": f"{columns}"})
        assert told.stdout.startswith(begins + "\n")
        assert max(map(len, told.lines)) <= columns

    def test_a_legend_explains_only_what_is_there(self, diary: Path) -> None:
        told = ok("doses", "--last", "1w", now=MORNING, diary=diary, env={"COLUMNS": "80"}).stdout
        assert told.endswith("\n\ndays: logged of all days. Under 5 days logged: no figures, only their number.\n")
        assert "A mark is" not in told

    def test_blocks_where_the_terminal_has_them(self, diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("legdiary.cli.terminal.Terminal._draws", lambda _: True)
        told = ok("doses", *ALL, now=MORNING, diary=diary, env={"COLUMNS": "80", "NO_COLOR": "1"}).stdout
        # 4 of 6 days are 5.3 eighths, 5 of 6 are 6.7: each is the next whole one. 10 of 12 h are 6 cells and a half.
        assert "step 1   8 Nov   6/7 ····▆···········▇······· ━━     2 (1.3–2) ━━━━━━━━ 12" in told
        assert " ···█·····█·······█···▄·· ━━━    3 (3–4)   ━━━━━━╸  10\n" in told
        assert "\x1b" not in told

    def test_first_and_last_dose_where_there_is_room(self, diary: Path) -> None:
        told = ok("doses", *ALL, now=MORNING, diary=diary, env={"COLUMNS": "100"}).lines
        assert told[3].endswith("usual longest first  last")
        assert told[5].endswith(" =======  10   08:00 22:00")
        assert told[7].endswith(" –        –     –")

    @pytest.mark.parametrize("columns", [*range(40, 121, 5), 79, 81, 99])
    def test_no_line_is_wider_than_the_terminal(self, columns: int, diary: Path) -> None:
        for words in (ALL, ("--taper",), ("--from", "2020-01-01"), (*ALL, "--of", "gabapentin")):
            told = ok("doses", *words, now=MORNING, diary=diary, env={"COLUMNS": f"{columns}"}).lines
            assert max(map(len, told)) <= columns, words

    def test_two_plans_are_named(self, diary: Path, tmp_path: Path) -> None:
        path = tmp_path / "diary.db"
        path.write_bytes(diary.read_bytes())
        ok("taper", "end", now=MORNING, diary=path)
        again = "taper new --from 2g --to 0g --cut 1g --every 7d --start 2026-11-24 --name again --yes"
        ok(*again.split(), now="2026-11-23T10:00-05:00", diary=path)
        told = ok("doses", "--taper", now="2026-11-27T10:00-05:00", diary=path).stdout
        assert "Plan “again”\nstep 1" in told
        narrow = ok("doses", "--taper", now="2026-11-27T10:00-05:00", diary=path, env={"COLUMNS": "40"}).stdout
        assert "\nPlan “again”, step 1\n24 Nov " in narrow


class TestLongRanges:
    """One dose on the 5th of a month, from January 2024 on: rows are weeks up to 20, then months, then years."""

    @pytest.mark.parametrize(
        ("first", "last", "kind", "rows", "labels"),
        [
            # From Monday 6 July 2026: 20 weeks to Sunday 22 November, and a day more.
            ("2026-07-06", "2026-11-22", "week", 20, ("week of 2026-07-06", "week of 2026-11-16")),
            ("2026-07-06", "2026-11-23", "month", 5, ("month of 2026-07-06", "month of 2026-11-01")),
            ("2025-04-30", "2026-11-23", "month", 20, ("month of 2025-04-30", "month of 2026-11-01")),
            ("2025-03-31", "2026-11-23", "year", 2, ("year of 2025-03-31", "year of 2026-01-01")),
            ("2024-02-29", "2026-11-23", "year", 3, ("year of 2024-02-29", "year of 2026-01-01")),
        ],
    )
    def test_rows(self, first: str, last: str, kind: str, rows: int, labels: tuple[str, str], tmp_path: Path) -> None:
        path, now = tmp_path / "diary.db", "2026-11-24T10:00-05:00"
        ok("kratom", "1g", "--at", f"{first} 08:00", now=now, diary=path)
        ok("kratom", "1g", "--at", f"{last} 08:00", now=now, diary=path)
        found = ok("doses", "--from", first, "--to", last, "--json", now=now, diary=path).json["groups"]
        assert ({each["kind"] for each in found}, len(found)) == ({kind}, rows)
        assert (found[0]["label"], found[-1]["label"]) == labels
        assert sum(each["days_logged"] for each in found) == 2
        assert all(one["to"] < other["from"] for one, other in pairwise(found))
