"""The names of devices: what a person typed, or that of the computer; of two alike one gets a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

#: The longest name of a device, in characters.
MOST_NAME = 30


def free_name(name: str, taken: Collection[str]) -> str:
    """Return a name that no other device has: the given one, or that with the next number, “laptop 3” after “laptop 2”.

    Args:
        name: the name.
        taken: the names that other devices have.
    """
    if name not in taken:
        return name
    first, _, number = name.rpartition(" ")
    base = first if first and number.isdecimal() and first in taken else name
    numbered = (f"{base[: MOST_NAME - 4].rstrip()} {number}" for number in range(2, 1000))
    return next(each for each in numbered if each not in taken)
