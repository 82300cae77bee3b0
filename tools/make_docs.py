"""Makes what is generated: `python tools/make_docs.py`, or `… pictures sql` for some of it.

Pages of the documentation, the manual page, `compiled.sql`, `upgrades.sql`, `version.py`, `command_table.py`, and
`pictures`, the drawings in `docs/pictures`. A test makes all of them again and compares. The examples within pages are
written anew by `LEGDIARY_UPDATE_GOLDEN=1 python -m pytest tests/test_docs.py`, which makes the pages as well.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SCHEMA = ROOT / "src" / "legdiary" / "store" / "schema"
#: Name → the file, and the module here whose `page` makes its text.
PAGES = {
    "commands": (DOCS / "reference" / "commands.md", "command_page"),
    "csv": (DOCS / "csv.md", "csv_page"),
    "help": (DOCS / "when-to-seek-help.md", "help_page"),
    "json": (DOCS / "reference" / "json.md", "json_page"),
    "known": (DOCS / "known-answers.md", "known_answers_page"),
    "manual": (DOCS / "man" / "legdiary.1", "manual_page"),
    "settings": (DOCS / "settings.md", "settings_page"),
    "sources": (DOCS / "sources.md", "source_page"),
    "sql": (SCHEMA / "compiled.sql", "compiled_sql"),
    "table": (ROOT / "src" / "legdiary" / "cli" / "command_line" / "command_table.py", "command_table"),
    "upgrades": (SCHEMA / "upgrades.sql", "compiled_upgrades"),
    "version": (SCHEMA / "version.py", "schema_version"),
}


def made(name: str) -> str:
    """The text of a generated page."""
    text: str = import_module(PAGES[name][1]).page()
    return text


def main(names: list[str]) -> int:
    """Make what is named, or everything; say so."""
    for name in names or [*PAGES, "pictures"]:
        if name == "pictures":
            import pictures

            for path in pictures.make_all(DOCS / "pictures"):
                print(path.name)
        else:
            path, _ = PAGES[name]
            path.write_text(made(name), encoding="utf-8")
            print(path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
