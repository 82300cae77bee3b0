"""One thing that happens in a life: a name, and what it takes, in plain values; a life is a list of them.

An entry is chosen by `pick`, counted round among those that there are, so that a life stays one when parts of it go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Operation(NamedTuple):
    """Something that happens.

    Attributes:
        name: what.
        told: what is typed, or which way it happens.
    """

    name: str
    told: dict[str, Any]


def as_literal(life: Iterable[Operation]) -> str:
    """Return a life as a literal list, ready to stand in a test."""
    lines = "".join(f"    Operation({each.name!r}, {each.told!r}),\n" for each in life)
    return f"[\n{lines}]"
