"""The effects of an exchange on a diary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.util.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from legdiary.domain.sync.lines import SyncLine


@dataclass(frozen=True, slots=True)
class Exchanged:
    """The effects of an exchange on the diary.

    Attributes:
        own: the lines of this device that it wrote down.
        theirs: the lines of other devices that it took.
        waiting: lines that wait for others.
        missing: device → the first and the last number of the lines that are waited for.
        ledger_end: the number of the newest ledger line afterwards: a log tells of all of them.
    """

    own: Sequence[SyncLine] = ()
    theirs: Sequence[SyncLine] = ()
    waiting: Sequence[SyncLine] = ()
    missing: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    ledger_end: int = 0
