"""The reader of one entry of legdiary's own JSON; the annotations of the domain's classes give the fields.

A new field or a new kind of entry needs no change here; a new type of field needs a line in `_PARSERS`.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.input.text import LONGEST_NAME, check_note
from legdiary.domain.invariants import check_zone_name, check_zones
from legdiary.domain.taper.plan import Hold, Step
from legdiary.domain.time.moments import Moment, load_zone
from legdiary.domain.time.written_moments import read_day, read_instant, split_moment
from legdiary.errors import BadValue, quote_typed
from legdiary.formats.files.strict_json import LARGEST, TOO_LARGE
from legdiary.formats.reader_result import BadRow, locate_errors
from legdiary.util.values import fields, is_required

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from legdiary.formats.files.strict_json import Raw
    from legdiary.formats.reader_result import Spot

_DAY_ENDS = len("2026-11-20")
_ZONE = re.compile(r"\[[^\[\]]+\]")
#: Wider than an entry's own limits: the history may hold what an older legdiary stored while the clock was wrong.
_FIRST_YEAR, _LAST_YEAR = 1970, 9998


class Kept(NamedTuple):
    """One entry with its number and its `recalled` mark."""

    id: int
    entry: Any
    recalled: bool


def parse_entry(item: Raw, source: str, line: Spot) -> Kept:
    """Return the entry of a JSON object.

    Raises:
        BadRow: a field is unknown or missing, or its value is one that no diary holds.
    """
    if (kept := _quickly(item)) is not None:
        return kept
    found = dict(item)
    entry_id = whole_number(found.pop("id", None), "id", 1, source, line)
    kind = found.pop("kind", None)
    recalled = found.pop("recalled", False)
    if type(kind) is not str or kind not in KINDS:
        raise BadRow(source, line, "kind", f"no kind of entry known here; one of {', '.join(KINDS)}")
    if type(recalled) is not bool or (recalled and not KINDS[kind].by_night):
        raise BadRow(source, line, "recalled", "true or false is accepted, and never on a product, plan or measure")
    return Kept(entry_id, _make_entry(KINDS[kind].load(), found, source, line), recalled)


def _quickly(item: Raw) -> Kept | None:
    """Return the entry of an object in which all is right; else None, and `parse_entry` finds what is wrong."""
    try:
        make, parse = _parsers_of(item["kind"])
        values = {name: parse[name](value) for name, value in item.items()}
        entry_id, recalled = values.pop("id"), values.pop("recalled", False)
        del values["kind"]
        entry = make(**values)
    except (KeyError, TypeError, ValueError, OverflowError, BadValue):
        return None
    return Kept(entry_id, entry, recalled) if entry_id > 0 else None


@cache
def _parsers_of(kind: str) -> tuple[type[Any], dict[str, Callable[[Any], Any]]]:
    """Return the class of a kind, and field → the function that reads its value; an unknown value is never written."""
    parsers: dict[str, Callable[[Any], Any]]
    parsers = {name: _known_moment if each.parse is _moment else each.parse for name, each in fields_of(kind).items()}
    parsers |= {"id": _int, "kind": str}
    if KINDS[kind].by_night:
        parsers["recalled"] = _bool
    return KINDS[kind].load(), parsers


def _make_entry(of: type[Any], found: Raw, source: str, line: Spot) -> Any:
    values: Raw = {}
    for name, shape in fields_of(of.kind).items():
        if name in found:
            values[name] = shape.value(found.pop(name), source, line)
        elif shape.required:
            raise BadRow(source, line, name, f"missing; every {of.kind} has it")
    if found:
        raise BadRow(source, line, next(iter(found)), f"no field of a {of.kind} known here")
    with locate_errors(source, line):
        entry = of(**values)
        check_zones(entry)
        return entry


def _as_shown(value: object) -> str:
    """Return a value for an error message, unless it is a longer text, which a person may have written."""
    if isinstance(value, str):
        return (
            repr(quote_typed(value))
            if len(value) <= len("2026-11-20T23:40:00-05:00[America/New_York]")
            else "other text"
        )
    return quote_typed(json.dumps(value)) if isinstance(value, int | None) else "something else"


class Shape(NamedTuple):
    """The form of a field in the file."""

    name: str
    parse: Callable[[Any], Any]
    accepted: str
    optional: bool
    required: bool

    def value(self, raw: object, source: str, line: Spot) -> Any:
        """Return the value of a JSON value.

        Raises:
            BadRow: the field does not take it.
        """
        if raw is None and self.optional:
            return None
        try:
            return self.parse(raw)
        except OverflowError as error:
            raise BadRow(source, line, None, TOO_LARGE) from error
        except (ValueError, TypeError) as error:
            mistake = f"{_as_shown(raw)} is not accepted; accepted: {self.accepted}"
            raise BadRow(source, line, self.name, mistake) from error
        except BadValue as error:
            raise BadRow(source, line, self.name, error.message) from error


@cache
def fields_of(kind: str) -> dict[str, Shape]:
    """Return field → its form in the file, by the annotations of the kind's class."""
    found = {}
    for each in fields(KINDS[kind].load()):
        name = str(each.type).removesuffix(" | None")
        parse, accepted = _PARSERS[name]
        found[each.name] = Shape(each.name, parse, accepted, str(each.type) != name, is_required(each))
    return found


