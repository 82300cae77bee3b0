from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from clear_refusals import TYPED, kept_or_refused
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.entries.medicines import MEDICINE_CLASSES
from legdiary.domain.entries.name_vocabulary import (
    FACTORS,
    MEDICINES,
    SYMPTOMS,
    VOCABULARIES,
    HasItsCommand,
    UnknownName,
    find_name,
)
from legdiary.domain.input.text import NoName, TooLong, UnreadableText

if TYPE_CHECKING:
    from legdiary.domain.entries.name_vocabulary import Vocabulary
    from legdiary.errors import LegdiaryError

VOCABULARY = st.sampled_from([FACTORS, SYMPTOMS, MEDICINES])
GENERIC = "medicines are known by their generic names"
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
            (FACTORS, "support group", "support group"),
            (FACTORS, "Support", "support group"),
            (FACTORS, "group", "support group"),
            (FACTORS, "therapy session", "therapy session"),
            (FACTORS, "therapy", "therapy session"),
            (FACTORS, "CBT", "cbt"),
            (FACTORS, "CBT-I", "cbt"),
            (FACTORS, "relaxation", "relaxation"),
            (SYMPTOMS, "cramps", "cramps"),
            (SYMPTOMS, "leg cramps", "cramps"),
            (SYMPTOMS, "muscle-spasms", "cramps"),
            (SYMPTOMS, "fever", "fever"),
            (SYMPTOMS, "temperature", "fever"),
            (SYMPTOMS, "goosebumps", "goosebumps"),
            (SYMPTOMS, "gooseflesh", "goosebumps"),
            (SYMPTOMS, "Goose bumps", "goosebumps"),
            (SYMPTOMS, "brain fog", "brain fog"),
            (SYMPTOMS, "brain-fog", "brain fog"),
            (SYMPTOMS, "foggy", "brain fog"),
            (SYMPTOMS, "low mood", "low mood"),
            (SYMPTOMS, "low-mood", "low mood"),
            (SYMPTOMS, "depressed", "low mood"),
            (SYMPTOMS, "sad", "low mood"),
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
                f"'cafeine' is not a known factor; closest names: caffeine, walking, nicotine; {ADD_NEW}",
                "legdiary factor --list",
            ),
            (
                MEDICINES,
                "zzz",
                f"'zzz' is not a known medicine; {GENERIC}; {ADD_NEW}",
                "legdiary medicine --list",
            ),
            (
                MEDICINES,
                "gabapentine",
                f"'gabapentine' is not a known medicine (did you mean gabapentin?); {ADD_NEW}",
                "legdiary medicine --list",
            ),
            (
                SYMPTOMS,
                "gabapentin",
                f"'gabapentin' is not a known symptom, but a medicine; {ADD_NEW}",
                "legdiary medicine --help",
            ),
            (
                MEDICINES,
                "hot flush",
                f"'hot flush' is not a known medicine, but a symptom; {ADD_NEW}",
                "legdiary symptom --help",
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

    @pytest.mark.parametrize(
        ("vocabulary", "own", "name"),
        [(SYMPTOMS, "leg cramps", "cramps"), (FACTORS, "therapy", "therapy session"), (SYMPTOMS, "sad", "low mood")],
    )
    def test_an_own_name_is_kept_though_it_has_become_another_word_for_a_known_one(
        self, vocabulary: Vocabulary, own: str, name: str
    ) -> None:
        assert find_name(vocabulary, own, [own, "nausea"], new=False) == own
        assert find_name(vocabulary, own, ["nausea"], new=False) == name
        assert find_name(vocabulary, name, [own], new=False) == name

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
