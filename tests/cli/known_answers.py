"""The known answers of the made-up diary, worked out from its CSV tables by the rules of the documentation.

    python tests/cli/known_answers.py FOLDER           the tables of docs/known-answers.md
    python tests/cli/known_answers.py FOLDER --json    the same figures as JSON

It is here to check legdiary, so it shares no code with it: it needs Python and nothing else, and says each rule anew.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from known_answers_text import markdown
from known_figures import clock, difference, hours, known, level, middle, spread, trend
from known_nights import A_DAY, read_nights, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from known_figures import Values
    from known_nights import Night, Row

#: A stretch has 14 nights, of the hardest 10 or more are scored.
STRETCH, SCORED_IN_STRETCH = 14, 10
#: Grams that a day well over target is over by at least, and percent of the target.
WELL_OVER_G, WELL_OVER_PCT = 0.5, 10
NOON = time(12)


def sleep_of(nights: Sequence[Night], name: str) -> list[float | None]:
    """One figure of the sleep of some nights."""
    return [night.sleep.get(name) for night in nights]


@dataclass
class Phase:
    """The baseline, or a step as far as it has been lived."""

    label: str
    target: float | None
    nights: list[Night]


def phases_of(nights: Sequence[Night], steps: Sequence[Row]) -> list[Phase]:
    """The baseline before the plan, then each step that has begun."""
    begins = [date.fromisoformat(row["starts_on"]) for row in steps]
    found = [Phase("baseline", None, [night for night in nights if night.day < begins[0]])]
    for row, begin, end in zip(steps, begins, [*begins[1:], date.max], strict=True):
        of_step = [night for night in nights if begin <= night.day < end]
        if of_step:
            found.append(Phase(f"step {row['step']}", float(row["target_g"]), of_step))
    return found


def phase_figures(phase: Phase) -> dict[str, Any]:
    """The row of one phase."""
    nights = phase.nights
    taken = [night for night in nights if night.doses]
    gaps = known(night.gap_min for night in taken)
    return {
        "label": phase.label,
        "from": str(nights[0].day),
        "to": str(nights[-1].day),
        "nights": len(nights),
        "target_g": phase.target,
        "days_logged": len(taken),
        "actual_median_g": middle(night.grams for night in taken)["median"],
        "doses_per_day": middle(len(night.doses) for night in taken)["median"],
        "longest_gap_h": hours(max(gaps, default=None)),
        "usual_longest_gap_h": hours(middle(gaps)["median"]),
        "severity": level([night.score for night in nights]),
        **{name: middle(sleep_of(nights, name))
           for name in ("tst_min", "sol_min", "waso_min", "pacing_min", "se_dse_pct", "se_tib_pct")},
        "onset": clock(middle(night.onset for night in nights)["median"]),
        "onset_n": len(known(night.onset for night in nights)),
        "magnesium_mg": middle(night.magnesium_mg for night in nights),
        "recalled": sum(night.recalled for night in nights),
    }  # fmt: skip


def target_days(phases: Sequence[Phase], tolerance: float) -> dict[str, Any]:
    """Days on, under and over target and not logged; in whole milligrams, so that 0.1 g is 0.1 g."""
    sides: Counter[str] = Counter()
    by_step = []
    well_over: list[tuple[Night, float]] = []
    for phase in phases:
        if phase.target is None:
            continue
        of_step: Counter[str] = Counter()
        for night in phase.nights:
            side = "not_logged"
            if night.grams is not None:
                off_mg = round(1000 * (night.grams - phase.target))
                side = "on" if abs(off_mg) <= 1000 * tolerance else "under" if off_mg < 0 else "over"
                if off_mg >= 1000 * WELL_OVER_G and 100 * off_mg >= WELL_OVER_PCT * 1000 * phase.target:
                    well_over.append((night, phase.target))
            of_step[side] += 1
        sides += of_step
        by_step.append(
            {"label": phase.label, **{side: of_step[side] for side in ("on", "under", "over", "not_logged")}}
        )
    runs: list[list[tuple[Night, float]]] = []
    for night, target in well_over:
        joins = runs and (night.day - runs[-1][-1][0].day, target) == (A_DAY, runs[-1][-1][1])
        runs = [*runs[:-1], [*runs[-1], (night, target)]] if joins else [*runs, [(night, target)]]
    return {
        "days": sides.total(),
        **{side: sides[side] for side in ("on", "under", "over", "not_logged")},
        "well_over": [
            {"from": str(run[0][0].day), "to": str(run[-1][0].day), "days": len(run), "target_g": run[0][1],
             "median_g": middle(night.grams for night, _ in run)["median"]}
            for run in runs
        ],
        "by_step": by_step,
    }  # fmt: skip


def stretches_of(nights: Sequence[Night], baseline: Sequence[Night]) -> dict[str, list[Night]]:
    """Baseline; the latest 14 nights; between them the 14 in a row with the highest mean, 10 of them scored."""
    now = list(nights[-STRETCH:])
    between = [night for night in nights if baseline[-1].day < night.day < now[0].day]
    windows = [between[i : i + STRETCH] for i in range(len(between) - STRETCH + 1)]
    scored = [(known(night.score for night in window), window) for window in windows]
    means = [(fmean(of), window) for of, window in scored if len(of) >= SCORED_IN_STRETCH]
    best = max(mean for mean, _ in means)
    hardest = next(window for mean, window in means if math.isclose(mean, best, abs_tol=1e-12))
    return {"baseline": list(baseline), "hardest": hardest, "now": now}


def stretch_figures(kind: str, nights: Sequence[Night]) -> dict[str, Any]:
    """The column of one stretch."""
    placed = [night.beyond_legs for night in nights if night.beyond_legs is not None]
    return {
        "kind": kind,
        "from": str(nights[0].day),
        "to": str(nights[-1].day),
        "severity": level([night.score for night in nights]),
        "onset": clock(middle(night.onset for night in nights)["median"]),
        "onset_n": len(known(night.onset for night in nights)),
        **{name: middle(night.rating[name] for night in nights)
           for name in ("falling_asleep", "overnight", "day_resting", "day_active")},
        "beyond_legs": {"n": len(placed), "nights": sum(placed)},
        **{name: middle(sleep_of(nights, name))
           for name in ("tst_min", "sol_min", "waso_min", "pacing_min", "se_dse_pct", "awakenings", "quality")},
        "symptoms": middle(night.symptom_sum for night in nights),
        "doses_per_day": middle(len(night.doses) for night in nights if night.doses),
        "kratom_g": middle(night.grams for night in nights),
    }  # fmt: skip


def symptom_figures(stretches: Mapping[str, Sequence[Night]]) -> list[dict[str, Any]]:
    """Each symptom by stretch: evenings it was graded, evenings it was there, median grade."""
    found = []
    for name in {name for nights in stretches.values() for night in nights for name in night.symptoms}:
        of_name = []
        for kind, nights in stretches.items():
            grades = [night.symptoms[name] for night in nights if name in night.symptoms]
            present = sum(grade > 0 for grade in grades)
            of_name.append({"kind": kind, "n": len(grades), "present": present, "median": middle(grades)["median"]})
        found.append({"name": name, "stretches": of_name})
    return sorted(found, key=lambda of: (-sum(each["present"] for each in of["stretches"]), of["name"]))


def typical_day(nights: Sequence[Night]) -> dict[str, Any]:
    """The typical 24 hours: doses by the clock on days with the usual number, legs, bed, gaps."""
    taken = [night for night in nights if night.doses]
    counted = Counter(len(night.doses) for night in taken)
    usual = max(counted, key=lambda count: (counted[count], count))
    usual_days = [sorted(night.doses) for night in taken if len(night.doses) == usual]
    noons = [datetime.combine(night.day, NOON) for night in taken if len(night.doses) == usual]
    since = (since_last_dose(night) for night in nights)
    return {
        "usual_doses": usual,
        "doses": [
            {"at": clocks(after(noon, of_day[k][0]) for noon, of_day in zip(noons, usual_days, strict=True)),
             "amount": spread(of_day[k][1] for of_day in usual_days)}
            for k in range(usual)
        ],
        "onset": clocks(night.onset for night in nights),
        "bed": clocks(after_noon(night.day, night.bed) for night in nights),
        "wake": clocks(after_noon(night.day, night.wake) for night in nights),
        "longest_gap_h": spread_of_hours(night.gap_min for night in taken),
        "last_dose_to_onset_h": spread_of_hours(since),
    }  # fmt: skip


def clocks(values: Values) -> dict[str, Any]:
    """A spread of clock times."""
    of = spread(values)
    return {name: value if name == "n" else clock(value) for name, value in of.items()}


def spread_of_hours(values: Values) -> dict[str, Any]:
    """A spread of minutes, in hours."""
    return {name: value if name == "n" else hours(value) for name, value in spread(values).items()}


def after(noon: datetime, at: datetime) -> int:
    """Minutes by the local clock."""
    return int((at.replace(tzinfo=None) - noon).total_seconds() // 60)


def after_noon(day: date, at: datetime | None) -> int | None:
    """Minutes after the noon before a night, by the local clock."""
    return None if at is None else after(datetime.combine(day, NOON), at)


def since_last_dose(night: Night) -> int | None:
    """Minutes from the last dose of the night's day to the beginning of the legs."""
    if night.onset is None or not night.doses:
        return None
    began = datetime.combine(night.day, NOON) + timedelta(minutes=night.onset)
    before = [after(at.replace(tzinfo=None), began) for at, _, _ in night.doses if at.replace(tzinfo=None) <= began]
    return min(before, default=None)


