"""Questions about an entry that is possible, but may be a slip: a use case asks them before it stores anything.

The domain raises `Asks`; a use case returns it as a value, `Asked`, and stores nothing. The front end asks the person,
and calls again with the questions that the person said yes to.
"""

from __future__ import annotations

from functools import wraps

from legdiary.errors import CLOCK, ENTRY, TIME, Asks
from legdiary.util.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    from legdiary.errors import Refused

    _P = ParamSpec("_P")
    _T = TypeVar("_T")

#: The subjects of the questions that a person has said yes to.
Yes = frozenset[str]
NOTHING: Yes = frozenset()
EVERYTHING: Yes = frozenset({CLOCK, TIME, ENTRY})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question instead of a result; nothing is stored.

    Attributes:
        why: the question, in words.
        about: the subject of the question; after a yes, the next call passes it in `yes`.
        refusal: the error for where nobody can be asked.
        then: the consequence of a yes, in words.
        choices: the possible answers.
    """

    why: str
    about: str
    refusal: Refused
    then: str = "Store it?"
    choices: tuple[str, ...] = ("yes", "no")

    @property
    def question(self) -> str:
        """The whole question for a person."""
        return f"{self.why} {self.then}".rstrip()


def return_questions(act: Callable[_P, _T]) -> Callable[_P, _T | Asked]:
    """Make a use case return its questions instead of raising them."""

    @wraps(act)
    def call(*args: _P.args, **named: _P.kwargs) -> _T | Asked:
        try:
            return act(*args, **named)
        except Asks as question:
            return Asked(question.question, question.about, question, question.then)

    return call
