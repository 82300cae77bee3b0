"""The exchange with other devices once a day (`legdiary config sync daily`), after the answer of a command is out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app.questions import NOTHING, Asked
from legdiary.app.sync.exchange import sync_of_the_day
from legdiary.errors import CLOCK
from legdiary.render.terminal.answers.sync import synced_line

if TYPE_CHECKING:
    from legdiary.app.context import Context
    from legdiary.app.sync.membership import SyncFiles


def exchange_once(context: Context, files: SyncFiles, *, trusts_clock: bool) -> str | None:
    """Exchange changes if that was not tried today; return one line about it, None where there is nothing to say."""
    done = sync_of_the_day(context, files, frozenset({CLOCK}) if trusts_clock else NOTHING)
    if done is None:
        return None
    return f"stored, but not synced today: {done.why}" if isinstance(done, Asked) else synced_line(done)
