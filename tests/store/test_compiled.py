"""The compiled SQL is fresh, and means the same through `sqlite3` and through SQLAlchemy."""

from __future__ import annotations
