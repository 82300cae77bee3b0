"""What `provocations.py` is told in: a story of one error, the world it happens in, and the faults it may need."""

from __future__ import annotations

import errno
import io
import os
import re
import shlex
import sqlite3
import sys
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from driving import NEW_YORK, run

from legdiary.app.reminders.computer import Computer
from legdiary.app.reminders.platform_files import Platform
from legdiary.cli import main
from legdiary.cli import passphrases as sealing
from legdiary.cli.remind import platform as timers
from legdiary.cli.terminal import Terminal
from legdiary.formats import age_encryption
from legdiary.store import diary_file, file_integrity
from legdiary.store.backups import write as copies
from summing import sum_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from driving import Result

    from legdiary.cli.session import Session
    from legdiary.errors import LegdiaryError

#: Sunday morning: last night is that of Saturday the 21st.
MORNING = "2026-11-22T10:00-05:00"
SOURCES = Path(__file__).parents[2]
OLDER = Path(__file__).parents[1] / "store" / "schemas" / "diary-1.db"
DIARY = ".local/share/legdiary/diary.db"
SETTINGS = ".config/legdiary/config.toml"
DONE, REFUSED, TROUBLE = 0, 1, 3


@dataclass(frozen=True, slots=True)
class World:
    """One person's home; every command line is typed in it."""

    home: Path

    @property
    def diary(self) -> Path:
        return self.home / DIARY

    def lay(self, name: str, content: bytes | str) -> None:
        """A file, with what is in it."""
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    @property
    def bytes(self) -> dict[str, bytes]:
        """Every file in it."""
        return {str(path.relative_to(self.home)): path.read_bytes() for path in self.home.rglob("*") if path.is_file()}

    def neutral(self, text: str) -> str:
        """The text, with the home, the interpreter and the sources called what everybody's are called."""
        common = {str(self.home): "~", shlex.quote(sys.executable): "python3", str(SOURCES): "~/legdiary"}
        for here, everywhere in common.items():
            text = text.replace(here, everywhere)
        return re.sub(r"devices/[0-9a-f]{16}\.json", "devices/0123456789abcdef.json", text)


@dataclass(frozen=True, slots=True)
class Story:
    """How somebody meets one error.

    Attributes:
        error: its class.
        typed: the command line that meets it, without the program's name.
        held: what was typed before.
        files: name in the home → what it holds.
        scene: what else happened to the world before.
        during: what is wrong with the machine while the command runs.
        now, tz: the present.
        said_by: the class that carries the message, where it says of what file or setting the mistake is.
        then: the exit code of the command that is suggested; None where none is.
        mends: whether `typed` then goes through, or meets another error.
        answers_first: whether the command prints its result before it refuses (a plan that is shown and not taken).
        lasting: whether what is wrong with the machine still is when the suggestion is typed.
        leaves: what in the folder of the diary may be another afterwards.
        says_first: how many lines of notice come before the message.
    """

    error: type[LegdiaryError]
    typed: str
    held: tuple[str, ...] = ()
    files: dict[str, bytes | str] = field(default_factory=dict)
    scene: Callable[[World], None] | None = None
    during: Callable[[World], AbstractContextManager[Any]] | None = None
    now: str = MORNING
    tz: str = NEW_YORK
    said_by: type[LegdiaryError] | None = None
    then: int | None = None
    mends: bool = False
    answers_first: bool = False
    lasting: bool = False
    leaves: tuple[str, ...] = ()
    says_first: int = 0

    @property
    def name(self) -> str:
        return f"{self.error.__module__.removeprefix('legdiary.')}.{self.error.__name__}"


@dataclass(frozen=True, slots=True)
class Met:
    """What came back, and what was raised."""

    result: Result
    error: LegdiaryError | None
    says_first: int = 0

    @property
    def lines(self) -> list[str]:
        """What was said: the message and, below it, what to type."""
        return self.result.stderr.splitlines()[self.says_first :]

    @property
    def hint(self) -> str | None:
        """The command that was suggested."""
        return self.lines[1].removeprefix("legdiary: try: ") if len(self.lines) > 1 else None


