"""legdiary's own JSON: everything, its history included, checked line by line and against itself.

The history must tell of every entry what the entry says: a file that was cut, joined or changed by hand is refused,
since undo and the corrections table would be false. Fields are read by the annotations of the domain's own classes, so
that a new field needs nothing here.
"""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields
from datetime import date
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from legdiary.domain.entries import Dose, Magnesium, Night, Sleep
from legdiary.domain.exposures import Factor, Measure, Medicine, Symptom
from legdiary.domain.merge import only_place
from legdiary.domain.moments import Moment
from legdiary.domain.products import Product
from legdiary.domain.taper import Hold, Plan, Step
from legdiary.domain.text import LONGEST_NAME, check_note
from legdiary.errors import BadValue, shown
from legdiary.imports.records import MOST_CELL, BadRow, Found, TooLarge, at_row, check_entry, head_of, text_of
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from legdiary.domain.moments import Zone

FORMAT, FORMAT_VERSION = "legdiary-json", 1
#: The diary's, as stated in store/tables.py; compared by a test.
SCHEMA_VERSION = 2
_ENTRIES, _LEDGER, _NEXT_ID = "entries", "ledger", "next_id"
_HEAD = ("format", "format_version", "schema_version", "written_by")
_MOST_DIGITS = 19
#: What a value is cut off at, so that no hostile one is read whole; first short, which nearly always is enough.
_OFTEN_ENOUGH = 2048
_LARGEST = 2**63 - 1
_EARLIEST_MS, _LATEST_MS = 0, 253_370_764_800_000
_CLASSES: dict[str, type[Any]] = {
    each.kind: each for each in (Night, Sleep, Dose, Magnesium, Product, Plan, Factor, Symptom, Medicine, Measure)
}
#: Their entries know no mark of recall.
_BY_NO_NIGHT = (Product.kind, Plan.kind, Measure.kind)
#: Action → whether its lines have an old and a new side.
_SIDES = {
    "add": {(False, True)},
    "delete": {(True, False)},
    "edit": {(True, True)},
    "undo": {(False, True), (True, False), (True, True)},
}
_BLANK = re.compile(r"[ \t\n\r]*")
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}\[[^\[\]]+\]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Raw: TypeAlias = "dict[str, Any]"


class Told(NamedTuple):
    """One line of the ledger, as its table has it; `old` and `new` are the ledger's own text."""

    id: int
    change_id: int
    made_utc_ms: int
    made_offset_min: int
    made_zone: str
    action: str
    kind: str
    entry_id: int
    old: str | None
    new: str | None
    undoes: int | None


class Kept(NamedTuple):
    """One entry with its number and its mark of recall."""

    id: int
    entry: Any
    recalled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup(Found):
    """A whole diary.

    Attributes:
        schema_version: of the diary that it was made from.
        kept: every entry under its number, products and plans included.
        told: every line of the ledger, in order.
    """

    schema_version: int
    kept: tuple[Kept, ...]
    told: tuple[Told, ...]


def recognises(data: bytes, name: str) -> bool:
    """Whether these bytes begin as the export does."""
    del name
    return re.match(r'\s*\{\s*"format"\s*:\s*"legdiary-json"', head_of(data)) is not None


def read(data: bytes, source: str, zone: Zone) -> Backup:
    """The whole diary that the file holds.

    Raises:
        BadRow: anything in it that is not as the export writes it.
    """
    del zone  # the file names its own
    reader = _Reader(text_of(data, source), source)
    kept: dict[int, Kept] = {}
    stands: dict[int, bytes] = {}
    places: set[object] = set()
    told: list[Told] = []
    history = _History(source)
    head: Raw = {}
    for key, line in reader.members():
        if key == _ENTRIES:
            _check_head(head, source, line)
            for item, at in reader.items():
                entry = _kept(item, source, at)
                _check_place(entry, places, source, at)
                if kept and entry.id <= max(next(reversed(kept)), 0):
                    raise BadRow(source, at, "id", f"{entry.id} is there twice, or out of order; ids rise")
                kept[entry.id] = entry
                stands[entry.id] = _digest(item.pop("kind"), item)
        elif key == _LEDGER:
            for item, at in reader.items():
                told.append(history.tell(item, at))
        elif key in {*_HEAD, _NEXT_ID}:
            head[key] = reader.value()
        else:
            raise BadRow(source, line, key, f"no part of {FORMAT} {FORMAT_VERSION}")
    last = reader.line
    _check_head(head, source, last)
    _check_products(kept, source)
    history.check_against(stands, last)
    if head.get(_NEXT_ID) != history.next_id:
        raise BadRow(source, last, _NEXT_ID, f"must be {history.next_id}, one more than the last line of the ledger")
    return _backup(kept, told, int(head["schema_version"]))


