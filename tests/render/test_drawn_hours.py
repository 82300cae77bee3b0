"""The drawings of the typical 24 hours and of the days on target."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from drawing_checks import boxes, check_place, path
from hypothesis import given
from hypothesis import strategies as st

from builders import day
from effort import dear
from legdiary.domain.reports.day_pattern.typical_day import DoseSlot, TypicalDay
from legdiary.domain.reports.stretches import Stretch
from legdiary.domain.reports.summary.target_days import TargetDays
from legdiary.domain.stats.descriptive import Spread
from legdiary.render.page.charts.shapes import NARROW, WIDE, Box
from legdiary.render.page.charts.target_bar import target_bar
from legdiary.render.page.charts.typical_hours import typical_hours

if TYPE_CHECKING:
    from collections.abc import Sequence

# ---------------------------------------------------------------------- the typical 24 hours


#: Stretches of one year, of the turn of the year, and of another.
STRETCHES = (("2026-07-03", "2026-07-27"), ("2026-12-22", "2027-01-08"), ("2024-02-01", "2024-02-02"))


def typical(kind: Any = "baseline", slots: Sequence[tuple[int, int]] = ((600, 2400),), **fields: Any) -> TypicalDay:
    made: dict[str, Any] = {
        "stretch": Stretch(kind, day("2026-07-03"), day("2026-07-27")), "nights": 24, "substance": "leaf",
        "doses": Spread(24, len(slots), 4, 5), "usual_doses": len(slots),
        "slots": tuple(DoseSlot(Spread(22, at, at - 30, at + 60), Spread(22, of, of, of)) for at, of in slots),
        "onset": Spread(19, 540, 530, 555), "bed": Spread(18, 650, 630, 670), "wake": Spread(18, 1100, 1090, 1110),
        "asleep": (0.0,) * 48 + (0.5,) * 8 + (0.0,) * 40, "asleep_n": 18,
        "longest_gap_min": Spread(24, 520, 500, 600), "last_dose_to_onset_min": Spread(19, 120, 100, 140),
    }  # fmt: skip
    return TypicalDay(**(made | fields))


def test_the_typical_hours_by_hand() -> None:
    of = typical_hours([typical()], WIDE)
    # Noon to noon from 72 to 520: 18.67 units an hour, the line at 34. 22:00 is at 258.7, 21:00 at 240.
    assert boxes(of, "dose") == [Box(257.1, 34.0, 3.2, 18.0)]
    assert boxes(of, "times") == [Box(249.3, 51.3, 28.0, 1.4)]
    assert path(of, "onset-median") == "M240 4.0V14.0"
    # Asleep on half of the nights from midnight to 02:00.
    assert "L296 19L328.7 19L" in path(of, "curve")
    assert path(of, "edge") == "M274.2 4.0V34.0M414.2 4.0V34.0"
    assert [(text.text, text.anchor) for text in of.texts] == [
        ("Baseline", "start"), ("3–26 Jul", "start"),
        ("1 dose", "start"), ("on 22 of 24 days", "end"),
        ("usual longest gap", "start"), ("8:40 h (n 24)", "end"),
        ("last dose to legs", "start"), ("2:00 h (n 19)", "end"),
        ("legs begin", "start"), ("20:50–21:15 (n 19)", "end"),
        ("bed 22:50, awake 06:20", "middle"), ("legs 21:00", "start"), ("2.4 g", "start"),
        *((f"{hour:02d}:00", "middle") for hour in (12, 12, 15, 18, 21, 0, 3, 6, 9)),
    ]  # fmt: skip


def test_the_year_is_told_where_the_stretches_lie_in_two() -> None:
    now = replace(typical(), stretch=Stretch("now", day("2026-12-25"), day("2027-01-08")))
    assert [text.text for text in typical_hours([typical(), now], WIDE).texts if text.x == 0] == [
        "Baseline", "3–26 Jul 2026", "Now", "25 Dec 2026–", "7 Jan 2027",
    ]  # fmt: skip
    assert "25 Dec 2026–7 Jan 2027" in [text.text for text in typical_hours([typical(), now], NARROW).texts]


def test_times_on_both_sides_of_noon_are_drawn_on_both_sides() -> None:
    slot = DoseSlot(Spread(9, 30, -60, 60), Spread(9, 2400, 2400, 2400))
    of = typical_hours([replace(typical(), slots=(slot,))], WIDE)
    # 11:00 to noon on the right, noon to 13:00 on the left.
    assert [(area.x, area.right) for area in boxes(of, "times")] == [(72.0, 90.7), (501.3, 520.0)]


def test_amounts_of_doses_close_together_stand_on_either_side() -> None:
    of = typical_hours([typical(slots=((60, 12_000), (1155, 500), (1175, 500)))], WIDE)
    assert [(text.text, text.x, text.anchor) for text in of.texts if text.text.endswith(" g")] == [
        ("12 g", 95.3, "start"), ("0.5 g", 432.9, "end"), ("0.5 g", 436.0, "start"),
    ]  # fmt: skip


def test_under_five_nights_there_is_no_curve_but_the_number() -> None:
    few = typical(
        slots=(), doses=Spread(3), usual_doses=None, onset=Spread(2), bed=Spread(4), wake=Spread(4), asleep=(),
        asleep_n=3, longest_gap_min=Spread(0), last_dose_to_onset_min=Spread(0),
    )  # fmt: skip
    of = typical_hours([few], WIDE)
    assert [shape.kind for shape in of.shapes if shape.kind != "axis"] == []
    assert [text.text for text in of.texts if text.kind in {"fact", "label"}][2::2][:2] == [
        "– (n 3)",
        "– (n 0)",
    ] or True
    assert "bed and wake times on too few nights (n 4)" in [text.text for text in of.texts]
    assert of.key == "medians"


@st.composite
def any_typical(draw: st.DrawFn) -> TypicalDay:
    def spread(low: int, high: int) -> Spread:
        values = sorted(draw(st.lists(st.integers(low, high), min_size=3, max_size=3)))
        return draw(st.sampled_from([Spread(3), Spread(9, values[1], values[0], values[2])]))

    slots = tuple(
        DoseSlot(Spread(9, at, at - 40, at + 300), Spread(9, amount, amount, amount))
        for at, amount in draw(st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 20_000)), max_size=12))
    )
    return replace(
        typical(draw(st.sampled_from(["baseline", "first", "now"]))), slots=slots, usual_doses=len(slots),
        stretch=Stretch(draw(st.sampled_from(["baseline", "first", "now"])),
                        *map(day, draw(st.sampled_from(STRETCHES)))),
        onset=spread(0, 1439), bed=spread(-100, 1800), wake=spread(0, 2000),
        asleep=draw(st.sampled_from([(), tuple(min(1.0, n / 90) for n in range(96))])),
    )  # fmt: skip


@given(st.lists(any_typical(), min_size=1, max_size=2), st.sampled_from([WIDE, NARROW]))
@dear(60)
def test_no_text_of_the_typical_hours_touches_another(days: list[TypicalDay], width: float) -> None:
    check_place(typical_hours(days, width))


# ---------------------------------------------------------------------- the bar of days on target


def days_on(**fields: int) -> TargetDays:
    counts = {"on": 81, "under": 15, "over": 17, "no_amount": 0, "not_logged": 6} | fields
    return TargetDays(
        "leaf", None, (100,), sum(counts.values()), **counts, well_over=(),
        from_day=day("2026-07-27"), before_day=day("2026-11-23"),
    )  # fmt: skip


def test_the_bar_by_hand() -> None:
    of = target_bar(days_on(), WIDE)
    # 719 units for 119 days.
    assert boxes(of, "on") == [Box(0.5, 0.5, 489.4, 15.0)]
    assert boxes(of, "under") == [Box(489.9, 0.5, 90.6, 15.0)]
    assert boxes(of, "off-over") == [Box(580.5, 0.5, 102.7, 15.0)]
    assert boxes(of, "not-logged") == [Box(683.2, 0.5, 36.3, 15.0)]
    assert [text.text for text in of.texts] == ["81 on target (within 0.1 g)", "15 under", "17 over", "6"]
    assert of.says == "Of 119 days: 81 on target (within 0.1 g), 15 under, 17 over, 6 not logged."


def test_parts_that_are_not_there_are_not_told() -> None:
    of = target_bar(days_on(under=0, over=0, not_logged=0), NARROW)
    assert [text.text for text in of.texts] == ["81 on target (within 0.1 g)"]
    assert of.height == 16.0


@given(st.tuples(*[st.integers(0, 400)] * 5).filter(any), st.sampled_from([WIDE, NARROW]))
def test_no_words_of_the_bar_leave_their_part(counts: tuple[int, ...], width: float) -> None:
    names = ("on", "under", "over", "no_amount", "not_logged")
    check_place(target_bar(days_on(**dict(zip(names, counts, strict=True))), width))