@contextmanager
def world_of(story: Story) -> Iterator[World]:
    """The world as it is just before the command is typed."""
    with _home() as world:
        for name, content in _after(story.held, story.now).items():
            world.lay(name, content)
        for name, laid in story.files.items():
            world.lay(name, laid)
        if story.scene is not None:
            story.scene(world)
        for path in world.home.rglob("*"):
            if not path.is_symlink():
                path.chmod(0o700 if path.is_dir() else 0o600)
        yield world


@contextmanager
def _home() -> Iterator[World]:
    xdg = [name for name in os.environ if name.startswith(("XDG_", "LEGDIARY_"))]
    before = Path.cwd()
    with TemporaryDirectory() as folder, mock.patch.dict(os.environ, {"HOME": folder}):
        for name in xdg:
            del os.environ[name]
        os.chdir(folder)
        try:
            yield World(Path(folder))
        finally:
            os.chdir(before)


@cache
def _after(held: tuple[str, ...], now: str) -> dict[str, bytes]:
    """Every file after these command lines; most stories begin with the same."""
    with _home() as world:
        for typed in held:
            result = run(*shlex.split(typed), now=now)
            assert result.code == 0, (typed, result)
        return world.bytes


def meet(story: Story, world: World, typed: str | None = None, *, mended: bool = False) -> Met:
    """Type a command line of the story; without one, that which meets the error.

    Args:
        story: the story.
        world: its world.
        typed: another command line.
        mended: what was wrong with the machine is no more.
    """
    raised: list[LegdiaryError] = []
    plain = main._refused  # noqa: SLF001 - the one boundary at which errors become lines

    def spy(session: Session, error: LegdiaryError) -> int:
        raised.append(error)
        return plain(session, error)

    holds = (typed is None or story.lasting) and not mended
    wrong = story.during(world) if story.during is not None and holds else nullcontext()
    with mock.patch.object(main, "_refused", spy), wrong:
        result = run(*shlex.split(story.typed if typed is None else typed), now=story.now, tz=story.tz)
    return Met(result, raised[0] if raised else None, story.says_first)


# ---------------------------------------------------------------------- scenes


def edited(name: str, old: str, new: str) -> Callable[[World], None]:
    """A file somebody changed by hand."""

    def change(world: World) -> None:
        text = (world.home / name).read_text(encoding="utf-8")
        assert old in text, text
        world.lay(name, text.replace(old, new, 1))

    return change


def told(sql: str, *, begun: Path | None = None, stored: bool = False) -> Callable[[World], None]:
    """A diary that another program wrote in; that of an earlier legdiary, where one is given.

    Args:
        sql: what was written.
        begun: the earlier diary.
        stored: it was written as legdiary writes, with its checksums.
    """

    def change(world: World) -> None:
        if begun is not None:
            world.lay(DIARY, begun.read_bytes())
        with closing(sqlite3.connect(world.diary)) as connection:
            connection.executescript(sql)
        if stored:
            sum_up(world.diary)

    return change


def typed_before(now: str, *typed: str) -> Callable[[World], None]:
    """What was typed on an earlier day than the rest."""

    def change(_: World) -> None:
        for each in typed:
            result = run(*shlex.split(each), now=now)
            assert result.code == 0, (each, result)

    return change


def gone(world: World) -> None:
    """The diary deleted by accident; its copies are not."""
    world.diary.unlink()


def emptied(world: World) -> None:
    world.diary.write_bytes(b"")


def cut_off(world: World) -> None:
    """Half of the diary, as a broken transfer leaves it."""
    world.diary.write_bytes(world.diary.read_bytes()[:-20_000])


def replaced(world: World) -> None:
    """Another program's file under the diary's name."""
    world.diary.write_bytes(b"Dear diary, this is a text file.\n")


