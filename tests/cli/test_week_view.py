"""`week` on a terminal: what its words say of two weeks, what is stored of tonight, and the columns that fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from driving import ok

from builders import day, dose, magnesium, night, no_kratom, plan, present, product, sleep, symptom, tablet
from legdiary.domain.taper.plan import Plan, Step
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

#: Monday morning: the week that is over is that of 16 to 22 November.
MORNING, EVENING, NIGHT = "2026-11-23T09:00-05:00", "2026-11-23T20:40-05:00", "2026-11-24T02:30-05:00"


def write(path: Path, entries: Iterable[Any]) -> Path:
    with Diary.for_writing(path, present(NIGHT)) as diary:
        diary.add_all(list(entries), present(NIGHT))
    return path


def week(path: Path, now: str = MORNING, columns: int = 80) -> list[str]:
    return ok("week", now=now, diary=path, env={"COLUMNS": f"{columns}"}).lines


def scored(scores: Sequence[int | None]) -> list[Any]:
    """Fourteen nights from 9 November on."""
    return [night(f"2026-11-{number:02d}", score) for number, score in enumerate(scores, 9) if score is not None]


@pytest.mark.parametrize(
    ("before", "here", "said"),
    [
        ((3,) * 7, (7,) * 7, "Legs: higher by 4 than in the 7 nights before."),
        ((7,) * 7, (4, 4, 5, 5, 5, 5, 5), "Legs: lower by 2 than in the 7 nights before."),
        # A point apart in every pair of nights is no size that matters; two points, with 43 of 49 pairs, no clear one.
        ((6,) * 7, (7,) * 7, "Legs: about the same; higher by 1, a common difference between two such weeks."),
        (
            (5, 5, 5, 5, 5, 5, 9), (7,) * 7,
            "Legs: about the same; higher by 2, a common difference between two such weeks.",
        ),
        ((5,) * 7, (4, 4, 5, 5, 5, 6, 6), "Legs: about the same."),
        (
            (3, 3, 3, 3, 3, 3, None), (7,) * 7,
            (
                "Legs: the median is higher by 4. Whether the two weeks differ can't be told (all 7 nights of each are "
                "needed; 7 and 6 are logged)."
            ),
        ),
        (
            (None,) * 7, (7, 7, 7, 7, None, None, None),
            "Legs: too few nights to compare two weeks (all 7 nights of each are needed; 4 and 0 are logged).",
        ),
    ],
)  # fmt: skip
def test_two_weeks_are_told_apart_by_the_rule_of_every_comparison(
    before: Sequence[int | None], here: Sequence[int | None], said: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "diary.db", scored([*before, *here]))
    assert said in " ".join(" ".join(week(path)).split())
    told = ok("week", "--json", now=MORNING, diary=path).json["versus_previous"]
    words = {"lower": "lower by", "higher": "higher by", "about the same": "about", "too few nights": "are needed"}
    assert words[told["result"]] in said
    assert (told["n_after"], told["n_before"]) == tuple(sum(s is not None for s in each) for each in (here, before))


class TestTonight:
    ENTRIES = (night("2026-11-22", 5), dose("2026-11-23T08:00-05:00", 500))

    @pytest.mark.parametrize("now", [MORNING, EVENING, NIGHT])
    def test_that_it_is_stored_is_said_with_the_command(self, now: str, tmp_path: Path) -> None:
        path = write(tmp_path / "diary.db", self.ENTRIES)
        assert week(path, now)[-1] == "Tonight is not included (kratom logged): legdiary week tonight"
        assert ok("week", "--json", now=now, diary=path).json["under_way"] == {
            "night_of": "2026-11-23", "logged": ["kratom"],
        }  # fmt: skip

    def test_the_command_shows_it(self, tmp_path: Path) -> None:
        path = write(tmp_path / "diary.db", self.ENTRIES)
        shown = ok("week", "tonight", now=EVENING, diary=path).lines
        assert shown[0].startswith("Week 17–23 Nov 2026: ")
        assert "Tonight" not in "\n".join(shown)
        assert any(each.startswith("Mon 23 Nov") and " 0.5" in each for each in shown)

    def test_all_that_is_stored_is_named(self, tmp_path: Path) -> None:
        entries = (
            product("seven", product_kind="7-oh"), night("2026-11-23", 5), no_kratom("2026-11-23"),
            tablet("2026-11-23T09:00-05:00"), magnesium("2026-11-23T20:00-05:00"), symptom("nausea", 1, "2026-11-23"),
        )  # fmt: skip
        shown = week(write(tmp_path / "diary.db", entries), EVENING)
        assert shown[-2:] == [
            "Tonight is not included (legs, kratom, 7-OH, magnesium, symptoms logged):", "legdiary week tonight",
        ]  # fmt: skip

    def test_nothing_is_said_where_nothing_is_stored_or_another_week_is_shown(self, tmp_path: Path) -> None:
        empty = write(tmp_path / "empty.db", [night("2026-11-22", 5)])
        path = write(tmp_path / "diary.db", self.ENTRIES)
        assert "Tonight" not in "\n".join(week(empty, EVENING))
        assert "Tonight" not in ok("week", "2026-11-21", now=EVENING, diary=path).stdout
        assert ok("week", "2026-11-21", "--json", now=EVENING, diary=path).json["under_way"] is None


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every column has a value on every day of two weeks; the longest gap is 14 h, from 18:00 to 08:00."""
    days = [f"2026-11-{number:02d}" for number in range(8, 23)]
    entries: list[Any] = [plan(("2026-11-02", 2500))]
    for each in days:
        entries += [night(each, 5), sleep(each, latency_min=20, awake_min=30), magnesium(f"{each}T21:00-05:00", 200)]
        entries += [dose(f"{each}T{at}-05:00", 1250) for at in ("08:00", "18:00")]
    return write(tmp_path_factory.mktemp("full") / "diary.db", entries)


