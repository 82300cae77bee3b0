"""One of a thing is `1 night`: no text puts a number before a noun that is always plural."""

from __future__ import annotations

import ast
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent / "cli"))
from driving import ok, run

from legdiary.errors import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "legdiary"
#: What the program counts.
NOUNS = (
    "nights", "days", "weeks", "months", "hours", "minutes", "doses", "entries", "changes", "lines", "rows", "cells",
    "columns", "files", "copies", "steps", "cuts", "pairs", "comparisons", "times", "sleeps", "naps", "ratings",
    "counts", "records", "recordings", "events", "strains", "amounts", "characters", "batches", "products",
    "capsules", "points", "places",
    "marks", "faults", "conflicts", "values", "awakenings", "holds", "cases", "grams", "parts", "bounds",
)  # fmt: skip
FIRST_WORD = re.compile(rf"^(?: (?!in|of|a|per|to|and|or|the)[a-z]+)?? ({'|'.join(NOUNS)})\b")
ONE_OF_MANY = re.compile(rf"(?<![\d.,:/–-])\b1 (?:[a-z]+ )?({'|'.join(NOUNS)})\b")
MANY_OF_ONE = re.compile(
    r"(?<![\d.,:/])\b(?:0|[2-9]|\d\d+) (night|day|week|dose|entry|change|line|row|copy|step|cut|time)\b(?! of)"
)

#: Numbers that are never one: the least or the most of something, fixed beside its text.
NEVER_ONE = {
    "render/terminal/views/week.py: nights": "a week has seven",
    "render/terminal/report/trials.py: pairs": "a trial has six or more",
    "app/trials.py: pairs": "six",
    "wording.py: days": "from five logged days, or a week without, on",
    "wording.py: nights": "a trend needs fourteen",
    "wording.py: weeks": "four",
    "wording.py: products": "the name of a substance stands before it",
    "formats/legdiary_csv/columns.py: days": "a week, and three days in a row",
    "store/read_limits.py: changes": "more than are read",
    "domain/taper/plan.py: doses": "out of range: none, or more than 24",
    "domain/taper/plan.py: steps": "more than a plan takes",
    "domain/input/text.py: characters": "more than a note takes",
    "domain/invariants.py: characters": "more than a text takes",
    "formats/legdiary_csv/package_files.py: files": "the most that a zip may hold",
    "render/page/details/tables.py: times": "three and more; once and twice are words",
    "domain/taper/plan_file.py: cells": "more than the header has",
    "domain/taper/plan_questions.py: days": "fourteen",
    "domain/entries/dose_rules.py: doses": "one is `a dose`",
    "domain/entries/dose_rules.py: days": "two weeks",
    "domain/entries/other_doses.py: days": "two weeks",
    "domain/entries/usual_amount.py: days": "two weeks",
    "domain/ledger/conflicts.py: entries": "the most conflicts that are put",
    "formats/files/foreign_json.py: records": "the most that are read",
    "formats/phone_health/apple_health.py: records": "the most that are read",
    "formats/files/foreign_database.py: times": "a hundred",
    "formats/phone_health/health_xml.py: times": "a hundred",
    "formats/dose_apps/loop_database.py: marks": "the most that are read",
    "formats/dose_apps/medtimer.py: cells": "as many as the header has, six or more",
    "formats/dose_apps/bearable.py: characters": "the most that are read",
    "formats/dose_apps/loop_habits.py: characters": "the most that are read",
    "formats/dose_apps/daylio.py: characters": "the most that are read",
    "formats/phone_health/samsung_health.py: sleeps": "the most that are read",
    "formats/phone_health/health_connect.py: sleeps": "the most that are read",
    "formats/legdiary_json/read.py: entries": "the most that are read",
    "formats/sleep_trackers/garmin/read.py: sleeps": "the most that are read",
    "formats/legdiary_json/read_history.py: lines": "the most that are read",
    "formats/reader_result.py: entries": "the most that are read, and of one day",
    "formats/reader_result.py: rows": "the most that are left out",
    "formats/files/text_lines.py: lines": "the most that are read",
    "formats/sleep_trackers/tracked_sleeps.py: sleeps": "the most that are read",
    "formats/table/text/text_table.py: rows": "the most that are read",
    "formats/table/header_rows.py: columns": "the most that are read",
    "formats/table/workbook/spreadsheet.py: cells": "the most that are read",
    "formats/table/workbook/notes.py: columns": "merged: two or more",
    "formats/table/cells/units.py: times": "four hundred and more",
    "formats/legdiary_xlsx.py: rows": "the most of a sheet",
    "wording.py: cuts": "a fixed number of cuts",
    "domain/time/moments.py: counts": "a verb",
    "domain/taper/step_calculation.py: changes": "a verb",
}


