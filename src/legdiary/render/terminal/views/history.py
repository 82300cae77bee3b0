"""The correction ledger as text: each change, when it was made, old → new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize
from legdiary.domain.taper.plan_unit import GRAMS
from legdiary.humanize import change_time, user_text
from legdiary.render.terminal.answers.ledger_changes import ledger_line
from legdiary.render.terminal.layout import Span, line, wrapped
from legdiary.render.terminal.styles import HEADING, HINT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from legdiary.app.views import HistoryFound
    from legdiary.render.terminal.layout import Line, Page


#: Behind what a typed line did.
_FROM_INBOX = " (inbox)"
#: What several devices' words have made together.
_FROM_SEVERAL = "sync"
_ACTIONS = {"add": "added", "edit": "changed", "delete": "taken away", "undo": "undone"}


def history_text(found: HistoryFound, page: Page) -> Iterator[Line]:
    """Yield a heading for each day, and a line for each change."""
    if not found.lines:
        yield line("nothing was ever logged")
        return
    day: date | None = None
    for each in found.lines:
        at = change_time(each.made_utc_ms, each.made_offset_min)
        if at.date() != day:
            day = at.date()
            yield [Span(humanize.long_day(day), HEADING)]
        head = f"  {at:%H:%M}  #{each.entry_id:<5} "
        changed = ledger_line(each.kind, each.old, each.new, found.names, found.units.get(each.entry_id, GRAMS))
        source = _FROM_INBOX if each.change_id in found.from_inbox else ""
        if each.id in found.devices:
            source = f" ({user_text(found.devices[each.id] or _FROM_SEVERAL)})"
        text = f"{each.kind} {_ACTIONS[each.action]}{source}: {changed}"
        told = wrapped(text, page.width - len(head))
        for number, part in enumerate(told):
            yield [Span(" " * len(head) if number else head, HINT), *part]
