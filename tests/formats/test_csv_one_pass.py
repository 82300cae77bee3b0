"""The tables of a package, for which each night is read once: the same bytes as tables that are read one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from random_diaries import OPERATIONS, filled, opened

from builders import NEW_YORK, day, present
from effort import dear
from legdiary.domain.demo.demo_diary import make_demo_diary
from legdiary.domain.time.moments import load_zone
from legdiary.formats.legdiary_csv import tables
from legdiary.formats.legdiary_csv.dialects import DIALECTS, PLAIN
from legdiary.formats.legdiary_csv.formula_guard import guard
from legdiary.formats.legdiary_csv.package_names import FileFacts
from legdiary.formats.legdiary_csv.scope import Scope
from legdiary.formats.legdiary_csv.tables import TABLES, as_csv
from legdiary.formats.legdiary_csv.write import write_package
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pytest

    from legdiary.formats.legdiary_csv.dialects import Dialect

SCOPES = st.sampled_from(
    [Scope(), Scope(notes=False), Scope(day("2026-10-10"), day("2026-11-05")), Scope(before_night=day("2026-10-20"))]
)


class Held(dict[str, bytes]):
    """The files of a package."""

    def write(self, name: str, chunks: Iterable[bytes]) -> FileFacts:
        self[name] = b"".join(chunks)
        return FileFacts(name, len(self[name]), "")


def compare(path: Path, scope: Scope, dialect: Dialect) -> None:
    """Hold the files of a package against tables that are read one by one, each cell guarded by itself."""
    package = Held()
    with Diary.for_reading(path) as diary:
        write_package(package, diary, scope, bom=False, dialect=dialect)
        for table in TABLES:
            rows = [row for batch in table.rows(diary, scope) for row in batch]
            guarded = [
                [
                    guard(cell) if column.guarded and isinstance(cell, str) else cell
                    for cell, column in zip(row, table.columns, strict=True)
                ]
                for row in rows
            ]
            text = table.header(dialect) + as_csv([dialect.written(table.columns, row) for row in guarded], dialect)
            assert package[f"{table.name}.csv"].decode() == text, table.name


def test_a_made_up_diary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = present("2026-11-22T22:00-05:00")
    with opened(tmp_path / "diary.db") as diary:
        diary.add_all(make_demo_diary(now.last_night, load_zone(NEW_YORK), nights=120).entries, now)
    monkeypatch.setattr(tables, "_NIGHTS_AT_ONCE", 7)
    compare(tmp_path / "diary.db", Scope(), PLAIN)


@dear(40)
@given(OPERATIONS, SCOPES, st.sampled_from([PLAIN, DIALECTS["excel-de"]]))
def test_random_diaries(
    tmp_path_factory: pytest.TempPathFactory, operations: list[tuple[Any, ...]], scope: Scope, dialect: Dialect
) -> None:
    path = tmp_path_factory.mktemp("random") / "diary.db"
    filled(path, operations)
    compare(path, scope, dialect)
