"""The trackers of a file with the number of their nights, for the question which of them to take.

The name of a tracker is a kind of device or app (`Apple Watch`). A reader never takes a name that a person may have
given to a device.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from legdiary.errors import Refused, plural, quote_typed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


class TrackerNights(NamedTuple):
    """One tracker of a file, and the nights it has.

    Attributes:
        name: the kind of device or app.
        nights: the number of its nights.
        first: the first of them.
        last: the last of them.
    """

    name: str
    nights: int
    first: date
    last: date

    @property
    def word(self) -> str:
        """Return its name as `--source` takes it."""
        return word_of(self.name)

    def __str__(self) -> str:
        span = f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"
        return f"{self.name} ({plural(self.nights, 'night')}, {span})"


def word_of(name: str) -> str:
    """Return a tracker's name as one word: `Apple Watch` → `apple-watch`."""
    return _BETWEEN_WORDS.sub("-", name.lower()).strip("-")


class SeveralTrackers(Refused):
    """Nights that several trackers recorded, and nobody has said which of them to take."""

    def __init__(self, source: str, trackers: Sequence[TrackerNights]) -> None:
        words = [each.word for each in trackers]
        super().__init__(
            f"{quote_typed(source)} has the same nights from several sources, and the diary takes one a night: "
            f"{', '.join(map(str, trackers))}. Add {' or '.join(f'--source {word}' for word in words)}; "
            f"or an order, the first that has a night is taken: --source {','.join(words)}"
        )
        self.trackers = trackers
