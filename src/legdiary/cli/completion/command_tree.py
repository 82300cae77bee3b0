"""The data for completion: every command with its flags, read from the commands as they are built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.cli.completion.flag_values import Values, argument_values, flag_values
from legdiary.domain.entries.kinds import KIND_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from legdiary.cli.command_line.commands import Spec


class Flag(NamedTuple):
    """One flag; `values` is None if it takes none."""

    name: str
    about: str
    values: Values | None


class Command(NamedTuple):
    """One command, named by its words.

    Attributes:
        path: its words, such as `taper new`; empty for the program itself.
        inside: its subcommands, each with a summary.
        flags: its flags.
        argument: the values of its first argument.
    """

    path: str
    inside: tuple[tuple[str, str], ...]
    flags: tuple[Flag, ...]
    argument: Values

    def place(self, name: str) -> str:
        """Return the key of its flag or argument: `taper new --start`."""
        return f"{self.path} {name}".lstrip()


def commands() -> list[Command]:
    """Return every command, the program itself first."""
    from legdiary.cli.command_line.commands import TREE

    own = (
        Flag("--diary", "The diary file to use", Values(files=True)),
        Flag("--help", "Show the help and end", None),
        Flag("--json", "Today's card as one JSON document", None),
        Flag("--version", "Print the version and end", None),
    )
    return [Command("", _summaries(TREE), own, Values()), *_subcommands("", TREE)]


def paths(every: Sequence[Command]) -> list[str]:
    """Return the words of each command."""
    return [command.path for command in every if command.path]


def flags_with_values(every: Sequence[Command]) -> list[str]:
    """Return the keys of the flags that take a value: the command's words, then the flag."""
    return [command.place(flag.name) for command in every for flag in command.flags if flag.values is not None]


def _summaries(specs: Mapping[str, Spec]) -> tuple[tuple[str, str], ...]:
    return tuple((name, spec.summary) for name, spec in specs.items() if not spec.hidden)


def _subcommands(above: str, specs: Mapping[str, Spec]) -> Iterator[Command]:
    from legdiary.cli.command_line.build import build
    from legdiary.cli.command_line.commands import LEADS, TREE

    arguments, values = argument_values(), flag_values()
    for name, spec in specs.items():
        if name in LEADS and not above:
            continue
        path = f"{above} {name}".lstrip()
        if spec.inside is not None:
            yield Command(path, _summaries(spec.inside), (Flag("--help", "Show the help and end", None),), Values())
            yield from _subcommands(path, spec.inside)
            continue
        # `edit` passes its flags on to the command that made the entry, so the flags of all of these are offered
        makers = [build(maker, TREE[maker]) for maker in KIND_NAMES] if spec.passes_on else []
        flags = {flag.name: flag for built in (build(name, spec), *makers) for flag in _flags(path, built, values)}
        yield Command(path, (), tuple(flags[key] for key in sorted(flags)), arguments.get(path, Values()))


def _flags(path: str, built: Any, values: Mapping[str, Values]) -> Iterator[Flag]:
    """Yield the flags of a built command. Its class is private to Typer; its shape is public."""
    for param in built.params:
        long = next((opt for opt in param.opts if opt.startswith("--")), None)
        if param.param_type_name == "option" and long is not None:
            takes = None if param.is_flag else values.get(f"{path} {long}", values.get(long, Values()))
            yield Flag(long, (param.help or "").rstrip("."), takes)
    yield Flag("--help", "Show the help and end", None)
