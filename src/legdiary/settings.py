"""Settings: one specification from which validation, help and defaults all come; kept as TOML, read by the CLI only.

`docs/settings.md` is made of it: `tools/make_docs.py` makes it, a test keeps it fresh.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.domain.moments import DEFAULT_DAY_START, OFFSET_ZONES, UnknownZone, load_zone
from legdiary.errors import BadValue, LegdiaryError, Refused, shown
from legdiary.files import moved_aside, read_plain
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import time as clock_time

DEFAULT_BACKUP_KEEP, DEFAULT_MONTHS_KEPT, DEFAULT_YEARS_KEPT = 8, 12, 5
_MOST_BACKUPS = 99
#: More than all settings with a page of comments on each; TOML that means harm takes minutes from some 100 kB on.
_MOST_BYTES = 16_000


class UnknownSetting(BadValue):
    """A key that no setting has."""

    def __init__(self, key: str, path: Path | None = None) -> None:
        where = "" if path is None else f" in {path}"
        hint = None if path is None or not key.isidentifier() else f"legdiary config {key} --unset"
        super().__init__(f"there is no setting {shown(key)!r}{where}; the settings are {', '.join(SPEC)}", hint)


class BadSetting(BadValue):
    """A value that a setting cannot have, typed or in the settings file."""

    def __init__(self, key: str, why: str, path: Path | None = None) -> None:
        hint = None if path is None else f"legdiary config {key} --unset"
        super().__init__(f"setting {key}{'' if path is None else f' in {path}'}: {why}", hint)


class BrokenSettings(BadValue):
    """A settings file that cannot be read, or is no TOML."""

    def __init__(self, path: Path, why: str, *, is_toml: bool = True) -> None:
        super().__init__(
            f"the settings file {path} cannot be read: {why}", None if is_toml else moved_aside(path, ".broken")
        )


class SettingsNotWritable(Refused):
    """A settings file that cannot be replaced."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"the settings file {path} cannot be written: {why}")


class NothingToUnset(Refused):
    """A setting to take out that the settings file does not have."""

    def __init__(self, key: str, path: Path) -> None:
        super().__init__(f"{key} is not in {path}, so there is nothing to take out", f"legdiary config {key}")


class NotAWholePath(BadValue):
    """A path that would be another file in every folder."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{shown(typed)!r} is no whole path; write one that begins with / or ~")


class NoHome(BadValue):
    """A home folder that would be another one in every folder."""

    def __init__(self, named: str) -> None:
        super().__init__(f"HOME={shown(named)} is not a full path; set it to your home folder, which begins with /")


class NotACount(BadValue):
    """A number of backups that is none."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{shown(typed)!r} is no number of backups; write a whole number from 0 to {_MOST_BACKUPS}")


class Setting(NamedTuple):
    """One setting.

    Attributes:
        meaning: what it does, in a sentence.
        default: its text when nobody set it; empty where the computer knows.
        parse: text → value; raises LegdiaryError.
        example: a value.
        otherwise: what holds where the default is empty.
        environment: the variable that goes before the file, or None.
        is_number: kept as a number.
    """

    meaning: str
    default: str
    parse: Callable[[str], object]
    example: str
    otherwise: str = ""
    environment: str | None = None
    is_number: bool = False

    @property
    def default_told(self) -> str:
        """The default in words."""
        return self.default or self.otherwise


def _zone_name(text: str) -> str:
    if text.startswith(OFFSET_ZONES) and ":" not in text:
        raise UnknownZone(text)  # `UTC-14` means the other sign where TZ says it
    return load_zone(text).name


def _clock(text: str) -> clock_time:
    from legdiary.domain.words import parse_clock

    return parse_clock(text)


def home_folder() -> Path:
    """The person's home: HOME, or, where that is empty or not set, what the system knows of its users.

    Raises:
        NoHome: neither says one.
    """
    if os.name != "posix":
        return Path.home()
    named = os.environ.get("HOME", "")
    if not named:
        import pwd

        with suppress(KeyError):
            named = pwd.getpwuid(os.getuid()).pw_dir
    if not named.startswith("/"):
        raise NoHome(named)
    return Path(named)


def path_of(typed: str) -> Path:
    """The path that was typed, `~` read as the shell reads it; an unknown `~name` is a name, not a failure."""
    if typed == "~" or typed.startswith("~/"):
        return Path(home_folder(), typed[2:])
    return Path(os.path.expanduser(typed))  # noqa: PTH111 - Path's own fails where it does not know the home


def _whole_path(text: str) -> Path:
    path = path_of(text)
    if not path.is_absolute() or "\0" in text:
        raise NotAWholePath(text)
    return path


def _country(text: str) -> str:
    from legdiary.domain.seek_help import find_country

    return find_country(text)


def _product(text: str) -> str:
    from legdiary.domain.text import check_name

    return check_name(text, "product's name")


def _backups(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= len("99") and int(text) <= _MOST_BACKUPS):
        raise NotACount(text)
    return int(text)


