"""The writer of the whole diary as JSON, with its history; `import` restores it exactly.

Each entry, and each line of the ledger, is one line of the file, with its known fields only. The diary hands them over
as such lines, which SQL writes (`store.export_lines`). Nothing in the file depends on the time of writing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from legdiary import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: The same as in `formats.legdiary_json.read`; a test compares them.
FORMAT, FORMAT_VERSION = "legdiary-json", 1


class Everything(Protocol):
    """The content of a diary, as this module reads it."""

    @property
    def schema_version(self) -> int:
        """The version of the schema."""

    @property
    def next_id(self) -> int:
        """The number that the next entry will have."""

    @property
    def entries(self) -> Iterable[str]:
        """The entries as lines, with commas between them, in pieces of which some may be empty."""

    @property
    def history(self) -> Iterable[str]:
        """The lines of the ledger likewise."""


def chunks(of: Everything) -> Iterator[bytes]:
    """Yield the file, some thousand lines at a time."""
    head = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "schema_version": of.schema_version,
        "written_by": f"legdiary {__version__}",
    }
    yield (_json(head)[:-1] + ',\n"entries":').encode()
    yield from _list(of.entries)
    yield b',\n"ledger":'
    yield from _list(of.history)
    yield f',\n"next_id":{of.next_id}}}\n'.encode()


def _list(pieces: Iterable[str]) -> Iterator[bytes]:
    before = "[\n"
    for piece in pieces:
        if piece:
            yield f"{before}{piece}".encode()
            before = ",\n"
    yield b"[]" if before == "[\n" else b"\n]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
