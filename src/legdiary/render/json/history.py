"""The correction ledger as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.domain.time.moments import Moment
from legdiary.humanize import change_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from legdiary.app.views import HistoryFound
    from legdiary.render.json.values import Json


def history(found: HistoryFound) -> Json:
    """Return `{"changes": […]}`: a ledger line each, field values as they were kept."""
    return {
        "changes": [
            {
                "line": each.id,
                "change": each.change_id,
                "at": change_time(each.made_utc_ms, each.made_offset_min).isoformat(),
                "action": each.action,
                "source": "inbox" if each.change_id in found.from_inbox else None,
                "kind": each.kind,
                "id": each.entry_id,
                "old": _plain(each.old),
                "new": _plain(each.new),
                "undoes": each.undoes,
            }
            for each in found.lines
        ]
    }


def _plain(fields: Mapping[str, Any] | None) -> Json | None:
    return None if fields is None else {name: _jsonable(value) for name, value in fields.items()}


def _jsonable(value: Any) -> Any:
    if isinstance(value, Moment):
        return value.iso
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_jsonable(part) for part in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _jsonable(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
