"""The checksums of an open file: what is read is held against them, and what is written is added to them."""

from __future__ import annotations

import sqlite3

from legdiary.store.checksum_tables import BESIDE_PLAN, EVER, FILED_BY, LEDGER, PLAN, RESTS_ON

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from legdiary.store.statement_runner import Runner


class Sums:
    """The checksums of one file, within the transaction under way."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._whole: set[tuple[int, str]] = set()

    # ------------------------------------------------------------------ reading

    def check_days(self, table: str, first: str, before: str) -> None:
        """Hold the rows of some days against their checksums.

        Raises:
            DiaryTrouble: they are not what was stored.
        """
        if not self._fit(f"{table}_fits", first=first, before=before):
            self.damaged(table, first, before)

    def check_all(self, *tables: str) -> None:
        """Hold every row of some tables against the checksums.

        Raises:
            DiaryTrouble: they are not what was stored.
        """
        for table in tables:
            seen = (self._runner.looks, table)
            if seen in self._whole:  # within this transaction
                continue
            if not self._fit(f"{table}_fits_whole"):
                self.damaged(table)
            self._whole.add(seen)

    def check_beside(self, plan_id: int) -> None:
        """Hold the steps and holds of a plan against their checksums.

        Raises:
            DiaryTrouble: they are not what was stored.
        """
        for table in BESIDE_PLAN:
            if not self._fit(f"{table}_fits", plan_id=plan_id):
                self.damaged(PLAN)

    def check_history(self, *entry_ids: int) -> None:
        """Hold the ledger's lines of some entries against their checksums.

        Raises:
            DiaryTrouble: they are not what was written.
        """
        for entry_id in entry_ids:
            if not self._fit("ledger_fits", entry_id=entry_id):
                self.damaged(LEDGER, f"{entry_id}")

    def check_end(self) -> None:
        """Hold the end of the ledger against the number of lines that was written.

        Raises:
            DiaryTrouble: lines are missing.
        """
        if not self._fit("lines_fit"):
            self.damaged(LEDGER)

    def check_for(self, statement: str, bounds: dict[str, object]) -> None:
        """Hold what a statement sums up or hands over against the checksums, before it does.

        Raises:
            DiaryTrouble: it is not what was stored.
        """
        for table in RESTS_ON.get(statement, ()):
            if table in FILED_BY and "from_night" in bounds:
                self.check_days(table, str(bounds["from_night"]), str(bounds["before_night"]))
            else:
                self.check_all(table)

    def _fit(self, statement: str, **parameters: object) -> bool:
        try:
            found, told = self._runner.one(statement, **parameters)
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) != sqlite3.SQLITE_ERROR:
                raise
            return False  # a value has become of another kind
        return bool(found == told)

    def damaged(self, table: str, first: str = EVER[0], before: str = EVER[1]) -> NoReturn:
        """Raise what is wrong with the rows of a table, whose sums do not fit."""
        from legdiary.store.health.damage import damage

        raise damage(self._runner, table, first, before)

    # ------------------------------------------------------------------ writing

    def put(self, table: str, number: int) -> None:
        """Add a row that was just written; of what stands beside a plan, all of its rows."""
        self._whole.clear()
        self._runner.run(f"{table}_put", **{_number_of(table): number})

    def take(self, table: str, number: int) -> None:
        """Take out a row that is about to be changed or deleted; of what stands beside a plan, all of its rows."""
        self._whole.clear()
        self._runner.run(f"{table}_take", **{_number_of(table): number})

    def tidy(self, table: str, key: str) -> None:
        """Leave no checksum of rows that are no more."""
        self._runner.run("checksum_tidy", of=table, key=key)

    def count(self, lines: int) -> None:
        """Add lines to the number that the ledger has."""
        if lines:
            self._runner.run("lines_put", number=lines)


def _number_of(table: str) -> str:
    return "plan_id" if table in BESIDE_PLAN else "id"
