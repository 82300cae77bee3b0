from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NIGHT, factor, measure, medicine, symptom
from legdiary.domain.amounts import Asks
from legdiary.domain.entries import NotAScore, Stored
from legdiary.domain.exposures import (
    FACTORS,
    MEASURES,
    MEDICINE_CLASSES,
    MEDICINES,
    SYMPTOMS,
    VOCABULARIES,
    HasItsCommand,
    MeasureThere,
    MeasureUnitMissing,
    MedicineUnitMissing,
    NotAMeasure,
    NotAMedicineAmount,
    NothingTakenOfIt,
    TwoReadings,
    UnknownMeasure,
    UnknownName,
    check_factor_beside,
    check_measure_beside,
    check_medicine_beside,
    find_measure,
    find_name,
    is_medicine_amount,
    parse_by,
    parse_medicine_amount,
    parse_value,
    plain_number,
)
from legdiary.domain.text import NoName, TooLong, UnreadableText
from legdiary.domain.vocabulary import UnknownWord
from legdiary.errors import LegdiaryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.domain.exposures import Scale, Vocabulary

T = TypeVar("T")
VOCABULARY = st.sampled_from([FACTORS, SYMPTOMS, MEDICINES])
TYPED = st.text(max_size=30)


def kept_or_refused(parse: Callable[[], T]) -> T | None:
    """What was kept; None where it was refused in one clear line with exit 2."""
    try:
        return parse()
    except LegdiaryError as error:
        if error.exit_code == 2 and error.message.isprintable():
            return None
        raise


GENERIC = "known are generic names, such as gabapentin, iron or doxycycline"
ADD_NEW = "add --new to keep it as your own"


