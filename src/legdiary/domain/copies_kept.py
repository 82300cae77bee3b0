"""Which of the copies that make themselves are kept: the newest ones, then one a month, then one a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

WEEKLY, MONTHLY, YEARLY = "weekly", "monthly", "yearly"


def kept_as(made: Sequence[date], weeks: int, months: int, years: int) -> list[str | None]:
    """How each copy is kept: WEEKLY, MONTHLY or YEARLY; None where it may go.

    Each is counted once. The first `weeks` copies are weekly. Of each month whose last copy is not among them that one
    is monthly, for `months` months; of each year whose last copy is neither, that one is yearly, for `years` years. A
    month or a year without a copy is not counted. Nothing is compared with today: a day that a wrong clock has given is
    a month and a year of its own, and no other copy goes because it is ahead or behind.

    Args:
        made: the day each was made on, the copy that knows the most first.
        weeks: how many are kept whatever their day.
        months: how many of the months before.
        years: how many of the years before.
    """
    kept: list[str | None] = [WEEKLY if number < weeks else None for number in range(len(made))]
    _keep_last(kept, [(day.year, day.month) for day in made], MONTHLY, months)
    _keep_last(kept, [day.year for day in made], YEARLY, years)
    return kept


def _keep_last(kept: list[str | None], periods: Sequence[object], name: str, most: int) -> None:
    """Keep the last copy of each period, unless it is kept already, for as many periods as are asked for."""
    seen: set[object] = set()
    for number, period in enumerate(periods):
        if period in seen:
            continue
        seen.add(period)
        if kept[number] is None and most > 0:
            kept[number] = name
            most -= 1