def _backup(kept: Mapping[int, Kept], told: list[Told], schema_version: int) -> Backup:
    others = [each for each in kept.values() if each.entry.kind != Product.kind]
    return Backup(
        entries=tuple(each.entry for each in others),
        products={each.id: each.entry for each in kept.values() if each.entry.kind == Product.kind},
        recalled=frozenset(place for place, each in enumerate(others) if each.recalled),
        schema_version=schema_version,
        kept=tuple(kept.values()),
        told=tuple(told),
    )


def _check_head(head: Raw, source: str, line: int) -> None:
    for name in _HEAD:
        if name not in head:
            raise BadRow(source, line, name, f"missing; a {FORMAT} file names it before its entries")
    if head["format"] != FORMAT:
        raise BadRow(source, 1, "format", f"must be {FORMAT!r}")
    version = head["format_version"]
    if type(version) is not int or version < 1 or type(head["schema_version"]) is not int:
        raise BadRow(source, 1, "format_version", "and schema_version must be whole numbers from 1 on")
    if version > FORMAT_VERSION:
        newer = f"{version} is of a newer legdiary (this one knows {FORMAT_VERSION}); update it"
        raise BadRow(source, 1, "format_version", newer)
    if head["schema_version"] > SCHEMA_VERSION:
        newer = f"{head['schema_version']} is of a newer legdiary (this one knows {SCHEMA_VERSION}); update it"
        raise BadRow(source, 1, "schema_version", newer)


def _check_place(kept: Kept, places: set[object], source: str, line: int) -> None:
    """Refuse a second entry where there can be only one."""
    entry = kept.entry
    place = only_place(entry)
    if entry.kind == Product.kind:
        place = (entry.kind, "".join(c.lower() if c.isascii() else c for c in entry.name), entry.opened_on)
    if place is not None and place in places:
        raise BadRow(
            source, line, "id", f"entry {kept.id} is the second {entry.kind} of its day or name; one is accepted"
        )
    places.add(place)


def _check_products(kept: Mapping[int, Kept], source: str) -> None:
    for each in kept.values():
        named = getattr(each.entry, "product_id", None)
        if named is not None and (named not in kept or kept[named].entry.kind != Product.kind):
            raise BadRow(source, None, "product_id", f"entry {each.id} names product {named}, which is not in the file")


# ---------------------------------------------------------------------- JSON, place by place


class _Broken(Exception):
    """What a hook of the decoder says no to."""

    def __init__(self, field: str | None, mistake: str) -> None:
        super().__init__(mistake)
        self.field, self.mistake = field, mistake


def _unique(pairs: list[tuple[str, Any]]) -> Raw:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Broken(twice, "stands there twice in one object; once is accepted")
    return found


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS + 1 or abs(int(digits)) > _LARGEST:
        raise _Broken(None, "a number stands there that is larger than any that legdiary writes")
    return int(digits)


def _no_fraction(digits: str) -> float:
    raise _Broken(None, f"{shown(digits)} stands there; whole numbers without point or exponent are accepted")


