"""Import files into the diary, all in one change or not at all; or preview the result."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from legdiary.app.context import open_to_read
from legdiary.app.imports.conflicts import Settler
from legdiary.app.imports.read_files import check_past
from legdiary.app.questions import return_questions
from legdiary.domain.joins.merge_files import merge_files
from legdiary.domain.ledger.conflicts import Contradicted, TooMuchTogether
from legdiary.domain.ledger.diverged_changes import MOST_CHANGES
from legdiary.domain.ledger.merge import ImportResult
from legdiary.domain.ledger.merge_by_days import NOTHING
from legdiary.store.errors import NoDiary
from legdiary.util.progress import COMPARING
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from legdiary.app.context import Context, Keeper
    from legdiary.app.imports.read_files import FilesRead, Source
    from legdiary.app.imports.table.preview import TablePreview
    from legdiary.app.questions import Yes
    from legdiary.domain.ledger.merge import Merged, Snapshot
    from legdiary.domain.time.moments import Present
    from legdiary.store.diary import Diary


class LeftOutRow(NamedTuple):
    """A row that cannot be right and was left out: its place, and the mistake there."""

    place: str
    mistake: str


class FileImported(NamedTuple):
    """The result of one file.

    Attributes:
        typed: its name as typed.
        name: its name for people.
        format: the format it was read in.
        about: the format in words.
        share: the counts of its entries: new, filled in, already there, in conflict.
        not_carried: the data that are not imported, in words.
        ledger_lines: the length of its ledger, if the file with its history became the diary; else None.
        is_diary: the file is another diary.
        left_out: the rows that cannot be right and were left out: the place, and the first mistake there.
        table: a table of one's own as it is read.
    """

    typed: str
    name: str
    format: str
    about: str
    share: ImportResult
    not_carried: Sequence[str]
    ledger_lines: int | None = None
    is_diary: bool = False
    left_out: Sequence[LeftOutRow] = ()
    table: TablePreview | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of an import.

    Attributes:
        files: the result of each file.
        dry_run: nothing was stored: this is a preview.
        changed: something was stored.
    """

    files: Sequence[FileImported]
    dry_run: bool = False
    changed: bool = False

    @property
    def is_whole(self) -> bool:
        """Return whether a file became the diary with its history."""
        return any(each.ledger_lines is not None for each in self.files)

    @property
    def has_open_conflicts(self) -> bool:
        """Return whether a file contradicts the diary and nobody has decided which is right."""
        return any(each.settled is None for file in self.files for each in file.share.conflicts)

    @property
    def has_diary(self) -> bool:
        """Return whether a file is another diary."""
        return any(each.is_diary for each in self.files)


@return_questions
def store_entries(context: Context, read: FilesRead, yes: Yes) -> Imported:
    """Store the new entries of the files.

    Raises:
        Contradicted: a file differs from the diary; there is nobody to ask, or no answer.
        BadRow, InTheFuture: an entry is in the future.
        DiaryTrouble: the diary cannot be written.
    """
    settler = _settler(read)
    stored = []

    def has_stored() -> None:
        context.stored()
        stored.append(True)

    def sort_out(snapshot: Snapshot) -> Merged:
        if snapshot is NOTHING and alone is not None:
            return alone
        return _sort_out(read, snapshot, settler, context.present)

    backup, alone = read.backup, None
    if backup is None and context.is_diary_missing:
        # Impossible entries are refused before a diary is begun.
        alone = _until_settled(lambda: sort_out(NOTHING), settler)
    with replace(context, stored=has_stored).open_for_writing(yes) as diary:
        if backup is not None and diary.restore_all(backup.kept_of, backup.told, read.request.progress):
            merged = None
        else:
            _check_together(read, diary)
            merged = _until_settled(
                lambda: diary.import_entries(
                    sort_out, context.present, by_days=read.by_days, progress=read.request.progress
                ),
                settler,
            )
    # What was decided may be noted without a change: `undo` then takes back another one.
    return Imported(_results(read, merged), changed=bool(stored) if merged is None else merged.changes)


