"""`reference/json.md`: every command's JSON, its keys explained, from `json_keys.toml` and from real output."""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

from world import World, passing_world

SPEC = Path(__file__).with_name("json_keys.toml")
_NOT_LOOKED_INTO = "any"
_WIDTH = 110
_ITEMS_SHOWN = 1
_QUOTES = '"": '
_SOME_NIGHTS = range(2, 30, 4)
_HEAD = """<!-- Made by `python tools/make_docs.py` from tools/json_keys.toml and from what the commands print. -->
# JSON

Every command that prints data or stores something takes `--json`. It then prints one JSON document on standard output,
and nothing else there. The keys are promised: more may come, none will go. Numbers are numbers, and an unknown value is
`null`. Days look like `2026-11-20`; moments are ISO 8601 with their offset. Durations are whole minutes if the key ends
in `_min`, and hours if it ends in `_h`. After an error, standard output is empty, and the exit code says why.

The examples come from the made-up diary (`legdiary demo`). Longer lists are cut to their first item. The types are
those seen in it; anything that can be unknown can be `null`.
"""
_TYPES = {"str": "text", "int": "number", "float": "number", "bool": "true, false", "NoneType": "null"}


class KeysDiffer(Exception):
    """What is explained is not what is printed."""

    def __init__(self, unknown: set[str], never: list[str]) -> None:
        told = ", ".join(sorted(unknown)) or "nothing"
        super().__init__(f"printed, not in {SPEC.name}: {told}; there, never printed: {', '.join(never) or 'nothing'}")


class Refused(Exception):
    """A command that was to print a document did not."""


class _Seen:
    """Which keys were printed, and with which types.

    Attributes:
        shapes: name → key → what it is.
        anchors: name → the heading under which a shape stands, where that is a command's.
    """

    def __init__(self, spec: dict[str, Any]) -> None:
        self.shapes: dict[str, dict[str, Any]] = spec["shape"]
        self.anchors = {command["shape"]: _title(command) for command in reversed(spec["command"])}
        self.unknown: set[str] = set()
        self.types: dict[tuple[str, str], set[str]] = defaultdict(set)

    def look(self, name: str, value: Any) -> None:
        """Go through a value of a shape."""
        if isinstance(value, list):
            for item in value:
                self.look(name, item)
        elif isinstance(value, dict):
            for key, inner in value.items():
                self._key(name, value, key, inner)

    def _key(self, name: str, whole: dict[str, Any], key: str, inner: Any) -> None:
        kind = f"{name} {whole.get('kind')}"
        shape = next((each for each in (name, kind) if key in self.shapes.get(each, {})), None)
        if shape is None:
            self.unknown.add(f"{name}.{key}")
            return
        self.types[shape, key] |= _types(inner)
        _, within = _explained(self.shapes[shape][key])
        if within and within != _NOT_LOOKED_INTO:
            self.look(within, inner)

    def check(self) -> None:
        """What is explained is what is printed.

        Raises:
            KeysDiffer: it is not.
        """
        every = [(name, key) for name, keys in self.shapes.items() for key in keys]
        never = [f"{name}.{key}" for name, key in every if (name, key) not in self.types]
        if self.unknown or never:
            raise KeysDiffer(self.unknown, never)


def page() -> str:
    """The whole page.

    Raises:
        KeysDiffer: a key is printed and not explained, or explained and never printed.
    """
    spec = tomllib.loads(SPEC.read_text(encoding="utf-8"))
    seen = _Seen(spec)
    sections = []
    with passing_world() as world:
        _live(world, spec["before"])
        (world.home / "place").mkdir()
        for command in spec["command"]:
            documents = [_document(world, typed) for typed in command["typed"]]
            if command.get("with_devices"):
                documents += _meet(world, spec["devices"])
            for document in documents:
                seen.look(command["shape"], document)
            sections.append((command, documents[0]))
    seen.check()
    parts = [_HEAD, *(_section(command, document, seen) for command, document in sections)]
    return "\n".join([*parts, _shapes(spec, seen)]).rstrip() + "\n"


def _live(world: World, before: dict[str, Any]) -> None:
    """What is typed first, so that no list is empty."""
    for name, content in before["files"].items():
        (world.home / name).write_text(content, encoding="utf-8")
    lines = list(before["typed"])
    lines += [f"factor {name} --night -{back}" for name in before["factors"] for back in _SOME_NIGHTS]
    for line in lines:
        _document(world, line)


