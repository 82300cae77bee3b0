"""The program means what the model means: the histories that the model told, through the fold and on real diaries.

The model is docs/model/Replicas.tla; `just model` tries more and larger ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from model_checker import NoModelChecker, Size, check, find_checker, told_at_random
from model_histories import (
    Differs,
    History,
    Told,
    compare_diaries,
    compare_fold,
    device_id,
    is_by_hand,
    kept_texts,
    seeded,
)
from model_imports import compare_imports, is_for_imports
from model_stories import story
from planted_faults import FAULTS
from tla_values import read_value

from effort import EFFORT

if TYPE_CHECKING:
    from pathlib import Path

    from planted_faults import Fault

#: Two devices rate one night without knowing of each other, and one deletes it. Written by hand.
APART = (
    '<<"history",'
    ' << << [device |-> 1, number |-> 1, seen |-> <<0, 0>>, clock |-> 1, action |-> "add", kind |-> "night",'
    ' of |-> {<<1, 1>>}, changed |-> {"place", "a"}, new |-> [place |-> 1, a |-> 1, b |-> 0], undoes |-> 0] >>,'
    ' << [device |-> 2, number |-> 1, seen |-> <<0, 0>>, clock |-> 1, action |-> "add", kind |-> "night",'
    ' of |-> {<<2, 1>>}, changed |-> {"place", "a"}, new |-> [place |-> 1, a |-> 2, b |-> 0], undoes |-> 0] >> >>,'
    ' {[kind |-> "night", refs |-> {<<1, 1>>, <<2, 1>>}, fields |-> [place |-> 1, a |-> 2, b |-> 0], held |-> FALSE,'
    ' open |-> {[what |-> "a", lines |-> {<<1, 1>>, <<2, 1>>}, standing |-> <<2, 1>>]}]}>>'
)


def needs_checker() -> None:
    try:
        find_checker()
    except NoModelChecker as error:
        pytest.skip(f"{error}")


def test_a_history_is_read_as_it_was_told() -> None:
    history = History.from_text(APART)
    both = frozenset({(1, 1), (2, 1)})
    assert history.diary == {Told("night", both, 1, 2, 0, False, frozenset({("a", both, (2, 1))}))}
    one, other = history.lines
    assert (one.device, other.device) == (device_id(1), device_id(2)) == ("0000000000000001", "0000000000000002")
    assert one.new == {"night_of": "2026-11-20", "severity": 1}
    assert (other.changed, other.seen, other.clock) == (("severity", "night_of"), {}, 1)
    assert story(history) == (
        "  laptop 1, adds a night: day 1, severity 1\n"
        "  phone 1, adds a night: day 1, severity 2\n"
        "The model says\n"
        "  night (laptop 1)+(phone 1): day 1, severity 2; open: a between (laptop 1)+(phone 1), (phone 1) stands"
    )


def test_what_is_cut_off_is_no_value() -> None:
    assert read_value("<<1, {TRUE}, << >>>>") == (1, frozenset({True}), ())
    for text in ("<<1, 2", "[a |-> 1", "<<1>> 2"):
        with pytest.raises(ValueError, match=r"cut off|more than a value"):
            read_value(text)


def test_a_diary_that_differs_is_told_as_a_story() -> None:
    history = History.from_text(APART)
    (entry,) = history.diary
    silent = history._replace(diary=frozenset({entry._replace(open=frozenset())}))
    with pytest.raises(Differs, match="All lines at once make another diary") as caught:
        compare_fold(silent, seeded(1), 1)
    assert "phone 1, adds a night: day 1, severity 2" in str(caught.value)


def test_a_program_that_asks_nobody_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legdiary.domain.sync.one_entry.follows", lambda one, other: one.clock >= other.clock)
    with pytest.raises(Differs):
        compare_fold(History.from_text(APART), seeded(1), 1)


def test_the_fold_makes_what_the_model_says() -> None:
    """Every day one history in 23, each in one order of its lines; else all 8,107, each in all orders."""
    every = EFFORT != "everyday"
    texts = kept_texts()
    for place in range(0, len(texts), 1 if every else 23):
        compare_fold(History.from_text(texts[place]), seeded(place), None if every else 1)


def test_kept_histories_are_of_every_sort() -> None:
    texts = kept_texts()
    assert len(texts) == 8_107
    histories = list(map(History.from_text, texts[::5]))
    actions = {line["action"] for history in histories for log in history.log for line in log}
    assert actions == {"add", "edit", "delete", "settle"}
    assert any(line["undoes"] for history in histories for log in history.log for line in log)
    conflicts = {conflict[0] for history in histories for entry in history.diary for conflict in entry.open}
    assert conflicts == {"place", "a", "b", "deleted", "excluded"}
    assert any(entry.held for history in histories for entry in history.diary)
    assert {kind for history in histories for kind in (entry.kind for entry in history.diary)} == {
        "night", "dose", "mark", "plan",
    }  # fmt: skip


def test_real_diaries_live_what_the_model_says(tmp_path: Path) -> None:
    """A few every day, drawn by a seed: each person's diary writes the model's lines, and shows its diary."""
    random = seeded(22)
    drawn = map(History.from_text, random.sample(kept_texts(), 10 if EFFORT == "everyday" else 100))
    lived = [history for history in drawn if is_by_hand(history) and len(history.lines) == 3]
    for number, history in enumerate(lived[:2] if EFFORT == "everyday" else lived):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        compare_diaries(history, folder, random)


def test_files_that_two_devices_import_mean_the_same(tmp_path: Path) -> None:
    """A few every day, drawn by a seed: two copies that take each other's file, and never sync."""
    drawn = map(History.from_text, seeded(6).sample(kept_texts(), 60 if EFFORT == "everyday" else 1000))
    lived = [history for history in drawn if len(history.lines) == 3 and is_for_imports(history)]
    for number, history in enumerate(lived[:3] if EFFORT == "everyday" else lived):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        compare_imports(history, folder)


@pytest.mark.slow
def test_the_kept_histories_are_those_that_the_model_tells() -> None:
    needs_checker()
    said: list[str] = []
    for size in (Size(3), Size(3, ("dose", "mark")), Size(3, ("plan",), places=2), Size(3, places=3)):
        verdict = check(size, tell=said.append)
        assert verdict.broken is None
    assert sorted(said) == kept_texts()


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.name}: {fault.breaks}")
def test_a_planted_fault_is_found(fault: Fault) -> None:
    needs_checker()
    assert 2 <= len(fault.story()) <= 4


@pytest.mark.slow
def test_a_seed_tells_the_same_histories_at_random() -> None:
    needs_checker()
    size = Size(8, ("night", "dose", "mark"), devices=4, places=2)
    one, other = (list(told_at_random(size, seed, 3)) for seed in (5, 5))
    assert one == other
    assert one != list(told_at_random(size, 6, 3))
    for text in one:
        compare_fold(History.from_text(text), seeded(5), 1)
