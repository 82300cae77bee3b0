"""The ledgers of two diaries as lines of two devices, which have not heard of each other since their last meeting.

They met last when one was copied from the other, or when one imported the other: it is noted how far the other was
known then. What both had at that time are lines that both know; what the one that imported had otherwise are lines of
its own, which know the other's. Each later line of a ledger is a line of its diary.

A line that an import has written says nothing of its own: it is the line that it copies. Where the other diary has that
line, typed or copied too, it is left out, and what its diary says later of that entry knows the line. Two lines that
were both typed are two, however alike they are.
"""

from __future__ import annotations

from collections import defaultdict
from hashlib import blake2b
from itertools import zip_longest
from json import loads
from typing import TYPE_CHECKING, Any

from legdiary.domain.ledger.actions import ADD, DELETE, EDIT
from legdiary.domain.ledger.entry_comparison import PRODUCT, normalize_note
from legdiary.domain.ledger.parted_ledgers import mark_at
from legdiary.domain.ledger.replay import same_value
from legdiary.domain.sync.lines import PRODUCT_ID, RECALLED, SETTLE, LineRef, SyncLine
from legdiary.domain.sync.meeting_keys import place_key, taking_key
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from legdiary.domain.ledger.diverged_changes import DivergedDiaries
    from legdiary.domain.ledger.ledger_line import Fields
    from legdiary.domain.ledger.parted_ledgers import EntryChange, ImportNote, Ledger

#: The author of what both diaries had when they met last, and of what a person decides now.
_BOTH, _PERSON = "0" * 16, "f" * 16
#: The clock of the lines after they met; the numbers of entries are below.
_LATER = 2**40
_ID_BYTES = 8


class _Meeting(NamedTuple):
    """The last meeting of two diaries.

    Attributes:
        ours, theirs: the last line of each ledger that the other knows.
        by_us: this diary has imported the other then, not the reverse.
    """

    ours: int
    theirs: int
    by_us: bool


class _Said:
    """One line of a diary that the other has not heard.

    Attributes:
        number: its number in the diary's log.
        entry_id, kind: the entry that it is about.
        fields: the entry after it; None after a deletion.
        adds: it tells the whole entry, which was not there before.
        written: the names of the fields that it wrote.
        made: when it was written.
        is_copied: an import has written it.
        same_as: the line of the other diary that it copies; None where it is a line of its own.
        knows: the newest line of the other diary about the entry that was known when it was written; 0 for none.
        depth: its place among the lines of its entry that follow each other.
    """

    __slots__ = (
        "adds", "depth", "entry_id", "fields", "is_copied", "kind", "knows", "made", "number", "same_as", "written",
    )  # fmt: skip

    def __init__(
        self, number: int, entry_id: int, kind: str, fields: Fields | None, *, adds: bool, written: Iterable[str],
        made: tuple[int, int, str] = (0, 0, "UTC"), is_copied: bool = False,
    ) -> None:  # fmt: skip
        self.number, self.entry_id, self.kind, self.fields = number, entry_id, kind, fields
        self.adds, self.written, self.made, self.is_copied = adds, tuple(written), made, is_copied
        self.same_as: _Said | None = None
        self.knows = self.depth = 0