def preview(run: Keeper, read: FilesRead) -> Imported:
    """Return the result that `store_entries` would have; conflicts are shown, not refused. Nothing is written.

    Raises:
        BadRow, InTheFuture: an entry is in the future.
        DiaryTrouble: the diary cannot be read.
    """
    return Imported(_results(read, _preview_merge(run, read)), dry_run=True)


def _preview_merge(run: Keeper, read: FilesRead) -> Merged | None:
    settler = _settler(read)
    try:
        with open_to_read(run.diary_path) as diary:
            if read.backup is not None and not diary.history(most=1):
                return None
            _check_together(read, diary)
            with diary.one_state():
                return _merged(read, diary.snapshot(by_days=read.by_days), settler, run.present)
    except NoDiary:
        return None if read.backup is not None else _merged(read, NOTHING, settler, run.present)


def _check_together(read: FilesRead, diary: Diary) -> None:
    """Refuse several files that are too large to be joined in one import.

    Raises:
        TooMuchTogether: they are.
    """
    if read.to_join and read.to_join + sum(line.id for line in diary.history(most=1)) > MOST_CHANGES:
        raise TooMuchTogether(MOST_CHANGES)


def _settler(read: FilesRead) -> Settler:
    return Settler(read.request.way, read.request.settle, [each.name for each in read.request.files])


def _until_settled(act: Callable[[], Merged], settler: Settler) -> Merged:
    """Run `act`; ask about open conflicts between runs, so that the diary is not locked meanwhile.

    Raises:
        Contradicted: there is nobody to ask, or no answer.
    """
    while True:
        try:
            return act()
        except Contradicted:
            if not settler.ask():
                raise


def _merged(read: FilesRead, snapshot: Snapshot, settler: Settler, present: Present) -> Merged:
    """Compare the files with the diary, and return the merged entries.

    Raises:
        BadRow, InTheFuture: an entry is in the future.
    """
    settler.open.clear()
    with read.request.progress.part(COMPARING):
        incoming = [source.so_far(present) for source in read.sources]
        merged = merge_files(incoming, snapshot, settler)
    # A diary is not checked against the clock as a whole, but its new entries are; those of other files were above.
    if read.has_diary:
        check_past(((entry, None) for entry, _ in merged.entries), present)
    return merged


def _sort_out(read: FilesRead, snapshot: Snapshot, settler: Settler, present: Present) -> Merged:
    """Return the merged entries, if nothing in the files contradicts the diary.

    Raises:
        Contradicted: something does.
    """
    merged = _merged(read, snapshot, settler, present)
    if settler.open:
        import shlex

        words = [each.typed for each in read.request.files]
        if read.request.map_path is not None:
            words += ["--map", str(read.request.map_path)]
        raise Contradicted(
            [conflict for _, conflict in merged.open_conflicts], f"legdiary import {shlex.join(words)} --dry-run"
        )
    return merged


def _results(read: FilesRead, merged: Merged | None) -> list[FileImported]:
    """Return the result of each file; `merged` is None if the file became the diary."""
    backup, whole = read.backup, merged is None
    if merged is not None:
        shares = merged.shares
    else:
        shares = [ImportResult(new=Counter(backup.kinds))] if backup is not None else []
    return [
        FileImported(
            typed=source.file.typed, name=source.file.name, format=source.of.name, about=source.of.about,
            share=share, not_carried=_not_carried(source, whole=whole),
            ledger_lines=len(backup.told) if backup is not None and whole else None,
            is_diary=source.is_diary,
            left_out=[LeftOutRow(each.place, each.mistake) for each in source.bad.left_out],
            table=source.table,
        )
        for source, share in zip(read.sources, shares, strict=True)
    ]  # fmt: skip


def _not_carried(source: Source, *, whole: bool) -> list[str]:
    of_history = source.is_diary or (source.of.name == "json" and not whole)
    more = ["its history and its numbers, since this diary has its own"] if of_history else []
    return [*source.not_carried, *more]
