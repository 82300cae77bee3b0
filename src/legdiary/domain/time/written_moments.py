"""Days and instants as legdiary writes them to files, read strictly.

A file has tens of thousands of them, made of few days, clock times and offsets; each text of a part is read once.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from legdiary.domain.time.moments import HOUR, MINUTE

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])")
_OFFSET = re.compile(r"([+-])([01][0-9]|2[0-3]):([0-5][0-9])")
_DAY_ENDS, _CLOCK_ENDS, _ENDS = len("2026-11-20"), len("2026-11-20T23:40:00"), len("2026-11-20T23:40:00-05:00")
_EPOCH = date(1970, 1, 1).toordinal()
_A_DAY_S = 24 * HOUR
#: As many days as twenty years have; all clock times of a third of a day with their seconds.
_MANY = 8192


def split_moment(text: str) -> tuple[str, str]:
    """Return the instant of a moment's text, and what stands behind it."""
    return text[:_ENDS], text[_ENDS:]


@lru_cache(maxsize=_MANY)
def read_day(text: str) -> date:
    """Return the day of a text such as 2026-11-20.

    Raises:
        ValueError: it is no such text, or there is no such day.
    """
    if _DAY.fullmatch(text) is None:
        raise ValueError(text)
    return date.fromisoformat(text)


def read_instant(text: str) -> tuple[int, int]:
    """Return the UTC second and the offset in minutes of a text such as 2026-11-20T23:40:00-05:00.

    Raises:
        ValueError: it is no such text, or there is no such day or time.
    """
    offset_min = _offset_min(text[_CLOCK_ENDS:])
    return _day_s(text[:_DAY_ENDS]) + _clock_s(text[_DAY_ENDS:_CLOCK_ENDS]) - offset_min * MINUTE, offset_min


@lru_cache(maxsize=_MANY)
def _day_s(text: str) -> int:
    return (read_day(text).toordinal() - _EPOCH) * _A_DAY_S


@lru_cache(maxsize=_MANY)
def _clock_s(text: str) -> int:
    if (found := _CLOCK.fullmatch(text)) is None:
        raise ValueError(text)
    hour, minute, second = map(int, found.groups())
    return hour * HOUR + minute * MINUTE + second


@lru_cache(maxsize=_MANY)
def _offset_min(text: str) -> int:
    if (found := _OFFSET.fullmatch(text)) is None:
        raise ValueError(text)
    minutes = int(found[2]) * 60 + int(found[3])
    return -minutes if found[1] == "-" else minutes
