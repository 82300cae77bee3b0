"""The form of one night: every field as it would be typed, stored through the use cases of the plain commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Static, TextArea

from legdiary import humanize
from legdiary.app.views import load_night
from legdiary.domain.input.text import for_terminal
from legdiary.errors import LegdiaryError
from legdiary.tui.actions import carry_out
from legdiary.tui.dialogs import DISCARD, Ask, Tell, is_long
from legdiary.tui.edit_form import KRATOM, MAGNESIUM, NIGHT, SLEEP, change_entry, changed_entries, fields
from legdiary.tui.keys import CORRECTING, FORM, foot
from legdiary.tui.styled_text import paint_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import DescendantFocus
    from textual.widget import Widget

    from legdiary.tui.actions import Run
    from legdiary.tui.edit_form import Field

_HEADINGS = {NIGHT: "Legs", SLEEP: "Sleep", KRATOM: "Kratom", MAGNESIUM: "Magnesium"}
_UNCHANGED = "nothing was changed, so nothing was stored"
_STYLE = """
Correct { background: $background; }
Correct #title { text-style: bold; color: $foreground; }
Correct Fields {
    height: 1fr; scrollbar-size-vertical: 1;
    layout: grid; grid-size: 2; grid-columns: 18 1fr; grid-rows: auto; grid-gutter: 0;
}
Correct .heading { column-span: 2; height: 1; color: $text-primary; text-style: bold; }
Correct Name { width: 18; height: 1; color: $text-muted; }
Correct Name.changed { color: $foreground; text-style: bold; }
Correct Line, Correct Note { width: 1fr; background: $surface; }
Correct Note { height: auto; max-height: 5; min-height: 1; padding: 0; border: none; scrollbar-size-vertical: 1; }
Correct Line:focus, Correct Note:focus { background: $panel; }
Correct Line > .input--cursor { text-style: reverse; background: $surface; color: $foreground; }
Correct Note > .text-area--cursor { text-style: reverse; background: $surface; color: $foreground; }
Correct Line > .input--placeholder { color: $text-disabled; }
Correct #hint { color: $text-muted; height: auto; max-height: 2; }
Correct #answer { height: auto; max-height: 6; text-style: bold; display: none; }
Correct #answer.told { display: block; }
Correct #answer.refused { color: $text-error; }
Correct #foot { color: $text-muted; height: auto; }
"""


class Name(Static):
    """The name of a field, with a star while its text is changed and not stored."""

    def __init__(self, field: Field) -> None:
        super().__init__(f" {field.label}", id=f"name-{field.name}", markup=False)
        self._label = f" {field.label}"

    def mark(self, *, changed: bool) -> None:
        """Show or remove the star."""
        if changed != self.has_class("changed"):
            self.set_class(changed, "changed")
            self.update(f"{self._label:<16}*" if changed else self._label)


class Line(Input):
    """A field of one line; control characters never get into it."""

    def __init__(self, field: Field, text: str) -> None:
        super().__init__(text, placeholder=field.accepts, id=field.name, compact=True, select_on_focus=False)
        self.cursor_blink = False
        self.field = field
        self.held = for_terminal(field.held)

    def renew(self, field: Field, text: str) -> None:
        """Show the field's new stored value, and the text typed in it."""
        self.field = field
        self.held = for_terminal(field.held)
        if self.value != for_terminal(text):
            self.value = text

    def validate_value(self, value: str) -> str:
        """Return the text without control characters."""
        return for_terminal(value)

    @property
    def typed(self) -> str:
        """The text in the field now."""
        return self.value


