"""A reminder as files and commands, for each platform: what is written, and what is read back from it."""

from __future__ import annotations

import os
import plistlib
import re
import shutil
import subprocess
from datetime import time
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from legdiary.app.reminders.platform_files import (
    NAME,
    TITLE,
    Platform,
    crontab_lines,
    is_ours,
    launchd,
    scheduler,
    systemd,
    times_in,
)

if TYPE_CHECKING:
    from legdiary.app.reminders.platform_files import Reminder

GOLDEN = Path(__file__).parents[1] / "golden" / "reminder"
UPDATE = bool(os.environ.get("LEGDIARY_UPDATE_GOLDEN"))
TIMES = (time(7, 30), time(22, 30))
UNITS = PurePosixPath("/home/ann/.config/systemd/user")
AGENTS = PurePosixPath("/Users/ann/Library/LaunchAgents")
TASKS = PureWindowsPath("C:/Users/ann & co/AppData/Local/legdiary")
SUBJECT = re.compile(r"kratom|restless|\bleg|\brls|taper|dose|opioid", re.IGNORECASE)


def on(platform: Platform, *times: time) -> Reminder:
    if platform is Platform.SYSTEMD:
        return systemd(UNITS, times, "/usr/bin/notify-send")
    return launchd(AGENTS, times, 501) if platform is Platform.LAUNCHD else scheduler(TASKS, times)


@pytest.mark.parametrize("platform", Platform)
def test_the_files_are_as_they_were_read_and_found_right(platform: Platform) -> None:
    for file in on(platform, *TIMES).files:
        golden = GOLDEN / file.path.name
        if UPDATE:
            golden.parent.mkdir(exist_ok=True)
            golden.write_bytes(file.content)
        assert file.content == golden.read_bytes(), "LEGDIARY_UPDATE_GOLDEN=1 writes it anew"


def test_the_commands_of_systemd() -> None:
    reminder = on(Platform.SYSTEMD, *TIMES)
    assert reminder.commands == (
        ("systemctl", "--user", "daemon-reload"),
        ("systemctl", "--user", "enable", "diary-reminder.timer"),
        ("systemctl", "--user", "restart", "diary-reminder.timer"),
    )
    assert reminder.before_off == (("systemctl", "--user", "disable", "--now", "diary-reminder.timer"),)
    assert reminder.after_off == (("systemctl", "--user", "daemon-reload"),)


def test_the_commands_of_launchd_leave_the_session_before_they_enter_it_again() -> None:
    reminder = on(Platform.LAUNCHD, *TIMES)
    assert reminder.commands == (("launchctl", "bootstrap", "gui/501", f"{AGENTS}/diary-reminder.plist"),)
    assert reminder.before_again == reminder.before_off == (("launchctl", "bootout", "gui/501/diary-reminder"),)


def test_the_commands_of_task_scheduler() -> None:
    reminder = on(Platform.SCHEDULER, *TIMES)
    path = "C:\\Users\\ann & co\\AppData\\Local\\legdiary\\diary-reminder.xml"
    assert reminder.commands == (("schtasks", "/Create", "/TN", "diary-reminder", "/XML", path, "/F"),)
    assert reminder.before_off == (("schtasks", "/Delete", "/TN", "diary-reminder", "/F"),)


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("times", [(time(0, 0),), TIMES, (time(5, 5), time(12, 0), time(23, 59))])
def test_the_times_come_back_from_the_file(platform: Platform, times: tuple[time, ...]) -> None:
    reminder = on(platform, *times)
    assert times_in(platform, reminder.files[0].content) == times
    assert all(is_ours(file.content) for file in reminder.files)


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe\x00", b"[Timer]\nOnCalendar=*-*-* 22:30:00\n", b"<Task/>", "<Task/>".encode("utf-16"),
        plistlib.dumps({"Label": "diary-reminder"}), plistlib.dumps(["x"]),
        plistlib.dumps({"Label": NAME, "ProgramArguments": ["/bin/rm"], "StartCalendarInterval": []}),
    ],
)  # fmt: skip
def test_a_file_of_somebody_else_has_no_times(platform: Platform, content: bytes) -> None:
    assert times_in(platform, content) is None
    assert not is_ours(content)


