"""Several devices in words: what was exchanged, who takes part, and what waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize
from legdiary.domain.sync.reasons import WHY_BEGUN_ANEW, WHY_LEFT_OUT
from legdiary.errors import plural
from legdiary.humanize import change_time, user_text
from legdiary.render.terminal.entry_line import describe
from legdiary.render.terminal.layout import Span, wrapped
from legdiary.render.terminal.styles import COMMAND, HEADING
from legdiary.render.terminal.unsettled import (
    STATUS,
    conflict_sentences,
    entry_name,
    kind_and_night,
    settling_lines,
    waiting_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from legdiary.app.sync.exchange import Missing, Synced, TakenOf
    from legdiary.app.sync.manage import DeviceState, Settled, SyncStatus
    from legdiary.domain.sync.unsettled import OpenConflict, Unsettled
    from legdiary.render.terminal.layout import Line, Page

_SYNC = "legdiary sync"


def synced_text(done: Synced, page: Page) -> list[Line]:
    """Tell what an exchange did."""
    return [*wrapped(_exchanged(done), page.width), *_notes(done, page)]


def synced_line(done: Synced) -> str | None:
    """Return the one line that the exchange of the day says; None where nothing happened."""
    parts = [_exchanged(done)] if done.sent or done.taken else []
    if done.waiting:
        parts.append(f"{_waits(done.waiting)}: {STATUS}")
    elif done.troubles or done.missing or done.behind or done.kept or done.odd or done.begun_anew:
        parts.append(f"There is more to say: {_SYNC}")
    return " ".join(parts) or None


def set_up_text(done: Synced, page: Page) -> list[Line]:
    """Tell that a place is ready."""
    name, place = user_text(done.name), user_text(done.place)
    lines = wrapped(f"Set up. This device is “{name}”. The place is {place}.", page.width)
    lines += wrapped(f"{plural(done.sent, 'change is', 'changes are')} there now, encrypted.", page.width)
    reached = "" if "://" in done.place else " that the place has reached"  # a database is there at once
    lines += wrapped(f"Then, on each other device{reached}:", page.width)
    return [*lines, [Span("  legdiary sync join PLACE", COMMAND)], *_notes(done, page)]


def joined_text(done: Synced, page: Page, *, dry_run: bool) -> list[Line]:
    """Tell what joining did, or would do."""
    took = _all_taken(done) or "nothing"
    sent = plural(done.sent, "change") if done.sent else "nothing"
    if dry_run:
        text = f"Would take {took}, and send {sent}. Nothing was stored."
    else:
        text = f"Joined as “{user_text(done.name)}”. Took {took}. Sent {sent}."
    return [*wrapped(text, page.width), *_notes(done, page, dry_run=dry_run)]


def _exchanged(done: Synced) -> str:
    parts = []
    if done.sent:
        parts.append(f"Sent {plural(done.sent, 'change')}.")
    if done.taken:
        parts.append(f"Took {_all_taken(done)}.")
    return " ".join(parts) or "Nothing new here, and nothing new there."


def _all_taken(done: Synced) -> str:
    return "; ".join(
        _took(each, f"{each.lines}" if number else plural(each.lines, "change"), done.today)
        for number, each in enumerate(done.taken)
    )


def _took(each: TakenOf, lines: str, today: date | None) -> str:
    at = change_time(each.made_utc_ms, each.made_offset_min)
    # A device that was silent for a year, or whose clock is years ahead, is seen to be.
    day = humanize.day if today is None or today.year == at.year else humanize.long_day
    return f"{lines} of {user_text(each.name)}, to {day(at.date())} {at:%H:%M}"


def _waits(entries: int) -> str:
    return f"{plural(entries, 'entry waits', 'entries wait')} for your decision"


def _notes(done: Synced, page: Page, *, dry_run: bool = False) -> Iterator[Line]:
    """Yield what else a person should know of an exchange, a sentence each."""
    for text in _sentences(done):
        yield from wrapped(text, page.width)
    for hint in done.hints:
        yield [Span(f"  {hint}", COMMAND)]
    if dry_run and done.waiting:
        waits = plural(done.waiting, "entry would wait", "entries would wait")
        yield from wrapped(f"{waits} for your decision: the devices differ about it.", page.width)
    else:
        yield from waiting_lines(done.waiting, page)


def _sentences(done: Synced) -> Iterator[str]:
    for missing in done.missing:
        of = "a device that is not known here yet" if missing.name is None else user_text(missing.name)
        yield f"{_lines_missing(missing)} of {of} did not arrive here yet."
    if done.held_back:
        yield f"{plural(done.held_back, 'change that follows waits', 'changes that follow wait')} until then."
    if done.again:
        yield (f"The place had lost {plural(done.again, 'change')} of this device. "
               f"{'It is' if done.again == 1 else 'They are'} there again.")  # fmt: skip
    for behind in done.behind:
        lacks = plural(behind.lines, "change")
        yield f"The place lacks {lacks} of {user_text(behind.name)} that this diary has. Sync that device, too."
    for kept in done.kept:
        of = f"{plural(kept.lines, 'change')} of {user_text(kept.name)}"
        lost = f"In the place, the file of {of} was damaged" if kept.damaged else f"The place had lost {of}"
        yield (f"{lost}. "
               f"{'It is' if kept.lines == 1 else 'They are'} there again.")  # fmt: skip
    if done.begun_anew is not None:
        why = WHY_BEGUN_ANEW[done.begun_anew]
        yield f"{why}. So it goes on as a new device, “{user_text(done.name)}”. Nothing is lost."
    for odd in done.odd:
        yield f"Left out {user_text(odd.path)}: {WHY_LEFT_OUT[odd.why]}."
    for trouble in done.troubles:
        yield f"{trouble[:1].upper()}{trouble[1:]}."


def _lines_missing(missing: Missing) -> str:
    return plural(missing.last - missing.first + 1, "change")


# ---------------------------------------------------------------------- status


def status_text(found: SyncStatus, page: Page) -> Iterator[Line]:
    """Yield who takes part, what is not sent yet, and what waits for a person."""
    yield from wrapped(f"Synced through {user_text(found.place)} as “{user_text(found.name)}”.", page.width)
    if found.unsent:
        unsent = plural(found.unsent, "change is", "changes are")
        yield from wrapped(f"{unsent} not sent yet: {_SYNC}", page.width)
    yield []
    yield [Span("Devices", HEADING)]
    for each in found.devices:
        yield from wrapped(f"{user_text(each.name)}{_about(each)}", page.width, indent="  ")
    if not found.unsettled.conflicts:
        return
    yield []
    yield [Span("Waiting for your decision", HEADING)]
    for entry_id in dict.fromkeys(each.entry_id for each in found.unsettled.conflicts):
        its = [each for each in found.unsettled.conflicts if each.entry_id == entry_id]
        yield from _waiting_entry(its, found.unsettled, page)


def _about(each: DeviceState) -> str:
    this = " (this one)" if each.is_this else ""
    gone = ", forgotten" if each.forgotten else ""
    if each.newest is None:
        return f"{this}: no changes yet{gone}"
    at = change_time(*each.newest[:2])
    return f"{this}: {plural(each.lines, 'change')}, to {humanize.short_date(at.date())} {at:%H:%M}{gone}"


def _waiting_entry(conflicts: Sequence[OpenConflict], unsettled: Unsettled, page: Page) -> Iterator[Line]:
    first = conflicts[0]
    number = "" if first.entry_id is None else f"#{first.entry_id} "
    name = entry_name(first)
    shown = "" if first.entry is None else f": {describe(first.entry.entry, unsettled.names)}"
    yield from wrapped(f"{number}{name[:1].upper()}{name[1:]}{shown}", page.width, indent="  ")
    for conflict in conflicts:
        for text in conflict_sentences(conflict, unsettled.names):
            yield from wrapped(text, page.width, indent="    ")
    yield from settling_lines(conflicts, page, "    ")


# ---------------------------------------------------------------------- decisions


def settled_text(done: Settled, page: Page) -> list[Line]:
    """Tell how an entry is from now on."""
    if done.stored is None:
        return wrapped(f"Settled: entry {done.entry_id} is deleted.", page.width)
    entry = done.stored.entry
    return wrapped(f"Settled: {done.entry_id}, {kind_and_night(entry)}: {describe(entry, done.names)}", page.width)


def forgotten_text(name: str) -> str:
    """Tell that nothing is expected of a device any more."""
    return f"Nothing more is expected of {user_text(name)}. What it logged stays."


def left_text(place: str) -> str:
    """Tell that this device syncs no more."""
    return f"This device no longer syncs through {user_text(place)}. The diary here stays as it is."