def _int(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    if not -LARGEST <= value <= LARGEST:
        raise OverflowError
    return value


def _str(value: object) -> str:
    if type(value) is not str:
        raise TypeError
    plain = len(value) <= LONGEST_NAME and value.isprintable()  # true of nearly all texts, and quick to check
    return value if plain else check_note(value, "text")


def _bool(value: object) -> bool:
    if type(value) is not bool:
        raise TypeError
    return value


@lru_cache(maxsize=8192)
def _date(value: object) -> date:
    day = read_day(_str(value))
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError
    return day


def _moment(value: object) -> Moment:
    instant, behind = split_moment(_str(value))
    _date(instant[:_DAY_ENDS])
    return Moment(*read_instant(instant), _zone(behind))


def _known_moment(value: str) -> Moment:
    """Return a moment in a zone that this computer knows; a value of another type is no such text either."""
    instant, behind = split_moment(value)
    _date(instant[:_DAY_ENDS])
    return Moment(*read_instant(instant), _known_zone(behind))


@lru_cache(maxsize=512)
def _zone(text: str) -> str:
    if _ZONE.fullmatch(text) is None:
        raise ValueError
    check_zone_name(text[1:-1], "a moment")
    return text[1:-1]


@lru_cache(maxsize=512)
def _known_zone(text: str) -> str:
    zone = _zone(text)
    load_zone(zone)
    return zone


def _words(value: object) -> tuple[str, ...]:
    if type(value) is not list:
        raise TypeError
    return tuple(_str(word) for word in value)


def _steps(value: object) -> tuple[Step, ...]:
    if type(value) is not list:
        raise TypeError
    return tuple(
        Step(_date(on), _int(mg), None if doses is None else _int(doses), *map(_str, why))
        for on, mg, doses, *why in value
    )


def _holds(value: object) -> tuple[Hold, ...]:
    if type(value) is not list:
        raise TypeError
    return tuple(Hold(_date(on), _int(days), _date(step), *map(_str, why)) for on, days, step, *why in value)


_PARSERS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "int": (_int, "a whole number"),
    "str": (_str, "text in double quotes"),
    "bool": (_bool, "true or false"),
    "date": (_date, 'a day that exists, of the years 1970 to 9998, as "2026-11-20"'),
    "Moment": (_moment, 'a moment, as "2026-11-20T23:40:00-05:00[America/New_York]"'),
    "tuple[str, ...]": (_words, "a list of words"),
    "tuple[Step, ...]": (_steps, 'a list of ["2026-11-02", the amount a day, doses a day or null, why]'),
    "tuple[Hold, ...]": (_holds, 'a list of ["2026-11-04", days, "2026-11-02", why]'),
}


def whole_number(value: object, name: str, least: int, source: str, line: Spot) -> int:
    """Return the value of a field, a whole number from `least` on.

    Raises:
        BadRow: it is anything else.
    """
    if type(value) is not int or value < least:
        raise BadRow(source, line, name, f"a whole number from {least} on is accepted")
    if value > LARGEST:
        raise BadRow(source, line, None, TOO_LARGE)
    return value
