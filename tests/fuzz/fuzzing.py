"""What every fuzz target is held to: a checked value or an error of the program's own, in bounded time and memory.

A target is a function of bytes. It returns where the bytes were read or refused as they should be, and raises anything
else: `Broken` where a promise does not hold, or whatever the program let out.
"""

from __future__ import annotations

import atexit
import csv
import gc
import io
import json
import shutil
import signal
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legdiary.errors import LegdiaryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

HERE = Path(__file__).parent
CORPORA = HERE / "corpora"
#: No input is larger: what is slow only in the large is tried by the tests of limits.
LARGEST = 128 * 1024
#: The most CPU time that one input may take, and what each KiB of it adds. A plain input takes some milliseconds.
MOST_S, MORE_S_PER_KIB = 2.0, 0.05
#: The fields in which people write what must never stand in an error.
PRIVATE = {"note", "notes", "comment", "comments", "remark", "notiz", "text", "description", "note_title"}
#: So many letters a note has that is not said by chance.
_LETTERS = 8


class Broken(AssertionError):
    """A promise that an input broke."""


class TooSlow(BaseException):
    """An input that takes too long; nothing in the program may hold it back."""


@dataclass(frozen=True)
class Target:
    """One reader that is fuzzed.

    Attributes:
        name: its name.
        about: what it reads, in words.
        run: gives it some bytes.
        shape: how bytes are changed so that they stay likely (`fuzz_mutations`).
        kept: the name of its corpus, where it is that of another target.
    """

    name: str
    about: str
    run: Callable[[bytes], None]
    shape: str = "text"
    kept: str = ""

    @property
    def corpus(self) -> Path:
        """The folder of its kept inputs."""
        return CORPORA / (self.kept or self.name)

    def seeds(self) -> list[tuple[str, bytes]]:
        """Its kept inputs by name."""
        return [(each.name, each.read_bytes()) for each in sorted(self.corpus.iterdir())]


def bounded(target: Target, data: bytes, slower: float = 1.0) -> None:
    """Run a target, and stop it where it takes too long.

    Args:
        target: the target.
        data: the input.
        slower: how many times slower everything is, as while it is watched.

    Raises:
        Broken: a promise does not hold.
        TooSlow: it takes longer than is accepted, twice.
    """
    most = slower * (MOST_S + MORE_S_PER_KIB * len(data) / 1024)
    try:
        _within(most, target, data)
    except TooSlow:  # the first time modules may load
        _within(most, target, data)


def _within(most: float, target: Target, data: bytes) -> None:
    def stop(*_: object) -> None:
        raise TooSlow(f"more than {most:.1f} s of CPU for {len(data)} bytes")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        target.run(data)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


# ---------------------------------------------------------------------- errors


def refusal(act: Callable[[], object], secrets: Iterable[str] = ()) -> LegdiaryError | None:
    """Return the error of the program's own that `act` raises; None where it raises none.

    Raises:
        Broken: the error tells one of the secrets.
    """
    try:
        act()
    except LegdiaryError as error:
        tells_none(error, secrets)
        return error
    return None


def tells_none(error: LegdiaryError, secrets: Iterable[str]) -> None:
    """Refuse an error that is no sentence, or tells a secret.

    Raises:
        Broken: it does.
    """
    told = f"{error.message}\n{error.hint or ''}"
    if not error.message.strip():
        raise Broken(f"{type(error).__name__} says nothing")
    if any(each in told for each in secrets):
        raise Broken(f"{type(error).__name__} tells what was written in a note")


def same(first: object, again: object, what: str) -> None:
    """Refuse two values that should be equal.

    Raises:
        Broken: they differ.
    """
    if first != again:
        raise Broken(f"{what}: {first!r} is not {again!r}")


# ---------------------------------------------------------------------- secrets


def secrets_of(data: bytes) -> list[str]:
    """Return the notes in a JSON or CSV file: long enough not to be said by chance, and written nowhere else in it."""
    text = data.decode("utf-8-sig", "replace")
    found: list[str] = []
    with suppress(ValueError, RecursionError):
        found = list(_in_json(json.loads(text)))
    if not found:
        with suppress(csv.Error, RecursionError):
            found = list(_in_rows(list(csv.reader(io.StringIO(text)))))
    return [each for each in found if sum(map(str.isalpha, each)) >= _LETTERS and text.count(each) == 1]


def _in_json(loaded: Any, key: str = "") -> Iterator[str]:
    if isinstance(loaded, dict):
        for name, value in loaded.items():
            yield from _in_json(value, name)
    elif isinstance(loaded, list):
        for value in loaded:
            yield from _in_json(value, key)
    elif isinstance(loaded, str) and key.casefold() in PRIVATE:
        yield loaded


def _in_rows(rows: list[list[str]]) -> Iterator[str]:
    for place, header in enumerate(rows):
        columns = [number for number, name in enumerate(header) if name.strip().casefold() in PRIVATE]
        if columns:
            yield from (row[number] for row in rows[place + 1 :] for number in columns if number < len(row))
            return


# ---------------------------------------------------------------------- a place for files


def scratch() -> Path:
    """Return the folder of this run for files: in memory where the system has such a place."""
    if not _FOLDERS:
        shared = Path("/dev/shm")  # noqa: S108 - a new folder in it that nobody else can read
        made = Path(tempfile.mkdtemp(prefix="fuzz-", dir=shared if shared.is_dir() else None))
        atexit.register(shutil.rmtree, made, ignore_errors=True)
        _FOLDERS.append(made)
    return _FOLDERS[0]


_FOLDERS: list[Path] = []


def emptied(name: str) -> Path:
    """Return a folder of this run that holds nothing."""
    folder = scratch() / name
    if folder.exists():
        try:
            shutil.rmtree(folder)
        except OSError:  # a database that is still open holds its folder
            gc.collect()
            shutil.rmtree(folder)
    folder.mkdir(mode=0o700)
    return folder
