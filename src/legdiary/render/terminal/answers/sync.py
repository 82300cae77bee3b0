"""Several devices in words: what was exchanged, who takes part, and what waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary import humanize
from legdiary.domain.sync.folded import DELETED, EXCLUDED, INVALID
from legdiary.errors import plural
from legdiary.humanize import change_time
from legdiary.render.terminal.entry_line import describe
from legdiary.render.terminal.field_labels import field_label, field_value
from legdiary.render.terminal.layout import Span, wrapped
from legdiary.render.terminal.styles import COMMAND, HEADING, HINT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from legdiary.app.sync.conflicts import OpenConflict
    from legdiary.app.sync.exchange import Synced, TakenOf
    from legdiary.app.sync.manage import DeviceState, Settled, SyncStatus
    from legdiary.domain.entries.products import Names
    from legdiary.render.terminal.layout import Line, Page

_STATUS, _SYNC = "legdiary sync status", "legdiary sync"
_WHY_NOT = {
    "conflict copy": "a second version that the carrier made",
    "other case": "its name was changed to other capitals",
    "not here yet": "it has not arrived on this computer yet",
    "unknown": "legdiary did not write it",
}
_ANEW = {
    "other machine": "This is another computer than the one that was set up",
    "file copied": "The notes of this device were copied here",
    "other diary": "This is another diary than the one that was set up",
    "diary behind": "This diary was put back to an earlier state",
    "diary beside": "This diary went another way than the one that was synced",
    "not ours": "Another computer writes under the name of this device",
}


def synced_text(done: Synced, page: Page) -> list[Line]:
    """Tell what an exchange did."""
    parts = []
    if done.sent:
        parts.append(f"Sent {plural(done.sent, 'change')}.")
    if done.taken:
        parts.append(f"Took {'; '.join(map(_took, done.taken))}.")
    if not parts:
        parts.append("Nothing new here, and nothing new there.")
    lines = wrapped(" ".join(parts), page.width)
    return [*lines, *_notes(done, page)]


def set_up_text(done: Synced, page: Page) -> list[Line]:
    """Tell that a place is ready."""
    lines = wrapped(f"Set up: this device is “{done.name}”, and {plural(done.sent, 'change')} are in {done.place}.",
                    page.width)  # fmt: skip
    lines += wrapped("On each other device, once the place has reached it:", page.width)
    return [*lines, [Span("  legdiary sync join PLACE", COMMAND)], *_notes(done, page)]


def joined_text(done: Synced, page: Page, *, dry_run: bool) -> list[Line]:
    """Tell what joining did, or would do."""
    took = _all_taken(done) or "nothing"
    if dry_run:
        text = f"Would take {took}, and send {plural(done.sent, 'change')}. Nothing was stored."
    else:
        text = f"Joined as “{done.name}”: took {took}; sent {plural(done.sent, 'change')}."
    return [*wrapped(text, page.width), *_notes(done, page)]


def _all_taken(done: Synced) -> str:
    return "; ".join(map(_took, done.taken))


def _took(each: TakenOf) -> str:
    at = change_time(each.made_utc_ms, each.made_offset_min)
    return f"{each.lines} of {each.name}, to {humanize.short_date(at.date())} {at:%H:%M}"


def _notes(done: Synced, page: Page) -> Iterator[Line]:
    """Yield what else a person should know of an exchange, a sentence each."""
    if done.waiting:
        waits = "1 entry waits" if done.waiting == 1 else f"{done.waiting} entries wait"
        yield from wrapped(f"{waits} for you: {_STATUS}", page.width)
    for missing in done.missing:
        yield from wrapped(
            f"{plural(done.held_back, 'change')} wait for {plural(missing.last - missing.first + 1, 'change')} of "
            f"{missing.name} that did not arrive here yet.",
            page.width,
        )
    if done.again:
        yield from wrapped(
            f"The place had lost {plural(done.again, 'change')} of this device. They are there again.", page.width
        )
    for behind in done.behind:
        yield from wrapped(
            f"The place holds {plural(behind.lines, 'change')} of {behind.name} less than before. This diary has them.",
            page.width,
        )
    if done.begun_anew is not None:
        yield from wrapped(f"{_ANEW[done.begun_anew]}. From now on it is “{done.name}”.", page.width)
    for odd in done.odd:
        yield from wrapped(f"Left out {odd.path}: {_WHY_NOT[odd.why]}.", page.width)
    for trouble in done.troubles:
        yield from wrapped(f"{trouble[:1].upper()}{trouble[1:]}.", page.width)


# ---------------------------------------------------------------------- status


def status_text(found: SyncStatus, page: Page) -> Iterator[Line]:
    """Yield who takes part, what is not sent yet, and what waits for a person."""
    yield from wrapped(f"Synced through {found.place}, as “{found.name}”.", page.width)
    if found.unsent:
        yield from wrapped(f"{plural(found.unsent, 'change')} of this device not sent yet: {_SYNC}", page.width)
    yield []
    yield [Span("Devices", HEADING)]
    for each in found.devices:
        yield from wrapped(f"{each.name}{_about(each)}", page.width, indent="  ")
    if not found.waiting:
        return
    yield []
    yield [Span("Waiting for you", HEADING)]
    for conflict in found.waiting:
        yield from _conflict(conflict, found.names, page)


def _about(each: DeviceState) -> str:
    this = " (this one)" if each.is_this else ""
    gone = ", not expected any more" if each.forgotten else ""
    if each.newest is None:
        return f"{this}: no changes yet{gone}"
    at = change_time(*each.newest[:2])
    return f"{this}: {plural(each.lines, 'change')}, to {humanize.short_date(at.date())} {at:%H:%M}{gone}"


def _conflict(conflict: OpenConflict, names: Names, page: Page) -> Iterator[Line]:
    entry = None if conflict.entry is None else conflict.entry.entry
    number = "" if conflict.entry_id is None else f"#{conflict.entry_id}  "
    head = f"{number}{'' if entry is None else f'{entry.kind}: {describe(entry, names)}'}"
    yield from wrapped(head, page.width, indent="  ")
    for text in conflict_sentences(conflict, names):
        yield from wrapped(text, page.width, indent="    ")
    if conflict.entry_id is not None:
        for command, does in _ways(conflict):
            yield from ([Span(f"    {command}", COMMAND), Span(f"  {does}", HINT)],)


def conflict_sentences(conflict: OpenConflict, names: Names) -> list[str]:
    """Return what the devices say, a sentence each."""
    if conflict.what == DELETED:
        return [f"{said.device} deleted it; {conflict.stands} changed it. It stays until you decide."
                for said in conflict.said]  # fmt: skip
    found = []
    for said in conflict.said:
        told = _values(said.fields, names)
        if conflict.what == EXCLUDED:
            found.append(f"{said.device} has another one that can't stand beside it: {told}.")
        elif conflict.what == INVALID:
            found.append(f"{said.device} says what does not fit beside it: {told}.")
        else:
            here = _values({name: getattr(conflict.entry.entry, name, None) for name in said.fields}, names) if (
                conflict.entry is not None) else ""  # fmt: skip
            found.append(f"{said.device} says {told}; {conflict.stands} says {here}.")
    return found


def _values(fields: Mapping[str, Any], names: Names) -> str:
    known = {name: value for name, value in fields.items() if value not in {None, ()} and name != "recalled"}
    shown = known or fields
    return ", ".join(f"{field_label(name)} {field_value(name, value, names)}" for name, value in shown.items())


def _ways(conflict: OpenConflict) -> Iterator[tuple[str, str]]:
    settle = f"legdiary sync settle {conflict.entry_id}"
    yield settle, "keeps what stands"
    for name in dict.fromkeys(said.device for said in conflict.said if said.device != conflict.stands):
        yield f"{settle} --take {_quoted(name)}", f"takes what {name} says"


def _quoted(name: str) -> str:
    return f"'{name}'" if " " in name else name


# ---------------------------------------------------------------------- decisions


def settled_text(done: Settled, page: Page) -> list[Line]:
    """Tell how an entry is from now on."""
    if done.stored is None:
        return wrapped(f"Settled: entry {done.entry_id} is deleted.", page.width)
    entry = done.stored.entry
    return wrapped(f"Settled: entry {done.entry_id}, {entry.kind}: {describe(entry, done.names)}", page.width)


def forgotten_text(name: str) -> str:
    """Tell that nothing is expected of a device any more."""
    return f"{name} is not expected any more. What it logged stays."


def left_text(place: str) -> str:
    """Tell that this device syncs no more."""
    return f"This device no longer syncs through {place}. The diary here stays as it is."


def waiting_line(waiting: Sequence[object]) -> str:
    """Return the one sentence that other views show while something waits."""
    return f"{'1 entry waits' if len(waiting) == 1 else f'{len(waiting)} entries wait'} for you: {_STATUS}"
