"""A made-up diary of a whole taper, to look at, to try commands on, and to measure speed with.

`make_demo_diary` returns the last nights of a story, so that a month and ten years end with the very same week. Longer
diaries have earlier stories before it, of a year each: a plan down to zero, three weeks at zero, and the way back up.

The same seed makes the same diary on every version of Python: all chance comes from `random()`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from legdiary.domain.demo.earlier_story import EARLIER_NIGHTS, EarlierStory
from legdiary.domain.demo.story import DEMO_NIGHTS, Story
from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.night import Night
from legdiary.domain.entries.sleep import Sleep
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from legdiary.domain.demo.further_entries import Entry
    from legdiary.domain.entries.products import Product
    from legdiary.domain.taper.plan import Plan
    from legdiary.domain.time.moments import Moment, Zone

DEMO_SEED = 20261104
#: Nights before the last one whose dose, severity and sleep were typed wrong at first.
_DOSE_SLIP, _SCORE_SLIP, _SLEEP_SLIP = 94, 29, 19


@dataclass(frozen=True, slots=True)
class Demo:
    """A made-up diary, as values.

    Attributes:
        products: the batches, oldest first.
        plans: the taper plans, oldest first; the last is in force on the last night.
        by_night: the other entries, night by night, each with its `recalled` mark. The `product_id` of a dose is the
            number of its batch in `products`, from 1 on.
        slips: the entries that were typed wrong and corrected: their places in `by_night`, and what was typed.
    """

    products: tuple[Product, ...]
    plans: tuple[Plan, ...]
    by_night: tuple[tuple[Entry, bool], ...]
    slips: tuple[tuple[int, Entry], ...] = ()

    @property
    def entries(self) -> tuple[tuple[Product | Plan | Entry, bool], ...]:
        """The entries with their `recalled` marks, for an empty diary; products come first.

        A new diary gives ids from 1 on, so the numbers by which doses name their batches become the batches' ids.
        """
        return (
            *((product, False) for product in self.products),
            *((plan, False) for plan in self.plans),
            *self.by_night,
        )

    @property
    def entries_as_typed(self) -> tuple[tuple[Product | Plan | Entry, bool], ...]:
        """The entries before anything was corrected."""
        slips = dict(self.slips)
        by_night = tuple((slips.get(place, entry), recalled) for place, (entry, recalled) in enumerate(self.by_night))
        return replace(self, by_night=by_night, slips=()).entries

    @property
    def corrections(self) -> dict[int, Entry]:
        """The number of each corrected entry, as an empty diary gives it, and what it was corrected to."""
        before = len(self.products) + len(self.plans)
        return {before + place + 1: self.by_night[place][0] for place, _ in self.slips}


def make_demo_diary(
    last_night: date, zone: Zone, *, nights: int = DEMO_NIGHTS, seed: int = DEMO_SEED, until: Moment | None = None
) -> Demo:
    """Return the last `nights` nights of a made-up diary.

    The plan in force on the last night has steps to come. The last sleep ends on the morning after `last_night`, at
    about 08:00 at the latest.

    Args:
        last_night: the last night with entries.
        zone: the time zone of the diary.
        nights: the number of nights.
        seed: the seed of the random numbers.
        until: the present, if the morning after `last_night` may not be over; what ends later is left out.

    Raises:
        ValueError: fewer than one night.
        DayOutOfRange: a plan would start before 1990.
    """
    if nights < 1:
        raise ValueError(nights)
    first = last_night - timedelta(days=nights - 1)
    stories = [Story(last_night - timedelta(days=DEMO_NIGHTS - 1), zone, f"{seed}/0")]
    while stories[0].first > first:
        before = stories[0].first - timedelta(days=EARLIER_NIGHTS)
        stories.insert(0, EarlierStory(before, zone, f"{seed}/{len(stories)}"))
    products: list[Product] = []
    by_night: list[tuple[Entry, bool]] = []
    for story in stories:
        told = story.told(len(products))
        by_night.extend(pair for pair in told if pair[0].night_of >= first and _is_past(pair[0], until))
        products.extend(story.products)
    plans = (story.plan for story in stories)
    return Demo(
        products=tuple(products),
        plans=tuple(plan for plan in plans if plan.ended_on is None or plan.ended_on > first),
        by_night=tuple(by_night),
        slips=tuple(_slips([entry for entry, _ in by_night], last_night)),
    )


def _slips(entries: Sequence[Entry], last_night: date) -> Iterator[tuple[int, Entry]]:
    """Yield the place of each entry that was typed wrong at first, and what was typed."""
    seen: set[tuple[type, int]] = set()
    for place, entry in enumerate(entries):
        key = type(entry), (last_night - entry.night_of).days
        if key in seen:
            continue
        seen.add(key)
        match entry, key[1]:
            case Dose(amount_mg=int() as amount_mg), days if days == _DOSE_SLIP and amount_mg:
                yield place, replace(entry, amount_mg=10 * amount_mg)
            case Night(severity=int() as severity), days if days == _SCORE_SLIP:
                yield place, replace(entry, severity=max(0, severity - 3))
            case Sleep(awake_min=int() as awake_min), days if days == _SLEEP_SLIP:
                yield place, replace(entry, awake_min=awake_min // 10 * 5, pacing_min=None)
            case _:
                pass


def _is_past(entry: Entry, until: Moment | None) -> bool:
    end = (entry.up or entry.wake) if isinstance(entry, Sleep) else getattr(entry, "at", None)
    return until is None or end is None or end.utc_s <= until.utc_s
