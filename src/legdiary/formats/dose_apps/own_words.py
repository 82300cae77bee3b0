"""Words of a person's own in another app, such as activities and habits, and what each means in the diary.

What a word means is one short phrase: `factor caffeine`, `symptom headache 2`, `severity 0-10`, `left-out`. It is taken
from the file of `--map` first, then from the diary's own vocabulary in seven languages where the word means nothing
else; else the person is asked, once. The file is TOML, to be read and edited.
"""

from __future__ import annotations

import re
import tomllib
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.entries.factors_and_medicines import GRADE_MOST, Factor, Symptom
from legdiary.domain.entries.name_vocabulary import FACTORS, SYMPTOMS, UnknownName, find_name
from legdiary.domain.entries.night import SCORE_MOST, Night
from legdiary.domain.input.medicine_amounts import is_medicine_amount, parse_medicine_amount
from legdiary.errors import BadValue, Refused, plural, quote_typed
from legdiary.formats.files.toml_string import toml_string
from legdiary.formats.reader_result import BadRow
from legdiary.formats.table.names import find_factor, find_symptom, suggest_field
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries.name_vocabulary import Vocabulary
    from legdiary.formats.reader_result import SettleWords, Where

#: What a word can mean.
FACTOR, SYMPTOM, SEVERITY, LEFT_OUT = "factor", "symptom", "severity", "left-out"
#: What the milligrams of a salt of magnesium can be.
MAGNESIUM, ELEMENTAL, SALT = "magnesium", "elemental", "salt"
#: What one capsule, spoon or the like is: an amount.
EACH = "each"
#: What a word is about: itself, the milligrams of a salt of magnesium, one piece of what was taken.
ITSELF, SALT_OF, PIECE = "itself", "salt", "piece"
ACCEPTED = (
    "factor NAME, symptom NAME GRADE, symptom NAME LEAST-MOST, severity LEAST-MOST, magnesium elemental, magnesium "
    "salt, each AMOUNT or left-out; for a name of your own new factor NAME"
)
_PHRASE = re.compile(
    r"(?P<new>new )?(?:(?P<field>factor|symptom) (?P<name>.+?)(?: (?P<grade>[0-3])| (?P<scale>[0-9]{1,3}-[0-9]{1,3}))?"
    r"|severity(?: (?P<of>[0-9]{1,3}-[0-9]{1,3}))?|magnesium (?P<basis>elemental|salt)|each (?P<each>.+)"
    r"|(?P<out>left-out))",
    re.IGNORECASE,
)
_STRENGTH = re.compile(r"(?<![\w.,])[0-9]{1,4}(?:\.[0-9]{1,2})? ?(?:mg|mcg|µg|g)(?!\w)", re.IGNORECASE)
#: The most words of one's own in a file, and the longest file of meanings.
MOST_WORDS, MOST_MAP = 2000, 1_000_000
_BEGINS = """\
# What your own words in other apps mean: legdiary import FILE --map THIS-FILE
# Each is one of: "factor NAME", "symptom NAME 2" (always that grade, 0-3), "symptom NAME 1-4" (the app's numbers for
# none and severe), "severity 0-10" (how restless the legs were; the app's numbers for not at all and worst),
# "magnesium elemental" or "magnesium salt" (what the milligrams of a salt are), "each 500 mg" (what one capsule,
# spoon or the like is), "left-out".
# A name that legdiary does not know needs "new" before it: "new factor yoga".

[words]
"""


class NotAMeaning(BadValue):
    """A phrase that is no meaning of a word."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{quote_typed(typed)!r} is not a meaning; write {ACCEPTED}")


class NameNotKnown(BadValue):
    """A factor or a symptom in a meaning that legdiary does not know."""

    def __init__(self, vocabulary: Vocabulary, typed: str) -> None:
        super().__init__(
            f"{quote_typed(typed)!r} is not a known {vocabulary.what}{vocabulary.name_nearest(typed)}; write "
            f"new {vocabulary.what} {quote_typed(typed)} to keep it as your own"
        )


class WordsWithoutMeaning(Refused):
    """Words of a person's own of which nobody has said what they mean."""

    def __init__(self, source: str, number: int) -> None:
        have = "has" if number == 1 else "have"
        super().__init__(
            f"{quote_typed(source)}: {plural(number, 'word')} of your own {have} no meaning yet; add --map FILE to get "
            "a list to look through"
        )


