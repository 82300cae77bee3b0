"""Try a built wheel: `python tools/try_wheel.py dist` installs it where nothing else is and runs its main job.

What the sources have and the wheel lacks (a template, a list, the compiled SQL) shows here and nowhere else, and so
does a command that only starts where the tools of the tests are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What a person types on an ordinary day, the last without a command: today's card. It is 22:00 on 2026-11-22.
DAILY = (
    ("night", "4"),
    ("sleep", "22:45-06:10", "--latency", "20m", "--awake", "30m", "--night", "yesterday"),
    ("kratom", "2.5g"),
    ("magnesium", "200mg", "--form", "glycinate"),
    (),
)
OTHERS = (
    ("--version",),
    ("week",),
    ("report",),
    ("demo", "--output", "demo.db"),
    ("--diary", "demo.db", "week"),
    ("--diary", "demo.db", "export", "html", "--taper", "--output", "page.html"),
    ("--diary", "demo.db", "export", "csv", "--output", "tables"),
    ("help-me",),
    ("check",),
)
#: What the wheel must not need: the tests' tools, and what the SQL was made with.
ABSENT = ("pytest", "hypothesis", "sqlmodel", "sqlalchemy", "alembic", "pydantic")
_THERE = f"""
import json
from importlib.util import find_spec

print(json.dumps([name for name in {ABSENT} if find_spec(name)]))
"""
_PATHS = """
import json
from legdiary.cli.command_line.commands import TREE

def paths(tree, before=()):
    for name, spec in tree.items():
        yield [*before, name]
        yield from paths(spec.inside or {}, (*before, name))

print(json.dumps(list(paths(TREE))))
"""


class Trial:
    """A wheel, installed alone.

    Args:
        place: an empty folder.
        wheel: the wheel.
    """

    def __init__(self, place: Path, wheel: Path) -> None:
        venv.create(place / "env", with_pip=True)
        windows = sys.platform == "win32"
        programs = place / "env" / ("Scripts" if windows else "bin")
        self.python = programs / "python"
        self.program = programs / "legdiary"
        self.home = place / "home"
        self.home.mkdir()
        quiet = ("--quiet", "--disable-pip-version-check")
        subprocess.run([self.python, "-m", "pip", "install", *quiet, wheel], check=True)
        self.env = surroundings(self.home, os.environ)

    def run(self, *words: str) -> str:
        """Run a command that must succeed, and return what it prints."""
        done = subprocess.run(
            [self.program, *words], check=False, cwd=self.home, env=self.env, encoding="utf-8",
            stdin=subprocess.DEVNULL, capture_output=True,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"legdiary {' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def ask(self, script: str) -> Any:
        """Return the JSON that a script prints in that environment."""
        done = subprocess.run([self.python, "-c", script], check=True, cwd=self.home, env=self.env, capture_output=True)
        return json.loads(done.stdout)


def surroundings(home: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment whose home is new, at a clock that stands."""
    kept = {name: value for name, value in environ.items() if not name.startswith(("LEGDIARY", "XDG_", "PYTHON"))}
    homes = dict.fromkeys(
        ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(home)
    )
    return kept | homes | {
        "XDG_STATE_HOME": str(home), "LEGDIARY_NOW": "2026-11-22T22:00-05:00", "TZ": "America/New_York",
        "PYTHONUTF8": "1", "COLUMNS": "80",
    }  # fmt: skip


def try_wheel(wheel: Path) -> str:
    """Install a wheel, run every command's help, the daily commands and others; return what was tried."""
    with TemporaryDirectory() as place:
        trial = Trial(Path(place), wheel)
        if there := trial.ask(_THERE):
            raise SystemExit(f"installed with the wheel: {', '.join(there)}")
        commands = trial.ask(_PATHS)
        for words in ([], *commands):
            if "Usage: legdiary" not in trial.run(*words, "--help"):
                raise SystemExit(f"legdiary {' '.join(words)} --help shows no usage")
        for typed in (*DAILY, *OTHERS):
            trial.run(*typed)
        kinds = sorted(each["kind"] for each in json.loads(trial.run("list", "--json"))["entries"])
        if kinds != ["kratom", "magnesium", "night", "sleep"]:
            raise SystemExit(f"stored was {kinds}")
    return (
        f"{wheel.name} works: the help of {len(commands)} commands, {len(DAILY)} daily commands, {len(OTHERS)} others"
    )


def main(folder: str) -> int:
    """Try the one wheel of a folder."""
    (wheel,) = Path(folder).resolve().glob("*.whl")
    print(try_wheel(wheel))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
