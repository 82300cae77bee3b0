"""The reader of legdiary's own JSON: the whole diary with its history, checked line by line and against itself.

The history must agree with every entry. A file that was cut, joined or changed by hand is refused, because undo and the
corrections table would be false. This module puts the parts of the file together; `strict_json` reads JSON,
`read_entries` an entry, `read_history` the ledger.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from operator import itemgetter
from typing import TYPE_CHECKING

from legdiary.domain.entries.dose import UG_PER_MG
from legdiary.domain.entries.dose_rules import check_unit
from legdiary.domain.entries.products import Product
from legdiary.domain.entries.substances import of_product
from legdiary.domain.ledger.entry_comparison import unique_place_key
from legdiary.errors import BadValue
from legdiary.formats.files.strict_json import Walk
from legdiary.formats.files.text_lines import decode_head
from legdiary.formats.legdiary_json.read_entries import parse_entry
from legdiary.formats.legdiary_json.read_history import DIGEST_BYTES, History, digest
from legdiary.formats.reader_result import MOST_ENTRIES, BadRow, Found, Row, Rows, Where
from legdiary.util.compressed_list import Packed, View
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.domain.ledger.ledger_line import TextLine
    from legdiary.formats.files.strict_json import Raw
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.legdiary_json.read_entries import Kept
    from legdiary.formats.reader_result import BadRows, ReadOptions, Spot

FORMAT, FORMAT_VERSION = "legdiary-json", 1
#: The schema of entries and lines, the same as in store/bulk.py; a test compares them.
SCHEMA_VERSION = 6
_ENTRIES, _LEDGER, _NEXT_ID = "entries", "ledger", "next_id"
_HEAD = ("format", "format_version", "schema_version", "written_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup(Found):
    """A whole diary, read from a file.

    Attributes:
        schema_version: the schema of its entries and lines.
        kept: every entry with its number, products and plans included.
        told: every line of the ledger, in order.
    """

    schema_version: int
    kept: Sequence[Kept]
    told: Sequence[TextLine]


def recognises(content: Content, name: str) -> bool:
    """Return whether these bytes begin as the export does."""
    del name
    return re.match(r'\s*\{\s*"format"\s*:\s*"legdiary-json"', decode_head(content)) is not None


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the whole diary in the file; without its history, if rows were left out.

    Raises:
        BadRow: something in it is not as the export writes it.
    """
    walk = Walk(content, source)
    entries = _Entries(source, options.bad)
    told: Packed[TextLine] = Packed()
    history = History(source, entries.digest_of)
    head: Raw = {}
    for key, line in walk.members():
        if key == _ENTRIES:
            _check_head(head, source, line)
            for item, at in walk.items():
                with options.bad.row():
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
    return entries.backup(told, int(head["schema_version"])) if not options.bad.left_out else entries.found()


