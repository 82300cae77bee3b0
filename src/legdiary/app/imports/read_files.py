"""Read the files of an import completely: a file, a folder, standard input, plain or encrypted, another diary."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from legdiary.app.context import is_missing, open_to_read
from legdiary.domain.invariants import check_past as check_entry
from legdiary.domain.invariants import is_ahead
from legdiary.domain.time.moments import FUTURE_TOLERANCE_S
from legdiary.errors import BadValue, Refused
from legdiary.formats.reader_result import (
    MOST_JSON,
    STRICT,
    BadRow,
    BadRows,
    ReadOptions,
    SheetRowNumber,
    locate_errors,
)
from legdiary.util.compressed_list import TEN_YEARS, Packed
from legdiary.util.progress import NO_PROGRESS, READING
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any, BinaryIO

    from legdiary.app.context import Keeper
    from legdiary.app.imports.conflicts import Settle
    from legdiary.app.imports.own_words import WordAsker, WordSettler
    from legdiary.app.imports.table.points import Known
    from legdiary.app.imports.table.preview import TablePreview
    from legdiary.app.imports.table.request import TableRequest
    from legdiary.app.imports.table.settle import TableSettler
    from legdiary.app.imports.typed_lines import LinesFile
    from legdiary.domain.input.tracker_names import TrackerNights
    from legdiary.domain.ledger.merge import Incoming
    from legdiary.domain.time.moments import Present
    from legdiary.formats.detect import Format
    from legdiary.formats.dose_apps.own_words import Meaning, Word
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.legdiary_json.read import Backup
    from legdiary.formats.reader_result import ChooseTracker, Found, Where
    from legdiary.formats.typed_lines import TypedLines
    from legdiary.util.progress import Progress

#: The name of standard input.
PIPED = "standard input"
_DIARY, _TABLE, _JSON = "diary", "table", "json"


class NothingPiped(BadValue):
    """Standard input to import, and nothing in it."""

    def __init__(self, why: str) -> None:
        super().__init__(f"standard input {why}")


class NoTrackers(Refused):
    """A choice between trackers, and files that name none."""

    def __init__(self) -> None:
        super().__init__("--source chooses between the devices or apps that a file names; here no file names any")


# ---------------------------------------------------------------------- the request


class NamedFile(NamedTuple):
    """One file to import.

    Attributes:
        typed: its name as typed.
        path: the path of the file or folder; None for standard input.
    """

    typed: str
    path: Path | None

    @property
    def name(self) -> str:
        """Its name for people."""
        return PIPED if self.path is None else self.typed


def _closed(_most: int) -> None:
    """Return nothing: standard input is closed."""


@dataclass(frozen=True, slots=True)
class ImportFiles:
    """A request to import files, all in one change.

    Attributes:
        files: the files, of which at most one is standard input.
        format: the format of the files; None: each is recognised.
        skip_bad: leave out rows that cannot be right.
        way: the way to settle conflicts, keep, take or skip; None: ask about each.
        settle: asks about conflicts; None if there is nobody to ask.
        passphrase: asks for the passphrase of a file, typed unseen; None if there is nobody to ask.
        table: how the mapping of a table of one's own is found.
        piped: returns the data piped into standard input, up to so many bytes; None if there are none.
        trackers: the devices or apps whose nights are taken, in the order of preference; empty: all, or as answered.
        choose_tracker: asks for that order, by the file's name and its trackers; None if there is nobody to ask.
        map_path: the file that keeps what a person's own words mean; None where the person named none.
        word_asker: asks what a word means; None if there is nobody to ask.
        progress: hears how far the work is.
    """

    files: Sequence[NamedFile]
    format: Format | None = None
    skip_bad: bool = False
    way: str | None = None
    settle: Settle | None = None
    passphrase: Callable[[Path], str] | None = None
    piped: Callable[[int], BinaryIO | None] = _closed
    trackers: tuple[str, ...] = ()
    choose_tracker: Callable[[str, Sequence[TrackerNights]], Sequence[str] | None] | None = None
    map_path: Path | None = None
    word_asker: WordAsker | None = None
    table: TableRequest | None = None
    progress: Progress = NO_PROGRESS

    def __post_init__(self) -> None:
        if sum(each.path is None for each in self.files) > 1:
            raise NothingPiped("can be read once; give - once")


def read_format(typed: str | None) -> Format | None:
    """Read the name of a format; None if each file is to be recognised.

    Raises:
        UnknownWord: there is no such format.
    """
    from legdiary.formats.detect import find_format

    return find_format(typed) if typed else None


def read_trackers(typed: str | None) -> tuple[str, ...]:
    """Read the trackers whose nights are taken, `apple-watch` or `apple-watch,iphone`; empty if none was typed."""
    return tuple(word for each in (typed or "").split(",") if (word := each.strip()))


def format_names() -> tuple[str, ...]:
    """Return the names of all formats, as `--as` takes them."""
    from legdiary.formats import detect

    return detect.format_names()


# ---------------------------------------------------------------------- contents


class Source(NamedTuple):
    """The content of one file.

    Attributes:
        file: the file.
        of: its format.
        incoming: its entries.
        not_carried: the data that are not imported, in words.
        backup: the whole diary, if the file is legdiary's JSON.
        where: the place of each entry; empty for another diary.
        bad: the rule for rows that cannot be right, with the rows left out.
        trackers: the devices and apps that it names.
        table: a table of one's own as it is read: the meaning of its columns, and its first rows.
        lines: the file, if it holds typed lines, which are commands and no entries yet.
    """

    file: NamedFile
    of: Format
    incoming: Incoming
    not_carried: tuple[str, ...]
    backup: Backup | None = None
    where: Sequence[Where] = ()
    bad: BadRows = STRICT
    trackers: tuple[str, ...] = ()
    table: TablePreview | None = None
    lines: bytes | None = None

    @property
    def is_diary(self) -> bool:
        """Return whether it is another diary."""
        return self.of.name == _DIARY

    def so_far(self, present: Present) -> Incoming:
        """Return its entries; if bad rows are left out, without entries in the future.

        Raises:
            BadRow: an entry is in the future; the error names its place.
        """
        if self.is_diary:
            return self.incoming
        if not self.bad.skip:
            with self.bad.row():
                check_past(zip((entry for entry, _ in self.incoming.entries), self.where, strict=True), present)
            return self.incoming
        kept: Packed[tuple[Any, bool]] = Packed()
        for (entry, recalled), where in zip(self.incoming.entries, self.where, strict=True):
            with self.bad.row():
                check_past([(entry, where)], present)
                kept.append((entry, recalled))
        return self.incoming if len(kept) == len(self.incoming.entries) else self.incoming.with_entries(kept)


@dataclass(frozen=True, slots=True)
class FilesRead:
    """The files of one import, read and not yet compared with the diary.

    Attributes:
        request: the request.
        sources: the content of each file.
    """

    request: ImportFiles
    sources: Sequence[Source]

    @property
    def backup(self) -> Backup | None:
        """The whole diary as JSON, if it is the only file."""
        return self.sources[0].backup if len(self.sources) == 1 else None

    @property
    def lines(self) -> Sequence[LinesFile]:
        """The files of typed lines; empty where the files are others."""
        return [_lines_file(each.file, each.lines) for each in self.sources if each.lines is not None]

    @property
    def has_diary(self) -> bool:
        """Return whether one of them is another diary."""
        return any(each.is_diary for each in self.sources)

    @property
    def by_days(self) -> bool:
        """Return whether it is one file: only what it is compared with is read, a few days at a time."""
        return len(self.sources) == 1

    @property
    def to_join(self) -> int:
        """Return the number of changes and entries of several files, joined at once, or 0."""
        incoming = [each.incoming for each in self.sources]
        if self.by_days or all(each.ledger is None for each in incoming):
            return 0
        return sum(each.lines + len(each.entries) for each in incoming)


def read_files(run: Keeper, request: ImportFiles) -> FilesRead:
    """Read the files. Nothing is written.

    Raises:
        NothingPiped: nothing is piped into standard input.
        NobodyToAsk, NoEncryption, NotOpened: a file is encrypted and cannot be opened.
        StillSealed: a file is an encrypted copy of a diary.
        SeveralTrackers: trackers of a file have the same nights, and nobody has said which of them to take.
        NoTrackers: a tracker is chosen, and no file names one.
        LinesAlone: some files hold typed lines, and others do not.
        LegdiaryError: a file cannot be read, or its format is not known.
    """
    reading = _Reading(run, request)
    with naming_skip_bad():
        sources = [reading.read(each) for each in request.files]
    if request.trackers and not any(each.trackers for each in sources):
        raise NoTrackers
    of_lines = [each for each in sources if each.lines is not None]
    if of_lines and len(of_lines) < len(sources):
        from legdiary.formats.typed_lines import LinesAlone

        raise LinesAlone(of_lines[0].file.name)
    return FilesRead(request, sources)


class _Reading:
    """The reading of the files of one import."""

    def __init__(self, run: Keeper, request: ImportFiles) -> None:
        self._run = run
        self._request = request
        self._format = request.format
        self._words: WordSettler | None = None
        self._tables: TableSettler | None = None

    def read(self, file: NamedFile) -> Source:
        """Return the content of a file or of standard input.

        Raises:
            UnknownFormat, OneOfOurTables: no reader takes it; the error names the command that could.
        """
        from legdiary.formats.detect import OneOfOurTables, UnknownFormat

        try:
            return self._read(file)
        except UnknownFormat as error:
            raise UnknownFormat(error.source, error.kind, file.typed) from None
        except OneOfOurTables as error:
            raise OneOfOurTables(error.source, _package_beside(file)) from None

    def _read(self, file: NamedFile) -> Source:
        if file.path is None:
            return self._piped(file)
        from legdiary.formats.detect import DIARY, is_diary, is_encrypted, read_path

        path = file.path
        if is_diary(path, self._format):
            return Source(file, DIARY, self._other_diary(path.absolute()), ())
        if is_encrypted(path):
            return self._of_data(self._opened(path), file, path.name)
        bad = BadRows(skip=self._request.skip_bad)
        return self._source(file, *read_path(path, self._options(bad, file), self._format), bad)

    def _options(self, bad: BadRows, file: NamedFile) -> ReadOptions:
        ask = self._request.choose_tracker
        choose: ChooseTracker | None = None if ask is None else lambda trackers: ask(file.name, trackers)
        return ReadOptions(
            self._run.present.zone, bad, self._request.trackers, choose, self._settle_words,
            lambda: self._settler().options(bad), progress=self._request.progress,
        )  # fmt: skip

    def _settle_words(self, source: str, words: Sequence[Word]) -> Mapping[str, Meaning]:
        """Return what a person's own words in a file mean."""
        if self._words is None:
            from legdiary.app.imports.own_words import WordSettler

            self._words = WordSettler(self._request.map_path, self._request.word_asker)
        return self._words.settle(source, words)

    def _piped(self, file: NamedFile) -> Source:
        """Return the content of standard input, in any format.

        Raises:
            NothingPiped: there is nothing.
            NobodyToAsk: it is encrypted, and standard input cannot take the passphrase too.
        """
        from legdiary.formats.detect import (
            DIARY,
            LONGEST_BEGIN,
            MOST_PIPED_DIARY,
            check_size,
            is_diary_content,
            is_encrypted_content,
        )
        from legdiary.formats.files.text_lines import first_bytes, open_bytes

        try:
            held = self._request.piped(MOST_JSON + 1)
        except (OSError, ValueError) as error:
            raise NothingPiped(f"cannot be read ({getattr(error, 'strerror', None) or 'it is not a file'})") from error
        if held is None:
            raise NothingPiped("is a terminal or closed; pipe a file into it")
        with held:
            begin = first_bytes(held, LONGEST_BEGIN)
            if not begin:
                raise NothingPiped("is empty; pipe a file into it")
            if is_encrypted_content(begin):
                from legdiary.app.encryption import NobodyToAsk

                raise NobodyToAsk
            if is_diary_content(held, self._format):
                check_size(held, PIPED, MOST_PIPED_DIARY)
                return Source(file, DIARY, self._other_diary(Path(PIPED), open_bytes(held).read()), ())
            return self._of_data(held, file, PIPED)

    def _other_diary(self, source: Path, opened: bytes | None = None) -> Incoming:
        """Return the content of another diary; without its ledger, if it is the only file and this diary is empty."""
        from legdiary.store.other_diary import entries_of_copy

        path = self._run.diary_path.absolute() if opened is None else None
        alone = len(self._request.files) == 1 and self._holds_nothing()
        with self._request.progress.part(READING):
            return entries_of_copy(source, path, opened, alone=alone)

    def _holds_nothing(self) -> bool:
        from legdiary.errors import DiaryTrouble
        from legdiary.store.errors import DiaryLocked

        if is_missing(self._run.diary_path):
            return True
        try:
            with open_to_read(self._run.diary_path) as diary:
                return not diary.history(most=1)
        except DiaryLocked:  # another wait would be as long again
            raise
        except DiaryTrouble:
            return False  # the error is raised when the diary is opened for writing

    def _opened(self, path: Path) -> bytes:
        """Return the content of an encrypted export, in memory only.

        Raises:
            NoEncryption: the library for encryption is not installed.
            NobodyToAsk: nobody can type the passphrase.
            NotOpened: the passphrase is wrong, or the file is damaged.
            StillSealed: it is a copy of a diary.
        """
        from legdiary.app.encryption import NobodyToAsk
        from legdiary.formats import age_encryption
        from legdiary.formats.detect import is_diary_content, read_bytes
        from legdiary.store.backups.verify import IMPORTED
        from legdiary.store.other_diary import StillSealed

        library, passphrase = age_encryption.load_pyrage(), self._request.passphrase
        if passphrase is None:
            raise NobodyToAsk
        sealed = read_bytes(path)
        data = age_encryption.decrypt_bytes(library, sealed, passphrase(path), path, IMPORTED)
        if is_diary_content(data, self._format):
            raise StillSealed(path.absolute())
        return data

    def _of_data(self, data: Content, file: NamedFile, name: str) -> Source:
        from legdiary.formats.detect import read_data

        bad = BadRows(skip=self._request.skip_bad)
        return self._source(file, *read_data(data, name, self._options(bad, file), self._format), bad)

    def _source(self, file: NamedFile, of: Format, found: Found, bad: BadRows) -> Source:
        """Return the content with its entries filed by night, as in the file or by the setting."""
        from legdiary.domain.entries.stored_entry import file_under_day
        from legdiary.domain.ledger.merge import Incoming
        from legdiary.formats.detect import LINES, WITH_NIGHTS

        present = self._run.present
        marked = found.marked if of in WITH_NIGHTS else None
        if marked is None:
            filed = found.entries if of in WITH_NIGHTS else (file_under_day(each, present) for each in found.entries)
            marked = Packed(((entry, place in found.recalled) for place, entry in enumerate(filed)), loose=TEN_YEARS)
        backup = _backup_in(found) if of.name == _JSON else None
        table = self._tables.last if self._tables is not None and of.name == _TABLE else None
        lines = cast("TypedLines", found).data if of == LINES else None
        incoming = Incoming(marked, found.products)
        return Source(file, of, incoming, found.not_carried, backup, found.where, bad, found.trackers, table, lines)

    def _settler(self) -> TableSettler:
        """Return what finds the mappings of tables; made when the first table is met."""
        if self._tables is None:
            from legdiary.app.imports.table.request import TableRequest
            from legdiary.app.imports.table.settle import TableSettler

            self._tables = TableSettler(self._request.table or TableRequest(), self._known(), self._run.present)
        return self._tables

    def _known(self) -> Known:
        """Return the products and the names that the diary has; none where there is no diary yet."""
        from legdiary.app.imports.table.points import Known
        from legdiary.domain.entries.name_vocabulary import VOCABULARIES

        if is_missing(self._run.diary_path):
            return Known()
        with open_to_read(self._run.diary_path) as diary:
            return Known(diary.products(), {what: tuple(diary.names(what)) for what in VOCABULARIES})


