"""`sync`: take what other devices have put into the place, and put there what they lack of this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.app.once_a_day import note_shown, was_shown
from legdiary.app.questions import NOTHING, return_questions
from legdiary.app.sync.device_logs import log_of, marks_by, own_log
from legdiary.app.sync.fetch_lines import fetch_lines
from legdiary.app.sync.forgotten import examine_forgotten, keep_forgotten
from legdiary.app.sync.membership import compared_with, place_at, require
from legdiary.app.sync.parted import Parted, find_moved, find_unlike, follow_move, part_from_clone
from legdiary.app.sync.sealed_place import SealedPlace
from legdiary.app.sync.send_lines import Author, OwnSegments, compact, examine_own, send_lines
from legdiary.domain.sync.device_names import free_name
from legdiary.store.device_identity import Stranger
from legdiary.store.sync.exchanged import Exchanged
from legdiary.util.atomic_files import do_nothing
from legdiary.util.progress import SYNCING
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.app.context import Context
    from legdiary.app.questions import Asked, Yes
    from legdiary.app.sync.fetch_lines import FetchedDevice
    from legdiary.app.sync.forgotten import Kept
    from legdiary.app.sync.membership import Member, SyncFiles
    from legdiary.app.sync.own_log import OwnLog
    from legdiary.store.device_identity import DeviceIdentity
    from legdiary.store.diary import Diary
    from legdiary.store.places.place import Listing, Place

#: Nobody writes any more under the identity of a diary or a state folder that was put back; so it is forgotten, and
#: this device sees to it that its lines stay in the place. If another does go on under it, it counts again.
_PUT_BACK = (Stranger.DIARY_BEHIND, Stranger.DIARY_BESIDE, Stranger.FILE_COPIED)


class TakenOf(NamedTuple):
    """The lines that were taken of one device.

    Attributes:
        name: the device's name.
        lines: how many of its lines.
        made_utc_ms, made_offset_min, made_zone: when it wrote the newest of them, by its own clock.
    """

    name: str
    lines: int
    made_utc_ms: int
    made_offset_min: int
    made_zone: str


class LeftOut(NamedTuple):
    """A file in the place that was not taken.

    Attributes:
        path: its name within the place.
        why: the reason: a value of `store.places.place.Oddity`.
    """

    path: str
    why: str


class Behind(NamedTuple):
    """A device whose lines the place lacks: they were taken before, and are gone there.

    Attributes:
        name: the device's name.
        lines: how many.
    """

    name: str
    lines: int


class Missing(NamedTuple):
    """Lines of a device that others have seen, and that are not there yet; without a name, of one that is not known."""

    name: str | None
    first: int
    last: int


class Synced(NamedTuple):
    """The result of an exchange.

    Attributes:
        place: the place, as a person may see it.
        name: the name of this device.
        sent: how many lines of this device were put into the place.
        again: how many of them had been there before: the place has lost them.
        taken: what was taken of each device.
        waiting: how many entries wait for a person.
        held_back: how many lines wait for others that are not there yet.
        missing: which those are.
        behind: the devices of which the place holds less than before.
        kept: those of them that nothing is expected of any more; their lines were put into the place again.
        odd: files that were not taken, with the reason.
        troubles: files that could not be read, in words.
        hints: the commands that help with them.
        begun_anew: why this device goes on under a new identity, a value of `Stranger`; None where it does not.
        today: the day of the exchange, by the clock of this device; None where nobody asks.
    """

    place: str
    name: str
    sent: int = 0
    again: int = 0
    taken: Sequence[TakenOf] = ()
    waiting: int = 0
    held_back: int = 0
    missing: Sequence[Missing] = ()
    behind: Sequence[Behind] = ()
    kept: Sequence[Kept] = ()
    odd: Sequence[LeftOut] = ()
    troubles: Sequence[str] = ()
    hints: Sequence[str] = ()
    begun_anew: str | None = None
    today: date | None = None


@return_questions
def sync(context: Context, files: SyncFiles, yes: Yes = NOTHING) -> Synced:
    """Exchange lines with the other devices through the place.

    Raises:
        NotSetUp: the diary is not synced.
        IdentityUnreadable: who this device is cannot be read.
        NoEncryption: the library for encryption is not installed.
        DiaryTrouble: the diary cannot be changed.
        Refused: the place cannot be reached, read or written (`store.places.errors`).
    """
    member = require(files, context.diary_path)
    with place_at(member.identity.place) as place:
        done = exchange_through(context, member, place, yes)
    note_shown(files.day_of(context.diary_path), context.present.today)
    return done


def sync_of_the_day(context: Context, files: SyncFiles, yes: Yes = NOTHING) -> Synced | Asked | None:
    """Exchange lines, but only once a diary day; None where it is not due, and where the diary is not synced.

    The day counts as soon as it is tried: a place that does not answer is waited for once, and not after each entry.

    Raises:
        LegdiaryError: as `sync`.
    """
    note, today = files.day_of(context.diary_path), context.present.today
    if not files.identity_of(context.diary_path).exists() or was_shown(note, today):
        return None
    note_shown(note, today)
    return sync(context, files, yes)


def unnoted(context: Context) -> Context:
    """Return the surroundings for a part of what is to be done: nobody is told that it is stored."""
    return replace(context, stored=do_nothing)


def exchange_through(context: Context, member: Member, place: Place, yes: Yes) -> Synced:
    """Exchange lines through a place that is open.

    It is told as stored only once all of it is done: of what fails half-way, the next exchange does the rest.
    """
    with context.progress.part(SYNCING), unnoted(context).open_for_writing(yes) as diary:
        former = member.identity.device
        member = compared_with(member, diary)
        identity = member.identity
        sealed = SealedPlace(place, identity.diary, identity.key)
        listing = sealed.names()
        own = examine_own(
            sealed, listing.segments, identity.device, identity.segments, own_log(diary, identity), identity.published
        )
        parted = Parted(member) if own.ours else part_from_clone(member, own, diary, context.present)
        if diary.sync.diary_id() is None:
            diary.sync.begin(identity.diary)
        forgotten = examine_forgotten(sealed, listing.segments, parted.member.identity, diary)
        if forgotten.parted is not None:
            parted = follow_move(forgotten.parted, parted, listing.segments, diary, context.present)
        fetched, done, parted = _take(context, sealed, listing, parted, diary)
        known = _names(diary)
        if parted.member.begun_anew in _PUT_BACK:
            diary.sync.forget_device(former)
        own = own if parted.member.identity == member.identity else OwnSegments((), (), ours=True)
        member, identity = parted.member, parted.member.identity
        sent, again = _send(sealed, own, member, diary, done.ledger_end)
        there = [each for each in listing.segments if each not in parted.stale]
        moved, kept = keep_forgotten(sealed, there, forgotten.damaged, identity, diary, parted)
        for each in parted.stale:  # what they hold is in the place under another id now
            sealed.remove(each)
        context.stored()  # all of it is done: what is read from here on is only told
        waiting = diary.unsettled_count()
    told = _told(place.address, listing, fetched, done, known, identity.name)
    return told._replace(
        sent=sent + moved, again=again, waiting=waiting, kept=kept,
        behind=[each for each in told.behind if each.name not in {one.name for one in kept}],
        begun_anew=None if member.begun_anew is None else member.begun_anew.value, today=context.present.today,
    )  # fmt: skip


def preview_through(context: Context, member: Member, place: Place) -> Synced:
    """Return what an exchange would take, on the scratch diary of the context; the place is only read."""
    identity = member.identity
    sealed = SealedPlace(place, identity.diary, identity.key)
    listing = sealed.names()
    with context.open_for_writing(NOTHING) as diary:
        if diary.sync.diary_id() != identity.diary:
            diary.sync.end()
            diary.sync.begin(identity.diary)
        fetched, done, _ = _take(context, sealed, listing, Parted(member), diary)
        known = _names(diary)
        waiting = diary.unsettled_count()
    return _told(place.address, listing, fetched, done, known, identity.name)._replace(
        sent=len(done.own), waiting=waiting, today=context.present.today
    )


# ---------------------------------------------------------------------- taking


def _take(
    context: Context, place: SealedPlace, listing: Listing, parted: Parted, diary: Diary
) -> tuple[list[FetchedDevice], Exchanged, Parted]:
    """Take the lines that the place holds and the diary lacks, and write down this device's own."""
    diary_id = parted.member.identity.diary

    def known_log(device: str) -> OwnLog:
        return log_of(diary, diary_id, device)

    def fetch() -> list[FetchedDevice]:
        return fetch_lines(place, listing, parted.member.identity.device, diary.sync.newest_lines(), known_log)

    fetched, done = fetch(), set[tuple[str, int]]()
    while (
        found := find_unlike(place, listing.segments, parted.names, known_log) or find_moved(fetched, diary)
    ) is not None and found not in done:
        done.add(found)
        parted = follow_move(found, parted, listing.segments, diary, context.present)
        fetched = fetch()
    identity = parted.member.identity
    names = _new_names(fetched, identity, diary)
    lines = [line for each in fetched for line in each.lines]
    if not lines and _is_told(diary, identity, names):
        return fetched, Exchanged(ledger_end=identity.ledger_end), parted
    return fetched, diary.sync.exchange(identity.device, names, lines, context.present), parted


