"""Check the diary: its file, its entries against its ledger, its permissions, its copies. Nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.store.findings import CONTENTS, WRONG
from legdiary.store.health.check import check_diary
from legdiary.util.progress import CHECKING, NO_PROGRESS
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from legdiary.app.context import Keeper
    from legdiary.app.sync.membership import SyncFiles
    from legdiary.store.findings import Finding
    from legdiary.util.progress import Progress


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check.

    Attributes:
        diary: the path of the diary.
        findings: the findings, at least one for every topic.
    """

    diary: Path
    findings: Sequence[Finding]

    @property
    def faults(self) -> int:
        """The number of findings that are wrong."""
        return sum(each.state == WRONG for each in self.findings)


def check(
    run: Keeper, beside: Iterable[Path] = (), progress: Progress = NO_PROGRESS, devices: SyncFiles | None = None
) -> Checked:
    """Check the diary.

    Args:
        run: the run.
        beside: other folders in which legdiary makes files.
        progress: hears that it is under way.
        devices: where this device keeps who it is; None to leave that out.

    Raises:
        NoDiary: there is no diary, no copy of one, and nothing that a command left unfinished.
        DiaryLocked: another program holds the diary.
    """
    path = run.diary_path.absolute()
    with progress.part(CHECKING):
        found = check_diary(path, run.present.now, beside)
        if devices is not None and not any(each.topic in CONTENTS and each.state == WRONG for each in found):
            from legdiary.app.sync.check import check_membership

            found += check_membership(run, devices)
        return Checked(path, found)
