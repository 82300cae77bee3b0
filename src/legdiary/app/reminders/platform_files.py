"""The files and commands of a reminder on each platform, and the times read back from such a file.

The notification says `Diary` and nothing else, and so do the names of the units, because others may read both on a
lock screen or in a list of timers. legdiary does not run, and no diary is opened: the platform shows the notification,
in its own local time. **A missed one is not shown later** (`Persistent=false`, `StartWhenAvailable` false): after a
night with the computer off, it would appear in the morning for a night that is over. launchd has no such switch: after
sleep, but not after a restart, it shows the one it missed.
"""

from __future__ import annotations

import re
from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import PurePath
    from xml.etree import ElementTree as ET

NAME = "diary-reminder"
TITLE = "Diary"
_MADE_BY = "Made by `legdiary remind`; `legdiary remind off` takes it back."
_UTF_16 = "utf-16-le"
_MARK = "\N{BOM}"
_TASK = "http://schemas.microsoft.com/windows/2004/02/mit/task"
#: Task Scheduler needs a first day; a clock time without an offset is the computer's local time.
_BEGINS = "2000-01-01T"
_POWERSHELL = (
    "Add-Type -AssemblyName System.Windows.Forms, System.Drawing; "
    "$note = New-Object System.Windows.Forms.NotifyIcon; "
    "$note.Icon = [System.Drawing.SystemIcons]::Information; "
    "$note.Visible = $true; "
    f"$note.ShowBalloonTip(10000, '', '{TITLE}', 'None'); "
    "Start-Sleep -Seconds 10; "
    "$note.Dispose()"
)
_TIMER = f"""# {_MADE_BY}
[Unit]
Description={TITLE}

[Timer]
{{calendar}}
AccuracySec=1min
Persistent=false

[Install]
WantedBy=timers.target
"""
_SERVICE = f"""# {_MADE_BY}
[Unit]
Description={TITLE}

[Service]
Type=oneshot
ExecStart={{notify_send}} --app-name={TITLE} {TITLE}
"""
_ON_CALENDAR = re.compile(r"^OnCalendar=\*-\*-\* ([0-9]{2}:[0-9]{2}):00$", re.MULTILINE)
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_./+-]+")


