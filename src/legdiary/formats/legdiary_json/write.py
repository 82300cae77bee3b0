"""The writer of the whole diary as JSON, with its history; `import` restores it exactly.

Each entry, and each line of the ledger, is one line of the file, with its known fields only. The fields are the
ledger's own text, so nothing is converted. Nothing in the file depends on the time of writing.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring as _quoted
from typing import TYPE_CHECKING, Any, Protocol

from legdiary import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: The same as in `formats.legdiary_json.read`; a test compares them.
FORMAT, FORMAT_VERSION = "legdiary-json", 1
_LINES_AT_ONCE = 500
_TEXTS = ("old", "new")


class Everything(Protocol):
    """The content of a diary, as this module reads it."""

    @property
    def schema_version(self) -> int:
        """The version of the schema."""

    @property
    def next_id(self) -> int:
        """The number that the next entry will have."""

    @property
    def entries(self) -> Iterable[tuple[int, str, str]]:
        """Each entry's number, kind and fields as JSON text."""

    @property
    def lines(self) -> Iterable[Mapping[str, Any]]:
        """The lines of the ledger."""


def chunks(of: Everything) -> Iterator[bytes]:
    """Yield the file, some hundred lines at a time."""
    head = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "schema_version": of.schema_version,
        "written_by": f"legdiary {__version__}",
    }
    yield (_json(head)[:-1] + ',\n"entries":').encode()
    yield from _list(_entry(*each) for each in of.entries)
    yield b',\n"ledger":'
    yield from _list(_line(each) for each in of.lines)
    yield f',\n"next_id":{of.next_id}}}\n'.encode()


def _list(items: Iterable[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    before = "[\n"
    for item in items:
        waiting.append(before + item)
        before = ",\n"
        if len(waiting) == _LINES_AT_ONCE:
            yield "".join(waiting).encode()
            waiting.clear()
    yield ("".join(waiting) + ("[]" if before == "[\n" else "\n]")).encode()


def _entry(number: int, kind: str, fields: str) -> str:
    return f'{{"id":{number},"kind":"{kind}",{fields[1:]}'


def _line(line: Mapping[str, Any]) -> str:
    """Return one line of the ledger; fields that are JSON text already are not converted."""
    parts = [
        f'"{name}":{value if name in _TEXTS else _quoted(value) if isinstance(value, str) else value}'
        for name, value in line.items()
        if value is not None
    ]
    return f"{{{','.join(parts)}}}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
