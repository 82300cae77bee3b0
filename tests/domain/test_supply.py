"""How long what is left lasts against a plan, and whether it covers all of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from builders import day, plan
from legdiary.domain.reports.taper_progress import taper_view

if TYPE_CHECKING:
    from legdiary.domain.taper.plan import Plan

#: A week of 3 g, a week of 2 g, then none: 21 + 14 = 35 g.
TO_NOTHING = plan(("2026-11-02", 3000), ("2026-11-09", 2000), ("2026-11-16", 0))
#: The second step lasts until something else is planned.
STAYS = plan(("2026-11-02", 3000), ("2026-11-09", 2000))
ENDED = replace(STAYS, ended_on=day("2026-11-12"))
PAUSED = plan(("2026-11-02", 3000), ("2026-11-09", 0), ("2026-11-16", 1000))


@pytest.mark.parametrize(
    ("of", "today", "left", "still_needed", "lasts_until", "covers_all"),
    [
        # On the 5th: four days of 3 g, then seven of 2 g, 26 g in all.
        (TO_NOTHING, "2026-11-05", 26_000, 26_000, "2026-11-15", True),
        (TO_NOTHING, "2026-11-05", 25_999, 26_000, "2026-11-14", False),
        (TO_NOTHING, "2026-11-05", 14_000, 26_000, "2026-11-09", False),
        (TO_NOTHING, "2026-11-05", 13_999, 26_000, "2026-11-08", False),
        (TO_NOTHING, "2026-11-05", 12_000, 26_000, "2026-11-08", False),
        (TO_NOTHING, "2026-11-05", 11_999, 26_000, "2026-11-07", False),
        (TO_NOTHING, "2026-11-05", 3_000, 26_000, "2026-11-05", False),
        (TO_NOTHING, "2026-11-05", 2_999, 26_000, None, False),
        (TO_NOTHING, "2026-11-05", None, 26_000, None, False),
        # Before it begins, and on the first and the last days of a step.
        (TO_NOTHING, "2026-10-30", 35_000, 35_000, "2026-11-15", True),
        (TO_NOTHING, "2026-10-30", 5_999, 35_000, "2026-11-02", False),
        (TO_NOTHING, "2026-11-08", 5_000, 17_000, "2026-11-09", False),
        (TO_NOTHING, "2026-11-09", 4_000, 14_000, "2026-11-10", False),
        # Nothing is needed any more, and nothing is all that is left.
        (TO_NOTHING, "2026-11-20", 0, 0, None, True),
        # A plan that never ends is never covered.
        (STAYS, "2026-11-05", 20_000, 12_000, "2026-11-12", False),
        # 12 g until the 8th, and 494 days of 2 g from the 9th on: a year, 128 days more, a leap day among them.
        (STAYS, "2026-11-05", 1_000_000, 12_000, "2028-03-16", False),
        # Ended: three days of the second step, until the 11th.
        (ENDED, "2026-11-05", 18_000, 18_000, "2026-11-11", True),
        (ENDED, "2026-11-05", 17_999, 18_000, "2026-11-10", False),
        # A week without needs nothing.
        (PAUSED, "2026-11-09", 999, 0, "2026-11-15", False),
        (PAUSED, "2026-11-09", 1_000, 0, "2026-11-16", False),
        (PAUSED, "2026-11-08", 2_999, 3_000, None, False),
        (PAUSED, "2026-11-08", 3_000, 3_000, "2026-11-15", False),
    ],
)
def test_what_is_left_lasts_until(
    of: Plan, today: str, left: int | None, still_needed: int, lasts_until: str | None, covers_all: bool
) -> None:
    view = taper_view(of, {}, day(today), left=left)
    assert view.still_needed == still_needed
    assert view.lasts_until == (day(lasts_until) if lasts_until else None)
    assert view.covers_all == covers_all
