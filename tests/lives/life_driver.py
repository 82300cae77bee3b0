"""Lives a life through `app`, beside its model: after every operation the diary must be what the model is."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from killed_at_call import killed_at
from life_app import Outcome, act_on, check_of, export_of
from life_kept import KEPT, begin_from, read_entry
from life_looks import look
from life_other import Exchange, adopted, contents, keys_of, together, would_meet
from model_diary import ModelDiary, replay
from model_logging import LOGS
from model_plans import PLANS
from model_time import Clock, RefusedError

from light_age import light_age

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from life_operations import Operation
    from life_other import Key
    from model_diary import Step

#: Where files are quick, and no disk is waited for.
_QUICK = Path("/dev/shm")  # noqa: S108 - only a folder of our own in it
#: The entries of a kind that an operation changes.
_CHANGES = {name: name for name in LOGS}
#: Looks at the whole file are dear: once in so many operations, and at the end.
DEAR_EVERY = 12


#: Later kept diaries hold kinds that the model of the views does not know: plans of medicines, trackers.
LAST_PLAIN = 3


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


class Kept(NamedTuple):
    """A copy that was kept, and what the model was then."""

    path: Path
    model: ModelDiary
    exports: list[bytes]
    changed: set[Key]
    met: int


class Life:
    """A diary that is lived.

    Attributes:
        model: what it must hold.
        counts: what happened, by name.
    """

    def __init__(self, folder: Path, counts: dict[str, int], random: Random) -> None:
        self.folder, self.random = folder, random
        self.place = folder / "one" / "diary.db"
        self.place.parent.mkdir(mode=0o700)
        self.clock = Clock(0, "UTC")
        self.model = ModelDiary()
        self.counts = counts
        #: The exports, each as it was before a change that can be undone.
        self.exports: list[bytes] = []
        self.kept: list[Kept] = []
        #: The other side: the second diary of this one, the first one of that.
        self.other: Life | None = None
        self.beside: Life | None = None
        self.exchange: Exchange | None = None
        #: What this side has changed since both met, what both held then, and how often they have met.
        self.changed: set[Key] = set()
        self.base: Counter[str] = Counter()
        self.met = 0
        self.can_undo = True
        self.done = 0
        self.views = True
        self._exported: bytes | None = None

    # ------------------------------------------------------------------ living

    def live(self, life: Iterable[Operation]) -> None:
        for operation in life:
            self.step(operation)
        self.end()

    def step(self, operation: Operation) -> None:
        name, told = operation
        self.count(name)
        self.done += 1
        special: Callable[[dict[str, Any]], None] | None = getattr(self, f"_{name}", None)
        if special is not None:
            special(told)
        else:
            self._carry_out(name, told)
        self.compare()
        if self.done % DEAR_EVERY == 0:
            self.look_closer()

    def count(self, what: str, times: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + times

    def _carry_out(self, name: str, told: dict[str, Any], *, crash: str = "", at: int = 0) -> None:
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
        if crash == "kill":
            self._killed(name, told, at, wanted)
        elif crash:
            self._cut(name, told, wanted)
        else:
            outcome = self.act(name, told)
            self.count("refused", int(outcome.refused is not None))
            if (outcome.refused is not None) != bool(refusal):
                why = f"{type(outcome.refused).__name__}: {outcome.refused}" if outcome.refused else "stored"
                about = f"{name}: {refusal or 'stored'}, {type(outcome.refused).__name__}"
                raise WrongError(f"{name} {told}: the model says {refusal or 'stored'}, the diary {why}", about)
            self._becomes(wanted, before)

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

    def _becomes(self, model: ModelDiary, before: bytes) -> None:
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

    # ------------------------------------------------------------------ the clock

    def _begin(self, told: dict[str, Any]) -> None:
        now = datetime.fromisoformat(told["now"])
        self.clock = Clock(int(now.timestamp()), told["zone"], told.get("day_start", 300))
        if told.get("schema"):
            self.model = begin_from(told["schema"], self.place)
            self.count(f"schema {told['schema']}")
            self.views = told["schema"] <= LAST_PLAIN

    def _wait(self, told: dict[str, Any]) -> None:
        self.clock = self.clock._replace(now=self.clock.now + 60 * told["minutes"])

    def _jump(self, told: dict[str, Any]) -> None:
        """The computer's clock is set, forward or back."""
        self._wait(told)

    def _travel(self, told: dict[str, Any]) -> None:
        self.clock = self.clock._replace(zone=told["zone"])

    # ------------------------------------------------------------------ crashes

    def _crash(self, told: dict[str, Any]) -> None:
        self._carry_out(told["name"], told["told"], crash=told["way"], at=told.get("at", 0))

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
            self._becomes(wanted, before)

    # ------------------------------------------------------------------ files

    def _backup(self, _: dict[str, Any]) -> None:
        """Keep a copy."""
        if self.place.exists():
            target = self.folder / f"copy-{len(self.kept)}.db"
            self.act("backup", {"output": target}).check()
            self.kept.append(Kept(target, self.model.copy(), list(self.exports), set(self.changed), self.met))

    def _restore(self, told: dict[str, Any]) -> None:
        """Put a copy in the place of the diary; what was sent since comes back with the next exchange."""
        if not self.kept:
            return
        kept = self.kept[told["pick"] % len(self.kept)]
        self.act("restore", {"source": kept.path}).check()
        self.model, self.exports, self.changed = kept.model.copy(), list(kept.exports), set(kept.changed)
        if self.other is None or kept.met == self.met:
            return
        if self.exchange is None:  # the copy that lives apart parted later
            self._part_for_good()
            return
        wanted, restored = self._contents_there(), contents(self.export())
        self._exchange()
        self._meets(wanted, restored - wanted, Counter())
        self.model.undoable, self.exports, self.can_undo = [], [], False

    # ------------------------------------------------------------------ a second diary

    def _part(self, _: dict[str, Any]) -> None:
        """A copy of the diary begins to live apart."""
        if self.other is None and self.place.exists():
            self._begin_other()
            shutil.copy(self.place, self.other_life.place)

    def _begin_other(self) -> None:
        folder = self.folder / f"other-{self.done}"
        folder.mkdir()
        self.other = Life(folder, self.counts, self.random)
        self.other.clock, self.other.model = self.clock, self.model.copy()
        self.other.beside, self.beside = self, self.other
        self.other.views, self.other.can_undo = self.views, self.can_undo
        self._have_met(contents(self.export()))

    @property
    def other_life(self) -> Life:
        assert self.other is not None
        return self.other

    def _part_for_good(self) -> None:
        self.other = self.beside = self.exchange = None

    def _have_met(self, base: Counter[str]) -> None:
        self.base, self.met = base, self.met + 1
        self.changed.clear()
        self.other_life.changed.clear()

    def _there(self, told: dict[str, Any]) -> None:
        """Something is done in the other diary."""
        if self.other is not None:
            self.other.clock = self.clock
            self.other._carry_out(told["name"], told["told"])  # noqa: SLF001 - another of this class
            self.other.compare()

    def _meet(self, _: dict[str, Any]) -> None:
        """The copy that lived apart is imported."""
        if self.other is None or self.exchange is not None or self.model.is_ahead(self.clock):
            return
        if self.other.model.is_ahead(self.clock):
            return
        before = self.export()
        here, there = contents(before), contents(self.other.export())
        outcome = self.act("import", {"files": [self.other.place]})
        outcome.check()
        differ("joined", contents(self.export()), together(self.base, here, there))
        told, old = self.export_entries(), self.model.export()
        numbers = sorted(number for number in {*told, *old} if told.get(number) != old.get(number))
        model = self.model.copy()
        steps = [(number, model.standing.get(number), read_entry(told[number]) if number in told else None)
                 for number in numbers]  # fmt: skip
        model.change(steps)
        if here == contents(self.export()) and steps:
            raise WrongError("a join changes numbers alone")
        self._becomes(model, before)
        self._part_for_good()

    def _sync(self, told: dict[str, Any]) -> None:
        """Two devices exchange what they have; at first the second one joins. The first try may be killed."""
        if (self.other is not None and self.exchange is None) or not self.place.exists():
            return
        if self.exchange is None:
            self._begin_other()
            self.exchange = Exchange(self.other_life.folder)
            self.exchange.begin(self.place, self.other_life.place, self.clock, copied=told.get("copied", False))
            side = self.other_life
            if told.get("copied"):  # what it can undo of what it was begun with is not said
                side.model.undoable, side.can_undo = [], False
            else:
                side.model = ModelDiary()
            self._exported = None
        here, there = contents(self.export()), self._contents_there()
        if told.get("kill") is not None:
            at = self.done % 2
            path = (self.place, self.other_life.place)[at]
            _, was_killed = killed_at(told["kill"], lambda: self.synced.sync(path, self.clock, at))
            self.count("syncs killed", int(was_killed))
            self.random.seed(self.done)  # the child has drawn what nobody else may draw
        self._exchange()
        self._meets(together(self.base, here, there), self.base - there, self.base - here)

    @property
    def synced(self) -> Exchange:
        assert self.exchange is not None
        return self.exchange

    def _exchange(self) -> None:
        self.synced.meet(self.place, self.other_life.place, self.clock)
        self.look_anew()
        self.other_life.look_anew()

    def _contents_there(self) -> Counter[str]:
        self.other_life.look_anew()
        return contents(self.other_life.export())

    def _meets(self, wanted: Counter[str], gone_there: Counter[str], gone_here: Counter[str]) -> None:
        """Both sides hold what they must, and nothing that nobody has changed is other than it was."""
        sides = ((self, gone_there, self.other_life.changed), (self.other_life, gone_here, self.changed))
        for name, (side, gone, keys) in zip(("here", "there"), sides, strict=True):
            differ(f"synced {name}", dict(contents(side.export())), dict(wanted))
            side.model, wrong = adopted(side.model, side.export(), gone, set(keys))
            if wrong:
                raise WrongError(f"{name}: {wrong}", f"synced {name}, nobody")
            side.exports = []
        self._have_met(wanted)

    def _return(self, told: dict[str, Any]) -> None:
        """Export everything and import it into the same diary: nothing is new. And into an empty one: all of it is."""
        if not self.place.exists() or self.model.is_ahead(self.clock):
            return  # what is in the future of the clock is refused
        target = self.folder / f"export-{self.done}{'.zip' if told['format'] == 'csv' else '.json'}"
        self.act(f"export_{told['format']}", {"output": target}).check()
        self.act("import", {"files": [target]}).check()
        if told.get("anew"):
            other = self.folder / f"anew-{self.done}.db"
            outcome = act_on(other, self.clock, "import", {"files": [target]})
            outcome.check()
            if told["format"] == "json":
                if self.model.lines and export_of(other, self.clock) != self.export():
                    raise WrongError("an export imported into an empty diary is not the same")
            elif contents(self.export()) != contents(export_of(other, self.clock)):
                raise WrongError("a package imported into an empty diary has other entries")

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

    def end(self) -> None:
        """Look at all of it, then undo everything: each change takes the diary back to the export before it."""
        self.look_closer()
        if self.other is not None:
            self.other.clock = self.clock
            self.other.look_closer()
            self.other.compare()
        while self.exports:
            self._carry_out("undo", {})
            self.count("undone at the end")
        self.compare()


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


def live(life: Iterable[Operation], counts: dict[str, int] | None = None) -> dict[str, int]:
    """Live a life in a folder of its own; return what happened, counted by name."""
    counts = {} if counts is None else counts
    folder = Path(tempfile.mkdtemp(prefix="life-", dir=_QUICK if _QUICK.is_dir() else None))
    try:
        random = Random(1)  # noqa: S311 - to be replayed
        with light_age(random):
            Life(folder, counts, random).live(life)
        return counts
    finally:
        shutil.rmtree(folder)


__all__ = ["KEPT", "Crash", "Life", "Outcome", "WrongError", "live"]
