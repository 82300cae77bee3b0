"""Export the diary as files: tables, the whole diary as JSON, a FHIR bundle, a page. The diary is only read.

A file is complete or does not exist. Data to be encrypted never reach a disk unencrypted: they are held in memory until
the diary is closed, and only then is the passphrase asked for, which may take the person minutes.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from typing import IO, TYPE_CHECKING

from legdiary.app import export_destinations
from legdiary.app.night_range import EndsBeforeItBegins, Span, nights_of
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import parse_date
from legdiary.formats import age_encryption
from legdiary.formats.legdiary_csv.dialects import PLAIN
from legdiary.formats.legdiary_csv.scope import Scope
from legdiary.util.atomic_files import do_nothing, folder_for_pieces
from legdiary.util.progress import EXPORTING, MAKING_PAGE, NO_PROGRESS, counted
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from legdiary.app.context import Reader
    from legdiary.formats.legdiary_csv.dialects import Dialect
    from legdiary.formats.legdiary_csv.package_names import FileFacts
    from legdiary.formats.legdiary_csv.tables import Table
    from legdiary.formats.legdiary_csv.write import Sink
    from legdiary.util.progress import Part, Progress

_EVERYTHING = Span()


@dataclass(frozen=True, slots=True)
class Target:
    """The destination of a file.

    Attributes:
        path: its path.
        replace: replace an earlier file.
        passphrase: asks for a passphrase, typed unseen; None: the file is not encrypted.
        made: called as soon as the file has its name.
        noted_in: the folder of the diary, to leave a note there while the file is being made.
    """

    path: Path
    replace: bool = False
    passphrase: Callable[[], str] | None = None
    made: Callable[[], None] = do_nothing
    noted_in: Path | None = None

    def new_file(self) -> AbstractContextManager[IO[bytes]]:
        """Open the file for writing; it gets its name when all is written."""
        return export_destinations.new_file(self.path, force=self.replace, made=self.made, noted_in=self.noted_in)

    def new_folder(self) -> AbstractContextManager[export_destinations.FolderSink]:
        """Make a folder with the name of the file."""
        return export_destinations.new_folder(self.path, force=self.replace, made=self.made, noted_in=self.noted_in)


@dataclass(frozen=True, slots=True)
class ExportCsv:
    """A request for the tables, as a folder or a zip file, or for one of them as a file.

    Attributes:
        target: the destination; an encrypted one is never a folder.
        scope: the nights, and whether to include notes.
        table: the only table asked for; None is the whole package.
        zipped: write one zip file.
        bom: begin the tables with the byte order mark that Excel needs; None as is usual for the dialect.
        dialect: how the tables are written.
    """

    target: Target
    scope: Scope
    table: Table | None = None
    zipped: bool = False
    bom: bool | None = None
    dialect: Dialect = PLAIN

    @property
    def has_bom(self) -> bool:
        """Return whether the tables begin with a byte order mark."""
        return self.dialect.bom if self.bom is None else self.bom


@dataclass(frozen=True, slots=True)
class ExportXlsx:
    """A request for the tables as one workbook; without a target the bytes are returned.

    Attributes:
        target: the destination.
        scope: the nights, and whether to include notes.
    """

    target: Target | None
    scope: Scope


@dataclass(frozen=True, slots=True)
class ExportJson:
    """A request for the whole diary with its history; without a target the bytes are returned."""

    target: Target | None


@dataclass(frozen=True, slots=True)
class ExportFhir:
    """A request for a FHIR bundle, of every night if the span is empty; without a target the bytes are returned."""

    target: Target | None
    span: Span = _EVERYTHING


@dataclass(frozen=True, slots=True)
class Exported:
    """An exported file.

    Attributes:
        path: its absolute path; None if it was not written.
        encrypted: it is encrypted.
        size: its size in bytes.
        held: its bytes, if it was not written.
    """

    path: Path | None
    encrypted: bool
    size: int
    held: bytes = b""


@dataclass(frozen=True, slots=True)
class CsvExported:
    """The exported tables.

    Attributes:
        path: the absolute path of the folder or file.
        encrypted: it is encrypted.
        notes: it includes notes.
        rows: table → its number of rows, in order.
        files: the names of the files.
        dialect: the name of the dialect; empty for the plain package.
    """

    path: Path
    encrypted: bool
    notes: bool
    rows: Mapping[str, int]
    files: Sequence[str]
    dialect: str = ""


@dataclass(frozen=True, slots=True)
class WorkbookExported:
    """The exported workbook: its file, whether notes are in it, and table → its number of rows, in order."""

    file: Exported
    notes: bool
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FhirExported:
    """The exported bundle, and the number of resources of each type."""

    file: Exported
    resources: Mapping[str, int]


def read_scope(first: str | None, until: str | None, *, notes: bool) -> Scope:
    """Read the range of nights for the tables.

    Raises:
        NotADate, TooLongAgo, EndsBeforeItBegins.
    """
    from_night = None if first is None else parse_date(first)
    last = None if until is None else parse_date(until)
    if from_night and last and last < from_night:
        raise EndsBeforeItBegins(from_night, last)
    return Scope(from_night, min(last, date.max - timedelta(days=1)) + A_DAY if last else None, notes)


def read_table(typed: str) -> Table:
    """Read the name of a table.

    Raises:
        UnknownWord: there is no such table.
    """
    from legdiary.domain.input.night_vocabulary import UnknownWord
    from legdiary.formats.legdiary_csv.tables import TABLES, find_table

    name = typed.strip().lower().replace("-", "_").removesuffix(".csv")
    found = find_table(name)
    if found is None:
        raise UnknownWord("table", name, tuple(each.name for each in TABLES))
    return found


def dialect_names() -> tuple[str, ...]:
    """Return the names of the dialects."""
    from legdiary.formats.legdiary_csv.dialects import DIALECTS

    return tuple(DIALECTS)


def read_dialect(typed: str | None) -> Dialect:
    """Read the name of a dialect; without one, return the plain one.

    Raises:
        UnknownWord: there is no such dialect.
    """
    from legdiary.formats.legdiary_csv.dialects import find_dialect

    return PLAIN if typed is None else find_dialect(typed)


def export_csv(reader: Reader, request: ExportCsv, progress: Progress = NO_PROGRESS) -> CsvExported:
    """Write the tables; `progress` hears of each.

    Raises:
        Refused: the destination is taken, or cannot be written; see `targets`.
    """
    if request.table is None:
        return _export_tables(reader, request, progress)
    return _export_table(reader, request, request.table, progress)


@contextmanager
def table_chunks(
    reader: Reader, table: Table, scope: Scope, *, bom: bool, dialect: Dialect = PLAIN
) -> Iterator[Iterable[bytes]]:
    """Yield one table in pieces, for printing.

    The pieces are not from one state of the file: a pager that is left open would keep the diary locked.
    """
    from legdiary.formats.legdiary_csv.write import table_bytes

    with reader.open_for_reading() as diary:
        yield table_bytes(table, diary, scope, {}, bom=bom, dialect=dialect)


def export_xlsx(reader: Reader, request: ExportXlsx, progress: Progress = NO_PROGRESS) -> WorkbookExported:
    """Write the tables as one workbook; `progress` hears of each.

    Raises:
        NoSpreadsheetWriter: the extra that writes it is not installed.
        TooManyRows: a table has more rows than a sheet holds.
        Refused: the destination is taken, or cannot be written; see `targets`.
    """
    from legdiary.formats.legdiary_csv.tables import TABLES
    from legdiary.formats.legdiary_xlsx import load_xlsxwriter, write_workbook

    load_xlsxwriter()
    new = _NewFile(request.target)
    with (
        reader.open_for_reading() as diary,
        progress.part(EXPORTING, len(TABLES)) as part,
        new.file() as file,
    ):
        rows = write_workbook(file, diary, request.scope, new.folder_for_pieces(file), part)
    return WorkbookExported(new.ended(), request.scope.notes, rows)


def export_json(reader: Reader, request: ExportJson, progress: Progress = NO_PROGRESS) -> Exported:
    """Write the whole diary as JSON; `progress` hears how much is written.

    Raises:
        Refused: the destination is taken, or cannot be written; see `targets`.
    """
    from legdiary.formats.legdiary_json.write import chunks

    new = _NewFile(request.target)
    with reader.open_for_reading() as diary, diary.one_state():
        found = diary.everything()
        with progress.part(EXPORTING, 2 * found.ranges) as part, new.file() as file:
            each = replace(found, entries=counted(found.entries, part), history=counted(found.history, part))
            file.writelines(chunks(each))
    return new.ended()


def export_fhir(reader: Reader, request: ExportFhir, progress: Progress = NO_PROGRESS) -> FhirExported:
    """Write the FHIR bundle.

    Raises:
        LastOrRange, NotASpan, EndsBeforeItBegins, NotADate, TooLongAgo: it is not a valid range.
        Refused: the destination is taken, or cannot be written; see `targets`.
    """
    from legdiary.formats.fhir import chunks, resources

    new = _NewFile(request.target)
    counts: Counter[str] = Counter()
    with reader.open_for_reading() as diary, diary.one_state():
        diary.check_everything()
        span = diary.span(measures=True)
        if request.span.is_named:
            nights = nights_of(request.span, reader.present, span)
        else:
            nights = (span[0], span[1] + A_DAY) if span else (reader.present.today, reader.present.today)
        content = chunks(resources(diary, *nights), counts)
        with progress.part(EXPORTING), new.file() as file:
            file.writelines(content)
    return FhirExported(new.ended(), dict(counts))


def export_page(
    target: Target | None, drawn: Callable[[], Iterable[bytes]], progress: Progress = NO_PROGRESS
) -> Exported:
    """Write the chunks that `drawn` makes; for encryption, check the destination first. Return them without a target.

    Raises:
        Refused: the destination is taken, or cannot be written; see `targets`.
    """
    new = _NewFile(target)
    with progress.part(MAKING_PAGE), new.file() as file:
        file.writelines(drawn())
    return new.ended()


def _export_tables(reader: Reader, request: ExportCsv, progress: Progress) -> CsvExported:
    from legdiary.formats.legdiary_csv.tables import TABLES
    from legdiary.formats.legdiary_csv.write import write_package

    new = _NewFile(request.target)
    with (
        reader.open_for_reading() as diary,
        progress.part(EXPORTING, len(TABLES)) as part,
        new.zip() if request.zipped else new.folder() as sink,
    ):
        counting = _Counted(sink, part)
        package = write_package(counting, diary, request.scope, bom=request.has_bom, dialect=request.dialect)
    new.ended()
    return _csv_exported(request, package.rows, package.names)


class _Counted:
    """The destination of a package's files, which counts them."""

    def __init__(self, sink: Sink, part: Part) -> None:
        self._sink, self._part = sink, part

    def write(self, name: str, chunks: Iterable[bytes]) -> FileFacts:
        """Write one file."""
        facts = self._sink.write(name, chunks)
        self._part.done += 1
        return facts


