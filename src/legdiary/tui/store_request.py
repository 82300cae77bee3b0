"""A request as a change in the dashboard: stored by the use case of the plain command, and worded as its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app.log.dispatch import first_of_kind, store
from legdiary.app.questions import Asked
from legdiary.render.terminal.answers.log_answers import stored_text
from legdiary.wording import first_use_note

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.app.context import Context
    from legdiary.app.log.dispatch import Request
    from legdiary.app.questions import Yes
    from legdiary.domain.time.moments import Present
    from legdiary.tui.actions import Act, Run


def store_act(run: Run, make: Callable[[Present], Request]) -> Act:
    """Return the use case that stores a request as the plain command would, and words its result."""

    def act(context: Context, yes: Yes) -> str | Asked:
        made = store(context, make(context.present), yes)
        if isinstance(made, Asked):
            return made
        told = stored_text(made, context.present.now, run.complete)
        kind = first_of_kind(made)
        return told if kind is None else f"{told}\n{first_use_note(kind)}"

    return act
