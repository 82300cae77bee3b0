"""Words of a person's own in Daylio, Bearable and Loop: what each means is said once, and kept in a small TOML."""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run
from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, NEW_YORK, moment
from legdiary.app.imports.own_words import WordSettler
from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.factors_and_medicines import Factor, Medicine, Symptom
from legdiary.domain.entries.night import Night
from legdiary.domain.time.moments import load_zone
from legdiary.errors import BadValue, LegdiaryError, Refused
from legdiary.formats.detect import recognise
from legdiary.formats.dose_apps import bearable, daylio, loop_habits
from legdiary.formats.dose_apps.own_words import (
    MOST_WORDS,
    OUT,
    Meaning,
    NameNotKnown,
    NotAMeaning,
    NotAWordMap,
    Said,
    Word,
    WordCounts,
    WordsToLookThrough,
    WordsWithoutMeaning,
    entry_of_word,
    likely_meaning,
    read_meaning,
    read_words,
    spread,
    sure_meaning,
    write_words,
)
from legdiary.formats.reader_result import BadRow, BadRows, ReadOptions, TooLarge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

    from legdiary.app.imports.own_words import WordQuestion
    from legdiary.formats.reader_result import Found

FIXTURES = Path(__file__).parent / "fixtures"
DAYLIO, BEARABLE = (FIXTURES / "daylio.csv").read_bytes(), (FIXTURES / "bearable.csv").read_bytes()
DAYLIO_HEADER = "full_date,date,weekday,time,mood,activities,scales,note_title,note\n"
BEARABLE_HEADER = "date,weekday,time of day,category,rating/amount,detail,notes\n"
JUNE_1, JUNE_2, JUNE_3 = date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)


class Told:
    """The one who knows: the phrases, else left out."""

    def __init__(self, **phrases: str) -> None:
        self.phrases = {word.replace("_", " "): phrase for word, phrase in phrases.items()}
        self.asked: Sequence[Word] = ()

    def settle(self, _source: str, words: Sequence[Word]) -> Mapping[str, Meaning]:
        self.asked = words
        return {word.text: read_meaning(self.phrases.get(word.text, "left-out")) for word in words}


def read(module: ModuleType, data: str | bytes, told: Any = None, zone: str = NEW_YORK) -> Found:
    data = data.encode() if isinstance(data, str) else data
    found: Found = module.read(data, "x", ReadOptions(load_zone(zone), words=(told or Told()).settle))
    return found


def entry(activities: str = "", day: str = "2026-06-02", clock: str = "22:00", scales: str = "", note: str = "") -> str:
    return f'{day},June 2,Tuesday,{clock},good,"{activities}","{scales}","",{note}\n'


def row(category: str, detail: str, rating: str = "", when: str = "pm", day: str = "2nd Jun 2026") -> str:
    return f'"{day}","Tuesday","{when}","{category}","{rating}","{detail}",""\n'


def loop(habits: str, **marks: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Habits.csv", f"Position,Name,Type,Question,Description,Unit\n{habits}")
        for number, text in marks.items():
            archive.writestr(f"{number.removeprefix('h')} name/Checkmarks.csv", f"Date,Value,Notes\n{text}")
        archive.writestr("Checkmarks.csv", "Date,a,\n")
    return made.getvalue()


# ---------------------------------------------------------------------- meanings


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("factor caffeine", Meaning("factor", "caffeine")),
        ("  Factor   Coffee ", Meaning("factor", "caffeine")),
        ("new factor yoga", Meaning("factor", "yoga", is_new=True)),
        ("new factor coffee", Meaning("factor", "caffeine")),
        ("symptom headache", Meaning("symptom", "headache")),
        ("symptom headache 2", Meaning("symptom", "headache", 2)),
        ("symptom hot flashes 1-4", Meaning("symptom", "hot flushes", None, (1, 4))),
        ("new symptom creepy feet 3", Meaning("symptom", "creepy feet", 3, is_new=True)),
        ("severity", Meaning("severity")),
        ("severity 0-4", Meaning("severity", scale=(0, 4))),
        ("severity 5-1", Meaning("severity", scale=(5, 1))),
        ("magnesium elemental", Meaning("magnesium", "elemental")),
        ("magnesium salt", Meaning("magnesium", "salt")),
        ("each 500mg", Meaning("each", "500 mg")),
        ("each 2,4 g", Meaning("each", "2.4 g")),
        ("left-out", OUT),
    ],
)
def test_a_phrase_and_its_meaning(typed: str, meaning: Meaning) -> None:
    assert read_meaning(typed) == meaning
    assert read_meaning(meaning.phrase()) == meaning


