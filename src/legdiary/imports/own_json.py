"""legdiary's own JSON: everything, its history included, checked line by line and against itself.

The history must tell of every entry what the entry says: a file that was cut, joined or changed by hand is refused,
since undo and the corrections table would be false. Here the parts of the file are put together; `strict_json` reads
JSON, `own_json_entries` an entry, `own_json_history` the ledger.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from legdiary.domain.alike import only_place
from legdiary.domain.products import Product
from legdiary.imports.own_json_entries import kept_of
from legdiary.imports.own_json_history import History, digest
from legdiary.imports.records import STRICT, BadRow, Found, Where, head_of, text_of
from legdiary.imports.strict_json import Walk
from legdiary.values import dataclass

if TYPE_CHECKING:
    from legdiary.domain.moments import Zone
    from legdiary.imports.own_json_entries import Kept
    from legdiary.imports.own_json_history import Told
    from legdiary.imports.records import BadRows, Spot
    from legdiary.imports.strict_json import Raw

FORMAT, FORMAT_VERSION = "legdiary-json", 1
#: That of entries and lines, as stated in store/bulk.py; compared by a test.
SCHEMA_VERSION = 3
_ENTRIES, _LEDGER, _NEXT_ID = "entries", "ledger", "next_id"
_HEAD = ("format", "format_version", "schema_version", "written_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup(Found):
    """A whole diary.

    Attributes:
        schema_version: the schema of its entries and lines.
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


def read(data: bytes, source: str, zone: Zone, bad: BadRows = STRICT) -> Found:
    """Return the whole diary that the file holds; without its history, where rows of it were left out.

    Raises:
        BadRow: anything in it that is not as the export writes it.
    """
    del zone  # the file names its own
    walk = Walk(text_of(data, source), source)
    entries = _Entries(source, bad)
    told: list[Told] = []
    history = History(source)
    head: Raw = {}
    for key, line in walk.members():
        if key == _ENTRIES:
            _check_head(head, source, line)
            for item, at in walk.items():
                with bad.row():
                    entries.add(item, at)
        elif key == _LEDGER:
            for item, at in walk.items(_LEDGER):
                told.append(history.tell(item, at))
        elif key in {*_HEAD, _NEXT_ID}:
            head[key] = walk.value()
        else:
            raise BadRow(source, line, key, f"no part of {FORMAT} {FORMAT_VERSION}")
    last = walk.line
    _check_head(head, source, last)
    entries.check(history, last)
    if head.get(_NEXT_ID) != history.next_id:
        raise BadRow(source, last, _NEXT_ID, f"must be {history.next_id}, one more than the last line of the ledger")
    return _backup(entries, told, int(head["schema_version"])) if not bad.left_out else Found(**_parts(entries))


class _Entries:
    """The entries of a file, as far as they can be right.

    Attributes:
        kept: by number.
        where: number → where it stands.
    """

    def __init__(self, source: str, bad: BadRows) -> None:
        self.kept: dict[int, Kept] = {}
        self.where: dict[int, Where] = {}
        self._source = source
        self._bad = bad
        self._said: dict[int, bytes] = {}
        self._places: set[object] = set()
        self._last = 0

    def add(self, item: Raw, at: Spot) -> None:
        """Take in the next entry.

        Raises:
            BadRow: it cannot be right.
        """
        entry = kept_of(item, self._source, at)
        place = only_place(entry.entry)
        if place is not None and place in self._places:
            told = f"entry {entry.id} is the second {entry.entry.kind} of its day or name; one is accepted"
            raise BadRow(self._source, at, "id", told)
        if entry.id <= self._last:
            raise BadRow(self._source, at, "id", f"{entry.id} is there twice, or out of order; ids rise")
        self._last = entry.id
        self._places.add(place)
        self.kept[entry.id], self.where[entry.id] = entry, Where(self._source, at)
        self._said[entry.id] = digest(item.pop("kind"), item)

    def check(self, history: History, last: Spot) -> None:
        """Hold all of them against the ledger and each other, once both are read.

        Raises:
            BadRow: an entry is not what the ledger says of it, or names a product that is not there.
        """
        self._check_products()
        for number in sorted(history.told_otherwise(self._said)):
            if number in self.kept:
                self._wrong(number, last, "entries", f"entry {number} is not what the ledger says of it")
            elif not self._bad.left_out:
                raise BadRow(self._source, last, "entries", f"entry {number} is not what the ledger says of it")
        self._check_products()  # some may have been left out by now

    def _check_products(self) -> None:
        for number, each in list(self.kept.items()):
            named = getattr(each.entry, "product_id", None)
            if named is not None and (named not in self.kept or self.kept[named].entry.kind != Product.kind):
                told = f"entry {number} names product {named}, which is not in the file"
                self._wrong(number, None, "product_id", told)

    def _wrong(self, number: int, line: Spot | None, column: str, mistake: str) -> None:
        """Leave an entry out that cannot be right, or refuse the file for it."""
        if not self._bad.skip:
            raise BadRow(self._source, line, column, mistake)
        del self.kept[number]
        self._bad.leave_out(BadRow(self._source, self.where[number].line, column, mistake))


def _parts(entries: _Entries) -> dict[str, Any]:
    """Return what any file holds, of these entries."""
    others = [each for each in entries.kept.values() if each.entry.kind != Product.kind]
    return {
        "entries": tuple(each.entry for each in others),
        "products": {each.id: each.entry for each in entries.kept.values() if each.entry.kind == Product.kind},
        "recalled": frozenset(place for place, each in enumerate(others) if each.recalled),
        "where": tuple(entries.where[each.id] for each in others),
    }


def _backup(entries: _Entries, told: list[Told], schema_version: int) -> Backup:
    kept = tuple(entries.kept.values())
    return Backup(**_parts(entries), schema_version=schema_version, kept=kept, told=tuple(told))


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
