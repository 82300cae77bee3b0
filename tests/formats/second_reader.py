"""A second reader of the diary: by docs/reference/files.md and json.md alone, with nothing of legdiary.

Whoever has the file and those pages can read the diary without the program. What it finds is compared with
`list --json` in test_kept_files.py.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]
TABLES = {"night": "night", "sleep": "sleep", "dose": "kratom", "magnesium": "magnesium", "factor": "factor",
          "symptom": "symptom", "medicine": "medicine", "measure": "measure", "trial": "trial"}  # fmt: skip
LISTS = ("body_parts", "sensations", "conditions", "draws", "did")
MOMENTS = ("at", "bed", "tried", "wake", "up", "planned")
#: Kind → the keys whose fields have the same name, then key=field.
KEYS = {
    "night": "severity missed falling_asleep overnight day_resting day_active sitting mood concentration note"
    " where=body_parts feel=sensations",
    "sleep": "bed tried wake up planned latency_min awake_min times pacing_min lying_awake_min total_min quality"
    " nap_min note awake_at_least_min=awake_least_min unslept_at_least_min=unslept_least_min",
    "kratom": "none_of helped note", "magnesium": "elemental_mg basis form salt_mg helped note",
    "factor": "name amount helped note", "symptom": "name grade note", "medicine": "name amount helped note",
    "measure": "taken_on name unit by conditions", "trial": "name pairs score draws did looks",
}  # fmt: skip


def read_entries(path: Path) -> list[Row]:
    """Return every entry of a diary or of its JSON export, as `list --json` shows it, without the figures of sleep."""
    rows, products = _of_json(path) if path.suffix == ".json" else _of_sqlite(path)
    return sorted((_entry(row, products) for row in rows), key=lambda entry: entry["id"])


def _of_json(path: Path) -> tuple[list[Row], dict[int, Row]]:
    rows = json.loads(path.read_text(encoding="utf-8"))["entries"]
    for row in rows:
        row.update({name: row[name].partition("[")[0] for name in MOMENTS if name in row})
    products = {row["id"]: row for row in rows if row["kind"] == "product"}
    return [row for row in rows if row["kind"] in KEYS], products


def _of_sqlite(path: Path) -> tuple[list[Row], dict[int, Row]]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        read = {table: [dict(row) for row in connection.execute(f'SELECT * FROM "{table}"')]  # noqa: S608 - our own names
                for table in ("product", *TABLES) if table in there}  # fmt: skip
    rows = [row | {"kind": TABLES[table]} for table, found in read.items() if table in TABLES for row in found]
    for row in rows:
        row.update({name: row[name].split(",") for name in LISTS if row.get(name)})
        for name in MOMENTS:
            if row.get(f"{name}_utc_s") is not None:
                zone = timezone(timedelta(minutes=row[f"{name}_offset_min"]))
                row[name] = datetime.fromtimestamp(row[f"{name}_utc_s"], zone).isoformat()
    return rows, {row["id"]: row for row in read["product"]}


def _entry(row: Row, products: dict[int, Row]) -> Row:
    kind = row["kind"]
    pairs = [key.partition("=") for key in KEYS[kind].split()]
    entry = {key: row.get(field or key) for key, _, field in pairs}
    entry |= {key: entry[key] or [] for key, _, field in pairs if (field or key) in LISTS}
    entry |= {"id": row["id"], "kind": kind, "at": row.get("bed" if kind == "sleep" else "at"),
              "recalled": bool(row.get("recalled")),
              "night_of": row.get("night_of") or row.get("taken_on") or row.get("began_on")}  # fmt: skip
    if kind == "night":
        begins = row.get("onset_min")
        entry["onset"] = None if begins is None else f"{begins // 60:02}:{begins % 60:02}"
    elif kind == "magnesium":
        entry["topical"] = bool(row["topical"])
    elif kind == "measure":
        entry["value"] = row["value_milli"] / 1000
    elif kind == "kratom":
        product = products.get(row.get("product_id") or 0, {"name": None, "product_kind": row.get("none_of") or "leaf"})
        micrograms = row["amount_ug"] if row.get("amount_ug") is not None else row["amount_mg"] * 1000
        is_leaf = product["product_kind"] == "leaf"
        entry |= {"product": product["name"], "substance": product["product_kind"],
                  "amount_g": micrograms / 1_000_000 if is_leaf else None,
                  "amount_mg": None if is_leaf else micrograms / 1000}  # fmt: skip
    return entry
