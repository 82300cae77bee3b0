"""Protection of text cells that a spreadsheet would run as formulas, and the way back.

A spreadsheet evaluates a cell that starts with `=`, `+`, `-` or `@` (their full-width forms too), or with a
tab or a carriage return; leading blanks are trimmed first, and some readers look at every line of a cell
(facts D2). An apostrophe before the line prevents it.

The rule can be undone exactly. A line starts at the beginning of the text and after every LF and every CR. It is
*dangerous* if it consists of any number of apostrophes, then any number of blanks, then one of the characters
above. `guard` puts one apostrophe before every dangerous line; `unguard` takes one away from every dangerous
line that starts with one. A line that had an apostrophe of its own (`'=1`) therefore gets a second (`''=1`),
and nothing is lost. Numbers are never guarded: the caller knows the type of the column.
"""

from __future__ import annotations

import re

#: The character put before a dangerous line.
MARK = "'"
#: The characters that a spreadsheet trims: every Unicode blank but tab, CR and LF, and the zero-width characters.
_BLANKS = "\v\f\x1c-\x20\x85\xa0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_TRIGGERS = r"=+\-@\t\r\uff1d\uff0b\uff0d\uff20"
_LINE_START = r"(?:\A|(?<=[\n\r]))"
_DANGER = f"(?={MARK}*[{_BLANKS}]*[{_TRIGGERS}])"
_TO_GUARD = re.compile(_LINE_START + _DANGER)
_TO_UNGUARD = re.compile(_LINE_START + MARK + _DANGER)


def guard(text: str) -> str:
    """Return the text with an apostrophe before every line that a spreadsheet could take for a formula."""
    return _TO_GUARD.sub(MARK, text)


def unguard(text: str) -> str:
    """Return the text that `guard` was given: `unguard(guard(text)) == text` for every text."""
    return _TO_UNGUARD.sub("", text)
