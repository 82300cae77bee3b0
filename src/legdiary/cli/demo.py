"""`demo`: a made-up diary of a whole taper, in a place of its own; the real diary is never touched."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from legdiary.cli.session import temporary_folder
from legdiary.domain.demo import made_up
from legdiary.domain.nights import night_records
from legdiary.domain.text import for_terminal
from legdiary.domain.week import week_range, week_report
from legdiary.errors import Refused, shown
from legdiary.files import make_folder, sync_folder
from legdiary.render import as_json as to_json
from legdiary.render.layout import COMMAND, DIM, STRONG, Span, line
from legdiary.render.week_text import week_text
from legdiary.settings import path_of
from legdiary.store import file
from legdiary.store.diary import Diary
from legdiary.store.trouble import DiskFull, DiskTrouble, NotWritable
from legdiary.unfinished import make_new_folder, naming, put, workplace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.cli.session import Session
    from legdiary.domain.week import WeekReport
    from legdiary.render.layout import Line

_FOLDER, _NAME = "legdiary-demo", "demo.db"


class DemoThere(Refused):
    """A file where the made-up diary should go."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{shown(str(path))} exists already and was not touched; give --output another name")


def run_demo(session: Session, output: str | None, *, as_json: bool) -> None:
    """Write the made-up diary, print its latest week, and say what to try next."""
    path = path_of(output) if output else temporary_folder(os.environ) / f"{_FOLDER}-{os.urandom(4).hex()}" / _NAME
    if os.path.lexists(path):
        raise DemoThere(path)
    session.present.check_clock()
    last = session.present.today - timedelta(days=1)
    demo = made_up(last, session.present.zone, until=session.present.now)
    from_night, before_night = week_range(last)
    with _made(session, path, in_own_folder=not output) as place:
        file.make(place, file.load_sql()["schema"], path)
        with Diary.for_writing(place, session.present) as diary:
            diary.add_all(demo.entries, session.present)
            logged = diary.logged(from_night, before_night, in_short=True)
    report = week_report(night_records(logged, from_night, before_night), logged.plans)
    session.answer(
        _text(session, path, report),
        lambda: {"diary": str(path), "week": to_json.week(report)},
        as_json=as_json,
    )


@contextmanager
def _made(session: Session, path: Path, *, in_own_folder: bool) -> Iterator[Path]:
    """Where the made-up diary is written before it has its name; whole, it gets it, or with its folder the folder's.

    Raises:
        DemoThere: a file has come there meanwhile.
        DiskFull, NotWritable, IsAJournal: it cannot be written there.
    """
    file.check_beginning(path)
    try:
        folder = path.parent.parent if in_own_folder else path.parent
        make_folder(folder)
        with workplace(folder, None if in_own_folder else session.diary_folder) as within:
            place = make_new_folder(within) / _NAME
            yield place
            new, named = (place.parent, path.parent) if in_own_folder else (place, path)
            with naming(new, named, session.has_made):
                if in_own_folder:
                    new.rename(named)
                else:
                    put(new, named)
        sync_folder(folder)
    except FileExistsError as error:
        raise DemoThere(path) from error
    except (OSError, DiskFull, DiskTrouble) as error:  # of its own name, not of the one that it has until then
        full = isinstance(error, DiskFull) or getattr(error, "errno", None) == errno.ENOSPC
        raise (DiskFull if full else NotWritable)(path) from error


def _text(session: Session, path: Path, report: WeekReport) -> list[Line]:
    from shlex import quote

    there = f"legdiary --diary {quote(str(path))}"
    tries = (
        ("its card for today", there),
        ("a night of it", f"{there} show last night"),
        ("its taper", f"{there} taper show"),
        ("the tables for a clinician", f"{there} export csv --output demo-tables"),
        ("your own first night", "legdiary checkin"),
    )
    lines = [line(Span("A made-up diary: nobody's nights.", DIM)), [], *week_text(report, session.page), []]
    lines.append([Span("To try next", STRONG)])
    for label, command in tries:
        lines += [line(f"  {label}:"), [Span(f"    {for_terminal(command)}", COMMAND)]]
    return lines
