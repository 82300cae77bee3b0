"""The charts: a made-up taper of four months with a hold, a set-back week and gaps, against golden files to look at.

`LEGDIARY_UPDATE_GOLDEN=1 pytest tests/render/test_charts.py` writes the golden files anew; read the difference.
"""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from itertools import pairwise
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
from legdiary.domain.taper.plan_unit import GRAMS
from legdiary.domain.taper.step_calculation import linear_steps
from legdiary.domain.time.moments import A_DAY
from legdiary.render.charts.canvas import PLAIN_CHART, RICH_CHART, Canvas
from legdiary.render.charts.enlarged import Enlarged, enlarged_steps
from legdiary.render.charts.geometry import Scale
from legdiary.render.charts.severity import severity_over_taper
from legdiary.render.charts.staircase import staircase
from legdiary.render.terminal.layout import PLAIN_GLYPHS, RICH_GLYPHS, Page, plain
from legdiary.render.terminal.styled_text import paint_lines
from legdiary.render.terminal.views.calendar import month_heat

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from legdiary.domain.reports.taper_progress import TaperView
    from legdiary.render.terminal.layout import DotKind, Line

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


KINDS: tuple[DotKind, ...] = ("braille", "blocks", "ascii")


def page(width: int = 80, kind: DotKind = "braille") -> Page:
    return Page(width, PLAIN_GLYPHS if kind == "ascii" else RICH_GLYPHS, kind)


def widest(lines: Sequence[Line]) -> int:
    return max(len(each) for each in plain(lines).splitlines())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [80, 40])
@pytest.mark.parametrize("name", CHARTS)
def test_the_story_looks_as_it_did(name: str, width: int, kind: DotKind) -> None:
    lines = CHARTS[name](page(width, kind))
    path = GOLDEN / f"{name}-{width}-{kind}.txt"
    if UPDATE:
        path.write_text(plain(lines), encoding="utf-8")
    assert plain(lines) == path.read_text(encoding="utf-8"), "LEGDIARY_UPDATE_GOLDEN=1 writes it anew"
    assert widest(lines) <= width


def test_every_golden_file_is_used() -> None:
    used = {f"{name}-{width}-{kind}.txt" for name in CHARTS for width in (80, 40) for kind in KINDS}
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
def test_in_ascii_no_other_character_is_drawn(name: str) -> None:
    drawn = [each for each in plain(CHARTS[name](page(kind="ascii"))).splitlines() if "“" not in each]
    assert {each for each in "".join(drawn) if not each.isascii()} <= {"–"}


# ------------------------------------------------------------------ dots


def drawn(canvas: Canvas, rows: int) -> list[str]:
    return ["".join(span.text for span in canvas.row(row)) for row in range(rows - 1, -1, -1)]


def test_a_step_down_in_each_kind_of_dots() -> None:
    """Two columns of two rows: level at the top of the left half, down its right edge, level at the bottom."""
    shown = {}
    for kind in KINDS:
        canvas = Canvas(2, 3, kind)
        across, top = canvas.grain.across, canvas.height - 1
        canvas.level(0, across, top, "")
        canvas.upright(across, top, 0, "")
        canvas.level(across, 3 * across, 0, "")
        shown[kind] = drawn(canvas, 2)
    # Braille: dots 1 and 4 (0x09) level at the top; dots 1 2 3 7 (0x47) upright; 7 and 8 (0xC0) level at the bottom.
    assert shown["braille"] == ["\u2809\u2847 ", " \u28c7\u28c0"]
    assert shown["blocks"] == ["▀█ ", " █▄"]
    assert shown["ascii"] == ["-+ ", " +-"]


def test_a_bar_of_each_height_looks_like_no_other() -> None:
    for kind, heights in (("braille", 4), ("blocks", 8)):
        shown = set()
        for height in range(heights + 1):
            canvas = Canvas(1, 1, kind)  # type: ignore[arg-type]
            canvas.bar(0, canvas.grain.across, height, "")
            shown.add(drawn(canvas, 1)[0])
        assert len(shown) == heights + 1


