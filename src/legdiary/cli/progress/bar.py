"""A bar on standard error for work that takes longer than a second; it is gone when the work is.

A thread draws it, since what takes long may be one call of SQLite or of the typesetter, in which nothing of ours runs.
The bar is text on the line where the cursor stands, drawn over itself: nothing of the terminal is changed that a kill
would leave behind. It is drawn on an empty line alone: whatever else is written to the terminal has it `rest` until
that has ended its line, so also while a question waits for its answer; and that time does not count.
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
        self._clock = _WorkClock()
        self._ended = Event()
        self._lock = Lock()
        self._drawn = False

    @contextmanager
    def part(self, work: str, total: int = 0, position: Callable[[], int] | None = None) -> Iterator[Part]:
        """Begin a part of the work; the bar shows the part that began last and has not ended."""
        part = Part(work, total, position)
        self._parts.append((part, self._clock.seconds()))
        try:
            if len(self._parts) == 1:
                self._start()
            yield part
        finally:
            self._parts.pop()
            if not self._parts:
                self._clock.works = False
                self._ended.set()
                self.hide()

    def _start(self) -> None:
        """Begin to draw, as soon as the parts of this run have taken a second together."""
        self._clock.works = True
        self._ended = ended = Event()
        with suppress(RuntimeError):  # no more threads: then without a bar
            Thread(target=self._keep_drawing, args=(ended,), daemon=True).start()

    def _keep_drawing(self, ended: Event) -> None:
        with suppress(Exception):  # nothing fails for a bar
            while not ended.wait(max(_EVERY_S, _AFTER_S - self._clock.seconds())):
                with self._lock:
                    if not (ended.is_set() or self._clock.rests) and self._clock.seconds() >= _AFTER_S:
                        self._draw()

    def _draw(self) -> None:
        try:
            part, since = self._parts[-1]
        except IndexError:  # it has just ended
            return
        self._drawn = True
        self._write(f"{_BEGIN}{self._line(part, self._clock.seconds() - since)}{_CLEAR}")

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

    def rest(self) -> None:
        """Show no bar from here on, and count no time: the line is another's, or a question waits for its answer."""
        self._clock.rests = True
        self.hide()

    def go_on(self) -> None:
        """Show the bar again: the line is empty."""
        self._clock.rests = False


class _WorkClock:
    """The seconds for which a run has worked: not between its parts, and not while a question waits."""

    def __init__(self) -> None:
        self._works = self._rests = False
        self._before = self._since = 0.0

    def seconds(self) -> float:
        """Return the seconds until now."""
        return self._before + (time.monotonic() - self._since if self._goes else 0.0)

    @property
    def _goes(self) -> bool:
        return self._works and not self._rests

    @property
    def works(self) -> bool:
        """A part of the work has begun and not ended."""
        return self._works

    @works.setter
    def works(self, value: bool) -> None:
        self._turn(works=value, rests=self._rests)

    @property
    def rests(self) -> bool:
        """Something else is on the line."""
        return self._rests

    @rests.setter
    def rests(self, value: bool) -> None:
        self._turn(works=self._works, rests=value)

    def _turn(self, *, works: bool, rests: bool) -> None:
        self._before = self.seconds()
        self._since = time.monotonic()
        self._works, self._rests = works, rests
