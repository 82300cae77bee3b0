"""What one run of the program knows: its streams, its clock, its files. Built once, passed in, never global."""

from __future__ import annotations

import codecs
import os
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO, TypeVar, cast

from legdiary.domain.moments import LEAPING, NOT_LEAPING, Moment, Present, Zone, fixed_zone, leap_seconds_in, load_zone
from legdiary.errors import BadValue, LegdiaryError, harmless, printable, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import BinaryIO

    from legdiary.app.asking import Asked, Yes
    from legdiary.app.context import Context
    from legdiary.render.layout import Line, Page
    from legdiary.settings import Settings
    from legdiary.store.diary import Diary

_T = TypeVar("_T")
_DEFAULT_WIDTH = 80
_NARROWEST, _WIDEST = 20, 120
#: What a terminal may say of its size: more is a slip, and some libraries fail at it.
_SIZES, _MOST_DIGITS = ("COLUMNS", "LINES"), 4
#: What a clock may say: a computer's begins in 1970, and no plan reaches further than this.
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_LOCALTIME = "/etc/localtime"
_ZONEINFO = "zoneinfo/"
_ZONES = "/usr/share/zoneinfo"
_OURS = "legdiary "
#: What is piped in is taken in such pieces, and kept in memory up to this many bytes.
_PIECE, _HELD = 1 << 20, 16_000_000
#: The name by which streams know what to print for a character that they lack.
_STAND_INS = "legdiary"
_FOLDERS = ("", "..")


