"""The diary of somebody made up who goes from 7-OH tablets over leaf to nothing, with gabapentin in between.

June to August 2026, in New York. The tablets weigh 15 mg and are bought as a batch of 3000 mg; four plans of three
substances overlap. Every figure that tests type by hand is worked out from what is logged here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from builders import day, dose, medicine, no_kratom, none_of, present, product, tablet
from legdiary.domain.taper.plan import Hold, Plan, Step

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.store.diary import Diary

NOW = present("2026-08-17T22:00-04:00")
SEVEN_OH, GABAPENTIN = "7-oh", "medicine:gabapentin"
TABS, LEAF_BATCH = 1, 2


def _plan(name: str, steps: tuple[tuple[str, int], ...], **fields: Any) -> Plan:
    return Plan(name, tuple(Step(day(on), target) for on, target in steps), **fields)


def plans() -> list[Plan]:
    """Off the tablets, held once; the leaf; gabapentin up and down; a vitamin in micrograms."""
    return [
        _plan(
            "off tablets",
            (("2026-06-01", 120_000), ("2026-06-08", 90_000), ("2026-06-15", 67_500), ("2026-06-22", 50_500),
             ("2026-06-29", 38_000), ("2026-07-06", 0)),
            substance=SEVEN_OH, scale_ug=500, ended_on=day("2026-07-12"),
        ),
        _plan(
            "leaf", (("2026-07-06", 6000), ("2026-07-13", 4000), ("2026-07-20", 2000), ("2026-07-27", 0)),
            scale_mg=100,
        ),
        _plan(
            "as prescribed",
            (("2026-06-22", 300_000), ("2026-06-29", 600_000), ("2026-07-06", 900_000), ("2026-07-20", 600_000),
             ("2026-08-03", 300_000), ("2026-08-10", 0)),
            substance=GABAPENTIN, scale_ug=1000, holds=(Hold(day("2026-07-08"), 7, day("2026-07-06")),),
        ),
        _plan(
            "b12", (("2026-06-01", 75), ("2026-06-08", 50)), substance="medicine:vitamin b12", unit="mcg", scale_ug=1,
        ),
    ]  # fmt: skip


#: Day → the tablets' micrograms at 07:00, 12:00, 18:00 and 23:00.
_TIMES = ("07:00", "12:00", "18:00", "23:00")
_WEEKS = (
    ("2026-06-01", (120_000, 120_000, 112_500, 120_000, 127_500, 120_000, 120_000)),
    ("2026-06-08", (90_000, 90_000, 82_500, 90_000, 90_000, 90_000, 97_500)),
    ("2026-06-15", (67_500,) * 7),
)


def tablets() -> list[Any]:
    """The tablets, and the day without."""
    found: list[Any] = []
    for monday, totals in _WEEKS:
        for number, total in enumerate(totals):
            on = day(monday) + timedelta(days=number)
            parts = (15_000, 15_000, 15_000)
            found += [
                tablet(f"{on}T{at}-04:00", ug, TABS)
                for at, ug in zip(_TIMES, (*parts, total - sum(parts)), strict=True)
            ]
    found += [tablet(f"2026-06-22T{at}-04:00", 15_000, TABS) for at in ("07:00", "12:00", "18:00")]
    found.append(tablet("2026-06-22T23:00-04:00", 7500, TABS, note="half of one", helped=2))
    found += [tablet(f"2026-06-23T{at}-04:00", 15_000, TABS) for at in ("08:00", "14:00", "20:00")]
    found.append(none_of(SEVEN_OH, "2026-06-24"))
    found.append(tablet("2026-06-25T08:00-04:00", 7500, TABS))
    found.append(tablet("2026-07-08T08:00-04:00", 7500, TABS))
    return found


def everything_else() -> list[Any]:
    """The leaf and the gabapentin."""
    nothing = [no_kratom(str(day("2026-07-27") + timedelta(days=number))) for number in range(3)]
    return [
        dose("2026-07-08T09:00-04:00", 3000, product_id=LEAF_BATCH),
        dose("2026-07-08T20:00-04:00", 3000, product_id=LEAF_BATCH),
        *nothing,
        *(medicine(at=f"2026-06-{number}T21:00-04:00") for number in (22, 23, 24)),
        medicine(at="2026-06-25T21:00-04:00", amount="1 tablet"),
        medicine("vitamin b12", "2026-06-02T09:00-04:00", "75 mcg"),
    ]


def fill(diary: Diary) -> None:
    """Store all of it, as it was lived."""
    diary.add(product("seven tabs", product_kind=SEVEN_OH, capsule_ug=15_000, weight_ug=3_000_000), NOW)
    diary.add(product("red leaf", opened_on=day("2026-07-01")), NOW)
    for plan in plans():
        diary.add(plan, NOW)
    diary.add_all([*tablets(), *everything_else()], NOW)


def made(path: Path) -> Path:
    """Make the diary at a path."""
    from random_diaries import opened

    with opened(path) as diary:
        fill(diary)
    return path
