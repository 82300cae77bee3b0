"""The CSV of Bearable: one row a rating, a symptom, a list of factors, a medicine or a sleep.

Format after exports that its users published (andrewmiller0728/BearableDataProcessing 59f362a, 2021) and their tools
(OmegaJak/bearable-csv-analyzer 55150c6, abocha/streamlit_bearable_dashboard e7be2b2, 2025): `date`, since 2024
`date formatted`, `weekday`, `time of day`, `category`, `rating/amount`, `detail`, `notes`. `time of day` is a clock
time or a quarter of the day: pre (from midnight), am (from 6), mid (from noon), pm (from 18); or all day. A symptom is
`Headache (Mild)` with 1 to 4, factors stand between `|`, a medicine is `Gabapentin (mg)` with its amount.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.entries.factors_and_medicines import GRADE_MOST
from legdiary.domain.time.moments import DEFAULT_DAY_START
from legdiary.errors import plural, quote_typed
from legdiary.formats.dose_apps.doses import Doses
from legdiary.formats.dose_apps.own_words import (
    MOST_WORDS,
    Said,
    Word,
    WordCounts,
    WordEntries,
    entry_of_word,
    settle_words,
)
from legdiary.formats.dose_apps.stated_amounts import Measured
from legdiary.formats.dose_apps.substances import LeftOut, Taken, entry_of
from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.foreign_csv import cells, first_row, rows, unknown_columns
from legdiary.formats.reader_result import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions

_ISO = "date formatted"
_NEEDED = ("date", "weekday", "time of day", "category", "rating/amount", "detail", "notes")
_KNOWN = (*_NEEDED, _ISO)
_SYMPTOM, _MEDICINE = "symptom", "meds/supplements"
_SLEEP, _MOODS = frozenset({"sleep", "sleep quality"}), frozenset({"mood", "energy"})
_PRE, _PM, _QUARTERS = "pre", "pm", frozenset({"pre", "am", "mid", "pm", "all day", "allday", ""})
_DATE = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3})[a-z]* ([0-9]{4})")
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
)}  # fmt: skip
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_WITH_WORD = re.compile(r"(.*\S)\s*\(([^()]*)\)", re.DOTALL)
_AMOUNT = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")
_RATING = re.compile(r"[0-4]")
#: The highest rating, above severe: legdiary's highest grade is severe.
_UNBEARABLE = 4
_A_DAY, _DAY_S, _EPOCH = timedelta(days=1), 86_400, date(1970, 1, 1)
_LONGEST_WORD = 200


class _Record(NamedTuple):
    """One row: words with what is said of them, or a dose."""

    place: Place
    words: tuple[Said, ...] = ()
    is_graded: bool = False
    taken: Taken | None = None


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is Bearable's CSV, by its header."""
    return _is_header(first_row(content))


