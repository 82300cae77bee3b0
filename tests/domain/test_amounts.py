from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.entries.dose_limits import NothingTaken, TooMuch, check_kratom, check_magnesium
from legdiary.domain.input.amounts import (
    FinerThanAMilligram,
    NotAnAmount,
    TwoReadings,
    UnitMissing,
    format_g,
    format_grams,
    grams,
    parse_amount,
    parse_pieces,
)
from legdiary.errors import Asks


@pytest.mark.parametrize(
    ("typed", "milligrams"),
    [
        ("2.5g", 2500), ("2,5g", 2500), ("2500mg", 2500), ("0.2 g", 200), ("2.5G", 2500), ("2500 MG", 2500),
        ("3g", 3000), (" 2.5 g ", 2500),
        ("2.5\N{NO-BREAK SPACE}g", 2500), ("0,500g", 500), ("0.001g", 1), ("2.50g", 2500),
        ("2.500g", 2500), ("2,50g", 2500), ("2,5000g", 2500), ("00.5g", 500), ("250.0mg", 250), ("0g", 0),
        ("0.0 mg", 0),
    ],
)  # fmt: skip
def test_an_amount_with_its_unit(typed: str, milligrams: int) -> None:
    assert parse_amount(typed) == milligrams


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("2.5", "2.5 of what? Write 2.5g or 2500mg."),
        ("2,5", "2.5 of what? Write 2.5g or 2500mg."),
        ("15", "15 of what? Write 15g or 15000mg."),
        ("0.0005", "0.0005 of what? Write 0.0005g or 0.5mg."),
    ],
)
def test_a_bare_number_is_asked_back(typed: str, answer: str) -> None:
    with pytest.raises(UnitMissing) as refusal:
        parse_amount(typed)
    assert str(refusal.value) == answer
    assert refusal.value.exit_code == 2


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("2,500g", "2,500g can be read two ways; write 2500g or 2.500g"),
        ("2,500 g", "2,500 g can be read two ways; write 2500g or 2.500g"),
        ("2,500mg", "2,500mg can be read two ways; write 2500mg or whole milligrams"),
        ("2.000mg", "2.000mg can be read two ways; write 2000mg or 2mg"),
    ],
)
def test_what_can_be_read_two_ways_is_not_read(typed: str, answer: str) -> None:
    with pytest.raises(TwoReadings) as refusal:
        parse_amount(typed)
    assert str(refusal.value) == answer


@pytest.mark.parametrize("typed", ["2,500g", "2.000mg", "1,000 g"])
def test_both_ways_that_are_offered_are_accepted(typed: str) -> None:
    with pytest.raises(TwoReadings) as refusal:
        parse_amount(typed)
    thousands, decimal = str(refusal.value).rpartition("write ")[2].split(" or ")
    assert parse_amount(thousands) > parse_amount(decimal) > 0


@pytest.mark.parametrize("typed", ["0.0001g", "2.5001g", "0.5mg", "1.5 mg", "0,0005g"])
def test_no_part_of_a_milligram_is_rounded_away(typed: str) -> None:
    with pytest.raises(FinerThanAMilligram, match=r"is finer than a milligram; write whole milligrams$"):
        parse_amount(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "g", "-1g", "+1g", "NaN g", "nang", "inf g", "1e3g", "0x10g", "٣g", "²g", "½g", "2.5.0g", "2.g",
        ".5g",
        "1 000 mg", "1.000,5g", "1_000mg", "2.5 kg", "2.5oz", "a spoon", "2.5g 3g", "12345678g", "2.5  g", "5caps",
        "2500µg",
    ],
)  # fmt: skip
def test_nothing_is_guessed(typed: str) -> None:
    with pytest.raises(NotAnAmount, match=r" is not an amount; write 2\.5g, 2,5g or 2500mg$"):
        parse_amount(typed)


@pytest.mark.parametrize(
    ("typed", "count"),
    [("5caps", 5), ("5 caps", 5), ("1 capsule", 1), ("12 Capsules", 12), ("0caps", 0), ("2.5g", None), ("5", None),
     ("2.5caps", 2.5), ("-5caps", None), ("5cap\N{LATIN SMALL LETTER LONG S}", None), ("٣caps", None)],
)  # fmt: skip
def test_capsules(typed: str, count: float | None) -> None:
    assert parse_pieces(typed) == (None if count is None else (100 * count, "capsule"))


