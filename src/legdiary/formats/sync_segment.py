"""Sealed segments: the files in which a device hands its log lines to the others (docs/several-devices.md).

The text is a header as one line of JSON, and below it one line of JSON a log line. It is compressed by zlib; zeros fill
it up to a whole number of KiB, the last 32 bytes of which are a proof; all of that is encrypted by age to the one key
that every device holds. So `age` and any zlib open it without legdiary, and its size tells little.

age does not say who encrypted. The proof is a BLAKE2b over the device, the range and the text, keyed by the shared key:
a carrier can neither make a segment nor pass one off as another.
"""

from __future__ import annotations

import json
import zlib
from hashlib import blake2b
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from legdiary.domain.sync.line_chain import extend_chain
from legdiary.domain.sync.lines import BrokenLine, is_device, line_from_text
from legdiary.domain.sync.segment_names import MOST_LINES, SegmentName
from legdiary.errors import Refused
from legdiary.formats.age_encryption import KeyDoesNotFit, SealDamaged, seal, unseal
from legdiary.util.installation import this_installation
from legdiary.util.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from legdiary.domain.sync.lines import SyncLine

FORMAT = 1
#: The most bytes of a segment's text.
_MOST_TEXT = 64_000_000
_BLOCK, _PROOF = 1024, 32
_PERSON = b"legdiary-sync-1"


# ---------------------------------------------------------------------- errors


class SegmentDamaged(Refused):
    """A segment that is cut off or was changed, such as one that is still being copied."""

    def __init__(self, name: SegmentName) -> None:
        super().__init__(
            f"the file {name.path} of the sync place is damaged, or not all of it is there yet",
            then="nothing was taken from it. The next sync tries again",
        )


class SegmentOfAnotherKey(Refused):
    """A segment that this diary's key does not open."""

    def __init__(self, name: SegmentName) -> None:
        super().__init__(
            f"the file {name.path} of the sync place does not open with this diary's key: it was written with another "
            "key, or its beginning is damaged",
            then="nothing was taken from it",
        )


class SegmentOfAnotherDiary(Refused):
    """A segment of a device that writes another diary."""

    def __init__(self, name: SegmentName) -> None:
        super().__init__(
            f"the file {name.path} of the sync place belongs to another diary", then="nothing was taken from it"
        )


class SegmentNewer(Refused):
    """A segment that a later version of legdiary wrote."""

    def __init__(self, name: SegmentName, found: int) -> None:
        super().__init__(
            f"the file {name.path} of the sync place is from a newer legdiary (its format is {found}, this one knows "
            f"{FORMAT})",
            this_installation().upgrading(),
            then="nothing was taken from it",
        )


class SegmentNotProved(Refused):
    """A segment whose proof does not fit: no device of this diary wrote it."""

    def __init__(self, name: SegmentName) -> None:
        super().__init__(
            f"the file {name.path} of the sync place was not written by a device of this diary, or was changed since",
            then="nothing was taken from it",
        )


class SegmentMisnamed(Refused):
    """A segment whose name tells of other lines than it holds."""

    def __init__(self, name: SegmentName, held: SegmentName) -> None:
        super().__init__(
            f"the file {name.path} of the sync place holds the lines of {held.path}: it was renamed",
            then="nothing was taken from it",
        )


class ChainBroken(Refused):
    """A segment that does not continue the lines known of its device."""

    def __init__(self, name: SegmentName) -> None:
        super().__init__(
            f"the file {name.path} of the sync place does not continue what is known of its device: perhaps two "
            "computers write as one, after a copy of a whole system",
            then="nothing was taken from it",
        )


class BuiltOnOther(Refused):
    """A segment whose author had seen other lines of a device than are known here."""

    def __init__(self, name: SegmentName) -> None:
        super().__init__(
            f"the file {name.path} of the sync place builds on changes of a device under whose name two computers "
            "write. Its own device sends them again once it has synced",
            then="nothing was taken from it",
        )