class TestColumns:
    @pytest.mark.parametrize(
        ("columns", "heading"),
        [
            (80, "night legs 0–10 sleep eff. kratom, target doses longest Mg"),
            (70, "night legs 0–10 sleep eff. kratom, target doses longest"),
            (60, "night legs 0–10 sleep eff. kratom, target doses"),
            (52, "night legs 0–10 sleep eff. kratom, target"),
            (40, "night legs 0–10 sleep g/target"),
        ],
    )
    def test_they_are_left_out_and_the_legend_with_them(self, columns: int, heading: str, full: Path) -> None:
        shown = week(full, columns=columns)
        assert " ".join(shown[2].split()) == heading
        assert ("eff.: share" in " ".join(shown)) is ("eff." in heading)
        assert ("not logged" in " ".join(shown)) is False  # no dash is shown, so none is explained
        assert max(map(len, shown)) <= columns

    def test_medians_and_the_nights_they_rest_on(self, full: Path) -> None:
        # 22:45–06:10 are 7:25 in bed: less 20 and 30 min, 6:35; 395 of 445 minutes are 88.8 %.
        rows = [" ".join(each.split()) for each in week(full)[12:16]]
        assert rows == [
            "median 5 (5–5) 6:35 89 % 2.5 2 14 200", "nights 7 7 7 7 7 7 7",
            "7 before 5 (5–5) 6:35 89 % 2.5 2 14 200", "nights 7 7 7 7 7 7 7",
        ]  # fmt: skip
        told = ok("week", "--json", now=MORNING, diary=full).json
        assert (
            told["summary"]["usual_longest_gap_h"] == told["previous"]["usual_longest_gap_h"] == {"n": 7, "median": 14}
        )

    def test_tablets_have_the_same_columns(self, tmp_path: Path) -> None:
        """From 12:00 to 12:00: the longest gap is 24 h."""
        seven = Plan("tablets", (Step(day("2026-11-02"), 52_500),), substance="7-oh", scale_ug=500)
        taken = [tablet(f"2026-11-{number:02d}T12:00-05:00", 50_500) for number in range(8, 23)]
        path = write(tmp_path / "diary.db", [product("seven", product_kind="7-oh"), seven, *taken])
        shown = [" ".join(each.split()) for each in week(path)]
        assert shown[2:5] == [
            "night legs 0–10 sleep eff. 7-OH, target doses longest Mg", "h:min mg a day gap, h mg",
            "Mon 16 Nov – – – 50.5 / 52.5 1 24 –",
        ]  # fmt: skip
        assert shown[12] == "median – – – 50.5 1 24 –"
        assert " ".join(week(path, columns=40)[2].split()) == "night legs 0–10 sleep 7-OH, target"
        told = ok("week", "--json", now=MORNING, diary=path).json["summary"]["substances"]["7-oh"]
        assert told["usual_longest_gap_h"] == {"n": 7, "median": 24}

    @pytest.mark.parametrize("columns", [*range(40, 121, 8), 79, 81])
    def test_no_line_is_wider_than_the_terminal(self, columns: int, full: Path, tmp_path: Path) -> None:
        odd = [
            product("petals", product_kind="a kind with a long name"), tablet("2026-11-22T21:00-05:00", 123_456_700),
            night("2026-11-21", None, missed="forgot"), plan(("2026-11-02", 12_345), name="a long name of a plan"),
            dose("2026-11-20T21:00-05:00", 12_345), sleep("2026-11-20", latency_min=20),
        ]  # fmt: skip
        for path in (full, write(tmp_path / "odd.db", odd), write(tmp_path / "alone.db", odd[:2])):
            assert max(map(len, week(path, columns=columns))) <= columns
