"""Ratings of what helped the legs, by name: such things are used on bad nights, so no rating shows an effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from legdiary.domain.reports.events import ORAL, TOPICAL
from legdiary.domain.stats.descriptive import middle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.night_record import Logged
    from legdiary.domain.stats.descriptive import Middle


RatedKind: TypeAlias = Literal["factor", "medicine", "magnesium", "kratom"]


class Rating(NamedTuple):
    """One rating of an entry.

    Attributes:
        kind: the kind of entry.
        name: the factor, the medicine, the substance of a dose; the route of magnesium.
        helped: how much it helped the legs, from 0 (not at all) to 3 (very much).
    """

    kind: RatedKind
    name: str
    night_of: date
    helped: int


class Helped(NamedTuple):
    """The ratings of one thing over the range.

    Attributes:
        rated: the median of the ratings, and their number.
        nights: the number of nights on which it was rated.
    """

    kind: RatedKind
    name: str
    rated: Middle
    nights: int


def ratings_of(logged: Logged) -> list[Rating]:
    """Return the ratings of factors, medicines and magnesium."""
    return [
        *(Rating("factor", each.name, each.night_of, each.helped) for each in _rated(logged.factors)),
        *(Rating("medicine", each.name, each.night_of, each.helped) for each in _rated(logged.medicines)),
        *(
            Rating("magnesium", TOPICAL if each.topical else ORAL, each.night_of, each.helped)
            for each in _rated(logged.magnesium)
        ),
    ]


def _rated(entries: Iterable[Stored]) -> list[Any]:
    return [stored.entry for stored in entries if stored.entry.helped is not None]


def helped(ratings: Iterable[Rating]) -> tuple[Helped, ...]:
    """Return everything that was rated, that on the most nights first."""
    by_name: dict[tuple[RatedKind, str], list[Rating]] = {}
    for rating in ratings:
        by_name.setdefault((rating.kind, rating.name), []).append(rating)
    found = [
        Helped(kind, name, middle(each.helped for each in of), len({each.night_of for each in of}))
        for (kind, name), of in by_name.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.nights, each.kind, each.name)))
