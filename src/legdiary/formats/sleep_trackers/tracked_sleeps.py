"""Tracked sleeps: the records of any sleep tracker, and how they become nights.

All trackers say the same: tracked from one time to another. Records that belong together (`_continues` decides) are the
parts of one sleep. `nights` files such sleeps alike for every tracker: under the night whose window, noon to noon,
holds the beginning. The longest is the night's sleep, others by day are its naps, and any others are reported.

The time to fall asleep, the time awake and the number of awakenings are known only where the file states them; what a
tracker calls awake counts as awake. Else only this is known: that one was awake between the parts, and perhaps how much
of a part was not sleep. Then the sleep time is an upper bound: the time tracked, less what the file itself takes off.

Where several trackers have the same night, one of them is taken (`tracker_choice`).
"""

from __future__ import annotations

from array import array
from collections import Counter
from datetime import date, timedelta
from datetime import time as clock_time
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.entries.sleep import TIMES_MOST, Sleep
from legdiary.domain.invariants import check_zones
from legdiary.domain.time.durations import LONGEST_IN_BED_MIN
from legdiary.domain.time.moments import MINUTE, NOON, Moment, load_zone, minutes_between
from legdiary.errors import plural
from legdiary.formats.reader_result import MOST_A_DAY, MOST_ENTRIES, BadRow, ReadOptions, Row, Rows, locate_errors
from legdiary.formats.sleep_trackers.tracker_choice import NightsOfTrackers
from legdiary.util.compressed_list import Packed
from legdiary.util.values import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from legdiary.formats.files.field_parser import Place
    from legdiary.formats.reader_result import Found
    from legdiary.formats.sleep_trackers.tracker_choice import ChosenTrackers

#: The most sleeps of an export in which later files replace what earlier ones have: all of them are held at once.
MOST_REPLACEABLE = 50_000
_HALF_A_DAY = timedelta(hours=12)
_DAY_S, _EPOCH = 86_400, date(1970, 1, 1)
#: The night of a sleep is never further than this from its day in UTC, in any zone.
_FURTHEST = timedelta(days=3)
#: A sleep that lies completely between these local times is a sleep by day.
DAY_BEGINS, DAY_ENDS = clock_time(9), clock_time(21)
#: A shorter sleep by day is never a night's sleep, even if no other is tracked.
_NAP_BELOW_MIN = 180
#: The longest time awake between two parts of one sleep: at any hour; if the second begins by day, in the morning; if
#: the first ends and the second begins by night.
_PAUSE_MIN, _LATE_PAUSE_MIN, _NIGHT_PAUSE_MIN = 30, 2 * 60, 6 * 60


@dataclass(frozen=True, slots=True)
class Asleep:
    """One tracked sleep, as any tracker records it.

    Every number is None where the file does not state it; nothing is worked out from something else.

    Attributes:
        place: its place in the file; two records are equal if all else is.
        start: going to bed, or falling asleep where the file does not say the former.
        end: the last awakening.
        quality: 1–5.
        awakenings: the number of awakenings.
        slept_s: the seconds of it that the file counts as sleep.
        tracker: the kind of device or app that recorded it, never a name that a person gave it. A file has it for
            every record or for none.
        latency_s: the seconds from the start to falling asleep.
        awake_s: the seconds awake after falling asleep and before the end.
        awake_least_s: the least of these seconds, where the file does not state all of them.
        lying_awake_s: the seconds awake in bed after the end.
        up: getting out of bed.
        is_nap: the file calls it a nap. One shorter than three hours is a nap at any hour, and no part of a night.
    """

    place: Place = field(compare=False)
    start: Moment
    end: Moment
    quality: int | None = None
    awakenings: int | None = None
    note: str | None = None
    slept_s: int | None = None
    tracker: str | None = None
    latency_s: int | None = None
    awake_s: int | None = None
    awake_least_s: int | None = None
    lying_awake_s: int | None = None
    up: Moment | None = None
    is_nap: bool = False

    @property
    def seconds(self) -> int:
        """Its length in seconds, clock changes included."""
        return self.end.utc_s - self.start.utc_s

    @property
    def most_slept_s(self) -> int:
        """The most seconds of it that can have been slept, according to the file."""
        most = max(0, self.seconds - (self.latency_s or 0) - self.least_awake_s)
        return most if self.slept_s is None else min(self.slept_s, most)

    @property
    def least_awake_s(self) -> int:
        """The least seconds awake between falling asleep and the end."""
        return self.awake_s if self.awake_s is not None else self.awake_least_s or 0

    @property
    def night_of(self) -> date:
        """The night whose window, noon to noon, holds the start."""
        return (self.start.local - _HALF_A_DAY).date()


