"""legdiary's own CSV package, a folder or a zip: what it carries comes back, what it does not is said.

The manifest is the word that is taken for everything: which tables there are, the SHA-256 of each, and which columns
have the formula guard, which is undone. A table that was changed after the export is refused, since a spreadsheet that
saves one may change dates and numbers unasked. Here all of it is put together; `own_csv_files` finds the files,
`own_csv_manifest` reads the manifest, `own_csv_rows` a row, and `own_csv_tables` makes entries of them.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from legdiary.errors import shown
from legdiary.imports.own_csv_files import FolderFiles, ZipFiles
from legdiary.imports.own_csv_manifest import MANIFEST, MOST_MANIFEST, manifest_of
from legdiary.imports.own_csv_rows import table_of
from legdiary.imports.own_csv_tables import (
    DETAILS,
    FOR_READING,
    LATER,
    OF_THE_REST,
    PRODUCTS,
    TABLES,
    Package,
    add_plans,
)
from legdiary.imports.records import MOST_BYTES, STRICT, BadRow, TooLarge, at_row, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from legdiary.domain.moments import Zone
    from legdiary.imports.own_csv_files import Files
    from legdiary.imports.own_csv_manifest import Manifest
    from legdiary.imports.records import BadRows, Found

_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_NO_TABLE = "factors, symptoms, medicines and measures: this package was written before it had tables for them"
_CHANGED = (
    "changed after the export (its SHA-256 is not the manifest's); export it again, since a spreadsheet that saves it "
    "may change dates and numbers"
)
_NOTES = "notes: this package was written without them"


def recognises(data: bytes, name: str) -> bool:
    """Whether this is a zip with a manifest in it."""
    del name
    if not data.startswith(_ZIP_MAGIC):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(PurePosixPath(each).name == MANIFEST for each in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def is_package(folder: Path) -> bool:
    """Whether a folder has a manifest in it."""
    return (folder / MANIFEST).is_file()


def read(data: bytes, source: str, zone: Zone, bad: BadRows = STRICT) -> Found:
    """What a zipped package holds.

    Raises:
        BadRow: anything in it that is not as the export writes it.
    """
    del zone  # every table names its own
    if not data.startswith(_ZIP_MAGIC):
        raise BadRow(source, None, None, "no zip file; give the zip or the folder that `export csv` wrote")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(ZipFiles(archive, source), source, bad)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
        raise BadRow(source, None, None, "a damaged zip file; export it again") from error
    except (NotImplementedError, RuntimeError) as error:
        raise BadRow(source, None, None, "an encrypted zip, or one packed in a rare way; unpack it first") from error


def read_folder(folder: Path, source: str, zone: Zone, bad: BadRows = STRICT) -> Found:
    """What the folder of a package holds.

    Raises:
        BadRow: anything in it that is not as the export writes it.
        OSError: what the disk answers.
    """
    del zone
    return _read(FolderFiles(folder), source, bad)


def _read(place: Files, source: str, bad: BadRows) -> Found:
    manifest = _manifest(place, source)
    package = Package()
    package.not_carried += _lacking(manifest)
    left = MOST_BYTES
    for name, facts in manifest.files.items():
        table = name.removesuffix(".csv")
        data = place.bytes_of(name, left)
        if data is None:
            if table in manifest.tables:
                raise BadRow(name, None, None, f"missing, though {MANIFEST} names it; give the whole package")
            continue
        left -= len(data)
        if left < 0:
            raise TooLarge(source)
        if sha256(data).hexdigest() != facts["sha256"]:
            raise BadRow(name, None, None, _CHANGED)
        if table in manifest.tables and table in TABLES:
            columns, take = TABLES[table]
            guarded = manifest.guarded.get(table, ())
            header, rows = table_of(text_of(data, name), name, columns, guarded, bad)
            package.unread |= {(table, column) for column in {*header} - {*columns, *LATER.get(table, ())}}
            for row in rows:
                with bad.row(), at_row(row.source, row.line):
                    take(row, package)
        elif table in manifest.tables and table not in FOR_READING:
            package.not_carried.append(f"{shown(table)}.csv: a table that is not known here")
    add_plans(package, bad)
    return package.found()


def _lacking(manifest: Manifest) -> Iterator[str]:
    """What this package was written without."""
    if not manifest.has_notes:
        yield _NOTES
    if PRODUCTS not in manifest.tables:
        yield DETAILS
    if not OF_THE_REST & set(manifest.tables):
        yield _NO_TABLE


def _manifest(place: Files, source: str) -> Manifest:
    data = place.bytes_of(MANIFEST, MOST_MANIFEST)
    if data is None:
        raise BadRow(source, None, None, f"no {MANIFEST} in it; give the folder or zip that `export csv` wrote")
    return manifest_of(data)
