from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from clear_refusals import TYPED, kept_or_refused
from hypothesis import given
from hypothesis import strategies as st

from builders import measure
from legdiary.domain.entries.measure_scales import (
    MEASURES,
    MeasureUnitMissing,
    NotAMeasure,
    UnknownMeasure,
    find_measure,
    format_value,
    parse_by,
    parse_value,
    plain_number,
)
from legdiary.domain.input.decimal_mark import TwoReadings
from legdiary.domain.input.night_vocabulary import UnknownWord

if TYPE_CHECKING:
    from legdiary.domain.entries.measure_scales import Scale
    from legdiary.errors import LegdiaryError


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
            ("heart-rate", "96/min", 96_000, "/min"),
            ("heart rate", "96 /min", 96_000, "/min"),
            ("Pulse", "96 bpm", 96_000, "/min"),
            ("HR", "20 BPM", 20_000, "/min"),
            ("heartrate", "300 per minute", 300_000, "/min"),
            ("pulse", "71.5 beats/min", 71_500, "/min"),
        ],
    )
    def test_what_is_typed_is_what_is_kept(self, name: str, typed: str, value_milli: int, unit: str) -> None:
        scale = find_measure(name)
        assert parse_value(scale, typed) == (value_milli, unit)
        assert measure(scale.name, value_milli, unit).value_milli == value_milli

    @pytest.mark.parametrize(
        ("name", "typed", "error", "message"),
        [
            ("irls", "41", NotAMeasure, "41 is not a valid value for irls; write a whole number from 0 to 40"),
            ("irls", "22.5", NotAMeasure, "22.5 is not a valid value for irls; write a whole number from 0 to 40"),
            ("irls", "22/40", NotAMeasure, "22/40 is not a valid value for irls; write a whole number from 0 to 40"),
            ("sows", "65", NotAMeasure, "65 is not a valid value for sows; write a whole number from 0 to 64"),
            ("cows", "49", NotAMeasure, "49 is not a valid value for cows; write a whole number from 0 to 48"),
            ("phq9", "28", NotAMeasure, "28 is not a valid value for phq9; write a whole number from 0 to 27"),
            ("irls", "high", NotAMeasure, None),
            ("irls", "٣", NotAMeasure, None),
            ("ferritin", "48", MeasureUnitMissing, "ferritin 48 of what? Write 48ng/mL."),
            ("tsat", "18,5", MeasureUnitMissing, "tsat 18.5 of what? Write 18.5%."),
            ("haemoglobin", "13.2", MeasureUnitMissing, "haemoglobin 13.2 of what? Write 13.2g/dL or 13.2g/L."),
            ("egfr", "62", MeasureUnitMissing, "egfr 62 of what? Write 62mL/min/1.73m2."),
            ("tsat", "101%", NotAMeasure, "101% is not a valid value for tsat; write 0 to 100 %, such as 18%"),
            ("ferritin", "48mg/mL", NotAMeasure, None),
            ("haemoglobin", "132g/dL", NotAMeasure,
             "132g/dL is not a valid value for haemoglobin; write 1 to 30 g/dL or 10 to 300 g/L, such as 13.2g/dL"),
            ("haemoglobin", "13.2g/L", None, None),
            ("ferritin", "1,200ng/mL", TwoReadings, "1,200ng/mL can be read two ways; write 1200ng/mL or 1.2ng/mL"),
            ("ferritin", "1.200ng/mL", TwoReadings, None),
            ("magnesium", "0.82125mmol/L", NotAMeasure, None),
            ("magnesium", "0.8212mmol/L", NotAMeasure, None),
            ("tsat", "-1%", NotAMeasure, None),
            ("tsat", "1e1%", NotAMeasure, None),
            ("heart-rate", "19/min", NotAMeasure,
             "19/min is not a valid value for heart-rate; write 20 to 300 /min, such as 96/min"),
            ("heart-rate", "301/min", NotAMeasure, None),
            ("heart-rate", "19.999/min", NotAMeasure, None),
            ("heart-rate", "96", MeasureUnitMissing, "heart-rate 96 of what? Write 96/min."),
            ("heart-rate", "96/s", NotAMeasure, None),
            ("heart-rate", "96/h", NotAMeasure, None),
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
            "'feritin' is not a known measure; closest names: ferritin, haemoglobin, heart-rate"
        )
        assert refusal.value.hint == "legdiary measure --list"

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

    @pytest.mark.parametrize(
        ("value_milli", "unit", "told"),
        [
            (22_000, "points", "22"), (48_500, "ng/mL", "48.5 ng/mL"), (18_000, "%", "18 %"),
            (96_000, "/min", "96/min"), (13_200, "g/dL", "13.2 g/dL"),
        ],
    )  # fmt: skip
    def test_a_value_as_people_read_it(self, value_milli: int, unit: str, told: str) -> None:
        assert format_value(value_milli, unit) == told

    @given(st.integers(100, 100_000_000))
    def test_thousandths_come_back_as_typed(self, value_milli: int) -> None:
        assert parse_value(MEASURES["ferritin"], f"{plain_number(value_milli)}ng/mL") == (value_milli, "ng/mL")
