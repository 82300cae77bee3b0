"""The CSV of Daylio: one row an entry, with a mood, activities and scales in the person's own words.

Format after its users' tools (DeutscheGabanna/Obsidian-Daylio-Parser 097c66c, with files of 2022 and 2026):
`full_date,date,weekday,time,mood,activities,note_title,note`, since 2026 with `scales` after the activities. Activities
stand between `|`; a scale is `Sleep Quality: 8/10 points`, or a time. What an activity or a scale means is not in the
file: `own_words` knows it, or asks.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.time.moments import DEFAULT_DAY_START
from legdiary.errors import plural, quote_typed
from legdiary.formats.dose_apps.own_words import (
    MOST_WORDS,
    Said,
    Word,
    WordCounts,
    WordEntries,
    entry_of_word,
    settle_words,
)
from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.foreign_csv import cells, first_row, rows, unknown_columns
from legdiary.formats.reader_result import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions

_FIRST = ("full_date", "date", "weekday", "time", "mood", "activities")
_KNOWN = (*_FIRST, "scales", "note_title", "note")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?:\s?([ap])\.?\s?m\.?)?", re.IGNORECASE)
_POINTS = re.compile(r"(.+): ?([0-9]{1,4})/([0-9]{1,4})(?: \S+)?")
_NOON, _HALF_DAY = 12, 12
#: An entry before this time is about the night that is over, one from then on about the night to come.
_NIGHT_BEFORE = time(15)
_A_DAY = timedelta(days=1)
_LONGEST_WORD = 200


class _Record(NamedTuple):
    """The words of one entry, and the days that they belong to."""

    place: Place
    day: date
    night: date
    activities: list[str]
    scales: list[tuple[str, int, int]]


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is Daylio's CSV, by its header."""
    return _is_header(first_row(content))


def _is_header(header: tuple[str, ...]) -> bool:
    return header[: len(_FIRST)] == _FIRST and all(header.count(name) < 2 for name in _KNOWN)  # noqa: PLR2004 - once


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the factors, symptoms and severities of a Daylio export.

    Raises:
        BadRow: the first row that cannot be right.
        WordsWithoutMeaning, WordsToLookThrough: nobody has said what a word means.
    """
    header = _header(content, source)
    left: Counter[str] = Counter()
    words: Counter[str] = Counter()
    scales: dict[str, tuple[int, int]] = {}
    for record in _records(content, source, options, left):
        words.update(record.activities)
        words.update(name for name, _, _ in record.scales)
        scales |= {name: (0, most) for name, _, most in record.scales}
        if len(words) > MOST_WORDS:
            raise Place(source).bad(None, f"more than {MOST_WORDS} different activities, the most that are read")
    meanings = settle_words(
        options.words, source, [Word(each, words[each], scales.get(each)) for each in sorted(words)]
    )
    counts, made = WordCounts(Counter()), WordEntries()
    for record in _records(content, source, options, Counter()):
        said = [Said(word, None, record.day, record.night) for word in record.activities]
        said += [Said(word, Decimal(number), record.day, record.night) for word, number, _ in record.scales]
        for each in said:
            entry = entry_of_word(each, meanings[each.word], counts)
            if entry is not None:
                made.add(entry, record.place, counts)
    filed = Rows()
    for entry, place in made:
        filed.add(Row(entry, place), entry.night_of.toordinal())
    return filed.found((*counts.said(), *_left_out_texts(left), *unknown_columns(header, _KNOWN)))


def _header(content: Content, source: str) -> list[str]:
    place, header = next(rows(content, source), (Place(source, 1), []))
    if not _is_header(tuple(header)):
        raise place.bad(None, f"accepted: the header {','.join(_FIRST)} of Daylio")
    return header


def _records(content: Content, source: str, options: ReadOptions, left: Counter[str]) -> Iterator[_Record]:
    """Yield the rows; rows that cannot be right are left out if the person asked for that."""
    table = rows(content, source)
    _, header = next(table, (Place(source, 1), []))
    for place, row in table:
        with options.bad.row(left):
            named = cells(place, header, row)
            day, at = place.day("full_date", named["full_date"]), _clock(place, named["time"])
            texts = [name for name in ("note_title", "note") if named.get(name, "").strip()]
            activities = [_word(place, "activities", each) for each in named["activities"].split("|") if each.strip()]
            points = [_scale(place, each) for each in named.get("scales", "").split("|") if each.strip()]
            left["moods"] += bool(named["mood"].strip())
            left["notes"] += bool(texts)
            left["times"] += points.count(None)
            before = day - _A_DAY
            yield _Record(
                place,
                before if at < DEFAULT_DAY_START else day,
                before if at < _NIGHT_BEFORE else day,
                activities,
                [each for each in points if each is not None],
            )


def _left_out_texts(left: Counter[str]) -> Iterator[str]:
    if left["moods"]:
        yield f"{plural(left['moods'], 'mood')}: the diary has no moods"
    if left["times"]:
        yield (
            f"{plural(left['times'], 'scale')} that is no number of points"
            if left["times"] == 1
            else (f"{plural(left['times'], 'scale')} that are no number of points")
        )
    if left["notes"]:
        yield f"{plural(left['notes'], 'note')} of entries"


def _clock(place: Place, typed: str) -> time:
    match = _CLOCK.fullmatch(typed.strip())
    hour = int(match[1]) if match else 24
    half = match[3].lower() if match and match[3] else ""
    if match is None or (half and not 1 <= hour <= _NOON):
        raise place.bad("time", f"{quote_typed(typed)!r}; accepted: a time such as 22:05 or 10:05 PM")
    if half:
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "p" else 0)
    return time(hour, int(match[2]))


def _word(place: Place, column: str, typed: str) -> str:
    word = " ".join(typed.split())
    if len(word) > _LONGEST_WORD or not word.isprintable():
        raise place.bad(column, f"a word of more than {_LONGEST_WORD} characters, or with some that cannot be shown")
    return word


def _scale(place: Place, typed: str) -> tuple[str, int, int] | None:
    """Return the name of a scale, the number and the most; None if it is a time or something else."""
    match = _POINTS.fullmatch(typed.strip())
    if match is None:
        return None
    number, most = int(match[2]), int(match[3])
    if not 0 <= number <= most or not most:
        raise place.bad("scales", f"{number}/{most}; accepted: a number up to the most")
    return _word(place, "scales", match[1]), number, most
