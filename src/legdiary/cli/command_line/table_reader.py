"""Command lines as they are mostly typed, read by the table that is compiled from the commands' declarations.

Typer states the command line and is its judge: whatever is not plainly one command, its values and its options (help,
an error, a form that the table does not know) goes to Typer as it was typed. What is read here is read as Typer reads
it; a test reads every command line of the test suite both ways, and thousands of made-up ones.
"""

from __future__ import annotations

from importlib import import_module

from legdiary.cli.command_line.command_table import LOGGED, MANY, OFF, ON, ROOT, TABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from legdiary.cli.session import Session


class CallContext:
    """The context with which a command is called, in place of Typer's.

    Attributes:
        obj: the session.
        meta: what one command leaves for another.
        invoked_subcommand: always None: what is called by the table has no command behind it.
    """

    __slots__ = ("invoked_subcommand", "meta", "obj")

    def __init__(self, session: Session) -> None:
        self.obj = session
        self.meta: dict[str, Any] = {}
        self.invoked_subcommand = None


class Call:
    """One command line, read.

    Attributes:
        root: the program's own options that were given, by the names of their parameters.
        where: `module:function` of the command in `legdiary.cli`; empty for today's card.
        given: the parameters of the command that were given, by name.
    """

    __slots__ = ("given", "root", "where")

    def __init__(self, root: Mapping[str, Any], where: str, given: Mapping[str, Any]) -> None:
        self.root = root
        self.where = where
        self.given = given

    def run(self, session: Session) -> object:
        """Call the command and return what it returns."""
        module, _, function = self.where.partition(":")
        command = getattr(import_module(f"legdiary.cli.{module}"), function)
        session.note_options(self.given)
        return command(CallContext(session), **self.given)


def read_line(arguments: list[str]) -> Call | None:
    """Return a command line as it is read by the table; None where Typer is to read it."""
    ahead = iter(arguments)
    root: dict[str, Any] = {}
    command = _read_options(ahead, ROOT, root)
    if command is None:
        return None
    if not command:
        return Call(root, "", {})
    words = [command, *ahead]
    if words[0] == "log" and words[1:2] and words[1] in LOGGED:
        words = words[1:]
    two = " ".join(words[:2])
    path, rest = (two, words[2:]) if two in TABLE else (words[0], words[1:])
    if path not in TABLE:
        return None
    where, places, others, flags = TABLE[path]
    given = _read_values(rest, places, others, flags)
    return None if given is None else Call(root, where, given)


def _read_values(
    words: list[str], places: tuple[str, ...], others: str | None, flags: Mapping[str, tuple[str, str]]
) -> dict[str, Any] | None:
    """Return the parameters that were given, by name; None where Typer is to read them.

    Args:
        words: what was typed behind the command.
        places: the parameters that take one word each, in order.
        others: the parameter that takes all further words, if there is one.
        flags: an option as it is typed → its parameter, and what it takes.
    """
    given: dict[str, Any] = {}
    plain: list[str] = []
    ahead = iter(words)
    while word := _read_options(ahead, flags, given):
        plain.append(word)
    if word is None or (others is None and len(plain) > len(places)):
        return None
    given.update(zip(places, plain, strict=False))
    if others is not None and plain[len(places) :]:
        given[others] = plain[len(places) :]
    return given


def _read_options(ahead: Iterator[str], flags: Mapping[str, tuple[str, str]], given: dict[str, Any]) -> str | None:
    """Read options up to the next word that is not an option, and return that word.

    Returns:
        The word; empty at the end; None where Typer is to read the line.
    """
    for word in ahead:
        if word[:1] != "-":
            return word or None  # an empty word is Typer's
        flag, has_value, value = word.partition("=")
        name, takes = flags.get(flag, ("", ""))
        if not name or (name in given and takes != MANY):
            return None
        if takes in {ON, OFF}:
            if has_value:
                return None
            given[name] = takes == ON
            continue
        typed = value if has_value else next(ahead, None)
        if typed is None:
            return None
        given[name] = [*given.get(name, ()), typed] if takes == MANY else typed
    return ""
