"""`docs/csv.md`: the CSV package, every column of every table, made from the column lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.formats.legdiary_csv.tables import TABLES

if TYPE_CHECKING:
    from legdiary.formats.legdiary_csv.tables import Table

_HEAD = """<!-- Made by `python tools/make_docs.py csv` from formats/legdiary_csv/columns.py; edit that, never this. -->
# The CSV package

`legdiary export csv --output DIR` writes a folder that opens in a spreadsheet, in pandas, R and DuckDB:

| file | one row |
| --- | --- |
{files}
| `README.txt` | how to read it, for people |
| `datapackage.json` | types, units and missing values for programs (Frictionless Data Package 1) |
| `manifest.json` | schema version, rows of each table, SHA-256 of every file, BOM, and which columns are guarded |

## Flags
- `--zip` writes one file (`DIR.zip`; a name that ends in `.zip` is taken as it is). Same diary, same bytes.
- `--from DATE --to DATE`, both included; nights before the first or after the last one logged have no row. Measures go
  by their own date, which may lie before the first night. Corrections go by the night (a measure's: the date) of their
  entry; those of plans and products, which belong to no night, always go along, and so does every taper step with a
  day in the range. Of products come the batches opened in the range, and those that its doses are of.
- `--no-notes` leaves out the person's own words: the columns stay, empty, in `corrections.csv` as well, and the
  manifest says so. Names of products, plans, factors, symptoms and medicines stay, and so does the amount of a factor.
- `--table NAME --output FILE` writes one table, `--output -` prints it. `magnesium` is another name of `supplements`,
  `factors` of `exposures`.
- `--no-bom` leaves out the byte order mark that Excel needs; `--table NAME --output -` has none unless `--bom` asks for
  it, since the next program in a pipe would read it as part of the first header.
- `--force` replaces what stands there: a folder only if it is empty or a CSV package and nothing else, a file unless it
  is a database. The old one stays until the new one is whole.

Files are 0600 in a 0700 folder, whatever the umask. They are written under another name beside the target, synced,
and then renamed: half a package is never seen.

## The rules
- RFC 4180: commas, CRLF, quotes where needed and doubled within; one header row; UTF-8; the decimal mark is a point.
- **An empty cell is not known, never zero.** Where it matters why, a `*_missing_reason` column says it.
- **Grams are leaf.** Every other substance stands in columns of milligrams, and its columns of grams are empty, so no
  sum of grams holds any of it. A row says in `substance` what it is of.
- Times are ISO 8601 with offset, and the IANA zone stands in a column beside them. `night` is the local date on which
  the night began: computed when the entry was made, and stored.
- **Formula guard.** Columns of the types *text* and *free text* are guarded, and no others; numbers such as -0.14 are
  never touched. A line starts at the beginning of a cell and after every LF and CR. A line of any number of
  apostrophes, any number of blanks, and then `=`, `+`, `-`, `@` (or one of their full-width forms), a tab or a CR gets
  one apostrophe in front.
  To undo it, take one apostrophe from every such line that starts with one; this is exact, whatever was written:
  `=1+1` → `'=1+1`, `'=1+1` → `''=1+1`, `'tis` → `'tis`. (`legdiary.formats.legdiary_csv.formula_guard`)
"""


def page() -> str:
    """The whole text."""
    files = "\n".join(f"| `{table.name}.csv` | {table.about} |" for table in TABLES)
    return _HEAD.format(files=files) + "".join(_section(table) for table in TABLES)


def _section(table: Table) -> str:
    rows = "".join(
        _line(f"`{of.name}`", of.meaning, of.type, of.unit, of.allowed, of.missing, of.formula, of.source)
        for of in table.columns
    )
    head = _line("column", "meaning", "type", "unit", "allowed", "missing", "formula", "source")
    return f"\n## {table.name}.csv\nOne row: {table.about}.\n\n{head}{_line(*['---'] * 8)}{rows}"


def _line(*cells: str) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|\n"
