"""Factors, symptoms, medicines and measures as use cases: a request in, a result or a question out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import context, day, magnesium
from legdiary.app.log.factor import ChangeFactor, LogFactor, read_factor, store_factor
from legdiary.app.log.interactions import close_medicines
from legdiary.app.log.measure import ChangeMeasure, LogMeasure, read_measure, store_measure
from legdiary.app.log.medicine import ChangeMedicine, LogMedicine, MedicineStored, read_medicine, store_medicine
from legdiary.app.log.symptom import ChangeSymptom, LogSymptom, read_symptom, store_symptom
from legdiary.app.log.typed_fields import MissingValue, read_when
from legdiary.app.log.typed_names import TypedName
from legdiary.app.questions import Asked
from legdiary.domain.entries.factors_and_medicines import Factor, Measure, MeasureThere, Symptom
from legdiary.domain.entries.measure_scales import MEASURES, ConditionsOfIron
from legdiary.domain.entries.name_vocabulary import UnknownName
from legdiary.domain.entries.stored_entry import NothingGiven
from legdiary.errors import ENTRY, TIME, LegdiaryError
from legdiary.store.entry_rows import Change

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.app.context import Context

BERLIN = "Europe/Berlin"
#: 10:00 in New York, when the night of the 21st is the last one.
MORNING = "2026-11-22T10:00-05:00"


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


@pytest.fixture
def run(diary: Path) -> Context:
    return context(diary, MORNING)


def entry(made: Change | MedicineStored | Asked) -> Any:
    """What is stored now."""
    assert isinstance(made, (Change, MedicineStored)), made
    assert made.new is not None
    return made.new.entry


class TestFactor:
    def test_words_become_a_request(self, run: Context) -> None:
        read = read_factor(run.present, "coffee", amount="2 cups", at="08:15", note="black")
        assert isinstance(read, LogFactor)
        assert (read.name, read.amount, read.note) == (TypedName("coffee"), "2 cups", "black")
        made = store_factor(run, read)
        assert isinstance(made, Change)
        assert made.old is None
        stored = entry(made)
        assert (stored.name, stored.at.iso, stored.night_of) == (
            "caffeine",
            "2026-11-22T08:15:00-05:00",
            day("2026-11-22"),
        )

    def test_what_helped_is_about_the_night_that_was(self, run: Context) -> None:
        assert entry(store_factor(run, read_factor(run.present, "heat", helped="2"))).night_of == day("2026-11-21")
        assert entry(store_factor(run, read_factor(run.present, "heat"))).night_of == day("2026-11-22")

    def test_the_very_same_is_asked_about_and_stored_with_a_yes(self, run: Context) -> None:
        same = LogFactor(TypedName("heat"), night=day("2026-11-21"))
        assert entry(store_factor(run, same)) == Factor(day("2026-11-21"), "heat")
        asked = store_factor(run, same)
        assert isinstance(asked, Asked)
        assert (asked.about, asked.why) == (ENTRY, "2026-11-21 has the very same entry already (#1).")
        again = store_factor(run, same, frozenset({asked.about}))
        assert isinstance(again, Change)
        assert again.id == 2

    def test_a_time_that_came_twice_is_asked_about(self, diary: Path) -> None:
        run = context(diary, "2026-10-25T08:00+01:00", BERLIN)
        request = read_factor(run.present, "walking", at="2026-10-25 02:30")
        asked = store_factor(run, request)
        assert isinstance(asked, Asked)
        assert asked.about == TIME
        assert not diary.exists()
        assert entry(store_factor(run, request, frozenset({TIME}))).at.iso == "2026-10-25T02:30:00+01:00"

    def test_a_change_leaves_what_is_not_named(self, run: Context) -> None:
        store_factor(run, LogFactor(TypedName("heat"), night=day("2026-11-21"), amount="10 minutes"))
        read = read_factor(run.present, None, helped="3", entry_id=1)
        assert read == ChangeFactor(1, helped=3)
        assert entry(store_factor(run, read)) == Factor(day("2026-11-21"), "heat", amount="10 minutes", helped=3)


class TestSymptom:
    def test_a_name_of_several_words_and_its_grade(self, run: Context) -> None:
        read = read_symptom(run.present, ("hot", "flash", "2"))
        assert read == LogSymptom(TypedName("hot flash"), 2)
        assert entry(store_symptom(run, read)) == Symptom(day("2026-11-21"), "hot flushes", 2)

    def test_again_for_the_same_night_it_changes(self, run: Context) -> None:
        store_symptom(run, LogSymptom(TypedName("nausea"), 1))
        made = store_symptom(run, LogSymptom(TypedName("nausea"), 3))
        assert isinstance(made, Change)
        assert made.id == 1
        assert made.changed == {"grade": (1, 3)}

    def test_a_grade_alone_changes_an_entry(self, run: Context) -> None:
        store_symptom(run, LogSymptom(TypedName("nausea"), 1))
        read = read_symptom(run.present, ("0",), night="2026-11-20", entry_id=1)
        assert read == ChangeSymptom(1, grade=0, night=day("2026-11-20"))
        assert entry(store_symptom(run, read)) == Symptom(day("2026-11-20"), "nausea", 0)

    def test_a_note_stays_until_it_is_written_anew_or_cleared(self, run: Context) -> None:
        read = read_symptom(run.present, ("nausea", "1"), note="after dinner")
        assert read == LogSymptom(TypedName("nausea"), 1, note="after dinner")
        store_symptom(run, read)
        assert entry(store_symptom(run, LogSymptom(TypedName("nausea"), 2))).note == "after dinner"
        cleared = read_symptom(run.present, (), clear=["note"], entry_id=1)
        assert cleared == ChangeSymptom(1, emptied=frozenset({"note"}))
        assert entry(store_symptom(run, cleared)) == Symptom(day("2026-11-21"), "nausea", 2)


class TestMedicine:
    def test_close_magnesium_is_found_whichever_is_logged_last(self, run: Context) -> None:
        request = read_medicine(run, ("gabapentin", "300mg"), at="2026-11-21 22:00")
        assert isinstance(request, LogMedicine)
        assert request.amount == "300 mg"
        first = store_medicine(run, request)
        assert isinstance(first, MedicineStored)
        assert first.close == ()
        taking = magnesium("2026-11-21T22:00-05:00")
        with run.open_for_writing(frozenset()) as open_diary:
            open_diary.add(taking, run.present)
            assert [pair.gap_min for pair in close_medicines(open_diary, taking)] == [0]
        later = store_medicine(run, read_medicine(run, ("gabapentin", "300mg"), at="2026-11-21 23:59"))
        assert isinstance(later, MedicineStored)
        assert [pair.gap_min for pair in later.close] == [119]
        at_two_hours = store_medicine(run, ChangeMedicine(later.new.id, at=read_when("2026-11-22 00:00")))
        assert isinstance(at_two_hours, MedicineStored)
        assert at_two_hours.close == ()

    def test_the_same_taking_twice_is_asked_about(self, run: Context) -> None:
        request = read_medicine(run, ("iron", "1", "tablet"), at="08:00")
        assert entry(store_medicine(run, request)).amount == "1 tablet"
        asked = store_medicine(run, request)
        assert isinstance(asked, Asked)
        assert asked.why == "1 tablet of this medicine at 08:00 is already stored (#1)."
        assert isinstance(store_medicine(run, request, frozenset({ENTRY})), MedicineStored)

    def test_a_name_of_ones_own_is_said_once(self, run: Context) -> None:
        own = [store_medicine(run, read_medicine(run, ("zzyl", "5mg"), new=True, at=at)) for at in ("07:00", "08:00")]
        assert [isinstance(made, MedicineStored) and made.is_own for made in own] == [True, False]

    def test_what_it_did_and_a_note(self, run: Context) -> None:
        read = read_medicine(run, ("iron", "1", "tablet"), at="08:00", helped="0", note="on an empty stomach")
        assert isinstance(read, LogMedicine)
        assert (read.helped, read.note) == (0, "on an empty stomach")
        made = entry(store_medicine(run, read))
        assert (made.helped, made.note) == (0, "on an empty stomach")
        changed = read_medicine(run, (), helped="3", clear=["note"], entry_id=1)
        assert changed == ChangeMedicine(1, helped=3, emptied=frozenset({"note"}))
        made = entry(store_medicine(run, changed))
        assert (made.amount, made.helped, made.note) == ("1 tablet", 3, None)

    def test_no_diary_is_begun_for_a_name_that_cannot_be(self, run: Context, diary: Path) -> None:
        for words in (("gabapentn", "300mg"), ("gabapentn",)):
            with pytest.raises(UnknownName, match="did you mean gabapentin"):
                store_medicine(run, read_medicine(run, words))
        assert not diary.exists()


class TestMeasure:
    def test_a_value_is_read_by_what_was_measured(self, run: Context) -> None:
        read = read_measure(run.present, ("ferritin", "48", "ug/L"), on="2026-11-20", by="clinician")
        assert read == LogMeasure(MEASURES["ferritin"], 48_000, "ng/mL", day("2026-11-20"), "clinician")
        made = Measure(day("2026-11-20"), "ferritin", 48_000, "ng/mL", "clinician")
        assert entry(store_measure(run, read)) == made
        with pytest.raises(MeasureThere):
            store_measure(run, read)

    def test_a_value_alone_is_read_by_the_entry_that_it_changes(self, run: Context) -> None:
        store_measure(run, read_measure(run.present, ("irls", "22")))
        read = read_measure(run.present, ("18",), entry_id=1)
        assert read == ChangeMeasure(1, value="18")
        assert entry(store_measure(run, read)) == Measure(day("2026-11-22"), "irls", 18_000, "points")

    def test_conditions_are_added_and_cleared_one_by_one(self, run: Context) -> None:
        read = read_measure(run.present, ("ferritin", "48ng/mL"), no_iron=True)
        assert isinstance(read, LogMeasure)
        assert read.conditions == ("no iron for 24 h",)
        store_measure(run, read)
        both = entry(store_measure(run, read_measure(run.present, (), fasting=True, entry_id=1)))
        assert both.conditions == ("fasting", "no iron for 24 h")
        one = entry(store_measure(run, read_measure(run.present, (), clear=["no-iron"], entry_id=1)))
        assert one.conditions == ("fasting",)
        with pytest.raises(ConditionsOfIron):
            store_measure(run, read_measure(run.present, ("irls", "22"), entry_id=1))
        other = entry(store_measure(run, read_measure(run.present, ("irls", "22"), clear=["fasting"], entry_id=1)))
        assert other == Measure(day("2026-11-22"), "irls", 22_000, "points")

    def test_a_measure_becomes_another_with_its_value(self, run: Context) -> None:
        store_measure(run, read_measure(run.present, ("irls", "22")))
        with pytest.raises(MissingValue, match="the value is missing"):
            read_measure(run.present, ("sows",), entry_id=1)
        changed = store_measure(run, read_measure(run.present, ("sows", "14"), by="self", entry_id=1))
        assert entry(changed) == Measure(day("2026-11-22"), "sows", 14_000, "points", "self")


READERS: tuple[tuple[Any, tuple[Any, ...], str], ...] = (
    (read_factor, (None,), "the factor's name is missing"),
    (read_symptom, ((),), "the symptom's name is missing"),
    (read_symptom, (("nausea",),), "the grade, 0 to 3, is missing"),
    (read_measure, ((),), "what was measured is missing"),
    (read_measure, (("irls",),), "the value is missing"),
)


@pytest.mark.parametrize(("read", "words", "why"), READERS, ids=[why for *_, why in READERS])
def test_what_is_missing_is_said(read: Any, words: tuple[Any, ...], why: str, run: Context) -> None:
    with pytest.raises(MissingValue) as caught:
        read(run.present, *words)
    assert caught.value.message == why


@pytest.mark.parametrize("read", [read_factor, read_symptom, read_measure])
def test_a_change_of_nothing_is_refused(read: Any, run: Context) -> None:
    with pytest.raises(NothingGiven) as caught:
        read(run.present, None if read is read_factor else (), entry_id=7)
    assert caught.value.hint == "legdiary edit 7 --help"


def test_a_medicine_says_what_is_missing(run: Context) -> None:
    def refusal(*words: str, **more: Any) -> LegdiaryError:
        with pytest.raises(LegdiaryError) as caught:
            read_medicine(run, words, **more)
        return caught.value

    assert refusal().message == "the medicine's name is missing"
    assert refusal("gabapentin").message == "the amount is missing"
    assert refusal(entry_id=7).message == (
        "nothing to store; give an amount, a name, --at, --night, --helped, --note or --clear"
    )
