"""Segments by name: the files in which devices hand their log lines to each other, and the numbers that they cover.

A segment holds lines FIRST to LAST of one device's log and never changes: `0123456789abcdef/00000013-00000020.age`.
Segments of one device may overlap, as while a wide one takes the place of several narrow ones; each line counts once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: The names, beside the devices' folders, of the key under a passphrase and of a text for whoever looks there.
KEY_FILE, READ_ME = "key.age", "README.txt"
#: The most bytes of a sealed segment.
MOST_BYTES = 16_000_000
#: The most lines of one segment: so many fit in memory on any phone, and are read in a moment.
MOST_LINES = 2048
#: A device makes one segment of several as soon as it has this many that are not full.
MANY_SEGMENTS = 16
_NAME = re.compile(r"([0-9a-f]{16})/([0-9]{8,18})-([0-9]{8,18})\.age")


class SegmentName(NamedTuple):
    """The name of a segment: whose lines it holds, and which.

    Attributes:
        device: the device that wrote it.
        first: the number of its first line.
        last: the number of its last line.
    """

    device: str
    first: int
    last: int

    @property
    def file(self) -> str:
        """The name of its file, in the folder of its device."""
        return f"{self.first:08}-{self.last:08}.age"

    @property
    def path(self) -> str:
        """The name of its file, with the folder of its device before it."""
        return f"{self.device}/{self.file}"


def read_segment_name(path: str) -> SegmentName | None:
    """Return the segment that has exactly this path; None if that is no segment's."""
    matched = _NAME.fullmatch(path)
    if matched is None:
        return None
    name = SegmentName(matched[1], int(matched[2]), int(matched[3]))
    return name if 1 <= name.first <= name.last and name.path == path else None


def next_segment(names: Iterable[SegmentName], device: str, after: int) -> SegmentName | None:
    """Return the segment to read next of a device whose lines are known up to a number.

    It is the one that reaches furthest, and of several such the shortest.
    None if no segment holds the line after it: everything is known, or a segment is missing (`missing_lines`).
    """
    fitting = [each for each in names if each.device == device and each.first <= after + 1 <= each.last]
    return max(fitting, key=lambda each: (each.last, each.first), default=None)


def newest_number(names: Iterable[SegmentName], device: str) -> int:
    """Return the number of the newest line that any segment of a device holds; 0 if there is none."""
    return max((each.last for each in names if each.device == device), default=0)


def missing_lines(names: Iterable[SegmentName], device: str, newest: int) -> list[tuple[int, int]]:
    """Return the ranges of lines 1 to `newest` of a device that no segment holds, oldest first."""
    missing = []
    after = 0
    for each in sorted(each for each in names if each.device == device):
        if each.first > newest:
            break
        if each.first > after + 1:
            missing.append((after + 1, each.first - 1))
        after = max(after, each.last)
    if after < newest:
        missing.append((after + 1, newest))
    return missing


def segments_to_write(names: Iterable[SegmentName], device: str, newest: int) -> list[SegmentName]:
    """Return the segments that a device has to write, so that all its lines up to `newest` are there.

    These are its new lines, and those that were lost: a folder that was deleted or put back to an earlier state.
    """
    ranges = missing_lines(names, device, newest)
    return [SegmentName(device, *each) for first, last in ranges for each in _pieces(first, last)]


def _pieces(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of at most `MOST_LINES` lines that together are one range."""
    for start in range(first, last + 1, MOST_LINES):
        yield start, min(start + MOST_LINES - 1, last)


class Compaction(NamedTuple):
    """The steps that make fewer segments of a device's many.

    Attributes:
        write: the wide segments to write, oldest first.
        remove: the narrow ones, every line of which a wide one holds: to be removed when the wide ones are there.
    """

    write: tuple[SegmentName, ...]
    remove: tuple[SegmentName, ...]


def plan_compaction(names: Iterable[SegmentName], device: str, many: int = MANY_SEGMENTS) -> Compaction:
    """Return what makes fewer segments of a device's; nothing to write if it has not many.

    A narrow segment that a wide one holds already, as after a kill between the two, is to be removed in any case.
    """
    own = sorted((each for each in names if each.device == device), key=lambda each: (each.first, -each.last))
    outer: list[SegmentName] = []
    covered = []
    for each in own:
        if outer and each.last <= outer[-1].last:
            covered.append(each)
        else:
            outer.append(each)
    short = [each for each in outer if each.last - each.first + 1 < MOST_LINES]
    if len(short) < many:
        return Compaction((), tuple(covered))
    write = []
    for first, last in _joined(short):
        held = [each for each in short if first <= each.first and each.last <= last]
        if len(held) > 1:
            write += [SegmentName(device, *each) for each in _pieces(first, last)]
            covered += held
    made = set(write)
    return Compaction(tuple(write), tuple(each for each in covered if each not in made))


def _joined(segments: Iterable[SegmentName]) -> list[tuple[int, int]]:
    """Return the ranges of neighbouring segments, without the gaps between them."""
    ranges: list[tuple[int, int]] = []
    for each in segments:
        if ranges and each.first <= ranges[-1][1] + 1:
            ranges[-1] = ranges[-1][0], max(ranges[-1][1], each.last)
        else:
            ranges.append((each.first, each.last))
    return ranges
