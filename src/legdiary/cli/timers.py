"""The timer of this computer: which it is, and a reminder set up in it or taken back.

Where a command of the platform fails, or Ctrl-C is pressed, all is as it was before.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from legdiary.cli.session import user_folder
from legdiary.errors import Refused
from legdiary.files import read_plain, sync_folder
from legdiary.render import reminder_files as files
from legdiary.render.reminder_files import Platform
from legdiary.unfinished import replace_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import time

    from legdiary.render.reminder_files import Reminder

    #: Runs a command and answers its exit code.
    Runner = Callable[[Sequence[str]], int]

_CRON = "crontab -e"
_PATIENCE_S = 30
_MOST_BYTES = 1_000_000
_NOT_FOUND, _TOO_LONG = 127, 124


class NotOurs(Refused):
    """A file of another's making where ours would be."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was not made by legdiary; it was left as it is, and nothing was changed")


class NoTimer(Refused):
    """A computer without any of the timers that are known here."""

    def __init__(self, why: str, lines: Iterable[str]) -> None:
        super().__init__(
            f"{why}, so nothing was set up; where cron runs, its table takes: {' and '.join(lines)}", _CRON
        )


class NothingShows(Refused):
    """A Linux without the program that shows a notification."""

    def __init__(self) -> None:
        super().__init__(
            "notify-send is not there, so no notification could be shown and nothing was set up; "
            "it comes with libnotify (Debian, Ubuntu: libnotify-bin)"
        )


class CommandFailed(Refused):
    """A command of the platform that ended badly."""

    def __init__(self, command: str, code: int, after: str, hint: str) -> None:
        super().__init__(f"{command} ended with exit code {code}; {after}", hint)


class NotWritten(Refused):
    """A file that cannot be written."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be written ({why}); nothing was set up")


class NotRemoved(Refused):
    """A file that cannot be removed."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be removed ({why}); the reminder is as it was")


class Computer(NamedTuple):
    """What a reminder has to know of the computer.

    Attributes:
        platform: its timer; None where none is known.
        termux: whether it is a phone with Termux.
        run: how a command is run.
    """

    platform: Platform | None
    termux: bool
    run: Runner

    @classmethod
    def here(cls) -> Computer:
        """This one."""
        termux = "TERMUX_VERSION" in os.environ or "com.termux" in os.environ.get("PREFIX", "")
        known = {"linux": Platform.SYSTEMD, "darwin": Platform.LAUNCHD, "win32": Platform.SCHEDULER}
        return cls(None if termux else known.get(_system()), termux, _run)

    @property
    def user_id(self) -> int:
        """Whose session it is; 0 where there is no such number."""
        return os.getuid() if hasattr(os, "getuid") else 0

    def reminder(self, times: Sequence[time]) -> Reminder | None:
        """What would be set up; None where no timer is known."""
        if self.platform is Platform.SYSTEMD:
            folder = user_folder("config", os.environ).parent / "systemd" / "user"
            return files.systemd(folder, times, shutil.which("notify-send") or "notify-send")
        if self.platform is Platform.LAUNCHD:
            return files.launchd(Path.home() / "Library" / "LaunchAgents", times, self.user_id)
        if self.platform is Platform.SCHEDULER:
            return files.scheduler(user_folder("data", os.environ), times)
        return None

    def able(self, times: Sequence[time]) -> Reminder:
        """What would be set up.

        Raises:
            NoTimer, NothingShows: it could not be.
        """
        found = self.reminder(times)
        why = "Termux has no timer of this kind" if self.termux else "no timer of this system is known here"
        if self.platform is Platform.SYSTEMD and self.run(("systemctl", "--user", "show", "--property=Version")):
            why, found = "no systemd user session answers here", None
        if found is None:
            raise NoTimer(why, files.crontab_lines(times, self.user_id, termux=self.termux))
        if self.platform is Platform.SYSTEMD and shutil.which("notify-send") is None:
            raise NothingShows
        return found

    def there(self) -> dict[Path, bytes]:
        """The files of a reminder that are there, by path, whoever made them."""
        wanted = self.reminder(())
        found = {}
        for file in wanted.files if wanted else ():
            path = Path(file.path)
            with suppress(FileNotFoundError, NotADirectoryError):
                found[path] = _content(path)
        return found

    def times_set(self) -> tuple[time, ...]:
        """The times that the files say; none where there is no file of ours."""
        wanted = self.reminder(())
        content = self.there().get(Path(wanted.files[0].path)) if wanted else None
        return (files.times_in(self.platform, content) or ()) if self.platform and content else ()

    def check_ours(self, there: dict[Path, bytes]) -> None:
        """Refuse to touch what was made by somebody else."""
        wanted = self.reminder(())
        for file in wanted.files if wanted else ():
            content = there.get(Path(file.path))
            if content is not None and not files.is_ours(content):
                raise NotOurs(Path(file.path))


