"""Entries that exclude each other: two plans of one substance in force on a day, a dose-free mark and a dose.

One stands, the other is held out and shown. Of plans the one longer in force stands: the one that starts earlier, then
the one added earlier; but a plan that somebody settled on (a settle line of its existence), knowing another of them,
stands before those: who keeps a held out plan that another device deleted settles both. A dose stands against the mark
that its day was without: it was taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.ledger.entry_comparison import PLAN, plans_overlap
from legdiary.domain.sync.folded import EXCLUDED, Open
from legdiary.domain.sync.lines import EXISTENCE, SETTLE, knows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from legdiary.domain.sync.joining import Entry


def held_out(entries: Iterable[Entry]) -> dict[Entry, Entry]:
    """Return the entries that are held out, each with the one that stands against it.

    Args:
        entries: plans of one substance; or the doses and the marks of one substance on one day.
    """
    ordered = sorted(entries, key=lambda each: each.lines[0].order)
    if len(ordered) < 2:  # noqa: PLR2004 - one excludes none
        return {}
    return dict(_held_plans(ordered) if ordered[0].kind == PLAN else _held_marks(ordered))


def _held_plans(plans: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    ordered = sorted(plans, key=_begins)
    settled = {plan: _settled(plan, plans) for plan in plans}
    ordered.sort(key=lambda plan: settled[plan], reverse=True)  # stable: the others keep their order
    standing: list[Entry] = []
    for plan in ordered:
        against = next((each for each in standing if plans_overlap(each.version.entry, plan.version.entry)), None)
        if against is None:
            standing.append(plan)
        else:
            yield plan, against


def _begins(plan: Entry) -> date:
    begins: date = plan.version.entry.starts_on  # type: ignore[union-attr] # a refused plan has no rivals
    return begins


def _settled(plan: Entry, plans: Sequence[Entry]) -> tuple[int, str, int]:
    """Return the order of the last line that settled on a plan, knowing another one; the lowest where there is none."""
    others = [each.lines[0] for each in plans if each is not plan]
    for line in reversed(plan.lines):
        if line.action == SETTLE and EXISTENCE in line.changed and any(knows(line, other) for other in others):
            return line.order
    return 0, "", 0


def _held_marks(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    marks = [each for each in entries if each.version.entry.says_none]  # type: ignore[union-attr] # as above
    dose = next((each for each in entries if each not in marks), None)
    if dose is not None:
        yield from ((mark, dose) for mark in marks)


def exclusion(loser: Entry, winner: Entry) -> Open:
    """Return the open conflict of an entry that is held out with the one that stands."""
    both = sorted((loser, winner), key=lambda each: each.lines[0].order)
    return Open(EXCLUDED, (), tuple((each.version.last, each.version.fields) for each in both), winner.version.last)
