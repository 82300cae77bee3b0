"""The drawings of the clinician's page: their coordinates, and texts that neither touch nor leave the paper."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from drawing_checks import boxes, check_place, of_kind, path, points
from hypothesis import given
from hypothesis import strategies as st
from test_page_sheet import full_logged, logged, report_of

from builders import day, dose, measure, medicine, night, none_of, plan, product, sleep, tablet
from effort import dear
from legdiary.domain.reports.events import Event
from legdiary.domain.reports.measures import measure_lines
from legdiary.domain.stats.descriptive import Spread
from legdiary.domain.taper.plan import Plan, Step
from legdiary.domain.time.moments import A_DAY
from legdiary.render.json.report.report import report as report_json
from legdiary.render.page.charts.columns import columns, nights_a_column
from legdiary.render.page.charts.event_choice import choose_events
from legdiary.render.page.charts.from_report import make_picture
from legdiary.render.page.charts.night_by_night import A4, LETTER, PHONE, height_of, night_by_night
from legdiary.render.page.charts.picture import Amounts, Band, Night, NightSleep, Picture, Tick, TrendLine
from legdiary.render.page.charts.shapes import (
    NARROW,
    TEXT_SIZE,
    WIDE,
    Box,
    Dots,
    Lines,
    Point,
    separate,
)
from legdiary.render.page.html import environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.reports.report import Report

FIRST = day("2026-07-03")


def picture(number: int = 30, **fields: Any) -> Picture:
    made: dict[str, Any] = {
        "first": FIRST, "nights": (Night(severity=5),) * number, "bands": (Band(0, number, "baseline", "base", 5.0),),
        "by": "step", "amounts": (), "trend": None, "events": (), "further_events": (), "events_rule": "",
        "title": "Night by night", "says": "Nights.",
    }  # fmt: skip
    return Picture(**(made | fields))


# ---------------------------------------------------------------------- any diary


def scores() -> Any:
    return st.none() | st.integers(0, 10)


def amounts_of(targets: list[int], nights: int, spread: int, unit: str) -> Amounts:
    """A plan over the last two thirds of the nights, and amounts about it."""
    begins = nights // 3
    each = max(1, (nights - begins) // len(targets))
    planned = tuple(None if n < begins else targets[min(len(targets) - 1, (n - begins) // each)] for n in range(nights))
    taken = tuple(
        None if n % 7 == 3 else (planned[n] or targets[0]) + (n % 3 - 1) * spread * (n % 5 == 0) for n in range(nights)
    )
    taken = tuple(None if amount is None else max(0, amount) for amount in taken)
    over = frozenset(n for n in range(begins, nights) if n % 31 == 0 and taken[n] is not None)
    return Amounts(
        "leaf", "Kratom" if unit == "g" else "7-OH", unit, 1000, planned, taken, over, "over by 0.5 g or more"
    )


@st.composite
def any_picture(draw: st.DrawFn) -> Picture:
    nights = draw(
        st.sampled_from([1, 2, 3, 9, 31, 62, 63, 143, 200, 201, 370, 1200, 1830, 1831, 4000]) | st.integers(1, 400)
    )
    cycle = draw(st.lists(scores(), min_size=1, max_size=9))
    bed, long, latency = draw(st.integers(-60, 1200)), draw(st.integers(1, 900)), draw(st.none() | st.integers(0, 200))
    sleeps = [
        None,
        NightSleep(total_only=True),
        NightSleep(bed, bed, None if latency is None else min(bed + latency, bed + long), bed + long, bed + long + 20,
                   awake_min=draw(st.none() | st.integers(0, 900)), feet_min=draw(st.none() | st.integers(0, 90))),
    ]  # fmt: skip
    chosen = draw(st.lists(st.sampled_from(sleeps), min_size=1, max_size=8))
    onset = draw(st.none() | st.integers(0, 1439))
    turns = sorted(draw(st.sets(st.integers(0, nights), max_size=min(40, nights))) | {0, nights})
    bands = tuple(
        Band(begin, before, "step", draw(st.sampled_from(["12", "10.8", "2.2", "0.125", "1250"])), 4.5)
        for begin, before in pairwise(turns)
    )
    targets = sorted(draw(st.lists(st.integers(0, 15_000), min_size=1, max_size=27)), reverse=True)
    events = tuple(
        Tick(at, min(nights - 1, at + draw(st.integers(0, 9))), letter, "an event")
        for at, letter in zip(sorted(draw(st.lists(st.integers(0, nights - 1), max_size=6))), "ABCDEF", strict=False)
    )
    every = [amounts_of(targets, nights, draw(st.integers(0, 9000)), unit) for unit in ("g", "mg")]
    return picture(
        nights,
        nights=tuple(
            Night(cycle[n % len(cycle)], n % 11 == 5, None if n % 3 else onset, chosen[n % len(chosen)])
            for n in range(nights)
        ),
        bands=bands,
        amounts=tuple(every[: draw(st.integers(0, 2))]),
        trend=draw(st.none() | st.just(TrendLine(0, nights - 1, nights / 2, 5, 3 / nights, 1 / nights, 9 / nights))),
        events=events,
    )


@given(any_picture(), st.sampled_from([(WIDE, A4), (WIDE, LETTER), (NARROW, PHONE)]))
@dear(80)
def test_no_text_touches_another_and_nothing_leaves_the_drawing(of: Picture, size: Any) -> None:
    width, tall = size
    drawn = night_by_night(of, width, tall)
    check_place(drawn)
    assert height_of(of, columns(of), width, tall) == drawn.height, "measured as it is drawn"


# ---------------------------------------------------------------------- places by hand: 94 nights, 7 units each


def test_a_night_of_severity_5_and_one_without() -> None:
    of = night_by_night(
        picture(94, nights=(Night(severity=5), Night(), *[Night(severity=8, recalled=True)] * 92)), WIDE
    )
    # The legend at 9, the targets at 22, the panel from 29 to 115: 8.6 units a point.
    (dots,) = [shape for shape in of_kind(of, "night") if isinstance(shape, Dots)][1:]
    assert dots.points == (Point(41.5, 72.0),)
    assert path(of, "missing") == "M48.5 117.0V121.0"
    recalled = of_kind(of, "recalled")[-1]
    assert isinstance(recalled, Dots)
    assert recalled.points[-1] == Point(692.5, 46.2)
    assert path(of, "bad") == "M38.0 54.8H696.0"
    assert boxes(of, "median")[-1] == Box(38.6, 70.5, 656.8, 3.0)


def test_the_line_of_a_trend_and_its_interval_cross_in_the_middle() -> None:
    line = TrendLine(first=0, last=93, middle=46.5, level=5, slope=2 / 93, low=1 / 93, high=3 / 93)
    of = night_by_night(picture(94, trend=line), WIDE)
    # From 4 to 6 with an interval from 4.5–5.5 to 3.5–6.5.
    assert path(of, "trend") == "M41.5 80.6L692.5 63.4"
    assert path(of, "interval") == "M41.5 76.3L367 72L41.5 84.9ZM692.5 67.7L367 72L692.5 59.1Z"


def staircase(taken: Sequence[int | None] = (None,) * 94, **fields: Any) -> Amounts:
    """12 g for 50 days, 4 g for 22, 2.2 g for 22."""
    return Amounts("leaf", "Kratom", "g", 1000, (12_000,) * 50 + (4000,) * 22 + (2200,) * 22, tuple(taken), **fields)


def test_the_last_steps_are_enlarged_where_the_staircase_leaves_room() -> None:
    of = night_by_night(picture(94, amounts=(staircase(),)), WIDE)
    # The panel from 142 to 230 ends at 12.6 g: 4 g is at 202.1, and the enlarged panel ends 6 units above it.
    assert boxes(of, "enlarged") == [Box(388.0, 142.0, 308.0, 54.1)]
    planned = [shape.path for shape in of_kind(of, "planned") if isinstance(shape, Lines)][1:]
    assert planned == [
        "M38 146.2H388V202.1H542V214.6H696",
        # From 1.5 to 4.3 g over 52.1 units: 2.2 g, a quarter of the way up, is at 195.1 - 13.0.
        "M388 148.6H542V182.1H696",
    ]
    assert [text.text for text in of.texts if text.x == 699.0] == ["2", "3", "4"]
    assert "enlarged, g" in [text.text for text in of.texts]


def test_where_what_was_taken_fills_the_panel_it_is_divided() -> None:
    taken = [*[12_000] * 80, *[11_000] * 14]
    of = night_by_night(
        picture(94, amounts=(staircase(taken, well_over=frozenset(range(80, 94)), over_rule="over"),)), WIDE
    )
    # 142 to 178 for the whole way, 186 to 230 for the last steps; what lies above those is an arrow head at the top.
    (enlarged,) = boxes(of, "enlarged")
    assert (enlarged.y, enlarged.bottom) == (186.0, 230.0)
    assert path(of, "over").count("Z") == 14
    assert path(of, "beyond").count("Z") == 30
    assert len(of_kind(of, "beyond")) == 1


def test_no_panel_is_enlarged_for_a_single_low_step_or_a_plan_that_stays_high() -> None:
    for planned in ((12_000,) * 60 + (4000,) * 34, (12_000,) * 60 + (8000,) * 34, (None,) * 94):
        amounts = Amounts("leaf", "Kratom", "g", 1000, planned, (3000,) * 94)
        assert boxes(night_by_night(picture(94, amounts=(amounts,)), WIDE), "enlarged") == []


def test_days_well_over_target_have_another_shape_and_days_not_logged_a_dash() -> None:
    taken: list[int | None] = [*staircase().planned]
    taken[1], taken[2] = 14_000, None
    of = night_by_night(
        picture(94, amounts=(staircase(taken, well_over=frozenset({1}), over_rule="over by 0.5 g"),)), WIDE
    )
    # 14.7 g at the top of 88 units: 14 g is 83.8 above the ground, at 146.2; the diamond is 3.1 in half.
    over = [shape.path for shape in of_kind(of, "over") if isinstance(shape, Lines)]
    assert over[1:] == ["M48.5 143.1L51.6 146.2L48.5 149.3L45.4 146.2Z"]
    # Each day but these two; the last 44 of them twice.
    assert len(boxes(of, "taken")[1:]) == 92 + 44
    assert path(of, "missing") == "M52.7 234.5H58.3"
    assert {"over by 0.5 g", "not logged"} <= {text.text for text in of.texts}


def test_a_day_with_tablets_is_logged_though_its_weight_is_not_known() -> None:
    planned = (900_000,) * 94
    taken = (900_000,) * 92 + (None, None)
    of = Amounts("medicine:gabapentin", "Gabapentin", "mg", 1000, planned, taken, unweighed=frozenset({92}))
    drawn = night_by_night(picture(94, amounts=(of,)), WIDE)
    assert path(drawn, "total-only") == "M683.7 232.7L687.3 236.3M683.7 236.3L687.3 232.7"
    assert path(drawn, "missing") == "M689.7 234.5H695.3"
    assert {"taken, not in mg", "not logged"} <= {text.text for text in drawn.texts}


def test_a_scale_names_as_many_round_amounts_as_have_room() -> None:
    of = Amounts("7-oh", "7-OH", "mg", 1000, (60_000,) * 40 + (18_000,) * 30 + (12_000,) * 24, (30_000,) * 94)
    drawn = night_by_night(picture(94, amounts=(of,)), WIDE)
    # 88 units for 63 mg, 42 in the enlarged panel for 8.5 to 20 mg.
    assert [text.text for text in drawn.texts if text.anchor == "end" and text.x == 34.0][4:] == ["0", "20", "40", "60"]
    assert [text.text for text in drawn.texts if text.x == 699.0] == ["10", "15"]


def test_a_night_of_sleep() -> None:
    slept = NightSleep(bed=645, tried=645, asleep=690, wake=1080, up=1110, awake_min=60, feet_min=20)
    unsure = NightSleep(bed=660, tried=660, wake=1080)
    nights = (Night(onset=540, slept=slept), Night(slept=unsure), Night(slept=NightSleep(total_only=True)), Night())
    of = night_by_night(picture(94, nights=(*nights, *[Night(severity=5)] * 90)), WIDE)
    # 18:00 to noon from 142 to 258: 22:45 is at 172.6, 23:30 at 177.4, 06:00 at 219.3, 06:30 at 222.6.
    assert boxes(of, "in-bed")[1:] == [Box(38.7, 172.6, 5.6, 50.0), Box(45.7, 174.2, 5.6, 45.1)]
    assert boxes(of, "asleep")[-1] == Box(38.7, 177.4, 5.6, 41.9)
    assert boxes(of, "unsure")[-1] == Box(45.7, 174.2, 5.6, 45.1)
    # 21:00 is at 161.3.
    assert path(of, "onset") == "M38.4 161.3H44.6"
    assert path(of, "total-only").startswith("M54.2 261.8")
    assert path(of, "missing").startswith("M59.7 263.0H65.3")
    # The strip ends at 296, and holds 60 minutes in 24 units.
    assert boxes(of, "awake")[-1] == Box(38.7, 272.0, 5.6, 24.0)
    assert boxes(of, "feet")[-1] == Box(38.7, 288.0, 5.6, 8.0)


def test_whoever_sleeps_by_day_has_a_longer_raster() -> None:
    by_day = NightSleep(bed=1180, tried=1180, asleep=1200, wake=1620)
    of = night_by_night(picture(30, nights=(Night(slept=by_day),) * 30), WIDE)
    assert [text.text for text in of.texts if re.fullmatch(r"\d\d:00", text.text)][:2] == ["18:00", "15:00"]
    assert of.notes[0].startswith("Sleep is drawn from 18:00 to 15:00;")


def test_minutes_awake_without_those_on_the_feet_are_hollow_and_zero_is_not_missing() -> None:
    none, unknown = (
        NightSleep(bed=600, wake=1080, awake_min=0, feet_min=0),
        NightSleep(bed=600, wake=1080, awake_min=30),
    )
    of = night_by_night(picture(30, nights=(Night(slept=none), Night(slept=unknown), *[Night()] * 28)), WIDE)
    assert boxes(of, "awake")[-1].height == 0.8
    assert len(boxes(of, "awake-open")) == 2
    assert boxes(of, "feet")[1:] == []


def test_letters_of_one_night_stand_beside_each_other_inside() -> None:
    events = tuple(Tick(93, 93, letter, "an event") for letter in "ABCDEF")
    of = night_by_night(picture(94, events=events), WIDE)
    circles = of_kind(of, "event")[-1]
    assert isinstance(circles, Dots)
    # 15.6 units apart, the last at 696 - 6.6.
    assert [point.x for point in circles.points] == [611.4, 627.0, 642.6, 658.2, 673.8, 689.4]
    assert path(of, "leader").startswith("M692.5")


@given(st.lists(st.floats(0, 100), max_size=12).map(sorted), st.floats(1, 20))
def test_places_that_are_moved_apart_stay_in_order_and_inside(places: list[float], apart: float) -> None:
    found = separate(places, apart, 0, 100)
    assert len(found) == len(places)
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in found)
    room = min(apart, 100 / max(1, len(places) - 1))
    assert all(later - before >= room - 1e-6 for before, later in pairwise(found))


# ---------------------------------------------------------------------- long ranges


@pytest.mark.parametrize(
    ("nights", "each", "many"), [(200, 1, 200), (201, 7, 29), (1830, 7, 262), (1831, 28, 66), (3504, 28, 126)]
)
def test_long_ranges_are_drawn_by_weeks_and_four_weeks(nights: int, each: int, many: int) -> None:
    found = columns(picture(nights))
    assert (nights_a_column(nights), len(found)) == (each, many)
    assert (found[0].begin, found[-1].before) == (0, nights)
    assert found[-1].before - found[-1].begin == each


def test_a_week_is_a_median_from_five_nights_on() -> None:
    last = [Night(severity=score, onset=500 + score) for score in (2, 4, 4, 6, 9)] + [Night(), Night()]
    of = picture(210, nights=(*[Night(severity=5)] * 196, *[Night(severity=1)] * 4, *[Night()] * 3, *last))
    *_, few, week = columns(of)
    assert few.severity == Spread(4)
    assert week.severity == Spread(5, 4, 4, 6)
    assert week.onset == 504
    drawn = night_by_night(of, WIDE)
    assert drawn.column == "week"
    assert {"median of a week, and its middle half", "known on under 5 nights"} <= {text.text for text in drawn.texts}
    assert drawn.notes[0].startswith("One column is a week, counted back from the last night")


# ---------------------------------------------------------------------- pictures of reports


def on(number: int, first: str = "2026-07-03") -> str:
    return str(day(first) + number * A_DAY)


def nights_from(number: int, first: str = "2026-07-03") -> list[Any]:
    """Entries of some nights: scores, sleep and leaf, with gaps."""
    found: list[Any] = []
    for n in range(number):
        at = on(n, first)
        if n % 9 != 4:
            found.append(night(at, 3 + n % 5, onset_min=(20 * 60 + n % 60) % 1440))
        if n % 4 != 1:
            found.append(
                sleep(at, "23:10-06:30", latency_min=30 if n % 5 else None, awake_min=n * 3 % 70 + 2, pacing_min=n % 3)
            )
        if n % 7 != 2:
            found.append(dose(f"{at}T20:00-04:00", 3000 + n % 3 * 200, night_of=at))
    return found


def reported(
    entries: Sequence[Any], number: int, plans: Sequence[Plan] = (), by: Any = "step", **fields: Any
) -> Report:
    of = logged(((entry, False) for entry in entries), plans, fields.get("products", ()))
    return report_of(of, on(0), on(number), by)


def of_7_oh(*steps: tuple[int, int]) -> Plan:
    made = tuple(Step(day(on(begins)), target) for begins, target in steps)
    return Plan("seven", made, substance="7-oh", scale_ug=1000)


SHOTS = product("shots", product_kind="7-oh")


def case(name: str) -> Report:
    if name == "demo":
        return report_of(full_logged(), "2026-07-05", "2026-11-22")
    if name == "a month":
        return reported(nights_from(30), 30, by="week")
    if name == "ten years":
        entries = [night(on(n), n % 11) for n in range(0, 3650, 2)]
        return reported(entries, 3650, [plan(*((on(3000 + 14 * n), 12_000 - 300 * n) for n in range(40)))], "month")
    if name == "one night":
        return reported([night(on(0), 6), sleep(on(0), latency_min=20, awake_min=30)], 1, by="week")
    if name == "no taper":
        return reported(nights_from(60), 60)
    seven = [tablet(f"{on(n)}T21:00-04:00", 60_000 - n // 5 * 5000) for n in range(50) if n % 6]
    oh = of_7_oh(*((5 + 5 * n, 60_000 - 6000 * n) for n in range(9)))
    if name == "7-OH only":
        return reported([*seven, none_of("7-oh", on(6))], 50, [oh], products=[SHOTS])
    leaf = plan((on(10), 3000), (on(20), 2500), (on(30), 2000), ended_on=day(on(40)))
    return reported([*nights_from(50), *seven], 50, [leaf, oh], products=[SHOTS])


CASES = ["demo", "a month", "ten years", "one night", "no taper", "two tapers", "7-OH only"]


@pytest.mark.parametrize("size", [(WIDE, A4), (WIDE, LETTER), (NARROW, PHONE)], ids=["A4", "Letter", "phone"])
@pytest.mark.parametrize("name", CASES)
def test_every_kind_of_diary_is_drawn_without_touching_texts(name: str, size: Any) -> None:
    check_place(night_by_night(make_picture(case(name)), *size))


def test_a_panel_for_each_substance_with_a_plan() -> None:
    assert [(each.what, each.unit) for each in make_picture(case("two tapers")).amounts] == [
        ("Kratom", "g"),
        ("7-OH", "mg"),
    ]
    assert [(each.what, each.unit) for each in make_picture(case("7-OH only")).amounts] == [("7-OH", "mg")]
    assert [each.what for each in make_picture(case("no taper")).amounts] == ["Kratom"]
    assert make_picture(case("one night")).amounts == ()


def test_the_picture_has_the_nights_of_the_report() -> None:
    report = case("demo")
    of = make_picture(report)
    assert [each.severity for each in of.nights] == [record.severity for record in report.records]
    assert [each.taken for each in of.amounts] == [tuple(record.kratom.total_mg for record in report.records)]
    assert sum(each.recalled for each in of.nights) == report.overall.recalled
    assert [each.label for each in of.bands][:3] == ["baseline", "12", "10.8"]
    assert of.amounts[0].over_rule == "over by 0.5 g and 10 % or more"
    # The week of the demo that is well over 4.6 g.
    assert sorted(of.amounts[0].well_over) == list(range(87, 94))
    assert of.says.startswith(
        "129 of 140 nights with a score from 0 to 10. Medians: baseline 4 (n 24); step 1 (12 g) 3"
    )
    assert "Kratom: target from 12 to 2.2 g a day;" in of.says
    overall = report_json(report)["overall"]
    assert of.says.endswith(
        f"Medians of all nights: legs begin {overall['onset']} (n 101), "
        f"total sleep {overall['tst_min']['median'] // 60:.0f}:{overall['tst_min']['median'] % 60:02.0f} h (n 109), "
        f"minutes to fall asleep {overall['sol_min']['median']:.0f} (n 101), "
        f"minutes awake in the night {overall['waso_min']['median']:.0f} (n 101), "
        f"minutes on the feet {overall['pacing_min']['median']:.0f} (n 101)."
    )
    assert of.trend is not None
    assert round(of.trend.at(of.trend.last) - of.trend.at(of.trend.first), 6) == round(report.trend.change or 0, 6)


@pytest.mark.parametrize("tall", [A4, LETTER])
def test_every_step_of_the_demo_can_be_told_from_the_next(tall: Any) -> None:
    of = night_by_night(make_picture(case("demo")), WIDE, tall)
    whole, enlarged = (shape.path for shape in of_kind(of, "planned")[1:] if isinstance(shape, Lines))
    for stairs, steps, apart in ((whole, 17, 1.0), (enlarged, 6, 2.5)):
        heights = list(dict.fromkeys(y for _, y in points(stairs)))
        assert len(heights) == steps
        assert all(later - before >= apart for before, later in pairwise(heights))


def test_clock_times_are_those_of_the_night() -> None:
    slept = sleep(on(0), "22:45-06:10", tried="23:00", up="06:40", latency_min=30, awake_min=20, pacing_min=5)
    total = sleep(on(1), None, total_min=300)
    of = make_picture(reported([slept, total, night(on(0), 5, onset_min=30)], 2, by="week"))
    assert of.nights[0] == Night(
        5, onset=750,
        slept=NightSleep(bed=645, tried=660, asleep=690, wake=1090, up=1120, awake_min=20, feet_min=5),
    )  # fmt: skip
    assert of.nights[1].slept == NightSleep(total_only=True)


def test_falling_asleep_after_the_clocks_changed_is_where_the_clock_showed_it() -> None:
    # 1 November 2026 in New York: 01:30 comes twice; 90 minutes after 01:00 the clock shows 01:30.
    slept = sleep("2026-10-31", "01:00-08:00", latency_min=90)
    of = make_picture(report_of(logged([(slept, False)]), "2026-10-31", "2026-11-01", "week"))
    assert of.nights[0].slept == NightSleep(bed=780, tried=780, asleep=810, wake=1200)


def test_no_line_where_the_trend_is_not_clear() -> None:
    assert make_picture(case("no taper")).trend is None
    assert make_picture(case("one night")).trend is None


def test_events_are_chosen_from_each_kind_in_turn() -> None:
    entries = nights_from(40)
    entries += [medicine("ropinirole", f"{on(n)}T21:00-04:00", "0.25 mg") for n in range(10, 30)]
    entries += [medicine("gabapentin", f"{on(n)}T21:00-04:00") for n in range(20, 40)]
    entries += [medicine("ibuprofen", f"{on(25)}T21:00-04:00", "400 mg")]
    of = replace(reported(entries, 40, [plan((on(5), 3000), (on(12), 2500))]), measures=measure_lines(
        [measure("ferritin", 41_000, taken_on=on(12)), measure("tsat", 17_000, "%", on(12)),
         measure("ferritin", 35_000, taken_on=on(2)), measure("irls", 22_000, "points", on(15))], day(on(0)),
    ))  # fmt: skip
    chosen = choose_events(of)
    # First gabapentin (of the medicines begun the later), the values of one day, the latest of the three longest runs
    # over target, and the total; then the next medicine and the next value. One dose of ibuprofen comes after all.
    assert [(tick.letter, tick.night, tick.last, tick.says) for tick in chosen.lettered] == [
        ("A", 2, 2, "ferritin 35 ng/mL on 5 Jul"),
        ("B", 10, 10, "new medicine (ropinirole) on 13 Jul"),
        ("C", 12, 12, "ferritin 41 ng/mL, transferrin saturation 17 % on 15 Jul"),
        ("D", 15, 15, "IRLS total 22 of 40 on 18 Jul"),
        ("E", 20, 20, "new medicine (gabapentin) on 23 Jul"),
        ("F", 31, 36, "over target (3.2 g, target 2.5 g) on 3–8 Aug"),
    ]
    assert [tick.says for tick in chosen.further] == [
        "plan begun (autumn) on 8 Jul",
        "over target (3 g to 3.4 g, target 2.5 g) on 15–18 Jul",
        "over target (3.2 g, target 2.5 g) on 20–25 Jul",
        "over target (3.2 g, target 2.5 g) on 27 Jul–1 Aug",
        "medicine taken once or twice (ibuprofen) on 28 Jul",
        "medicine stopped (ropinirole) on 2 Aug",
        "over target (3 g to 3.4 g, target 2.5 g) on 10–11 Aug",
    ]
    assert chosen.rule.startswith("Events with a letter, at most 6: medicines, magnesium, products,")
    assert choose_events(reported(nights_from(9), 9)) == ((), (), "")


def test_a_first_dose_stands_for_the_batch_of_its_day() -> None:
    of = reported(nights_from(9), 9)
    new_bag = [Event(day(on(3)), "batch", "begun", "tabs"), Event(day(on(3)), "7-oh", "taken", "tabs")]
    other_bag = Event(day(on(5)), "batch", "begun", "red leaf")
    chosen = choose_events(replace(of, events=(*new_bag, other_bag)))
    assert [tick.says for tick in chosen.lettered] == [
        "first dose of 7-OH (tabs) on 6 Jul", "new batch (red leaf) on 8 Jul",
    ]  # fmt: skip
    assert [tick.says for tick in chosen.further] == ["new batch (tabs) on 6 Jul"]


# ---------------------------------------------------------------------- paper


def test_the_smallest_text_is_7_5_points_on_paper() -> None:
    millimetres_a_point = 25.4 / 72
    for text_area in (210 - 2 * 13, 215.9 - 2 * 13):
        assert TEXT_SIZE / WIDE * text_area / millimetres_a_point >= 7.5


def test_a_drawing_is_written_with_its_title_and_its_words() -> None:
    macros: Any = environment().get_template("page_charts.svg.jinja").module
    written = str(macros.drawing("nights", night_by_night(picture(3, title="A & B", says="1 < 2"), WIDE)))
    assert '<title id="nights-title">A &amp; B</title>' in written
    assert '<desc id="nights-says">1 &lt; 2</desc>' in written
    assert 'role="img" aria-labelledby="nights-title" aria-describedby="nights-says"' in written