def a_folder(world: World) -> None:
    world.diary.mkdir(parents=True)


def a_folder_for_a_journal(world: World) -> None:
    world.diary.with_name(f"{world.diary.name}-journal").mkdir()


def a_folder_for_the_memory(world: World) -> None:
    world.diary.with_name(f"{world.diary.name}.inbox").mkdir()


def a_link(world: World) -> None:
    (world.home / "link").symlink_to("notes.txt")


def a_link_to_nothing(world: World) -> None:
    world.diary.parent.mkdir(parents=True)
    world.diary.symlink_to("elsewhere.db")


def a_swollen_copy(world: World) -> None:
    """A file that says of itself that it is a diary, and holds the text of a book where its tables are named."""
    world.lay("copy.db", world.diary.read_bytes())
    with closing(sqlite3.connect(world.home / "copy.db")) as connection:
        connection.execute(f"CREATE VIEW book AS SELECT '{'page ' * 30_000}' AS text")


# ---------------------------------------------------------------------- faults


def without(library: str) -> Callable[[World], AbstractContextManager[Any]]:
    """An extra that is not installed."""
    return lambda _: in_place_of(library, None)


@contextmanager
def in_place_of(library: str, stand_in: Any) -> Iterator[None]:
    """Another module under a library's name, or none.

    `mock.patch.dict` would forget at the end all that was loaded meanwhile; loaded again, its errors are others.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(sys.modules, library, stand_in)
        yield


def refusing(code: int) -> Callable[[World], AbstractContextManager[Any]]:
    """A disk on which nothing can be synced."""
    error = OSError(code, os.strerror(code))
    return lambda _: mock.patch.object(os, "fsync", side_effect=error)


def forbidden(name: str) -> Callable[[World], AbstractContextManager[Any]]:
    """A file that belongs to somebody else (for root nothing is forbidden, so it is said here)."""
    plain, plain_path = os.open, io.open

    def denied(path: Any) -> None:
        if isinstance(path, str | os.PathLike) and Path(path).name == name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    def opened(path: Any, *rest: Any, **how: Any) -> int:
        denied(path)
        return plain(path, *rest, **how)

    def opened_path(path: Any, *rest: Any, **how: Any) -> Any:
        denied(path)
        return plain_path(path, *rest, **how)

    @contextmanager
    def both(_: World) -> Iterator[None]:
        with mock.patch.object(os, "open", opened), mock.patch.object(io, "open", opened_path):
            yield

    return both


def connected(pragma: str) -> Callable[[World], AbstractContextManager[Any]]:
    """A diary that SQLite opens with one thing more said to it: what it then answers is its own."""
    plain = diary_file.connect

    def connect(path: Path, *, writing: bool) -> sqlite3.Connection:
        connection = plain(path, writing=writing)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(pragma.format(pages=pages))
        return connection

    return lambda _: mock.patch.object(diary_file, "connect", connect)


def failing_disk(_: World) -> AbstractContextManager[Any]:
    """A disk that answers with an error as soon as the diary is opened."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_IOERR_READ, "SQLITE_IOERR_READ"
    return mock.patch.object(sqlite3, "connect", side_effect=error)


