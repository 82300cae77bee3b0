"""A ledger told by hand: what its lines make of an entry, and which of them cannot follow from those before."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from random_diaries import OPERATIONS, filled

from legdiary.domain.ledger.actions import SIDES
from legdiary.domain.ledger.ledger_line import LedgerLine
from legdiary.domain.ledger.replay import (
    BrokenLedger,
    Order,
    Rule,
    UndoneChanges,
    apply_line,
    check_line,
    check_mirror,
    known_fields,
    replay_line,
    same_fields,
    same_value,
)
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from legdiary.domain.ledger.ledger_line import Fields, FieldsLine

NIGHT = {"night_of": "2026-11-20", "severity": 6}


def line(
    number: int,
    action: str = "add",
    old: Fields | None = None,
    new: Fields | None = None,
    *,
    entry: int | None = None,
    change: int | None = None,
    undoes: int | None = None,
    kind: str = "night",
) -> FieldsLine:
    """A line of its own change, about the entry that it adds."""
    of = number if entry is None else entry
    return LedgerLine(number, change or number, 0, 0, "UTC", action, kind, of, old, new, undoes)


def broken(act: Callable[[], object]) -> tuple[Rule, int] | None:
    try:
        act()
    except BrokenLedger as error:
        return error.rule, error.line
    return None


# ---------------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("one", "other"),
    [(6, 6), (None, None), (None, ()), ((), None), (None, []), ([], ()), ("legs", "legs"), (("legs",), ("legs",))],
)
def test_values_that_are_equal(one: object, other: object) -> None:
    """Nothing, and an empty list of words: both say that nothing is known."""
    assert same_value("body_parts", one, other)


@pytest.mark.parametrize(("one", "other"), [(6, 7), (None, 0), (0, ()), ("", None), (False, None), (("legs",), ())])
def test_values_that_differ(one: object, other: object) -> None:
    """Missing is not zero."""
    assert not same_value("topical", one, other)
    assert not same_value("topical", other, one)


def test_a_mark_that_is_not_set_says_nothing() -> None:
    assert same_value("recalled", False, None)
    assert not same_value("recalled", True, None)
    assert known_fields({"recalled": False, "note": None, "severity": 0, "body_parts": []}) == {"severity": 0}


@pytest.mark.parametrize(
    ("one", "other", "are_equal"),
    [
        (None, None, True),
        (None, {}, False),
        ({}, {"note": None, "body_parts": ()}, True),
        ({"severity": 6}, {"severity": 6, "recalled": False}, True),
        ({"severity": 6}, {"severity": 6, "note": "tea"}, False),
        ({"severity": 6}, {}, False),
    ],
)
def test_sides_that_are_equal(one: Fields | None, other: Fields | None, are_equal: bool) -> None:
    assert same_fields(one, other) is are_equal
    assert same_fields(other, one) is are_equal


# ---------------------------------------------------------------------- one entry


@pytest.mark.parametrize(
    ("state", "told", "after"),
    [
        (None, line(1, "add", None, NIGHT), NIGHT),
        (NIGHT, line(2, "edit", {"severity": 6}, {"severity": 4}), {"night_of": "2026-11-20", "severity": 4}),
        (NIGHT, line(2, "edit", {"note": None}, {"note": "tea"}), {**NIGHT, "note": "tea"}),
        (NIGHT, line(2, "edit", {"body_parts": ()}, {"body_parts": ("legs",)}), {**NIGHT, "body_parts": ("legs",)}),
        ({**NIGHT, "body_parts": []}, line(2, "edit", {"body_parts": None}, {"severity": 4}),
         {"night_of": "2026-11-20", "severity": 4, "body_parts": []}),
        (NIGHT, line(2, "delete", {**NIGHT, "note": None}), None),
        (NIGHT, line(2, "undo", NIGHT, undoes=1), None),
        (None, line(3, "undo", None, NIGHT, undoes=2), NIGHT),
        (NIGHT, line(3, "undo", {"severity": 6}, {"severity": None}, undoes=2),
         {"night_of": "2026-11-20", "severity": None}),
    ],
)  # fmt: skip
def test_what_a_line_makes_of_an_entry(state: Fields | None, told: FieldsLine, after: Fields | None) -> None:
    assert replay_line(state, told) == after
    assert apply_line(state, told) == after


@pytest.mark.parametrize(
    ("state", "told", "rule"),
    [
        (NIGHT, line(2, "add", None, NIGHT), Rule.SECOND),
        (NIGHT, line(2, "undo", None, NIGHT), Rule.SECOND),
        (None, line(2, "edit", {"severity": 6}, {"severity": 4}), Rule.ABSENT),
        (None, line(2, "delete", NIGHT), Rule.ABSENT),
        (NIGHT, line(2, "delete", {"night_of": "2026-11-20"}), Rule.DELETED),
        (NIGHT, line(2, "delete", {**NIGHT, "note": "tea"}), Rule.DELETED),
        (NIGHT, line(2, "edit", {"severity": 7}, {"severity": 4}), Rule.CHANGED),
        (NIGHT, line(2, "edit", {"severity": None}, {"severity": 4}), Rule.CHANGED),
        ({"severity": 0}, line(2, "edit", {"severity": None}, {"severity": 4}), Rule.CHANGED),
        (NIGHT, line(2, "undo", {"severity": 7}, {"severity": 4}), Rule.CHANGED),
    ],
)
def test_a_line_that_does_not_fit_what_was_there(state: Fields | None, told: FieldsLine, rule: Rule) -> None:
    assert broken(lambda: replay_line(state, told)) == (rule, 2)


@pytest.mark.parametrize(
    ("told", "kind", "rule"),
    [
        (line(3, "add", None, NIGHT), None, None),
        (line(3, "edit", {}, {}, entry=1), "night", None),
        (line(3, "delete", {}, None, entry=1), "night", None),
        (line(3, "undo", {}, None, entry=1), "night", None),
        (line(3, "undo", None, {}, entry=1), "night", None),
        (line(3, "undo", {}, {}, entry=1), "night", None),
        (line(3, "add", NIGHT, NIGHT), None, Rule.SIDES),
        (line(3, "add", NIGHT, None), None, Rule.SIDES),
        (line(3, "edit", {}, None, entry=1), "night", Rule.SIDES),
        (line(3, "delete", {}, {}, entry=1), "night", Rule.SIDES),
        (line(3, "undo", None, None, entry=1), "night", Rule.SIDES),
        (line(3, "add", None, NIGHT, entry=1), None, Rule.ADDED),
        (line(3, "add", None, NIGHT), "night", Rule.ADDED),
        (line(3, "edit", {}, {}), None, Rule.NEVER),
        (line(3, "undo", {}, {}, entry=9), None, Rule.NEVER),
        (line(3, "edit", {}, {}, entry=1), "sleep", Rule.KIND),
    ],
)
def test_a_line_by_itself(told: FieldsLine, kind: str | None, rule: Rule | None) -> None:
    assert broken(lambda: check_line(told, kind)) == (None if rule is None else (rule, 3))


def test_each_action_has_its_sides() -> None:
    assert {action: sorted(sides) for action, sides in SIDES.items()} == {
        "add": [(False, True)],
        "delete": [(True, False)],
        "edit": [(True, True)],
        "undo": [(False, True), (True, False), (True, True)],
    }


@pytest.mark.parametrize(
    ("undo", "done", "rule"),
    [
        (line(2, "undo", NIGHT), line(1, "add", None, NIGHT), None),
        (line(2, "undo", None, NIGHT), line(1, "delete", NIGHT), None),
        (line(2, "undo", {"note": "tea"}, {"note": None}), line(1, "edit", {"note": None}, {"note": "tea"}), None),
        (line(2, "undo", {"note": "tea"}, {}), line(1, "edit", {"note": None}, {"note": "tea"}), None),
        (
            line(2, "undo", {"note": "tea"}, {"note": None}),
            line(1, "edit", {"note": "x"}, {"note": "tea"}),
            Rule.MIRROR,
        ),
        (line(2, "undo", None, NIGHT), line(1, "add", None, NIGHT), Rule.MIRROR),
        (line(2, "undo", NIGHT), None, Rule.UNDONE),
        (line(2, "undo", NIGHT), line(1, "undo", None, NIGHT), Rule.UNDONE),
    ],
)
def test_an_undo_mirrors_what_it_takes_back(undo: FieldsLine, done: FieldsLine | None, rule: Rule | None) -> None:
    assert broken(lambda: check_mirror(undo, done)) == (None if rule is None else (rule, 2))


# ---------------------------------------------------------------------- all lines


@pytest.mark.parametrize(
    ("lines", "rules"),
    [
        ([(1, 1), (2, 2), (3, 2), (4, 2), (5, 5)], []),
        ([(2, 2)], [(2, Rule.GAP)]),
        ([(1, 1), (3, 3)], [(3, Rule.GAP)]),
        ([(1, 1), (1, 1)], [(1, Rule.GAP)]),
        ([(1, 1), (2, 2), (3, 1)], [(3, Rule.CHANGE)]),
        ([(1, 2)], [(1, Rule.CHANGE)]),
        ([(1, 1), (3, 2)], [(3, Rule.GAP), (3, Rule.CHANGE)]),
    ],
)
def test_the_order_of_lines(lines: Sequence[tuple[int, int]], rules: Sequence[tuple[int, Rule]]) -> None:
    order = Order()
    found = [
        (number, rule)
        for number, change in lines
        for rule in order.broken(line(number, "add", None, {}, change=change))
    ]
    assert found == list(rules)


@pytest.mark.parametrize(
    ("undone", "rules"),
    [
        ([(3, 1), (4, 2)], []),
        ([(3, 1), (4, 1)], [(Rule.TWICE, 1)]),
        ([(3, 3)], [(Rule.LATER, 3)]),
        ([(3, 4)], [(Rule.LATER, 3)]),
        ([(3, 1), (4, 2), (5, 1)], [(Rule.TWICE, 1)]),
    ],
)
def test_a_change_is_taken_back_once_and_later(
    undone: Sequence[tuple[int, int]], rules: Sequence[tuple[Rule, int]]
) -> None:
    taken_back = UndoneChanges()
    assert [each for number, of in undone for each in taken_back.note(line(number, "undo", {}, undoes=of))] == list(
        rules
    )


def test_a_change_is_taken_back_as_a_whole() -> None:
    """Change 1 has two lines, change 3 one; change 4 takes both lines of 1 back, change 6 another."""
    taken_back = UndoneChanges()
    for number, change, of in ((4, 4, 1), (5, 4, 1), (6, 6, 9)):
        assert [rule for rule, _ in taken_back.note(line(number, "undo", {}, change=change, undoes=of))] == (
            [Rule.LATER] if of == 9 else []
        )
    assert (len(taken_back), taken_back.lines_of(1), taken_back.lines_of(3)) == (2, 2, 0)
    assert taken_back.is_whole(3, 1)
    assert taken_back.is_whole(1, 2)
    assert list(taken_back.left()) == [9]
    part = UndoneChanges()
    assert not [*part.note(line(4, "undo", {}, undoes=1))]
    assert not part.is_whole(1, 2)


@settings(max_examples=50, deadline=None)
@given(OPERATIONS)
def test_whatever_a_person_does_the_ledger_is_replayed_to_what_stands(operations: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "diary.db"
        filled(path, operations)
        with Diary.for_reading(path) as diary:
            lines = diary.history()
            stored = {each.id: (each.id, each.entry, each.recalled) for each in diary.snapshot().stored}
    order, taken_back = Order(), UndoneChanges()
    states: dict[int, Fields | None] = {}
    kinds: dict[int, str] = {}
    changes: dict[int, list[FieldsLine]] = {}
    for each in lines:
        assert not [*order.broken(each), *taken_back.note(each)]
        check_line(each, kinds.get(each.entry_id))
        kinds[each.entry_id] = each.kind
        states[each.entry_id] = replay_line(states.get(each.entry_id), each)
        changes.setdefault(each.change_id, []).append(each)
        if each.undoes is not None:
            [done] = [one for one in changes[each.undoes] if one.entry_id == each.entry_id]
            check_mirror(each, done)
    for change, several in changes.items():
        assert taken_back.is_whole(change, len(several))
    assert not [*taken_back.left()]
    assert {number: kinds[number] for number, state in states.items() if state is not None} == {
        number: entry.kind for number, (_, entry, _) in stored.items()
    }
    for number, (_, entry, recalled) in stored.items():
        state = known_fields(states[number] or {})
        assert bool(state.pop("recalled", False)) == recalled
        assert state == known_fields({name: getattr(entry, name) for name in state})
