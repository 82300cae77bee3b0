"""legdiary says of its made-up diary what a script says that shares no code with it, and docs/known-answers.md too."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok
from known_answers import answers

from builders import NEW_YORK

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = "2026-11-22T09:00-05:00"
SCRIPT = Path(__file__).parent / "known_answers.py"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("known") / "demo.db"
    ok("demo", "--output", str(path), now=NOW, tz=NEW_YORK)
    return path


@pytest.fixture(scope="module")
def tables(demo: Path) -> Path:
    folder = demo.parent / "tables"
    ok("export", "csv", "--output", str(folder), now=NOW, tz=NEW_YORK, diary=demo)
    return folder


@pytest.fixture(scope="module")
def expected(tables: Path) -> dict[str, Any]:
    return answers(tables)


def said(demo: Path, *words: str) -> Any:
    return ok(*words, "--json", now=NOW, tz=NEW_YORK, diary=demo).json


def unlike(expected: Any, found: Any, at: str = "") -> Iterator[str]:
    """Every expected figure that is another one in a document; the document may hold more."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            yield from unlike(value, found[key], f"{at}.{key}")
    elif isinstance(expected, list):
        assert len(expected) == len(found), at
        for number, (one, other) in enumerate(zip(expected, found, strict=True)):
            yield from unlike(one, other, f"{at}[{number}]")
    elif found != (pytest.approx(expected, rel=2e-6, abs=1e-6) if isinstance(expected, float) else expected):
        yield f"{at}: {expected} is known, {found} is said"


def test_the_report(demo: Path, expected: dict[str, Any]) -> None:
    report, summary = (of := said(demo, "report", "--taper")), of["summary"]
    groups = [
        {key: value for key, value in each.items() if key != "usual_longest_gap_h"} for each in expected["groups"]
    ]
    trends, differences, days = expected["trends"], expected["differences"], expected["target_days"]
    assert [*unlike(groups, report["groups"], "groups")] == []
    assert [*unlike(trends["severity"], report["trend"])] == []
    assert [*unlike({name: trends[name] for name in ("tst_min", "se_dse_pct")}, report["further_trends"])] == []
    assert [*unlike(expected["stretches"], report["stretches"], "stretches")] == []
    assert [*unlike([*expected["typical_days"].values()], report["typical_days"], "typical day")] == []
    # Of 116 days of the taper up to the last finished one.
    assert (days["on"], days["under"], days["over"], days["not_logged"], days["days"]) == (71, 17, 23, 5, 116)
    days = {key: value for key, value in days.items() if key != "by_step"}
    assert [*unlike([days], summary["target_days"], "target days")] == []
    for name, headline in (("severity", "legs"), ("tst_min", "sleep"), ("symptoms", "symptoms")):
        assert [*unlike(trends[name], summary[headline]["trend"], name)] == []
        assert [*unlike(differences[name], summary[headline]["difference"], name)] == []
    further = {each["measure"]: each["difference"] for each in summary["sleep"]["further"]}
    assert [*unlike({name: differences[name] for name in ("sol_min", "waso_min", "se_dse_pct")}, further)] == []
    by_name = {each["name"]: each["stretches"] for each in summary["symptom_nights"]}
    assert [*unlike({each["name"]: each["stretches"] for each in expected["symptoms"]}, by_name, "symptoms")] == []
    overall = {"nights": 140, "recalled": 8, "severity": {"n": expected["scored"], "missing": 11}}
    assert [*unlike(overall, report["overall"])] == []
    assert (expected["nights"], expected["recalled"], sum(expected["not_scored"].values())) == (140, 8, 11)


def test_the_taper_and_the_doses(demo: Path, expected: dict[str, Any]) -> None:
    groups = expected["groups"]
    steps = [step for step in said(demo, "taper", "show")["steps"] if step["days"]]
    same = {"starts_on": "from", "target_g": "target_g", "actual_median_g": "actual_median_g",
            "actual_doses_per_day": "doses_per_day", "days_logged": "days_logged", "longest_gap_h": "longest_gap_h",
            "days": "nights"}  # fmt: skip
    known = [{name: each[key] for name, key in same.items()} for each in groups if each["label"] != "baseline"]
    assert [*unlike(known, steps, "steps")] == []
    sides = [{f"days_{side}": each[side] for side in ("on", "under", "over")}
             for each in expected["target_days"]["by_step"]]  # fmt: skip
    assert [*unlike(sides, steps, "days")] == []
    doses = [{"from": each["from"], "days": each["nights"], "days_logged": each["days_logged"],
              "doses_per_day": {"median": each["doses_per_day"]},
              "longest_gap_h": {"median": each["usual_longest_gap_h"]}} for each in groups]  # fmt: skip
    assert [*unlike(doses, said(demo, "doses", "--taper")["groups"], "doses")] == []


