"""The known answers as Markdown tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAMES = {
    "severity": "legs, 0–10", "tst_min": "total sleep, min", "sol_min": "to fall asleep, min", "waso_min": "awake, min",
    "se_dse_pct": "efficiency, %", "symptoms": "sum of symptoms",
}  # fmt: skip
STRETCHES = ("baseline", "hardest", "now")
OF_STRETCH = {
    "falling_asleep": "falling asleep", "overnight": "overnight", "day_resting": "by day, at rest",
    "day_active": "by day, active", "tst_min": "total sleep, min", "sol_min": "to fall asleep, min",
    "waso_min": "awake, min", "pacing_min": "on the feet, min", "se_dse_pct": "efficiency, %",
    "awakenings": "awakenings", "quality": "quality, 1–5", "symptoms": "sum of symptoms",
    "doses_per_day": "doses a day", "kratom_g": "kratom, g a day",
}  # fmt: skip
MISSING = {"not_logged": "nothing entered"}


def markdown(of: dict[str, Any]) -> str:
    """Every answer, under the headings of the page."""
    return "\n".join((
        *_nights(of), *_target_days(of["target_days"]), *_steps(of), *_trends(of["trends"]),
        *_stretches(of["stretches"]),
        *_differences(of["differences"]), *_symptoms(of["symptoms"]), *_typical(of["typical_days"]),
        *_mitragynine(of["mitragynine_mg"]), *_measures(of["measures"]),
    ))  # fmt: skip


def shown(value: float | str | None, places: int = 3) -> str:
    """A figure without needless zeros; a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, str | int):
        return str(value)
    return f"{value:.{places}f}".rstrip("0").rstrip(".")


def with_n(of: dict[str, Any]) -> str:
    """`335 (21)`: a median and the nights it rests on."""
    return f"{shown(of['median'])} ({of['n']})"


def quartiles(of: dict[str, Any]) -> str:
    """`4 (3–4)`: a median and the middle half."""
    return shown(None) if of["median"] is None else f"{shown(of['median'])} ({shown(of['q1'])}–{shown(of['q3'])})"


def share(of: float | None) -> str:
    """A share as a percentage."""
    return shown(None) if of is None else f"{100 * of:.0f} %"


def rows(heading: str, columns: Sequence[str], cells: Iterable[Sequence[str]]) -> list[str]:
    """A heading and its table; the first column is text."""
    line = " | ".join
    made = [f"| {line(columns)} |", f"| --- |{' ---: |' * (len(columns) - 1)}"]
    return ["", f"## {heading}", "", *made, *(f"| {line(each)} |" for each in cells)]


def _nights(of: dict[str, Any]) -> list[str]:
    missing = sorted(of["not_scored"].items())
    return rows(
        f"Nights, {of['from']} to {of['to']}",
        ("what", "nights"),
        (
            ("possible", str(of["nights"])),
            ("with a score of the legs", str(of["scored"])),
            *((f"without: {MISSING.get(why, why)}", str(count)) for why, count in missing),
            ("entered more than 36 h after waking", str(of["recalled"])),
        ),
    )[1:]


def _target_days(of: dict[str, Any]) -> list[str]:
    sides = ("on", "under", "over", "not_logged")
    made = rows(
        "Days on target",
        ("", "days", "on", "under", "over", "not logged"),
        (
            ("all", str(of["days"]), *(str(of[side]) for side in sides)),
            *((step["label"], str(sum(step[side] for side in sides)), *(str(step[side]) for side in sides))
              for step in of["by_step"]),
        ),
    )  # fmt: skip
    well = [
        f"Well over: {run['from']} to {run['to']}, {run['days']} days, median {shown(run['median_g'])} g at a target "
        f"of {shown(run['target_g'])} g."
        for run in of["well_over"]
    ]
    return [*made, "", *(well or ["No day was well over."])]


def _steps(of: dict[str, Any]) -> list[str]:
    doses = rows(
        "Doses, by step",
        ("", "from", "target g", "taken g", "days", "doses a day", "longest gap h", "usual longest gap h"),
        (
            (group["label"], group["from"], shown(group["target_g"]), shown(group["actual_median_g"]),
             f"{group['days_logged']} of {group['nights']}", shown(group["doses_per_day"]),
             shown(group["longest_gap_h"]), shown(group["usual_longest_gap_h"]))
            for group in of["groups"]
        ),
    )  # fmt: skip
    legs = rows(
        "Legs and sleep, by step",
        ("", "scored", "legs", "7 or more", "onset (n)", "total sleep min (n)", "to fall asleep", "awake",
         "on the feet", "efficiency %", "magnesium mg"),
        (
            (group["label"], f"{group['severity']['n']} of {group['nights']}", quartiles(group["severity"]),
             share(group["severity"]["share_7_plus"]), f"{shown(group['onset'])} ({group['onset_n']})",
             *(with_n(group[name]) for name in ("tst_min", "sol_min", "waso_min", "pacing_min", "se_dse_pct",
                                               "magnesium_mg")))
            for group in of["groups"]
        ),
    )  # fmt: skip
    return [*doses, *legs]


