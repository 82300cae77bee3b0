"""The findings of a check of the diary: a line for each topic, and beneath it the command that helps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from legdiary.figures import plural, user_text
from legdiary.render.terminal.layout import (
    COMMAND,
    DIM,
    HEAVY,
    MILD,
    MODERATE,
    STRONG,
    Span,
    line,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.render.terminal.layout import Line, Page

FINE, TOLD, WRONG = "fine", "told", "wrong"
_MARKS = {FINE: ("ok", MILD), TOLD: ("note", MODERATE), WRONG: ("WRONG", HEAVY)}
_MARK_WIDTH = 7
_TOPIC_WIDTH = 13


class Found(Protocol):
    """One finding: its topic, its state (fine, told, wrong), its text, the command that helps."""

    @property
    def topic(self) -> str: ...  # noqa: D102 - the class says it
    @property
    def state(self) -> str: ...  # noqa: D102
    @property
    def what(self) -> str: ...  # noqa: D102
    @property
    def command(self) -> str | None: ...  # noqa: D102


def is_sound(findings: Sequence[Found]) -> bool:
    """Return whether nothing is wrong."""
    return all(each.state != WRONG for each in findings)


def check_text(path: str, findings: Sequence[Found], page: Page) -> list[Line]:
    """Return the findings, and the verdict last; text too long for its line goes on beneath."""
    lines = [line("The diary ", user_text(path))]
    indent = _MARK_WIDTH if page.narrow else _MARK_WIDTH + _TOPIC_WIDTH
    for each in findings:
        mark, style = _MARKS[each.state]
        first, *more = wrapped(user_text(each.what), page.width - indent)
        text = [[Span(" " * indent), *part] for part in more]
        head = line(Span(mark.ljust(_MARK_WIDTH), style), Span(each.topic.ljust(_TOPIC_WIDTH)))
        if page.narrow:
            lines += [head, [Span(" " * indent), *first], *text]
        else:
            lines += [[*head, *first], *text]
        if each.command:
            lines.append(line(" " * indent, Span("try: ", DIM), Span(user_text(each.command), COMMAND)))
    wrong = sum(each.state == WRONG for each in findings)
    verdict = f"{plural(wrong, 'thing')} to put right." if wrong else "Nothing is wrong."
    return [*lines, line(Span(verdict, STRONG))]
