"""`sync setup` and `sync join`: make a place ready, or come to one that another device has made ready."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, ClassVar

from legdiary.app.questions import NOTHING, return_questions
from legdiary.app.sync.conflicts import conflicts_of
from legdiary.app.sync.exchange import exchange_through, unnoted
from legdiary.app.sync.fetch_lines import names_in
from legdiary.app.sync.membership import (
    Member,
    SetUpAlready,
    check_name,
    find_identity,
    place_at,
)
from legdiary.app.sync.sealed_place import SealedPlace
from legdiary.domain.sync.device_names import free_name
from legdiary.domain.sync.line_chain import start_chain
from legdiary.errors import ENTRY, Asks, Refused, one_line, plural
from legdiary.formats.age_encryption import load_pyrage, new_key
from legdiary.formats.sync_key import README, SyncKey, open_key, seal_key
from legdiary.store.device_identity import DeviceIdentity, machine_marker, new_device, new_diary
from legdiary.store.places.addresses import full_address, is_database, shown_address
from legdiary.store.places.errors import PLACE_ERRORS
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.app.sync.exchange import Synced
    from legdiary.app.sync.membership import SyncFiles
    from legdiary.store.diary import Diary
    from legdiary.store.places.place import Place


class NoSuchFolder(Refused):
    """A place to begin with that is not there."""

    def __init__(self, folder: Path, *, make: bool) -> None:
        hint = f"mkdir -p {quote(str(folder))}" if make else None
        super().__init__(f"there is no folder {one_line(folder)}; nothing was set up", hint)


class PlaceInUse(Refused):
    """A place where devices meet already."""

    def __init__(self, place: str, typed: str) -> None:
        super().__init__(f"other devices meet in {place} already", f"legdiary sync join {quote(typed)}")


class NothingToJoin(Refused):
    """A place that no device has made ready, as far as can be seen here.

    A setup is not suggested: where the files of the first device have only not arrived, there would be two diaries.
    """

    def __init__(self, place: str, *, is_carried: bool) -> None:
        late = ", or its files have not arrived here yet" if is_carried else ""
        super().__init__(
            f"no other device is set up in {place}{late}",
            then="nothing was changed. Only the first device needs `legdiary sync setup`",
        )


class UnsettledYet(Asks):
    """A new beginning, while something waits for a person."""

    then: ClassVar[str] = "Go on?"

    def __init__(self, waiting: int) -> None:
        entries = plural(waiting, "entry still waits", "entries still wait")
        super().__init__(
            f"{entries} for your decision, from devices that this diary was synced with before. What the diary shows "
            "now would count."
        )


@dataclass(frozen=True, slots=True)
class Begin:
    """A request to begin.

    Attributes:
        place: the place, as typed: a folder, or a database's URL.
        name: the name of this device; None: that of the computer.
        passphrase: asks for the passphrase that the key lies under.
        dry_run: only tell what would happen.
    """

    place: str
    name: str | None
    passphrase: Callable[[], str]
    dry_run: bool = False


@return_questions
def set_up(context: Context, files: SyncFiles, request: Begin, yes: Yes = NOTHING) -> Synced:
    """Make a place ready for this diary, and put all of its lines there.

    Raises:
        SetUpAlready: the diary is synced already.
        NoSuchFolder: the folder is not there.
        PlaceInUse: devices meet there already.
        UnsettledYet: something waits from an earlier place, and nobody has said yes (returned as a question).
        NoEncryption: the library for encryption is not installed.
        DiaryTrouble: the diary cannot be changed, or there is none.
        Refused: the place cannot be reached or written (`store.places.errors`).
    """
    name, by = _check_beginning(context, files, request), load_pyrage()
    address = _address(request, make=True)
    with _nothing_begun("nothing was set up"), place_at(address) as place, unnoted(context).open_existing(yes) as diary:
        if place.key() is not None:
            raise PlaceInUse(place.address, request.place)
        _check_former(diary, yes)
        held = SyncKey(new_diary(), new_key(by))
        passphrase = request.passphrase()
        if not place.begin(seal_key(by, held, passphrase), README):
            raise PlaceInUse(place.address, request.place)
        diary.sync.end()
        member = _new_member(context, files, held, name, address)
    with place_at(address) as place:
        return exchange_through(context, member, place, yes)


@return_questions
def join(context: Context, files: SyncFiles, request: Begin, yes: Yes = NOTHING) -> Synced:
    """Come to a place that another device has made ready, and exchange everything.

    Raises:
        SetUpAlready: the diary is synced already.
        NoSuchFolder: the folder is not there.
        NothingToJoin: no device has made the place ready.
        UnsettledYet: something waits from an earlier place, and nobody has said yes (returned as a question).
        NotOpened: the passphrase is wrong.
        NotASyncKey: the place holds no key that this version knows.
        NoEncryption: the library for encryption is not installed.
        DiaryTrouble: the diary cannot be changed.
        Refused: the place cannot be reached or read (`store.places.errors`).
    """
    name, by = _check_beginning(context, files, request), load_pyrage()
    address = _address(request, make=False)
    with place_at(address) as place:
        with _nothing_begun("nothing was joined"):
            sealed = place.key()
        if sealed is None:
            raise NothingToJoin(place.address, is_carried=not is_database(address))
        held = open_key(by, sealed, request.passphrase())
        if request.dry_run:
            return _try_to_join(context, Member(files.identity_of(context.diary_path), "", _identity(
                held, name, address)), place)  # fmt: skip
        if not context.is_diary_missing:
            with unnoted(context).open_existing(yes) as diary:
                if diary.sync.diary_id() not in {None, held.diary}:
                    _check_former(diary, yes)
                    diary.sync.end()
        name = free_name(name, names_in(SealedPlace(place, held.diary, held.key)))
        member = _new_member(context, files, held, name, address)
        return exchange_through(context, member, place, yes)


@contextmanager
def _nothing_begun(then: str) -> Iterator[None]:
    """Say of a place that fails what became of the request: no later exchange makes up for it."""
    try:
        yield
    except PLACE_ERRORS as error:
        error.message = f"{error.cause}; {then}"
        raise


def _check_beginning(context: Context, files: SyncFiles, request: Begin) -> str:
    name = check_name(request.name, files.host)
    found = find_identity(files, context.diary_path)
    if found is not None and found.begun_anew is None:
        raise SetUpAlready(shown_address(found.identity.place))
    return name


def _address(request: Begin, *, make: bool) -> str:
    """Return the full address of the place.

    Raises:
        UnknownPlace: it is a URL of an unknown kind.
        NoSuchFolder: it is a folder that is not there.
    """
    address = full_address(request.place)
    if not is_database(address) and not os.path.lexists(address):
        raise NoSuchFolder(Path(request.place), make=make)
    return address


def _check_former(diary: Diary, yes: Yes) -> None:
    """Ask before what the diary shared with devices in another place ends; its entries and their history stay.

    Raises:
        UnsettledYet: something waits from there, and nobody has said yes.
    """
    if ENTRY not in yes and (waiting := conflicts_of(diary).entries):
        raise UnsettledYet(waiting)


def _identity(held: SyncKey, name: str, address: str) -> DeviceIdentity:
    device = new_device()
    return DeviceIdentity(held.diary, device, name, address, held.key, 0, start_chain(held.diary, device))


def _new_member(context: Context, files: SyncFiles, held: SyncKey, name: str, address: str) -> Member:
    identity = _identity(held, name, address)
    return Member(files.identity_of(context.diary_path), machine_marker(), identity).write(identity)


def _try_to_join(context: Context, member: Member, place: Place) -> Synced:
    """Return what a join would do, tried on a copy of the diary; nothing is written, neither here nor there."""
    from legdiary.app.sync.exchange import preview_through
    from legdiary.store.scratch import ScratchDiary

    scratch = ScratchDiary.of(context.diary_path)
    try:
        return preview_through(replace(context, scratch=scratch), member, place)
    finally:
        scratch.close()
