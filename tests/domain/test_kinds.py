"""The one list of the kinds of entries: what it says of each is so."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from legdiary.domain.entries.kinds import KIND_NAMES, KINDS

if TYPE_CHECKING:
    from legdiary.domain.entries.kinds import Kind

EVERY = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def test_the_kinds_filed_under_a_day_are_the_words_of_list() -> None:
    assert KIND_NAMES == ("night", "sleep", "kratom", "magnesium", "factor", "symptom", "medicine", "measure", "trial")
    assert sorted({*KINDS} - {*KIND_NAMES}) == ["plan", "product"]


def test_doses_alone_are_kept_under_another_name_than_their_kinds() -> None:
    assert {name: kind.table for name, kind in KINDS.items() if kind.table != name} == {"kratom": "dose"}


@pytest.mark.parametrize(
    ("name", "made_by"), [("night", ("night",)), ("kratom", ("kratom",)), ("product", ("product", "add"))]
)
def test_the_command_that_makes_an_entry(name: str, made_by: tuple[str, ...]) -> None:
    assert KINDS[name].maker == made_by


@EVERY
def test_a_kind_is_named_as_its_class_says(kind: Kind) -> None:
    assert kind.load().kind == kind.name


@EVERY
def test_the_fields_that_a_kind_names_are_those_of_its_class(kind: Kind) -> None:
    has = {each.name for each in fields(kind.load())}
    assert {*(kind.place or ()), *kind.thing, *(kind.amounts or ())} <= has
    assert ({kind.filed_by} if kind.filed_by else set()) <= has
    assert kind.amounts is None or "at" in has  # it is logged with a minute
