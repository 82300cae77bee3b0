"""The program: it is built and run here, and errors become a line and an exit code here, and nowhere else."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache

from legdiary.cli.command_line.table_reader import read_line
from legdiary.cli.session import Session
from legdiary.cli.terminal import NobodyReads
from legdiary.domain.input.units import UNIT_WORDS
from legdiary.errors import LegdiaryError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Annotated, Any, NoReturn

    import typer

    from legdiary.cli.command_line.build import LazyGroup
    from legdiary.cli.command_line.table_reader import Call

DONE, REFUSED, USAGE, INTERRUPTED = 0, 1, 2, 130
_PROGRAM = "legdiary"
_NARROWEST_HELP = 52
#: Words that show that one value may have been typed as several words, which `cli.command_line.argument_joining` joins.
MAY_STAND_APART = UNIT_WORDS | {
    "last", "ago", "--at", "--last", "--every", "-", "–", "to", "am", "pm", "a.m.", "p.m.",
}  # fmt: skip


@cache
def application() -> LazyGroup:
    """Return the root of the program: its own options and the lazy tree of commands. It is built once a process."""
    import typer

    from legdiary.cli.command_line.build import LazyGroup, declare
    from legdiary.cli.command_line.commands import TREE

    declare(_root)
    app = typer.Typer(
        cls=LazyGroup, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )  # fmt: skip
    app.callback(invoke_without_command=True, epilog=TREE["kratom"].example)(_root)
    root: LazyGroup = typer.main.get_command(app)  # type: ignore[assignment]
    root.specs = TREE
    return root


def _root(
    ctx: typer.Context,
    diary: Annotated[str | None, typer.Option("--diary", metavar="FILE", help="The diary file to use.")] = None,
    version: Annotated[bool, typer.Option("--version", "-V", help="Print the version and exit.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print today's summary as JSON.")] = False,
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Print without the pager.")] = False,
) -> None:
    """Keep a diary of restless legs, sleep, kratom, a taper plan and magnesium. Without a command: today's summary."""
    session: Session = ctx.obj
    session.diary_option = diary
    session.terminal.may_page = not no_pager
    if version:
        from legdiary import __version__
        from legdiary.render.json import program

        session.answer(f"{_PROGRAM} {__version__}", program.version, as_json=as_json)
    elif ctx.invoked_subcommand is None:
        _today(session, as_json=as_json)


def _today(session: Session, *, as_json: bool) -> None:
    """Show today's card; without a diary, offer the first questions."""
    if not _began(session, as_json=as_json):
        from legdiary.cli.views.nights_and_entries import card

        card(session, as_json=as_json)


def _take_lines(session: Session, inbox: Path, *, tells_all: bool) -> None:
    """Take in the new lines of the inbox; what reads them loads only where there is one."""
    from legdiary.cli.inbox import take_inbox

    take_inbox(session, inbox, tells_all=tells_all)


def _began(session: Session, *, as_json: bool) -> bool:
    """Offer the first questions to a person at a terminal who has no diary; return whether they were taken."""
    from legdiary.app.context import is_missing

    if as_json or not (session.can_ask and session.terminal.shows_answers) or not is_missing(session.diary_file):
        return False
    from legdiary.cli.interviews.start import offer

    return offer(session)


def run(arguments: list[str], end: Callable[[int], NoReturn] | None = None) -> int:
    """Run one command line.

    Args:
        arguments: its words.
        end: ends the process at once, where nothing else can be done any more.

    Returns:
        The exit code: 0 done, 1 refused, 2 bad value or usage, 3 trouble with the diary file, 130 interrupted. Once
        an entry is stored, or a requested file is made, it is 0, even if the answer cannot be shown.
    """
    session = None
    try:
        session = Session.of_process()
        session.take_lines = _take_lines
        code = _run_guarded(session, _join_words(arguments))
        if code < 0:
            from legdiary.cli.signals import end_by

            return end_by(-code)
        if session.stored and (why := session.keep_copy()) is not None:
            session.warn(why)
        if session.stored and (told := session.sync_of_the_day()) is not None:
            session.warn(told)
        _drop_output()
    except MemoryError:  # so little is left that not even this could be told in the usual way
        if end is not None:
            end(DONE if session is not None and (session.stored or session.made) else REFUSED)
        raise
    return DONE if session.stored or session.made else code


