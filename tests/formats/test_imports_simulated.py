"""Two or three copies of a diary that live apart and import each other at random; a number makes each case again."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
import random_diaries
from hypothesis import given
from hypothesis import strategies as st
from random_diaries import contents, opened, perform
from test_import_notes import rows
from test_join import LATER

from builders import dose, factor, night, no_kratom, none_of, plan, present, product, sleep, symptom
from effort import dear
from legdiary.domain.joins.merge_files import merge_files
from legdiary.domain.ledger.conflicts import KEEP, SKIP, TAKE
from legdiary.store.findings import WRONG
from legdiary.store.health.check import check_diary
from legdiary.store.other_diary import entries_of_copy

if TYPE_CHECKING:
    from legdiary.domain.ledger.merge import Merged
    from legdiary.domain.time.moments import Present

DAYS = ("2026-11-18", "2026-11-19", "2026-11-20")
MOST_ROUNDS = 10


class Copies:
    """Copies of one diary, and a clock that never stands still."""

    def __init__(self, folder: Path, dice: Random) -> None:
        self.dice = dice
        self._seconds = 0
        self.paths = [folder / f"{name}.db" for name in "abc"[: dice.choice((2, 2, 3))]]
        with opened(self.paths[0]):
            pass
        self.act(self.paths[0], dice.randint(0, 6))
        for path in self.paths[1:]:
            shutil.copy(self.paths[0], path)

    def now(self) -> Present:
        self._seconds += 1
        return present(f"2026-11-22T02:{self._seconds // 60:02}:{self._seconds % 60:02}-05:00")

    def take(self, path: Path, other: Path, way: str) -> Merged:
        incoming = [entries_of_copy(other, path)]
        with opened(path) as diary:
            return diary.import_entries(
                lambda there: merge_files(incoming, there, lambda *_: way), self.now(), by_days=True
            )

    def act(self, path: Path, number: int) -> None:
        for _ in range(number):
            with mock.patch.object(random_diaries, "NOW", self.now()), opened(path) as diary:
                perform(diary, [self._act()])

    def _act(self) -> tuple[Any, ...]:
        act = self.dice.choice(("add",) * 5 + ("edit",) * 2 + ("note", "delete", "undo"))
        number, note = self.dice.randint(1, 9), self.dice.choice((None, "z", "y"))
        more: dict[str, tuple[Any, ...]] = {
            "add": (self._entry(), False), "edit": (number, self._entry()), "note": (number, note), "delete": (number,),
        }  # fmt: skip
        return act, *more.get(act, ())

    def _entry(self) -> Any:
        one, day = self.dice.choice, self.dice.choice(DAYS)
        return one((
            night(day, one((None, 3, 7)), note=one((None, "a", "a ", "b"))),
            sleep(day, one(("22:45-06:10", "23:00-06:10")), latency_min=one((None, 20))),
            symptom("nausea", one((1, 2)), day),
            no_kratom(day),
            none_of("7-oh", day),
            factor(one(("caffeine", "alcohol")), day),
            dose(f"{day}T2{one((1, 2))}:00-05:00", one((900, 2000)), product_id=one((None, 1)), note=one(("x", None))),
            product(one(("red", "white")), capsule_mg=one((None, 500))),
            plan((one(("2026-11-02", "2026-12-01")), one((9000, 8000)))),
        ))  # fmt: skip


#: Histories in which a question that was answered is asked once more, or copies do not come to rest; not mended yet.
RESTLESS = (7, 64653)


@pytest.mark.parametrize("seed", [seed for seed in range(24) if seed not in RESTLESS])
def test_copies_come_to_the_same_and_to_rest(seed: int) -> None:
    """The same file a second time brings nothing and asks nothing; one undo brings back every row."""
    live(seed)


@pytest.mark.slow
@dear(24)
@given(st.integers(0, 10**6))
def test_any_copies_do(seed: int) -> None:
    live(seed)


@pytest.mark.xfail(strict=True, reason="what was answered is asked once more")
@pytest.mark.parametrize("seed", RESTLESS)
def test_these_do_not_yet(seed: int) -> None:
    live(seed)


def live(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copies = Copies(Path(folder), dice := Random(seed))  # noqa: S311 - no secret
        for _ in range(dice.randint(1, 5)):
            copies.act(dice.choice(copies.paths), dice.randint(1, 4))
            one, other = dice.sample(copies.paths, 2)
            before = rows(one)
            merged = copies.take(one, other, dice.choice((KEEP, TAKE, SKIP)))
            again = copies.take(one, other, TAKE)
            assert (again.changes, again.shares[0].conflicts) == (False, [])
            if merged.changes and dice.random() < 0.3:
                with opened(one) as diary:
                    diary.undo(copies.now())
                assert rows(one) == before
        ways = [(one, other) for one in copies.paths for other in copies.paths if one != other]
        for _ in range(MOST_ROUNDS):
            dice.shuffle(ways)
            done = [copies.take(*way, dice.choice((KEEP, TAKE))) for way in ways]
            if not any(merged.changes or merged.shares[0].conflicts for merged in done):
                break
        else:
            raise AssertionError("still moving")
        assert len({repr(contents(path)) for path in copies.paths}) == 1
        for path in copies.paths:
            wrong = [each for each in check_diary(path, LATER.now) if each.state == WRONG and each.topic != "modes"]
            assert wrong == []
