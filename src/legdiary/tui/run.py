"""The run that the dashboard is part of, and how a change is carried out in it: asked, stored, told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from legdiary.app.asking import NOTHING, Asked
from legdiary.errors import LegdiaryError, printable
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from legdiary.app.asking import Yes
    from legdiary.app.context import Context

#: A use case, and the words in which its result is told; or the question that it asks first.
Act: TypeAlias = "Callable[[Context, Yes], str | Asked]"
_DECLINED = "not stored"


@dataclass(frozen=True, slots=True)
class Run:
    """The run, as the front end that opened the dashboard found it.

    Attributes:
        context: makes the surroundings of a use case anew, so that the clock is never older than a key.
        complete: completes a suggested command for the diary of this run.
        keep_copy: makes the weekly copy where it is due; returns why it could not be made, or None.
        no_colour: whether nothing is coloured.
    """

    context: Callable[[], Context]
    complete: Callable[[str], str]
    keep_copy: Callable[[], str | None]
    no_colour: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a change.

    Attributes:
        told: the answer, or why it was refused.
        stored: whether anything was.
        refused: whether what was wanted is not done.
    """

    told: tuple[str, ...]
    stored: bool
    refused: bool = False


def attempt(run: Run, act: Act, yes: Yes = NOTHING) -> Outcome | Asked:
    """Carry out one change, or return what is asked first; nothing is stored then.

    Args:
        run: the run.
        act: the use case, and what is told of its result.
        yes: what the person has said yes to.
    """
    told: list[str] = []
    stored: list[bool] = []
    refusal: LegdiaryError | None = None
    try:
        context = run.context()

        def has_stored() -> None:
            context.stored()
            stored.append(True)

        def has_begun(path: Path) -> None:
            told.append(printable(f"began a new diary at {path}"))

        answer = act(replace(context, stored=has_stored, begun=has_begun), yes)
        if isinstance(answer, Asked):
            return answer
        told += answer.splitlines()
    except LegdiaryError as error:
        refusal = error
    if not stored:
        return Outcome(
            tuple(told) if refusal is None else (refusal.message,), stored=False, refused=refusal is not None
        )
    if (not_copied := run.keep_copy()) is not None:
        told.append(not_copied)
    if refusal is not None:
        told.append(f"stored; the answer could not be shown: {refusal.cause}")
    return Outcome(tuple(told), stored=True)


async def carry_out(run: Run, act: Act, ask: Callable[[str], Awaitable[bool | None]]) -> Outcome:
    """Carry out one change, once the person has answered what is asked about it.

    Args:
        run: the run.
        act: the use case, and what is told of its result.
        ask: puts a question, and returns whether the answer was yes.
    """
    yes = NOTHING
    while isinstance(outcome := attempt(run, act, yes), Asked):
        if outcome.about in yes or not await ask(outcome.question):
            return Outcome((_DECLINED,), stored=False, refused=True)
        yes |= {outcome.about}
    return outcome
