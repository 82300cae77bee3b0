"""The correction ledger: what was changed, when, from what to what."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Protocol

from legdiary.domain.moments import Moment
from legdiary.render import words
from legdiary.render.change_text import ledger_line
from legdiary.render.layout import DIM, STRONG, Span, line, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.render.as_json import Json, Names
    from legdiary.render.layout import Line, Page


class LedgerLine(Protocol):
    """What a line of the ledger has, whoever keeps it."""

    @property
    def id(self) -> int: ...  # noqa: D102
    @property
    def change_id(self) -> int: ...  # noqa: D102
    @property
    def made_utc_ms(self) -> int: ...  # noqa: D102
    @property
    def made_offset_min(self) -> int: ...  # noqa: D102
    @property
    def action(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def entry_id(self) -> int: ...  # noqa: D102
    @property
    def old(self) -> Mapping[str, Any] | None: ...  # noqa: D102
    @property
    def new(self) -> Mapping[str, Any] | None: ...  # noqa: D102
    @property
    def undoes(self) -> int | None: ...  # noqa: D102


_ACTIONS = {"add": "added", "edit": "changed", "delete": "taken away", "undo": "undone"}


def history_text(lines: Sequence[LedgerLine], names: Names, page: Page) -> list[Line]:
    """A heading a day, a line a change."""
    if not lines:
        return [line("nothing was ever logged")]
    made: list[Line] = []
    day: date | None = None
    for each in lines:
        at = _made(each)
        if at.date() != day:
            day = at.date()
            made.append([Span(words.long_day(day), STRONG)])
        head = f"  {at:%H:%M}  #{each.entry_id:<5} "
        text = f"{each.kind} {_ACTIONS[each.action]}: {ledger_line(each.kind, each.old, each.new, names)}"
        told = wrapped(text, page.width - len(head))
        made += [[Span(" " * len(head) if number else head, DIM), *part] for number, part in enumerate(told)]
    return made


def _made(each: LedgerLine) -> datetime:
    return datetime.fromtimestamp(each.made_utc_ms / 1000, timezone(timedelta(minutes=each.made_offset_min)))


def history_json(lines: Sequence[LedgerLine], names: Names) -> Json:
    """`{"changes": […]}`: a ledger line each, field values as they were kept."""
    del names
    return {
        "changes": [
            {
                "line": each.id,
                "change": each.change_id,
                "at": _made(each).isoformat(),
                "action": each.action,
                "kind": each.kind,
                "id": each.entry_id,
                "old": _plain(each.old),
                "new": _plain(each.new),
                "undoes": each.undoes,
            }
            for each in lines
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