@pytest.mark.parametrize("platform", Platform)
def test_a_file_of_ours_that_was_changed_beyond_reading_is_still_ours(platform: Platform) -> None:
    file = on(platform, time(22, 30)).files[0]
    for now in ("99", "<", f"{2**40}"):
        changed = file.content.replace("22".encode(file.encoding), now.encode(file.encoding))
        assert is_ours(changed)
        assert not times_in(platform, changed)


@pytest.mark.parametrize("platform", Platform)
def test_nothing_that_others_may_see_names_the_subject(platform: Platform) -> None:
    """On a lock screen, in a list of timers or tasks, in a journal: names, descriptions and what is run."""
    reminder = on(platform, *TIMES)
    seen = [file.path.name for file in reminder.files]
    seen += [line for file in reminder.files for line in file.text.splitlines() if "legdiary remind" not in line]
    seen += [word for command in reminder.commands for word in command if "AppData" not in word]
    for text in seen:
        assert not SUBJECT.search(text), text


def test_the_plist_says_what_is_shown_and_when() -> None:
    about = plistlib.loads(on(Platform.LAUNCHD, *TIMES).files[0].content)
    assert about == {
        "Label": "diary-reminder",
        "ProgramArguments": ["/usr/bin/osascript", "-e", 'display notification "Diary"'],
        "StartCalendarInterval": [{"Hour": 7, "Minute": 30}, {"Hour": 22, "Minute": 30}],
        "RunAtLoad": False,
    }


def test_the_task_is_xml_in_utf_16_and_in_local_time() -> None:
    content = on(Platform.SCHEDULER, *TIMES).files[0].content
    assert content.startswith(b"\xff\xfe<\x00?\x00")
    task = ET.fromstring(content.decode("utf-16"))  # noqa: S314 - made one line above
    where = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    begins = [each.text for each in task.findall("t:Triggers/t:CalendarTrigger/t:StartBoundary", where)]
    assert begins == ["2000-01-01T07:30:00", "2000-01-01T22:30:00"]  # without an offset: the computer's own
    assert task.findtext("t:Settings/t:StartWhenAvailable", namespaces=where) == "false"
    assert f"'', '{TITLE}'" in (task.findtext("t:Actions/t:Exec/t:Arguments", namespaces=where) or "")


def test_a_strange_path_of_the_program_stays_one_word() -> None:
    text = systemd(UNITS, TIMES, '/opt/50% "off"/$x\\notify-send').files[1].text
    assert 'ExecStart="/opt/50%% \\"off\\"/$x\\\\notify-send" --app-name=Diary Diary\n' in text


def test_cron_where_there_is_none_of_them() -> None:
    assert crontab_lines(TIMES, 1000, termux=False) == [
        "30 7 * * * DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus notify-send Diary",
        "30 22 * * * DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus notify-send Diary",
    ]
    assert crontab_lines(TIMES[1:], 1000, termux=True) == ["30 22 * * * termux-notification --title Diary"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
@pytest.mark.parametrize("program", ["/bin/sh", "/opt/a b/$x%/notify-send"])
def test_systemd_itself_finds_nothing_wrong(tmp_path: Path, program: str) -> None:
    reminder = systemd(tmp_path, TIMES, program)
    for file in reminder.files:
        Path(file.path).write_bytes(file.content)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", *(str(file.path) for file in reminder.files)], check=False,
        capture_output=True, text=True, timeout=20, env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    told = done.stderr.replace(f"Command {program} is not executable: No such file or directory", "")
    assert [line for line in told.splitlines() if NAME in line and not line.endswith(": ")] == []