SPEC: dict[str, Setting] = {
    "diary": Setting(
        "The diary file. `--diary` goes before everything else.",
        "",
        _whole_path,
        "~/private/diary.db",
        "the user's data folder",
        "LEGDIARY_DIARY",
    ),
    "timezone": Setting(
        "The time zone that new entries are lived in, an IANA name or `UTC-05:00`; what is stored keeps its own.",
        "",
        _zone_name,
        "Europe/Berlin",
        "the computer's",
        "TZ",
    ),
    "day_start": Setting(
        "When a diary day begins; a later change moves nothing that is stored.",
        f"{DEFAULT_DAY_START:%H:%M}",
        _clock,
        "05:00",
    ),
    "country": Setting(
        "Whose telephone lines `help-me` shows.",
        "",
        _country,
        "us",
        "the emergency numbers of all that are known",
    ),
    "product": Setting(
        "The product that a dose is of where no `--product` says another; `none`: of none, and nothing is said of it.",
        "",
        _product,
        "red leaf",
        "none; the answer names the last one used",
    ),
    "backup_keep": Setting(
        "How many weekly copies are kept beside the diary; 0: none are made, and none deleted.",
        f"{DEFAULT_BACKUP_KEEP}",
        _backups,
        f"{DEFAULT_BACKUP_KEEP}",
        is_number=True,
    ),
    "backup_keep_months": Setting(
        "How many monthly copies are kept beside the weekly ones: the last of each month before; 0: none.",
        f"{DEFAULT_MONTHS_KEPT}",
        _backups,
        f"{DEFAULT_MONTHS_KEPT}",
        is_number=True,
    ),
    "backup_keep_years": Setting(
        "How many yearly copies are kept beside those: the last of each year before; 0: none.",
        f"{DEFAULT_YEARS_KEPT}",
        _backups,
        f"{DEFAULT_YEARS_KEPT}",
        is_number=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force; None where the setting is empty."""

    diary: Path | None = None
    timezone: str | None = None
    day_start: clock_time = DEFAULT_DAY_START
    country: str | None = None
    product: str | None = None
    backup_keep: int = DEFAULT_BACKUP_KEEP
    backup_keep_months: int = DEFAULT_MONTHS_KEPT
    backup_keep_years: int = DEFAULT_YEARS_KEPT


def load(path: Path) -> Settings:
    """The settings of the file at `path`; the defaults where there is none.

    Raises:
        BrokenSettings, UnknownSetting, BadSetting.
    """
    return Settings(**{key: checked(key, value, path) for key, value in read(path).items() if value != ""})


def read(path: Path) -> dict[str, Any]:
    """What the file at `path` says, unchecked; nothing where there is none.

    Raises:
        BrokenSettings: not readable, or no TOML.
    """
    held = text(path)
    if not held:
        return {}
    import tomllib

    try:
        return tomllib.loads(held.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # the latter of a file that is nested too deep
        raise BrokenSettings(path, "it is not valid TOML", is_toml=False) from error


def text(path: Path) -> bytes:
    """The file at `path`, as it is; nothing where there is none.

    Raises:
        BrokenSettings: not readable.
    """
    try:
        return read_plain(path, _MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError as error:
        raise BrokenSettings(path, error.strerror or "not readable") from error


def checked(key: str, value: object, path: Path | None = None) -> Any:  # noqa: ANN401 - each setting has a type of its own
    """The value of a setting.

    Args:
        key: its name.
        value: as typed, or as TOML holds it.
        path: the file that says it.

    Raises:
        UnknownSetting, BadSetting.
    """
    if key not in SPEC:
        raise UnknownSetting(key, path)
    try:
        return SPEC[key].parse(str(value))
    except LegdiaryError as error:
        raise BadSetting(key, error.message, path) from error


def change(path: Path, key: str, typed: str | None) -> None:
    """Put one value into the file at `path`, or take it out with None; all else in it stays as it is.

    Raises:
        BrokenSettings, UnknownSetting, BadSetting.
        NothingToUnset: the file does not have what is to be taken out.
        SettingsNotWritable: the file cannot be replaced.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    held = read(path)  # refused here, with the reason, where the file is no TOML
    if typed is None and key not in held:
        raise NothingToUnset(key, path) if key in SPEC else UnknownSetting(key)
    try:
        document = tomlkit.parse(text(path))
        if typed is None:
            del document[key]
        else:
            document[key] = _to_keep(key, typed)
        made = tomlkit.dumps(document)
    except (TOMLKitError, RecursionError) as error:
        raise BrokenSettings(path, "it is not valid TOML", is_toml=False) from error
    _replace(path, made)


def _to_keep(key: str, typed: str) -> object:
    """Return the value as the file holds it; a path as a whole one, so that it is the same file from everywhere."""
    if key == "diary" and typed:
        typed = os.path.abspath(path_of(typed))  # noqa: PTH100 - links stay links
    value = checked(key, typed)
    return value if SPEC[key].is_number else value if isinstance(value, str) else typed


def _replace(path: Path, made: str) -> None:
    """Write the file anew; a link stays a link."""
    from legdiary.unfinished import replace_file

    try:
        replace_file(Path(os.path.realpath(path)), made.encode("utf-8"))
    except OSError as error:
        raise SettingsNotWritable(path, error.strerror or type(error).__name__) from error
