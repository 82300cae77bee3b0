"""The model's diary: what stands, by number, and for every change that `undo` can take back what was before it.

An entry is a plain mapping of the fields that docs/reference/json.md names; a moment is a `Moment`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from model_time import Moment, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from model_time import Clock

Entry = dict[str, Any]
#: Number, what stood before, what stands now; None for nothing.
Step = tuple[int, Entry | None, Entry | None]
#: Kinds of which a diary has one entry a night, by the fields that say which.
ONE_OF = {"night": ("night_of",), "sleep": ("night_of",), "symptom": ("night_of", "name")}


class Line(NamedTuple):
    """A line that the ledger must have."""

    action: str
    kind: str
    entry_id: int


class ModelDiary:
    """A diary.

    Attributes:
        standing: number → entry.
        lines: the lines that its ledger has.
        undoable: the changes that can be taken back, oldest first.
        built_on: those of them, by `id`, whose entries another device has changed since.
        doubtful: those that another device's changes have come near to.
    """

    def __init__(self) -> None:
        self.standing: dict[int, Entry] = {}
        self.lines = 0
        self.undoable: list[list[Step]] = []
        self.built_on: set[int] = set()
        self.doubtful: set[int] = set()

    def copy(self) -> ModelDiary:
        other = ModelDiary()
        other.standing = dict(self.standing)
        other.lines, other.undoable = self.lines, list(self.undoable)
        other.built_on, other.doubtful = set(self.built_on), set(self.doubtful)
        return other

    # ------------------------------------------------------------------ looking

    def of(self, kind: str) -> Iterator[tuple[int, Entry]]:
        return ((number, each) for number, each in sorted(self.standing.items()) if each["kind"] == kind)

    def pick(self, number: int, kind: str | None = None) -> int | None:
        """Return the nth of the entries of a kind, counted round; None where there is none."""
        there = [each for each in sorted(self.standing) if kind is None or self.standing[each]["kind"] == kind]
        return there[number % len(there)] if there else None

    def on(self, kind: str, night_of: date, name: str | None = None) -> int | None:
        """Return the number of the entry of a night; None where there is none."""
        return next(
            (n for n, each in self.of(kind) if each["night_of"] == night_of and (name is None or each["name"] == name)),
            None,
        )

    def substance(self, dose: Entry) -> str:
        """Return what a dose, or a dose-free mark, is of."""
        product = self.standing.get(dose.get("product_id") or 0)
        return str(product["product_kind"] if product else dose.get("none_of") or "leaf")

    def doses(self, night_of: date, substance: str, but: int | None = None) -> list[tuple[int, Entry]]:
        """Return the doses of a substance on a diary day, and its dose-free mark."""
        return [
            (number, each) for number, each in self.of("kratom")
            if each["night_of"] == night_of and number != but and self.substance(each) == substance
        ]  # fmt: skip

    def is_ahead(self, clock: Clock) -> bool:
        """Whether something is logged of a time that has not come, since the clock was set back."""
        return any(
            (isinstance(value, Moment) and name != "planned" and value.utc_s > clock.now)
            or (name in {"night_of", "taken_on", "began_on"} and value > clock.today)
            for entry in self.standing.values() for name, value in entry.items()
        )  # fmt: skip

    # ------------------------------------------------------------------ changing

    def add(self, *entries: Entry, without: Iterable[int] = ()) -> int:
        """Store entries in one change, and delete those that they take the place of; return the first one's number."""
        steps: list[Step] = [(number, self.standing[number], None) for number in without]
        first = self.lines + len(steps) + 1
        for number, entry in enumerate(entries, start=first):
            self._check_place(entry, None, gone={each for each, _, _ in steps})
            steps.append((number, None, tidy(entry)))
        self._happens(steps)
        return first

    def edit(self, number: int, new: Entry) -> None:
        """Put another entry in the place of one; nothing happens where both are the same."""
        self._check_place(new, number)
        new = tidy(new)
        if new != self.standing[number]:
            self._happens([(number, self.standing[number], new)])

    def delete(self, number: int) -> None:
        if any(each.get("product_id") == number for each in self.standing.values()):
            raise RefusedError(f"doses name product {number}")
        self._happens([(number, self.standing[number], None)])

    def undo(self) -> None:
        if not self.undoable:
            raise RefusedError("nothing to undo")
        if id(self.undoable[-1]) in self.built_on:
            raise RefusedError("another device has built on it")
        steps = self.undoable.pop()
        for number, old, _ in reversed(steps):
            self._put(number, old)
        self.lines += len(steps)

    def change(self, steps: list[Step]) -> None:
        """Several changes at once; those that change nothing are left out."""
        steps = [(number, old, new) for number, old, new in steps if old != new]
        if steps:
            self._happens(steps)

    def _happens(self, steps: list[Step]) -> None:
        for number, _, new in steps:
            self._put(number, new)
        self.undoable.append(steps)
        self.lines += len(steps)

    def _put(self, number: int, entry: Entry | None) -> None:
        if entry is None:
            del self.standing[number]
        else:
            self.standing[number] = entry

    def _check_place(self, entry: Entry, number: int | None, gone: Iterable[int] = ()) -> None:
        """Refuse an entry in the place of another."""
        fields = ONE_OF.get(entry["kind"])
        for other_id, other in self.of(entry["kind"]):
            if other_id == number or other_id in gone:
                continue
            if fields and all(other[field] == entry[field] for field in fields):
                raise RefusedError(f"entry {other_id} is in the way")
            if entry["kind"] == "kratom" and is_mark(entry) and is_mark(other) and _same_mark(entry, other):
                raise RefusedError(f"mark {other_id} is in the way")

    # ------------------------------------------------------------------ telling

    def export(self) -> dict[int, Entry]:
        """Return the entries as the JSON export has them, by number."""
        return {number: told(number, entry) for number, entry in self.standing.items()}


def _same_mark(one: Entry, other: Entry) -> bool:
    return bool((one["night_of"], one.get("none_of")) == (other["night_of"], other.get("none_of")))


def is_mark(dose: Entry) -> bool:
    """Whether it says that there was no dose."""
    return dose.get("at") is None


def tidy(entry: Entry) -> Entry:
    """Return an entry without what is not known."""
    return {name: value for name, value in entry.items() if value is not None and value != [] and value is not False}


def told(number: int, entry: Entry) -> Entry:
    """Return an entry as the JSON export has it."""
    found: Entry = {"id": number}
    for name, value in entry.items():
        found[name] = value.text if isinstance(value, Moment) else value
    if entry["kind"] == "magnesium":
        found.setdefault("topical", False)
    return dict(json.loads(json.dumps(found, default=str)))


def replay(ledger: list[dict[str, Any]]) -> dict[int, Entry]:
    """Return what stands after all lines of an exported ledger: an entry's fields, the old ones replaced by the new."""
    found: dict[int, Entry] = {}
    for line in ledger:
        number, old, new = line["entry_id"], line.get("old"), line.get("new")
        if new is None:
            del found[number]
            continue
        if old is None:
            found[number] = {"id": number, "kind": line["kind"]}
        for name in {**(old or {}), **new}:
            if new.get(name) is None or new[name] == []:
                found[number].pop(name, None)
            else:
                found[number][name] = new[name]
    return found
