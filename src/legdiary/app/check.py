"""Look the diary over: its file, its entries against its ledger, who can read it, its copies. Nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.store.findings import WRONG
from legdiary.store.health.check import examine
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from legdiary.app.context import Keeper
    from legdiary.store.findings import Finding


@dataclass(frozen=True, slots=True)
class Checked:
    """A diary that was looked over.

    Attributes:
        diary: where it is.
        findings: what was found, a finding or more for every topic.
    """

    diary: Path
    findings: Sequence[Finding]

    @property
    def faults(self) -> int:
        """The number of findings that are wrong."""
        return sum(each.state == WRONG for each in self.findings)


def check(run: Keeper, beside: Iterable[Path] = ()) -> Checked:
    """Look the diary over.

    Args:
        run: the run.
        beside: other folders in which legdiary makes files.

    Raises:
        NoDiary: nothing there, no copies, and nothing that a command has left.
        DiaryLocked: another program keeps it to itself.
    """
    path = run.diary_path.absolute()
    return Checked(path, examine(path, run.present.now, beside))
