"""A computer, as far as reminders are concerned: its timer, and the files of a reminder on it."""

from __future__ import annotations

import shlex
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from legdiary.app.reminders import platform_files
from legdiary.app.reminders.platform_files import Platform
from legdiary.errors import Refused
from legdiary.util.safe_files import read_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import time

    from legdiary.app.reminders.platform_files import Reminder

    #: Runs a command and returns its exit code.
    Runner = Callable[[Sequence[str]], int]

_CRON = "crontab -e"
#: How a phone rings, by a calendar; the whole command has the name of a file, which nobody has typed.
_CALENDAR = "legdiary export ics --help"
_MOST_BYTES = 1_000_000


class NotOurs(Refused):
    """A file in the reminder's place that legdiary did not make."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was not made by legdiary; it was left as it is, and nothing was changed")


class NoTimer(Refused):
    """A computer without a timer that legdiary knows."""

    def __init__(self, why: str, lines: Iterable[str], hint: str = _CRON) -> None:
        super().__init__(
            f"{why}, so nothing was set up; if you have cron, add this line to its table: {' and '.join(lines)}", hint
        )


class NothingShows(Refused):
    """A Linux without the program that shows a notification."""

    def __init__(self) -> None:
        super().__init__(
            "notify-send is missing, so nothing was set up; it comes with libnotify (Debian, Ubuntu: libnotify-bin)"
        )


class Computer(NamedTuple):
    """A computer, as far as reminders are concerned.

    Attributes:
        platform: its timer; None if it has no known one.
        folder: the folder from which that timer reads the person's files; None if it has no known timer.
        notify_send: the program that shows a notification; None if there is none.
        user_id: the user's number; 0 where there is none.
        termux: it is a phone with Termux.
        run: runs a command.
    """

    platform: Platform | None
    folder: Path | None
    notify_send: str | None
    user_id: int
    termux: bool
    run: Runner

    def reminder(self, times: Sequence[time]) -> Reminder | None:
        """Return the reminder for these times; None if there is no known timer."""
        if self.folder is None:
            return None
        if self.platform is Platform.SYSTEMD:
            return platform_files.systemd(self.folder, times, self.notify_send or "notify-send")
        if self.platform is Platform.LAUNCHD:
            return platform_files.launchd(self.folder, times, self.user_id)
        if self.platform is Platform.SCHEDULER:
            return platform_files.scheduler(self.folder, times)
        return None

    def checked_reminder(self, times: Sequence[time]) -> Reminder:
        """Return the reminder for these times, after checking that this computer can show it.

        Raises:
            NoTimer, NothingShows: it cannot.
        """
        found = self.reminder(times)
        why = "Termux has no timer of this kind" if self.termux else "legdiary knows no timer on this system"
        if self.platform is Platform.SYSTEMD and self.run(("systemctl", "--user", "show", "--property=Version")):
            why, found = "no systemd user session answers here", None
        if found is None:
            lines = platform_files.crontab_lines(times, self.user_id, termux=self.termux)
            raise NoTimer(why, lines, _CALENDAR if self.termux else _CRON)
        if self.platform is Platform.SYSTEMD and self.notify_send is None:
            raise NothingShows
        return found

    def existing_files(self) -> dict[Path, bytes]:
        """Return the existing files of a reminder, by path, whoever made them."""
        wanted = self.reminder(())
        found = {}
        for file in wanted.files if wanted else ():
            path = Path(file.path)
            with suppress(FileNotFoundError, NotADirectoryError):
                found[path] = _content_of(path)
        return found

    def times_set(self) -> tuple[time, ...]:
        """Return the times in the files; none if there is no file of legdiary's."""
        wanted = self.reminder(())
        content = self.existing_files().get(Path(wanted.files[0].path)) if wanted else None
        return (platform_files.times_in(self.platform, content) or ()) if self.platform and content else ()

    def check_ours(self, there: dict[Path, bytes]) -> None:
        """Refuse to touch files that somebody else made.

        Raises:
            NotOurs: somebody else made one of them.
        """
        wanted = self.reminder(())
        for file in wanted.files if wanted else ():
            content = there.get(Path(file.path))
            if content is not None and not platform_files.is_ours(content):
                raise NotOurs(Path(file.path))

    def command_line(self, command: Sequence[str]) -> str:
        """Return a command as it would be typed on this computer."""
        if self.platform is not Platform.SCHEDULER:
            return shlex.join(command)
        import subprocess

        return subprocess.list2cmdline(command)


def export_command(at: str) -> str:
    """Return the command that makes a calendar with a daily alarm, for a phone.

    Args:
        at: the time of day.
    """
    return f"legdiary export ics --reminder {at} --output diary.ics"


def _content_of(path: Path) -> bytes:
    """Return a file's content; nothing if it is not a plain file or cannot be read, since it is then not legdiary's."""
    try:
        return read_plain(path, _MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError:
        return b""
