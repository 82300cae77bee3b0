"""The typical 24 hours of a stretch of nights, noon to noon: doses, legs and sleep by the clock.

Every clock time is the local one of its entry. Minutes count from the noon before the night, so that an evening and the
small hours after it stand side by side. Under five nights or days there is no figure, only their number (facts C2).
"""

from __future__ import annotations

from collections import Counter
from datetime import time
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.entries.substances import Substance, is_medicine
from legdiary.domain.reports.day_pattern.dose_clock import (
    MINUTES_A_DAY,
    MINUTES_AN_HOUR,
    NOON_MIN,
    dose_times_of,
    medicine_times_of,
    minutes_into,
)
from legdiary.domain.reports.dose_totals import day_of, medicine_days
from legdiary.domain.reports.other_substances import main_substance
from legdiary.domain.reports.summary.headlines import target_headline
from legdiary.domain.stats.descriptive import NIGHTS_NEEDED, Spread, spread
from legdiary.domain.time.moments import (
    A_DAY,
    MINUTE,
    Moment,
    NoSuchTime,
    UnknownZone,
    load_zone,
    local_moments,
    minutes_between,
)
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.entries.factors_and_medicines import Medicine
    from legdiary.domain.entries.products import Product
    from legdiary.domain.entries.sleep import Sleep
    from legdiary.domain.reports.day_pattern.dose_clock import DoseTime
    from legdiary.domain.reports.dose_totals import DoseDay, OtherSubstanceDay
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.stretches import Stretch
    from legdiary.domain.taper.plan import Plan

QUARTER_MIN = 15
#: A day, the one before and the one after.
_BESIDE = (-1, 0, 1)


class DoseSlot(NamedTuple):
    """The first, second … dose of a day, over the days with the usual number of doses.

    Attributes:
        at: its clock time in minutes after noon. The median lies within the 24 hours; a quartile may lie before 0 or
            after 1440 where the times lie on both sides of noon.
        amount: its amount, in the smallest unit of the substance.
    """

    at: Spread
    amount: Spread

    @property
    def n(self) -> int:
        """The number of days it rests on."""
        return self.at.n


@dataclass(frozen=True, slots=True)
class TypicalDay:
    """The typical 24 hours of a stretch.

    Attributes:
        stretch: its nights.
        nights: their number, logged or not.
        substance: the word of the substance whose doses these are.
        doses: doses a day, over the days on which they are known; a day without is 0.
        usual_doses: the most frequent number of doses a day, of two equally frequent the larger; None where no day is
            known, or too few.
        slots: the doses of the days with that number, first to last; their amounts and times are therefore those of
            whole days that happened.
        onset: when the legs began, in minutes after noon.
        bed, wake: bed time and the final waking, in minutes after noon.
        asleep: the share of nights asleep at 12:00, 12:15 … 11:45, from falling asleep to the final waking; minutes
            awake in between are known as a number only, not by the clock. Empty where too few nights are known.
        asleep_n: the nights on which both falling asleep and the final waking are known.
        longest_gap_min: the longest time between two doses of each day, over the days on which it is known.
        last_dose_to_onset_min: from the last dose before the legs began, of the same night, to that moment.
    """

    stretch: Stretch
    nights: int
    substance: str
    doses: Spread
    usual_doses: int | None
    slots: tuple[DoseSlot, ...]
    onset: Spread
    bed: Spread
    wake: Spread
    asleep: tuple[float, ...]
    asleep_n: int
    longest_gap_min: Spread
    last_dose_to_onset_min: Spread


def charted_substance(records: Sequence[NightRecord], plans: Sequence[Plan]) -> str:
    """Return the substance whose doses are told by the clock: that of the plan of the last night, else the main one.

    Args:
        records: the nights of the report.
        plans: the plans by whose steps it is grouped.
    """
    planned = target_headline(records, plans)
    return planned.substance if planned else main_substance(record.kratom for record in records)


class ChartedDoses(NamedTuple):
    """The doses of the substance that typical days tell.

    Attributes:
        word: the substance.
        days: the figures of the days on which it is logged, a day without included.
        by_day: the doses of each diary day, in order: those of the stretches and of the days beside them.
    """

    word: str
    days: Mapping[date, DoseDay | OtherSubstanceDay]
    by_day: Mapping[date, Sequence[DoseTime]]


