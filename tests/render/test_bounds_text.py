"""Sleep that is known only at most, in every view of one report: the same figures, always with their sign."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from builders import day, night, plan, sleep
from legdiary.app.page import PageInputs
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.reports.night_record import Logged, night_records
from legdiary.domain.reports.report import build_report
from legdiary.render.json.report.report import report as report_json
from legdiary.render.page.build_sheet import build_sheet
from legdiary.render.page.figure_marks import plain as page_text
from legdiary.render.terminal.layout import Page, plain
from legdiary.render.terminal.report.full_report import report_text
from legdiary.render.terminal.views.month import month_text
from legdiary.tui.edit_form import fields

if TYPE_CHECKING:
    from legdiary.domain.entries.sleep import Sleep
    from legdiary.domain.reports.report import Report
    from legdiary.domain.reports.screen_report import By
    from legdiary.render.page.sheet import Sheet

FIRST = day("2026-11-02")
PLAN = plan(("2026-11-02", 4000), ("2026-11-09", 3000))


def on(number: int, span: str = "23:00-07:00", **more: Any) -> Sleep:
    return sleep((FIRST + timedelta(days=number)).isoformat(), span, **more)


def report_of(*sleeps: Sleep, by: By = "step") -> Report:
    """Two weeks, each a step of the plan."""
    of = Logged(
        sleeps=[Stored(number, each) for number, each in enumerate(sleeps, start=1)],
        nights=[Stored(99, night("2026-11-02", 5))], plans=[PLAN],
    )  # fmt: skip
    return build_report(night_records(of, FIRST, day("2026-11-16")), [PLAN], by)


def tracked() -> Report:
    """Step 1: six nights at most 390 420 430 440 450 480 of 480. Step 2: one at most, six known, 400 each."""
    first = [on(number, unslept_least_min=less or None) for number, less in enumerate((90, 60, 50, 40, 30, 0))]
    second = [on(number, latency_min=40, awake_min=40) for number in range(7, 13)]
    return report_of(*first, on(6, latency_min=20, awake_min=20), *second, on(13, "23:00-06:00"))


def flat(report: Report, width: int = 80) -> str:
    return " ".join(plain(report_text(report, Page(width))).split())


@pytest.mark.parametrize("width", [40, 80])
def test_the_report_by_hand(width: int) -> None:
    # Of all: 390 420 420 430 440 450 480, in bed 420 and six times 480; of step 1: (430 + 440) / 2.
    told = (
        "Sleep is known only at most (≤) on 7 nights: ≤7:10 of 8:00 in bed, median; the time to fall asleep or the "
        "time awake is"
    )
    assert f"{told} not logged. By step: step 1 ≤7:15 of 8:00, n 6." in flat(tracked(), width)


def test_where_a_night_is_known_the_median_is_of_what_is_known() -> None:
    report = tracked()
    made = report_json(report)
    one, two = made["groups"]
    assert (one["tst_min"], one["bounded"]) == (
        {"n": 1, "median": None},
        {"n": 6, "tst_at_most_min": 435, "tib_min": 480},
    )
    assert (two["tst_min"], two["bounded"]) == (
        {"n": 6, "median": 400},
        {"n": 1, "tst_at_most_min": None, "tib_min": None},
    )
    assert made["overall"]["bounded"] == {"n": 7, "tst_at_most_min": 430, "tib_min": 480}


def test_where_no_night_is_known_the_cell_has_the_bound_with_its_sign_and_its_nights() -> None:
    report = report_of(*(on(number, unslept_least_min=60) for number in range(7)))
    rows = [line.split() for line in plain(report_text(report, Page(80))).splitlines() if line.startswith("step 1")]
    assert rows[0][-2:] == ["≤7:00", "–"]
    narrow = plain(report_text(report, Page(40)))
    assert "  sleep ≤7:00, n 7\n" in narrow
    (step, _) = build_sheet(report, PageInputs([PLAN], "UTC", day("2026-11-16"))).part("steps").grids[0].rows
    assert (step.cells[10], page_text(step.cells[15])) == ("≤7:00", "7/7")


def test_the_page_by_hand() -> None:
    sheet = build_sheet(tracked(), PageInputs([PLAN], "UTC", day("2026-11-16")))
    assert page_text(sheet.headlines[2].says) == "Total sleep 6:40 h, median of 7 nights"
    assert (
        "Total sleep is known only at most on 7 more nights: ≤7:10 of 8:00 in bed, median of 7 nights."
        in sheet.part("limits").lines
    )
    assert notes(sheet).startswith("Sleep is known only at most (≤) on 7 nights: ≤7:10 of 8:00 in bed, median;")
    alone = build_sheet(report_of(*(on(number) for number in range(5))), PageInputs([PLAN], "UTC", day("2026-11-16")))
    assert alone.headlines[2].says == "Total sleep at most 8:00 h of 8:00 h in bed, median of 5 nights"
    assert notes(alone).endswith("Beside ≤ the nights of sleep are these.")
    few = build_sheet(report_of(on(0), on(1)), PageInputs([PLAN], "UTC", day("2026-11-16")))
    assert few.headlines[2].says == "Total sleep is known only at most, on 2 nights: too few for a median"
    assert "Beside ≤" in notes(few)


def notes(sheet: Sheet) -> str:
    """The last note on the table of steps."""
    return sheet.part("steps").notes[-1]


def test_a_month() -> None:
    told = plain(month_text(report_of(*(on(number, unslept_least_min=60) for number in range(7)), by="week"), Page(80)))
    assert "≤7:00 (7)" in told
    assert "Sleep is known only at most (≤) on 7 nights: ≤7:00 of 8:00 in bed, median;" in " ".join(told.split())


def test_a_form_says_what_is_known_of_the_time_awake() -> None:
    held = {each.flag: each for each in fields([Stored(1, on(0, awake_least_min=90))], {}) if each.of == "sleep"}
    assert (held["awake"].held, held["awake"].accepts) == (
        "", "40m, 1h10, without the last waking; so far known: at least 1h30"
    )  # fmt: skip
