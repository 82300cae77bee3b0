"""Charts of what is no leaf: the axis speaks the unit of its substance, and two substances have a plot each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day
from legdiary.domain.entries.night import Night
from legdiary.domain.reports.dose_totals import DoseDay, OtherSubstanceDay
from legdiary.domain.reports.night_record import NightRecord
from legdiary.domain.reports.taper_progress import taper_view
from legdiary.domain.taper.plan import Plan, Step
from legdiary.domain.taper.plan_unit import GRAMS, MICROGRAMS, MILLIGRAMS
from legdiary.domain.time.moments import A_DAY
from legdiary.render.charts.geometry import Scale
from legdiary.render.charts.severity import ChartSubstance, severity_over_taper
from legdiary.render.charts.staircase import staircase
from legdiary.render.terminal.layout import PLAIN_GLYPHS, Page, plain

if TYPE_CHECKING:
    from legdiary.domain.taper.plan_unit import PlanUnit

PAGE = Page(80, PLAIN_GLYPHS)
FIRST = day("2026-06-22")
TABLETS = Plan(
    "off tablets", (Step(FIRST, 50_500), Step(day("2026-06-29"), 38_000)), substance="7-oh", scale_ug=500
)  # fmt: skip
#: Mon 52.5 mg, Tue 45 mg, Wed none, Thu 50.5 mg.
TAKEN = {
    FIRST + number * A_DAY: DoseDay(apart=(OtherSubstanceDay("7-oh", total, doses, target_ug=50_500),))
    for number, (total, doses) in enumerate([(52_500, 4), (45_000, 3), (0, 0), (50_500, 4)])
}


def test_a_staircase_of_tablets_is_in_milligrams() -> None:
    today = day("2026-06-26")
    drawn = plain(staircase(taper_view(TABLETS, TAKEN, today), TAKEN, PAGE)).splitlines()
    assert drawn[0].startswith("Taper “off tablets” of 7-OH: step 1 of 2, 50.5 mg a day since Mon 22 Jun")
    assert drawn[3].startswith("mg a day")
    labels = [line.split("+")[0].strip() for line in drawn[4:] if "+" in line[:6]]
    # What was taken is drawn where it is well beside the target: 52.5 mg is on the axis.
    assert labels[:5] == ["60", "45", "30", "15", "0"]
    said = " ".join(" ".join(drawn).split())
    assert "^ taken, 1 mg or more above it v taken, 1 mg or more below it" in said
    assert "4 days: 1 on target (within 0.5 mg), 2 under, 1 over." in said
    # 52.5 mg is over 50.5 by less than 10 %.
    assert "Over by" not in said


def night(number: int, kratom: DoseDay) -> NightRecord:
    on = FIRST + number * A_DAY
    return NightRecord(on, Night(on, 4), None, None, kratom, None, None, recalled=False)


NIGHTS = [night((on - FIRST).days, TAKEN[on]) for on in TAKEN]


def test_a_report_draws_a_plot_of_each_substance_on_one_time_axis() -> None:
    nights = [*NIGHTS, *(night(number, DoseDay(6000, 2, None, 6000)) for number in range(4, 8))]
    drawn = plain(
        severity_over_taper(nights, PAGE, substances=[ChartSubstance("7-oh"), ChartSubstance("leaf")])
    )  # fmt: skip
    lines = drawn.splitlines()
    assert [line for line in lines if line.endswith(" a day")] == ["7-OH, mg a day", "leaf, g a day"]
    # Both plots have labels of one width, so that a day has one column.
    assert len({line.index("+") for line in lines if line[:6].rstrip(" +0123456789") == "" and "+" in line}) == 1
    assert drawn.count("22 Jun") == 1
    assert "taken, 2 mg or more below it" in drawn


def test_one_substance_alone_is_named_where_it_is_no_leaf() -> None:
    assert "gabapentin, mg a day" in plain(
        severity_over_taper(
            [night(0, DoseDay(apart=(OtherSubstanceDay("medicine:gabapentin", 300_000, 1),)))],
            PAGE,
            substances=[ChartSubstance("medicine:gabapentin")],
        )
    )
    leaf = plain(severity_over_taper([night(0, DoseDay(6000, 2))], PAGE))
    assert "\ng a day\n" in leaf


def test_tablets_are_in_no_plot_of_leaf() -> None:
    assert "a day" not in plain(severity_over_taper(NIGHTS, PAGE)).splitlines()[2]


@pytest.mark.parametrize(
    ("unit", "most", "labels"),
    [
        (MICROGRAMS, 75, ["0", "25", "50", "75"]),
        (MICROGRAMS, 5, ["0", "5"]),
        (MICROGRAMS, 6, ["0", "2", "4", "6"]),
        (MILLIGRAMS, 120_000, ["0", "30", "60", "90", "120"]),
        (MILLIGRAMS, 500, ["0", "0.5"]),
        (GRAMS, 6000, ["0", "2", "4", "6"]),
        (GRAMS, 12_000, ["0", "3", "6", "9", "12"]),
    ],
)
def test_the_labels_are_round(unit: PlanUnit, most: int, labels: list[str]) -> None:
    scale = Scale.fitting(0, most, 8, 4, unit)
    assert [scale.labels[row] for row in sorted(scale.labels)] == labels


@given(st.integers(0, 200_000_000), st.integers(2, 20), st.sampled_from([MICROGRAMS, MILLIGRAMS]))
def test_every_amount_has_a_height(most: int, rows: int, unit: PlanUnit) -> None:
    scale = Scale.fitting(0, most, rows, 4, unit)
    assert 0 <= scale.height(most) < 4 * rows
    assert (scale.height(most) > 0) == (most > 0)