@pytest.mark.parametrize(
    "typed", ["", "good", "factor", "factor caffeine 2", "severity 3-3", "new severity", "new left-out"]
)
def test_a_phrase_that_means_nothing(typed: str) -> None:
    with pytest.raises(NotAMeaning):
        read_meaning(typed)


def test_a_name_that_is_not_known_needs_new() -> None:
    with pytest.raises(NameNotKnown, match="write new factor yoga to keep it as your own"):
        read_meaning("factor yoga")
    with pytest.raises(BadValue, match="has its own command"):
        read_meaning("factor magnesium")


def test_a_word_of_legdiarys_own_is_sure_in_any_of_its_languages_and_others_are_offered() -> None:
    assert sure_meaning(Word("Coffee", 3)) == sure_meaning(Word("Kaffee", 1)) == Meaning("factor", "caffeine")
    assert sure_meaning(Word("Headache", 3, (0, 4), is_graded=True)) == Meaning("symptom", "headache")
    assert sure_meaning(Word("Headache", 3, (0, 10))) == Meaning("symptom", "headache", scale=(0, 10))
    assert sure_meaning(Word("Headache", 3)) is None  # a symptom without a number has no grade
    assert sure_meaning(Word("Restless legs", 3, (0, 10))) is None
    assert likely_meaning(Word("Restless legs", 3, (0, 10))) == Meaning("severity")
    assert likely_meaning(Word("Restless legs", 3, (0, 4))) == Meaning("severity", scale=(0, 4))
    assert likely_meaning(Word("Charlotte", 3)) is None


@pytest.mark.parametrize(
    ("number", "scale", "most", "value"),
    [
        ("0", (0, 10), 10, 0), ("7", (0, 10), 10, 7), ("1", (0, 4), 10, 3), ("2", (0, 4), 10, 5), ("3", (0, 4), 10, 8),
        ("4", (0, 4), 10, 10), ("1", (1, 5), 10, 0), ("3", (1, 5), 3, 2), ("1", (5, 1), 10, 10), ("5", (5, 1), 10, 0),
        ("11", (0, 10), 10, None), ("0", (1, 5), 10, None),
    ],
)  # fmt: skip
def test_a_number_of_another_scale_is_spread(number: str, scale: tuple[int, int], most: int, value: int | None) -> None:
    assert spread(Decimal(number), scale, most) == value


def test_what_a_word_makes() -> None:
    counts = WordCounts(Counter())
    said = Said("x", Decimal(4), JUNE_2, JUNE_1, 3, "2 cups", "unbearable")
    for phrase, made in (
        ("factor caffeine", Factor(JUNE_2, "caffeine", amount="2 cups", note="unbearable")),
        ("symptom headache", Symptom(JUNE_2, "headache", 3, "unbearable")),
        ("symptom headache 1", Symptom(JUNE_2, "headache", 1, "unbearable")),
        ("symptom headache 0-10", Symptom(JUNE_2, "headache", 1, "unbearable")),
        ("severity 0-4", Night(JUNE_1, severity=10, note="unbearable")),
        ("severity", Night(JUNE_1, severity=4, note="unbearable")),
        ("left-out", None),
    ):
        assert entry_of_word(said, read_meaning(phrase), counts) == made
    for each, phrase in (
        (said._replace(number=None, grade=None), "symptom headache"),
        (said._replace(number=Decimal(11)), "severity"),
        (said._replace(night=None), "severity"),
    ):
        assert entry_of_word(each, read_meaning(phrase), counts) is None
    assert list(counts.said()) == [
        "1 mark in a word that the mapping leaves out",
        "1 symptom without a grade",
        "1 number outside the scale that the mapping says",
        "1 severity by day, which belongs to no night",
    ]


