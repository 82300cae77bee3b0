"""The lines of the devices' logs: each is written once, by one device, and never changed.

A line says what its author knew when it was written: their own earlier lines, and of each other device all lines up to
a number (`seen`). A Lamport clock puts all lines in one order, which agrees with what was known; the clock on the wall
is kept to be shown, and decides nothing.

The text of a line is one JSON object, its keys in the order of the fields and its references written `device:number`.
The same line always has the same text.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any

from legdiary.domain.ledger.actions import ADD, DELETE, EDIT
from legdiary.domain.ledger.ledger_line import A_DAY_MIN, EARLIEST_MS, LATEST_MS
from legdiary.util.values import NamedTuple, dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

#: A person's decision about an open conflict; the other actions are those of the ledger.
SETTLE = "settle"
ACTIONS = frozenset({ADD, EDIT, DELETE, SETTLE})
#: In `changed` of a settle line: that the entry is there, against a deletion or another entry.
EXISTENCE = ""
#: The field of a dose that refers to another entry; in a line it has the text of the product's identity.
PRODUCT_ID = "product_id"
#: The mark beside the fields of an entry that was recalled.
RECALLED = "recalled"
_DEVICE_LENGTH = 16
_HEX = frozenset("0123456789abcdef")
#: A whole number that every reader of JSON holds exactly.
_MOST = 2**53
_MOST_DIGITS = len(f"{_MOST}")


class BrokenLine(ValueError):
    """A line that no device writes. Its message names the field and never holds a value."""


class LineRef(NamedTuple):
    """A line of a device; the identity of an entry is that of the line that added it.

    Attributes:
        device: 16 lower-case hexadecimal digits.
        number: its place in the device's log, from 1 on without a gap.
    """

    device: str
    number: int

    @property
    def text(self) -> str:
        """The reference as text, `0123456789abcdef:17`."""
        return f"{self.device}:{self.number}"

    @classmethod
    def from_text(cls, text: str) -> LineRef:
        """Return the reference from its `text`.

        Raises:
            BrokenLine: the text is no reference.
        """
        found = _ref(text)
        if found is None:
            raise BrokenLine("reference")
        return found


@lru_cache(maxsize=65_536)
def _ref(text: str) -> LineRef | None:
    device, colon, digits = text.partition(":")
    if not colon or not is_device(device) or not (digits.isascii() and digits.isdigit()) or digits[0] == "0":
        return None
    if len(digits) > _MOST_DIGITS:
        return None
    return LineRef(device, int(digits))


@lru_cache(maxsize=256)
def is_device(text: str) -> bool:
    """Return whether a text is a device's id: 16 lower-case hexadecimal digits."""
    return len(text) == _DEVICE_LENGTH and _HEX.issuperset(text)


@dataclass(frozen=True, slots=True)
class SyncLine:
    """One line of a device's log.

    Attributes:
        device, number: its author, and its place in their log.
        clock: its Lamport clock, larger than every clock that its author knew.
        seen: other device → the newest number known when it was written; own earlier lines are implied.
        made_utc_ms, made_offset_min, made_zone: the wall clock of its author.
        action: add, edit, delete or settle. An undo is told by what it does: one that brings an entry back is an edit.
        kind: the kind of the entry.
        of: the identities of the entry, sorted; of an add its own reference. Several are one entry from now on.
        changed: the names of the fields that it wrote: of an add all known ones, of a deletion none.
        new: the whole entry after it as the ledger's JSON, known fields only, with `recalled` where it was; None after
            a deletion. `product_id` is the text of a product's identity, never a local number.
    """

    device: str
    number: int
    clock: int
    seen: Mapping[str, int]
    made_utc_ms: int
    made_offset_min: int
    made_zone: str
    action: str
    kind: str
    of: tuple[LineRef, ...]
    changed: tuple[str, ...]
    new: Mapping[str, Any] | None

    def __post_init__(self) -> None:
        """Refuse what no device writes."""
        self._check_author()
        if self.action not in ACTIONS or (self.new is None) != (self.action == DELETE):
            raise BrokenLine("action")
        if (self.action == ADD and self.of != (self.ref,)) or not self.of or not _ascending(self.of):
            raise BrokenLine("of")
        if self.action == DELETE and self.changed:
            raise BrokenLine("changed")
        if self.action != ADD and any(each != self.ref and not self._refers_back(each) for each in self.of):
            raise BrokenLine("of")
        named = None if self.new is None else self.new.get(PRODUCT_ID)
        if named is not None and (type(named) is not str or _ref(named) is None):
            raise BrokenLine(PRODUCT_ID)

    def _check_author(self) -> None:
        """Refuse an author, a clock, or a knowledge of others that no device has."""
        if not is_device(self.device):
            raise BrokenLine("device")
        if not 1 <= self.number <= self.clock <= _MOST:
            raise BrokenLine("clock")
        if self.device in self.seen or not all(map(is_device, self.seen)):
            raise BrokenLine("seen")
        if self.seen and not 1 <= min(self.seen.values()) <= max(self.seen.values()) <= _MOST:
            raise BrokenLine("seen")
        if not EARLIEST_MS <= self.made_utc_ms <= LATEST_MS or abs(self.made_offset_min) >= A_DAY_MIN:
            raise BrokenLine("made")

    def _refers_back(self, ref: LineRef) -> bool:
        known = self.number - 1 if ref.device == self.device else self.seen.get(ref.device, 0)
        return 1 <= ref.number <= known

    @property
    def ref(self) -> LineRef:
        """The line's own reference."""
        return LineRef(self.device, self.number)

    @property
    def order(self) -> tuple[int, str, int]:
        """The line's place in the order of all lines, which agrees with what their authors knew."""
        return self.clock, self.device, self.number


