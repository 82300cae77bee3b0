"""`import`: what other programs wrote, and what legdiary handed over. All of it in one change, or nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from legdiary.cli.options import ConfirmOption, JsonOption, MissingValue
from legdiary.domain.moments import FUTURE_TOLERANCE_S, InTheFuture
from legdiary.errors import BadValue
from legdiary.settings import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from legdiary.cli.import_conflicts import Settler
    from legdiary.cli.session import Session
    from legdiary.domain.merge import Incoming, Merged, Standing
    from legdiary.domain.moments import Present
    from legdiary.imports.detect import Format
    from legdiary.imports.own_json import Backup
    from legdiary.imports.records import Found, Where
    from legdiary.render.import_answer import OneFile

_EXPLAINED = "legdiary import --help"
_DIARY = "diary"
_INPUT, _PIPED = "-", "standard input"


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
    as_json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Take in an export, another app's history, or a conflict copy of the diary. What is there is not added again."""
    session: Session = ctx.obj
    from legdiary.cli.import_conflicts import Settler, way_called
    from legdiary.imports.detect import format_called

    if not files:
        raise MissingValue("the file to import", _EXPLAINED)
    wanted = format_called(chosen) if chosen else None
    way = way_called(on_conflict)
    if files.count(_INPUT) > 1:
        raise NothingPiped("can be read once; give - once")
    read = [_of_input(session, wanted) if each == _INPUT else _read(session, path_of(each), wanted) for each in files]
    settler = Settler(session, way, [_PIPED if each == _INPUT else each for each in files])
    taken = _preview(session, read, settler) if dry_run else _store(session, read, files, settler)
    from legdiary.render.import_answer import import_json, import_lines

    answers = _answers(read, files, taken)
    session.answer(
        import_lines(answers, dry_run=dry_run, changes=session.stored),
        lambda: import_json(answers, dry_run=dry_run),
        as_json=as_json,
    )


class NothingPiped(BadValue):
    """Standard input to import, and nothing in it."""

    def __init__(self, why: str) -> None:
        super().__init__(f"standard input {why}")


# ---------------------------------------------------------------------- reading


class _Source(NamedTuple):
    """What one file holds.

    Attributes:
        name: the file's own name.
        of: its format.
        incoming: its entries.
        not_carried: what is not taken, in words.
        backup: all of it, where it is a whole diary as JSON.
        where: where each of its entries stands; of another diary nothing is said.
    """

    name: str
    of: Format
    incoming: Incoming
    not_carried: tuple[str, ...]
    backup: Backup | None = None
    where: tuple[Where, ...] = ()


def _read(session: Session, path: Path, wanted: Format | None) -> _Source:
    from legdiary.imports.detect import DIARY, is_diary, is_sealed, read_data, read_path

    if is_diary(path, wanted):
        from legdiary.store.joining import entries_of_copy

        return _Source(path.name, DIARY, entries_of_copy(path.absolute(), session.diary_path.absolute()), ())
    if is_sealed(path):
        return _source(
            session.present,
            path.name,
            *read_data(_opened(session, path, wanted), path.name, session.present.zone, wanted),
        )
    return _source(session.present, path.name, *read_path(path, session.present.zone, wanted))


