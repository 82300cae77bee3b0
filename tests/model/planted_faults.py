"""Faults that are planted in the model, each with the invariant that must break."""

from __future__ import annotations

from typing import NamedTuple

from model_checker import Size, check
from model_stories import told_log


class Fault(NamedTuple):
    """A fault that can be planted.

    Attributes:
        name: its name in the model.
        means: what it is.
        breaks: the invariant that must not hold any more.
        size: the size in which it shows.
    """

    name: str
    means: str
    breaks: str
    size: Size = Size(3)

    def story(self) -> list[str]:
        """Return the lines of the shortest history that shows it.

        Raises:
            AssertionError: none does.
        """
        verdict = check(self.size._replace(fault=self.name), (self.breaks,))
        assert verdict.broken == self.breaks, f"{self.name}: {self.breaks} still holds"
        return list(told_log(verdict.states[-1]["log"]))


_DOSES = Size(3, ("dose",))
_CORRECTED = "a dose that is corrected beside an equal one is one with it"
FAULTS = (
    Fault("tombstones dropped", "who takes another's lines leaves the deletions out", "DeletedStaysDeleted"),
    Fault("the last writer wins", "no conflict is ever open", "NothingLost"),
    Fault("the last writer wins", "no conflict is ever open", "NoDeletionLost"),
    Fault("seen ignored", "whatever has a later clock is taken to have known all before", "NothingLost"),
    Fault("only one's own lines are known", "what an author had taken of the others is ignored", "NothingAskedTwice"),
    Fault("one's own stands", "of a conflict each device shows its own side", "Convergence"),
    Fault("each counts for itself", "a line's clock is its number, whatever its author knew", "OrderAgrees"),
    Fault("nothing waits", "a line is taken as soon as it arrives", "Whole", Size(2, carrier="lines")),
    Fault("each has a place of its own", "two nights of one date stay two", "OneInAPlace"),
    Fault("a dose counts twice", "a dose entered on two devices stays two", "DosesCountOnce", _DOSES),
    Fault("equal doses are one", "a dose entered twice with intent is one", "TwoStayTwo", _DOSES),
    Fault("who corrects is not asked", _CORRECTED, "TwoStayTwo", _DOSES),
    Fault("who corrects is not asked", _CORRECTED, "DoesWhatItSays", _DOSES),
    Fault("an undo forgets the note", "an entry that comes back is not whole", "UndoOwn", Size(4)),
)
