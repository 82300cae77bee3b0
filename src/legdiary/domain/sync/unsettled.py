"""The open conflicts of a diary as views show them: the entry that stands, and what each device says of it."""

from __future__ import annotations

from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from typing import Any

    from legdiary.domain.entries.products import Names
    from legdiary.domain.entries.stored_entry import Stored


class DeviceSaid(NamedTuple):
    """The word of one device on an open conflict.

    Attributes:
        device: its name.
        fields: field → value, as domain values; empty for a deletion.
        deleted: it deleted the entry.
        entry: the whole other entry, where one excludes the other; else None.
    """

    device: str
    fields: Mapping[str, Any]
    deleted: bool
    entry: Any | None = None


class OpenConflict(NamedTuple):
    """An entry of which devices say different things.

    Attributes:
        entry_id: the number of the entry that stands; None where it has none here.
        entry: that entry; None where it is gone meanwhile.
        what: field, deleted, excluded or invalid.
        fields: the fields that it is about.
        stands: the name of the device whose word stands meanwhile.
        said: what the others say.
    """

    entry_id: int | None
    entry: Stored | None
    what: str
    fields: tuple[str, ...]
    stands: str
    said: Sequence[DeviceSaid]

    @property
    def night_of(self) -> date | None:
        """The night of the entry; None for what is filed by no night, such as a plan."""
        found: date | None = None if self.entry is None else getattr(self.entry.entry, "night_of", None)
        return found

    @property
    def is_plan(self) -> bool:
        """True for a plan, which holds on many nights."""
        return self.entry is not None and self.entry.entry.kind == "plan"


class Unsettled(NamedTuple):
    """The open conflicts that wait for a person.

    Attributes:
        conflicts: the conflicts, by the number of the entry.
        names: the products of the diary, by number.
    """

    conflicts: Sequence[OpenConflict]
    names: Names

    @property
    def entries(self) -> int:
        """The number of entries that wait."""
        return len({each.entry_id for each in self.conflicts})

    def about(self, entry_id: int) -> list[OpenConflict]:
        """Return the conflicts of one entry."""
        return [each for each in self.conflicts if each.entry_id == entry_id]

    def only(self, is_shown: Callable[[OpenConflict], bool]) -> Unsettled | None:
        """Return some of the conflicts; None where none of them is shown."""
        found = [each for each in self.conflicts if is_shown(each)]
        return Unsettled(found, self.names) if found else None
