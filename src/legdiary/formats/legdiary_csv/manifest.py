"""The manifest of legdiary's own CSV package: its tables, and the facts about each file."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from legdiary.errors import quote_typed
from legdiary.formats.files.strict_json import document
from legdiary.formats.legdiary_csv.formula_guard import MARK
from legdiary.formats.reader_result import BadRow, TooLarge

#: The same as in `formats.legdiary_csv.write`; a test compares them.
FORMAT, SCHEMA_VERSION, MANIFEST = "legdiary-csv", 2, "manifest.json"
DIALECT_FORMAT = "legdiary-csv-dialect"
#: The largest size of a manifest in bytes.
MOST_MANIFEST = 1_000_000


class Manifest(NamedTuple):
    """The needed parts of a manifest, each of the right shape.

    Attributes:
        files: file → its facts, with its SHA-256.
        tables: table → its facts; its file is one of `files`.
        guarded: table → its columns with the formula guard.
        has_notes: the package was written with people's notes.
    """

    files: dict[str, Any]
    tables: dict[str, Any]
    guarded: dict[str, list[str]]
    has_notes: bool


def parse_manifest(data: bytes) -> Manifest:
    """Return the manifest in these bytes.

    Raises:
        BadRow: it is not as the export writes it.
    """
    if len(data) > MOST_MANIFEST:
        raise TooLarge(MANIFEST)
    whole = document(data, MANIFEST)
    if type(whole) is dict and whole.get("format") == DIALECT_FORMAT:
        raise BadRow(MANIFEST, None, "dialect", "written for a spreadsheet; `export csv` without --dialect comes back")
    if type(whole) is not dict or whole.get("format") != FORMAT:
        raise BadRow(MANIFEST, None, "format", f"must be {FORMAT!r}")
    version = whole.get("schema_version")
    if type(version) is not int or version < 1:
        raise BadRow(MANIFEST, None, "schema_version", "a whole number from 1 on is accepted")
    if version > SCHEMA_VERSION:
        newer = f"{version} is of a newer legdiary (this one knows {SCHEMA_VERSION}); update it"
        raise BadRow(MANIFEST, None, "schema_version", newer)
    files, tables = _files(whole)
    return Manifest(files, tables, _guarded(whole), whole.get("notes") is not False)


def _files(manifest: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return file → its facts, and table → its facts."""
    files, tables = manifest.get("files"), manifest.get("tables")
    if type(files) is not dict or type(tables) is not dict:
        raise BadRow(MANIFEST, None, "files", "files and tables are accepted, in braces")
    for name, facts in files.items():
        plain = re.fullmatch(r"[A-Za-z0-9_]+\.[a-z]+", name) is not None
        if not plain or type(facts) is not dict or type(facts.get("sha256")) is not str:
            raise BadRow(MANIFEST, None, "files", f"{quote_typed(name)!r}: a plain name with a sha256 is accepted")
    for name in tables:
        if f"{name}.csv" not in files:
            raise BadRow(MANIFEST, None, "files", f"the table {quote_typed(name)!r} has no file there")
    return files, tables


def _guarded(manifest: dict[str, Any]) -> dict[str, list[str]]:
    """Return table → its guarded columns."""
    guard = manifest.get("formula_guard")
    columns = guard.get("columns") if type(guard) is dict and guard.get("mark") == MARK else None
    if type(columns) is not dict or not all(type(each) is list for each in columns.values()):
        raise BadRow(MANIFEST, None, "formula_guard", f"the mark {MARK} and a list of columns a table are accepted")
    return {table: [name for name in names if type(name) is str] for table, names in columns.items()}
