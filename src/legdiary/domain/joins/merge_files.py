"""The merging of the files of one import, each in its own way: a diary by its ledger, another file by its entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.joins.join_diaries import join
from legdiary.domain.ledger.conflicts import leave_open
from legdiary.domain.ledger.merge import Merging
from legdiary.domain.ledger.merge_by_days import merge_by_days

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.ledger.conflicts import Settling
    from legdiary.domain.ledger.merge import Incoming, Merged, Snapshot


def merge_files(files: Sequence[Incoming], snapshot: Snapshot, settling: Settling = leave_open) -> Merged:
    """Return the result of merging files into a diary one after the other.

    Args:
        files: the files, in the order in which they were named.
        snapshot: the contents of the diary; if there is one file, only what the file is compared with is read.
        settling: settles the conflicts.
    """
    if snapshot.within is not None and len(files) == 1 and files[0].ledger is None:
        merged = merge_by_days(files[0], snapshot, settling)
    else:
        merging = Merging(snapshot, settling)
        for incoming in files:
            merging.take(incoming, join if incoming.ledger is not None else None)
        merged = merging.end()
    merged.known += [each.known for each in files if each.known is not None and each.ledger is None]
    return merged
