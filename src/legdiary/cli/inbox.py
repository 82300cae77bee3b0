"""Take in the new lines of the inbox before a command goes on: in one line, and without a failure of the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app.imports.inbox import take_inbox as take
from legdiary.errors import CLOCK, Asks, LegdiaryError
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from legdiary.app.context import Context
    from legdiary.app.imports.typed_lines import Command
    from legdiary.cli.session import Session


def take_inbox(session: Session, inbox: Path, *, tells_all: bool) -> None:
    """Take in the new lines of the inbox.

    Args:
        session: the run.
        inbox: the file.
        tells_all: tell also of what the person was told before.
    """
    if tells_all and session.context.is_diary_missing:
        return  # a command that looks begins no diary
    yes = frozenset({CLOCK} if session.trusts_clock else ())
    # What a command stores makes its exit code; lines that come in beside it do not.
    context = replace(session.context, stored=_do_nothing)
    try:
        found = take(context, inbox, _read_command, yes)
    except Asks:
        session.warn(f"{inbox.name} waits until the computer's clock is right")
    except LegdiaryError as error:
        session.warn(f"{inbox.name} was not read: {error.cause}")
    except Exception as error:  # noqa: BLE001 - what comes from elsewhere never ends a command
        session.warn(f"{inbox.name} was not read ({type(error).__name__})")
    else:
        if found is not None and (found.is_news or tells_all):
            from legdiary.render.terminal.answers.typed_lines import inbox_line

            if told := inbox_line(found, session.present.now):
                session.warn(told)


def _read_command(context: Context, words: Sequence[str]) -> Command:
    from legdiary.cli.typed_lines import read_command

    return read_command(context, words)


def _do_nothing() -> None:
    """Do nothing."""
