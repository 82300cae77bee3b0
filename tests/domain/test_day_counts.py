"""Numbers of days as people type them; a text that may mean something else is none."""

from __future__ import annotations

import pytest

from legdiary.domain.input.day_counts import read_day_count


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("7d", 7), ("14D", 14), (" 2w ", 14), ("7 days", 7), ("1 day", 1), ("2weeks", 14), ("8 Wks", 56), ("0d", 0),
        ("99999d", 99_999), ("100000d", None), ("7", None), ("d", None), ("-1d", None), ("1.5w", None),
        ("1 month", None),
        ("7  days", None), ("٧d", None), ("2 w 3 d", None), ("", None),
    ],
)  # fmt: skip
def test_days_and_weeks(typed: str, days: int | None) -> None:
    assert read_day_count(typed) == days
