"""The reader of legdiary's own JSON: the whole diary with its history, checked line by line and against itself.

The history must agree with every entry. A file that was cut, joined or changed by hand is refused, because undo and the
corrections table would be false. This module puts the parts of the file together; `strict_json` reads JSON,
`read_entries` an entry, `read_history` the ledger.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from legdiary.domain.entries.dose import UG_PER_MG
from legdiary.domain.entries.dose_rules import check_unit
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.entries.products import Product
from legdiary.domain.entries.substances import of_product
from legdiary.domain.ledger.entry_comparison import unique_place_key
from legdiary.errors import BadValue
from legdiary.formats.files.strict_json import Walk, compact
from legdiary.formats.files.text_lines import decode_head
from legdiary.formats.legdiary_json.read_entries import parse_entry
from legdiary.formats.legdiary_json.read_history import History
from legdiary.formats.reader_result import MOST_ENTRIES, BadRow, Days, Found, Places, Record, Where
from legdiary.util.compressed_list import TEN_YEARS, Packed, Picked, View
from legdiary.util.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from legdiary.domain.ledger.ledger_line import TextLine
    from legdiary.formats.files.strict_json import Item, Raw
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.legdiary_json.read_entries import Kept
    from legdiary.formats.reader_result import BadRows, ReadOptions, Spot

FORMAT, FORMAT_VERSION = "legdiary-json", 1
#: The schema of entries and lines, the same as in store/bulk.py; a test compares them.
SCHEMA_VERSION = 6
_ENTRIES, _LEDGER, _NEXT_ID = "entries", "ledger", "next_id"
_KINDS = tuple(KINDS)
_KIND_NUMBERS = {name: number for number, name in enumerate(_KINDS)}
_HEAD = ("format", "format_version", "schema_version", "written_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup(Found):
    """A whole diary, read from a file.

    Attributes:
        schema_version: the schema of its entries and lines.
        kept: every entry with its number, products and plans included; each is made when it is asked for.
        kept_of: returns those that there are of some numbers.
        kinds: how many entries of each kind there are, in the order of their first.
        told: every line of the ledger, in order.
    """

    schema_version: int
    kept: Sequence[Kept]
    kept_of: Callable[[Iterable[int]], Iterator[Kept]] = field(compare=False)
    kinds: Mapping[str, int]
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
    history = History(source, entries.stands)
    head: Raw = {}
    for key, line in walk.members():
        if key == _ENTRIES:
            _check_head(head, source, line)
            entries.add_all(walk.items())
        elif key == _LEDGER:
            for item in walk.items(_LEDGER, history.tell_added):
                if item.value is not None:
                    history.tell(item.value, item.at)
        elif key in {*_HEAD, _NEXT_ID}:
            head[key] = walk.value()
        else:
            raise BadRow(source, line, key, f"no part of {FORMAT} {FORMAT_VERSION}")
    last = walk.line
    _check_head(head, source, last)
    entries.check(history, last)
    if head.get(_NEXT_ID) != history.next_id:
        raise BadRow(source, last, _NEXT_ID, f"must be {history.next_id}, one more than the last line of the ledger")
    found = entries.found()
    return found if options.bad.left_out else entries.backup(found, history.told, int(head["schema_version"]))


class _Entries:
    """The entries of a file that can be right."""

    def __init__(self, source: str, bad: BadRows) -> None:
        self._source = source
        self._bad = bad
        #: Every entry as its text, by which it is made again; its number, its place (below 0: a record of the one
        #: line), a hash of its fields' text and more are below, in a few bytes each.
        self._texts: Packed[str] = Packed(loose=TEN_YEARS)
        self._numbers = array("q")
        self._spots = array("q")
        self._hashes = array("q")
        self._kinds = bytearray()
        self._recalled = bytearray()
        self._days = Days()
        #: The numbers of entries that were left out later.
        self._out: set[int] = set()
        self._next_place = 0
        self._products: dict[int, Product] = {}
        #: Product → the first entry that names it.
        self._first_naming: dict[int, int] = {}
        #: Dose that whole milligrams cannot hold → the product it names, if any.
        self._finer: dict[int, int | None] = {}
        #: Hashes of the places in the diary that only one entry can take.
        self._places: set[int] = set()

    def add_all(self, items: Iterable[Item]) -> None:
        """Add all entries, or those that can be right if others are left out.

        Raises:
            BadRow: one cannot be right.
        """
        if not self._bad.skip:
            with self._bad.row():
                for item in items:
                    self.add(item)
            return
        for item in items:
            with self._bad.row():
                self.add(item)

    def add(self, item: Item) -> None:
        """Add the next entry.

        Raises:
            BadRow: it cannot be right.
        """
        at, fields = item.at, item.value or {}
        entry = parse_entry(fields, self._source, at)
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
        kind = entry.entry.kind
        if kind != Product.kind:
            self._days.add(entry.entry, self._source)
        self._numbers.append(entry.id)
        self._spots.append(at if isinstance(at, int) else -at.number)
        self._texts.append(item.text)
        self._kinds.append(_KIND_NUMBERS[kind])
        self._recalled.append(entry.recalled)
        head = f'{{"id":{entry.id},"kind":"{kind}",'
        if item.text.startswith(head):
            text = f"{{{item.text[len(head) :]}"
        else:
            text = compact({name: value for name, value in fields.items() if name not in {"id", "kind"}})
        self._hashes.append(hash(text))
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
        for number in history.contradicted_ids(self._numbers, self._fields_of):
            if (place := self._place_of(number)) is not None and number not in self._out:
                self._wrong(place, last, "entries", f"entry {number} is not what the ledger says of it")
            elif not (some_are_out or self._out):
                raise BadRow(self._source, last, "entries", f"entry {number} is not what the ledger says of it")
        self._check_products()  # a product may have been left out above

    def _fields_of(self, number: int) -> Raw:
        """Return the fields of an entry that is there, its kind among them."""
        fields: Raw = json.loads(self._texts[bisect_left(self._numbers, number)])
        del fields["id"]
        return fields

    def _kept(self, place: int) -> Kept:
        return self._revived(self._texts[place])

    def _revived(self, text: str) -> Kept:
        return parse_entry(json.loads(text), self._source, 0)

    def _where(self, spot: int) -> Where:
        return Where(self._source, spot if spot > 0 else Record(-spot, ""))

    def stands(self, number: int, kind: str, text: str) -> bool:
        """Return whether there is an entry of this number and kind, whose fields are this text."""
        place = self._place_of(number)
        return place is not None and self._hashes[place] == hash(text) and self._kinds[place] == _KIND_NUMBERS[kind]

    def _place_of(self, number: int) -> int | None:
        numbers, place = self._numbers, self._next_place
        if place >= len(numbers) or numbers[place] != number:
            place = bisect_left(numbers, number)
            if place >= len(numbers) or numbers[place] != number:
                return None
        self._next_place = place + 1  # numbers are asked for in their order
        return place

    def _check_products(self) -> None:
        if self._first_naming.keys() <= self._products.keys():
            return
        for place, kept in enumerate(View(self._texts, self._revived)):
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
                check_unit(self._kept(place).entry, of_product(self._products.get(named or 0)))
            except BadValue as error:
                self._wrong(place, self._where(self._spots[place]).line, "amount_ug", error.message)

    def _wrong(self, place: int, line: Spot | None, column: str, mistake: str) -> None:
        """Leave out an entry that cannot be right, or refuse the file because of it."""
        if not self._bad.skip:
            raise BadRow(self._source, line, column, mistake)
        number = self._numbers[place]
        self._out.add(number)
        self._products.pop(number, None)
        self._bad.leave_out(BadRow(self._source, self._where(self._spots[place]).line, column, mistake))

    def found(self) -> Found:
        """Return the entries as the readers of all formats do; each is made of its text when it is asked for."""
        places = array("l", (
            place
            for place, (number, kind) in enumerate(zip(self._numbers, self._kinds, strict=True))
            if kind != _KIND_NUMBERS[Product.kind] and number not in self._out
        ))  # fmt: skip
        texts = Picked(self._texts, places)
        return Found(
            entries=View(texts, lambda text: self._revived(text).entry),
            products=self._products,
            recalled=Places(bytes(self._recalled[place] for place in places)),
            where=View(places, lambda place: self._where(self._spots[place])),
            marked=View(texts, lambda text: self._revived(text)[1:]),
        )

    def backup(self, found: Found, told: Sequence[TextLine], schema_version: int) -> Backup:
        """Return the whole diary; no entry is left out."""
        return Backup(
            entries=found.entries, products=found.products, recalled=found.recalled, where=found.where,
            marked=found.marked, schema_version=schema_version, told=told,
            kept=View(self._texts, self._revived), kept_of=self._kept_of,
            kinds=Counter(_KINDS[number] for number in self._kinds),
        )  # fmt: skip

    def _kept_of(self, numbers: Iterable[int]) -> Iterator[Kept]:
        places = (self._place_of(number) for number in numbers)
        return (self._kept(place) for place in places if place is not None)


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