def _trends(of: dict[str, Any]) -> list[str]:
    return rows(
        "The trend",
        ("", "n", "K", "T", "change over the range", "fits these nights", "verdict"),
        (
            (NAMES[name], str(each["n"]), str(each["k"]), shown(each["t"]), shown(each["change"]),
             f"{shown(each['interval'][0])} to {shown(each['interval'][1])}", f"{each['verdict']}, {each['strength']}")
            for name, each in of.items()
        ),
    )  # fmt: skip


def _stretches(of: list[dict[str, Any]]) -> list[str]:
    return rows(
        "Baseline, hardest 14 nights, now",
        ("median (n)", *STRETCHES),
        (
            ("dates", *(f"{each['from']} to {each['to']}" for each in of)),
            ("legs, median and middle half (n)",
             *(f"{quartiles(each['severity'])} ({each['severity']['n']})" for each in of)),
            ("at 7 or more", *(share(each["severity"]["share_7_plus"]) for each in of)),
            ("onset", *(f"{shown(each['onset'])} ({each['onset_n']})" for each in of)),
            *((label, *(with_n(each[name]) for each in of)) for name, label in OF_STRETCH.items()),
            ("nights beyond the legs, of those with a place",
             *(f"{each['beyond_legs']['nights']} of {each['beyond_legs']['n']}" for each in of)),
        ),
    )  # fmt: skip


def _differences(of: dict[str, Any]) -> list[str]:
    return rows(
        "Now against the baseline",
        ("", "n", "difference of medians", "NAP", "result"),
        (
            (NAMES[name], f"{each['n_before']} and {each['n_after']}", shown(each["median_change"]),
             shown(each["nap"]), each["result"])
            for name, each in of.items()
        ),
    )  # fmt: skip


def _symptoms(of: list[dict[str, Any]]) -> list[str]:
    return rows(
        "Symptoms: evenings it was there, of those it was graded, and median grade",
        ("", *STRETCHES),
        (
            (each["name"], *(f"{one['present']} of {one['n']}, {shown(one['median'])}" for one in each["stretches"]))
            for each in of
        ),
    )


def _typical(of: dict[str, Any]) -> list[str]:
    kinds = tuple(of)
    names = {
        "onset": "legs begin", "bed": "bed time", "wake": "final waking", "longest_gap_h": "longest gap of a day, h",
        "last_dose_to_onset_h": "last dose to the legs, h",
    }  # fmt: skip
    most = max(len(each["doses"]) for each in of.values())

    def dose(kind: str, place: int) -> str:
        doses = of[kind]["doses"]
        if place >= len(doses):
            return "–"
        return f"{quartiles(doses[place]['at'])}, {quartiles(doses[place]['amount'])} g"

    return rows(
        "The typical 24 hours: medians, and the middle half",
        ("", *kinds),
        (
            ("usual doses a day",
             *(f"{of[kind]['usual_doses']} ({of[kind]['doses'][0]['at']['n']} days)" for kind in kinds)),
            *((f"dose {place + 1}", *(dose(kind, place) for kind in kinds)) for place in range(most)),
            *((label, *(f"{quartiles(of[kind][name])}, n {of[kind][name]['n']}" for kind in kinds))
              for name, label in names.items()),
        ),
    )  # fmt: skip


def _mitragynine(of: list[dict[str, Any]]) -> list[str]:
    return rows(
        "Mitragynine, mg a day by the laboratory's lowest and highest figure",
        ("", "lowest", "highest"),
        ((each["label"], shown(each["low"]), shown(each["high"])) for each in of),
    )


def _measures(of: list[dict[str, Any]]) -> list[str]:
    return [
        *rows(
            "Totals and laboratory values",
            ("", "on", "value", "by"),
            ((each["measure"], each["taken_on"], f"{each['value']} {each['unit']}", each["rated_by"]) for each in of),
        ),
        "",
    ]
