"""Hand the diary over as files: tables, everything, a bundle, a page. The diary is only read.

A file is whole or not there. What is encrypted is never on a disk but encrypted: it is held in memory until the diary
is closed, and only then the passphrase is asked for, which may take its person minutes.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from typing import IO, TYPE_CHECKING

from legdiary.app import targets
from legdiary.app.ranges import EndsBeforeItBegins, Span, nights_of
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import parse_date
from legdiary.formats import age
from legdiary.formats.legdiary_csv.tables import Scope
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from legdiary.app.context import Reader
    from legdiary.formats.legdiary_csv.tables import Table

_EVERYTHING = Span()


def _nothing() -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Target:
    """The place that a file goes to.

    Attributes:
        path: its name.
        replace: whether it may take the place of an earlier file.
        passphrase: asks for one, typed unseen; None leaves the file as it is.
        made: called as soon as the file has its name.
        noted_in: the folder of the diary, where a note says until then what a kill would leave.
    """

    path: Path
    replace: bool = False
    passphrase: Callable[[], str] | None = None
    made: Callable[[], None] = _nothing
    noted_in: Path | None = None

    def new_file(self) -> AbstractContextManager[IO[bytes]]:
        """Open the file for writing; it gets its name once all is written."""
        return targets.new_file(self.path, force=self.replace, made=self.made, noted_in=self.noted_in)

    def new_folder(self) -> AbstractContextManager[targets.FolderSink]:
        """Make a folder in the place of a file."""
        return targets.new_folder(self.path, force=self.replace, made=self.made, noted_in=self.noted_in)


@dataclass(frozen=True, slots=True)
class ExportCsv:
    """The tables, as a folder or one zip file, or one of them as a file.

    Attributes:
        target: where they go; one that is encrypted is never a folder.
        scope: which nights, and whether notes go along.
        table: the one table that is asked for; None is all, and what explains them.
        zipped: whether all of it is one zip file.
        bom: whether tables begin with Excel's mark.
    """

    target: Target
    scope: Scope
    table: Table | None = None
    zipped: bool = False
    bom: bool = True


@dataclass(frozen=True, slots=True)
class ExportJson:
    """Everything, the history included; without a target its bytes are handed back."""

    target: Target | None


@dataclass(frozen=True, slots=True)
class ExportFhir:
    """A bundle for a clinician's system, of every night where the span is empty; without a target as bytes."""

    target: Target | None
    span: Span = _EVERYTHING


@dataclass(frozen=True, slots=True)
class Exported:
    """A file as it was made.

    Attributes:
        path: its whole name; None where it was not written.
        encrypted: whether it is encrypted.
        size: how many bytes it has.
        held: the bytes, where it was not written.
    """

    path: Path | None
    encrypted: bool
    size: int
    held: bytes = b""


@dataclass(frozen=True, slots=True)
class CsvExported:
    """The tables as they were written.

    Attributes:
        path: the whole name of the folder or the file.
        encrypted: whether it is encrypted.
        notes: whether notes are in it.
        rows: table → how many rows, in order.
        files: the names of the files.
    """

    path: Path
    encrypted: bool
    notes: bool
    rows: Mapping[str, int]
    files: Sequence[str]


@dataclass(frozen=True, slots=True)
class FhirExported:
    """The bundle, and how many resources of each kind are in it."""

    file: Exported
    resources: Mapping[str, int]


def read_scope(first: str | None, until: str | None, *, notes: bool) -> Scope:
    """Read which nights of the tables are meant.

    Raises:
        NotADate, TooLongAgo, EndsBeforeItBegins.
    """
    from_night = None if first is None else parse_date(first)
    last = None if until is None else parse_date(until)
    if from_night and last and last < from_night:
        raise EndsBeforeItBegins(from_night, last)
    return Scope(from_night, min(last, date.max - timedelta(days=1)) + A_DAY if last else None, notes)


def read_table(typed: str) -> Table:
    """Read which table is meant.

    Raises:
        UnknownWord: none has that name.
    """
    from legdiary.domain.input.vocabulary import UnknownWord
    from legdiary.formats.legdiary_csv.tables import TABLES, table_called

    name = typed.strip().lower().replace("-", "_").removesuffix(".csv")
    found = table_called(name)
    if found is None:
        raise UnknownWord("table", name, tuple(each.name for each in TABLES))
    return found


def export_csv(reader: Reader, request: ExportCsv) -> CsvExported:
    """Write the tables.

    Raises:
        Refused: the place is taken, or cannot be written; see `targets`.
    """
    return _export_tables(reader, request) if request.table is None else _export_table(reader, request, request.table)


@contextmanager
def table_chunks(reader: Reader, table: Table, scope: Scope, *, bom: bool) -> Iterator[Iterable[bytes]]:
    """Yield one table bit by bit, for printing.

    It is not one state of the file: a pager that is left open would keep the diary locked.
    """
    from legdiary.formats.legdiary_csv.package import table_bytes

    with reader.reading() as diary:
        yield table_bytes(table, diary, scope, {}, bom=bom)


