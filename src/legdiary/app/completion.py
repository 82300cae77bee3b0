"""What of the diary can stand in the place of a word that somebody types: names that it holds, and entries' numbers.

Through `sqlite3` alone, and with little patience: whoever waits for it sits at a half-typed line.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

from legdiary.errors import LegdiaryError
from legdiary.store import file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

PRODUCT, FACTOR, SYMPTOM, MEDICINE, ENTRY = "product", "factor", "symptom", "medicine", "entry"
_NAMES = {PRODUCT: "product_all", FACTOR: "factor_names", SYMPTOM: "symptom_names", MEDICINE: "medicine_names"}
KINDS = (*_NAMES, ENTRY)
_T = TypeVar("_T")
_LINES_LOOKED_AT = 200
_PATIENCE_MS = 200


def load_names(path: Path, kind: str) -> Sequence[str]:
    """Return the names of a kind that a diary holds, in order; none where it cannot be read at once."""
    return _looked_up(path, lambda connection, sql: _names(connection, sql[_NAMES[kind]])) or ()


def load_latest_entries(path: Path) -> dict[int, str]:
    """Return the entries that the latest lines of the ledger are about and that are still there: number → kind.

    The newest comes first; none where the diary cannot be read at once.
    """
    return _looked_up(path, _entries) or {}


def _looked_up(path: Path, look: Callable[[sqlite3.Connection, dict[str, str]], _T]) -> _T | None:
    try:
        file.inspect(path)
        with closing(file.connect(path, writing=False)) as connection:
            connection.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
            if file.version_of(connection, path) != file.SCHEMA_VERSION:
                return None
            return look(connection, file.load_sql())
    except (LegdiaryError, sqlite3.Error, OSError):
        return None


def _names(connection: sqlite3.Connection, sql: str) -> list[str]:
    return sorted({row["name"] for row in connection.execute(sql)})


def _entries(connection: sqlite3.Connection, sql: dict[str, str]) -> dict[int, str]:
    found: dict[int, str | None] = {}
    for line in connection.execute(sql["ledger_latest"], {"most": _LINES_LOOKED_AT, "skipped": 0}):
        found.setdefault(int(line["entry_id"]), None if line["new"] is None else str(line["kind"]))
    return {number: kind for number, kind in found.items() if kind is not None}