# ---------------------------------------------------------------------- the file


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), st.sampled_from([
    OUT, Meaning("factor", "caffeine"), Meaning("factor", "own name", is_new=True), Meaning("severity", scale=(0, 4)),
    Meaning("symptom", "headache", 2), Meaning("symptom", "hot flushes", scale=(1, 5)),
]), max_size=6))  # fmt: skip
def test_words_come_back_from_their_file(meanings: dict[str, Meaning]) -> None:
    assert read_words(write_words(meanings), "words.toml") == meanings
    assert list(tomllib.loads(write_words(meanings))["words"]) == sorted(meanings)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("words", "this is no TOML"),
        ("[words]\na = 1\n", "words.toml, word 1: accepted: factor NAME"),
        ("[words]\nb = 'good'\n", "words.toml, word 1: 'good' is not a meaning"),
        ("[words]\nb = 'left-out'\n'private' = 'factor chess'\n", "words.toml, word 2: 'chess' is not a known factor"),
        ("[words]\n[more]\n", "accepted: [words]"),
        ("words = 3\n", "accepted: [words]"),
        ("", "accepted: [words]"),
        ("[words]\n" + "".join(f"a{n} = 'left-out'\n" for n in range(MOST_WORDS + 1)), "up to 2000 words"),
        ("a = " + "[" * 5000, "this is no TOML"),
    ],
)
def test_a_file_that_is_no_list_of_words(text: str, says: str) -> None:
    with pytest.raises(NotAWordMap, match=re.escape(says)) as caught:
        read_words(text, "words.toml")
    assert "private" not in caught.value.message


def test_words_are_asked_about_once_and_kept(tmp_path: Path) -> None:
    path, asked = tmp_path / "words.toml", list[str]()

    class Asker:
        def ask(self, question: WordQuestion) -> str:
            asked.append(f"{question.word} {question.left} {question.offered}")
            return "" if question.offered else "factor chess" if len(asked) == 2 else "new factor chess"

        def refuse(self, error: BadValue) -> None:
            asked.append(error.message)

    words = [Word("Coffee", 2), Word("Restless legs", 2, (0, 10)), Word("Chess club", 9)]
    found = WordSettler(path, Asker()).settle("x", words)
    assert asked == [
        "Restless legs 2 severity",
        "Chess club 1 None",
        (
            "'chess' is not a known factor; closest names: stress, compression, heat; "
            "write new factor chess to keep it as your own"
        ),
        "Chess club 1 None",
    ]
    assert {word: meaning.phrase() for word, meaning in found.items()} == {
        "Coffee": "factor caffeine", "Restless legs": "severity", "Chess club": "new factor chess",
    }  # fmt: skip
    again = WordSettler(path, None)
    assert again.settle("x", words) == found
    path.write_text(path.read_text(encoding="utf-8").replace("factor caffeine", "left-out"), encoding="utf-8")
    assert WordSettler(path, None).settle("x", words)["Coffee"] == OUT
    with pytest.raises(WordsToLookThrough, match=r"1 word of your own has no meaning yet: look through words\.toml"):
        again.settle("x", [*words, Word("new", 1)])
    assert '"new" = "left-out"' in path.read_text(encoding="utf-8")
    with pytest.raises(WordsWithoutMeaning):
        WordSettler(None, None).settle("x", words)
    with pytest.raises(WordsWithoutMeaning):
        WordSettler(None, _Silent()).settle("x", words)


class _Silent:
    def ask(self, _question: WordQuestion) -> None:
        return None

    def refuse(self, error: BadValue) -> None:
        raise error


