"""Many writers at once, from the very first entry on; and the same with some of them killed at any moment."""

from __future__ import annotations

import random
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from faults_world import NAME, Case, Family, first_wrong, state_of

if TYPE_CHECKING:
    from pathlib import Path

    from faults_world import World

_WRITERS, _ENTRIES = 8, 25
_KILLERS, _KILLS = 6, 50
_LONGEST_S = 0.9
_SEED = 20261122
_KILLED = -9


def _amount(writer: int, entry: int) -> int:
    return 1000 + writer * 100 + entry


def together(world: World, most: int | None) -> Family:
    """So many processes, each storing its entries one after another, into a diary that is not there yet."""
    writers, entries = (_WRITERS, _ENTRIES) if most is None else (_WRITERS, 3)
    family = Family(f"{writers} writers × {entries} entries at once, from the first on", "every one exit 0, none lost")
    path = world.folder() / NAME

    def write(writer: int) -> list[Case]:
        made = []
        for entry in range(entries):
            ran = world.run(("kratom", f"{_amount(writer, entry)}mg"), path)
            wrong = first_wrong("" if ran.code == 0 else f"exit {ran.code}: {ran.said}", ran.untidy)
            made.append(Case(str(_amount(writer, entry)), ran.code, ran.said, "stored", wrong))
        return made

    with ThreadPoolExecutor(writers) as pool:
        family.cases = [case for made in pool.map(write, range(writers)) for case in made]
    _look(path, family)
    for case in family.cases:
        case.point = "kratom, all at once"
    return family


def killed_at_random(world: World, most: int | None) -> Family:
    """Processes killed after a random time, several at once, on one diary."""
    kills = _KILLS if most is None else 4
    family = Family(
        f"{_KILLERS} writers at once, {_KILLERS * kills} of them killed at random", "acknowledged means there"
    )
    path = world.folder() / NAME

    def write(writer: int) -> list[Case]:
        chance = random.Random(_SEED + writer)  # noqa: S311 - which moment, no secret
        made = []
        for entry in range(kills):
            process = subprocess.Popen(
                [*world.program, "kratom", f"{_amount(writer, entry)}mg"], stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, env=world.environment(path), text=True,
            )  # fmt: skip
            time.sleep(chance.uniform(0, _LONGEST_S))
            process.kill()
            out, _ = process.communicate()
            acknowledged = process.returncode == 0 or out.startswith("Kratom")
            wrong = "" if process.returncode in {0, _KILLED} else f"exit {process.returncode}"
            made.append(
                Case(str(_amount(writer, entry)), process.returncode, "", "stored" if acknowledged else "", wrong)
            )
        return made

    with ThreadPoolExecutor(_KILLERS) as pool:
        family.cases = [case for made in pool.map(write, range(_KILLERS)) for case in made]
    _look(path, family)
    for case in family.cases:
        case.point = "acknowledged" if case.after == "stored" and case.code == 0 else "killed"
        case.after = case.after or "not stored"
    return family


def _look(path: Path, family: Family) -> None:
    """Every entry that was acknowledged is there, once; nothing else is wrong."""
    state = state_of(path)
    for case in family.cases:
        times = state.doses.count(int(case.point))
        if case.after == "stored" and times != 1:
            case.wrong = case.wrong or f"acknowledged, and {times} times there"
        elif times > 1:
            case.wrong = case.wrong or "stored twice"
        elif times == 1:
            case.after = "stored"
    if state.wrong:
        family.cases[-1].wrong = state.wrong
