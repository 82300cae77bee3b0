"""The path of a file as text. What is run each night names files by it, since `pathlib` would be a tenth of a dose.

All other code uses `pathlib.Path`; functions that both call take a `StrPath`.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import TypeAlias

    StrPath: TypeAlias = str | Path


def path_text(typed: str) -> str:
    """Return a path as `Path` writes it, without empty parts and `.`; `pathlib` loads only where there are some."""
    first, *others = typed.split("/")
    if os.name == "posix" and first != "." and (first or others) and {"", "."}.isdisjoint(others):
        return typed
    from pathlib import Path

    return str(Path(typed))


def folder_of(path: StrPath) -> str:
    """Return the folder of a file."""
    return os.path.dirname(path) or "."  # noqa: PTH120 - text or path
