"""The lines that can be taken, and those that wait: a line is taken when all that its author knew is there."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from legdiary.domain.sync.lines import in_order
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from legdiary.domain.sync.lines import SyncLine


@dataclass(frozen=True, slots=True)
class Arrival:
    """Lines that came in.

    Attributes:
        whole: the new lines that can be taken, in the order of all lines.
        waiting: the lines that wait for others, in that order.
        missing: device → the numbers of its lines that are waited for: the first, and the last that is known of.
        known: device → the newest number, once the whole lines are taken.
    """

    whole: tuple[SyncLine, ...]
    waiting: tuple[SyncLine, ...]
    missing: Mapping[str, tuple[int, int]]
    known: Mapping[str, int]


def waiting_for(lines: Iterable[SyncLine], known: Mapping[str, int]) -> Arrival:
    """Return which lines can be taken, and which wait.

    Args:
        lines: lines that came in, in any order; one that came twice, or is known already, counts once or not at all.
        known: device → the newest number taken so far.
    """
    have: defaultdict[str, int] = defaultdict(int, known)
    ahead: defaultdict[str, dict[int, SyncLine]] = defaultdict(dict)
    for line in lines:
        if line.number > have[line.device]:
            ahead[line.device].setdefault(line.number, line)
    whole: list[SyncLine] = []
    blocked: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)  # device → number waited for, who waits
    ready = list(ahead)
    while ready:
        device = ready.pop()
        while (following := ahead[device].get(have[device] + 1)) is not None:
            lacking = next(((each, number) for each, number in following.seen.items() if number > have[each]), None)
            if lacking is not None:
                blocked[lacking[0]].append((lacking[1], device))
                break
            have[device] += 1
            del ahead[device][following.number]
            whole.append(following)
        waiters = blocked.pop(device, [])
        ready += [who for number, who in waiters if number <= have[device]]
        blocked[device] += [each for each in waiters if each[0] > have[device]]
    waiting = in_order(line for numbered in ahead.values() for line in numbered.values())
    return Arrival(tuple(in_order(whole)), tuple(waiting), _missing(waiting, have, ahead), _positive(have))


def _missing(
    waiting: Iterable[SyncLine], have: Mapping[str, int], ahead: Mapping[str, Mapping[int, SyncLine]]
) -> dict[str, tuple[int, int]]:
    """Return the numbers waited for: those before a waiting line of their device, or seen by one, that are not here."""
    wanted: defaultdict[str, int] = defaultdict(int)
    for line in waiting:
        wanted[line.device] = max(wanted[line.device], line.number - 1)
        for device, number in line.seen.items():
            wanted[device] = max(wanted[device], number)
    found = {}
    for device, most in sorted(wanted.items()):
        # Counted from both ends: a line may have seen any number, and there is no list of so many.
        there = ahead.get(device, {})
        first, last = have.get(device, 0) + 1, most
        while first in there:
            first += 1
        while last in there:
            last -= 1
        if first <= last:
            found[device] = first, last
    return found


def _positive(have: Mapping[str, int]) -> dict[str, int]:
    return {device: number for device, number in sorted(have.items()) if number}