class WordsToLookThrough(Refused):
    """A list of words that was written for a person to fill in."""

    def __init__(self, path: str, number: int) -> None:
        have = "has" if number == 1 else "have"
        super().__init__(
            f"{plural(number, 'word')} of your own {have} no meaning yet: look through {quote_typed(path)}, change "
            "what is wrong, and import again"
        )


class NotAWordMap(BadRow):
    """A file of `--map` that is no list of words with their meanings."""

    def __init__(self, source: str, mistake: str, where: str | None = None) -> None:
        super().__init__(source, None, where, mistake)


class Meaning(NamedTuple):
    """The meaning of a word.

    Attributes:
        field: factor, symptom, severity, magnesium, each or left-out.
        name: of a factor or a symptom, its name in the diary; of magnesium, elemental or salt; of each, the amount.
        grade: of a symptom, the grade that it always has; None where the app's number says it.
        scale: the app's numbers for none and for the worst; None for the diary's own scale.
        is_new: the name is not one of legdiary's.
    """

    field: str
    name: str = ""
    grade: int | None = None
    scale: tuple[int, int] | None = None
    is_new: bool = False

    def phrase(self) -> str:
        """Return it as it is written in the file."""
        more = f" {self.grade}" if self.grade is not None else ""
        more += f" {self.scale[0]}-{self.scale[1]}" if self.scale is not None else ""
        return f"{'new ' if self.is_new else ''}{self.field}{f' {self.name}' if self.name else ''}{more}"


OUT = Meaning(LEFT_OUT)


class Word(NamedTuple):
    """A word in a file.

    Attributes:
        text: the word.
        times: how often it stands there.
        scale: the numbers for none and for the worst, where numbers stand beside it; None where it stands alone.
        is_graded: the app grades it in words that are legdiary's own: mild, moderate, severe.
        about: itself; or the question is what the milligrams of a salt are, or what one piece is.
        is_measured: numbers of no known scale stand beside it.
    """

    text: str
    times: int
    scale: tuple[int, int] | None = None
    is_graded: bool = False
    about: str = ITSELF
    is_measured: bool = False


def read_meaning(typed: str) -> Meaning:
    """Return the meaning in a phrase.

    Raises:
        NotAMeaning: it is none.
        NameNotKnown, HasItsCommand, TooLong, UnreadableText: the name cannot be right.
    """
    match = _PHRASE.fullmatch(" ".join(typed.split()))
    if match is None or (match["new"] and not match["field"]):
        raise NotAMeaning(typed)
    if match["out"]:
        return OUT
    if match["each"]:
        return Meaning(EACH, _piece(match["each"], typed))
    if match["basis"]:
        return Meaning(MAGNESIUM, match["basis"].lower())
    if not match["field"]:
        return Meaning(SEVERITY, scale=_scale(match["of"], typed))
    field, is_new = match["field"].lower(), bool(match["new"])
    if field == FACTOR and (match["grade"] or match["scale"]):
        raise NotAMeaning(typed)
    vocabulary = FACTORS if field == FACTOR else SYMPTOMS
    try:
        name = find_name(vocabulary, match["name"], (), new=is_new)
    except UnknownName as error:
        raise NameNotKnown(vocabulary, error.typed) from error
    grade = int(match["grade"]) if match["grade"] else None
    return Meaning(field, name, grade, _scale(match["scale"], typed), is_new and vocabulary.find(name) is None)


