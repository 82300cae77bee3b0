"""The log of a device, as a diary holds it, with the hashes that its segments need."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from legdiary.domain.sync.line_chain import extend_chain, start_chain
from legdiary.domain.sync.lines import line_to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from legdiary.domain.sync.lines import SyncLine
    from legdiary.formats.sync_segment import Segment


class OwnLog:
    """The log of a device: of this one, or of one that nobody else sees to any more.

    Attributes:
        device: the device.
        newest: the number of its newest line; 0 before the first.
    """

    def __init__(
        self,
        diary: str,
        device: str,
        newest: int,
        lines: Callable[[int, int], Sequence[SyncLine]],
        chains: Mapping[int, str] | None = None,
        checked: Callable[[int, int], Sequence[SyncLine]] | None = None,
    ) -> None:
        """Begin to read it.

        Args:
            diary: the diary's id.
            device: the device.
            newest: the number of its newest line.
            lines: returns its lines from one number to another, both included.
            chains: number → the hash of its lines up to that one, as far as such hashes are stored.
            checked: returns the same, compared with their checksums, as they must be before they are sent.
        """
        self.device = device
        self.newest = newest
        #: Returns its lines from one number to another, both included.
        self.lines = lines
        self._checked = checked or lines
        self._chains = {0: start_chain(diary, device)} | dict(chains or {})

    def text(self, number: int) -> str:
        """Return the text of one of its lines."""
        return "".join(map(line_to_text, self.lines(number, number)))

    def texts(self, first: int, last: int) -> tuple[str, ...]:
        """Return the texts of its lines from one number to another, both included."""
        before = self.chain_at(first - 1)
        texts = tuple(map(line_to_text, self._checked(first, last)))
        self._chains[last] = extend_chain(before, texts)
        return texts

    def alike_until(self, segment: Segment) -> int | None:
        """Return the number of the newest line of a segment up to which all lines are those of the log.

        Returns:
            None where the lines before the segment are not, or are not known.
        """
        first, before = segment.name.first, segment.name.first - 1
        if before > self.newest or segment.before != self.chain_at(before):
            return None
        texts = self.texts(first, min(segment.name.last, self.newest)) if before < self.newest else ()
        same = takewhile(lambda both: both[0] == both[1], zip(texts, segment.lines, strict=False))
        return before + sum(1 for _ in same)

    def chain_at(self, number: int) -> str:
        """Return the hash of its lines up to a number."""
        nearest = max(each for each in self._chains if each <= number)
        if nearest < number:
            self.texts(nearest + 1, number)
        return self._chains[number]