@given(st.integers(0, 200_000), st.integers(0, 200_000), st.integers(2, 12), st.sampled_from((1, 2, 4)))
def test_a_scale_holds_both_ends_and_its_labels_are_apart(one: int, other: int, rows: int, up: int) -> None:
    low, high = sorted((one, other))
    scale = Scale.fitting(low, high, rows, up, GRAMS)
    assert scale.base <= low <= high <= scale.top
    assert 0 <= scale.height(low) <= scale.height(high) < rows * up
    assert scale.labels[0] == GRAMS.number(scale.base)
    assert scale.labels[rows - 1] == GRAMS.number(scale.top)
    assert scale.base or (scale.height(high) > 0) == (high > 0)


# ------------------------------------------------------------------ the last steps, enlarged


def heights_of(view: TaperView, kind: DotKind) -> list[int]:
    steps = enlarged_steps(view)
    panel = Enlarged.of_steps(steps, view.plan, page(40, kind))
    return [panel.height(step.span.step.target) for step in panel.steps]


#: The targets of the made-up diary that `legdiary demo` writes: 27 steps by a tenth, to a tenth of a gram.
DEMO = (
    *(12_000, 10_800, 9700, 8700, 7900, 7100, 6400, 5700, 5200, 4600, 4200, 3800, 3400, 3100, 2700, 2500, 2200, 2000),
    *(1800, 1600, 1500, 1300, 1200, 1100, 1000, 900, 0),
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_of_the_demo_can_be_told_from_the_next(kind: DotKind) -> None:
    """Whatever the day: 3.4, 3.1, 2.7 and 2.5 g were one line once."""
    plan = Plan("down to nothing", tuple(Step(START + timedelta(days=7 * n), of) for n, of in enumerate(DEMO)))
    for number in range(1, len(DEMO)):
        heights = heights_of(taper_view(plan, {}, START + timedelta(days=7 * number)), kind)
        assert len(heights) == min(6, number + 1)
        assert heights == sorted(set(heights), reverse=True), DEMO[number]


def test_the_enlarged_steps_of_the_day_of_the_mock() -> None:
    """On the day of step 17 the last six are 3.8 to 2.2 g. From 2 to 4 g in 36 dots: 17.5 dots a gram."""
    plan = Plan("down to nothing", tuple(Step(START + timedelta(days=7 * n), of) for n, of in enumerate(DEMO)))
    view = taper_view(plan, {START + timedelta(days=7 * 16): DoseDay(2200, 4)}, START + timedelta(days=7 * 16 + 3))
    assert heights_of(view, "braille") == [32, 25, 19, 12, 9, 4]
    text = plain(staircase(view, {}, page()))
    assert "steps 12–17, enlarged" in text
    assert re.search(r"target +3\.8 +3\.4 +3\.1 +2\.7 +2\.5 +2\.2$", text, re.MULTILINE)
    assert re.search(r"taken +– +– +– +– +– +–$", text, re.MULTILINE)


def test_a_plan_of_one_step_has_nothing_to_enlarge() -> None:
    view = taper_view(Plan("steady", (Step(START, 5000),)), {}, TODAY)
    assert "enlarged" not in plain(staircase(view, {}, page()))


def test_the_chart_of_the_full_report_has_as_many_rows_as_tell_the_steps_apart() -> None:
    """Steps of 14 days from 12 g down to 2.2 g: of 3.4, 3.1, 2.7 and 2.5 g none is drawn like the next."""
    nights = []
    for number, target in enumerate(DEMO[:17]):
        on = (START + timedelta(days=14 * number + day) for day in range(14))
        nights += [record(each, 4, DoseDay(target, 4, None, target)) for each in on]
    lines = plain(severity_over_taper(nights, page())).splitlines()
    begins = lines.index("g a day")
    rows = [each[9:].ljust(60) for each in lines[begins + 1 : next(n for n, each in enumerate(lines) if "└" in each)]]
    assert len(rows) == 9
    # A step is 14 nights: seven dots, three and a half columns. Its third dot is in no upright line.
    middles = [tuple(row[(7 * number + 3) // 2] for row in rows) for number in range(17)]
    assert all(one != other for one, other in pairwise(middles))


# ------------------------------------------------------------------ the staircase


def view_of(plan: Plan, taken: Mapping[str, int], today: str) -> tuple[TaperView, dict[date, DoseDay]]:
    doses = {day(each): DoseDay(amount, 1 if amount else 0) for each, amount in taken.items()}
    return taper_view(plan, doses, day(today)), doses


def rows_of(lines: Sequence[Line]) -> list[str]:
    """The rows of the first chart of a page of 40 columns, from the top, without their labels."""
    return [each[5:] for each in plain(lines).splitlines() if each[4:5] in {"┤", "│", "+", "|"}][:9]


TWO_STEPS = Plan("short", (Step(day("2026-11-02"), 8000), Step(day("2026-11-06"), 4000)))


def test_what_was_taken_is_marked_from_half_a_gram_off_the_line() -> None:
    view, doses = view_of(
        TWO_STEPS,
        {"2026-11-02": 8000, "2026-11-03": 8400, "2026-11-04": 12_000, "2026-11-06": 4000, "2026-11-07": 2000},
        "2026-11-10",
    )
    rows = rows_of(staircase(view, doses, page(40, "blocks")))
    # From 0 to 12 g in half rows 0 to 17: 8 g is at 11, 4 g at 6, 2 g at 3. A day is three columns, its mark in the
    # second.
    assert rows[0].rstrip() == "       ▴                ┊"
    assert rows[3].startswith("▀" * 12 + "█ ")
    assert rows[5].startswith(" " * 12 + "█▄▄")
    assert rows[7][16] == "▾"
    assert "".join(rows).count("▴") + "".join(rows).count("▾") == 2
    text = " ".join(plain(staircase(view, doses, page(40))).split())
    assert "▴ taken, 0.5 g or more above it ▾ taken, 0.5 g or more below it" in text
    # 8.4 is over 8 by more than 0.1 g, 12 as well; of the eight days three are not logged.
    assert "8 days: 2 on target (within 0.1 g), 1 under, 2 over, 3 not logged." in text
    assert "Over by 0.5 g and 10 % or more: 4 Nov (12 g, target 8)." in text


def test_today_is_marked_and_not_counted() -> None:
    view, doses = view_of(TWO_STEPS, {"2026-11-09": 4000, "2026-11-10": 500}, "2026-11-10")
    lines = staircase(view, doses, page(40))
    text = plain(lines)
    assert "today" in text.splitlines()[3]
    assert "▾" not in text
    assert "8 days: 1 on target (within 0.1 g), 0 under, 0 over, 7 not logged." in " ".join(text.split())
    column = text.splitlines()[3].index("today") + 2
    assert {each[column] for each in text.splitlines()[4:13]} <= {"┊", "⠤", "⠒", "⣀", "⠉"}


def test_days_without_an_entry_are_told_from_days_without_kratom() -> None:
    view, doses = view_of(TWO_STEPS, {"2026-11-03": 0}, "2026-11-10")
    lines = plain(staircase(view, doses, page(40, "ascii"))).splitlines()
    (empty,) = [each[5:] for each in lines if set(each.strip()) == {"."} or each.strip().startswith(". ")][:1]
    # The 2nd, and the 4th to the 9th: three columns a day, the mark in the second.
    assert empty == " .     .  .  .  .  .  ."
    assert rows_of(staircase(view, doses, page(40, "ascii")))[-1].startswith("    v")


def test_a_small_target_is_not_drawn_at_zero() -> None:
    plan = Plan("end", (Step(day("2026-11-02"), 12_000), Step(day("2026-11-09"), 300), Step(day("2026-11-16"), 0)))
    rows = rows_of(staircase(*view_of(plan, {}, "2026-11-03"), page(40, "ascii")))
    assert rows[-2].strip(" :").startswith("+---")
    assert set(rows[-1].strip(" :")) == {"+", "-"}


def test_steps_that_all_lie_high_are_not_flattened() -> None:
    steps = tuple(Step(START + timedelta(days=7 * n), 12_000 - 700 * n) for n in range(4))
    view, doses = view_of(Plan("high", steps), {}, "2026-08-10")
    text = plain(staircase(view, doses, page(kind="ascii")))
    # 12, 11.3, 10.6 and 9.9 g.
    assert "The axis begins at 9 g." in " ".join(text.split())
    assert (
        len({row for row, each in enumerate(rows_of(staircase(view, doses, page(40, "ascii")))) if "--" in each}) == 4
    )


def test_a_rise_is_drawn_upwards() -> None:
    plan = Plan("up", (Step(day("2026-11-02"), 2000), Step(day("2026-11-06"), 6000)))
    rows = rows_of(staircase(*view_of(plan, {}, "2026-11-03"), page(40, "blocks")))
    assert rows[0].lstrip(" ┊").startswith("█▀▀")
    assert "▄▄▄" in rows[-3] + rows[-4]


def test_more_days_than_dots_are_medians_and_said_so() -> None:
    long = Plan("slow", tuple(Step(START + timedelta(days=28 * n), 12_000 - 500 * n) for n in range(24)))
    doses = {each: DoseDay(12_000, 4) for each in days(START, START + timedelta(days=20))}
    view = taper_view(long, doses, START + timedelta(days=400))
    # 644 days from the first step to the last one, and a twentieth more, on 35 columns: 70 dots, or 35 halves, are 10
    # and 20 days each, and a dot of more than a week is whole weeks.
    said = {kind: " ".join(plain(staircase(view, doses, page(40, kind))).split()) for kind in KINDS}
    assert "One dot is 14 days: the median of those logged." in said["braille"]
    assert "One column is 28 days: the median of those logged." in said["blocks"]
    assert "2027" in said["braille"]


def test_a_hold_is_marked_where_it_lies() -> None:
    text = plain(drawn_staircase(page()))
    held = next(each for each in text.splitlines() if each.startswith("held"))
    # Seven days at two a dot, four a column: two columns. The figures of the other panel stand on the same line.
    assert held.count("═") == 2


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
    assert ("today" in "".join(text.splitlines()[2:5])) == (today == "2026-11-10")
    assert ("× taken, no target" in text) == (today == "2027-03-01")


def test_a_plan_given_up_before_its_start_has_nothing_to_draw() -> None:
    plan = end(TWO_STEPS, day("2026-10-30"), day("2026-10-31"))
    lines = staircase(taper_view(plan, {}, day("2026-11-10")), {}, page(20))
    assert "never became active" in " ".join(plain(lines).split())
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


def severity_of(values: Sequence[int | None], kind: DotKind, width: int = 20) -> list[str]:
    nights = [record(START + timedelta(days=number), value) for number, value in enumerate(values)]
    shown = plain(severity_over_taper(nights, page(width, kind))).splitlines()
    return shown[: shown.index("")]


def test_severity_in_bars_and_in_digits() -> None:
    # Three rows of four dots: 1 dot for 0, 12 for 10; 5 is 1 + 5.5 → 7, and 7 is 1 + 7.7 → 9. A night is three columns.
    assert severity_of([0, 10, 5, None, 7], "braille", 40) == [
        "legs 10 ┤   ⣿⣿⡇      ⣀⣀⡀",
        "        │   ⣿⣿⡇⣶⣶⡆   ⣿⣿⡇",
        "      0 ┤⣀⣀⡀⣿⣿⡇⣿⣿⡇   ⣿⣿⡇",
    ]
    assert severity_of([0, 1, 3, 5, 6, 7, None, 10], "ascii") == ["legs     013567 X"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_score_has_a_look_of_its_own_and_so_has_none(kind: DotKind) -> None:
    assert len({tuple(severity_of([score, 5], kind)) for score in (*range(11), None)}) == 12


def test_columns_of_several_nights_show_their_median() -> None:
    values = [2, None, 4, 4, None, None, 9, 9] * 4
    assert severity_of(values, "ascii")[0].split()[1].startswith("3")
    nights = [record(START + timedelta(days=number), value) for number, value in enumerate(values)]
    text = " ".join(plain(severity_over_taper(nights, page(20, "ascii"))).split())
    assert "One column is 3 nights: the median of those logged." in text


def test_nights_without_any_kratom_have_no_staircase() -> None:
    text = plain(severity_over_taper([record(each, 4) for each in days(START, START + 9 * A_DAY)], page()))
    assert "g a day" not in text
    assert "target" not in text


def test_no_nights_and_nights_without_anything() -> None:
    assert "nothing to draw" in plain(severity_over_taper([], page()))
    assert "nothing to draw" in plain(month_heat([], page()))
    empty = [record(each) for each in days(START, START + 30 * A_DAY)]
    assert plain(severity_over_taper(empty, page(kind="ascii"))).startswith("legs\n")
    assert "0 of 30 nights logged." in " ".join(plain(month_heat(empty, page())).split())


# ------------------------------------------------------------------ months


@pytest.mark.parametrize(("width", "beside"), [(40, 1), (60, 1), (80, 2), (120, 3)])
def test_as_many_months_side_by_side_as_fit(width: int, beside: int) -> None:
    lines = drawn_months(page(width))
    assert plain(lines).splitlines()[0].count("2026") == beside
    assert widest(lines) <= width


def test_a_month_says_zero_ten_missing_and_outside_apart() -> None:
    nights = [record(day("2026-11-03"), 0), record(day("2026-11-04"), 10), record(day("2026-11-05"))]
    text = plain(month_heat(nights, page(40, "ascii")))
    assert " 2    3=0  4=X  5 –  6" in text
    assert "2 of 3 nights logged." in " ".join(text.split())


def test_weeks_begin_on_monday() -> None:
    lines = plain(month_heat([record(day("2026-11-01"), 3)], page(40, "ascii"))).splitlines()
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


@given(diaries(), st.integers(20, 120), st.sampled_from(KINDS), st.integers(2, 20))
def test_nothing_is_ever_wider_than_the_page(nights: list[NightRecord], width: int, kind: DotKind, rows: int) -> None:
    marks = [(nights[0].night_of, "a batch with a rather long name, and more"), (nights[-1].night_of, "x")]
    on = page(width, kind)
    assert widest(severity_over_taper(nights, on, marks=marks, rows=rows)) <= width
    assert width < 40 or widest(month_heat(nights[:100], on)) <= width


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    starts = draw(st.lists(st.integers(0, 1800), min_size=1, max_size=30, unique=True))
    steps = [Step(START + timedelta(days=start), draw(st.integers(0, 200_000))) for start in sorted(starts)]
    ended = draw(st.one_of(st.none(), st.integers(1, 2000)))
    return Plan("any", tuple(steps), ended_on=None if ended is None else steps[0].starts_on + timedelta(days=ended))


@given(
    plans(),
    st.integers(-100, 3000),
    st.lists(AMOUNTS, min_size=1, max_size=9),
    st.integers(20, 120),
    st.sampled_from(KINDS),
)
def test_any_plan_can_be_drawn(plan: Plan, today: int, amounts: list[int | None], width: int, kind: DotKind) -> None:
    now = START + timedelta(days=today)
    doses = {
        each: DoseDay(amounts[number % len(amounts)], 1)
        for number, each in enumerate(days(START, START + timedelta(days=300)))
    }
    assert widest(staircase(taper_view(plan, doses, now), doses, page(width, kind))) <= width


def test_a_label_of_many_digits_has_its_room() -> None:
    steps = (Step(START, 1), Step(START + A_DAY, 2), Step(START + 2 * A_DAY, 100_001))
    lines = staircase(taper_view(Plan("any", steps), {}, START - A_DAY), {}, page(32, "braille"))
    assert widest(lines) <= 32
    assert "steps 2–3, enlarged" in plain(lines)  # beside labels like 100.001 the first step has no room


def test_the_two_sets_of_glyphs_name_the_same_things_apart() -> None:
    for glyphs in (RICH_CHART, PLAIN_CHART):
        marks = {glyphs.above, glyphs.below, glyphs.free, glyphs.rule, glyphs.held, glyphs.today, glyphs.empty}
        assert len(marks) == 7
