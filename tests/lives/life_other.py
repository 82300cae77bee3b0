"""A second diary beside the one that is lived: a device that is synced with it, or a copy that is joined with it.

Both sides change different things between two meetings (`Kept apart`: what would meet the other side's change is not
done), so what must come of a meeting is plain arithmetic: what both had, and what each has added and taken away. What
comes of two changes that do meet is told by tests/model and by `just devices`.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

from life_app import YES, context_at
from life_kept import read_entry

from legdiary.app.sync.begin import Begin, join, set_up
from legdiary.app.sync.exchange import sync
from legdiary.app.sync.membership import SyncFiles

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from model_diary import ModelDiary, Step
    from model_time import Clock

Key = tuple[str, Any]
PRODUCT: Key = ("product", None)


def keys_of(steps: Iterable[Step]) -> set[Key]:
    """Return what a change is about, as far as two of them could meet."""
    found: set[Key] = set()
    for _, old, new in steps:
        for entry in (old, new):
            if entry is not None:
                day = entry.get("night_of") or entry.get("taken_on")
                found.add((entry["kind"], day))
    return found


def would_meet(one: AbstractSet[Key], other: AbstractSet[Key]) -> bool:
    """Whether two changes are about the same; one of a product may be about any dose."""
    if not one.isdisjoint(other):
        return True
    return any(PRODUCT in a and any(kind == "kratom" for kind, _ in b) for a, b in ((one, other), (other, one)))


def contents(export: bytes) -> Counter[str]:
    """Return the entries of an export, without numbers, each as often as it is there."""
    entries = json.loads(export)["entries"]
    names = product_names(entries)
    return Counter(content(entry, names) for entry in entries)


def product_names(entries: Iterable[dict[str, Any]]) -> dict[int, Any]:
    return {entry["id"]: (entry["name"], entry.get("opened_on")) for entry in entries if entry["kind"] == "product"}


def content(entry: dict[str, Any], names: dict[int, Any]) -> str:
    """Return an entry as text, without its number; a dose in micrograms, with the name of its product."""
    told = {key: value for key, value in entry.items() if key != "id"}
    if told["kind"] == "kratom":
        told["ug"] = told.pop("amount_ug", 0) + 1000 * told.pop("amount_mg", 0)
        told["product_id"] = names.get(told.get("product_id") or 0)
    return str(sorted(told.items()))


def together(base: Counter[str], one: Counter[str], other: Counter[str]) -> Counter[str]:
    """Return what both had, with what each has added, without what each has taken away."""
    found = Counter(one)
    found.update(other)
    found.subtract(base)
    return Counter({what: count for what, count in found.items() if count})


def adopted(model: ModelDiary, export: bytes, removed: Counter[str], keys: AbstractSet[Key]) -> tuple[ModelDiary, str]:
    """Return the model of a side after it has taken what the other did, and what is wrong with that; empty if nothing.

    Args:
        model: before.
        export: the diary after.
        removed: the entries that the other side has changed or deleted.
        keys: what the other side's changes are about.
    """
    told = json.loads(export)
    entries = {entry["id"]: entry for entry in told["entries"]}
    before = model.export()
    names = product_names(before.values())
    changed = {number for number in before if entries.get(number) != before[number]}
    for number in changed:
        if content(before[number], names) not in removed:
            return model, f"entry {number} has changed, and nobody has changed it"
    found = model.copy()
    found.standing = {number: read_entry(entry) for number, entry in entries.items()}
    found.lines = len(told["ledger"])
    for steps in found.undoable:
        if any(number in changed for number, _, _ in steps):
            found.built_on.add(id(steps))
        elif would_meet(keys_of(steps), keys):
            found.doubtful.add(id(steps))
    return found, ""


class Exchange:
    """How two diaries meet through a folder."""

    def __init__(self, folder: Path) -> None:
        self.place = folder / "carried"
        self.place.mkdir()
        self.files = [SyncFiles(folder / f"state-{name}", name) for name in ("here", "there")]

    def begin(self, here: Path, there: Path, clock: Clock, *, copied: bool) -> None:
        """Set up the first device, and let the second one join: with an empty diary, or with a copy of the file."""
        beginning = Begin(str(self.place), None, lambda: "a passphrase")
        set_up(context_at(here, clock), self.files[0], beginning, YES)
        if copied:
            shutil.copy(here, there)
        join(context_at(there, clock), self.files[1], beginning, YES)
        self.meet(here, there, clock)

    def meet(self, here: Path, there: Path, clock: Clock) -> None:
        """Exchange until both have everything."""
        for place in (0, 1, 0):
            self.sync((here, there)[place], clock, place)

    def sync(self, path: Path, clock: Clock, place: int) -> Any:
        return sync(context_at(path, clock), self.files[place], YES)