class Side:
    """One of the two diaries.

    Attributes:
        device: what its lines are written by.
        refs: number of an entry → its identity.
        now: number of an entry → its fields, as the ledger has them; None where it is deleted.
        kinds: number of an entry → its kind.
        said: its lines that the other has not heard.
    """

    def __init__(self, ledger: Ledger, changes: Sequence[EntryChange], device: str) -> None:
        self.device = device
        self.refs: dict[int, LineRef] = {}
        self.now: dict[int, Fields | None] = {each.line.entry_id: each.fields for each in changes}
        self.kinds = {each.line.entry_id: each.line.kind for each in changes}
        self.said: list[_Said] = []
        #: The number of its newest line.
        self.newest = 0
        self._ledger = ledger
        self._changes = changes
        self._undone = {each.line.undoes for each in changes if each.line.undoes is not None}
        self._change_of = {each.line.id: each.line.change_id for each in changes}
        noted = {self._change_of.get(each.line) for each in ledger.notes if each.wrote}
        self._copied = {*ledger.taken, *noted}

    def notes_of(self, other: Ledger, parted: int) -> Iterator[ImportNote]:
        """Yield the notes of imports of another diary, unless they were undone."""
        for note in self._ledger.notes:
            is_after = note.line > parted < note.other_line and self._change_of.get(note.line) not in self._undone
            if is_after and mark_at(other, note.other_line) == note.other_mark:
                yield note

    def forget_lines(self) -> None:
        """Let go of the lines, once they are made lines of a device: there may be many."""
        self.said, self._changes = [], ()

    def states_at(self, line: int) -> dict[int, Fields]:
        """Return the entries that were there after a line of the ledger, of those that are looked at."""
        found = {each.line.entry_id: each.fields for each in self._changes if each.line.id <= line}
        return {number: fields for number, fields in found.items() if fields is not None}

    def hear(self, after: int) -> None:
        """Add the lines of the ledger after one; an import that was undone leaves no trace."""
        gone = {change for change in self._copied if change in self._undone}
        for each in self._changes:
            line = each.line
            if line.id <= after or line.change_id in gone or (line.undoes is not None and line.undoes in gone):
                continue
            is_whole = line.old is None or each.fields is None
            self._say(_Said(
                self.newest + 1, line.entry_id, line.kind, each.fields, adds=line.old is None,
                written=(each.fields or ()) if is_whole else loads(line.new or "{}"),
                made=(line.made_utc_ms, line.made_offset_min, line.made_zone),
                is_copied=line.change_id in self._copied,
            ))  # fmt: skip

    def _say(self, said: _Said) -> None:
        self.newest = said.number
        self.said.append(said)

    def bring(self, number: int, kind: str, fields: Fields | None) -> None:
        """Add what an earlier file of the same import has made of an entry: a line that an import has written."""
        before, after = self.now.get(number) or {}, fields or {}
        differing = [name for name in {**before, **after} if not same_value(name, before.get(name), after.get(name))]
        self.now[number], self.kinds[number] = fields, kind
        if differing:
            written = differing if fields else ()
            self._say(_Said(self.newest + 1, number, kind, fields, adds=not before, written=written, is_copied=True))

    def named(self, fields: Fields) -> Fields:
        """Return fields with the product that a dose names told by its identity."""
        number = fields.get(PRODUCT_ID)
        return fields if number is None else {**fields, PRODUCT_ID: self.ref_of(number).text}

    def ref_of(self, number: int) -> LineRef:
        """Return the identity of an entry; of one that is not looked at, both have it under this number."""
        return self.refs.get(number) or LineRef(_BOTH, max(1, number))

    def entry(self, kind: str, fields: Fields) -> Any:  # noqa: ANN401 - any entry
        """Return the entry that fields make, its product told by identity; None where the domain refuses it."""
        told = {name: each for name, each in self.named(fields).items() if name != RECALLED}
        return self._ledger.meaning.entry(kind, told)

    def own_ref(self, said: _Said) -> LineRef:
        """Return the identity of an entry that a line adds."""
        return LineRef(self.device, said.number)


