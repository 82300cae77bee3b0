"""`reference/commands.md`: what every command's own `--help` prints, in the order of the program's help."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from legdiary.cli.command_line.commands import TREE
from world import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from legdiary.cli.command_line.commands import Spec

_HEAD = """<!-- Made by `python tools/make_docs.py` from the program's own --help. -->
# Commands

This page is the help of every command. You type nights, times, durations and amounts the same way everywhere:

| word | accepted |
| --- | --- |
| WHEN, a night | `tonight`, `last night`, `today`, `yesterday`, `-2` or `2 ago`, `mon` … `sun`, `2026-11-20` |
| AT, a moment | `23:40`, `23.40`, `2340`, `11:40pm`, `11 p.m.`, `now`, `20m ago`, `yesterday 23:40`, \
`2026-11-20 23:40`, `2026-11-20T23:40-05:00` |
| TIME, a duration | `6h30`, `6h30m`, `6:30`, `390m`, `45m`, `1.5h`, `7 hours`, `55 minutes`; \
for `--latency`, `--awake`, `--pacing`, `--lying-awake` and `--nap` a bare number from 10 on is minutes |
| BED-WAKE | `22:45-06:10`, `22.45-6.10`, `2245-610`, `23-7`, `11pm-7`, `10:30pm-6am`; \
or only how long you slept: `7h` |
| AMOUNT | with its unit: `2.5g`, `2,5g`, `2.5 grams`, `2500mg`, `75mcg`; \
`5caps` of a product with a capsule weight |

You can use every form wherever you type such a value: on the command line, in `edit`, in the questions of `checkin`,
`start` and `taper new`, and in the dashboard. A form with only one meaning is accepted. A form with two is refused, and
the answer shows both: `sleep 7-3` can mean 07:00-15:00 or 19:00-03:00, and `--awake 5` five minutes or five hours.

A value of several words needs no quotes: `kratom 2.5 g --at 20m ago`. Use `-2` after an option and `2 ago` as an
argument. A weekday means the latest one: on Monday at 00:10, `sun` is the evening just past
([hour by hour](../explanation/how-nights-are-dated.md#words-for-a-night-hour-by-hour)).

Results go to standard output, messages and errors to standard error. Exit codes: 0 done; 1 refused, or nothing there; 2
a bad value or wrong usage; 3 a problem with the diary file; 130 interrupted. [Errors](../errors.md) explains every
error, and [JSON](json.md) every JSON key.

`legdiary help sleep` means `legdiary sleep --help`. `today` and `status` show today's card. `log kratom 2.5g` means
`kratom 2.5g`, and `log` alone shows what you can log. `-V` means `--version`.

"""


def page() -> str:
    """The whole page."""
    with TemporaryDirectory() as folder:
        world = World(Path(folder))
        return _HEAD + "\n".join(_sections(world))


def _sections(world: World) -> Iterator[str]:
    yield _section(world, [])
    heading = ""
    for name, spec in TREE.items():
        if spec.hidden:
            continue
        if spec.section != heading:
            heading = spec.section
            yield f"## {heading}\n"
        for path in _paths(name, spec):
            yield _section(world, path)


def _paths(name: str, spec: Spec) -> Iterator[list[str]]:
    inside: Mapping[str, Spec] = spec.inside or {}
    yield [name]
    for within in inside:
        yield [name, within]


def _section(world: World, path: list[str]) -> str:
    typed = " ".join(["legdiary", *path])
    told = world.legdiary(*path, "--help").text.strip("\n")
    level = "##" if not path else "###"
    return f"{level} {typed}\n\n```text\n{told}\n```\n"
