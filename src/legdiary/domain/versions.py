"""Two versions of one entry, each with all that it was on its side: which side is later, field by field.

What a field was says which side is later, and no clock does: an import that takes a value over must not make it new.

1. Both say the same.
2. One side's value was the other's once, and not the other way round: the other side has changed it since.
3. Each side had the other's value once: the side that went through all that the other went through, and further.
4. Else both changed it, and only a person knows which is right.

So a field changes hands only to a value that its side never had, or to a side that went further; neither can go on for
ever, however many diaries are joined in whatever order.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.domain.alike import same, says
from legdiary.domain.moments import Moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.domain.lives import Life

#: Fields that were answered together, and are right only together.
_TOGETHER = {
    "sleep": (("awake_min", "awake_least_min", "unslept_least_min"),),
    "kratom": (("night_of", "at"),),
    "factor": (("night_of", "at"),),
    "medicine": (("night_of", "at"),),
    "magnesium": (("night_of", "at"), ("elemental_mg", "basis", "form", "salt_mg")),
    "product": (("mitragynine_low_ug", "mitragynine_high_ug"),),
    "plan": (("steps", "holds"),),
    "measure": (("value_milli", "unit"),),
}
_MOMENTS = ("bed", "tried", "wake", "up", "planned")


class Way(Enum):
    """Which side a field is taken from."""

    SAME, OURS, THEIRS, BOTH = range(4)


class Meeting(NamedTuple):
    """Fields by the side that they are taken from: name → value there.

    Attributes:
        ours: this side is later.
        theirs: the other side is later.
        both: both changed it.
    """

    ours: list[dict[str, Any]]
    theirs: list[dict[str, Any]]
    both: list[dict[str, Any]]


def meet(ours: Life, theirs: Life, *, from_nothing: bool) -> Meeting:
    """Hold two versions of an entry against each other.

    Args:
        ours: this side's.
        theirs: the other side's.
        from_nothing: each side entered it for itself, so what it was before is that nothing was known.
    """
    meeting = Meeting([], [], [])
    sides = {Way.OURS: (meeting.ours, ours.last), Way.THEIRS: (meeting.theirs, theirs.last),
             Way.BOTH: (meeting.both, theirs.last)}  # fmt: skip
    for names in _groups(ours, theirs):
        way = _way(_values(ours, names, from_nothing), _values(theirs, names, from_nothing))
        if way in sides:
            chosen, entry = sides[way]
            chosen.append({name: getattr(entry, name) for name in names})
    return meeting


def _groups(ours: Life, theirs: Life) -> Iterator[tuple[str, ...]]:
    """Yield the names of the fields, those together that are right only together."""
    names = [each.name for each in fields(ours.last)]
    groups = _TOGETHER.get(ours.last.kind, ())
    states = (*ours.states, *theirs.states)
    if ours.last.kind == "sleep":
        if len({each.night_of for each in states}) > 1:
            groups = (("night_of", *_MOMENTS), *groups)  # its clock times are of that night
        elif any(each.bed is None for each in states):
            groups = (("bed", "wake"), *groups)
    if ours.last.kind == "kratom" and len({each.says_none for each in states}) > 1:
        groups = (("night_of", "at", "amount_mg"),)
    groups = tuple(tuple(name for name in group if name in names) for group in groups)
    yield from groups
    yield from ((name,) for name in names if not any(name in group for group in groups))


def _values(life: Life, names: Sequence[str], from_nothing: bool) -> list[tuple[Any, ...]]:  # noqa: FBT001 - within
    """Return what fields were, one after the other; twice the same in a row is once."""
    found: list[tuple[Any, ...]] = [(None,) * len(names)] if from_nothing else []
    for state in life.states:
        value = tuple(said if says(said := getattr(state, name)) else None for name in names)
        if not found or found[-1] != value:
            found.append(value)
    return found


def _way(ours: Sequence[Any], theirs: Sequence[Any]) -> Way:
    here, there = ours[-1], theirs[-1]
    if here == there:
        return Way.SAME
    known_here, known_there = there in ours, here in theirs
    if known_here and known_there:
        known_here, known_there = _goes_through(ours, theirs), _goes_through(theirs, ours)
    if known_here != known_there:
        return Way.OURS if known_here else Way.THEIRS
    if _alike(here, there):
        return Way.OURS if _first(here, there) == here else Way.THEIRS
    return Way.BOTH


def _alike(here: Sequence[Any], there: Sequence[Any]) -> bool:
    """Tell whether two values say the same; of two moments of one minute, whichever day they are filed under."""
    pairs = list(zip(here, there, strict=True))
    at = [same(*pair) for pair in pairs if isinstance(pair[0], Moment)]
    dates = [pair for pair in pairs if isinstance(pair[0], date)]
    return all(at) if at and len(at) + len(dates) == len(pairs) else all(same(*pair) for pair in pairs)


def _goes_through(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Tell whether one side was all that another was, in the same order."""
    left = iter(one)
    return all(value in left for value in other)


def agreed(one: Any, other: Any) -> Any:  # noqa: ANN401 - two of one kind
    """Return the first entry; of what both say, each in its own way, it says what both sides choose."""
    names = [each.name for each in fields(one)]
    pairs = {name: (getattr(one, name), getattr(other, name)) for name in names}
    return replace(one, **{name: _first(*pair) for name, pair in pairs.items() if pair[0] != pair[1] and same(*pair)})


def _first(one: Any, other: Any) -> Any:  # noqa: ANN401 - two values of one field
    """Return one of two ways to say a thing: it is no matter which, but both sides choose the same."""
    return min(one, other, key=lambda each: (len(repr(each)), repr(each)))
