"""Histories that two devices live with `import other.db` alone: nobody syncs, each takes the other's file.

A device's file is kept after each of its lines. What a line's author knew of the other device is then a file of it, and
to take it is to import the file. An import asks what waits for a person, so only histories in which nothing ever waits
are lived.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from model_histories import Differs, device_id, entry_of, values_of

from builders import present
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.joins.merge_files import merge_files
from legdiary.domain.sync.fold import fold
from legdiary.store.diary import Diary
from legdiary.store.findings import WRONG
from legdiary.store.health.check import check_diary
from legdiary.store.other_diary import entries_of_copy
from legdiary.store.rows import to_json_fields
from made_up_devices import MEANING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from model_histories import History

    from legdiary.domain.sync.lines import SyncLine
    from legdiary.domain.time.moments import Present

_START, _END = present("2026-12-01T12:00-05:00"), present("2026-12-01T12:59-05:00")
#: The night that both files have from the beginning.
_BOTH = {"place": 9, "a": 9, "b": 0}
_LAST = 99


def is_for_imports(history: History) -> bool:
    """Return whether two devices write a history, nothing in it ever waits, and no undo would take back an import."""
    said = [each for log in history.log for each in log]
    if sum(map(bool, history.log)) != 2 or any(each["action"] == "settle" for each in said):
        return False
    undone = [(each, history.log[each["device"] - 1][each["undoes"] - 1]) for each in said if each["undoes"]]
    if any(_others(each) != _others(done) for each, done in undone):
        return False
    lines = history.lines
    known = (_known(line, lines, own) for line in lines for own in (line.number - 1, line.number))
    return not any(entry.open for part in (*known, lines) for entry in fold(part, MEANING).values())


def _others(said: Mapping[str, Any]) -> list[int]:
    """What the author of a line knew of the other devices."""
    return [number for device, number in enumerate(said["seen"], 1) if device != said["device"]]


def _known(line: SyncLine, lines: Sequence[SyncLine], own: int) -> list[SyncLine]:
    """The lines that the author of one knew, with so many of their own."""
    known = {**line.seen, line.device: own}
    return [each for each in lines if each.number <= known.get(each.device, 0)]


class _Owner:
    """A person's device: its diary, and the diary as it was after each of its lines."""

    def __init__(self, folder: Path, device: str) -> None:
        self.folder = folder / device
        self.folder.mkdir(mode=0o700)
        self.path, self.known = self.folder / "diary.db", 0

    def file(self, number: int) -> Path:
        return self.folder / f"{number}.db"

    def take(self, other: _Owner, number: int, now: Present) -> None:
        """Import the other's file, as it was after a line."""
        if number <= self.known:
            return
        incoming = entries_of_copy(other.file(number), self.path)
        with Diary.for_writing(self.path, now) as diary:
            diary.import_entries(lambda standing: merge_files([incoming], standing, lambda _, __: "keep"), now)
        self.known = number

    def write(self, deed: Mapping[str, Any], number: int, now: Present) -> None:
        """Do what the history says, to the entry of this number."""
        with Diary.for_writing(self.path, now) as diary:
            if deed["undoes"]:
                diary.undo(now)
            elif deed["action"] == "add":
                diary.add(entry_of(deed["kind"], deed["new"]), now)
            elif deed["action"] == "delete":
                diary.delete(number, now)
            else:
                diary.edit(number, lambda _: entry_of(deed["kind"], deed["new"]), now)
        shutil.copy(self.path, self.file(deed["number"]))

    def shown(self) -> dict[int, tuple[str, tuple[int, int, int]]]:
        """Number → kind and values of every entry."""
        with Diary.for_reading(self.path) as diary, diary.one_state():
            stored = [(each.id, each.entry) for each in diary.every_entry()]
        return {
            number: values_of(entry.kind, to_json_fields(KINDS[entry.kind], entry, recalled=False))
            for number, entry in stored
        }

    def number_of(self, line: SyncLine, lines: Sequence[SyncLine]) -> int:
        """Return the number of the entry that a line is about, by the values that it had for its author; 0: new."""
        before = fold(_known(line, lines, line.number - 1), MEANING).values()
        values = [values_of(entry.kind, entry.fields) for entry in before if line.of[0] in entry.refs]
        return next((number for number, each in self.shown().items() if each in values), 0)


def compare_imports(history: History, folder: Path) -> None:
    """Live a history by imports; in the end each imports the other's file, twice, and shows the model's diary.

    Raises:
        Differs: the program shows another diary.
    """
    one, other = (_Owner(folder, device_id(number)) for number, log in enumerate(history.log, 1) if log)
    with Diary.for_writing(one.path, _START) as diary:
        diary.add(entry_of("night", _BOTH), _START)
    shutil.copy(one.path, other.path)
    lines = history.lines
    for minute, line in enumerate(lines, 1):
        mine, theirs = (one, other) if one.folder.name == line.device else (other, one)
        now = present(f"2026-12-01T12:{minute:02d}-05:00")
        mine.take(theirs, sum(line.seen.values()), now)
        mine.write(history.deed(line.ref), mine.number_of(line, lines), now)
    wanted = sorted(
        [("night", (9, 9, 0)), *((each.kind, (each.place, each.a, each.b)) for each in history.diary if not each.held)]
    )
    for more, (mine, theirs) in enumerate(((one, other), (other, one)) * 2):
        shutil.copy(theirs.path, theirs.file(_LAST + more))
        mine.take(theirs, _LAST + more, _END)
    for owner in (one, other):
        if sorted(owner.shown().values()) != wanted:
            raise Differs(history, f"By imports, device {int(owner.folder.name, 16)}: another diary.", owner.shown())
        if wrong := [found for found in check_diary(owner.path, _END.now) if found.state == WRONG]:
            raise Differs(history, "The diary's file is not sound.", wrong)