def answers(folder: Path) -> dict[str, Any]:
    """Every known answer, by the names of the program's JSON where it has them."""
    nights, steps = read_nights(folder), table(folder, "taper_steps")
    phases = phases_of(nights, steps)
    stretches = stretches_of(nights, phases[0].nights)
    before, now = stretches["baseline"], stretches["now"]
    measures: dict[str, Callable[[Night], float | None]] = {
        "severity": lambda night: night.score,
        "tst_min": lambda night: night.sleep.get("tst_min"),
        "se_dse_pct": lambda night: night.sleep.get("se_dse_pct"),
        "sol_min": lambda night: night.sleep.get("sol_min"),
        "waso_min": lambda night: night.sleep.get("waso_min"),
        "symptoms": lambda night: night.symptom_sum,
    }
    batches = {row["batch_opened_on"]: row for row in table(folder, "products") if row["product_kind"] == "leaf"}
    return {
        "from": str(nights[0].day),
        "to": str(nights[-1].day),
        "nights": len(nights),
        "scored": len(known(night.score for night in nights)),
        "not_scored": dict(Counter(night.missed for night in nights if night.score is None)),
        "recalled": sum(night.recalled for night in nights),
        "groups": [phase_figures(phase) for phase in phases],
        "target_days": target_days(phases, float(steps[0]["scale_g"])),
        "trends": {name: trend((night.day, of(night)) for night in nights)
                   for name, of in measures.items() if name in {"severity", "tst_min", "se_dse_pct", "symptoms"}},
        "stretches": [stretch_figures(kind, of) for kind, of in stretches.items()],
        "differences": {name: difference(name, map(of, before), map(of, now)) for name, of in measures.items()},
        "symptoms": symptom_figures(stretches),
        "typical_days": {kind: typical_day(stretches[kind]) for kind in ("baseline", "now")},
        "mitragynine_mg": [
            {"label": phase.label, **mitragynine(phase.nights, batches)} for phase in phases
        ],
        "measures": [{name: row[name] for name in ("taken_on", "measure", "value", "unit", "rated_by")}
                     for row in table(folder, "measures")],
    }  # fmt: skip


def mitragynine(nights: Sequence[Night], batches: Mapping[str, Row]) -> dict[str, Any]:
    """Milligrams of mitragynine a day, by the lowest and the highest figure of the laboratory for each batch."""
    return {
        end: middle(
            math.fsum(amount * float(batches[batch][f"mitragynine_{end}_mg_per_g"]) for _, amount, batch in night.doses)
            if night.doses
            else None
            for night in nights
        )["median"]
        for end in ("low", "high")
    }


def main(folder: str, *flags: str) -> None:
    """Write the answers of a folder with the CSV tables to standard output."""
    found = answers(Path(folder))
    sys.stdout.write(json.dumps(found, indent=2) + "\n" if "--json" in flags else markdown(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
