"""The CSV package: the tables, and the files that people and programs need to understand them.

Nothing in it depends on the time of writing: the same diary gives the same bytes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from legdiary import __version__
from legdiary.errors import plural
from legdiary.formats.legdiary_csv.column_types import BOOLEAN, DATE, DATETIME, FREE_TEXT, INTEGER, NUMBER, TEXT, TIME
from legdiary.formats.legdiary_csv.dialects import PLAIN
from legdiary.formats.legdiary_csv.formula_guard import MARK
from legdiary.formats.legdiary_csv.package_names import DATAPACKAGE, DIALECT_FORMAT, FORMAT, MANIFEST, README
from legdiary.formats.legdiary_csv.tables import TABLES, OnePass
from legdiary.util.values import dataclass, field
from legdiary.wording import NOT_A_DEVICE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from legdiary.formats.legdiary_csv.columns import Column
    from legdiary.formats.legdiary_csv.dialects import Dialect
    from legdiary.formats.legdiary_csv.package_names import FileFacts
    from legdiary.formats.legdiary_csv.scope import Scope
    from legdiary.formats.legdiary_csv.tables import Source, Table

#: To be raised by one whenever a column changes its meaning, its name or its place, so that an older program says so.
#: 2: an amount of leaf may be empty, where one of another substance is not.
SCHEMA_VERSION = 2
BOM = b"\xef\xbb\xbf"

_FRICTIONLESS: dict[str, dict[str, Any]] = {
    TEXT: {"type": "string"},
    FREE_TEXT: {"type": "string"},
    INTEGER: {"type": "integer"},
    NUMBER: {"type": "number"},
    BOOLEAN: {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    DATE: {"type": "date"},
    TIME: {"type": "time", "format": "%H:%M"},
    DATETIME: {"type": "datetime"},
}
_GUARD_RULE = (
    "In the columns named here, one apostrophe stands before every line (the start of the cell, and after each LF or "
    "CR) that consists of any number of apostrophes, any number of blanks, and then = + - @ (full-width ones too), a "
    "tab or a CR. To undo: take one apostrophe from every such line that starts with one."
)


class Sink(Protocol):
    """The destination of a package's files."""

    def write(self, name: str, chunks: Iterable[bytes]) -> FileFacts:
        """Write one file."""


@dataclass(slots=True)
class Package:
    """The result of writing a package.

    Attributes:
        rows: table → its number of rows, without the header.
        files: every file but the manifest, in the order written.
    """

    rows: dict[str, int] = field(default_factory=dict)
    files: list[FileFacts] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The names of all files."""
        return [*(facts.name for facts in self.files), MANIFEST]


def table_bytes(
    table: Table, source: Source, scope: Scope, rows: dict[str, int], *, bom: bool, dialect: Dialect = PLAIN
) -> Iterator[bytes]:
    """Yield the bytes of a table, some months at a time, and count its rows into `rows`."""
    rows[table.name] = 0
    yield (BOM if bom else b"") + table.header(dialect).encode()
    for text, count in table.chunks(source, scope, dialect):
        rows[table.name] += count
        yield text.encode()


def write_package(sink: Sink, source: Source, scope: Scope, *, bom: bool, dialect: Dialect = PLAIN) -> Package:
    """Write every table, and the files that explain them.

    Args:
        sink: the destination of the files.
        source: the diary.
        scope: the part of the diary to export.
        bom: begin the tables with a byte order mark, which Excel needs.
        dialect: how the tables are written; `import` reads the plain one.
    """
    package, source = Package(), OnePass(source)
    with source.one_state():
        nights = scope.nights(source)
        for table in TABLES:
            chunks = table_bytes(table, source, scope, package.rows, bom=bom, dialect=dialect)
            package.files.append(sink.write(f"{table.name}.csv", chunks))
    package.files.append(sink.write(README, [_readme(package, scope, nights, dialect).replace("\n", "\r\n").encode()]))
    package.files.append(sink.write(DATAPACKAGE, [_json(_datapackage(package, dialect, bom=bom))]))
    sink.write(MANIFEST, [_json(_manifest(package, scope, nights, dialect, bom=bom))])
    return package


def _json(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _manifest(
    package: Package, scope: Scope, nights: tuple[date, date] | None, dialect: Dialect, *, bom: bool
) -> dict[str, Any]:
    return {
        "format": DIALECT_FORMAT if dialect.name else FORMAT,
        **({"dialect": dialect.name} if dialect.name else {}),
        "schema_version": SCHEMA_VERSION,
        "written_by": f"legdiary {__version__}",
        "from": nights[0].isoformat() if nights else None,
        "to": _last(nights),
        "notes": scope.notes,
        "encoding": "utf-8",
        "bom": bom,
        "line_end": "CRLF",
        "formula_guard": {
            "mark": MARK,
            "rule": _GUARD_RULE,
            "columns": {table.name: guarded for table in TABLES if (guarded := _guarded(table))},
        },
        "tables": {name: {"file": f"{name}.csv", "rows": count} for name, count in package.rows.items()},
        "files": {facts.name: {"bytes": facts.size, "sha256": facts.sha256} for facts in package.files},
    }


def _last(nights: tuple[date, date] | None) -> str | None:
    return type(nights[1]).fromordinal(nights[1].toordinal() - 1).isoformat() if nights else None


def _guarded(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.guarded]


def _datapackage(package: Package, dialect: Dialect, *, bom: bool) -> dict[str, Any]:
    """Describe the package for tools: https://specs.frictionlessdata.io/tabular-data-package/ (version 1)."""
    facts = {each.name: each for each in package.files}
    return {
        "profile": "tabular-data-package",
        "name": FORMAT,
        "title": "A diary of restless legs, sleep, kratom and magnesium",
        "resources": [_resource(table, facts[f"{table.name}.csv"], dialect, bom=bom) for table in TABLES],
    }


