"""Lives a life through `app`, beside its model: after every operation the diary must be what the model is."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from killed_at_call import can_kill_at_calls, killed_at
from life_app import act_on, export_of
from life_diary import LivedDiary, WrongError, differ
from life_kept import begin_from, read_entry
from life_other import Exchange, adopted, contents, together
from model_diary import ModelDiary
from model_time import Clock

from light_age import light_age

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from life_operations import Operation
    from life_other import Key

#: Where files are quick, and no disk is waited for.
_QUICK = Path("/dev/shm")  # noqa: S108 - only a folder of our own in it
#: Looks at the whole file are dear: once in so many operations, and at the end.
DEAR_EVERY = 12
#: Later kept diaries hold kinds that the model of the views does not know: plans of medicines, trackers.
LAST_PLAIN = 3
#: From here on the kept diary was synced elsewhere: a new place ends that, and undo reaches what was taken there.
DEVICES = 7


class Kept(NamedTuple):
    """A copy that was kept, and what the model was then."""

    path: Path
    model: ModelDiary
    exports: list[bytes]
    changed: set[Key]
    met: int


class Life:
    """A diary that is lived, now and then with another one.

    Attributes:
        here: the diary.
        there: the second one: a device, or a copy that lives apart; None while there is none.
        exchange: how both meet; None for a copy, which is imported.
        base: what both held when they last met.
        met: how often they have met.
    """

    def __init__(self, folder: Path, counts: dict[str, int], random: Random) -> None:
        self.folder, self.random = folder, random
        self.here = LivedDiary(folder, counts)
        self.there: LivedDiary | None = None
        self.exchange: Exchange | None = None
        self.base: Counter[str] = Counter()
        self.kept: list[Kept] = []
        self.met = self.done = 0
        self.has_met_others = False

    # ------------------------------------------------------------------ living

    def live(self, life: Iterable[Operation]) -> None:
        for operation in life:
            self.step(operation)
        self.end()

    def step(self, operation: Operation) -> None:
        name, told = operation
        self.here.count(name)
        self.done += 1
        special: Callable[[dict[str, Any]], None] | None = getattr(self, f"_{name}", None)
        if special is not None:
            special(told)
        else:
            self.here.carry_out(name, told)
        self.here.compare()
        if self.done % DEAR_EVERY == 0:
            self.here.look_closer()

    def end(self) -> None:
        """Look at all of it, then undo everything: each change takes the diary back to the export before it."""
        self.here.look_closer()
        if self.there is not None:
            self.there.clock = self.here.clock
            self.there.look_closer()
            self.there.compare()
        for _ in range(len(self.here.exports)):
            self.here.carry_out("undo", {})
            self.here.count("undone at the end")
        self.here.compare()

    def _crash(self, told: dict[str, Any]) -> None:
        self.here.carry_out(told["name"], told["told"], crash=told["way"], at=told.get("at", 0))

    # ------------------------------------------------------------------ the clock

    def _begin(self, told: dict[str, Any]) -> None:
        now = datetime.fromisoformat(told["now"])
        self.here.clock = Clock(int(now.timestamp()), told["zone"], told.get("day_start", 300))
        if told.get("schema"):
            self.here.model = begin_from(told["schema"], self.here.place)
            self.here.count(f"schema {told['schema']}")
            self.here.views = told["schema"] <= LAST_PLAIN
            self.has_met_others = told["schema"] >= DEVICES

    def _wait(self, told: dict[str, Any]) -> None:
        self.here.clock = self.here.clock._replace(now=self.here.clock.now + 60 * told["minutes"])

    def _jump(self, told: dict[str, Any]) -> None:
        """The computer's clock is set, forward or back."""
        self._wait(told)

    def _travel(self, told: dict[str, Any]) -> None:
        self.here.clock = self.here.clock._replace(zone=told["zone"])

    # ------------------------------------------------------------------ files

    def _backup(self, _: dict[str, Any]) -> None:
        """Keep a copy."""
        if self.here.place.exists():
            target = self.folder / f"copy-{len(self.kept)}.db"
            self.here.act("backup", {"output": target}).check()
            self.kept.append(
                Kept(target, self.here.model.copy(), list(self.here.exports), set(self.here.changed), self.met)
            )

    def _restore(self, told: dict[str, Any]) -> None:
        """Put a copy in the place of the diary; what was sent since comes back with the next exchange."""
        if not self.kept:
            return
        kept = self.kept[told["pick"] % len(self.kept)]
        self.here.act("restore", {"source": kept.path}).check()
        here, there = self.here, self.there
        here.model, here.exports, here.changed = kept.model.copy(), list(kept.exports), set(kept.changed)
        if there is None or kept.met == self.met:
            return
        if self.exchange is None:  # the copy that lives apart parted later
            self._part_for_good()
            return
        there.look_anew()
        wanted, restored = contents(there.export()), contents(here.export())
        self._exchange(self.exchange, there)
        self._meets(there, wanted, restored - wanted, Counter())
        here.model.undoable, here.exports, here.can_undo = [], [], False

    def _return(self, told: dict[str, Any]) -> None:
        """Export everything and import it into the same diary: nothing is new. And into an empty one: all of it is."""
        if not self.here.place.exists() or self.here.model.is_ahead(self.here.clock):
            return  # what is in the future of the clock is refused
        target = self.folder / f"export-{self.done}{'.zip' if told['format'] == 'csv' else '.json'}"
        self.here.act(f"export_{told['format']}", {"output": target}).check()
        self.here.act("import", {"files": [target]}).check()
        if told.get("anew"):
            anew = self.folder / f"anew-{self.done}.db"
            outcome = act_on(anew, self.here.clock, "import", {"files": [target]})
            outcome.check()
            if told["format"] == "json":
                if self.here.model.lines and export_of(anew, self.here.clock) != self.here.export():
                    raise WrongError("an export imported into an empty diary is not the same")
            elif contents(self.here.export()) != contents(export_of(anew, self.here.clock)):
                raise WrongError("a package imported into an empty diary has other entries")

    # ------------------------------------------------------------------ a second diary

    def _begin_other(self) -> LivedDiary:
        folder = self.folder / f"other-{self.done}"
        folder.mkdir()
        here, there = self.here, LivedDiary(folder, self.here.counts)
        there.clock, there.model, there.views, there.can_undo = here.clock, here.model.copy(), here.views, here.can_undo
        there.beside, here.beside, self.there = here, there, there
        self._have_met(contents(here.export()))
        return there

    def _have_met(self, base: Counter[str]) -> None:
        self.base, self.met = base, self.met + 1
        for side in (self.here, self.there):
            if side is not None:
                side.changed = set()

    def _part_for_good(self) -> None:
        self.there = self.here.beside = self.exchange = None

    def _there(self, told: dict[str, Any]) -> None:
        """Something is done in the other diary."""
        if self.there is not None:
            self.there.clock = self.here.clock
            self.there.carry_out(told["name"], told["told"])
            self.there.compare()

    def _part(self, _: dict[str, Any]) -> None:
        """A copy of the diary begins to live apart."""
        if self.there is None and self.here.place.exists():
            shutil.copy(self.here.place, self._begin_other().place)

    def _meet(self, _: dict[str, Any]) -> None:
        """The copy that lived apart is imported, in one change."""
        here, there = self.here, self.there
        if there is None or self.exchange is not None:
            return
        if here.model.is_ahead(here.clock) or there.model.is_ahead(here.clock):
            return  # what is in the future of the clock is refused
        before = here.export()
        wanted = together(self.base, contents(before), contents(there.export()))
        here.act("import", {"files": [there.place]}).check()
        differ("joined", contents(here.export()), wanted)
        told, old = here.export_entries(), here.model.export()
        numbers = sorted(number for number in {*told, *old} if told.get(number) != old.get(number))
        if contents(before) == wanted and numbers:
            raise WrongError("a join changes numbers alone")
        model = here.model.copy()
        model.change(
            [
                (number, model.standing.get(number), read_entry(told[number]) if number in told else None)
                for number in numbers
            ]
        )
        here.becomes(model, before)
        here.count("joined")
        self._part_for_good()

    def _sync(self, told: dict[str, Any]) -> None:
        """Two devices exchange what they have; at first the second one joins. The first try may be killed."""
        here = self.here
        if (self.there is not None and self.exchange is None) or not here.place.exists() or self.has_met_others:
            return
        there = self.there
        if there is None or self.exchange is None:
            there = self._begin_other()
            self.exchange = Exchange(there.folder)
            self.exchange.begin(here.place, there.place, here.clock, copied=told.get("copied", False))
            if told.get("copied"):  # what it can undo of what it was begun with is not said
                there.model.undoable, there.can_undo = [], False
            else:
                there.model = ModelDiary()
        here.look_anew()
        there.look_anew()
        ours, theirs = contents(here.export()), contents(there.export())
        if told.get("kill") is not None and can_kill_at_calls():
            self._kill_a_sync(self.exchange, there, told["kill"])
        self._exchange(self.exchange, there)
        self._meets(there, together(self.base, ours, theirs), self.base - theirs, self.base - ours)
        here.count("exchanged")

    def _kill_a_sync(self, exchange: Exchange, there: LivedDiary, call: int) -> None:
        at = self.done % 2
        path = (self.here.place, there.place)[at]
        _, was_killed = killed_at(call, lambda: exchange.sync(path, self.here.clock, at))
        self.here.count("syncs killed", int(was_killed))
        self.random.seed(self.done)  # the child has drawn what nobody else may draw

    def _exchange(self, exchange: Exchange, there: LivedDiary) -> None:
        exchange.meet(self.here.place, there.place, self.here.clock)
        self.here.look_anew()
        there.look_anew()

    def _meets(
        self, there: LivedDiary, wanted: Counter[str], gone_there: Counter[str], gone_here: Counter[str]
    ) -> None:
        """Both sides hold what they must, and nothing that nobody has changed is other than it was."""
        sides = ((self.here, gone_there, there.changed), (there, gone_here, self.here.changed))
        for name, (side, gone, keys) in zip(("here", "there"), sides, strict=True):
            differ(f"synced {name}", dict(contents(side.export())), dict(wanted))
            side.model, wrong = adopted(side.model, side.export(), gone, set(keys))
            if wrong:
                raise WrongError(f"{name}: {wrong}", f"synced {name}, nobody")
            side.exports = []
        self._have_met(wanted)


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
