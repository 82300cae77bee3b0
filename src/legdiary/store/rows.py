"""Conversion of entries to rows and back, and to the ledger's JSON and back.

The types of its class's fields decide which of them need converting. A moment takes two columns and the row's `zone`;
in the ledger it is one text that names the zone as well.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import cache
from operator import attrgetter, itemgetter

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.time.moments import Moment
from legdiary.errors import BadValue
from legdiary.util.json_text import object_text
from legdiary.util.values import fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from sqlite3 import Row
    from typing import Any

    from legdiary.domain.entries.kinds import Kind
    from legdiary.domain.ledger.ledger_line import FieldsLine, TextLine

MOMENT, DAY, WORDS, FLAG, STEPS, HOLDS = "moment", "day", "words", "flag", "steps", "holds"
#: Codecs of fields that are kept in tables of their own, not in the entry's row.
_IN_OWN_TABLES = (STEPS, HOLDS)
#: Between two lists of words, where both are one text.
BETWEEN_LISTS = ";"


#: A field's type, as the classes of entries write it → its codec; values of other types are stored unchanged.
_CODECS = {
    "Moment": MOMENT, "date": DAY, "tuple[str, ...]": WORDS, "bool": FLAG,
    "tuple[Step, ...]": STEPS, "tuple[Hold, ...]": HOLDS,
}  # fmt: skip


def _fields(kind: Kind) -> tuple[tuple[str, str | None], ...]:
    return _fields_of(kind.name)


@cache
def _fields_of(name: str) -> tuple[tuple[str, str | None], ...]:
    found = fields(KINDS[name].load())
    return tuple((each.name, _CODECS.get(str(each.type).removesuffix(" | None"))) for each in found)


@cache
def codecs_of(name: str) -> dict[str, str]:
    """Return field → codec, for the fields of a kind that need converting."""
    return {field: codec for field, codec in _fields_of(name) if codec is not None}


def to_columns(kind: Kind, entry: Any) -> dict[str, object]:
    """Return the row of an entry by column name, without its id."""
    columns: dict[str, object] = {}
    for name, codec in _fields(kind):
        value = getattr(entry, name)
        if codec == MOMENT:
            columns[f"{name}_utc_s"] = value.utc_s if value else None
            columns[f"{name}_offset_min"] = value.offset_min if value else None
            columns["zone"] = value.zone if value else columns.get("zone")
        elif codec not in _IN_OWN_TABLES:
            columns[name] = _to_column(codec, value)
    if kind.name == "plan":
        columns["starts_on"] = entry.starts_on.isoformat()
    return columns


def row_writer(
    name: str, columns: Sequence[str], renamed: Mapping[str, Mapping[Any, Any]] | None = None
) -> Callable[[int, Any, bool], tuple[object, ...]]:
    """Return the function that makes the row of an entry as a tuple: `to_columns`, for many rows of one kind.

    Args:
        name: the kind, any but the plan.
        columns: the columns in the order of the tuple, the id and the `recalled` mark among them.
        renamed: field → the values that are written as others.
    """
    told = _fields_of(name)
    values = attrgetter(*(field for field, _ in told))
    moments = [number for number, (_, codec) in enumerate(told) if codec == MOMENT]
    special = [(number, codec) for number, (_, codec) in enumerate(told) if codec not in {None, MOMENT}]
    others = [(number, (renamed or {})[field]) for number, (field, _) in enumerate(told) if field in (renamed or {})]
    made = [f"{field}_utc_s" if codec == MOMENT else field for field, codec in told]
    made += [f"{told[number][0]}_offset_min" for number in moments]
    pick = itemgetter(*([*made, "zone", "id", "recalled"].index(column) for column in columns))

    def row(entry_id: int, entry: Any, recalled: bool) -> tuple[object, ...]:  # noqa: FBT001 - a row's own order
        columns = list(values(entry))
        zone = None
        for number in moments:
            moment = columns[number]
            if moment is None:
                columns.append(None)
            else:
                columns[number], zone = moment.utc_s, moment.zone
                columns.append(moment.offset_min)
        for number, codec in special:
            columns[number] = _to_column(codec, columns[number])
        for number, values_of in others:
            columns[number] = values_of.get(columns[number], columns[number])
        columns += (zone, entry_id, int(recalled))
        made: tuple[object, ...] = pick(columns)
        return made

    return row


def _to_column(codec: str | None, value: Any) -> object:
    if codec == DAY:
        return value.isoformat() if value else None
    if codec == WORDS:
        return ",".join(value) or None
    if codec == FLAG:
        return int(value)
    return value


def from_row(kind: Kind, row: Row, *, checked: bool = True, **beside: object) -> Any:
    """Return the entry that a row holds.

    Args:
        kind: the kind of entry.
        row: the row.
        checked: apply the entry's own rules; False for an entry that is to be deleted.
        beside: fields that are kept in tables of their own.

    Raises:
        WrongEntry: the row breaks a rule of its kind.
    """
    return row_reader(kind.name, tuple(row.keys()), checked=checked)(row, **beside)


@cache
def row_reader(name: str, columns: tuple[str, ...], *, checked: bool = True) -> Callable[..., Any]:
    """Return the function that makes an entry of this kind from a row with these columns; exports call it often."""
    place = {column: number for number, column in enumerate(columns)}
    told = _fields_of(name)
    needed = {f"{field}_{part}" for field, codec in told if codec == MOMENT for part in ("utc_s", "offset_min")}
    needed |= {field for field, codec in told if codec not in {MOMENT, *_IN_OWN_TABLES}}
    if not needed <= place.keys():  # one flipped bit in its text, and the file calls a column otherwise
        from legdiary.store.connection import schema_error

        raise schema_error()
    pick = itemgetter(*(place.get(f"{field}_utc_s" if codec == MOMENT else field, 0) for field, codec in told))
    moments = [(number, place[f"{field}_offset_min"]) for number, (field, codec) in enumerate(told) if codec == MOMENT]
    zone = place.get("zone", 0)
    special = [
        (number, _FROM_COLUMN[codec])
        for number, (_, codec) in enumerate(told)
        if codec is not None and codec in _FROM_COLUMN
    ]
    apart = {field: number for number, (field, codec) in enumerate(told) if codec in _IN_OWN_TABLES}
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
            from legdiary.store.errors import WrongEntry

            raise WrongEntry(name, row["id"], error.message) from error

    return entry


def _unchecked(name: str) -> Callable[..., Any]:
    from legdiary.domain.invariants import unchecked

    return lambda *values: unchecked(KINDS[name].load(), dict(zip(_names_of(name), values, strict=True)))


def _names_of(name: str) -> list[str]:
    return [field for field, _ in _fields_of(name)]


_FROM_COLUMN: dict[str, Callable[[Any], object]] = {
    DAY: lambda value: date.fromisoformat(value) if value else None,
    WORDS: lambda value: tuple(value.split(",")) if value else (),
    FLAG: bool,
}


def to_ledger(kind: Kind, values: Mapping[str, Any]) -> str:
    """Return fields as the ledger's JSON; for a whole entry the caller leaves out fields that are not known."""
    special = codecs_of(kind.name)
    return object_text({name: _jsonable(special.get(name), value) for name, value in values.items()})