class BadNow(BadValue):
    """A stand-in for the present moment that is none."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"LEGDIARY_NOW={shown(typed)} is no moment; write ISO 8601 with offset: 2026-11-22T01:30-05:00"
        )


class NoSuchPresent(BadValue):
    """A clock that is far off: no diary reaches there."""

    def __init__(self, said: str) -> None:
        super().__init__(f"{said} is not between {_EARLIEST:%Y} and {_LATEST:%Y}, so no entry can be dated by it")


class NobodyReads(Exception):
    """Standard output is closed, here or at its other end. No OSError, which Typer would answer with exit 1."""


class Session:
    """One run.

    Attributes:
        trusts_clock: whether the person stands by the clock, though it may be behind what was written before.
        stored: whether something was committed: from then on nothing may turn the exit code.
        made: whether the file that was asked for (a copy, an export) is there, whole: likewise.
    """

    def __init__(
        self, environ: Mapping[str, str], stdin: TextIO | None, stdout: TextIO | None, stderr: TextIO | None
    ) -> None:
        self._environ = environ
        self._stdin, self._stdout, self._stderr = stdin, stdout, stderr
        self.diary_option: str | None = None
        self.trusts_clock = False
        self.stored = False
        self.made = False
        codecs.register_error(_STAND_INS, _fall_back)
        if stdin is not None and hasattr(stdin, "reconfigure"):
            stdin.reconfigure(errors="replace")
        for stream in (stdout, stderr):
            if stream is not None and hasattr(stream, "reconfigure"):
                stream.reconfigure(errors=_STAND_INS)

    @classmethod
    def of_process(cls) -> Session:
        """The session of this process."""
        if "PYTHONTZPATH" not in os.environ and Path(_ZONES).is_dir():
            # Where zones are, zoneinfo would ask sysconfig, which loads all that the interpreter was built with.
            os.environ["PYTHONTZPATH"] = _ZONES
        for name in _SIZES:
            if name in os.environ and not _is_size(os.environ[name]):
                del os.environ[name]  # as if nobody had said it: Typer, Rich and Textual read it as well
        if sys.platform != "win32":
            time.tzset()  # TZ as it is now, where this runs inside another program
        return cls(os.environ, sys.stdin, sys.stdout, sys.stderr)

    # ------------------------------------------------------------------ clock

    @cached_property
    def present(self) -> Present:
        """The one clock, read once.

        Lived in the zone of TZ, then of the setting, then the system's. Where only the system names one, and
        LEGDIARY_NOW says an offset that it has not then, it is in a zone of that offset.
        """
        typed = self._environ.get("LEGDIARY_NOW")
        said = _parse_now(typed) if typed else None
        now = said or datetime.now(UTC)
        if not _EARLIEST <= now < _LATEST:
            raise NoSuchPresent(f"LEGDIARY_NOW={shown(typed)}" if typed else f"this computer's clock ({now:%Y-%m-%d})")
        zone, followed = self._zone
        local = now.astimezone(None if followed else zone.info)
        if said is not None and said.utcoffset() != local.utcoffset() and not self._zone_named:
            zone, local = fixed_zone(said.utcoffset() or timedelta()), said
        return Present(Moment.told(local, zone.name), zone, self.settings.day_start)

    @property
    def _tz(self) -> str:
        """What TZ says of the zone: a name or rules; empty where it names none of its own."""
        named = self._environ.get("TZ", "").removeprefix(":")
        if named in {"localtime", _LOCALTIME}:
            return ""
        return named.rpartition(_ZONEINFO)[2] if named.startswith("/") else named

    @property
    def _zone_named(self) -> str:
        return self._tz or self.settings.timezone or ""

    @property
    def _zone(self) -> tuple[Zone, bool]:
        """The zone in force, and whether the C library goes by the rules of its name: then none need load here.

        The C library goes by TZ, or by /etc/localtime where there is none. A TZ that is empty means UTC to it, and
        nothing here.
        """
        by_tz = self._tz
        name = by_tz or self._zone_named or _system_zone_name()
        if by_tz:
            followed = _has_rules(name)
        else:
            by_link = self._environ.get("TZ", _LOCALTIME).removeprefix(":") == _LOCALTIME
            followed = by_link and _has_rules(name, _LOCALTIME)
        if followed:
            return Zone(name.removeprefix(NOT_LEAPING)), True
        if not by_tz:
            return load_zone(name), False
        from legdiary.domain.tz import zone_of_tz

        return zone_of_tz(name), False

    # ------------------------------------------------------------------ files

    @cached_property
    def settings_path(self) -> Path:
        """The settings file."""
        return user_folder("config", self._environ) / "config.toml"

    @cached_property
    def settings(self) -> Settings:
        """The settings in force."""
        from legdiary import settings

        return settings.load(self.settings_path)

    @cached_property
    def diary_path(self) -> Path:
        """The diary: `--diary`, then LEGDIARY_DIARY, then the setting, then the platform's place."""
        named = self.diary_option or self._environ.get("LEGDIARY_DIARY")
        if named:
            from legdiary.settings import path_of

            return _named_file(path_of(named))
        if self.settings.diary:
            return _named_file(self.settings.diary)
        return user_folder("data", self._environ) / "diary.db"

    @property
    def diary_folder(self) -> Path:
        """The folder of the diary."""
        return self.diary_path.parent

    @property
    def nothing_there(self) -> bool:
        """Whether the diary is still to be begun: what cannot be right is then refused before it is."""
        try:
            return not self.diary_path.exists()
        except OSError:
            return False

    @cached_property
    def context(self) -> Context:
        """What a use case knows of this run."""
        from legdiary.app.context import Context

        return Context(self.present, self.diary_path, self.settings.product, self.has_stored, self._has_begun)

    def _has_begun(self, path: Path) -> None:
        self.warn(f"began a new diary at {path}")

    def done(self, act: Callable[[Yes], _T | Asked], *, confirm: bool = False) -> _T:
        """What a use case answers; what it asks is put to the person, if there is one.

        Args:
            act: the use case, given what the person has said yes to.
            confirm: whether that is everything.

        Raises:
            Asks: nobody to ask, or the answer was no.
        """
        from legdiary.app.asking import EVERYTHING, NOTHING, Asked
        from legdiary.errors import CLOCK

        yes = EVERYTHING if confirm else frozenset({CLOCK}) if self.trusts_clock else NOTHING
        while isinstance(answer := act(yes), Asked):
            if answer.about in yes or not self._agrees(answer.question):
                raise answer.refusal
            yes |= {answer.about}
            self.trusts_clock = CLOCK in yes  # asked about once
        return answer

    def reading(self) -> Diary:
        """The diary, for reading."""
        from legdiary.store.diary import Diary

        return Diary.for_reading(self.diary_path)

    def writing(self) -> Diary:
        """Open the diary for writing, begun if there is none; a clock that is behind it is asked about."""
        from legdiary.app.asking import asking

        return self.done(asking(self.context.writing))

    def has_stored(self) -> None:
        """Note that something was committed."""
        self.stored = True

    def has_made(self) -> None:
        """Note that the file that was asked for is there."""
        self.made = True

    def complete(self, command: str) -> str:
        """A suggested command for the diary of this run: where `--diary` was typed, it is typed again.

        LEGDIARY_DIARY and the settings hold for the next command as they are.
        """
        if not self.diary_option or not command.startswith(_OURS) or command.startswith(f"{_OURS}--diary "):
            return command
        from shlex import quote

        return f"{_OURS}--diary {quote(self.diary_option)} {command.removeprefix(_OURS)}"

    def keep_copy(self) -> str | None:
        """Tidy up once an entry is stored: remove what a kill has left, and make the weekly copy where it is due.

        Returns:
            Why the copy could not be made, in words; None where all is well.
        """
        try:
            from legdiary.app.upkeep import keep_copy

            keep_copy(self, self.settings.copies_kept)
        except LegdiaryError as error:
            return f"stored, but the weekly copy was not made: {error.message.partition(';')[0]}"
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the entry is stored: nothing may say otherwise
            return f"stored, but the weekly copy was not made ({type(error).__name__})"
        return None

    # ------------------------------------------------------------------ terminal

    @cached_property
    def page(self) -> Page:
        """What standard output is: its width and the characters it can show."""
        from legdiary.render.layout import PLAIN_GLYPHS, RICH_GLYPHS, Page

        return Page(self.width, RICH_GLYPHS if self._draws() else PLAIN_GLYPHS)

    @cached_property
    def width(self) -> int:
        """How many columns standard output has."""
        columns = self._environ.get("COLUMNS", "")
        if _is_size(columns):
            width = int(columns)
        else:
            try:
                width = os.get_terminal_size(self._stdout.fileno()).columns if self._stdout else _DEFAULT_WIDTH
            except (OSError, ValueError, AttributeError):
                width = _DEFAULT_WIDTH
        return max(_NARROWEST, min(_WIDEST, width or _DEFAULT_WIDTH))

    def _draws(self) -> bool:
        encoding = (getattr(self._stdout, "encoding", None) or "").lower().replace("-", "")
        return self._on_terminal(self._stdout) and self._environ.get("TERM") != "dumb" and encoding == "utf8"

    @property
    def coloured(self) -> bool:
        """Whether colour may be used: a terminal that can, and nobody said no."""
        return self._draws() and not self._environ.get("NO_COLOR")

    @staticmethod
    def _on_terminal(stream: TextIO | None) -> bool:
        try:
            return stream is not None and stream.isatty()
        except ValueError:  # closed
            return False

    # ------------------------------------------------------------------ answering

    def answer(self, lines: Sequence[Line] | str, data: Callable[[], Any], *, as_json: bool) -> None:
        """Print a result: the text, or with `--json` the one document made from `data`.

        Lines are laid out for the page wherever they go; a text is broken for a terminal alone, and stays a line a
        fact for `grep` and scripts.
        """
        if as_json:
            self._write_utf8(_document(data()))
        elif isinstance(lines, str):
            ended = harmless(lines if lines.endswith("\n") else lines + "\n")
            self._write(self._broken(ended) if self._on_terminal(self._stdout) else ended)
        elif self.coloured:
            from legdiary.render.layout import fitted
            from legdiary.render.paint import painted

            self._write(painted(fitted(lines, self.page)))
        else:
            from legdiary.render.layout import fitted, plain

            self._write(harmless(plain(fitted(lines, self.page))))

    def shows(self, lines: Sequence[Line]) -> bool:
        """Print what is about to be done; return whether it could be printed. That nobody reads it stops nothing."""
        try:
            self.answer(lines, dict, as_json=False)
        except (NobodyReads, OSError):
            return False
        return True

    def pour(self, chunks: Iterable[bytes]) -> None:
        """Print an export: its very bytes, but on a terminal without what that would act on.

        Raises:
            NobodyReads: standard output is closed.
        """
        if self._on_terminal(self._stdout):
            text = b"".join(chunks).decode("utf-8", "replace")
            self._write(harmless(text.replace("\r\n", "\n")))
            return
        try:
            stream = self._stdout.buffer if self._stdout is not None else None
            if stream is None:
                raise NobodyReads
            stream.writelines(chunks)
            stream.flush()
        except (BrokenPipeError, ValueError) as error:  # nobody reads on, or from the start
            raise NobodyReads from error

    def _broken(self, text: str) -> str:
        """The text with its long lines broken; what lays them out loads where there is one."""
        if max(map(len, text.splitlines()), default=0) <= self.width:
            return text
        from legdiary.render.layout import fitted, line, plain

        return plain(fitted([line(each) for each in text.splitlines()], self.page))

    def _write(self, text: str) -> None:
        if self._stdout is None:
            raise NobodyReads
        try:
            self._stdout.write(self.shown(text))
            self._stdout.flush()
        except BrokenPipeError as error:
            raise NobodyReads from error

    def shown(self, text: str) -> str:
        """The text as standard output can show it."""
        encoding = getattr(self._stdout, "encoding", None) or ""
        if text.isascii() or encoding.lower().startswith("utf"):
            return text
        from legdiary.render.fallback import as_shown

        return as_shown(text, encoding or "ascii")

    def _write_utf8(self, text: str) -> None:
        """Write what other programs read: UTF-8, whatever encoding the stream has for people.

        Half a character, as a file's name may hold, is written as JSON writes it.
        """
        buffer = getattr(self._stdout, "buffer", None)
        if buffer is None:
            self._write(text)
            return
        try:
            buffer.write(text.encode("utf-8", "backslashreplace"))
            buffer.flush()
        except BrokenPipeError as error:
            raise NobodyReads from error

    def warn(self, message: str) -> None:
        """One line on standard error, signed; what a path or a typed word may do to a terminal is taken out."""
        self.explain(f"legdiary: {printable(message)}")

    def explain(self, text: str) -> None:
        """Text on standard error; that it cannot be written changes nothing."""
        with suppress(OSError, ValueError):
            self.say(f"{text}\n")

    def say(self, text: str) -> None:
        """Text on standard error as it stands: its end is no end of a line."""
        if self._stderr is not None:
            self._stderr.write(harmless(text))
            self._stderr.flush()

    def _agrees(self, question: str) -> bool:
        return self.can_ask and self.ask(f"{question} [y/N] ").lower() in {"y", "yes"}

    @property
    def talks(self) -> bool:
        """Whether messages are read by a person at a terminal."""
        return self._on_terminal(self._stderr)

    @property
    def can_ask(self) -> bool:
        """Whether there is a person at a terminal."""
        return self._on_terminal(self._stdin) and self._on_terminal(self._stderr)

    def piped(self, most: int) -> BinaryIO | None:
        """Up to `most` bytes of what is piped into standard input; None where that is a terminal, or closed.

        A file without a name holds them where they are many; it is gone when it is closed.

        Raises:
            OSError: it cannot be read.
        """
        if self._stdin is None or self._on_terminal(self._stdin):
            return None
        from tempfile import SpooledTemporaryFile

        binary = getattr(self._stdin, "buffer", None)
        held, left = SpooledTemporaryFile(_HELD), most  # noqa: SIM115 - the caller closes it
        while left and (piece := binary.read(min(left, _PIECE)) if binary else self._stdin.read(left).encode()):
            held.write(piece)
            left = max(0, left - len(piece))
        return cast("BinaryIO", held)

    def line(self) -> str | None:
        """Return one line that is typed, without the blanks around it; None at the end of input."""
        typed = self._stdin.readline() if self._stdin is not None else ""
        return typed.strip() if typed else None

    def ask(self, question: str) -> str:
        """One line typed in answer to a question on standard error; empty at the end of input."""
        try:
            self.say(question)
            return self.line() or ""
        except KeyboardInterrupt:
            self.say("\n")  # what comes next begins a line of its own
            raise


