"""A diary that is lived, and its model: what is done to one is done to the other, and both are compared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from killed_at_call import can_kill_at_calls, killed_at
from life_app import act_on, check_of, export_of
from life_looks import look
from life_other import keys_of, would_meet
from model_diary import ModelDiary, replay
from model_logging import LOGS
from model_plans import PLANS
from model_time import Clock, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from life_app import Outcome
    from life_other import Key
    from model_diary import Step

#: The entries of a kind that an operation changes.
_CHANGES = {name: name for name in LOGS}


class WrongError(AssertionError):
    """The diary is not what the model is.

    Attributes:
        about: what is wrong, in words that are the same for a shorter life that fails by the same fault.
    """

    def __init__(self, why: str, about: str = "") -> None:
        super().__init__(why)
        self.about = about or why


class Crash(BaseException):
    """The end of a process, just before a change is committed."""


class LivedDiary:
    """A diary and its model.

    Attributes:
        place: its file.
        clock: the present.
        model: what it must hold.
        counts: what happened, by name.
        exports: the diary as it was before each change that can be undone, since another diary was last met.
        beside: the other diary; None while there is only one.
        changed: what was changed since both met.
        can_undo: whether the model knows of all that can be undone.
        views: whether the model knows of all that views show.
    """

    def __init__(self, folder: Path, counts: dict[str, int]) -> None:
        self.folder, self.counts = folder, counts
        self.place = folder / "one" / "diary.db"
        self.place.parent.mkdir(mode=0o700)
        self.clock = Clock(0, "UTC")
        self.model = ModelDiary()
        self.exports: list[bytes] = []
        self.beside: LivedDiary | None = None
        self.changed: set[Key] = set()
        self.can_undo = self.views = True
        self._exported: bytes | None = None

    def count(self, what: str, times: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + times

    # ------------------------------------------------------------------ doing something

    def carry_out(self, name: str, told: dict[str, Any], *, crash: str = "", at: int = 0) -> None:
        """Do something to the diary and to the model; both must take it, or both refuse."""
        ready = self._ready(name, told)
        if ready is None:
            return
        told = ready
        wanted, refusal = self.model.copy(), ""
        try:
            happen(wanted, self.clock, name, told)
        except RefusedError as error:
            wanted, refusal = self.model, str(error) or "refused"
        about_it = keys_of(self._steps_to(wanted))
        if self._is_doubtful(name, about_it):
            self.count("kept apart")
            return
        before = self.export()
        if crash == "kill" and can_kill_at_calls():
            self._killed(name, told, at, wanted)
        elif crash == "cut":
            self._cut(name, told, wanted)
        else:
            outcome = self.act(name, told)
            self.count("refused", int(outcome.refused is not None))
            if (outcome.refused is not None) != bool(refusal):
                why = f"{type(outcome.refused).__name__}: {outcome.refused}" if outcome.refused else "stored"
                about = f"{name}: {refusal or 'stored'}, {type(outcome.refused).__name__}"
                raise WrongError(f"{name} {told}: the model says {refusal or 'stored'}, the diary {why}", about)
            self.becomes(wanted, before)

    def _ready(self, name: str, told: dict[str, Any]) -> dict[str, Any] | None:
        """Return what is told with the number of the entry that it is about; None where there is none."""
        if "pick" not in told:
            return told
        number = self.model.pick(told["pick"], _CHANGES.get(name))
        if number is None:
            self.count("nothing there")
            return None
        return {key: value for key, value in told.items() if key != "pick"} | {"entry_id": number}

    def _steps_to(self, wanted: ModelDiary) -> list[Step]:
        """Return the change that leads to a model; that of an undo is the one undone."""
        if len(wanted.undoable) < len(self.model.undoable):
            return self.model.undoable[-1]
        return wanted.undoable[-1] if len(wanted.undoable) > len(self.model.undoable) else []

    def _is_doubtful(self, name: str, about_it: set[Key]) -> bool:
        """Whether something would meet a change of the other side, so that more than arithmetic decides."""
        if name == "undo":
            undoable = self.model.undoable
            if (undoable and id(undoable[-1]) in self.model.doubtful) or not (undoable or self.can_undo):
                return True
        return self.beside is not None and would_meet(about_it, self.beside.changed)

    def becomes(self, model: ModelDiary, before: bytes) -> None:
        """Go on with another model, and keep the export that an undo must bring back."""
        self.changed |= keys_of(self._steps_to(model))
        if len(model.undoable) > len(self.model.undoable):
            self.exports.append(before)
        elif len(model.undoable) < len(self.model.undoable):
            self._check_undone()
        self.model = model

    def _check_undone(self) -> None:
        if self.exports and entries_of(self.exports.pop()) != entries_of(self.export()):
            raise WrongError("an undo did not bring back the export")

    # ------------------------------------------------------------------ crashes

    def _cut(self, name: str, told: dict[str, Any], wanted: ModelDiary) -> None:
        """Everything ends just before the commit: nothing is stored."""

        def crash(*_: object) -> None:
            raise Crash

        try:
            outcome = self.act(name, told, before_commit=crash)
        except Crash:
            return
        if wanted.lines != self.model.lines:
            raise WrongError(f"{name} {told}: {outcome}, though the process had ended", f"{name} cut")

    def _killed(self, name: str, told: dict[str, Any], at: int, wanted: ModelDiary) -> None:
        """A child does it and is killed at a system call: all of it is there, or nothing; all, if it was told so."""
        said = self.folder / "said"
        said.unlink(missing_ok=True)
        before = self.export()
        _, was_killed = killed_at(at, lambda: self.act(name, told, stored=said.touch))
        self._exported = None
        self.count("killed", int(was_killed))
        self.count("killed too late", int(not was_killed))
        stored = {number: entry["id"] for number, entry in self.export_entries().items()}, self.lines()
        new = dict.fromkeys(wanted.standing), wanted.lines
        is_new = (list(stored[0]), stored[1]) == (sorted(new[0]), new[1])
        if said.exists() and not is_new:
            raise WrongError(f"{name} {told}, killed at call {at}: told as stored, and is not there", f"{name} killed")
        if is_new:
            self.becomes(wanted, before)

    # ------------------------------------------------------------------ comparing

    def export(self) -> bytes:
        """Return the whole diary as JSON, read anew after each thing done."""
        if self._exported is None:
            nothing = b'{"entries":[],"ledger":[]}'
            self._exported = export_of(self.place, self.clock) if self.place.exists() else nothing
        return self._exported

    def look_anew(self) -> None:
        """Read the diary anew when it is next asked about."""
        self._exported = None

    def act(self, name: str, told: dict[str, Any], **ways: Any) -> Outcome:
        self._exported = None
        return act_on(self.place, self.clock, name, told, **ways)

    def export_entries(self) -> dict[int, Any]:
        return {entry["id"]: entry for entry in json.loads(self.export())["entries"]}

    def lines(self) -> int:
        return len(json.loads(self.export())["ledger"])

    def compare(self) -> None:
        """The diary holds what the model holds, and its ledger tells the same."""
        told = json.loads(self.export())
        there, wanted = {entry["id"]: entry for entry in told["entries"]}, self.model.export()
        differ("entries", there, wanted)
        differ("ledger", replay(told["ledger"]), wanted)
        if len(told["ledger"]) != self.model.lines:
            raise WrongError(f"{len(told['ledger'])} lines, the model has {self.model.lines}")

    def look_closer(self) -> None:
        """The week, the card and the report say what the model says; the file is sound."""
        if not self.place.exists():
            return
        self.count("looks")
        for what, said, wanted in look(self.place, self.clock, self.model) if self.views else ():
            differ(what, said, wanted)
        faults = check_of(self.place, self.clock)
        if faults:
            raise WrongError(f"check: {faults}")


def happen(model: ModelDiary, clock: Clock, name: str, told: dict[str, Any]) -> None:
    """Do something to a model."""
    if name in LOGS:
        LOGS[name](model, clock, told)
    elif name in PLANS:
        PLANS[name](model, clock, told)
    elif name == "delete":
        model.delete(told["entry_id"])
    elif name == "undo":
        model.undo()
    else:
        raise KeyError(name)


def differ(what: str, said: Any, wanted: Any) -> None:
    """Say where two differ."""
    if said != wanted:
        found = list(differences(said, wanted))
        where = "".join(each for each in found[0].partition(":")[0] if not each.isdigit())
        raise WrongError("\n".join((f"{what} differ:", *found)), f"{what.partition(' ')[0]} {where}")


def differences(said: Any, wanted: Any, place: str = "") -> Iterator[str]:
    if isinstance(said, dict) and isinstance(wanted, dict):
        for key in sorted(said.keys() | wanted.keys(), key=str):
            yield from differences(said.get(key, "nothing"), wanted.get(key, "nothing"), f"{place}.{key}")
    elif isinstance(said, list) and isinstance(wanted, list) and len(said) == len(wanted):
        for number, (one, other) in enumerate(zip(said, wanted, strict=True)):
            yield from differences(one, other, f"{place}[{number}]")
    elif said != wanted:
        yield f"  {place}: the diary {said!r}, the model {wanted!r}"


def entries_of(export: bytes) -> Any:
    return json.loads(export)["entries"]
