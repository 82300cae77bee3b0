"""The reading of typed nights, moments, clock times and durations, by a small closed grammar.

Every general date library reads some of these confidently and wrongly (`2340` → the year 2340, `3/4` → 4 March).
In a diary of doses a refused word costs one retry; a wrong guess is false data. So nothing is guessed here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from datetime import time as clock_time

from legdiary.domain.time.durations import parse_duration
from legdiary.domain.time.moments import (
    EARLIEST_YEAR,
    MINUTE,
    InTheFuture,
    Moment,
    NoSuchTime,
    TooLongAgo,
    local_moments,
)
from legdiary.errors import BadValue, quote_typed
from legdiary.util.patterns import fullmatch
from legdiary.util.values import NamedTuple, dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Match

    from legdiary.domain.time.moments import (
        Present,
    )

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST_WEEKDAY = 3
# Not compiled at import: `re` compiles and caches them at first use, and most commands use one or none.
_CLOCK = r"(?ai)(?P<hour>[0-9]{1,2})(?:(?P<mark>[:.]?)(?P<minute>[0-9]{2}))?\s?(?P<half>[ap](?:m|\.m\.)?)?"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_STAMP = r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2})(?::([0-9]{2}))?(Z|[+-][0-9]{2}:[0-9]{2})?"
_WITH_OFFSET = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
_AGO_NIGHTS = r"-([0-9]{1,4})|([0-9]{1,4}) ago"
_MINUTES_AN_HOUR = 60
_HOURS_A_DAY = 24
_NOON_HOUR = 12


class NotANight(BadValue):
    """A night that cannot be read."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"{quote_typed(typed)!r} names no night; write tonight, last night, today, yesterday, mon … sun, "
            "-2 (or 2 ago), or a date such as 2026-11-20"
        )


class NotAMoment(BadValue):
    """A time that cannot be read."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"{quote_typed(typed)!r} is not a time; write 23:40, 11:40pm, now, 20m ago, yesterday 23:40, "
            "2026-11-20 23:40 or 2026-11-20T23:40-05:00"
        )


class NotAClockTime(BadValue):
    """A clock time that cannot be read."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{quote_typed(typed)!r} is not a clock time; write 23:40 or 11:40pm")


class HourAlone(NotAClockTime):
    """An hour without minutes or half of the day: `--onset 8`."""

    def __init__(self, typed: str, hour: int) -> None:
        if 1 <= hour <= _NOON_HOUR:
            message = f"{quote_typed(typed)!r} can be read two ways; write {hour}am or {hour}pm"
        else:
            message = f"{quote_typed(typed)!r} alone is not a clock time; write {hour:02d}:00"
        BadValue.__init__(self, message)


