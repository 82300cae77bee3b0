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
from typing import TYPE_CHECKING, Any

from legdiary.domain.joins.copied_lines import identify, put_in_order, recognize
from legdiary.domain.joins.said_lines import BOTH, Side
from legdiary.domain.ledger.actions import ADD, DELETE, EDIT
from legdiary.domain.ledger.entry_comparison import PRODUCT, normalize_note
from legdiary.domain.ledger.replay import differing_fields
from legdiary.domain.sync.lines import SETTLE, LineRef, SyncLine
from legdiary.domain.sync.meeting_keys import place_key, taking_key
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

    from legdiary.domain.ledger.diverged_changes import DivergedDiaries
    from legdiary.domain.ledger.ledger_line import Fields
    from legdiary.domain.ledger.parted_ledgers import Ledger

#: The author of what a person decides now.
PERSON = "f" * 16
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
        identify(self.ours, self.theirs)
        recognize(self.ours, self.theirs)
        put_in_order(self.ours, self.theirs)
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
        self._line(BOTH, number, number, {}, ADD, kind, ref, new, new)
        after = None if mine is None else knowing.named(mine)
        if after is not None:
            differing = differing_fields(new, after)
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
        return {BOTH: self._most} if self._most else {}

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
            PERSON, self._decided, 2 * _LATER + self._decided, seen, 0, 0, "UTC", action, kind, refs, tuple(changed),
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
            known.refs[number] = LineRef(BOTH, number)
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
