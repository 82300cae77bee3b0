"""`import --on-conflict`: how what a file says otherwise than the diary is settled, by the option or one by one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from legdiary.domain.ledger.conflicts import ASK, WAYS

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from legdiary.cli.session import Session
    from legdiary.domain.ledger.conflicts import Conflict

_TRIES = 3


def way_called(typed: str | None) -> str | None:
    """Return the way that `--on-conflict` names; None where each conflict is to be asked about.

    Raises:
        UnknownWord: none.
    """
    if typed is None:
        return None
    word = typed.strip().lower()
    if word not in (*WAYS, ASK):
        from legdiary.domain.input.vocabulary import UnknownWord

        raise UnknownWord("way to settle a conflict", word, (*WAYS, ASK))
    return None if word == ASK else word


class Settler:
    """What is known of how conflicts are settled.

    Attributes:
        open: the conflicts that were met and not settled, each with the place of its file.
    """

    def __init__(self, session: Session, way: str | None, names: Sequence[str]) -> None:
        self._session = session
        self._way = way
        self._names = names
        self._decided: dict[Hashable, str] = {}
        self.open: list[tuple[int, Conflict]] = []

    def __call__(self, file: int, conflict: Conflict) -> str | None:
        """Return how a conflict is settled; where nobody has said, it is open."""
        way = self._decided.get(_key(file, conflict)) or self._way
        if way is None:
            self.open.append((file, conflict))
        return way

    def asked(self) -> bool:
        """Ask about every conflict that is open, night by night; tell whether all were answered.

        Doses on a day that is said to be without are one question, however many they are.
        """
        if not self._session.can_ask:
            return False
        asked: dict[Hashable, list[tuple[int, Conflict]]] = {}
        for each in sorted(self.open, key=lambda each: (each[0], each[1].day or date.min)):
            asked.setdefault(_key(*each), []).append(each)
        for place, (key, several) in enumerate(asked.items()):
            if self._way is None:
                name = self._names[several[0][0]]
                way = self._ask([conflict for _, conflict in several], name, len(asked) - place)
                if way is None:
                    return False
                self._decided[key] = way
        return True

    def _ask(self, several: Sequence[Conflict], name: str, left: int) -> str | None:
        from legdiary.render.terminal.imported import ANSWERS, question

        for _ in range(_TRIES):
            typed = self._session.ask(question(several, name, left))
            way = ANSWERS.get(typed[:1].lower()) if typed.lower() in (*ANSWERS, *WAYS) else None
            if way is not None:
                if typed[:1].isupper():
                    self._way = way
                return way
        return None


def _key(file: int, conflict: Conflict) -> Hashable:
    """Return what one conflict is told by each time the files are held against the diary."""
    return file, conflict.kind, conflict.day, conflict.number, conflict.place