def _ascending(refs: tuple[LineRef, ...]) -> bool:
    return len(refs) == 1 or all(one < other for one, other in pairwise(refs))


def knows(line: SyncLine, other: SyncLine) -> bool:
    """Return whether a line was written by someone who knew the other one."""
    if line.device == other.device:
        return other.number < line.number
    return other.number <= line.seen.get(other.device, 0)


def follows(line: SyncLine, other: SyncLine) -> bool:
    """Return whether a line was written by someone who knew the other one, and about the same entry as they knew it.

    A line lists all identities of its entry that its author knew. Where entries become one later, as when a night is
    moved onto another, the lines about the one do not follow those about the other, though their author knew them.
    """
    return knows(line, other) and (line.of == other.of or any(each in line.of for each in other.of))


def in_order(lines: Iterable[SyncLine]) -> list[SyncLine]:
    """Return lines in the order of all lines."""
    return sorted(lines, key=_order)


def _order(line: SyncLine) -> tuple[int, str, int]:
    return line.clock, line.device, line.number


# ---------------------------------------------------------------------- text


def line_to_text(line: SyncLine) -> str:
    """Return the text of a line, without a line end."""
    return _encoder()(
        {
            "device": line.device,
            "number": line.number,
            "clock": line.clock,
            "seen": dict(sorted(line.seen.items())),
            "made_utc_ms": line.made_utc_ms,
            "made_offset_min": line.made_offset_min,
            "made_zone": line.made_zone,
            "action": line.action,
            "kind": line.kind,
            "of": [each.text for each in line.of],
            "changed": line.changed,
            "new": line.new,
        }
    )


def line_from_text(text: str) -> SyncLine:
    """Return the line from its text.

    Raises:
        BrokenLine: the text is no line; nor is one with more or other keys, which only a newer legdiary writes.
    """
    try:
        loaded = _decoder()(text)
        if "\\u" in text:
            _encoder()(loaded).encode()  # half a pair of surrogates is no text
    except (ValueError, RecursionError) as error:
        raise BrokenLine("text") from error
    return line_from_json(loaded)


#: Key → the type of its value.
_TYPES = {
    "device": str, "number": int, "clock": int, "seen": dict, "made_utc_ms": int, "made_offset_min": int,
    "made_zone": str, "action": str, "kind": str, "of": list, "changed": list,
}  # fmt: skip
_KEYS = {*_TYPES, "new"}


def line_from_json(loaded: object) -> SyncLine:
    """Return the line of a JSON object that was read.

    Raises:
        BrokenLine: the object is no line.
    """
    if not isinstance(loaded, dict) or loaded.keys() != _KEYS:
        raise BrokenLine("keys")
    for key, accepted in _TYPES.items():
        if type(loaded[key]) is not accepted:
            raise BrokenLine(key)
    new = loaded["new"]
    if new is not None and type(new) is not dict:
        raise BrokenLine("new")
    if not all(type(number) is int for number in loaded["seen"].values()):
        raise BrokenLine("seen")
    for key in ("of", "changed"):
        if not all(type(each) is str for each in loaded[key]):
            raise BrokenLine(key)
    told = loaded | {"of": tuple(map(LineRef.from_text, loaded["of"])), "changed": tuple(loaded["changed"])}
    return SyncLine(**told)


@cache
def _encoder() -> Callable[[Any], str]:
    from json import JSONEncoder

    return JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


@cache
def _decoder() -> Callable[[str], Any]:
    from json import JSONDecoder

    return JSONDecoder(parse_constant=_no_number, parse_float=_finite).decode


def _no_number(_: str) -> None:
    raise BrokenLine("number")


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):  # 1e999
        raise BrokenLine("number")
    return number
