"""Tries a built wheel: `python tools/try_wheel.py dist` installs it where nothing else is and runs its main job.

What the sources have and the wheel lacks (a template, a list, the compiled SQL) shows here and nowhere else.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

COMMANDS = (
    ("--version",),
    ("demo", "--output", "demo.db"),
    ("--diary", "demo.db", "week"),
    ("--diary", "demo.db", "export", "html", "--taper", "--output", "page.html"),
    ("--diary", "demo.db", "export", "csv", "--output", "tables"),
    ("help-me",),
    ("check",),
)


def main(folder: str) -> int:
    """Install the one wheel of a folder into a new environment, and run what a person would."""
    (wheel,) = Path(folder).resolve().glob("*.whl")
    with TemporaryDirectory() as place:
        venv.create(Path(place) / "env", with_pip=True)
        programs = Path(place) / "env" / ("Scripts" if sys.platform == "win32" else "bin")
        quiet = ("--quiet", "--disable-pip-version-check")
        subprocess.run([programs / "python", "-m", "pip", "install", *quiet, wheel], check=True)
        home = Path(place) / "home"
        home.mkdir()
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("LEGDIARY")}
        surroundings |= {"HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
        subprocess.run([programs / "legdiary", "night", "4"], check=True, cwd=home, env=surroundings)
        for words in COMMANDS:
            subprocess.run([programs / "legdiary", *words], check=True, cwd=home, env=surroundings)
    print(f"{wheel.name} works")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
