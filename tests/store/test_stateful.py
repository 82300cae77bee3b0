"""Random commands, undo and crashes, against a model in memory: after every step the file holds what the model holds.

The model is the plainest one there is: what stands, by number, and for every change that can be undone what stood
before it. The diary has to get there with rows, a ledger and transactions.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from builders import day, dose, factor, magnesium, night, no_kratom, plan, present, product, sleep, symptom
from effort import dear
from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.factors_and_medicines import Symptom
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.entries.night import Night
from legdiary.domain.entries.products import Product
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.taper import plan_changes
from legdiary.domain.taper.plan import Plan
from legdiary.store import diary_file
from legdiary.store.checksum_tables import all_checksums_match
from legdiary.store.diary import Diary
from legdiary.store.entry_rows import NoSuchEntry
from legdiary.store.statement_runner import InTheWay
from legdiary.store.undo import NothingToUndo

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

NOW = present()
EVER = (day("0001-01-01"), day("9999-12-31"))
TEXTS = st.sampled_from((None, "", "walked at 3", "[bold]", "'); DROP TABLE ledger; --", "שלום\n\tzwei"))
NIGHTS = st.sampled_from([f"2026-11-{number:02d}" for number in range(16, 20)])
NAMES = st.sampled_from(("red leaf", "Red Leaf", "white", "=1+1"))
SCORES = st.one_of(st.none(), st.integers(0, 10))
PICKS = st.integers(0, 10_000)


class Crashed(Exception):
    """The process ends here."""


def in_the_way(standing: dict[int, Stored], stored: Stored) -> bool:
    """Whether the file has no room for an entry beside the others."""
    entry = stored.entry
    return any(_same_place(other.entry, entry) for other in standing.values() if other.id != stored.id) or (
        isinstance(entry, Dose) and entry.product_id is not None and entry.product_id not in standing
    )


def _same_place(one: Any, other: Any) -> bool:
    if one.kind != other.kind:
        return False
    if one.kind in {"night", "sleep"}:
        return bool(one.night_of == other.night_of)
    if isinstance(one, Symptom):
        return bool((one.night_of, one.name) == (other.night_of, other.name))
    if isinstance(one, Product):
        return bool((one.name.lower(), one.opened_on) == (other.name.lower(), other.opened_on))
    return isinstance(one, Dose) and one.says_none and other.says_none and one.night_of == other.night_of


def _name(note: str | None) -> str:
    return " ".join((note or "").split()) or "other"


class Diaries(RuleBasedStateMachine):
    """A diary beside its model."""

    def __init__(self) -> None:
        super().__init__()
        self.standing: dict[int, Stored] = {}
        self.before: list[tuple[dict[int, Stored], int]] = []
        self.lines = 0

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "diary.db"
        self.diary = Diary.for_writing(self.path, NOW)

    def teardown(self) -> None:
        self.diary.__exit__()
        with closing(sqlite3.connect(self.path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert [path.name for path in self.path.parent.iterdir()] == ["diary.db"]
        self.folder.cleanup()

    # ------------------------------------------------------------------ the model

    def happened(self, standing: dict[int, Stored], lines: int) -> None:
        """A change that can be undone: what stands now, and how many lines it wrote."""
        if lines:
            self.before.append((self.standing, lines))
            self.standing, self.lines = standing, self.lines + lines

    def added(self, entries: Sequence[Any], act: Callable[[], Any]) -> None:
        """Entries that are new, if there is room for them all."""
        standing = dict(self.standing)
        for number, entry in enumerate(entries, start=self.lines + 1):
            stored = Stored(number, entry)
            if in_the_way(standing, stored):
                with pytest.raises(InTheWay):
                    act()
                return
            standing[number] = stored
        act()
        self.happened(standing, len(entries))

    def edited(self, there: Stored, new: Any, act: Callable[[], Any]) -> None:
        """An entry that is another, if there is room for it."""
        stored = replace(there, entry=new)
        if in_the_way(self.standing, stored):
            with pytest.raises(InTheWay):
                act()
            return
        act()
        self.happened(self.standing | {there.id: stored}, int(new != there.entry))

    def pick(self, number: int, kind: type[Any] | None = None) -> Stored | None:
        there = [stored for stored in self.standing.values() if kind is None or isinstance(stored.entry, kind)]
        return there[number % len(there)] if there else None

    # ------------------------------------------------------------------ commands

    @rule(night_of=NIGHTS, amount=st.integers(1, 9000), note=TEXTS, batch=st.one_of(st.none(), PICKS))
    def take(self, night_of: str, amount: int, note: str | None, batch: int | None) -> None:
        chosen = None if batch is None else self.pick(batch, Product)
        entry = dose(f"{night_of}T21:40-05:00", amount, note=note, product_id=chosen.id if chosen else None)
        self.added([entry], lambda: self.diary.add(entry, NOW))

    @rule(night_of=NIGHTS)
    def take_none(self, night_of: str) -> None:
        entry = no_kratom(night_of)
        self.added([entry], lambda: self.diary.add(entry, NOW))

    @rule(night_of=NIGHTS, severity=SCORES, note=TEXTS)
    def rate(self, night_of: str, severity: int | None, note: str | None) -> None:
        """`night`: the same night again changes what is there."""

        def build(old: Any | None) -> Any:
            return replace(old or night(night_of, severity=None), severity=severity, note=note)

        self.written("night", day(night_of), build, None)

    @rule(night_of=NIGHTS, name=NAMES, grade=st.integers(0, 3))
    def feel(self, night_of: str, name: str, grade: int) -> None:
        self.written("symptom", day(night_of), lambda _: symptom(name, grade, night_of), name)

    def written(self, kind: str, night_of: date, build: Callable[[Any | None], Any], name: str | None) -> None:
        there = next(
            (
                stored
                for stored in self.standing.values()
                if stored.entry.kind == kind
                and stored.entry.night_of == night_of
                and (name is None or stored.entry.name == name)
            ),
            None,
        )

        def act() -> None:
            self.diary.write_night(kind, night_of, build, NOW, recalled=lambda _: False, name=name)

        if there is None:
            self.added([build(None)], act)
        else:
            self.edited(there, build(there.entry), act)

    @rule(name=NAMES, capsule=st.one_of(st.none(), st.integers(1, 900)))
    def buy(self, name: str, capsule: int | None) -> None:
        entry = product(name, capsule_mg=capsule)
        self.added([entry], lambda: self.diary.add(entry, NOW))

    @rule(night_of=NIGHTS, text=TEXTS.filter(lambda text: text is None or "\n" not in text), count=st.integers(0, 3))
    def several(self, night_of: str, text: str | None, count: int) -> None:
        """As an import does: all in one change, or none of it."""
        some = [
            sleep(night_of, note=text), factor(text or "heat", night_of), magnesium(f"{night_of}T22:00-05:00"),
        ][:count]  # fmt: skip
        self.added(some, lambda: self.diary.add_all(some, NOW))

    @rule(name=NAMES, first=st.integers(1, 15_000))
    def plan_anew(self, name: str, first: int) -> None:
        entry = plan(("2026-11-09", first), ("2026-11-23", first // 2), name=name)
        self.added([entry], lambda: self.diary.add(entry, NOW))

    @rule(number=PICKS, days=st.integers(1, 9), what=st.sampled_from(("hold", "set", "end", "supersede")))
    def change_the_plan(self, number: int, days: int, what: str) -> None:
        there = self.pick(number, Plan)
        if there is None or there.entry.ended_on is not None or there.entry.starts_on > NOW.today:
            return
        new = _changed(there.entry, what, days)
        if what == "supersede":  # two plans in one change
            other = plan(("2026-12-01", 100 * days), name="another")
            self.diary.edit_several({there.id: new}, [other], NOW)
            lines = 1 + int(new != there.entry)
            number = self.lines + lines
            standing = self.standing | {there.id: replace(there, entry=new), number: Stored(number, other)}
            self.happened(standing, lines)
        else:
            self.edited(there, new, lambda: self.diary.edit(there.id, lambda _: new, NOW))

    @rule(number=PICKS, night_of=NIGHTS, note=TEXTS)
    def edit(self, number: int, night_of: str, note: str | None) -> None:
        there = self.pick(number)
        if there is None:
            return
        if isinstance(there.entry, Product):
            new: Any = replace(there.entry, name=_name(note))
        elif isinstance(there.entry, (Plan, Symptom)):
            new = replace(there.entry, name=_name(note))
        elif isinstance(there.entry, (Night, Dose)):
            new = replace(there.entry, note=note, night_of=day(night_of))
        else:
            new = replace(there.entry, night_of=day(night_of))
        self.edited(there, new, lambda: self.diary.edit(there.id, lambda _: new, NOW))

    @rule(number=PICKS)
    def delete(self, number: int) -> None:
        there = self.pick(number)
        if there is None:
            return
        rests = [stored for stored in self.standing.values() if getattr(stored.entry, "product_id", None) == there.id]
        if rests:
            with pytest.raises(InTheWay):
                self.diary.delete(there.id, NOW)
            return
        self.diary.delete(there.id, NOW)
        self.happened({number: stored for number, stored in self.standing.items() if number != there.id}, 1)

    @rule()
    def undo(self) -> None:
        if not self.before:
            with pytest.raises(NothingToUndo):
                self.diary.undo(NOW)
            return
        changes = self.diary.undo(NOW)
        self.standing, lines = self.before.pop()
        self.lines += lines
        assert len(changes) == lines

    @rule(number=PICKS)
    def touch_what_is_not_there(self, number: int) -> None:
        if number in self.standing:
            return
        with pytest.raises(NoSuchEntry):
            self.diary.delete(number, NOW)
        with pytest.raises(NoSuchEntry):
            self.diary.edit(number, lambda old: old, NOW)

    # ------------------------------------------------------------------ crashes

    @rule(night_of=NIGHTS, number=PICKS, within=st.sampled_from(("add", "edit", "several")))
    def crash(self, night_of: str, number: int, within: str) -> None:
        """What was begun is not there afterwards, not a part of it."""

        def falls(_: Any) -> Any:
            raise Crashed

        there = self.pick(number)

        def act() -> None:
            if within == "edit" and there is not None:
                self.diary.edit(there.id, falls, NOW)
            elif within == "several":
                self.diary.add_all((entry or falls(entry) for entry in (no_kratom("2026-01-01"), None)), NOW)
            else:
                self.diary.add(night(night_of), NOW, check=falls)

        with pytest.raises(Crashed):
            act()

    @rule()
    def open_again(self) -> None:
        self.diary.__exit__()
        self.diary = Diary.for_writing(self.path, NOW)
        assert not self.diary.begun

    # ------------------------------------------------------------------ compared after every step

    @invariant()
    def the_file_holds_what_the_model_holds(self) -> None:
        with Diary.for_reading(self.path) as reader:
            found = [
                stored
                for kind, spec in KINDS.items()
                if spec.by_night
                for stored in reader.entries_between(kind, *EVER)
            ]
            found += [*reader.plans(), *reader.products()]
            assert {stored.id: stored for stored in found} == self.standing
            assert len(found) == len(self.standing)
            history = reader.history()
            assert [line.id for line in history] == list(range(1, self.lines + 1))
            assert {line.entry_id for line in history if line.new} >= set(self.standing)
        with closing(diary_file.open_unchanged(self.path)) as connection:
            assert all_checksums_match(connection, diary_file.load_sql()), (
                "every checksum is that of what stands, and there are no others"
            )

    @precondition(lambda self: self.standing)
    @rule(number=PICKS)
    def an_entry_is_what_its_ledger_ends_in(self, number: int) -> None:
        there = self.pick(number)
        assert there is not None
        assert self.diary.entry(there.id) == there
        lines = self.diary.history(there.id)
        assert lines[0].action == "add"
        assert lines[-1].new is not None


def _changed(old: Plan, what: str, days: int) -> Plan:
    if what == "hold":
        return plan_changes.hold(old, NOW.today, days)
    if what == "set":
        return plan_changes.set_target(old, NOW.today, day(f"2026-12-{days:02d}"), 10 * days, allow_up=True)
    if what == "end":
        return plan_changes.end(old, NOW.today, NOW.today)
    return plan_changes.supersede(old, NOW.today, day("2026-12-01"))


Diaries.TestCase.settings = settings(dear(20), stateful_step_count=25)
TestDiary = Diaries.TestCase
