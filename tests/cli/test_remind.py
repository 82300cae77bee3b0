"""`remind`: set up, shown first, taken back; the computer's own programs are stand-ins that write down how they ran."""

from __future__ import annotations

import os
import stat
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driving import on_terminal, run, run_process, unread

from legdiary.app.reminders.computer import Computer
from legdiary.app.reminders.platform_files import Platform
from legdiary.app.reminders.timer import SettingUp, set_up
from legdiary.cli.remind import platform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from driving import Result

PROBE = "systemctl --user show --property=Version"
SET = [
    "systemctl --user daemon-reload",
    "systemctl --user enable diary-reminder.timer",
    "systemctl --user restart diary-reminder.timer",
]
OFF = ["systemctl --user disable --now diary-reminder.timer", "systemctl --user daemon-reload"]


class Stage:
    """A computer whose programs are scripts in one folder, the only one that is looked in."""

    def __init__(self, folder: Path) -> None:
        self.bin, self.log = folder / "bin", folder / "log"
        self.bin.mkdir()
        self.has("notify-send")

    def has(self, name: str, fails_at: str = "nothing at all") -> None:
        path = self.bin / name
        path.write_text(
            f'#!/bin/sh\necho "{name} $*" >> {self.log}\ncase "$*" in *"{fails_at}"*) echo noise >&2; exit 3;; esac\n'
        )
        path.chmod(0o755)

    @property
    def env(self) -> dict[str, str]:
        return {"PATH": str(self.bin)}

    def ran(self) -> list[str]:
        """What ran since this was last asked, without the question whether there is a session."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.write_text("")
        return [line for line in lines if line != PROBE]

    def remind(self, *words: str) -> Result:
        return run("remind", *words, env=self.env)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    made = Stage(tmp_path)
    made.has("systemctl")
    return made


def units() -> Path:
    return Path(os.environ["XDG_CONFIG_HOME"]) / "systemd" / "user"


def files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in units().glob("*") if path.is_file()}


def the_system_is(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "_system", lambda: name)


# ---------------------------------------------------------------------- shown first


def test_alone_it_says_that_none_is_set(stage: Stage) -> None:
    done = stage.remind()
    assert (done.code, done.stdout) == (
        0,
        (
            "No reminder is set. legdiary remind 22:30 shows what it would do, then asks.\n"
            "To hear it on a phone, make a calendar with an alarm and open it there:\n"
            "  legdiary export ics --reminder 22:30 --output diary.ics\n"
        ),
    )
    assert run("remind", "--json", env=stage.env).json == {"set": False, "times": [], "files": []}
    assert stage.ran() == []


def test_preview_shows_every_file_and_command_and_does_nothing(stage: Stage) -> None:
    done = stage.remind("22:30", "--preview")
    assert done.code == 0
    for text in (
        "22:30 every day, in this computer's local time", f"{units()}/diary-reminder.timer",
        "    OnCalendar=*-*-* 22:30:00", f"{units()}/diary-reminder.service",
        f"    ExecStart={stage.bin}/notify-send --app-name=Diary Diary", *(f"    {command}" for command in SET),
    ):  # fmt: skip
        assert text in done.stdout
    assert stage.ran() == []
    assert not units().exists()


def test_without_a_terminal_it_shows_refuses_and_names_the_flag(stage: Stage) -> None:
    done = stage.remind("22:30")
    assert done.code == 1
    assert "OnCalendar" in done.stdout
    assert done.stderr == "legdiary: the reminder is not set; add --yes to set it, or --preview to look only\n"
    assert stage.ran() == []
    assert not units().exists()


@pytest.mark.parametrize(("answer", "is_set"), [("y", True), ("n", False), ("", False)])
def test_at_a_terminal_it_shows_and_asks(stage: Stage, answer: str, is_set: bool) -> None:
    done = on_terminal("remind", "22:30", answer=answer, env={**stage.env, "NO_COLOR": "1"})
    assert done.shown.index("OnCalendar") < done.shown.index("Set it? [y/N] ")
    assert (done.code == 0) is is_set
    assert bool(files()) is is_set
    assert bool(stage.ran()) is is_set


def test_ctrl_c_at_the_question_sets_nothing(stage: Stage) -> None:
    assert on_terminal("remind", "22:30", interrupt=True, env=stage.env).code == 130
    assert files() == {}


@pytest.mark.parametrize("typed", ["25:10", "soon", "22.60", "2260", "", "off"])
def test_a_time_that_is_none_is_refused_with_the_accepted_forms(stage: Stage, typed: str) -> None:
    done = stage.remind("07:30", typed, "--yes")
    assert done.code == 2
    assert done.stderr == f"legdiary: {typed!r} is not a clock time; write 23:40 or 11:40pm\n"
    assert not units().exists()


# ---------------------------------------------------------------------- set, changed, taken back


def test_it_is_set_and_says_so(stage: Stage) -> None:
    done = run_process("remind", "10:30pm", "07:30", "22:30", "--yes", env=stage.env)
    assert done.code == 0, done
    assert done.lines[-1] == "Set: 07:30 and 22:30, every day. To remove it: legdiary remind off"
    assert stage.ran() == SET
    assert sorted(files()) == ["diary-reminder.service", "diary-reminder.timer"]
    for path in units().iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(units().stat().st_mode) == 0o700
    told = stage.remind()
    assert told.lines[0].startswith("A reminder is set for 07:30 and 22:30, every day.")
    assert stage.ran() == []


def test_json(stage: Stage) -> None:
    made = stage.remind("22:30", "--yes", "--json").json
    assert (made["set"], made["times"], made["platform"]) == (True, ["22:30"], "systemd")
    assert [" ".join(command) for command in made["commands"]] == SET
    assert made["files"][0]["content"].encode() == files()["diary-reminder.timer"]
    assert stage.remind("--json").json == {
        "set": True, "times": ["22:30"], "files": [each["path"] for each in made["files"]],
    }  # fmt: skip
    assert stage.remind("06:00", "--preview", "--json").json["set"] is False
    assert stage.remind("off", "--json").json["set"] is False
    assert files() == {}


def test_another_time_takes_the_place_of_the_first(stage: Stage) -> None:
    stage.remind("22:30", "--yes")
    stage.ran()
    assert stage.remind("21:00", "--yes").code == 0
    assert stage.ran() == SET
    assert b"OnCalendar=*-*-* 21:00:00\nAcc" in files()["diary-reminder.timer"]
    assert stage.remind("--json").json["times"] == ["21:00"]


def test_off_takes_back_what_was_made_and_nothing_else(stage: Stage) -> None:
    units().mkdir(parents=True)
    (units() / "backup.timer").write_text("another's")
    stage.remind("22:30", "--yes")
    stage.ran()
    looked = stage.remind("off", "--preview")
    assert (looked.code, stage.ran(), len(files())) == (0, [], 3)
    done = stage.remind("off")
    assert done.code == 0
    assert done.lines[0] == "Removed: no reminder is set any more (it was 22:30)."
    assert stage.ran() == OFF
    assert files() == {"backup.timer": b"another's"}
    again = stage.remind("off")
    assert (again.code, again.stderr) == (1, "legdiary: no reminder is set\nlegdiary: try: legdiary remind --help\n")
    assert stage.ran() == []


# ---------------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("at", ["enable", "restart", "daemon-reload"])
def test_a_command_that_fails_leaves_nothing_behind(stage: Stage, at: str) -> None:
    stage.has("systemctl", fails_at=at)
    done = stage.remind("22:30", "--yes")
    command = next(each for each in SET if at in each)
    assert done.code == 1
    assert done.stderr == (
        f"legdiary: {command} ended with exit code 3; everything was put back. By hand: the files and commands "
        "that --preview shows\nlegdiary: try: legdiary remind 22:30 --preview\n"
    )
    assert "Set:" not in done.stdout
    assert files() == {}
    assert stage.ran()[-2:] == OFF


def test_a_change_that_fails_leaves_the_reminder_as_it_was(stage: Stage) -> None:
    stage.remind("22:30", "--yes")
    before = files()
    stage.has("systemctl", fails_at="restart")
    assert stage.remind("21:00", "--yes").code == 1
    assert files() == before
    assert stage.remind("--json").json["times"] == ["22:30"]


def test_ctrl_c_between_two_commands_leaves_nothing_behind() -> None:
    ran: list[str] = []

    def interrupted(command: Sequence[str]) -> int:
        ran.append(" ".join(command))
        if "enable" in command:
            raise KeyboardInterrupt
        return 0

    computer = Computer(Platform.SYSTEMD, units(), "/usr/bin/notify-send", 1000, termux=False, run=interrupted)
    reminder = computer.reminder([time(22, 30)])
    assert reminder is not None
    with pytest.raises(KeyboardInterrupt):
        set_up(SettingUp(computer, reminder, (time(22, 30),), {}))
    assert ran == [*SET[:2], *OFF]
    assert files() == {}


def test_a_folder_that_cannot_be_written_is_said(stage: Stage) -> None:
    units().parent.mkdir(parents=True)
    units().write_text("a file where the folder should be")
    done = stage.remind("22:30", "--yes")
    assert done.code == 1
    assert done.stderr.startswith(f"legdiary: {units()}/diary-reminder.timer cannot be written (")


def test_off_puts_back_what_it_had_removed_where_a_file_cannot_go(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.remind("22:30", "--yes")
    before, plain = files(), Path.unlink

    def unlink(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == "diary-reminder.service":
            raise PermissionError(13, "Permission denied", str(path))
        plain(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", unlink)
        done = stage.remind("off")
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr == (
        f"legdiary: {units() / 'diary-reminder.service'} cannot be removed (Permission denied); "
        "the reminder is as it was\n"
    )
    assert files() == before
    assert stage.remind("--json").json["times"] == ["22:30"]


def test_what_was_said_yes_to_is_set_up_though_nobody_reads_what_it_will_be(stage: Stage) -> None:
    """`legdiary remind 22:30 --yes | true` ended with 0, and nothing was set up."""
    with unread() as pipe:
        done = run_process("remind", "22:30", "--yes", env=stage.env, stdout=pipe)
    assert (done.code, done.stderr) == (0, "")
    assert stage.remind("--json").json["times"] == ["22:30"]


def test_off_removes_the_files_even_where_the_command_fails(stage: Stage) -> None:
    stage.remind("22:30", "--yes")
    wants = units() / "timers.target.wants"
    wants.mkdir()
    (wants / "diary-reminder.timer").symlink_to("../diary-reminder.timer")
    stage.has("systemctl", fails_at="disable")
    done = stage.remind("off")
    assert done.code == 1
    assert done.stderr.startswith(f"legdiary: {OFF[0]} ended with exit code 3; the files are removed;")
    assert files() == {}
    assert list(wants.iterdir()) == []


@pytest.mark.parametrize("name", ["diary-reminder.timer", "diary-reminder.service"])
@pytest.mark.parametrize("words", [("22:30", "--yes"), ("off",)])
def test_a_file_of_somebody_else_is_left_as_it_is(stage: Stage, name: str, words: tuple[str, ...]) -> None:
    units().mkdir(parents=True)
    (units() / name).write_text("[Unit]\nDescription=mine\n")
    done = stage.remind(*words)
    assert done.code == 1
    assert done.stderr.startswith(f"legdiary: {units() / name} was not made by legdiary; it was left as it is")
    assert files() == {name: b"[Unit]\nDescription=mine\n"}
    assert stage.ran() == []


# ---------------------------------------------------------------------- other computers


@pytest.mark.parametrize("with_systemctl", [True, False])
def test_without_a_user_session_it_says_what_cron_takes(stage: Stage, with_systemctl: bool) -> None:
    if with_systemctl:
        stage.has("systemctl", fails_at="show")
    else:
        (stage.bin / "systemctl").unlink()
    done = stage.remind("22:30", "--yes")
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr == (
        "legdiary: no systemd user session answers here, so nothing was set up; if you have cron, add this line to "
        "its table: "
        f"30 22 * * * DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/{os.getuid()}/bus notify-send Diary\n"
        "legdiary: try: crontab -e\n"
    )
    assert not units().exists()


def test_on_a_phone_with_termux(stage: Stage) -> None:
    for of in ({"TERMUX_VERSION": "0.118"}, {"PREFIX": "/data/data/com.termux/files/usr"}):
        done = run("remind", "22:30", "--yes", env=stage.env | of)
        assert done.code == 1
        assert "its table: 30 22 * * * termux-notification --title Diary\n" in done.stderr
        assert done.stderr.endswith("legdiary: try: legdiary export ics --help\n")
        assert run("remind", "off", env=stage.env | of).code == 1
        assert run("remind", env=stage.env | of).code == 0


def test_on_a_system_that_is_not_known(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    the_system_is("sunos5", monkeypatch)
    assert "legdiary knows no timer on this system" in stage.remind("22:30").stderr


def test_without_notify_send_nothing_would_be_shown(stage: Stage) -> None:
    (stage.bin / "notify-send").unlink()
    done = stage.remind("22:30", "--yes")
    assert done.code == 1
    assert done.stderr.startswith("legdiary: notify-send is missing")
    assert not units().exists()


def test_on_a_mac(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    the_system_is("darwin", monkeypatch)
    stage.has("launchctl")
    agent = Path.home() / "Library" / "LaunchAgents" / "diary-reminder.plist"
    session = f"gui/{os.getuid()}"
    assert stage.remind("22:30", "--yes").code == 0
    assert stage.ran() == [f"launchctl bootstrap {session} {agent}"]
    assert stage.remind("--json").json == {"set": True, "times": ["22:30"], "files": [str(agent)]}
    stage.has("launchctl", fails_at="bootout")  # it was not loaded
    assert stage.remind("21:00", "--yes").code == 0
    assert stage.ran() == [f"launchctl bootout {session}/diary-reminder", f"launchctl bootstrap {session} {agent}"]
    stage.has("launchctl")
    assert stage.remind("off").code == 0
    assert stage.ran() == [f"launchctl bootout {session}/diary-reminder"]
    assert not agent.exists()


def test_on_windows(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    the_system_is("win32", monkeypatch)
    stage.has("schtasks")
    task = Path(os.environ["XDG_DATA_HOME"]) / "legdiary" / "diary-reminder.xml"
    shown = stage.remind("22:30", "--preview").stdout
    assert "<StartBoundary>2000-01-01T22:30:00</StartBoundary>" in shown
    assert stage.remind("22:30", "--yes").code == 0
    assert stage.ran() == [f"schtasks /Create /TN diary-reminder /XML {task} /F"]
    assert stage.remind("--json").json["times"] == ["22:30"]
    assert stage.remind("off").code == 0
    assert stage.ran() == ["schtasks /Delete /TN diary-reminder /F"]
    assert not task.exists()


@pytest.mark.parametrize("words", [(), ("22:30", "--preview")])
def test_on_a_narrow_screen_only_what_is_copied_is_longer(stage: Stage, words: tuple[str, ...]) -> None:
    done: Any = run("remind", *words, env=stage.env | {"COLUMNS": "40"})
    assert [line for line in done.lines if len(line) > 40 and not line.startswith(("  ", "/"))] == []
