"""The chain over a device's log lines: one hash for all lines up to a number, however they are cut into segments.

Two logs that agree in the hash at a number agree in every line up to it. So a device notices that its log was written
on by another one with the same identity, or that a carrier brought a segment that does not belong there.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIZE = 32


def start_chain(diary: str, device: str) -> str:
    """Return the hash before the first line of a device."""
    return blake2b(f"{diary} {device}".encode(), digest_size=_SIZE).hexdigest()


def extend_chain(before: str, lines: Iterable[str]) -> str:
    """Return the hash after some more lines.

    Args:
        before: the hash of all lines before them.
        lines: their JSON texts, exactly as they are stored and sent.
    """
    for line in lines:
        before = blake2b(line.encode(), digest_size=_SIZE, key=bytes.fromhex(before)).hexdigest()
    return before
