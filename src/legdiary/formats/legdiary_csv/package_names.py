"""The names and facts of a CSV package's files, without the tables: every export looks for them at its destination."""

from __future__ import annotations

from typing import NamedTuple

FORMAT = "legdiary-csv"
#: The format of a package in a dialect, which `import` refuses.
DIALECT_FORMAT = "legdiary-csv-dialect"
MANIFEST, DATAPACKAGE, README = "manifest.json", "datapackage.json", "README.txt"


class FileFacts(NamedTuple):
    """The name, size and SHA-256 of one written file."""

    name: str
    size: int
    sha256: str
