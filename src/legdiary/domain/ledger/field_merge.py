"""Comparison of two versions of one entry, field by field: which side has the later value.

The order comes from the field's history on each side, never from a clock: importing a value must not make it newer.

1. Both values are equal: nothing to do.
2. One side's value occurs in the other's history, but not the reverse: the other side has changed it since.
3. Each value occurs in the other's history: the later side is the one whose history contains the whole of the other's.
4. Otherwise both sides changed the field, and only a person knows which value is right.

A field thus only ever takes a value that its side never had, or one from a longer history. Neither can go on forever,
so joining ends, however many diaries are joined and in whatever order.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.domain.ledger.entry_comparison import has_value, in_micrograms, is_same_value
from legdiary.domain.ledger.field_groups import field_groups
from legdiary.domain.time.moments import Moment
from legdiary.util.values import fields, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from legdiary.domain.ledger.entry_history import EntryHistory


class Side(Enum):
    """The side from which a field is taken."""

    SAME, OURS, THEIRS, BOTH = range(4)


class FieldDifferences(NamedTuple):
    """The fields that differ, by the side that is later; each group is name → value.

    Attributes:
        ours: fields that are later on this side.
        theirs: fields that are later on the other side.
        both: fields that both sides changed, with the other side's values.
    """

    ours: list[dict[str, Any]]
    theirs: list[dict[str, Any]]
    both: list[dict[str, Any]]


def compare_versions(ours: EntryHistory, theirs: EntryHistory, *, from_nothing: bool) -> FieldDifferences:
    """Compare two versions of an entry field by field.

    Args:
        ours: the history on this side.
        theirs: the history on the other side.
        from_nothing: each side entered it on its own, so both histories begin with empty fields.
    """
    meeting = FieldDifferences([], [], [])
    sides = {Side.OURS: (meeting.ours, ours.last), Side.THEIRS: (meeting.theirs, theirs.last),
             Side.BOTH: (meeting.both, theirs.last)}  # fmt: skip
    for names in _groups(ours, theirs):
        way = _side_of(*(_values(life, names, in_micrograms, from_nothing=from_nothing) for life in (ours, theirs)))
        if way is Side.SAME:  # one of them may have written it anew, in another unit
            spelled = _side_of(*(_values(life, names, getattr, from_nothing=from_nothing) for life in (ours, theirs)))
            way = spelled if spelled is not Side.BOTH else way
        if way in sides:
            chosen, entry = sides[way]
            chosen.append({name: getattr(entry, name) for name in names})
    return meeting


def _groups(ours: EntryHistory, theirs: EntryHistory) -> tuple[tuple[str, ...], ...]:
    """Return the names of the fields, grouped where they must be taken from the same side."""
    states = (*ours.states, *theirs.states)
    return field_groups(ours.last.kind, lambda name: {getattr(state, name) for state in states})


def _values(
    life: EntryHistory, names: Sequence[str], read: Callable[[Any, str], Any], *, from_nothing: bool
) -> list[tuple[Any, ...]]:
    """Return the successive values of some fields, without repeats in a row; `read` returns that of one."""
    found: list[tuple[Any, ...]] = [(None,) * len(names)] if from_nothing else []
    for state in life.states:
        value = tuple(said if has_value(said := read(state, name)) else None for name in names)
        if not found or found[-1] != value:
            found.append(value)
    return found


def _side_of(ours: Sequence[Any], theirs: Sequence[Any]) -> Side:
    here, there = ours[-1], theirs[-1]
    if here == there:
        return Side.SAME
    known_here, known_there = there in ours, here in theirs
    if known_here and known_there:
        known_here, known_there = _contains_history(ours, theirs), _contains_history(theirs, ours)
    if known_here != known_there:
        return Side.OURS if known_here else Side.THEIRS
    if _mean_the_same(here, there):
        return Side.OURS if _common_spelling(here, there) == here else Side.THEIRS
    return Side.BOTH


def _mean_the_same(here: Sequence[Any], there: Sequence[Any]) -> bool:
    """Return whether two values mean the same; with moments of one minute the day does not matter."""
    pairs = list(zip(here, there, strict=True))
    at = [is_same_value(*pair) for pair in pairs if isinstance(pair[0], Moment)]
    dates = [pair for pair in pairs if isinstance(pair[0], date)]
    return all(at) if at and len(at) + len(dates) == len(pairs) else all(is_same_value(*pair) for pair in pairs)


def _contains_history(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Return whether one history contains all values of the other, in the same order."""
    left = iter(one)
    return all(value in left for value in other)


def adopt_common_spelling(one: Any, other: Any) -> Any:  # noqa: ANN401 - two of one kind
    """Return the first entry, with the common spelling in every field where both mean the same."""
    names = [each.name for each in fields(one)]
    pairs = {name: (getattr(one, name), getattr(other, name)) for name in names}
    return replace(
        one,
        **{
            name: _common_spelling(*pair) for name, pair in pairs.items() if pair[0] != pair[1] and is_same_value(*pair)
        },
    )


def _common_spelling(one: Any, other: Any) -> Any:  # noqa: ANN401 - two values of one field
    """Return one of two equivalent values: either will do, but both sides must choose the same one."""
    return min(one, other, key=lambda each: (len(repr(each)), repr(each)))
