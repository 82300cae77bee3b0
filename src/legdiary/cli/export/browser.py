"""Show an exported page in the browser, where there is one to show it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.errors import BadValue
from legdiary.humanize import user_text

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.cli.session import Session


class NothingToOpen(BadValue):
    """`--open` for a page that is not in a file, or is encrypted."""

    def __init__(self, command: str) -> None:
        super().__init__("--open shows a file in the browser; leave out --output - and --encrypt", command)


def open_in_browser(session: Session, path: Path) -> None:
    """Show a file in the browser; over SSH, or without a desktop, say where it is."""
    if session.has_desktop:
        import webbrowser

        if webbrowser.open(path.as_uri()):
            return
    session.warn(f"no browser can be opened from here; the page is {user_text(str(path))}")
