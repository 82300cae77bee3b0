"""A long list that needs little memory: its values are compressed, a few hundred at a time.

An entry that takes hundreds of bytes as a value takes about twenty here. Nothing is ever written to disk. Packing costs
more time than most of what is done with a value, so a list may keep its first ones as they are: ten years of a diary.
"""

from __future__ import annotations

import pickle
import zlib
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

_T = TypeVar("_T")
_V = TypeVar("_V")
#: The number of values compressed together, and the number looked up together when read out of order.
_TOGETHER, _AT_ONCE = 256, 20_000
#: Levels of zlib: a third faster than the other, a fifth larger.
_FAST, _SMALL = 1, 6
#: The number of values that a list keeps as they are where that is asked for: some ten megabytes.
TEN_YEARS = 32_768


class Packed(Sequence[_T], Generic[_T]):
    """A list of values that can be pickled; values are only added at the end, never changed."""

    def __init__(self, values: Iterable[_T] = (), *, small: bool = False, loose: int = 0) -> None:
        """Make a list of these values.

        Args:
            values: the first values.
            small: compress more, which takes longer; for texts.
            loose: so many of the first values are kept as they are.
        """
        self._level = _SMALL if small else _FAST
        self._most_loose = loose
        self._loose: list[_T] = []
        self._blocks: list[bytes] = []
        self._last: list[_T] = []
        self._open: tuple[int, list[_T]] = (-1, [])
        for value in values:
            self.append(value)

    def append(self, value: _T) -> None:
        """Add a value at the end."""
        if len(self._loose) < self._most_loose:
            self._loose.append(value)
            return
        self._last.append(value)
        if len(self._last) == _TOGETHER:
            self._blocks.append(zlib.compress(self._dumped(self._last), self._level))
            self._last = []

    def in_order(self, places: Sequence[int]) -> Iterator[_T]:
        """Yield the values at the given positions, looking up thousands at a time."""
        if len(self) == len(self._loose):
            yield from map(self._loose.__getitem__, places)
            return
        for begin in range(0, len(places), _AT_ONCE):
            wanted = places[begin : begin + _AT_ONCE]
            found = {place: self[place] for place in sorted(wanted)}
            yield from (found[place] for place in wanted)

    def after(self, number: int) -> Iterator[_T]:
        """Yield the values but for so many of the first ones."""
        yield from self._loose[number:]
        for block in range(max(0, number - len(self._loose)) // _TOGETHER, len(self._blocks) + 1):
            begin = number - len(self._loose) - block * _TOGETHER
            yield from self._unpack(block)[max(0, begin) :]

    def by(self, keys: Sequence[int]) -> Packed[_T]:
        """Return the values sorted by keys (stable sort); the list itself where it is sorted already.

        Args:
            keys: one for each value.
        """
        places = order_of(keys)
        return self if places is None else Packed(self.in_order(places), loose=self._most_loose)

    def __len__(self) -> int:
        return len(self._loose) + len(self._blocks) * _TOGETHER + len(self._last)

    @overload
    def __getitem__(self, place: int) -> _T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[_T]: ...
    def __getitem__(self, place: int | slice) -> _T | Sequence[_T]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        found = place + len(self) if place < 0 else place
        if not 0 <= found < len(self):
            raise IndexError(place)
        if found < len(self._loose):
            return self._loose[found]
        block, within = divmod(found - len(self._loose), _TOGETHER)
        return self._unpack(block)[within]

    def __iter__(self) -> Iterator[_T]:
        return self.after(0)

    def _unpack(self, block: int) -> list[_T]:
        if block == len(self._blocks):
            return self._last
        if self._open[0] != block:
            self._open = -1, []  # two blocks at once are half a megabyte of a long history
            self._open = block, self._loaded(zlib.decompress(self._blocks[block]))
        return self._open[1]

    def _dumped(self, values: list[_T]) -> bytes:
        """Return the bytes of some values."""
        return pickle.dumps(values, pickle.HIGHEST_PROTOCOL)

    def _loaded(self, held: bytes) -> list[_T]:
        """Return the values of some bytes."""
        found: list[_T] = pickle.loads(held)  # noqa: S301 - pickled by this very list
        return found

    def __eq__(self, other: object) -> bool:
        return _equal_values(self, other)

    __hash__ = None  # type: ignore[assignment]


class PackedRows(Packed["tuple[Any, ...]"]):
    """A list of rows, which compress better and faster column by column: a seventh less for a ledger."""

    def _dumped(self, values: list[tuple[Any, ...]]) -> bytes:
        return pickle.dumps(list(zip(*values, strict=True)), pickle.HIGHEST_PROTOCOL)

    def _loaded(self, held: bytes) -> list[tuple[Any, ...]]:
        return list(zip(*pickle.loads(held), strict=True))  # noqa: S301 - pickled by this very list


class View(Sequence[_V], Generic[_T, _V]):
    """A list that applies a function to each value of another list when it is read."""

    def __init__(self, of: Sequence[_T], make: Callable[[_T], _V]) -> None:
        self._of, self._make = of, make

    def __len__(self) -> int:
        return len(self._of)

    @overload
    def __getitem__(self, place: int) -> _V: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[_V]: ...
    def __getitem__(self, place: int | slice) -> _V | Sequence[_V]:
        if isinstance(place, slice):
            return [self._make(each) for each in self._of[place]]
        return self._make(self._of[place])

    def __iter__(self) -> Iterator[_V]:
        return map(self._make, self._of)

    def in_order(self, places: Sequence[int]) -> Iterator[_V]:
        """Yield the values at the given positions."""
        return map(self._make, values_at(self._of, places))

    def __eq__(self, other: object) -> bool:
        return _equal_values(self, other)

    __hash__ = None  # type: ignore[assignment]


class Picked(Sequence[_T], Generic[_T]):
    """Some of the values of another list."""

    def __init__(self, of: Sequence[_T], places: Sequence[int]) -> None:
        """Pick the values at some positions, in their order."""
        self._of, self._places = of, places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> _T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[_T]: ...
    def __getitem__(self, place: int | slice) -> _T | Sequence[_T]:
        if isinstance(place, slice):
            return [self._of[each] for each in self._places[place]]
        return self._of[self._places[place]]

    def in_order(self, places: Sequence[int]) -> Iterator[_T]:
        """Yield the values at the given positions."""
        return values_at(self._of, [self._places[place] for place in places])

    def __eq__(self, other: object) -> bool:
        return _equal_values(self, other)

    __hash__ = None  # type: ignore[assignment]


def values_at(values: Sequence[_T], places: Sequence[int]) -> Iterator[_T]:
    """Yield the values of a list at the given positions, however it is packed."""
    if isinstance(values, Packed | View | Picked):
        return values.in_order(places)
    return (values[place] for place in places)


def order_of(keys: Sequence[int]) -> Sequence[int] | None:
    """Return the positions sorted by their keys (stable sort); None where the keys are sorted already."""
    if all(keys[place] <= keys[place + 1] for place in range(len(keys) - 1)):
        return None
    return array("q", sorted(range(len(keys)), key=keys.__getitem__))


def _equal_values(one: Sequence[object], other: object) -> bool:
    """Return whether two sequences of any type have equal values."""
    if not isinstance(other, Sequence) or isinstance(other, str) or len(one) != len(other):
        return False
    return all(mine == theirs for mine, theirs in zip(one, other, strict=True))