@cache
def _decoder() -> Callable[[str], dict[str, Any]]:
    """Return what reads the ledger's JSON; most nightly commands read none."""
    from json import JSONDecoder

    return JSONDecoder().decode


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
        return [[step.starts_on.isoformat(), step.target, step.doses_per_day, *_known(step.why)] for step in value]
    if codec == HOLDS:
        return [
            [hold.placed_on.isoformat(), hold.days, hold.step_starts_on.isoformat(), *_known(hold.why)]
            for hold in value
        ]
    return value


def _known(why: str | None) -> list[str]:
    """Return the last part of a step or a hold, which those without a reason do not have."""
    return [] if why is None else [why]


def from_ledger(kind: Kind, text: str) -> dict[str, Any]:
    """Return the fields of a ledger line as values, with `recalled` where the line has it."""
    return from_json_fields(kind, _decoder()(text))


def from_json_fields(kind: Kind, loaded: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as values from those of JSON."""
    special = codecs_of(kind.name)
    return {name: _from_json(special.get(name), value) for name, value in loaded.items()}


def to_json_fields(kind: Kind, entry: Any, *, recalled: bool) -> dict[str, Any]:
    """Return every known field of an entry as JSON has it in the ledger."""
    special = codecs_of(kind.name)
    known = all_fields(kind, entry, recalled=recalled)
    return {name: _jsonable(special.get(name), value) for name, value in known.items()}


def json_text(fields: Mapping[str, Any]) -> str:
    """Return fields of JSON as the ledger's text."""
    return object_text(fields)


def cleared_field(kind: Kind, name: str) -> object:
    """Return what the ledger's JSON holds for a field that was cleared."""
    return [] if codecs_of(kind.name).get(name) in {WORDS, STEPS, HOLDS} else None


def raw_line(row: Any) -> TextLine:
    """Return the line of the ledger that a row holds, its sides as text."""
    from legdiary.domain.ledger.ledger_line import LedgerLine

    return LedgerLine._make(row)  # statements name the columns in the table's order, which is that of its fields


def line_of(row: Any) -> FieldsLine:
    """Return the line of the ledger that a row holds, its sides as values."""
    return with_values(raw_line(row))


def with_values(line: TextLine) -> FieldsLine:
    """Return the same line, its sides as values."""
    from legdiary.domain.ledger.ledger_line import LedgerLine

    kind = KINDS[line.kind]
    old, new = (from_ledger(kind, side) if side is not None else None for side in (line.old, line.new))
    return LedgerLine(*line[:8], old, new, line.undoes)


def _from_json(codec: str | None, value: Any) -> object:
    if value is None:
        return None
    if codec == MOMENT:
        return Moment.from_text(value)
    if codec == DAY:
        return _day(value)
    if codec == WORDS:
        return tuple(value)
    if codec == STEPS:
        return tuple(_step(*parts) for parts in value)
    if codec == HOLDS:
        return tuple(_hold(*parts) for parts in value)
    return value


def _day(text: str) -> date:
    """Return the day of a text as the ledger writes it; Python reads more spellings, but an entry has one text.

    Raises:
        ValueError: it is no such text.
    """
    found = date.fromisoformat(text)
    if found.isoformat() != text:
        raise ValueError(text)
    return found


def step_columns(plan: Any) -> list[dict[str, object]]:
    """Return the rows of a plan's steps, without the plan's number: the target in the unit of its substance."""
    in_mg = plan.substance is None
    return [
        {
            "starts_on": step.starts_on.isoformat(),
            "target_mg": step.target if in_mg else None,
            "doses_per_day": step.doses_per_day,
            "target_ug": None if in_mg else step.target,
            "why": step.why,
        }
        for step in plan.steps
    ]


def hold_columns(plan: Any) -> list[dict[str, object]]:
    """Return the rows of a plan's holds, without the plan's number."""
    return [
        {
            "position": position,
            "placed_on": hold.placed_on.isoformat(),
            "days": hold.days,
            "step_starts_on": hold.step_starts_on.isoformat(),
            "why": hold.why,
        }
        for position, hold in enumerate(plan.holds)
    ]


def hold_of_row(row: Any) -> object:
    """Return the hold that a row holds."""
    return _hold(row["placed_on"], row["days"], row["step_starts_on"], row["why"])


def step_of_row(row: Any) -> object:
    """Return the step that a row holds."""
    target = row["target_ug"] if row["target_mg"] is None else row["target_mg"]
    return _step(row["starts_on"], target, row["doses_per_day"], row["why"])


def _step(starts_on: str, target_mg: int, doses_per_day: int | None, why: str | None = None) -> object:
    from legdiary.domain.taper.plan import Step

    return Step(_day(starts_on), target_mg, doses_per_day, why)


def _hold(placed_on: str, days: int, step_starts_on: str, why: str | None = None) -> object:
    from legdiary.domain.taper.plan import Hold

    return Hold(_day(placed_on), days, _day(step_starts_on), why)


def all_fields(kind: Kind, entry: Any, *, recalled: bool) -> dict[str, Any]:
    """Return every known field of an entry, for a ledger line that holds the whole entry."""
    values = {name: getattr(entry, name) for name, _ in _fields(kind)}
    known = {name: value for name, value in values.items() if value is not None and value != ()}
    return known | ({"recalled": True} if recalled else {})


def entry_of_line(kind: Kind, values: Mapping[str, Any]) -> tuple[Any, bool]:
    """Return the entry and its `recalled` mark from a ledger line that holds the whole entry."""
    return kind.load()(**_without_mark(values)), bool(values.get("recalled", False))


def former_entry(kind: Kind, values: Mapping[str, Any]) -> Any:
    """Return a former entry from the ledger; unchecked if an older program stored what is refused today."""
    try:
        return entry_of_line(kind, values)[0]
    except BadValue:
        from legdiary.domain.invariants import unchecked

        return unchecked(kind.load(), _without_mark(values))


def _without_mark(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "recalled"}


class LedgerMeaning:
    """The entries that the JSON of lines makes, for `domain.sync`; no value of another type is ever revived."""

    def entry(self, kind: str, fields: Mapping[str, Any]) -> Any | None:
        """Return the entry that fields make, with `product_id` as they have it; None where the domain refuses them."""
        if kind not in KINDS:
            return None
        types, special = _json_types(kind), codecs_of(kind)
        values: dict[str, Any] = {}
        try:
            for name, value in fields.items():
                if value is not None:
                    if not types[name](value):
                        return None
                    values[name] = _from_json(special[name], value) if name in special else value
            return KINDS[kind].load()(**values)
        except (BadValue, ValueError, TypeError, KeyError):  # of another program's making, or a newer one's
            return None


def readable_fields(kind: Kind, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields of a log line as values; None for what is no value of its field: any device may have written it."""
    types, special = _json_types(kind.name), codecs_of(kind.name)
    found: dict[str, Any] = {}
    for name, value in fields.items():
        found[name] = None
        if value is None or (
            name in types and not types[name](value) and not (name == "product_id" and _is_whole(value))
        ):
            continue
        with suppress(ValueError, TypeError, BadValue):
            found[name] = _from_json(special.get(name), value)
    return found


@cache
def _json_types(name: str) -> dict[str, Callable[[Any], bool]]:
    """Return what tells whether a JSON value is of the type of a field; a product is named by text in lines."""
    found = {each.name: _JSON_TYPES[str(each.type).removesuffix(" | None")] for each in fields(KINDS[name].load())}
    return found | ({"product_id": _is_text} if "product_id" in found else {})


def _is_text(value: object) -> bool:
    return type(value) is str


def _is_whole(value: object) -> bool:
    return type(value) is int


def _is_rows(value: object, of: tuple[Callable[[object], bool], ...], most: int) -> bool:
    """Return whether a value is a list of rows whose first parts are of these types, with a reason as the last."""
    return type(value) is list and all(
        type(row) is list
        and len(of) <= len(row) <= most
        and all(fits(part) for fits, part in zip(of, row, strict=False))
        and all(map(_is_text, row[len(of) :]))
        for row in value
    )


_JSON_TYPES: dict[str, Callable[[Any], bool]] = {
    "int": _is_whole,
    "str": _is_text,
    "bool": lambda value: type(value) is bool,
    "Moment": _is_text,
    "date": _is_text,
    "tuple[str, ...]": lambda value: type(value) is list and all(map(_is_text, value)),
    "tuple[Step, ...]": lambda value: _is_rows(
        value, (_is_text, _is_whole, lambda doses: doses is None or _is_whole(doses)), 4
    ),
    "tuple[Hold, ...]": lambda value: _is_rows(value, (_is_text, _is_whole, _is_text), 4),
}
