"""Numbers of days as people type them: `7d`, `2w`, `7 days`, `2weeks`."""

from __future__ import annotations

import re

#: The words for days and weeks, in one and several → the number of days.
DAY_WORDS = {"d": 1, "day": 1, "days": 1, "w": 7, "wk": 7, "wks": 7, "week": 7, "weeks": 7}
# Not compiled at import: `re` compiles and caches it at first use.
_COUNT = rf"(?ai)([0-9]{{1,5}}) ?({'|'.join(sorted(DAY_WORDS, key=len, reverse=True))})"


def read_day_count(text: str) -> int | None:
    """Return the number of days, 0 and above; None where the text is no such number."""
    found = re.fullmatch(_COUNT, text.strip())
    return int(found[1]) * DAY_WORDS[found[2].lower()] if found else None
