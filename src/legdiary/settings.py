"""Settings, stored as TOML and read by the CLI only. One specification gives validation, help and defaults.

`tools/make_docs.py` makes `docs/settings.md` from it, and a test keeps that fresh.
"""

from __future__ import annotations

import os
from contextlib import suppress

from legdiary.domain.time.moments import DEFAULT_DAY_START, OFFSET_ZONES, UnknownZone, load_zone
from legdiary.errors import BadValue, LegdiaryError, Refused, quote_typed
from legdiary.util.paths import path_text
from legdiary.util.safe_files import move_aside_command, read_plain
from legdiary.util.values import NamedTuple, dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import time as clock_time
    from pathlib import Path
    from typing import Any

    from legdiary.domain.backup_retention import Keep
    from legdiary.domain.input.paper import Paper
    from legdiary.util.paths import StrPath

DEFAULT_BACKUP_KEEP, DEFAULT_MONTHS_KEPT, DEFAULT_YEARS_KEPT = 8, 12, 5
_MOST_BACKUPS = 99
#: What a check-in can ask for.
CHECKIN_SCOPES = ("usual", "all")
#: How often changes are exchanged with other devices by themselves.
SYNC_RHYTHMS = ("off", "daily")
#: The dots that charts are drawn with, the finest first.
DOT_KINDS = ("braille", "blocks", "ascii")
#: The settings that name a file.
_PATHS = frozenset({"diary", "inbox"})
THEMES = ("light", "dark", "none")
#: Room for all settings with a page of comments on each. Hostile TOML of 100 kB or more can take minutes to parse.
_MOST_BYTES = 16_000


class UnknownSetting(BadValue):
    """A key that no setting has."""

    def __init__(self, key: str, path: StrPath | None = None) -> None:
        where = "" if path is None else f" in {path}"
        hint = None if path is None or not key.isidentifier() else f"legdiary config {key} --unset"
        super().__init__(f"there is no setting {quote_typed(key)!r}{where}; the settings are {', '.join(SPEC)}", hint)


class BadSetting(BadValue):
    """A value that a setting cannot have, typed or in the settings file."""

    def __init__(self, key: str, why: str, path: StrPath | None = None) -> None:
        hint = None if path is None else f"legdiary config {key} --unset"
        super().__init__(f"setting {key}{'' if path is None else f' in {path}'}: {why}", hint)


class BrokenSettings(BadValue):
    """A settings file that cannot be read, or is not valid TOML."""

    def __init__(self, path: StrPath, why: str, *, is_toml: bool = True) -> None:
        super().__init__(
            f"the settings file {path} cannot be read: {why}", None if is_toml else move_aside_command(path, ".broken")
        )


class SettingsNotWritable(Refused):
    """A settings file that cannot be replaced."""

    def __init__(self, path: StrPath, why: str) -> None:
        super().__init__(f"the settings file {path} cannot be written: {why}")


class NothingToUnset(Refused):
    """A setting to remove that the settings file does not have."""

    def __init__(self, key: str, path: StrPath) -> None:
        super().__init__(f"{key} is not in {path}, so there is nothing to remove", f"legdiary config {key}")


class NotAWholePath(BadValue):
    """A relative path, which would be another file in every folder."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{quote_typed(typed)!r} is not a full path; write one that begins with / or ~")


class NoHome(BadValue):
    """A home folder with a relative path, which would be another one in every folder."""

    def __init__(self, named: str) -> None:
        super().__init__(f"HOME={quote_typed(named)} is not a full path; set it to the full path of your home folder")


class NotACount(BadValue):
    """Not a valid number of backups."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"{quote_typed(typed)!r} is not a number of backups; write a whole number from 0 to {_MOST_BACKUPS}"
        )


