"""`demo`: a made-up diary of a whole taper, in a place of its own; the real diary is never touched."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from legdiary.app.demo import MakeDemo, make_demo
from legdiary.cli.paths import temporary_folder
from legdiary.render.json import nights as documents
from legdiary.render.terminal.answers.demo import demo_text
from legdiary.settings import path_of

if TYPE_CHECKING:
    from legdiary.cli.session import Session

_FOLDER, _NAME = "legdiary-demo", "demo.db"


def run_demo(session: Session, output: str | None, *, as_json: bool) -> None:
    """Write the made-up diary, print its latest week, and say what to try next."""
    path = path_of(output) if output else temporary_folder(os.environ) / f"{_FOLDER}-{os.urandom(4).hex()}" / _NAME
    request = MakeDemo(path, in_own_folder=not output, noted_in=session.diary_folder if output else None)
    report = make_demo(session.present, request, session.note_made, session.progress)
    session.answer(demo_text(path, report, session.page), lambda: documents.week_of_demo(path, report), as_json=as_json)
