"""Checksums: rows are held against them before they become values, so that no changed bit is ever told as true.

SQLite keeps none of its pages. So of all rows that belong together (those of a day, of a plan, of an entry's history)
the sum of their CRC-32 is kept in the table `checksum`, and is written in the same transaction as they are. A row that
was altered, lost, or is found in another place leaves sums that differ. What is wrong then is found out by `damage`.
"""

from __future__ import annotations

import sqlite3
from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from legdiary.store.runner import Runner

LEDGER, PRODUCT, PLAN, DOSE = "ledger", "product", "plan", "dose"
BESIDE_PLAN = ("taper_step", "hold")
#: Table → the column by which its rows are filed; of the others all rows belong together.
FILED_BY = {
    "night": "night_of", "sleep": "night_of", "dose": "night_of", "magnesium": "night_of", "factor": "night_of",
    "symptom": "night_of", "medicine": "night_of", "measure": "taken_on",
}  # fmt: skip
TABLES = (*FILED_BY, PRODUCT, PLAN, *BESIDE_PLAN, LEDGER)
#: Statements that sum up or hand over, and the tables whose rows they do it from: within the range asked for, or all.
RESTS_ON: dict[str, tuple[str, ...]] = {
    "night_scores": ("night",),
    "dose_in_short": (DOSE,),
    "dose_amounts": (DOSE, PRODUCT),
    "dose_last_product": (DOSE, PRODUCT),
    "past_magnesium": ("magnesium",),
    "past_medicines": ("medicine",),
    "past_first_doses": (DOSE,),
    "past_apart": (DOSE, PRODUCT),
    "past_zones": (DOSE, "magnesium", "medicine", "factor"),  # of sleeps the names are enough: see past_places
    "past_places": (DOSE, "magnesium", "medicine", "factor", "sleep"),
    "csv_doses": (DOSE, PRODUCT),
    "csv_products": (PRODUCT,),
    "csv_products_within": (PRODUCT, DOSE),
    "csv_supplements": ("magnesium",),
    "csv_exposures": ("factor",),
    "csv_symptoms": ("symptom",),
    "csv_medicines": ("medicine",),
    "csv_measures": ("measure",),
    "csv_corrections": (LEDGER,),
    "factor_names": ("factor",),
    "symptom_names": ("symptom",),
    "medicine_names": ("medicine",),
}
#: Before and after every day.
EVER = ("", "~")


def teach(connection: sqlite3.Connection) -> None:
    """Let a connection work out checksums."""
    connection.create_function("crc32", 1, crc32, deterministic=True)


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
        from legdiary.store.damage import damage

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


def fit(connection: sqlite3.Connection, sql: dict[str, str]) -> bool:
    """Tell whether everything in a file of today's schema fits its checksums.

    Raises:
        sqlite3.Error: what SQLite answers, where that is not that a value is of another kind.
    """
    teach(connection)
    try:
        lines, told = connection.execute(sql["lines_fit"]).fetchone()
        return bool(lines == told) and connection.execute(sql["checksum_wrong"]).fetchone() is None
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) != sqlite3.SQLITE_ERROR:
            raise
        return False