def _system() -> str:
    return sys.platform


def _run(command: Sequence[str]) -> int:
    """The exit code of a command; what it writes is nobody's."""
    try:
        return subprocess.run(  # noqa: S603 - our own words, no shell
            command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_S,
        ).returncode  # fmt: skip
    except subprocess.TimeoutExpired:
        return _TOO_LONG
    except OSError:
        return _NOT_FOUND


def _content(path: Path) -> bytes:
    """What a file holds that is there; nothing where it is none, or cannot be read: then it is not ours."""
    try:
        return read_plain(path, _MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError:
        return b""


# ---------------------------------------------------------------------- set up, taken back


def set_up(computer: Computer, reminder: Reminder, before: dict[Path, bytes], times: Sequence[time]) -> None:
    """Write the files and run the commands; where one of them fails, or Ctrl-C is pressed, all is as it was.

    Args:
        computer: where it is done.
        reminder: what is set up.
        before: the files that stood there, by path.
        times: what a person would type.

    Raises:
        CommandFailed, NotWritten: it was not.
    """
    try:
        if before:
            _try(computer, reminder.before_again)
        for file in reminder.files:
            _write(Path(file.path), file.content)
        _run_all(computer, reminder.commands, times)
    except BaseException:
        _undo(computer, reminder, before)
        raise


def _run_all(computer: Computer, commands: Iterable[Sequence[str]], times: Sequence[time]) -> None:
    for command in commands:
        if code := computer.run(command):
            by_hand = " ".join(f"{each:%H:%M}" for each in times)
            after = "what was done was taken back. By hand: the files and commands that --preview shows"
            raise CommandFailed(typed(command), code, after, f"legdiary remind {by_hand} --preview")


def _undo(computer: Computer, reminder: Reminder, before: dict[Path, bytes]) -> None:
    """All as it was, as far as the system lets it be; why it came to this is said by the caller."""
    if not before:
        _try(computer, reminder.before_off)
        with suppress(OSError):
            _remove(reminder)
        _try(computer, reminder.after_off)
        return
    for path in (Path(file.path) for file in reminder.files):
        with suppress(OSError, NotWritten):
            if path in before:
                _write(path, before[path])
            else:
                path.unlink(missing_ok=True)
    _try(computer, (*reminder.before_again, *reminder.commands))


def take_back(computer: Computer, reminder: Reminder, there: dict[Path, bytes]) -> None:
    """Run what ends the timer and remove its files; those go whatever the commands answer, or all of them stay.

    Args:
        computer: where it is done.
        reminder: what is taken back.
        there: its files, by path.

    Raises:
        CommandFailed: a command ended badly.
        NotRemoved: a file could not be removed, and all is as it was.
    """
    failed = [(command, code) for command in reminder.before_off if (code := computer.run(command))]
    try:
        _remove(reminder)
    except BaseException as error:
        _undo(computer, reminder, there)
        if isinstance(error, OSError):
            raise NotRemoved(Path(error.filename), error.strerror or type(error).__name__) from error
        raise
    failed += [(command, code) for command in reminder.after_off if (code := computer.run(command))]
    if failed:
        command, code = failed[0]
        after = "the files are removed; a timer that still runs ends with the session, or with that command"
        raise CommandFailed(typed(command), code, after, typed(command))


# ---------------------------------------------------------------------- files and commands


def _write(path: Path, content: bytes) -> None:
    """The whole file at one stroke; only the person can read it."""
    try:
        replace_file(path, content)
    except OSError as error:
        raise NotWritten(path, error.strerror or type(error).__name__) from error


def _remove(reminder: Reminder) -> None:
    """The files, and a link that a failed command left."""
    for file in reminder.files:
        Path(file.path).unlink(missing_ok=True)
    for link in map(Path, reminder.links):
        if link.is_symlink():
            link.unlink()
    for folder in {Path(file.path).parent for file in reminder.files}:
        sync_folder(folder)  # what is gone stays gone through a power cut


def _try(computer: Computer, commands: Iterable[Sequence[str]]) -> None:
    for command in commands:
        computer.run(command)


def typed(command: Sequence[str]) -> str:
    """A command as it would be typed here."""
    return subprocess.list2cmdline(command) if _system() == "win32" else shlex.join(command)