class TestNames:
    @pytest.mark.parametrize(
        ("vocabulary", "typed", "name"),
        [
            (SYMPTOMS, "fast heartbeat", "fast heartbeat"),
            (SYMPTOMS, "fast-heartbeat", "fast heartbeat"),
            (SYMPTOMS, "  Fast   HEARTBEAT ", "fast heartbeat"),
            (SYMPTOMS, "diarrhea", "diarrhoea"),
            (SYMPTOMS, "hot flashes", "hot flushes"),
            (FACTORS, "anti-nausea-medicine", "anti-nausea medicine"),
            (FACTORS, "SSRI", "antidepressant"),
            (FACTORS, "warm bath", "heat"),
            (MEDICINES, "gabapentin-enacarbil", "gabapentin enacarbil"),
            (MEDICINES, "l-thyroxine", "levothyroxine"),
            (MEDICINES, "IV iron", "iron infusion"),
        ],
    )
    def test_a_known_name_in_other_spellings(self, vocabulary: Vocabulary, typed: str, name: str) -> None:
        assert find_name(vocabulary, typed, (), new=False) == name
        assert find_name(vocabulary, typed, (), new=True) == name

    @pytest.mark.parametrize(
        ("vocabulary", "typed", "message", "hint"),
        [
            (
                FACTORS,
                "cafeine",
                f"'cafeine' is no factor known here (did you mean caffeine?); {ADD_NEW}",
                None,
            ),
            (
                MEDICINES,
                "zzz",
                f"'zzz' is no medicine known here; {GENERIC}; {ADD_NEW}",
                None,
            ),
            (
                SYMPTOMS,
                "gabapentin",
                f"'gabapentin' is no symptom known here; known are {', '.join(SYMPTOMS.names)}; {ADD_NEW}",
                "legdiary medicine gabapentin '1 tablet'",
            ),
            (
                MEDICINES,
                "hot flush",
                f"'hot flush' is no medicine known here; {GENERIC}; {ADD_NEW}",
                "legdiary symptom 'hot flushes' 2",
            ),
        ],
    )
    def test_an_unknown_one_is_refused(
        self, vocabulary: Vocabulary, typed: str, message: str, hint: str | None
    ) -> None:
        with pytest.raises(UnknownName) as refusal:
            find_name(vocabulary, typed, (), new=False)
        assert (refusal.value.message, refusal.value.hint, refusal.value.exit_code) == (message, hint, 2)

    def test_a_name_in_use_is_known_and_never_shown_in_an_error(self) -> None:
        assert find_name(FACTORS, "FOOT-cream", ["foot cream"], new=False) == "foot cream"
        with pytest.raises(UnknownName) as refusal:
            find_name(FACTORS, "foot creme", ["foot cream"], new=False)
        assert "foot cream" not in refusal.value.message

    def test_a_new_one_is_kept_in_lower_case(self) -> None:
        assert find_name(FACTORS, " Foot  Cream ", (), new=True) == "foot cream"
        assert find_name(FACTORS, "Fußbad", (), new=True) == "fußbad"

    @pytest.mark.parametrize("typed", ["magnesium", "Kratom"])
    def test_what_has_a_command_of_its_own_is_counted_there(self, typed: str) -> None:
        with pytest.raises(HasItsCommand) as refusal:
            find_name(MEDICINES, typed, (), new=True)
        assert (refusal.value.hint or "").startswith(f"legdiary {typed.lower()} ")

    @pytest.mark.parametrize(("typed", "error"), [(" ", NoName), ("x" * 61, TooLong), ("a\x00b", UnreadableText)])
    def test_what_is_no_name(self, typed: str, error: type[LegdiaryError]) -> None:
        with pytest.raises(error):
            find_name(FACTORS, typed, (), new=True)

    @pytest.mark.parametrize("vocabulary", VOCABULARIES.values(), ids=VOCABULARIES)
    def test_every_other_word_leads_to_a_name(self, vocabulary: Vocabulary) -> None:
        assert set(vocabulary.others.values()) <= set(vocabulary.names)
        assert len(set(vocabulary.names)) == len(vocabulary.names)
        for name in (*vocabulary.names, *vocabulary.others):
            assert vocabulary.find(name.upper().replace(" ", "-")) is not None, name
        assert not set(vocabulary.others) & set(vocabulary.names)

    def test_every_medicine_has_a_class(self) -> None:
        assert set(MEDICINE_CLASSES) == set(MEDICINES.names)

    @given(vocabulary=VOCABULARY, typed=TYPED, new=st.booleans())
    def test_anything_typed_is_a_name_or_a_clear_refusal(self, vocabulary: Vocabulary, typed: str, new: bool) -> None:
        name = kept_or_refused(lambda: find_name(vocabulary, typed, (), new=new))
        if name is not None:
            assert find_name(vocabulary, name, [name], new=False) == name


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
            ("0mg", NothingTakenOfIt, "0mg is nothing taken; write an amount above 0, such as 300mg"),
            ("0.000mg", NothingTakenOfIt, "0.000mg is nothing taken; write an amount above 0, such as 300mg"),
            ("2,500mg", TwoReadings, "2,500mg can be read two ways; write 2500 mg or 2.5 mg"),
            ("1,125mg", TwoReadings, "1,125mg can be read two ways; write 1125 mg or 1.125 mg"),
            ("1.200mg", TwoReadings, "1.200mg can be read two ways; write 1200 mg or 1.2 mg"),
            ("two", NotAMedicineAmount, "'two' is no amount; write 300mg, 0.5mg, 50mcg, '1 tablet' or '10 drops'"),
            ("300kg", NotAMedicineAmount, "'300kg' is no amount; write 300mg, 0.5mg, 50mcg, '1 tablet' or '10 drops'"),
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


