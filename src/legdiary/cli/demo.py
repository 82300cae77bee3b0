"""`demo`: a made-up diary of a whole taper, in a place of its own; the real diary is never touched."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from legdiary.app.demo import MakeDemo, make_demo
from legdiary.cli.session import temporary_folder
from legdiary.domain.text import for_terminal
from legdiary.render.json import nights as documents
from legdiary.render.layout import COMMAND, DIM, STRONG, Span, line
from legdiary.render.week_text import week_text
from legdiary.settings import path_of

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.cli.session import Session
    from legdiary.domain.week import WeekReport
    from legdiary.render.layout import Line

_FOLDER, _NAME = "legdiary-demo", "demo.db"


def run_demo(session: Session, output: str | None, *, as_json: bool) -> None:
    """Write the made-up diary, print its latest week, and say what to try next."""
    path = path_of(output) if output else temporary_folder(os.environ) / f"{_FOLDER}-{os.urandom(4).hex()}" / _NAME
    request = MakeDemo(path, in_own_folder=not output, noted_in=session.diary_folder if output else None)
    report = make_demo(session.present, request, session.has_made)
    session.answer(
        _text(session, path, report),
        lambda: {"diary": str(path), "week": documents.week(report)},
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
