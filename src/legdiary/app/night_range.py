"""Read a range of nights, `--last` or `--from` and `--to`, and apply it to the nights of the diary."""

from __future__ import annotations

from datetime import timedelta

from legdiary.domain.input.day_counts import read_day_count
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import parse_date
from legdiary.errors import BadValue, quote_typed
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from legdiary.domain.time.moments import Present

_MOST_SPAN_DAYS = 366 * 120


class NotASpan(BadValue):
    """A length that is not a number of days or weeks."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{quote_typed(typed)!r} is not a length of time; write 14d or 8w")


class EndsBeforeItBegins(BadValue):
    """A range the wrong way round."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"the range from {first} to {last} ends before it begins; write the earlier date first")


class LastOrRange(BadValue):
    """Two ways to set the range."""

    def __init__(self) -> None:
        super().__init__("give --last, or --from and --to, not both")


class Span(NamedTuple):
    """A range of nights as typed. An open end is the diary's first or last night.

    Attributes:
        last: a length that ends now.
        first: the first night.
        until: the last night.
    """

    last: str | None = None
    first: str | None = None
    until: str | None = None

    @property
    def is_named(self) -> bool:
        """Return whether anything was typed."""
        return bool(self.last or self.first or self.until)


def nights_of(
    span: Span, present: Present, within: tuple[date, date] | None, *, finished: bool = False, usual: str = "14d"
) -> tuple[date, date]:
    """Return the half-open range of nights.

    Args:
        span: the range as typed.
        present: the clock.
        within: the diary's first and last night; None if it is empty.
        finished: count only nights that are over, without the present one.
        usual: the length if nothing was typed.

    Raises:
        LastOrRange, NotASpan, EndsBeforeItBegins, NotADate, TooLongAgo.
    """
    last, first, until = span
    if last is not None and (first is not None or until is not None):
        raise LastOrRange
    if first is None and until is None:
        behind = present.tonight if finished else present.today + A_DAY
        return behind - timedelta(days=_days_in(last or usual)), behind
    earliest, latest = within[0] if within else present.today, present.today
    begins = earliest if first is None else parse_date(first)
    ends = max(latest, begins) if until is None else parse_date(until)
    if ends < begins:
        raise EndsBeforeItBegins(begins, ends)
    return begins, ends + A_DAY


def _days_in(typed: str) -> int:
    """Return the number of days in `14d` or `8 weeks`."""
    length = read_day_count(typed)
    if length is None or not 1 <= length <= _MOST_SPAN_DAYS:
        raise NotASpan(typed)
    return length
