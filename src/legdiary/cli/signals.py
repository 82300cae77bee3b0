r"""Signals that end the program while it has changed the terminal, which is restored first.

A passphrase is typed without echo, and the dashboard has the whole screen. By default SIGTERM, a closed terminal and
Ctrl-\ end a program at once, and leave a shell that does not show what is typed, or the wrong screen.
"""

from __future__ import annotations

import os
import signal
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT")


class Ended(SystemExit):
    """A signal that ends the program. As a SystemExit it passes loops that go on after other errors.

    Attributes:
        ends_by: the number of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.ends_by = number


@contextmanager
def raise_signals() -> Iterator[None]:
    """Make signals that would end the program at once raise `Ended` instead; ignored signals stay ignored."""

    def end(number: int, _: object) -> NoReturn:
        warnings.simplefilter("ignore")  # cutting off running code can warn, which helps nobody here
        raise Ended(number)

    found = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    changed = [each for each in found if signal.getsignal(each) is signal.SIG_DFL]
    for each in changed:
        signal.signal(each, end)
    try:
        yield
    finally:
        for each in changed:
            signal.signal(each, signal.SIG_DFL)


def end_by(number: int) -> int:
    """End the program as the signal would have; return the exit code in case it does not."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    return 128 + number
