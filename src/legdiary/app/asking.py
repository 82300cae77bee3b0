"""Questions: what a use case asks before it stores what can be, and may be a slip.

The domain raises `Asks`; a use case hands it out as a value, `Asked`, with nothing stored. The front end puts the
question, and calls again with what the person said yes to.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from legdiary.errors import CLOCK, ENTRY, TIME, Asks
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.errors import Refused

_P = ParamSpec("_P")
_T = TypeVar("_T")

#: What a person has said yes to: the subjects of questions.
Yes = frozenset[str]
NOTHING: Yes = frozenset()
EVERYTHING: Yes = frozenset({CLOCK, TIME, ENTRY})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question instead of a result; nothing is stored.

    Attributes:
        why: the question, in words.
        about: what a yes to it answers; added to what is handed in with the next call.
        refusal: the error that says so where nobody can be asked.
        then: what comes of a yes, in words.
        choices: what may be answered.
    """

    why: str
    about: str
    refusal: Refused
    then: str = "Store it?"
    choices: tuple[str, ...] = ("yes", "no")

    @property
    def question(self) -> str:
        """The question as it is put to a person."""
        return f"{self.why} {self.then}".rstrip()


def asking(act: Callable[_P, _T]) -> Callable[_P, _T | Asked]:
    """Make a use case hand out its questions instead of raising them."""

    @wraps(act)
    def call(*args: _P.args, **named: _P.kwargs) -> _T | Asked:
        try:
            return act(*args, **named)
        except Asks as question:
            return Asked(question.question, question.about, question)

    return call
