"""Completions of a typed word from the diary: names in use, and entries' numbers.

They are read through `sqlite3` alone and with a short timeout, because somebody is waiting at a half-typed line.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

from legdiary.errors import LegdiaryError
from legdiary.store import diary_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from legdiary.util.paths import StrPath

    _T = TypeVar("_T")

PRODUCT, FACTOR, SYMPTOM, MEDICINE, ENTRY = "product", "factor", "symptom", "medicine", "entry"
PRODUCT_KIND = "product-kind"
#: A device; one that may be forgotten; an entry of which devices say different things.
DEVICE, OTHER_DEVICE, WAITING = "device", "other-device", "waiting"
_NAMES = {
    PRODUCT: "product_all", FACTOR: "factor_names", SYMPTOM: "symptom_names", MEDICINE: "medicine_names",
    PRODUCT_KIND: "product_all", DEVICE: "device_all",
}  # fmt: skip
#: Kind → the column of its names, where it is another than `name`.
_COLUMNS = {PRODUCT_KIND: "product_kind"}
KINDS = (*_NAMES, OTHER_DEVICE, ENTRY, WAITING)
_MOST_LINES = 200
_TIMEOUT_MS = 200


def load_names(path: StrPath, kind: str) -> Sequence[str]:
    """Return the names of a kind that a diary holds, in order; none if it cannot be read at once."""
    column = _COLUMNS.get(kind, "name")
    return _read_at_once(path, lambda connection, sql: _names(connection, sql[_NAMES[kind]], column)) or ()


def load_latest_entries(path: StrPath) -> dict[int, str]:
    """Return number → kind of the entries in the latest ledger lines that are not deleted, newest first.

    Empty if the diary cannot be read at once.
    """
    return _read_at_once(path, _entries) or {}


def load_other_devices(path: StrPath, this: str | None) -> Sequence[str]:
    """Return the names of the devices that may be forgotten: neither this one nor forgotten; none as above.

    Args:
        path: the diary.
        this: this device; None where it is not known.
    """
    return _read_at_once(path, lambda connection, sql: _others(connection, sql, this)) or ()


def load_waiting(path: StrPath) -> dict[int, str]:
    """Return number → kind of the entries of which devices say different things; empty as above."""
    return _read_at_once(path, _waiting) or {}


def _read_at_once(path: StrPath, look: Callable[[sqlite3.Connection, dict[str, str]], _T]) -> _T | None:
    try:
        diary_file.check_header(path)
        with closing(diary_file.connect(path, writing=False)) as connection:
            connection.execute(f"PRAGMA busy_timeout={_TIMEOUT_MS}")
            if diary_file.version_of(connection, path) != diary_file.SCHEMA_VERSION:
                return None
            return look(connection, diary_file.load_sql())
    except (LegdiaryError, sqlite3.Error, OSError):
        return None


def _names(connection: sqlite3.Connection, sql: str, column: str) -> list[str]:
    return sorted({row[column] for row in connection.execute(sql)})


def _others(connection: sqlite3.Connection, sql: dict[str, str], this: str | None) -> list[str]:
    devices = connection.execute(sql["device_all"])
    return sorted({row["name"] for row in devices if not row["forgotten"] and row["device"] != this})


def _waiting(connection: sqlite3.Connection, sql: dict[str, str]) -> dict[int, str]:
    return {row["entry_id"]: row["kind"] for row in connection.execute(sql["sync_open_entries"])}


def _entries(connection: sqlite3.Connection, sql: dict[str, str]) -> dict[int, str]:
    found: dict[int, str | None] = {}
    for line in connection.execute(sql["ledger_latest"], {"most": _MOST_LINES, "skipped": 0}):
        found.setdefault(int(line["entry_id"]), None if line["new"] is None else str(line["kind"]))
    return {number: kind for number, kind in found.items() if kind is not None}
