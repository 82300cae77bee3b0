"""The CSV of Sleepmeter: nights and naps typed by a person, with what helped, what hindered and what marked them.

Format after sleepdiary/core (`src/Sleepmeter`): up to three sections with words of one's own, each ended by a blank
line, then the diary under `wake,sleep,bedtime,holes,type,dreams,aid,hindrances,tags,quality,notes`. Times have an
offset. `holes` are the minutes awake, counted from falling asleep: `60-75|200-210`. Texts stand in quotation marks in
which nothing is escaped, so a record ends where the next one begins.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.domain.entries.factors_and_medicines import Factor
from legdiary.domain.entries.name_vocabulary import SYMPTOMS
from legdiary.domain.entries.night import Night
from legdiary.domain.time.moments import MINUTE
from legdiary.errors import plural, quote_typed
from legdiary.formats.dose_apps.stated_amounts import NO_AMOUNT
from legdiary.formats.dose_apps.substances import LeftOut, find_meaning
from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.text_lines import Lines, check_text, decode_head
from legdiary.formats.reader_result import Row, Rows
from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep, Tracked, nights
from legdiary.util.values import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from legdiary.domain.time.moments import Zone
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions

_DIARY = "wake,sleep,bedtime,holes,type,dreams,aid,hindrances,tags,quality,notes"
#: Headers of the sections with words of one's own.
_OWN_WORDS = frozenset({"custom_aid_id,class,name", "custom_hindrance_id,class,name", "custom_tag_id,name"})
_TIME = r'"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}[+-][0-9]{4})"'
_CELLS = ",".join(['([^,"\n]*)'] * 7)
_RECORD = re.compile(f'{_TIME},{_TIME},{_TIME},{_CELLS},"', re.ASCII)
_BEGINS = re.compile(r'"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}')
_HOLE = re.compile(r"([0-9]{1,5})-([0-9]{1,5})")
_WORD = re.compile(r"[A-Z][A-Z0-9_]{0,60}")
_OWN = re.compile(r"CUSTOM_[0-9]+")
_TYPES = frozenset({"NIGHT_SLEEP", "NAP"})
_NONE, _RESTLESS_LEGS = "NONE", "RESTLESS_LEGS"
_QUALITY_MOST = 10


class _Record(NamedTuple):
    """One record of the diary."""

    wake: str
    sleep: str
    bedtime: str
    holes: str
    type: str
    dreams: str
    aid: str
    hindrances: str
    tags: str
    quality: str
    notes: str


@dataclass(slots=True)
class _Counts:
    """Counts of what is in the records but in no entry.

    Attributes:
        amounts: things taken, of which the app keeps no amount.
        more: everything else.
    """

    amounts: LeftOut = field(default_factory=LeftOut)
    more: Counter[str] = field(default_factory=Counter)

    def said(self) -> Iterator[str]:
        """Yield one sentence for each count."""
        yield from self.amounts.said()
        for key, (one, several) in _LEFT_OUT.items():
            if self.more[key]:
                yield plural(self.more[key], one, several)


_LEFT_OUT = {
    "restless": (
        "night that restless legs hindered, without a score: the app keeps none",
        "nights that restless legs hindered, without a score: the app keeps none",
    ),
    "quality": (
        "rating of a sleep from 0 to 10: the diary rates from 1 to 5",
        "ratings of sleep from 0 to 10: the diary rates from 1 to 5",
    ),
    "dreams": ("dream", "dreams"),
    "grades": (
        "symptom without a grade: the app keeps none",
        "symptoms without a grade: the app keeps none",
    ),
    "own": ("mark in a word of one's own", "marks in words of one's own"),
    "unknown": ("mark that legdiary has no word for", "marks that legdiary has no word for"),
}


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is Sleepmeter's CSV, by the header of its first section."""
    first = decode_head(content).lstrip("\r\n").partition("\n")[0].rstrip("\r")
    return first == _DIARY or first in _OWN_WORDS


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the sleeps of a Sleepmeter file, and the factors and restless legs of their nights.

    Raises:
        BadRow: the first record that cannot be right.
    """
    counts, asleep = _Counts(), Tracked()
    marks: dict[tuple[date, str], tuple[Any, Place]] = {}
    for place, text in _records(content, source):
        with options.bad.row(counts):
            record = _cells(place, text)
            each = _asleep(place, record, options.zone, counts)
            found = list(_marks(each, record, counts))
            asleep.append(each)
            for entry in found:
                marks.setdefault((entry.night_of, getattr(entry, "name", "")), (entry, place))
    counts.more["restless"] = sum(not name for _, name in marks)
    sleeps = nights(asleep, options, counts.said())
    rows = Rows()
    for entry, where in (*zip(sleeps.entries, sleeps.where, strict=True), *marks.values()):
        rows.add(Row(entry, where), entry.night_of.toordinal())
    return replace(rows.found(sleeps.not_carried), trackers=sleeps.trackers)


# ---------------------------------------------------------------------- records


def _records(content: Content, source: str) -> Iterator[tuple[Place, str]]:
    """Yield the text of each record of the diary, which may span several lines."""
    check_text(content, source)
    lines = Lines(content, source)
    in_diary, begin = False, 0
    parts: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not in_diary:
            plain = line.strip()
            in_diary = plain == _DIARY
            if number == 1 and not in_diary and plain not in _OWN_WORDS:
                break
            lines.begin_record()
        elif parts and _BEGINS.match(line):
            yield Place(source, begin), "".join(parts)
            parts, begin = [line], number
            lines.begin_record()
        elif parts or line.strip():
            begin = begin if parts else number
            parts.append(line)
    if not in_diary:
        raise Place(source, 1).bad(None, f"accepted: Sleepmeter's diary, with the header {_DIARY}")
    if parts:
        yield Place(source, begin), "".join(parts)


def _cells(place: Place, text: str) -> _Record:
    whole = text.rstrip("\r\n")
    match = _RECORD.match(whole)
    if match is None or not whole.endswith('"') or match.end() > len(whole) - 1:
        raise place.bad(None, "this is no record of Sleepmeter: three times, seven cells, a note in quotation marks")
    return _Record._make([*match.groups(), whole[match.end() : -1]])


# ---------------------------------------------------------------------- one sleep


def _asleep(place: Place, record: _Record, zone: Zone, counts: _Counts) -> Asleep:
    bed, slept, wake = (place.with_offset(name, getattr(record, name), zone) for name in ("bedtime", "sleep", "wake"))
    if record.type not in _TYPES:
        raise place.bad("type", f"{quote_typed(record.type)!r}; accepted: NIGHT_SLEEP or NAP")
    if slept.utc_s < bed.utc_s:
        raise place.bad("sleep", f"{record.sleep} is before the bedtime {record.bedtime}")
    place.check_span("wake", slept, wake)
    place.check_span("wake", bed, wake)
    quality = record.quality
    if not quality.isdecimal() or not quality.isascii() or int(quality[:3]) > _QUALITY_MOST:
        raise place.bad("quality", f"{quote_typed(quality)!r}; accepted: a whole number from 0 to {_QUALITY_MOST}")
    counts.more["quality"] += 1
    counts.more["dreams"] += len(_words(place, "dreams", record.dreams))
    holes = _holes(place, record.holes, wake.utc_s - slept.utc_s)
    latency = slept.utc_s - bed.utc_s
    sleepless = slept.utc_s == wake.utc_s
    return Asleep(
        place, bed, wake, note=place.note("notes", record.notes),
        slept_s=0 if sleepless else None,
        # Where bedtime and sleep are one, only one time was entered.
        latency_s=latency if latency and not sleepless else None,
        awake_s=sum(holes) if holes else None, awakenings=len(holes) or None,
    )  # fmt: skip


def _holes(place: Place, typed: str, seconds: int) -> list[int]:
    """Return the seconds of each time awake."""
    found, before = [], 0
    for hole in typed.split("|") if typed else ():
        match = _HOLE.fullmatch(hole)
        begin, end = (int(match[1]), int(match[2])) if match else (0, 0)
        if not before <= begin < end or end * MINUTE > seconds:
            raise place.bad(
                "holes", f"{quote_typed(hole)!r}; accepted: minutes after falling asleep such as 60-75, in order"
            )
        found.append((end - begin) * MINUTE)
        before = end
    return found


def _words(place: Place, column: str, typed: str) -> list[str]:
    words = [] if typed in {"", _NONE} else typed.split("|")
    if column != "dreams" and not all(_WORD.fullmatch(word) for word in words):
        raise place.bad(column, "accepted: the app's words in capitals, separated by |")
    return words


def _marks(asleep: Asleep, record: _Record, counts: _Counts) -> Iterator[Any]:
    """Yield the entries made of what helped, hindered and marked a sleep; count the rest."""
    for column in ("aid", "hindrances", "tags"):
        for word in _words(asleep.place, column, getattr(record, column)):
            if _OWN.fullmatch(word):
                counts.more["own"] += 1
                continue
            if word == _RESTLESS_LEGS:
                yield Night(asleep.night_of, body_parts=("legs",))
                continue
            words = word.replace("_", " ").lower()
            meaning = find_meaning(words)
            if meaning is None:
                counts.more["unknown" if SYMPTOMS.find(words) is None else "grades"] += 1
            elif meaning.kind == Factor.kind:
                yield Factor(asleep.night_of, meaning.word)
            else:
                counts.amounts.unclear[NO_AMOUNT, meaning.shown] += 1
