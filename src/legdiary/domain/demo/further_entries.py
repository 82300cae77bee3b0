"""Entries of the made-up diary beside legs, sleep and leaf; drawn from dice of its own, so that those stay as they are.

Nobody's figures: symptoms follow the strain of the taper (facts B4), a medicine is begun and its dose raised, iron is
begun and stopped, a few evenings have a 7-OH tablet, and what is rated as helping is used on bad nights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from legdiary.domain.demo.dice import Dice
from legdiary.domain.demo.symptoms import symptoms_of
from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.factors_and_medicines import GRADE_MOST, Factor, Measure, Medicine, Symptom
from legdiary.domain.entries.magnesium import LABEL_ELEMENTAL, Magnesium
from legdiary.domain.entries.measure_scales import FASTING, MILLI, NO_IRON, POINTS
from legdiary.domain.entries.night import Night
from legdiary.domain.entries.sleep import Sleep
from legdiary.domain.time.moments import DEFAULT_DAY_START, diary_day
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from legdiary.domain.time.moments import Moment

#: Whatever the made-up diary files under a night.
Entry: TypeAlias = Night | Sleep | Dose | Magnesium | Factor | Symptom | Medicine | Measure

# By the number of the night, the same in every story.
MAGNESIUM_FROM = 28
_CITRATE_UNTIL = 49
_SEVEN_OH_UG = {89: ((1190, 14_000),), 92: ((1175, 14_000), (1440, 7000))}
_GABAPENTIN, _GABAPENTIN_RAISED = range(100, 200), 107
_IRON = range(70, 118)
_ANTIHISTAMINE = (97, 98)
_STRESS = range(86, 93)
_MEASURES = {
    9: (("irls", 16, POINTS, "self", ()),),
    12: (("sows", 5, POINTS, "self", ()),),
    51: (("irls", 18, POINTS, "self", ()),),
    66: (
        ("ferritin", 41, "ng/mL", "clinician", (FASTING, NO_IRON)),
        ("tsat", 17, "%", "clinician", (FASTING, NO_IRON)),
        ("sows", 11, POINTS, "self", ()),
    ),
    93: (("irls", 24, POINTS, "clinician", ()),),
    101: (("sows", 19, POINTS, "self", ()),),
    132: (("ferritin", 58, "ng/mL", "clinician", (FASTING,)), ("tsat", 22, "%", "clinician", (FASTING,))),
    134: (("sows", 15, POINTS, "self", ()), ("irls", 22, POINTS, "self", ())),
}  # fmt: skip

# Minutes after midnight of the diary day's date.
_MAGNESIUM_AT, _GABAPENTIN_AT, _IRON_AT = 1270, 1125, 435
_TAKEN_SHARE, _SYMPTOMS_SHARE = 0.93, 0.92
_BAD_NIGHT = 5
_SPREADS_FROM, _SPREADING_SHARE = 0.3, 2.2
_BEYOND_THE_LEGS = ("arms", "trunk")


class _Relief(NamedTuple):
    """A factor that is used on bad nights.

    Attributes:
        share: the share of bad nights on which it is used.
        minutes: the time of day, in minutes after midnight of the diary day's date.
        helped: the rating that is expected, 0–3.
    """

    share: float
    minutes: int
    helped: float


_RELIEFS = {
    "walking": _Relief(0.4, 1425, 1.7),
    "heat": _Relief(0.3, 1290, 1.4),
    "stretching": _Relief(0.3, 1320, 1.0),
    "cold": _Relief(0.06, 1400, 0.8),
}


class FurtherEntries:
    """The further entries of one story, with symptoms and factors on a share of its nights."""

    def __init__(self, seed: str, moment_at: Callable[[date, int], Moment], share: float) -> None:
        self._dice = Dice(f"{seed}/further")
        self._moment_at = moment_at
        self._share = share

    @staticmethod
    def magnesium(number: int, night_of: date, at: Moment) -> Magnesium:
        """Return the magnesium of an evening: citrate for three weeks, then less of glycinate."""
        elemental_mg, form = (300, "citrate") if number < _CITRATE_UNTIL else (200, "glycinate")
        return Magnesium(night_of, at, elemental_mg, LABEL_ELEMENTAL, form)

    @staticmethod
    def has_seven_oh(number: int) -> bool:
        """Return whether 7-OH is taken on the day."""
        return number in _SEVEN_OH_UG

    def seven_oh(self, number: int, night: date, product_id: int) -> Iterator[Dose]:
        """Yield the doses of 7-OH of a day."""
        for minutes, amount_ug in _SEVEN_OH_UG.get(number, ()):
            at = self._near(night, minutes)
            if diary_day(at, DEFAULT_DAY_START) == night:
                yield Dose(night, at=at, product_id=product_id, amount_ug=amount_ug)

    def rating(self, rating: Night, progress: float) -> Night:
        """Return the ratings of a night with the day after, and beyond the legs late in the taper."""
        if rating.severity is None or rating.falling_asleep is None:
            return rating
        dice, severity = self._dice, rating.severity
        spreads = dice.chance(_SPREADING_SHARE * max(0.0, progress - _SPREADS_FROM))
        part = dice.pick(_BEYOND_THE_LEGS)
        if spreads and severity >= _BAD_NIGHT and part not in rating.body_parts:
            rating = replace(rating, body_parts=(*rating.body_parts, part))
        if not dice.chance(0.6):
            return rating
        return replace(
            rating,
            sitting=dice.score(0.6 * severity, 0.9),
            mood=dice.score(0.5 * severity, 0.9),
            concentration=dice.score(0.5 * severity, 0.9) if dice.chance(0.8) else None,
        )

    def measures(self, number: int, night: date) -> Iterator[Measure]:
        """Yield the totals and laboratory values of a day."""
        for name, value, unit, by, conditions in _MEASURES.get(number, ()):
            yield Measure(night, name, value * MILLI, unit, by, conditions)

    def medicines(self, number: int, night: date, severity: int | None) -> Iterator[Medicine]:
        """Yield the medicines of a day, some of them rated."""
        dice = self._dice
        if number in _IRON and dice.chance(_TAKEN_SHARE):
            yield Medicine(night, self._near(night, _IRON_AT), "ferrous sulfate", "325 mg")
        if number in _GABAPENTIN and dice.chance(_TAKEN_SHARE):
            amount = "100 mg" if number < _GABAPENTIN_RAISED else "300 mg"
            helped = self._helped(1.5) if severity is not None and dice.chance(0.3) else None
            yield Medicine(night, self._near(night, _GABAPENTIN_AT), "gabapentin", amount, helped)

    def factors(self, number: int, night: date, severity: int | None) -> Iterator[Factor]:
        """Yield the other factors of a day, and on a bad night what was used against the legs."""
        dice = self._dice
        if self._share < 1 and not dice.chance(self._share):
            return
        if dice.chance(0.55):
            yield Factor(night, "caffeine", self._near(night, 520), dice.pick(("1 cup", "2 cups", "2 cups")))
        if dice.chance(0.07):
            yield Factor(night, "alcohol", self._near(night, 1185), dice.pick(("1 beer", "1 glass of wine")))
        if dice.chance(0.14):
            yield Factor(night, "exercise", self._near(night, 1060), dice.pick(("30 min", "45 min")))
        if dice.chance(0.65 if number in _STRESS else 0.05):
            yield Factor(night, "stress")
        if number in _ANTIHISTAMINE:
            yield Factor(night, "antihistamine", self._near(night, 1340), "25 mg")
        for name, of in _RELIEFS.items():
            if dice.chance(of.share) and severity is not None and severity >= _BAD_NIGHT:
                helped = self._helped(of.helped) if dice.chance(0.8) else None
                yield Factor(night, name, self._near(night, of.minutes), helped=helped)

    def symptoms(self, number: int, night: date, strain: float) -> Iterator[Symptom]:
        """Yield the symptoms of an evening."""
        if self._dice.chance(_SYMPTOMS_SHARE * self._share):
            yield from symptoms_of(night, strain, self._dice, sedated=number in _GABAPENTIN)

    def _helped(self, middle: float) -> int:
        return min(GRADE_MOST, max(0, self._dice.near(middle, 0.7)))

    def _near(self, night: date, minutes: int) -> Moment:
        return self._moment_at(night, minutes + max(-40, min(40, self._dice.near(0, 15))))
