"""`report`: what the nights carry, through the command line."""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run

from builders import dose, night, plan, present, product, sleep
from legdiary.domain.demo.demo_diary import make_demo_diary
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from collections.abc import Iterable

# Read at import: the conftest takes every LEGDIARY_ variable away from the tests.
UPDATE = bool(os.environ.get("LEGDIARY_UPDATE_GOLDEN"))
GOLDEN = Path(__file__).parent.parent / "golden" / "report"
MORNING = "2026-11-22T09:00-05:00"
HALF_PAST_ONE = "2026-11-22T01:30-05:00"

#: Facts C3: the oracle series, one score a night, with gaps.
ORACLE = dict(
    zip(
        (0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 21),
        (7, 8, 7, 7, 6, 7, 8, 6, 6, 5, 6, 7, 5, 5, 4, 5, 6, 4),
        strict=True,
    )
)
#: Words that judge; only the limit of a diary names causes: it cannot show them.
FORBIDDEN = re.compile(
    r"\b(works?|worked|causes?|(?<!cannot show what )caused|proved|proof|safe|because|effective|cured?)\b",
    re.IGNORECASE,
)


def filled(path: Path, entries: Iterable[Any], now: str = MORNING) -> Path:
    with Diary.for_writing(path, present(now)) as diary:
        diary.add_all(entries, present(now))
    return path


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    here = present(MORNING)
    return filled(tmp_path / "demo.db", make_demo_diary(date(2026, 11, 21), here.zone).entries)


def severities(scores: dict[int, int], first: date) -> list[Any]:
    return [night((first + timedelta(days=t)).isoformat(), score) for t, score in scores.items()]


class TestTheOracle:
    def test_typed_night_by_night_it_gives_the_figures_of_the_facts(self, tmp_path: Path) -> None:
        diary = tmp_path / "diary.db"
        for t, score in ORACLE.items():
            of = date(2026, 10, 31) + timedelta(days=t)
            assert run("night", str(score), "--night", of.isoformat(), now=MORNING, diary=diary).code == 0
        trend = run("report", "--last", "8w", "--json", now=MORNING, diary=diary).json["trend"]
        assert trend["slope_per_week"] == -1.0  # Theil–Sen's; that of the line is 7 x -0.1399648506
        assert trend["line_slope_per_week"] == -0.979754
        assert (trend["k"], trend["t"]) == (4, -15.40803)
        assert trend["change"] == -2.939262
        assert trend["interval"] == [-3.817529, -2.060995]
        assert (trend["verdict"], trend["strength"]) == ("falling", "clear")
        assert (trend["n"], trend["span_days"], trend["why_not"]) == (18, 22, None)
        # Two nights are without a score three times: the longest way from one score to the next is three days.
        assert (trend["gap_days"], trend["capped"]) == (3, False)
        assert "z" not in trend

    def test_in_words(self, tmp_path: Path) -> None:
        diary = filled(tmp_path / "diary.db", severities(ORACLE, date(2026, 10, 31)))
        text = " ".join(run("report", "--full", "--last", "8w", now=MORNING, diary=diary).stdout.split())
        assert (
            "Falling: the line through the nights ends 2.9 points lower than it began (between 2.1 and 3.8 lower). "
            "Bigger than the slow ups and downs of these nights. Only a straight line is looked for: a rise "
            "that has gone back shows as no clear trend."
        ) in text
        assert "median 6 (5–7), 39 % at 7 or more over 18 of 22 nights" in text


