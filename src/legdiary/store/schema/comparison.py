"""Comparison of a file's tables, indexes and other objects with those of a fresh diary.

A foreign object acts on what is stored, or can cost any amount of time when it is merely read: an index on an
expression that fails, a trigger, a rule of a table. So a file is compared before anything in it runs, by the text of
its objects alone.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from legdiary.errors import DiaryTrouble, quote_typed
from legdiary.store import diary_file
from legdiary.store.errors import translate_error
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from legdiary.util.paths import StrPath

#: The tables that SQLite's ANALYZE leaves: statistics about the indexes.
_SQLITES_OWN = {
    "table sqlite_stat1": "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
    "table sqlite_stat4": "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
}
_MOST_OBJECTS = 200
_MOST_NAMED = 3
_ENCODING = "UTF-8"


def schema_sql(version: int) -> str:
    """Return the SQL that makes a fresh diary of this version."""
    if version == diary_file.SCHEMA_VERSION:
        return diary_file.load_sql()["schema"]
    return Path(__file__).parent.joinpath("former", f"schema-{version}.sql").read_text(encoding="utf-8")


class Differences(NamedTuple):
    """The differences between a file and a fresh diary of its version; every field is empty where there are none.

    Attributes:
        encoding: the file's text encoding, if it is not a diary's; SQLite copies nothing between two encodings.
        changed: objects of a diary that differ or are missing, such as `table night`.
        foreign: objects that no diary has.
    """

    encoding: str
    changed: list[str]
    foreign: list[str]

    @property
    def sentences(self) -> list[str]:
        """A sentence for each difference."""
        return [
            *([f"its text is kept as {quote_typed(self.encoding)}, not as {_ENCODING}"] if self.encoding else []),
            *(f"{name} is not as it should be" for name in self.changed),
            *(f"{quote_typed(name)} is not legdiary's" for name in self.foreign),
        ]


class NotAsMade(DiaryTrouble):
    """A diary with an index, a trigger or a table that legdiary did not make: writing to it may fail half-way."""

    def __init__(self, path: StrPath, differences: Differences) -> None:
        self.differences = differences
        super().__init__(
            f"the diary {path} is not as legdiary made it ({join_first(differences.sentences)})",
            "legdiary check",
            then="it was not touched",
        )


def differences(connection: sqlite3.Connection, version: int) -> Differences:
    """Return how the objects of a file differ from those of a fresh diary of its version.

    Only the list of objects is read: no table is, and nothing foreign is run.

    Raises:
        sqlite3.Error: SQLite's answer.
    """
    own, made = _stated(version), _texts_of(connection)
    encoding = str(connection.execute("PRAGMA encoding").fetchone()[0])
    return Differences(
        encoding if encoding != _ENCODING else "",
        [name for name, stated in own.items() if not _is_same(stated, made.get(name))],
        [name for name in made if name not in own],
    )


def check_objects(connection: sqlite3.Connection, path: StrPath) -> None:
    """Refuse to write to a diary of this version that has foreign or changed tables, indexes, triggers or views.

    Raises:
        NotAsMade: it has some.
        DiaryTrouble: SQLite could not read the list.
    """
    try:
        found = differences(connection, diary_file.SCHEMA_VERSION)
    except sqlite3.Error as error:
        raise translate_error(error, path) from error
    if any(found):
        raise NotAsMade(path, found)


def join_first(faults: Iterable[str]) -> str:
    """Join the first few faults, and say how many more there are."""
    named = list(faults)
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    return "; ".join(named[:_MOST_NAMED]) + more


def objects_of(connection: sqlite3.Connection) -> dict[str, object]:
    """Return the objects of a file, `table night` → its definition, equal for files that differ in spelling only.

    Spelling means whitespace, quotes around names and the order of a table's constraints; the order of columns counts.
    SQLite's own objects are left out, and a list that is too long is cut.
    """
    return {name: _comparable(sql) for name, sql in _texts_of(connection).items()}


def _texts_of(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the objects of a file with their SQL, without those of SQLite."""
    rows = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name LIMIT ?", (_MOST_OBJECTS,)
    )
    found = {f"{kind} {name}": str(sql) for kind, name, sql in rows}
    return {name: sql for name, sql in found.items() if _SQLITES_OWN.get(name) != sql}


def _stated(version: int) -> dict[str, str]:
    """Return the objects of a fresh diary with their SQL; no database is made for it."""
    statements = (_CREATES.match(each) for each in schema_sql(version).split(";\n"))
    return {f"{found[1].lower()} {found[2]}": found.string.strip() for found in statements if found is not None}


def _is_same(stated: str, made: str | None) -> bool:
    """Return whether two definitions are equal but for their spelling; most are equal to the letter."""
    return made is not None and (stated == made or _comparable(stated) == _comparable(made))


# ---------------------------------------------------------------------- comparison of definitions


_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|\w+|[^\w\s]""")
_NAME = re.compile(r"\w+")
_CREATES = re.compile(r'\s*CREATE (?:UNIQUE )?(TABLE|INDEX) "?(\w+)"?')
_CONSTRAINT = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")


def _comparable(sql: str) -> tuple[object, ...]:
    """Split a CREATE statement into parts that do not depend on spelling: head, columns, sorted constraints, tail."""
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
    """Remove needless quotes from a name; other quoted text may mean something else and is returned unchanged."""
    return word[1:-1] if word[0] in '"`[' and _NAME.fullmatch(word, 1, len(word) - 1) else word