def export_json(reader: Reader, request: ExportJson) -> Exported:
    """Write everything.

    Raises:
        Refused: the place is taken, or cannot be written; see `targets`.
    """
    from legdiary.formats.legdiary_json.write import chunks

    new = _New(request.target)
    with reader.reading() as diary, diary.one_state():
        content = chunks(diary.everything())
        with new.file() as file:
            file.writelines(content)
    return new.ended()


def export_fhir(reader: Reader, request: ExportFhir) -> FhirExported:
    """Write the bundle.

    Raises:
        LastOrRange, NotASpan, EndsBeforeItBegins, NotADate, TooLongAgo: no such range.
        Refused: the place is taken, or cannot be written; see `targets`.
    """
    from legdiary.formats.fhir import chunks, resources

    new = _New(request.target)
    counts: Counter[str] = Counter()
    with reader.reading() as diary, diary.one_state():
        span = diary.span(measures=True)
        if request.span.is_named:
            nights = nights_of(request.span, reader.present, span)
        else:
            nights = (span[0], span[1] + A_DAY) if span else (reader.present.today, reader.present.today)
        content = chunks(resources(diary, *nights), counts)
        with new.file() as file:
            file.writelines(content)
    return FhirExported(new.ended(), dict(counts))


def export_drawn(target: Target | None, drawn: Callable[[], bytes]) -> Exported:
    """Write what is drawn, once the place is known to be free where it is encrypted; hand it back without a target.

    Raises:
        Refused: the place is taken, or cannot be written; see `targets`.
    """
    new = _New(target)
    content = drawn()
    with new.file() as file:
        file.write(content)
    return new.ended()


def _export_tables(reader: Reader, request: ExportCsv) -> CsvExported:
    from legdiary.formats.legdiary_csv.package import write_package

    new = _New(request.target)
    with reader.reading() as diary, new.zip() if request.zipped else new.folder() as sink:
        package = write_package(sink, diary, request.scope, bom=request.bom)
    new.ended()
    return _csv_exported(request, package.rows, package.names)


def _export_table(reader: Reader, request: ExportCsv, table: Table) -> CsvExported:
    from legdiary.formats.legdiary_csv.package import table_bytes

    new = _New(request.target)
    rows: dict[str, int] = {}
    with reader.reading() as diary, new.file() as file, diary.one_state():
        file.writelines(table_bytes(table, diary, request.scope, rows, bom=request.bom))
    new.ended()
    return _csv_exported(request, rows, [request.target.path.name])


def _csv_exported(request: ExportCsv, rows: Mapping[str, int], files: Sequence[str]) -> CsvExported:
    target = request.target
    return CsvExported(target.path.absolute(), target.passphrase is not None, request.scope.notes, rows, files)


class _New:
    """A file on its way: written at once, or held in memory until it is encrypted or handed back.

    Where it is to be encrypted, what can be refused is refused before the diary is read.
    """

    def __init__(self, target: Target | None) -> None:
        self._target = target
        self._held = BytesIO()
        self._size = 0
        if target is not None and target.passphrase is not None:
            self._by = age.library()
            targets.check_place(target.path, force=target.replace)

    @contextmanager
    def file(self) -> Iterator[IO[bytes]]:
        """Yield the file."""
        target = self._target
        if target is None or target.passphrase is not None:
            yield self._held
            return
        with target.new_file() as file:
            yield file
            self._size = file.tell()

    @contextmanager
    def zip(self) -> Iterator[targets.ZipSink]:
        """Yield a zip file within the file."""
        with self.file() as file, targets.zip_in(file) as sink:
            yield sink

    @contextmanager
    def folder(self) -> Iterator[targets.FolderSink]:
        """Yield a folder in the place of a file; such a one is never encrypted."""
        if (target := self._target) is not None:
            with target.new_folder() as sink:
                yield sink

    def ended(self) -> Exported:
        """Encrypt what is held, with the diary closed by now; return what was made.

        Raises:
            NoPassphrase, and what `targets.new_file` does.
        """
        target = self._target
        if target is None:
            held = self._held.getvalue()
            return Exported(None, encrypted=False, size=len(held), held=held)
        if target.passphrase is not None:
            self._size = self._seal(target, target.passphrase())
        return Exported(target.path.absolute(), target.passphrase is not None, self._size)

    def _seal(self, target: Target, passphrase: str) -> int:
        """Write the file, read it back and decrypt it before it gets its name; return its size."""
        plain = self._held.getvalue()
        sealed = age.sealed(self._by, plain, passphrase)
        with target.new_file() as file:
            file.write(sealed)
            file.seek(0)
            if not self._opens(target.path, file.read(), passphrase, plain):
                raise targets.TargetNotWritable(target.path, "what was written does not open again")
        return len(sealed)

    def _opens(self, path: Path, written: bytes, passphrase: str, plain: bytes) -> bool:
        try:
            return age.opened(self._by, written, passphrase, path, "written") == plain
        except age.NotOpened:
            return False
