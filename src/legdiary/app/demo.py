"""Make the demo diary of a whole taper, in a file of its own; a real diary is never touched."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from legdiary.domain.demo.demo_diary import make_demo_diary
from legdiary.domain.reports.night_record import night_records
from legdiary.domain.reports.week import week_range, week_report
from legdiary.domain.time.moments import A_DAY
from legdiary.errors import Refused, quote_typed
from legdiary.store import diary_file
from legdiary.store.diary import Diary
from legdiary.store.errors import DiskFull, DiskTrouble, NotWritable
from legdiary.util.atomic_files import whole_folder, whole_path
from legdiary.util.progress import MAKING_DEMO, NO_PROGRESS, STORING, counted
from legdiary.util.safe_files import is_full, make_file, make_folder
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from legdiary.domain.reports.week import WeekReport
    from legdiary.domain.time.moments import Present
    from legdiary.util.progress import Progress


class DemoThere(Refused):
    """A file in the place of the made-up diary."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{quote_typed(str(path))} exists already and was not touched; give --output another name")


@dataclass(frozen=True, slots=True)
class MakeDemo:
    """A request for a demo diary.

    Attributes:
        path: its path.
        in_own_folder: make its folder with it.
        noted_in: the folder for a note while it is being made; None for no note.
    """

    path: Path
    in_own_folder: bool
    noted_in: Path | None = None


def make_demo(
    present: Present, request: MakeDemo, made: Callable[[], None], progress: Progress = NO_PROGRESS
) -> WeekReport:
    """Make a demo diary that ends yesterday, and return its latest week.

    Args:
        present: the clock.
        request: the path.
        made: called as soon as it has its name.
        progress: hears how far it is.

    Raises:
        DemoThere: there is a file already.
        DiskFull, NotWritable, IsAJournal: it cannot be written there.
        TooLongAgo, TooFarAhead: the clock is wrong.
    """
    if os.path.lexists(request.path):
        raise DemoThere(request.path)
    present.check_clock()
    last = present.today - A_DAY
    with progress.part(MAKING_DEMO):
        demo = make_demo_diary(last, present.zone, until=present.now)
    from_night, before_night = week_range(last)
    with progress.part(STORING, len(demo.entries_as_typed)) as part, _place(request, made) as place:
        diary_file.fill(place, diary_file.load_sql()["schema"], request.path)
        with Diary.for_writing(place, present) as diary:
            diary.add_all(counted(demo.entries_as_typed, part), present)
            diary.edit_several(demo.corrections, (), present)
            logged = diary.logged(from_night, before_night, in_short=True)
    return week_report(night_records(logged, from_night, before_night), logged.plans)


@contextmanager
def _place(request: MakeDemo, made: Callable[[], None]) -> Iterator[Path]:
    """Yield a temporary path for the diary; at the end give the complete file, or its folder, its name."""
    path = request.path
    diary_file.check_beginning(path)
    try:
        if request.in_own_folder:
            make_folder(path.parent.parent)
            with whole_folder(path.parent, made=made, noted_in=request.noted_in) as folder:
                place = folder / path.name
                os.close(make_file(place))
                yield place
        else:
            make_folder(path.parent)
            with whole_path(path, instead=False, made=made, noted_in=request.noted_in) as place:
                yield place
    except FileExistsError as error:
        raise DemoThere(path) from error
    except (OSError, DiskFull, DiskTrouble) as error:  # the error names the final path, not the temporary one
        full = is_full(error) if isinstance(error, OSError) else isinstance(error, DiskFull)
        raise (DiskFull if full else NotWritable)(path) from error
