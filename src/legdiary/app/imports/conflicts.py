"""Settle conflicts: where a file differs from the diary, by the way that was chosen, or asked about one by one."""

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
        for_all: the same holds for every conflict that is still open.
    """

    way: str
    for_all: bool = False


#: The conflicts that are one question, the file's name, the number of questions left → the answer; None: there is none.
Settle: TypeAlias = "Callable[[Sequence[Conflict], str, int], Settlement | None]"


def read_way(typed: str | None) -> str | None:
    """Read how conflicts are settled; None where each is to be asked about.

    Raises:
        UnknownWord: no such way.
    """
    if typed is None:
        return None
    word = typed.strip().lower()
    if word not in (*WAYS, ASK):
        from legdiary.domain.input.vocabulary import UnknownWord

        raise UnknownWord("way to settle a conflict", word, (*WAYS, ASK))
    return None if word == ASK else word


class Settler:
    """Settles conflicts, and remembers how.

    Attributes:
        open: the conflicts that were met and not settled, each with the place of its file.
    """

    def __init__(self, way: str | None, settle: Settle | None, names: Sequence[str]) -> None:
        """Begin with none.

        Args:
            way: settles every conflict; None where each is asked about.
            settle: asks; None where there is nobody to ask.
            names: the names of the files.
        """
        self._way = way
        self._settle = settle
        self._names = names
        self._decided: dict[Hashable, str] = {}
        self.open: list[tuple[int, Conflict]] = []

    def __call__(self, file: int, conflict: Conflict) -> str | None:
        """Return how a conflict is settled; where nobody has decided, it is open."""
        way = self._decided.get(_key(file, conflict)) or self._way
        if way is None:
            self.open.append((file, conflict))
        return way

    def ask(self) -> bool:
        """Ask about every conflict that is open, night by night; return whether all were answered.

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
    """Return the key of a conflict, the same each time the files are held against the diary."""
    return file, conflict.kind, conflict.day, conflict.number, conflict.place
