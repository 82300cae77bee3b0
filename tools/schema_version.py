"""`version.py`: what a command must know of the schema at night, when nothing of SQLModel or Alembic is loaded."""

from __future__ import annotations

from legdiary.store.schema.tables import APPLICATION_ID, METADATA, SCHEMA_VERSION

_PAGE = '''"""Made by `python tools/make_docs.py version` from tables.py and migrations.py; edit those, never this."""

APPLICATION_ID = 0x{application_id:X}
SCHEMA_VERSION = {schema_version}
#: How many tables and indexes a diary has that SQLite does not make by itself.
OBJECTS = {objects}
'''


def page() -> str:
    """The whole text of `version.py`."""
    objects = len(METADATA.tables) + sum(len(each.indexes) for each in METADATA.tables.values())
    return _PAGE.format(application_id=APPLICATION_ID, schema_version=SCHEMA_VERSION, objects=objects)