def test_an_import_without_a_person_writes_the_list_and_takes_it_the_next_time(tmp_path: Path) -> None:
    app, words = tmp_path / "daylio.csv", tmp_path / "words.toml"
    app.write_bytes(DAYLIO)
    refused = run("import", str(app))
    assert (refused.code, "3 words of your own have no meaning yet; add --map FILE" in refused.stderr) == (1, True)
    drafted = run("import", str(app), "--map", str(words))
    assert (drafted.code, "look through words.toml" in drafted.stderr) == (1, True)
    assert not any(word in refused.stderr + drafted.stderr for word in ("office", "headache", "private"))
    listed = tomllib.loads(words.read_text(encoding="utf-8"))["words"]
    assert listed == {
        "coffee": "factor caffeine", "Kaffee": "factor caffeine", "walking": "factor walking",
        "yoga": "factor stretching", "office": "left-out", "headache": "left-out", "Restless legs": "severity",
    }  # fmt: skip
    assert "added 4 factors, 1 night" in ok("import", str(app), "--map", str(words)).stdout
    assert "added nothing" in ok("import", str(app), "--map", str(words)).stdout


# ---------------------------------------------------------------------- Daylio


def test_daylio_becomes_factors_and_severities() -> None:
    assert recognise(DAYLIO, "x").name == "daylio"  # type: ignore[union-attr]
    told = Told(coffee="factor caffeine", Kaffee="factor caffeine", headache="symptom headache 2",
                walking="factor walking", Restless_legs="severity")  # fmt: skip
    found = read(daylio, DAYLIO, told)
    assert list(found.entries) == [
        # At 01:15 on Tuesday it is still Monday's diary day.
        Symptom(JUNE_1, "headache", 2), Factor(JUNE_1, "walking"),
        # 4 of 10 at 22:40 for the night to come, 7 the next morning for the night that is over: the same night.
        Night(JUNE_2, severity=7), Factor(JUNE_2, "caffeine"), Factor(JUNE_3, "caffeine"),
    ]  # fmt: skip
    assert [word.text for word in told.asked] == [
        "Kaffee", "Restless legs", "coffee", "headache", "office", "walking", "yoga",
    ]  # fmt: skip
    assert [word.scale for word in told.asked] == [None, (0, 10), None, None, None, None, None]
    assert found.not_carried == (
        "2 marks in words that the mapping leaves out",
        "2 words that their days had already: kept once, with the highest number",
        "3 moods: the diary has no moods",
        "1 scale that is no number of points",
        "2 notes of entries",
    )
    assert not any(word in said for said in found.not_carried for word in ("office", "yoga", "private"))


@pytest.mark.parametrize(
    ("clock", "day", "night"),
    [
        ("12:00 AM", 1, 1), ("4:59 AM", 1, 1), ("5:00 AM", 2, 1), ("12:00 PM", 2, 1), ("2:59 PM", 2, 1),
        ("3:00 PM", 2, 2), ("15:00", 2, 2), ("23:59", 2, 2), ("9.30", 2, 1), ("10:04\u202fPM", 2, 2),
        ("8:30 p.m.", 2, 2),
    ],
)  # fmt: skip
def test_the_day_and_the_night_of_a_daylio_entry(clock: str, day: int, night: int) -> None:
    text = DAYLIO_HEADER + entry("coffee", clock=clock, scales="legs: 3/10 points")
    entries = read(daylio, text, Told(coffee="factor caffeine", legs="severity")).entries
    assert {each.kind: each.night_of for each in entries} == {
        "factor": date(2026, 6, day), "night": date(2026, 6, night),
    }  # fmt: skip