class _Entries:
    """The entries of a file that can be right."""

    def __init__(self, source: str, bad: BadRows) -> None:
        self._source = source
        self._bad = bad
        #: Every entry with its place; its number and a digest of its content are below, in a few bytes each.
        self._kept: Packed[tuple[Kept, Where]] = Packed()
        self._numbers = array("q")
        self._all_digests = bytearray()
        #: The numbers of entries that were left out later.
        self._out: set[int] = set()
        self._products: dict[int, Product] = {}
        #: Product → the first entry that names it.
        self._first_naming: dict[int, int] = {}
        #: Dose that whole milligrams cannot hold → the product it names, if any.
        self._finer: dict[int, int | None] = {}
        #: Hashes of the places in the diary that only one entry can take.
        self._places: set[int] = set()

    def add(self, item: Raw, at: Spot) -> None:
        """Add the next entry.

        Raises:
            BadRow: it cannot be right.
        """
        entry = parse_entry(item, self._source, at)
        place = unique_place_key(entry.entry)
        if place is not None and hash(place) in self._places:
            told = f"entry {entry.id} is the second {entry.entry.kind} of its day or name; one is accepted"
            raise BadRow(self._source, at, "id", told)
        if self._numbers and entry.id <= self._numbers[-1]:
            raise BadRow(self._source, at, "id", f"{entry.id} is there twice, or out of order; ids rise")
        if len(self._numbers) == MOST_ENTRIES:
            raise BadRow(self._source, None, None, f"more than {MOST_ENTRIES} entries, the most that are read")
        if place is not None:
            self._places.add(hash(place))
        self._numbers.append(entry.id)
        self._kept.append((entry, Where(self._source, at)))
        self._all_digests += digest(item.pop("kind"), item)
        if entry.entry.kind == Product.kind:
            self._products[entry.id] = entry.entry
        elif (named := getattr(entry.entry, "product_id", None)) is not None:
            self._first_naming.setdefault(named, entry.id)
        if getattr(entry.entry, "amount_ug", None) is not None and entry.entry.amount_ug % UG_PER_MG:
            self._finer[entry.id] = entry.entry.product_id

    def check(self, history: History, last: Spot) -> None:
        """Compare all entries with the ledger and with each other, after both were read.

        Raises:
            BadRow: an entry differs from the ledger, or names a product that is missing.
        """
        self._check_products()
        self._check_units()
        some_are_out = bool(self._bad.left_out)
        for number in history.contradicted_ids(self._digests()):
            if (place := self._place_of(number)) is not None and number not in self._out:
                self._wrong(place, last, "entries", f"entry {number} is not what the ledger says of it")
            elif not (some_are_out or self._out):
                raise BadRow(self._source, last, "entries", f"entry {number} is not what the ledger says of it")
        self._check_products()  # a product may have been left out above

    def _digests(self) -> Iterator[tuple[int, bytes]]:
        """Yield the number of every entry, with a digest of its content."""
        for place, number in enumerate(self._numbers):
            yield number, bytes(self._all_digests[place * DIGEST_BYTES : (place + 1) * DIGEST_BYTES])

    def digest_of(self, number: int) -> bytes | None:
        """Return the digest of an entry's content, by its number; None where there is no such entry."""
        place = self._place_of(number)
        return None if place is None else bytes(self._all_digests[place * DIGEST_BYTES : (place + 1) * DIGEST_BYTES])

    def _place_of(self, number: int) -> int | None:
        place = bisect_left(self._numbers, number)
        return place if place < len(self._numbers) and self._numbers[place] == number else None

    def _check_products(self) -> None:
        if self._first_naming.keys() <= self._products.keys():
            return
        for place, (kept, _) in enumerate(self._kept):
            named = getattr(kept.entry, "product_id", None)
            if named is not None and named not in self._products and kept.id not in self._out:
                told = f"entry {kept.id} names product {named}, which is not in the file"
                self._wrong(place, None, "product_id", told)

    def _check_units(self) -> None:
        """Leave out or refuse doses of leaf that are finer than a milligram; what a dose is of, its product says."""
        for number, named in self._finer.items():
            place = self._place_of(number)
            if place is None or number in self._out:
                continue
            try:
                check_unit(self._kept[place][0].entry, of_product(self._products.get(named or 0)))
            except BadValue as error:
                self._wrong(place, self._kept[place][1].line, "amount_ug", error.message)

    def _wrong(self, place: int, line: Spot | None, column: str, mistake: str) -> None:
        """Leave out an entry that cannot be right, or refuse the file because of it."""
        if not self._bad.skip:
            raise BadRow(self._source, line, column, mistake)
        kept, where = self._kept[place]
        self._out.add(kept.id)
        self._products.pop(kept.id, None)
        self._bad.leave_out(BadRow(self._source, where.line, column, mistake))

    def _entries_left(self) -> Iterator[tuple[Kept, Where]]:
        return (each for each in self._kept if each[0].id not in self._out)

    def found(self) -> Found:
        """Return the entries as the readers of all formats do."""
        rows = Rows()
        for kept, where in self._entries_left():
            if kept.entry.kind != Product.kind:
                rows.add(Row(kept.entry, where, kept.recalled))
        return rows.found((), self._products)

    def backup(self, told: Sequence[TextLine], schema_version: int) -> Backup:
        """Return the whole diary; no entry is left out."""
        found = self.found()
        return Backup(
            entries=found.entries, products=found.products, recalled=found.recalled, where=found.where,
            schema_version=schema_version, kept=View(self._kept, itemgetter(0)), told=told,
        )  # fmt: skip


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
