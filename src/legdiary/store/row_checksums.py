"""The checksums of an open file: every read is compared with them, and every write is added to them."""

from __future__ import annotations

import sqlite3

from legdiary.store.checksum_tables import (
    BESIDE_PLAN,
    BY_ENTRY,
    BY_PRODUCT,
    DOSE,
    EVER,
    FILED_BY,
    FOLLOWS,
    LEDGER,
    PLAN,
    PRODUCT,
    RESTS_ON,
    TABLES,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from legdiary.store.statement_runner import Runner

#: Texts before and behind every other, a spoilt day among them.
_ALL_TEXTS = ("", "\U0010ffff")


class RowChecksums:
    """The checksums of one file, within the current transaction."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._looks = 0
        self._checked_whole: set[str] = set()
        self._checked_paths: set[str] = set()
        self._checked_days: dict[str, tuple[str, str]] = {}

    # ------------------------------------------------------------------ reading

    def check_days(self, table: str, first: str, before: str) -> None:
        """Compare the rows of some days with their checksums, without those already compared in this transaction.

        Raises:
            DiaryTrouble: the rows are not as they were stored.
        """
        self._forget_former_looks()
        if table in self._checked_whole:  # by reading the table, and days are found by their index
            self.check_path(f"{table}_by_day", table)
            return
        low, high = self._checked_days.get(table, (first, first))
        if first > high or before < low:  # days between are not compared
            low = high = first
        for begin, end in ((first, low), (high, before)):
            if begin < end and not self._fit(f"{table}_fits", first=begin, before=end):
                self.damaged(table, first, before)
        self._checked_days[table] = (min(first, low), max(before, high))

    def check_all(self, *tables: str) -> None:
        """Compare every row of some tables with the checksums, once in a transaction.

        Raises:
            DiaryTrouble: the rows are not as they were stored.
        """
        self._forget_former_looks()
        for table in tables:
            if table in self._checked_whole:
                continue
            if table in self._checked_days:  # the days that are left, and that the table has the rows of its index
                self.check_days(table, *_ALL_TEXTS)
                self.check_path(f"{table}_by_day", table)
            elif not self._fit(f"{table}_fits_whole"):
                self.damaged(table)
            self._checked_whole.add(table)
            if table == PRODUCT:  # doses find their product by its number
                self.check_path(f"{PRODUCT}_by_id", PRODUCT)

    def check_path(self, path: str, table: str) -> None:
        """Compare what a way to the rows of a table finds with what the table holds, once in a transaction.

        Args:
            path: the way, as `store.schema.path_queries` names it: an index, or a search by number.
            table: the table.

        Raises:
            DiaryTrouble: a row is missing there, is another, or is in another place.
        """
        self._forget_former_looks()
        if path not in self._checked_paths:
            if not self._fit(f"{path}_fits"):
                self.damaged(table)
            self._checked_paths.add(path)

    def check_numbers(self) -> None:
        """Compare the rows that are found by their numbers with those that the tables hold.

        Raises:
            DiaryTrouble: a row is not found by its number.
        """
        for table in TABLES:
            if table not in BESIDE_PLAN:
                self.check_path(f"{table}_by_id", table)

    def check_all_paths(self) -> None:
        """Compare all rows that entries and their history are found by with those that the tables hold.

        Raises:
            DiaryTrouble: a row is missing somewhere, is another, or is in another place.
        """
        self.check_numbers()
        for table in FILED_BY:
            self.check_path(f"{table}_by_day", table)
        self.check_path(BY_PRODUCT, DOSE)
        self.check_path(BY_ENTRY, LEDGER)

    def check_beside(self, plan_id: int) -> None:
        """Compare the steps and holds of a plan with their checksums.

        Raises:
            DiaryTrouble: the rows are not as they were stored.
        """
        for table in BESIDE_PLAN:
            if not self._fit(f"{table}_fits", plan_id=plan_id):
                self.damaged(PLAN)

    def check_history(self, *entry_ids: int) -> None:
        """Compare the ledger lines of some entries with their checksums.

        Raises:
            DiaryTrouble: the lines are not as they were written.
        """
        for entry_id in entry_ids:
            if not self._fit("ledger_fits", entry_id=entry_id):
                self.damaged(LEDGER, f"{entry_id}")

    def check_end(self) -> None:
        """Compare the end of the ledger with the recorded number of its last line.

        Raises:
            DiaryTrouble: lines are missing.
        """
        if not self._fit("lines_fit"):
            self.damaged(LEDGER)

    def check_line_numbers(self) -> None:
        """Compare the numbers of all ledger lines, and of their entries, with the numbers of those that have checksums.

        Raises:
            DiaryTrouble: a line is missing, or has another number or entry than it was written with.
        """
        self._check_ledger("ledger_numbers_fit")

    def check_changes(self, part: str, **bounds: object) -> None:
        """Compare the whole histories of some entries, and of all that were ever changed, with their checksums.

        Args:
            part: the others beside those that were changed: `of_plans`, or `within` some days.
            bounds: the days.

        Raises:
            DiaryTrouble: the lines are not as they were written, or some are missing.
        """
        self.check_line_numbers()
        self._check_ledger(f"ledger_fits_{part}", **bounds)

    def _check_ledger(self, statement: str, **bounds: object) -> None:
        self._forget_former_looks()
        done = f"{statement} {bounds}"
        if LEDGER in self._checked_whole or done in self._checked_whole:
            return
        if not self._fit(statement, **bounds):
            self.damaged(LEDGER)
        self._checked_whole.add(done)

    def check_for(self, statement: str, bounds: dict[str, object]) -> None:
        """Check the rows that a statement reads, before the statement's result is used.

        Raises:
            DiaryTrouble: the rows are not as they were stored.
        """
        for table in RESTS_ON.get(statement, ()):
            if table in FILED_BY and "from_night" in bounds:
                self.check_days(table, str(bounds["from_night"]), str(bounds["before_night"]))
            else:
                self.check_all(table)
        for path in FOLLOWS.get(statement, ()):
            self.check_path(path, path.partition("_by_")[0])

    def _fit(self, statement: str, **parameters: object) -> bool:
        try:
            found, told = self._runner.one(statement, **parameters)
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) != sqlite3.SQLITE_ERROR:
                raise
            return False  # a value has changed its type
        return bool(found == told)

    def damaged(self, table: str, first: str = EVER[0], before: str = EVER[1]) -> NoReturn:
        """Raise the error for rows of a table whose checksums do not fit."""
        from legdiary.store.health.checksum_mismatch import describe_mismatch

        raise describe_mismatch(self._runner, table, first, before)

    # ------------------------------------------------------------------ writing

    def put(self, table: str, number: int) -> None:
        """Add a row that was just written to its checksum; for a plan's steps or holds, all of the plan's rows."""
        self._forget()
        self._runner.run(f"{table}_put", **{_number_of(table): number})

    def put_since(self, first_id: int, *tables: str) -> None:
        """Add the rows of some tables from a number on to their checksums, once all of the rows are written."""
        self._forget()
        for table in tables:
            self._runner.run(f"{table}_put_since", first_id=first_id)

    def take(self, table: str, number: int) -> None:
        """Subtract a row about to be changed or deleted; for a plan's steps or holds, all of the plan's rows."""
        self._forget()
        self._runner.run(f"{table}_take", **{_number_of(table): number})

    def _forget_former_looks(self) -> None:
        """Compare all rows again in another transaction."""
        if self._looks != self._runner.looks:
            self._forget()
            self._looks = self._runner.looks

    def _forget(self) -> None:
        """Compare all rows again, now that one of them is written or another transaction has begun."""
        self._checked_whole.clear()
        self._checked_paths.clear()
        self._checked_days.clear()

    def tidy(self, table: str, key: str) -> None:
        """Delete a checksum that has no rows left."""
        self._runner.run("checksum_tidy", of=table, key=key)

    def count(self, lines: int) -> None:
        """Add to the recorded number of ledger lines."""
        if lines:
            self._runner.run("lines_put", number=lines)


def _number_of(table: str) -> str:
    return "plan_id" if table in BESIDE_PLAN else "id"