def _is_short_nap(part: Asleep) -> bool:
    return part.is_nap and part.seconds < _NAP_BELOW_MIN * MINUTE


class _SleepOfParts:
    """One sleep with all its parts, in the order in which they began.

    Attributes:
        parts: at least one.
        start: the start of the first.
        end: the end of the one that ends last.
    """

    def __init__(self, first: Asleep) -> None:
        self.parts = [first]
        self.start = first.start
        self.end = first.end

    def add(self, part: Asleep) -> None:
        """Add the part that begins next."""
        self.parts.append(part)
        self.end = max(self.end, part.end, key=lambda end: end.utc_s)

    @property
    def night_of(self) -> date:
        """The night whose window, noon to noon, holds the beginning."""
        return self.parts[0].night_of

    @property
    def chief(self) -> Asleep:
        """The longest part; of equal ones, the first."""
        return max(self.parts, key=lambda part: part.seconds)

    @property
    def seconds(self) -> int:
        """The seconds from the first start to the last end."""
        return self.end.utc_s - self.start.utc_s

    @property
    def pauses(self) -> list[int]:
        """The gaps between the parts, in seconds."""
        found, until = [], self.start.utc_s
        for part in self.parts:
            if part.start.utc_s > until:
                found.append(part.start.utc_s - until)
            until = max(until, part.end.utc_s)
        return found

    @property
    def tracked_s(self) -> int:
        """The seconds that lie in any of the parts."""
        return self.seconds - sum(self.pauses)

    @property
    def most_slept_s(self) -> int:
        """The most seconds that can have been slept; parts that overlap count once."""
        return min(self.tracked_s, sum(part.most_slept_s for part in self.parts))

    @property
    def overlaps_itself(self) -> bool:
        return sum(part.seconds for part in self.parts) > self.tracked_s

    @property
    def by_day(self) -> bool:
        """Return whether it lies completely in the day."""
        begins, ends = self.start.local, self.end.local
        return begins.date() == ends.date() and begins.time() >= DAY_BEGINS and ends.time() <= DAY_ENDS

    @property
    def may_be_main(self) -> bool:
        """Return whether it can be the sleep of its night: any sleep but a short one by day, or a short nap."""
        return not (self.by_day or self.is_nap) or self.tracked_s >= _NAP_BELOW_MIN * MINUTE

    @property
    def is_nap(self) -> bool:
        """Return whether the file calls it a nap."""
        return self.parts[0].is_nap