def read_answer(word: Word, typed: str) -> Meaning:
    """Return the meaning in an answer, which may leave out what the question says.

    Raises:
        BadValue: it is no meaning of this word.
    """
    plain = " ".join(typed.split())
    if word.about == PIECE and is_medicine_amount(plain):
        plain = f"{EACH} {plain}"
    elif word.about == SALT_OF and plain.lower() in {ELEMENTAL, SALT}:
        plain = f"{MAGNESIUM} {plain}"
    meaning = read_meaning(plain)
    fitting = {PIECE: EACH, SALT_OF: MAGNESIUM}.get(word.about)
    if meaning != OUT and (meaning.field in {EACH, MAGNESIUM} if fitting is None else meaning.field != fitting):
        raise NotAMeaning(typed)
    return meaning


def _piece(typed: str, phrase: str) -> str:
    """Return the amount of one piece in the stored spelling."""
    amount = parse_medicine_amount(typed)
    if "/" in amount:
        raise NotAMeaning(phrase)
    return amount


def _scale(typed: str | None, phrase: str) -> tuple[int, int] | None:
    if typed is None:
        return None
    least, most = map(int, typed.split("-"))
    if least == most:
        raise NotAMeaning(phrase)
    return least, most


def sure_meaning(word: Word) -> Meaning | None:
    """Return what a word means by the diary's own vocabulary; None where it may mean something else."""
    if word.about != ITSELF:
        return None
    if word.scale is not None and (name := find_symptom(word.text)) is not None:
        return Meaning(SYMPTOM, name, scale=None if word.is_graded or word.scale == (0, GRADE_MOST) else word.scale)
    name = find_factor(word.text) if word.scale is None else None
    return None if name is None else Meaning(FACTOR, name)


def likely_meaning(word: Word) -> Meaning | None:
    """Return what a word may mean, for a question to offer; None where nothing is like it."""
    if (sure := sure_meaning(word)) is not None:
        return sure
    if word.about != ITSELF:
        return _strength(word) if word.about == PIECE else None
    near = suggest_field(word.text)
    if near is None:
        return None
    if near.field == "severity" and word.scale is not None:
        return Meaning(SEVERITY, scale=None if word.scale == (0, SCORE_MOST) else word.scale)
    if near.field == FACTOR and near.name:
        return Meaning(FACTOR, near.name)
    if near.field == SYMPTOM and near.name and word.scale is not None:
        return Meaning(SYMPTOM, near.name, scale=None if word.is_graded else word.scale)
    return None


def _strength(word: Word) -> Meaning | None:
    """Return the amount of one piece that its name says: `1 of Gabapentin 300mg`; None if it says none, or several."""
    found = _STRENGTH.findall(word.text)
    return Meaning(EACH, parse_medicine_amount(found[0])) if len(found) == 1 else None


# ---------------------------------------------------------------------- the file


def write_words(meanings: Mapping[str, Meaning]) -> str:
    """Return the meanings as TOML, in the order of the words."""
    lines = [f"{toml_string(word)} = {toml_string(meaning.phrase())}\n" for word, meaning in sorted(meanings.items())]
    return _BEGINS + "".join(lines)


def read_words(text: str, source: str) -> dict[str, Meaning]:
    """Return the meanings in a TOML text.

    Raises:
        NotAWordMap: it is no TOML, or has something else in it.
    """
    try:
        whole = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise NotAWordMap(source, "this is no TOML") from error
    words = whole.get("words")
    if set(whole) != {"words"} or not isinstance(words, dict) or len(words) > MOST_WORDS:
        raise NotAWordMap(source, f"accepted: [words], and below it up to {MOST_WORDS} words with their meanings")
    found = {}
    for number, (word, phrase) in enumerate(words.items(), start=1):
        if not isinstance(phrase, str):
            raise NotAWordMap(source, f"accepted: {ACCEPTED}", f"word {number}")
        try:
            found[word] = read_meaning(phrase)
        except BadValue as error:
            raise NotAWordMap(source, error.message, f"word {number}") from error
    return found


# ---------------------------------------------------------------------- entries


class Said(NamedTuple):
    """One word in a record.

    Attributes:
        word: the word.
        number: the number beside it, if there is one.
        day: the diary day of a factor or a symptom.
        night: the night of a severity; None where the record does not belong to one.
        grade: the number as legdiary's own grade, where the app grades in the same words.
        amount: of a factor, its amount in the file's words.
        note: more of it in the file's words.
    """

    word: str
    number: Decimal | None
    day: date
    night: date | None
    grade: int | None = None
    amount: str | None = None
    note: str | None = None


