"""`licences.md`: the licences of what is installed with legdiary, as pip-licenses reads them: `just licences`.

Which package is there for what follows from what the packages themselves require, so that no list is kept by hand.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PAGE = Path(__file__).resolve().parents[1] / "docs" / "licences.md"
NAME = "legdiary"
#: What a person can install; the rest of an environment is for work on the program.
EXTRAS = ("view", "pdf", "tables", "encrypt", "database")
ALWAYS, WORK = "always", "work on legdiary"
#: Packages whose metadata says nothing, and what the licence says that lies in them.
READ = {"pyrage": "MIT"}
#: The same licence is written in several ways.
_WRITTEN = {
    "MIT License": "MIT", "ISC License (ISCL)": "ISC", "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0", "Apache 2.0": "Apache-2.0", "Apache License, Version 2.0": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0", "BSD License": "BSD", "BSD": "BSD",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}  # fmt: skip
_HEAD = """<!-- Made by `just licences`. -->
# Licences

legdiary itself is under the MIT licence; the font on the clinician's page is under the SIL Open Font License. The
packages below are not part of it: they are installed beside it, each under its own licence. pip-licenses reads these
from the packages, here on Linux. Versions are left out, since each installation has its own.

"""
_TABLE = "| package | licence |\n| --- | --- |\n"


def canonical(name: str) -> str:
    """Return a package's name as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(stated: Iterable[str], extra: str = "") -> set[str]:
    """Return the names of all packages that a list of requirements brings here, and those that these bring.

    Args:
        stated: requirements as a package states them.
        extra: the extra of that package that is asked for.
    """
    found: set[str] = set()
    left = [(text, extra) for text in stated]
    seen = set(left)
    while left:
        text, of = left.pop()
        required = Requirement(text)
        if required.marker is not None and not required.marker.evaluate({"extra": of}):
            continue
        found.add(canonical(required.name))
        try:
            further = requires(required.name) or []
        except PackageNotFoundError:
            continue
        new = {(each, asked) for each in further for asked in ("", *required.extras)} - seen
        seen |= new
        left += new
    return found - {NAME}


def purposes() -> dict[str, set[str]]:
    """Return what each package that comes with legdiary is for: `always`, or the names of extras."""
    stated = requires(NAME) or []
    base = needed(stated)
    found: defaultdict[str, set[str]] = defaultdict(set, {name: {ALWAYS} for name in base})
    for extra in EXTRAS:
        for name in needed(stated, extra) - base:
            found[name].add(extra)
    return dict(found)


def licence(name: str, said: str) -> str:
    """Return a package's licence in the usual short form."""
    if said == "UNKNOWN":
        return READ.get(canonical(name), "not said")
    return "; ".join(_WRITTEN.get(each, each) for each in map(str.strip, said.split(";")))


def page(licences: Mapping[str, str], purpose: Mapping[str, set[str]]) -> str:
    """Return the page.

    Args:
        licences: of each installed package what it says.
        purpose: of each package that comes with legdiary what it is for.
    """
    sections: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(licences, key=canonical):
        where = purpose.get(canonical(name), {WORK})
        row = f"| {name} | {licence(name, licences[name])} |"
        sections[ALWAYS if ALWAYS in where else WORK if WORK in where else "extra"].append(
            row
            if where & {ALWAYS, WORK}
            else f"| {name} | {licence(name, licences[name])} | {', '.join(sorted(where))} |"
        )
    return "".join((
        _HEAD, "## With every installation\n\n", _TABLE, *(f"{row}\n" for row in sections[ALWAYS]),
        "\n## With an extra\n\n| package | licence | extra |\n| --- | --- | --- |\n",
        *(f"{row}\n" for row in sections["extra"]),
        "\n## For work on legdiary\n\nNobody needs these to use it. They make, test and release it.\n\n",
        _TABLE, *(f"{row}\n" for row in sections[WORK]),
    ))  # fmt: skip


def installed() -> dict[str, str]:
    """Return the licences of all packages of this environment."""
    words = (
        sys.executable,
        "-m",
        "piplicenses",
        "--format=json",
        "--from=mixed",
        "--with-system",
        f"--python={sys.executable}",
    )
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return {each["Name"]: each["License"] for each in json.loads(done.stdout) if canonical(each["Name"]) != NAME}


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(installed(), purposes()), encoding="utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
