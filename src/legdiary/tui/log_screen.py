"""The dialog of a short form: Enter stores what was typed, Esc leaves."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from legdiary import question_texts
from legdiary.app.checkin.listed_answers import with_own_name
from legdiary.domain.input.text import for_terminal
from legdiary.errors import LegdiaryError
from legdiary.render.terminal.layout import Span, wrapped
from legdiary.tui.actions import carry_out
from legdiary.tui.dialogs import DISCARD, Ask
from legdiary.tui.keys import FORM, LOGGING, foot
from legdiary.tui.log_form import load_form, read_form, unknown_name
from legdiary.tui.store_request import store_act
from legdiary.tui.styled_text import paint_lines

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import DescendantFocus

    from legdiary.app.log.dispatch import Request
    from legdiary.domain.time.moments import Present
    from legdiary.render.terminal.layout import Line
    from legdiary.tui.actions import Run
    from legdiary.tui.log_form import LogField

_WIDEST, _BORDERS, _LABEL, _MOST_BESIDE = 72, 4, 13, 3
_EMPTY, _NOT_STORED = "Nothing was typed, so nothing was stored.", "not stored"


class Answer(Input):
    """The answer to one question; control characters never get into it."""

    def __init__(self, number: int, field: LogField, width: int) -> None:
        example = (wrapped(field.example, width) or [[Span("")]])[0][0].text  # what has room, and no word cut
        super().__init__(placeholder=example.rstrip(",;"), id=f"log-{number}", compact=True, select_on_focus=False)
        self.cursor_blink = False
        self.field = field

    def validate_value(self, value: str) -> str:
        """Return the text without control characters."""
        return for_terminal(value)


class Log(ModalScreen[tuple[str, ...]]):
    """A short form; dismissed with the answer once something is stored."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding(key.keys, key.action, key.does) for key in LOGGING]

    def __init__(self, run: Run, key: str) -> None:
        super().__init__()
        self._run = run
        self._form = load_form(run.context(), key)
        self._stored: list[str] = []
        self._done: list[Request] = []

    def compose(self) -> ComposeResult:
        """Lay out the title, the fields, the hint of a field, the answer and the keys."""
        width = min(_WIDEST, self.app.size.width) - _BORDERS
        self.set_class(self.app.size.width < _WIDEST, "narrow")
        with Vertical():
            yield Static(self._form.title, id="log-title", markup=False)
            if self._form.beside:
                yield Static(paint_lines(self._beside(width)), id="log-beside")
            with Vertical(id="log-fields"):
                for number, field in enumerate(self._form.fields):
                    yield Static(for_terminal(field.label), classes="label", markup=False)
                    yield Answer(number, field, width - _LABEL)
            yield Static("", id="log-hint", markup=False)
            yield Static("", id="log-answer", markup=False)
            yield Static(paint_lines(foot(LOGGING, FORM, width)), id="log-foot", markup=False)

    def _beside(self, width: int) -> list[Line]:
        """Return what is logged already; only how much, where that leaves no room for the hint."""
        lines = wrapped(f"So far: {'; '.join(self._form.beside)}", width)
        return lines if len(lines) <= _MOST_BESIDE else wrapped(f"So far: {len(self._form.beside)} logged", width)

    def on_mount(self) -> None:
        """Focus the first field."""
        self.query_one("#log-0", Answer).focus()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Show what the focused field accepts."""
        if isinstance(event.widget, Answer):
            self.query_one("#log-hint", Static).update(for_terminal(event.widget.field.accepts))

    def say(self, told: str) -> None:
        """Show why nothing is stored, in place of the hint."""
        self.set_class(bool(told), "refused")
        self.query_one("#log-answer", Static).update(for_terminal(told))

    def on_input_changed(self) -> None:
        """Show the hint again instead of a refusal."""
        self.say("")

    @property
    def changed(self) -> list[tuple[LogField, str]]:
        """The fields in which something is typed, each with its text."""
        return [(each.field, each.value) for each in self.query(Answer) if each.value.strip()]

    # ------------------------------------------------------------------ keys

    def action_before(self) -> None:
        """Go to the field above."""
        self.focus_previous()

    def action_after(self) -> None:
        """Go to the field below."""
        self.focus_next()

    def on_input_submitted(self) -> None:
        """Store, as Enter in a field does."""
        self.action_store()

    def action_store(self) -> None:
        """Store what is typed; what is refused stays typed."""
        self._store()

    @work(exclusive=True)
    async def _store(self) -> None:
        typed = self.changed
        try:
            requests = [await self._named(each) for each in read_form(self._run.context(), typed, self._form.night)]
        except LegdiaryError as error:
            self.say(error.message)
            return
        if not typed or None in requests:
            self.say(_NOT_STORED if typed else _EMPTY)
            return
        if not requests:  # there was none to add
            self._stored.append(question_texts.CHECKIN_NOTHING)
        for request in requests:
            if request is None or request in self._done:
                continue
            outcome = await carry_out(self._run, store_act(self._run, partial(_same, request)), self._ask)
            if outcome.refused:
                self.say("\n".join(outcome.told))
                return
            self._done.append(request)
            self._stored += outcome.told
        self.dismiss(tuple(self._stored))

    async def _named(self, request: Request) -> Request | None:
        """Return the request; None where a name of their own is not to be kept."""
        question = unknown_name(self._run.context(), request)
        if question is None:
            return request
        return with_own_name(request) if await self._ask(question) else None

    async def _ask(self, question: str) -> bool | None:
        return await self.app.push_screen_wait(Ask(question))

    def action_leave(self) -> None:
        """Go back; ask first if something is typed."""
        self._leave()

    @work(exclusive=True)
    async def _leave(self) -> None:
        if not self.changed or await self._ask(DISCARD):
            self.dismiss(tuple(self._stored))


def _same(request: Request, _: Present) -> Request:
    return request