def _meet(world: World, devices: dict[str, Any]) -> list[Any]:
    """What a second device prints that joins, and both as they exchange what was typed on each."""
    other = World(world.root / devices["name"])
    joined = _document(other, f"sync join {world.home / 'place'} --name {devices['name']}")
    for at, lines in ((other, devices["there"]), (world, devices["here"])):
        for line in lines:
            _document(at, line)
    return [joined, _document(other, "sync"), _document(world, "sync")]


def _document(world: World, typed: str) -> Any:
    with world.typing_passphrases():
        answer = world.typed(f"legdiary {typed} --json")
    if answer.code:
        raise Refused(f"legdiary {typed}: {answer.text}")
    return json.loads(answer.text[answer.text.index("{") :])  # a notice may come first


def _types(value: Any) -> set[str]:
    if isinstance(value, list):
        return {f"list of {_TYPES.get(type(each).__name__, 'objects')}" for each in value} or {"list"}
    return {_TYPES.get(type(value).__name__, "object")}


def _explained(said: str | list[str]) -> tuple[str, str | None]:
    return (said, None) if isinstance(said, str) else (said[0], said[1])


def _title(command: dict[str, Any]) -> str:
    return str(command.get("title") or f"legdiary {command['typed'][0].split(' --')[0]}")


def _section(command: dict[str, Any], document: Any, seen: _Seen) -> str:
    typed = f"legdiary {command['typed'][0]} --json".replace("  ", " ")
    lines = [f"## {_title(command)}", "", f"`{typed}`", ""]
    if about := command.get("about"):
        lines += [about, ""]
    if command.get("example"):
        lines += ["```json", _pretty(_shortened(document), 0), "```", ""]
    return "\n".join([*lines, *_table(command["shape"], seen), ""])


def _shapes(spec: dict[str, Any], seen: _Seen) -> str:
    """What is shared by several documents, or inside one of them."""
    told = {command["shape"] for command in spec["command"]}
    lines = ["## What the values are made of", ""]
    for name in spec["shape"]:
        if name not in told:
            lines += [f"### {name}", "", *_table(name, seen), ""]
    return "\n".join(lines)


def _table(name: str, seen: _Seen) -> list[str]:
    rows = ["| key | type | meaning |", "| --- | --- | --- |"]
    for key, said in seen.shapes[name].items():
        meaning, within = _explained(said)
        if within and within != _NOT_LOOKED_INTO:
            meaning = f"{meaning}: [{within}](#{seen.anchors.get(within, within).replace(' ', '-')})"
        rows.append(f"| `{key}` | {_type(seen.types[name, key])} | {meaning} |")
    return rows


def _type(types: set[str]) -> str:
    known = sorted(types - {"null"} - ({"list"} if len(types) > 1 else set()))
    return " or ".join([*known, *(["null"] if "null" in types else [])])


def _shortened(value: Any) -> Any:
    if isinstance(value, list):
        return [_shortened(each) for each in value[:_ITEMS_SHOWN]]
    if isinstance(value, dict):
        return {key: _shortened(inner) for key, inner in value.items()}
    return value


def _pretty(value: Any, indent: int, key: str = "") -> str:
    """JSON with as much on a line as fits behind its key."""
    flat = json.dumps(value, ensure_ascii=False)
    if indent + len(key) + len(flat) <= _WIDTH or not isinstance(value, dict | list):
        return flat
    pad = " " * (indent + 2)
    if isinstance(value, dict):
        items = value.items()
        rows = [f"{pad}{json.dumps(name)}: {_pretty(inner, indent + 2, name + _QUOTES)}" for name, inner in items]
        return "{\n" + ",\n".join(_filled(rows)) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(f"{pad}{_pretty(each, indent + 2)}" for each in value) + "\n" + " " * indent + "]"


def _filled(rows: list[str]) -> list[str]:
    """Short neighbours share a line."""
    made: list[str] = []
    for row in rows:
        short = "\n" not in row and made and "\n" not in made[-1] and len(made[-1]) + len(row.strip()) + 2 <= _WIDTH
        if short:
            made[-1] += f", {row.strip()}"
        else:
            made.append(row)
    return made
