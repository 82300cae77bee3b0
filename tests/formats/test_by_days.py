"""A file held against the diary a few days at a time brings what it brings as a whole, in the same order."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import dose, factor, magnesium, measure, night, no_kratom, plan, present, product, sleep, symptom
from legdiary.domain.entries.measure_scales import CONDITIONS
from legdiary.domain.joins.merge_files import merge_files
from legdiary.domain.ledger import merge as merging
from legdiary.domain.ledger import merge_by_days as by_days
from legdiary.domain.ledger.conflicts import KEEP, SKIP, TAKE, TooManyConflicts
from legdiary.domain.ledger.merge import Incoming
from legdiary.domain.ledger.merge_by_days import NOTHING, merge_by_days
from legdiary.errors import Refused
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from legdiary.domain.ledger.conflicts import Conflict
    from legdiary.domain.ledger.merge import Merged

NOW = present()
DAYS = st.sampled_from([f"2026-11-{day}" for day in (10, 11, 12, 15)] + ["2026-07-01"])
NOTES = st.sampled_from([None, "a", "b"])
#: One minute of two diary days, as two settings of `day_start` file it, and others.
MOMENTS = st.sampled_from([f"2026-11-{day}T{clock}-05:00" for day in (10, 11, 12) for clock in ("04:30", "20:00")])
BATCHES = [product("red"), product("red", capsule_mg=500), product("green")]


@st.composite
def entries(draw: st.DrawFn) -> Any:
    """Of few days, few amounts and few moments, so that they meet."""
    of = draw(DAYS)
    return draw(
        st.builds(lambda score, note: night(of, score, note=note), st.sampled_from([3, 4]), NOTES)
        | st.builds(
            lambda amount, at, note, batch, filed: dose(
                at, amount, night_of=filed if is_near(at, filed) else None, note=note, product_id=batch
            ),
            st.sampled_from([1000, 2000]), MOMENTS, NOTES, st.sampled_from([None, None, 1, 2]), st.none() | st.just(of),
        )
        | st.just(no_kratom(of))
        | st.builds(magnesium, MOMENTS)
        | st.builds(lambda grade: symptom("nausea", grade, of), st.integers(1, 2))
        | st.just(factor("heat", of))
        | st.just(sleep(of, None, total_min=400))
        | st.builds(lambda said: measure(taken_on=of, conditions=said), st.sampled_from([(), ("fasting",), CONDITIONS]))
        | st.just(plan(("2026-11-02", 12_000), ("2026-11-09", 11_000)))
        | st.just(plan(("2026-11-20", 12_000)))
    )  # fmt: skip


def is_near(at: str, filed: str | None) -> bool:
    """Return whether a dose can be filed there: under the day of its moment, the day before or the day after."""
    return filed is not None and abs(date.fromisoformat(at[:10]) - date.fromisoformat(filed)) <= timedelta(days=1)


FILES = st.lists(entries(), max_size=14)
WAYS = st.sampled_from([None, KEEP, TAKE, SKIP])


def lived(path: Path, coming: list[Any], turns: list[tuple[int, int]]) -> None:
    """A diary in which some of what came was changed, deleted or taken back since."""
    with Diary.for_writing(path, NOW) as diary:
        diary.add(BATCHES[0], NOW)
        for entry in coming:
            try:
                diary.add(entry, NOW)
            except Refused:
                continue
        for number, turn in turns:
            try:
                if turn == 0:
                    diary.delete(number, NOW)
                elif turn == 1:
                    diary.undo(NOW)
                else:
                    diary.edit(number, partial(changed, turn=turn), NOW)
            except Refused:
                continue


def changed(entry: Any, *, turn: int) -> Any:
    return replace(entry, note="c" if turn == 2 else "d") if hasattr(entry, "note") else entry


def told(merged: Merged) -> dict[str, Any]:
    """All that is to be written, and all that is said of it: everything in its order."""
    shares = [
        ([list(count.items()) for count in (each.new, each.there, each.filled, each.formerly)], each.conflicts)
        for each in merged.shares
    ]
    return {
        "products": merged.products, "entries": list(merged.entries), "edits": list(merged.edits.items()),
        "gone": merged.gone, "shares": shares, "changes": merged.changes,
    }  # fmt: skip


@settings(max_examples=15)
@given(
    there=FILES, turns=st.lists(st.tuples(st.integers(1, 12), st.integers(0, 3)), max_size=6), coming=FILES, way=WAYS,
    size=st.sampled_from([1, 2, 5000]), days=st.sampled_from([1, 3, 92]),
)  # fmt: skip
def test_days_bring_what_the_whole_does(
    there: list[Any], turns: list[tuple[int, int]], coming: list[Any], way: str | None, size: int, days: int
) -> None:
    def settling(_: int, __: Conflict) -> str | None:
        return way

    marked = [(entry, place % 3 == 0) for place, entry in enumerate(coming)]
    incoming = Incoming(marked, dict(enumerate(BATCHES[1:], start=1)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "diary.db"
        lived(path, [each for each in there if getattr(each, "product_id", None) is None], turns)
        with Diary.for_reading(path) as diary, diary.one_state():
            expected = told(merge_files([incoming], diary.snapshot(), settling))
            with mock.patch.multiple(by_days, _ENTRIES=size, _DAYS=days):
                assert told(merge_by_days(incoming, diary.snapshot(by_days=True), settling)) == expected


def test_new_entries_are_numbered_as_the_file_has_them_whatever_their_days() -> None:
    coming = [(each, False) for each in (night("2026-11-20"), dose(), plan(), night("2026-11-09"))]
    with mock.patch.multiple(by_days, _ENTRIES=1, _DAYS=1):
        merged = merge_by_days(Incoming(coming, {}), NOTHING)
    assert list(merged.entries) == coming
    assert [*merged.shares[0].new.items()] == [("night", 2), ("kratom", 1), ("plan", 1)]


@pytest.mark.parametrize(
    "take", [merge_by_days, lambda incoming, standing, way: merge_files([incoming], standing, way)]
)
def test_more_conflicts_than_can_be_told_are_refused(take: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two ratings of each night, that differ."""
    monkeypatch.setattr(merging, "_MOST_CONFLICTS", 2)
    coming = [(night(f"2026-11-{day}", score), False) for day in (10, 11, 12) for score in (3, 4)]
    take(Incoming(coming[:4], {}), NOTHING, lambda *_: KEEP)
    with pytest.raises(TooManyConflicts, match="more than 2 entries of the file differ"):
        take(Incoming(coming, {}), NOTHING, lambda *_: KEEP)
