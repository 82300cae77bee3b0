"""The charts: a made-up taper of four months with a hold, a set-back week and gaps, against golden files to look at.

`LEGDIARY_UPDATE_GOLDEN=1 pytest tests/render/test_charts.py` writes the golden files anew; read the difference.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day
from legdiary.domain.entries.night import Night
from legdiary.domain.reports.dose_totals import DoseDay
from legdiary.domain.reports.night_record import NightRecord, days
from legdiary.domain.reports.taper_progress import taper_view
from legdiary.domain.taper.plan import Plan, Step, target_on
from legdiary.domain.taper.plan_changes import end, hold
from legdiary.domain.taper.step_calculation import linear_steps
from legdiary.domain.time.moments import A_DAY
from legdiary.render.charts.canvas import PLAIN_CHART, RICH_CHART
from legdiary.render.charts.severity import severity_over_taper
from legdiary.render.charts.staircase import staircase
from legdiary.render.terminal.layout import PLAIN_GLYPHS, RICH_GLYPHS, Page, plain
from legdiary.render.terminal.styled_text import paint_lines
from legdiary.render.terminal.views.calendar import month_heat

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from legdiary.domain.reports.taper_progress import TaperView
    from legdiary.render.terminal.layout import Line

GOLDEN = Path(__file__).parents[1] / "golden" / "charts"
#: Read now: every test takes the variables of the program away.
UPDATE = os.environ.get("LEGDIARY_UPDATE_GOLDEN") == "1"
START, TODAY = day("2026-08-03"), day("2026-11-10")
BASELINE = START - timedelta(days=21)
SET_BACK = days(day("2026-10-05"), day("2026-10-12"))
GAPS = {*days(day("2026-08-20"), day("2026-08-23")), *days(day("2026-09-24"), day("2026-09-28")), day("2026-10-28")}
BATCH = (day("2026-10-20"), "new batch, “red 2”")
HELD = (day("2026-09-21"), "held for 7 days")
#: Milligrams beside the target, day after day: mostly on it, some a little off, none of it chance.
BESIDE = (0, 0, 100, 0, -100, 0, 600, 0, 0, -400)
RESTLESS = (0, 1, -1, 2, 0, -2, 1)


def the_plan() -> Plan:
    steps = linear_steps(12_000, 0, 750, 7, START, stop_at=None, scale=100)
    return hold(Plan("down to nothing", steps), day("2026-09-16"), 7)


def the_doses(plan: Plan) -> dict[date, DoseDay]:
    doses = {}
    for number, each in enumerate(days(BASELINE, TODAY + A_DAY)):
        target = target_on(plan, each)
        beside = 2500 if each in SET_BACK else BESIDE[number % len(BESIDE)]
        if each not in GAPS:
            doses[each] = DoseDay((12_000 if target is None else target) + beside, 4, None, target)
    return doses


def record(night_of: date, severity: int | None = None, kratom: DoseDay | None = None) -> NightRecord:
    rating = None if severity is None else Night(night_of, severity)
    return NightRecord(night_of, rating, None, None, kratom or DoseDay(), None, None, recalled=False)


def the_nights(plan: Plan, doses: Mapping[date, DoseDay]) -> list[NightRecord]:
    records = []
    for number, each in enumerate(days(BASELINE, TODAY)):
        severity = max(0, min(10, 3 + number // 25 + RESTLESS[number * 3 % 7] + (each in SET_BACK)))
        kratom = doses.get(each, DoseDay(None, None, None, target_on(plan, each)))
        records.append(record(each, None if each in GAPS else severity, kratom))
    return records


PLAN = the_plan()
DOSES = the_doses(PLAN)
NIGHTS = the_nights(PLAN, DOSES)


def drawn_staircase(page: Page) -> list[Line]:
    return staircase(taper_view(PLAN, DOSES, TODAY), DOSES, page, marks=[BATCH])


def drawn_severity(page: Page) -> list[Line]:
    return severity_over_taper(NIGHTS, page, marks=[BATCH, HELD])


def drawn_months(page: Page) -> list[Line]:
    return month_heat(NIGHTS, page)


CHARTS: dict[str, Callable[[Page], list[Line]]] = {
    "staircase": drawn_staircase,
    "severity": drawn_severity,
    "months": drawn_months,
}


def page(width: int = 80, *, box: bool = True) -> Page:
    return Page(width, RICH_GLYPHS if box else PLAIN_GLYPHS)


def widest(lines: Sequence[Line]) -> int:
    return max(len(each) for each in plain(lines).splitlines())


@pytest.mark.parametrize("box", [True, False], ids=["box", "ascii"])
@pytest.mark.parametrize("width", [80, 60, 40])
@pytest.mark.parametrize("name", CHARTS)
def test_the_story_looks_as_it_did(name: str, width: int, box: bool) -> None:
    lines = CHARTS[name](page(width, box=box))
    path = GOLDEN / f"{name}-{width}-{'box' if box else 'ascii'}.txt"
    if UPDATE:
        path.write_text(plain(lines), encoding="utf-8")
    assert plain(lines) == path.read_text(encoding="utf-8"), "LEGDIARY_UPDATE_GOLDEN=1 writes it anew"
    assert widest(lines) <= width


def test_every_golden_file_is_used() -> None:
    used = {f"{name}-{width}-{how}.txt" for name in CHARTS for width in (80, 60, 40) for how in ("box", "ascii")}
    assert {each.name for each in GOLDEN.iterdir()} == used


@pytest.mark.parametrize("name", CHARTS)
def test_colour_says_nothing_that_the_text_does_not(name: str) -> None:
    lines = CHARTS[name](page())
    stripped = paint_lines(lines)
    while "\x1b" in stripped:
        before, _, after = stripped.partition("\x1b[")
        stripped = before + after.partition("m")[2]
    assert stripped == plain(lines)
    assert "\x1b[" in paint_lines(lines)


@pytest.mark.parametrize("name", CHARTS)
def test_without_box_characters_a_chart_is_drawn_in_ascii(name: str) -> None:
    text = plain(CHARTS[name](page(box=False)))
    only_box = set("─═│┐└┘┌•▴▾×┊┬┤▁▂▃▄▅▆▇█")
    assert not only_box & set(text)


# ------------------------------------------------------------------ the staircase


def view_of(plan: Plan, taken: Mapping[str, int], today: str) -> tuple[TaperView, dict[date, DoseDay]]:
    doses = {day(each): DoseDay(amount, 1 if amount else 0) for each, amount in taken.items()}
    return taper_view(plan, doses, day(today)), doses


def rows_of(lines: Sequence[Line]) -> dict[str, str]:
    """The labelled rows of a chart: `{"12": "─•─•…"}`."""
    split = [each.partition("┤") for each in plain(lines).splitlines()]
    return {label.strip(): rest for label, bar, rest in split if bar}


TWO_STEPS = Plan("short", (Step(day("2026-11-02"), 8000), Step(day("2026-11-06"), 4000)))


def test_what_was_taken_stands_on_above_and_below_the_line() -> None:
    view, doses = view_of(
        TWO_STEPS,
        {"2026-11-02": 8000, "2026-11-03": 8100, "2026-11-04": 12_000, "2026-11-06": 4000, "2026-11-07": 2000},
        "2026-11-10",
    )
    rows = rows_of(staircase(view, doses, page(40), height=7))
    assert rows["12"][:9] == "       ▴ "
    assert rows["8"][:12] == "─•──•───────"
    assert rows["4"].lstrip().startswith("└•───")


def test_today_is_marked_and_not_counted() -> None:
    view, doses = view_of(TWO_STEPS, {"2026-11-09": 4000, "2026-11-10": 500}, "2026-11-10")
    lines = staircase(view, doses, page())
    text = plain(lines)
    assert "today" in text.splitlines()[2]
    assert "▾" not in text
    assert "8 days so far, 1 logged: 1 on target, 0 above, 0 below." in text
    column = text.splitlines()[2].index("today") + 2
    assert {each[column] for each in text.splitlines()[3:9]} <= {"┊", "─"}


def test_days_without_an_entry_leave_no_mark_and_days_without_kratom_stand_at_zero() -> None:
    view, doses = view_of(TWO_STEPS, {"2026-11-03": 0}, "2026-11-10")
    rows = rows_of(staircase(view, doses, page()))
    assert rows["0"].strip().startswith("▾")
    drawn = "".join(rows.values())
    assert drawn.count("▾") == 1
    assert not set("•▴×") & set(drawn)


def test_a_small_target_is_not_drawn_at_zero() -> None:
    plan = Plan("end", (Step(day("2026-11-02"), 12_000), Step(day("2026-11-09"), 300), Step(day("2026-11-16"), 0)))
    view, doses = view_of(plan, {}, "2026-11-03")
    rows = rows_of(staircase(view, doses, page()))
    first, _, last = rows["0"].partition("└")
    assert not first.replace("┊", "").strip()
    assert set(last.strip()) == {"─"}


def test_steps_that_all_lie_high_are_not_flattened() -> None:
    steps = tuple(Step(START + timedelta(days=7 * n), 12_000 - 700 * n) for n in range(4))
    view, doses = view_of(Plan("high", steps), {}, "2026-08-10")
    text = plain(staircase(view, doses, page()))
    assert text.count("└") == len(steps)  # three falls and the axis
    assert "The axis begins at 9.6 g." in " ".join(text.split())


def test_a_rise_is_drawn_upwards() -> None:
    plan = Plan("up", (Step(day("2026-11-02"), 2000), Step(day("2026-11-06"), 6000)))
    text = plain(staircase(*view_of(plan, {}, "2026-11-03"), page()))
    assert "┌" in text
    assert "┘" in text


def test_more_days_than_columns_are_medians_and_said_so() -> None:
    long = Plan("slow", tuple(Step(START + timedelta(days=28 * n), 12_000 - 500 * n) for n in range(24)))
    doses = {each: DoseDay(12_000, 4) for each in days(START, START + timedelta(days=20))}
    view = taper_view(long, doses, START + timedelta(days=400))
    text = plain(staircase(view, doses, page(60)))
    assert "One column is 13 days: drawn at the middle of those logged" in " ".join(text.split())
    assert "2027" in text


def test_a_hold_is_marked_where_it_lies() -> None:
    text = plain(drawn_staircase(page()))
    held = next(each for each in text.splitlines() if each.startswith("held"))
    assert held.count("═") == 4  # seven days, two a column


def test_a_hold_of_a_plan_that_ended_in_it_is_not_drawn_beyond_its_end() -> None:
    ended = end(PLAN, day("2026-09-17"), day("2026-09-18"))
    text = plain(staircase(taper_view(ended, DOSES, day("2026-09-19")), DOSES, page()))
    assert "═" not in text
    assert "ended Fri 18 Sep 2026" in text


@pytest.mark.parametrize("today", ["2026-11-01", "2026-11-10", "2027-03-01"])
def test_a_plan_before_within_and_long_after(today: str) -> None:
    plan = end(TWO_STEPS, day("2026-11-02"), day("2026-11-12"))
    view, doses = view_of(plan, {"2026-11-15": 2000}, today)
    text = plain(staircase(view, doses, page(40)))
    assert ("today" in text.splitlines()[3]) == (today == "2026-11-10")
    assert ("× taken, no target in force" in text) == (today == "2027-03-01")


def test_a_plan_given_up_before_its_start_has_nothing_to_draw() -> None:
    plan = end(TWO_STEPS, day("2026-10-30"), day("2026-10-31"))
    lines = staircase(taper_view(plan, {}, day("2026-11-10")), {}, page(20))
    assert "never came into force" in " ".join(plain(lines).split())
    assert widest(lines) <= 20


# ------------------------------------------------------------------ marks


def test_two_marks_of_one_column_take_two_lanes_and_words_are_harmless() -> None:
    view, doses = view_of(TWO_STEPS, {}, "2026-11-10")
    marks = [(day("2026-11-04"), "new batch \x1b[31m\u202e"), (day("2026-11-04"), "another"), (day("2020-01-01"), "no")]
    text = plain(staircase(view, doses, page(), marks=marks))
    lanes = [each for each in text.splitlines() if each.strip() in {"a", "b"}]
    assert len(lanes) == 2
    assert lanes[0].index("a") == lanes[1].index("b")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "2020" not in text


def test_more_marks_than_letters_say_so() -> None:
    marks = [(each.night_of, "a mark") for each in NIGHTS[:40]]
    assert "14 earlier marks not shown." in plain(severity_over_taper(NIGHTS, page(), marks=marks))


# ------------------------------------------------------------------ severity


def cells(values: Sequence[int | None], *, box: bool, width: int = 20) -> str:
    nights = [record(START + timedelta(days=number), value) for number, value in enumerate(values)]
    return plain(severity_over_taper(nights, page(width, box=box))).splitlines()[0]


def test_severity_in_cells() -> None:
    assert cells([0, 1, 3, 5, 6, 7, None, 10], box=True) == "legs ▁▂▃▅▅▆ █"
    assert cells([0, 1, 3, 5, 6, 7, None, 10], box=False) == "legs 013567 X"


def test_six_and_seven_look_different() -> None:
    assert len({cells([score], box=True) for score in (6, 7)}) == 2


def test_columns_of_several_nights_show_their_median() -> None:
    values = [2, None, 4, 4, None, None, 9, 9] * 4
    assert cells(values, box=False).split()[1].startswith("3")
    nights = [record(START + timedelta(days=number), value) for number, value in enumerate(values)]
    text = " ".join(plain(severity_over_taper(nights, page(20))).split())
    assert "One column is 3 nights: drawn at the middle of those logged, nothing where none is." in text


def test_nights_without_any_kratom_have_no_staircase() -> None:
    text = plain(severity_over_taper([record(each, 4) for each in days(START, START + 9 * A_DAY)], page()))
    assert "g a day" not in text
    assert "target" not in text


def test_no_nights_and_nights_without_anything() -> None:
    assert "nothing to draw" in plain(severity_over_taper([], page()))
    assert "nothing to draw" in plain(month_heat([], page()))
    empty = [record(each) for each in days(START, START + 30 * A_DAY)]
    assert plain(severity_over_taper(empty, page())).startswith("legs\n")
    assert "0 of 30 nights logged." in " ".join(plain(month_heat(empty, page())).split())


# ------------------------------------------------------------------ months


@pytest.mark.parametrize(("width", "beside"), [(40, 1), (60, 1), (80, 2), (120, 3)])
def test_as_many_months_side_by_side_as_fit(width: int, beside: int) -> None:
    lines = drawn_months(page(width))
    assert plain(lines).splitlines()[0].count("2026") == beside
    assert widest(lines) <= width


def test_a_month_says_zero_ten_missing_and_outside_apart() -> None:
    nights = [record(day("2026-11-03"), 0), record(day("2026-11-04"), 10), record(day("2026-11-05"))]
    text = plain(month_heat(nights, page(40, box=False)))
    assert " 2    3=0  4=X  5 –  6" in text
    assert "2 of 3 nights logged." in " ".join(text.split())


def test_weeks_begin_on_monday() -> None:
    lines = plain(month_heat([record(day("2026-11-01"), 3)], page(40, box=False))).splitlines()
    assert lines[:3] == ["November 2026", " Mon  Tue  Wed  Thu  Fri  Sat  Sun", " " * 30 + " 1=3"]


# ------------------------------------------------------------------ any width, any diary

AMOUNTS = st.one_of(st.none(), st.integers(0, 200_000))


@st.composite
def diaries(draw: st.DrawFn) -> list[NightRecord]:
    first = draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    count = draw(st.one_of(st.integers(1, 40), st.integers(41, 4000)))
    some = draw(st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 10)), AMOUNTS, AMOUNTS), min_size=1, max_size=9))
    found = []
    for number in range(count):
        severity, taken, target = some[number % len(some)]
        kratom = DoseDay(taken, None if taken is None else 1, None, target)
        found.append(record(first + timedelta(days=number), severity, kratom))
    return found


@given(diaries(), st.integers(20, 120), st.booleans(), st.integers(0, 20))
def test_nothing_is_ever_wider_than_the_page(nights: list[NightRecord], width: int, box: bool, height: int) -> None:
    marks = [(nights[0].night_of, "a batch with a rather long name, and more"), (nights[-1].night_of, "x")]
    on = page(width, box=box)
    assert widest(severity_over_taper(nights, on, marks=marks, height=height)) <= width
    assert width < 40 or widest(month_heat(nights[:100], on)) <= width


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    starts = draw(st.lists(st.integers(0, 1800), min_size=1, max_size=30, unique=True))
    steps = [Step(START + timedelta(days=start), draw(st.integers(0, 200_000))) for start in sorted(starts)]
    ended = draw(st.one_of(st.none(), st.integers(1, 2000)))
    return Plan("any", tuple(steps), ended_on=None if ended is None else steps[0].starts_on + timedelta(days=ended))


@given(plans(), st.integers(-100, 3000), st.lists(AMOUNTS, min_size=1, max_size=9), st.integers(20, 120), st.booleans())
def test_any_plan_can_be_drawn(plan: Plan, today: int, amounts: list[int | None], width: int, box: bool) -> None:
    now = START + timedelta(days=today)
    doses = {
        each: DoseDay(amounts[number % len(amounts)], 1)
        for number, each in enumerate(days(START, START + timedelta(days=300)))
    }
    assert widest(staircase(taper_view(plan, doses, now), doses, page(width, box=box))) <= width


def test_the_two_sets_of_glyphs_name_the_same_things_apart() -> None:
    for glyphs in (RICH_CHART, PLAIN_CHART):
        marks = {glyphs.on, glyphs.above, glyphs.below, glyphs.free, glyphs.level, glyphs.held, glyphs.today}
        assert len(marks) == 7
