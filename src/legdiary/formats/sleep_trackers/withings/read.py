"""Withings' sleep: the `sleep.csv` of the account's export, alone or in its zip, or the raw sleep states.

Format after real exports of 2016–2025: a row a sleep, its columns always in the same order, with names in the language
of the account (`_HEADERS` has those that are known). Any other language is read by the order, if the seconds of each
row are as many as it lasted. Times have their offset. The time awake includes falling asleep and the end in bed.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.foreign_csv import cells, rows
from legdiary.formats.files.named_fields import Fields
from legdiary.formats.files.packages import check_holds, holds, is_package, members
from legdiary.formats.files.text_lines import decode_head
from legdiary.formats.reader_result import BadRow, left_out_texts
from legdiary.formats.sleep_trackers.awake_parts import Counted, asleep_with_parts
from legdiary.formats.sleep_trackers.tracked_sleeps import Tracked, nights
from legdiary.formats.sleep_trackers.withings import sleep_states

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions
    from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep

_SUMMARY = re.compile(r"sleep\.csv")
_RAW = re.compile(r"raw_(tracker|sleep-monitor|bed)_sleep-state\.csv")
_HEAD = 4096
#: The columns in their order.
_FROM, _TO, _LIGHT, _DEEP, _REM, _AWAKE, _TIMES, _LATENCY, _AFTER = range(9)
_FIRST = 9
#: The names of the first columns in the languages that are known, from real exports.
_HEADERS = (
    ("from", "to", "light (s)", "deep (s)", "rem (s)", "awake (s)", "wake up"),
    ("von", "bis", "leicht (s)", "tief (s)", "rem (s)", "wach (s)", "aufwachen"),
    ("de", "a", "ligero (s)", "profundo (s)", "rem (s)", "despierto (s)", "despertar"),
)
_SECONDS = re.compile(r".+ ?\(s\)")
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}")
_MOST_S, _MOST_TIMES = 86_400, 999
_ACCEPTED = "a time with its offset, such as 2026-11-20T23:40:00-05:00"


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is Withings' sleep: by the columns and the first row, or by a file in the zip.

    A raw table looks like every other raw table of Withings, so it is recognised in the zip alone.
    """
    if not is_package(content):
        return _is_summary(content)
    return holds(content, _RAW) or (holds(content, _SUMMARY) and _has_summary(content))


def _has_summary(content: Content) -> bool:
    """Return whether the `sleep.csv` of a zip is Withings'."""
    try:
        return any(_is_summary(file) for _, file in members(content, "", _SUMMARY))
    except BadRow:
        return False


def _is_summary(content: Content) -> bool:
    """Return whether these are the columns of `sleep.csv`, in a known language or with the times in the first row."""
    lines = [*decode_head(content, _HEAD).lstrip("\r\n").splitlines()[:2], "", ""]
    header, first = ([cell.strip('"') for cell in line.split(",")] for line in lines[:2])
    if not _has_columns(header):
        return False
    return _is_known(header) or all(_STAMP.fullmatch(each) for each in first[:_LIGHT])


def _has_columns(header: Sequence[str]) -> bool:
    return len(header) >= _FIRST and all(_SECONDS.fullmatch(header[each]) for each in range(_LIGHT, _TIMES))


def _is_known(header: Sequence[str]) -> bool:
    return tuple(each.lower() for each in header[: _TIMES + 1]) in _HEADERS


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the sleeps of a Withings export.

    Raises:
        BadRow: the first sleep that cannot be right.
    """
    left: Counter[str] = Counter()
    found = Tracked()
    if not is_package(content):
        _add(content, source, options, found, left)
    elif holds(content, _SUMMARY):
        for member, file in members(content, source, _SUMMARY):
            _add_summary(file, member.name, options, found, left)
        left["raw"] = holds(content, _RAW)
    else:
        check_holds(content, source, _RAW, "sleep.csv")
        for member, file in members(content, source, _RAW):
            kind = _RAW.fullmatch(member.name)
            sleep_states.add(file, member.name, options, found, tracker=sleep_states.TRACKERS[kind[1] if kind else ""])
    return nights(found, options, _left_out_texts(left))


def _add(content: Content, source: str, options: ReadOptions, found: Tracked, left: Counter[str]) -> None:
    """Add the sleeps of a file of either kind."""
    if sleep_states.is_such(content):
        sleep_states.add(content, source, options, found)
    else:
        _add_summary(content, source, options, found, left)


def _add_summary(content: Content, source: str, options: ReadOptions, found: Tracked, left: Counter[str]) -> None:
    table = rows(content, source)
    place, header = next(table, (Place(source, 1), []))
    if not _has_columns(header):
        raise place.bad(None, "accepted: Withings' sleep.csv: from, to, light (s), deep (s), rem (s), awake (s), …")
    known = _is_known(header)
    left["columns"] = len(header) - _FIRST
    for here, row in table:
        with options.bad.row(left):
            cells(here, header, row)
            found.append(_asleep(here, header, row, options, left, known=known))


def _asleep(
    place: Place, header: Sequence[str], row: Sequence[str], options: ReadOptions, left: Counter[str], *, known: bool
) -> Asleep:
    fields = Fields(place, dict(zip(header, row, strict=True)))
    start, up = (
        place.with_offset(header[each], fields.needed(header[each], _ACCEPTED), options.zone) for each in (_FROM, _TO)
    )
    place.check_span(header[_TO], start, up)
    light, deep, rem, awake, latency, after = (
        fields.whole(header[each], _MOST_S) for each in (_LIGHT, _DEEP, _REM, _AWAKE, _LATENCY, _AFTER)
    )
    stages = [each for each in (light, deep, rem) if each is not None]
    asleep = sum(stages) if stages else None
    times = fields.whole(header[_TIMES], _MOST_TIMES)
    found = asleep_with_parts(place, start, up, Counted(asleep, awake, latency, after), times)
    if found.awake_s is None and not known:
        raise place.bad(
            None, "the seconds of the columns are not as many as this sleep lasted, and the columns have names in a "
            "language that is not known here; export it in English",
        )  # fmt: skip
    left["sums"] += found.awake_s is None and awake is not None
    left["stages"] += any(stages)
    return found


def _left_out_texts(left: Counter[str]) -> Iterator[str]:
    yield from left_out_texts(left, _LEFT_OUT)
    if left["raw"]:
        yield "the raw sleep states, since sleep.csv has the same nights"


_LEFT_OUT = {
    "sums": ("sleep", "sleeps", " whose seconds are not as many as it lasted: the time awake is left out"),
    "stages": ("sleep's deep, light and REM sleep", "sleeps' deep, light and REM sleep", ""),
    "columns": ("column", "columns", " about snoring, heart rate and what else happened at night"),
}
