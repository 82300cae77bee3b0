"""`remind`: a notification at a time of day, by the platform's own timer.

There is no state but the files that the platform reads. What is set up is shown before it is, and `remind off` takes
back what was made and nothing else. Where a command of the platform fails, all is as it was before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from legdiary.cli.options import JsonOption
from legdiary.cli.timers import Computer, set_up, take_back, typed
from legdiary.domain.words import parse_clock
from legdiary.errors import Refused
from legdiary.render.reminder_files import TITLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import time

    from legdiary.cli.session import Session
    from legdiary.render.layout import Line, Page
    from legdiary.render.reminder_files import Reminder

_OFF = "off"


class NotSetUp(Refused):
    """A reminder that was shown and not taken."""

    def __init__(self) -> None:
        super().__init__("the reminder was not set; add --yes to set it, or --preview only to look")


class NothingSet(Refused):
    """No reminder to take back."""

    def __init__(self) -> None:
        super().__init__("no reminder is set", "legdiary remind --help")


def remind(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TIME…|off]", help="22:30, 10:30pm, or several; off takes it back. Alone: what is set."
        ),
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only show what would be done.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without being asked.")] = False,
    json: JsonOption = False,
) -> None:
    """A notification every day that says "Diary" and no more, by the computer's own timer. Shown first, then asked."""
    session: Session = ctx.obj
    computer = Computer.here()
    if not words:
        _tell_what_is_set(session, computer, json=json)
    elif [word.strip().lower() for word in words] == [_OFF]:
        _take_back(session, computer, preview=preview, json=json)
    else:
        _set(session, computer, sorted({parse_clock(word) for word in words}), preview=preview, yes=yes, json=json)


# ---------------------------------------------------------------------- the three things it does


def _tell_what_is_set(session: Session, computer: Computer, *, json: bool) -> None:
    times, there = computer.times_set(), list(computer.there())
    is_set = bool(times)
    text = (
        f"A reminder is set for {_clocks(times)}, every day. legdiary remind off takes it back."
        if is_set
        else "No reminder is set. legdiary remind 22:30 shows what one would be, then asks."
    )
    from legdiary.render.layout import COMMAND, Span, wrapped

    lines = wrapped(text, session.page.width)
    lines += [[Span(f"  {path}", COMMAND)] for path in there if is_set]
    session.answer(
        lines,
        lambda: {"set": is_set, "times": _plain(times), "files": [str(path) for path in there if is_set]},
        as_json=json,
    )


def _set(session: Session, computer: Computer, times: list[time], *, preview: bool, yes: bool, json: bool) -> None:
    reminder = computer.able(times)
    before = computer.there()
    computer.check_ours(before)
    shown = _shown(reminder, times, again=bool(before), page=session.page)
    if preview:
        session.answer(shown, lambda: _json(computer, reminder, times, is_set=False, again=bool(before)), as_json=json)
        return
    seen = json or session.shows(shown)
    if not yes and not (seen and session.can_ask and session.ask("Set it? [y/N] ").lower() in {"y", "yes"}):
        raise NotSetUp
    set_up(computer, reminder, before, times)
    session.has_made()
    session.answer(
        f"Set: {_clocks(times)}, every day. legdiary remind off takes it back.",
        lambda: _json(computer, reminder, times, is_set=True, again=bool(before)),
        as_json=json,
    )


def _take_back(session: Session, computer: Computer, *, preview: bool, json: bool) -> None:
    there, times = computer.there(), computer.times_set()
    reminder = computer.reminder(times)
    if not there or reminder is None:
        raise NothingSet
    computer.check_ours(there)
    commands = (*reminder.before_off, *reminder.after_off)
    told = {"files": [str(path) for path in there], "commands": [list(command) for command in commands]}
    if not preview:
        take_back(computer, reminder, there)
        session.has_made()
    from legdiary.render.layout import COMMAND, Span, line

    head = "Would be taken back:" if preview else f"Taken back: no reminder is set{_was(times)}."
    lines: list[Line] = [line(head)]
    lines += [[Span(f"  {word} {path}", COMMAND)] for path in there for word in ("remove" if preview else "removed",)]
    lines += [[Span(f"  {'run' if preview else 'ran'} {typed(command)}", COMMAND)] for command in commands]
    session.answer(lines, lambda: {"set": preview, **told}, as_json=json)


def _was(times: Sequence[time]) -> str:
    return f" any more (it was {_clocks(times)})" if times else " any more"


# ---------------------------------------------------------------------- what is shown


def _shown(reminder: Reminder, times: Sequence[time], *, again: bool, page: Page) -> list[Line]:
    from legdiary.render.layout import COMMAND, STRONG, Span, wrapped

    told = f"{_clocks(times)} every day, in this computer's local time: a notification that says “{TITLE}”."
    lines = wrapped(told, page.width)
    for file in reminder.files:
        lines += [[], [Span(str(file.path), STRONG)]]
        lines += [[Span(f"    {each}", COMMAND)] for each in file.text.splitlines()]
    lines += [[], [Span("Then", STRONG)]]
    commands = ((*reminder.before_again,) if again else ()) + reminder.commands
    lines += [[Span(f"    {typed(command)}", COMMAND)] for command in commands]
    return [*lines, []]


def _clocks(times: Sequence[time]) -> str:
    *others, last = (f"{each:%H:%M}" for each in times)
    return f"{', '.join(others)} and {last}" if others else last


def _plain(times: Iterable[time]) -> list[str]:
    return [f"{each:%H:%M}" for each in times]


def _json(
    computer: Computer, reminder: Reminder, times: Sequence[time], *, is_set: bool, again: bool
) -> dict[str, Any]:
    return {
        "set": is_set,
        "times": _plain(times),
        "platform": computer.platform,
        "files": [{"path": str(file.path), "content": file.text} for file in reminder.files],
        "commands": [list(command) for command in ((*reminder.before_again,) if again else ()) + reminder.commands],
    }
