"""The tables, indexes and other objects of a file, compared with those of a fresh diary: exactly these, and no others.

What else somebody has put there acts on what is stored, or costs without end when it is only looked at: an index on an
expression that fails, a trigger, a rule of a table. So a file is compared before anything in it runs, and by the text
of its objects alone.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from legdiary.errors import DiaryTrouble, shown
from legdiary.store import file
from legdiary.store.errors import trouble

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What SQLite's ANALYZE leaves: figures about the indexes.
_SQLITES_OWN = {
    "table sqlite_stat1": "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
    "table sqlite_stat4": "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
}
_MOST_OBJECTS = 200
_MOST_NAMED = 3
_ENCODING = "UTF-8"


def schema_sql(version: int) -> str:
    """What a fresh diary of this version is, or was, made with."""
    if version == file.SCHEMA_VERSION:
        return file.load_sql()["schema"]
    return Path(__file__).parent.joinpath("former", f"schema-{version}.sql").read_text(encoding="utf-8")


class Differences(NamedTuple):
    """How a file differs from a fresh diary of its version; none of it true where it does not.

    Attributes:
        encoding: how it keeps text, if not as a diary does; of two files that differ in that, SQLite copies nothing.
        changed: the objects of a diary that are other than they should be, or missing: `table night`.
        foreign: those that no diary has.
    """

    encoding: str
    changed: list[str]
    foreign: list[str]

    @property
    def told(self) -> list[str]:
        """Each in words."""
        return [
            *([f"its text is kept as {shown(self.encoding)}, not as {_ENCODING}"] if self.encoding else []),
            *(f"{name} is not as it should be" for name in self.changed),
            *(f"{shown(name)} is not legdiary's" for name in self.foreign),
        ]


class NotAsMade(DiaryTrouble):
    """A diary with an index, a trigger or a table of another's making: what is written to it may fail half-way."""

    def __init__(self, path: Path, differences: Differences) -> None:
        self.differences = differences
        super().__init__(
            f"the diary {path} is not as legdiary makes it ({first_of(differences.told)})",
            "legdiary check",
            then="it was not touched",
        )


def differences(connection: sqlite3.Connection, version: int) -> Differences:
    """How a file differs from a fresh diary of its version, rows apart.

    Only the list of objects is read: no table is, and nothing that somebody put there is run.

    Raises:
        sqlite3.Error: what SQLite answers.
    """
    own, made = _fresh(version), objects_of(connection)
    encoding = str(connection.execute("PRAGMA encoding").fetchone()[0])
    return Differences(
        encoding if encoding != _ENCODING else "",
        [name for name, stated in own.items() if made.get(name) != stated],
        [name for name in made if name not in own],
    )


def check_objects(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse to write to a diary of this version in which somebody has put tables, indexes, triggers or views.

    Raises:
        NotAsMade: there are others.
        DiaryTrouble: what SQLite may answer.
    """
    try:
        found = differences(connection, file.SCHEMA_VERSION)
    except sqlite3.Error as error:
        raise trouble(error, path) from error
    if any(found):
        raise NotAsMade(path, found)


def first_of(faults: Iterable[str]) -> str:
    """The first few faults, and how many more there are."""
    named = list(faults)
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    return "; ".join(named[:_MOST_NAMED]) + more


def objects_of(connection: sqlite3.Connection) -> dict[str, object]:
    """The objects of a file, `table night` → what made it, equal for two files that differ in spelling only.

    Spelling is: whitespace, quotes around names, the order of a table's constraints. The order of columns counts. What
    SQLite makes by itself is left out, and of too many the rest.
    """
    rows = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name LIMIT ?", (_MOST_OBJECTS,)
    )
    found = {f"{kind} {name}": str(sql) for kind, name, sql in rows}
    return {name: _stated(sql) for name, sql in found.items() if _SQLITES_OWN.get(name) != sql}


def _fresh(version: int) -> dict[str, object]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        fresh.executescript(schema_sql(version))
        return objects_of(fresh)


# ---------------------------------------------------------------------- what an object's text says


_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|\w+|[^\w\s]""")
_NAME = re.compile(r"\w+")
_CONSTRAINT = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")


def _stated(sql: str) -> tuple[object, ...]:
    """A CREATE statement without its spelling: head, columns in order, constraints sorted, tail."""
    words = [_unquoted(word) for word in _TOKEN.findall(sql)]
    if words[:2] != ["CREATE", "TABLE"] or "(" not in words:
        return (" ".join(words),)
    parts: list[list[str]] = [[]]
    depth, end = 0, len(words)
    begin = words.index("(")
    for position in range(begin, len(words)):
        word = words[position]
        depth += (word == "(") - (word == ")")
        if depth == 0:
            end = position
            break
        if word == "," and depth == 1:
            parts.append([])
        elif position > begin:
            parts[-1].append(word)
    items = [" ".join(part) for part in parts]
    constraints = sorted(item for item in items if item.startswith(_CONSTRAINT))
    columns = [item for item in items if not item.startswith(_CONSTRAINT)]
    return (" ".join(words[:begin]), tuple(columns), tuple(constraints), " ".join(words[end + 1 :]))


def _unquoted(word: str) -> str:
    """A name without the quotes that it can do without; what else is quoted may mean something else and stays."""
    return word[1:-1] if word[0] in '"`[' and _NAME.fullmatch(word, 1, len(word) - 1) else word