def _fall_back(error: UnicodeError) -> tuple[str, int]:
    from legdiary.render.fallback import fall_back

    return fall_back(error)


def _named_file(path: Path) -> Path:
    """The path itself; what can be nothing but a folder is refused before a name beside it is looked for."""
    if path.name in _FOLDERS:
        from legdiary.store.trouble import IsAFolder

        raise IsAFolder(path)
    return path


def _is_size(text: str) -> bool:
    """Whether it is a number of columns or lines that a terminal can have."""
    return text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS and int(text) > 0


def _document(value: Any) -> str:
    """The one line of JSON: it tells everything exactly, and what a terminal would act on in its escaped form."""
    import json
    import re

    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def user_folder(what: Literal["config", "data"], environ: Mapping[str, str]) -> Path:
    """The platform's place for a person's settings or data.

    On Linux the two lines of the XDG rule stand here: platformdirs would be a tenth of the modules of a nightly
    command. A test holds them to platformdirs, which answers everywhere else.
    """
    system: str = sys.platform
    if system == "linux":
        home = {"config": (".config",), "data": (".local", "share")}[what]
        named = environ.get(f"XDG_{what.upper()}_HOME", "").strip()
        from legdiary.settings import home_folder

        return (Path(named) if named.startswith("/") else home_folder().joinpath(*home)) / "legdiary"
    import platformdirs

    found = platformdirs.user_config_dir if what == "config" else platformdirs.user_data_dir
    return Path(found("legdiary", appauthor=False))


