"""`docs/reliability.md`: what was tried of the whole, a section a campaign, each written by the command that tries it.

What stands around the sections is written by hand in the page itself. A section stands between two marks, and only
`write_section` writes between them, so that no figure is typed.
"""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"
SECTIONS = ("faults", "reads", "lives", "devices", "model", "fuzz", "mutants")


def write_section(name: str, body: str, page: Path = PAGE) -> None:
    """Replace what stands in the section `name`, one of SECTIONS, by `body`: Markdown, no heading above the third."""
    written = page.read_text(encoding="utf-8")
    begin, end = _marks(name)
    before, found, rest = written.partition(begin)
    inner, closed, after = rest.partition(end)
    if not (found and closed) or re.search(r"<!-- (begin|end) ", inner):
        raise ValueError(f"the page has no section {name}")
    page.write_text(f"{before}{begin}\n{body.strip()}\n{end}{after}", encoding="utf-8")


def section(name: str, page: Path = PAGE) -> str:
    """Return what stands in the section `name`."""
    begin, end = _marks(name)
    return page.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0].strip()


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- begin {name} -->", f"<!-- end {name} -->"
