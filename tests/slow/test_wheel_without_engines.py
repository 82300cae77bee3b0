"""The wheel, installed where SQLModel, SQLAlchemy, pydantic and Alembic are blocked, passes the tests of the commands.

A folder stands before everything else on the path: in it the wheel is installed, and every process that Python starts
blocks those libraries. `just wheel-alone` runs it; it fetches what builds the wheel.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from blocked_engines import blocking

ROOT = Path(__file__).parents[2]
#: Nightly commands, reports, exports, imports, upgrades, joins, copies.
TESTS = (
    "test_backup", "test_checkin", "test_diary_file", "test_doses", "test_edit", "test_export_csv", "test_export_ics",
    "test_export_page", "test_history", "test_import", "test_import_days", "test_import_diary", "test_newcomer",
    "test_on_conflict", "test_products", "test_report", "test_story_taper", "test_story_trial", "test_story_two_weeks",
    "test_week_view",
)  # fmt: skip
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")

pytestmark = [pytest.mark.slow, pytest.mark.patient]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel in it, and nothing that it needs."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([*PIP, "wheel", "--no-deps", "--wheel-dir", folder / "dist", ROOT], check=True, timeout=300)
    (wheel,) = (folder / "dist").glob("*-py3-none-any.whl")
    subprocess.run([*PIP, "install", "--no-deps", "--target", folder / "lib", wheel], check=True, timeout=300)
    (folder / "lib" / "sitecustomize.py").write_text(blocking(), encoding="utf-8")
    return folder / "lib"


def test_the_wheel_passes_the_tests_of_the_commands(installed: Path, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(installed)}
    where = "import legdiary; print(legdiary.__file__)"
    shown = subprocess.run([sys.executable, "-c", where], check=True, capture_output=True, text=True, env=env).stdout
    assert Path(shown.strip()) == installed / "legdiary" / "__init__.py"
    tests = [ROOT / "tests" / "cli" / f"{name}.py" for name in TESTS]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", f"--basetemp={tmp_path / 'there'}", *tests,
         ROOT / "tests" / "test_without_engines.py", ROOT / "tests" / "test_no_network.py"],
        check=False, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:]


def test_the_libraries_are_blocked_there(installed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sqlmodel"], check=False, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(installed)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "No module named 'sqlmodel': blocked" in done.stderr