class NotADate(BadValue):
    """A date that cannot be read, or does not exist."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{quote_typed(typed)!r} is not a date; write a day that exists as 2026-11-20")


class NotInThatDay(BadValue):
    """A time outside the diary day that was given."""

    def __init__(self, typed: str, night: date) -> None:
        super().__init__(
            f"{quote_typed(typed)} is not within the diary day of {night}; leave out --night, or give a "
            "time inside that day"
        )


def format_clock(minutes: int) -> str:
    """Return minutes after midnight as `20:30`."""
    return f"{minutes // _MINUTES_AN_HOUR:02d}:{minutes % _MINUTES_AN_HOUR:02d}"


def parse_date(text: str) -> date:
    """Return the date in `2026-11-20`, from 1990 on.

    Raises:
        NotADate: another format, or a day that does not exist.
        TooLongAgo: before 1990.
    """
    try:
        day = date.fromisoformat(text.strip()) if fullmatch(_DATE, text.strip()) else None
    except ValueError:
        day = None
    if day is None:
        raise NotADate(text)
    if day.year < EARLIEST_YEAR:
        raise TooLongAgo(quote_typed(text))
    return day


def parse_night(text: str, present: Present, *, of_day: bool = False) -> date:
    """Return the night that WHEN names, by the date on which its evening began.

    Args:
        text: the text as typed.
        present: the clock.
        of_day: the entry is filed by diary day, as doses are; `tonight` then means the current diary day.

    Raises:
        NotANight, NotADate, InTheFuture, TooLongAgo.
    """
    word = " ".join(text.lower().split())
    night = _night(word, text, present, of_day=of_day)
    if night > present.today:
        raise InTheFuture(f"the night of {night}", f"{present.now.local:%Y-%m-%d %H:%M}")
    return night


def _night(word: str, typed: str, present: Present, *, of_day: bool) -> date:
    named = {
        "tonight": present.today if of_day else present.tonight,
        "today": present.today,
        "last night": present.last_night,
        "yesterday": present.today - timedelta(days=1),
    }
    if word in named:
        return named[word]
    if ago := fullmatch(_AGO_NIGHTS, word):
        return present.today - timedelta(days=int(ago[1] or ago[2]))
    if len(word) >= _SHORTEST_WEEKDAY:
        by_calendar = present.now.local.date()  # after midnight the latest past evening is the one that has just ended
        for number, weekday in enumerate(_WEEKDAYS):
            if weekday.startswith(word):
                return by_calendar - timedelta(days=(by_calendar.weekday() - number - 1) % 7 + 1)
    if fullmatch(_DATE, word):
        return parse_date(word)
    raise NotANight(typed)


class ClockParts(NamedTuple):
    """A typed time of day, or an hour that may be the start of one.

    Attributes:
        hour: the hour by the 24-hour clock, where the half of the day was typed or 0 to 23 was.
        minute: the minute.
        half: a or p where the half of the day was typed.
        is_bare: only an hour was typed: `7`, `23`.
        is_24_hour: it can only be of the 24-hour clock: `23`, `0`.
    """

    hour: int
    minute: int
    half: str
    is_bare: bool
    is_24_hour: bool

    @property
    def minutes(self) -> int:
        """Minutes after midnight."""
        return self.hour * _MINUTES_AN_HOUR + self.minute


def clock_parts(text: str) -> ClockParts | None:
    """Return the parts of `23:40`, `23.40`, `2340`, `11:40pm`, `11pm`, and of a bare `7`; None for anything else."""
    match = fullmatch(_CLOCK, text.strip())
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "")[:1].lower()
    if half:
        if not 1 <= hour <= _NOON_HOUR:
            return None
        hour = hour % _NOON_HOUR + (_NOON_HOUR if half == "p" else 0)
    if hour >= _HOURS_A_DAY or minute >= _MINUTES_AN_HOUR:
        return None
    is_24_hour = not half and not 1 <= hour <= _NOON_HOUR
    return ClockParts(hour, minute, half, not half and match["minute"] is None, is_24_hour)


def parse_clock(text: str) -> clock_time:
    """Return the clock time in `23:40`, `23.40`, `2340`, `11:40pm`, `11pm`.

    Raises:
        NotAClockTime: anything else, `25:10`, `13pm` and a bare `7` included.
    """
    parts = clock_parts(text)
    if parts is None:
        raise NotAClockTime(text)
    if parts.is_bare:
        raise HourAlone(text, parts.hour)
    return clock_time(parts.hour, parts.minute)


def is_clock(text: str) -> bool:
    """Return whether the text is a bare clock time."""
    try:
        parse_clock(text)
    except NotAClockTime:
        return False
    return True


@dataclass(frozen=True, slots=True)
class When:
    """A typed time, read but not yet placed on a day.

    Attributes:
        typed: the text as typed.
        now: True for the word `now`.
        ago_min: minutes before the present, from `20m ago`.
        days_back: calendar days before today, from `yesterday 23:40` or `today 8:00`.
        day: the typed date.
        clock: the typed clock time.
        offset: the typed UTC offset, `-05:00`, which makes date and clock time a single instant.
    """

    typed: str
    now: bool = False
    ago_min: int | None = None
    days_back: int | None = None
    day: date | None = None
    clock: clock_time | None = None
    offset: str | None = None

    @property
    def is_clock(self) -> bool:
        """Whether only a clock time was typed."""
        return self.clock is not None and self.day is None and self.days_back is None

    def moment(self, present: Present, night: date | None = None, *, confirmed: bool = False) -> Moment:
        """Return the moment that is meant.

        A bare clock time means the latest past moment with that time; with a night, the one in that diary day.

        Args:
            present: the clock.
            night: the diary day given with `--night`.
            confirmed: the person has confirmed a time that occurred twice.

        Raises:
            NoSuchTime, InTheFuture, TooLongAgo, NotInThatDay, NotAMoment.
            Asks: the clocks showed that time twice, and the later one is meant.
        """
        try:
            moment = self._place(present, night)
        except (ValueError, OverflowError) as error:  # the last day of the year 9999
            raise NotAMoment(self.typed) from error
        present.check_past(moment, self.typed)
        if night is not None and present.day_of(moment) != night:
            raise NotInThatDay(self.typed, night)
        if not confirmed and self.clock is not None and self.offset is None:
            _check_came_once(moment, present)
        return moment

    def _place(self, present: Present, night: date | None) -> Moment:
        if self.ago_min is not None:
            return Moment.from_timestamp(present.now.utc_s - self.ago_min * MINUTE, present.zone)
        if self.clock is None:
            return present.now
        if self.offset is not None and self.day is not None:
            return _instant(self.day, self.clock, self.offset, present)
        day = self.day if self.days_back is None else present.now.local.date() - timedelta(days=self.days_back)
        if day is not None:
            return _moment_on(day, self.clock, present)
        return (
            _moment_in_diary_day(night, self.clock, present)
            if night is not None
            else _latest_past_moment(self.clock, present)
        )


def parse_when(text: str) -> When:
    """Return the time that AT names: `23:40`, `now`, `20m ago`, `yesterday 23:40`, `2026-11-20 23:40`.

    A date with a clock time may have an offset, as in `2026-11-20 23:40-05:00`.

    Raises:
        NotAMoment: anything else.
        TooLongAgo: a year before 1990.
    """
    word = " ".join(text.split())
    lowered = word.lower()
    if lowered == "now":
        return When(text, now=True)
    if stamp := fullmatch(_STAMP, word):
        day, clock, offset = _split_stamp(stamp, text)
        return When(text, day=day, clock=clock, offset=offset)
    day_word, _, clock_word = lowered.partition(" ")
    try:
        if lowered.endswith(" ago"):
            return When(text, ago_min=parse_duration(lowered[:-4]))
        if day_word in {"yesterday", "today"}:
            return When(text, days_back=int(day_word == "yesterday"), clock=parse_clock(clock_word))
        return When(text, clock=parse_clock(lowered))
    except HourAlone:
        raise
    except BadValue as error:
        raise NotAMoment(text) from error


def _check_came_once(moment: Moment, present: Present) -> None:
    first, *others = local_moments(moment.local.date(), moment.local.time(), present.zone)
    if moment in others:
        from legdiary.errors import TIME, Asks

        raise Asks(describe_repeated_time(moment, first), about=TIME)


def describe_repeated_time(meant: Moment, other: Moment) -> str:
    """Return a sentence on a clock time that occurred twice: which one is meant, and how to write the other."""
    which, rest = ("first", "second") if meant.utc_s < other.utc_s else ("second", "first")
    written, instead = (each.local.isoformat(timespec="minutes") for each in (meant, other))
    return (
        f"{meant.local:%H:%M} came twice on {meant.local:%Y-%m-%d}, since the clocks were put back; "
        f"without an offset it is the {which}, {written} (the {rest}: {instead})."
    )


def parse_reported_time(text: str, present: Present) -> clock_time | Moment:
    """Return the clock time in `23:40`, or the moment in `2026-10-25T02:30+01:00`, for a time that occurred twice.

    Raises:
        NotAClockTime, TooLongAgo.
    """
    stamp = fullmatch(_STAMP, " ".join(text.split()))
    if stamp is None or stamp[4] is None:
        return parse_clock(text)
    try:
        day, clock, offset = _split_stamp(stamp, text)
        return _instant(day, clock, offset or "", present)
    except (NotAMoment, ValueError, OverflowError) as error:
        raise NotAClockTime(text) from error


def is_reported_time(text: str) -> bool:
    """Return whether the text is a clock time, or a whole moment with its offset."""
    return is_clock(text) or fullmatch(_WITH_OFFSET, text) is not None


def split_span(text: str) -> tuple[str, str] | None:
    """Return the two sides of BED-WAKE, split at a dash outside of dates and offsets, or at `to`; None without one."""
    import re

    dashed = re.sub(r"(?i) +to +", "-", text.replace("–", "-"))
    sides = fullmatch(rf" *({_WITH_OFFSET}|[^-]*?) *- *({_WITH_OFFSET}|[^-]*?) *", dashed)
    return (sides[1], sides[2]) if sides else None


def _split_stamp(stamp: Match[str], typed: str) -> tuple[date, clock_time, str | None]:
    """Return the day, the clock time and the offset of a whole date and time."""
    day, clock, seconds, offset = stamp.groups()
    try:
        naive = datetime.fromisoformat(f"{day}T{clock}:{seconds or '00'}")
    except ValueError as error:
        raise NotAMoment(typed) from error
    if naive.year < EARLIEST_YEAR:  # before zones had whole minutes, and before the years overflow
        raise TooLongAgo(quote_typed(typed))
    return naive.date(), naive.time(), offset


def _instant(day: date, clock: clock_time, offset: str, present: Present) -> Moment:
    return Moment.from_datetime(datetime.fromisoformat(f"{day}T{clock}{offset}"), present.zone)


def _moment_on(day: date, clock: clock_time, present: Present) -> Moment:
    """Return the moment on a day; where clocks went back the later of two, unless it is in the future."""
    moments = local_moments(day, clock, present.zone)
    return next((m for m in reversed(moments) if m.utc_s <= present.now.utc_s), moments[0])


def _latest_past_moment(clock: clock_time, present: Present) -> Moment:
    day = present.now.local.date()
    try:
        moments = local_moments(day, clock, present.zone)
    except NoSuchTime:
        if present.now.local.time() > clock:
            raise
        moments = ()
    past = [m for m in moments if m.utc_s <= present.now.utc_s]
    return past[-1] if past else _moment_on(day - timedelta(days=1), clock, present)


def _moment_in_diary_day(night: date, clock: clock_time, present: Present) -> Moment:
    day = night if clock >= present.day_start else night + timedelta(days=1)
    return _moment_on(day, clock, present)
