"""A reminder as the files and commands of a platform, and its times read back from such a file.

The notification says `Diary` and no more, and so do the names of the units: both may be read by others on a lock screen
or in a list of timers. Nothing of legdiary runs, and no diary is opened: the platform itself shows the notification, in
its own local time. **A missed one is not caught up** (`Persistent=false`, `StartWhenAvailable` false): after a night
with the computer off it would come in the morning and speak of a night that is over. launchd knows no such switch:
after sleep, not after a restart, it shows the one it missed.
"""

from __future__ import annotations

import plistlib
import re
from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from xml.parsers.expat import ExpatError

from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import PurePath

NAME = "diary-reminder"
TITLE = "Diary"
_MADE_BY = "Made by `legdiary remind`; `legdiary remind off` takes it back."
_UTF_16 = "utf-16-le"
_MARK = "\N{BOM}"
_TASK = "http://schemas.microsoft.com/windows/2004/02/mit/task"
#: Task Scheduler wants a day to begin with; a clock time without an offset is the computer's local time.
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
    """Who shows the notification."""

    SYSTEMD = "systemd"
    LAUNCHD = "launchd"
    SCHEDULER = "task scheduler"


@dataclass(frozen=True, slots=True)
class File:
    """A file to be written.

    Attributes:
        text: what is in it, for people.
        encoding: how it is written.
    """

    path: PurePath
    text: str
    encoding: str = "utf-8"

    @property
    def content(self) -> bytes:
        """What is written."""
        return (_MARK + self.text if self.encoding == _UTF_16 else self.text).encode(self.encoding)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Everything that setting a reminder and taking it back does.

    Attributes:
        files: written first; the first of them says the times.
        before_again: run first where a reminder is being replaced; that one of them fails does not matter.
        commands: run once the files are there.
        before_off: run before the files are removed.
        after_off: run after that.
        links: made by the commands, and gone with them.
    """

    files: tuple[File, ...]
    commands: tuple[tuple[str, ...], ...]
    before_off: tuple[tuple[str, ...], ...]
    before_again: tuple[tuple[str, ...], ...] = ()
    after_off: tuple[tuple[str, ...], ...] = ()
    links: tuple[PurePath, ...] = ()


# ---------------------------------------------------------------------- systemd


def systemd(folder: PurePath, times: Sequence[time], notify_send: str) -> Reminder:
    """A user timer and the service it starts.

    Args:
        folder: where the person's units are.
        times: when, every day.
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
            (*systemctl, "restart", timer),  # one that runs already takes its new times only so
        ),
        before_off=((*systemctl, "disable", "--now", timer),),
        after_off=((*systemctl, "daemon-reload"),),
        links=(folder / "timers.target.wants" / timer,),
    )


def _unit_word(path: str) -> str:
    """A path as a unit file has it: quoted where a blank, a quote or a specifier may be in it.

    A dollar stays: of the program's own path nothing is expanded.
    """
    if _PLAIN_PATH.fullmatch(path):
        return path
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


# ---------------------------------------------------------------------- launchd


def launchd(folder: PurePath, times: Sequence[time], user_id: int) -> Reminder:
    """A launch agent of the person who is logged in.

    Args:
        folder: where the person's launch agents are.
        times: when, every day.
        user_id: whose session it is.
    """
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
    """A task of Windows' Task Scheduler, which runs only while the person is logged on.

    Args:
        folder: where its description is kept.
        times: when, every day.
    """
    path = folder / f"{NAME}.xml"
    return Reminder(
        files=(File(path, _task(times), _UTF_16),),
        commands=(("schtasks", "/Create", "/TN", NAME, "/XML", str(path), "/F"),),
        before_off=(("schtasks", "/Delete", "/TN", NAME, "/F"),),
    )


def _task(times: Iterable[time]) -> str:
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
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _commented(xml: str) -> str:
    """Where it comes from, said to whoever opens the file, and to `is_ours`."""
    head, end, rest = xml.partition("?>\n")
    return f"{head}{end}<!-- {_MADE_BY} -->\n{rest}"


# ---------------------------------------------------------------------- read back


def is_ours(content: bytes) -> bool:
    """Whether a file was made here: it says so."""
    return any(_MADE_BY.encode(encoding) in content for encoding in ("utf-8", _UTF_16))


def times_in(platform: Platform, content: bytes) -> tuple[time, ...] | None:
    """The times that a file of ours says; None where it is none of ours, or was changed beyond reading."""
    if not is_ours(content):
        return None
    try:
        return _READERS[platform](content)
    except (ValueError, LookupError, TypeError, plistlib.InvalidFileException, ExpatError, ET.ParseError):
        return None


def _in_timer(content: bytes) -> tuple[time, ...]:
    return tuple(time.fromisoformat(each) for each in _ON_CALENDAR.findall(content.decode("utf-8")))


def _in_plist(content: bytes) -> tuple[time, ...]:
    return tuple(time(each["Hour"], each["Minute"]) for each in plistlib.loads(content)["StartCalendarInterval"])


def _in_task(content: bytes) -> tuple[time, ...]:
    task = ET.fromstring(content.decode("utf-16"))  # noqa: S314 - the person's own file
    begins = task.findall("t:Triggers/t:CalendarTrigger/t:StartBoundary", {"t": _TASK})
    return tuple(time.fromisoformat((each.text or "").removeprefix(_BEGINS)) for each in begins)


_READERS = {Platform.SYSTEMD: _in_timer, Platform.LAUNCHD: _in_plist, Platform.SCHEDULER: _in_task}


# ---------------------------------------------------------------------- where there is none of them


def crontab_lines(times: Iterable[time], user_id: int, *, termux: bool) -> list[str]:
    """What does the same under cron; there a notification has to be told where the person's session is."""
    program = (
        f"termux-notification --title {TITLE}"
        if termux
        else f"DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/{user_id}/bus notify-send {TITLE}"
    )
    return [f"{each.minute} {each.hour} * * * {program}" for each in times]
