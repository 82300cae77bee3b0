"""The data that a figure lacks, as values; `render` makes the sentences."""

from __future__ import annotations

from legdiary.util.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    Lacking: TypeAlias = Literal["nights", "days", "nights before", "nights after", "consecutive nights"]
    """The things that can be too few. `consecutive nights` counts pairs of nights that follow each other."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One requirement of a figure that the data do not meet.

    Attributes:
        of: the thing that is too few.
        needed: the smallest number accepted.
        had: the number found; always below `needed`.
    """

    of: Lacking
    needed: int
    had: int


def shortfalls(*wants: tuple[Lacking, int, int]) -> tuple[Shortfall, ...]:
    """Return the requirements `(of, needed, had)` that are not met, in the order given; empty when all are met."""
    return tuple(Shortfall(of, needed, had) for of, needed, had in wants if had < needed)
