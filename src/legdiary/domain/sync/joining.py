"""Strands of lines, and the entries that they are: where strands meet, they are one entry."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from legdiary.domain.sync.lines import in_order, knows
from legdiary.domain.sync.meeting_keys import exact_content, place_key, taking_key
from legdiary.domain.sync.one_entry import fold_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.domain.sync.folded import Folded
    from legdiary.domain.sync.lines import LineRef, SyncLine
    from legdiary.domain.sync.one_entry import Rules, Version


class Strand:
    """The identities that lines made one, with all lines about them.

    Attributes:
        kind: the kind of the entry.
        refs: the identities.
        lines: the lines, in order.
        version: what they make by themselves; None where the entry is deleted.
        is_stale: the version is to be made anew.
        named: the keys under which a dose is filed while it is there, by the product that it names.
        entry: the entry that it is part of; None where it is deleted.
    """

    __slots__ = ("entry", "is_stale", "kind", "lines", "named", "refs", "version")

    def __init__(self, kind: str, ref: LineRef) -> None:
        self.kind = kind
        self.refs = [ref]
        self.lines: list[SyncLine] = []
        self.version: Version | None = None
        self.is_stale = True
        self.named: frozenset[str] = frozenset()
        self.entry: Entry | None = None


class Entry:
    """Strands that are one entry.

    Attributes:
        strands: the strands.
        refs: their identities, sorted.
        lines: all their lines, in order.
        version: what the lines make.
        met: the keys at which they meet others.
        excluding: the key of entries that may exclude it.
        against: the entry that it is held out against.
        folded: the entry as it was told.
    """

    __slots__ = ("against", "excluding", "folded", "lines", "met", "refs", "strands", "version")

    def __init__(self, strands: list[Strand], lines: list[SyncLine], version: Version, met: set[str]) -> None:
        self.strands, self.lines, self.version, self.met = strands, lines, version, met
        self.refs = tuple(sorted(ref for strand in strands for ref in strand.refs))
        self.excluding: str | None = None
        self.against: Entry | None = None
        self.folded: Folded | None = None

    @property
    def kind(self) -> str:
        """The kind of the entry."""
        return self.strands[0].kind

    def adds(self) -> list[SyncLine]:
        """Return the lines that added it, in order."""
        return [line for line in self.lines if line.ref in line.of]


def join_strands(strands: Iterable[Strand], rules: Rules) -> list[Entry]:
    """Return the entries that strands are; each strand was folded by itself, and is there."""
    single = [Entry([each], each.lines, each.version, set()) for each in strands if each.version is not None]
    return _join_takings(_join_places(single, rules), rules)


def _joined(entries: Sequence[Entry], rules: Rules) -> Entry:
    """Return one entry of all lines of several."""
    strands = list(chain.from_iterable(each.strands for each in entries))
    lines = in_order(chain.from_iterable(each.lines for each in entries))
    met = set(chain.from_iterable(each.met for each in entries))
    return Entry(strands, lines, fold_entry(entries[0].kind, lines, rules), met)


def _join_places(entries: list[Entry], rules: Rules) -> list[Entry]:
    """Join those that are in one place, all at once; and again, as long as that brings one into another's place."""
    unplaced: list[Entry] = []
    places: dict[str, Entry] = {}
    while entries:
        held: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            key = None if entry.version.entry is None else place_key(entry.version.entry)
            if key is None:
                unplaced.append(entry)
            else:
                entry.met.add(key)
                held[key].append(entry)
        entries = []
        for key, several in held.items():
            if (there := places.pop(key, None)) is not None:
                several.append(there)
            if len(several) == 1:
                places[key] = several[0]
            else:
                entries.append(_joined(several, rules))
    return [*unplaced, *places.values()]


def _join_takings(entries: list[Entry], rules: Rules) -> list[Entry]:
    """Join takings that were entered on several devices, whose authors did not know each other's."""
    found: list[Entry] = []
    alike: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        key = None if entry.version.entry is None else taking_key(entry.version.entry)
        if key is None:
            found.append(entry)
        else:
            entry.met.add(key)
            alike[key].append(entry)
    for several in alike.values():
        if len(several) == 1:
            found.append(several[0])
            continue
        groups: list[list[Entry]] = []
        for entry in sorted(several, key=lambda each: each.lines[0].order):
            fitting = next((group for group in groups if _are_one(group, entry)), None)
            if fitting is None:
                groups.append([entry])
            else:
                fitting.append(entry)
        found += [group[0] if len(group) == 1 else _joined(group, rules) for group in groups]
    return found


def _are_one(group: Sequence[Entry], entry: Entry) -> bool:
    """Return whether an entry is the same as those of a group: of other devices, and who wrote one knew no other."""
    content = exact_content(entry.version.entry)
    return all(
        _are_strangers(each, entry) and _are_strangers(entry, each) and exact_content(each.version.entry) == content
        for each in group
    )


def _are_strangers(entry: Entry, other: Entry) -> bool:
    """Return whether an entry was written, and changed, by nobody who knew another one, which another device added."""
    adds = other.adds()
    devices = {line.device for line in adds}
    return not any(
        (line.ref in line.of and line.device in devices) or any(knows(line, add) for add in adds)
        for line in entry.lines
        if line.new is not None
    )
