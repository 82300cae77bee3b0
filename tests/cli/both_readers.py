"""A command line read both ways: by the compiled table, and by Typer, which states it and is its judge."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from legdiary.cli.command_line.build import load
from legdiary.cli.command_line.commands import spec_of
from legdiary.cli.command_line.table_reader import read_line
from legdiary.cli.main import application

if TYPE_CHECKING:
    from legdiary.cli.command_line.table_reader import Call

#: What was read: the program's own options, the command's place, and all its parameters with their defaults.
Reading = tuple[dict[str, Any], str, dict[str, Any]]


def by_table(arguments: list[str]) -> Reading | None:
    """The line as the table reads it; None if Typer is to read it."""
    call = read_line(arguments)
    return None if call is None else reading_of(call)


def reading_of(call: Call) -> Reading:
    root = {"diary": None, "as_json": False, "no_pager": False, **call.root}
    return root, call.where, {**_defaults(call.where), **call.given} if call.where else {}


def by_typer(arguments: list[str]) -> Reading:
    """The line as Typer reads it.

    Raises:
        Exception: whatever Typer raises for a line that it refuses.
    """
    root: Any = application()
    with root.make_context("legdiary", [*arguments]) as ctx:
        params = {name: value for name, value in ctx.params.items() if name not in {"version", "help"}}
        group, here, path = root, ctx, []
        words = [*ctx._protected_args, *ctx.args]  # noqa: SLF001 - the words behind the program's own options
        while words:
            name, command, words = group.resolve_command(here, words)
            path.append(name)
            here = command.make_context(name, words, parent=here)
            if not hasattr(command, "resolve_command"):
                spec = spec_of(path if path[0] != "log" else path[1:])
                assert spec is not None
                return (
                    params,
                    f"{spec.where}",
                    {key: _given(value) for key, value in here.params.items() if key != "help"},
                )
            group, words = command, [*here._protected_args, *here.args]  # noqa: SLF001
        spec = spec_of(path) if path else None
        if spec is not None and spec.where is not None:  # a group that does something alone as well
            return params, spec.where, {key: _given(value) for key, value in here.params.items() if key != "help"}
        return params, " ".join(path), {}


def _given(value: object) -> object:
    """The value as Typer gives it to a command: words as a list, and none of them as None."""
    return ([*value] or None) if isinstance(value, tuple) else value


def _defaults(where: str) -> dict[str, Any]:
    parameters = inspect.signature(load(where)).parameters
    return {name: each.default for name, each in parameters.items() if name != "ctx"}