def test_the_potency(demo: Path, expected: dict[str, Any]) -> None:
    (leaf,) = (each for each in said(demo, "report", "--taper")["timelines"]["potency"] if each["substance"] == "leaf")
    known = [{f"mitragynine_{end}_mg": {"median": each[end]} for end in ("low", "high")}
             for each in expected["mitragynine_mg"]]  # fmt: skip
    assert [*unlike(known, leaf["groups"], "mitragynine")] == []


def half_up(value: float | None, places: int = 0) -> str:
    if value is None:
        return "–"
    text = f"{int(value * 10**places + 0.5 + 1e-9) / 10**places:.{places}f}"
    return text.rstrip("0").rstrip(".") if places else text


@pytest.fixture(scope="module")
def page(demo: Path) -> str:
    return ok("export", "html", "--output", "-", now=NOW, tz=NEW_YORK, diary=demo).stdout


def table_rows(page: str) -> list[list[str]]:
    rows = [re.findall("(?s)<t[hd][ >].*?</t[hd]>", row) for row in re.findall("(?s)<tr.*?</tr>", page)]
    return [[html.unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in row] for row in rows]


def clock(minutes: float | None) -> str:
    return "–" if minutes is None else f"{int(minutes + 0.5) // 60}:{int(minutes + 0.5) % 60:02d}"


def test_the_page_step_by_step(page: str, expected: dict[str, Any]) -> None:
    cells = table_rows(page)
    (headings,) = (row for row in cells if row[:2] == ["Step", "Dates"])
    at = cells.index(headings) + 1
    for group, row in zip(expected["groups"], cells[at : at + len(expected["groups"])], strict=True):
        legs = group["severity"]
        level = (
            "–"
            if legs["median"] is None
            else "{} ({}–{})".format(*(half_up(legs[q], 1) for q in ("median", "q1", "q3")))
        )
        known = {
            "taken g": half_up(group["actual_median_g"], 2),
            "doses": half_up(group["doses_per_day"], 1),
            "longest gap": clock(None if group["longest_gap_h"] is None else 60 * group["longest_gap_h"]),
            "days": f"{group['days_logged']}/{group['nights']}",
            "median (IQR)": level,
            "TST": clock(group["tst_min"]["median"]),
            "SOL": half_up(group["sol_min"]["median"]),
            "WASO": half_up(group["waso_min"]["median"]),
            "pacing": half_up(group["pacing_min"]["median"]),
        }
        assert row[0] == group["label"].removeprefix("step ")
        assert {heading: row[headings.index(heading)] for heading in known} == known, group["label"]


def test_the_first_sheet_of_the_page(page: str, expected: dict[str, Any]) -> None:
    found = {row[0].partition(" n ")[0]: tuple(row[1:]) for row in reversed(table_rows(page)) if len(row) == 4}
    of, days = expected["stretches"], expected["target_days"]
    places = {
        "kratom, g a day": ("kratom_g", 2), "doses a day": ("doses_per_day", 1), "quality, 1–5": ("quality", 1),
        "awakenings": ("awakenings", 1), "to fall asleep, min": ("sol_min", 0), "awake at night, min": ("waso_min", 0),
        "on the feet, min": ("pacing_min", 0), "falling asleep": ("falling_asleep", 1),
        "overnight": ("overnight", 1), "day, resting": ("day_resting", 1), "day, active": ("day_active", 1),
    }  # fmt: skip
    known = {label: tuple(half_up(each[name]["median"], decimals) for each in of)
             for label, (name, decimals) in places.items()}  # fmt: skip
    known |= {
        "nights with a score": tuple(f"{each['severity']['n']}/{n}" for each, n in zip(of, (24, 14, 14), strict=True)),
        "whole night": tuple(half_up(each["severity"]["median"], 1) for each in of),
        "nights at 7 or more": tuple(f"{half_up(100 * each['severity']['share_7_plus'])} %" for each in of),
        "began at": tuple(each["onset"] for each in of),
        "nights beyond legs": tuple("{nights}/{n}".format(**each["beyond_legs"]) for each in of),
        "total sleep, h:min": tuple(clock(each["tst_min"]["median"]) for each in of),
        "efficiency": tuple(f"{half_up(each['se_dse_pct']['median'])} %" for each in of),
    }
    for symptom in expected["symptoms"]:
        grades = ((each["present"], each["median"]) for each in symptom["stretches"])
        known[symptom["name"]] = tuple(f"{n}" if of is None else f"{n} ({half_up(of, 1)})" for n, of in grades)
    assert {label: found.get(label) for label in known} == known
    text = " ".join(html.unescape(re.sub("<[^>]+>", " ", page)).split())
    assert (
        f"{days['days']} days with a target: {days['on']} on target (within 0.1 g), {days['under']} under, "
        f"{days['over']} over, {days['not_logged']} not logged."
    ) in text


def test_the_script_needs_python_and_nothing_else(tables: Path, expected: dict[str, Any]) -> None:
    command = [sys.executable, "-S", "-E", str(SCRIPT), str(tables), "--json"]
    assert json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout) == expected
