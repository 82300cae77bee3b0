"""The part of a diary that tables are made of."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from typing import Protocol

    class Spanned(Protocol):
        """A diary, as far as its range is concerned."""

        def span(self, *, measures: bool = False) -> tuple[date, date] | None:
            """Return the first and the last day that anything is filed under, with or without those of measures."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of a diary to export.

    Attributes:
        from_night: the first night, or None for all.
        before_night: the night after the last, or None for all.
        notes: include the person's own words.
    """

    from_night: date | None = None
    before_night: date | None = None
    notes: bool = True

    def nights(self, source: Spanned, *, measures: bool = False) -> tuple[date, date] | None:
        """Return the half-open range of nights (or dates of measures too) that is both asked for and logged."""
        span = source.span(measures=measures)
        if span is None:
            return None
        first = span[0] if self.from_night is None else max(self.from_night, span[0])
        before = span[1] + A_DAY if self.before_night is None else min(self.before_night, span[1] + A_DAY)
        return (first, before) if first < before else None

    @property
    def bounds(self) -> dict[str, str]:
        """The range asked for, as parameters of a statement."""
        return {
            "from_night": (self.from_night or date.min).isoformat(),
            "before_night": (self.before_night or date.max).isoformat(),
        }
