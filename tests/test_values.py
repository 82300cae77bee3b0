"""Values behave as the standard library's do, before their methods are made and after."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from typing import ClassVar

import pytest

from legdiary import values


def two_of(name: str, **options: bool) -> tuple[type, type]:
    """The same class twice: the standard library's, and ours, not used yet."""

    def body() -> type:
        class Dose:
            """One dose."""

            kind: ClassVar[str] = "kratom"

            amount_mg: int
            product: str | None = None
            words: list[str] = field(default_factory=list)
            place: int = field(default=7, compare=False)

            def __post_init__(self) -> None:
                if self.amount_mg < 0:
                    raise ValueError(self.amount_mg)

            @property
            def grams(self) -> float:
                return self.amount_mg / 1000

        Dose.__name__ = Dose.__qualname__ = name
        return Dose

    return dataclasses.dataclass(slots=True, **options)(body()), values.dataclass(slots=True, **options)(body())


@pytest.mark.parametrize("options", [{}, {"frozen": True}, {"frozen": True, "order": True}, {"kw_only": True}], ids=str)
def test_ours_and_theirs_agree(options: dict[str, bool]) -> None:
    theirs, ours = two_of("Dose", **options)
    for of in (theirs, ours):
        first, same, other = of(amount_mg=2500), of(amount_mg=2500, place=8), of(amount_mg=3000, words=["late"])
        assert first == same != other
        assert (first.product, first.words, first.place, first.kind, first.grams) == (None, [], 7, "kratom", 2.5)
        assert replace(other, product="leaf") == of(amount_mg=3000, words=["late"], product="leaf")
        with pytest.raises((AttributeError, TypeError)):  # the latter is the standard library's, where frozen
            first.elsewhere = 1
        with pytest.raises(ValueError, match="-1"):
            of(amount_mg=-1)
        with pytest.raises(TypeError):
            of(amount_mg=1, nothing=2)
    one, two = theirs(amount_mg=2500), ours(amount_mg=2500)
    assert repr(one) == repr(two)
    assert asdict(one) == asdict(two)
    assert [each.name for each in fields(theirs)] == [each.name for each in fields(ours)]
    assert vars(theirs)["__slots__"] == vars(ours)["__slots__"]
    assert not hasattr(two, "__dict__")


def test_a_frozen_value_cannot_be_changed() -> None:
    _, ours = two_of("Dose", frozen=True)
    value = ours(2500)
    with pytest.raises(FrozenInstanceError):
        value.amount_mg = 1
    with pytest.raises(FrozenInstanceError):
        del value.amount_mg


def test_values_are_ordered_where_that_is_asked_for() -> None:
    _, ours = two_of("Dose", frozen=True, order=True)
    assert sorted([ours(3), ours(1), ours(2)]) == [ours(1), ours(2), ours(3)]


def test_a_class_says_its_fields_before_it_has_a_value() -> None:
    _, ours = two_of("Dose", frozen=True)
    assert dataclasses.is_dataclass(ours)
    assert [each.name for each in fields(ours)] == ["amount_mg", "product", "words", "place"]


def test_nothing_is_made_before_it_is_needed() -> None:
    _, ours = two_of("Dose", frozen=True)
    assert "__repr__" not in vars(ours)
    ours(1)
    assert "__repr__" in vars(ours)


def test_a_value_without_slots_is_none() -> None:
    with pytest.raises(TypeError):
        values.dataclass(slots=False)


@values.dataclass(frozen=True, slots=True)
class Kept:
    """A value that can be found by its name."""

    amount_mg: int = 1


def test_a_value_can_be_copied() -> None:
    assert copy.copy(Kept(5)) == copy.deepcopy(Kept(5)) == pickle.loads(pickle.dumps(Kept(5))) == Kept(5)  # noqa: S301


def test_a_value_may_have_no_fields() -> None:
    @values.dataclass(frozen=True, slots=True)
    class Nothing:
        """A request that says it all by its name."""

    assert Nothing() == Nothing()
    assert fields(Nothing) == ()
