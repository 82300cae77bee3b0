"""The run of the program that opened the dashboard, and how a change is made in it: asked, stored, answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from legdiary.app.questions import NOTHING, Asked
from legdiary.errors import LegdiaryError, one_line
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date
    from pathlib import Path

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.render.terminal.layout import DotKind

#: A use case with its answer in words, or with the question that it asks first.
Act: TypeAlias = "Callable[[Context, Yes], str | Asked]"
_DECLINED = "not stored"


@dataclass(frozen=True, slots=True)
class Run:
    """The run of the program, as the dashboard needs it.

    Attributes:
        context: makes a new context for a use case, so that its clock is never older than a key press.
        complete: completes a suggested command for the diary of this run.
        keep_copy: makes the weekly copy where it is due; returns why it could not be made, or None.
        is_emergency_due: returns whether the words that come once a day are shown with the card of this diary day.
        no_colour: nothing is coloured.
        dots: what charts are drawn with.
        light: the dashboard begins with its light colours.
    """

    context: Callable[[], Context]
    complete: Callable[[str], str]
    keep_copy: Callable[[], str | None]
    is_emergency_due: Callable[[date], bool] = lambda _: False
    no_colour: bool = False
    dots: DotKind = "blocks"
    light: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a change.

    Attributes:
        told: the answer, or the reason of a refusal.
        stored: something was stored.
        refused: the change was not made.
    """

    told: tuple[str, ...]
    stored: bool
    refused: bool = False


def attempt(run: Run, act: Act, yes: Yes = NOTHING) -> Outcome | Asked:
    """Make one change, or return the question that comes first; then nothing is stored.

    Args:
        run: the run of the program.
        act: the use case with its answer.
        yes: the questions that the person has said yes to.
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
            told.append(one_line(f"began a new diary at {path}"))

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
    """Make one change after the person has answered the questions about it.

    Args:
        run: the run of the program.
        act: the use case with its answer.
        ask: asks a question and returns whether the answer was yes.
    """
    yes = NOTHING
    while isinstance(outcome := attempt(run, act, yes), Asked):
        if outcome.about in yes or not await ask(outcome.question):
            return Outcome((_DECLINED,), stored=False, refused=True)
        yes |= {outcome.about}
    return outcome
