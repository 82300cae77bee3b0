"""Kinds that have no words of their own: their line and their JSON are made of their fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import factor, medicine, symptom
from legdiary.domain.entries.stored_entry import Stored
from legdiary.render.json.entries import entry as entry_json
from legdiary.render.terminal import entry_line as module
from legdiary.render.terminal.entry_line import describe
from legdiary.render.terminal.field_labels import field_label

if TYPE_CHECKING:
    from typing import Any


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (medicine(), "at 21:00, name gabapentin, amount 300 mg"),
        (symptom("nausea", 0), "name nausea, grade 0"),
        (factor("walking", at="2026-11-21T00:30-05:00", note="née"), "name walking, at 00:30 (Sat), “née”"),
    ],
)
def test_a_line_names_each_field_that_is_known(entry: Any, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(module.SENTENCES, entry.kind)
    assert describe(entry, {}) == line


def test_the_json_has_every_field_the_moment_first() -> None:
    assert entry_json(Stored(7, medicine()), {}) == {
        "id": 7, "kind": "medicine", "night_of": "2026-11-20", "at": "2026-11-20T21:00:00-05:00", "recalled": False,
        "name": "gabapentin", "amount": "300 mg", "helped": None, "note": None,
    }  # fmt: skip
    assert list(entry_json(Stored(8, factor("walking")), {})) == [
        "id", "kind", "night_of", "at", "recalled", "name", "amount", "helped", "note",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "label"),
    [("lasted_min", "lasted"), ("salt_mg", "salt"), ("lying_awake_min", "lying awake"), ("onset_min", "began")],
)
def test_a_fields_name_without_its_unit_is_its_label(field: str, label: str) -> None:
    assert field_label(field) == label
