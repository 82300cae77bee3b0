"""`remind`: a notification at a time of day, by the platform's own timer.

All files and commands are shown before they take effect, and `remind off` removes only what was set up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app.reminders.timer import load_reminder, plan_reminder, plan_taking_back, set_up, take_back
from legdiary.cli.remind import platform
from legdiary.domain.time.parse import parse_clock
from legdiary.errors import Refused
from legdiary.render.json import reminders as documents
from legdiary.render.terminal.answers import reminder as told

if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.app.reminders.timer import SettingUp, TakingBack
    from legdiary.cli.command_line.options import JsonOption
    from legdiary.cli.session import Session

_OFF = "off"


class NotSetUp(Refused):
    """A reminder that was shown but not accepted."""

    def __init__(self) -> None:
        super().__init__("the reminder is not set; add --yes to set it, or --preview to look only")


def remind(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TIME…|off]", help="22:30, 10:30pm, or several; off removes it. Without a time: show what is set."
        ),
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show what would be done.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    json: JsonOption = False,
) -> None:
    """Set a daily notification that says only "Diary". The computer's own timer shows it. You see every step first."""
    session: Session = ctx.obj
    computer = platform.this_computer()
    if not words:
        there = load_reminder(computer)
        session.answer(told.there_text(there, session.page), lambda: documents.there(there), as_json=json)
    elif [word.strip().lower() for word in words] == [_OFF]:
        _take_back(session, plan_taking_back(computer), preview=preview, json=json)
    else:
        _set(session, plan_reminder(computer, map(parse_clock, words)), preview=preview, yes=yes, json=json)


def _set(session: Session, planned: SettingUp, *, preview: bool, yes: bool, json: bool) -> None:
    shown = told.setting_up_text(planned, session.page)
    if preview:
        session.answer(shown, lambda: documents.setting_up(planned, is_set=False), as_json=json)
        return
    seen = json or session.preview(shown)
    if not yes and not (seen and session.terminal.confirm("Set it?")):
        raise NotSetUp
    set_up(planned)
    session.note_made()
    session.answer(told.set_text(planned), lambda: documents.setting_up(planned, is_set=True), as_json=json)


def _take_back(session: Session, planned: TakingBack, *, preview: bool, json: bool) -> None:
    if not preview:
        take_back(planned)
        session.note_made()
    done = not preview
    session.answer(
        told.taking_back_text(planned, done=done), lambda: documents.taking_back(planned, done=done), as_json=json
    )
