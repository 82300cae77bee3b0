"""The symptoms of the made-up diary: four that are graded every evening, and others where there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.entries.factors_and_medicines import GRADE_MOST, Symptom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from legdiary.domain.demo.dice import Dice


class _Symptom(NamedTuple):
    """One symptom.

    Attributes:
        usual: the expected grade without withdrawal.
        rise: the expected grade that a strain of 1 adds.
        spread: the standard deviation of a night's grade.
        sedated: the expected grade that a sedating medicine adds.
    """

    usual: float
    rise: float
    spread: float = 0.5
    sedated: float = 0.0


_GRADED = {
    "anxiety": _Symptom(0.35, 2.1, 0.6),
    "low mood": _Symptom(0.2, 1.6, 0.6),
    "sweating": _Symptom(0.0, 1.7, 0.55),
    "muscle aches": _Symptom(0.1, 1.3, 0.6),
}
_NOTED = {
    "constipation": _Symptom(0.4, -0.8),
    "diarrhoea": _Symptom(-0.6, 1.5),
    "nausea": _Symptom(-0.4, 0.9),
    "yawning": _Symptom(-0.4, 1.3),
    "chills": _Symptom(-0.6, 1.2),
    "irritability": _Symptom(-0.3, 1.2),
    "craving": _Symptom(-0.2, 1.1),
    "fatigue": _Symptom(-0.2, 1.1),
    "daytime sleepiness": _Symptom(-0.6, 0.2, sedated=0.7),
}


def symptoms_of(night: date, strain: float, dice: Dice, *, sedated: bool) -> Iterator[Symptom]:
    """Yield the symptoms of one evening.

    Args:
        night: the night.
        strain: withdrawal, from 0 to somewhat above 1.
        dice: chance.
        sedated: whether a sedating medicine is taken.
    """
    for name, of in (_GRADED | _NOTED).items():
        middle = of.usual + of.rise * strain + of.sedated * sedated
        grade = min(GRADE_MOST, max(0, dice.near(middle, of.spread)))
        if grade or name in _GRADED:
            yield Symptom(night, name, grade)