class DiaryLines:
    """The lines of two diaries.

    Attributes:
        ours, theirs: the two.
        lines: all lines.
    """

    def __init__(
        self, ours: Ledger, theirs: Ledger, diverged: DivergedDiaries,
        brought: Iterable[tuple[int, str, Fields | None]] = (),
    ) -> None:  # fmt: skip
        """Make the lines.

        Args:
            ours: this diary.
            theirs: the other.
            diverged: what is looked at of both.
            brought: what earlier files of the same import have made of entries of this diary: number, kind and fields.
        """
        parted = diverged.parted
        devices = _devices_of(ours, theirs, parted)
        self.ours, self.theirs = Side(ours, diverged.ours, devices[0]), Side(theirs, diverged.theirs, devices[1])
        self.lines: list[SyncLine] = []
        self._decided = 0
        self._most = 0
        near = {
            number: (entry.kind, ours.fields(entry, recalled)) for number, (entry, recalled) in diverged.near.items()
        }
        met = self._last_meeting(ours, theirs, parted)
        self._begin(met, parted, near)
        self.ours.hear(met.ours)
        self.theirs.hear(met.theirs)
        for number, kind, fields in brought:
            self.ours.bring(number, kind, fields)
        _identify(self.ours, self.theirs)
        _recognize(self.ours, self.theirs)
        _put_in_order(self.ours, self.theirs)
        for side, other in ((self.ours, self.theirs), (self.theirs, self.ours)):
            self.lines += self._said_by(side, other)
            side.forget_lines()

    # ------------------------------------------------------------------ the last meeting

    def _last_meeting(self, ours: Ledger, theirs: Ledger, parted: int) -> _Meeting:
        found = [_Meeting(each.line, each.other_line, by_us=True) for each in self.ours.notes_of(theirs, parted)]
        found += [_Meeting(each.other_line, each.line, by_us=False) for each in self.theirs.notes_of(ours, parted)]
        return max(found, key=lambda each: each.ours + each.theirs, default=_Meeting(parted, parted, by_us=True))

    def _begin(self, met: _Meeting, parted: int, near: Mapping[int, tuple[str, Fields]]) -> None:
        """Make the lines of what both had when they met."""
        knowing, known = (self.ours, self.theirs) if met.by_us else (self.theirs, self.ours)
        mine, theirs = knowing.states_at(met.ours if met.by_us else met.theirs), known.states_at(
            met.theirs if met.by_us else met.ours
        )  # fmt: skip
        for number, (kind, fields) in near.items():
            for side, states in ((knowing, mine), (known, theirs)):
                states[number] = side.now[number] = fields
                side.kinds[number] = kind
        self._most = max(theirs, default=0)
        pairs = _paired(knowing, mine, known, theirs, parted)
        alone = mine.keys() - pairs.values()
        for is_product in (True, False):  # doses name products
            for number in sorted(each for each in theirs if (known.kinds[each] == PRODUCT) is is_product):
                self._meet(knowing, known, number, theirs[number], mine.get(pairs.get(number, 0)))
            for number in sorted(each for each in alone if (knowing.kinds[each] == PRODUCT) is is_product):
                self._add_alone(knowing, number, mine[number])

    def _meet(self, knowing: Side, known: Side, number: int, theirs: Fields, mine: Fields | None) -> None:
        """Make the line of an entry that both know, and of what the one that knows more had otherwise."""
        ref, kind, new = known.refs[number], known.kinds[number], known.named(theirs)
        self._line(_BOTH, number, number, {}, ADD, kind, ref, new, new)
        after = None if mine is None else knowing.named(mine)
        if after is not None:
            differing = [name for name in {**new, **after} if not same_value(name, new.get(name), after.get(name))]
        if after is None or differing:
            knowing.newest += 1
            action, changed = (DELETE, []) if after is None else (SETTLE, differing)
            self._line(knowing.device, knowing.newest, _LATER, self._known(), action, kind, ref, changed, after)

    def _add_alone(self, knowing: Side, number: int, mine: Fields) -> None:
        """Make the line of an entry that only the one that knows more had."""
        knowing.newest += 1
        ref = knowing.refs[number] = LineRef(knowing.device, knowing.newest)
        new = knowing.named(mine)
        self._line(knowing.device, knowing.newest, _LATER, self._known(), ADD, knowing.kinds[number], ref, new, new)

    def _known(self) -> dict[str, int]:
        return {_BOTH: self._most} if self._most else {}

    # ------------------------------------------------------------------ lines

    def _line(
        self, device: str, number: int, clock: int, seen: Mapping[str, int], action: str, kind: str, ref: LineRef,
        changed: Iterable[str], new: Fields | None, made: tuple[int, int, str] = (0, 0, "UTC"),
    ) -> None:  # fmt: skip
        self.lines.append(SyncLine(device, number, clock, seen, *made, action, kind, (ref,), tuple(changed), new))

    def _said_by(self, side: Side, other: Side) -> Iterator[SyncLine]:
        """Yield the lines of one diary that the other has not heard, but for those that are the other's."""
        known = self._known()
        for said in side.said:
            ref = side.refs.get(said.entry_id)
            if said.same_as is not None or ref is None:
                continue
            seen = {**known, other.device: said.knows} if said.knows else known
            new = None if said.fields is None else side.named(said.fields)
            action = DELETE if new is None else EDIT
            if said.adds and ref == side.own_ref(said):
                action = ADD
            yield SyncLine(
                side.device, said.number, _LATER + said.depth, seen, *said.made, action, said.kind, (ref,),
                () if new is None else said.written, new,
            )  # fmt: skip

    def decision(
        self, action: str, kind: str, refs: tuple[LineRef, ...], changed: Iterable[str], new: Fields | None
    ) -> SyncLine:
        """Return a line in which a person who knows all lines decides something."""
        self._decided += 1
        seen = self._known() | {each.device: each.newest for each in (self.ours, self.theirs) if each.newest}
        return SyncLine(
            _PERSON, self._decided, 2 * _LATER + self._decided, seen, 0, 0, "UTC", action, kind, refs, tuple(changed),
            new,
        )  # fmt: skip