class _Reader:
    """Walks the one object of the file, and the items of its lists one by one."""

    def __init__(self, text: str, source: str) -> None:
        self._text, self._source = text, source
        self._at = self._counted = 0
        self.line = 1
        self._decoder = json.JSONDecoder(
            object_pairs_hook=_unique, parse_int=_whole, parse_float=_no_fraction, parse_constant=_no_fraction
        )

    def members(self) -> Iterator[tuple[str, int]]:
        """The keys of the object; the caller reads each value before it asks for the next."""
        self._expect("{")
        seen: set[str] = set()
        more = self._next() != "}"
        while more:
            if self._next() != '"':
                raise self._wrong("a name in double quotes")
            key, line = str(self.value()), self.line
            if key in seen:
                raise BadRow(self._source, line, key, "stands there twice; once is accepted")
            seen.add(key)
            self._expect(":")
            yield key, line
            more = self._next() == ","
            if more:
                self._expect(",")
        self._expect("}")
        self.end()

    def end(self) -> None:
        """Refuse anything more."""
        if self._next():
            raise self._wrong("nothing after the last brace")

    def items(self) -> Iterator[tuple[Raw, int]]:
        """The objects of a list, each with its line."""
        self._expect("[")
        more = self._next() != "]"
        while more:
            if self._next() != "{":
                raise self._wrong("an object in braces")
            line = self.line
            yield self.value(), line
            more = self._next() == ","
            if more:
                self._expect(",")
        self._expect("]")

    def value(self) -> Any:  # noqa: ANN401 - JSON
        """The value that begins here."""
        self._next()
        try:
            try:
                found, length = self._decoder.raw_decode(self._text[self._at : self._at + _OFTEN_ENOUGH])
            except json.JSONDecodeError:
                found, length = self._decoder.raw_decode(self._text[self._at : self._at + MOST_CELL])
        except _Broken as error:
            raise BadRow(self._source, self.line, error.field, error.mistake) from error
        except json.JSONDecodeError as error:
            cut = self._at + MOST_CELL < len(self._text)
            if cut and (error.pos > MOST_CELL - _OFTEN_ENOUGH or error.msg.startswith("Unterminated")):
                raise TooLarge(self._source, self.line) from error
            self._at += error.pos
            raise self._wrong(f"JSON as legdiary writes it ({error.msg[:40]})") from error
        except RecursionError as error:
            raise BadRow(self._source, self.line, None, "nested far deeper than legdiary writes") from error
        self._at += length
        return found

    def _next(self) -> str:
        """The next character that is no blank; empty at the end. Counts lines on its way."""
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at
        self.line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._text[self._at : self._at + 1]

    def _expect(self, mark: str) -> None:
        if self._next() != mark:
            raise self._wrong(f"{mark!r}")
        self._at += 1

    def _wrong(self, accepted: str) -> BadRow:
        self._counted = min(self._counted, self._at)
        line = self.line + self._text.count("\n", self._counted, self._at)
        column = self._at - self._text.rfind("\n", 0, self._at)
        there = "the file ends" if self._at >= len(self._text) else f"{shown(self._text[self._at])!r} stands"
        return BadRow(self._source, line, f"character {column}", f"{there} there; accepted is {accepted}")


def document(text: str, source: str) -> Any:  # noqa: ANN401 - JSON
    """The one value of a JSON text, read as strictly: whole numbers, no name twice, no deep nesting.

    Raises:
        BadRow: anything else.
    """
    reader = _Reader(text, source)
    found = reader.value()
    reader.end()
    return found


# ---------------------------------------------------------------------- one entry


def _kept(item: Raw, source: str, line: int) -> Kept:
    found = dict(item)
    entry_id = _number(found.pop("id", None), "id", 1, source, line)
    kind = found.pop("kind", None)
    recalled = found.pop("recalled", False)
    if type(kind) is not str or kind not in _CLASSES:
        raise BadRow(source, line, "kind", f"no kind of entry known here; one of {', '.join(_CLASSES)}")
    if type(recalled) is not bool or (recalled and kind in _BY_NO_NIGHT):
        raise BadRow(source, line, "recalled", "true or false is accepted, and never on a product, plan or measure")
    return Kept(entry_id, _built(_CLASSES[kind], found, source, line), recalled)


def _built(of: type[Any], found: Raw, source: str, line: int) -> Any:  # noqa: ANN401 - one of several classes
    values: Raw = {}
    for name, shape in _fields(of.kind).items():
        if name in found:
            values[name] = shape.value(found.pop(name), source, line)
        elif shape.required:
            raise BadRow(source, line, name, f"missing; every {of.kind} has it")
    if found:
        raise BadRow(source, line, next(iter(found)), f"no field of a {of.kind} known here")
    with at_row(source, line):
        entry = of(**values)
        check_entry(entry)
        return entry


def _as_shown(value: object) -> str:
    """What stands there, unless it is text of some length, which a person may have written."""
    if isinstance(value, str):
        return repr(shown(value)) if len(value) <= len("2026-11-20T23:40:00-05:00[America/New_York]") else "other text"
    return shown(json.dumps(value)) if isinstance(value, int | None) else "something else"


