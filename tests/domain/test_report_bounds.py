"""What a report can be grouped by, and what it needs before it tells something."""

from __future__ import annotations

import pytest

from builders import day, night
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.reports.night_record import Logged, night_records
from legdiary.domain.reports.report import build_report
from legdiary.domain.reports.report_sections import magnesium_report
from legdiary.domain.reports.screen_report import BY
from legdiary.domain.stats.difference import nap_needed


def test_a_report_is_grouped_by_one_of_three() -> None:
    assert BY == ("step", "week", "month")


def test_a_week_has_the_figures_of_its_nights() -> None:
    # 2 November 2026 is a Monday: seven nights of 6, then three of 2, too few for a median.
    nights = [Stored(n, night(f"2026-11-{2 + n:02}", 6 if n < 7 else 2)) for n in range(10)]
    records = night_records(Logged(nights=nights), day("2026-11-02"), day("2026-11-12"))
    groups = build_report(records, (), "week").groups
    assert [(group.label, group.figures.severity.n, group.figures.severity.median) for group in groups] == [
        ("week of 2026-11-02", 7, 6),
        ("week of 2026-11-09", 3, None),
    ]


def test_magnesium_is_steady_from_four_weeks_on() -> None:
    records = night_records(Logged(), day("2026-11-02"), day("2026-11-09"))
    assert magnesium_report(records, {}).steady_needed == 4


@pytest.mark.parametrize(
    ("nights", "needed"),
    [(0, 0.95), (5, 0.95), (9, 0.95), (10, 0.93), (13, 0.93), (14, 0.90), (20, 0.90), (21, 0.88), (365, 0.88)],
)
def test_fewer_nights_must_differ_more(nights: int, needed: float) -> None:
    assert nap_needed(nights) == needed
