"""Every command where SQLModel, SQLAlchemy, pydantic and Alembic cannot be installed, as on a phone.

The whole of it, with a wheel and the tests of the commands: `tests/slow/test_wheel_without_engines.py`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from blocked_engines import BLOCKED, blocking

ROOT = Path(__file__).parents[1]
OLD = ROOT / "tests" / "store" / "schemas" / "diary-1.db"
#: They state the tables, the statements and the upgrades; only the build and the tests load them.
STATED = {f"legdiary.store.schema.{name}" for name in ("tables", "queries", "migrations")}
TYPED = (
    "night 6", "sleep 22:45-06:10", "kratom 2.5g", "magnesium 200mg", "factor caffeine", "symptom nausea 1",
    "medicine gabapentin 300mg", "measure irls 22", "product add leaf", "undo", "", "week", "show", "list", "history",
    "report", "report --full", "taper show", "check", "where", "config", "backup --output copy.db",
    "export csv --output csv", "export json --output all.json", "export fhir --output f.json",
    "export html --output page.html", "export ics --output t.ics", "demo --output demo.db",
    "config timezone Europe/Berlin",
)  # fmt: skip
#: Into another diary: an export, a package, and another diary's file, which is joined line by line.
INTO_ANOTHER = (
    "import all.json", "import csv", "import copy.db", "import theirs/old.db", "restore copy.db --yes", "week",
)  # fmt: skip

_RUN = """
import io, json
from contextlib import redirect_stderr, redirect_stdout
from legdiary.cli.main import run
told = []
for typed in {typed!r}:
    with redirect_stdout(io.StringIO()) as shown, redirect_stderr(io.StringIO()) as said:
        code = run(typed.split())
    told.append([typed, code, shown.getvalue() + said.getvalue()])
loaded = [name for name in sorted(sys.modules) if name.partition(".")[0] in {blocked!r} or name in {stated!r}]
print(json.dumps([told, loaded]))
"""


def run_blocked(folder: Path, diary: str, *typed: str) -> tuple[list[tuple[str, int, str]], list[str]]:
    """The exit code and the output of each command, and which of the libraries were loaded at the end.

    Without the system's time zones as well: a phone has none where Python looks, so they come as a package.
    """
    script = blocking() + _RUN.format(typed=typed, blocked=BLOCKED, stated=sorted(STATED))
    env = {**os.environ, "LEGDIARY_NOW": "2026-11-22T09:00-05:00", "TZ": "America/New_York", "LEGDIARY_DIARY": diary}
    env["PYTHONTZPATH"] = ""
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, encoding="utf-8", timeout=120, cwd=folder,
        env={**env, "HOME": str(folder), "COLUMNS": "80"},
    )  # fmt: skip
    told, loaded = json.loads(done.stdout)
    return [(each[0], each[1], each[2]) for each in told], loaded


@pytest.mark.usefixtures("unmeasured")
def test_a_diary_of_the_first_schema_is_upgraded_kept_handed_over_and_joined(tmp_path: Path) -> None:
    for place, kept in (("mine", OLD), ("theirs", OLD.with_name("diary-2.db"))):
        (tmp_path / place).mkdir(mode=0o700)
        Path(shutil.copy(kept, tmp_path / place / "old.db")).chmod(0o600)
    told, loaded = run_blocked(tmp_path, "mine/old.db", *TYPED)
    assert [(typed, code, said) for typed, code, said in told if code] == []
    assert loaded == []
    assert [each.name for each in (tmp_path / "mine" / "backups").glob("*-v1.db")] == ["old-20261122T140000Z-v1.db"]
    told, loaded = run_blocked(tmp_path, "new/diary.db", *INTO_ANOTHER)
    assert [(typed, code, said) for typed, code, said in told if code] == []
    assert loaded == []


def test_they_are_no_dependency_and_are_left_out_where_nobody_builds_them() -> None:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert not [each for each in project["dependencies"] if each.startswith(BLOCKED)]
    engines = project["optional-dependencies"]["engines"]
    assert [each.partition(">=")[0] for each in engines] == ["sqlmodel", "sqlalchemy", "alembic"]
    assert all(each.endswith("; sys_platform != 'android' and sys_platform != 'ios'") for each in engines)
