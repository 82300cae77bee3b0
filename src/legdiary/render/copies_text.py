"""The list of a diary's copies, newest first, with the contents of each, and the command that restores one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.files import size_told
from legdiary.render.layout import COMMAND, DIM, HEAVY, MILD, Column, Span, line, table, wrapped
from legdiary.render.words import MISSING, plural, user_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from legdiary.domain.moments import Moment
    from legdiary.render.layout import Line, Page

VERIFIED, DAMAGED, ENCRYPTED = "verified", "damaged", "encrypted"
_COLUMNS = (
    Column("made", right=False),
    Column("nights", right=False),
    Column("entries"),
    Column("size"),
    Column("state", right=False),
    Column("kept as", right=False),
)
_STYLES = {VERIFIED: MILD, DAMAGED: HEAVY, ENCRYPTED: ""}
#: Word or sign of the table → its meaning, shown only if the table has it.
_LEGEND = {
    "by hand": "by hand: you made it, and it is never deleted by itself.",
    "apart": "apart: it holds what the diary does not, and is never deleted by itself.",
    MISSING: f"{MISSING} under kept as: it may go with the next weekly copy.",
    DAMAGED: f"{DAMAGED}: it cannot be restored; `legdiary check` says more.",
    ENCRYPTED: f"{ENCRYPTED}: what is in it is not known without its passphrase.",
}


class ListedCopy(NamedTuple):
    """One copy of the diary.

    Attributes:
        path: its file.
        made: when it was made.
        nights: its first and its last night.
        entries: the number of its entries.
        changes: the number of lines in its ledger.
        until: when its latest change was made.
        schema: the version of its format.
        size: its size in bytes.
        state: VERIFIED, DAMAGED or ENCRYPTED.
        kept_as: the reason why it is kept; None if it may be deleted.
    """

    path: Path
    made: Moment
    nights: tuple[date, date] | None
    entries: int | None
    changes: int | None
    until: Moment | None
    schema: int | None
    size: int
    state: str
    kept_as: str | None

    @property
    def kept_told(self) -> str:
        """The reason why it is kept, in a word; `–` if it may be deleted."""
        return self.kept_as or ("" if self.state == DAMAGED else MISSING)


def copies_text(folder: Path, copies: Sequence[ListedCopy], command: str | None, page: Page) -> list[Line]:
    """Return the copies, and how to restore one.

    Args:
        folder: the folder of the copies.
        copies: the copies, newest first.
        command: the command that restores one of them.
        page: the page to lay out for.
    """
    if not copies:
        return [line("No copies yet in ", user_text(str(folder)))]
    lines = [line(f"{plural(len(copies), 'copy', 'copies')} in ", user_text(str(folder)))]
    lines += _narrow(copies, page) if page.narrow else _wide(copies)
    shown = {word for each in copies for word in (each.state, each.kept_told)}
    for word, said in _LEGEND.items():
        if word in shown:
            lines += wrapped(said, page.width, style=DIM)
    if command:
        lines += [line("To put one in the diary's place:"), [Span("  "), Span(user_text(command), COMMAND)]]
    return lines


def _wide(copies: Sequence[ListedCopy]) -> list[Line]:
    rows = [
        [
            Span(f"{each.made.local:%Y-%m-%d %H:%M}"),
            Span(_nights(each)),
            Span(MISSING if each.entries is None else f"{each.entries}"),
            Span(size_told(each.size)),
            Span(each.state, _STYLES[each.state]),
            Span(each.kept_told),
        ]
        for each in copies
    ]
    head, *told = table(_COLUMNS, rows)
    lines = [head]
    for each, row in zip(copies, told, strict=True):
        lines += [row, [Span("  "), Span(user_text(each.path.name), COMMAND)]]
    return lines


def _narrow(copies: Sequence[ListedCopy], page: Page) -> list[Line]:
    lines: list[Line] = []
    for each in copies:
        kept = "may go with the next one" if each.kept_told == MISSING else each.kept_told
        held = "" if each.entries is None else f"{plural(each.entries, 'entry', 'entries')}, "
        lines.append(line(f"{each.made.local:%Y-%m-%d %H:%M}  ", Span(each.state, _STYLES[each.state])))
        told = (f"nights {_nights(each)}" if each.nights else "", f"{held}{size_told(each.size)}", kept)
        for text in filter(None, told):
            lines += wrapped(text, page.width, indent="  ")
        lines.append([Span("  "), Span(user_text(each.path.name), COMMAND)])
    return lines


def _nights(copy: ListedCopy) -> str:
    if copy.nights is None:
        return MISSING
    first, last = copy.nights
    return f"{first}" if first == last else f"{first}–{last}"