class Platform(StrEnum):
    """A service of the operating system that shows the notification."""

    SYSTEMD = "systemd"
    LAUNCHD = "launchd"
    SCHEDULER = "task scheduler"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a reminder.

    Attributes:
        text: its content, for people.
        encoding: its encoding.
    """

    path: PurePath
    text: str
    encoding: str = "utf-8"

    @property
    def content(self) -> bytes:
        """The bytes to write."""
        return (_MARK + self.text if self.encoding == _UTF_16 else self.text).encode(self.encoding)


@dataclass(frozen=True, slots=True)
class Reminder:
    """The files and commands that set and remove a reminder.

    Attributes:
        files: written first; the first of them has the times.
        before_again: run first if a reminder is replaced; a failure does not matter.
        commands: run after the files were written.
        before_off: run before the files are removed.
        after_off: run after the files were removed.
        links: made by the commands, and removed with them.
    """

    files: tuple[File, ...]
    commands: tuple[tuple[str, ...], ...]
    before_off: tuple[tuple[str, ...], ...]
    before_again: tuple[tuple[str, ...], ...] = ()
    after_off: tuple[tuple[str, ...], ...] = ()
    links: tuple[PurePath, ...] = ()


# ---------------------------------------------------------------------- systemd


def systemd(folder: PurePath, times: Sequence[time], notify_send: str) -> Reminder:
    """Return a user timer and the service that it starts.

    Args:
        folder: the folder of the person's units.
        times: the times of day.
        notify_send: the program that shows a notification.
    """
    systemctl = ("systemctl", "--user")
    timer = f"{NAME}.timer"
    return Reminder(
        files=(
            File(folder / timer, _TIMER.format(calendar="\n".join(f"OnCalendar=*-*-* {at:%H:%M}:00" for at in times))),
            File(folder / f"{NAME}.service", _SERVICE.format(notify_send=_unit_word(notify_send))),
        ),
        commands=(
            (*systemctl, "daemon-reload"),
            (*systemctl, "enable", timer),
            (*systemctl, "restart", timer),  # a running timer takes new times only after a restart
        ),
        before_off=((*systemctl, "disable", "--now", timer),),
        after_off=((*systemctl, "daemon-reload"),),
        links=(folder / "timers.target.wants" / timer,),
    )


def _unit_word(path: str) -> str:
    """Return a path as a word of a unit file, quoted if it may hold a blank, a quote or a specifier.

    A dollar sign is kept: systemd expands nothing in the path of the program.
    """
    if _PLAIN_PATH.fullmatch(path):
        return path
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


# ---------------------------------------------------------------------- launchd


def launchd(folder: PurePath, times: Sequence[time], user_id: int) -> Reminder:
    """Return a launch agent of the person who is logged in.

    Args:
        folder: the folder of the person's launch agents.
        times: the times of day.
        user_id: the number of the person's session.
    """
    import plistlib  # `check` asks only where the files are

    path = folder / f"{NAME}.plist"
    about: dict[str, Any] = {
        "Label": NAME,
        "ProgramArguments": ["/usr/bin/osascript", "-e", f'display notification "{TITLE}"'],
        "StartCalendarInterval": [{"Hour": each.hour, "Minute": each.minute} for each in times],
        "RunAtLoad": False,
    }
    leave = ("launchctl", "bootout", f"gui/{user_id}/{NAME}")
    return Reminder(
        files=(File(path, _commented(plistlib.dumps(about, sort_keys=False).decode("utf-8"))),),
        commands=(("launchctl", "bootstrap", f"gui/{user_id}", str(path)),),
        before_off=(leave,),
        before_again=(leave,),
    )


# ---------------------------------------------------------------------- Task Scheduler


def scheduler(folder: PurePath, times: Sequence[time]) -> Reminder:
    """Return a task for the Windows Task Scheduler, which runs only while the person is logged on.

    Args:
        folder: the folder for the task's description.
        times: the times of day.
    """
    path = folder / f"{NAME}.xml"
    return Reminder(
        files=(File(path, _task(times), _UTF_16),),
        commands=(("schtasks", "/Create", "/TN", NAME, "/XML", str(path), "/F"),),
        before_off=(("schtasks", "/Delete", "/TN", NAME, "/F"),),
    )


def _task(times: Iterable[time]) -> str:
    from xml.etree import ElementTree as ET

    task = ET.Element("Task", {"version": "1.2", "xmlns": _TASK})
    _texts(ET.SubElement(task, "RegistrationInfo"), Author=TITLE, Description=TITLE)
    triggers = ET.SubElement(task, "Triggers")
    for each in times:
        trigger = ET.SubElement(triggers, "CalendarTrigger")
        _texts(trigger, StartBoundary=f"{_BEGINS}{each:%H:%M}:00", Enabled="true")
        _texts(ET.SubElement(trigger, "ScheduleByDay"), DaysInterval="1")
    principal = ET.SubElement(ET.SubElement(task, "Principals"), "Principal", {"id": "Author"})
    _texts(principal, LogonType="InteractiveToken", RunLevel="LeastPrivilege")
    _texts(
        ET.SubElement(task, "Settings"),
        MultipleInstancesPolicy="IgnoreNew",
        DisallowStartIfOnBatteries="false",
        StopIfGoingOnBatteries="false",
        StartWhenAvailable="false",
        ExecutionTimeLimit="PT1M",
    )
    run = ET.SubElement(ET.SubElement(task, "Actions", {"Context": "Author"}), "Exec")
    _texts(run, Command="powershell.exe", Arguments=f'-NoProfile -WindowStyle Hidden -Command "{_POWERSHELL}"')
    ET.indent(task)
    return _commented(f'<?xml version="1.0" encoding="UTF-16"?>\n{ET.tostring(task, encoding="unicode")}\n')


def _texts(parent: ET.Element, **texts: str) -> None:
    from xml.etree import ElementTree as ET

    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _commented(xml: str) -> str:
    """Add the comment that says who made the file, for people and for `is_ours`."""
    head, end, rest = xml.partition("?>\n")
    return f"{head}{end}<!-- {_MADE_BY} -->\n{rest}"


# ---------------------------------------------------------------------- read back


def is_ours(content: bytes) -> bool:
    """Return whether legdiary made a file, by its comment."""
    return any(_MADE_BY.encode(encoding) in content for encoding in ("utf-8", _UTF_16))


def times_in(platform: Platform, content: bytes) -> tuple[time, ...] | None:
    """Return the times in a file of legdiary's; None if it is another's, or was changed and cannot be read."""
    if not is_ours(content):
        return None
    try:
        return _READERS[platform](content)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _in_timer(content: bytes) -> tuple[time, ...]:
    return tuple(time.fromisoformat(each) for each in _ON_CALENDAR.findall(content.decode("utf-8")))


def _in_plist(content: bytes) -> tuple[time, ...]:
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        about = plistlib.loads(content)
    except ExpatError as error:
        raise ValueError from error
    return tuple(time(each["Hour"], each["Minute"]) for each in about["StartCalendarInterval"])


def _in_task(content: bytes) -> tuple[time, ...]:
    from xml.etree import ElementTree as ET

    try:
        task = ET.fromstring(content.decode("utf-16"))  # noqa: S314 - the person's own file
    except ET.ParseError as error:
        raise ValueError from error
    begins = task.findall("t:Triggers/t:CalendarTrigger/t:StartBoundary", {"t": _TASK})
    return tuple(time.fromisoformat((each.text or "").removeprefix(_BEGINS)) for each in begins)


_READERS = {Platform.SYSTEMD: _in_timer, Platform.LAUNCHD: _in_plist, Platform.SCHEDULER: _in_task}


# ---------------------------------------------------------------------- other systems


def crontab_lines(times: Iterable[time], user_id: int, *, termux: bool) -> list[str]:
    """Return lines for cron that do the same; a notification from cron needs the address of the person's session."""
    program = (
        f"termux-notification --title {TITLE}"
        if termux
        else f"DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/{user_id}/bus notify-send {TITLE}"
    )
    return [f"{each.minute} {each.hour} * * * {program}" for each in times]
