"""The story of the made-up diary: a baseline, a taper plan, its doses, and the legs and sleep of each night.

A story has a baseline of about 12 g a day, a plan "down to nothing" (10 % of the current dose every 7 days), and
severities that resemble those of the night before and rise after a cut and late in the taper (facts B4). Whatever else
is logged comes from `further_entries`.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from datetime import time as clock_time
from fractions import Fraction
from typing import TYPE_CHECKING

from legdiary.domain.demo.dice import Dice
from legdiary.domain.demo.further_entries import MAGNESIUM_FROM, FurtherEntries
from legdiary.domain.entries.dose import SEVEN_OH, Dose
from legdiary.domain.entries.factors_and_medicines import Factor, Medicine
from legdiary.domain.entries.magnesium import Magnesium
from legdiary.domain.entries.night import SCORE_MOST, Night
from legdiary.domain.entries.products import Product
from legdiary.domain.entries.sleep import Sleep, check_sleep
from legdiary.domain.taper.dose_split import split_doses
from legdiary.domain.taper.plan import SETTLING_DAYS, Plan, position_on, target_on
from legdiary.domain.taper.plan_changes import hold
from legdiary.domain.taper.step_calculation import percent_steps
from legdiary.domain.time.moments import DEFAULT_DAY_START, MINUTE, Moment, Zone, diary_day
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from legdiary.domain.demo.further_entries import Entry

DEMO_NIGHTS = 140
DEMO_PLAN = "down to nothing"

SCALE_MG = 100
START_MG, _STOP_AT_MG, _CUT, _EVERY_DAYS = 12_000, 800, Fraction(1, 10), 7
_PLANNED_DOSES, _SMALL_MG = 4, 3000
#: Percent of days with five and with three doses: at the baseline, in the taper, at small targets.
_FIVES_AND_THREES = ((65, 4), (40, 4), (10, 25))
_BAG_MG, _BAG_ENDS_MG = 500_000, 485_000
#: Three weeks and a few days, so that the last night is the fourth day of a step.
_BASELINE_NIGHTS = 24
#: The night on whose day the step was made longer, by how much, and the reason that was given.
_HELD_ON, _HELD_DAYS, _HELD_WHY = 138, 7, "bad-nights"
#: What a laboratory found in the first bags, in µg of mitragynine per g; nothing is known of those after them.
_MITRAGYNINE_UG = ((13_000, 14_500), (10_800, 12_000))
_TABLET_UG, _TABLETS = 7000, 10

# The same in every story, by the number of the night.
_GAPS = frozenset({60, 61, 129})
_MISSED = {33: "away", 34: "away", 88: "forgot", 135: "asleep"}
_SET_BACK = range(87, 94)
_AWAY = (33, 34)
#: The zone of the diary → that of the weekend away, an hour from it; in any other zone nobody travels.
_AWAY_ZONES = {
    "America/New_York": "America/Chicago", "America/Chicago": "America/Denver", "America/Denver": "America/Chicago",
    "America/Los_Angeles": "America/Denver", "Europe/London": "Europe/Paris", "Europe/Berlin": "Europe/London",
    "Europe/Paris": "Europe/London",
}  # fmt: skip
_WEAKER_BAG_NIGHTS = 8
_NOTES = {
    0: "First night in the diary. Nothing changed yet.",
    23: "Last evening at the old amount. Scale and bags are ready.",
    24: "The plan starts today.",
    28: "Bought magnesium, starting with it this week.",
    62: "Back from the weekend, nothing written down there.",
    87: "Hard week at work. Took more than planned.",
    94: "At the plan's amount again.",
    120: "Started earlier than usual, during dinner.",
    130: "Visitors yesterday, did not write.",
    137: "Walked the hall from two to three, then slept on the sofa.",
}
_REMARKS = (
    "Read in the kitchen until it passed.",
    "Quiet until midnight.",
    "Long drive today.",
    "Hot night, window open.",
    "Watched the film standing up.",
    "Slept better in the second half.",
    "Loud neighbours.",
    "Cold floor felt good.",
    "Left leg more than the right.",
    "Cinema: had to stand at the back.",
)
_WHERE, _EVERYWHERE = (("legs",), ("calves",), ("calves", "feet")), ("legs", "arms")
_FEELINGS = (("crawling",), ("crawling", "pulling"), ("pulling",), ("electric",), ("hard to describe",))
_NEW_BAG = "New bag, smells different."

# Minutes after midnight of the diary day's date; from 24 * 60 on the next morning, before the diary day ends.
_TIMES_OF_DAY = {
    3: (460, 870, 1280),
    4: (450, 750, 1050, 1330),
    5: (440, 700, 970, 1230, 1510),
}
_LATE_FOURTH = 1495
_MOST_JITTER_MIN = 45
_NOON_MIN = 12 * 60
_MAGNESIUM_AT = 1270

_PHI, _SPREAD = 0.4, 1.2
_USUAL_SEVERITY, _LATE_RISE, _SET_BACK_RISE, _WEAKER_BAG_RISE = 4.0, 2.6, 1.4, 0.7
_AFTER_A_CUT = (1.4, 1.2, 0.9, 0.6, 0.3, 0.1)
_FALLS_BACK_DAYS = 90
_STRAIN_LATE, _STRAIN_OF_A_CUT, _STRAIN_TAKEN_OFF = 0.9, 6, 0.3
_SEVERE, _VERY_SEVERE = 5, 8


class Story:
    """One baseline and one plan; this class is the last story, which ends within its plan.

    Attributes:
        logged_share: the share of nights whose factors are logged; that of symptoms is a little lower.
        first: the first night.
        plan: the plan.
        products: the batches, complete once `told` has run.
    """

    nights = DEMO_NIGHTS
    baseline = _BASELINE_NIGHTS
    logged_share = 1.0

    def __init__(self, first: date, zone: Zone, seed: str) -> None:
        self.first = first
        self._lived = self._plan(first + timedelta(days=self.baseline))
        self.products: list[Product] = []
        self._zone = zone
        self._dice = Dice(seed)
        self._further = FurtherEntries(seed, self._moment_at, self.logged_share)
        self._bags: list[date] = []
        self._bag_number = 0
        self._bag_left_mg = 0

    @property
    def plan(self) -> Plan:
        """The plan as it stands on the last night: its step is held, which moves those to come."""
        return hold(self._lived, self.first + timedelta(days=_HELD_ON), _HELD_DAYS, _HELD_WHY)

    def told(self, products_before: int) -> Iterator[tuple[Entry, bool]]:
        """Yield every entry, night by night; batch numbers continue after those of earlier stories."""
        drift = self._dice.normal()
        for number in range(self.nights):
            drift = _PHI * drift + math.sqrt(1 - _PHI**2) * self._dice.normal()
            night = self.first + timedelta(days=number)
            if number in _GAPS or self._dice.chance(0.008) or self._is_skipped(night):
                continue
            new_bag = self._open_bag(night, products_before)
            doses = self._doses(number, night)
            self._bag_left_mg -= sum(dose.mg for dose in doses)
            apart = self._seven_oh(number, night, products_before)
            taken: list[Entry] = [*sorted([*doses, *apart], key=lambda dose: dose.utc_s or 0)]
            if number >= MAGNESIUM_FROM and self._dice.chance(0.86):
                taken.append(self._magnesium(number, night))
            recalled = self._dice.chance(0.03) or number - 1 in _GAPS
            rating = self._rating(number, night, self._severity(number, night) + _SPREAD * drift, new_bag=new_bag)
            rating = self._further.rating(rating, self._progress(night))
            yield from ((self._where_lived(number, entry), False) for entry in taken)
            yield rating, recalled
            if rating.missed in {None, "asleep"} and (slept := self._sleep(night, rating.severity)):
                yield check_sleep(slept), recalled
            yield from ((self._where_lived(number, entry), False) for entry in self._others(number, night, rating))

    def _others(self, number: int, night: date, rating: Night) -> Iterator[Entry]:
        """Yield what the day has beside legs, sleep, doses and magnesium."""
        further, severity = self._further, rating.severity
        yield from further.medicines(number, night, severity)
        yield from further.factors(number, night, severity)
        if rating.missed is None:
            yield from further.symptoms(number, night, self._strain(number, night))
        yield from further.measures(number, night)

    def _where_lived(self, number: int, entry: Entry) -> Entry:
        """Return an entry in the zone of the weekend away, if it belongs there; its instant stays."""
        away = _AWAY_ZONES.get(self._zone.name) if number in _AWAY else None
        if away is None or not isinstance(entry, (Dose, Magnesium, Factor, Medicine)) or entry.at is None:
            return entry
        return replace(entry, at=Moment.from_timestamp(entry.at.utc_s, Zone(away)))

    def _plan(self, starts_on: date) -> Plan:
        steps = percent_steps(
            START_MG, 0, _CUT, _EVERY_DAYS, starts_on,
            stop_at=_STOP_AT_MG, scale=SCALE_MG, doses_per_day=_PLANNED_DOSES,
        )  # fmt: skip
        return Plan(DEMO_PLAN, steps, SCALE_MG)

    def _usual_mg(self, number: int) -> int:
        """Return the amount taken on a day without a target."""
        del number
        return START_MG

    def _open_bag(self, night: date, products_before: int) -> bool:
        """Open a new bag when the old one is used up; return whether it replaced another."""
        if self._bag_left_mg > 0:
            return False
        self._bag_left_mg = _BAG_ENDS_MG
        low, high = dict(enumerate(_MITRAGYNINE_UG)).get(len(self._bags), (None, None))
        self._bags.append(night)
        self.products.append(
            Product(
                "red leaf",
                mitragynine_low_ug=low, mitragynine_high_ug=high, weight_mg=_BAG_MG, opened_on=night,
            )
        )  # fmt: skip
        self._bag_number = products_before + len(self.products)
        return len(self._bags) > 1

    def _is_skipped(self, night: date) -> bool:
        """Return whether the zone skipped the whole day, as Samoa did in 2011."""
        return self._moment_at(night, _NOON_MIN).local.date() != night

    # ------------------------------------------------------------------ kratom and magnesium

    def _doses(self, number: int, night: date) -> list[Dose]:
        target_mg = target_on(self._lived, night)
        planned_mg = self._usual_mg(number) if target_mg is None else target_mg
        if planned_mg == 0:
            return [Dose(night, 0)]
        factor = 1.0 + 0.03 * self._dice.normal() + (0.4 if number in _SET_BACK else 0.0)
        count = self._count(planned_mg)
        total_mg = max(count, round(planned_mg * factor / SCALE_MG)) * SCALE_MG
        amounts = self._shift_amounts(list(split_doses(total_mg, count, SCALE_MG)))
        times = list(_TIMES_OF_DAY[count])
        if count == len(_TIMES_OF_DAY[4]) and self._dice.chance(0.3):
            times[-1] = _LATE_FOURTH
        doses = []
        for amount_mg, minutes in zip(amounts, times, strict=True):
            at = self._moment_near(night, minutes)
            if diary_day(at, DEFAULT_DAY_START) == night:  # false where the zone skipped the next day
                note = self._dice.pick(("with breakfast", "before the film")) if self._dice.chance(0.01) else None
                doses.append(Dose(night, amount_mg, at, self._bag_number, note))
        return doses

    def _count(self, planned_mg: int) -> int:
        """Return the number of doses: four on most days, five on most days of a baseline, fewer late in the taper."""
        fives, threes = _FIVES_AND_THREES[0 if planned_mg == START_MG else 1 if planned_mg >= _SMALL_MG else 2]
        throw = self._dice.between(1, 100)
        return 5 if throw <= fives else 3 if throw > 100 - threes else 4

    def _shift_amounts(self, amounts: list[int]) -> list[int]:
        """Return the amounts shifted among each other by a few scale steps; the sum stays."""
        for _ in range(2):
            giver, taker = self._dice.between(0, len(amounts) - 1), self._dice.between(0, len(amounts) - 1)
            moved = min(self._dice.between(0, 3) * SCALE_MG, amounts[giver] // 4 // SCALE_MG * SCALE_MG)
            amounts[giver] -= moved
            amounts[taker] += moved
        return amounts

    def _seven_oh(self, number: int, night: date, products_before: int) -> list[Dose]:
        if not self._further.has_seven_oh(number):
            return []
        of = [place for place, each in enumerate(self.products, 1) if each.product_kind == SEVEN_OH]
        if not of:
            tablets = Product("7-OH tablets", SEVEN_OH, capsule_ug=_TABLET_UG, weight_ug=_TABLETS * _TABLET_UG)
            self.products.append(replace(tablets, opened_on=night))
            of = [len(self.products)]
        return list(self._further.seven_oh(number, night, products_before + of[0]))

    def _magnesium(self, number: int, night: date) -> Magnesium:
        at = self._moment_near(night, _MAGNESIUM_AT)
        return self._further.magnesium(number, diary_day(at, DEFAULT_DAY_START), at)

    def _moment_near(self, night: date, minutes: int) -> Moment:
        jitter = max(-_MOST_JITTER_MIN, min(_MOST_JITTER_MIN, self._dice.near(0, 16)))
        return self._moment_at(night, minutes + jitter)

    def _moment_at(self, night: date, minutes: int) -> Moment:
        """Return the moment so many minutes after midnight by the local clock; later where the clock skipped it."""
        local = datetime.combine(night, clock_time()) + timedelta(minutes=minutes)
        return Moment.from_datetime(local.replace(tzinfo=self._zone.info), self._zone)

    # ------------------------------------------------------------------ the night

    def _severity(self, number: int, night: date) -> float:
        """Return the expected severity, which is higher after a cut and late in the taper (facts B4)."""
        middle = _USUAL_SEVERITY + _LATE_RISE * math.pow(self._progress(night), 1.5)
        position = position_on(self._lived, night)
        if position is not None and position.step_number > 1 and position.days_in_step <= SETTLING_DAYS:
            middle += _AFTER_A_CUT[position.days_in_step - 1]
        if number in _SET_BACK:
            middle += _SET_BACK_RISE
        if len(self._bags) > 1 and (night - self._bags[-1]).days < _WEAKER_BAG_NIGHTS:
            middle += _WEAKER_BAG_RISE
        return middle

    def _progress(self, night: date) -> float:
        """Return the progress of the taper, 0–1; after the plan's end it falls to 0 within three months."""
        plan = self._lived
        if plan.ended_on is not None and night >= plan.ended_on:
            return max(0.0, 1 - (night - plan.ended_on).days / _FALLS_BACK_DAYS)
        length = (plan.steps[-1].starts_on - plan.starts_on).days
        return min(1.0, max(0.0, (night - plan.starts_on).days / length))

    def _strain(self, number: int, night: date) -> float:
        """Return the withdrawal of a night, 0 to somewhat above 1: more late in the taper and after a cut."""
        strain = _STRAIN_LATE * self._progress(night)
        position = position_on(self._lived, night)
        if position is not None and position.step_number > 1 and position.days_in_step <= SETTLING_DAYS:
            strain += _AFTER_A_CUT[position.days_in_step - 1] / _STRAIN_OF_A_CUT
        return max(0.0, strain - (_STRAIN_TAKEN_OFF if number in _SET_BACK else 0.0))

    def _rating(self, number: int, night: date, middle: float, *, new_bag: bool) -> Night:
        dice = self._dice
        note = _NOTES.get(number, _NEW_BAG if new_bag else None)
        if (missed := _MISSED.get(number)) or dice.chance(0.02):
            return Night(night, missed=missed or dice.pick(("asleep", "forgot", "other")), note=note)
        severity = min(SCORE_MOST, max(0, round(middle)))
        if note is None and dice.chance(0.07):
            note = dice.pick(_REMARKS)
        if not dice.chance(0.75):
            return Night(night, severity, note=note)
        return Night(
            night,
            severity,
            falling_asleep=dice.score(severity, 0.9),
            overnight=dice.score(severity - 1, 0.9),
            day_resting=dice.score(0.45 * severity, 0.8),
            day_active=dice.score(0.2 * severity, 0.5) if dice.chance(0.8) else None,
            onset_min=dice.near((1320 - 14 * severity) / 15, 1.5) * 15 if severity else None,
            body_parts=_EVERYWHERE if severity >= _VERY_SEVERE else dice.pick(_WHERE),
            sensations=dice.pick(_FEELINGS),
            note=note,
        )

    def _sleep(self, night: date, severity: int | None) -> Sleep | None:
        """Return the sleep: most nights in full, some only BED-WAKE, some only a total, a few None."""
        dice = self._dice
        felt = 3 if severity is None else severity
        way = dice.between(1, 100)
        if way <= 5:  # noqa: PLR2004 - shares of nights
            return None
        if way <= 10:  # noqa: PLR2004
            return Sleep(night, total_min=dice.near((430 - 18 * felt) / 15, 2) * 15)
        bed = self._moment_at(night, dice.near(1368 / 5, 5) * 5)
        wake = self._moment_at(night + timedelta(days=1), dice.near(372 / 5, 4) * 5)
        if way <= 20:  # noqa: PLR2004
            return Sleep(night, bed=bed, wake=wake)
        lying = dice.between(0, 4) * 5
        awake = max(0, dice.near((8 + 9 * felt) / 5, 2) * 5)
        return Sleep(
            night,
            bed=bed,
            tried=self._moment_later(bed, dice.between(0, 5) * 5),
            wake=wake,
            up=self._moment_later(wake, lying + dice.between(1, 6) * 5),
            planned=self._moment_at(night + timedelta(days=1), dice.pick((400, 405, 420))),
            latency_min=max(5, dice.near((12 + 6 * felt) / 5, 2) * 5),
            awake_min=awake,
            times=max(int(awake > 0), dice.near(0.5 + felt / 2, 0.7)) if awake else 0,
            pacing_min=awake // 10 * 5 if felt >= _SEVERE else 0,
            lying_awake_min=lying,
            quality=min(5, max(1, dice.near(4.8 - 0.42 * felt, 0.5))),
            nap_min=dice.pick((20, 30, 45)) if felt >= _SEVERE and dice.chance(0.3) else None,
        )

    def _moment_later(self, moment: Moment, minutes: int) -> Moment:
        return Moment.from_timestamp(moment.utc_s + minutes * MINUTE, self._zone)
