"""Whatever was handed out comes in again: into an empty diary as the same diary, and a second time as nothing.

Every way out that has a way back is gone, typed as a person types it; what a diary holds is read here by SQLite alone.
The commands are those that the program has: one that is new is a way back, or says why there is none.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import five_months
import pytest
import two_weeks
from driving import ok
from hypothesis import given, settings
from random_diaries import OPERATIONS, filled

from legdiary.cli import passphrases as sealing
from legdiary.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from driving import Result

NOW = "2026-11-22T22:00-05:00"
PASSPHRASE = "a night without legs"  # noqa: S105 - of a made-up diary
#: What is for people and other programs, and is not read back.
NO_WAY_BACK = {
    "export xlsx": "the tables for a spreadsheet, whose moments have no offset",
    "export html": "a page for a clinician",
    "export pdf": "the same page",
    "export fhir": "a draft mapping, without notes and without what FHIR has no place for",
    "export ics": "the steps of the plan in force",
}
#: In these tables a row belongs to one of another, and says nothing else of an entry.
PARTS = ("hold", "taper_step", "ledger", "checksum")
#: Columns that number: another diary numbers otherwise.
NUMBERS = {"id", "plan_id", "product_id", "position"}


class Way(NamedTuple):
    """One way out and back.

    Attributes:
        out: what is typed, in the folder that the diary is in.
        back: what is typed to take it in, the last of it once more.
        carries_all: whether numbers and history come along, and so everything as it was.
        again: whether a second time is nothing by itself (a `restore` puts all in its place anew).
    """

    out: str
    back: str
    carries_all: bool = False
    again: bool = True


PLAIN = (
    Way("export csv --output {at}/package", "import {at}/package"),
    Way("export csv --no-bom --zip --output {at}/package.zip", "import {at}/package.zip"),
    Way("export json --output {at}/diary.json", "import {at}/diary.json", carries_all=True),
    Way("backup --output {at}/copy.db", "import {at}/copy.db"),
    Way("backup --output {at}/copy.db", "restore {at}/copy.db --yes", carries_all=True, again=False),
)
SEALED = (
    Way("export csv --zip --encrypt --output {at}/package", "import {at}/package.zip.age"),
    Way("export json --encrypt --output {at}/diary.json", "import {at}/diary.json.age", carries_all=True),
    Way(
        "backup --encrypt --output {at}/copy.db.age",
        "--diary {at}/own.db restore {at}/copy.db.age --yes && import {at}/own.db",  # as it is told
    ),
    Way("backup --encrypt --output {at}/copy.db.age", "restore {at}/copy.db.age --yes", carries_all=True, again=False),
)


def typed(line: str, diary: Path, at: Path) -> Result:
    return ok(*(word.replace("{at}", str(at)) for word in line.split()), diary=diary, now=NOW)


def tables(diary: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(f"{diary.as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in names}  # noqa: S608 - of the schema


def held(diary: Path) -> list[Any]:
    """Every entry without what numbers it: a dose with its product, a plan with its steps and holds."""
    found = tables(diary)
    products = {row["id"]: _plain(row) for row in found["product"]}
    entries: list[Any] = []
    for name in found.keys() - {*PARTS, "import_note"}:  # where an import has noted how far it knows a diary
        for row in found[name]:
            beside: list[Any] = []
            if name == "dose":
                beside = [products.get(row["product_id"])]
            elif name == "plan":
                beside = [
                    sorted(_plain(part) for part in found[table] if part["plan_id"] == row["id"])
                    for table in ("taper_step", "hold")
                ]
            entries.append((name, _plain(row), beside))
    return sorted(entries, key=repr)


def _plain(row: dict[str, Any]) -> str:
    """A row without numbers, and with its amounts in micrograms: a CSV does not say in which unit one is kept."""
    amounts = {base: _micrograms(row, base) for base in ("amount", "capsule", "weight") if f"{base}_ug" in row}
    units = {f"{base}_{unit}" for base in amounts for unit in ("mg", "ug")}
    plain = {column: value for column, value in row.items() if column not in NUMBERS | units}
    return repr([*plain.items(), *amounts.items()])


def _micrograms(row: dict[str, Any], base: str) -> int | None:
    in_mg: int | None = row[f"{base}_mg"]
    in_ug: int | None = row[f"{base}_ug"]
    return in_mg * 1000 if in_ug is None and in_mg is not None else in_ug


def goes_and_comes(first: Path, at: Path, way: Way) -> None:
    """One way, gone once out and twice back."""
    again = at / "again.db"
    typed(way.out, first, at)
    *begins, last = way.back.split(" && ")
    for line in (*begins, last):
        typed(line, again, at)
    assert held(again) == held(first)
    if way.carries_all:
        assert tables(again) == tables(first)
    if way.again:
        before = again.read_bytes()
        typed(last, again, at)
        assert again.read_bytes() == before


def every_way(first: Path, ways: Sequence[Way]) -> None:
    for way in ways:
        with TemporaryDirectory() as folder:
            goes_and_comes(first, Path(folder), way)


@pytest.fixture
def passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "can_ask", True)
    monkeypatch.setattr(sealing, "read_hidden_line", lambda _: PASSPHRASE)


def commands() -> Iterator[str]:
    """Every command that hands the diary out."""
    listed = ok("export", "--help").stdout.partition("Commands:\n")[2].partition("\n\n")[0]
    yield from (f"export {line.split()[0]}" for line in listed.splitlines())
    yield "backup"


# ---------------------------------------------------------------------- stories


def test_every_command_that_hands_out_has_a_way_back_or_says_why_not() -> None:
    with_a_way = {name for name in commands() for way in (*PLAIN, *SEALED) if way.out.startswith(name)}
    assert with_a_way | NO_WAY_BACK.keys() == set(commands())
    assert not with_a_way & NO_WAY_BACK.keys()


@pytest.fixture(scope="module")
def two_weeks_of(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_weeks.type_in(tmp_path_factory.mktemp("weeks") / "diary.db")


@pytest.mark.parametrize("way", PLAIN, ids=[way.back for way in PLAIN])
def test_two_weeks(two_weeks_of: Path, tmp_path: Path, way: Way) -> None:
    goes_and_comes(two_weeks_of, tmp_path, way)


def test_an_empty_diary(tmp_path: Path) -> None:
    first = tmp_path / "first.db"
    ok("kratom", "2g", diary=first)
    ok("undo", diary=first)
    every_way(first, PLAIN)


@settings(max_examples=3)
@given(OPERATIONS)
def test_any_diary(operations: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        first = Path(folder) / "first.db"
        filled(first, operations)
        every_way(first, [way for way in PLAIN if way.carries_all] if contradicts_itself(first) else PLAIN)


def contradicts_itself(diary: Path) -> bool:
    """Whether a day is said to be without what is logged on it: nobody can log that, and no import takes it in."""
    found = tables(diary)
    kinds = {row["id"]: row["product_kind"] for row in found["product"]}
    days = [(row["night_of"], row["none_of"] or kinds.get(row["product_id"], "leaf"), row) for row in found["dose"]]
    without = {(day, word) for day, word, row in days if row["amount_mg"] == 0}
    return any((day, word) in without for day, word, row in days if row["amount_mg"] != 0)


@pytest.mark.slow
@pytest.mark.usefixtures("passphrases")
def test_five_months_every_way_the_encrypted_ones_too(tmp_path: Path) -> None:
    every_way(five_months.type_in(tmp_path / "diary.db"), (*PLAIN, *SEALED))
