"""`import`: what other programs wrote, and what legdiary handed over. All of it in one change, or nothing."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legdiary.cli.options import JsonOption, MissingValue
from legdiary.domain.moments import FUTURE_TOLERANCE_S, InTheFuture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.cli.session import Session
    from legdiary.domain.merge import Incoming, Merged, Share, Standing
    from legdiary.domain.moments import Present
    from legdiary.imports.detect import Format
    from legdiary.imports.own_json import Backup
    from legdiary.imports.records import Found
    from legdiary.render.layout import Line

_EXAMPLE = "legdiary import plees.csv --dry-run"
_MOST_SHOWN = 20
#: What several of a kind are called, where an s does not do.
_NOUNS = {
    "kratom": ("kratom entry", "kratom entries"),
    "magnesium": ("magnesium entry", "magnesium entries"),
    "plan": ("taper plan",),
}


def import_files(
    ctx: typer.Context,
    files: Annotated[list[str] | None, typer.Argument(metavar="FILE…", help="Files, or an exported folder.")] = None,
    chosen: Annotated[
        str | None, typer.Option("--as", metavar="FORMAT", help="json, csv, plees, sleep-as-android, …")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come, and store nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Take in an export of legdiary's own, or another diary's file. What is there already is not added again."""
    session: Session = ctx.obj
    from legdiary.imports.detect import format_called, read_path

    if not files:
        raise MissingValue("the file to import", _EXAMPLE)
    wanted = format_called(chosen) if chosen else None
    paths = [Path(os.path.expanduser(each)) for each in files]  # noqa: PTH111 - an unknown ~name is a name
    read = [read_path(path, session.present.zone, wanted) for path in paths]
    taken = _preview(session, read) if dry_run else _store(session, read, files)
    session.answer(
        _lines(read, files, taken, dry_run=dry_run), lambda: _json(read, files, taken, dry_run=dry_run), as_json=as_json
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


def _store(session: Session, read: Sequence[tuple[Format, Found]], files: Sequence[str]) -> _Taken:
    from legdiary.domain.merge import Standing

    backup = _backup(read)
    if backup is None:
        _check_past(read, session.present)
        if session.nothing_there:
            _sort_out(read, Standing(), files)  # a contradiction within is refused before a diary is begun
    with session.writing() as diary:
        if backup is not None and diary.bring_back(backup.kept, backup.told):
            session.stored = True
            return _Taken(None)
        if backup is not None:
            _check_past(read, session.present)
        merged = diary.take_in(lambda standing: _sort_out(read, standing, files), session.present)
    session.stored = merged.changes
    return _Taken(merged)


def _preview(session: Session, read: Sequence[tuple[Format, Found]]) -> _Taken:
    """What `_store` would do; conflicts are shown, not refused."""
    from legdiary.domain.merge import Standing, merge
    from legdiary.store.trouble import NoDiary

    standing, begun = Standing(), False
    try:
        with session.reading() as diary:
            standing, begun = diary.standing(), bool(diary.history(most=1))
    except NoDiary:
        pass
    if _backup(read) is not None and not begun:
        return _Taken(None)
    _check_past(read, session.present)
    return _Taken(merge(_incoming(read), standing))


def _backup(read: Sequence[tuple[Format, Found]]) -> Backup | None:
    """The one file, if it is a whole diary."""
    from legdiary.imports.own_json import Backup

    found = read[0][1]
    return found if len(read) == 1 and isinstance(found, Backup) else None


def _sort_out(read: Sequence[tuple[Format, Found]], standing: Standing, files: Sequence[str]) -> Merged:
    from legdiary.domain.merge import Contradicted, merge

    merged = merge(_incoming(read), standing)
    conflicts = [conflict for share in merged.shares for conflict in share.conflicts]
    if conflicts:
        import shlex

        raise Contradicted(conflicts, f"legdiary import {shlex.join(files)} --dry-run")
    return merged


def _incoming(read: Sequence[tuple[Format, Found]]) -> list[Incoming]:
    from legdiary.domain.merge import Incoming

    return [
        Incoming([(entry, place in found.recalled) for place, entry in enumerate(found.entries)], found.products)
        for _, found in read
    ]


def _check_past(read: Sequence[tuple[Format, Found]], present: Present) -> None:
    """Refuse what has not come yet: in a file from elsewhere it is a wrong zone or a wrong year."""
    for _, found in read:
        for entry in found.entries:
            moments = [getattr(entry, name, None) for name in ("at", "bed", "wake", "up")]
            latest = max((moment.utc_s for moment in moments if moment is not None), default=0)
            night = getattr(entry, "night_of", None)
            if latest > present.now.utc_s + FUTURE_TOLERANCE_S or (night is not None and night > present.today):
                raise InTheFuture(f"a {entry.kind} of {night} in the file", f"{present.now.local:%Y-%m-%d %H:%M}")


# ---------------------------------------------------------------------- answering


def _counts(read: Sequence[tuple[Format, Found]], taken: _Taken) -> list[Share]:
    """What became of each file."""
    if taken.merged is not None:
        return taken.merged.shares
    from legdiary.domain.merge import Share

    backup = _backup(read)
    return [Share(new=Counter(each.entry.kind for each in backup.kept))] if backup else []


def _lines(read: Sequence[tuple[Format, Found]], files: Sequence[str], taken: _Taken, *, dry_run: bool) -> list[Line]:
    from legdiary.render.layout import DIM, Span, line, user_text

    lines: list[Line] = []
    for (of, found), name, share in zip(read, files, _counts(read, taken), strict=True):
        lines.append(line(user_text(name), f": {of.about}"))
        lines += [line(f"  {told}") for told in _told(share, dry_run=dry_run)]
        if taken.whole:
            backup = _backup(read)
            lines.append(line(f"  with its history: {_many(len(backup.told) if backup else 0, 'line')} of the ledger"))
        lines += _conflict_lines(share)
        lines += [line(Span(f"  not carried: {told}", DIM)) for told in _not_carried(of, found, taken)]
    lines.append(line(Span(_last_line(taken, dry_run=dry_run), DIM)))
    return lines


def _told(share: Share, *, dry_run: bool) -> list[str]:
    would = "would add" if dry_run else "added"
    told = [f"{would} {_by_kind(share.new)}"] if share.new else [f"{would} nothing"]
    if share.filled:
        told.append(f"{'would fill in' if dry_run else 'filled in'} what was missing of {_by_kind(share.filled)}")
    if share.there:
        told.append(f"there already: {_by_kind(share.there)}")
    if share.formerly:
        told.append(f"changed or deleted here since, left so: {_by_kind(share.formerly)}")
    return told


def _by_kind(counts: Counter[str]) -> str:
    return ", ".join(_many(count, *_NOUNS.get(kind, (kind,))) for kind, count in counts.items())


def _many(count: int, noun: str, many: str | None = None) -> str:
    from legdiary.render.words import plural

    return plural(count, noun, many)


def _conflict_lines(share: Share) -> list[Line]:
    from legdiary.render.layout import line, user_text

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
    from legdiary.domain.moments import Moment

    if isinstance(value, Moment):
        return f"{value.local:%H:%M}"
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value)
    return "–" if value is None else str(value)


