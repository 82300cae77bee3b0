"""`command_table.py`: the commands, their values and options, compiled from what they declare to Typer.

The file is committed and read in review; a test compiles again and compares, so it cannot go stale.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from legdiary.cli.command_line.build import build, load
from legdiary.cli.command_line.commands import LOGGED, TREE
from legdiary.cli.main import application

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.cli.command_line.commands import Spec

_HEADER = '''"""Made by `python tools/make_docs.py table` from the commands' declarations; edit those, never this.

Each row: command → `module:function` in `legdiary.cli`, the values that take one word each, the value that takes all
further words, and option → its parameter and what it takes. `cli.command_line.table_reader` reads command lines by it.
"""

from __future__ import annotations

# fmt: off
#: What an option takes: one word, one word each time, or none (it switches on or off).
ONE, MANY, ON, OFF = "one", "many", "on", "off"
'''
#: The longest line.
_LINE = 120
#: Commands that need Typer's context: another command's options, and help.
_BY_TYPER = frozenset({"edit", "help"})


class NotInTable(Exception):
    """A declaration that says more than the table can."""


def page() -> str:
    """The whole text of `command_table.py`."""
    lines = [_HEADER, "#: The commands that `log` leads to.", f"LOGGED = {_literal(LOGGED)}"]
    lines += [
        "#: The options of the program itself.",
        f"ROOT: dict[str, tuple[str, str]] = {_flags(_root_flags(), '')}",
    ]
    lines += ["TABLE: dict[str, tuple[str, tuple[str, ...], str | None, dict[str, tuple[str, str]]]] = {"]
    lines += [_row(path, spec) for path, spec in _commands()]
    return "\n".join([*lines, "}", ""])


def _commands() -> Iterator[tuple[str, Spec]]:
    for name, spec in TREE.items():
        if name == "log" or name in _BY_TYPER:
            continue
        if spec.inside is None or spec.where is not None:  # a group that does something alone as well
            yield name, spec
        if spec.inside is not None:
            yield from ((f"{name} {inner}", each) for inner, each in spec.inside.items())


def _root_flags() -> dict[str, tuple[str, str]]:
    of = _flags_of("", application().params)
    return {flag: value for flag, value in of.items() if value[0] != "version"}


def _row(path: str, spec: Spec) -> str:
    params = build(path.rpartition(" ")[2], spec).params
    _check(path, spec, params)
    places = tuple(each.name for each in params if each.param_type_name == "argument" and each.nargs == 1)
    others = [each.name for each in params if each.param_type_name == "argument" and each.nargs == -1]
    if len(others) > 1 or (others and [p.name for p in params if p.param_type_name == "argument"][-1] != others[0]):
        raise NotInTable(path)
    rest = f'"{others[0]}"' if others else "None"
    head = f'    "{path}": (\n        "{spec.where}", {_literal(places)}, {rest},\n        '
    return f"{head}{_flags(_flags_of(path, params), '        ')},\n    ),"


def _check(path: str, spec: Spec, params: list[Any]) -> None:
    """Refuse a command whose defaults are not those of its function, since the table leaves out what is not given."""
    known = inspect.signature(load(spec.where)).parameters
    for each in params:
        if each.name != "help" and (each.default or None) != (known[each.name].default or None):
            raise NotInTable(f"{path}: the default of {each.name}")


def _flags_of(path: str, params: list[Any]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for each in params:
        is_flag = each.param_type_name == "option" and each.is_flag
        if each.required or each.envvar or each.callback or each.type.name != ("boolean" if is_flag else "str"):
            raise NotInTable(f"{path}: {each.name}")
        if each.param_type_name == "argument" or each.name == "help":
            continue
        takes = "ON" if is_flag else "MANY" if each.multiple else "ONE"
        found |= dict.fromkeys(each.opts, (each.name, takes)) | dict.fromkeys(each.secondary_opts, (each.name, "OFF"))
    return found


def _flags(flags: dict[str, tuple[str, str]], indent: str) -> str:
    """A dictionary as ruff formats it: one line where that fits, else a line each few."""
    if not flags:
        return "{}"
    parts = [f'"{flag}": ("{name}", {takes})' for flag, (name, takes) in flags.items()]
    lines, line = [], ""
    for part in parts:
        if line and len(indent) + 4 + len(line) + 2 + len(part) + 1 > _LINE:
            lines.append(line)
            line = part
        else:
            line = f"{line}, {part}" if line else part
    lines.append(line)
    inner = "".join(f"{indent}    {each},\n" for each in lines)
    return f"{{\n{inner}{indent}}}"


def _literal(words: tuple[str, ...]) -> str:
    inner = ", ".join(f'"{word}"' for word in words)
    return f"({inner}{',' if len(words) == 1 else ''})"