def _of_input(session: Session, wanted: Format | None) -> _Source:
    """What is piped into standard input, whatever format it is in.

    Raises:
        NothingPiped: nothing is.
        NobodyToAsk: it is encrypted, and a passphrase cannot be typed there too.
    """
    from legdiary.imports.detect import DIARY, holds_diary, holds_sealed, read_data
    from legdiary.imports.records import MOST_BYTES, TooLarge

    try:
        data = session.piped(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise NothingPiped(f"cannot be read ({getattr(error, 'strerror', None) or 'it is no file'})") from error
    if data is None:
        raise NothingPiped("is a terminal or closed; pipe a file into it")
    if not data:
        raise NothingPiped("is empty; pipe a file into it")
    if len(data) > MOST_BYTES:
        raise TooLarge(_PIPED)
    if holds_sealed(data):
        from legdiary.cli.sealing import NobodyToAsk

        raise NobodyToAsk
    if holds_diary(data, wanted):
        from legdiary.store.joining import entries_of_copy

        return _Source(_PIPED, DIARY, entries_of_copy(Path(_PIPED), None, data), ())
    return _source(session.present, _PIPED, *read_data(data, _PIPED, session.present.zone, wanted))


def _source(present: Present, name: str, of: Format, found: Found) -> _Source:
    """What was read, its entries filed by night: as the file itself says, or by the setting, as what is typed."""
    from legdiary.domain.entries import filed
    from legdiary.domain.merge import Incoming
    from legdiary.imports.detect import WITH_NIGHTS
    from legdiary.imports.own_json import Backup

    entries = found.entries if of in WITH_NIGHTS else [filed(entry, present) for entry in found.entries]
    marked = [(entry, place in found.recalled) for place, entry in enumerate(entries)]
    backup = found if isinstance(found, Backup) else None
    return _Source(name, of, Incoming(marked, found.products), found.not_carried, backup, found.where)


def _opened(session: Session, path: Path, wanted: Format | None) -> bytes:
    """What an encrypted export holds, in memory.

    Raises:
        StillSealed: it is a copy of a diary.
    """
    from legdiary.cli.sealing import ask_to_open
    from legdiary.imports.detect import holds_diary, read_bytes
    from legdiary.store.joining import StillSealed
    from legdiary.store.passing import IMPORTED

    data = ask_to_open(session, lambda: read_bytes(path), path, IMPORTED)
    if holds_diary(data, wanted):
        raise StillSealed(path.absolute())
    return data


# ---------------------------------------------------------------------- storing


class _Taken:
    """What became of the files: brought back whole, or merged."""

    def __init__(self, merged: Merged | None) -> None:
        self.merged = merged

    @property
    def whole(self) -> bool:
        """Whether the file became the diary, its history included."""
        return self.merged is None


def _store(session: Session, read: Sequence[_Source], files: Sequence[str], settler: Settler) -> _Taken:
    from legdiary.domain.merge import Standing

    def sort_out(standing: Standing) -> Merged:
        return _sort_out(read, standing, files, settler, session.present)

    backup = _backup(read)
    if backup is None and session.nothing_there:
        _until_settled(lambda: sort_out(Standing()), settler)  # what cannot be is refused before a diary is begun
    with session.writing() as diary:
        if backup is not None and diary.bring_back(backup.kept, backup.told):
            return _Taken(None)
        merged = _until_settled(lambda: diary.take_in(sort_out, session.present), settler)
    return _Taken(merged)


def _until_settled(act: Callable[[], Merged], settler: Settler) -> Merged:
    """Return what `act` makes; where conflicts are open, once they are asked about: the diary is not held as long.

    Raises:
        Contradicted: nobody to ask, or no answer.
    """
    from legdiary.domain.conflicts import Contradicted

    while True:
        try:
            return act()
        except Contradicted:
            if not settler.asked():
                raise


def _preview(session: Session, read: Sequence[_Source], settler: Settler) -> _Taken:
    """What `_store` would do; conflicts are shown, not refused."""
    from legdiary.domain.merge import Standing
    from legdiary.store.trouble import NoDiary

    try:
        with session.reading() as diary:
            if _backup(read) is not None and not diary.history(most=1):
                return _Taken(None)
            return _Taken(_merged(read, diary.standing(), settler, session.present))
    except NoDiary:
        if _backup(read) is not None:
            return _Taken(None)
        return _Taken(_merged(read, Standing(), settler, session.present))


def _backup(read: Sequence[_Source]) -> Backup | None:
    """The one file, if it is a whole diary as JSON."""
    return read[0].backup if len(read) == 1 else None


def _merged(read: Sequence[_Source], standing: Standing, settler: Settler, present: Present) -> Merged:
    """What the files bring.

    Raises:
        BadRow, InTheFuture: what has not come yet.
    """
    from legdiary.domain.merge import merge

    for source in read:
        if source.of.name != _DIARY:
            _check_past(zip((entry for entry, _ in source.incoming.entries), source.where, strict=True), present)
    settler.open.clear()
    merged = merge([source.incoming for source in read], standing, settler)
    # A diary holds what it holds, under whatever clock; what it brings must have come by this one too.
    _check_past(((entry, None) for entry, _ in merged.entries), present)
    return merged


def _sort_out(
    read: Sequence[_Source], standing: Standing, files: Sequence[str], settler: Settler, present: Present
) -> Merged:
    """What the files bring, once nothing in them contradicts what stands.

    Raises:
        Contradicted: something does.
    """
    from legdiary.domain.conflicts import Contradicted

    merged = _merged(read, standing, settler, present)
    if settler.open:
        import shlex

        raise Contradicted([conflict for _, conflict in settler.open], f"legdiary import {shlex.join(files)} --dry-run")
    return merged


def _check_past(entries: Iterable[tuple[Any, Where | None]], present: Present) -> None:
    """Refuse what has not come yet: in a file from elsewhere it is a wrong zone or a wrong year.

    Raises:
        BadRow: it has not, and here it stands.
        InTheFuture: it has not; where it stands is not known.
    """
    for entry, where in entries:
        moments = [getattr(entry, name, None) for name in ("at", "bed", "wake", "up")]
        latest = max((moment for moment in moments if moment is not None), default=None)
        night = getattr(entry, "night_of", None)
        ahead = latest is not None and latest.utc_s > present.now.utc_s + FUTURE_TOLERANCE_S
        if ahead or (night is not None and night > present.today):
            at = f" ({latest.local:%Y-%m-%d %H:%M})" if latest is not None else ""
            what, now = f"a {entry.kind} of {night}{at}", f"{present.now.local:%Y-%m-%d %H:%M}"
            if where is None:
                raise InTheFuture(f"{what} in the file", now)
            from legdiary.imports.records import at_row

            with at_row(*where):
                raise InTheFuture(what, now)


# ---------------------------------------------------------------------- answering


def _answers(read: Sequence[_Source], files: Sequence[str], taken: _Taken) -> list[OneFile]:
    """Return what became of each file."""
    from legdiary.domain.merge import Share
    from legdiary.render.import_answer import OneFile

    backup = _backup(read)
    if taken.merged is None and backup is not None:
        shares = [Share(new=Counter(each.entry.kind for each in backup.kept))]
    else:
        shares = taken.merged.shares if taken.merged else []
    return [
        OneFile(
            typed=typed, name=_PIPED if typed == _INPUT else typed, format=source.of.name, about=source.of.about,
            share=share, not_carried=_not_carried(source, taken),
            ledger_lines=len(backup.told) if backup is not None and taken.whole else None,
            is_diary=source.of.name == _DIARY,
        )
        for source, typed, share in zip(read, files, shares, strict=True)
    ]  # fmt: skip


def _not_carried(source: _Source, taken: _Taken) -> list[str]:
    told = list(source.not_carried)
    if source.of.name == _DIARY or (source.of.name == "json" and not taken.whole):
        told.append("its history and its numbers, since this diary has its own")
    return told
