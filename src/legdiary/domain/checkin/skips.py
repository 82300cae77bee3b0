"""Questions that a check-in no longer asks, because they were skipped three times in a row.

A question counts as skipped when Enter passed it and the night has nothing of its kind; once a night, however often
the check-in is run. An answer, or an entry made by a plain command since then, brings it back. Only the names of kinds
are counted, so that nothing here says what somebody takes.
"""

from __future__ import annotations

from legdiary.domain.checkin.question import (
    AWAKE,
    DOSE,
    FACTORS,
    LATENCY,
    MAGNESIUM,
    MEDICINE,
    ONSET,
    SLEEP,
    SYMPTOMS,
    WHERE,
)
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from legdiary.domain.checkin.questions import Recent
    from legdiary.domain.entries.stored_entry import Stored

#: After so many times in a row a question is no longer asked.
SKIPS_TO_HIDE = 3


class Skip(NamedTuple):
    """How often a question was skipped in a row, and for which night last."""

    times: int
    night: date


def hidden(skips: Mapping[str, Skip], recent: Recent) -> frozenset[str]:
    """Return the names of what is no longer asked."""
    return frozenset(name for name, skip in _standing(skips, recent).items() if skip.times >= SKIPS_TO_HIDE)


def _standing(skips: Mapping[str, Skip], recent: Recent) -> dict[str, Skip]:
    """Return the counts of what was not logged since."""
    return {
        name: skip
        for name, skip in skips.items()
        if not any(night >= skip.night for night in _nights_with(name, recent))
    }


def count_skips(
    skips: Mapping[str, Skip], recent: Recent, night: date, passed: Iterable[tuple[str, date]]
) -> dict[str, Skip]:
    """Return the counts after a check-in.

    Args:
        skips: the counts before it.
        recent: the entries after it.
        night: the night of the check-in, by which it counts once.
        passed: the name of each question that Enter passed, and the night that it was about.
    """
    counted = _standing(skips, recent)
    for name, about in dict.fromkeys(passed):
        if about in _nights_with(name, recent):
            counted.pop(name, None)
            continue
        before = counted.get(name)
        if before is None or before.night < night:
            counted[name] = Skip(min(before.times + 1 if before else 1, SKIPS_TO_HIDE), night)
    return counted


def newly_hidden(before: Mapping[str, Skip], after: Mapping[str, Skip]) -> tuple[str, ...]:
    """Return the names of what is no longer asked from now on, in the order of the questions."""
    return tuple(
        name
        for name in _ENTRIES
        if name in after
        and after[name].times >= SKIPS_TO_HIDE
        and (name not in before or before[name].times < SKIPS_TO_HIDE)
    )


def _nights_with(name: str, recent: Recent) -> set[date]:
    """Return the nights that have an entry which answers the question."""
    return {each.entry.night_of for each in _ENTRIES[name](recent)}


def _with(kind: str, field: str) -> Callable[[Recent], list[Stored]]:
    """Return a function that finds the entries in which a field is known."""

    def find(recent: Recent) -> list[Stored]:
        return [each for each in getattr(recent, kind) if getattr(each.entry, field) not in {None, ()}]

    return find


#: The names that are counted, in the order of the questions → the entries that answer the question.
_ENTRIES: dict[str, Callable[[Recent], Iterable[Stored]]] = {
    ONSET: _with("nights", "onset_min"),
    WHERE: _with("nights", "body_parts"),
    SLEEP: lambda recent: recent.sleeps,
    LATENCY: _with("sleeps", "latency_min"),
    AWAKE: _with("sleeps", "awake_min"),
    DOSE: lambda recent: recent.doses,
    MAGNESIUM: lambda recent: recent.takings,
    MEDICINE: lambda recent: recent.medicines,
    SYMPTOMS: lambda recent: recent.symptoms,
    FACTORS: lambda recent: recent.factors,
}
NAMES = tuple(_ENTRIES)
