"""Makes a failing life short: operations are dropped as long as it still fails, then what they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from life_operations import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def shrink(life: Sequence[Operation], fails: Callable[[Sequence[Operation]], bool]) -> list[Operation]:
    """Return a part of a life that still fails, of which nothing can be dropped; its beginning stays."""
    found, shorter = list(life), True
    while shorter:
        shorter = _drop_some(found, fails) or _tell_less(found, fails)
    return found


def _drop_some(life: list[Operation], fails: Callable[[Sequence[Operation]], bool]) -> bool:
    size, dropped = max(1, len(life) // 2), False
    while size:
        first = 1
        while first < len(life):
            less = [*life[:first], *life[first + size :]]
            if len(less) < len(life) and fails(less):
                life[:], dropped = less, True
            else:
                first += size
        size //= 2
    return dropped


def _tell_less(life: list[Operation], fails: Callable[[Sequence[Operation]], bool]) -> bool:
    for place, operation in enumerate(life):
        for name in sorted(operation.told):
            if name in {"pick", "way", "at"} and operation.name != "kratom":
                continue
            less = Operation(operation.name, {key: value for key, value in operation.told.items() if key != name})
            shorter = [*life[:place], less, *life[place + 1 :]]
            if place and fails(shorter):
                life[:] = shorter
                return True
    return False
