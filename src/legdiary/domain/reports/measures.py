"""Questionnaire totals and other measures over time: severity ranges, guideline thresholds, changes (facts B1).

A value is compared with the one before it only where both have the same unit and rater: a self-rating and a clinician's
rating are two different measures. Values without a named rater are a third.

Only questionnaire totals are stored; items of licensed questionnaires are never shown (facts B7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from legdiary.domain.stats.effect_sizes import irls_reached
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.domain.entries.factors_and_medicines import Measure
    from legdiary.domain.stats.effect_sizes import Yardstick

_MILLI = 1000
_IRLS = "irls"
#: The lowest total of each severity range of the IRLS (facts B1).
_IRLS_BANDS = ((31, "very severe"), (21, "severe"), (11, "moderate"), (1, "mild"), (0, "none"))
#: AASM thresholds for iron in restless legs, in thousandths of the stored unit (facts B1).
IRON_LINES: dict[str, tuple[int, str]] = {"ferritin": (75 * _MILLI, "75 ng/mL"), "tsat": (20 * _MILLI, "20 %")}

Side = Literal["above", "at", "below"]


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure compared with the one before it.

    Attributes:
        measure: the value and its date.
        band: the IRLS severity range; None for other measures.
        line: the guideline's threshold and the value's side of it; None where there is no threshold.
        since: the date of the earlier value of the same kind, however far back; None for the first.
        change_milli: the difference from that value, in thousandths.
        reached: for the IRLS, each published change that may be shown and whether this change reaches it; None where
            the publication covers no change in this direction.
    """

    measure: Measure
    band: str | None
    line: tuple[str, Side] | None
    since: date | None
    change_milli: int | None
    reached: tuple[tuple[Yardstick, bool | None], ...]


def irls_band(total: int) -> str:
    """Return the severity range of an IRLS total, 0–40."""
    return next(name for least, name in _IRLS_BANDS if total >= least)


def iron_line(measure: Measure) -> tuple[str, Side] | None:
    """Return the guideline's threshold for a value, and the value's side of it; None where there is no threshold."""
    if measure.name not in IRON_LINES:
        return None
    milli, named = IRON_LINES[measure.name]
    side: Side = "above" if measure.value_milli > milli else "at" if measure.value_milli == milli else "below"
    return named, side


def comparable_kind(measure: Measure) -> tuple[str, str, str]:
    """Return name, unit and rater: values that agree in all three may be compared."""
    return measure.name, measure.unit, measure.by or ""


def measure_lines(measures: Sequence[Measure], since: date) -> tuple[MeasureLine, ...]:
    """Return the measures from a day on, by name and date, each compared with the earlier one of its kind.

    Args:
        measures: in any order; earlier ones serve for comparison.
        since: the first day that gets lines.
    """
    lines = []
    before: dict[tuple[str, str, str], Measure] = {}
    for measure in sorted(measures, key=lambda of: (of.name, of.taken_on)):
        earlier = before.get(comparable_kind(measure))
        change = measure.value_milli - earlier.value_milli if earlier else None
        before[comparable_kind(measure)] = measure
        if measure.taken_on < since:
            continue
        irls = measure.name == _IRLS
        lines.append(
            MeasureLine(
                measure=measure,
                band=irls_band(measure.value_milli // _MILLI) if irls else None,
                line=iron_line(measure),
                since=earlier.taken_on if earlier else None,
                change_milli=change,
                reached=irls_reached(change / _MILLI) if irls and change is not None else (),
            )
        )
    return tuple(lines)
