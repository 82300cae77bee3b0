"""The whole diary as the lines of its JSON export, written by SQL, and its ledger. Loaded on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.kinds import KINDS
from legdiary.store.rows import all_fields, to_ledger
from legdiary.util.json_text import list_text
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from legdiary.domain.entries.kinds import Kind
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.store.statement_runner import Runner

#: The schema that `Everything` is in; its checksums stay in the file.
HANDED_SCHEMA = 6
#: The kind whose entries stand in several tables.
_PLAN = "plan"
#: The columns whose texts come again in entry after entry; tables without such columns have few rows.
REPEATED = {
    "night": ("body_parts", "sensations"), "sleep": ("zone",), "dose": ("zone",), "magnesium": ("zone", "form"),
    "factor": ("zone", "name", "amount"), "symptom": ("name",), "medicine": ("zone", "name", "amount"),
}  # fmt: skip
#: The numbers in the first range of an export and in a later one, and the growth between; texts that are remembered.
_FIRST_RANGE, _LINES_AT_ONCE, _GROWTH = 64, 2048, 4
_MOST_KNOWN = 500


@dataclass(frozen=True, slots=True)
class Everything:
    """The entries and the ledger of a diary, read as they are used.

    Attributes:
        schema_version: the schema that entries and lines are in.
        entries: the entries by number, a range of numbers at a time: each a line of JSON, with its number, its kind and
            its known fields as in the ledger, and a comma between lines; empty where a range has none.
        history: the ledger likewise, column → value; `old` and `new` stand in it as they are kept.
        next_id: the number that the next entry will have.
    """

    schema_version: int
    entries: Iterator[str]
    history: Iterator[str]
    next_id: int

    @property
    def ranges(self) -> int:
        """The number of ranges that the entries, and the ledger, come in."""
        return sum(1 for _ in _ranges(self.next_id))


def everything(runner: Runner, revive: Callable[[Kind, Any], Stored]) -> Everything:
    """Return all that a diary holds; only the next number is read at once, the rest when it is used."""
    next_id = int(runner.one("ledger_next_id")[0])
    return Everything(HANDED_SCHEMA, _EntryLines(runner, revive).pieces(next_id), _ledger(runner, next_id), next_id)


def _ranges(before: int) -> Iterator[tuple[int, int]]:
    """Yield half-open ranges of numbers: small ones first, from which the texts that repeat are known."""
    first, many = 1, _FIRST_RANGE
    while first < before:
        yield first, min(first + many, before)
        first, many = first + many, min(_LINES_AT_ONCE, many * _GROWTH)


def _ledger(runner: Runner, before: int) -> Iterator[str]:
    for first, end in _ranges(before):
        yield runner.one("ledger_export", first=first, before=end)[0] or ""


class _EntryLines:
    """The entries as lines. SQL writes those of plain rows (`store.schema.line_queries`); others are made values."""

    def __init__(self, runner: Runner, revive: Callable[[Kind, Any], Stored]) -> None:
        self._runner = runner
        self._revive = revive
        #: The repeated texts of entries made so far, by table and column, and the same as JSON.
        self._known: dict[str, dict[str, set[str]]] = {
            table: {column: set() for column in columns} for table, columns in REPEATED.items()
        }
        self._parameters = {table: self._as_json(table) for table in REPEATED}

    def pieces(self, before: int) -> Iterator[str]:
        """Yield the lines of all entries whose number is lower, a range at a time."""
        plan = KINDS[_PLAN]
        plans = [(row["id"], self._line(plan, row)) for row in self._runner.all(f"{plan.table}_in_order")]
        for first, end in _ranges(before):
            found = [each for each in plans if first <= each[0] < end]
            for kind in KINDS.values():
                if kind.name != _PLAN:
                    found += self._of_kind(kind, first, end)
            found.sort()
            yield ",\n".join([line for _, line in found])

    def _of_kind(self, kind: Kind, first: int, before: int) -> Sequence[tuple[int, str]]:
        bounds = {"first": first, "before": before}
        if kind.table not in REPEATED:
            return [(row["id"], self._line(kind, row)) for row in self._runner.run(f"{kind.table}_export", **bounds)]
        cursor = self._runner.run(f"{kind.table}_export", **bounds, **self._parameters[kind.table])
        cursor.row_factory = None
        rows: list[tuple[int, str | None]] = cursor.fetchall()
        return [(number, line or self._odd_line(kind, number)) for number, line in rows]

    def _odd_line(self, kind: Kind, number: int) -> str:
        """Return the line of a row that is not plain, and remember its texts."""
        row = self._runner.one(f"{kind.table}_by_id", id=number)
        line = self._line(kind, row)
        for column, texts in self._known[kind.table].items():
            if row[column] not in {None, *texts} and len(texts) < _MOST_KNOWN:
                texts.add(row[column])
                self._parameters[kind.table] = self._as_json(kind.table)
        return line

    def _line(self, kind: Kind, row: Any) -> str:
        """Return the line of a row that is made a value, and so is known to keep the rules."""
        stored = self._revive(kind, row)
        text = to_ledger(kind, all_fields(kind, stored.entry, recalled=stored.recalled))
        return f'{{"id":{stored.id},"kind":"{kind.name}",{text[1:]}'

    def _as_json(self, table: str) -> dict[str, str]:
        return {f"known_{column}": list_text(sorted(texts)) for column, texts in self._known[table].items()}
