"""Marks: what a segment says of the lines that its author had seen of other devices.

Two machines that went on as one device have written different lines of one number. Whoever has seen the one's does not
mean the other's. So a segment holds a mark of what was seen (`domain.sync.parting.mark_of`), and a reader that knows
other lines of that number takes nothing from it: its author will move its lines, and send them again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from legdiary.domain.sync.parting import MARKED_LINES, mark_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from legdiary.formats.sync_segment import Segment

    #: Returns the texts of a device's lines after a number, up to another; fewer where not all are known.
    Texts = Callable[[str, int, int], Sequence[str]]


def marks_of(texts: Iterable[str], known: Texts) -> dict[str, dict[int, str]]:
    """Return the marks of a segment with some lines.

    Args:
        texts: the texts of the lines.
        known: returns the lines of the other devices.
    """
    wanted: dict[str, set[int]] = {}
    for text in texts:
        for device, number in json.loads(text)["seen"].items():
            wanted.setdefault(device, set()).add(number)
    return {device: _marks(device, numbers, known) for device, numbers in wanted.items()}


def _marks(device: str, numbers: Iterable[int], known: Texts) -> dict[int, str]:
    ordered = sorted(numbers)
    before = max(0, ordered[0] - MARKED_LINES)
    lines = known(device, before, ordered[-1])
    return {each: mark_of(lines[max(0, each - MARKED_LINES - before) : each - before]) for each in ordered}


def seen_alike(segment: Segment, newest: Mapping[str, int], known: Texts) -> dict[str, int]:
    """Return the devices of which the author of a segment had seen other lines than are known here.

    Args:
        segment: the segment.
        newest: device → the number of its newest line that is known here.
        known: returns the lines that are known here.

    Returns:
        Such a device → the number up to which what was seen is the same.
    """
    found = {}
    for device, marks in segment.marks.items():
        for number in sorted((each for each in marks if each <= newest.get(device, 0)), reverse=True):
            if marks[number] == mark_of(known(device, max(0, number - MARKED_LINES), number)):
                break
            found[device] = max((each for each in marks if each < number), default=0)
    return found
