"""The words for units: each has one meaning, and each may stand apart from its number."""

from __future__ import annotations

import pytest

from legdiary.domain.input.units import UNIT_WORDS, WEIGHTS, weight_unit


def test_every_word_that_may_stand_apart() -> None:
    pieces, times = "cap caps capsule capsules tab tabs tablet tablets", "h hr hrs hour hours m min mins minute minutes"
    weights = "g gram grams gramme grammes mg milligram milligrams mcg ug µg μg microgram micrograms"
    assert {*f"{pieces} {times} {weights}".split(), "%", "mg/g"} == UNIT_WORDS


def test_a_weight_is_one_of_three() -> None:
    words = {unit: {word for word, of in WEIGHTS.items() if of == unit} for unit in ("g", "mg", "mcg")}
    assert words == {
        "g": {"g", "gram", "grams", "gramme", "grammes"},
        "mg": {"mg", "milligram", "milligrams"},
        "mcg": {"mcg", "ug", "µg", "μg", "microgram", "micrograms"},
    }


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("75mcg", "mcg"), (" 75 µG ", "mcg"), ("7,5\u00a0mg", "mg"), ("1/2 g", "g"), ("2.5 Grams", "g"), ("mg", "mg"),
        ("75", None), ("75 gr", None), ("x5mg", None), ("", None),
    ],
)  # fmt: skip
def test_the_unit_at_the_end(typed: str, unit: str | None) -> None:
    assert weight_unit(typed) == unit
