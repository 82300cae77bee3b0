"""Diaries of older schemas with which a life may begin, as the tests of the store keep them.

What they hold is read out of their ledger by the standard library alone.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model_diary import ModelDiary, tidy
from model_time import Moment

if TYPE_CHECKING:
    from model_diary import Entry

SCHEMAS = Path(__file__).parents[1] / "store" / "schemas"
KEPT = range(1, 8)
_MOMENTS = {"at", "bed", "tried", "wake", "up", "planned"}
_DAYS = {"night_of", "taken_on", "opened_on", "ended_on", "began_on"}


def begin_from(version: int, place: Path) -> ModelDiary:
    """Put a diary of an older schema in place, and return what it holds, with the changes that can be undone."""
    shutil.copy(SCHEMAS / f"diary-{version}.db", place)
    place.chmod(0o600)
    model = ModelDiary()
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as connection:
        lines = connection.execute(
            "SELECT change_id, action, kind, entry_id, old, new, undoes FROM ledger ORDER BY id"
        ).fetchall()
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        # What other devices' words made is not undone here.
        taken = set(connection.execute("SELECT * FROM sync_change")) if "sync_change" in tables else set()
    changes: dict[int, list[Any]] = {}
    for change, action, kind, number, old, new, undoes in lines:
        before = model.standing.get(number)
        after = _after(before, kind, json.loads(old or "{}"), None if new is None else json.loads(new))
        if after is None:
            del model.standing[number]
        else:
            model.standing[number] = after
        if action == "undo":
            changes.pop(undoes, None)
        else:
            changes.setdefault(change, []).append((number, before, after))
    model.lines = len(lines)
    model.undoable = [steps for change, steps in changes.items() if (change,) not in taken]
    return model


def _after(before: Entry | None, kind: str, old: Entry, new: Entry | None) -> Entry | None:
    """Return an entry after a line of the ledger: the fields of both sides are those that change."""
    if new is None:
        return None
    kept = {name: value for name, value in (before or {"kind": kind}).items() if name not in old}
    return tidy(kept | {name: _read(name, value) for name, value in new.items()})


def read_entry(told: dict[str, Any]) -> Entry:
    """Return an exported entry as a model holds it."""
    return tidy({name: _read(name, value) for name, value in told.items() if name != "id"})


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _MOMENTS:
        text, _, zone = value.partition("[")
        return Moment(int(datetime.fromisoformat(text).timestamp()), zone.removesuffix("]"))
    return date.fromisoformat(value) if name in _DAYS else value
