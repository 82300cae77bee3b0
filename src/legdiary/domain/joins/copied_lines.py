"""The lines that imports have copied from one diary into the other, found by their names, or else by what they say.

A line that an import has written says nothing of its own. Where the other diary has the line that it copies, typed or
copied too, it is left out, and what its diary says later knows the line.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from legdiary.domain.ledger.entry_comparison import PRODUCT, normalize_note
from legdiary.domain.ledger.replay import differing_fields, same_value

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from legdiary.domain.joins.said_lines import Said, Side
    from legdiary.domain.sync.lines import LineRef


def identify(ours: Side, theirs: Side) -> None:
    """Give each entry that was added an identity: one that an import has added is what it is a copy of."""
    for is_product in (True, False):
        for side in (ours, theirs):
            for said in _added(side, is_product=is_product):
                if not said.is_copied:
                    side.refs.setdefault(said.entry_id, side.own_ref(said))
        for side, other in ((ours, theirs), (theirs, ours)):
            originals = _Originals(other, is_product=is_product)
            for said in _added(side, is_product=is_product):
                if said.entry_id not in side.refs:
                    original = originals.claim(said, side)
                    side.refs[said.entry_id] = side.own_ref(said) if original is None else other.refs[original.entry_id]
                    if said.entry_of:
                        said.follows = original
                    else:
                        said.same_as = original


def _added(side: Side, *, is_product: bool) -> list[Said]:
    """Return the line that added each entry: the first that tells the whole of it; an undo may do so later."""
    found: dict[int, Said] = {}
    for each in side.said:
        if each.adds and (each.kind == PRODUCT) is is_product:
            found.setdefault(each.entry_id, each)
    return list(found.values())


class _Originals:
    """The entries of a diary that an import of the other may have copied, as they were at any time."""

    def __init__(self, side: Side, *, is_product: bool) -> None:
        self._side = side
        self._added = {each.entry_id: each for each in _added(side, is_product=is_product)}
        self._claimed: set[int] = set()

    @cached_property
    def _by_content(self) -> dict[Hashable, list[Said]]:
        return self._index(lambda said: normalize_note(self._side.entry(said.kind, said.fields or {})))

    @cached_property
    def _by_name(self) -> dict[Hashable, list[Said]]:
        found: defaultdict[Hashable, list[Said]] = defaultdict(list)
        for added in self._added.values():
            found[added.entry_of or added.said_as].append(added)
        return found

    def _index(self, tell: Callable[[Said], Hashable]) -> dict[Hashable, list[Said]]:
        found: defaultdict[Hashable, list[Said]] = defaultdict(list)
        for said in self._side.said:
            if said.entry_id in self._added and said.fields is not None:
                found[tell(said)].append(said)
        return found

    def claim(self, copy: Said, side: Side) -> Said | None:
        """Return the first line that made an entry what a copy is, and claim it; None where there is none."""
        if copy.entry_of:
            found = self._by_name.get(copy.entry_of, ())
        else:
            entry = side.entry(copy.kind, copy.fields or {})
            found = () if entry is None else self._by_content.get(normalize_note(entry), ())
        for said in found:
            added = self._added[said.entry_id]
            is_copy = self._side.refs.get(said.entry_id, self._side.own_ref(added)) != self._side.own_ref(added)
            if said.kind == copy.kind and said.entry_id not in self._claimed and not is_copy:
                self._claimed.add(said.entry_id)
                self._side.refs.setdefault(said.entry_id, self._side.own_ref(added))
                return said
        return None


def recognize(ours: Side, theirs: Side) -> None:
    """Find the lines that imports have copied from the other diary, and what later lines know by that."""
    for side, other in ((ours, theirs), (theirs, ours)):
        of_entry: defaultdict[LineRef, list[Said]] = defaultdict(list)
        for said in other.said:
            if said.entry_id in other.refs and said.same_as is None:
                of_entry[other.refs[said.entry_id]].append(said)
        known: defaultdict[LineRef, int] = defaultdict(int)
        for said in side.said:
            ref = side.refs.get(said.entry_id)
            if ref is None:
                continue
            if said.is_copied and said.same_as is None and not (said.adds and ref == side.own_ref(said)):
                said.same_as = next(
                    (each for each in of_entry[ref]
                     if each.number > known[ref] and each.knows < said.number and _is_copy(side, said, other, each)),
                    None,
                )  # fmt: skip
            if said.follows is not None:
                _lay_upon(side, said, other, said.follows)
                known[ref] = max(known[ref], said.follows.number)
            if said.same_as is not None:
                known[ref] = max(known[ref], said.same_as.number)
            said.knows = known[ref]
        _know_all_before(side)


def _lay_upon(side: Side, said: Said, other: Side, added: Said) -> None:
    """Let a copy of an entry that was changed on its way write only what the diary that added it does not have."""
    if said.same_as is not None:
        return
    mine, theirs = side.named(said.fields or {}), other.named(added.fields or {})
    differing = differing_fields(mine, theirs)
    said.written = tuple(differing)
    if not differing:
        said.same_as = added


def _know_all_before(side: Side) -> None:
    """Let lines know all that the other diary had said before a line that an import has brought from it, by name.

    An import takes all that a diary has said; so do the lines that came by a third one.
    """
    heard, place, said = 0, 0, side.said
    while place < len(said):
        end = place + 1
        while said[place].is_copied and end < len(said) and said[end].is_copied:
            end += 1
        for each in said[place:end]:
            if each.copy_of and each.same_as is not None and not each.same_as.is_copied:
                heard = max(heard, each.same_as.number)
        for each in said[place:end]:
            each.knows = max(each.knows, heard)
        place = end


def _is_copy(side: Side, said: Said, other: Side, original: Said) -> bool:
    """Return whether a line writes what the original wrote, and perhaps lines before that did."""
    if said.copy_of:
        return said.copy_of == original.said_as
    if said.fields is None or original.fields is None:
        return said.fields is original.fields
    if not set(said.written) & set(original.written):
        return False
    mine, theirs = side.named(said.fields), other.named(original.fields)
    return all(same_value(name, mine.get(name), theirs.get(name)) for name in said.written)


def put_in_order(ours: Side, theirs: Side) -> None:
    """Give each line its depth, so that it is larger than that of every line of its entry that its author knew."""
    by_ref: defaultdict[LineRef, tuple[list[Said], list[Said]]] = defaultdict(lambda: ([], []))
    for place, side in enumerate((ours, theirs)):
        for said in side.said:
            if said.same_as is None and (ref := side.refs.get(said.entry_id)) is not None:
                by_ref[ref][place].append(said)
    for both in by_ref.values():
        _count_up(*both)


def _count_up(mine: list[Said], theirs: list[Said]) -> None:
    places, depths = [0, 0], [0, 0]
    lists = (mine, theirs)
    while any(place < len(several) for place, several in zip(places, lists, strict=True)):
        ready = [which for which in (0, 1) if places[which] < len(lists[which]) and not _waits(lists, places, which)]
        which = ready[0] if ready else (0 if places[0] < len(mine) else 1)
        said = lists[which][places[which]]
        if not ready:
            said.knows = 0
        passed = lists[1 - which][: places[1 - which]]
        seen = max((each.depth for each in passed if each.number <= said.knows), default=0) if said.knows else 0
        said.depth = depths[which] = max(depths[which], seen) + 1
        places[which] += 1


def _waits(lists: tuple[list[Said], list[Said]], places: list[int], which: int) -> bool:
    """Return whether the next line of one diary knows a line of the other that has no depth yet."""
    said, other = lists[which][places[which]], lists[1 - which]
    return places[1 - which] < len(other) and other[places[1 - which]].number <= said.knows
