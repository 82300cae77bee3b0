"""The errors of several devices and the places where they meet."""

from __future__ import annotations

import errno
import os
from contextlib import ExitStack, contextmanager
from shutil import rmtree
from typing import TYPE_CHECKING, Any
from unittest import mock

import synced
from provoking import DONE, Story, without

from legdiary.app.sync import begin, manage, membership
from legdiary.domain.sync.segment_names import SegmentName
from legdiary.formats import sync_key, sync_segment
from legdiary.store import device_identity, undo
from legdiary.store.places import errors as places
from legdiary.store.places.database import DatabasePlace
from legdiary.store.sync import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from provoking import World

_DATABASE = "postgresql://anna@db.home/legs"
_RATED = ("night 6",)
#: What an exchange writes before it reaches the place: this device's log.
_LOG = ("diary.db", "state")


def laid(name: str = "synced", then: Callable[[World], None] | None = None) -> Callable[[World], None]:
    """A laptop whose diary is synced with a phone and a tablet."""

    def change(world: World) -> None:
        synced.lay(name, world.home)
        if then is not None:
            then(world)

    return change


def typing(_: World) -> AbstractContextManager[Any]:
    """A passphrase typed at a terminal."""
    return synced.passphrase_typed()


def a_place(world: World) -> None:
    (world.home / "place").mkdir()


def a_place_in_use(world: World) -> None:
    a_place(world)
    other = synced.Device(world.home / "other", world.home / "place")
    other.ok("night 5")
    other.ok("sync setup PLACE --name other")
    rmtree(other.home)


def without_a_place(world: World) -> None:
    rmtree(world.home / "place")


def a_file_for_a_place(world: World) -> None:
    without_a_place(world)
    (world.home / "place").write_text("a letter")


def without_an_identity(world: World) -> None:
    rmtree(world.home / synced.STATE)
    (world.home / "other").mkdir()


def a_broken_identity(world: World) -> None:
    synced.Device(world.home, world.home / "place").identity.write_text("{")


def a_strange_key(world: World) -> None:
    a_place(world)
    (world.home / "place" / "legdiary-sync").mkdir()
    (world.home / "place" / "legdiary-sync" / "key.age").write_bytes(b"another key")


def opening(held: bytes) -> Callable[[World], AbstractContextManager[Any]]:
    """A passphrase that opens a file which holds this."""

    @contextmanager
    def both(_: World) -> Iterator[None]:
        with ExitStack() as stack:
            stack.enter_context(mock.patch("legdiary.cli.sync.ask_passphrase", return_value=lambda: "one"))
            stack.enter_context(mock.patch.object(sync_key, "decrypt_bytes", return_value=held))
            yield

    return both


def refused_to(name: str, code: int) -> Callable[[World], AbstractContextManager[Any]]:
    """A place for which the system has this answer to a call of `os`."""
    plain = getattr(os, name)

    def answer(path: Any, *rest: Any, **how: Any) -> Any:
        if "legdiary-sync" in os.fspath(path):
            raise OSError(code, os.strerror(code), os.fspath(path))
        return plain(path, *rest, **how)

    return lambda _: mock.patch.object(os, name, answer)


def unwritable(code: int) -> Callable[[World], AbstractContextManager[Any]]:
    """A place in which no file can be made."""
    error = OSError(code, os.strerror(code))
    return lambda _: mock.patch("legdiary.store.places.folder.whole_file", side_effect=error)


def without_room_for_notes(_: World) -> AbstractContextManager[Any]:
    """A state folder whose disk is full."""
    error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return mock.patch("legdiary.store.device_identity.whole_file", side_effect=error)


def answered(error: Exception) -> Callable[[World], AbstractContextManager[Any]]:
    """A database that answers with an error."""

    @contextmanager
    def both(_: World) -> Iterator[None]:
        with synced.passphrase_typed(), mock.patch.object(DatabasePlace, "key", side_effect=error):
            yield

    return both


@contextmanager
def without_its_library(world: World) -> Iterator[None]:
    with synced.passphrase_typed(), without("sqlalchemy")(world):
        yield


def _log_something(then: Callable[[World], None] | None = None) -> Callable[[World], None]:
    """A change that is to be sent."""

    def change(world: World) -> None:
        synced.Device(world.home, world.home / "place").ok("night 6 --night 2026-11-21")
        if then is not None:
            then(world)

    return change


