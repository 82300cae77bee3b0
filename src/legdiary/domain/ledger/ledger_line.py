"""One line of the ledger."""

from __future__ import annotations

from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Generic, TypeAlias, TypeVar

    Side = TypeVar("Side")
else:  # only type checkers ask for the type of a side
    Side, Generic = "side", {"side": object}


#: When a change can have been written: the years 1970 to 9998 in milliseconds, with an offset of less than a day.
EARLIEST_MS, LATEST_MS, A_DAY_MIN = 0, 253_370_764_800_000, 24 * 60


class LedgerLine(NamedTuple, Generic[Side]):
    """One line of the ledger, in the order of its table's columns.

    A side is the ledger's own text, or the fields that it holds: of an edit those that changed, else all known fields.

    Attributes:
        id: the number of the line.
        change_id: the first line of the command that wrote it; lines of one command share it.
        made_utc_ms, made_offset_min, made_zone: when it was written.
        action: add, edit, delete or undo.
        kind: the kind of the entry.
        entry_id: the number of the entry, which is that of the line that added it.
        old, new: the entry before and after, or None where there was none.
        undoes: the change that an undo took back.
    """

    id: int
    change_id: int
    made_utc_ms: int
    made_offset_min: int
    made_zone: str
    action: str
    kind: str
    entry_id: int
    old: Side | None
    new: Side | None
    undoes: int | None


#: A line as a row: the plain values of a `TextLine`, in its order. A join compares thousands of them.
TextRow: TypeAlias = "tuple[Any, ...]"
#: The fields of an entry, by name: values of the domain, or of JSON.
Fields: TypeAlias = "dict[str, Any]"
#: A line whose sides are fields, and one whose sides are the ledger's own text.
FieldsLine: TypeAlias = "LedgerLine[Fields]"
TextLine: TypeAlias = "LedgerLine[str]"
