from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from clear_refusals import TYPED, kept_or_refused
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.input.decimal_mark import TwoReadings
from legdiary.domain.input.medicine_amounts import (
    MedicineUnitMissing,
    NotAMedicineAmount,
    NothingTakenOfIt,
    exact_micrograms,
    format_micrograms,
    is_medicine_amount,
    micrograms,
    parse_medicine_amount,
)

if TYPE_CHECKING:
    from legdiary.errors import LegdiaryError


class TestMedicineAmounts:
    @pytest.mark.parametrize(
        ("typed", "amount"),
        [
            ("300mg", "300 mg"),
            (" 300 MG ", "300 mg"),
            ("0300mg", "300 mg"),
            ("0.5mg", "0.5 mg"),
            ("0,5 mg", "0.5 mg"),
            ("0,125mg", "0.125 mg"),
            ("1.125mg", "1.125 mg"),
            ("2.50g", "2.5 g"),
            ("50ug", "50 mcg"),
            ("50 µg", "50 mcg"),
            ("50μg", "50 mcg"),
            ("1000iu", "1000 IU"),
            ("5ml", "5 mL"),
            ("1 tablet", "1 tablet"),
            ("1 tablets", "1 tablet"),
            ("2 tab", "2 tablets"),
            ("1.5 tablets", "1.5 tablets"),
            ("1/2 tablet", "1/2 tablet"),
            ("2caps", "2 capsules"),
            ("10 drops", "10 drops"),
            ("1 patch", "1 patch"),
            ("2 patches", "2 patches"),
            ("1 infusion", "1 infusion"),
        ],
    )
    def test_one_spelling(self, typed: str, amount: str) -> None:
        assert parse_medicine_amount(typed) == amount
        assert is_medicine_amount(typed)
        assert parse_medicine_amount(amount) == amount

    @pytest.mark.parametrize(
        ("typed", "error", "message"),
        [
            ("300", MedicineUnitMissing, "300 of what? Write 300mg or '300 tablets'."),
            ("0,5", MedicineUnitMissing, "0.5 of what? Write 0.5mg or '0.5 tablets'."),
            ("0mg", NothingTakenOfIt, "0mg is not a dose; write an amount above 0, such as 300mg"),
            ("0.000mg", NothingTakenOfIt, "0.000mg is not a dose; write an amount above 0, such as 300mg"),
            ("2,500mg", TwoReadings, "2,500mg can be read two ways; write 2500 mg or 2.5 mg"),
            ("1,125mg", TwoReadings, "1,125mg can be read two ways; write 1125 mg or 1.125 mg"),
            ("1.200mg", TwoReadings, "1.200mg can be read two ways; write 1200 mg or 1.2 mg"),
            ("two", NotAMedicineAmount, "'two' is not an amount; write 300mg, 0.5mg, 50mcg, '1 tablet' or '10 drops'"),
            (
                "300kg",
                NotAMedicineAmount,
                "'300kg' is not an amount; write 300mg, 0.5mg, 50mcg, '1 tablet' or '10 drops'",
            ),
            ("-1mg", NotAMedicineAmount, None),
            ("1e3mg", NotAMedicineAmount, None),
            ("٣mg", NotAMedicineAmount, None),
            ("9999999mg", NotAMedicineAmount, None),
            ("0/2 tablet", NotAMedicineAmount, None),
            ("5/2 tablets", NotAMedicineAmount, None),
            ("", NotAMedicineAmount, None),
            ("300mg\n", None, None),
        ],
    )
    def test_what_is_refused(self, typed: str, error: type[LegdiaryError] | None, message: str | None) -> None:
        if error is None:
            assert parse_medicine_amount(typed) == "300 mg"
            return
        with pytest.raises(error) as refusal:
            parse_medicine_amount(typed)
        assert message is None or refusal.value.message == message
        assert refusal.value.exit_code == 2

    @given(TYPED | st.from_regex(r"[0-9]{0,8}[.,/]?[0-9]{0,5} ?[a-zA-Zµ]{0,9}", fullmatch=True))
    def test_anything_typed_has_one_spelling_or_is_refused(self, typed: str) -> None:
        amount = kept_or_refused(lambda: parse_medicine_amount(typed))
        if amount is not None:
            assert parse_medicine_amount(amount) == amount

    @given(whole=st.integers(0, 999_999), fraction=st.integers(0, 99), mark=st.sampled_from(".,"))
    def test_a_number_keeps_its_value(self, whole: int, fraction: int, mark: str) -> None:
        if not whole + fraction:
            return
        number, unit = parse_medicine_amount(f"{whole}{mark}{fraction:02d} mg").split()
        assert unit == "mg"
        assert round(float(number) * 100) == 100 * whole + fraction


class TestWeights:
    @pytest.mark.parametrize(
        ("amount", "ug"),
        [
            ("300 mg", 300_000),
            ("300mg", 300_000),
            ("0.5 mg", 500),
            ("0.125 mg", 125),
            ("50 mcg", 50),
            ("50 µg", 50),
            ("1.5 g", 1_500_000),
            ("1/2 mg", 500),
            # finer than a microgram, or no weight
            ("0.5 mcg", None),
            ("12.5 mcg", None),
            ("1/3 mg", None),
            ("1 tablet", None),
            ("1/2 tablet", None),
            ("10 drops", None),
            ("1000 IU", None),
            ("5 mL", None),
            # never typed here: brought by a file
            ("a handful", None),
            ("1,125 mg", None),
            ("300 mg retard", None),
            ("0 mg", None),
            ("1/0 mg", None),
            ("", None),
        ],
    )
    def test_whole_micrograms(self, amount: str, ug: int | None) -> None:
        assert micrograms(amount) == ug

    def test_a_part_of_a_microgram_is_a_weight_too(self) -> None:
        assert exact_micrograms("12.5 mcg") == Fraction(25, 2)
        assert exact_micrograms("1/3 mg") == Fraction(1000, 3)
        assert exact_micrograms("1 tablet") is None

    @pytest.mark.parametrize(
        ("ug", "told"), [(50, "50 mcg"), (12.5, "12.5 mcg"), (1_000, "1 mg"), (7_500, "7.5 mg"), (300_000, "300 mg")]
    )
    def test_as_a_label_gives_it(self, ug: float, told: str) -> None:
        assert format_micrograms(ug) == told

    @given(ug=st.integers(1, 999_999_999))
    def test_every_whole_number_of_micrograms_comes_back(self, ug: int) -> None:
        assert micrograms(parse_medicine_amount(format_micrograms(ug))) == ug
