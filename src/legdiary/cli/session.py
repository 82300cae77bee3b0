"""The session of one run: its clock, its places, its terminal. Built once, passed in, never global."""

from __future__ import annotations

import os
import sys
import time
from functools import cached_property

from legdiary.cli.clock import ZONES, read_clock
from legdiary.cli.paths import Places
from legdiary.cli.terminal import Terminal, is_size
from legdiary.errors import LegdiaryError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Protocol, TextIO, TypeVar

    from legdiary.app.context import Context, Diary
    from legdiary.app.questions import Asked, Yes
    from legdiary.app.sync.membership import SyncFiles
    from legdiary.domain.time.moments import Present
    from legdiary.render.terminal.layout import DotKind, Page
    from legdiary.settings import Settings
    from legdiary.util.progress import Progress

    class TakeLines(Protocol):
        """Take in the new lines of an inbox."""

        def __call__(self, session: Session, inbox: Path, *, tells_all: bool) -> None:
            """Take them, and tell of it; nothing that is wrong ends the command."""

    _T = TypeVar("_T")


#: What a terminal may say of its size.
_SIZES = ("COLUMNS", "LINES")
_OURS = "legdiary "


class Session:
    """One run.

    Attributes:
        terminal: its streams; what commands print and ask most is called here as well.
        trusts_clock: whether the person stands by the clock, though it may be behind what was written before.
        stored: whether something was committed: from then on nothing may turn the exit code.
        made: whether the file that was asked for (a copy, an export) is there, whole: likewise.
        take_lines: takes in the new lines of the inbox, once; None once it has, and for a command that must not.
    """

    def __init__(
        self, environ: Mapping[str, str], stdin: TextIO | None, stdout: TextIO | None, stderr: TextIO | None
    ) -> None:
        self._environ = environ
        self._places = Places(environ)
        self.terminal = terminal = Terminal(environ, stdin, stdout, stderr, lambda: self.settings.theme)
        self.answer, self.preview, self.write_export = terminal.answer, terminal.preview, terminal.write_export
        self.replace_unprintable = terminal.replace_unprintable
        self.warn, self.explain, self.say = terminal.warn, terminal.explain, terminal.say
        self.ask, self.read_line, self.read_piped = terminal.ask, terminal.read_line, terminal.read_piped
        self.trusts_clock = False
        self.stored = False
        self.made = False
        self.take_lines: TakeLines | None = None

    @classmethod
    def of_process(cls) -> Session:
        """Return the session of this process."""
        if "PYTHONTZPATH" not in os.environ and os.path.isdir(ZONES):  # noqa: PTH112 - as below
            # Where zones are, zoneinfo would ask sysconfig, which loads all that the interpreter was built with.
            os.environ["PYTHONTZPATH"] = ZONES
        for name in _SIZES:
            if name in os.environ and not is_size(os.environ[name]):
                del os.environ[name]  # as if nobody had said it: Typer, Rich and Textual read it as well
        if sys.platform != "win32":
            time.tzset()  # TZ as it is now, where this runs inside another program
        return cls(os.environ, sys.stdin, sys.stdout, sys.stderr)

    def note_options(self, given: Mapping[str, object]) -> None:
        """Take in the options that mean the same in every command that has them: --confirm and --no-pager.

        --confirm also answers the question about the clock, which every storing command may have to ask.
        """
        if given.get("confirm") or given.get("_confirm"):
            self.trusts_clock = True
        if given.get("_no_pager"):
            self.terminal.may_page = False

    # ------------------------------------------------------------------ terminal

    @property
    def page(self) -> Page:
        """The page that standard output is."""
        return self.terminal.page

    @property
    def chart_page(self) -> Page:
        """The page that charts are drawn on."""
        return self.terminal.chart_page(self.dot_kind)

    @property
    def dot_kind(self) -> DotKind | None:
        """The dots of charts that the person set, by the variable or in the settings; None where nobody did."""
        typed = self._environ.get("LEGDIARY_CHARTS")
        if typed:
            from legdiary.settings import check_value

            typed_kind: DotKind = check_value("charts", typed)
            return typed_kind
        set_kind: DotKind | None = self.settings.charts  # type: ignore[assignment] # checked likewise
        return set_kind

    @property
    def width(self) -> int:
        """The columns of standard output."""
        return self.terminal.width

    @property
    def has_person(self) -> bool:
        """Return whether messages are read by a person at a terminal."""
        return self.terminal.has_person

    @property
    def can_ask(self) -> bool:
        """Return whether there is a person at a terminal."""
        return self.terminal.can_ask

    @property
    def progress(self) -> Progress:
        """The progress of long work, which a person at a terminal sees."""
        return self.terminal

    # ------------------------------------------------------------------ clock and places

    @cached_property
    def present(self) -> Present:
        """The one clock, read once."""
        return read_clock(self._environ, lambda: self.settings)

    @property
    def diary_option(self) -> str | None:
        """The diary that `--diary` names."""
        return self._places.diary_option

    @diary_option.setter
    def diary_option(self, typed: str | None) -> None:
        self._places.diary_option = typed

    @property
    def settings_path(self) -> Path:
        """The settings file."""
        from pathlib import Path

        return Path(self._places.settings_file)

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._places.settings

    @property
    def locale_name(self) -> str:
        """The locale that says which paper people print on: LC_ALL, else LC_PAPER, else LANG; empty where none does."""
        return next((self._environ[name] for name in ("LC_ALL", "LC_PAPER", "LANG") if self._environ.get(name)), "")

    @property
    def has_desktop(self) -> bool:
        """True if a browser can show a window to the person at the terminal."""
        if any(self._environ.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")):
            return False
        windows = sys.platform in {"win32", "darwin"}
        return windows or any(self._environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))

    @property
    def diary_file(self) -> str:
        """The path of the diary, as text."""
        return self._places.diary_file

    @property
    def diary_path(self) -> Path:
        """The path of the diary."""
        from pathlib import Path

        return Path(self.diary_file)

    @property
    def once_a_day_file(self) -> str:
        """The note of the last day on which the words that come once a day were shown."""
        return self._places.once_a_day_file

    @property
    def sync_files(self) -> SyncFiles:
        """The place for the notes of who this device is, and the name of this computer."""
        from legdiary.app.sync.membership import SyncFiles

        host = os.uname().nodename if hasattr(os, "uname") else self._environ.get("COMPUTERNAME", "")
        return SyncFiles(self._places.state_folder, host)

    @property
    def diary_folder(self) -> Path:
        """The folder of the diary."""
        return self.diary_path.parent

    # ------------------------------------------------------------------ use cases

    @cached_property
    def context(self) -> Context:
        """The surroundings of a use case in this run."""
        from legdiary.app.context import Context, toss_coin

        return Context(
            self.present, self.diary_file, self.settings.product, self.note_stored, self._has_begun, toss_coin,
            self.progress,
        )  # fmt: skip

    def _has_begun(self, path: Path) -> None:
        self.warn(f"began a new diary at {path}")
        if self.settings.inbox is not None:
            from legdiary.app.imports.taken_lines import begin_memory

            begin_memory(path)

    def carry_out(
        self, act: Callable[[Yes], _T | Asked], *, confirm: bool = False, ask: Callable[[str], bool] | None = None
    ) -> _T:
        """Carry out a use case; what it asks is put to the person, if there is one.

        Args:
            act: the use case, given what the person has said yes to.
            confirm: whether that is everything.
            ask: asks for a yes; without it one line does.

        Raises:
            Asks: nobody to ask, or the answer was no.
        """
        from legdiary.app.questions import EVERYTHING, NOTHING, Asked
        from legdiary.errors import CLOCK

        if self.take_lines is not None:
            self.take_inbox()
        yes = EVERYTHING if confirm else frozenset({CLOCK}) if self.trusts_clock else NOTHING
        while isinstance(answer := act(yes), Asked):
            if answer.about in yes or not (ask or self.terminal.confirm)(answer.question):
                raise answer.refusal
            yes |= {answer.about}
            self.trusts_clock = CLOCK in yes  # asked about once
        return answer

    def take_inbox(self, *, tells_all: bool = False) -> None:
        """Take in the new lines of the inbox, and say so in one line; nothing that is wrong with it ends the command.

        With `--diary` none is taken: a phone's lines are not for a demo.

        Args:
            tells_all: tell also of lines of which the person was told before.
        """
        take, self.take_lines = self.take_lines, None
        if take is not None and not self.diary_option and (inbox := self.settings.inbox) is not None:
            take(self, inbox, tells_all=tells_all)

    def open_for_reading(self) -> Diary:
        """Open the diary for reading."""
        from legdiary.app.context import open_to_read

        return open_to_read(self.diary_file, self.progress)

    def read_settings_anew(self) -> None:
        """Forget the settings that were read, and what follows from them: they were changed in this run."""
        self._places.forget_settings()
        for name in ("present", "context"):
            self.__dict__.pop(name, None)

    def note_stored(self) -> None:
        """Note that something was committed."""
        self.stored = True
        self.terminal.may_page = False

    def note_made(self) -> None:
        """Note that the file that was asked for is there."""
        self.made = True
        self.terminal.may_page = False

    def complete(self, command: str) -> str:
        """Return a suggested command for the diary of this run: where `--diary` was typed, it is typed again.

        LEGDIARY_DIARY and the settings hold for the next command as they are.
        """
        if not self.diary_option or not command.startswith(_OURS) or command.startswith(f"{_OURS}--diary "):
            return command
        from shlex import quote

        return f"{_OURS}--diary {quote(self.diary_option)} {command.removeprefix(_OURS)}"

    def sync_of_the_day(self) -> str | None:
        """Exchange changes with other devices once a day, where the settings say so, once the answer is out.

        Returns:
            What was exchanged, or why nothing was, in one line; None where there is nothing to say.
        """
        try:
            if self.settings.sync != "daily":
                return None
            from legdiary.cli.daily_sync import exchange_once

            self.terminal.flush()
            return exchange_once(self.context, self.sync_files, trusts_clock=self.trusts_clock)
        except LegdiaryError as error:
            return f"stored, but not synced today: {error.cause}"
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the entry is stored: nothing may say otherwise
            return f"stored, but not synced today ({_named(error)})"

    def keep_copy(self) -> str | None:
        """Tidy up once an entry is stored: remove what a kill has left, and make the weekly copy where it is due.

        Returns:
            Why the copy could not be made, in words; None where all is well.
        """
        try:
            from legdiary.app.weekly_backup import keep_copy

            keep_copy(self, lambda: self.settings.copies_kept)
        except LegdiaryError as error:
            return f"stored, but the weekly copy was not made: {error.cause}"
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the entry is stored: nothing may say otherwise
            return f"stored, but the weekly copy was not made ({_named(error)})"
        return None


def _named(error: BaseException) -> str:
    """Return what an unforeseen error is called in a message."""
    return "not enough memory" if isinstance(error, MemoryError) else type(error).__name__