def _not_carried(of: Format, found: Found, taken: _Taken) -> list[str]:
    told = list(found.not_carried)
    if of.name == "json" and not taken.whole:
        told.append("its history and its numbers, since this diary has its own")
    return told


def _last_line(taken: _Taken, *, dry_run: bool) -> str:
    if taken.merged is not None and any(share.conflicts for share in taken.merged.shares):
        return "Nothing can be stored while these differ: edit or delete the entries here, or change the file."
    if dry_run:
        return "Nothing was stored: --dry-run."
    if taken.merged is None:
        return "The diary is as it was when it was exported."
    return "One change: `legdiary undo` takes all of it back." if taken.merged.changes else "Nothing was changed."


def _json(
    read: Sequence[tuple[Format, Found]], files: Sequence[str], taken: _Taken, *, dry_run: bool
) -> dict[str, Any]:
    shares = _counts(read, taken)
    return {
        "dry_run": dry_run,
        "whole": taken.whole,
        "files": [
            {
                "file": name,
                "format": of.name,
                "new": dict(share.new),
                "there": dict(share.there),
                "filled": dict(share.filled),
                "changed_here_since": dict(share.formerly),
                "conflicts": [
                    {
                        "kind": each.kind,
                        "day": each.day.isoformat() if each.day else None,
                        "id": each.number,
                        "differing": {key: [_plain(one), _plain(two)] for key, (one, two) in each.differing.items()},
                    }
                    for each in share.conflicts
                ],
                "not_carried": _not_carried(of, found, taken),
            }
            for (of, found), name, share in zip(read, files, shares, strict=True)
        ],
    }


def _plain(value: object) -> object:
    from legdiary.domain.moments import Moment

    if isinstance(value, Moment):
        return value.iso
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, str | int) else str(value)
