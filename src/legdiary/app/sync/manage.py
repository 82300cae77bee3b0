"""`sync status`, `settle`, `forget` and `leave`: what is known of the devices, and what a person decides about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.app.questions import NOTHING, return_questions
from legdiary.app.sync.conflicts import conflicts_of
from legdiary.app.sync.membership import UnknownDevice, compared_with, named, require
from legdiary.errors import Refused, plural
from legdiary.store.device_identity import delete_identity
from legdiary.store.places.addresses import shown_address
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.app.sync.membership import SyncFiles
    from legdiary.domain.entries.products import Names
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.sync.unsettled import Unsettled
    from legdiary.store.diary import Diary


class OwnDevice(Refused):
    """This device, where another one is meant."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is this device", "legdiary sync leave")


class SettleFirst(Refused):
    """The end of syncing, while something waits for a person: afterwards nobody could settle it."""

    def __init__(self, waiting: int) -> None:
        super().__init__(
            f"{plural(waiting, 'entry waits', 'entries wait')} for your decision; settle that first",
            "legdiary sync status",
        )


class DeviceState(NamedTuple):
    """One device, as far as it is known.

    Attributes:
        name: its name.
        is_this: it is this device.
        lines: how many of its lines are known.
        newest: the newest of them: when it was written, by its own clock; None where there is none.
        forgotten: nothing is expected of it any more.
    """

    name: str
    is_this: bool
    lines: int
    newest: tuple[int, int, str] | None
    forgotten: bool


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """The devices of this diary, as far as they are known.

    Attributes:
        place: the place, as a person may see it.
        name: the name of this device.
        unsent: how many changes here the place does not have yet.
        devices: the devices.
        unsettled: what waits for a person.
    """

    place: str
    name: str
    unsent: int
    devices: Sequence[DeviceState]
    unsettled: Unsettled


class Settled(NamedTuple):
    """An entry that was settled.

    Attributes:
        entry_id: its number.
        stored: the entry as it is from now on; None where it is gone.
        names: the products of the diary, by number.
    """

    entry_id: int
    stored: Stored | None
    names: Names


def load_status(context: Context, files: SyncFiles) -> SyncStatus:
    """Return what is known of the devices; the place is not looked at.

    Raises:
        NotSetUp: the diary is not synced.
        IdentityUnreadable: who this device is cannot be read.
        DiaryTrouble: the diary cannot be read.
    """
    identity = require(files, context.diary_path).identity
    with context.open_for_reading() as diary, diary.one_state():
        devices = [
            DeviceState(
                each.name,
                each.device == identity.device,
                each.newest,
                _newest(diary, each.device, each.newest),
                each.forgotten,
            )
            for each in diary.sync.devices()
        ]
        newest = diary.sync.newest_lines().get(identity.device, 0)
        unsent = max(0, newest - identity.sent) + diary.sync.unpublished_changes()
        return SyncStatus(shown_address(identity.place), identity.name, unsent, devices, conflicts_of(diary))


def _newest(diary: Diary, device: str, newest: int) -> tuple[int, int, str] | None:
    lines = diary.sync.device_lines(device, newest - 1) if newest else []
    return (lines[-1].made_utc_ms, lines[-1].made_offset_min, lines[-1].made_zone) if lines else None


@return_questions
def settle(context: Context, files: SyncFiles, entry_id: int, take: str | None, yes: Yes = NOTHING) -> Settled:
    """Settle what devices have said differently of an entry; return the entry as it is from now on.

    Args:
        context: the surroundings.
        files: where this device keeps who it is.
        entry_id: the number of the entry.
        take: the name of the device whose word counts; None: what stands counts.
        yes: what the person has said yes to.

    Raises:
        NotSetUp: the diary is not synced.
        UnknownDevice: no device has that name.
        NothingToSettle: nothing waits at that entry.
        SaysNothingElse: that device has said nothing else.
        DiaryTrouble: the diary cannot be changed.
    """
    member = require(files, context.diary_path)
    device = None if take is None else named(context, files, take)
    with context.open_existing(yes) as diary:
        identity = compared_with(member, diary).identity
        names = {each.device: each.name for each in diary.sync.devices()} | {identity.device: identity.name}
        diary.sync.settle(entry_id, device, identity.device, names, context.present)
        products = {stored.id: stored.entry for stored in diary.products()}
        return Settled(entry_id, diary.entry_or_none(entry_id), products)


@return_questions
def forget(context: Context, files: SyncFiles, typed: str, yes: Yes = NOTHING) -> str:
    """Expect nothing of a device any more, and return its name; what it wrote stays.

    Raises:
        NotSetUp: the diary is not synced.
        UnknownDevice: no device has that name.
        OwnDevice: it is this one.
        DiaryTrouble: the diary cannot be changed.
    """
    identity = require(files, context.diary_path).identity
    device = named(context, files, typed)
    if device == identity.device:
        raise OwnDevice(identity.name)
    with context.open_existing(yes) as diary:
        diary.sync.forget_device(device)
        found = next((each.name for each in diary.sync.devices() if each.device == device), None)
    if found is None:
        raise UnknownDevice(typed, [])
    return found


def leave(context: Context, files: SyncFiles) -> str:
    """Stop syncing on this device, and return the place; the diary stays, and so does what lies in the place.

    Raises:
        NotSetUp: the diary is not synced.
        SettleFirst: something waits for a person.
        IdentityUnreadable: who this device is cannot be read.
    """
    member = require(files, context.diary_path)
    if not context.is_diary_missing:
        with context.open_for_reading() as diary, diary.one_state():
            if waiting := conflicts_of(diary).entries:
                raise SettleFirst(waiting)
    delete_identity(member.path)
    return shown_address(member.identity.place)