def _new_names(fetched: Sequence[FetchedDevice], identity: DeviceIdentity, diary: Diary) -> dict[str, str]:
    """Return device → its name, of this one and of those that have written; of two names alike one gets a number."""
    names = {each.device: each.name for each in diary.sync.devices()} | {identity.device: identity.name}
    told = {each.device: each.name for each in fetched if each.name is not None}
    for device, name in told.items():
        names[device] = free_name(name, {other for each, other in names.items() if each != device})
    return {device: names[device] for device in (*told, identity.device)}


def _is_told(diary: Diary, identity: DeviceIdentity, names: Mapping[str, str]) -> bool:
    """Return whether the ledger ends where this device's log last told of all of it, and every name is known.

    Then nothing is to be written down, and no line is read or compared with its checksum: `check` looks at all.
    """
    known = {each.device: each.name for each in diary.sync.devices()}
    return identity.ledger_end == diary.sync.ledger_end() and names.items() <= known.items()


def _names(diary: Diary) -> dict[str, str]:
    """Return device → its name, of those of which something is expected."""
    return {each.device: each.name for each in diary.sync.devices() if not each.forgotten}


def _told(
    place: str, listing: Listing, fetched: Sequence[FetchedDevice], done: Exchanged, names: Mapping[str, str], me: str
) -> Synced:
    missing = {each.device: each.missing[0] for each in fetched if each.missing}
    missing |= {device: between for device, between in done.missing.items() if device not in missing}
    return Synced(
        place=place, name=me, taken=_taken(done, names), held_back=len(done.waiting),
        missing=[Missing(names.get(device), *between) for device, between in missing.items()],
        behind=[Behind(names[each.device], each.newest - each.put_back)
                for each in fetched if each.put_back is not None and each.device in names],
        odd=[LeftOut(each.path, each.oddity.value) for each in listing.odd],
        troubles=[trouble.message for each in fetched for trouble in each.troubles],
        hints=sorted({trouble.hint for each in fetched for trouble in each.troubles if trouble.hint is not None}),
    )  # fmt: skip


