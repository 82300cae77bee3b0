"""Make the diaries that the rows of `sync` are measured with: `python bench/synced_diaries.py FOLDER month ten-years`.

Two devices meet in a folder. The measured one begins with a copy of `FOLDER/NAME.db`; the other joins with an empty
diary, and enters a hundred doses after they have met. Each moment that a row begins with is kept as files, and `lay`
puts it there again before a run: its diary, its place, and the identity of the device, which counts only as the very
file that the device wrote.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from diaries import NOW, ZONE
from legdiary.app.context import Context
from legdiary.app.questions import EVERYTHING
from legdiary.app.sync.begin import Begin, join, set_up
from legdiary.app.sync.exchange import sync
from legdiary.app.sync.membership import SyncFiles
from legdiary.domain.entries.dose import Dose
from legdiary.domain.time.moments import DEFAULT_DAY_START, Moment, Present, diary_day, load_zone
from legdiary.store.diary import Diary
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The passphrase of the place, as it is typed.
PASSPHRASE = "a night without legs"  # noqa: S105 - of a made-up place
LINES = 100
#: What stands there: nothing is new; mine has lines that are not sent; the place has lines of the other device; there
#: is a place and no diary, for a device that is to join.
NOTHING_NEW, MINE, THEIRS, NOT_JOINED = "nothing new", "mine", "theirs", "not joined"
MOMENTS = (NOTHING_NEW, MINE, THEIRS, NOT_JOINED)
_DIARY, _PLACE, _IDENTITY = "synced.db", "synced-place", "identity.json"


def diary(folder: Path) -> Path:
    """Return the path of the diary that is measured, whatever moment it is at."""
    return folder / _DIARY


def place(folder: Path) -> Path:
    """Return the folder that stands for the carrier's."""
    return folder / _PLACE


def _files(folder: Path) -> SyncFiles:
    return SyncFiles(folder / "home" / ".local" / "state" / "legdiary", "laptop")


def _kept(folder: Path, name: str, moment: str) -> Path:
    return folder / "synced" / f"{name} {moment}"


def lay(folder: Path, name: str, moment: str) -> None:
    """Put a moment there: the diary, the place and the identity, as the device left them."""
    kept, identity = _kept(folder, name, moment), _files(folder).identity_of(diary(folder))
    shutil.rmtree(place(folder), ignore_errors=True)
    shutil.copytree(kept / _PLACE, place(folder))
    for path in (diary(folder), identity):
        path.unlink(missing_ok=True)
    if not (kept / _DIARY).exists():
        return
    shutil.copyfile(kept / _DIARY, diary(folder))
    identity.parent.mkdir(parents=True, exist_ok=True)
    identity.touch(mode=0o600)
    told = json.loads((kept / _IDENTITY).read_text(encoding="utf-8"))
    identity.write_text(json.dumps(told | {"inode": identity.stat().st_ino}), encoding="utf-8")


def settle(folder: Path) -> None:
    """Have the disk take what was just copied: the command's own syncs would wait for, and pay for, all of it."""
    for path in (diary(folder), *place(folder).rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _keep(folder: Path, name: str, moment: str) -> None:
    kept = _kept(folder, name, moment)
    kept.mkdir(parents=True)
    shutil.copytree(place(folder), kept / _PLACE)
    if moment != NOT_JOINED:
        shutil.copyfile(diary(folder), kept / _DIARY)
        shutil.copyfile(_files(folder).identity_of(diary(folder)), kept / _IDENTITY)


def _context(path: Path) -> Context:
    zone = load_zone(ZONE)
    present = Present(Moment.from_datetime(datetime.fromisoformat(NOW), zone), zone)
    return Context(present, path, None, lambda: None, lambda _: None, lambda: True)


def _doses() -> Iterator[Dose]:
    """Yield a dose an hour, of amounts that no demo has, so that none is taken for another."""
    zone, last = load_zone(ZONE), datetime.fromisoformat(NOW)
    for number in range(LINES):
        at = Moment.from_datetime(last - timedelta(hours=number + 1), zone)
        yield Dose(diary_day(at, DEFAULT_DAY_START), 1001 + number, at)


def _enter(context: Context) -> None:
    """Enter the doses, each as one change of its own."""
    with Diary.for_writing(context.diary_path, context.present) as held:
        for each in _doses():
            held.add(each, context.present)


def make(folder: Path, name: str) -> None:
    """Make every moment of a diary; what is left there is the last of them."""
    mine, theirs = _context(diary(folder)), _context(folder / "theirs.db")
    own, others = _files(folder), replace(_files(folder), state=folder / "state-of-theirs")
    place(folder).mkdir()
    shutil.copyfile(folder / f"{name}.db", diary(folder))
    begin = Begin(str(place(folder)), None, lambda: PASSPHRASE)
    set_up(mine, own, begin, EVERYTHING)
    _keep(folder, name, NOT_JOINED)
    join(theirs, others, replace(begin, name="phone"), EVERYTHING)
    sync(mine, own, EVERYTHING)
    _keep(folder, name, NOTHING_NEW)
    _enter(theirs)
    sync(theirs, others, EVERYTHING)
    _keep(folder, name, THEIRS)
    lay(folder, name, NOTHING_NEW)
    _enter(mine)
    _keep(folder, name, MINE)
    for path in (place(folder), folder / "state-of-theirs"):
        shutil.rmtree(path)
    for path in (mine.diary_path, theirs.diary_path, own.identity_of(mine.diary_path)):
        path.unlink()


def main() -> None:
    """Make those that are named."""
    folder, *names = sys.argv[1:]
    for name in names:
        make(Path(folder).resolve(), name)


if __name__ == "__main__":
    main()
