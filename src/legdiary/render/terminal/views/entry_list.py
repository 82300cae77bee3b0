"""Entries as a list: a line each, with their numbers."""

from __future__ import annotations

from legdiary import humanize
from legdiary.render.terminal.entry_line import describe
from legdiary.render.terminal.layout import Span, line, wrapped
from legdiary.render.terminal.styles import HEADING, HINT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.domain.entries.products import Names
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.sync.unsettled import Unsettled
    from legdiary.render.terminal.layout import Line, Page


def list_text(
    entries: Sequence[Stored], names: Names, largest: int, unsettled: Unsettled | None, page: Page
) -> Iterator[Line]:
    """Yield the entries under their nights, and below an entry what devices say differently of it.

    Args:
        entries: the entries.
        names: the products that they name.
        largest: the largest number among them.
        unsettled: what devices say differently; None where they do not.
        page: the width.
    """
    if not entries:
        yield line("nothing is logged in that range")
        return
    night = None
    width = len(str(largest))
    for stored in entries:
        if stored.entry.night_of != night:
            night = stored.entry.night_of
            yield [Span(humanize.long_day(night), HEADING)]
        yield from entry_lines(stored, names, page, width, unsettled)
    if unsettled is not None:
        from legdiary.render.terminal.unsettled import some_waiting_lines

        yield from ([], *some_waiting_lines(unsettled, page))


def entry_lines(stored: Stored, names: Names, page: Page, width: int, unsettled: Unsettled | None = None) -> list[Line]:
    """Return one entry with its number and its kind; a long one continues under its text, and below it a conflict."""
    head = f"  {stored.id:>{width}}  {stored.entry.kind:<9}  "
    recalled = " (recalled)" if stored.recalled else ""
    text = wrapped(describe(stored.entry, names) + recalled, page.width - len(head))
    rest = " " * len(head)
    lines: list[Line] = [[Span(rest if number else head, HINT), *each] for number, each in enumerate(text)]
    if unsettled is not None and (found := unsettled.about(stored.id)):
        from legdiary.render.terminal.unsettled import conflict_lines

        lines += conflict_lines(found, unsettled.names, page, rest)
    return lines
