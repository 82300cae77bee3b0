"""What is missing when a figure rests on too little: values only, the sentence is made elsewhere."""

from __future__ import annotations

from typing import Literal, TypeAlias

from legdiary.values import dataclass

Lacking: TypeAlias = Literal["nights", "days", "nights before", "nights after", "consecutive nights"]
"""What can be too few. `consecutive nights` counts pairs of nights that follow each other."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing there is too little of.

    Attributes:
        of: what is too few.
        needed: the least that is accepted.
        had: what there was; always below `needed`.
    """

    of: Lacking
    needed: int
    had: int


def shortfalls(*wants: tuple[Lacking, int, int]) -> tuple[Shortfall, ...]:
    """Those of the `(of, needed, had)` that are not met, in the order given; empty when all are."""
    return tuple(Shortfall(of, needed, had) for of, needed, had in wants if had < needed)
