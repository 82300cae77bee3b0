"""A log that parted: two machines went on as one device, as after a copy of a whole system, and wrote different lines.

Up to some line both wrote the same. The lines of one of them after it are moved: they get another device's id, and
numbers from 1 on. So do all lines whose authors knew one of them, since they name it by its former number. The new id
follows from the first line that is moved. Whoever holds these lines gives them the same names, without asking anybody.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING

from legdiary.domain.sync.lines import PRODUCT_ID, LineRef, in_order
from legdiary.util.values import NamedTuple, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from legdiary.domain.sync.lines import SyncLine

_PERSON = b"legdiary-parting"
#: How many digits of a device's id also begin the ids of what was moved from it.
_ROOT = 8


#: The number of lines of a device that a mark is made of: those up to one.
MARKED_LINES = 8


def mark_of(texts: Iterable[str]) -> str:
    """Return a mark of a device's newest lines, as their author's readers know them: 16 hexadecimal digits.

    Two devices that know a line of one number, and the same lines before it, have the same mark.

    Args:
        texts: the texts of the lines up to a number, `MARKED_LINES` of them or all.
    """
    return blake2b("\n".join(texts).encode(), digest_size=8, person=_PERSON).hexdigest()


class Moved(NamedTuple):
    """All lines after some were moved.

    Attributes:
        lines: all lines, in the order of all lines.
        refs: former → new reference, of each line that was moved.
        devices: the device whose lines were moved → the id under which they stand now.
        last: that device → the number of the newest line that stayed; 0 where none did.
    """

    lines: Sequence[SyncLine]
    refs: Mapping[LineRef, LineRef]
    devices: Mapping[str, str]
    last: Mapping[str, int]


def moved_id(line: SyncLine) -> str:
    """Return the device's id under which a line stands as the first of its author's lines that were moved.

    It begins as its author's id does. It follows from what the line says and what its author knew, so it is the same in
    whatever order several moves are made; and lines that say another thing, or knew another, never have the same.
    """
    return _id_of(line, {**line.seen, line.device: line.number - 1})


def _id_of(line: SyncLine, seen: Mapping[str, int]) -> str:
    """Return the id for a line whose author knew these lines, their own earlier ones among them."""
    new = None if line.new is None else {name: value for name, value in line.new.items() if name != PRODUCT_ID}
    known = {device: number for device, number in seen.items() if number}
    told = [line.clock, line.made_utc_ms, line.action, line.kind, list(line.changed), new, known]
    digest = blake2b(json.dumps(told, sort_keys=True).encode(), digest_size=8 - _ROOT // 2, person=_PERSON)
    return line.device[:_ROOT] + digest.hexdigest()


def move_lines(lines: Iterable[SyncLine], device: str, after: int) -> Moved:
    """Return all lines, those of a device after a number under another id, and so all whose authors knew one of them.

    Args:
        lines: all lines that are known.
        device: the device.
        after: the number of the newest of its lines that stays.
    """
    last, names = {device: after}, dict[str, str]()
    refs: dict[LineRef, LineRef] = {}
    found: list[SyncLine] = []
    for line in in_order(lines):  # a line comes after all that its author knew
        if line.device not in last and any(number > last.get(each, number) for each, number in line.seen.items()):
            last[line.device] = line.number - 1
        if line.number <= last.get(line.device, line.number):
            found.append(line)
            continue
        seen = _seen(line, last, names)
        name = names.setdefault(line.device, _id_of(line, seen))
        refs[line.ref] = LineRef(name, line.number - last[line.device])
        found.append(_moved(line, refs, seen))
    return Moved(in_order(found), refs, names, last)


def _seen(line: SyncLine, last: Mapping[str, int], names: Mapping[str, str]) -> dict[str, int]:
    """Return what the author of a line that is moved knew, by the new ids; of their own lines those that stay."""
    seen = {line.device: last[line.device]}  # no longer implied
    for device, number in line.seen.items():
        stayed = last.get(device, number)
        seen[device] = min(number, stayed)
        if number > stayed:
            seen[names[device]] = number - stayed
    return {device: number for device, number in seen.items() if number}


def _moved(line: SyncLine, refs: Mapping[LineRef, LineRef], seen: Mapping[str, int]) -> SyncLine:
    """Return a line under its new reference, all that it names by theirs."""
    new = line.new
    if new is not None and isinstance(product := new.get(PRODUCT_ID), str):
        ref = LineRef.from_text(product)
        new = {**new, PRODUCT_ID: refs.get(ref, ref).text}
    ref = refs[line.ref]
    of = tuple(sorted(refs.get(each, each) for each in line.of))
    return replace(line, device=ref.device, number=ref.number, seen=seen, of=of, new=new)