class Taken(NamedTuple):
    """The doses on the days of the stretches and on the days beside them.

    Attributes:
        doses: the doses of kratom products.
        products: the products that they name.
        medicines: the doses of medicines.
    """

    doses: Sequence[Dose]
    products: Mapping[int, Product]
    medicines: Sequence[Medicine] = ()

    def charted(self, word: str, records: Iterable[NightRecord]) -> ChartedDoses:
        """Return the doses of one substance on some nights; of a medicine also before it has a plan."""
        figures: dict[date, DoseDay | OtherSubstanceDay]
        if is_medicine(word):
            times = medicine_times_of(word, self.medicines)
            found = medicine_days(self.medicines, {Substance(word).name})
            figures = {day: of_day[word] for day, of_day in found.items()}
        else:
            times = dose_times_of(word, self.doses, self.products)
            # The doses are those of the stretches and of the days beside them; no other day is told of.
            near = {day + beside * A_DAY for day in {dose.night_of for dose in self.doses} for beside in _BESIDE}
            figures = {
                record.night_of: day
                for record in records
                if record.night_of in near and (day := day_of(word, record.kratom)) is not None
            }
        by_day: dict[date, list[DoseTime]] = {}
        for dose in sorted(times, key=lambda dose: dose.at.utc_s):
            by_day.setdefault(dose.night_of, []).append(dose)
        return ChartedDoses(word, figures, by_day)


NOTHING_TAKEN = Taken((), MappingProxyType({}))


def minutes_since_last_dose(records: Iterable[NightRecord], doses: ChartedDoses) -> dict[date, int]:
    """Return night → minutes from the last dose before the legs began to that moment, where both are known."""
    near = {day + beside * A_DAY for day in doses.by_day for beside in _BESIDE} & doses.days.keys()
    return {
        record.night_of: minutes
        for record in records
        if record.night_of in near and (minutes := _since_last_dose(record, doses.by_day)) is not None
    }


def typical_day(
    stretch: Stretch, records: Iterable[NightRecord], doses: ChartedDoses, since_last_dose: Mapping[date, int]
) -> TypicalDay:
    """Return the typical day of a stretch.

    Args:
        stretch: its nights.
        records: the nights of a range that holds it.
        doses: the doses of its substance.
        since_last_dose: night → minutes from the last dose to the beginning of the legs.
    """
    nights = [record for record in records if stretch.from_night <= record.night_of < stretch.before_night]
    days = {record.night_of: doses.days[record.night_of] for record in nights if record.night_of in doses.days}
    usual = _usual_number(day.doses for day in days.values())
    slept = [record.sleep for record in nights if record.sleep is not None]
    spans = [span for sleep in slept if (span := asleep_span(sleep)) is not None]
    return TypicalDay(
        stretch,
        nights=len(nights),
        substance=doses.word,
        doses=spread(day.doses for day in days.values()),
        usual_doses=usual,
        slots=_slots([of_day for day in days if len(of_day := doses.by_day.get(day, ())) == usual], usual or 0),
        onset=spread(record.onset_after_noon for record in nights),
        bed=spread(_after_noon(sleep.night_of, sleep.bed) for sleep in slept),
        wake=spread(_after_noon(sleep.night_of, sleep.wake) for sleep in slept),
        asleep=_shares_asleep(spans),
        asleep_n=len(spans),
        longest_gap_min=spread(day.longest_gap_min for day in days.values()),
        last_dose_to_onset_min=spread(since_last_dose.get(record.night_of) for record in nights),
    )


def _after_noon(night: date, at: Moment | None) -> int | None:
    return None if at is None else minutes_into(night, at) - NOON_MIN


# ---------------------------------------------------------------------- doses


def _usual_number(numbers: Iterable[int | None]) -> int | None:
    """Return the most frequent number, of two equally frequent the larger; None for fewer than five days."""
    counted = Counter(number for number in numbers if number is not None)
    if counted.total() < NIGHTS_NEEDED:
        return None
    return max(counted, key=lambda number: (counted[number], number))


