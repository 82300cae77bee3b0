"""The words for entries of which devices say different things: what each device says, and how to settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary import humanize
from legdiary.domain.sync.folded import DELETED, EXCLUDED, INVALID
from legdiary.errors import plural
from legdiary.humanize import MISSING, user_text
from legdiary.render.terminal.entry_line import describe
from legdiary.render.terminal.field_labels import field_label, field_value
from legdiary.render.terminal.layout import Span, wrapped
from legdiary.render.terminal.styles import COMMAND, HINT, NOT_LOGGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from legdiary.domain.entries.products import Names
    from legdiary.domain.sync.unsettled import OpenConflict, Unsettled
    from legdiary.render.terminal.layout import Line, Page

STATUS = "legdiary sync status"
#: Kinds of entries, as a person calls them.
_KINDS = {"night": "legs", "sleep": "sleep", "plan": "taper plan"}


def waiting_lines(entries: int, page: Page) -> list[Line]:
    """Return that entries wait for a person, with the command that shows them; empty where none does."""
    told = f"{plural(entries, 'entry waits', 'entries wait')} for your decision:"
    return _with_command(told, STATUS, page) if entries else []


def some_waiting_lines(unsettled: Unsettled, page: Page) -> list[Line]:
    """Return the same of the entries that are listed above: others may wait as well."""
    waits = plural(unsettled.entries, "of these entries waits", "of these entries wait")
    return _with_command(f"{waits} for your decision:", STATUS, page)


def unsettled_lines(unsettled: Unsettled | None, page: Page, shows: str = STATUS) -> list[Line]:
    """Return of which entries devices say different things, with the command that shows what; empty for none.

    Args:
        unsettled: what waits.
        page: the width.
        shows: the command.
    """
    if unsettled is None:
        return []
    named = dict.fromkeys(map(entry_name, unsettled.conflicts))
    *others, last = named
    told = f"{', '.join(others)} and {last}" if others else last
    return _with_command(f"Your devices differ about {told}:", shows, page)


def entry_name(conflict: OpenConflict) -> str:
    """Return the name of an entry in a sentence: `legs of Fri 20 Nov`, `taper plan`."""
    return "an entry that is gone" if conflict.entry is None else kind_and_night(conflict.entry.entry)


def kind_and_night(entry: Any) -> str:
    """Return what an entry is and of which night: `legs of Fri 20 Nov`, `taper plan`."""
    name, night = _KINDS.get(entry.kind, entry.kind), getattr(entry, "night_of", None)
    return name if night is None else f"{name} of {humanize.day(night)}"


def conflict_lines(conflicts: Iterable[OpenConflict], names: Names, page: Page, indent: str) -> Iterator[Line]:
    """Yield what the devices say of an entry, a sentence each, below the entry's own line."""
    for conflict in conflicts:
        for text in conflict_sentences(conflict, names):
            yield from wrapped(text, page.width, indent=indent, style=NOT_LOGGED)


def conflict_sentences(conflict: OpenConflict, names: Names) -> list[str]:
    """Return what the devices say, a sentence each."""
    stands = user_text(conflict.stands)
    found = []
    for said in conflict.said:
        device = user_text(said.device)
        if conflict.what == DELETED:
            text = f"Deleted on {device}, changed on {stands}. It stays until you decide."
        elif conflict.what == EXCLUDED and said.entry is not None:
            what = "says there was none that day" if getattr(said.entry, "says_none", False) else (
                f"has another one: {describe(said.entry, names)}")  # fmt: skip
            text = f"{device} {what}. Only one of the two can count."
        elif conflict.what == INVALID:
            text = f"{device} says {_values(said.fields, names)}. That does not fit beside the rest."
        else:
            text = f"{device} says {_values(said.fields, names)}; {stands} says {_standing(conflict, names)}."
        found.append(text)
    return found


def settling_lines(conflicts: Iterable[OpenConflict], page: Page, indent: str) -> Iterator[Line]:
    """Yield the commands that settle an entry, each with what it does."""
    several = list(conflicts)
    number = several[0].entry_id if several else None
    if number is None:
        return
    settle = f"legdiary sync settle {number}"
    others = dict.fromkeys(said.device for each in several for said in each.said if said.device != each.stands)
    ways = [(settle, "keeps what is shown")]
    for name in others:
        deletes = all(said.deleted for each in several for said in each.said if said.device == name)
        does = "deletes it" if deletes else f"takes what {user_text(name)} says"
        ways.append((f"{settle} --take {quoted(name)}", does))
    widest = max(len(command) for command, _ in ways)
    for command, does in ways:
        if len(indent) + widest + 2 + max(len(each) for _, each in ways) <= page.width:
            yield [Span(f"{indent}{command:<{widest}}", COMMAND), Span(f"  {does}", HINT)]
        else:
            yield from wrapped(f"{does[:1].upper()}{does[1:]}:", page.width, indent=indent)
            yield [Span(f"{indent}{command}", COMMAND)]


def quoted(name: str) -> str:
    """Return the name of a device as it is typed."""
    return f"'{name}'" if " " in name else name


def _standing(conflict: OpenConflict, names: Names) -> str:
    entry = None if conflict.entry is None else conflict.entry.entry
    return _values({name: getattr(entry, name, None) for name in conflict.fields}, names)


def _values(fields: Mapping[str, Any], names: Names) -> str:
    """Return fields with their values; those without one only where none has one."""
    plain = {name: value for name, value in fields.items() if name not in {"recalled", "night_of"}}
    known = {name: value for name, value in plain.items() if value not in (None, ())}
    if not known:
        return f"{field_label(next(iter(plain), 'value'))} {MISSING}" if plain else "nothing"
    return ", ".join(f"{field_label(name)} {field_value(name, value, names)}" for name, value in known.items())


def _with_command(told: str, command: str, page: Page) -> list[Line]:
    if len(told) + 1 + len(command) <= page.width:
        return [[Span(f"{told} ", NOT_LOGGED), Span(command, COMMAND)]]
    return [*wrapped(told, page.width, style=NOT_LOGGED), [Span(command, COMMAND)]]
