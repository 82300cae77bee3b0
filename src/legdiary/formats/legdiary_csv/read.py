"""The reader of legdiary's CSV package; the notes say what the package lacks.

The manifest decides: which tables there are, the SHA-256 of each, and which columns have the formula guard, which is
undone. A table changed after the export is refused, because a spreadsheet that saves one may change dates and numbers
unasked. This module puts the parts together; `source` opens the files, `manifest` reads the manifest, `cells` a row,
and `read_tables` makes entries.
"""

from __future__ import annotations

import zipfile
import zlib
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from legdiary.errors import quote_typed
from legdiary.formats.files.text_lines import check_text, first_bytes, pieces
from legdiary.formats.files.zip_files import MAGIC, open_zip
from legdiary.formats.legdiary_csv.cells import read_table
from legdiary.formats.legdiary_csv.columns import FOR_READING
from legdiary.formats.legdiary_csv.manifest import MANIFEST, MOST_MANIFEST, parse_manifest
from legdiary.formats.legdiary_csv.package_files import FolderFiles, ZipFiles
from legdiary.formats.legdiary_csv.read_tables import (
    DETAILS,
    LATER,
    OF_THE_REST,
    PRODUCTS,
    TABLES,
    Package,
    add_plans,
)
from legdiary.formats.reader_result import MOST_BYTES, BadRow, TooLarge, locate_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.legdiary_csv.manifest import Manifest
    from legdiary.formats.legdiary_csv.package_files import Files
    from legdiary.formats.reader_result import BadRows, Found, ReadOptions

_NO_TABLE = "factors, symptoms, medicines and measures: this package was written before it had tables for them"
_FILE_CHANGED = (
    "changed after the export (its SHA-256 is not the manifest's); export it again, since a spreadsheet that saves it "
    "may change dates and numbers"
)
_NOTES = "notes: this package was written without them"


def recognises(content: Content, name: str) -> bool:
    """Return whether this is a zip with a manifest in it."""
    del name
    if first_bytes(content, len(MAGIC[0])) not in MAGIC:
        return False
    try:
        with open_zip(content) as archive:
            return any(PurePosixPath(each).name == MANIFEST for each in archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def is_package(folder: Path) -> bool:
    """Return whether a folder has a manifest in it."""
    return (folder / MANIFEST).is_file()


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the content of a zipped package.

    Raises:
        BadRow: something in it is not as the export writes it.
    """
    if first_bytes(content, len(MAGIC[0])) not in MAGIC:
        raise BadRow(source, None, None, "no zip file; give the zip or the folder that `export csv` wrote")
    try:
        with open_zip(content) as archive:
            return _read(ZipFiles(archive, source), source, options.bad)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BadRow(source, None, None, "a damaged zip file; export it again") from error
    except (NotImplementedError, RuntimeError) as error:
        raise BadRow(source, None, None, "an encrypted zip, or one packed in a rare way; unpack it first") from error


def read_folder(folder: Path, source: str, options: ReadOptions) -> Found:
    """Return the content of a package in a folder.

    Raises:
        BadRow: something in it is not as the export writes it.
        OSError: the disk's answer.
    """
    return _read(FolderFiles(folder), source, options.bad)


def _read(place: Files, source: str, bad: BadRows) -> Found:
    manifest = _manifest(place, source)
    package = Package()
    package.not_carried += _lacking_parts(manifest)
    left = MOST_BYTES
    for name, facts in manifest.files.items():
        table = name.removesuffix(".csv")
        opened = place.open(name)
        if opened is None:
            if table in manifest.tables:
                raise BadRow(name, None, None, f"missing, though {MANIFEST} names it; give the whole package")
            continue
        with opened as file:
            size, digest = _size_and_digest(file, left)
            left -= size
            if left < 0:
                raise TooLarge(source)
            if digest != facts["sha256"]:
                raise BadRow(name, None, None, _FILE_CHANGED)
            if table in manifest.tables and table in TABLES:
                _read_table(file, name, package, manifest, bad)
            elif table in manifest.tables and table not in FOR_READING:
                package.not_carried.append(f"{quote_typed(table)}.csv: a table that is not known here")
    add_plans(package, bad)
    return package.found()


def _size_and_digest(file: BinaryIO, most: int) -> tuple[int, str]:
    """Return a file's size and SHA-256; stop reading soon after `most` bytes."""
    size, digest = 0, sha256()
    for piece in pieces(file):
        size += len(piece)
        if size > most:
            break
        digest.update(piece)
    return size, digest.hexdigest()


def _read_table(file: BinaryIO, name: str, package: Package, manifest: Manifest, bad: BadRows) -> None:
    table = name.removesuffix(".csv")
    columns, take = TABLES[table]
    check_text(file, name)
    header, rows = read_table(file, name, columns, manifest.guarded.get(table, ()), bad)
    package.unread |= {(table, column) for column in {*header} - {*columns, *LATER.get(table, ())}}
    for row in rows:
        with bad.row(), locate_errors(row.source, row.line):
            take(row, package)


def _lacking_parts(manifest: Manifest) -> Iterator[str]:
    """Yield a sentence for each part that this package lacks."""
    if not manifest.has_notes:
        yield _NOTES
    if PRODUCTS not in manifest.tables:
        yield DETAILS
    if not OF_THE_REST & set(manifest.tables):
        yield _NO_TABLE


def _manifest(place: Files, source: str) -> Manifest:
    opened = place.open(MANIFEST)
    if opened is None:
        raise BadRow(source, None, None, f"no {MANIFEST} in it; give the folder or zip that `export csv` wrote")
    with opened as file:
        return parse_manifest(first_bytes(file, MOST_MANIFEST + 1))
