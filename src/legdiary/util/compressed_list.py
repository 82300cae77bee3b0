"""A long list that needs little memory: its values are compressed, a few hundred at a time.

An entry that takes hundreds of bytes as a value takes about twenty here. Nothing is ever written to disk.
"""

from __future__ import annotations

import pickle
import zlib
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_T = TypeVar("_T")
_V = TypeVar("_V")
#: The number of values compressed together, and the number looked up together when read out of order.
_TOGETHER, _AT_ONCE = 256, 20_000
#: Levels of zlib: a third faster than the other, a fifth larger.
_FAST, _SMALL = 1, 6


class Packed(Sequence[_T], Generic[_T]):
    """A list of values that can be pickled; values are only added at the end, never changed."""

    def __init__(self, values: Iterable[_T] = (), *, small: bool = False) -> None:
        """Make a list of these values.

        Args:
            values: the first values.
            small: compress more, which takes longer; for texts.
        """
        self._level = _SMALL if small else _FAST
        self._blocks: list[bytes] = []
        self._last: list[_T] = []
        self._open: tuple[int, list[_T]] = (-1, [])
        for value in values:
            self.append(value)

    def append(self, value: _T) -> None:
        """Add a value at the end."""
        self._last.append(value)
        if len(self._last) == _TOGETHER:
            self._blocks.append(zlib.compress(pickle.dumps(self._last, pickle.HIGHEST_PROTOCOL), self._level))
            self._last = []

    def in_order(self, places: Sequence[int]) -> Iterator[_T]:
        """Yield the values at the given positions, looking up thousands at a time."""
        for begin in range(0, len(places), _AT_ONCE):
            wanted = places[begin : begin + _AT_ONCE]
            found = {place: self[place] for place in sorted(wanted)}
            yield from (found[place] for place in wanted)

    def by(self, keys: Sequence[int]) -> Packed[_T]:
        """Return the values sorted by keys (stable sort); the list itself where it is sorted already.

        Args:
            keys: one for each value.
        """
        places = order_of(keys)
        return self if places is None else Packed(self.in_order(places))

    def __len__(self) -> int:
        return len(self._blocks) * _TOGETHER + len(self._last)

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
        block, within = divmod(found, _TOGETHER)
        return self._unpack(block)[within]

    def __iter__(self) -> Iterator[_T]:
        for block in range(len(self._blocks) + 1):
            yield from self._unpack(block)

    def _unpack(self, block: int) -> list[_T]:
        if block == len(self._blocks):
            return self._last
        if self._open[0] != block:
            values = pickle.loads(zlib.decompress(self._blocks[block]))  # noqa: S301 - pickled by this very list
            self._open = block, values
        return self._open[1]

    def __eq__(self, other: object) -> bool:
        return _equal_values(self, other)

    __hash__ = None  # type: ignore[assignment]


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

    def __eq__(self, other: object) -> bool:
        return _equal_values(self, other)

    __hash__ = None  # type: ignore[assignment]


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