class TestSteps:
    """Three steps of three weeks, the same scores in each: what can be worked out by hand."""

    @pytest.fixture
    def diary(self, tmp_path: Path) -> Path:
        first = date(2026, 9, 13)
        steps = [((first + timedelta(days=21 * n)).isoformat(), target) for n, target in enumerate((9000, 6000, 3000))]
        nights = []
        for n in range(-14, 63):
            of = (first + timedelta(days=n)).isoformat()
            settling = n % 21 < 6
            offset = "-04:00" if of < "2026-11-01" else "-05:00"
            nights += [
                night(of, 4 if n < 0 else 8 if settling else 5 - n // 21),
                dose(f"{of}T20:00{offset}", 4000),
                dose(f"{of}T23:00{offset}", 6000 if n < 21 else 2000),
            ]
        return filled(tmp_path / "diary.db", [plan(*steps), *nights])

    def test_settling_nights_stand_apart(self, diary: Path) -> None:
        report = run("report", "--taper", "--json", now=MORNING, diary=diary).json
        labels = [(group["label"], group["from"], group["to"]) for group in report["groups"]]
        assert labels == [
            ("baseline", "2026-08-30", "2026-09-12"),
            ("step 1", "2026-09-13", "2026-10-03"),
            ("step 2", "2026-10-04", "2026-10-24"),
            ("step 3", "2026-10-25", "2026-11-21"),
        ]
        two = report["groups"][2]
        assert two["settling_days"] == 6
        assert (two["settling"]["severity"]["n"], two["settling"]["severity"]["median"]) == (6, 8.0)
        assert (two["settled"]["severity"]["n"], two["settled"]["severity"]["median"]) == (15, 4.0)
        # All 21 nights: six at 8 and fifteen at 4; the share at 7 or more is 6/21.
        assert two["severity"]["median"] == 4.0
        assert two["severity"]["share_7_plus"] == pytest.approx(6 / 21, abs=1e-4)
        assert (two["target_g"], two["actual_median_g"], two["doses_per_day"]) == (6.0, 6.0, 2.0)
        # From 23:00 to 20:00 the day after.
        assert two["longest_gap_h"] == 21.0

    def test_each_step_against_the_settled_nights_before(self, diary: Path) -> None:
        groups = run("report", "--taper", "--json", now=MORNING, diary=diary).json["groups"]
        versus = groups[2]["versus_previous"]
        assert (versus["median_change"], versus["nap"], versus["n_before"], versus["n_after"]) == (-1.0, 1.0, 15, 15)
        assert groups[0]["versus_previous"] is None

    def test_after_each_cut_needs_three(self, diary: Path) -> None:
        after = run("report", "--taper", "--json", now=MORNING, diary=diary).json["after_cuts"]
        assert (after["cuts"], after["needed"], after["days"]) == (2, 3, [])
        text = " ".join(run("report", "--full", "--taper", now=MORNING, diary=diary).stdout.split())
        assert "After each cut: 3 cuts are needed, this range has 2 cuts." in text

    def test_with_three_cuts_the_nights_are_laid_over_one_another(self, demo: Path) -> None:
        after = run("report", "--taper", "--json", now=MORNING, diary=demo).json["after_cuts"]
        assert after["cuts"] == 16
        assert [each["day"] for each in after["days"]] == list(range(-3, 11))
        assert after["days"][3]["n"] + after["days"][3]["missing"] == 16

    def test_every_figure_can_be_traced(self, diary: Path) -> None:
        text = run("report", "--taper", "--explain", now=MORNING, diary=diary).stdout
        assert "step 2: n 21 of 21; 4–24 Oct 2026" in text
        # Eleven weeks: 14 nights at 4, then six at 8 and fifteen at 5, 4 and 3 in each step; the last has 22.
        assert "severity: slope " in " ".join(text.split())
        assert "Theil–Sen's slope:" in text


class TestGolden:
    @pytest.mark.parametrize("columns", [80, 40])
    @pytest.mark.parametrize(
        ("name", "arguments"),
        [
            ("taper", ["report", "--full", "--taper"]),
            ("eight-weeks", ["report", "--full"]),
            ("screen-taper", ["report", "--taper"]),
            ("screen-eight-weeks", ["report"]),
            ("screen-by-step", ["report", "--taper", "--by", "step"]),
            ("doses", ["doses", "--taper"]),
            ("by-month", ["report", "--full", "--taper", "--by", "month"]),
            ("calendar", ["report", "--last", "8w", "--calendar"]),
            ("explain", ["report", "--last", "4w", "--explain"]),
        ],
    )
    def test_reads_as_before(self, demo: Path, name: str, arguments: list[str], columns: int) -> None:
        result = run(*arguments, now=MORNING, diary=demo, env={"COLUMNS": str(columns)})
        assert result.code == 0
        assert max(len(each) for each in result.lines) <= columns
        golden = GOLDEN / f"{name}-{columns}.txt"
        if UPDATE:
            golden.parent.mkdir(parents=True, exist_ok=True)
            golden.write_text(result.stdout, encoding="utf-8")
        assert result.stdout == golden.read_text(encoding="utf-8")
        assert FORBIDDEN.findall(" ".join(result.stdout.split())) == []


class TestLittleData:
    def report(self, tmp_path: Path, entries: Iterable[Any], *more: str) -> Any:
        diary = filled(tmp_path / "diary.db", entries)
        for arguments in (["report", *more], ["report", "--by", "month", *more], ["report", "--explain", *more]):
            text = run(*arguments, now=MORNING, diary=diary)
            assert text.code == 0, text.stderr
            assert "nan" not in text.stdout.lower().split()
            assert "-0.0" not in text.stdout
        return run("report", "--json", *more, now=MORNING, diary=diary).json

    def test_one_night(self, tmp_path: Path) -> None:
        report = self.report(tmp_path, [night(night_of="2026-11-20", severity=6)])
        assert report["trend"]["verdict"] == "too little data"
        assert report["trend"]["why_not"] == [
            {"of": "nights", "needed": 14, "had": 1},
            {"of": "days", "needed": 14, "had": 1},
        ]
        assert report["overall"]["severity"] == {
            "n": 1, "missing": 1, "median": None, "q1": None, "q3": None, "share_7_plus": None,
        }  # fmt: skip

    def test_only_sleep(self, tmp_path: Path) -> None:
        report = self.report(tmp_path, [sleep(night_of="2026-11-20", span=None, total_min=390)])
        assert report["overall"]["severity"]["median"] is None
        assert report["overall"]["tst_min"] == {"n": 1, "median": None}

    def test_every_night_missed(self, tmp_path: Path) -> None:
        nights = [night((date(2026, 11, 1) + timedelta(days=n)).isoformat(), missed="forgot") for n in range(20)]
        report = self.report(tmp_path, nights)
        assert report["overall"]["severity"]["n"] == 0
        assert report["overall"]["severity"]["missing"] == 21

    def test_all_scores_equal(self, tmp_path: Path) -> None:
        nights = [night((date(2026, 11, 1) + timedelta(days=n)).isoformat(), 5) for n in range(21)]
        trend = self.report(tmp_path, nights)["trend"]
        assert (trend["verdict"], trend["strength"], trend["slope_per_week"]) == ("no clear trend", "none", 0.0)
        assert (trend["t"], trend["change"], trend["interval"]) == (0.0, 0.0, [0.0, 0.0])

    @pytest.mark.slow
    def test_ten_years(self, tmp_path: Path) -> None:
        demo = make_demo_diary(date(2026, 11, 21), present(MORNING).zone, nights=3650)
        diary = filled(tmp_path / "diary.db", demo.entries)
        report = run("report", "--from", "2016-01-01", "--by", "step", "--json", now=MORNING, diary=diary).json
        assert len(report["groups"]) > 100
        assert report["trend"]["n"] > 3000


class TestTheNightUnderWay:
    """At 09:00 on the 22nd the night of the 22nd is still to come, and that of the 21st is the last one over."""

    @pytest.fixture
    def diary(self, tmp_path: Path) -> Path:
        nights = [night(night_of=f"2026-11-{number:02}") for number in range(1, 23)]
        return filled(tmp_path / "diary.db", nights)

    def test_ten_days_are_ten_nights_that_are_over(self, diary: Path) -> None:
        lines = ok("report", "--full", "--last", "10d", now=MORNING, diary=diary).lines
        assert lines[0] == "Report 12–21 Nov 2026"
        assert "over 10 of 10 nights." in lines[1]
        report = ok("report", "--last", "2w", "--json", now=MORNING, diary=diary).json
        assert (report["from"], report["to"]) == ("2026-11-08", "2026-11-21")

    def test_one_day_is_last_night(self, diary: Path) -> None:
        lines = ok("report", "--full", "--last", "1d", now=MORNING, diary=diary).lines
        assert lines[0] == "Report 21 Nov 2026"
        assert "14 nights with a score are needed, 1 is there" in " ".join(lines)

    @pytest.mark.parametrize(
        ("asked", "first", "last"),
        [
            ((), "2026-09-26", "2026-11-20"),
            (("--last", "2w"), "2026-11-07", "2026-11-20"),
            (("--from", "2026-11-21"), "2026-11-21", "2026-11-21"),
        ],
    )
    def test_alone_it_is_said_to_be_left_out(
        self, asked: tuple[str, ...], first: str, last: str, tmp_path: Path
    ) -> None:
        diary = tmp_path / "diary.db"
        ok("night", "5", now=HALF_PAST_ONE, diary=diary)
        refused = run("report", *asked, now=HALF_PAST_ONE, diary=diary)
        left_out = "the night of 2026-11-21 is under way, and left out until it is over"
        assert refused.code == 1
        assert refused.stderr == (
            f"legdiary: nothing is logged from {first} to {last}; {left_out}\nlegdiary: try: legdiary list\n"
        )

    def test_a_week_with_one_night_counts_one_night(self, tmp_path: Path) -> None:
        diary = tmp_path / "diary.db"
        ok("night", "5", now=HALF_PAST_ONE, diary=diary)
        assert ok("week", now=MORNING, diary=diary).lines[0].endswith(": legs logged on 1 of 7 nights")


def test_the_screen_of_a_range_counts_the_nights_of_the_baseline_that_lie_in_it(demo: Path) -> None:
    """The baseline is 5 to 28 July, wherever the report begins: 24 nights, of which 20 to 28 July are nine."""
    for words, first, parts in (
        (("--taper",), "5 Jul", ", 140 nights: 24 of baseline, 116 after it"),
        (("--from", "2026-07-20"), "20 Jul", ", 125 nights: 9 of baseline, 116 after it"),
        ((), "27 Sep", ", 56 nights"),
    ):
        lines = ok("report", *words, now=MORNING, diary=demo).lines
        assert lines[0] == f"Report {first}–21 Nov 2026{parts}"
        assert "5–28 Jul" in "".join(lines[7:10])
        assert next(each for each in lines if each.startswith("legs 0–10")).split()[2:5] == ["4", "(n", "24)"]


class TestRefused:
    @pytest.fixture
    def diary(self, tmp_path: Path) -> Path:
        return filled(tmp_path / "diary.db", [night(night_of="2026-11-20"), product()])

    @pytest.mark.parametrize(
        ("arguments", "code", "line"),
        [
            (
                ["--from", "2026-11-20", "--to", "2026-11-01"],
                2,
                "the range from 2026-11-20 to 2026-11-01 ends before it begins; write the earlier date first",
            ),
            (
                ["--from", "2027-01-01"],
                2,
                "2027-01-01 is in the future (today is 2026-11-22); a report needs past days",
            ),
            (["--from", "2020-01-01", "--to", "2020-02-01"], 1, "nothing is logged from 2020-01-01 to 2020-02-01"),
            (["--last", "nan"], 2, "'nan' is not a length of time; write 14d or 8w"),
            (["--last", "0d"], 2, "'0d' is not a length of time; write 14d or 8w"),
            (
                ["--taper", "--last", "8w"],
                2,
                "--taper already sets the range; leave out --last, --from and --to",
            ),
            (["--taper"], 1, "there is no taper plan to report on"),
            (["--by", "year"], 2, "'year' is not a known grouping; write one of: step, week, month"),
        ],
    )
    def test_with_one_clear_line(self, diary: Path, arguments: list[str], code: int, line: str) -> None:
        before = diary.read_bytes()
        result = run("report", "--full", *arguments, now=MORNING, diary=diary)
        assert result.code == code
        assert result.stderr.splitlines()[0] == f"legdiary: {line}"
        assert result.stdout == ""
        assert diary.read_bytes() == before


class TestBesideTheNights:
    """Twenty nights: coffee on the even ones, two IRLS totals, ferritin, magnesium too close to gabapentin."""

    @pytest.fixture
    def diary(self, tmp_path: Path) -> Path:
        path = tmp_path / "diary.db"
        for n in range(20):
            day = date(2026, 11, 1) + timedelta(days=n)
            late = f"{day}T23:00-05:00"
            ok("night", "7" if n % 2 == 0 else "4", "--night", str(day), now=late, diary=path)
            if n % 2 == 0:
                ok("factor", "caffeine", now=late, diary=path)
            ok("symptom", "nausea", "2" if n < 10 else "1", "--night", str(day), now=late, diary=path)
        evening = "2026-11-20T22:00-05:00"
        ok("medicine", "gabapentin", "300mg", "--at", "21:20", now=evening, diary=path)
        ok("magnesium", "400mg", "--at", "22:00", now=evening, diary=path)
        ok("measure", "irls", "27", "--on", "2026-11-02", now=MORNING, diary=path)
        ok("measure", "irls", "20", "--on", "2026-11-16", now=MORNING, diary=path)
        ok("measure", "ferritin", "48ng/mL", "--on", "2026-11-03", now=MORNING, diary=path)
        return path

    def test_severity_with_and_without(self, diary: Path) -> None:
        (coffee,) = ok("report", "--json", now=MORNING, diary=diary).json["exposures"]
        assert (coffee["name"], coffee["nights"]) == ("caffeine", 10)
        assert (coffee["severity_with"]["median"], coffee["severity_with"]["n"]) == (7.0, 10)
        assert (coffee["severity_without"]["median"], coffee["severity_without"]["n"]) == (4.0, 10)

    def test_symptoms_by_group(self, diary: Path) -> None:
        (nausea,) = ok("report", "--by", "month", "--json", now=MORNING, diary=diary).json["symptoms"]
        assert nausea["groups"] == [{"label": "2026-11", "n": 20, "median": 1.5}]

    def test_totals_and_laboratory_values(self, diary: Path) -> None:
        ferritin, first, second = ok("report", "--json", now=MORNING, diary=diary).json["measures"]
        assert (ferritin["value"], ferritin["line"]) == (48.0, {"at": "75 ng/mL", "side": "below"})
        assert (first["band"], first["change"], first["reached"]) == ("severe", None, {})
        # 27 to 20: 7 points lower. The trial-arm figure is from memory only and is never shown.
        assert (second["band"], second["change"]) == ("moderate", -7.0)
        assert second["reached"] == {
            "individually relevant": True, "minimally improved": False, "detectable change": False,
        }  # fmt: skip

    def test_magnesium_and_its_spacing(self, diary: Path) -> None:
        report = ok("report", "--json", now=MORNING, diary=diary).json
        assert report["spacing_conflicts"] == 1
        assert (report["magnesium"]["days_logged"], report["magnesium"]["days_above_limit"]) == (1, 1)
        text = " ".join(ok("report", "--full", now=MORNING, diary=diary).stdout.split())
        assert "Closer to a medicine than its label asks for: 1 time (" in text
        (close,) = report["spacing"]
        assert (close["medicine"], close["gap_min"]) == ("gabapentin", 40)
        assert close["source"] in text
        assert (
            "16 Nov 2026: IRLS total 20, moderate; 7 lower than on 2 Nov 2026, rater not logged for either: "
            "at least 5 points (used as individually relevant); fewer than 9 (an anchor-based threshold of trials); "
            "fewer than 10 (the smallest change that two totals can show)." in text
        )
        assert FORBIDDEN.findall(text) == []
        assert "New medicine (gabapentin) on 20 Nov" in text.replace("new medicine", "New medicine")


class TestAWeeklyTaper:
    """The made-up diary cuts every week, so no step has nights enough after its settling days."""

    @pytest.fixture
    def report(self, demo: Path) -> Any:
        return run("report", "--taper", "--json", now=MORNING, diary=demo).json

    def test_it_is_compared_all_the_same_with_n_on_each_side(self, report: Any) -> None:
        assert {group["versus_previous"]["same"] for group in report["groups"][1:]} == {None}
        told = [
            (each["kind"], each["target_g"], each["nights"], each["severity"]["n"], each["settling"]["n"])
            for each in report["blocks"]
        ]
        assert told == [
            ("baseline", None, 24, 24, 0),
            ("first third", {"highest": 12.0, "lowest": 8.7}, 28, 23, 19),
            ("middle third", {"highest": 7.9, "lowest": 4.2}, 49, 46, 39),
            ("last third", {"highest": 3.8, "lowest": 2.2}, 39, 36, 32),
        ]
        found = [each["versus_previous"]["severity"] for each in report["blocks"][1:]]
        assert [(one["result"], one["n_before"], one["n_after"]) for one in found] == [
            ("about the same", 24, 23), ("about the same", 23, 46), ("about the same", 46, 36),
        ]  # fmt: skip

    def test_no_figure_rests_on_fewer_than_five_nights(self, report: Any) -> None:
        def figures(of: Any) -> Iterable[tuple[int, Any]]:
            if isinstance(of, dict):
                if "n" in of and "median" in of:
                    yield of["n"], of["median"]
                for each in of.values():
                    yield from figures(each)
            elif isinstance(of, list):
                for each in of:
                    yield from figures(each)

        found = list(figures(report))
        assert len(found) > 100
        assert all((median is None) == (n < 5) for n, median in found)

    def test_a_plan_with_slow_steps_has_no_blocks(self, tmp_path: Path) -> None:
        steps = [(f"{date(2026, 9, 13) + timedelta(days=21 * n)}", 9000 - 3000 * n) for n in range(3)]
        nights = severities(dict.fromkeys(range(70), 5), date(2026, 9, 13))
        diary = filled(tmp_path / "diary.db", [plan(*steps), *nights])
        assert run("report", "--taper", "--json", now=MORNING, diary=diary).json["blocks"] == []


def test_two_clumps_of_nights_lean_at_most(tmp_path: Path) -> None:
    """Two weeks at 8 and 7, four without a score, two at 3 and 2: the line is large, and not called clear."""
    scores = {n: 8 - n % 2 for n in range(14)} | {n: 3 - n % 2 for n in range(42, 56)}
    diary = filled(tmp_path / "diary.db", severities(scores, date(2026, 9, 20)))
    trend = run("report", "--last", "9w", "--json", now=MORNING, diary=diary).json["trend"]
    assert (trend["verdict"], trend["strength"], trend["capped"], trend["gap_days"]) == (
        "no clear trend", "leaning", True, 29,
    )  # fmt: skip
    assert trend["interval"][1] < 0
    text = " ".join(run("report", "--full", "--last", "9w", now=MORNING, diary=diary).stdout.split())
    assert "Leaning down, not clear: the line ends " in text
    assert "Two of them are 29 days apart: across so wide a gap no line is called clear." in text


def test_a_line_without_any_waves_has_no_end_to_its_size(tmp_path: Path) -> None:
    """Every night ten minutes less: t is infinite, which JSON cannot say, and the interval has no width."""
    first = date(2026, 11, 1)
    nights = [sleep((first + timedelta(days=n)).isoformat(), None, total_min=480 - 10 * n) for n in range(20)]
    diary = filled(tmp_path / "diary.db", [*severities(dict.fromkeys(range(20), 5), first), *nights])
    found = run("report", "--last", "3w", "--json", now=MORNING, diary=diary).json["further_trends"]["tst_min"]
    assert (found["verdict"], found["t"], found["change"]) == ("falling", None, -190.0)
    assert found["interval"] == [-190.0, -190.0]
    text = " ".join(run("report", "--full", "--last", "3w", now=MORNING, diary=diary).stdout.split())
    assert "Total sleep, a further look: falling: the line through the nights ends 190 minutes shorter" in text
    explained = run("report", "--last", "3w", "--explain", now=MORNING, diary=diary)
    assert explained.code == 0
    assert "t without end against 4 slow waves of size 0" in " ".join(explained.stdout.split())
