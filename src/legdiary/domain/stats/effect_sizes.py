"""Published sizes of change to compare a change with, each with its source and grade of trust.

Trust, as in facts: V the source's own text was seen, V2 seen in a secondary source only, C computed and
reproducible, M from memory. Nothing marked M is ever shown as a fact.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Trust: TypeAlias = Literal["V", "V2", "C", "M"]

YardstickName: TypeAlias = Literal[
    "difference between trial arms", "individually relevant", "minimally improved", "detectable change"
]


class Yardstick(NamedTuple):
    """A published size of change on the IRLS (0–40) with its meaning; one cannot replace another.

    Attributes:
        name: the meaning of the figure.
        points: the smallest size of the change.
        falls_only: True if it was found for improvement and does not apply to a rise.
        source: the publication or calculation it comes from.
        trust: see the module.
    """

    name: YardstickName
    points: float
    falls_only: bool
    source: str
    trust: Trust

    @property
    def may_be_shown(self) -> bool:
        """Whether this may be shown to a person as a fact."""
        return self.trust != "M"


IRLS_TRIAL_ARMS = Yardstick(
    name="difference between trial arms",
    points=3.0,
    falls_only=True,
    source="Minimal difference between the arms of a trial, not within a person: Allen 2013, Sleep Med.",
    trust="M",
)
IRLS_INDIVIDUAL = Yardstick(
    name="individually relevant",
    points=5.0,
    falls_only=False,
    source="Used as individually relevant in a 36-month cohort: PMC3990552.",
    trust="V",
)
IRLS_MINIMALLY_IMPROVED = Yardstick(
    name="minimally improved",
    points=9.0,
    falls_only=True,
    source='"Minimally improved or better" by anchor in rotigotine trials.',
    trust="V2",
)
IRLS_DETECTABLE = Yardstick(
    name="detectable change",
    points=10.0,
    falls_only=False,
    source="95 % minimal detectable change of one pair, 1.96 * sqrt(2) * SD * sqrt(1 - ICC), "
    "from ICC 0.87 and SD 10.0 (baseline of a taper cohort).",
    trust="C",
)
IRLS_YARDSTICKS = (IRLS_TRIAL_ARMS, IRLS_INDIVIDUAL, IRLS_MINIMALLY_IMPROVED, IRLS_DETECTABLE)
"""The three figures from the literature, and the computed detectable change (facts B1)."""


def irls_reached(change: float) -> tuple[tuple[Yardstick, bool | None], ...]:
    """Return each IRLS figure that may be shown, and whether this change reaches it; None where it does not apply.

    Args:
        change: later total - earlier total; negative is lower.
    """
    return tuple((stick, _reaches(change, stick)) for stick in IRLS_YARDSTICKS if stick.may_be_shown)


def _reaches(change: float, stick: Yardstick) -> bool | None:
    if stick.falls_only and change > 0:
        return None
    return abs(change) >= stick.points
