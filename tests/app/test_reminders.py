"""A reminder as use cases: planned first, which does nothing; then set up or taken back on a stand-in computer."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import pytest

from legdiary.app.reminders.computer import Computer, NothingShows, NoTimer, NotOurs
from legdiary.app.reminders.platform_files import Platform
from legdiary.app.reminders.timer import (
    CommandFailed,
    NothingSet,
    ReminderThere,
    load_reminder,
    plan_reminder,
    plan_taking_back,
    set_up,
    take_back,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LATE, EARLY = time(22, 30), time(21, 0)


class Stage:
    """A computer whose commands write down how they ran; one of them can be made to fail."""

    def __init__(self, folder: Path, platform: Platform | None, *, shows: bool = True) -> None:
        self.ran: list[str] = []
        self.fails_at = "nothing at all"
        self.computer = Computer(
            platform=platform,
            folder=None if platform is None else folder,
            notify_send="/usr/bin/notify-send" if shows else None,
            user_id=1000,
            termux=False,
            run=self._run,
        )

    def _run(self, command: Sequence[str]) -> int:
        self.ran.append(" ".join(command))
        return 3 if self.fails_at in command else 0


@pytest.mark.parametrize("platform", Platform)
def test_what_is_set_up_is_told_and_can_be_taken_back(platform: Platform, tmp_path: Path) -> None:
    folder = tmp_path / "timers"
    stage = Stage(folder, platform)
    planned = plan_reminder(stage.computer, [LATE, EARLY, LATE])
    assert planned.times == (EARLY, LATE)
    assert not folder.exists()
    set_up(planned)
    there = load_reminder(stage.computer)
    assert there == ReminderThere((EARLY, LATE), tuple(folder / file.path.name for file in planned.reminder.files))
    assert stage.ran[-len(planned.commands) :] == [" ".join(command) for command in planned.commands]
    going = plan_taking_back(stage.computer)
    assert (going.times, going.files) == (there.times, there.files)
    assert load_reminder(stage.computer) == there
    take_back(going)
    assert load_reminder(stage.computer) == ReminderThere((), ())
    with pytest.raises(NothingSet):
        plan_taking_back(stage.computer)


def test_where_a_command_fails_the_reminder_before_stands(tmp_path: Path) -> None:
    stage = Stage(tmp_path, Platform.SYSTEMD)
    set_up(plan_reminder(stage.computer, [LATE]))
    stage.fails_at = "enable"
    with pytest.raises(CommandFailed, match="ended with exit code 3; everything was put back"):
        set_up(plan_reminder(stage.computer, [EARLY]))
    assert load_reminder(stage.computer).times == (LATE,)


def test_what_somebody_else_made_is_left_alone(tmp_path: Path) -> None:
    stage = Stage(tmp_path, Platform.SYSTEMD)
    theirs = tmp_path / "diary-reminder.timer"
    theirs.write_text("theirs\n")
    for plan in (lambda: plan_reminder(stage.computer, [LATE]), lambda: plan_taking_back(stage.computer)):
        with pytest.raises(NotOurs):
            plan()
    assert theirs.read_text() == "theirs\n"
    assert load_reminder(stage.computer) == ReminderThere((), ())


def test_a_computer_that_cannot_says_why(tmp_path: Path) -> None:
    with pytest.raises(NoTimer) as caught:
        plan_reminder(Stage(tmp_path, None).computer, [LATE])
    assert caught.value.message == (
        "legdiary knows no timer on this system, so nothing was set up; if you have cron, add this line to its table: "
        "30 22 * * * DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus notify-send Diary"
    )
    with pytest.raises(NothingShows):
        plan_reminder(Stage(tmp_path, Platform.SYSTEMD, shows=False).computer, [LATE])
