"""What the records of every sleep tracker have in common, and how they are filed by night.

All trackers say one thing: tracked from here to there. `nights` files such records the same way for all of them: by
the night whose window, noon to noon, holds the start; the longest is the night's sleep, those by day are its naps, and
what is left over is said. A tracker knows neither how long falling asleep took nor how long one lay awake, so both
stay unknown and the sleep time is an upper bound.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import field, replace
from datetime import time as clock_time
from datetime import timedelta
from typing import TYPE_CHECKING

from legdiary.domain.entries import Sleep
from legdiary.domain.moments import Moment, load_zone, minutes_between
from legdiary.imports.records import Found, at_row, check_takable, many
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from legdiary.imports.places import Place

_HALF_A_DAY = timedelta(hours=12)
#: A sleep that lies wholly between these local times is one by day.
DAY_BEGINS, DAY_ENDS = clock_time(9), clock_time(21)
#: A shorter one by day is never a night's sleep, even where no other is tracked.
_NAP_BELOW_MIN = 180


@dataclass(frozen=True, slots=True)
class Asleep:
    """One tracked sleep, as any tracker says it.

    Attributes:
        place: where it stands; two records are the same one if all else is.
        quality: 1–5, or None.
        times: how often one woke, or None.
    """

    place: Place = field(compare=False)
    start: Moment
    end: Moment
    quality: int | None = None
    times: int | None = None
    note: str | None = None

    @property
    def night_of(self) -> date:
        """The night whose window, noon to noon, holds the start."""
        return (self.start.local - _HALF_A_DAY).date()

    @property
    def minutes(self) -> int:
        """How long it lasted, clock changes included."""
        return minutes_between(self.start, self.end)

    @property
    def by_day(self) -> bool:
        """Whether it lies wholly in the day."""
        start, end = self.start.local, self.end.local
        return start.date() == end.date() and start.time() >= DAY_BEGINS and end.time() <= DAY_ENDS

    @property
    def may_be_main(self) -> bool:
        """Whether it can be the sleep of its night: any but a short one by day."""
        return not self.by_day or self.minutes >= _NAP_BELOW_MIN


#: What `nights` counts, and the sentence for it; the number goes first, with the thing counted.
_SAID = {
    "twice": ("row", "standing twice, taken once"),
    "short": ("recording", "shorter than a minute, left out"),
    "further": (
        "further sleep",
        "in a night with a longer one: only in the note, in no figure, since the diary keeps one sleep a night",
    ),
    "lone": ("rating or count of awakenings", "of naps and further sleeps, left out"),
}


#: True of every tracker.
_UPPER_BOUND = (
    "minutes to fall asleep and minutes awake: the file has neither, so the time slept is known only as an upper bound"
)


def nights(records: Sequence[Asleep], more: Iterable[str] = ()) -> Found:
    """One sleep a night, oldest first, and what is not carried: of sleeps, then `more` of the format's own.

    Raises:
        BadRow: a night that no diary holds.
    """
    once = list(dict.fromkeys(records))
    counts = Counter({"twice": len(records) - len(once)})
    found: dict[date, list[Asleep]] = {}
    for each in once:
        if each.minutes < 1:
            counts["short"] += 1
        else:
            found.setdefault(each.night_of, []).append(each)
    filed = [_night(night_of, found[night_of], counts) for night_of in sorted(found)]
    said = [f"{many(counts[key], one)} {said}" for key, (one, said) in _SAID.items() if counts[key]]
    return Found(
        entries=tuple(entry for entry, _ in filed),
        not_carried=(*([_UPPER_BOUND] if filed else []), *said, *more),
        where=tuple(place for _, place in filed),
    )


def _night(night_of: date, records: list[Asleep], counts: Counter[str]) -> tuple[Sleep, Place]:
    """A night's sleep, and where its main record stands."""
    ordered = sorted(records, key=lambda each: (each.start.utc_s, each.end.utc_s))
    main = max((each for each in ordered if each.may_be_main), key=lambda each: each.minutes, default=None)
    naps, further = _others(ordered, main)
    counts["further"] += len(further)
    counts["lone"] += sum((each.quality or each.times) is not None for each in (*naps, *further))
    lines = [each.note for each in ([main] if main else []) + naps + further if each.note is not None]
    lines += [f"also asleep {each.start.local:%H:%M}–{each.end.local:%H:%M}" for each in further]
    place = (main or ordered[0]).place
    entry = Sleep(night_of, nap_min=sum(each.minutes for each in naps) or None, note="\n".join(lines) or None)
    if main is not None:
        # A night is kept in the zone it began in.
        wake = Moment.at(main.end.utc_s, load_zone(main.start.zone))
        entry = replace(entry, bed=main.start, wake=wake, quality=main.quality, times=main.times)
    with at_row(*place):
        check_takable(entry)
    return entry, place


def _others(ordered: list[Asleep], main: Asleep | None) -> tuple[list[Asleep], list[Asleep]]:
    """The naps, which lie in the day and beside everything else, and what is left over."""
    naps: list[Asleep] = []
    further: list[Asleep] = []
    for each in ordered:
        if each is main:
            continue
        overlaps = (naps and each.start.utc_s < naps[-1].end.utc_s) or (
            main is not None and each.start.utc_s < main.end.utc_s and main.start.utc_s < each.end.utc_s
        )
        (naps if each.by_day and not overlaps else further).append(each)
    return naps, further
