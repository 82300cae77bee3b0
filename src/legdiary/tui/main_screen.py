"""The main screen: five tabs; the diary is read again at every movement."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from legdiary.app.delete_undo import undo
from legdiary.app.questions import Asked
from legdiary.app.views import load_span
from legdiary.errors import LegdiaryError
from legdiary.render.terminal.answers.log_answers import changes_text
from legdiary.tui import tab_pages
from legdiary.tui.actions import carry_out
from legdiary.tui.dialogs import Ask, Help, Tell, is_long
from legdiary.tui.keys import BROWSING, NIGHT, TABS, TAPER, TODAY, WEEK, foot
from legdiary.tui.styled_text import paint_lines
from legdiary.tui.themes import DARK, LIGHT
from legdiary.util.values import replace

if TYPE_CHECKING:
    from datetime import date

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.tui.actions import Run
    from legdiary.tui.tab_pages import Row, Shown

_NARROWEST, _WIDEST = 20, 120
#: From this width on a night stands beside the week, and the week beside the card.
_BESIDE_FROM, _MAIN, _BETWEEN, _WIDEST_BESIDE = 120, 80, 2, 78
_TABS_APART_FROM = 44
_AT_THE_END = {1: "that is the present", -1: "the diary begins here"}
STYLE = """
Browse { background: $background; }
Browse #tabs { height: 1; background: $surface; }
Browse .tab { width: auto; color: $text-muted; }
Browse .tab.here { text-style: reverse bold; color: $foreground; }
Browse #body { height: 1fr; scrollbar-size-vertical: 0; }
Browse #columns { height: auto; }
Browse #text { width: 100%; height: auto; }
Browse #beside { width: 1fr; height: auto; display: none; }
Browse.wide #text { width: 82; }
Browse.wide #beside { display: block; }
Browse #answer { height: auto; max-height: 6; text-style: bold; display: none; }
Browse #answer.told { display: block; }
Browse #answer.refused { color: $text-error; }
Browse #foot { height: auto; color: $text-muted; background: $surface; }
"""


class Tab(Static):
    """The name of a tab, which can be clicked."""

    def __init__(self, number: int, name: str) -> None:
        super().__init__(id=f"tab-{name}", classes="tab", markup=False)
        self._tab, self._label = name, f" {number} {name.capitalize()}"

    def fit(self, width: int) -> None:
        """Show the name, on a narrow screen without the blank behind it."""
        self.update(f"{self._label} " if width >= _TABS_APART_FROM else self._label)

    async def on_click(self) -> None:
        """Go to this tab."""
        await self.run_action(f"screen.tab('{self._tab}')")


class Browse(Screen[None]):
    """The screen with the tabs."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding(key.keys, key.action, key.does) for key in BROWSING]

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run
        self._tab = TODAY
        self._place = tab_pages.Place.now(run.context().present)
        self._shown: Shown = tab_pages.Shown([])

    def compose(self) -> ComposeResult:
        """Lay out the tabs, the page, the answer and the keys."""
        yield Horizontal(*(Tab(number, name) for number, name in enumerate(TABS, start=1)), id="tabs")
        pages = Horizontal(Static("", id="text", markup=False), Static("", id="beside", markup=False), id="columns")
        yield VerticalScroll(pages, id="body", can_focus=False)
        yield Static("", id="answer", markup=False)
        yield Static("", id="foot", markup=False)

    # ------------------------------------------------------------------ showing

    def on_mount(self) -> None:
        """Show the first page."""
        self.draw()

    def on_resize(self) -> None:
        """Show the page for the new width."""
        self.draw()

    def on_screen_resume(self) -> None:
        """Read the diary again after the form or a dialog was closed."""
        self.draw()

    @property
    def _width(self) -> int:
        return max(_NARROWEST, min(_WIDEST, self.size.width))

    @property
    def _is_wide(self) -> bool:
        """True where the page has another beside it."""
        return self._tab in {TODAY, WEEK} and self.size.width >= _BESIDE_FROM

    def draw(self) -> None:
        """Read the diary and draw the current tab."""
        width = _MAIN if self._is_wide else self._width
        self._shown = tab_pages.render_page(self._tab, self._run, width, self._place)
        chosen = self._chosen
        self.query_one("#text", Static).update(
            paint_lines(self._shown.lines, None if chosen is None else chosen.line, width)
        )
        self.set_class(self._is_wide, "wide")
        if self._is_wide:
            self._draw_beside(None if chosen is None else chosen.night)
        for tab in self.query(Tab):
            tab.fit(self.size.width)
            tab.set_class(tab.id == f"tab-{self._tab}", "here")
        self.call_after_refresh(self._draw_foot)

    def _draw_beside(self, chosen: date | None) -> None:
        """Draw the chosen night beside the week, and the week beside the card."""
        tab = WEEK if self._tab == TODAY else NIGHT
        place = self._place if chosen is None else replace(self._place, night=chosen)
        width = min(_WIDEST_BESIDE, self.size.width - _MAIN - _BETWEEN)
        lines = tab_pages.render_page(tab, self._run, width, place).lines
        self.query_one("#beside", Static).update(paint_lines(lines))

    def _draw_foot(self) -> None:
        body = self.query_one("#body")
        more = body.max_scroll_y > body.scroll_offset.y
        self.query_one("#foot", Static).update(paint_lines(foot(BROWSING, self._tab, self._width, more=more)))

    @property
    def _chosen(self) -> Row | None:
        """The chosen row: that of the current night, else the last."""
        rows = self._shown.rows
        return next((row for row in rows if row.night >= self._place.night), rows[-1] if rows else None)

    def say(self, told: str, *, refused: bool = False) -> None:
        """Show a message until the next key."""
        answer = self.query_one("#answer", Static)
        answer.set_class(bool(told), "told")
        answer.set_class(refused, "refused")
        answer.update(told)

    # ------------------------------------------------------------------ moving

    def action_tab(self, name: str) -> None:
        """Go to another tab; from a night, to the week or month that it is in."""
        self.say("")
        if self._tab == NIGHT and name != NIGHT:
            tab_pages.follow(self._place, self._run.context().present)
        self._tab = name
        self.query_one("#body").scroll_home(animate=False)
        self.draw()

    def action_next_tab(self, by: int = 1) -> None:
        """Go to the next tab, or by -1 to the one before."""
        self.action_tab(TABS[(TABS.index(self._tab) + by) % len(TABS)])

    def action_close(self) -> None:
        """Go from a night to its week."""
        if self._tab == NIGHT:
            self.action_tab(WEEK)

    def action_earlier(self) -> None:
        """Go back in time."""
        self._move(-1)

    def action_later(self) -> None:
        """Go on in time."""
        self._move(1)

    def _move(self, by: int) -> None:
        if self._tab in {TODAY, TAPER}:
            return
        context = self._run.context()
        try:
            span = load_span(context)
        except LegdiaryError:
            span = None
        at_chosen = self._chosen
        before = self._place.week
        there = tab_pages.move_place(self._tab, self._place, by, context.present, span)
        self.say("" if there else _AT_THE_END[by])
        if there and self._tab == WEEK and at_chosen is not None:
            self._place.night = at_chosen.night + (self._place.week - before)
        self.draw()

    def action_up(self) -> None:
        """Choose the row above."""
        self._choose(-1)

    def action_down(self) -> None:
        """Choose the row below."""
        self._choose(1)

    def _choose(self, by: int) -> None:
        self.say("")
        rows, chosen = self._shown.rows, self._chosen
        body = self.query_one("#body")
        if chosen is None:
            body.scroll_relative(y=by, animate=False)
        else:
            row = rows[max(0, min(len(rows) - 1, rows.index(chosen) + by))]
            self._place.night = row.night
            body.scroll_to(y=max(0, row.line + 1 - body.size.height), animate=False)
        self.draw()

    def action_page(self, by: int) -> None:
        """Scroll one page down (1) or up (-1)."""
        body = self.query_one("#body")
        body.scroll_relative(y=by * max(1, body.size.height - 2), animate=False)
        self.call_after_refresh(self._draw_foot)

    def action_today(self) -> None:
        """Go back to the last finished night and its week; on the night tab, to the night that `night` would log."""
        present = self._run.context().present
        self._place = tab_pages.Place.now(present)
        if self._tab == NIGHT:
            self._place.night = present.default_night
        self.action_tab(self._tab)

    def action_refresh(self) -> None:
        """Read the diary again."""
        self.say("")
        self.draw()

    # ------------------------------------------------------------------ opening and changing

    def action_open(self) -> None:
        """Open the chosen week or night; on a night, its form."""
        chosen = self._chosen
        if self._tab == NIGHT:
            self.action_correct()
        elif chosen is not None:
            self._place.night = chosen.night
            if self._tab == WEEK:
                self.action_tab(NIGHT)
            else:
                self._place.week = chosen.night
                self.action_tab(WEEK)

    def action_correct(self) -> None:
        """Open the form of the night."""
        chosen = self._chosen
        if self._tab == WEEK and chosen is not None:
            self._place.night = chosen.night
        elif self._tab != NIGHT:
            return
        self.say("")
        from legdiary.tui.edit_screen import Correct

        try:
            self.app.push_screen(Correct(self._run, self._place.night))
        except LegdiaryError as error:
            self.say(error.message, refused=True)

    def action_log(self, key: str) -> None:
        """Open the form of a key on the tab of today, so that it is seen which day it is about."""
        from legdiary.tui.log_screen import Log

        if self._tab != TODAY:
            self.action_tab(TODAY)
        self.say("")
        try:
            self.app.push_screen(Log(self._run, key), self._say_all)
        except LegdiaryError as error:
            self.say(error.message, refused=True)

    def _say_all(self, told: tuple[str, ...] | None, *, refused: bool = False) -> None:
        """Show an answer, over the page if it is long."""
        if told is not None and is_long(told, self._width):
            self.app.push_screen(Tell(told))
        else:
            self.say("\n".join(told or ()), refused=refused)

    def action_undo(self) -> None:
        """Take back the last change, once that is confirmed."""
        self._undo()

    @work(exclusive=True)
    async def _undo(self) -> None:
        try:
            about = tab_pages.last_change(self._run.context(), min(self._width - 6, 68))
        except LegdiaryError as error:
            self.say(error.message, refused=True)
            return
        if not await self.app.push_screen_wait(Ask("Undo the last change?", about)):
            return

        def act(context: Context, yes: Yes) -> str | Asked:
            made = undo(context, yes)
            return made if isinstance(made, Asked) else changes_text(made, "Undone. ")

        outcome = await carry_out(self._run, act, lambda question: self.app.push_screen_wait(Ask(question)))
        self.draw()
        self._say_all(outcome.told, refused=outcome.refused)

    def action_help(self) -> None:
        """Show the table of keys."""
        self.app.push_screen(Help())

    def action_shade(self) -> None:
        """Switch between dark and light."""
        if not self.app.no_color:
            self.app.theme = LIGHT if self.app.theme == DARK else DARK

    def action_quit(self) -> None:
        """End the dashboard."""
        self.app.exit()
