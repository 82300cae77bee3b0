"""Faults planted in modules whose every mutant was looked at: each is noticed by the tests near, or explained."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOMAIN = "src/legdiary/domain"
#: What is tried, the tests that are to notice, and how many of the mutants are tried.
SAMPLES = [
    (
        (f"{DOMAIN}/taper/step_calculation.py", f"{DOMAIN}/taper/plan_unit.py", f"{DOMAIN}/taper/calendar_events.py"),
        ("test_taper_build.py", "test_plan_unit.py", "test_calendar_plans.py"),
        20,
    ),
    (
        (f"{DOMAIN}/time/written_moments.py", f"{DOMAIN}/input/paper.py", f"{DOMAIN}/input/units.py"),
        ("test_written_moments.py", "test_paper.py", "test_units.py"),
        20,
    ),
]

pytestmark = [pytest.mark.slow, pytest.mark.skipif(find_spec("mutmut") is None, reason="mutmut comes with `.[dev]`")]


@pytest.mark.parametrize(("files", "tests", "count"), SAMPLES)
def test_a_sample_is_noticed(files: tuple[str, ...], tests: tuple[str, ...], count: int, tmp_path: Path) -> None:
    tests = tuple(f"tests/domain/{name}" for name in tests)
    command = [sys.executable, "tools/mutants.py", *files, f"{count}", "--kept", f"{tmp_path}", "--tests", *tests]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    lived = [line for line in done.stdout.splitlines() if line.startswith(("src/", "  - ", "  + "))]
    assert lived == [], "\n".join(lived)
    assert f"| {count} | {count} | " in done.stdout.splitlines()[-2]
