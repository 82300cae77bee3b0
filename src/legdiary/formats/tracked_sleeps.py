"""What the records of every sleep tracker have in common, and how they become nights.

All trackers say one thing: tracked from here to there. Records that belong together are the parts of one sleep
(`_continues` says which). `nights` files such sleeps the same way for every tracker: by the night whose window, noon to
noon, holds the beginning; the longest is the night's sleep, the others by day are its naps, and what is left over is
said. A tracker knows neither how long falling asleep took nor how long one lay awake, only that one was awake between
the parts, and perhaps how much of a part it does not count as sleep. So both stay unknown, and the sleep time is an
upper bound: what was tracked, less what the file itself takes off.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import field, replace
from datetime import date, timedelta
from datetime import time as clock_time
from itertools import groupby
from typing import TYPE_CHECKING

from legdiary.domain.entries.sleep import TIMES_MOST, Sleep
from legdiary.domain.entries.sleep_times import LONGEST_IN_BED_MIN
from legdiary.domain.invariants import check_zones
from legdiary.domain.time.moments import MINUTE, NOON, Moment, load_zone
from legdiary.errors import plural
from legdiary.formats.records import MOST_A_DAY, MOST_ENTRIES, STRICT, BadRow, Row, Rows, at_row
from legdiary.util.packed import Packed
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from legdiary.formats.places import Place
    from legdiary.formats.records import BadRows, Found

_HALF_A_DAY = timedelta(hours=12)
_DAY_S, _EPOCH = 86_400, date(1970, 1, 1)
#: A sleep is filed under a night no further than this from its day in UTC, whatever its zone.
_NEAR = timedelta(days=3)
#: A sleep that lies wholly between these local times is one by day.
DAY_BEGINS, DAY_ENDS = clock_time(9), clock_time(21)
#: A shorter one by day is never a night's sleep, even where no other is tracked.
_NAP_BELOW_MIN = 180
#: The longest that one may be awake between two parts of one sleep: at any hour; where the second begins by day, in the
#: morning; where the first ends and the second begins by night.
_PAUSE_MIN, _LATE_PAUSE_MIN, _NIGHT_PAUSE_MIN = 30, 2 * 60, 6 * 60


@dataclass(frozen=True, slots=True)
class Asleep:
    """One tracked sleep, as any tracker says it.

    Attributes:
        place: where it stands; two records are the same one if all else is.
        quality: 1–5, or None.
        times: how often one woke, or None.
        slept_s: seconds of it that the file counts as sleep, or None where it does not say.
    """

    place: Place = field(compare=False)
    start: Moment
    end: Moment
    quality: int | None = None
    times: int | None = None
    note: str | None = None
    slept_s: int | None = None

    @property
    def seconds(self) -> int:
        """How long it lasted, clock changes included."""
        return self.end.utc_s - self.start.utc_s

    @property
    def most_slept_s(self) -> int:
        """Seconds of it that can have been slept, by all that the file says."""
        return self.seconds if self.slept_s is None else min(self.slept_s, self.seconds)


class _Whole:
    """One sleep with all its parts, in order of their beginnings.

    Attributes:
        parts: one at least.
        start: of the first.
        end: of the one that ends last.
    """

    def __init__(self, first: Asleep) -> None:
        self.parts = [first]
        self.start = first.start
        self.end = first.end

    def add(self, part: Asleep) -> None:
        """Take the part in that begins next."""
        self.parts.append(part)
        self.end = max(self.end, part.end, key=lambda end: end.utc_s)

    @property
    def night_of(self) -> date:
        """The night whose window, noon to noon, holds the beginning."""
        return (self.start.local - _HALF_A_DAY).date()

    @property
    def chief(self) -> Asleep:
        """The longest part, the first of several."""
        return max(self.parts, key=lambda part: part.seconds)

    @property
    def seconds(self) -> int:
        """From the first beginning to the last end."""
        return self.end.utc_s - self.start.utc_s

    @property
    def pauses(self) -> list[int]:
        """Seconds between one part and the next, wherever nothing was tracked."""
        found, until = [], self.start.utc_s
        for part in self.parts:
            if part.start.utc_s > until:
                found.append(part.start.utc_s - until)
            until = max(until, part.end.utc_s)
        return found

    @property
    def tracked_s(self) -> int:
        """Seconds that lie in any of the parts."""
        return self.seconds - sum(self.pauses)

    @property
    def most_slept_s(self) -> int:
        """Seconds that can have been slept; of parts that overlap, as much as both say."""
        return min(self.tracked_s, sum(part.most_slept_s for part in self.parts))

    @property
    def overlaps_itself(self) -> bool:
        return sum(part.seconds for part in self.parts) > self.tracked_s

    @property
    def by_day(self) -> bool:
        """Whether it lies wholly in the day."""
        begins, ends = self.start.local, self.end.local
        return begins.date() == ends.date() and begins.time() >= DAY_BEGINS and ends.time() <= DAY_ENDS

    @property
    def may_be_main(self) -> bool:
        """Whether it can be the sleep of its night: any but a short one by day."""
        return not self.by_day or self.tracked_s >= _NAP_BELOW_MIN * MINUTE


class Tracked:
    """The records of a file, gathered one by one; they take little memory, however many they are."""

    def __init__(self, records: Iterable[Asleep] = ()) -> None:
        self._records: Packed[Asleep] = Packed()
        self._starts = array("q")
        self._days: Counter[int] = Counter()
        for record in records:
            self.append(record)

    def append(self, record: Asleep) -> None:
        """Take in a record.

        Raises:
            BadRow: one more than are read.
        """
        start = record.start.utc_s
        self._days[start // _DAY_S] += 1
        if len(self._starts) == MOST_ENTRIES or self._days[start // _DAY_S] > MOST_A_DAY:
            most = f"more than {MOST_ENTRIES} tracked sleeps, or {MOST_A_DAY} of one day"
            raise BadRow(record.place.source, None, None, f"{most}, the most that are read")
        self._records.append(record)
        self._starts.append(start)

    def by_start(self) -> Packed[Asleep]:
        """Return them in the order in which they began, those that began at once as they came."""
        return self._records.by(self._starts)


def _once(records: Iterable[Asleep], counts: Counter[str]) -> Iterator[Asleep]:
    """Yield each record once; they come by their beginnings, and the order of those that began at once is no matter."""
    for _, several in groupby(records, key=lambda each: each.start.utc_s):
        together = list(several)
        once = list(dict.fromkeys(together))
        long_enough = [each for each in once if each.seconds >= MINUTE]
        counts["twice"] += len(together) - len(once)
        counts["short"] += len(once) - len(long_enough)
        yield from sorted(long_enough, key=_order)


def _wholes(records: Iterable[Asleep]) -> Iterator[_Whole]:
    """Yield the sleeps that the records are parts of, in order."""
    sleep = None
    for part in records:
        if sleep is not None and _continues(sleep, part):
            sleep.add(part)
        else:
            if sleep is not None:
                yield sleep
            sleep = _Whole(part)
    if sleep is not None:
        yield sleep


def _by_night(sleeps: Iterable[_Whole]) -> Iterator[tuple[date, list[_Whole]]]:
    """Yield the sleeps of every night, in order: each night once no later sleep can be filed under it."""
    found: dict[date, list[_Whole]] = {}
    for sleep in sleeps:
        found.setdefault(sleep.night_of, []).append(sleep)
        past = _EPOCH + timedelta(days=sleep.start.utc_s // _DAY_S) - _NEAR
        for night in sorted(each for each in found if each < past):
            yield night, found.pop(night)
    for night in sorted(found):
        yield night, found[night]


def _order(part: Asleep) -> tuple[int, int, int, int, int, str]:
    slept = part.seconds if part.slept_s is None else part.slept_s
    return part.start.utc_s, part.end.utc_s, slept, part.quality or 0, part.times or 0, part.note or ""


def _continues(sleep: _Whole, part: Asleep) -> bool:
    """Whether a part belongs to the sleep before it (docs/decisions.md, 2026-11-27)."""
    if max(part.end.utc_s, sleep.end.utc_s) - sleep.start.utc_s > LONGEST_IN_BED_MIN * MINUTE:
        return False
    pause = part.start.utc_s - sleep.end.utc_s
    if pause <= _PAUSE_MIN * MINUTE:
        return True
    began, ended = part.start.local.time(), sleep.end.local.time()
    if DAY_BEGINS <= began < DAY_ENDS:
        return not sleep.by_day and began < NOON and pause <= _LATE_PAUSE_MIN * MINUTE
    return not DAY_BEGINS < ended <= DAY_ENDS and pause <= _NIGHT_PAUSE_MIN * MINUTE


#: What `nights` counts: of one, of several, and what becomes of them.
_SAID = {
    "twice": ("row", "rows", "standing twice, taken once"),
    "short": ("recording", "recordings", "shorter than a minute, left out"),
    "parts": (
        "night", "nights",
        "tracked in several parts, each by itself: the note has them, and the time between counts as awake at least",
    ),
    "further": (
        "further sleep", "further sleeps",
        "in a night with a longer one: only in the note, in no figure, since the diary keeps one sleep a night",
    ),
    "lone": (
        "rating or count of awakenings", "ratings or counts of awakenings",
        "of naps, further sleeps and single parts, left out",
    ),
}  # fmt: skip
#: True of every tracker.
_UPPER_BOUND = (
    "minutes to fall asleep and minutes awake, each by itself: the file does not say, so the time slept is known only "
    "at most"
)


def nights(records: Tracked | Iterable[Asleep], more: Iterable[str] = (), bad: BadRows = STRICT) -> Found:
    """One sleep a night, oldest first, and what is not carried: of sleeps, then `more` of the format's own.

    Raises:
        BadRow: a night that no diary holds.
    """
    tracked = records if isinstance(records, Tracked) else Tracked(records)
    counts: Counter[str] = Counter()
    filed = Rows()
    for night_of, sleeps in _by_night(_wholes(_once(tracked.by_start(), counts))):
        with bad.row(counts):
            filed.add(Row(*_night(night_of, sleeps, counts)))
    said = [f"{plural(counts[key], one, several)} {said}" for key, (one, several, said) in _SAID.items() if counts[key]]
    return filed.found((*([_UPPER_BOUND] if len(filed) else []), *said, *more))


def _night(night_of: date, sleeps: list[_Whole], counts: Counter[str]) -> tuple[Sleep, Place]:
    """A night's sleep, and where its chief record stands."""
    main = max((each for each in sleeps if each.may_be_main), key=lambda each: each.tracked_s, default=None)
    naps, further = _others(sleeps, main)
    counts["further"] += len(further)
    beside = [part for each in (*naps, *further) for part in each.parts]
    counts["lone"] += sum((part.quality or part.times) is not None for part in beside)
    parts = main.parts if main else []
    lines = [part.note for part in (*parts, *beside) if part.note is not None]
    if len(parts) > 1:
        counts["parts"] += 1
        lines.append(f"tracked {', '.join(map(_span, parts))}")
    lines += [f"also asleep {_span(each)}" for each in further]
    place = (main or sleeps[0]).chief.place
    napped = sum(each.most_slept_s for each in naps) // MINUTE
    with at_row(*place):
        entry = Sleep(night_of, nap_min=napped or None, note="\n".join(dict.fromkeys(lines)) or None)
        if main is not None:
            entry = _of_parts(entry, main, counts)
        check_zones(entry)
    return entry, place


