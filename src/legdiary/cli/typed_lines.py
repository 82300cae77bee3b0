"""Read the command of a typed line by the very functions that read the command line, stopped before they act.

A command reads its words, makes a request, and hands it to `Session.carry_out`. Here that is another session, which
takes the request and goes no further: nothing is stored, asked or printed. As on the command line the compiled table
reads what is plain, and Typer all else, which is mostly wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from legdiary.app.imports.typed_lines import Command
from legdiary.cli.command_line.argument_joining import join_arguments
from legdiary.cli.command_line.command_table import LOGGED
from legdiary.cli.command_line.table_reader import read_line
from legdiary.errors import BadValue, LegdiaryError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from legdiary.app.context import Context
    from legdiary.app.questions import Asked, Yes
    from legdiary.domain.time.moments import Present

#: The commands that a line may hold: those that log, but a check-in has to ask.
IN_LINES = tuple(name for name in LOGGED if name != "checkin")
_PROGRAM, _LOG = "legdiary", "log"


class NotInALine(BadValue):
    """A command that cannot stand in a line, or none at all."""

    def __init__(self) -> None:
        super().__init__(f"behind the date and time there is no command that logs; write one of {', '.join(IN_LINES)}")


class LogsNothing(BadValue):
    """An option that shows something, in a line that only logs."""

    def __init__(self) -> None:
        super().__init__("a line can only log something; leave out options that show something")


class WordsTooMany(BadValue):
    """Words that the command does not take; none of them is repeated.

    They may be of a note. Phones put a long dash in place of two hyphens, and curled quotes in place of straight ones.
    """

    def __init__(self, command: str) -> None:
        super().__init__(
            f"there are words that {command} does not take; an option begins with two hyphens (--, not —), "
            'and a value of several words stands between straight quotes (", not “)'
        )


class _Read(Exception):
    def __init__(self, act: Callable[[Yes], object | Asked], *, confirm: bool) -> None:
        super().__init__()
        self.act = act
        self.confirm = confirm


class _LineSession:
    """A session that goes no further than the request.

    Attributes:
        context: the surroundings, at the moment of the line.
        trusts_clock: `--confirm` was read.
        diary_option: no line names a diary.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.trusts_clock = False
        self.diary_option: str | None = None

    @property
    def present(self) -> Present:
        """The clock: the moment of the line."""
        return self.context.present

    def note_options(self, given: Mapping[str, object]) -> None:
        """Note `--confirm` where a command knows it as the yes to the question about the clock alone."""
        self.trusts_clock = bool(given.get("confirm") or given.get("_confirm"))

    def carry_out(self, act: Callable[[Yes], object | Asked], *, confirm: bool = False, ask: object = None) -> NoReturn:
        """Take the request.

        Raises:
            _Read: always.
        """
        del ask
        raise _Read(act, confirm=confirm or self.trusts_clock)

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse what needs anything else of a session: it would show something.

        Raises:
            LogsNothing: always.
        """
        raise LogsNothing


def read_command(context: Context, words: Sequence[str]) -> Command:
    """Read the words of a line as the command line reads them.

    Raises:
        NotInALine: they are no command that logs.
        LegdiaryError: as the command line refuses them.
    """
    left = [*words]
    for leading in (_PROGRAM, _LOG):
        if left[0].casefold() == leading and left[1:]:
            del left[0]
    name, *rest = join_arguments(left)
    if name not in IN_LINES:
        raise NotInALine
    session: Any = _LineSession(context)
    call = read_line([name, *rest])
    try:
        if call is None:
            _by_typer(session, name, rest)
        else:
            call.run(session)
    except _Read as read:
        return Command(name, read.act, read.confirm)
    except LegdiaryError as error:
        raise _of_line(error, name) from error
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        from legdiary.cli.command_line.usage import reworded

        raise _of_line(reworded(error, [name, *rest]), name) from error
    raise LogsNothing


def _by_typer(session: Any, name: str, words: list[str]) -> None:
    import typer
    from typer.core import TyperCommand

    from legdiary.cli.command_line.build import build
    from legdiary.cli.command_line.commands import TREE

    built = build(name, TREE[name])
    parent = typer.Context(TyperCommand(_PROGRAM), info_name=_PROGRAM, obj=session)
    with built.make_context(name, words, parent=parent, obj=session) as made:
        built.invoke(made)


def _of_line(error: LegdiaryError, command: str) -> LegdiaryError:
    """Return the error as it is told of a line: without words that may be of a note."""
    if not isinstance(error, BadValue):
        return error
    from legdiary.cli.command_line.usage import WordsAfterNote, WordsLeftOver

    return WordsTooMany(command) if isinstance(error, WordsAfterNote | WordsLeftOver) else error