class LineUnknown(Refused):
    """A segment with a line that this version cannot read."""

    def __init__(self, name: SegmentName, number: int) -> None:
        super().__init__(
            f"the file {name.path} of the sync place has a line that this legdiary does not know ({number})",
            this_installation().upgrading(),
            then="nothing was taken from it",
        )


#: All that can be wrong with one segment; the others are read nevertheless.
SEGMENT_ERRORS = (
    SegmentDamaged, SegmentOfAnotherKey, SegmentOfAnotherDiary, SegmentNewer, SegmentNotProved, SegmentMisnamed,
    ChainBroken, LineUnknown,
)  # fmt: skip


# ---------------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class Segment:
    """Lines of one device's log, in a row.

    Attributes:
        diary: the diary they belong to.
        name: whose lines they are, and which.
        before: the hash of all lines of the device before them (`domain.sync.line_chain`).
        seen: other device → the newest number known of it when the segment was written.
        device_name: the name that people gave the device.
        version: the version of legdiary that wrote it.
        lines: the lines, each the JSON text that was stored when it was written.
        marks: other device → the numbers that lines here have seen of it, each with the mark of its lines up to there
            (`domain.sync.parting`); so it shows whether two machines went on as that device.
    """

    diary: str
    name: SegmentName
    before: str
    seen: Mapping[str, int]
    device_name: str
    version: str
    lines: tuple[str, ...]
    marks: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse lines that are no text of one line, or another number of them than the name tells."""
        if len(self.lines) != self.name.last - self.name.first + 1 or len(self.lines) > MOST_LINES:
            raise ValueError(f"the lines do not fit the range of {self.name.path}")
        if any("\n" in line or not line for line in self.lines):
            raise ValueError("a log line is one line of text")

    def lines_after(self, number: int, chain: str) -> tuple[tuple[str, ...], str]:
        """Return the lines after a number, and the hash after the last of them.

        Args:
            number: the number of the newest line known of the device; the segment holds the one after it.
            chain: the hash of all lines up to it.

        Raises:
            ChainBroken: the segment does not continue them.
        """
        known = number - self.name.first + 1
        if self.chain_at(number) != chain:
            raise ChainBroken(self.name)
        new = self.lines[known:]
        return new, extend_chain(chain, new)

    def chain_at(self, number: int) -> str:
        """Return the hash of all lines of the device up to one of the segment's, or the one before them."""
        return extend_chain(self.before, self.lines[: number - self.name.first + 1])


def read_lines(name: SegmentName, texts: Iterable[str], after: int) -> list[SyncLine]:
    """Return the lines of a segment's texts.

    Args:
        name: the segment.
        texts: the texts of some of its lines, in a row.
        after: the number of the line before them.

    Raises:
        LineUnknown: one is no line of this device, or one that only a newer legdiary knows.
    """
    lines = []
    for number, text in enumerate(texts, after + 1):
        try:
            line = line_from_text(text)
        except BrokenLine as error:
            raise LineUnknown(name, number) from error
        if line.ref != (name.device, number):
            raise LineUnknown(name, number)
        lines.append(line)
    return lines


# ---------------------------------------------------------------------- sealing


def seal_segment(by: Any, segment: Segment, key: str) -> bytes:
    """Return a segment as it lies in its place.

    Args:
        by: the library for encryption, as `load_pyrage` returns it.
        segment: the segment.
        key: the key that every device of the diary holds.
    """
    text = _text(segment)
    packed = zlib.compress(text, 9)
    zeros = bytes(-(len(packed) + _PROOF) % _BLOCK)
    return seal(by, packed + zeros + _proof(text, segment.name, key), key)