class _Shape(NamedTuple):
    """How a field stands in the file."""

    name: str
    parse: Callable[[Any], Any]
    accepted: str
    optional: bool
    required: bool

    def value(self, raw: object, source: str, line: int) -> Any:  # noqa: ANN401 - one of several types
        """The value that the JSON stands for."""
        if raw is None and self.optional:
            return None
        try:
            return self.parse(raw)
        except (ValueError, TypeError, OverflowError) as error:
            mistake = f"{_as_shown(raw)} stands there; accepted is {self.accepted}"
            raise BadRow(source, line, self.name, mistake) from error
        except BadValue as error:
            raise BadRow(source, line, self.name, error.message) from error


@cache
def _fields(kind: str) -> dict[str, _Shape]:
    """Field → how it stands in the file, by the annotations of the kind's class."""
    found = {}
    for each in fields(_CLASSES[kind]):
        name = str(each.type).removesuffix(" | None")
        parse, accepted = _PARSERS[name]
        found[each.name] = _Shape(each.name, parse, accepted, str(each.type) != name, each.default is MISSING)
    return found


def _int(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _str(value: object) -> str:
    if type(value) is not str:
        raise TypeError
    plain = len(value) <= LONGEST_NAME and value.isprintable()  # which nearly all are, and is quick to tell
    return value if plain else check_note(value, "text")


def _bool(value: object) -> bool:
    if type(value) is not bool:
        raise TypeError
    return value


def _date(value: object) -> date:
    if _DAY.fullmatch(_str(value)) is None:
        raise ValueError
    return date.fromisoformat(_str(value))


def _moment(value: object) -> Moment:
    if _STAMP.fullmatch(_str(value)) is None:
        raise ValueError
    return Moment.from_text(_str(value))


def _words(value: object) -> tuple[str, ...]:
    if type(value) is not list:
        raise TypeError
    return tuple(_str(word) for word in value)


def _steps(value: object) -> tuple[Step, ...]:
    if type(value) is not list:
        raise TypeError
    return tuple(Step(_date(on), _int(mg), None if doses is None else _int(doses)) for on, mg, doses in value)


def _holds(value: object) -> tuple[Hold, ...]:
    if type(value) is not list:
        raise TypeError
    return tuple(Hold(_date(on), _int(days), _date(step)) for on, days, step in value)


_PARSERS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "int": (_int, "a whole number"),
    "str": (_str, "text in double quotes"),
    "bool": (_bool, "true or false"),
    "date": (_date, 'a day that exists, as "2026-11-20"'),
    "Moment": (_moment, 'a moment, as "2026-11-20T23:40:00-05:00[America/New_York]"'),
    "tuple[str, ...]": (_words, "a list of words"),
    "tuple[Step, ...]": (_steps, 'a list of ["2026-11-02", milligrams, doses a day or null]'),
    "tuple[Hold, ...]": (_holds, 'a list of ["2026-11-04", days, "2026-11-02"]'),
}


def _number(value: object, name: str, least: int, source: str, line: int) -> int:
    if type(value) is not int or value < least:
        raise BadRow(source, line, name, f"a whole number from {least} on is accepted")
    return value


# ---------------------------------------------------------------------- the history


