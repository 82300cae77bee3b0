"""The nights of a CSV package, read anew for the known answers; nothing here is legdiary's.

What the package has ready-made (total sleep, gaps, totals) is not read, but worked out from clock times and doses.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Row: TypeAlias = "Mapping[str, str]"
A_DAY = timedelta(days=1)


@dataclass
class Night:
    """What is known of one night and its day; None where it is not logged."""

    day: date
    rating: dict[str, float | None]
    onset: int | None = None
    beyond_legs: bool | None = None
    recalled: bool = False
    missed: str = ""
    sleep: dict[str, float | None] = field(default_factory=dict)
    bed: datetime | None = None
    wake: datetime | None = None
    doses: list[tuple[datetime, float, str]] = field(default_factory=list)
    gap_min: int | None = None
    magnesium_mg: int | None = None
    symptoms: dict[str, int] = field(default_factory=dict)

    @property
    def score(self) -> float | None:
        """The legs, 0 to 10."""
        return self.rating["severity"]

    @property
    def grams(self) -> float | None:
        """Grams of leaf, exact to the milligram."""
        return round(math.fsum(amount for _, amount, _ in self.doses), 3) if self.doses else None

    @property
    def symptom_sum(self) -> int | None:
        """The sum of the symptom grades."""
        return sum(self.symptoms.values()) if self.symptoms else None


def table(folder: Path, name: str) -> list[Row]:
    """The rows of one table of the package."""
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float | None:
    """A cell as a number; None where it is empty."""
    return float(text) if text else None


def minutes(later: datetime, earlier: datetime) -> int:
    """Whole minutes that passed, clock changes included."""
    return int((later - earlier).total_seconds() // 60)


def read_nights(folder: Path) -> list[Night]:
    """Every night from the first to the last with an entry."""
    nights = [read_night(row) for row in table(folder, "nights")]
    by_day = {night.day: night for night in nights}
    for row in table(folder, "doses"):
        if row["substance"] == "leaf" and row["said_none"] == "false":
            batch = row["batch_opened_on"]
            at = datetime.fromisoformat(row["taken_at"])
            by_day[date.fromisoformat(row["night"])].doses.append((at, float(row["amount_g"]), batch))
    for row in table(folder, "supplements"):
        night = by_day[date.fromisoformat(row["night"])]
        if row["route"] == "oral":
            night.magnesium_mg = (night.magnesium_mg or 0) + int(row["elemental_mg"])
    for row in table(folder, "symptoms"):
        by_day[date.fromisoformat(row["night"])].symptoms[row["symptom"]] = int(row["grade"])
    before: Night | None = None
    for night in nights:
        # Where the day before is not logged, the gap before the first dose may be the longest: it is not known.
        if before and before.doses and night.day - before.day == A_DAY and night.doses:
            times = [before.doses[-1][0], *(at for at, _, _ in sorted(night.doses))]
            night.gap_min = max(minutes(later, at) for at, later in pairwise(times))
        before = night
    return nights


def read_night(row: Row) -> Night:
    """One row of nights.csv, with its sleep worked out from the clock times and minutes that were typed."""
    names = ("severity", "falling_asleep", "overnight", "day_resting", "day_active")
    parts = row["body_parts"].split(";") if row["body_parts"] else []
    found = Night(date.fromisoformat(row["night"]), {name: number(row[name]) for name in names})
    found.missed = row["severity_missing_reason"]
    found.recalled = row["recalled"] == "true"
    if row["onset"]:
        hours, past = row["onset"].split(":")
        found.onset = (60 * int(hours) + int(past) - 720) % 1440
    if parts:
        found.beyond_legs = any(word in part for part in parts for word in ("arm", "trunk"))
    sol, waso = number(row["sol_min"]), number(row["waso_min"])
    slept = {"sol_min": sol, "waso_min": waso, "pacing_min": number(row["pacing_min"])}
    slept |= {"awakenings": number(row["awakenings"]), "quality": number(row["quality"])}
    slept["tst_min"] = number(row["total_min"])
    if row["bed_at"] and row["wake_at"]:
        found.bed, found.wake = datetime.fromisoformat(row["bed_at"]), datetime.fromisoformat(row["wake_at"])
        tried = datetime.fromisoformat(row["tried_at"]) if row["tried_at"] else found.bed
        lying = number(row["lying_awake_min"]) or 0
        up = datetime.fromisoformat(row["up_at"]) if row["up_at"] else found.wake + timedelta(minutes=lying)
        slept["tst_min"] = None
        if sol is not None and waso is not None:
            slept["tst_min"] = tst = minutes(found.wake, tried) - sol - waso
            slept["se_dse_pct"] = 100 * tst / (sol + tst + waso + lying)
            slept["se_tib_pct"] = 100 * tst / minutes(up, found.bed)
    found.sleep = slept
    return found
