"""The whole summary of a report: what one screen tells, with the symptoms and the pattern that is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.reports.summary.pattern import pattern_block
from legdiary.domain.reports.summary.screen_summary import ScreenSummary
from legdiary.domain.reports.summary.stretch_symptoms import stretch_symptoms
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.summary.pattern import PatternBlock
    from legdiary.domain.reports.summary.stretch_symptoms import StretchSymptom

#: The symptoms that stand on the first sheet: the most frequent ones.
FIRST_SYMPTOMS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary(ScreenSummary):
    """The summary of a range.

    Attributes:
        symptoms: every symptom logged, over the stretches, the most frequent first.
        pattern: what clinicians ask about.
    """

    symptoms: tuple[StretchSymptom, ...]
    pattern: PatternBlock


def whole_summary(
    of: ScreenSummary,
    records: Sequence[NightRecord],
    known: Sequence[NightRecord],
    relief_min: Mapping[date, int],
) -> Summary:
    """Return a summary with the parts that one screen leaves out.

    Args:
        of: what one screen tells.
        records: the nights, missing ones included.
        known: the same, behind those of the baseline before them.
        relief_min: night → minutes from the last dose to the onset of the restlessness.
    """
    return Summary(
        headlines=of.headlines,
        substances=of.substances,
        target_days=of.target_days,
        stretches=of.stretches,
        symptoms=stretch_symptoms(known, [each.stretch for each in of.stretches]),
        pattern=pattern_block(records, known, of.headlines.before, of.headlines.now, relief_min),
    )
