"""Read a line of several names as requests: `nausea 2, low mood 1`, `walking 2, heat`."""

from __future__ import annotations

from legdiary.app.log.factor import LogFactor
from legdiary.app.log.symptom import LogSymptom
from legdiary.app.log.typed_fields import read_helped, read_score
from legdiary.app.log.typed_names import TypedName, names_in_use
from legdiary.domain.entries.factors_and_medicines import GRADE_MOST
from legdiary.domain.entries.name_vocabulary import FACTORS, SYMPTOMS
from legdiary.errors import BadValue, quote_typed
from legdiary.util.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from legdiary.app.context import Context
    from legdiary.app.log.dispatch import Request


class GradeMissing(BadValue):
    """A symptom without its grade."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{quote_typed(typed)!r} has no grade; write 0 (none) to {GRADE_MOST} (severe) after it")


def read_symptoms(answer: str, night: date) -> tuple[Request, ...]:
    """Return a request for each symptom.

    Raises:
        GradeMissing, NotAScore: a grade is missing, or is none.
    """
    found = []
    for name, typed in _parts(answer):
        grade = read_score(typed, "grade", 0, GRADE_MOST)
        if grade is None:
            raise GradeMissing(name)
        found.append(LogSymptom(TypedName(name), grade, night))
    return tuple(found)


def read_factors(answer: str, night: date) -> tuple[Request, ...]:
    """Return a request for each factor, with how much it helped where that was typed.

    Raises:
        NotAScore: it is no score.
    """
    return tuple(LogFactor(TypedName(name), night=night, helped=read_helped(typed)) for name, typed in _parts(answer))


def _parts(answer: str) -> Iterator[tuple[str, str | None]]:
    """Return each name with the number behind it, or None."""
    for part in answer.split(","):
        words = part.split()
        if not words:
            continue
        if len(words) > 1 and words[-1].lstrip("-").isdecimal():
            yield " ".join(words[:-1]), words[-1]
        else:
            yield " ".join(words), None


def check_name(context: Context, request: Request) -> None:
    """Refuse a symptom or a factor whose name is not known, before anything of its line is stored.

    Raises:
        UnknownName: neither the list nor the diary has the name.
        HasItsCommand, BadValue: it can be no such name.
    """
    if not isinstance(request, LogSymptom | LogFactor):
        return
    vocabulary = SYMPTOMS if isinstance(request, LogSymptom) else FACTORS
    request.name.find(vocabulary, names_in_use(context, vocabulary))


def with_own_name(request: Request) -> Request:
    """Return the request with its name kept as the person's own."""
    if isinstance(request, LogSymptom | LogFactor):
        return replace(request, name=request.name._replace(new=True))
    return request
