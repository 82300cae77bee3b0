"""The tables that have checksums: rows are compared with them before they become values, so no changed bit is shown.

SQLite itself keeps no checksum of its pages. So for each group of rows (those of one day, one plan, one entry's
history) the table `checksum` keeps the sum of their CRC-32, written in the same transaction as the rows. A row that
was altered, lost or moved leaves a sum that does not fit. `store.health.checksum_mismatch` then finds out what is
wrong.
"""

from __future__ import annotations

import sqlite3
from zlib import crc32

from legdiary.domain.entries.kinds import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

LEDGER, PRODUCT, PLAN, DOSE = "ledger", "product", "plan", "dose"
BESIDE_PLAN = ("taper_step", "hold")
#: The name of the checksum that holds the number of the ledger's last line.
LINES = "lines"
#: Table → the column by which its rows are filed; in every other table all rows form one group.
FILED_BY = {kind.table: kind.filed_by for kind in KINDS.values() if kind.filed_by is not None}
#: Tables of entries that are filed by night.
NIGHTLY = tuple(kind.table for kind in KINDS.values() if kind.by_night)
#: Tables of several devices and other diaries; all rows of one form one group.
OF_DEVICES = ("sync_diary", "device", "sync_line", "sync_entry", "sync_key", "sync_open", "sync_change", "import_note")
TABLES = (*FILED_BY, PRODUCT, PLAN, *BESIDE_PLAN, LEDGER)
SUMMED = (*TABLES, *OF_DEVICES)
#: Statements that sum or export rows, and the tables they read: within the range asked for, or as a whole.
RESTS_ON: dict[str, tuple[str, ...]] = {
    "night_scores": ("night",),
    "dose_in_short": (DOSE,),
    "magnesium_in_short": ("magnesium",),
    "symptom_in_short": ("symptom",),
    "dose_ratings": (DOSE, PRODUCT),
    "dose_amounts": (DOSE, PRODUCT),
    "dose_amounts_of": (DOSE, PRODUCT),
    "dose_last_product": (DOSE, PRODUCT),
    "dose_of_batches": (DOSE,),
    "past_magnesium": ("magnesium",),
    "past_medicines": ("medicine",),
    "past_first_doses": (DOSE,),
    "past_apart": (DOSE, PRODUCT),
    "past_zones": (DOSE, "magnesium", "medicine", "factor"),  # past_places checks the sleeps
    "past_places": (DOSE, "magnesium", "medicine", "factor", "sleep"),
    "around_kept": NIGHTLY,
    "around_magnesium": ("magnesium",),
    "around_medicines": ("medicine",),
    "around_doses": (DOSE,),
    "around_places": (DOSE, "magnesium", "medicine", "factor", "sleep"),
    "csv_doses": (DOSE, PRODUCT),
    "csv_products": (PRODUCT, DOSE),
    "csv_products_within": (PRODUCT, DOSE),
    "csv_supplements": ("magnesium",),
    "csv_corrections": (LEDGER,),
    "csv_plan_units": (LEDGER,),
    "csv_any_other_substance": (DOSE, PRODUCT, PLAN),
    **{f"csv_{kind.csv}": (kind.table,) for kind in KINDS.values() if kind.csv is not None},
    **{f"{kind.table}_names": (kind.table,) for kind in KINDS.values() if kind.own_names},
    "sync_open_count": ("sync_open",),
    "sync_told": ("device", "sync_line", "sync_change"),
}
BY_PRODUCT, BY_ENTRY = "dose_by_product", "ledger_by_entry"
#: Indexes of the tables of devices that are followed, by name → the table, and the first column.
PATHS_OF_DEVICES = {
    "sync_line_by_number": ("sync_line", "device_id"),
    "sync_line_by_entry": ("sync_line", "about_id"),
    "sync_line_by_ledger": ("sync_line", "ledger_id"),
    "sync_entry_by_group": ("sync_entry", "group_id"),
    "sync_key_by_key": ("sync_key", "key"),
    "sync_key_by_entry": ("sync_key", "about_id"),
    "sync_open_by_entry": ("sync_open", "about_id"),
}
#: Statements that find rows by an index or by their numbers, where the rows as a whole were compared otherwise, and
#: these ways: `store.schema.path_queries` has a statement of each.
FOLLOWS = {
    "dose_of_batches": (BY_PRODUCT,),
    "csv_products": (BY_PRODUCT,),
    "csv_corrections": ("ledger_by_id",),
    "sync_told": ("sync_line_by_ledger",),
}
#: Texts that sort before and after every day.
EVER = ("", "~")


def register_crc32(connection: sqlite3.Connection) -> None:
    """Give a connection the SQL function that computes a CRC-32."""
    connection.create_function("crc32", 1, crc32, deterministic=True)


def all_checksums_match(connection: sqlite3.Connection, sql: dict[str, str]) -> bool:
    """Return whether everything in a file of today's schema fits its checksums.

    Raises:
        sqlite3.Error: SQLite's answer, except that a value has the wrong type, which is a sum that does not fit.
    """
    register_crc32(connection)
    try:
        lines, told = connection.execute(sql["lines_fit"]).fetchone()
        return bool(lines == told) and (
            groups_fit(lambda name: connection.execute(sql[name]).fetchall())
            or connection.execute(sql["checksum_wrong"]).fetchone() is None
        )
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) != sqlite3.SQLITE_ERROR:
            raise
        return False


def groups_fit(rows_of: Callable[[str], Iterable[Any]]) -> bool:
    """Return whether each group of rows has its checksum, and no checksum is without its rows; asked table by table.

    False may also mean that nothing is wrong: a checksum of nothing is no fault. Then `checksum_wrong` tells.

    Args:
        rows_of: returns the rows of a named statement.

    Raises:
        sqlite3.Error: SQLite's answer.
    """
    kept = {str(of): number for of, number in rows_of("checksum_groups")}
    kept.pop(LINES, None)
    for table in SUMMED:
        ((groups, fitting),) = rows_of(f"{table}_groups")
        if not groups == fitting == kept.pop(table, 0):
            return False
    return not kept
