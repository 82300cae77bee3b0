"""Joining another diary: a conflict copy of this one, or one that was kept on another machine.

Its ledger tells more than its entries do. What both knew when they parted is one entry, whatever became of it: where
only one side changed it, that side is later; where both did, each field is taken from the side that changed it, and a
field that both changed is a conflict. What was entered on one side alone is told by its content, and by what it was
before: an entry that the other side has already been given, and that was changed there since, is not a second one.

A deletion is never taken over: what was deleted there stays here, and is said. What was deleted here and changed there
comes back, since the change would be lost. The one exception is the word that a day had no kratom, which gives way to
the doses that came in its place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from legdiary.domain.entries import differences
from legdiary.domain.lives import lives, parting
from legdiary.domain.merge import DOSE, PLAN, PRODUCT, Conflict, checked, contradict, covers, day_of
from legdiary.errors import BadValue
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date

    from legdiary.domain.lives import Life
    from legdiary.domain.merge import Incoming, Merging, Share

#: What no product's number is: of one that both diaries have lost.
_LOST = -(2**62)


@dataclass(slots=True)
class _Theirs:
    """One entry of the other diary.

    Attributes:
        number: its number there.
        life: what it was there; from `_Joining.join` on, products go by their numbers here.
        recalled: its mark.
    """

    number: int
    life: Life
    recalled: bool = False

    @property
    def kind(self) -> str:
        kind: str = self.life.last.kind
        return kind


def join(merging: Merging, incoming: Incoming, share: Share) -> None:
    """Take another diary into what stands; what becomes of it is counted in `share`."""
    _Joining(merging, incoming, share).join()


class _Joining:
    """Another diary on its way in."""

    def __init__(self, merging: Merging, incoming: Incoming, share: Share) -> None:
        self._merging = merging
        self._share = share
        told = merging.standing.told()
        self._parted = parting(told, incoming.told)
        self._ours = lives(told, self._parted)
        self._their_products = incoming.products
        self._products: dict[int, int] = {}
        marks = dict(zip(incoming.numbers, (recalled for _, recalled in incoming.entries), strict=True))
        theirs = [
            _Theirs(number, life, marks.get(number, False))
            for number, life in sorted(lives(incoming.told, self._parted).items())
        ]
        self._batches = [each for each in theirs if each.kind == PRODUCT and not each.life.gone]
        self._entries = [each for each in theirs if each.kind != PRODUCT and not each.life.gone]
        self._gone = [each for each in theirs if each.life.gone]
        self._once = self._states_of_ours()

    def join(self) -> None:
        """Products first, since doses name them; then what both knew, then what was entered there alone."""
        for batch in self._batches:
            self._product(batch)
        for each in (*self._entries, *self._gone):
            each.life = replace(each.life, states=tuple(map(self._named, each.life.states)))
        alone = [each for each in self._entries if not self._known_to_both(each)]
        alone = [each for each in alone if not self._is_there(each)]
        alone = [each for each in alone if not (self._once_given(each) or self._said_before(each))]
        self._give_way(
            {each.life.last.night_of for each in alone if each.kind == DOSE and not each.life.last.says_none}
        )
        for each in alone:
            self._merging.settle(self._to_store(each.life.last), self._share, recalled=each.recalled)
        self._say_kept()

    # ------------------------------------------------------------------ what both knew

    def _known_to_both(self, theirs: _Theirs) -> bool:
        """Settle an entry that both knew when they parted; False where it has to come as a new one."""
        number, ours = theirs.number, self._ours.get(theirs.number)
        if number > self._parted or ours is None:
            return False
        if number not in self._merging.entries:
            return self._deleted_here(ours, theirs)
        self._merging.claim_number(number)
        self._meet(number, ours, theirs.life)
        return True

    def _deleted_here(self, ours: Life, theirs: _Theirs) -> bool:
        """Leave it so; False where it was changed there into what was never here."""
        if theirs.life.last not in ours.states:
            return False
        self._share.formerly[theirs.kind] += 1
        return True

    def _meet(self, number: int, ours: Life, theirs: Life) -> None:
        """Two states of one entry: the same, one the later, or both changed."""
        here, there = self._merging.entries[number], theirs.last
        if here == there:
            self._share.there[here.kind] += 1
            return
        known_here, known_there = there in ours.states, here in theirs.states
        if known_here and known_there and ours.changed_utc_ms != theirs.changed_utc_ms:
            known_here = ours.changed_utc_ms > theirs.changed_utc_ms
            known_there = not known_here
        if known_here and not known_there:
            self._share.formerly[here.kind] += 1
        elif known_there and not known_here:
            self._take_over(number, there)
        else:
            self._put_together(number, next(state for state in ours.states if state in theirs.states), there)

    def _put_together(self, number: int, base: Any, there: Any) -> None:  # noqa: ANN401 - three states of one entry
        """Both sides changed it: each field from the side that changed it, unless both changed it otherwise."""
        here = self._merging.entries[number]
        changed = {name: pair[1] for name, pair in differences(base, there).items()}
        otherwise = {
            name: (getattr(here, name), new)
            for name, new in changed.items()
            if getattr(here, name) not in {getattr(base, name), new}
        }
        try:
            both = checked(replace(here, **changed)) if not otherwise else here
        except BadValue:
            otherwise = differences(here, there)
        if otherwise:
            self._conflict(number, there, otherwise)
        elif both == here:
            self._share.formerly[here.kind] += 1
        else:
            self._take_over(number, both)

    def _take_over(self, number: int, there: Any) -> None:  # noqa: ANN401 - any entry
        """What was changed there, unless something else stands where it would go."""
        here = self._merging.entries[number]
        holder = self._merging.in_place(there)
        if holder is not None and holder != number:
            self._conflict(holder, there, differences(self._merging.entries[holder], there))
        elif (conflict := self._newly_contradicting(number, here, there)) is not None:
            self._share.conflicts.append(conflict)
        else:
            self._merging.put(number, self._to_store(there))
            self._share.changed[here.kind] += 1

    def _newly_contradicting(self, number: int, here: Any, there: Any) -> Conflict | None:  # noqa: ANN401
        moved = here.kind == PLAN or (
            here.kind == DOSE and (here.night_of, here.says_none) != (there.night_of, there.says_none)
        )
        return self._merging.contradiction(there, number) if moved else None

    def _conflict(self, number: int, there: Any, differing: dict[str, tuple[object, object]]) -> None:  # noqa: ANN401
        self._share.conflicts.append(Conflict(there.kind, day_of(there), number if number > 0 else None, differing))

    # ------------------------------------------------------------------ what was entered there alone

    def _states_of_ours(self) -> dict[Hashable, list[int]]:
        """All that the entries are and were that came here since the two parted: state → their numbers."""
        found: dict[Hashable, list[int]] = {}
        for number, life in self._ours.items():
            if number > self._parted and life.last.kind != PRODUCT:
                for state in dict.fromkeys(life.states):
                    found.setdefault(state, []).append(number)
        return found

    def _is_there(self, theirs: _Theirs) -> bool:
        """Whether one just like it stands here."""
        if self._merging.claim(theirs.life.last) is None:
            return False
        self._share.there[theirs.kind] += 1
        return True

    def _once_given(self, theirs: _Theirs) -> bool:
        """Settle an entry that this diary was given before: one side has changed it since, or both have."""
        for state in reversed(theirs.life.states):
            for number in self._once.get(state, ()):
                ours = self._ours[number]
                stands = number in self._merging.entries
                if not stands and theirs.life.last not in ours.states:
                    continue
                if self._merging.claim_number(number):
                    if stands:
                        self._meet(number, ours, theirs.life)
                    else:
                        self._share.formerly[theirs.kind] += 1
                    return True
        return False

    def _said_before(self, theirs: _Theirs) -> bool:
        """Settle an entry whose only place another has, if one side once said all that the other says."""
        there, number = theirs.life.last, self._merging.in_place(theirs.life.last)
        if number is None or number <= self._parted or number not in self._ours:
            return False
        here, ours = self._merging.entries[number], self._ours[number]
        known_here = any(covers(state, there) for state in ours.states)
        known_there = any(covers(state, here) for state in theirs.life.states)
        if not contradict(here, there) or known_here == known_there or not self._merging.claim_number(number):
            return False
        if known_here:
            self._share.formerly[theirs.kind] += 1
        else:
            self._take_over(number, there)
        return True

    def _give_way(self, nights: set[date]) -> None:
        """Let the word that a day had no kratom go, where the other side replaced it by doses and this one did not."""
        still = []
        for each in self._gone:
            number, said = each.number, each.life.last
            replaced = each.kind == DOSE and said.says_none and said.night_of in nights and number <= self._parted
            if replaced and self._merging.entries.get(number) == said:
                self._merging.take_away(number)
                self._share.changed[DOSE] += 1
            else:
                still.append(each)
        self._gone = still

    def _say_kept(self) -> None:
        """Tell what was deleted there and stands here: it stays."""
        for each in self._gone:
            if each.number <= self._parted:
                if each.number in self._merging.entries and self._merging.claim_number(each.number):
                    self._share.kept.append(each.number)
            elif each.kind != PRODUCT:
                here = self._merging.claim(each.life.last)
                if here is not None and here > 0:
                    self._share.kept.append(here)

    # ------------------------------------------------------------------ products

    def _product(self, theirs: _Theirs) -> None:
        number, ours = theirs.number, self._ours.get(theirs.number)
        if number <= self._parted and ours is not None:
            if number in self._merging.entries:
                self._products[number] = number
                self._meet(number, ours, theirs.life)
                return
            if self._deleted_here(ours, theirs):
                return  # and comes back only with a dose that names it
        here = self._batch_of(theirs.life)
        if here is None:
            self._products[number] = self._merging.product(theirs.life.last, self._share)
        else:
            self._products[number] = here
            self._meet(here, self._ours[here], theirs.life)

    def _batch_of(self, theirs: Life) -> int | None:
        """The number of a product that came here since the two parted, and is or was what this one is or was."""
        for state in reversed(theirs.states):
            for number, ours in self._ours.items():
                if number > self._parted and number in self._merging.entries and state in ours.states:
                    return number
        return None

    def _named(self, entry: Any) -> Any:  # noqa: ANN401 - any entry
        """The entry, naming its product by the number that it has here; by its own where both have known it."""
        named = getattr(entry, "product_id", None)
        if named is None or (named <= self._parted and named not in self._products):
            return entry
        return replace(entry, product_id=self._products.get(named, _LOST - named))

    def _to_store(self, entry: Any) -> Any:  # noqa: ANN401 - any entry
        """The entry, once the product that it names is here (again)."""
        named = getattr(entry, "product_id", None)
        if named is None or named < 0 or named in self._merging.entries:
            return entry
        if named not in self._products:
            self._products[named] = self._merging.product(self._their_products[named], self._share)
        return replace(entry, product_id=self._products[named])
