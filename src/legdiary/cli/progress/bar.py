"""A bar on standard error for work that takes longer than a second; it is gone when the work is.

A thread draws it, since what takes long may be one call of SQLite or of the typesetter, in which nothing of ours runs.
The bar is text on the line where the cursor stands, drawn over itself: nothing of the terminal is changed that a kill
would leave behind. Whatever else is written to the terminal hides it first (`hide`), and it rests while a question
waits for its answer (`resting`).
"""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from legdiary.util.progress import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_AFTER_S, _EVERY_S = 1.0, 0.2
_BEGIN, _CLEAR = "\r", "\x1b[K"
#: A thread that was cut off while it held the lock must not keep the program from ending.
_PATIENCE_S = 1.0


class Bar:
    """The progress of one run, as a bar."""

    def __init__(self, write: Callable[[str], object], line: Callable[[Part, float], str]) -> None:
        """Set up a bar; nothing is shown yet.

        Args:
            write: writes to the terminal.
            line: returns the text of the bar: a part of the work, and for how many seconds it has been going on.
        """
        self._write, self._line = write, line
        self._parts: list[tuple[Part, float]] = []
        self._worked = 0.0  # seconds, in parts that have ended
        self._ended = Event()
        self._lock = Lock()
        self._drawn = False
        self._rests = False

    @contextmanager
    def part(self, work: str, total: int = 0, position: Callable[[], int] | None = None) -> Iterator[Part]:
        """Begin a part of the work; the bar shows the part that began last and has not ended."""
        part = Part(work, total, position)
        now = time.monotonic()
        self._parts.append((part, now))
        try:
            if len(self._parts) == 1:
                self._start()
            yield part
        finally:
            self._parts.pop()
            if not self._parts:
                self._worked += time.monotonic() - now
                self._ended.set()
                self.hide()

    def _start(self) -> None:
        """Begin to draw, as soon as the parts of this run have taken a second together."""
        self._ended = ended = Event()
        with suppress(RuntimeError):  # no more threads: then without a bar
            Thread(target=self._keep_drawing, args=(ended, _AFTER_S - self._worked), daemon=True).start()

    def _keep_drawing(self, ended: Event, wait: float) -> None:
        with suppress(Exception):  # nothing fails for a bar
            while not ended.wait(max(0.0, wait)):
                with self._lock:
                    if not (ended.is_set() or self._rests):
                        self._draw()
                wait = _EVERY_S

    def _draw(self) -> None:
        try:
            part, since = self._parts[-1]
        except IndexError:  # it has just ended
            return
        self._drawn = True
        self._write(f"{_BEGIN}{self._line(part, time.monotonic() - since)}{_CLEAR}")

    def hide(self) -> None:
        """Clear the line, if there is a bar in it."""
        if self._lock.acquire(timeout=_PATIENCE_S):
            try:
                if self._drawn:
                    self._drawn = False
                    with suppress(Exception):  # nothing fails for a bar
                        self._write(f"{_BEGIN}{_CLEAR}")
            finally:
                self._lock.release()

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Show no bar within this context."""
        self._rests = True
        try:
            self.hide()
            yield
        finally:
            self._rests = False
