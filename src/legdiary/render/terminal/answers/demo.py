"""A made-up diary, in words: its latest week, and what to try next."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from legdiary.domain.input.text import for_terminal
from legdiary.render.terminal.layout import Span, line
from legdiary.render.terminal.styles import COMMAND, HEADING, HINT
from legdiary.render.terminal.views.week import week_text

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.domain.reports.week import WeekReport
    from legdiary.render.terminal.layout import Line, Page


def demo_text(path: Path, week: WeekReport, page: Page) -> list[Line]:
    """Return the latest week of a made-up diary, and what to try next."""
    there = f"legdiary --diary {quote(str(path))}"
    tries = (
        ("the clinician's page", f"{there} export html"),
        ("today's card", there),
        ("the report", f"{there} report --taper"),
        ("its taper", f"{there} taper show"),
        ("one night", f"{there} show last night"),
        ("the tables", f"{there} export csv --output demo-tables"),
        ("your own diary", "legdiary start"),
    )
    lines = [line(Span("A made-up diary: nobody's nights.", HINT)), [], *week_text(week, page), []]
    lines.append([Span("To try next", HEADING)])
    for label, command in tries:
        lines += [line(f"  {label}:"), [Span(f"    {for_terminal(command)}", COMMAND)]]
    return lines
