"""An entry as it stands in the diary, and how two of one kind differ."""

from __future__ import annotations

from legdiary.errors import BadValue
from legdiary.util.values import dataclass, fields, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from legdiary.domain.time.moments import Present


class NothingGiven(BadValue):
    """A command without anything to store."""

    def __init__(self, accepted: str, command: str) -> None:
        super().__init__(f"nothing to store; give {accepted}", command)


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry stored in the diary.

    Attributes:
        id: the entry's number, never used for another entry.
        entry: the value.
        recalled: True if it was entered more than 36 h after waking.
    """

    id: int
    entry: Any
    recalled: bool = False


def file_under_day(entry: Any, present: Present) -> Any:  # noqa: ANN401 - any entry
    """Return the entry filed under the diary day of its moment; unchanged if it has no moment."""
    at = getattr(entry, "at", None)
    return entry if at is None else replace(entry, night_of=present.day_of(at))


def field_differences(old: Any, new: Any) -> dict[str, tuple[object, object]]:  # noqa: ANN401 - any two of one entry class
    """Return the fields that differ between two entries of one class: name → (old, new)."""
    return {
        field.name: (getattr(old, field.name), getattr(new, field.name))
        for field in fields(old)
        if getattr(old, field.name) != getattr(new, field.name)
    }
