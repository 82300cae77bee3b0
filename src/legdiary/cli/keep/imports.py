"""`import`: what other programs wrote, and what legdiary handed over. All of it in one change, or nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.app.log.filing import MissingValue
from legdiary.cli.options import ConfirmOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from legdiary.cli.keep.import_conflicts import Settler
    from legdiary.cli.keep.import_files import Source
    from legdiary.cli.session import Session
    from legdiary.domain.ledger.merge import Merged, Standing
    from legdiary.domain.time.moments import Present
    from legdiary.formats.legdiary_json.read import Backup
    from legdiary.render.terminal.imported import OneFile

_EXPLAINED = "legdiary import --help"


def import_files(
    ctx: typer.Context,
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE…", help="Files, or an exported folder; - is standard input.")
    ] = None,
    chosen: Annotated[
        str | None, typer.Option("--as", metavar="FORMAT", help="json, csv, diary, plees, sleep-as-android, …")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come, and store nothing.")] = False,
    on_conflict: Annotated[
        str | None,
        typer.Option(
            "--on-conflict",
            metavar="WAY",
            help="Where the file says otherwise: keep what is in the diary, take what is in the file, skip that entry, "
            "or ask (at a terminal the default).",
        ),
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out rows that cannot be right; the answer says which.")
    ] = False,
    as_json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Take in an export, another app's history, or a conflict copy of the diary. What is there is not added again."""
    session: Session = ctx.obj
    from legdiary.cli.keep.import_conflicts import Settler, way_called
    from legdiary.cli.keep.import_files import INPUT, Files, NothingPiped
    from legdiary.formats.detect import format_called

    if not files:
        raise MissingValue("the file to import", _EXPLAINED)
    wanted = format_called(chosen) if chosen else None
    way = way_called(on_conflict)
    if files.count(INPUT) > 1:
        raise NothingPiped("can be read once; give - once")
    reading = Files(session, wanted, skip_bad=skip_bad, alone=len(files) == 1)
    read = [reading.read(each) for each in files]
    settler = Settler(session, way, [_told(each) for each in files])
    taken = _preview(session, read, settler) if dry_run else _store(session, read, files, settler)
    from legdiary.render.json.imports import imported
    from legdiary.render.terminal.imported import import_lines

    answers = _answers(read, files, taken)
    session.answer(
        import_lines(answers, dry_run=dry_run, changes=session.stored),
        lambda: imported(answers, dry_run=dry_run),
        as_json=as_json,
    )


# ---------------------------------------------------------------------- storing


class _Taken:
    """What became of the files: brought back whole, or merged."""

    def __init__(self, merged: Merged | None) -> None:
        self.merged = merged

    @property
    def whole(self) -> bool:
        """Whether the file became the diary, its history included."""
        return self.merged is None


def _store(session: Session, read: Sequence[Source], files: Sequence[str], settler: Settler) -> _Taken:
    from legdiary.domain.ledger.merge_by_days import NOTHING

    def sort_out(standing: Standing) -> Merged:
        return _sort_out(read, standing, files, settler, session.present)

    backup, by_days = _backup(read), _by_days(read)
    if backup is None and session.nothing_there:
        _until_settled(lambda: sort_out(NOTHING), settler)  # what cannot be is refused before a diary is begun
    with session.writing() as diary:
        if backup is not None and diary.bring_back(backup.kept, backup.told):
            return _Taken(None)
        merged = _until_settled(lambda: diary.take_in(sort_out, session.present, by_days=by_days), settler)
    return _Taken(merged)


def _until_settled(act: Callable[[], Merged], settler: Settler) -> Merged:
    """Return what `act` makes; where conflicts are open, once they are asked about: the diary is not held as long.

    Raises:
        Contradicted: nobody to ask, or no answer.
    """
    from legdiary.domain.ledger.conflicts import Contradicted

    while True:
        try:
            return act()
        except Contradicted:
            if not settler.asked():
                raise


def _preview(session: Session, read: Sequence[Source], settler: Settler) -> _Taken:
    """What `_store` would do; conflicts are shown, not refused."""
    from legdiary.domain.ledger.merge_by_days import NOTHING
    from legdiary.store.errors import NoDiary

    try:
        with session.reading() as diary:
            if _backup(read) is not None and not diary.history(most=1):
                return _Taken(None)
            with diary.one_state():
                standing = diary.standing(by_days=_by_days(read))
                return _Taken(_merged(read, standing, settler, session.present))
    except NoDiary:
        if _backup(read) is not None:
            return _Taken(None)
        return _Taken(_merged(read, NOTHING, settler, session.present))


def _by_days(read: Sequence[Source]) -> bool:
    """Whether there is one file, and no ledger to be joined: it is held against the diary a few days at a time."""
    return len(read) == 1 and not read[0].incoming.told


def _backup(read: Sequence[Source]) -> Backup | None:
    """The one file, if it is a whole diary as JSON."""
    return read[0].backup if len(read) == 1 else None


def _merged(read: Sequence[Source], standing: Standing, settler: Settler, present: Present) -> Merged:
    """What the files bring.

    Raises:
        BadRow, InTheFuture: what has not come yet.
    """
    from legdiary.cli.keep.import_files import check_past
    from legdiary.domain.ledger.merge import merge
    from legdiary.domain.ledger.merge_by_days import merge_by_days

    settler.open.clear()
    incoming = [source.so_far(present) for source in read]
    merged = merge_by_days(incoming[0], standing, settler) if _by_days(read) else merge(incoming, standing, settler)
    # A diary holds what it holds, under whatever clock; what it brings must have come by this one too.
    check_past(((entry, None) for entry, _ in merged.entries), present)
    return merged


def _sort_out(
    read: Sequence[Source], standing: Standing, files: Sequence[str], settler: Settler, present: Present
) -> Merged:
    """What the files bring, once nothing in them contradicts what stands.

    Raises:
        Contradicted: something does.
    """
    from legdiary.domain.ledger.conflicts import Contradicted

    merged = _merged(read, standing, settler, present)
    if settler.open:
        import shlex

        raise Contradicted(
            [conflict for _, conflict in merged.open_conflicts], f"legdiary import {shlex.join(files)} --dry-run"
        )
    return merged


# ---------------------------------------------------------------------- answering


def _answers(read: Sequence[Source], files: Sequence[str], taken: _Taken) -> list[OneFile]:
    """Return what became of each file."""
    from legdiary.domain.ledger.merge import Share
    from legdiary.render.terminal.imported import OneFile

    backup = _backup(read)
    if taken.merged is None and backup is not None:
        shares = [Share(new=Counter(each.entry.kind for each in backup.kept))]
    else:
        shares = taken.merged.shares if taken.merged else []
    return [
        OneFile(
            typed=typed, name=_told(typed), format=source.of.name, about=source.of.about,
            share=share, not_carried=_not_carried(source, taken),
            ledger_lines=len(backup.told) if backup is not None and taken.whole else None,
            is_diary=source.is_diary,
            left_out=[each.place for each in source.bad.left_out],
        )
        for source, typed, share in zip(read, files, shares, strict=True)
    ]  # fmt: skip


def _told(typed: str) -> str:
    """Return what a file is called in the answer."""
    from legdiary.cli.keep.import_files import INPUT, PIPED

    return PIPED if typed == INPUT else typed


def _not_carried(source: Source, taken: _Taken) -> list[str]:
    told = list(source.not_carried)
    if source.is_diary or (source.of.name == "json" and not taken.whole):
        told.append("its history and its numbers, since this diary has its own")
    return told