def _taken(done: Exchanged, names: Mapping[str, str]) -> list[TakenOf]:
    found = []
    for device, name in names.items():
        lines = [line for line in done.theirs if line.device == device]
        if lines:
            newest = max(lines, key=lambda line: line.number)
            found.append(TakenOf(name, len(lines), newest.made_utc_ms, newest.made_offset_min, newest.made_zone))
    return found


# ---------------------------------------------------------------------- sending


def _send(place: SealedPlace, own: OwnSegments, member: Member, diary: Diary, ledger_end: int) -> tuple[int, int]:
    """Put what the place lacks of this device's lines there; return how many, and how many had been there before."""
    from legdiary import __version__

    identity = member.identity
    log = own_log(diary, identity)
    seen = {device: number for device, number in diary.sync.newest_lines().items() if device != identity.device}
    author = Author(identity.diary, identity.device, identity.name, __version__, seen, marks_by(diary))
    before = identity.sent
    # Written down before the place has them: after a kill between the two they are put there by the next sync.
    identity = replace(identity.after_publishing(log.newest, log.chain_at(log.newest)), ledger_end=ledger_end)
    member = member.write(identity) if identity != member.identity else member
    there = send_lines(place, author, own, log)
    new = [each for each in there if each not in own.whole]
    sent = sum(each.last - each.first + 1 for each in new)
    again = sum(max(0, min(each.last, before) - each.first + 1) for each in new)
    there = compact(place, author, there, log)
    if tuple(there) != identity.segments:
        member.write(identity.after_publishing(log.newest, log.chain_at(log.newest), there))
    return sent, again
