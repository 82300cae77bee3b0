"""Settle conflicts between a file and the diary, by a chosen way or one by one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from legdiary.domain.ledger.conflicts import ASK, WAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from legdiary.domain.ledger.conflicts import Conflict


class Settlement(NamedTuple):
    """The answer to one question.

    Attributes:
        way: keep, take or skip.
        for_all: use it for every conflict that is still open.
    """

    way: str
    for_all: bool = False


#: The conflicts of one question, the file's name, the number of questions left → the answer; None if there is none.
Settle: TypeAlias = "Callable[[Sequence[Conflict], str, int], Settlement | None]"


def read_way(typed: str | None) -> str | None:
    """Read the way in which conflicts are settled; None to ask about each.

    Raises:
        UnknownWord: there is no such way.
    """
    if typed is None:
        return None
    word = typed.strip().lower()
    if word not in (*WAYS, ASK):
        from legdiary.domain.input.night_vocabulary import UnknownWord

        raise UnknownWord("way to settle a conflict", word, (*WAYS, ASK))
    return None if word == ASK else word


class Settler:
    """A rule for conflicts that remembers its answers.

    Attributes:
        open: conflicts that were met and not settled, each with the position of its file.
    """

    def __init__(self, way: str | None, settle: Settle | None, names: Sequence[str]) -> None:
        """Begin without any conflicts.

        Args:
            way: the way for every conflict; None to ask about each.
            settle: asks the person; None if there is nobody to ask.
            names: the names of the files.
        """
        self._way = way
        self._settle = settle
        self._names = names
        self._decided: dict[Hashable, str] = {}
        self.open: list[tuple[int, Conflict]] = []

    def __call__(self, file: int, conflict: Conflict) -> str | None:
        """Return the way for a conflict; None if nobody has decided, and then the conflict is noted as open."""
        way = self._decided.get(_key(file, conflict)) or self._way
        if way is None:
            self.open.append((file, conflict))
        return way

    def ask(self) -> bool:
        """Ask about every open conflict, night by night; return whether all were answered.

        Doses on a dose-free day are one question, however many they are.
        """
        if self._settle is None:
            return False
        questions: dict[Hashable, list[tuple[int, Conflict]]] = {}
        for each in sorted(self.open, key=lambda each: (each[0], each[1].day or date.min)):
            questions.setdefault(_key(*each), []).append(each)
        for place, (key, several) in enumerate(questions.items()):
            if self._way is None:
                name = self._names[several[0][0]]
                answer = self._settle([conflict for _, conflict in several], name, len(questions) - place)
                if answer is None:
                    return False
                if answer.for_all:
                    self._way = answer.way
                self._decided[key] = answer.way
        return True


def _key(file: int, conflict: Conflict) -> Hashable:
    """Return the key of a conflict, the same each time the files are compared with the diary."""
    return file, conflict.kind, conflict.day, conflict.number, conflict.place
