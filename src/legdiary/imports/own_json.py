"""legdiary's own JSON: everything, its history included, checked line by line and against itself.

The history must tell of every entry what the entry says: a file that was cut, joined or changed by hand is refused,
since undo and the corrections table would be false. Here the parts of the file are put together; `strict_json` reads
JSON, `own_json_entries` an entry, `own_json_history` the ledger.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from legdiary.domain.alike import only_place
from legdiary.domain.products import Product
from legdiary.imports.own_json_entries import kept_of
from legdiary.imports.own_json_history import History, digest
from legdiary.imports.records import BadRow, Found, Where, head_of, text_of
from legdiary.imports.strict_json import Walk
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from legdiary.domain.moments import Zone
    from legdiary.imports.own_json_entries import Kept
    from legdiary.imports.own_json_history import Told
    from legdiary.imports.records import Spot
    from legdiary.imports.strict_json import Raw

FORMAT, FORMAT_VERSION = "legdiary-json", 1
#: The diary's, as stated in store/tables.py; compared by a test.
SCHEMA_VERSION = 3
_ENTRIES, _LEDGER, _NEXT_ID = "entries", "ledger", "next_id"
_HEAD = ("format", "format_version", "schema_version", "written_by")


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
    walk = Walk(text_of(data, source), source)
    kept: dict[int, Kept] = {}
    where: dict[int, Where] = {}
    stands: dict[int, bytes] = {}
    places: set[object] = set()
    told: list[Told] = []
    history = History(source)
    head: Raw = {}
    for key, line in walk.members():
        if key == _ENTRIES:
            _check_head(head, source, line)
            for item, at in walk.items():
                entry = kept_of(item, source, at)
                _check_place(entry, places, source, at)
                if kept and entry.id <= max(next(reversed(kept)), 0):
                    raise BadRow(source, at, "id", f"{entry.id} is there twice, or out of order; ids rise")
                kept[entry.id], where[entry.id] = entry, Where(source, at)
                stands[entry.id] = digest(item.pop("kind"), item)
        elif key == _LEDGER:
            for item, at in walk.items(_LEDGER):
                told.append(history.tell(item, at))
        elif key in {*_HEAD, _NEXT_ID}:
            head[key] = walk.value()
        else:
            raise BadRow(source, line, key, f"no part of {FORMAT} {FORMAT_VERSION}")
    last = walk.line
    _check_head(head, source, last)
    _check_products(kept, source)
    history.check_against(stands, last)
    if head.get(_NEXT_ID) != history.next_id:
        raise BadRow(source, last, _NEXT_ID, f"must be {history.next_id}, one more than the last line of the ledger")
    return _backup(kept, where, told, int(head["schema_version"]))


def _backup(kept: Mapping[int, Kept], where: Mapping[int, Where], told: list[Told], schema_version: int) -> Backup:
    others = [each for each in kept.values() if each.entry.kind != Product.kind]
    return Backup(
        entries=tuple(each.entry for each in others),
        products={each.id: each.entry for each in kept.values() if each.entry.kind == Product.kind},
        recalled=frozenset(place for place, each in enumerate(others) if each.recalled),
        where=tuple(where[each.id] for each in others),
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


def _check_place(kept: Kept, places: set[object], source: str, line: Spot) -> None:
    """Refuse a second entry where there can be only one."""
    entry = kept.entry
    place = only_place(entry)
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
