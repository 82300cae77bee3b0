"""The findings of a check of the diary: a line for each topic, and beneath it the command that helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.humanize import plural, user_text
from legdiary.render.terminal.layout import Span, line, wrapped
from legdiary.render.terminal.styles import COMMAND, FINE, HEADING, HINT, NOTE, WRONG

if TYPE_CHECKING:
    from legdiary.app.check import Checked
    from legdiary.render.terminal.layout import Line, Page

#: State of a finding → its mark.
_MARKS = {"fine": ("ok", FINE), "told": ("note", NOTE), "wrong": ("WRONG", WRONG)}
_MARK_WIDTH = 7
_TOPIC_WIDTH = 13


def check_text(checked: Checked, page: Page) -> list[Line]:
    """Return the findings, and the verdict last; text too long for its line goes on beneath."""
    lines = [line("The diary ", user_text(str(checked.diary)))]
    indent = _MARK_WIDTH if page.narrow else _MARK_WIDTH + _TOPIC_WIDTH
    for each in checked.findings:
        mark, style = _MARKS[each.state]
        first, *more = wrapped(user_text(each.what), page.width - indent)
        text = [[Span(" " * indent), *part] for part in more]
        head = line(Span(mark.ljust(_MARK_WIDTH), style), Span(each.topic.ljust(_TOPIC_WIDTH)))
        if page.narrow:
            lines += [head, [Span(" " * indent), *first], *text]
        else:
            lines += [[*head, *first], *text]
        if each.command:
            lines.append(line(" " * indent, Span("try: ", HINT), Span(user_text(each.command), COMMAND)))
    verdict = f"{plural(checked.faults, 'thing')} to put right." if checked.faults else "Nothing is wrong."
    return [*lines, line(Span(verdict, HEADING))]
