"""Run one command and count within it: `python bench/counted_run.py FILE WORD …` writes the counts to FILE as JSON.

The program is that which Python finds. Nothing of it is changed: the standard library's `zlib.crc32` and
`sqlite3.connect` count for themselves before they do what they are there for.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_CHECKS = ("integrity_check", "quick_check", "foreign_key_check")


def main() -> int:
    """Run the command; return its exit code."""
    target, *words = sys.argv[1:]
    counts = {"statements": 0, "sqlite_checks": 0, "checksums": 0, "checksummed_bytes": 0}
    crc32 = zlib.crc32
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def counted_crc32(data: bytes, value: int = 0, /) -> int:
        counts["checksums"] += 1
        counts["checksummed_bytes"] += len(data)
        return crc32(data, value)

    def counted(statement: str) -> None:
        counts["statements"] += 1
        counts["sqlite_checks"] += any(check in statement for check in _CHECKS)

    def traced(*places: object, **options: object) -> sqlite3.Connection:
        connection = connect(*places, **options)
        connection.set_trace_callback(counted)
        return connection

    zlib.crc32 = counted_crc32  # type: ignore[assignment]
    sqlite3.connect = traced  # type: ignore[assignment]
    sys.argv = ["legdiary", *words]
    from legdiary.__main__ import main as run

    try:
        return int(run() or 0)
    finally:
        sys.stdout.flush()
        Path(target).write_text(json.dumps(counts), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