class Tracked:
    """The records of a file, added one by one; they need little memory, however many they are."""

    def __init__(self, records: Iterable[Asleep] = ()) -> None:
        self._records: Packed[Asleep] = Packed()
        self._starts = array("q")
        self._days: Counter[int] = Counter()
        self._trackers = NightsOfTrackers()
        self._source = ""
        for record in records:
            self.append(record)

    def append(self, record: Asleep) -> None:
        """Add a record.

        Raises:
            BadRow: there are too many.
        """
        start = record.start.utc_s
        self._days[start // _DAY_S] += 1
        if len(self._starts) == MOST_ENTRIES or self._days[start // _DAY_S] > MOST_A_DAY:
            most = f"more than {MOST_ENTRIES} tracked sleeps, or {MOST_A_DAY} of one day"
            raise BadRow(record.place.source, None, None, f"{most}, the most that are read")
        if record.tracker is not None:
            self._source = record.place.source
            self._trackers.add(record.tracker, record.night_of, self._source)
        self._records.append(record)
        self._starts.append(start)

    def choose_trackers(self, options: ReadOptions) -> ChosenTrackers:
        """Return the choice of one tracker a night.

        Raises:
            UnknownWord: `--source` names no tracker of the file.
            SeveralTrackers: several have the same night, and nobody has said which one to take.
        """
        return self._trackers.choose(self._source, options)

    def by_start(self) -> Packed[Asleep]:
        """Return the records in the order in which they began; those that began together, in the file's order."""
        return self._records.by(self._starts)


def _distinct(records: Iterable[Asleep], counts: Counter[str]) -> Iterator[Asleep]:
    """Yield each record once, without very short ones; the records come ordered by their start."""
    for _, several in groupby(records, key=lambda each: each.start.utc_s):
        together = list(several)
        once = list(dict.fromkeys(together))
        long_enough = [each for each in once if each.seconds >= MINUTE]
        counts["twice"] += len(together) - len(once)
        counts["short"] += len(once) - len(long_enough)
        yield from sorted(long_enough, key=_order)


def _joined(records: Iterable[Asleep]) -> Iterator[_SleepOfParts]:
    """Join records to sleeps and yield the sleeps in order."""
    sleep = None
    for part in records:
        if _is_short_nap(part):
            yield _SleepOfParts(part)
        elif sleep is not None and _continues(sleep, part):
            sleep.add(part)
        else:
            if sleep is not None:
                yield sleep
            sleep = _SleepOfParts(part)
    if sleep is not None:
        yield sleep


def _by_night(sleeps: Iterable[_SleepOfParts]) -> Iterator[tuple[date, list[_SleepOfParts]]]:
    """Yield the sleeps of every night, in order: a night comes as soon as no later sleep can belong to it."""
    found: dict[date, list[_SleepOfParts]] = {}
    for sleep in sleeps:
        found.setdefault(sleep.night_of, []).append(sleep)
        past = _EPOCH + timedelta(days=sleep.start.utc_s // _DAY_S) - _FURTHEST
        for night in sorted(each for each in found if each < past):
            yield night, found.pop(night)
    for night in sorted(found):
        yield night, found[night]


def _order(part: Asleep) -> tuple[int, int, tuple[int, ...], str, str]:
    slept = part.seconds if part.slept_s is None else part.slept_s
    counts = (
        part.is_nap,
        part.latency_s,
        part.awake_s,
        part.awake_least_s,
        part.lying_awake_s,
        part.up.utc_s if part.up else None,
    )
    numbers = (slept, part.quality or 0, part.awakenings or 0, *(-1 if each is None else each for each in counts))
    return part.start.utc_s, part.end.utc_s, numbers, part.note or "", part.tracker or ""


def _continues(sleep: _SleepOfParts, part: Asleep) -> bool:
    """Return whether a part belongs to the sleep before it (docs/decisions.md, 2026-11-27)."""
    if max(part.end.utc_s, sleep.end.utc_s) - sleep.start.utc_s > LONGEST_IN_BED_MIN * MINUTE:
        return False
    pause = part.start.utc_s - sleep.end.utc_s
    if pause <= _PAUSE_MIN * MINUTE:
        return True
    began, ended = part.start.local.time(), sleep.end.local.time()
    if DAY_BEGINS <= began < DAY_ENDS:
        return not sleep.by_day and began < NOON and pause <= _LATE_PAUSE_MIN * MINUTE
    return not DAY_BEGINS < ended <= DAY_ENDS and pause <= _NIGHT_PAUSE_MIN * MINUTE


#: What `nights` counts → the words for one, for several, and for what is done with them.
_LEFT_OUT = {
    "twice": ("row", "rows", "listed twice, taken once"),
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
_AT_MOST = "the file does not say, so the time slept is known only at most"
_BY_ITSELF = f"each by itself: {_AT_MOST}"


def nights(records: Tracked | Iterable[Asleep], options: ReadOptions | None = None, more: Iterable[str] = ()) -> Found:
    """Return one sleep a night, oldest first, and the notes on what is left out: of sleeps, then `more` of the format.

    Args:
        records: the sleeps of a file.
        options: the rule for bad rows and the choice of trackers; None: no bad rows, and one tracker.
        more: what else the file has and the diary has not.

    Raises:
        BadRow: a night that no diary can hold.
        UnknownWord: `--source` names no tracker of the file.
        SeveralTrackers: several trackers have the same night, and nobody has said which one to take.
    """
    options = options or ReadOptions(load_zone("UTC"))
    tracked = records if isinstance(records, Tracked) else Tracked(records)
    counts: Counter[str] = Counter()
    filed = Rows()
    chosen = tracked.choose_trackers(options)
    taken = (each for each in tracked.by_start() if each.tracker is None or chosen.takes(each.tracker, each.night_of))
    for night_of, sleeps in _by_night(_joined(_distinct(taken, counts))):
        with options.bad.row(counts):
            filed.add(Row(*_night(night_of, sleeps, counts)))
    said = [
        f"{plural(counts[key], one, several)} {said}" for key, (one, several, said) in _LEFT_OUT.items() if counts[key]
    ]
    found = filed.found((*_unknown_texts(counts, len(filed)), *said, *chosen.left_out_texts(), *more))
    return replace(found, trackers=chosen.trackers)


def _unknown_texts(counts: Counter[str], filed: int) -> Iterator[str]:
    """Yield the sentences about nights whose time slept is known only at most."""
    if filed and not counts["latency known"] + counts["awake known"]:
        yield f"minutes to fall asleep and minutes awake, {_BY_ITSELF}"
        return
    for known, unknown in (("latency known", "minutes to fall asleep"), ("awake known", "minutes awake")):
        if number := counts["with times"] - counts[known]:
            yield f"{unknown} of {plural(number, 'night')}: {_AT_MOST}"


def _night(night_of: date, sleeps: list[_SleepOfParts], counts: Counter[str]) -> tuple[Sleep, Place]:
    """Return a night's sleep, and the place of its longest record."""
    main = max((each for each in sleeps if each.may_be_main), key=lambda each: each.tracked_s, default=None)
    naps, further = _others(sleeps, main)
    counts["further"] += len(further)
    beside = [part for each in (*naps, *further) for part in each.parts]
    counts["lone"] += sum((part.quality or part.awakenings) is not None for part in beside)
    parts = main.parts if main else []
    lines = [part.note for part in (*parts, *beside) if part.note is not None]
    if len(parts) > 1:
        counts["parts"] += 1
        lines.append(f"tracked {', '.join(map(_span, parts))}")
    lines += [f"also asleep {_span(each)}" for each in further]
    place = (main or sleeps[0]).chief.place
    napped = sum(each.most_slept_s for each in naps) // MINUTE
    with locate_errors(*place):
        entry = Sleep(night_of, nap_min=napped or None, note="\n".join(dict.fromkeys(lines)) or None)
        if main is not None:
            entry = _of_parts(entry, main, counts)
        check_zones(entry)
    return entry, place


def _of_parts(entry: Sleep, main: _SleepOfParts, counts: Counter[str]) -> Sleep:
    """Return the entry with the times of the whole sleep, and with the gaps between its parts as bounds."""
    rated = max((part for part in main.parts if part.quality), key=lambda part: part.seconds, default=None)
    awakenings = _awakenings(main)
    counts["lone"] += sum(
        (part.quality is not None and part is not rated) or (part.awakenings is not None and awakenings is None)
        for part in main.parts
    )
    awake = _awake(main)
    latency_min, awake_min = _minutes(main, None if main.overlaps_itself else main.parts[0].latency_s, awake.known_s)
    unslept = (main.seconds - main.most_slept_s) // MINUTE if awake_min is None else 0
    counts["with times"] += 1
    counts["latency known"] += latency_min is not None
    counts["awake known"] += awake_min is not None
    zone = load_zone(main.start.zone)  # a night is kept in the zone it began in
    last = max(main.parts, key=lambda part: part.end.utc_s)
    return replace(
        entry,
        bed=main.start,
        wake=Moment.from_timestamp(main.end.utc_s, zone),
        up=Moment.from_timestamp(last.up.utc_s, zone) if last.up and last.up.utc_s > main.end.utc_s else None,
        quality=rated.quality if rated else None,
        times=awakenings,
        latency_min=latency_min,
        awake_min=awake_min,
        awake_least_min=awake.least_s // MINUTE or None if awake_min is None else None,
        unslept_least_min=unslept if unslept > awake.least_s // MINUTE else None,
        lying_awake_min=_lying_awake(last),
    )


class _Awake(NamedTuple):
    """The time awake between falling asleep and the last awakening, in seconds.

    Attributes:
        known_s: all of it, where the file states it; else None.
        least_s: the least of it.
    """

    known_s: int | None
    least_s: int


def _awake(main: _SleepOfParts) -> _Awake:
    """Return the time awake: what every part states, what lies between the parts, and falling asleep again."""
    pauses = sum(main.pauses)
    if main.overlaps_itself:  # what one part calls awake may be what another calls asleep
        return _Awake(None, pauses)
    told = [part.awake_s for part in main.parts]
    again = sum(part.latency_s or 0 for part in main.parts[1:])
    least = pauses + again + sum(part.least_awake_s for part in main.parts)
    return _Awake(None if pauses or None in told else least, least)


def _minutes(main: _SleepOfParts, latency_s: int | None, awake_s: int | None) -> tuple[int | None, int | None]:
    """Return the minutes to fall asleep and awake, rounded half up; rounded down where both would not fit in."""
    numbers = [None if each is None else _half_up(each) for each in (latency_s, awake_s)]
    if sum(each or 0 for each in numbers) >= main.seconds // MINUTE:
        numbers = [None if each is None else each // MINUTE for each in (latency_s, awake_s)]
    return numbers[0], numbers[1]


def _lying_awake(last: Asleep) -> int | None:
    """Return the minutes awake in bed after the end, no more than there are until getting up."""
    if last.lying_awake_s is None or last.up is None:
        return None if last.lying_awake_s is None else _half_up(last.lying_awake_s)
    return min(_half_up(last.lying_awake_s), minutes_between(last.end, last.up))


def _half_up(seconds: int) -> int:
    return (seconds + MINUTE // 2) // MINUTE


def _awakenings(main: _SleepOfParts) -> int | None:
    """Count the awakenings: those in every part, and one after each part but the last; None if a part has no count."""
    told = [part.awakenings for part in main.parts if part.awakenings is not None]
    if len(told) < len(main.parts) or main.overlaps_itself:
        return None
    times = sum(told) + len(main.parts) - 1
    return times if times <= TIMES_MOST else None


def _span(sleep: Asleep | _SleepOfParts) -> str:
    return f"{sleep.start.local:%H:%M}–{sleep.end.local:%H:%M}"


def _others(sleeps: list[_SleepOfParts], main: _SleepOfParts | None) -> tuple[list[_SleepOfParts], list[_SleepOfParts]]:
    """Split off the naps, which lie in the day and overlap nothing, from the other sleeps."""
    naps: list[_SleepOfParts] = []
    further: list[_SleepOfParts] = []
    for each in sleeps:
        if each is not main:
            overlaps = any(
                each.start.utc_s < other.end.utc_s and other.start.utc_s < each.end.utc_s
                for other in (*([main] if main else []), *naps)
            )
            (naps if (each.by_day or each.is_nap) and not overlaps else further).append(each)
    return naps, further