def temporary_folder(environ: Mapping[str, str]) -> Path:
    """The folder for temporary files: `tempfile` finds the same one, but writes a file to see whether it can."""
    named = [environ[name] for name in ("TMPDIR", "TEMP", "TMP") if environ.get(name)]
    for each in (*named, "/tmp", "/var/tmp"):  # noqa: S108 - the system's own
        if os.path.isdir(each) and os.access(each, os.W_OK | os.X_OK):  # noqa: PTH112 - names that are no path too
            return Path(each).absolute()
    from tempfile import gettempdir

    return Path(gettempdir())


def _parse_now(typed: str) -> datetime:
    try:
        now = datetime.fromisoformat(typed)
    except ValueError as error:
        raise BadNow(typed) from error
    if now.tzinfo is None:
        raise BadNow(typed)
    return now


def _system_zone_name() -> str:
    """The name of the system's zone: from what /etc/localtime links to, which costs nothing, or by tzlocal."""
    try:
        target = str(Path(_LOCALTIME).readlink())
    except OSError:
        target = ""
    if _ZONEINFO in target:
        return target.rpartition(_ZONEINFO)[2]
    import tzlocal

    return tzlocal.get_localzone_name()


def _has_rules(name: str, same_as: str | None = None) -> bool:
    """Whether a zone's name stands for a file of rules; for this very one, where one is named."""
    if name.startswith(("/", LEAPING)) or ".." in name:
        return False
    path = f"{_ZONES}/{name}"
    if leap_seconds_in(path) != 0:
        return False
    try:
        return same_as is None or os.path.samefile(path, same_as)  # noqa: PTH121 - no path is made for it
    except OSError:
        return False
