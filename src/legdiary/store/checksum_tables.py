"""Checksums: rows are held against them before they become values, so that no changed bit is ever told as true.

SQLite keeps none of its pages. So of all rows that belong together (those of a day, of a plan, of an entry's history)
the sum of their CRC-32 is kept in the table `checksum`, and is written in the same transaction as they are. A row that
was altered, lost, or is found in another place leaves sums that differ. What is wrong then is found out by `damage`.
"""

from __future__ import annotations

import sqlite3
from zlib import crc32

from legdiary.domain.entries.kinds import KINDS

LEDGER, PRODUCT, PLAN, DOSE = "ledger", "product", "plan", "dose"
BESIDE_PLAN = ("taper_step", "hold")
#: Table → the column by which its rows are filed; of the others all rows belong together.
FILED_BY = {kind.table: kind.filed_by for kind in KINDS.values() if kind.filed_by is not None}
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
    "csv_corrections": (LEDGER,),
    **{f"csv_{kind.csv}": (kind.table,) for kind in KINDS.values() if kind.csv is not None},
    **{f"{kind.table}_names": (kind.table,) for kind in KINDS.values() if kind.own_names},
}
#: Before and after every day.
EVER = ("", "~")


def teach(connection: sqlite3.Connection) -> None:
    """Let a connection work out checksums."""
    connection.create_function("crc32", 1, crc32, deterministic=True)


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