SYNC_REFUSALS = (
    Story(membership.NotSetUp, "sync", _RATED, then=DONE),
    Story(membership.SetUpAlready, "sync setup other", scene=laid(), during=typing, then=DONE),
    Story(membership.UnknownDevice, "sync forget desktop", scene=laid(), then=DONE),
    Story(manage.OwnDevice, "sync forget laptop", scene=laid(), then=DONE),
    Story(manage.SettleFirst, "sync leave", scene=laid("differ"), then=DONE),
    Story(
        begin.PlaceInUse, "sync setup place --name laptop", _RATED, scene=a_place_in_use, during=typing, then=DONE,
        lasting=True,
    ),
    Story(begin.NoSuchFolder, "sync setup place", _RATED, during=typing, then=DONE, mends=True),
    Story(begin.NothingToJoin, "sync join place", _RATED, scene=a_place, during=typing),
    Story(begin.UnsettledYet, "sync setup other", scene=laid("differ", without_an_identity), during=typing),
    Story(settle.NothingToSettle, "sync settle 1", scene=laid(), then=DONE),
    Story(settle.SaysNothingElse, "sync settle 1 --take tablet", scene=laid("differ"), then=DONE),
    Story(undo.BuiltOn, "undo", scene=laid("built on"), then=DONE),
    Story(device_identity.IdentityUnreadable, "sync", scene=laid(then=a_broken_identity)),
    Story(
        device_identity.IdentityNotWritten, "sync", scene=laid(then=_log_something()), during=without_room_for_notes,
        leaves=_LOG,
    ),
    Story(sync_key.NotASyncKey, "sync join place", _RATED, scene=a_strange_key, during=opening(b"no key")),
    Story(places.PlaceMissing, "sync", scene=laid(then=without_a_place)),
    Story(places.PlaceIsAFile, "sync", scene=laid(then=a_file_for_a_place)),
    Story(places.PlaceNotReadable, "sync", scene=laid(), during=refused_to("scandir", errno.EACCES)),
    Story(
        places.PlaceNotWritable, "sync", scene=laid(then=_log_something()), during=unwritable(errno.EROFS),
        leaves=_LOG,
    ),
    Story(
        places.PlaceFull, "sync", scene=laid(then=_log_something()), during=unwritable(errno.ENOSPC),
        leaves=_LOG,
    ),
    Story(places.PlaceTrouble, "sync", scene=laid(), during=refused_to("scandir", errno.EIO)),
    Story(
        places.NoDatabaseLibrary, f"sync setup {_DATABASE}", _RATED, during=without_its_library, then=DONE,
    ),
    Story(
        places.DatabaseUnreachable, f"sync setup {_DATABASE}", _RATED,
        during=answered(places.DatabaseUnreachable(_DATABASE)),
    ),
    Story(
        places.DatabaseRefuses, f"sync join {_DATABASE}", _RATED, during=answered(places.DatabaseRefuses(_DATABASE)),
    ),
    Story(places.ConnectionLost, f"sync join {_DATABASE}", _RATED, during=answered(places.ConnectionLost(_DATABASE))),
)  # fmt: skip
SYNC_VALUES = (
    Story(places.UnknownPlace, "sync setup mysql://anna@db.home/legs", _RATED, during=typing),
    Story(membership.BadDeviceName, "sync setup place --name 'my/laptop'", _RATED, scene=a_place, during=typing),
)

_FILE = SegmentName("3f0c9a1b5d7e2468", 13, 20)
_TAKES_THE_REST = "sync says so, and takes the rest"
#: Errors of one file, after which the exchange goes on.
SYNC_NEVER_LAST = {
    sync_segment.SegmentDamaged(_FILE): _TAKES_THE_REST,
    sync_segment.SegmentOfAnotherKey(_FILE): _TAKES_THE_REST,
    sync_segment.SegmentOfAnotherDiary(_FILE): _TAKES_THE_REST,
    sync_segment.SegmentNewer(_FILE, 2): _TAKES_THE_REST,
    sync_segment.SegmentNotProved(_FILE): _TAKES_THE_REST,
    sync_segment.SegmentMisnamed(_FILE, SegmentName("3f0c9a1b5d7e2468", 1, 12)): _TAKES_THE_REST,
    sync_segment.ChainBroken(_FILE): _TAKES_THE_REST,
    sync_segment.BuiltOnOther(_FILE): _TAKES_THE_REST,
    sync_segment.LineUnknown(_FILE, 14): _TAKES_THE_REST,
}