class NotAChoice(BadValue):
    """Not an allowed value of a setting."""

    def __init__(self, typed: str, words: Sequence[str]) -> None:
        choices = f"{', '.join(words[:-1])} or {words[-1]}"
        super().__init__(f"{quote_typed(typed)!r} is not one of its values; write {choices}")


class Setting(NamedTuple):
    """One setting.

    Attributes:
        meaning: its meaning, in a sentence.
        default: its default as text; empty if the computer supplies it.
        parse: text → value; raises LegdiaryError.
        example: a valid value.
        otherwise: the words for an empty default.
        environment: the variable that overrides the file, or None.
        is_number: it is stored as a number.
    """

    meaning: str
    default: str
    parse: Callable[[str], object]
    example: str
    otherwise: str = ""
    environment: str | None = None
    is_number: bool = False

    @property
    def default_text(self) -> str:
        """The default in words."""
        return self.default or self.otherwise


def _zone_name(text: str) -> str:
    if text.startswith(OFFSET_ZONES) and ":" not in text:
        raise UnknownZone(text)  # in TZ, `UTC-14` means the opposite sign
    return load_zone(text).name


def _clock(text: str) -> clock_time:
    from legdiary.domain.time.parse import parse_clock

    return parse_clock(text)


def home_folder() -> Path:
    """Return the person's home.

    Raises:
        NoHome: as `home_text`.
    """
    from pathlib import Path

    return Path(home_text())


def home_text() -> str:
    """Return the person's home as text: HOME or, if that is empty or not set, that in the system's list of users.

    Raises:
        NoHome: neither says one.
    """
    if os.name != "posix":
        from pathlib import Path

        return str(Path.home())
    named = os.environ.get("HOME", "")
    if not named:
        import pwd

        with suppress(KeyError):
            named = pwd.getpwuid(os.getuid()).pw_dir
    if not named.startswith("/"):
        raise NoHome(named)
    return path_text(named)


def path_of(typed: str) -> Path:
    """Return the path that was typed, with `~` as the shell reads it; an unknown `~name` stays a plain name."""
    from pathlib import Path

    return Path(expand_home(typed))


def expand_home(typed: str) -> str:
    """Return the path that was typed as text, with `~` as in `path_of`."""
    if typed == "~" or typed.startswith("~/"):
        return path_text(os.path.join(home_text(), typed[2:]))  # noqa: PTH118 - text
    return path_text(os.path.expanduser(typed))  # noqa: PTH111 - Path's own fails where it does not know the home


def _absolute_path(text: str) -> Path:
    path = path_of(text)
    if not path.is_absolute() or "\0" in text:
        raise NotAWholePath(text)
    return path


def _country(text: str) -> str:
    from legdiary.domain.seek_help import find_country

    return find_country(text)


def _paper(text: str) -> str:
    from legdiary.domain.input.paper import find_paper

    return find_paper(text)


def _product(text: str) -> str:
    from legdiary.domain.input.text import check_name

    return check_name(text, "product's name")


def _one_of(words: Sequence[str]) -> Callable[[str], str]:
    """Return a parser of one of some words, in capitals or not."""

    def read(text: str) -> str:
        word = text.strip().casefold()
        if word not in words:
            raise NotAChoice(text, words)
        return word

    return read


def _backup_count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= len("99") and int(text) <= _MOST_BACKUPS):
        raise NotACount(text)
    return int(text)