def _resource(table: Table, facts: FileFacts, dialect: Dialect, *, bom: bool) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "description": f"One row: {table.about}.",
        "path": facts.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig" if bom else "utf-8",
        "bytes": facts.size,
        "hash": f"sha256:{facts.sha256}",
        "dialect": {
            "delimiter": dialect.separator,
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "schema": {
            "fields": [_field(column, dialect) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
        },
    }


def _field(column: Column, dialect: Dialect) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.choices:
        constraints["enum"] = list(column.choices)
    constraints |= {
        name: limit for name, limit in (("minimum", column.least), ("maximum", column.most)) if limit is not None
    }
    described = {"name": column.name, "description": column.meaning} | _FRICTIONLESS[column.type]
    if column.type == NUMBER and dialect.decimal != ".":
        described["decimalChar"] = dialect.decimal
    if column.type == DATETIME and dialect.name:
        described["format"] = "%Y-%m-%d %H:%M:%S"
    if column.unit:
        described["unit"] = column.unit
    if constraints:
        described["constraints"] = constraints
    return described


def _marks(dialect: Dialect) -> dict[str, str]:
    """Return the names of a dialect's marks."""
    separators = {",": "comma", ";": "semicolon", "\t": "tab"}
    return {"separator": separators[dialect.separator], "decimal": "comma" if dialect.decimal == "," else "point"}


def _row_count(rows: int) -> str:
    """Return the number of a table's rows, right-aligned."""
    return plural(rows, "row").rjust(len("123456 row") + (rows != 1))


def _readme(package: Package, scope: Scope, nights: tuple[date, date] | None, dialect: Dialect) -> str:
    span = f"nights from {nights[0]} to {_last(nights)}, both included" if nights else "no nights"
    width = max(len(table.name) for table in TABLES) + len(".csv")
    tables = "\n".join(
        f"  {f'{table.name}.csv'.ljust(width)}  {_row_count(package.rows[table.name])}; one row: {table.about}"
        for table in TABLES
    )
    notes = "are included" if scope.notes else "were left out; their columns are empty"
    how = _DIALECT_HOW.format(**_marks(dialect)) if dialect.name else _PLAIN_HOW
    back = _DIALECT_BACK if dialect.name else _PLAIN_BACK
    return _README.format(span=span, tables=tables, notes=notes, how=how, back=back, not_a_device=NOT_A_DEVICE)


_README = """A legdiary package: {span}

{tables}
  dictionary.csv explains every column: its meaning, its type, its unit and how it is calculated.
  datapackage.json is the same for programs (Frictionless). manifest.json holds the SHA-256 of every file.

How to read it
- An empty cell is not known. It is never zero. A column ending in _missing_reason says why its neighbour is empty.
- A night is named by the local date on which its evening began; a dose in the small hours belongs to the day before.
{how}
- Text that a spreadsheet could take for a formula has an apostrophe in front. The apostrophe is not part of the text.
- The person's own notes {notes}.

What an import brings back
{back}

{not_a_device}
"""

_PLAIN_HOW = """\
- Times are ISO 8601 with their offset. The column beside them names the time zone.
- The decimal mark is a point. The files are UTF-8, comma-separated, with CRLF line ends (RFC 4180)."""
_DIALECT_HOW = """\
- Times are local, without their offset. The column beside them names the time zone.
- The decimal mark is a {decimal}. The files are UTF-8, with a {separator} between cells, and CRLF line ends."""
_PLAIN_BACK = """\
- `legdiary import` reads the package: every entry above, products with their batches, and taper plans with their
  holds. Computed columns are calculated again.
- Left out: the history of changes (corrections.csv is only for reading), the numbers of the entries (they get new ones
  when imported), the order of several holds asked for on one day, and the settings.
  `legdiary export json` has history and numbers as well."""
_DIALECT_BACK = """\
- Nothing: this package was written for a spreadsheet. `legdiary export csv` without --dialect, and
  `legdiary export json`, come back."""
