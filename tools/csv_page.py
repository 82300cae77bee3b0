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

## Options
- `--zip` writes one file (`DIR.zip`; a name ending in `.zip` is used as it is). The same diary gives the same bytes.
- `--from DATE --to DATE` choose the nights, both included. Nights before the first logged one or after the last have no
  row. Measures are chosen by their own date, which may be before the first night. Corrections are chosen by the night
  of their entry (for a measure: its date). Corrections of plans and products belong to no night, so they are always
  included. A taper step is included if any of its days is in the range. A batch is included if it was opened in the
  range or if a dose in the range is of it.
- `--no-notes` leaves out the person's own words. Their columns stay, but empty, also in `corrections.csv`, and the
  manifest says so. Names of products, plans, factors, symptoms and medicines stay, and so does the amount of a factor.
- `--table NAME --output FILE` writes one table, and `--output -` prints it. `magnesium` is another name of
  `supplements`, and `factors` of `exposures`.
- `--no-bom` leaves out the byte order mark that Excel needs. `--table NAME --output -` has none unless you add `--bom`:
  the next program in a pipe would read it as part of the first header.
- `--dialect NAME` writes the tables as a spreadsheet wants them: `excel` (comma, decimal point), `excel-de`, `-es`,
  `-fr`, `-it`, `-nl`, `-pt` (semicolon, decimal comma), `excel-ch` (semicolon, decimal point) or `tsv` (tab, decimal
  point, no byte order mark). Times are local and have no offset; the column beside them names the zone. Such a package
  is for reading: its manifest has the format `legdiary-csv-dialect`, and `import` refuses it. The exact round trip
  stays with the plain package.
- `--force` replaces a folder only if it is empty or holds a CSV package and nothing else. It replaces a file unless it
  is a database. The old one stays until the new one is complete.

Files have mode 0600 in a 0700 folder, whatever your umask is. They are written under another name beside the target,
synced, and then renamed, so you never see half a package.

`legdiary export xlsx` writes the same columns as one workbook, a sheet a table, with real dates, times and numbers. Its
text cells have no formula guard, since a text there can't become a formula.

## The rules
- RFC 4180: commas, CRLF, quotes where needed and doubled within; one header row; UTF-8; the decimal mark is a point.
- **An empty cell means not known, never zero.** If the reason matters, a `*_missing_reason` column gives it.
- **Grams are leaf.** Every other substance has columns in milligrams, and its columns in grams are empty. So it is
  never part of a sum of grams. The column `substance` names a row's substance.
- Times are ISO 8601 with offset. The column beside them has the IANA time zone. `night` is the local date on which the
  night began. It is worked out when the entry is made, and stored.
- **Formula guard.** Columns of the types *text* and *free text* are guarded, and no others. Numbers such as -0.14 are
  never changed. A line starts at the beginning of a cell and after every LF and CR. A line gets one apostrophe in front
  if it has any number of apostrophes, then any number of blanks, then one of these: `=`, `+`, `-`, `@` (or one of their
  full-width forms), a tab or a CR. To undo it, remove one apostrophe from every such line that starts with one. This
  restores the exact text: `=1+1` → `'=1+1`, `'=1+1` → `''=1+1`, `'tis` → `'tis`.
  (`legdiary.formats.legdiary_csv.formula_guard`)
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