@contextmanager
def held_by_another(world: World) -> Iterator[None]:
    """Another program is using the diary."""
    with closing(sqlite3.connect(world.diary, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with mock.patch("legdiary.store.connection.BUSY_TIMEOUT_S", 0.01):
            yield


def spoiling(sql: str) -> Callable[[World], AbstractContextManager[Any]]:
    """A disk that changes a copy while it is written."""

    write = copies._write_copy  # noqa: SLF001 - the disk spoils what it wrote

    def spoil(path: Path, temporary: Path, *rest: Any) -> copies.Census:
        counted = write(path, temporary, *rest)
        with closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            connection.execute(sql)
        return counted

    return lambda _: mock.patch.object(copies, "_write_copy", spoil)


def forgetful(_: World) -> AbstractContextManager[Any]:
    """A disk that does not give back what was restored to it."""
    return mock.patch.object(file_integrity, "is_whole", side_effect=[True, False])


def answering(
    *passphrases: str, at_terminal: bool = True, finds: bytes = b"", says: str = "Decryption failed"
) -> Callable[[World], AbstractContextManager[Any]]:
    """Passphrases typed at a terminal, with a library that costs nothing and finds this in a file, or opens none."""

    class Library:
        class DecryptError(Exception):
            pass

        class passphrase:  # noqa: N801 - as in the library
            @staticmethod
            def decrypt(data: bytes, passphrase: str) -> bytes:
                if finds:
                    return finds
                raise Library.DecryptError(says if data and passphrase else "")

    @contextmanager
    def both(_: World) -> Iterator[None]:
        with ExitStack() as stack:
            stack.enter_context(mock.patch.object(age_encryption, "load_pyrage", return_value=Library))
            stack.enter_context(mock.patch.object(sealing, "read_hidden_line", side_effect=passphrases))
            stack.enter_context(mock.patch.object(Terminal, "can_ask", at_terminal))
            yield

    return both


def typing_bytes(_: World) -> AbstractContextManager[Any]:
    """A passphrase typed on a keyboard whose bytes are no UTF-8."""
    stack = ExitStack()
    no_text = UnicodeDecodeError("utf-8", b"\xe9t\xe9", 0, 1, "invalid continuation byte")
    stack.enter_context(mock.patch.object(age_encryption, "load_pyrage"))
    stack.enter_context(mock.patch.object(Terminal, "can_ask", new=True))
    stack.enter_context(mock.patch("getpass.getpass", side_effect=no_text))
    return stack


def with_variables(**variables: str) -> Callable[[World], AbstractContextManager[Any]]:
    """A shell that says something odd."""
    return lambda _: mock.patch.dict(os.environ, variables)


def on_a_computer(
    platform: Platform | None = Platform.SYSTEMD, *, shows: bool = True, fails_at: str = ""
) -> Callable[[World], AbstractContextManager[Any]]:
    """A computer with a timer of its own, or none; its commands end well, but for the one named."""

    def answer(command: Sequence[str]) -> int:
        return 1 if fails_at and fails_at in command else 0

    @contextmanager
    def both(_: World) -> Iterator[None]:
        notify_send = "/usr/bin/notify-send" if shows else None
        here = Computer(platform, timers.timer_folder(platform), notify_send, 0, termux=False, run=answer)
        with mock.patch.object(timers, "this_computer", return_value=here):
            yield

    return both


def on_a_computer_that_keeps(name: str) -> Callable[[World], AbstractContextManager[Any]]:
    """A computer with a timer of its own, on whose disk the file of this name cannot be removed."""
    plain = Path.unlink

    def unlink(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        plain(path, missing_ok=missing_ok)

    @contextmanager
    def both(world: World) -> Iterator[None]:
        with on_a_computer()(world), mock.patch.object(Path, "unlink", unlink):
            yield

    return both


@contextmanager
def at_a_screen_without_its_library(_: World) -> Iterator[None]:
    """A terminal that can draw, and no library to draw on it."""
    with (
        mock.patch("legdiary.cli.views.dashboard.find_spec", return_value=None),
        mock.patch.object(Terminal, "can_ask", new=True),
        mock.patch.object(Terminal, "_draws", return_value=True),
    ):
        yield


def refusing_to_set(_: World) -> AbstractContextManager[Any]:
    """Typst, which finds something to refuse."""
    typst = mock.Mock()
    typst.compile.side_effect = RuntimeError
    return in_place_of("typst", typst)


def at_most(count: int, limit: str) -> Callable[[World], AbstractContextManager[Any]]:
    """A limit low enough for a small file to be above it."""
    return lambda _: mock.patch(f"legdiary.{limit}", count)
