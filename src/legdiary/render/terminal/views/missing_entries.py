"""Entries that are not logged yet, each with the command that logs it."""

from __future__ import annotations

from legdiary import humanize
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.substances import Substance
from legdiary.humanize import user_text
from legdiary.render.terminal.layout import Span, line, wrapped
from legdiary.render.terminal.styles import HEADING, HINT, NOT_LOGGED, NUMBER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.domain.reports.today.card import Card
    from legdiary.domain.reports.today.missing_entries import MissingEntry
    from legdiary.render.terminal.layout import Line, Page

_WIDEST_LABEL = 26
_NAMES = {"night": "legs", "sleep": "sleep", "magnesium": "magnesium"}


def missing_lines(
    card: Card, page: Page, complete: Callable[[str], str], key: Callable[[MissingEntry], str | None] = lambda _: None
) -> list[Line]:
    """Return a heading and what is not logged; empty where nothing is missing.

    Args:
        card: the card.
        page: the width.
        complete: returns a command as it must be typed for the diary of this run.
        key: returns the key that logs it where keys do; None where a command does.
    """
    if not card.missing:
        return []
    told = [(_label(each, card), *_command(each, card), key(each)) for each in card.missing]
    width = min(_WIDEST_LABEL, max(len(label) for label, *_ in told) + 2)
    lines: list[Line] = [[Span("Not logged yet", HEADING)]]
    for label, command, more, by_key in told:
        if by_key is not None:
            shown = f"{label}:" if page.narrow else label.ljust(width)
            lines.append(line(" " if page.narrow else "  ", Span(shown, NOT_LOGGED), " ", Span(by_key, NUMBER)))
            continue
        whole = complete(command)
        lines += _narrow(label, whole, more, page) if page.narrow else _wide(label.ljust(width), whole, more, page)
    return lines


def _wide(label: str, command: str, more: str, page: Page) -> list[Line]:
    hint = f"({more})" if more else ""
    if len(label) + len(command) + 2 > page.width or not label.endswith(" "):
        below = wrapped(hint, page.width, style=HINT, indent="    ")
        return [line("  ", Span(label.rstrip(), NOT_LOGGED)), *_broken(command, page, "    "), *below]
    made = line("  ", Span(label, NOT_LOGGED), Span(command, HINT))
    if not hint or len(label) + len(command) + 5 + len(hint) > page.width:
        return [made, *wrapped(hint, page.width, style=HINT, indent=" " * (len(label) + 2))]
    return [[*made, Span(f"   {hint}", HINT)]]


def _narrow(label: str, command: str, more: str, page: Page) -> list[Line]:
    below = wrapped(f"({more})" if more else "", page.width, style=HINT, indent="   ")
    if len(label) + len(command) + 3 <= page.width:
        return [line(" ", Span(label, NOT_LOGGED), ": ", Span(command, HINT)), *below]
    return [line(" ", Span(label, NOT_LOGGED), ":"), *_broken(command, page, "   "), *below]


def _broken(command: str, page: Page, indent: str) -> list[Line]:
    """Return a command; where it is too long for a line, its options stand below it."""
    if len(indent) + len(command) <= page.width:
        return [[Span(f"{indent}{command}", HINT)]]
    first, *options = command.split(" --")
    below: list[str] = []
    for each in options:
        if below and len(indent) + len(below[-1]) + len(each) + 5 <= page.width:
            below[-1] += f" --{each}"
        else:
            below.append(f"--{each}")
    return [
        *wrapped(first, page.width, style=HINT, indent=indent),
        *(part for each in below for part in wrapped(each, page.width, style=HINT, indent=f"{indent}  ")),
    ]


def _label(of: MissingEntry, card: Card) -> str:
    what = _NAMES.get(of.kind, "") or _substance(of)
    if of.night_of == card.today and of.kind in {"night", "sleep"}:
        return f"{what} tonight"
    if of.night_of == card.today and card.now.local.date() == card.today:
        return f"{what} today"
    if of.night_of == card.last.night_of and card.last_is_last_night and of.kind in {"night", "sleep"}:
        return f"{what} last night"
    return f"{what} of {humanize.day(of.night_of)}"


def _substance(of: MissingEntry) -> str:
    word = of.substance or LEAF
    return "kratom" if word == LEAF else humanize.substance(word)


def _command(of: MissingEntry, card: Card) -> tuple[str, str]:
    """Return the command that logs it, and another that may be meant."""
    if of.kind in {"night", "sleep"}:
        flag = "" if of.night_of == card.default_night else f" --night {of.night_of}"
        return f"legdiary {'night SEVERITY' if of.kind == 'night' else 'sleep BED-WAKE'}{flag}", ""
    if of.kind == "magnesium":
        return "legdiary magnesium AMOUNT", ""
    word = of.substance or LEAF
    at = "" if of.night_of == card.today else f" --at TIME --night {of.night_of}"
    on = "" if of.night_of == card.today else f" --night {of.night_of}"
    if _has_ended(word, card):
        none = "legdiary kratom none" if word == LEAF else f"legdiary dose none --of {_quoted(word)}"
        return f"{none}{on}", "only if there was none"
    if word == LEAF:
        return f"legdiary kratom AMOUNT{at}", f"or: kratom none{on}"
    substance = Substance(word)
    if substance.is_medicine:
        return f"legdiary medicine {_quoted(substance.name)} AMOUNT", ""
    return f"legdiary dose AMOUNT --product NAME{at}", f"or: dose none --of {_quoted(word)}{on}"


def _quoted(name: str) -> str:
    from shlex import quote  # late: a diary of leaf has no name to quote

    return quote(user_text(name))


def _has_ended(word: str, card: Card) -> bool:
    return any(each.substance == word and each.dose_free is not None for each in card.substances)
