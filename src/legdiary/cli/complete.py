"""What the shell asks for while somebody types: `legdiary --complete KIND PREFIX`.

Answered before Typer loads, through `sqlite3` alone. Whatever goes wrong, the answer is none and nobody is told: a
message in the middle of a line helps nobody.
"""

from __future__ import annotations

import sqlite3
import sys
from typing import TYPE_CHECKING

from legdiary.cli.session import Session
from legdiary.errors import LegdiaryError, harmless
from legdiary.store import file

if TYPE_CHECKING:
    from collections.abc import Iterable

PRODUCT, FACTOR, SYMPTOM, MEDICINE, ENTRY = "product", "factor", "symptom", "medicine", "entry"
_NAMES = {PRODUCT: "product_all", FACTOR: "factor_names", SYMPTOM: "symptom_names", MEDICINE: "medicine_names"}
KINDS = (*_NAMES, ENTRY)
_LINES_LOOKED_AT = 200
_PATIENCE_MS = 200


def answer(words: list[str]) -> int:
    """Print what of one kind begins with a prefix, a line each; an entry's number has its kind after a tab."""
    if words[:1] and words[0] in KINDS:
        prefix = words[1] if words[1:] else ""
        kind = words[0]
        found = [each for each in _looked_up(kind) if kind == ENTRY or _is_one_line(each)]
        sys.stdout.write("".join(f"{each}\n" for each in found if each.casefold().startswith(prefix.casefold())))
        sys.stdout.flush()
    return 0


def _is_one_line(name: str) -> bool:
    """Whether a shell can have a name: in a line of its own, and with nothing in it that a terminal would act on."""
    return name.splitlines() == [name] and "\t" not in name and harmless(name) == name


def _looked_up(kind: str) -> Iterable[str]:
    connection = None
    try:
        path = Session.of_process().diary_path
        file.inspect(path)
        connection = file.connect(path, writing=False)
        connection.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
        if file.version_of(connection, path) != file.SCHEMA_VERSION:
            return ()
        sql = file.load_sql()
        return _entries(connection, sql) if kind == ENTRY else _names(connection, sql[_NAMES[kind]])
    except (LegdiaryError, sqlite3.Error, OSError):
        return ()
    finally:
        if connection is not None:
            connection.close()


def _names(connection: sqlite3.Connection, sql: str) -> list[str]:
    return sorted({row["name"] for row in connection.execute(sql)})


def _entries(connection: sqlite3.Connection, sql: dict[str, str]) -> list[str]:
    """The entries that the latest lines of the ledger are about and that are still there, newest first."""
    found: dict[int, str] = {}
    for line in connection.execute(sql["ledger_latest"], {"most": _LINES_LOOKED_AT, "skipped": 0}):
        found.setdefault(line["entry_id"], "" if line["new"] is None else f"{line['entry_id']}\t{line['kind']}")
    return [told for told in found.values() if told]
