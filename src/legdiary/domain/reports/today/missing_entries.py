"""What is not logged yet: of today, of last night, and of the night before, while it is still well remembered."""

from __future__ import annotations

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.substances import is_medicine
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from legdiary.domain.reports.night_record import NightRecord


class MissingEntry(NamedTuple):
    """Something that is not logged.

    Attributes:
        kind: night, sleep, magnesium, or kratom for a substance.
        night_of: the night or diary day.
        substance: the word of the substance; None for the other kinds.
    """

    kind: str
    night_of: date
    substance: str | None = None


def missing_entries(
    records: Sequence[NightRecord], words: Sequence[str], *, tonight_has_begun: bool
) -> tuple[MissingEntry, ...]:
    """Return what is not logged: of today first, then of the nights before, the latest first.

    Of earlier days and nights only that is named which is logged on one of the days before them; nobody logs a medicine
    as not taken, so it is named for today alone.

    Args:
        records: the nights up to the one that belongs to today, oldest first, at least three.
        words: the substances of the card.
        tonight_has_begun: whether the night that belongs to today is under way.
    """
    *before, last, tonight = records
    found: list[MissingEntry] = []
    if tonight_has_begun and tonight.rating is None:
        found.append(MissingEntry("night", tonight.night_of))
    found += _legs_and_sleep(last)
    found += [MissingEntry("kratom", tonight.night_of, word) for word in words if not is_logged(tonight, word)]
    if tonight.magnesium_mg is None and tonight.topical_mg is None:
        found.append(MissingEntry("magnesium", tonight.night_of))
    earlier = before[:-1]
    found += [
        MissingEntry("kratom", last.night_of, word)
        for word in words
        if not is_medicine(word) and not is_logged(last, word) and any(is_logged(record, word) for record in before)
    ]
    known = {
        kind
        for record in earlier
        for kind, entry in (("night", record.rating), ("sleep", record.sleep))
        if entry is not None
    }
    return (*found, *(each for each in _legs_and_sleep(before[-1]) if each.kind in known))


def _legs_and_sleep(of: NightRecord) -> Iterator[MissingEntry]:
    if of.rating is None:
        yield MissingEntry("night", of.night_of)
    if of.sleep is None:
        yield MissingEntry("sleep", of.night_of)


def is_logged(of: NightRecord, word: str) -> bool:
    """Return whether a substance is logged on the diary day of a night: a dose, or as dose-free."""
    if word == LEAF:
        return of.kratom.total_mg is not None
    return any(each.substance == word and each.is_known for each in of.kratom.apart)
