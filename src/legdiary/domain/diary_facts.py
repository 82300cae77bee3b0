"""The key facts of a diary file or a copy: schema version, size and newest entry."""

from __future__ import annotations

from legdiary.util.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from legdiary.domain.time.moments import Moment


@dataclass(frozen=True, slots=True)
class Facts:
    """The key facts of a readable diary file.

    Attributes:
        version: the version of its schema.
        lines: the number of lines of its ledger.
        entries: the number of its present entries.
        newest: the time at which the newest line was written; None for an empty ledger.
    """

    version: int
    lines: int
    entries: int
    newest: Moment | None

    @property
    def until(self) -> str:
        """The local date and time of the newest line, or `nothing yet`."""
        return f"{self.newest.local:%Y-%m-%d %H:%M}" if self.newest else "nothing yet"
