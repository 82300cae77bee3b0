"""Regular expressions that load `re` when a text is first matched: most nightly commands match none."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Match


def fullmatch(pattern: str, text: str) -> Match[str] | None:
    """Return the match of the whole text; None if it does not match. `re` keeps what it compiles."""
    import re

    return re.fullmatch(pattern, text)