def _devices_of(ours: Ledger, theirs: Ledger, parted: int) -> tuple[str, str]:
    """Return what the lines of each diary are written by, the same whichever imports the other.

    It is made of the first line that the other does not have: a change may begin alike on both.
    """
    pairs = zip_longest(ours.rows(parted), theirs.rows(parted), fillvalue=())
    mine, other = next(((one, two) for one, two in pairs if one != two), ((), (0,)))
    one, two = (blake2b(repr(tuple(row)).encode(), digest_size=_ID_BYTES).hexdigest() for row in (mine, other))
    return one, two


# ---------------------------------------------------------------------- entries that are one


def _paired(
    knowing: Side, mine: Mapping[int, Fields], known: Side, theirs: Mapping[int, Fields], parted: int
) -> dict[int, int]:
    """Return the entries that were one when the diaries met: theirs → mine; and give both their identity."""
    pairs = {number: number for number in theirs if number <= parted and number in mine}
    for is_product in (True, False):  # what a dose names is a part of it
        of_kind = {n: fields for n, fields in theirs.items() if (known.kinds[n] == PRODUCT) is is_product}
        taken = set(pairs.values())
        left = {n: f for n, f in mine.items() if n not in taken and (knowing.kinds[n] == PRODUCT) is is_product}
        for number in of_kind:
            known.refs[number] = LineRef(_BOTH, number)
            if number in pairs:
                knowing.refs[pairs[number]] = known.refs[number]
        free = {number: fields for number, fields in of_kind.items() if number not in pairs}
        for number, other in _matched(knowing, left, known, free):
            pairs[other] = number
            knowing.refs[number] = known.refs[other]
    return pairs


def _matched(
    one: Side, left: Mapping[int, Fields], other: Side, free: Mapping[int, Fields]
) -> Iterator[tuple[int, int]]:
    """Yield the numbers of entries that were one when the diaries met: equal, in one place, or one taking."""
    mine, theirs = (
        {n: entry for n, fields in several.items() if (entry := side.entry(side.kinds[n], fields)) is not None}
        for side, several in ((one, left), (other, free))
    )
    for tell in (normalize_note, place_key, taking_key):
        index: defaultdict[Hashable, list[int]] = defaultdict(list)
        for number in sorted(theirs, reverse=True):
            index[_keyed(tell, theirs[number])].append(number)
        for number in sorted(mine):
            key = _keyed(tell, mine[number])
            if key is not None and index[key]:
                found = index[key].pop()
                del mine[number], theirs[found]
                yield number, found