@given(st.integers(0, 1_000_000))
def test_an_amount_as_it_is_shown_is_read_back(milligrams: int) -> None:
    assert parse_amount(format_grams(milligrams)) == milligrams
    assert parse_amount(f"{milligrams}mg") == milligrams
    assert round(grams(milligrams) * 1000) == milligrams


@given(whole=st.integers(0, 9999), fraction=st.from_regex(r"\A[0-9]{1,2}\Z|\A[0-9]{4}00\Z"))
def test_a_comma_is_a_point(whole: int, fraction: str) -> None:
    def read(mark: str) -> object:
        try:
            return parse_amount(f"{whole}{mark}{fraction}g")
        except FinerThanAMilligram:
            return FinerThanAMilligram

    assert read(",") == read(".")


@given(st.text(max_size=12).map(lambda text: f"{text}g"))
def test_what_is_read_was_written_in_plain_digits(text: str) -> None:
    try:
        milligrams = parse_amount(text)
    except (NotAnAmount, FinerThanAMilligram, TwoReadings):
        return
    assert text.strip().isascii() or "\N{NO-BREAK SPACE}" in text or text.strip()[:-1].strip().isascii()
    assert milligrams >= 0


@pytest.mark.parametrize(
    ("milligrams", "text"),
    [
        (2500, "2.5"),
        (0, "0"),
        (1, "0.001"),
        (1000, "1"),
        (10_000, "10"),
        (10_010, "10.01"),
        (-500, "-0.5"),
        (-12_000, "-12"),
    ],
)
def test_grams_as_they_are_shown(milligrams: int, text: str) -> None:
    assert format_g(milligrams) == text
    assert format_grams(milligrams) == f"{text} g"


class TestKratom:
    @pytest.mark.parametrize("milligrams", [1, 2500, 15_000])
    def test_up_to_15_grams_is_taken(self, milligrams: int) -> None:
        assert check_kratom(milligrams, "x", confirmed=False) == milligrams

    @pytest.mark.parametrize("milligrams", [15_001, 200_000])
    def test_above_15_grams_is_asked(self, milligrams: int) -> None:
        with pytest.raises(Asks) as question:
            check_kratom(milligrams, "x", confirmed=False)
        assert question.value.exit_code == 1
        assert question.value.question.endswith(" of kratom in one entry is more than 15 g.")
        assert str(question.value).endswith("Not stored; add --confirm if it is right.")
        assert check_kratom(milligrams, "x", confirmed=True) == milligrams

    @pytest.mark.parametrize(
        ("typed", "confirmed"), [("200.001g", True), ("250g", True), ("250g", False), ("9999999g", True)]
    )
    def test_above_200_grams_is_refused_even_if_confirmed(self, typed: str, confirmed: bool) -> None:
        with pytest.raises(TooMuch, match=rf"^{typed} is above 200 g, the most for one entry$"):
            check_kratom(parse_amount(typed), typed, confirmed=confirmed)

    def test_zero_is_not_a_dose_and_names_the_word_for_none(self) -> None:
        with pytest.raises(NothingTaken) as refusal:
            check_kratom(parse_amount("0 g"), "0 g", confirmed=True)
        assert str(refusal.value) == "0 g is not a dose; write an amount above 0. For a dose-free day: kratom none"
        assert refusal.value.hint is None
        assert refusal.value.exit_code == 2


class TestMagnesium:
    def test_up_to_1000_milligrams_is_taken(self) -> None:
        assert check_magnesium(1000, "1000mg", confirmed=False) == 1000

    @pytest.mark.parametrize("milligrams", [1001, 5000])
    def test_above_1000_is_asked(self, milligrams: int) -> None:
        with pytest.raises(
            Asks, match=rf"^{milligrams} mg of elemental magnesium in one entry is more than 1000 mg\. Not stored"
        ):
            check_magnesium(milligrams, "x", confirmed=False)
        assert check_magnesium(milligrams, "x", confirmed=True) == milligrams

    def test_above_5000_is_refused(self) -> None:
        with pytest.raises(TooMuch, match=r"^5001mg is above 5000 mg elemental, the most for one entry$"):
            check_magnesium(5001, "5001mg", confirmed=True)

    def test_none_is_not_a_taking(self) -> None:
        with pytest.raises(NothingTaken):
            check_magnesium(0, "0mg", confirmed=True)
