"""How restless the legs were in one night."""

from __future__ import annotations

from operator import attrgetter

from legdiary.domain.entries.score_range import check_range
from legdiary.domain.invariants import (
    MINUTES_A_DAY,
    check_day,
    check_one_of,
    check_text,
    check_within,
)
from legdiary.errors import BadValue
from legdiary.util.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from typing import ClassVar

SCORE_MOST = 10
#: The fields that are rated from 0 to 10.
RATINGS = (
    "severity", "falling_asleep", "overnight", "day_resting", "day_active", "sitting", "mood", "concentration",
)  # fmt: skip
_SCORES_OF = attrgetter(*RATINGS)


class ScoreAndMissed(BadValue):
    """A score, and a reason why there is none."""

    def __init__(self) -> None:
        super().__init__("a night has either a score or --missed, not both; leave one out")


@dataclass(frozen=True, slots=True)
class Night:
    """The RLS ratings of one night (0 none – 10 worst), or the reason why there is no score.

    The four times of day are legdiary's own ratings (facts B1). `onset_min` is the time at which the restlessness
    began, in minutes after local midnight. `sitting`, `mood` and `concentration` are ratings of how much the legs
    affected the day after.
    """

    kind: ClassVar[str] = "night"

    night_of: date
    severity: int | None = None
    missed: str | None = None
    falling_asleep: int | None = None
    overnight: int | None = None
    day_resting: int | None = None
    day_active: int | None = None
    onset_min: int | None = None
    body_parts: tuple[str, ...] = ()
    sensations: tuple[str, ...] = ()
    note: str | None = None
    sitting: int | None = None
    mood: int | None = None
    concentration: int | None = None

    def __post_init__(self) -> None:
        if self.severity is not None and self.missed is not None:
            raise ScoreAndMissed
        for name, score in zip(RATINGS, _SCORES_OF(self), strict=True):
            if score is not None:
                check_range(name.replace("_", " "), score, 0, SCORE_MOST)
        check_day(self.night_of)
        check_within("onset in minutes", self.onset_min, 0, MINUTES_A_DAY - 1)
        check_text(self.note)
        if self.missed is not None or self.body_parts or self.sensations:
            from legdiary.domain.input.night_vocabulary import MISSED_REASONS, check_body_parts, check_sensations

            check_one_of("missed", self.missed, MISSED_REASONS)
            check_body_parts(self.body_parts)
            check_sensations(self.sensations)
