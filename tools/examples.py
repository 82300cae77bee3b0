"""The examples of a Markdown page: found, run in one world, and written anew with what came back.

A fenced block of the kind `console` holds lines as they are typed, each after `$ `, and below each what it prints:

    <!-- world: now=2026-11-20T23:40-05:00 tz=Europe/Berlin columns=40 demo -->
    ```console
    $ legdiary night 11   # exit 2
    legdiary: severity 11 …
    ```

The comment is optional and holds for all blocks below it; `demo` puts the made-up diary in the usual place. A line ends
with `# exit N` where the command is to end with another code than 0. All blocks of a page share one home.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from world import World

_WORLD = re.compile(r"<!-- world:(?P<said>[^>]*)-->")
_EXIT = re.compile(r"#.*\bexit (?P<code>\d+)")
_FENCE = re.compile(r"^(?P<indent> *)```(?P<kind>\w*)\s*$")


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Attributes:
        kind: the word behind the fence, or nothing.
        first: the number of its first line within, counted from 0.
        before: the number of the fence that ends it.
    """

    kind: str
    first: int
    before: int


class UnexpectedExit(Exception):
    """An example ended with another code than the page says."""


def blocks(lines: list[str]) -> Iterator[Block]:
    """Every fenced block of a page."""
    opened: tuple[str, int] | None = None
    for number, line in enumerate(lines):
        if not (fence := _FENCE.match(line)):
            continue
        if opened is None:
            opened = fence["kind"], number + 1
        else:
            yield Block(opened[0], opened[1], number)
            opened = None


def commands(lines: list[str]) -> Iterator[str]:
    """Every line of a `sh`, `console` or unnamed block that calls legdiary, as typed."""
    for block in blocks(lines):
        if block.kind in {"sh", "console", ""}:
            for line in lines[block.first : block.before]:
                typed = line.strip().removeprefix("$ ")
                if typed == "legdiary" or typed.startswith("legdiary "):
                    yield typed


def rerun(page: str, world: World) -> str:
    """The page with what its examples print now.

    Raises:
        UnexpectedExit: a command ended otherwise than the page says.
    """
    lines = page.splitlines()
    made: list[str] = []
    done = 0
    for block in blocks(lines):
        made += _told(lines[done : block.first], world)
        inside = lines[block.first : block.before]
        made += _run(inside, world) if block.kind == "console" else inside
        done = block.before
    return "\n".join([*made, *lines[done:]]) + "\n"


def _told(between: list[str], world: World) -> list[str]:
    """The lines between two blocks; what they say of the world is done."""
    for line in between:
        if said := _WORLD.search(line):
            for word in said["said"].split():
                _set(word, world)
    return between


def _set(word: str, world: World) -> None:
    name, _, value = word.partition("=")
    match name:
        case "now":
            world.now = value
        case "tz":
            world.zone = value
        case "columns":
            world.columns = int(value)
        case "demo":
            world.bring_demo()
        case _:
            raise ValueError(word)


def _run(inside: list[str], world: World) -> list[str]:
    made: list[str] = []
    for typed in _typed(inside):
        made += f"$ {typed}".splitlines()
        answer = world.typed(typed.replace("\\\n", " "))
        due = int(said["code"]) if (said := _EXIT.search(typed)) else 0
        if answer.code != due:
            raise UnexpectedExit(f"{typed!r} ended with {answer.code}, not {due}:\n{answer.text}")
        made += [line.rstrip() for line in answer.text.rstrip("\n").split("\n")] if answer.text else []
    return made


def _typed(inside: list[str]) -> Iterator[str]:
    """What was typed: a line that ends with a backslash goes on in the next."""
    rest = iter(inside)
    for line in rest:
        if line.startswith("$ "):
            typed = line[2:]
            while typed.endswith("\\"):
                typed = f"{typed}\n{next(rest)}"
            yield typed


def refreshed(path: Path, world: World) -> str:
    """`rerun` of a file; where it fails, the file is named."""
    try:
        return rerun(path.read_text(encoding="utf-8"), world)
    except UnexpectedExit as wrong:
        raise UnexpectedExit(f"{path.name}: {wrong}") from None
