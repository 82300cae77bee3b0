"""The pages of an SQLite file, and the bytes of each that say where something is: which b-tree, which cell, how long.

Read by the file format alone, without SQLite: what is spoilt must be chosen by somebody else than who reads it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_HEADER = 100
_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE = 2, 5, 10, 13
_INTERIOR = (_INTERIOR_INDEX, _INTERIOR_TABLE)
_KINDS = {
    _INTERIOR_INDEX: "interior index", _INTERIOR_TABLE: "interior table",
    _LEAF_INDEX: "leaf index", _LEAF_TABLE: "leaf table",
}  # fmt: skip
_CONTINUES, _VALUE = 0x80, 0x7F


@dataclass(frozen=True, slots=True)
class Spot:
    """Some bytes of a file that mean one thing.

    Attributes:
        page: the number of the page, from 1.
        of: the table or index it belongs to; "freelist", "header".
        kind: what the page is: of which kind of b-tree, an overflow, a free page.
        role: what the bytes are.
        first: the place of the first byte in the file.
        size: how many bytes.
    """

    page: int
    of: str
    kind: str
    role: str
    first: int
    size: int


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """The value of a varint, and its length."""
    value = 0
    for length in range(1, 9):
        byte = data[place + length - 1]
        value = value << 7 | byte & _VALUE
        if byte < _CONTINUES:
            return value, length
    return value << 8 | data[place + 8], 9


class Pages:
    """A file's pages, walked from what its schema names."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        size = int.from_bytes(data[16:18], "big")
        self.size = 65536 if size == 1 else size
        self.usable = self.size - data[20]

    def spots(self) -> Iterator[Spot]:
        """Everything that means something in the file; what no page uses is left out."""
        yield Spot(1, "header", "header", "header", 0, _HEADER)
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(self.data)
            roots = connection.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0").fetchall()
        yield from self._tree(1, "sqlite_schema")
        for name, root in roots:
            yield from self._tree(root, name)
        yield from self._free()

    def _free(self) -> Iterator[Spot]:
        trunk = int.from_bytes(self.data[32:36], "big")
        while trunk:
            base = (trunk - 1) * self.size
            leaves = int.from_bytes(self.data[base + 4 : base + 8], "big")
            yield Spot(trunk, "freelist", "trunk", "next trunk", base, 4)
            yield Spot(trunk, "freelist", "trunk", "count of leaves", base + 4, 4)
            yield Spot(trunk, "freelist", "trunk", "leaves", base + 8, 4 * leaves)
            for number in range(leaves):
                leaf = int.from_bytes(self.data[base + 8 + 4 * number : base + 12 + 4 * number], "big")
                yield Spot(leaf, "freelist", "free page", "nothing", (leaf - 1) * self.size, self.size)
            trunk = int.from_bytes(self.data[base : base + 4], "big")

    def _tree(self, page: int, of: str) -> Iterator[Spot]:
        base = (page - 1) * self.size
        head = base + (_HEADER if page == 1 else 0)
        flag = self.data[head]

        def spot(role: str, first: int, size: int) -> Spot:
            return Spot(page, of, _KINDS[flag], role, first, size)

        cells = int.from_bytes(self.data[head + 3 : head + 5], "big")
        yield spot("kind of page", head, 1)
        yield spot("first free block", head + 1, 2)
        yield spot("count of cells", head + 3, 2)
        yield spot("begin of cells", head + 5, 2)
        yield spot("free bytes", head + 7, 1)
        pointers = head + 8
        children = []
        if flag in _INTERIOR:
            yield spot("last child", pointers, 4)
            pointers += 4
        if cells:
            yield spot("places of cells", pointers, 2 * cells)
        for number in range(cells):
            at = pointers + 2 * number
            place = base + int.from_bytes(self.data[at : at + 2], "big")
            if flag in _INTERIOR:
                children.append(int.from_bytes(self.data[place : place + 4], "big"))
            yield from self._cell(place, flag, spot, of)
        if flag in _INTERIOR:
            children.append(int.from_bytes(self.data[head + 8 : head + 12], "big"))
        for child in children:
            yield from self._tree(child, of)

    def _cell(self, place: int, flag: int, spot: Callable[[str, int, int], Spot], of: str) -> Iterator[Spot]:
        if flag in _INTERIOR:
            yield spot("child", place, 4)
            place += 4
        if flag == _INTERIOR_TABLE:
            yield spot("row number", place, _varint(self.data, place)[1])
            return
        length, took = _varint(self.data, place)
        yield spot("length of row", place, took)
        place += took
        if flag == _LEAF_TABLE:
            took = _varint(self.data, place)[1]
            yield spot("row number", place, took)
            place += took
        types, _ = _varint(self.data, place)
        here = self._held_here(length, flag)
        yield spot("types of columns", place, min(types, here))
        if here > types:
            yield spot("columns", place + types, here - types)
        if here < length:
            yield spot("overflow", place + here, 4)
            yield from self._overflow(place + here, of)

    def _held_here(self, length: int, flag: int) -> int:
        """How much of a row stands on the page itself."""
        usable = self.usable
        most = usable - 35 if flag == _LEAF_TABLE else (usable - 12) * 64 // 255 - 23
        if length <= most:
            return length
        least = (usable - 12) * 32 // 255 - 23
        rest = least + (length - least) % (usable - 4)
        return rest if rest <= most else least

    def _overflow(self, pointer: int, of: str) -> Iterator[Spot]:
        page = int.from_bytes(self.data[pointer : pointer + 4], "big")
        while page:
            base = (page - 1) * self.size
            yield Spot(page, of, "overflow", "next page", base, 4)
            yield Spot(page, of, "overflow", "columns", base + 4, self.usable - 4)
            page = int.from_bytes(self.data[base : base + 4], "big")
