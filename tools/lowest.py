"""The lowest versions that pyproject.toml allows, as constraints for pip: `python tools/lowest.py > lowest.txt`."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
_LOWEST = re.compile(r"^(?P<name>[\w.-]+)(?:\[[\w,-]+\])?(?:>=|==)(?P<version>[\w.]+)(?:,<[\w.]+)?(?:; .+)?$")
_OURSELVES = re.compile(r"^legdiary\[[\w,-]+\]$")


def lowest(stated: list[str]) -> dict[str, str]:
    """The lowest version of each package that is stated; one that states none is an error."""
    found: dict[str, str] = {}
    for each in stated:
        if _OURSELVES.match(each):
            continue
        match = _LOWEST.match(each)
        if match is None or found.get(match["name"], match["version"]) != match["version"]:
            raise ValueError(each)
        found[match["name"]] = match["version"]
    return found


def stated() -> list[str]:
    """All that pyproject.toml asks for, its extras included."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]


def main() -> int:
    """Print a line for each."""
    sys.stdout.writelines(f"{name}=={version}\n" for name, version in lowest(stated()).items())
    return 0


if __name__ == "__main__":
    sys.exit(main())
