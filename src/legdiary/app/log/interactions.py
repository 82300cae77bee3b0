"""Find magnesium and medicines that were taken close to each other, for an entry just logged."""

from __future__ import annotations

from legdiary.domain.time.moments import A_DAY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from legdiary.domain.entries.factors_and_medicines import Medicine
    from legdiary.domain.entries.interactions import Conflict
    from legdiary.domain.entries.magnesium import Magnesium
    from legdiary.store.diary import Diary


def close_magnesium(diary: Diary, medicine: Medicine) -> tuple[Conflict, ...]:
    """Return the intakes of magnesium that are closer to a medicine than labels recommend."""
    return _conflicts(_around(diary, "magnesium", medicine.night_of), [medicine])


def close_medicines(diary: Diary, taking: Magnesium) -> tuple[Conflict, ...]:
    """Return the medicines that are closer to an intake of magnesium than labels recommend."""
    return _conflicts([taking], _around(diary, "medicine", taking.night_of))


def _around(diary: Diary, kind: str, day: date) -> list[Any]:
    return [each.entry for each in diary.entries_between(kind, day - A_DAY, day + 2 * A_DAY)]


def _conflicts(takings: list[Magnesium], medicines: list[Medicine]) -> tuple[Conflict, ...]:
    """Return the pairs that are too close; the rule is imported only if there is both."""
    if not takings or not medicines:
        return ()
    from legdiary.domain.entries.interactions import find_conflicts

    return find_conflicts(takings, medicines)
