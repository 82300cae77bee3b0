"""The dialogs over a screen: a question, a long answer, and the table of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from legdiary.render.terminal.layout import Span, wrapped
from legdiary.render.terminal.styles import HEADING, HINT
from legdiary.tui.keys import ALWAYS, BROWSING, CORRECTING, LOGGING
from legdiary.tui.styled_text import paint_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from legdiary.render.terminal.layout import Line
    from legdiary.tui.keys import Key

_BORDERS, _WIDEST, _KEY_CELLS = 6, 68, 12
#: The most lines that fit below a page; a longer answer is shown in a dialog.
MOST_LINES_BELOW = 6
#: Asked before a form with something typed in it is left.
DISCARD = "Discard unsaved changes?"
#: Also that of the short form, whose module is imported when one is opened.
STYLE = """
Ask, Tell, Help { align: center middle; background: $background 60%; overflow: hidden; }
Ask > VerticalScroll, Tell > VerticalScroll, Help > VerticalScroll {
    width: auto; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
    border: round $primary; background: $surface; scrollbar-size-vertical: 1;
}
Ask Static, Tell Static, Help Static { width: auto; }
Log { align: center middle; background: $background 60%; overflow: hidden; }
Log > Vertical {
    width: 100%; max-width: 72; height: auto; max-height: 100%; padding: 0 1; border: round $primary;
    background: $surface;
}
Log #log-title { text-style: bold; height: auto; }
Log #log-beside { color: $text-muted; height: auto; }
Log #log-fields {
    height: auto; layout: grid; grid-size: 2; grid-columns: 13 1fr; grid-rows: auto; grid-gutter: 0; margin: 1 0;
}
Log .label { width: 13; height: auto; color: $foreground; }
Log Answer { width: 1fr; background: $panel; }
Log Answer > .input--cursor { text-style: reverse; background: $panel; color: $foreground; }
Log Answer > .input--placeholder { color: $text-disabled; }
Log #log-hint { color: $text-muted; height: auto; }
Log #log-answer { height: auto; text-style: bold; display: none; color: $text-error; }
Log.refused #log-answer { display: block; }
Log.refused #log-hint { display: none; }
Log #log-foot { height: auto; color: $text-muted; margin-top: 1; }
Log.narrow #log-fields { margin: 0; }
Log.narrow #log-foot { margin: 0; }
"""


class Ask(ModalScreen[bool]):
    """A question that is answered with y or n; Enter is no, as at a terminal."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "yes"),
        Binding("n,escape,enter", "dismiss(False)", "no"),
    ]

    def __init__(self, question: str, beside: Sequence[Line] = ()) -> None:
        super().__init__()
        self._question = question
        self._beside = beside

    def compose(self) -> ComposeResult:
        """Lay out the question, its subject, and the keys that answer it."""
        width = min(_WIDEST, self.app.size.width - _BORDERS)
        lines = wrapped(self._question, width, style=HEADING)
        if self._beside:
            lines += [[], *self._beside]
        yield VerticalScroll(Static(paint_lines([*lines, [], [Span("y yes   n no", HINT)]])))


class Tell(ModalScreen[None]):
    """An answer that is too long for the lines below a page."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "dismiss", "close")]

    def __init__(self, told: Sequence[str]) -> None:
        super().__init__()
        self._told = told

    def compose(self) -> ComposeResult:
        """Lay out the answer, line by line."""
        width = min(_WIDEST, self.app.size.width - _BORDERS)
        lines = [part for each in self._told for part in wrapped(each, width)]
        yield VerticalScroll(Static(paint_lines([*lines, [], [Span("Press Enter to close this.", HINT)]])))


class Help(ModalScreen[None]):
    """The table of every key."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q,question_mark", "dismiss", "close")]

    def compose(self) -> ComposeResult:
        """Lay out the keys by screen."""
        width = min(_WIDEST, self.app.size.width - _BORDERS)
        lines = _table("Logging and browsing", (*BROWSING, *ALWAYS), width)
        lines += [[], *_table("Logging, in a short form", LOGGING, width)]
        lines += [[], *_table("Correcting a night", CORRECTING, width)]
        lines += [[], [Span("Press Esc to close this page.", HINT)]]
        yield VerticalScroll(Static(paint_lines(lines)))


def is_long(told: Sequence[str], width: int) -> bool:
    """Return whether an answer needs a dialog."""
    return sum(max(1, len(wrapped(each, width))) for each in told) > MOST_LINES_BELOW


def _table(heading: str, keys: Sequence[Key], width: int) -> list[Line]:
    lines: list[Line] = [[Span(heading, HEADING)]]
    for key in keys:
        told = wrapped(key.does, width - _KEY_CELLS)
        name = f"{key.shown:<{_KEY_CELLS}}"
        lines += [
            [Span(" " * _KEY_CELLS if number else name, "" if number else HEADING), *part]
            for number, part in enumerate(told)
        ]
    return lines
