"""Tries a life: it holds, or it is made as short as it can be and told as a literal list."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from life_driver import live
from life_generator import life_of
from life_operations import as_literal
from life_shrinker import shrink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from life_operations import Operation


class Trial(NamedTuple):
    """A life that was tried.

    Attributes:
        counts: what happened in it.
        wrong: what is wrong, the short life in the end of it; None where nothing is.
    """

    counts: dict[str, int]
    wrong: str | None = None


def try_seed(seed: int) -> Trial:
    """Live the life of a seed; a failing one is made short."""
    counts: dict[str, int] = {}
    return Trial(counts, tell_failure(life_of(seed), f"seed {seed}", counts))


def tell_failure(life: Sequence[Operation], name: str, counts: dict[str, int] | None = None) -> str | None:
    """Return what goes wrong in a life and the short life that is left of it; None where nothing does."""
    error = failure(life, counts)
    if error is None:
        return None
    short = shorten(life, error)
    return f"{name}: {type(error).__name__}: {failure(short)}\n{as_literal(short)}"


def failure(life: Sequence[Operation], counts: dict[str, int] | None = None) -> Exception | None:
    """Return what goes wrong in a life; None where nothing does."""
    try:
        live(life, counts)
    except Exception as error:  # noqa: BLE001 - whatever it is, the life is told by it
        return error
    return None


def shorten(life: Sequence[Operation], error: Exception) -> list[Operation]:
    """Return a short life that fails in the same way."""

    def fails(some: Sequence[Operation]) -> bool:
        found = failure(some)
        return found is not None and about(found) == about(error)

    return shrink(life, fails)


def about(error: Exception) -> str:
    """Return what makes two failures the same one."""
    return getattr(error, "about", "") or type(error).__name__
