"""`taper show` on what the plan still needs and what the batches still hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from driving import ok

if TYPE_CHECKING:
    from pathlib import Path

MORNING = "2026-11-02T08:00-05:00"


def told(diary: Path, now: str) -> str:
    return " ".join(ok("taper", "show", now=now, diary=diary).stdout.split())


def begin(diary: Path, weight: str, to: str = "0g") -> None:
    new = f"taper new --from 6g --to {to} --cut 3g --every 7d --start 2026-11-02 --yes"
    ok(*new.split(), now=MORNING, diary=diary)
    ok("product", "add", "red leaf", "--opened", "2026-11-02", "--weight", weight, now=MORNING, diary=diary)


def test_a_plan_with_an_end_needs_its_grams_up_to_that_day(tmp_path: Path) -> None:
    # 6 g from the 2nd, 3 g from the 9th and on; ended with the 20th. On the 18th three days are left, 9 g. The step
    # began on the 9th: "until 9 Nov" would be over.
    diary = tmp_path / "diary.db"
    begin(diary, "100g", to="3g")
    ok("taper", "end", "--on", "2026-11-20", now=MORNING, diary=diary)
    shown = told(diary, "2026-11-18T08:00-05:00")
    assert "From today the plan needs 9 g up to Fri 20 Nov 2026." in shown
    assert "9 Nov 2026." not in shown


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        # 6 g on 7 days and 3 g on 7 are 63 g, then nothing.
        ("63g", "still hold 63 g after the logged doses; that covers the plan's targets to the end."),
        ("500g", "still hold 500 g after the logged doses; that covers the plan's targets to the end."),
        # 62 g: 42 g and 20 g, which are 6 days of 3 g: to the 14th.
        ("62g", "still hold 62 g after the logged doses; at the plan's targets that lasts until Sat 14 Nov 2026."),
    ],
)
def test_what_outlasts_the_plan_does_not_last_until_its_last_day(tmp_path: Path, weight: str, said: str) -> None:
    diary = tmp_path / "diary.db"
    begin(diary, weight)
    assert said in told(diary, MORNING)


def test_a_plan_that_stays_at_a_dose_has_no_end_to_cover(tmp_path: Path) -> None:
    # 42 g to the 8th, then 3 g a day: 58 g are 19 days, to the 27th.
    diary = tmp_path / "diary.db"
    begin(diary, "100g", to="3g")
    assert "at the plan's targets that lasts until Fri 27 Nov 2026." in told(diary, MORNING)