def _backup_in(found: Found) -> Backup | None:
    """Return the whole diary that legdiary's JSON holds; None if rows of it were left out."""
    from legdiary.formats.legdiary_json.read import Backup

    return found if isinstance(found, Backup) else None


def _package_beside(file: NamedFile) -> str | None:
    """Return the folder of a file as it would be typed, if a CSV package is in it."""
    from legdiary.formats.legdiary_csv.read import is_package

    if file.path is None or not is_package(file.path.parent):
        return None
    return os.path.dirname(file.typed) or "."  # noqa: PTH120 - as it was typed


def _lines_file(file: NamedFile, data: bytes) -> LinesFile:
    from legdiary.app.imports.inbox import conflict_copies
    from legdiary.app.imports.typed_lines import LinesFile

    return LinesFile(file.name, data, () if file.path is None else conflict_copies(file.path))


def check_past(entries: Iterable[tuple[Any, Where | None]], present: Present) -> None:
    """Refuse entries in the future: in a file from elsewhere they mean a wrong zone or year.

    Raises:
        BadRow: an entry is in the future, at a known place.
        InTheFuture: an entry is in the future, at an unknown place.
    """
    until_s, today = present.now.utc_s + FUTURE_TOLERANCE_S, present.today
    for entry, where in entries:
        if not is_ahead(entry, until_s, today):
            continue
        if where is None:
            check_entry(entry, present, " in the file")
        else:
            with locate_errors(*where):
                check_entry(entry, present)


@contextmanager
def naming_skip_bad() -> Iterator[None]:
    """Name `--skip-bad` where a row of a table of one's own is refused that it would leave out.

    Raises:
        BadRow: as it was raised within.
    """
    try:
        yield
    except BadRow as error:
        if error.can_be_left_out and isinstance(error.line, SheetRowNumber):
            error.message = f"{error.message} (--skip-bad leaves such rows out)"
        raise
