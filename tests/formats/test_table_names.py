"""The recognition of columns and words by their names, in seven languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.entries.name_vocabulary import FACTORS, MEDICINES, SYMPTOMS
from legdiary.domain.entries.substances import KNOWN_KINDS
from legdiary.formats.table.header_words import FACTOR_WORDS, MEDICINE_WORDS, SUBSTANCE_WORDS, SYMPTOM_WORDS
from legdiary.formats.table.names import find_factor, find_symptom, plain_words, split_words, suggest_field

#: One line a field: the headers that mean it and nothing else.
SURE = {
    "date": "Date | Datum | Fecha | Data | Tag | Jour | Nacht | Día",
    "evening-date": "Night of | Abend | Soir | Evening date",
    "morning-date": "Morning | Morgen | Matin | Mañana | Ochtend",
    "severity": "Severity (0-10) | RLS 0–10 | Legs | Beine | Restlessness | Jambes | Schwere | Gravità | Sévérité",
    "bed": "Bed time | Ins Bett | Heure du coucher | Hora de acostarse | A letto | Naar bed | Sleep / bed",
    "tried": "Lights out | Licht aus | Luces apagadas | Licht uit",
    "wake": "Wake | Woke up | Aufgewacht | Réveil | Sveglia | Wake time",
    "up": "Up | Got up | Aufgestanden | Lever | Opgestaan",
    "latency": "Time to fall asleep (min) | Einschlafdauer (Min.) | Sleep latency | Inslaaptijd",
    "awake": "Minutes awake | WASO (min) | Wachzeit [min] | Tijd wakker",
    "times": "Awakenings | Number of awakenings | Risvegli",
    "total": "Total sleep (h) | Hours slept | Schlafdauer | Heures de sommeil",
    "quality": "Quality | Schlafqualität 1-5 | Calidad",
    "nap": "Nap (min) | Sieste | Mittagsschlaf",
    "dose": "Dose | Grams | Kratom (g) | 7-OH (mg) | dose_mg | Dosis 2 | Morning dose | Cantidad | Gramm | kratom_g",
    "dose-time": "Time of dose | Kratom time | 7-OH time | Einnahmezeit | Heure de prise",
    "dose-product": "Product | Strain | Sorte | Marque",
    "magnesium": "Magnesium (mg) | Magnésium | Magnesio",
    "note": "Note | Notes | Bemerkungen | Opmerking",
}


@pytest.mark.parametrize(("field", "headers"), SURE.items(), ids=SURE)
def test_usual_names_of_columns_are_recognised(field: str, headers: str) -> None:
    for header in headers.split(" | "):
        found = suggest_field(header)
        assert found is not None, header
        assert (found.field, found.is_sure) == (field, True), header


def test_what_a_name_says_beside_its_field() -> None:
    assert {header: suggest_field(header) for header in ("RLS 0-4", "Übelkeit 0–3", "Schlafqualität (1-6)")} == {
        "RLS 0-4": suggest_field("RLS")._replace(scale=(0, 4)),  # type: ignore[union-attr]
        "Übelkeit 0–3": suggest_field("nausea")._replace(scale=(0, 3)),  # type: ignore[union-attr]
        "Schlafqualität (1-6)": suggest_field("quality")._replace(scale=(1, 6)),  # type: ignore[union-attr]
    }
    told = {
        header: suggest_field(header)
        for header in ("Kratom (g)", "7-OH mg", "Kratom extract (mg)", "Zeit 2", "3. Dosis (g)")
    }
    assert {header: (found.kind, found.number) for header, found in told.items() if found} == {
        "Kratom (g)": ("leaf", None), "7-OH mg": ("7-oh", None), "Kratom extract (mg)": ("extract", None),
        "Zeit 2": (None, 2), "3. Dosis (g)": (None, 3),
    }  # fmt: skip
    gabapentin = suggest_field("Gabapentin 300 mg")
    assert gabapentin is not None
    assert (gabapentin.field, gabapentin.name, gabapentin.amount) == ("medicine", "gabapentin", "300 mg")
    at = suggest_field("Gabapentin time")
    assert at is not None
    assert (at.field, at.name) == ("medicine-time", "gabapentin")


@pytest.mark.parametrize(
    "header", ["Time", "Uhrzeit", "Sleep", "Awake", "Total kratom (g)", "Tagesmenge", "severty", "Magnesium glycinate"]
)
def test_a_name_that_can_mean_several_things_is_only_a_guess(header: str) -> None:
    found = suggest_field(header)
    assert found is not None
    assert not found.is_sure


@pytest.mark.parametrize("header", ["", "Wetter", "Mood", "mg", "Column1", "7", "Red leaf (g)", "日付"])
def test_what_is_not_known_is_not_guessed(header: str) -> None:
    assert suggest_field(header) is None


def test_words_of_apps_find_the_names_of_the_diary() -> None:
    assert [find_factor(word) for word in ("Kaffee", "coffee", "Café", "Bain chaud", "sport", "Wetter")] == [
        "caffeine", "caffeine", "caffeine", "heat", "exercise", None,
    ]  # fmt: skip
    assert [find_symptom(word) for word in ("Übelkeit", "náuseas", "Mal de tête", "headaches", "Wetter")] == [
        "nausea", "nausea", "headache", "headache", None,
    ]  # fmt: skip


def test_every_word_leads_to_a_name_that_the_diary_has() -> None:
    assert FACTOR_WORDS.keys() <= {*FACTORS.names}
    assert SYMPTOM_WORDS.keys() <= {*SYMPTOMS.names}
    assert MEDICINE_WORDS.keys() <= {*MEDICINES.names}
    assert SUBSTANCE_WORDS.keys() <= {*KNOWN_KINDS}
    for words in (FACTOR_WORDS, SYMPTOM_WORDS, MEDICINE_WORDS):
        for several in words.values():
            assert [plain_words(word) for word in split_words(several)] == split_words(several)


@given(st.text(max_size=80))
def test_any_header_is_recognised_or_not_and_never_fails(header: str) -> None:
    found = suggest_field(header)
    assert found is None or found.field
