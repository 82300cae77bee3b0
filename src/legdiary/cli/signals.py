r"""Signals that end the program while the terminal is not as it was: it is put back first.

A passphrase is typed unseen, and the dashboard has the screen to itself. By default SIGTERM, a terminal that hangs up
and Ctrl-\ end a program at once, and leave a shell that shows nothing of what is typed, or the wrong screen.
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
    """A signal that ends the program. As SystemExit it gets through every loop that goes on after other errors.

    Attributes:
        ends_by: its number.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.ends_by = number


@contextmanager
def raised() -> Iterator[None]:
    """Have a signal that would end the program at once raise `Ended`; one that is ignored stays ignored."""

    def end(number: int, _: object) -> NoReturn:
        warnings.simplefilter("ignore")  # what is cut off here is nothing that a developer has to be told
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
    """End the program as the signal would have; the exit code for where it does not."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    return 128 + number
