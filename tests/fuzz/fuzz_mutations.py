"""Changes of inputs that keep their shape, so that they come further than the first check of a reader.

Each function returns a changed copy. Whoever changes chooses by the dice that are handed in: the same dice,
the same copy.
"""

from __future__ import annotations

import copy
import io
import json
import re
import sqlite3
import warnings
import zipfile
import zlib
from contextlib import closing, suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from summing import sum_up_over

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    Change = Callable[[bytes, Sequence[bytes], Random], bytes]

#: Words that have undone readers before: limits of numbers, signs of other scripts, what looks like a date or a number.
WORDS = (
    "0", "-1", "1", "5e-324", "1e999", "-0.0", "NaN", "Infinity", "9" * 20, "9" * 400, "9" * 5000, "2147483648",
    "9007199254740993", "9223372036854775808", "-9223372036854775809", "1,5", "1.5", "٣", "²", "½", "Ⅷ", "0x10",
    "1_000",
    "true", "null", "", " ", "\u00a0", "\ufeff", "\u200b", "\u2028", "\x00", "\x1b[31m", "\x85", "\r", "\u202e", "ß",
    "İ", "ﬁ", "\U0001f9b5", "2026-11-20", "2026-11-22T02:10-05:00", "9999-12-31", "0001-01-01", "1970-01-01",
    "2026-02-30",
    "2026-03-08T02:30", "2026-11-01T01:30-04:00", "24:00", "23:59:60", "00:00", "+14:00", "-12:00", "+99:99",
    "America/New_York", "Pacific/Apia", "UTC", "../../etc/passwd", "Factory", "localtime", "=1+1", "'", '"', "\\",
    "[", "{", "[" * 5000,
    "2.5g", "4caps", "none", "tonight", "22:45-06:10", "6h30", "20m ago", "--note", "--at", "--confirm",
)  # fmt: skip
#: Values for JSON, of every type.
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, -(2**63) - 1, 10**30, 10**400, 0.5, -0.0, 1e308, float("inf"),
    float("nan"), "", " ", "zebra", "\ud800", "\x00", "\u202e", "9" * 400, "9" * 5000, "2026-11-20", "2026-02-30",
    "2026-11-20T21:40-05:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", [], {}, [[]], [None], {"": None},
    {"a": 1},
)  # fmt: skip
#: Zips and databases that were changed before, and cannot be read any more.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    sqlite3.Error,
    OSError,
    MemoryError,
)
#: Files with sums over their bytes: nearly every byte that is changed ends there.
_SUMMED = {"zip", "package", "database", "diary"}
_MOST_CHANGES = 4
_TOKEN = re.compile(rb"[0-9]+|[A-Za-z_]+|[^A-Za-z0-9_]", re.DOTALL)
_XML_VALUE, _XML_TAG = re.compile(rb'(?<=")[^"<>]*(?=")|(?<=>)[^<>]+(?=<)'), re.compile(rb"(<[^<>]*>)")
_CELLS = re.compile(rb"([,;\t\n])")


def change(
    shape: str, data: bytes, others: Sequence[bytes], dice: Random, *, only_shape: bool | None = None
) -> bytes:  # fmt: skip
    """Return a changed copy.

    Args:
        shape: the name of the shape.
        data: the input.
        others: further inputs of the same target, pieces of which may come in.
        dice: what chooses.
        only_shape: change nothing byte by byte; None: in some cases.
    """
    of_shape = _SHAPES.get(shape, ())
    keeps = dice.random() < (0.85 if shape in _SUMMED else 0.5) if only_shape is None else only_shape
    for _ in range(dice.randint(1, _MOST_CHANGES)):
        by = dice.choice(of_shape if of_shape and (keeps or dice.random() < 0.5) else _OF_ANY)
        with suppress(ValueError, KeyError, IndexError, RecursionError, *_UNREADABLE):
            data = by(data, others, dice)
    return data


# ---------------------------------------------------------------------- bytes and words


