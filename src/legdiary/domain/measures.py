"""Totals and laboratory values over time: bands, guideline lines, and what a change amounts to (facts B1).

A value is held against the one before it only where both have the same unit and rater: what people say of themselves
and what a clinician says of them are two measures. Values that do not say who rated them are a third.

Only totals that were had elsewhere are kept; items of licensed questionnaires are never shown (facts B7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from legdiary.domain.yardsticks import irls_reached
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.domain.exposures import Measure
    from legdiary.domain.yardsticks import Yardstick

_MILLI = 1000
_IRLS = "irls"
#: The least total of each band of the IRLS (facts B1).
_IRLS_BANDS = ((31, "very severe"), (21, "severe"), (11, "moderate"), (1, "mild"), (0, "none"))
#: The guideline's lines for iron in restless legs, in thousandths of the unit kept (AASM, facts B1).
IRON_LINES: dict[str, tuple[int, str]] = {"ferritin": (75 * _MILLI, "75 ng/mL"), "tsat": (20 * _MILLI, "20 %")}

Side = Literal["above", "at", "below"]


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure beside the one before it.

    Attributes:
        measure: the value and its date.
        band: the IRLS band; None for others.
        line: the guideline's line, and on which side of it the value lies; None where there is none.
        since: the date of the one before of its kind, however far back; None for the first.
        change_milli: against that one, in thousandths.
        reached: for the IRLS, each yardstick that may be shown and whether the change reaches it; None where it says
            nothing of a change that way.
    """

    measure: Measure
    band: str | None
    line: tuple[str, Side] | None
    since: date | None
    change_milli: int | None
    reached: tuple[tuple[Yardstick, bool | None], ...]


def irls_band(total: int) -> str:
    """The band of an IRLS total, 0–40."""
    return next(name for least, name in _IRLS_BANDS if total >= least)


def iron_line(measure: Measure) -> tuple[str, Side] | None:
    """The guideline's line for a value, and its side of it."""
    if measure.name not in IRON_LINES:
        return None
    milli, named = IRON_LINES[measure.name]
    side: Side = "above" if measure.value_milli > milli else "at" if measure.value_milli == milli else "below"
    return named, side


def kind_of(measure: Measure) -> tuple[str, str, str]:
    """The name, the unit and the rater: values that agree in all of them may be compared."""
    return measure.name, measure.unit, measure.by or ""


def measure_lines(measures: Sequence[Measure], since: date) -> tuple[MeasureLine, ...]:
    """The measures from a day on, by name and date, each beside the one before it of its kind.

    Args:
        measures: in any order; those before the day are read for what later ones are compared with.
        since: the first day of which lines are made.
    """
    lines = []
    before: dict[tuple[str, str, str], Measure] = {}
    for measure in sorted(measures, key=lambda of: (of.name, of.taken_on)):
        earlier = before.get(kind_of(measure))
        change = measure.value_milli - earlier.value_milli if earlier else None
        before[kind_of(measure)] = measure
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
