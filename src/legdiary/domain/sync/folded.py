"""The entries that a set of lines makes, as values; `fold` makes them.

The JSON of fields is that of the lines: known fields only, `product_id` as the text of an identity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from legdiary.domain.sync.lines import LineRef, SyncLine

#: The kinds of open conflicts: a field has two values; deleted here and changed there; another entry excludes it; a
#: value does not fit beside the others.
FIELD, DELETED, EXCLUDED, INVALID = "field", "deleted", "excluded", "invalid"


class Past(Protocol):
    """The lines that were taken earlier, where they are not in memory: a store that reads what is touched."""

    def lines_of(self, refs: Collection[LineRef]) -> Iterable[SyncLine]:
        """Return all lines about the entries that have one of these identities, and about what they are one with.

        That are the lines of every identity that is in `Folded.refs`, or in `of` of a line, beside one of these.
        """

    def at(self, keys: Collection[str]) -> Collection[LineRef]:
        """Return an identity, at least, of every entry that was last told to have one of these keys (`Change.keys`)."""

    def keys_of(self, refs: Collection[LineRef]) -> Iterable[str]:
        """Return the keys that these identities were last told to have."""


@dataclass(frozen=True, slots=True)
class Open:
    """An open conflict of an entry, until a person settles it.

    Attributes:
        what: `field`, `deleted`, `excluded` or `invalid`.
        fields: the fields that it is about; empty where it is about the whole entry.
        values: the lines that say otherwise, in the order of lines, each with its values of these fields; a deletion,
            and a field that was cleared, has none.
        standing: the line whose value stands meanwhile.
    """

    what: str
    fields: tuple[str, ...]
    values: tuple[tuple[LineRef, Mapping[str, Any]], ...]
    standing: LineRef


@dataclass(frozen=True, slots=True)
class Folded:
    """An entry that lines make.

    Attributes:
        refs: the identities that are this entry, sorted; the first is its name.
        kind: its kind.
        fields: its fields.
        recalled: its `recalled` mark.
        open: its open conflicts.
        held_out: the name of the entry that excludes it meanwhile, its own where the domain refuses it; else None.
        last: the last line that wrote it.
    """

    refs: tuple[LineRef, ...]
    kind: str
    fields: Mapping[str, Any]
    recalled: bool
    open: tuple[Open, ...]
    held_out: LineRef | None
    last: LineRef

    @property
    def name(self) -> LineRef:
        """The first of its identities."""
        return self.refs[0]


@dataclass(frozen=True, slots=True)
class Change:
    """The difference that lines made.

    Attributes:
        entries: identity → the entry that it is now; None for one that is gone. Only those that differ from before.
        keys: identity → the keys by which it may meet others, as `Past.at` asks for them; of a deleted product too.
            Only those that were folded anew; none for an identity that has none any more.
    """

    entries: Mapping[LineRef, Folded | None]
    keys: Mapping[LineRef, frozenset[str]]