def test_clock_changes_and_zones_change_no_day_of_daylio() -> None:
    """02:30 did not come on 2026-03-29 in Berlin, and came twice on 2026-10-25: no moment is made of either."""
    for day in ("2026-03-29", "2026-10-25"):
        for zone in (BERLIN, NEW_YORK):
            (only,) = read(
                daylio, DAYLIO_HEADER + entry("coffee", day, "02:30"), Told(coffee="factor caffeine"), zone
            ).entries
            assert only.night_of == date.fromisoformat(day).replace(day=date.fromisoformat(day).day - 1)


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        ("full_date,date\n", "line 1:", "accepted: the header full_date"),
        (DAYLIO_HEADER + entry(day="02/06/2026"), "line 2, full_date", "accepted: a date"),
        (DAYLIO_HEADER + entry(day="2026-06-31"), "line 2, full_date", "accepted: a date"),
        (DAYLIO_HEADER + entry(clock="13:00 PM"), "line 2, time", "accepted: a time"),
        (DAYLIO_HEADER + entry(clock="soon"), "line 2, time", "accepted: a time"),
        (DAYLIO_HEADER + entry("a" * 201), "line 2, activities", "a word of more than 200"),
        (DAYLIO_HEADER + entry("a\x07b"), "line 2, activities", "cannot be shown"),
        (DAYLIO_HEADER + entry(scales="legs: 11/10 points"), "line 2, scales", "11/10; accepted"),
        (DAYLIO_HEADER + "2026-06-02,x\n", "line 2:", "2 cells; accepted: the 9"),
        (
            DAYLIO_HEADER + "".join(entry(f"{n}a | {n}b") for n in range(1001)),
            "",
            "more than 2000 different activities",
        ),
    ],
)
def test_a_daylio_file_that_cannot_be(data: str, place: str, says: str) -> None:
    with pytest.raises(BadRow) as caught:
        read(daylio, data)
    assert caught.value.message.startswith(f"x, {place}" if place else "x:")
    assert says in caught.value.message


def test_bad_rows_of_both_csvs_are_left_out_whole() -> None:
    for module, text, places in (
        (daylio, DAYLIO_HEADER + entry("coffee", clock="x") + entry("coffee"), ["x, line 2, time"]),
        (
            bearable,
            BEARABLE_HEADER
            + row("Symptom", "Headache (Mild)", "9")
            + row("Meds/Supplements", "Kratom (g)", "201", "9:00")
            + row("Factors", "coffee"),
            ["x, line 2, rating/amount", "x, line 3, rating/amount"],
        ),
    ):  # fmt: skip
        bad = BadRows(skip=True)
        found = module.read(
            text.encode(), "x", ReadOptions(load_zone(NEW_YORK), bad, words=Told(coffee="factor caffeine").settle)
        )
        assert [each.place for each in bad.left_out] == places
        assert list(found.entries) == [Factor(JUNE_2, "caffeine")]


# ---------------------------------------------------------------------- Bearable


def test_bearable_becomes_symptoms_factors_and_medicines() -> None:
    assert recognise(BEARABLE, "x").name == "bearable"  # type: ignore[union-attr]
    told = Told(Headache="symptom headache", Nausea="symptom nausea", Caffeine="factor caffeine",
                Alcohol="factor alcohol",
                High_stress="factor stress")  # fmt: skip
    told.phrases["Restless (creepy) legs"] = "severity 0-4"
    found = read(bearable, BEARABLE, told)
    assert list(found.entries) == [
        Symptom(JUNE_1, "headache", 3),
        # 2 of 4 in the evening, 4 of 4 after midnight: one night, the worse of them.
        Night(JUNE_1, severity=10, note="unbearable"),
        Symptom(JUNE_2, "nausea", 3, "unbearable"),
        Factor(JUNE_2, "caffeine"), Factor(JUNE_2, "stress"), Factor(JUNE_2, "alcohol"),
        Medicine(JUNE_2, moment("2026-06-02T21:05-04:00", NEW_YORK), "gabapentin", "300 mg", note="with food"),
        # At 02:30 on the 3rd it is still the diary day of the 2nd.
        Dose(JUNE_2, 2500, moment("2026-06-03T02:30-04:00", NEW_YORK)),
    ]  # fmt: skip
    assert found.not_carried == (
        "1 mark in a word that the mapping leaves out",
        "2 words that their days had already: kept once, with the highest number",
        "1 dose of something that legdiary does not know",
        "1 rating of mood or energy: the diary has none",
        "1 row about sleep: the file does not say which night it is of",
        "1 row of another kind",
        "1 dose without a time",
        "1 note",
    )


