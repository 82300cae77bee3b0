"""The places of a run: the settings file and what it says, the diary, the folders that the platform has for them."""

from __future__ import annotations

import os
import sys
from functools import cached_property

from legdiary.util.paths import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Literal

    from legdiary.settings import Settings


class Places:
    """The files that a run uses.

    Attributes:
        diary_option: the diary that `--diary` names.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.diary_option: str | None = None

    @cached_property
    def settings_file(self) -> str:
        """The path of the settings file, as text."""
        return os.path.join(_user_folder("config", self._environ), "config.toml")  # noqa: PTH118 - text

    @cached_property
    def once_a_day_file(self) -> str:
        """The path of the note of the last day on which the words that come once a day were shown."""
        return os.path.join(_user_folder("state", self._environ), "shown-on")  # noqa: PTH118 - text

    @property
    def state_folder(self) -> Path:
        """The folder for notes of the program that no diary needs."""
        from pathlib import Path

        return Path(_user_folder("state", self._environ))

    @cached_property
    def settings(self) -> Settings:
        """The settings in force."""
        from legdiary import settings

        return settings.load(self.settings_file)

    def forget_settings(self) -> None:
        """Read the settings file again at the next question, and find the diary again."""
        for name in ("settings", "diary_file"):
            self.__dict__.pop(name, None)

    @cached_property
    def diary_file(self) -> str:
        """The path of the diary: `--diary`, then LEGDIARY_DIARY, then the setting, then the platform's place."""
        named = self.diary_option or self._environ.get("LEGDIARY_DIARY")
        if named:
            from legdiary.settings import expand_home

            path = expand_home(named)
        elif self.settings.diary is not None:
            path = str(self.settings.diary)
        else:
            return os.path.join(_user_folder("data", self._environ), "diary.db")  # noqa: PTH118 - text
        from legdiary.app.file_locations import named_diary

        return named_diary(path)


def user_folder(what: Literal["config", "data", "state"], environ: Mapping[str, str]) -> Path:
    """Return the platform's place for a person's settings, data, or notes that may be lost."""
    from pathlib import Path

    return Path(_user_folder(what, environ))


def _user_folder(what: Literal["config", "data", "state"], environ: Mapping[str, str]) -> str:
    """Return that place as text.

    On Linux the two lines of the XDG rule stand here: platformdirs would be a tenth of the modules of a nightly
    command. A test holds them to platformdirs, which answers everywhere else.
    """
    system: str = sys.platform
    if system == "linux":
        home = {"config": ".config", "data": ".local/share", "state": ".local/state"}[what]
        named = environ.get(f"XDG_{what.upper()}_HOME", "").strip()
        from legdiary.settings import home_text

        folder = path_text(named) if named.startswith("/") else os.path.join(home_text(), home)  # noqa: PTH118 - text
        return os.path.join(folder, "legdiary")  # noqa: PTH118 - text
    import platformdirs

    found = {
        "config": platformdirs.user_config_dir,
        "data": platformdirs.user_data_dir,
        "state": platformdirs.user_state_dir,
    }
    return path_text(found[what]("legdiary", appauthor=False))


def temporary_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder for temporary files: `tempfile` finds it too, but writes a file to see whether it can."""
    from pathlib import Path

    named = [environ[name] for name in ("TMPDIR", "TEMP", "TMP") if environ.get(name)]
    for each in (*named, "/tmp", "/var/tmp"):  # noqa: S108 - the system's own
        if os.path.isdir(each) and os.access(each, os.W_OK | os.X_OK):  # noqa: PTH112 - names that are no path too
            return Path(each).absolute()
    from tempfile import gettempdir

    return Path(gettempdir())
