"""`demo`: a made-up diary of a whole taper, in a place of its own; the real diary is never touched."""

from __future__ import annotations

import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from legdiary.domain.demo import made_up
from legdiary.domain.nights import night_records
from legdiary.domain.text import for_terminal
from legdiary.domain.week import week_range, week_report
from legdiary.errors import Refused, shown
from legdiary.render import as_json as to_json
from legdiary.render.layout import COMMAND, DIM, STRONG, Span, line
from legdiary.render.week_text import week_text
from legdiary.settings import path_of
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from legdiary.cli.session import Session
    from legdiary.domain.week import WeekReport
    from legdiary.render.layout import Line

_FOLDER = "legdiary-demo"


class DemoThere(Refused):
    """A file where the made-up diary should go."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{shown(str(path))} exists already and was not touched; give --output another name")


def run_demo(session: Session, output: str | None, *, as_json: bool) -> None:
    """Write the made-up diary, print its latest week, and say what to try next."""
    path = path_of(output) if output else Path(tempfile.mkdtemp(prefix=f"{_FOLDER}-")) / "demo.db"
    if os.path.lexists(path):
        raise DemoThere(path)
    last = session.present.today - timedelta(days=1)
    demo = made_up(last, session.present.zone, until=session.present.now)
    from_night, before_night = week_range(last)
    with Diary.for_writing(path, session.present, stored=session.has_made) as diary:
        diary.add_all(demo.entries, session.present)
        logged = diary.logged(from_night, before_night, in_short=True)
    report = week_report(night_records(logged, from_night, before_night), logged.plans)
    session.answer(
        _text(session, path, report),
        lambda: {"diary": str(path), "week": to_json.week(report)},
        as_json=as_json,
    )


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
