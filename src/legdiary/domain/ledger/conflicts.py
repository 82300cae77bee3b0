"""Conflicts between an imported file and the diary, and the ways to settle them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.errors import Refused, plural
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence
    from datetime import date
    from typing import TypeAlias

#: Keep the diary's value · take the file's value · skip the file's entry.
KEEP, TAKE, SKIP = "keep", "take", "skip"
WAYS = (KEEP, TAKE, SKIP)
#: Ask about each conflict.
ASK = "ask"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two entries that differ where the diary can hold only one.

    Attributes:
        kind: the kind of both entries.
        day: their night, or the first day of a plan or batch.
        number: the number of the diary's entry; None where both are in the file.
        differing: field → (the diary's value, the file's value).
        place: a key that is unique among the conflicts of one file.
        settled: keep, take or skip; None while nobody has decided.
        substance: the word of the substance of a dose, a product or a plan; None for other kinds.
        unit: mcg where a plan of a medicine is told in micrograms; else None.
    """

    kind: str
    day: date | None
    number: int | None
    differing: Mapping[str, tuple[object, object]]
    place: Hashable = None
    settled: str | None = None
    substance: str | None = None
    unit: str | None = None

    def settle(self, way: str | None) -> Conflict:
        """Return the same conflict, settled in the given way."""
        return replace(self, settled=way)


#: The file's place among those of the import, and a conflict in it → keep, take or skip; None where nobody decided.
Settling: TypeAlias = "Callable[[int, Conflict], str | None]"


def leave_open(file: int, conflict: Conflict) -> None:
    """Settle nothing: the conflict stays open."""
    del file, conflict


class TooManyConflicts(Refused):
    """A file that differs from the diary nearly everywhere."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"more than {most} entries of the file differ from the diary. Is it another person's? Nothing was stored"
        )


class TooMuchToJoin(Refused):
    """Another diary that has parted from this one too far, or has nothing in common with it."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"this diary and the other have more than {plural(most, 'change')} since they parted, too many to "
            "join; nothing was stored. Export the other one as CSV and import that"
        )


class TooMuchTogether(Refused):
    """Several files, with a diary among them, that are too large for one import."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"the diary and the files hold more than {plural(most, 'change')} together, too many to join at once; "
            "nothing was stored. Import the files one at a time"
        )


class Contradicted(Refused):
    """A file that differs from the diary, without a choice of which is right."""

    def __init__(self, conflicts: Sequence[Conflict], command: str) -> None:
        first = conflicts[0]
        of = f" of {first.day}" if first.day else ""
        there = f"entry {first.number}" if first.number else "another row of the file"
        more = f", and {len(conflicts) - 1} more" if len(conflicts) > 1 else ""
        super().__init__(
            f"the {first.kind}{of} in the file differs from {there} ({', '.join(first.differing)}){more}; "
            "nothing was stored. --on-conflict keep, take or skip decides which one counts; --dry-run shows both",
            command,
        )
