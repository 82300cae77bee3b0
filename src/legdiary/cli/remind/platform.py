"""This computer's timer, found from the program's surroundings, and the way its commands are run."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from legdiary.app.reminders.computer import Computer
from legdiary.app.reminders.platform_files import Platform
from legdiary.cli.paths import user_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

_PATIENCE_S = 30
_NOT_FOUND, _TOO_LONG = 127, 124


def this_computer() -> Computer:
    """Return the computer that this runs on."""
    termux = "TERMUX_VERSION" in os.environ or "com.termux" in os.environ.get("PREFIX", "")
    known = {"linux": Platform.SYSTEMD, "darwin": Platform.LAUNCHD, "win32": Platform.SCHEDULER}
    platform = None if termux else known.get(_system())
    return Computer(
        platform=platform,
        folder=timer_folder(platform),
        notify_send=shutil.which("notify-send"),
        user_id=os.getuid() if hasattr(os, "getuid") else 0,
        termux=termux,
        run=_run,
    )


def timer_folder(platform: Platform | None) -> Path | None:
    """Return the folder in which a platform's timer reads the person's files; None where no timer is known."""
    if platform is Platform.SYSTEMD:
        return user_folder("config", os.environ).parent / "systemd" / "user"
    if platform is Platform.LAUNCHD:
        return Path.home() / "Library" / "LaunchAgents"
    return None if platform is None else user_folder("data", os.environ)


def _system() -> str:
    return sys.platform


def _run(command: Sequence[str]) -> int:
    """Run a command and return its exit code; its output is dropped."""
    import subprocess

    try:
        return subprocess.run(  # noqa: S603 - our own words, no shell
            command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_S,
        ).returncode  # fmt: skip
    except subprocess.TimeoutExpired:
        return _TOO_LONG
    except OSError:
        return _NOT_FOUND
