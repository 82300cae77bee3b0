"""`just mutants` tells what tests notice from what they do not: faults planted in a small program with known tests."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOL = ROOT / "tools" / "mutants.py"
EXPLAINED = ROOT / "tests" / "mutants" / "explained.toml"

PROGRAM = """
LIMIT = int("5")


def is_above(count: int) -> bool:
    return count > LIMIT


def is_cheap(count: int) -> bool:
    return count < 3


def count_down(count: int) -> int:
    while count:
        count -= 1
    return count


def nobody() -> int:
    return 7
"""
TESTS = """
import pytest

from planted.steps import count_down, is_above, is_cheap


def test_six_is_above_and_five_is_not():
    assert is_above(6)
    assert not is_above(5)


def test_that_cannot_fail():
    assert is_cheap(2) or True


@pytest.fixture(scope="module")
def nothing_left():
    return count_down(3)


def test_first_user_of_what_is_shared(nothing_left):
    assert True


def test_second_user_of_what_is_shared(nothing_left):
    assert nothing_left == 0
"""
#: Where the fault is, and what was noticed of it.
ABOVE, CHEAP = "return count > LIMIT", "return count < 3"
FOUND = {
    # Run at import: the tests of another number fail, and a program that cannot be imported is noticed, not an error.
    'LIMIT = int("XX5XX")': "killed",
    "LIMIT = int(None)": "killed",
    "LIMIT = None": "killed",
    "return count >= LIMIT": "killed",
    # Their one test cannot fail.
    "return count <= 3": "survived",
    "return count < 4": "survived",
    # In a fixture that many tests share.
    "count += 1": "endless",
    "count = 1": "endless",
    "count -= 2": "endless",
    "return 8": "not run",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program and its tests; one of the mutants that live is explained."""
    root = tmp_path_factory.mktemp("planted")
    (root / "src/planted").mkdir(parents=True)
    (root / "tests/mutants").mkdir(parents=True)
    (root / "src/planted/__init__.py").write_text("")
    (root / "src/planted/steps.py").write_text(PROGRAM)
    (root / "tests/test_steps.py").write_text(TESTS)
    # As here: whatever a process left open where the tests are forked would fail them all, and "notice" every fault.
    (root / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    (root / "tests/mutants/explained.toml").write_text(
        f"""
        [[mutant]]
        file = "src/planted/steps.py"
        function = "is_cheap"
        before = "{CHEAP}"
        after = "return count < 4"
        why = "three is never asked about"
        """
    )
    return root


def try_mutants(project: Path, *what: str) -> str:
    """What `just mutants` prints of the planted program."""
    of = ["--root", f"{project}", "--package", "src/planted", "--tests", "tests/test_steps.py", "--grace", "0"]
    done = subprocess.run([sys.executable, TOOL, *of, *what], capture_output=True, text=True, check=False, cwd=project)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(find_spec("mutmut") is None, reason="mutmut comes with `.[dev]`")
class TestPlantedFaults:
    def test_each_is_noticed_or_lives_as_its_tests_say(self, project: Path) -> None:
        said = try_mutants(project, "src/planted/steps.py")
        assert [line for line in said.splitlines() if line.startswith("  + ")] == [
            "  + return count <= 3",
            "  + return 8",
        ]
        assert "| **all** | 10 | 10 | 7 | 1 | 1 | 1 | 77.8 % (45–94) |" in said
        lines = (project / ".mutants/results.jsonl").read_text().splitlines()
        assert sorted(json.loads(line)[1]["what"] for line in lines) == sorted(FOUND.values())

    @pytest.mark.slow
    def test_a_better_test_notices_what_lived(self, project: Path) -> None:
        tests = project / "tests/test_steps.py"
        tests.write_text(tests.read_text().replace("is_cheap(2) or True", "is_cheap(2) and not is_cheap(3)"))
        said = try_mutants(project, "src/planted/steps.py", "--again")
        assert [line for line in said.splitlines() if line.startswith("  + ")] == ["  + return 8"]

    @pytest.mark.slow
    def test_tests_that_fail_without_a_fault_are_no_measure(self, project: Path) -> None:
        tests = project / "tests/test_steps.py"
        tests.write_text(tests.read_text().replace("is_above(6)", "is_above(4)"))
        with pytest.raises(AssertionError, match=r"fail without any fault:\s+tests/test_steps.py::test_six_is_above"):
            try_mutants(project, "src/planted/steps.py")


def test_what_is_explained_still_stands_in_the_program() -> None:
    """A line that changed needs its mutants looked at again."""
    gone = []
    for each in tomllib.loads(EXPLAINED.read_text())["mutant"]:
        text = " ".join((ROOT / each["file"]).read_text().split())
        if each["before"] not in text or len(each["why"]) < 20:
            gone.append(each)
    assert gone == []


@pytest.mark.parametrize(
    ("killed", "tried", "low", "high"),
    # By hand, with z² = 3.8415: 0 of 10: 0 to z²/(10 + z²) = 3.8415/13.8415; 10 of 10 mirrors it.
    # 5 of 10: 0.5 ± sqrt(z²) / (1 + .38415) · sqrt(.025 + z²/400) = 1.95996 / 1.38415 · sqrt(.0346038) = .26341.
    [(0, 10, 0.0, 0.27754), (10, 10, 0.72246, 1.0), (5, 10, 0.23659, 0.76341), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(killed: int, tried: int, low: float, high: float) -> None:
    from mutation.interval import wilson

    assert wilson(killed, tried) == pytest.approx((low, high), abs=1e-5)