class TestMeasures:
    @pytest.mark.parametrize(
        ("name", "typed", "value_milli", "unit"),
        [
            ("irls", "22", 22_000, "points"),
            ("IRLS", "0", 0, "points"),
            ("irls", "40", 40_000, "points"),
            ("sows", "64", 64_000, "points"),
            ("cows", "48", 48_000, "points"),
            ("phq9", "27", 27_000, "points"),
            ("PHQ-9", "9", 9_000, "points"),
            ("gad 7", "21", 21_000, "points"),
            ("ferritin", "48ng/mL", 48_000, "ng/mL"),
            ("ferritin", "48 ug/L", 48_000, "ng/mL"),
            ("ferritin", "48 µg/l", 48_000, "ng/mL"),
            ("ferritin", "48,5NG/ML", 48_500, "ng/mL"),
            ("tsat", "18%", 18_000, "%"),
            ("tsat", "18,5%", 18_500, "%"),
            ("transferrin saturation", "18.5 %", 18_500, "%"),
            ("haemoglobin", "13.2g/dL", 13_200, "g/dL"),
            ("hemoglobin", "132 g/L", 13_200, "g/dL"),
            ("magnesium", "0.82mmol/L", 820, "mmol/L"),
            ("magnesium", "0,825 mmol/l", 825, "mmol/L"),
            ("magnesium", "2.0 mg/dL", 2_000, "mg/dL"),
            ("egfr", "62mL/min", 62_000, "mL/min/1.73m2"),
            ("eGFR", "62 mL/min/1.73m²", 62_000, "mL/min/1.73m2"),
        ],
    )
    def test_what_is_typed_is_what_is_kept(self, name: str, typed: str, value_milli: int, unit: str) -> None:
        scale = find_measure(name)
        assert parse_value(scale, typed) == (value_milli, unit)
        assert measure(scale.name, value_milli, unit).value_milli == value_milli

    @pytest.mark.parametrize(
        ("name", "typed", "error", "message"),
        [
            ("irls", "41", NotAMeasure, "41 is no value for irls; write a whole number from 0 to 40"),
            ("irls", "22.5", NotAMeasure, "22.5 is no value for irls; write a whole number from 0 to 40"),
            ("irls", "22/40", NotAMeasure, "22/40 is no value for irls; write a whole number from 0 to 40"),
            ("sows", "65", NotAMeasure, "65 is no value for sows; write a whole number from 0 to 64"),
            ("cows", "49", NotAMeasure, "49 is no value for cows; write a whole number from 0 to 48"),
            ("phq9", "28", NotAMeasure, "28 is no value for phq9; write a whole number from 0 to 27"),
            ("irls", "high", NotAMeasure, None),
            ("irls", "٣", NotAMeasure, None),
            ("ferritin", "48", MeasureUnitMissing, "ferritin 48 of what? Write 48ng/mL."),
            ("tsat", "18,5", MeasureUnitMissing, "tsat 18.5 of what? Write 18.5%."),
            ("haemoglobin", "13.2", MeasureUnitMissing, "haemoglobin 13.2 of what? Write 13.2g/dL or 13.2g/L."),
            ("egfr", "62", MeasureUnitMissing, "egfr 62 of what? Write 62mL/min/1.73m2."),
            ("tsat", "101%", NotAMeasure, "101% is no value for tsat; write 0 to 100 %, such as 18%"),
            ("ferritin", "48mg/mL", NotAMeasure, None),
            ("haemoglobin", "132g/dL", NotAMeasure,
             "132g/dL is no value for haemoglobin; write 1 to 30 g/dL or 10 to 300 g/L, such as 13.2g/dL"),
            ("haemoglobin", "13.2g/L", None, None),
            ("ferritin", "1,200ng/mL", TwoReadings, "1,200ng/mL can be read two ways; write 1200ng/mL or 1.2ng/mL"),
            ("ferritin", "1.200ng/mL", TwoReadings, None),
            ("magnesium", "0.82125mmol/L", NotAMeasure, None),
            ("magnesium", "0.8212mmol/L", NotAMeasure, None),
            ("tsat", "-1%", NotAMeasure, None),
            ("tsat", "1e1%", NotAMeasure, None),
        ],
    )  # fmt: skip
    def test_what_is_refused(
        self, name: str, typed: str, error: type[LegdiaryError] | None, message: str | None
    ) -> None:
        scale = find_measure(name)
        if error is None:
            assert parse_value(scale, typed) == (1_320, "g/dL")
            return
        with pytest.raises(error) as refusal:
            parse_value(scale, typed)
        assert message is None or refusal.value.message == message
        assert refusal.value.exit_code == 2

    def test_what_cannot_be_measured(self) -> None:
        with pytest.raises(UnknownMeasure) as refusal:
            find_measure("feritin")
        assert refusal.value.message == (
            "'feritin' is no measure known here (did you mean ferritin?); write one of: irls, sows, cows, phq9, gad7, "
            "ferritin, tsat, haemoglobin, magnesium, egfr"
        )

    def test_who_rated_it(self) -> None:
        assert (parse_by("Self"), parse_by(" clinician ")) == ("self", "clinician")
        with pytest.raises(UnknownWord):
            parse_by("doctor")

    @pytest.mark.parametrize("scale", MEASURES.values(), ids=MEASURES)
    def test_every_scale_takes_its_own_example_and_its_bounds(self, scale: Scale) -> None:
        value_milli, unit = parse_value(scale, scale.example)
        assert measure(scale.name, value_milli, unit).unit == unit
        assert bool(scale.source) == scale.is_total
        for each in scale.units:
            for bound in (each.least_milli, each.most_milli):
                typed = plain_number(bound) if scale.is_total else f"{plain_number(bound)} {each.name}"
                kept, kept_unit = parse_value(scale, typed)
                assert measure(scale.name, kept, kept_unit).unit == kept_unit

    @given(scale=st.sampled_from(tuple(MEASURES.values())), typed=TYPED)
    def test_anything_typed_is_a_value_or_a_clear_refusal(self, scale: Scale, typed: str) -> None:
        kept = kept_or_refused(lambda: parse_value(scale, typed))
        if kept is not None:
            assert measure(scale.name, *kept).unit == kept[1]

    @given(st.integers(100, 100_000_000))
    def test_thousandths_come_back_as_typed(self, value_milli: int) -> None:
        assert parse_value(MEASURES["ferritin"], f"{plain_number(value_milli)}ng/mL") == (value_milli, "ng/mL")


