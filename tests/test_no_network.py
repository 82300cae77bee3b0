"""No network, in the process as it runs: nothing that could open a connection is loaded, and none is opened.

The real program, command after command in one process that watches itself: Python tells its audit hooks of every
socket that is made, bound, connected or looked up. What runs outside of Python (SQLite, the PDF's typesetter) is
watched by the system's tracer, where there is one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
#: Whoever has none of these can reach nobody.
NETWORK = (
    "_socket", "socket", "_ssl", "ssl", "asyncio", "http.client", "http.server", "urllib.request", "ftplib", "smtplib",
    "imaplib", "poplib", "xmlrpc.client", "socketserver", "multiprocessing", "webbrowser", "requests", "urllib3",
    "httpx",
)  # fmt: skip
AT_NIGHT = ("night 6 --note x", "kratom 2.5g", "magnesium 200mg", "sleep 22:45-06:10", "undo")
COMMANDS = (
    *AT_NIGHT, "", "week", "report", "show", "list", "history", "taper show", "check", "where", "config", "help-me",
    "demo --output demo.db", "backup --output copy.db", "restore copy.db --yes", "export json --output all.json",
    "export csv --output csv", "export fhir --output f.json", "export html --output page.html",
    "export ics --output t.ics", "import all.json csv copy.db", "--help",
)  # fmt: skip
PDF = "export pdf --output page.pdf"
PLAN = "taper new --from 12g --to 0g --cut 3g --every 7d --start 2026-11-23 --yes"

_WATCHED = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
events = []
sys.addaudithook(lambda event, _: events.append(event) if event.startswith("socket.") else None)
from legdiary.cli.main import run
told = []
for typed in {typed!r}:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as said:
        code = run(typed.split())
    loaded = [name for name in {network!r} if name in sys.modules]
    told.append([typed, code, loaded, events[:], said.getvalue() if code else ""])
print(json.dumps(told))
"""


def environment(folder: Path, diary: str) -> dict[str, str]:
    return {**os.environ, "LEGDIARY_NOW": "2026-11-22T09:00-05:00", "TZ": "America/New_York", "LEGDIARY_DIARY": diary,
            "HOME": str(folder)}  # fmt: skip


def watched(folder: Path, *typed: str, diary: str = "diary.db") -> dict[str, tuple[Any, ...]]:
    """Command → its exit code, what of the network is loaded by then, what was done with it by then, its error."""
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED.format(typed=typed, network=NETWORK)],
        check=True, capture_output=True, encoding="utf-8", timeout=60, cwd=folder, env=environment(folder, diary),
    )  # fmt: skip
    return {each[0]: tuple(each[1:]) for each in json.loads(done.stdout)}


@pytest.mark.usefixtures("unmeasured")
def test_nothing_that_could_reach_anybody_is_loaded(tmp_path: Path) -> None:
    """Every command once, in one process: what one of them had loaded would be seen from there on."""
    typed = (PLAN, *COMMANDS, *((PDF,) if find_spec("typst") else ()))
    assert watched(tmp_path, *typed) == dict.fromkeys(typed, (0, [], [], ""))


def test_an_upgrade_reaches_nobody_either(tmp_path: Path) -> None:
    shutil.copy(HERE / "store" / "schemas" / "diary-1.db", tmp_path / "old.db")
    assert watched(tmp_path, "night 6", diary="old.db") == {"night 6": (0, [], [], "")}


def test_the_watch_would_see_it() -> None:
    script = (
        "import sys; seen = []; sys.addaudithook(lambda event, _: seen.append(event)); import socket; "
        "socket.socket().close(); print([each for each in seen if each.startswith('socket.')])"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, encoding="utf-8", timeout=60)
    assert "socket.__new__" in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="no tracer here")
@pytest.mark.skipif(find_spec("typst") is None, reason="no typesetter")
def test_the_system_sees_no_socket_either(tmp_path: Path) -> None:
    program, env = [sys.executable, "-m", "legdiary"], environment(tmp_path, "diary.db")
    subprocess.run([*program, "night", "6"], check=True, capture_output=True, cwd=tmp_path, env=env, timeout=60)
    traced = ["strace", "-f", "-qq", "-e", "trace=%network", "-e", "signal=none", "-o", "trace", *program, *PDF.split()]
    done = subprocess.run(traced, check=False, capture_output=True, cwd=tmp_path, env=env, timeout=60)
    trace = (tmp_path / "trace").read_text() if (tmp_path / "trace").exists() else ""
    if done.returncode and not (tmp_path / "page.pdf").exists():
        pytest.skip("the tracer may not be used here")
    assert trace == ""