def _join_words(arguments: list[str]) -> list[str]:
    """Return the words typed, those of one value joined; the module for that loads only when it may be needed."""
    if MAY_STAND_APART.isdisjoint(map(str.lower, arguments)):
        return arguments
    from legdiary.cli.command_line.argument_joining import join_arguments

    return join_arguments(arguments)


def _run_guarded(session: Session, arguments: list[str]) -> int:
    try:
        call = read_line(arguments)
        result = _by_typer(session, arguments) if call is None else _by_table(session, call)
    except LegdiaryError as error:
        return _refused(session, error)
    except (KeyboardInterrupt, EOFError):
        return _interrupted(session)
    except (NobodyReads, BrokenPipeError, SystemExit) as error:  # SystemExit: Typer, when nobody reads its help
        if hasattr(error, "ends_by"):  # a signal: the terminal is restored by now
            return -int(error.ends_by)
        _silence(sys.stdout)
        return DONE
    except Exception as error:  # noqa: BLE001 - the boundary: nothing typed may reach a traceback
        if type(error).__name__ == "Abort":  # Typer's word for the end of what is typed
            return _interrupted(session)
        return _usage(session, error, arguments) if hasattr(error, "format_message") else _fault(session, error)
    if result == INTERRUPTED:  # Typer's answer to Ctrl-C
        return _interrupted(session)
    return result if isinstance(result, int) else DONE


def _by_table(session: Session, call: Call) -> object:
    """Run a command line that the compiled table knows."""
    session.diary_option = call.root.get("diary")
    session.terminal.may_page = not call.root.get("no_pager", False)
    if call.where:
        return call.run(session)
    _today(session, as_json=call.root.get("as_json", False))
    return DONE


def _by_typer(session: Session, arguments: list[str]) -> object:
    """Run any other command line: help, a rare form, or one that is not as it should be."""
    width = session.width
    # By default Typer's help is never narrower than 50 columns.
    narrow = width if width < _NARROWEST_HELP else None
    return application().main(arguments, prog_name=_PROGRAM, standalone_mode=False, obj=session, terminal_width=narrow)


def _refused(session: Session, error: LegdiaryError) -> int:
    if session.stored or session.made:  # only the answer failed: "nothing was stored" is not true
        done = "stored" if session.stored else "made"
        session.warn(f"{done}; the answer could not be shown: {error.cause}")
    else:
        _tell(session, error.message, error.hint)
    return error.exit_code


def _interrupted(session: Session) -> int:
    done = "stored" if session.stored else "made"
    session.warn(f"interrupted after it was {done}" if session.stored or session.made else "interrupted")
    return INTERRUPTED


def _usage(session: Session, error: Exception, arguments: list[str]) -> int:
    """Report a command line that cannot be read. The error's class is private to Typer; its shape is public."""
    if type(error).__name__ == "NoArgsIsHelpError":
        session.terminal.show_help(str(error.format_message()))  # type: ignore[attr-defined]
        return USAGE
    from legdiary.cli.command_line.usage import reworded

    return _refused(session, reworded(error, arguments))


def _fault(session: Session, error: Exception) -> int:
    """Report a fault of the program, of the system's streams or memory. It shows the place, never a value."""
    if (why := _refusal_of_system(error)) is not None:
        done = "stored" if session.stored else "made"
        said = f"{done}; the answer could not be shown" if session.stored or session.made else "the system refused"
        session.warn(f"{said}: {why}")
        _silence(sys.stdout)
        return REFUSED
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "?"  # noqa: PTH119
    session.warn(f"this is a fault in legdiary ({type(error).__name__} at {place}); nothing typed is shown here")
    return REFUSED


def _refusal_of_system(error: Exception) -> str | None:
    """Return why the system refused what was needed; None where it did not."""
    if isinstance(error, MemoryError):
        return "not enough memory"
    if isinstance(error, ImportError):  # so does a library that finds no memory
        return f"a part of the program could not be loaded ({error.name or type(error).__name__})"
    if isinstance(error, SystemError):  # as which the interpreter tells of some memory that it did not find
        return "Python itself failed, perhaps for want of memory"
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else None


def _tell(session: Session, message: str, hint: str | None) -> None:
    """Print the message, and below it the hint, completed for the diary of this command."""
    session.warn(message)
    if hint:
        session.warn(f"try: {session.complete(hint)}")


def _drop_output() -> None:
    """Drop output that could not be written: the interpreter would try again, fail, and make the exit code 120."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            _silence(stream)


def _silence(stream: Any) -> None:
    """Keep the interpreter from failing again when it flushes a stream that nobody reads."""
    with suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