def _bytes(data: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """Change, insert or take away some bytes."""
    at, many = dice.randint(0, len(data)), dice.choice((1, 1, 2, 4, 16))
    kind = dice.randrange(4)
    if kind == 0:
        return data[:at] + data[at + many :]
    if kind == 1:
        return data[:at] + dice.randbytes(many) + data[at:]
    if kind == 2:
        return data[:at] + bytes(each ^ (1 << dice.randrange(8)) for each in data[at : at + 1]) + data[at + 1 :]
    return data[:at] + data[at : at + many * 8] * dice.choice((2, 3, 50)) + data[at + many * 8 :]


def _cross(data: bytes, others: Sequence[bytes], dice: Random) -> bytes:
    """Go on as another input does."""
    other = dice.choice(others)
    return data[: dice.randint(0, len(data))] + other[dice.randint(0, len(other)) :]


def _word(data: bytes, others: Sequence[bytes], dice: Random) -> bytes:
    """Put another word in the place of one."""
    words = _TOKEN.findall(data)
    place = dice.randrange(len(words))
    if dice.random() < 0.3 and others:
        words[place] = dice.choice(_TOKEN.findall(dice.choice(others)))
    else:
        words[place] = dice.choice(WORDS).encode()
    return b"".join(words)


def _lines(data: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """Double, drop or swap lines."""
    lines = data.split(b"\n")
    one, two = dice.randrange(len(lines)), dice.randrange(len(lines))
    kind = dice.randrange(3)
    if kind == 0:
        lines.insert(one, lines[two])
    elif kind == 1:
        del lines[one]
    else:
        lines[one], lines[two] = lines[two], lines[one]
    return b"\n".join(lines)


def _cell(data: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """Put another value into a cell, or the value of another cell."""
    cells = _CELLS.split(data)
    place = 2 * dice.randrange((len(cells) + 1) // 2)
    other = cells[2 * dice.randrange((len(cells) + 1) // 2)]
    cells[place] = dice.choice((other, dice.choice(WORDS).encode(), b'"' + dice.choice(WORDS).encode() + b'"'))
    return b"".join(cells)


# ---------------------------------------------------------------------- JSON


def _places(loaded: Any) -> list[tuple[Any, Any]]:
    """Every key of every object and list, with what holds it."""
    found: list[tuple[Any, Any]] = []
    ahead = [loaded]
    while ahead:
        held = ahead.pop()
        keys = list(held) if isinstance(held, dict) else range(len(held)) if isinstance(held, list) else ()
        for key in keys:
            found.append((held, key))
            ahead.append(held[key])
    return found


def _in_json(data: bytes, others: Sequence[bytes], dice: Random) -> bytes:
    """Change a value of a JSON text, or of one of its lines."""
    text = data.decode()
    try:
        return _changed_json(text, others, dice)
    except ValueError:
        lines = text.split("\n")
        place = dice.randrange(len(lines))
        lines[place] = _changed_json(lines[place], others, dice).decode()
        return "\n".join(lines).encode()


def _changed_json(text: str, others: Sequence[bytes], dice: Random) -> bytes:
    loaded = json.loads(text)
    held, key = dice.choice(_places(loaded))
    kind = dice.randrange(8)
    if kind <= 2:
        held[key] = dice.choice(VALUES)
    elif kind == 3:
        held[key] = copy.deepcopy(dice.choice(_places(loaded))[0])
    elif kind == 4 and isinstance(held, dict):
        held[dice.choice((*WORDS, *held))] = held.pop(key)
    elif kind == 5 and isinstance(held, list):
        held.insert(dice.randint(0, len(held)), copy.deepcopy(held[key]))
    elif kind == 6 and isinstance(held[key], int | float):
        held[key] = held[key] + dice.choice((1, -1, 1000, 60_000, 86_400_000, 10**12))
    elif kind == 7 and others:
        from_other, name = dice.choice(_places(json.loads(dice.choice(others))))
        held[key] = from_other[name]
    else:
        del held[key]
    return json.dumps(loaded, ensure_ascii=dice.random() < 0.5, separators=(",", ":")).encode()


def _everywhere(data: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """Put another value in the place of one wherever it stands: an entry agrees with the history that tells of it."""
    text = data.decode()
    held, key = dice.choice(_places(json.loads(text)))
    if not isinstance(held[key], str | int | float) or held[key] is True:
        return data
    told = json.dumps(held[key], ensure_ascii=False)
    new = json.dumps(dice.choice(VALUES), ensure_ascii=False, default=str)
    before = f'"{key}":' if isinstance(held, dict) and dice.random() < 0.5 else ""  # in one field, or in all
    return text.replace(f"{before}{told}", f"{before}{new}").encode()


def _in_xml(data: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """Put another value in the place of one between tags or quotes, or double, drop or swap a tag."""
    if dice.random() < 0.7:
        place = dice.choice([*_XML_VALUE.finditer(data)])
        new = escape(dice.choice(WORDS), {'"': "&quot;"}).encode()
        return data[: place.start()] + new + data[place.end() :]
    parts = _XML_TAG.split(data)
    one, two = dice.randrange(len(parts)), dice.randrange(len(parts))
    parts[one : one + dice.randrange(2)] = [parts[two]]
    return b"".join(parts)


# ---------------------------------------------------------------------- zips and databases


def _in_zip(data: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """Change, drop or rename a member of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(each.filename, archive.read(each)) for each in archive.infolist()]
    place = dice.randrange(len(members))
    name, content = members[place]
    kind = dice.randrange(8)
    if kind == 0:
        del members[place]
    elif kind == 1:
        members[place] = (
            dice.choice((f"../{name}", f"/{name}", f"{name}/", name.upper(), dice.choice(WORDS))),
            content,
        )
    elif kind == 2:
        members.append((name, content))
    else:
        members[place] = (name, change(_shape_of(content), content, [each for _, each in members], dice))
    file = io.BytesIO()
    packed = dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", packed) as archive:
        warnings.simplefilter("ignore")  # one name twice
        for each, held in members:
            archive.writestr(zipfile.ZipInfo(each), held)
    return file.getvalue()


def _in_package(data: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """Change a table of a CSV package, and what its manifest says of it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    name = dice.choice([each for each in members if each.endswith(".csv")])
    former = members[name]
    members[name] = change("table", former, [each for each in members.values() if b"," in each], dice, only_shape=True)
    before, after = (sha256(each).hexdigest().encode() for each in (former, members[name]))
    members["manifest.json"] = members["manifest.json"].replace(before, after)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, held in members.items():
            archive.writestr(zipfile.ZipInfo(each), held, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _shape_of(content: bytes) -> str:
    if content.startswith(b"SQLite"):
        return "database"
    if content.startswith((b"{", b"[")):
        return "json"
    if content.lstrip(b"\xef\xbb\xbf").startswith(b"<"):
        return "xml"
    return "table" if b"," in content else "text"


def _in_database(data: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """Change a cell of a database, or its schema."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.deserialize(data)
        names = [name for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = dice.choice(names)
        columns = [row[1] for row in made.execute(f'PRAGMA table_info("{table}")')]
        column = dice.choice(columns)
        made.execute("PRAGMA ignore_check_constraints = ON")
        kind = dice.randrange(8)
        if kind == 0:
            made.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "{column}_2"')
        elif kind == 1:
            made.execute(f'DELETE FROM "{table}" WHERE rowid % 2 = {dice.randrange(2)}')  # noqa: S608 - of the input
        elif kind == 2:
            made.execute(f"PRAGMA user_version = {dice.choice((0, 1, 6, 7, 8, 99, -1))}")
        else:
            value = dice.choice(
                (*WORDS, *(each for each in VALUES if isinstance(each, int) and abs(each) < 2**63), b"\xff")
            )
            made.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid % 3 = {dice.randrange(3)}', (value,))  # noqa: S608 - of the input
        made.commit()
        return made.serialize()


def _in_diary(data: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """Change a value of a diary wherever it stands, and all checksums: whoever writes such a file can do both."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.deserialize(data)
        made.row_factory = sqlite3.Row
        made.execute("PRAGMA ignore_check_constraints = ON")
        names = [name for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: made.execute(f'SELECT * FROM "{name}"').fetchall() for name in names if name != "checksum"}  # noqa: S608 - of the input
        table = dice.choice([name for name in rows if rows[name]])
        row = dict(dice.choice(rows[table]))
        column = dice.choice([*row])
        former = row[column]
        new = _like(former, dice)
        made.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" IS ?', (new, former))  # noqa: S608 - of the input
        if table not in _TOLD and not isinstance(former, bytes):
            said = [f'"{column}":{json.dumps(each, ensure_ascii=False)}' for each in (former, new)]
            for told, side in _SIDES:
                made.execute(f"UPDATE {told} SET {side} = replace({side}, ?, ?)", said)  # noqa: S608 - our own
        sum_up_over(made)
        made.commit()
        return made.serialize()


def _like(former: object, dice: Random) -> object:
    """Return another value of the same type, as the tables of a diary accept no other."""
    if isinstance(former, str) and former.startswith(("{", "[")):
        return change("json", former.encode(), [former.encode()], dice, only_shape=True).decode("utf-8", "replace")
    numbers = [each for each in VALUES if type(each) is int and abs(each) < 2**63]
    if isinstance(former, int):
        return dice.choice([*numbers, former + 1, former - 1, former + 86_400])
    return dice.choice([each for each in WORDS if "\0" not in each])


#: Where changes are told as JSON, which the tables of entries must agree with.
_TOLD = {"ledger", "sync_line"}
_SIDES = (("ledger", "old"), ("ledger", "new"), ("sync_line", "new"))
_OF_ANY: tuple[Change, ...] = (_bytes, _bytes, _cross, _word, _lines)
_SHAPES: dict[str, tuple[Change, ...]] = {
    "text": (_word, _lines),
    "table": (_cell, _cell, _word, _lines),
    "json": (_in_json, _in_json, _everywhere),
    "xml": (_in_xml,),
    "zip": (_in_zip,),
    "package": (_in_package, _in_package, _in_package, _in_zip),
    "database": (_in_database,),
    "diary": (_in_diary, _in_diary, _in_diary, _in_database),
}
