"""Values to rows and back, and to the JSON of the ledger and back.

Every kind of entry says here which of its fields need more than being handed over. A moment takes two columns beside
the row's `zone`; in the ledger it is one text that names the zone as well.
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from functools import cache
from importlib import import_module
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.domain.moments import Moment
from legdiary.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from sqlite3 import Row

MOMENT, DAY, WORDS, FLAG, STEPS, HOLDS = "moment", "day", "words", "flag", "steps", "holds"
#: Fields that live in tables of their own, not in the entry's row.
_BESIDE = (STEPS, HOLDS)
_NIGHT = (("night_of", DAY),)


class Kind(NamedTuple):
    """One kind of entry: its table, its class (named, so that it loads on demand), its special fields."""

    name: str
    table: str
    where: str
    special: tuple[tuple[str, str], ...]
    by_night: bool = True

    def load(self) -> type[Any]:
        """The entry's class."""
        return _load(self.where)


@cache
def _load(where: str) -> type[Any]:
    module, _, name = where.partition(":")
    loaded: type[Any] = getattr(import_module(f"legdiary.domain.{module}"), name)
    return loaded


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("night", "night", "entries:Night", (*_NIGHT, ("body_parts", WORDS), ("sensations", WORDS))),
        Kind(
            "sleep",
            "sleep",
            "entries:Sleep",
            (*_NIGHT, *((event, MOMENT) for event in ("bed", "tried", "wake", "up", "planned"))),
        ),
        Kind("kratom", "dose", "entries:Dose", (*_NIGHT, ("at", MOMENT))),
        Kind("magnesium", "magnesium", "entries:Magnesium", (*_NIGHT, ("at", MOMENT), ("topical", FLAG))),
        Kind("factor", "factor", "exposures:Factor", (*_NIGHT, ("at", MOMENT))),
        Kind("symptom", "symptom", "exposures:Symptom", _NIGHT),
        Kind("medicine", "medicine", "exposures:Medicine", (*_NIGHT, ("at", MOMENT))),
        Kind("measure", "measure", "exposures:Measure", (("taken_on", DAY),), by_night=False),
        Kind("product", "product", "products:Product", (("opened_on", DAY),), by_night=False),
        Kind(
            "plan",
            "plan",
            "taper:Plan",
            (("ended_on", DAY), ("steps", STEPS), ("holds", HOLDS)),
            by_night=False,
        ),
    )
}


def _fields(kind: Kind) -> tuple[tuple[str, str | None], ...]:
    return _fields_of(kind.name)


@cache
def _fields_of(name: str) -> tuple[tuple[str, str | None], ...]:
    special = dict(KINDS[name].special)
    return tuple((field.name, special.get(field.name)) for field in fields(KINDS[name].load()))


def to_columns(kind: Kind, entry: Any) -> dict[str, object]:
    """The row of an entry, without its id; columns by name."""
    columns: dict[str, object] = {}
    for name, codec in _fields(kind):
        value = getattr(entry, name)
        if codec == MOMENT:
            columns[f"{name}_utc_s"] = value.utc_s if value else None
            columns[f"{name}_offset_min"] = value.offset_min if value else None
            columns["zone"] = value.zone if value else columns.get("zone")
        elif codec not in _BESIDE:
            columns[name] = _plain(codec, value)
    if kind.name == "plan":
        columns["starts_on"] = entry.starts_on.isoformat()
    return columns


def _plain(codec: str | None, value: Any) -> object:
    if codec == DAY:
        return value.isoformat() if value else None
    if codec == WORDS:
        return ",".join(value) or None
    if codec == FLAG:
        return int(value)
    return value


def from_row(kind: Kind, row: Row, *, checked: bool = True, **beside: object) -> Any:
    """The entry that a row holds.

    Args:
        kind: the kind of entry.
        row: the row.
        checked: whether the entry's own rules are asked; False where it is to be taken away.
        beside: fields that live in tables of their own.

    Raises:
        WrongEntry: the row breaks a rule of its kind.
    """
    return reader(kind.name, tuple(row.keys()), checked=checked)(row, **beside)


