"""The log of this device, as its diary holds it, with the hashes that its segments need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.sync.line_chain import extend_chain, start_chain
from legdiary.domain.sync.lines import line_to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from legdiary.domain.sync.lines import SyncLine


class OwnLog:
    """The log of this device.

    Attributes:
        newest: the number of its newest line; 0 before the first.
    """

    def __init__(
        self,
        diary: str,
        device: str,
        newest: int,
        lines: Callable[[int, int], Sequence[SyncLine]],
        chains: Mapping[int, str] | None = None,
    ) -> None:
        """Begin to read it.

        Args:
            diary: the diary's id.
            device: this device.
            newest: the number of its newest line.
            lines: returns its lines from one number to another, both included.
            chains: number → the hash of its lines up to that one, as far as such hashes are stored.
        """
        self.newest = newest
        self._lines = lines
        self._chains = {0: start_chain(diary, device)} | dict(chains or {})

    def texts(self, first: int, last: int) -> tuple[str, ...]:
        """Return the texts of its lines from one number to another, both included."""
        before = self.chain_at(first - 1)
        texts = tuple(map(line_to_text, self._lines(first, last)))
        self._chains[last] = extend_chain(before, texts)
        return texts

    def chain_at(self, number: int) -> str:
        """Return the hash of its lines up to a number."""
        nearest = max(each for each in self._chains if each <= number)
        if nearest < number:
            self.texts(nearest + 1, number)
        return self._chains[number]