@dataclass(slots=True)
class WordCounts:
    """Counts of words that are in no entry.

    Attributes:
        left: the reason → the number.
    """

    left: Counter[str]

    def said(self) -> Iterator[str]:
        """Yield one sentence for each count."""
        for key, (one, several) in _LEFT.items():
            if self.left[key]:
                yield plural(self.left[key], one, several)


_LEFT = {
    "left-out": ("mark in a word that the mapping leaves out", "marks in words that the mapping leaves out"),
    "grade": ("symptom without a grade", "symptoms without a grade"),
    "scale": ("number outside the scale that the mapping says", "numbers outside the scale that the mapping says"),
    "night": ("severity by day, which belongs to no night", "severities by day, which belong to no night"),
    "again": (
        "word that its day had already: kept once, with the highest number",
        "words that their days had already: kept once, with the highest number",
    ),
}


def entry_of_word(said: Said, meaning: Meaning, counts: WordCounts) -> Factor | Symptom | Night | None:
    """Return the entry that a word makes; None if it makes none, which is counted."""
    if meaning.field in {LEFT_OUT, MAGNESIUM, EACH}:
        counts.left["left-out"] += 1
        return None
    if meaning.field == FACTOR:
        return Factor(said.day, meaning.name, amount=said.amount, note=said.note)
    if meaning.field == SEVERITY and said.night is None:
        counts.left["night"] += 1
        return None
    most = SCORE_MOST if meaning.field == SEVERITY else GRADE_MOST
    value = meaning.grade
    if value is None and meaning.field == SYMPTOM and meaning.scale is None:
        value = said.grade
    if value is None and said.number is not None:
        value = spread(said.number, meaning.scale or (0, most), most)
        if value is None:
            counts.left["scale"] += 1
            return None
    if value is None:
        counts.left["grade"] += 1
        return None
    if meaning.field == SEVERITY and said.night is not None:
        return Night(said.night, severity=value, note=said.note)
    return Symptom(said.day, meaning.name, value, said.note)


def spread(number: Decimal, scale: tuple[int, int], most: int) -> int | None:
    """Return a number of the app's scale on the diary's, from 0 to `most`, rounded half up; None outside the scale."""
    least, worst = scale
    part = (number - least) / (worst - least)
    if not 0 <= part <= 1:
        return None
    return int((part * most).quantize(Decimal(1), ROUND_HALF_UP))


class WordEntries:
    """The entries of words: one a day and name, with the highest number."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, date, str], tuple[Factor | Symptom | Night, Where]] = {}

    def add(self, entry: Factor | Symptom | Night, place: Where, counts: WordCounts) -> None:
        """Add an entry, or keep the one that is there if its number is as high."""
        key = entry.kind, entry.night_of, getattr(entry, "name", "")
        there = self._entries.get(key)
        if there is not None:
            counts.left["again"] += 1
            if _rank(there[0]) >= _rank(entry):
                return
        self._entries[key] = (entry, place)

    def __iter__(self) -> Iterator[tuple[Factor | Symptom | Night, Where]]:
        """Yield the entries with their places, oldest first."""
        return iter(sorted(self._entries.values(), key=lambda each: each[0].night_of))


def _rank(entry: Factor | Symptom | Night) -> int:
    if isinstance(entry, Factor):
        return 0
    return entry.grade if isinstance(entry, Symptom) else entry.severity or 0


def settle_words(settle: SettleWords | None, source: str, words: Sequence[Word]) -> Mapping[str, Meaning]:
    """Return what each word means, by the one who knows; without anybody by the diary's own vocabulary alone.

    Raises:
        WordsWithoutMeaning, WordsToLookThrough: nobody has said it.
    """
    if settle is not None:
        return settle(source, words)
    sure = {word.text: sure_meaning(word) for word in words}
    if missing := sum(meaning is None for meaning in sure.values()):
        raise WordsWithoutMeaning(source, missing)
    return {text: meaning for text, meaning in sure.items() if meaning is not None}
