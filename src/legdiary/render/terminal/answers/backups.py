"""Copies of a diary, in words: one that was made, those that are there, one that took the diary's place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.humanize import MISSING, plural, user_text
from legdiary.render.terminal.answers.exports import NO_WAY_BACK
from legdiary.render.terminal.layout import Column, Span, line, table, wrapped
from legdiary.render.terminal.styles import COMMAND, FINE, HINT, WRONG
from legdiary.util.safe_files import format_size

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from legdiary.app.backups import CopiesFound, CopyMade, CopyOpened, CopyRestored, ListedCopy
    from legdiary.domain.diary_facts import Facts
    from legdiary.render.terminal.layout import Line, Page

_VERIFIED, _DAMAGED, _ENCRYPTED = "verified", "damaged", "encrypted"
_COLUMNS = (
    Column("made", right=False),
    Column("nights", right=False),
    Column("entries"),
    Column("size"),
    Column("state", right=False),
    Column("kept as", right=False),
)
_STYLES = {_VERIFIED: FINE, _DAMAGED: WRONG, _ENCRYPTED: ""}
#: Word or sign of the table → its meaning, shown only if the table has it.
_LEGEND = {
    "by hand": "by hand: you made it; legdiary never deletes it.",
    "apart": "apart: it holds things that the diary lacks; legdiary never deletes it.",
    MISSING: f"{MISSING} under kept as: the next weekly copy may replace it.",
    _DAMAGED: f"{_DAMAGED}: it cannot be restored. For details: `legdiary check`.",
    _ENCRYPTED: f"{_ENCRYPTED}: its contents are not known without its passphrase.",
}


def made_text(made: CopyMade) -> list[Line]:
    """Return what is said of a copy that was made."""
    lines = [line("Copied to ", user_text(str(made.path))), line(f"  {_holds(made.facts)}; checked")]
    return [*lines, line(Span(NO_WAY_BACK, HINT))] if made.encrypted else lines


def before_restoring(opened: CopyOpened) -> tuple[str, str]:
    """Return what a person is told of the copy and of the diary before they are asked."""
    there = opened.standing.facts
    return (
        f"the copy: {_holds(opened.copy.facts)}",
        f"the diary: {_holds(there) if there else opened.standing.state}",
    )


def restored_text(restored: CopyRestored, complete: Callable[[str], str]) -> list[Line]:
    """Return what is said of a copy in the diary's place.

    Args:
        restored: the copy, and what stood there before.
        complete: makes a command one for the diary of this run.
    """
    done = restored.done
    lines = [line("Restored ", user_text(str(restored.source))), line(f"  {_holds(restored.facts)}")]
    if done.kept:
        lines.append(line("Your earlier diary is kept: ", user_text(str(done.kept))))
    else:
        lines.append(line(f"The diary was {done.before.state}: there was nothing to keep."))
    if done.undo:
        lines.append(line("To go back: ", Span(user_text(complete(done.undo)), COMMAND)))
    return lines


def _holds(facts: Facts) -> str:
    return f"{plural(facts.entries, 'entry', 'entries')}, {plural(facts.lines, 'change')}, up to {facts.until}"


def copies_text(found: CopiesFound, complete: Callable[[str], str], page: Page) -> list[Line]:
    """Return the copies, and how to restore one.

    Args:
        found: the copies.
        complete: makes a command one for the diary of this run.
        page: what it is written on.
    """
    copies, folder = found.copies, user_text(str(found.folder))
    if not copies:
        return [line("No copies yet in ", folder)]
    lines = [line(f"{plural(len(copies), 'copy', 'copies')} in ", folder)]
    lines += _narrow_lines(copies, page) if page.narrow else _wide_lines(copies)
    shown = {word for each in copies for word in (_state(each), _kept(each))}
    for word, said in _LEGEND.items():
        if word in shown:
            lines += wrapped(said, page.width, style=HINT)
    if found.command:
        command = user_text(complete(found.command))
        lines += [line("To put one in the diary's place:"), [Span("  "), Span(command, COMMAND)]]
    return lines


def _state(copy: ListedCopy) -> str:
    return _ENCRYPTED if copy.verified is None else _VERIFIED if copy.verified else _DAMAGED


def _kept(copy: ListedCopy) -> str:
    """Return how a copy is kept, in a word."""
    return copy.kept_as or ("" if copy.verified is False else MISSING)


def _wide_lines(copies: Sequence[ListedCopy]) -> list[Line]:
    rows = [
        [
            Span(f"{each.made.local:%Y-%m-%d %H:%M}"),
            Span(_nights(each)),
            Span(f"{each.facts.entries}" if each.facts else MISSING),
            Span(format_size(each.size)),
            Span(_state(each), _STYLES[_state(each)]),
            Span(_kept(each)),
        ]
        for each in copies
    ]
    head, *told = table(_COLUMNS, rows)
    lines = [head]
    for each, row in zip(copies, told, strict=True):
        lines += [row, [Span("  "), Span(user_text(each.path.name), COMMAND)]]
    return lines


def _narrow_lines(copies: Sequence[ListedCopy], page: Page) -> list[Line]:
    lines: list[Line] = []
    for each in copies:
        kept = "the next one may replace it" if _kept(each) == MISSING else _kept(each)
        held = f"{plural(each.facts.entries, 'entry', 'entries')}, " if each.facts else ""
        lines.append(line(f"{each.made.local:%Y-%m-%d %H:%M}  ", Span(_state(each), _STYLES[_state(each)])))
        told = (f"nights {_nights(each)}" if each.nights else "", f"{held}{format_size(each.size)}", kept)
        for text in filter(None, told):
            lines += wrapped(text, page.width, indent="  ")
        lines.append([Span("  "), Span(user_text(each.path.name), COMMAND)])
    return lines


def _nights(copy: ListedCopy) -> str:
    if copy.nights is None:
        return MISSING
    first, last = copy.nights
    return f"{first}" if first == last else f"{first}–{last}"
