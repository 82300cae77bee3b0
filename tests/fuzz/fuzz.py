"""Fuzzes what reads: `just fuzz`, `just fuzz import-json 600`, `just fuzz "amounts times" 60`.

With atheris, inputs are changed by what they reach in the program; without it, at random from a seed. An input that
breaks a promise is kept in `.fuzz/found`, and printed with the command that shows it again. Figures of all runs add up
in `.fuzz/figures.jsonl`; `--write` puts them into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shlex
import subprocess
import sys
import time
import traceback
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fuzzing import Target

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WORK = ROOT / ".fuzz"
FOUND, GROWN, FIGURES = WORK / "found", WORK / "corpora", WORK / "figures.jsonl"
PATHS = [f"{ROOT / name}" for name in ("tests", "tests/fuzz", "tests/cli", "tests/formats", "tools")]
#: The most memory of one run beyond what it begins with, and how much slower a program is while it is watched.
_MOST_MEMORY, _WATCHED = 1 << 30, 5.0
_SECONDS = 60
_SEED = "legdiary"


def main() -> int:
    """Run the targets that were named; return 1 if anything was found."""
    read = argparse.ArgumentParser(prog="just fuzz")
    read.add_argument("what", nargs="*", help="targets and, at the end, the seconds for each (all, 60)")
    read.add_argument("--again", type=Path, metavar="FILE", help="give the target this file alone")
    read.add_argument("--plain", action="store_true", help="without atheris")
    read.add_argument("--seed", default=_SEED, help="of a run without atheris")
    read.add_argument("--runs", type=int, help="so many inputs in place of the seconds, without atheris")
    read.add_argument("--write", action="store_true", help="the figures of all runs into docs/reliability.md")
    read.add_argument("--list", action="store_true", help="all targets")
    read.add_argument("--guided", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    given = read.parse_args()
    sys.path[:0] = PATHS
    names = " ".join(given.what).split()
    seconds = int(names.pop()) if names and names[-1].isdigit() else _SECONDS
    if given.guided is not None:
        return _guided_child(names[0], seconds, given.guided)
    prepare()
    from fuzz_targets import TARGETS

    if unknown := [name for name in names if name not in TARGETS]:
        read.error(f"no such target: {', '.join(unknown)}; --list names all")
    chosen = [TARGETS[name] for name in names or ([] if given.write or given.list else TARGETS)]
    if given.list:
        print("\n".join(f"{each.name:24} {each.about}" for each in TARGETS.values()))
    if given.again is not None:
        chosen[0].run(given.again.read_bytes())
        return 0
    plain = given.plain or given.runs is not None or find_spec("atheris") is None
    found = 0
    for target in chosen:
        figures = run_plain(target, seconds, given.seed, given.runs) if plain else _run_guided(target, seconds)
        note_figures(target.name, figures)
        found += figures["found"]
    if given.write:
        write_figures()
    return 1 if found else 0


def prepare() -> None:
    """Let nothing of this machine in: no home, no settings, no zone; and no more memory than is accepted."""
    from fuzzing import scratch

    for name in os.environ:
        if name.startswith(("LEGDIARY_", "XDG_")):
            del os.environ[name]
    home = scratch() / "home"
    home.mkdir(exist_ok=True)
    os.environ |= {"HOME": f"{home}", "TZ": "UTC", "XDG_DATA_HOME": f"{home}/data", "XDG_CONFIG_HOME": f"{home}/config"}
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - as long as the process


def limit_memory() -> None:
    """Make an allocation fail that is beyond what is accepted; called once all is loaded."""
    held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + _MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


# ---------------------------------------------------------------------- at random


def run_plain(target: Target, seconds: int, seed: str, runs: int | None = None) -> dict[str, Any]:
    """Give a target its corpus, and then inputs that the seed makes of it; return the figures."""
    from fuzz_mutations import change
    from fuzzing import LARGEST, TooSlow, bounded

    limit_memory()
    seeds = [data for _, data in target.seeds()]
    places: set[str] = set()
    begun, number = time.monotonic(), 0
    while number < runs if runs is not None else time.monotonic() - begun < seconds:
        dice = Random(f"{seed} {target.name} {number}")
        data = seeds[number] if number < len(seeds) else change(target.shape, dice.choice(seeds), seeds, dice)[:LARGEST]
        number += 1
        try:
            bounded(target, data)
        except (Exception, TooSlow) as error:  # noqa: BLE001 - whatever gets out is what is looked for
            if (place := _place(error)) not in places:
                places.add(place)
                keep(target, data, error)
    return _told(target, number, time.monotonic() - begun, len(places), "at random")


def _place(error: BaseException) -> str:
    """Where an error came from: two from the same place are told once."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if "/legdiary/" in each.filename]
    last = (frames or traceback.extract_tb(error.__traceback__))[-1]
    return f"{type(error).__name__} {last.filename} {last.lineno}"