class TestValuesCheckThemselves:
    @pytest.mark.parametrize(
        ("make", "error"),
        [
            (lambda: factor(helped=4), NotAScore),
            (lambda: symptom(grade=-1), NotAScore),
            (lambda: measure("irls", 41_000, "points"), NotAMeasure),
            (lambda: measure("irls", 22_000, "%"), NotAMeasure),
            (lambda: measure("tsat", 100_001, "%"), NotAMeasure),
            (lambda: measure(by="doctor"), UnknownWord),
        ],
    )
    def test_what_cannot_be(self, make: Any, error: type[LegdiaryError]) -> None:
        with pytest.raises(error):
            make()

    def test_a_measure_is_listed_under_its_date(self) -> None:
        assert str(measure().night_of) == NIGHT


class TestTwice:
    def test_the_same_taking_asks(self) -> None:
        there = [Stored(5, medicine())]
        with pytest.raises(Asks, match=r"300 mg of it at 21:00 is stored already \(#5\)"):
            check_medicine_beside(medicine(at="2026-11-20T21:00:59-05:00"), there, confirmed=False)
        check_medicine_beside(medicine(), there, confirmed=True)
        for other in (medicine("pregabalin"), medicine(amount="600 mg"), medicine(at="2026-11-20T21:01-05:00")):
            check_medicine_beside(other, there, confirmed=False)

    def test_the_very_same_factor_asks(self) -> None:
        there = [Stored(5, factor())]
        with pytest.raises(Asks, match=r"2026-11-20 has the very same entry already \(#5\)"):
            check_factor_beside(factor(), there, confirmed=False)
        check_factor_beside(factor(), there, confirmed=True)
        check_factor_beside(factor(at="2026-11-20T15:00-05:00"), there, confirmed=False)

    def test_the_very_same_measure_is_refused(self) -> None:
        there = [Stored(5, measure())]
        with pytest.raises(MeasureThere, match=r"that ferritin of 2026-11-20 is stored already \(#5\)"):
            check_measure_beside(measure(), there)
        check_measure_beside(replace(measure(), value_milli=49_000), there)
