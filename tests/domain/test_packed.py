"""A packed list is a list."""

from __future__ import annotations

import pickle
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import dose, night
from legdiary.util import compressed_list
from legdiary.util.compressed_list import Packed, PackedRows, Picked, View, order_of


@given(
    st.lists(st.tuples(st.integers(-5, 5), st.text(max_size=3)), max_size=40),
    st.integers(1, 9), st.integers(1, 9), st.integers(0, 50),
)  # fmt: skip
def test_it_holds_what_a_list_does(values: list[tuple[int, str]], together: int, at_once: int, loose: int) -> None:
    with mock.patch.multiple(compressed_list, _TOGETHER=together, _AT_ONCE=at_once):
        held = Packed(values, loose=loose)
        assert held == values
        assert values == held
        assert held != [*values, (0, "")]
        assert len(held) == len(values)
        assert [held[place] for place in range(-len(values), len(values))] == values * 2
        assert held[1:-1] == values[1:-1]
        assert View(held, lambda each: each[1]) == [text for _, text in values]
        rows = PackedRows(values, loose=loose)
        assert rows == values
        assert [rows[place] for place in range(-len(values), 0)] == values
        for number in (0, 1, together, len(values) // 2, len(values), len(values) + together):
            assert list(held.after(number)) == values[number:]
        keys = [number for number, _ in values]
        assert held.by(keys) == sorted(values, key=lambda each: each[0])
        places = list(reversed(range(len(values))))
        assert list(held.in_order(places)) == values[::-1]
        odd = Picked(held, places[1::2])
        assert odd == values[::-1][1::2]
        assert list(odd.in_order(list(range(len(odd)))[::-1])) == values[::-1][1::2][::-1]
        first = [0, 0] if odd else []
        assert list(View(odd, str).in_order(first)) == [str(odd[place]) for place in first]


def test_of_entries() -> None:
    held = Packed([night("2026-11-20", 6, note="bad"), dose()])
    assert held == [night("2026-11-20", 6, note="bad"), dose()]
    with pytest.raises(IndexError):
        held[2]


def test_many_entries_take_some_bytes_each() -> None:
    """As values they take hundreds; what a file of half a million costs is measured in `tests/slow`."""
    doses = [
        dose(f"2026-11-{day:02}T{hour:02}:{minute:02}-05:00", 500 * (minute % 7 + 1))
        for day in (10, 11, 12)
        for hour in range(24)
        for minute in range(60)
    ]
    assert len(pickle.dumps(Packed(doses))) < 25 * len(doses)


def test_what_is_in_order_needs_no_other_order() -> None:
    assert order_of([]) is None
    assert order_of([3, 3, 4]) is None
    assert list(order_of([3, 1, 3, 1]) or ()) == [1, 3, 0, 2]