def keep(target: Target, data: bytes, error: BaseException) -> Path:
    """Keep an input that breaks a promise, and say how it is seen again."""
    path = FOUND / f"{target.name}-{blake2b(data, digest_size=6).hexdigest()}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    print(
        f"FOUND {target.name}: {type(error).__name__}: {f'{error}'[:300]}\n  {_place(error)}\n  {again(target, path)}",
        flush=True,
    )
    return path


def again(target: Target, path: Path) -> str:
    """Return the command that gives a target a kept input again."""
    return shlex.join(["just", "fuzz", target.name, "--again", os.path.relpath(path, ROOT)])


def _told(target: Target, runs: int, seconds: float, found: int, how: str) -> dict[str, Any]:
    print(f"{target.name:24} {runs:9} inputs in {seconds:6.0f} s, {how}; {found} found", flush=True)
    return {"executions": runs, "seconds": round(seconds, 1), "found": found, "how": how}


# ---------------------------------------------------------------------- guided by what is reached


def _run_guided(target: Target, seconds: int) -> dict[str, Any]:
    """Run atheris in processes of its own, again after each input that was found, until the time is up."""
    grown = GROWN / target.name
    grown.mkdir(parents=True, exist_ok=True)
    begun, runs, found = time.monotonic(), 0, 0
    left = seconds
    while left > 0:
        command = [sys.executable, str(HERE / "fuzz.py"), target.name, f"{left}", "--guided", str(grown)]
        process = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)
        shown = (process.stdout + process.stderr).decode("utf-8", "replace")
        runs += sum(map(int, re.findall(r"stat::number_of_executed_units: +(\d+)", shown)[-1:]))
        print("".join(f"{line}\n" for line in re.findall(r"^(?:FOUND|  \w+ /|  just).*$", shown, re.MULTILINE)), end="")
        if process.returncode == 0:
            break
        found += 1
        if "FOUND" not in shown:
            print(shown[-3000:])
            break
        left = int(seconds - (time.monotonic() - begun))
    return _told(target, runs, time.monotonic() - begun, found, "guided")


def _guided_child(name: str, seconds: int, grown: Path) -> int:
    """Be the process of atheris; it does not return."""
    import atheris

    with atheris.instrument_imports(include=["legdiary"]):
        prepare()
        from fuzz_targets import TARGETS

        target = TARGETS[name]
        from fuzz_mutations import change
        from fuzzing import LARGEST, TooSlow, bounded

        seeds = [data for _, data in target.seeds()]
        for data in seeds:  # what is loaded late is to be watched as well
            target.run(data)

        def give(data: bytes) -> None:
            try:
                bounded(target, data, _WATCHED)
            except (Exception, TooSlow) as error:
                keep(target, data, error)
                raise

        def change_input(data: bytes, most: int, seed: int) -> bytes:
            dice = Random(seed)
            if dice.random() < 0.4:
                return bytes(atheris.Mutate(data, most))
            return change(target.shape, data, seeds, dice)[:most]

        options = [
            f"-max_total_time={seconds}", f"-max_len={LARGEST}", "-print_final_stats=1", "-timeout=120",
            "-rss_limit_mb=4096",
            f"-artifact_prefix={WORK}/", "-len_control=20",
        ]  # fmt: skip
        atheris.Setup(
            [sys.argv[0], *options, str(grown), str(target.corpus)], give, custom_mutator=change_input,
            internal_libfuzzer=True,
        )  # fmt: skip
        limit_memory()
        atheris.Fuzz()
    return 0


# ---------------------------------------------------------------------- figures


def note_figures(name: str, new: dict[str, Any]) -> None:
    """Note the figures of a run below those of earlier ones."""
    FIGURES.parent.mkdir(exist_ok=True)
    with FIGURES.open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps({'target': name, **new})}\n")


def summed_figures() -> dict[str, dict[str, dict[str, Any]]]:
    """Return target → how → the sums of all runs."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for line in FIGURES.read_text(encoding="utf-8").splitlines():
        run = json.loads(line)
        of = found.setdefault(run["target"], {}).setdefault(run["how"], {"executions": 0, "seconds": 0.0, "found": 0})
        for key in of:
            of[key] += run[key]
    return found


def write_figures() -> None:
    """Write the section of docs/reliability.md."""
    from fuzz_report import section

    from reliability_page import write_section

    write_section("fuzz", section(summed_figures()))


if __name__ == "__main__":
    sys.exit(main())