def _is_header(header: tuple[str, ...]) -> bool:
    return set(_NEEDED) <= set(header) and all(header.count(name) < 2 for name in _KNOWN)  # noqa: PLR2004 - once


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the symptoms, factors and medicines of a Bearable export.

    Raises:
        BadRow: the first row that cannot be right.
        WordsWithoutMeaning, WordsToLookThrough: nobody has said what a word means.
    """
    header = _header(content, source)
    left: Counter[str] = Counter()
    words: Counter[str] = Counter()
    graded: set[str] = set()
    for record in _records(content, source, options, left):
        words.update(each.word for each in record.words)
        graded |= {each.word for each in record.words if record.is_graded}
        if len(words) > MOST_WORDS:
            raise Place(source).bad(None, f"more than {MOST_WORDS} different words, the most that are read")
    listed = [
        Word(each, words[each], (0, _UNBEARABLE) if each in graded else None, each in graded) for each in sorted(words)
    ]
    meanings = settle_words(options.words, source, listed)
    counts, taken, made, doses = WordCounts(Counter()), LeftOut(), WordEntries(), Doses()
    for record in _records(content, source, options, Counter()):
        with options.bad.row(taken):
            if record.taken is not None and (dose := entry_of(record.taken, taken)) is not None:
                doses.take([(dose, record.place)])
        for each in record.words:
            entry = entry_of_word(each, meanings[each.word], counts)
            if entry is not None:
                made.add(entry, record.place, counts)
    doses.settle(options, source, taken)
    for entry, place in made:
        doses.add(Row(entry, place), (entry.night_of - _EPOCH).days * _DAY_S)
    more = (*counts.said(), *taken.said(), *_left_out_texts(left), *unknown_columns(header, _KNOWN))
    return doses.found_with(more)


def _header(content: Content, source: str) -> list[str]:
    place, header = next(rows(content, source), (Place(source, 1), []))
    if not _is_header(tuple(header)):
        raise place.bad(None, f"accepted: the header {','.join(_NEEDED)} of Bearable")
    return header


def _records(content: Content, source: str, options: ReadOptions, left: Counter[str]) -> Iterator[_Record]:
    """Yield the rows that matter; rows that cannot be right are left out if the person asked for that."""
    table = rows(content, source)
    _, header = next(table, (Place(source, 1), []))
    for place, row in table:
        with options.bad.row(left):
            named = {name: cell.strip() for name, cell in cells(place, header, row).items()}
            record = _record(place, named, options, left)
            if record is not None:
                left["notes"] += bool(named["notes"]) and record.taken is None
                yield record


def _record(place: Place, named: dict[str, str], options: ReadOptions, left: Counter[str]) -> _Record | None:
    """Return what a row says; None where the diary has no place for it, which is counted."""
    category, quarter = named["category"].casefold(), named["time of day"].casefold()
    day = _date(place, named)
    clock = _CLOCK.fullmatch(quarter)
    if clock is None and quarter not in _QUARTERS:
        raise place.bad("time of day", f"{quote_typed(quarter)!r}; accepted: a time, or pre, am, mid, pm or all day")
    if category == _MEDICINE:
        return _medicine(place, named, day, clock, options, left)
    before = day - _A_DAY if quarter == _PRE or (clock and int(clock[1]) < DEFAULT_DAY_START.hour) else day
    night = {_PRE: before, _PM: day}.get(quarter)
    if category == _SYMPTOM:
        return _symptom(place, named, before, night)
    if category.endswith("factors"):
        texts = [" ".join(each.split()) for each in named["detail"].split("|") if each.strip()]
        return _Record(place, tuple(Said(_word(place, each), None, before, night) for each in texts))
    left["sleeps" if category in _SLEEP else "moods" if category in _MOODS else "other"] += 1
    return None


def _symptom(place: Place, named: dict[str, str], day: date, night: date | None) -> _Record:
    match = _WITH_WORD.fullmatch(named["detail"])
    word = _word(place, " ".join((match[1] if match else named["detail"]).split()))
    rating = named["rating/amount"]
    if not _RATING.fullmatch(rating):
        raise place.bad("rating/amount", f"{quote_typed(rating)!r}; accepted: a whole number from 0 to {_UNBEARABLE}")
    number = int(rating)
    note = "unbearable" if number == _UNBEARABLE else None
    return _Record(
        place, (Said(word, Decimal(number), day, night, min(number, GRADE_MOST), note=note),), is_graded=True
    )


def _medicine(
    place: Place, named: dict[str, str], day: date, clock: re.Match[str] | None, options: ReadOptions,
    left: Counter[str],
) -> _Record | None:  # fmt: skip
    if clock is None:
        left["untimed"] += 1
        return None
    match = _WITH_WORD.fullmatch(named["detail"])
    name, unit = (match[1], match[2]) if match else (named["detail"], "")
    typed = named["rating/amount"]
    if typed and typed != "None" and (not _AMOUNT.fullmatch(typed) or not Decimal(typed)):
        raise place.bad("rating/amount", f"{quote_typed(typed)!r}; accepted: a number above 0")
    amount = Measured(Decimal(typed), unit) if typed and typed != "None" else None
    found = place.local("time of day", f"{day}T{int(clock[1]):02}:{clock[2]}", options.zone)
    left["repeated"] += len(found) > 1
    note = place.note("notes", named["notes"])
    return _Record(place, taken=Taken(place, name, "rating/amount", amount, found[0], note))


def _date(place: Place, named: dict[str, str]) -> date:
    typed = named.get(_ISO) or named["date"]
    match = _DATE.fullmatch(typed)
    if match and match[2].lower() in _MONTHS:
        typed = f"{match[3]}-{_MONTHS[match[2].lower()]:02}-{int(match[1]):02}"
    return place.day(_ISO if named.get(_ISO) else "date", typed)


def _word(place: Place, word: str) -> str:
    if not word or len(word) > _LONGEST_WORD or not word.isprintable():
        raise place.bad("detail", f"accepted: a word of up to {_LONGEST_WORD} characters that can be shown")
    return word


_LEFT = {
    "moods": ("rating of mood or energy: the diary has none", "ratings of mood or energy: the diary has none"),
    "sleeps": (
        "row about sleep: the file does not say which night it is of",
        "rows about sleep: the file does not say which nights they are of",
    ),
    "other": ("row of another kind", "rows of other kinds"),
    "untimed": ("dose without a time", "doses without a time"),
    "repeated": (
        "time in an hour that came twice: the first is taken", "times in an hour that came twice: the first is taken",
    ),
    "notes": ("note", "notes"),
}  # fmt: skip


def _left_out_texts(left: Counter[str]) -> Iterator[str]:
    for key, (one, several) in _LEFT.items():
        if left[key]:
            yield plural(left[key], one, several)
