"""Keeps what the program of today writes: `PYTHONPATH=tests .venv/bin/python tests/kept/keep.py`.

Run it once a schema is frozen (`tests/store/schemas/make.py`), with the last program of that schema. It writes
`schema-N/`: the frozen diary as JSON and as a CSV package, and the folder in which two devices meet. All of it is
committed, never written again, and must be read for ever. The exports of earlier schemas were written by the last
program of each. Of schema 1 there is no JSON, since that program had none, and before 7 there was no folder of devices.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from legdiary.store.diary_file import SCHEMA_VERSION

HERE = Path(__file__).parent
FROZEN = HERE.parent / "store" / "schemas"
#: The passphrase of every kept folder of devices.
PASSPHRASE = "four words for tests"  # noqa: S105 - it protects nothing


def legdiary(home: Path, *words: str, passphrases: int = 0) -> str:
    """Type a line on a terminal, where the program asks for the passphrase so many times; return what was shown."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "legdiary", "--diary", str(home / "diary.db"), *words],
        stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, encoding="utf-8", start_new_session=True,
        env={**os.environ, "HOME": str(home), "TZ": "America/New_York", "LEGDIARY_NOW": "2026-11-22T09:00-05:00",
             **{f"XDG_{name}_HOME": str(home / name.lower()) for name in ("DATA", "CONFIG", "STATE", "CACHE")}},
    )  # fmt: skip
    os.close(theirs)
    for _ in range(passphrases):
        asked = b""
        while not asked.endswith(b": "):
            asked += os.read(ours, 1024)
        time.sleep(0.2)  # it hides what is typed just after it asked
        os.write(ours, f"{PASSPHRASE}\n".encode())
    shown = process.communicate()[0]
    os.close(ours)
    assert process.returncode == 0, (words, shown)
    return shown


def keep_exports(target: Path, work: Path) -> None:
    """Write the frozen diary as JSON and as a CSV package."""
    home = work / "exports"
    home.mkdir()
    shutil.copy(FROZEN / f"diary-{SCHEMA_VERSION}.db", home / "diary.db")
    legdiary(home, "export", "json", "--output", str(target / "diary.json"))
    legdiary(home, "export", "csv", "--zip", "--output", str(target / "package.zip"))


def keep_devices(target: Path, work: Path) -> None:
    """Let two devices meet: one with the frozen diary of schema 6, one that joins it; each changes something."""
    laptop, phone, carried = work / "laptop", work / "phone", target / "carried"
    for folder in (laptop, phone, carried):
        folder.mkdir()
    shutil.copy(FROZEN / "diary-6.db", laptop / "diary.db")
    legdiary(laptop, "sync", "setup", str(carried), "--name", "laptop", passphrases=2)
    legdiary(phone, "sync", "join", str(carried), "--name", "phone", passphrases=1)
    legdiary(phone, "night", "7", "--night", "2026-11-15")
    legdiary(laptop, "kratom", "1.5g", "--at", "2026-11-21 22:00")
    for home in (phone, laptop, phone):
        legdiary(home, "sync")
    found = [json.loads(legdiary(home, "list", "--last", "99w", "--json"))["entries"] for home in (laptop, phone)]
    assert len(found[0]) == len(found[1])


def main() -> int:
    target = HERE / f"schema-{SCHEMA_VERSION}"
    if target.exists():
        sys.stderr.write(f"version {SCHEMA_VERSION} is kept already; nothing was written\n")
        return 1
    target.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        keep_exports(target, Path(folder))
        keep_devices(target, Path(folder))
    sys.stdout.write(f"{target.name}: {len(list(target.rglob('*')))} files and folders\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
