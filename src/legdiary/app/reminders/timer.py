"""Set a daily reminder in a computer's timer, show the one that is set, or remove it.

The files that the platform reads are the only state. If a command of the platform fails, or Ctrl-C is pressed,
everything is restored.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from legdiary.errors import Refused
from legdiary.util.atomic_files import replace_file
from legdiary.util.safe_files import sync_folder
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import time

    from legdiary.app.reminders.computer import Computer
    from legdiary.app.reminders.platform_files import Reminder


class CommandFailed(Refused):
    """A system command that failed."""

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


class NothingSet(Refused):
    """No reminder to remove."""

    def __init__(self) -> None:
        super().__init__("no reminder is set", "legdiary remind --help")


@dataclass(frozen=True, slots=True)
class ReminderThere:
    """The reminder that is set, according to the files; no times if there is none."""

    times: tuple[time, ...]
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class SettingUp:
    """The changes that set a reminder; they are shown before they are made.

    Attributes:
        computer: the computer.
        reminder: its files and commands.
        times: the times of day.
        before: the present files, by path.
    """

    computer: Computer
    reminder: Reminder
    times: tuple[time, ...]
    before: dict[Path, bytes]

    @property
    def commands(self) -> tuple[tuple[str, ...], ...]:
        """The commands, in their order."""
        return ((*self.reminder.before_again,) if self.before else ()) + self.reminder.commands


@dataclass(frozen=True, slots=True)
class TakingBack:
    """The changes that remove a reminder.

    Attributes:
        computer: the computer.
        reminder: its files and commands.
        times: its times of day; none if the files do not say.
        before: the files to remove, by path.
    """

    computer: Computer
    reminder: Reminder
    times: tuple[time, ...]
    before: dict[Path, bytes]

    @property
    def files(self) -> tuple[Path, ...]:
        """The files to remove."""
        return tuple(self.before)

    @property
    def commands(self) -> tuple[tuple[str, ...], ...]:
        """The commands, in their order."""
        return (*self.reminder.before_off, *self.reminder.after_off)


def load_reminder(computer: Computer) -> ReminderThere:
    """Return the reminder that is set."""
    times = computer.times_set()
    return ReminderThere(times, tuple(computer.existing_files()) if times else ())


def plan_reminder(computer: Computer, times: Iterable[time]) -> SettingUp:
    """Return the changes that would set a reminder; nothing is done yet.

    Raises:
        NoTimer, NothingShows: it cannot be set on this computer.
        NotOurs: somebody else's file is in its place.
    """
    at = tuple(sorted(set(times)))
    reminder = computer.checked_reminder(at)
    before = computer.existing_files()
    computer.check_ours(before)
    return SettingUp(computer, reminder, at, before)


def set_up(planned: SettingUp) -> None:
    """Write the files and run the commands; restore everything if one fails or Ctrl-C is pressed.

    Raises:
        CommandFailed, NotWritten: it was not set.
    """
    computer, reminder, before = planned.computer, planned.reminder, planned.before
    try:
        if before:
            _try(computer, reminder.before_again)
        for file in reminder.files:
            _write(Path(file.path), file.content)
        _run_all(computer, reminder.commands, planned.times)
    except BaseException:
        _undo(computer, reminder, before)
        raise


def _run_all(computer: Computer, commands: Iterable[Sequence[str]], times: Sequence[time]) -> None:
    for command in commands:
        if code := computer.run(command):
            by_hand = " ".join(f"{each:%H:%M}" for each in times)
            after = "everything was put back. By hand: the files and commands that --preview shows"
            raise CommandFailed(computer.command_line(command), code, after, f"legdiary remind {by_hand} --preview")


def _undo(computer: Computer, reminder: Reminder, before: dict[Path, bytes]) -> None:
    """Restore the former state as far as the system allows; the caller reports the cause."""
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


def plan_taking_back(computer: Computer) -> TakingBack:
    """Return the changes that would remove the reminder; nothing is done yet.

    Raises:
        NothingSet: there is none.
        NotOurs: somebody else's file is in its place.
    """
    there, times = computer.existing_files(), computer.times_set()
    reminder = computer.reminder(times)
    if not there or reminder is None:
        raise NothingSet
    computer.check_ours(there)
    return TakingBack(computer, reminder, times, there)


def take_back(planned: TakingBack) -> None:
    """End the timer and remove its files; either all files are removed, even if a command fails, or none.

    Raises:
        CommandFailed: a command failed.
        NotRemoved: a file could not be removed, and everything was restored.
    """
    computer, reminder = planned.computer, planned.reminder
    failed = [(command, code) for command in reminder.before_off if (code := computer.run(command))]
    try:
        _remove(reminder)
    except BaseException as error:
        _undo(computer, reminder, planned.before)
        if isinstance(error, OSError):
            raise NotRemoved(Path(error.filename), error.strerror or type(error).__name__) from error
        raise
    failed += [(command, code) for command in reminder.after_off if (code := computer.run(command))]
    if failed:
        command, code = failed[0]
        after = "the files are removed; a timer that still runs ends with the session, or with that command"
        typed = computer.command_line(command)
        raise CommandFailed(typed, code, after, typed)


# ---------------------------------------------------------------------- files and commands


def _write(path: Path, content: bytes) -> None:
    """Write a complete file atomically; only the person can read it."""
    try:
        replace_file(path, content)
    except OSError as error:
        raise NotWritten(path, error.strerror or type(error).__name__) from error


def _remove(reminder: Reminder) -> None:
    """Remove the files, and a link that a failed command left behind."""
    for file in reminder.files:
        Path(file.path).unlink(missing_ok=True)
    for link in map(Path, reminder.links):
        if link.is_symlink():
            link.unlink()
    for folder in {Path(file.path).parent for file in reminder.files}:
        sync_folder(folder)  # the removal survives a power cut


def _try(computer: Computer, commands: Iterable[Sequence[str]]) -> None:
    for command in commands:
        computer.run(command)