def _keyed(tell: Callable[[Any], Any], entry: Any) -> Hashable:  # noqa: ANN401 - any entry
    told: Hashable = tell(entry)
    return told


def _identify(ours: Side, theirs: Side) -> None:
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
                    original = originals.claim(said.kind, side.entry(said.kind, said.fields or {}))
                    side.refs[said.entry_id] = side.own_ref(said) if original is None else other.refs[original.entry_id]
                    said.same_as = original


def _added(side: Side, *, is_product: bool) -> list[_Said]:
    return [each for each in side.said if each.adds and (each.kind == PRODUCT) is is_product]


class _Originals:
    """The entries of a diary that an import of the other may have copied, as they were at any time."""

    def __init__(self, side: Side, *, is_product: bool) -> None:
        self._side = side
        self._added = {each.entry_id: each for each in _added(side, is_product=is_product)}
        self._states: defaultdict[Hashable, list[_Said]] = defaultdict(list)
        self._claimed: set[int] = set()
        for said in side.said:
            if said.entry_id in self._added and said.fields is not None:
                entry = side.entry(said.kind, said.fields)
                if entry is not None:
                    self._states[normalize_note(entry)].append(said)

    def claim(self, kind: str, entry: Any) -> _Said | None:  # noqa: ANN401 - any entry
        """Return the first line that made an entry what the copy is, and claim it; None where there is none."""
        for said in self._states.get(normalize_note(entry), ()) if entry is not None else ():
            added = self._added[said.entry_id]
            is_copy = self._side.refs.get(said.entry_id, self._side.own_ref(added)) != self._side.own_ref(added)
            if said.kind == kind and said.entry_id not in self._claimed and not is_copy:
                self._claimed.add(said.entry_id)
                self._side.refs.setdefault(said.entry_id, self._side.own_ref(added))
                return said
        return None


def _recognize(ours: Side, theirs: Side) -> None:
    """Find the lines that imports have copied from the other diary, and what later lines know by that."""
    for side, other in ((ours, theirs), (theirs, ours)):
        of_entry: defaultdict[LineRef, list[_Said]] = defaultdict(list)
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
            if said.same_as is not None:
                known[ref] = max(known[ref], said.same_as.number)
            said.knows = known[ref]


def _is_copy(side: Side, said: _Said, other: Side, original: _Said) -> bool:
    """Return whether a line writes what the original wrote, and perhaps lines before that did."""
    if said.fields is None or original.fields is None:
        return said.fields is original.fields
    if not set(said.written) & set(original.written):
        return False
    mine, theirs = side.named(said.fields), other.named(original.fields)
    return all(same_value(name, mine.get(name), theirs.get(name)) for name in said.written)


def _put_in_order(ours: Side, theirs: Side) -> None:
    """Give each line its depth, so that it is larger than that of every line of its entry that its author knew."""
    by_ref: defaultdict[LineRef, tuple[list[_Said], list[_Said]]] = defaultdict(lambda: ([], []))
    for place, side in enumerate((ours, theirs)):
        for said in side.said:
            if said.same_as is None and (ref := side.refs.get(said.entry_id)) is not None:
                by_ref[ref][place].append(said)
    for both in by_ref.values():
        _count_up(*both)


def _count_up(mine: list[_Said], theirs: list[_Said]) -> None:
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


def _waits(lists: tuple[list[_Said], list[_Said]], places: list[int], which: int) -> bool:
    """Return whether the next line of one diary knows a line of the other that has no depth yet."""
    said, other = lists[which][places[which]], lists[1 - which]
    return places[1 - which] < len(other) and other[places[1 - which]].number <= said.knows
