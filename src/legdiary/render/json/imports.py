"""What an import did, or would do, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.taper.plan import Hold, Step
from legdiary.domain.time.moments import Moment
from legdiary.humanize import hold, step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from legdiary.app.imports.store_files import Imported
    from legdiary.domain.ledger.conflicts import Conflict
    from legdiary.render.json.values import Json


def imported(done: Imported) -> Json:
    """Return the answer as JSON."""
    return {
        "dry_run": done.dry_run,
        "whole": done.is_whole,
        "files": [
            {
                "file": each.typed,
                "format": each.format,
                "new": dict(+each.share.new),
                "there": dict(each.share.there),
                "filled": dict(each.share.filled),
                "changed_here_since": dict(+each.share.formerly),
                "changed_there": dict(each.share.changed),
                "deleted_as_there": each.share.deleted,
                "deleted_there": each.share.kept,
                "conflicts": [_conflict(conflict) for conflict in each.share.conflicts],
                "bad_rows": [row.place for row in each.left_out],
                "not_carried": list(each.not_carried),
            }
            for each in done.files
        ],
    }


def _conflict(conflict: Conflict) -> Json:
    both: Mapping[str, tuple[object, object]] = conflict.differing
    return {
        "kind": conflict.kind,
        "day": conflict.day.isoformat() if conflict.day else None,
        "id": conflict.number,
        "differing": {name: [_plain(one, conflict), _plain(two, conflict)] for name, (one, two) in both.items()},
        "in_diary": {name: _plain(one, conflict) for name, (one, _) in both.items()},
        "in_file": {name: _plain(two, conflict) for name, (_, two) in both.items()},
        "settled": conflict.settled,
    }


def _plain(value: object, conflict: Conflict) -> object:
    if isinstance(value, Moment):
        return value.iso
    if isinstance(value, Step):
        return step(value, conflict.substance or LEAF, conflict.unit)
    if isinstance(value, Hold):
        return hold(value)
    if isinstance(value, tuple):
        return [_plain(each, conflict) for each in value]
    return value if value is None or isinstance(value, str | int) else str(value)
