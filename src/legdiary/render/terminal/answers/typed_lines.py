"""The answer of an import of typed lines, and the one line about the inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.humanize import clock_before, plural, user_text
from legdiary.render.terminal.layout import Span, line
from legdiary.render.terminal.styles import HINT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.app.imports.inbox import InboxRead
    from legdiary.app.imports.typed_lines import LinesTaken
    from legdiary.domain.time.moments import Moment
    from legdiary.render.terminal.layout import Line

_MOST_SHOWN = 20


def taken_lines(files: Sequence[LinesTaken], now: Moment) -> list[Line]:
    """Return the answer: a paragraph for each file, and the conclusion."""
    made: list[Line] = []
    for each in files:
        made.append(line(user_text(each.name), ": typed lines, each a moment and a command"))
        taken = "would take" if each.dry_run else "took"
        made.append(line(f"  {taken} {_counted(each, now)}"))
        if each.there:
            made.append(line(f"  taken before: {plural(each.there, 'line')}"))
        made += [line(f"  line {waiting.number} waits: {waiting.why}") for waiting in each.waiting[:_MOST_SHOWN]]
        if len(each.waiting) > _MOST_SHOWN:
            made.append(line(f"  and {plural(len(each.waiting) - _MOST_SHOWN, 'more line')} that wait"))
        if each.trouble is not None:
            made.append(line(f"  the rest was not looked at: {each.trouble.cause}"))
        made += [line(Span(f"  not read: {user_text(name)}", HINT)) for name in each.conflict_copies]
    made.append(line(Span(_last_line(files), HINT)))
    return made


def _counted(each: LinesTaken, now: Moment) -> str:
    if not each.count or each.latest is None:
        return "nothing"
    kinds = ", ".join(f"{name} {count}" for name, count in each.commands.items())
    return f"{plural(each.count, 'line')}, to {clock_before(each.latest, now)}: {kinds}"


def _last_line(files: Sequence[LinesTaken]) -> str:
    if any(each.dry_run for each in files):
        return "Nothing was stored: --dry-run."
    if not any(each.count for each in files):
        return "Nothing was changed."
    return "Each line is a change of its own: `legdiary undo` takes back the last."


def inbox_line(found: InboxRead, now: Moment) -> str:
    """Return what became of the inbox, in one line; empty where there is nothing to tell."""
    name, lines = user_text(found.path.name), found.lines
    if found.older:
        from shlex import quote

        return (
            f"no line of {name} is taken, because {plural(found.older, 'line')} may be in this diary already; "
            f"to take them anyway: legdiary import {user_text(quote(str(found.path)))}"
        )
    if lines is None:
        return f"{name} was not read: {found.why}"
    told = []
    if lines.count and lines.latest is not None:
        told.append(f"took {plural(lines.count, 'line')} of {name}, to {clock_before(lines.latest, now)}")
    if lines.waiting:
        first, *others = lines.waiting
        several = f"{plural(len(lines.waiting), 'line')} wait, first line {first.number}"
        which = several if others else f"line {first.number} waits"
        told.append(f"{'' if told else f'{name}: '}{which}: {first.why}")
    if lines.has_more:
        told.append("more are left for the next command")
    if lines.trouble is not None:
        told.append(f"the rest was not looked at: {lines.trouble.cause}")
    if lines.conflict_copies:
        copy = user_text(lines.conflict_copies[0])
        told.append(f"{'' if told else f'{name}: '}{copy} beside it is not read")
    return "; ".join(told)
