"""The rule by which automatic copies are kept: the newest ones, then one a month, then one a year."""

from __future__ import annotations

from legdiary.util.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

WEEKLY, MONTHLY, YEARLY = "weekly", "monthly", "yearly"


@dataclass(frozen=True, slots=True)
class Keep:
    """The numbers of copies that are kept.

    Attributes:
        weeks: the number of newest copies kept; with 0 no copies are made or deleted.
        months: the number of months of which a further copy is kept.
        years: the number of years of which a further copy is kept.
    """

    weeks: int
    months: int = 0
    years: int = 0


def kept_as(made: Sequence[date], weeks: int, months: int, years: int) -> list[str | None]:
    """Return for each copy why it is kept: WEEKLY, MONTHLY or YEARLY; None where it may be deleted.

    Each copy is counted once. The first `weeks` copies are weekly. The last copy of a month is monthly unless it is
    weekly already, for `months` months; the last copy of a year is yearly unless it is either already, for `years`
    years. A month or a year without a copy is not counted. Nothing is compared with today: a date from a wrong clock
    takes up a month and a year of its own, and no other copy is deleted because of it.

    Args:
        made: the day on which each copy was made; the copy with the longest ledger first.
        weeks: the number of copies kept whatever their date.
        months: the number of months of which a copy is kept.
        years: the number of years of which a copy is kept.
    """
    kept: list[str | None] = [WEEKLY if number < weeks else None for number in range(len(made))]
    _keep_last(kept, [(day.year, day.month) for day in made], MONTHLY, months)
    _keep_last(kept, [day.year for day in made], YEARLY, years)
    return kept


def _keep_last(kept: list[str | None], periods: Sequence[object], name: str, most: int) -> None:
    """Mark the last copy of each period with `name`, unless it is kept already, for at most `most` periods."""
    seen: set[object] = set()
    for number, period in enumerate(periods):
        if period in seen:
            continue
        seen.add(period)
        if kept[number] is None and most > 0:
            kept[number] = name
            most -= 1