def _of_parts(entry: Sleep, main: _Whole, counts: Counter[str]) -> Sleep:
    """The entry with the night that the parts make up, and with what lies between them as bounds."""
    rated = max((part for part in main.parts if part.quality), key=lambda part: part.seconds, default=None)
    times = _times(main)
    counts["lone"] += sum(
        (part.quality is not None and part is not rated) or (part.times is not None and times is None)
        for part in main.parts
    )
    between = sum(main.pauses) // MINUTE
    unslept = (main.seconds - main.most_slept_s) // MINUTE
    return replace(
        entry,
        bed=main.start,
        wake=Moment.at(main.end.utc_s, load_zone(main.start.zone)),  # a night is kept in the zone it began in
        quality=rated.quality if rated else None,
        times=times,
        awake_least_min=between or None,
        unslept_least_min=unslept if unslept > between else None,
    )


def _times(main: _Whole) -> int | None:
    """How often one woke: in every part, and once after each but the last; None where a part does not say."""
    told = [part.times for part in main.parts if part.times is not None]
    if len(told) < len(main.parts) or main.overlaps_itself:
        return None
    times = sum(told) + len(main.parts) - 1
    return times if times <= TIMES_MOST else None


def _span(sleep: Asleep | _Whole) -> str:
    return f"{sleep.start.local:%H:%M}–{sleep.end.local:%H:%M}"


def _others(sleeps: list[_Whole], main: _Whole | None) -> tuple[list[_Whole], list[_Whole]]:
    """The naps, which lie in the day and beside everything else, and what is left over."""
    naps: list[_Whole] = []
    further: list[_Whole] = []
    for each in sleeps:
        if each is not main:
            overlaps = any(
                each.start.utc_s < other.end.utc_s and other.start.utc_s < each.end.utc_s
                for other in (*([main] if main else []), *naps)
            )
            (naps if each.by_day and not overlaps else further).append(each)
    return naps, further
