"""The correction ledger as text: each change, when it was made, old → new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from legdiary import figures as words
from legdiary.figures import made_at
from legdiary.render.terminal.changes import ledger_line
from legdiary.render.terminal.layout import DIM, STRONG, Span, line, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries.products import Names
    from legdiary.render.terminal.layout import Line, Page


class LedgerLine(Protocol):
    """A line of the ledger, from any source."""

    @property
    def id(self) -> int: ...  # noqa: D102
    @property
    def change_id(self) -> int: ...  # noqa: D102
    @property
    def made_utc_ms(self) -> int: ...  # noqa: D102
    @property
    def made_offset_min(self) -> int: ...  # noqa: D102
    @property
    def action(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def entry_id(self) -> int: ...  # noqa: D102
    @property
    def old(self) -> Mapping[str, Any] | None: ...  # noqa: D102
    @property
    def new(self) -> Mapping[str, Any] | None: ...  # noqa: D102
    @property
    def undoes(self) -> int | None: ...  # noqa: D102


_ACTIONS = {"add": "added", "edit": "changed", "delete": "taken away", "undo": "undone"}


def history_text(lines: Sequence[LedgerLine], names: Names, page: Page) -> list[Line]:
    """Return a heading for each day, and a line for each change."""
    if not lines:
        return [line("nothing was ever logged")]
    made: list[Line] = []
    day: date | None = None
    for each in lines:
        at = made_at(each.made_utc_ms, each.made_offset_min)
        if at.date() != day:
            day = at.date()
            made.append([Span(words.long_day(day), STRONG)])
        head = f"  {at:%H:%M}  #{each.entry_id:<5} "
        text = f"{each.kind} {_ACTIONS[each.action]}: {ledger_line(each.kind, each.old, each.new, names)}"
        told = wrapped(text, page.width - len(head))
        made += [[Span(" " * len(head) if number else head, DIM), *part] for number, part in enumerate(told)]
    return made
