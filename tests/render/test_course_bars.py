"""Medicines and magnesium by date: bars at their days, amounts where they have room."""

from __future__ import annotations

from drawing_checks import boxes, check_place
from hypothesis import given
from hypothesis import strategies as st

from builders import day
from legdiary.render.page.charts.course_bars import CourseBar, CourseRow, course_bars
from legdiary.render.page.charts.shapes import NARROW, WIDE

FIRST = day("2026-07-03")
GABAPENTIN = CourseRow("gabapentin", (CourseBar(10, 30, "100 mg"), CourseBar(30, 100, "300 mg")))
IRON = CourseRow("ferrous sulfate", (CourseBar(20, 22, "325 mg"),))


def test_a_bar_for_each_amount_from_its_first_day_to_its_last() -> None:
    drawing = course_bars([GABAPENTIN, IRON], FIRST, 100, WIDE)
    # 100 days between 150 and 696 are 5.46 units each; a bar that goes on in another amount is 1.5 shorter.
    sides = [(round(box.x, 1), round(box.right, 1)) for box in boxes(drawing, "course")]
    assert sides == [(204.6, 312.3), (313.8, 696.0), (259.2, 270.1)]
    assert [(text.text, text.kind) for text in drawing.texts if "mg" in text.text] == [
        ("100 mg", "inside"), ("300 mg", "inside"), ("325 mg", "label"),
    ]  # fmt: skip
    assert drawing.says == "gabapentin: 100 mg, then 300 mg. ferrous sulfate: 325 mg."


def test_on_a_phone_the_names_stand_above_their_bars() -> None:
    drawing = course_bars([GABAPENTIN], FIRST, 100, NARROW)
    (name,) = (text for text in drawing.texts if text.text == "gabapentin")
    assert name.y < boxes(drawing, "course")[0].y


@st.composite
def rows(draw: st.DrawFn) -> tuple[CourseRow, ...]:
    def row() -> CourseRow:
        ends = sorted(draw(st.sets(st.integers(0, 400), min_size=2, max_size=8)))
        pairs = zip(ends[::2], ends[1::2], strict=False)
        name = draw(st.text("abc ", min_size=1, max_size=90))
        return CourseRow(name, tuple(CourseBar(*pair, "300 mg") for pair in pairs))

    return tuple(row() for _ in range(draw(st.integers(1, 6))))


@given(rows(), st.sampled_from([WIDE, NARROW]))
def test_no_text_touches_another_or_leaves_the_drawing(of: tuple[CourseRow, ...], width: int) -> None:
    check_place(course_bars(of, FIRST, 400, width))