class _History:
    """Follows the ledger line by line: what it says each entry is."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._kinds: dict[int, str] = {}
        self._state: dict[int, str] = {}
        self._changes: set[int] = set()
        self.next_id = 1
        self._change = 0

    def tell(self, item: Raw, line: int) -> Told:
        """One line, once it fits what came before."""
        told = self._told(dict(item), line)
        if told.id != self.next_id:
            raise self._no(line, "id", f"must be {self.next_id}; the ledger has no gaps")
        if told.change_id not in {self._change, told.id} or (told.id == 1 and told.change_id != 1):
            raise self._no(line, "change_id", "must be the id of the first line of the same command")
        if (told.action == "undo") != (told.undoes is not None) or told.undoes not in {None, *self._changes}:
            raise self._no(line, "undoes", "an undo names an earlier change, and nothing else does")
        self.next_id = told.id + 1
        self._change = told.change_id
        self._changes.add(told.change_id)
        self._follow(told, item.get("old"), item.get("new"), line)
        return told

    def _told(self, found: Raw, line: int) -> Told:
        numbers = {
            name: _number(found.pop(name, None), name, least, self._source, line)
            for name, least in (("id", 1), ("change_id", 1), ("entry_id", 1), ("made_utc_ms", _EARLIEST_MS))
        }
        if not _EARLIEST_MS <= numbers["made_utc_ms"] <= _LATEST_MS:
            raise self._no(line, "made_utc_ms", "milliseconds since 1970, of the years 1970 to 9998, are accepted")
        offset = found.pop("made_offset_min", None)
        if type(offset) is not int or abs(offset) >= 24 * 60:
            raise self._no(line, "made_offset_min", "minutes from -1439 to 1439 are accepted")
        zone, action, kind, undoes = (found.pop(name, None) for name in ("made_zone", "action", "kind", "undoes"))
        if type(zone) is not str or not 0 < len(zone) <= len("America/Argentina/ComodRivadavia") * 2:
            raise self._no(line, "made_zone", "a zone's name is accepted")
        if type(action) is not str or action not in _SIDES:
            raise self._no(line, "action", f"one of {', '.join(_SIDES)} is accepted")
        if type(kind) is not str or kind not in _CLASSES:
            raise self._no(line, "kind", f"one of {', '.join(_CLASSES)} is accepted")
        if undoes is not None:
            _number(undoes, "undoes", 1, self._source, line)
        old, new = (self._side(found.pop(name, None), kind, name, line) for name in ("old", "new"))
        if found:
            raise self._no(line, next(iter(found)), "no part of a line of the ledger")
        return Told(
            numbers["id"], numbers["change_id"], numbers["made_utc_ms"], offset, zone, action, kind,
            numbers["entry_id"], old, new, undoes,
        )  # fmt: skip

    def _side(self, side: object, kind: str, name: str, line: int) -> str | None:
        """Fields of the ledger, as the ledger keeps them; each of the right type, so that undo can read them."""
        if side is None:
            return None
        if type(side) is not dict:
            raise self._no(line, name, "fields in braces are accepted")
        known = _fields(kind)
        for field, value in side.items():
            if field == "recalled" and type(value) is bool:
                continue
            if field not in known:
                raise self._no(line, field, f"no field of a {kind} known here")
            known[field].value(value, self._source, line)
        text = _text(side)
        if len(text) > MOST_CELL:
            raise TooLarge(self._source, line, name)
        return text

    def _follow(self, told: Told, old: Raw | None, new: Raw | None, line: int) -> None:
        number = told.entry_id
        text = self._state.get(number)
        there = _known(json.loads(text)) if text is not None and told.action != "add" else None
        if (old is not None, new is not None) not in _SIDES[told.action]:
            raise self._no(line, "new", "add has only new, delete only old, edit both, undo one of them or both")
        if told.action == "add" and number != told.id:
            raise self._no(line, "entry_id", "an entry's number is the number of the line that added it")
        if self._kinds.setdefault(number, told.kind) != told.kind or (told.action != "add" and number >= told.id):
            raise self._no(line, "entry_id", f"{number} is no {told.kind} that an earlier line added")
        if old is None or new is None:
            expected = None if old is None else _known(old)
            if there != expected:
                raise self._no(line, "old", f"is not what the lines before say of entry {number}")
            if new is None:
                del self._state[number]
            else:
                self._state[number] = told.new or ""
            return
        if there is None or any(there.get(field) != value for field, value in _blanked(old).items()):
            raise self._no(line, "old", f"is not what the lines before say of entry {number}")
        self._state[number] = _text({**there, **new})

    def check_against(self, stands: Mapping[int, bytes], line: int) -> None:
        """Refuse entries that the ledger does not tell of, or tells otherwise."""
        for number in stands.keys() | self._state.keys():
            text = self._state.get(number)
            if text is None or stands.get(number) != _digest(self._kinds[number], json.loads(text)):
                raise self._no(line, "entries", f"entry {number} is not what the ledger says of it")

    def _no(self, line: int, column: str, mistake: str) -> BadRow:
        return BadRow(self._source, line, column, mistake)


def _text(side: Raw) -> str:
    """Fields as the ledger keeps them."""
    return json.dumps(side, ensure_ascii=False, separators=(",", ":"))


def _digest(kind: str, fields: Raw) -> bytes:
    """What an entry says, in a few bytes: that of two sources is compared, and neither need be kept."""
    said = _known({name: value for name, value in fields.items() if name != "id"})
    return sha256(f"{kind}{json.dumps(said, sort_keys=True)}".encode()).digest()


def _blanked(side: Raw) -> Raw:
    """Fields, an empty list as nothing."""
    return {name: None if value == [] else value for name, value in side.items()}


def _known(side: Raw) -> Raw:
    """The fields that say something."""
    marked = {name: value for name, value in side.items() if (name, value) != ("recalled", False)}
    return {name: value for name, value in marked.items() if value is not None and value != []}
