"""The application of the dashboard: its first screen, its keys, and none of Textual's tools for developers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding
from textual.filter import Monochrome, NoColor

from legdiary.tui import dialogs, main_screen
from legdiary.tui.keys import ALWAYS
from legdiary.tui.main_screen import Browse
from legdiary.tui.themes import DARK, LIGHT, PLAIN, themes

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.screen import Screen

    from legdiary.tui.actions import Run


class Dashboard(App[None]):
    """The application.

    Attributes:
        interrupted: it was ended by Ctrl-C.
    """

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    TITLE = "legdiary view"
    CSS = main_screen.STYLE + dialogs.STYLE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key.keys, key.action, key.does, priority=True, show=False) for key in ALWAYS
    ]

    def __init__(self, run: Run) -> None:
        super().__init__(ansi_color=True if run.no_colour else None)
        # Textual turns colours into greys for NO_COLOR; here the terminal's own colours are left alone instead.
        kept = [each for each in self._filters if not isinstance(each, Monochrome | NoColor)]
        self._filters = [*kept, NoColor()] if run.no_colour else kept
        # Never connect to Textual's developer console, whatever the environment says.
        self.features = frozenset()
        self.devtools = None
        self.animation_level = "none"
        self.no_color = run.no_colour
        for theme in themes():
            self.register_theme(theme)
        self.theme = PLAIN if run.no_colour else LIGHT if run.light else DARK
        self.interrupted = False
        self._run_of = run

    def get_default_screen(self) -> Screen[None]:
        """Return the first screen, which shows the tabs."""
        return Browse(self._run_of)

    def action_interrupt(self) -> None:
        """End at once, as Ctrl-C does."""
        self.interrupted = True
        self.exit()

    async def action_quit(self) -> None:
        """End; ask first if something typed is not stored, as Esc does."""
        if getattr(self.screen, "changed", None):
            await self.run_action("screen.leave")
        else:
            self.exit()

    @property
    def fault(self) -> Exception | None:
        """Return the exception that ended the dashboard; None if there was none."""
        return getattr(self._exception, "error", self._exception)

    def _log(self, *_: object, **__: object) -> None:
        """Keep no log: text typed here goes into the diary and nowhere else."""

    def _handle_exception(self, error: Exception) -> None:
        """End without Textual's traceback, which shows the values of variables; the caller reports the fault."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()
