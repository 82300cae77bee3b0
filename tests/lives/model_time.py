"""The model's clock: nights, diary days and the words for a moment, by docs/explanation/how-nights-are-dated.md.

Nothing of legdiary is imported here, nor in any other file whose name begins with `model_`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

NOON = 12 * 60
#: A moment this much ahead is not refused: clocks of two devices differ.
AHEAD_S = 5 * 60
EARLIEST = 1990
RECALLED_S = 36 * 3600
A_DAY = timedelta(days=1)


class RefusedError(Exception):
    """The diary must refuse this, and store nothing."""


class Moment(NamedTuple):
    """An instant, and the zone in which it was lived."""

    utc_s: int
    zone: str

    @property
    def local(self) -> datetime:
        return datetime.fromtimestamp(self.utc_s, UTC).astimezone(ZoneInfo(self.zone))

    @property
    def iso(self) -> str:
        return self.local.isoformat()

    @property
    def text(self) -> str:
        return f"{self.iso}[{self.zone}]"

    @property
    def minute(self) -> int:
        """The minutes after midnight that the clock showed."""
        return self.local.hour * 60 + self.local.minute


def clock_of(text: str) -> int:
    """Return the minutes after midnight of `23:40`."""
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def showing(day: date, minutes: int, zone: str) -> list[Moment]:
    """Return the moments at which the clocks of a zone showed a time: none, one or two."""
    naive = datetime.combine(day, time(*divmod(minutes, 60)))
    found: list[Moment] = []
    for fold in (0, 1):
        utc = naive.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
        moment = Moment(int(utc.timestamp()), zone)
        if moment.local.replace(tzinfo=None) == naive and moment not in found:
            found.append(moment)
    return found


class Clock(NamedTuple):
    """The present: an instant, the zone in which one is, and the minute at which a diary day begins."""

    now: int
    zone: str
    day_start: int = 5 * 60

    @property
    def moment(self) -> Moment:
        return Moment(self.now, self.zone)

    @property
    def on(self) -> date:
        """The date of the calendar."""
        return self.moment.local.date()

    @property
    def today(self) -> date:
        """The diary day."""
        return self.day_of(self.moment)

    @property
    def tonight(self) -> date:
        early = self.moment.minute < max(self.day_start, 5 * 60)
        return self.on - A_DAY if early else self.on

    @property
    def last_night(self) -> date:
        return self.on - A_DAY

    @property
    def usual_night(self) -> date:
        """The night that `night` means without `--night`."""
        return self.on - A_DAY if self.moment.minute < 15 * 60 else self.on

    def day_of(self, moment: Moment) -> date:
        local = moment.local.date()
        return local - A_DAY if moment.minute < self.day_start else local

    # ------------------------------------------------------------------ words

    def night(self, word: str | None, *, of_day: bool = False) -> date | None:
        """Return the night that WHEN means; None for no word."""
        if word is None:
            return None
        named = {
            "today": self.today, "yesterday": self.today - A_DAY, "last night": self.last_night,
            "tonight": self.today if of_day else self.tonight,
        }  # fmt: skip
        if word in named:
            found = named[word]
        elif word.endswith(" ago"):
            found = self.today - int(word.split()[0]) * A_DAY
        else:
            found = date.fromisoformat(word)
            if found.year < EARLIEST:
                raise RefusedError(word)
        if found > self.today:
            raise RefusedError(f"{found} has not come")
        return found

    def at(self, word: str, night: date | None = None) -> Moment:
        """Return the moment that AT means, in the diary day of `night` if one is named."""
        found = self._placed(word, night)
        self.check_past(found)
        if night is not None and self.day_of(found) != night:
            raise RefusedError(f"{word} is not in the day of {night}")
        return found

    def check_past(self, moment: Moment) -> None:
        if moment.utc_s > self.now + AHEAD_S:
            raise RefusedError(f"{moment.text} has not come")
        if moment.local.year < EARLIEST:
            raise RefusedError(f"{moment.text} is too long ago")

    def _placed(self, word: str, night: date | None) -> Moment:
        if word == "now":
            return self.moment
        if word.endswith("m ago"):
            return Moment(self.now - 60 * int(word[:-5]), self.zone)
        if word.endswith("h ago"):
            return Moment(self.now - 3600 * int(word[:-5]), self.zone)
        day, _, clock = word.rpartition(" ")
        if day == "yesterday":
            return self._on(self.on - A_DAY, clock_of(clock))
        if day == "today":
            return self._on(self.on, clock_of(clock))
        if day:
            return self._on(date.fromisoformat(day), clock_of(clock))
        if "T" in word:
            return Moment(int(datetime.fromisoformat(word).timestamp()), self.zone)
        minutes = clock_of(word)
        if night is not None:
            return self._on(night if minutes >= self.day_start else night + A_DAY, minutes)
        shown = showing(self.on, minutes, self.zone)
        if not shown and self.moment.minute > minutes:
            raise RefusedError(f"{word} was skipped today")
        past = [each for each in shown if each.utc_s <= self.now]
        return past[-1] if past else self._on(self.on - A_DAY, minutes)

    def _on(self, day: date, minutes: int) -> Moment:
        """Where the clocks showed it twice, the later one that is past, else the first."""
        shown = showing(day, minutes, self.zone)
        if not shown:
            raise RefusedError(f"the clocks skipped {minutes // 60:02}:{minutes % 60:02} on {day}")
        past = [each for each in shown if each.utc_s <= self.now]
        return past[-1] if past else shown[0]

    def is_recalled(self, night_of: date, woke: Moment | None = None) -> bool:
        """Whether an entry made now is made more than 36 hours after waking, or after the noon that ends its night."""
        waking = woke or showing(night_of + A_DAY, NOON, self.zone)[0]
        return self.now - waking.utc_s > RECALLED_S