def open_segment(by: Any, name: SegmentName, data: bytes, diary: str, key: str) -> Segment:
    """Return the segment that was sealed.

    Args:
        by: the library for encryption.
        name: the name under which it lay in its place.
        data: its bytes.
        diary: the diary that it must belong to.
        key: the key that every device of the diary holds.

    Raises:
        SegmentDamaged: it is cut off or was changed.
        SegmentOfAnotherKey: it was sealed with another key.
        SegmentNewer: a newer legdiary wrote it.
        SegmentOfAnotherDiary: it belongs to another diary.
        SegmentMisnamed: it holds other lines than its name tells.
        SegmentNotProved: its proof does not fit.
    """
    try:
        inner = unseal(by, data, key)
    except KeyDoesNotFit as error:
        raise SegmentOfAnotherKey(name) from error
    except SealDamaged as error:
        raise SegmentDamaged(name) from error
    text, padding = _unpacked(name, inner[:-_PROOF])
    segment = _segment(name, text, diary)
    if segment.name != name:
        raise SegmentMisnamed(name, segment.name)
    if any(padding) or not compare_digest(_proof(text, name, key), inner[-_PROOF:]):
        raise SegmentNotProved(name)
    return segment


def _text(segment: Segment) -> bytes:
    """Return the text of a segment: its header and its lines."""
    header = {
        "legdiary_sync": FORMAT,
        "diary": segment.diary,
        "device": segment.name.device,
        "first": segment.name.first,
        "last": segment.name.last,
        "before": segment.before,
        "seen": dict(sorted(segment.seen.items())),
        "name": segment.device_name,
        "version": segment.version,
        "marks": {device: [*marks.items()] for device, marks in sorted(segment.marks.items())},
    }
    told = json.dumps(header, ensure_ascii=False, separators=(",", ":"))
    return "".join(f"{line}\n" for line in (told, *segment.lines)).encode()


def _unpacked(name: SegmentName, packed: bytes) -> tuple[bytes, bytes]:
    """Return the text of a segment, and what fills it up.

    Raises:
        SegmentDamaged: it is no compressed text, or a longer one than any segment has.
    """
    unpack = zlib.decompressobj()
    try:
        text = unpack.decompress(packed, _MOST_TEXT)
    except zlib.error as error:
        raise SegmentDamaged(name) from error
    if not unpack.eof:
        raise SegmentDamaged(name)
    return text, unpack.unused_data


def _segment(name: SegmentName, text: bytes, diary: str) -> Segment:
    """Return the segment of a text.

    Raises:
        SegmentDamaged: it is not the text of a segment.
        SegmentNewer: its format is a later one.
        SegmentOfAnotherDiary: it belongs to another diary.
    """
    try:
        told, *lines, end = text.decode().split("\n")
        header = json.loads(told)
        if "\\u" in told:
            json.dumps(header, ensure_ascii=False).encode()  # half a pair of surrogates is no text
        found = header["legdiary_sync"]
        if isinstance(found, int) and found > FORMAT:
            raise SegmentNewer(name, found)
        if header["diary"] != diary:
            raise SegmentOfAnotherDiary(name)
        held = SegmentName(header["device"], header["first"], header["last"])
        seen, device_name, version = dict(header["seen"]), header["name"], header["version"]
        if end or found != FORMAT or not all(is_device(each) for each in (held.device, *seen)):
            raise SegmentDamaged(name)
        if not all(type(each) is int for each in (held.first, held.last, *seen.values())):
            raise SegmentDamaged(name)
        if not all(isinstance(each, str) for each in (device_name, version)):
            raise SegmentDamaged(name)
        before, marks = bytes.fromhex(header["before"]).hex(), _marks(header.get("marks", {}))
        return Segment(diary, held, before, seen, device_name, version, tuple(lines), marks)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise SegmentDamaged(name) from error


def _marks(told: Mapping[str, Sequence[tuple[int, str]]]) -> dict[str, dict[int, str]]:
    """Return the marks of a header.

    Raises:
        ValueError: they are none.
    """
    found = {device: {number: mark for number, mark in its} for device, its in told.items()}  # noqa: C416 - as pairs
    if not all(type(number) is int and isinstance(mark, str) for its in found.values() for number, mark in its.items()):
        raise ValueError
    return found


def _proof(text: bytes, name: SegmentName, key: str) -> bytes:
    """Return the proof that a device which holds the key wrote a segment."""
    derived = blake2b(key.encode(), digest_size=_PROOF, person=_PERSON).digest()
    about = f"{name.device} {name.first}-{name.last}\n".encode()
    return blake2b(about + text, digest_size=_PROOF, key=derived).digest()