def _export_table(reader: Reader, request: ExportCsv, table: Table, progress: Progress) -> CsvExported:
    from legdiary.formats.legdiary_csv.write import table_bytes

    new = _NewFile(request.target)
    rows: dict[str, int] = {}
    with (
        reader.open_for_reading() as diary,
        progress.part(EXPORTING),
        new.file() as file,
        diary.one_state(),
    ):
        chunks = table_bytes(table, diary, request.scope, rows, bom=request.has_bom, dialect=request.dialect)
        file.writelines(chunks)
    new.ended()
    return _csv_exported(request, rows, [request.target.path.name])


def _csv_exported(request: ExportCsv, rows: Mapping[str, int], files: Sequence[str]) -> CsvExported:
    target = request.target
    encrypted = target.passphrase is not None
    return CsvExported(target.path.absolute(), encrypted, request.scope.notes, rows, files, request.dialect.name)


class _NewFile:
    """A file being exported: written at once, or held in memory to be encrypted or returned.

    If it is to be encrypted, its destination is checked before the diary is read.
    """

    def __init__(self, target: Target | None) -> None:
        self._target = target
        self._held = BytesIO()
        self._size = 0
        if target is not None and target.passphrase is not None:
            self._by = age_encryption.load_pyrage()
            export_destinations.check_place(target.path, force=target.replace)

    @contextmanager
    def file(self) -> Iterator[IO[bytes]]:
        """Yield the open file."""
        target = self._target
        if target is None or target.passphrase is not None:
            yield self._held
            return
        with target.new_file() as file:
            yield file
            self._size = file.tell()

    def folder_for_pieces(self, file: IO[bytes]) -> Path | None:
        """Return a private folder for pieces of the open file; None if it is held in memory, and they have to be."""
        return None if file is self._held else folder_for_pieces(file)

    @contextmanager
    def zip(self) -> Iterator[export_destinations.ZipSink]:
        """Yield a zip file in the file."""
        with self.file() as file, export_destinations.zip_in(file) as sink:
            yield sink

    @contextmanager
    def folder(self) -> Iterator[export_destinations.FolderSink]:
        """Yield a folder instead of a file; a folder is never encrypted."""
        if (target := self._target) is not None:
            with target.new_folder() as sink:
                yield sink

    def ended(self) -> Exported:
        """Encrypt and write held data, after the diary was closed; return the result.

        Raises:
            NoPassphrase, and the errors of `targets.new_file`.
        """
        target = self._target
        if target is None:
            held = self._held.getvalue()
            return Exported(None, encrypted=False, size=len(held), held=held)
        if target.passphrase is not None:
            self._size = self._seal(target, target.passphrase())
        return Exported(target.path.absolute(), target.passphrase is not None, self._size)

    def _seal(self, target: Target, passphrase: str) -> int:
        """Write the encrypted file, and decrypt it again before it gets its name; return its size."""
        plain = self._held.getvalue()
        sealed = age_encryption.encrypt_bytes(self._by, plain, passphrase)
        with target.new_file() as file:
            file.write(sealed)
            file.seek(0)
            if not self._opens(target.path, file.read(), passphrase, plain):
                raise export_destinations.TargetNotWritable(target.path, "the written file does not open again")
        return len(sealed)

    def _opens(self, path: Path, written: bytes, passphrase: str, plain: bytes) -> bool:
        try:
            return age_encryption.decrypt_bytes(self._by, written, passphrase, path, "written") == plain
        except age_encryption.NotOpened:
            return False
