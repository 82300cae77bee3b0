"""`view`: opens the dashboard. All of it is in `legdiary.tui`; plain commands do not need its library."""

from __future__ import annotations

import gc
import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

from legdiary.errors import Refused
from legdiary.render.terminal.layout import RICH_GLYPHS
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    import typer

    from legdiary.cli.session import Session
    from legdiary.tui.actions import Run

_LIBRARY = "textual"


class NoDashboard(Refused):
    """The library of the dashboard is missing."""

    def __init__(self) -> None:
        from legdiary.util.installation import this_installation

        super().__init__(
            "view needs a library that is not installed; week, report, taper show and show work without it",
            this_installation().adding("view"),
        )


class NoScreen(Refused):
    """A dashboard without a terminal to draw it on."""

    def __init__(self) -> None:
        super().__init__("this terminal can't show the dashboard", "legdiary week")


def view(ctx: typer.Context) -> None:
    """Show today at a glance, with one key for each entry; browse weeks, months and the taper. Needs the extra `view`.

    ? shows the keys, q quits. Entries are stored as by the plain commands.
    """
    session: Session = ctx.obj
    if not session.can_ask or session.page.glyphs != RICH_GLYPHS:
        raise NoScreen
    if find_spec(_LIBRARY) is None:
        raise NoDashboard
    with session.open_for_reading() as diary:  # errors of the diary show before the screen is taken over
        diary.span()
    gc.enable()  # switched off for short commands; this may be open all night
    _open(session)


def _open(session: Session) -> None:
    from legdiary.cli.signals import raise_signals
    from legdiary.tui.app import Dashboard

    app = Dashboard(run_of(os.environ, session.diary_option, session.note_stored))
    with raise_signals():
        app.run()
    if app.fault is not None:
        raise app.fault
    if app.interrupted:
        raise KeyboardInterrupt


def run_of(environ: Mapping[str, str], diary: str | None, stored: Callable[[], None]) -> Run:
    """Return the run for a dashboard: clock, zone, settings and diary are read anew at every key.

    Args:
        environ: the environment.
        diary: the file that `--diary` names.
        stored: called after each stored change.
    """
    from legdiary.cli.session import Session
    from legdiary.cli.terminal import finest_dots
    from legdiary.tui.actions import Run

    def now() -> Session:
        made = Session(environ, None, None, None)
        made.diary_option = diary
        return made

    shown_on: set[date] = set()

    def is_emergency_due(today: date) -> bool:
        from legdiary.app.once_a_day import note_shown, was_shown

        note = now().once_a_day_file
        if today not in shown_on and not was_shown(note, today):
            shown_on.add(today)
            note_shown(note, today)
        return today in shown_on

    theme = now().terminal.theme
    return Run(
        context=lambda: replace(now().context, stored=stored),
        complete=now().complete,
        keep_copy=lambda: now().keep_copy(),
        is_emergency_due=is_emergency_due,
        no_colour=bool(environ.get("NO_COLOR")) or theme == "none",
        dots=now().dot_kind or finest_dots(environ),
        light=theme == "light",
    )