def _slots(days: Sequence[Sequence[DoseTime]], number: int) -> tuple[DoseSlot, ...]:
    return tuple(
        DoseSlot(
            _within_the_day(spread(minutes_into(day[place].night_of, day[place].at) - NOON_MIN for day in days)),
            spread(day[place].amount for day in days),
        )
        for place in range(number)
    )


def _within_the_day(at: Spread) -> Spread:
    """Return a spread of clock times moved by whole days, so that its median lies within the 24 hours from noon."""
    if at.median is None or at.q1 is None or at.q3 is None:
        return at
    moved = at.median // MINUTES_A_DAY * MINUTES_A_DAY
    return Spread(at.n, at.median - moved, at.q1 - moved, at.q3 - moved)


def _since_last_dose(record: NightRecord, by_day: Mapping[date, Sequence[DoseTime]]) -> int | None:
    """Return the minutes from the last dose before the legs began to that moment; None without such a dose.

    The dose is of the same night: of its diary day, or of the part after noon that another diary day has by its start.
    """
    if record.onset_after_noon is None:
        return None
    day = record.night_of
    beside = [*by_day.get(day - A_DAY, ()), *by_day.get(day + A_DAY, ())]
    doses = [*by_day.get(day, ()), *(dose for dose in beside if minutes_into(day, dose.at) >= NOON_MIN)]
    zones = {_night_zone(record) or dose.at.zone for dose in doses}
    began = {zone: _onset_moments(day, record.onset_after_noon, zone) for zone in zones}
    found = [
        (dose.at.utc_s, minutes_between(dose.at, onset))
        for dose in doses
        for onset in began[_night_zone(record) or dose.at.zone]
        if dose.at.utc_s <= onset.utc_s
    ]
    if not found:
        return None
    last_s = max(utc_s for utc_s, _ in found)
    return min(minutes for utc_s, minutes in found if utc_s == last_s)


def _night_zone(record: NightRecord) -> str | None:
    """Return the zone in which the night was slept; None where no bedtime is logged: then that of each dose counts."""
    return record.sleep.bed.zone if record.sleep and record.sleep.bed else None


def _onset_moments(night: date, after_noon: int, zone: str) -> tuple[Moment, ...]:
    """Return the moments of a clock time of a night: two where the hour came twice, none where it was skipped."""
    days, minutes = divmod(after_noon + NOON_MIN, MINUTES_A_DAY)
    try:
        return local_moments(night + days * A_DAY, time(*divmod(minutes, MINUTES_AN_HOUR)), load_zone(zone))
    except (NoSuchTime, UnknownZone):
        return ()


# ---------------------------------------------------------------------- sleep


def asleep_span(sleep: Sleep) -> tuple[int, int] | None:
    """Return falling asleep and the final waking in minutes after noon; None where one of them is not known.

    Of a night without sleep both are the same: it is known to be asleep at no time.
    """
    if sleep.bed is None or sleep.wake is None or sleep.latency_min is None:
        return None
    asleep_s = (sleep.tried or sleep.bed).utc_s + sleep.latency_min * MINUTE
    lasted = (sleep.wake.utc_s - asleep_s) // MINUTE
    begins = minutes_into(sleep.night_of, _local_moment(asleep_s, sleep.bed)) - NOON_MIN
    ends = minutes_into(sleep.night_of, sleep.wake) - NOON_MIN
    # Asleep and awake within the hour that comes twice: the clock shows the waking before falling asleep.
    return begins, ends if ends > begins else begins + max(0, lasted)


def _local_moment(utc_s: int, near: Moment) -> Moment:
    """Return an instant in the zone of a moment near it, by the clock change between them if there was one."""
    try:
        return Moment.from_timestamp(utc_s, load_zone(near.zone))
    except UnknownZone:
        return Moment(utc_s, near.offset_min, near.zone)


def _shares_asleep(spans: Sequence[tuple[int, int]]) -> tuple[float, ...]:
    if len(spans) < NIGHTS_NEEDED:
        return ()
    return tuple(
        sum(any(first <= at + day < before for day in (0, MINUTES_A_DAY)) for first, before in spans) / len(spans)
        for at in range(0, MINUTES_A_DAY, QUARTER_MIN)
    )
