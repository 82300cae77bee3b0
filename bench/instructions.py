"""Count the instructions of nightly commands, and fail where one needs more than is written down.

`python bench/instructions.py` counts with valgrind's cachegrind, where that is installed: the same program needs the
same number of instructions each time, to within a thousandth, while times waver by tenths on a busy machine. A figure
is the number of instructions over that of the bare interpreter, so that another build of Python changes it little. The
figures written down (`instructions.toml`) are of one Python each; `--write` writes those of this Python anew.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from measuring import BARE, HERE, environment, markdown
from run import MONTH, prepare, surroundings

WRITTEN_DOWN = HERE / "instructions.toml"
#: More than this over the figure that is written down fails.
MOST = 1.03
COMMANDS = {
    "kratom": ("kratom", "2.5g", "--confirm"),
    "night": ("night", "6"),
    "magnesium": ("magnesium", "200mg", "--confirm"),
    "week": ("week",),
    "card": (),
}
#: The script that starts the program as pip writes it today. An older pip's imports `re`, which would be counted too.
_SCRIPT = "import sys\nfrom legdiary.__main__ import main\nsys.exit(main())\n"
_COUNT = re.compile(r"I +refs: +([0-9,]+)")
_HEAD = """\
# Instructions of a command over those of the bare interpreter, by Python: `python bench/instructions.py --write`.
# `just instructions` fails where a command needs 3 % more.
"""


class NotCounted(Exception):
    """A command that did not end well, or no count."""


def count(program: list[str], env: dict[str, str]) -> int:
    """Return the number of instructions of a whole process.

    Raises:
        NotCounted: it did not end well.
    """
    counting = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    # The order of sets changes the number a little.
    done = subprocess.run(
        [*counting, *program], env=env | {"PYTHONHASHSEED": "0"}, capture_output=True, text=True, check=False
    )
    found = _COUNT.search(done.stderr)
    if done.returncode or found is None:
        raise NotCounted(f"{' '.join(program)} ended with {done.returncode}: {done.stderr[-400:]}")
    return int(found[1].replace(",", ""))


def measured(folder: Path) -> dict[str, float]:
    """Return command → instructions over those of the bare interpreter."""
    prepare(folder, [MONTH])
    env = environment(folder) | surroundings()
    bare = count(BARE, env)
    script = folder / "start.py"
    script.write_text(_SCRIPT, encoding="utf-8")
    start = [sys.executable, str(script)]
    found: dict[str, float] = {}
    for name, words in COMMANDS.items():
        diary = Path(shutil.copyfile(folder / f"{MONTH}.db", folder / f"{name}.db"))
        env["LEGDIARY_DIARY"] = str(diary)
        # Once before: it leaves this week's copy, and what is compiled.
        subprocess.run([*start, *words], env=env, check=True, capture_output=True)
        shutil.copyfile(folder / f"{MONTH}.db", diary)
        found[name] = count([*start, *words], env) / bare
    return found


def written_down() -> dict[str, dict[str, float]]:
    """Return Python → command → the figure that is written down."""
    return tomllib.loads(WRITTEN_DOWN.read_text(encoding="utf-8")) if WRITTEN_DOWN.exists() else {}


def write(figures: dict[str, float], python: str) -> None:
    """Write the figures of this Python down."""
    every = written_down() | {python: figures}
    parts = [
        f'\n["{version}"]\n' + "".join(f"{name} = {value:.2f}\n" for name, value in of.items())
        for version, of in sorted(every.items())
    ]
    WRITTEN_DOWN.write_text(_HEAD + "".join(parts), encoding="utf-8")


def main() -> None:
    """Count, print, compare."""
    parser = argparse.ArgumentParser(description="Count the instructions of nightly commands.")
    parser.add_argument("--write", action="store_true", help="write the figures of this Python down")
    arguments = parser.parse_args()
    if shutil.which("valgrind") is None:
        print("not counted: valgrind is not installed")
        return
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    with tempfile.TemporaryDirectory(prefix="legdiary-bench-") as made:
        try:
            figures = measured(Path(made))
        except NotCounted as error:
            sys.exit(f"not counted: {error}")
    held = written_down().get(python, {})
    lines: list[tuple[str, ...]] = [("command", "instructions, × bare", "written down")]
    lines += [(name, f"{value:.2f}", f"{held[name]:.2f}" if name in held else "") for name, value in figures.items()]
    print("\n".join(markdown(lines, right=(1, 2))))
    if arguments.write:
        write(figures, python)
        return
    more = [name for name, value in figures.items() if name in held and value > held[name] * MOST]
    if more:
        sys.exit(f"more instructions than written down for Python {python}: {', '.join(more)}")
    print(f"Python {python}: " + ("within 3 % of what is written down" if held else "nothing is written down"))


if __name__ == "__main__":
    os.umask(0o077)
    main()
