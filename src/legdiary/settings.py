"""Settings: one specification from which validation, help and defaults all come; kept as TOML, read by the CLI only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legdiary.domain.moments import DEFAULT_DAY_START, load_zone
from legdiary.domain.words import NotAClockTime, parse_clock
from legdiary.errors import BadValue, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import time as clock_time


class UnknownSetting(BadValue):
    """A key that no setting has."""

    def __init__(self, key: str) -> None:
        super().__init__(f"there is no setting {shown(key)!r}; the settings are {', '.join(SPEC)}")


class BadSetting(BadValue):
    """A value that a setting cannot have."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"setting {key}: {why}")


class BrokenSettings(BadValue):
    """A settings file that is no TOML."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"the settings file {path} cannot be read: {why}")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Attributes:
        meaning: what it does, in a sentence.
        default: its text when nobody set it.
        parse: text → value; raises BadValue.
    """

    meaning: str
    default: str
    parse: Callable[[str], object]


def _zone_name(text: str) -> str:
    return load_zone(text).name


SPEC: dict[str, Setting] = {
    "diary": Setting("The diary file.", "", lambda text: Path(text).expanduser()),
    "timezone": Setting("The time zone new entries are lived in; empty: the computer's.", "", _zone_name),
    "day_start": Setting(
        "When a diary day begins; a later change moves nothing that is stored.",
        f"{DEFAULT_DAY_START:%H:%M}",
        parse_clock,
    ),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force; None where the setting is empty."""

    diary: Path | None = None
    timezone: str | None = None
    day_start: clock_time = DEFAULT_DAY_START


def load(path: Path) -> Settings:
    """The settings of the file at `path`; the defaults where there is none.

    Raises:
        BrokenSettings, UnknownSetting, BadSetting.
    """
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise BrokenSettings(path, error.strerror or "not readable") from error
    import tomllib

    try:
        loaded: dict[str, Any] = tomllib.loads(text.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenSettings(path, "it is not valid TOML") from error
    return Settings(**{key: _checked(key, value) for key, value in loaded.items() if value != ""})


def _checked(key: str, value: object) -> Any:  # noqa: ANN401 - each setting has a type of its own
    if key not in SPEC:
        raise UnknownSetting(key)
    try:
        return SPEC[key].parse(str(value))
    except (NotAClockTime, BadValue) as error:
        raise BadSetting(key, error.message) from error