class Note(TextArea):
    """The field of a note: kept as it was written, shown without control characters."""

    def __init__(self, field: Field, text: str) -> None:
        super().__init__(field.held, id=field.name, compact=True, tab_behavior="focus", highlight_cursor_line=False)
        self.cursor_blink = False
        self.field = field
        self.held = self.text  # with the widget's own line ends
        self.renew(field, text)

    def renew(self, field: Field, text: str) -> None:
        """Show the field's new stored value, and the text typed in it."""
        if field.held != self.field.held:
            self.text = field.held
            self.held = self.text
        self.field = field
        if text not in {field.held, self.text}:
            self.text = text

    @property
    def typed(self) -> str:
        """The text in the field now."""
        return self.text

    def get_line(self, line_index: int) -> Text:
        """Return one line as shown on the screen."""
        return Text(for_terminal(self.document.get_line(line_index)), end="", no_wrap=True)

    def action_cursor_up(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's
        """Go to the line above; from the first one, to the field above."""
        if self.cursor_at_first_line and not select:
            self.screen.focus_previous()
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's
        """Go to the line below; from the last one, to the field below."""
        if self.cursor_at_last_line and not select:
            self.screen.focus_next()
        else:
            super().action_cursor_down(select)


class Fields(VerticalScroll, inherit_bindings=False, can_focus=False):
    """The fields; moving the focus scrolls them, and the arrow keys belong to the form."""


class Correct(Screen[None]):
    """The screen for correcting one night."""

    CSS = _STYLE
    BINDINGS: ClassVar[list[BindingType]] = [Binding(key.keys, key.action, key.does) for key in CORRECTING]

    def __init__(self, run: Run, night: date) -> None:
        super().__init__()
        self._run = run
        self._night = night
        self._fields = self._read()
        self._pending: dict[str, str] = {}

    # ------------------------------------------------------------------ the screen

    def compose(self) -> ComposeResult:
        """Lay out the title, the fields under their headings, the hint of a field, the answer and the keys."""
        yield Static(f"Correct the night of {humanize.long_day(self._night)}", id="title", markup=False)
        with Fields():
            kind = ""
            for field in self._fields:
                if field.kind != kind:
                    kind = field.kind
                    yield Static(_HEADINGS[kind], classes="heading", markup=False)
                text = self._pending.get(field.name, field.held)
                yield Name(field)
                yield Note(field, text) if field.has_lines else Line(field, text)
        yield Static("", id="hint", markup=False)
        yield Static("", id="answer", markup=False)
        yield Static(paint_lines(foot(CORRECTING, FORM, self.app.size.width)), id="foot", markup=False)

    def _read(self) -> list[Field]:
        """Return the fields as the diary holds them now."""
        found = load_night(self._run.context(), self._night)
        return fields(found.entries, found.names)

    def on_mount(self) -> None:
        """Focus the first field."""
        self.query_one(f"#{self._fields[0].name}").focus()

    def _widgets(self) -> Iterator[Line | Note]:
        for widget in self.query("Line, Note"):
            if isinstance(widget, Line | Note):
                yield widget

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Show the text that the focused field accepts."""
        if isinstance(event.widget, Line | Note):
            self.query_one("#hint", Static).update(f"{event.widget.field.label}: {event.widget.field.accepts}")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Star a changed field."""
        self._mark(event.input)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Star a changed note."""
        self._mark(event.text_area)

    def _mark(self, widget: Widget) -> None:
        if isinstance(widget, Line | Note):
            self.query_one(f"#name-{widget.id}", Name).mark(changed=widget.typed != widget.held)

    @property
    def changed(self) -> dict[Field, str]:
        """The fields whose text differs from the stored value, each with its text."""
        return {widget.field: widget.typed for widget in self._widgets() if widget.typed != widget.held}

    def say(self, told: str, *, refused: bool = False) -> None:
        """Show an answer, or the reason of a refusal."""
        answer = self.query_one("#answer", Static)
        answer.set_class(bool(told), "told")
        answer.set_class(refused, "refused")
        answer.update(told)

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
        """Store all changes, entry by entry; the text of a refused entry stays in the form."""
        self._store()

    @work(exclusive=True)
    async def _store(self) -> None:
        try:
            wanted = changed_entries(self.changed)
        except LegdiaryError as error:
            self.say(error.message, refused=True)
            return
        told: list[str] = []
        refused = False
        for typed in wanted:
            act = change_entry(self._run, self._night, typed)
            outcome = await carry_out(self._run, act, lambda question: self.app.push_screen_wait(Ask(question)))
            told += outcome.told
            refused = outcome.refused
            if refused:
                break
            await self._stored(typed.of)
        if is_long(told, self.app.size.width):
            self.say("")
            self.app.push_screen(Tell(told))
        else:
            self.say("\n".join(told) if wanted else _UNCHANGED, refused=refused)

    async def _stored(self, of: str) -> None:
        """Read the night again after an entry was stored; text typed for other entries stays."""
        at = self.focused.id if self.focused is not None else None
        self._pending = {field.name: text for field, text in self.changed.items() if field.of != of}
        before, self._fields = self._fields, self._read()
        if [field.name for field in before] == [field.name for field in self._fields]:
            for widget, field in zip(self._widgets(), self._fields, strict=True):
                widget.renew(field, self._pending.get(field.name, field.held))
        else:  # a dose was added
            await self.recompose()
        for widget in self._widgets():
            self._mark(widget)
        if at is not None and (again := self.query(f"#{at}")):
            again.first().focus()

    def action_leave(self) -> None:
        """Go back to the tabs; ask first if something is not stored."""
        self._leave()

    @work(exclusive=True)
    async def _leave(self) -> None:
        if not self.changed or await self.app.push_screen_wait(Ask(DISCARD)):
            self.dismiss()
