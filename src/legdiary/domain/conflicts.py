"""What a file says otherwise than the diary, and the ways to settle it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from legdiary.errors import Refused
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence
    from datetime import date
    from typing import TypeAlias

#: The diary's value stays · the file's replaces it · the entry of the file is left out.
KEEP, TAKE, SKIP = "keep", "take", "skip"
WAYS = (KEEP, TAKE, SKIP)
#: Each conflict is asked about.
ASK = "ask"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two entries of which there can be only one.

    Attributes:
        kind: what they are.
        day: the night they are of, or a plan's or batch's first day.
        number: the number of the one that stands; None where both are in the file.
        differing: field → (what stands, what the file says).
        place: what tells it apart from the other conflicts of its file.
        settled: how it was: keep, take or skip; None while it is not.
    """

    kind: str
    day: date | None
    number: int | None
    differing: Mapping[str, tuple[object, object]]
    place: Hashable = None
    settled: str | None = None

    def in_way(self, way: str | None) -> Conflict:
        """Return the same conflict, settled so."""
        return replace(self, settled=way)


#: Place of the file among those of the import, and a conflict in it → how it is settled; None where nobody has said.
Settling: TypeAlias = "Callable[[int, Conflict], str | None]"


def unsettled(file: int, conflict: Conflict) -> None:
    """Leave every conflict to be settled."""
    del file, conflict


class TooManyConflicts(Refused):
    """A file that says otherwise than the diary nearly everywhere."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"more than {most} entries of the file differ from the diary; perhaps it is another person's. "
            "Nothing was stored"
        )


class Contradicted(Refused):
    """A file that says otherwise than the diary, and nobody who said which is right."""

    def __init__(self, conflicts: Sequence[Conflict], command: str) -> None:
        first = conflicts[0]
        of = f" of {first.day}" if first.day else ""
        there = f"entry {first.number}" if first.number else "another row of the file"
        more = f", and {len(conflicts) - 1} more" if len(conflicts) > 1 else ""
        super().__init__(
            f"the {first.kind}{of} in the file differs from {there} ({', '.join(first.differing)}){more}; "
            "nothing was stored. --on-conflict keep, take or skip settles that, and --dry-run shows both",
            command,
        )
