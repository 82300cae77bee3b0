"""Values as the JSON documents have them: numbers as numbers, missing as null, times ISO 8601 with offset."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from typing import Any, TypeAlias

    from legdiary.domain.time.moments import Moment


Json: TypeAlias = "dict[str, Any]"


_MINUTES_AN_HOUR = 60


_PERCENT_PLACES = 1


def iso(moment: Moment | None) -> str | None:
    """Return a moment as ISO 8601 with its offset, or null."""
    return moment.iso if moment else None


def iso_day(on: date | None) -> str | None:
    """Return a day, or null."""
    return on.isoformat() if on else None


def grams_known(amount_mg: float | None) -> float | None:
    """Return milligrams as grams, or null."""
    return None if amount_mg is None else amount_mg / 1000


def grams_of_ug(ug: int | None) -> float | None:
    """Return micrograms of leaf as grams, or null."""
    return None if ug is None else ug / 1_000_000


def milligrams(ug: float | None) -> float | None:
    """Return micrograms as milligrams, whole where they are, or null."""
    if ug is None:
        return None
    return decimal_thousandths(int(ug)) if float(ug).is_integer() else ug / 1000


def mitragynine(of: tuple[int, int] | None) -> list[float] | None:
    """Return micrograms as milligrams, the least and the most, or null."""
    return None if of is None else [of[0] / 1000, of[1] / 1000]


def hours(minutes: float | None) -> float | None:
    """Return minutes as hours, or null."""
    return None if minutes is None else round(minutes / _MINUTES_AN_HOUR, 2)


def rounded(value: float | None) -> float | None:
    """Return a figure to one decimal, or null."""
    return None if value is None else round(value, _PERCENT_PLACES)


def decimal_thousandths(thousandths: int) -> float:
    """Return thousandths as a number, whole where they are."""
    whole, rest = divmod(thousandths, 1000)
    return thousandths / 1000 if rest else whole
