"""The libraries that state the schema, blocked as where they cannot be installed: on a phone.

As `sitecustomize` of a folder on the path it does so in every process; `blocking()` is its text.
"""

from __future__ import annotations

#: Of SQLModel and Alembic, what has parts that are compiled, and what only they need.
BLOCKED = ("sqlmodel", "sqlalchemy", "alembic", "pydantic", "pydantic_core", "greenlet", "mako")

_BLOCKER = """
import sys

class _Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}: blocked", name=name)

sys.meta_path.insert(0, _Blocker())
"""


def blocking() -> str:
    """Lines of Python that block them from there on."""
    return _BLOCKER.format(blocked=BLOCKED)
