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
    from collections.abc import Iterable, Sequence

    from legdiary.cli.session import Session
    from legdiary.domain.merge import Incoming, Merged, Share, Standing
    from legdiary.domain.moments import Present
    from legdiary.imports.detect import Format
    from legdiary.imports.own_json import Backup
    from legdiary.imports.records import Found, Where
    from legdiary.render.layout import Line

_EXPLAINED = "legdiary import --help"
_DIARY = "diary"
_INPUT, _PIPED = "-", "standard input"
_MOST_SHOWN = 20
#: What several of a kind are called, where an s does not do.
_NOUNS = {
    "kratom": ("kratom entry", "kratom entries"),
    "magnesium": ("magnesium entry", "magnesium entries"),
    "plan": ("taper plan",),
}


def import_files(
    ctx: typer.Context,
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE…", help="Files, or an exported folder; - is standard input.")
    ] = None,
    chosen: Annotated[
        str | None, typer.Option("--as", metavar="FORMAT", help="json, csv, diary, plees, sleep-as-android, …")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come, and store nothing.")] = False,
    as_json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Take in an export, another app's history, or a conflict copy of the diary. What is there is not added again."""
    session: Session = ctx.obj
    from legdiary.imports.detect import format_called

    if not files:
        raise MissingValue("the file to import", _EXPLAINED)
    wanted = format_called(chosen) if chosen else None
    if files.count(_INPUT) > 1:
        raise NothingPiped("can be read once; give - once")
    read = [_of_input(session, wanted) if each == _INPUT else _read(session, path_of(each), wanted) for each in files]
    taken = _preview(session, read) if dry_run else _store(session, read, files)
    session.answer(
        _lines(read, files, taken, dry_run=dry_run), lambda: _json(read, files, taken, dry_run=dry_run), as_json=as_json
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
        return _source(path.name, *read_data(_opened(session, path, wanted), path.name, session.present.zone, wanted))
    return _source(path.name, *read_path(path, session.present.zone, wanted))


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
    return _source(_PIPED, *read_data(data, _PIPED, session.present.zone, wanted))


def _source(name: str, of: Format, found: Found) -> _Source:
    from legdiary.domain.merge import Incoming
    from legdiary.imports.own_json import Backup

    marked = [(entry, place in found.recalled) for place, entry in enumerate(found.entries)]
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


def _store(session: Session, read: Sequence[_Source], files: Sequence[str]) -> _Taken:
    from legdiary.domain.merge import Standing

    backup = _backup(read)
    if backup is None and session.nothing_there:
        _sort_out(read, Standing(), files, session.present)  # what cannot be is refused before a diary is begun
    with session.writing() as diary:
        if backup is not None and diary.bring_back(backup.kept, backup.told):
            session.stored = True
            return _Taken(None)
        merged = diary.take_in(lambda standing: _sort_out(read, standing, files, session.present), session.present)
    session.stored = merged.changes
    return _Taken(merged)


def _preview(session: Session, read: Sequence[_Source]) -> _Taken:
    """What `_store` would do; conflicts are shown, not refused."""
    from legdiary.domain.merge import Standing
    from legdiary.store.trouble import NoDiary

    try:
        with session.reading() as diary:
            if _backup(read) is not None and not diary.history(most=1):
                return _Taken(None)
            return _Taken(_merged(read, diary.standing(), session.present))
    except NoDiary:
        if _backup(read) is not None:
            return _Taken(None)
        return _Taken(_merged(read, Standing(), session.present))


def _backup(read: Sequence[_Source]) -> Backup | None:
    """The one file, if it is a whole diary as JSON."""
    return read[0].backup if len(read) == 1 else None


def _merged(read: Sequence[_Source], standing: Standing, present: Present) -> Merged:
    """What the files bring.

    Raises:
        BadRow, InTheFuture: what has not come yet.
    """
    from legdiary.domain.merge import merge

    for source in read:
        if source.of.name != _DIARY:
            _check_past(zip((entry for entry, _ in source.incoming.entries), source.where, strict=True), present)
    merged = merge([source.incoming for source in read], standing)
    # A diary holds what it holds, under whatever clock; what it brings must have come here too.
    _check_past(((entry, None) for entry, _ in merged.entries), present)
    return merged


def _sort_out(read: Sequence[_Source], standing: Standing, files: Sequence[str], present: Present) -> Merged:
    from legdiary.domain.merge import Contradicted

    merged = _merged(read, standing, present)
    conflicts = [conflict for share in merged.shares for conflict in share.conflicts]
    if conflicts:
        import shlex

        raise Contradicted(conflicts, f"legdiary import {shlex.join(files)} --dry-run")
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


def _counts(read: Sequence[_Source], taken: _Taken) -> list[Share]:
    """What became of each file."""
    if taken.merged is not None:
        return taken.merged.shares
    from legdiary.domain.merge import Share

    backup = _backup(read)
    return [Share(new=Counter(each.entry.kind for each in backup.kept))] if backup else []


def _lines(read: Sequence[_Source], files: Sequence[str], taken: _Taken, *, dry_run: bool) -> list[Line]:
    from legdiary.render.layout import DIM, Span, line
    from legdiary.render.words import user_text

    lines: list[Line] = []
    for source, name, share in zip(read, files, _counts(read, taken), strict=True):
        lines.append(line(user_text(_PIPED if name == _INPUT else name), f": {source.of.about}"))
        lines += [line(f"  {told}") for told in _told(share, dry_run=dry_run)]
        if taken.whole:
            backup = _backup(read)
            lines.append(line(f"  with its history: {_many(len(backup.told) if backup else 0, 'line')} of the ledger"))
        lines += _conflict_lines(share)
        lines += [line(Span(f"  not carried: {told}", DIM)) for told in _not_carried(source, taken)]
    lines.append(line(Span(_last_line(read, taken, dry_run=dry_run), DIM)))
    return lines


def _told(share: Share, *, dry_run: bool) -> list[str]:
    would = "would add" if dry_run else "added"
    told = [f"{would} {_by_kind(share.new)}"] if share.new else [f"{would} nothing"]
    if share.filled:
        told.append(f"{'would fill in' if dry_run else 'filled in'} what was missing of {_by_kind(share.filled)}")
    if share.changed:
        told.append(
            f"{'would take over' if dry_run else 'took over'} what was changed there: {_by_kind(share.changed)}"
        )
    if share.there:
        told.append(f"there already: {_by_kind(share.there)}")
    if share.formerly:
        told.append(f"changed or deleted here since, left so: {_by_kind(share.formerly)}")
    if share.kept:
        told.append(f"deleted there, left here: {_numbers(share.kept)}")
    return told


def _by_kind(counts: Counter[str]) -> str:
    return ", ".join(_many(count, *_NOUNS.get(kind, (kind,))) for kind, count in counts.items())


def _numbers(kept: Sequence[int]) -> str:
    more = f" and {len(kept) - _MOST_SHOWN} more" if len(kept) > _MOST_SHOWN else ""
    return ", ".join(f"#{number}" for number in kept[:_MOST_SHOWN]) + more


def _many(count: int, noun: str, many: str | None = None) -> str:
    from legdiary.render.words import plural

    return plural(count, noun, many)


def _conflict_lines(share: Share) -> list[Line]:
    from legdiary.render.layout import line
    from legdiary.render.words import user_text

    lines = []
    for conflict in share.conflicts[:_MOST_SHOWN]:
        there = f"#{conflict.number}" if conflict.number else "another row"
        both = "; ".join(
            f"{name}: {_side(one)} there, {_side(two)} here" for name, (one, two) in conflict.differing.items()
        )
        lines.append(line(f"  differs from {there}, {conflict.kind} of {conflict.day}: ", user_text(both)))
    if len(share.conflicts) > _MOST_SHOWN:
        lines.append(line(f"  and {len(share.conflicts) - _MOST_SHOWN} more that differ"))
    return lines


def _side(value: object) -> str:
    """One side of a difference, as a person reads it."""
    from legdiary.domain.amounts import format_grams
    from legdiary.domain.moments import Moment
    from legdiary.domain.taper import Hold, Step

    if isinstance(value, Moment):
        return f"{value.local:%H:%M}"
    if isinstance(value, Step):
        return f"{value.starts_on} {format_grams(value.target_mg)}"
    if isinstance(value, Hold):
        return f"held {value.days}d from {value.placed_on}"
    if isinstance(value, tuple):
        return ", ".join(map(_side, value)) or "–"
    return "–" if value is None else str(value)


def _not_carried(source: _Source, taken: _Taken) -> list[str]:
    told = list(source.not_carried)
    if source.of.name == _DIARY or (source.of.name == "json" and not taken.whole):
        told.append("its history and its numbers, since this diary has its own")
    return told


def _last_line(read: Sequence[_Source], taken: _Taken, *, dry_run: bool) -> str:
    if taken.merged is not None and any(share.conflicts for share in taken.merged.shares):
        if any(source.of.name == _DIARY for source in read):
            return (
                "Nothing can be stored while these differ: edit them here (`legdiary edit ID …`) or there "
                "(`legdiary --diary FILE edit ID …`) until they agree."
            )
        return "Nothing can be stored while these differ: edit or delete the entries here, or change the file."
    if dry_run:
        return "Nothing was stored: --dry-run."
    if taken.merged is None:
        return "The diary is as it was when it was exported."
    return "One change: `legdiary undo` takes all of it back." if taken.merged.changes else "Nothing was changed."


def _json(read: Sequence[_Source], files: Sequence[str], taken: _Taken, *, dry_run: bool) -> dict[str, Any]:
    shares = _counts(read, taken)
    return {
        "dry_run": dry_run,
        "whole": taken.whole,
        "files": [
            {
                "file": name,
                "format": source.of.name,
                "new": dict(share.new),
                "there": dict(share.there),
                "filled": dict(share.filled),
                "changed_here_since": dict(share.formerly),
                "changed_there": dict(share.changed),
                "deleted_there": share.kept,
                "conflicts": [
                    {
                        "kind": each.kind,
                        "day": each.day.isoformat() if each.day else None,
                        "id": each.number,
                        "differing": {key: [_plain(one), _plain(two)] for key, (one, two) in each.differing.items()},
                    }
                    for each in share.conflicts
                ],
                "not_carried": _not_carried(source, taken),
            }
            for source, name, share in zip(read, files, shares, strict=True)
        ],
    }


def _plain(value: object) -> object:
    from legdiary.domain.moments import Moment

    if isinstance(value, Moment):
        return value.iso
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, str | int) else _side(value)
