"""Read the numbers of days and the dates of plans."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from legdiary.domain.input.day_counts import read_day_count
from legdiary.domain.time.parse import NotADate, parse_date
from legdiary.errors import BadValue, quote_typed

if TYPE_CHECKING:
    from datetime import date

#: The longest that a plan names.
_MOST_DAYS = 9999
#: The position of each word is the number of days ahead.
_DAY_WORDS = ("today", "tomorrow")


class NotDays(BadValue):
    """Not a number of days."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{quote_typed(typed)!r} is not a number of days; write 7d or 2w")


class NotAPlanDay(BadValue):
    """Not a day for a plan."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"{quote_typed(typed)!r} is not a day; write today, tomorrow, or a date that exists as 2026-11-20"
        )


def parse_days(typed: str) -> int:
    """Read a number of days, from 0: `7d`, `2w`, `7 days`.

    Raises:
        NotDays: it is anything else.
    """
    days = read_day_count(typed)
    if days is None or days > _MOST_DAYS:
        raise NotDays(typed)
    return days


def parse_plan_day(typed: str, today: date) -> date:
    """Read `today` and `tomorrow` (diary days), or a date. Weekdays are not accepted: elsewhere they mean past days.

    Raises:
        NotAPlanDay: it is anything else.
        TooLongAgo: it is before 1990.
    """
    word = typed.strip().lower()
    if word in _DAY_WORDS:
        return today + timedelta(days=_DAY_WORDS.index(word))
    try:
        return parse_date(typed)
    except NotADate as error:
        raise NotAPlanDay(typed) from error