def test_severe_stays_severe_and_only_the_evening_and_the_hours_after_midnight_are_a_night() -> None:
    told = Told(Legs="severity 0-4", Headache="symptom headache")
    for rating, grade, note in (("0", 0, None), ("1", 1, None), ("2", 2, None), ("3", 3, None), ("4", 3, "unbearable")):
        (only,) = read(bearable, BEARABLE_HEADER + row("Symptom", "Headache (X)", rating, "mid"), told).entries
        assert (only.grade, only.note) == (grade, note)
    for when, night in (("pre", 1), ("am", None), ("mid", None), ("pm", 2), ("all day", None)):
        found = read(bearable, BEARABLE_HEADER + row("Symptom", "Legs (Mild)", "1", when), told)
        assert [each.night_of.day for each in found.entries] == ([night] if night else [])
        assert ("1 severity by day, which belongs to no night" in found.not_carried) == (night is None)


def test_the_clock_changes_in_bearable() -> None:
    rows = row("Meds/Supplements", "Kratom (g)", "2", "1:30", "1st Nov 2026")
    found = read(bearable, BEARABLE_HEADER + rows)
    assert found.entries[0].at.iso == "2026-11-01T01:30:00-04:00"
    assert "1 time in an hour that came twice: the first is taken" in found.not_carried
    with pytest.raises(BadRow, match="did not exist on 2026-03-08"):
        read(bearable, BEARABLE_HEADER + row("Meds/Supplements", "Kratom (g)", "2", "2:30", "8th Mar 2026"))


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        ("date,weekday\n", "line 1:", "accepted: the header date"),
        (BEARABLE_HEADER + row("Symptom", "Headache (Mild)", "5"), "line 2, rating/amount", "from 0 to 4"),
        (BEARABLE_HEADER + row("Symptom", "Headache (Mild)", "=1"), "line 2, rating/amount", "from 0 to 4"),
        (BEARABLE_HEADER + row("Symptom", "", "1"), "line 2, detail", "accepted: a word"),
        (BEARABLE_HEADER + row("Mood", "x", when="soon"), "line 2, time of day", "accepted: a time, or pre"),
        (BEARABLE_HEADER + row("Mood", "x", day="2nd Juno"), "line 2, date", "accepted: a date"),
        (BEARABLE_HEADER + row("Mood", "x", day="31st Jun 2026"), "line 2, date", "accepted: a date"),
        (BEARABLE_HEADER + row("Meds/Supplements", "Kratom (g)", "0", "9:00"), "line 2, rating/amount", "above 0"),
        (BEARABLE_HEADER + row("Meds/Supplements", "Kratom (g)", "1e9", "9:00"), "line 2, rating/amount", "above 0"),
    ],
)
def test_a_bearable_file_that_cannot_be(data: str, place: str, says: str) -> None:
    with pytest.raises(BadRow) as caught:
        read(bearable, data)
    assert caught.value.message.startswith(f"x, {place}"), caught.value.message
    assert says in caught.value.message


# ---------------------------------------------------------------------- Loop


def test_loop_becomes_factors_only_where_a_habit_was_done() -> None:
    data = loop(
        "001,Stretch,YES_NO,,,\n002,Tea,NUMERICAL,,,cups\n003,Legs,NUMERICAL,,,\n",
        h001="2026-06-03,YES_MANUAL,private\n2026-06-02,YES_AUTO,\n2026-06-01,NO,\n2026-05-31,SKIP,\n2026-05-30,UNKNOWN,\n",
        h002="2026-06-02,2500,\n2026-06-01,NO,\n", h003="2026-06-02,7000,\n2026-06-01,NO,\n2026-05-31,UNKNOWN,\n",
    )  # fmt: skip
    assert recognise(data, "x").name == "loop"  # type: ignore[union-attr]
    told = Told(Stretch="factor stretching", Tea="new factor tea", Legs="severity 0-10")
    found = read(loop_habits, data, told)
    assert list(found.entries) == [
        Night(JUNE_1, severity=0), Factor(JUNE_2, "tea", amount="2.5 cups"), Night(JUNE_2, severity=7),
        Factor(JUNE_3, "stretching"),
    ]  # fmt: skip
    assert found.not_carried == ("1 note of a check mark",)
    assert told.asked == [
        Word("Legs", 2, is_measured=True), Word("Stretch", 1), Word("Tea", 2, is_measured=True),
    ]  # fmt: skip
    old = loop("001,Stretch,,,,\n", h001="2015-01-25,2\n2015-01-24,1\n2015-01-23,0\n")
    assert [each.night_of for each in read(loop_habits, old, told).entries] == [date(2015, 1, 25)]


