"""Totals and laboratory values over time: bands, guideline lines, and what a change amounts to (facts B1).

Only totals that were had elsewhere are kept; items of licensed questionnaires are never shown (facts B7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from legdiary.domain.yardsticks import irls_reached
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        change_milli: against the one before of the same name and unit, in thousandths; None for the first.
        reached: for the IRLS, each yardstick that may be shown and whether the change reaches it.
    """

    measure: Measure
    band: str | None
    line: tuple[str, Side] | None
    change_milli: int | None
    reached: tuple[tuple[Yardstick, bool], ...]


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


def measure_lines(measures: Sequence[Measure]) -> tuple[MeasureLine, ...]:
    """Every measure by name and date, each beside the one before it."""
    lines = []
    before: Measure | None = None
    for measure in sorted(measures, key=lambda of: (of.name, of.taken_on)):
        same = before is not None and (before.name, before.unit) == (measure.name, measure.unit)
        change = measure.value_milli - before.value_milli if same and before else None
        irls = measure.name == _IRLS
        lines.append(
            MeasureLine(
                measure=measure,
                band=irls_band(measure.value_milli // _MILLI) if irls else None,
                line=iron_line(measure),
                change_milli=change,
                reached=irls_reached(change / _MILLI) if irls and change is not None else (),
            )
        )
        before = measure
    return tuple(lines)
