"""A file that says otherwise than the diary: kept, taken, or left out, and what is missing filled in either way."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from random_diaries import ENTRIES, NOW, contents, opened
from test_merge import coming, standing

from builders import BERLIN, day, dose, medicine, night, no_kratom, plan, product, sleep, symptom
from effort import dear
from legdiary.domain.joins.merge_files import merge_files
from legdiary.domain.ledger.conflicts import KEEP, SKIP, TAKE, WAYS
from legdiary.domain.ledger.merge import Snapshot
from legdiary.domain.taper.plan import Hold
from legdiary.errors import Refused

if TYPE_CHECKING:
    from legdiary.domain.ledger.merge import Incoming, Merged
    from legdiary.store.diary import Diary

TYPED = sleep(latency_min=40, note="bad")
TRACKED = sleep(span="22:43-06:12", quality=3, times=2)
HELD = plan(holds=(Hold(day("2026-11-08"), 5, day("2026-11-02")),))


def settled(incoming: Incoming, there: Snapshot, way: str | None) -> Merged:
    return merge_files([incoming], there, lambda _, __: way)


@pytest.mark.parametrize(
    ("there", "entry", "kept", "taken"),
    [
        # typed by hand and tracked: each fills in what the other lacks
        (TYPED, TRACKED, sleep(latency_min=40, note="bad", quality=3, times=2),
         sleep(span="22:43-06:12", latency_min=40, note="bad", quality=3, times=2)),
        # the night was longer than at the last export
        (sleep(times=2), sleep(span="22:45-06:40", times=2), sleep(times=2), sleep(span="22:45-06:40", times=2)),
        # a rating was changed in the app
        (sleep(quality=4, note="mine"), sleep(quality=2), sleep(quality=4, note="mine"), sleep(quality=2, note="mine")),
        # only a total was typed, and the tracker knows the times: one of both stands
        (sleep(span=None, total_min=390, note="mine"), sleep(times=2),
         sleep(span=None, total_min=390, note="mine", times=2), sleep(note="mine", times=2)),
        # what was typed no longer fits beside the file's times
        (sleep(latency_min=200, quality=4), sleep(span="22:45-01:00"), sleep(latency_min=200, quality=4),
         sleep(span="22:45-01:00", quality=4)),
        (night(severity=6), night(missed="asleep", note="x"), night(severity=6, note="x"),
         night(missed="asleep", note="x")),
        (night(severity=6), night(severity=7, onset_min=1230), night(severity=6, onset_min=1230),
         night(severity=7, onset_min=1230)),
        (symptom(grade=1), symptom(grade=2), symptom(grade=1), symptom(grade=2)),
        # the same dose, its note changed in the app: one dose, never two
        (dose(note="red"), dose("2026-11-20T21:40:30-05:00", note="green", product_id=None), dose(note="red"),
         dose(note="green")),
        # the same dose, its amount mended in the app
        (dose(note="red"), dose(amount_mg=2000, note="red"), dose(note="red"), dose(amount_mg=2000, note="red")),
        (dose(), dose(amount_mg=2000, note="with food"), dose(note="with food"),
         dose(amount_mg=2000, note="with food")),
        (HELD, plan(holds=(Hold(day("2026-11-09"), 3, day("2026-11-09")),)), HELD,
         plan(holds=(Hold(day("2026-11-09"), 3, day("2026-11-09")),))),
    ],
    ids=lambda value: value.kind,
)  # fmt: skip
def test_kept_taken_or_left_out(there: Any, entry: Any, kept: Any, taken: Any) -> None:
    for way, stands in ((KEEP, kept), (TAKE, taken), (SKIP, there), (None, there)):
        merged = settled(coming(entry), standing(there), way)
        assert merged.edits == ({1: stands} if stands != there else {})
        assert (merged.entries, merged.gone) == ([], [])
        [conflict] = merged.shares[0].conflicts
        assert (conflict.settled, conflict.number, conflict.kind) == (way, 1, entry.kind)
        assert bool(merged.open_conflicts) is (way is None)
        # The second time there is nothing to do, and once it is taken, nothing to settle.
        again = settled(coming(entry), standing(stands), way)
        assert not again.changes
        assert bool(again.shares[0].conflicts) is (way != TAKE)


@pytest.mark.parametrize(
    ("there", "entry", "told"),
    [
        (sleep(times=2), sleep(span="22:45-06:40", times=2), {"wake"}),
        (sleep(span=None, total_min=390), sleep(times=2), {"total_min", "bed", "wake"}),
        (sleep(latency_min=200), sleep(span="22:45-01:00"), {"wake", "latency_min"}),
        (night(severity=6), night(missed="asleep", note="x"), {"severity", "missed"}),
    ],
    ids=["longer", "a total and times", "what no longer fits", "a score and a reason for none"],
)
def test_all_that_is_at_stake_is_told(there: Any, entry: Any, told: set[str]) -> None:
    [conflict] = settled(coming(entry), standing(there), None).shares[0].conflicts
    assert set(conflict.differing) == told


@pytest.mark.parametrize(
    ("there", "entries", "stands_then"),
    [
        ([no_kratom()], [dose(), dose("2026-11-20T22:40-05:00")], [dose(), dose("2026-11-20T22:40-05:00")]),
        ([dose(), dose("2026-11-20T22:40-05:00"), night()], [no_kratom()], [night(), no_kratom()]),
        ([plan(), plan(("2027-11-01", 900))], [plan(("2026-11-20", 9000), ended_on=day("2026-12-01"))],
         [plan(("2027-11-01", 900)), plan(("2026-11-20", 9000), ended_on=day("2026-12-01"))]),
    ],
    ids=["doses on a day without", "a day without where doses are", "two plans"],
)  # fmt: skip
def test_what_cannot_stand_together(there: list[Any], entries: list[Any], stands_then: list[Any]) -> None:
    if there[0].kind == "plan":
        there = [plan(ended_on=day("2027-01-01")), *there[1:]]
    for way in (KEEP, SKIP, None):
        merged = settled(coming(*entries), standing(*there), way)
        assert not merged.changes
        assert len(merged.shares[0].conflicts) == len(entries)
    merged = settled(coming(*entries), standing(*there), TAKE)
    left = [entry for number, entry in enumerate(there, start=1) if number not in merged.gone]
    assert [*left, *(entry for entry, _ in merged.entries)] == stands_then
    assert len(merged.shares[0].conflicts) == 1  # the first makes room for the others


def test_two_rows_of_one_file() -> None:
    rows = coming(night(severity=6, note="x"), night(severity=7))
    for way, stands in ((KEEP, night(severity=6, note="x")), (TAKE, night(severity=7, note="x"))):
        merged = settled(rows, Snapshot(), way)
        assert [entry for entry, _ in merged.entries] == [stands]
        assert merged.shares[0].conflicts[0].number is None
        assert merged.shares[0].new == {"night": 1}
    merged = settled(coming(no_kratom(), dose()), Snapshot(), TAKE)
    assert ([entry for entry, _ in merged.entries], +merged.shares[0].new) == ([dose()], {"kratom": 1})


def test_several_files_are_settled_each_for_itself() -> None:
    files = [coming(night(severity=7)), coming(night(severity=8)), coming(night(severity=9))]
    merged = merge_files(files, standing(night(severity=6)), lambda file, _: (SKIP, TAKE, KEEP)[file])
    assert merged.edits == {1: night(severity=8)}
    assert [share.conflicts[0].differing["severity"] for share in merged.shares] == [(6, 7), (6, 8), (8, 9)]


@pytest.mark.parametrize(
    "entry",
    [
        night(note="two\t\nlines "),
        sleep(note="two\nlines\n\n", zone="America/New_York"),
        dose(note="two  \nlines"),
        sleep(span="22:45-06:10", note="two \nlines\n"),
    ],
    ids=lambda value: value.kind,
)
def test_a_note_in_other_line_ends_is_the_same_note(entry: Any) -> None:
    there = replace(entry, note="two\nlines")
    merged = settled(coming(entry), standing(there), None)
    assert not merged.changes
    assert merged.shares[0].there == {entry.kind: 1}


def test_a_minute_is_a_minute_whatever_its_seconds_and_its_zone() -> None:
    there = sleep(span="04:45-12:10", zone=BERLIN, night_of="2026-11-20")
    merged = settled(coming(sleep(times=1)), standing(there), None)
    assert merged.shares[0].filled == {"sleep": 1}
    assert merged.edits[1].bed == there.bed


def test_a_second_dose_in_one_minute_is_a_second_dose_where_the_file_has_the_first() -> None:
    """Two strains at once: only a row that is nobody else's can be the diary's own, mended."""
    there = standing(dose(amount_mg=2000))
    for rows in ([dose(amount_mg=1000), dose(amount_mg=2000)], [dose(amount_mg=2000, note="x"), dose(amount_mg=1000)]):
        merged = settled(coming(*rows), there, None)
        assert [entry.amount_mg for entry, _ in merged.entries] == [1000]
        assert not merged.shares[0].conflicts
    merged = settled(coming(dose(amount_mg=1000, note="green")), standing(dose(amount_mg=2000, note="red")), None)
    assert len(merged.entries) == 1


def test_other_products_in_one_minute_are_other_doses() -> None:
    there = standing(product("red"), product("green"), dose(product_id=1))
    incoming = coming(dose(product_id=7), products={7: product("green")})
    merged = settled(incoming, there, None)
    assert [entry.product_id for entry, _ in merged.entries] == [2]
    assert not merged.shares[0].conflicts
    assert not settled(coming(medicine()), standing(medicine()), None).changes


def take_in(diary: Diary, incoming: Incoming, way: str | None) -> Merged:
    return diary.import_entries(lambda there: settled(incoming, there, way), NOW)


def test_a_value_that_was_corrected_by_hand_after_it_was_taken_stays(tmp_path: Path) -> None:
    """Imported, taken from a later export, corrected by hand: neither export brings its value back."""
    first, second = coming(sleep(quality=4)), coming(sleep(quality=2))
    with opened(tmp_path / "diary.db") as diary:
        for incoming in (first, second):
            take_in(diary, incoming, TAKE)
        diary.edit(
            1, lambda there: type(there)(**{**{n: getattr(there, n) for n in there.__slots__}, "quality": 3}), NOW
        )
        for incoming in (first, second):
            merged = take_in(diary, incoming, None)
            assert not merged.changes
            assert merged.shares[0].formerly == {"sleep": 1}
        diary.undo(NOW)
        diary.undo(NOW)  # the taking is taken back: it is open again
        assert take_in(diary, second, TAKE).edits == {1: sleep(quality=2)}


@dear(40)
@given(st.lists(ENTRIES, max_size=8), st.lists(ENTRIES, max_size=8), st.sampled_from(WAYS))
@example([], [night(severity=None), night(severity=0), night(severity=1)], TAKE)
@example([], [night(severity=6, note="x"), night(severity=7)], TAKE)
def test_the_second_time_there_is_nothing_to_do(there: list[Any], entries: list[Any], way: str) -> None:
    """Whatever is settled how: it is one change, undo takes all of it back, and a second import changes nothing."""
    there, entries = ([each for each in side if each.kind not in {"product", "kratom"} or not _named(each)]
                      for side in (there, entries))  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "diary.db"
        with opened(path) as diary:
            for each in there:
                try:
                    diary.add(each, NOW)
                except Refused:
                    continue
            before = contents(path)
            merged = take_in(diary, coming(*entries), way)
            after = contents(path)
            assert not take_in(diary, coming(*entries), way).changes
            if merged.changes:
                diary.undo(NOW)
            assert contents(path) == before
            assert not merged.open_conflicts
            assert (after == before) is not merged.changes


def _named(entry: Any) -> bool:
    return entry.kind == "product" or entry.product_id is not None
