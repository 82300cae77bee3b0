"""Every sentence about health that people are shown, so that one person can review the tone.

Descriptive, never advice: no rate, dose or cause; no praise, no blame, no exclamation marks.
"""

from __future__ import annotations

#: What is shown where a value is not known.
MISSING = "–"

LIMITS = (
    "A diary cannot tell what did what: drug, time and expectation come together in it. "
    "Median of the nights logged; a missing night is not a zero."
)
NOT_A_DEVICE = "legdiary describes what was logged. It does not diagnose or advise, and sends nothing anywhere."
TST_AT_MOST = (
    "at most: the time to fall asleep or the time awake is not logged, so sleep is known only as an upper bound"
)
PLAN_IS_YOURS = "The plan is yours or your clinician's; legdiary computes it and proposes no rate."


def above_usual(usual_mg: float) -> str:
    """The one line for a day above 150 % of the median of the 14 days before (facts B4)."""
    return (
        f"This day is above 150 % of the median of the 14 days before ({usual_mg / 1000:g} g). "
        "Tolerance falls with the dose: after a lower dose, an earlier one acts more strongly."
    )
