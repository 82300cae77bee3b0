"""What the nightly command imports, and what that costs: `python bench/imports.py [COMMAND …]`.

Prints every line of `python -X importtime` over 2 ms (medians of several runs, CPU shared with whatever else runs), and
the number of modules loaded when the command is done. Without arguments the command is `kratom 2.5g --confirm`, on a
made-up month.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from run import MONTH, environment, legdiary, prepare

RUNS = 7
LEAST_MS = 2.0
COMMAND = ("kratom", "2.5g", "--confirm")
_US = 1000
_LABEL = "import time:"
_COUNT = """
import sys
from legdiary.cli.main import run
code = run(sys.argv[1:])
print(len(sys.modules), "modules", file=sys.stderr)
sys.exit(code)
"""


def lines_of(output: str) -> dict[str, tuple[int, int]]:
    """Indented name → microseconds of its own and with what it imports, in the order of `-X importtime`."""
    found = {}
    for line in output.splitlines():
        if line.startswith(_LABEL) and "cumulative" not in line:
            own, whole, name = line.removeprefix(_LABEL).split("|")
            found[name] = int(own), int(whole)
    return found


def _run(options: list[str], words: list[str], env: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, *options, *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"not reported: {' '.join(words)} ended with {done.returncode}: {done.stderr.strip()[-400:]}")
    return done.stderr


def main() -> None:
    """Run, and print the lines that matter."""
    words = sys.argv[1:] or list(COMMAND)
    with tempfile.TemporaryDirectory(prefix="legdiary-bench-") as made:
        folder = Path(made)
        prepare(folder, [MONTH])
        env = environment(folder) | {"LEGDIARY_DIARY": str(folder / f"{MONTH}.db")}
        timed = [lines_of(_run(["-X", "importtime", *legdiary()[1:]], words, env)) for _ in range(RUNS)]
        counted = _run(["-c", _COUNT], words, env).splitlines()[-1]
    print(f"{' '.join(words)}: imports of {LEAST_MS:g} ms and more, medians of {RUNS} runs\n")
    print(f"{'own ms':>8} {'with its own':>13}  module")
    for name in timed[0]:
        own, whole = (median(run[name][place] for run in timed if name in run) / _US for place in (0, 1))
        if whole >= LEAST_MS:
            print(f"{own:8.1f} {whole:13.1f}  {name}")
    print(f"\n{counted} loaded when it is done.")


if __name__ == "__main__":
    main()
