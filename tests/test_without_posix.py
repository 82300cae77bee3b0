"""The commands where POSIX is missing: a stand-in for Windows, which nobody has tried yet.

What is played, and what is not, says `without_posix.py`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from without_posix import lacking

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="open files are looked up in /proc")

OLD = Path(__file__).parent / "store" / "schemas" / "diary-1.db"
TYPED = (
    "night 6", "sleep 22:45-06:10 --latency 20m --awake 30m", "kratom 2.5g", "magnesium 200mg --form citrate", "",
    "--diary old.db kratom 2g", "edit 3 2.4g", "undo", "week", "report", "list", "check", "where", "doses",
    "taper new --from 4g --cut 1g --every 7d --yes", "taper show", "config timezone Europe/Berlin",
    "backup --output copy.db", "night 9", "restore copy.db --yes", "demo --output demo.db",
    "export csv --output csv", "export csv --output csv --force", "export json --output all.json",
    "export html --output page.html", "export html --output page.html --force", "export ics --output taper.ics",
    "--diary other.db import all.json", "--diary joined.db import copy.db", "completion powershell",
    "remind 22:30 --preview",
)  # fmt: skip
_RUN = """
from contextlib import redirect_stderr, redirect_stdout
from legdiary.cli.main import run

told = []
for typed in {typed!r}:
    with redirect_stdout(io.StringIO()) as shown, redirect_stderr(io.StringIO()) as said:
        code = run(typed.split())
    told.append([typed, code, shown.getvalue(), said.getvalue()])
print(json.dumps(told))
"""


def run_there(home: Path, script: str) -> str:
    """What a script prints where POSIX is missing."""
    homes = {"USERPROFILE": str(home), "APPDATA": str(home / "Roaming"), "LOCALAPPDATA": str(home / "Local")}
    env = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    env |= {"LEGDIARY_NOW": "2026-11-22T09:00-05:00", "TZ": "America/New_York", "PYTHONTZPATH": "", "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-c", lacking() + script], check=False, capture_output=True, encoding="utf-8", timeout=120,
        cwd=home, env={**env, **homes, "HOME": str(home)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.usefixtures("unmeasured")
def test_a_diary_is_kept_upgraded_handed_over_and_restored(tmp_path: Path) -> None:
    Path(shutil.copy(OLD, tmp_path / "old.db")).chmod(0o600)
    told = json.loads(run_there(tmp_path, _RUN.format(typed=TYPED)))
    assert [(typed, code, said) for typed, code, _, said in told if code] == []
    shown = {typed: shown for typed, _, shown, _ in told}
    assert f"{tmp_path / 'Local' / 'legdiary' / 'diary.db'}" in shown["where"].replace("\n", "")
    assert "schtasks /Create" in shown["remind 22:30 --preview"]
    assert "Register-ArgumentCompleter" in shown["completion powershell"]
    # The night of the copy is back, and what was typed after the copy is gone.
    script = _RUN.format(typed=("list --json",))
    entries = json.loads(json.loads(run_there(tmp_path, script))[0][2])["entries"]
    assert [each["severity"] for each in entries if each["kind"] == "night"] == [6]
    # Nothing is left of unfinished files, which could not be removed if they were still open.
    assert [str(each) for each in tmp_path.rglob(".legdiary-*")] == []
    assert len(list(tmp_path.glob("backups/old-*-v1.db"))) == 1


def test_the_stand_in_refuses_what_windows_refuses(tmp_path: Path) -> None:
    script = """
def refused(act):
    try:
        act()
    except (OSError, NotImplementedError, AttributeError, ImportError) as error:
        return type(error).__name__
    return "allowed"

here = pathlib.Path("here"); here.mkdir()
held = open("here/held", "w")
closed = pathlib.Path("here/closed"); closed.write_text("")
print(refused(lambda: os.remove("here/held")), refused(lambda: closed.replace("here/held")), refused(here.rmdir),
      refused(lambda: here.rename("there")), refused(lambda: os.open("here", os.O_RDONLY)),
      refused(lambda: os.getuid()), refused(lambda: open("22:30.db", "w")), refused(lambda: __import__("fcntl")),
      refused(closed.unlink))
held.close()
print(refused(lambda: os.remove("here/held")), refused(lambda: here.rename("there")))
"""
    assert run_there(tmp_path, script).split() == [
        *["PermissionError"] * 5, "AttributeError", "OSError", "ModuleNotFoundError", "allowed", "allowed", "allowed",
    ]  # fmt: skip
