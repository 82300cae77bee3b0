"""The correction ledger as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.domain.time.moments import Moment
from legdiary.humanize import change_time
from legdiary.util.values import fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from legdiary.app.views import HistoryFound
    from legdiary.domain.ledger.ledger_line import FieldsLine
    from legdiary.render.json.values import Json


def history(found: HistoryFound) -> Json:
    """Return `{"changes": […]}`: a ledger line each, field values as they were kept; of many each as it is written."""

    def change(each: FieldsLine) -> Json:
        made = _change(each, from_inbox=each.change_id in found.from_inbox)
        if each.id in found.devices:
            made |= {"source": "sync", "device": found.devices[each.id]}
        return made

    if isinstance(found.lines, list):
        return {"changes": [change(each) for each in found.lines]}
    from legdiary.util.compressed_list import View

    return {"changes": View(found.lines, change)}


def _change(of: FieldsLine, *, from_inbox: bool) -> Json:
    return {
        "line": of.id,
        "change": of.change_id,
        "at": change_time(of.made_utc_ms, of.made_offset_min).isoformat(),
        "action": of.action,
        "source": "inbox" if from_inbox else None,
        "device": None,
        "kind": of.kind,
        "id": of.entry_id,
        "old": plain_fields(of.old),
        "new": plain_fields(of.new),
        "undoes": of.undoes,
    }


def plain_fields(fields: Mapping[str, Any] | None) -> Json | None:
    """Return fields as JSON has them; None for none."""
    return None if fields is None else {name: _jsonable(value) for name, value in fields.items()}


def _jsonable(value: Any) -> Any:
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Moment):
        return value.iso
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_jsonable(part) for part in value]
    return {each.name: _jsonable(getattr(value, each.name)) for each in fields(value)}  # a step or a hold of a plan