SPEC: dict[str, Setting] = {
    "diary": Setting(
        "The diary file. The option `--diary` is used before this.",
        "",
        _absolute_path,
        "~/private/diary.db",
        "the user's data folder",
        "LEGDIARY_DIARY",
    ),
    "inbox": Setting(
        "A file of typed lines, as a phone appends them; commands that log, and `week`, take in the new ones.",
        "",
        _absolute_path,
        "~/Dropbox/inbox.txt",
        "none",
    ),
    "sync": Setting(
        "`daily` exchanges changes with your other devices once a day, after an entry; `off` never does it by itself.",
        SYNC_RHYTHMS[0],
        _one_of(SYNC_RHYTHMS),
        "daily",
    ),
    "timezone": Setting(
        "Time zone for new entries: an IANA name or `UTC-05:00`. Stored entries keep their own.",
        "",
        _zone_name,
        "Europe/Berlin",
        "the computer's",
        "TZ",
    ),
    "day_start": Setting(
        "When a diary day begins. A later change moves no stored entry.",
        f"{DEFAULT_DAY_START:%H:%M}",
        _clock,
        "05:00",
    ),
    "country": Setting(
        "The country whose telephone lines `help-me` shows.",
        "",
        _country,
        "us",
        "the emergency numbers of all known countries",
    ),
    "paper": Setting(
        "The paper of the clinician's page: `a4` or `letter`.",
        "",
        _paper,
        "letter",
        "that of `country`, else of your language settings",
    ),
    "product": Setting(
        "The product of a dose logged without `--product`. Write `none` to log doses without a product.",
        "",
        _product,
        "red leaf",
        "none; the answer names the last product used",
    ),
    "checkin": Setting(
        "What `checkin` asks for. `usual` leaves out what you skipped three times in a row; `all` asks everything.",
        "usual",
        _one_of(CHECKIN_SCOPES),
        "all",
    ),
    "charts": Setting(
        "The characters for charts in a terminal: `braille`, `blocks` or `ascii`.",
        "",
        _one_of(DOT_KINDS),
        "blocks",
        "the finest that the terminal is known to show",
        "LEGDIARY_CHARTS",
    ),
    "theme": Setting(
        "Colour for a `light` or `dark` background, or `none`. NO_COLOR turns it off; FORCE_COLOR keeps it in a pipe.",
        "",
        _one_of(THEMES),
        "light",
        "the background that the terminal names, else colours that show on both",
    ),
    "backup_keep": Setting(
        "How many weekly copies are kept beside the diary. 0 makes none and deletes none.",
        f"{DEFAULT_BACKUP_KEEP}",
        _backup_count,
        f"{DEFAULT_BACKUP_KEEP}",
        is_number=True,
    ),
    "backup_keep_months": Setting(
        "How many monthly copies are kept as well: the last of each month before. 0 keeps none.",
        f"{DEFAULT_MONTHS_KEPT}",
        _backup_count,
        f"{DEFAULT_MONTHS_KEPT}",
        is_number=True,
    ),
    "backup_keep_years": Setting(
        "How many yearly copies are kept as well: the last of each year before. 0 keeps none.",
        f"{DEFAULT_YEARS_KEPT}",
        _backup_count,
        f"{DEFAULT_YEARS_KEPT}",
        is_number=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force; None where the setting is empty."""

    diary: Path | None = None
    inbox: Path | None = None
    sync: str = SYNC_RHYTHMS[0]
    timezone: str | None = None
    day_start: clock_time = DEFAULT_DAY_START
    country: str | None = None
    paper: Paper | None = None
    product: str | None = None
    checkin: str = CHECKIN_SCOPES[0]
    charts: str | None = None
    theme: str | None = None
    backup_keep: int = DEFAULT_BACKUP_KEEP
    backup_keep_months: int = DEFAULT_MONTHS_KEPT
    backup_keep_years: int = DEFAULT_YEARS_KEPT

    @property
    def copies_kept(self) -> Keep:
        """The numbers of weekly copies that are kept."""
        from legdiary.domain.backup_retention import Keep

        return Keep(self.backup_keep, self.backup_keep_months, self.backup_keep_years)


def load(path: StrPath) -> Settings:
    """Return the settings of the file at `path`; the defaults if there is no file.

    Raises:
        BrokenSettings: the file cannot be read, or is not valid TOML.
        UnknownSetting: it has a key that no setting has.
        BadSetting: it has a value that a setting cannot have.
    """
    return Settings(**{key: check_value(key, value, path) for key, value in read_values(path).items() if value != ""})


def read_values(path: StrPath) -> dict[str, Any]:
    """Return the keys and values of the file at `path`, unchecked; empty if there is no file.

    Raises:
        BrokenSettings: the file cannot be read, or is not valid TOML.
    """
    held = read_text(path)
    if not held:
        return {}
    import tomllib

    try:
        return tomllib.loads(held.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # RecursionError: the file is nested too deep
        raise BrokenSettings(path, "it is not valid TOML", is_toml=False) from error


def read_text(path: StrPath) -> bytes:
    """Return the bytes of the file at `path`; empty if there is no file.

    Raises:
        BrokenSettings: the file cannot be read.
    """
    try:
        return read_plain(path, _MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError as error:
        raise BrokenSettings(path, error.strerror or "not readable") from error


def check_value(key: str, value: object, path: StrPath | None = None) -> Any:  # noqa: ANN401 - each setting has a type of its own
    """Return the value of a setting.

    Args:
        key: the setting's name.
        value: the value as typed, or from TOML.
        path: the file that holds it; None if it was typed.

    Raises:
        UnknownSetting: no setting has this name.
        BadSetting: the setting cannot have this value.
    """
    if key not in SPEC:
        raise UnknownSetting(key, path)
    try:
        return SPEC[key].parse(str(value))
    except LegdiaryError as error:
        raise BadSetting(key, error.message, path) from error


def change(path: Path, key: str, typed: str | None, made: Callable[[], None] = lambda: None) -> None:
    """Set one value in the file at `path`, or remove it with None; everything else in the file stays as it is.

    Args:
        path: the file.
        key: the setting.
        typed: its value, as typed.
        made: called as soon as the new file has its name.

    Raises:
        BrokenSettings: the file cannot be read, or is not valid TOML.
        UnknownSetting: no setting has this name.
        BadSetting: the setting cannot have this value.
        NothingToUnset: the file does not have the setting that is to be removed.
        SettingsNotWritable: the file cannot be replaced.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    held = read_values(path)  # tomllib refuses a broken file with a reason
    if typed is None and key not in held:
        raise NothingToUnset(key, path) if key in SPEC else UnknownSetting(key)
    try:
        document = tomlkit.parse(read_text(path))
        if typed is None:
            del document[key]
        else:
            document[key] = _file_value(key, typed)
        content = tomlkit.dumps(document)
    except (TOMLKitError, RecursionError) as error:
        raise BrokenSettings(path, "it is not valid TOML", is_toml=False) from error
    _replace(path, content, made)


def spelled_out(key: str, typed: str) -> str:
    """Return a typed value in its one spelling: an absolute path, a clock time, the full name of a time zone.

    Raises:
        LegdiaryError: the setting cannot have this value; in the words of the value, not of the settings file.
    """
    if key in _PATHS and typed:
        return os.path.abspath(path_of(typed))  # noqa: PTH100 - links stay links
    if key == "day_start":
        return f"{SPEC[key].parse(typed):%H:%M}"
    if key == "timezone" and typed and not typed.startswith(OFFSET_ZONES):
        from legdiary.domain.time.zone_names import full_zone_name

        return full_zone_name(typed)
    return typed


def _file_value(key: str, typed: str) -> object:
    try:
        typed = spelled_out(key, typed)
    except LegdiaryError as error:
        raise BadSetting(key, error.message) from error
    value = check_value(key, typed)
    return value if SPEC[key].is_number else value if isinstance(value, str) else typed


def _replace(path: StrPath, content: str, made: Callable[[], None]) -> None:
    """Replace the file; a link stays a link."""
    from pathlib import Path

    from legdiary.util.atomic_files import replace_file

    try:
        replace_file(Path(os.path.realpath(path)), content.encode("utf-8"), made)
    except OSError as error:
        raise SettingsNotWritable(path, error.strerror or type(error).__name__) from error
