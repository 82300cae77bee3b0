"""The words typed for a product: what a laboratory found in it, and of which kind it is."""

from __future__ import annotations

import pytest
from clear_refusals import TYPED, kept_or_refused
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.entries.product_kinds import (
    KindIsAMedicine,
    NotAKind,
    NotANameOfAKind,
    find_product_kind,
)
from legdiary.domain.entries.products import NotAConcentration, Product, parse_mitragynine


@pytest.mark.parametrize(
    ("typed", "low_ug", "high_ug"),
    [
        ("13mg/g", 13_000, 13_000),
        ("13 MG/G", 13_000, 13_000),
        ("10-15mg/g", 10_000, 15_000),
        ("10.5-14,25mg/g", 10_500, 14_250),
        ("1000mg/g", 1_000_000, 1_000_000),
        # one percent is 10 mg in a gram
        ("1.3%", 13_000, 13_000),
        ("1,3 %", 13_000, 13_000),
        ("1-1.5%", 10_000, 15_000),
        ("1 – 1.5 %", 10_000, 15_000),
        ("0.0001%", 1, 1),
        ("1.2345%", 12_345, 12_345),
        ("45%", 450_000, 450_000),
        ("100%", 1_000_000, 1_000_000),
    ],
)
def test_what_a_laboratory_found(typed: str, low_ug: int, high_ug: int) -> None:
    assert parse_mitragynine(typed) == (low_ug, high_ug)
    assert Product("red leaf", mitragynine_low_ug=low_ug, mitragynine_high_ug=high_ug).mitragynine_high_ug == high_ug


@pytest.mark.parametrize(
    "typed",
    ["", "13", "%", "0%", "0.00004%", "101%", "1001mg/g", "1.5-1%", "1-%", "-1%", "1.3%mg/g", "1.3 mg", "13mg/mL",
     "1.23456%", "1.2345mg/g", "1%-1.5%", "1-1.5-2%", "٣%"],
)  # fmt: skip
def test_what_no_laboratory_finds(typed: str) -> None:
    with pytest.raises(NotAConcentration) as refusal:
        parse_mitragynine(typed)
    assert refusal.value.message == (
        f"{typed!r} is not a mitragynine content; write 13mg/g, 10-15mg/g or 1.3% (up to 1000mg/g)"
    )


@given(st.integers(1, 1_000_000), st.sampled_from(".,"), st.sampled_from(["", " "]))
def test_a_share_and_milligrams_in_a_gram_are_one_value(content_ug: int, mark: str, blank: str) -> None:
    share, per_gram = f"{content_ug / 10_000:.4f}", f"{content_ug / 1000:.3f}"
    read = parse_mitragynine(f"{share.replace('.', mark)}{blank}%")
    assert read == parse_mitragynine(f"{per_gram.replace('.', mark)}{blank}mg/g") == (content_ug, content_ug)


@given(TYPED | st.from_regex(r"[0-9]{0,5}[.,]?[0-9]{0,5}[-–]?[0-9]{0,4} ?(%|mg/g)?", fullmatch=True))
def test_anything_typed_is_a_content_or_a_clear_refusal(typed: str) -> None:
    read = kept_or_refused(lambda: parse_mitragynine(typed))
    if read is not None:
        Product("red leaf", mitragynine_low_ug=read[0], mitragynine_high_ug=read[1])


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("leaf", "leaf"), ("powder", "leaf"), (" Powder ", "leaf"), ("leaf  powder", "leaf"), ("Extract", "extract"),
        ("Kratom", "leaf"), ("7-oh", "7-oh"), ("7OH", "7-oh"), ("7 OH", "7-oh"),
    ],
)  # fmt: skip
def test_a_kind_in_the_words_of_a_label(typed: str, kind: str) -> None:
    assert find_product_kind(typed) == kind


@pytest.mark.parametrize("typed", ["", "tea", "powders", "leaf,extract", "\0", "a:b", "none"])
def test_another_word_is_no_kind(typed: str) -> None:
    with pytest.raises(NotAKind, match="write one of: leaf, extract, 7-oh, mitragynine-pseudoindoxyl, mgm-15, mgm-16;"):
        find_product_kind(typed)


@pytest.mark.parametrize(("typed", "kind"), [("tea", "tea"), ("  My  Tea ", "my tea"), ("mgm15", "mgm-15")])
def test_a_kind_of_ones_own(typed: str, kind: str) -> None:
    assert find_product_kind(typed, new=True) == kind
    assert find_product_kind(typed, {kind}) == kind


@pytest.mark.parametrize("typed", ["", "a:b", "medicine:gabapentin", "none", "magnesium", "tée", "a" * 41])
def test_a_word_that_can_name_no_kind(typed: str) -> None:
    with pytest.raises(NotANameOfAKind):
        find_product_kind(typed, new=True)


@pytest.mark.parametrize(
    ("typed", "what"), [("gabapentin", "medicine"), ("Coffee", "factor"), ("ropinirole", "medicine")]
)
def test_a_medicine_or_a_factor_is_no_kind(typed: str, what: str) -> None:
    for new in (True, False):
        with pytest.raises(KindIsAMedicine, match=f"is a {what} here") as refusal:
            find_product_kind(typed, new=new)
        assert refusal.value.hint == f"legdiary {what} --help"
