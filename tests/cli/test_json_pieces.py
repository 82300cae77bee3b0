"""A JSON document of a long list is written in pieces, and is the document that would be written at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from driving import ok
from hypothesis import given
from hypothesis import strategies as st

from legdiary.app import views
from legdiary.cli import terminal
from legdiary.util.compressed_list import View

TEXTS = st.text(st.characters() | st.sampled_from('\x1b\x7f\x9b"\\\ud800'), max_size=5)
ITEMS = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda item: st.lists(item, max_size=3) | st.dictionaries(st.text(max_size=3), item, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from("abc"), ITEMS), st.lists(ITEMS, max_size=8), st.integers(0, 40))
def test_pieces_make_the_document(beside: dict[str, Any], items: list[Any], together: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terminal, "_TEXT_AT_ONCE", together)
        in_pieces = "".join(terminal._document({**beside, "list": View(items, lambda item: item), "end": 1}))  # noqa: SLF001
    assert in_pieces == "".join(terminal._document({**beside, "list": items, "end": 1}))  # noqa: SLF001
    assert json.loads(in_pieces) == {**beside, "list": items, "end": 1}


def test_a_long_list_and_a_short_one_are_the_same_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve doses, a night and its correction, listed as JSON three nights at a time."""
    for day in range(10, 22):
        ok("kratom", "2.5g", "--at", f"2026-11-{day} 21:40", "--confirm")
    ok("night", "6", "--night", "2026-11-20")
    ok("night", "7", "--night", "2026-11-20")
    typed = ("list", "--from", "2026-11-01", "--to", "2026-11-30", "--json")
    at_once = ok(*typed).stdout
    monkeypatch.setattr(views, "_NIGHTS_AT_ONCE", 3)
    monkeypatch.setattr(terminal, "_TEXT_AT_ONCE", 100)
    assert ok(*typed).stdout == at_once
    assert [each["id"] for each in json.loads(at_once)["entries"]] == [*range(1, 11), 13, 11, 12]  # a night has no time
    assert [each["line"] for each in json.loads(ok("history", "--json").stdout)["changes"]] == [*range(1, 15)]
