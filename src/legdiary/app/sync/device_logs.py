"""The logs of devices as a diary holds them, ready to be put into a place or compared with what lies there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app.sync.marks import marks_of
from legdiary.app.sync.own_log import OwnLog
from legdiary.domain.sync.lines import line_to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from legdiary.store.device_identity import DeviceIdentity
    from legdiary.store.diary import Diary


def own_log(diary: Diary, identity: DeviceIdentity) -> OwnLog:
    """Return the log of this device as its diary holds it."""
    # What was published was compared with the diary when that was opened.
    return log_of(diary, identity.diary, identity.device, {identity.published: identity.chain})


def log_of(diary: Diary, diary_id: str, device: str, chains: Mapping[int, str] | None = None) -> OwnLog:
    """Return the log of a device as a diary holds it.

    Args:
        diary: the diary.
        diary_id: its id on all devices.
        device: the device.
        chains: number → the hash of its lines up to that one, where it is known; beyond the newest they say nothing.
    """
    newest = diary.sync.newest_lines().get(device, 0)
    stored = diary.sync.chain_at(device, newest)
    known = {number: chain for number, chain in (chains or {}).items() if number <= newest}
    if stored is not None:
        known[newest] = stored
    return OwnLog(
        diary_id, device, newest,
        lambda first, last: diary.sync.device_lines(device, first - 1, last), known,
        lambda first, last: diary.sync.lines_to_send(device, first - 1, last),
    )  # fmt: skip


def marks_by(diary: Diary) -> Callable[[Sequence[str]], Mapping[str, Mapping[int, str]]]:
    """Return the function that makes the marks of a segment, of the lines that a diary knows."""

    def known(device: str, after: int, until: int) -> list[str]:
        return [*map(line_to_text, diary.sync.device_lines(device, after, until))]

    return lambda texts: marks_of(texts, known)
