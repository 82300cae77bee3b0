"""Findings of `check` about this device and the place where devices meet. Nothing is written."""

from __future__ import annotations

import os
import stat
from shlex import quote
from typing import TYPE_CHECKING

from legdiary.app.context import open_to_read
from legdiary.app.sync.membership import find_identity, place_at, stranger_in
from legdiary.domain.sync.reasons import WHY_BEGUN_ANEW, WHY_LEFT_OUT
from legdiary.domain.sync.segment_names import newest_number
from legdiary.errors import LegdiaryError, one_line, plural
from legdiary.store.findings import DEVICE, FINE, PLACE, TOLD, WRONG, Finding
from legdiary.store.places.addresses import is_database, shown_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.app.context import Keeper
    from legdiary.app.sync.membership import Member, SyncFiles
    from legdiary.store.device_identity import Stranger

_OTHERS = 0o077
_JOIN = "legdiary sync join --help"


def check_membership(run: Keeper, files: SyncFiles) -> list[Finding]:
    """Return the findings about a diary that can be read; none where it is not synced, and never was.

    Args:
        run: the run.
        files: where this device keeps who it is.
    """
    try:
        member = find_identity(files, run.diary_path)
    except LegdiaryError as error:
        return [Finding(DEVICE, WRONG, error.message, _JOIN)]
    with open_to_read(run.diary_file) as diary:
        if member is None:
            left = "it was synced once, and this device takes part no more"
            return [] if diary.sync.diary_id() is None else [Finding(DEVICE, TOLD, left)]
        stranger = stranger_in(member, diary)
        known = diary.sync.newest_lines()
        unsent = max(0, known.get(member.identity.device, 0) - member.identity.sent) + diary.sync.unpublished_changes()
    return [*_device(member, stranger, unsent), *_place(member, is_ours=stranger is None)]


def _device(member: Member, stranger: Stranger | None, unsent: int) -> Iterator[Finding]:
    """Yield what there is to say of this device."""
    mode = stat.S_IMODE(member.path.stat().st_mode)
    if os.name == "posix" and mode & _OTHERS:
        what = f"others can read {one_line(member.path)} (mode {mode:04o}), which holds the key to the place"
        yield Finding(DEVICE, WRONG, what, f"chmod 600 {quote(str(member.path))}")
    if stranger is not None:
        what = f"{WHY_BEGUN_ANEW[stranger.value]}. The next sync begins a new device; nothing is lost"
        yield Finding(DEVICE, TOLD, what, "legdiary sync")
    elif unsent:
        yield Finding(DEVICE, TOLD, f"{plural(unsent, 'change is', 'changes are')} not sent yet", "legdiary sync")
    else:
        yield Finding(DEVICE, FINE, f"it is “{one_line(member.identity.name)}”, and everything is sent")


def _place(member: Member, *, is_ours: bool) -> Iterator[Finding]:
    """Yield what there is to say of the place; a database is not connected to."""
    address = member.identity.place
    if is_database(address):
        yield Finding(PLACE, TOLD, f"{shown_address(address)} is looked at by sync only")
        return
    try:
        with place_at(address) as place:
            listing = place.names()
    except LegdiaryError as error:
        yield Finding(PLACE, TOLD, error.cause, error.hint)
        return
    devices = {each.device for each in listing.segments}
    lacks = member.identity.sent - newest_number(listing.segments, member.identity.device)
    if is_ours and lacks > 0:
        what = f"{shown_address(address)} has lost {plural(lacks, 'change')} of this device; sync puts them there again"
        yield Finding(PLACE, TOLD, what, "legdiary sync")
    elif not listing.odd:
        files = plural(len(listing.segments), "file")
        yield Finding(PLACE, FINE, f"{shown_address(address)}: {files} of {plural(len(devices), 'device')}")
    for odd in listing.odd:
        yield Finding(PLACE, TOLD, f"left out {odd.path}: {WHY_LEFT_OUT[odd.oddity.value]}")
