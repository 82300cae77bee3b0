"""The values of lines that neither an entry nor an open conflict tells, nor a later line has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.domain.ledger.field_groups import field_groups
from legdiary.domain.sync.lines import LineRef, follows
from legdiary.domain.sync.one_entry import comparable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from legdiary.domain.sync.folded import Folded
    from legdiary.domain.sync.lines import SyncLine


def by_identity(entries: Mapping[LineRef, Folded]) -> dict[LineRef, Folded]:
    return {ref: entry for entry in entries.values() for ref in entry.refs}


def lost(lines: Sequence[SyncLine], entries: Mapping[LineRef, Folded]) -> Iterator[tuple[LineRef, str]]:
    """The values that nothing tells of, each with its line; and the deletions that were passed over in silence."""
    found = by_identity(entries)
    for line in lines:
        entry = found.get(line.of[0])
        later = [other for other in lines if follows(other, line)]
        if entry is None:
            if line.new is not None and not any(other.new is None for other in later):
                yield line.ref, "the entry"
            continue
        told = {ref for conflict in entry.open for ref, _ in conflict.values}
        if line.new is None:
            if line.ref not in told and not any(other.new is not None for other in later):
                yield line.ref, "the deletion"
            continue
        about = [other for other in lines if other.new is not None and set(other.of) <= set(entry.refs)]
        for names in _groups(line.kind, [other.new or {} for other in about]):
            wrote = not set(names).isdisjoint(line.changed)
            answered = any(not set(names).isdisjoint(other.changed) for other in later)
            if wrote and not answered and line.ref not in told and names != ("looks",):
                mine, there = (
                    comparable(line.kind, {name: held[name] for name in names if name in held})
                    for held in (_with_name(line.new, found), entry.fields)
                )
                if mine != there:
                    yield line.ref, " ".join(names)


def _groups(kind: str, states: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], ...]:
    return field_groups(kind, lambda name: {state.get(name) for state in states})


def _with_name(new: Mapping[str, Any], found: Mapping[LineRef, Folded]) -> dict[str, Any]:
    """The fields of a line, its product under the name that it has now."""
    if "product_id" not in new:
        return dict(new)
    entry = found.get(LineRef.from_text(new["product_id"]))
    return {**new, "product_id": None if entry is None else entry.name.text}