@cache
def reader(name: str, columns: tuple[str, ...], *, checked: bool = True) -> Callable[..., Any]:
    """Return what makes an entry of this kind from a row with these columns; an export reads tens of thousands."""
    place = {column: number for number, column in enumerate(columns)}
    told = _fields_of(name)
    needed = {f"{field}_{part}" for field, codec in told if codec == MOMENT for part in ("utc_s", "offset_min")}
    needed |= {field for field, codec in told if codec not in {MOMENT, *_BESIDE}}
    if not needed <= place.keys():  # one flipped bit in its text, and the file calls a column otherwise
        from legdiary.store.file import spoilt_schema

        raise spoilt_schema()
    pick = itemgetter(*(place.get(f"{field}_utc_s" if codec == MOMENT else field, 0) for field, codec in told))
    moments = [(number, place[f"{field}_offset_min"]) for number, (field, codec) in enumerate(told) if codec == MOMENT]
    zone = place.get("zone", 0)
    special = [
        (number, _REVIVED[codec]) for number, (_, codec) in enumerate(told) if codec is not None and codec in _REVIVED
    ]
    apart = {field: number for number, (field, codec) in enumerate(told) if codec in _BESIDE}
    made = KINDS[name].load() if checked else _unchecked(name)

    def entry(row: Row, **beside: object) -> Any:
        values = list(pick(row))
        for number, offset in moments:
            utc_s = values[number]
            if utc_s is not None:
                values[number] = Moment(utc_s, row[offset], row[zone])
        for number, revive in special:
            values[number] = revive(values[number])
        for field, value in beside.items():
            values[apart[field]] = value
        try:
            return made(*values)
        except BadValue as error:
            from legdiary.store.trouble import WrongEntry

            raise WrongEntry(name, row["id"], error.message) from error

    return entry


def _unchecked(name: str) -> Callable[..., Any]:
    from legdiary.values import unchecked

    return lambda *values: unchecked(KINDS[name].load(), dict(zip(_names_of(name), values, strict=True)))


def _names_of(name: str) -> list[str]:
    return [field for field, _ in _fields_of(name)]


_REVIVED: dict[str, Callable[[Any], object]] = {
    DAY: lambda value: date.fromisoformat(value) if value else None,
    WORDS: lambda value: tuple(value.split(",")) if value else (),
    FLAG: bool,
}


def to_ledger(kind: Kind, values: Mapping[str, Any]) -> str:
    """Fields as the ledger keeps them: JSON; what is not known is left out of a whole entry by the caller."""
    special = dict(kind.special)
    return json.dumps(
        {name: _jsonable(special.get(name), value) for name, value in values.items()},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _jsonable(codec: str | None, value: Any) -> object:
    if value is None:
        return None
    if codec == MOMENT:
        return value.text
    if codec == DAY:
        return value.isoformat()
    if codec == WORDS:
        return list(value)
    if codec == STEPS:
        return [[step.starts_on.isoformat(), step.target_mg, step.doses_per_day] for step in value]
    if codec == HOLDS:
        return [[hold.placed_on.isoformat(), hold.days, hold.step_starts_on.isoformat()] for hold in value]
    return value


def from_ledger(kind: Kind, text: str) -> dict[str, Any]:
    """The fields that a ledger line holds, as values again; `recalled` among them where it was kept."""
    special = dict(kind.special)
    loaded: dict[str, Any] = json.loads(text)
    return {name: _from_json(special.get(name), value) for name, value in loaded.items()}


def _from_json(codec: str | None, value: Any) -> object:
    if value is None:
        return None
    if codec == MOMENT:
        return Moment.from_text(value)
    if codec == DAY:
        return date.fromisoformat(value)
    if codec == WORDS:
        return tuple(value)
    if codec == STEPS:
        return tuple(_step(*parts) for parts in value)
    if codec == HOLDS:
        return tuple(_hold(*parts) for parts in value)
    return value


def _step(starts_on: str, target_mg: int, doses_per_day: int | None) -> object:
    return _load("taper:Step")(date.fromisoformat(starts_on), target_mg, doses_per_day)


def _hold(placed_on: str, days: int, step_starts_on: str) -> object:
    return _load("taper:Hold")(date.fromisoformat(placed_on), days, date.fromisoformat(step_starts_on))


def all_fields(kind: Kind, entry: Any, *, recalled: bool) -> dict[str, Any]:
    """Every known field of an entry, for a ledger line that holds it whole."""
    values = {name: getattr(entry, name) for name, _ in _fields(kind)}
    known = {name: value for name, value in values.items() if value is not None and value != ()}
    return known | ({"recalled": True} if recalled else {})


def whole(kind: Kind, values: Mapping[str, Any]) -> tuple[Any, bool]:
    """The entry and its `recalled` mark from a ledger line that holds it whole."""
    return kind.load()(**_without_mark(values)), bool(values.get("recalled", False))


def once(kind: Kind, values: Mapping[str, Any]) -> Any:
    """The entry as it once was, by the ledger: an older program may have stored what this one would not take."""
    try:
        return whole(kind, values)[0]
    except BadValue:
        from legdiary.values import unchecked

        return unchecked(kind.load(), _without_mark(values))


def _without_mark(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "recalled"}