def counted_plurals() -> Iterator[tuple[str, int]]:
    """Every f-string that puts a value straight before a plural noun."""
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                for value, after in zip(node.values, node.values[1:], strict=False):
                    if isinstance(value, ast.FormattedValue) and isinstance(after, ast.Constant):
                        match = FIRST_WORD.match(str(after.value))
                        if match:
                            yield f"{path.relative_to(SOURCES).as_posix()}: {match[1]}", node.lineno


def test_no_text_has_a_number_before_a_fixed_plural() -> None:
    found = {f"{where} (line {line})" for where, line in counted_plurals() if where not in NEVER_ONE}
    assert found == set(), "use legdiary.errors.plural"


def test_the_exceptions_are_still_there() -> None:
    assert set(NEVER_ONE) <= {where for where, _ in counted_plurals()}


#: The helper itself; one that is `a dose`.
BY_HAND = {"errors.py", "domain/entries/dose_rules.py"}


def test_there_is_one_helper() -> None:
    chosen = re.compile(r"""["'][^"']*["'] if [\w.()\[\]]+ == 1 else|== 1 else f?["']""")
    found = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if chosen.search(line) and re.search(rf"[\"' }}]({'|'.join(NOUNS)})[\"' ]", line)
    }
    assert found <= BY_HAND


@pytest.mark.parametrize(
    ("count", "one", "several", "told"),
    [(0, "night", None, "0 nights"), (1, "night", None, "1 night"), (2, "night", None, "2 nights"),
     (1, "entry", "entries", "1 entry"), (3, "entry", "entries", "3 entries"),
     (2, "rating or count of awakenings", "ratings or counts of awakenings", "2 ratings or counts of awakenings")],
)  # fmt: skip
def test_one_and_many(count: int, one: str, several: str | None, told: str) -> None:
    assert plural(count, one, several) == told


# ---------------------------------------------------------------------- one of everything

MORNING = "2026-11-22T10:00-05:00"
ONE_OF_EACH = (
    "night 6", "sleep 22:45-06:10 --times 1 --latency 40m --awake 55m", "kratom 2g --at '2026-11-21 21:40'",
    "mag 200mg --at '2026-11-21 21:00' --form citrate", "factor caffeine --night 'last night'", "symptom nausea 1",
    "medicine gabapentin 300mg --at '2026-11-21 21:30'", "measure ferritin 48ng/mL", "product add leaf",
    "taper new --from 2g --to 0g --cut 2g --every 7d --start 2026-11-21 --doses 1 --allow-up --yes",
)  # fmt: skip
LOOKS = (
    "", "week", "show last night", "list", "history", "report", "report --full", "report --explain",
    "report --calendar", "report --by week", "report --by month", "taper show", "taper show --chart", "product list",
    "check", "doses", "undo", "export csv --output tables", "export html --output page.html",
    "export fhir --output fhir.json", "export ics --output taper.ics --with-amounts", "export json --output whole.json",
    "backup --output copy.db", "import whole.json --dry-run", "import tables --dry-run",
    "kratom none --night 'last night'", "config",
)  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said of a diary with one of everything, file by file."""
    folder = tmp_path_factory.mktemp("one")
    for typed in ONE_OF_EACH:
        run(*shlex.split(typed), now=MORNING, diary=folder / "diary.db")
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for typed in LOOKS:
            result = run(*shlex.split(typed), now=MORNING, diary=folder / "diary.db")
            found[f"legdiary {typed}"] = re.sub(r"  +", " | ", result.stdout + result.stderr)
    for path in folder.rglob("*"):
        if path.suffix in {".txt", ".html", ".ics", ".csv"}:
            text = path.read_text(encoding="utf-8")
            found[path.name] = re.sub(r"<style>.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL)
    return found


def test_one_is_never_told_as_many(told: dict[str, str]) -> None:
    wrong = {where: match[0] for where, text in told.items() if (match := ONE_OF_MANY.search(" ".join(text.split())))}
    assert wrong == {}


def test_many_are_never_told_as_one(told: dict[str, str]) -> None:
    wrong = {where: match[0] for where, text in told.items() if (match := MANY_OF_ONE.search(" ".join(text.split())))}
    assert wrong == {}


#: `decisions.md` quotes what was wrong.
PAGES = [
    page
    for page in [*sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "tests" / "golden").rglob("*.txt"))]
    if page.name != "decisions.md"
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_pages_and_golden_files_count_rightly(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert ONE_OF_MANY.findall(text) == []


def test_the_walk_would_notice() -> None:
    assert ONE_OF_MANY.search("over 1 of 1 nights")
    assert ONE_OF_MANY.search("which of 1 strains")
    assert not ONE_OF_MANY.search("11 nights, 2.1 days, 1 night, 8–1 days")
    assert MANY_OF_ONE.search("2 night missing")
    assert not MANY_OF_ONE.search("0 of 1 night; 12 nights")
    assert ok("--version").stdout
