"""Made by `python tools/make_docs.py version` from tables.py and migrations.py; edit those, never this."""

APPLICATION_ID = 0x4C454744
SCHEMA_VERSION = 7
#: How many tables and indexes a diary has that SQLite does not make by itself.
OBJECTS = 40
