"""A text as a string of TOML, for the small files that keep a person's answers."""

from __future__ import annotations

import json


def toml_string(text: str) -> str:
    """Return a text as a TOML string on one line."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")