def test_a_zip_as_loop_writes_it() -> None:
    found = read(loop_habits, (FIXTURES / "loop.zip").read_bytes(), _SureOnes())
    assert list(found.entries) == [Factor(JUNE_2, "caffeine", amount="1.5 cups"), Factor(JUNE_3, "stretching")]


def test_a_later_export_of_loop_adds_only_what_is_new(tmp_path: Path) -> None:
    path = tmp_path / "loop.zip"
    path.write_bytes(loop("001,Exercise,YES_NO,,,\n", h001="2026-06-01,YES_MANUAL,\n"))
    assert "added 1 factor" in ok("import", str(path)).stdout
    path.write_bytes(loop("001,Exercise,YES_NO,,,\n", h001="2026-06-02,YES_MANUAL,\n2026-06-01,YES_MANUAL,\n"))
    for said in ("added 1 factor", "added nothing"):
        assert said in ok("import", str(path)).stdout


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (loop("001,,YES_NO,,,\n"), "Habits.csv, line 2, Name: accepted: a name"),
        (loop("x,a,YES_NO,,,\n"), "Habits.csv, line 2, Position: 'x' is not the number of a habit"),
        (loop("001,a,YES_NO,,,\n", h002="2026-06-01,NO,\n"), "x: Habits.csv has no habit with the number 2"),
        (loop("001,a,YES_NO,,,\n", h001="01/06/2026,NO,\n"), "Checkmarks.csv, line 2, Date: '01/06/2026'; accepted"),
        (loop("001,a,YES_NO,,,\n", h001="2026-06-01,MAYBE,\n"), "Checkmarks.csv, line 2, Value: 'MAYBE'; accepted"),
        (loop("001,a,YES_NO,,,\n", h001="2026-06-01\n"), "Checkmarks.csv, line 2: accepted: a date"),
        (loop("001,a,YES_NO,,,\n")[:-30], "x: this zip is damaged"),
        (b"PK\x03\x04", "x: this zip is damaged"),
    ],
)
def test_a_loop_zip_that_cannot_be(data: bytes, says: str) -> None:
    with pytest.raises(BadRow, match=re.escape(says)):
        read(loop_habits, data)


def test_a_zip_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_habits, "MOST_BYTES", 1_000_000)
    bomb = loop("001,a,YES_NO,,,\n", h001="2026-06-01,NO,\n" * 100_000)
    assert len(bomb) < 10_000
    with pytest.raises(TooLarge):
        read(loop_habits, bomb)


# ---------------------------------------------------------------------- anything


def mangled(whole: bytes) -> st.SearchStrategy[bytes]:
    return st.tuples(st.integers(0, len(whole)), st.integers(0, 40), st.binary(max_size=20)).map(
        lambda cut: whole[: cut[0]] + cut[2] + whole[cut[0] + cut[1] :]
    )


LOOP = loop(
    "001,Stretch,YES_NO,,,\n002,Tea,NUMERICAL,,,cups\n", h001="2026-06-03,YES_MANUAL,\n", h002="2026-06-02,2500,\n"
)


@given(st.sampled_from([(daylio, DAYLIO), (bearable, BEARABLE), (loop_habits, LOOP)]).flatmap(
    lambda each: st.tuples(st.just(each[0]), mangled(each[1]))
))  # fmt: skip
def test_whatever_the_bytes_nothing_but_a_refusal_is_raised(case: tuple[ModuleType, bytes]) -> None:
    module, data = case
    module.recognises(data, "x")
    try:
        read(module, data, _SureOnes())
    except (BadValue, Refused) as error:
        assert "\n" not in error.message  # noqa: PT017 - a refusal is one of two good ends
        assert isinstance(error, LegdiaryError)  # noqa: PT017


class _SureOnes:
    def settle(self, _source: str, words: Sequence[Word]) -> Mapping[str, Meaning]:
        return {word.text: sure_meaning(word) or OUT for word in words}
