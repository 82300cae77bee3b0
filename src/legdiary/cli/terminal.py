"""The terminal: what is printed and asked, in the width, the characters and the colours that the streams have."""

from __future__ import annotations

import codecs
import os
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import islice

from legdiary.errors import LegdiaryError, one_line, strip_controls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from typing import Any, BinaryIO, TextIO

    from legdiary.cli.progress.bar import Bar
    from legdiary.render.terminal.layout import DotKind, Line, Page
    from legdiary.util.progress import Part

_DEFAULT_WIDTH, _DEFAULT_HEIGHT = 80, 24
_NARROWEST, _WIDEST = 20, 120
#: More digits than these are a slip of whoever says how large a terminal is.
_MOST_DIGITS = 4
#: What a JSON document has that is encoded at once, and about how many characters of the rest are written together.
_AT_ONCE, _TEXT_AT_ONCE = (dict, list, str, int, float, type(None)), 100_000
#: The lines of a long answer that are laid out and written together.
_LINES_AT_ONCE = 500
#: The name by which streams know what to print for a character that they lack.
_STAND_INS = "legdiary"
#: What is piped in is taken in such pieces, and kept in memory up to this many bytes.
_PIECE, _HELD = 1 << 20, 16_000_000


class NobodyReads(Exception):
    """Standard output is closed, here or at its other end. No OSError, which Typer would answer with exit 1."""


class Terminal:
    """The streams of one run, and the person who may sit at them.

    Attributes:
        may_page: an answer longer than the screen goes to the pager; not once something is stored, nor where it was
            switched off.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        stdin: TextIO | None,
        stdout: TextIO | None,
        stderr: TextIO | None,
        theme: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._environ = environ
        self._theme_chosen = theme
        self._stdin, self._stdout, self._stderr = stdin, stdout, stderr
        self.may_page = True
        self._bar: Bar | None = None
        codecs.register_error(_STAND_INS, _fall_back)
        if stdin is not None and hasattr(stdin, "reconfigure"):
            stdin.reconfigure(errors="replace")
        for stream in (stdout, stderr):
            if stream is not None and hasattr(stream, "reconfigure"):
                stream.reconfigure(errors=_STAND_INS)

    @cached_property
    def page(self) -> Page:
        """The page that standard output is: its width and the characters it can show."""
        from legdiary.render.terminal.layout import PLAIN_GLYPHS, RICH_GLYPHS, Page

        return Page(self.width, RICH_GLYPHS if self._draws() else PLAIN_GLYPHS)

    def chart_page(self, said: DotKind | None) -> Page:
        """Return the page of a chart.

        Args:
            said: the dots that the person set, which hold in a pipe as well; None for the finest that the terminal has.
        """
        if said is None:
            said = finest_dots(self._environ) if self._draws() else "ascii"
        elif not _is_utf8(getattr(self._stdout, "encoding", None) or ""):
            said = "ascii"
        return self.page._replace(dots=said)

    @cached_property
    def width(self) -> int:
        """The columns of standard output."""
        return max(_NARROWEST, min(_WIDEST, self._size("COLUMNS", 0) or _DEFAULT_WIDTH))

    @property
    def _height(self) -> int:
        """The lines of standard output."""
        return self._size("LINES", 1) or _DEFAULT_HEIGHT

    def _size(self, variable: str, part: int) -> int:
        """Return the size that a variable says, else that of the terminal; 0 where neither does."""
        said = self._environ.get(variable, "")
        if is_size(said):
            return int(said)
        try:
            return os.get_terminal_size(self._stdout.fileno())[part] if self._stdout else 0
        except (OSError, ValueError, AttributeError):
            return 0

    def flush(self) -> None:
        """Hand on what was answered, before work that takes longer; where nobody reads it, nothing happens."""
        with suppress(OSError, ValueError):
            if self._stdout is not None:
                self._stdout.flush()

    def _draws(self) -> bool:
        encoding = getattr(self._stdout, "encoding", None) or ""
        return self._on_terminal(self._stdout) and self._environ.get("TERM") != "dumb" and _is_utf8(encoding)

    @property
    def coloured(self) -> bool:
        """Return whether colour may be used: a terminal that can, or FORCE_COLOR, and nobody said no."""
        allowed = not self._environ.get("NO_COLOR") and (self._forces_colour or self._draws())
        return allowed and self.theme != "none"

    @property
    def _forces_colour(self) -> bool:
        return self._environ.get("FORCE_COLOR", "0") not in {"", "0"}

    @cached_property
    def theme(self) -> str | None:
        """The theme: that of the settings, else by the background that the terminal names; None where it is not known.

        Settings that cannot be read are told of elsewhere: nothing fails for its looks.
        """
        with suppress(LegdiaryError):
            if chosen := self._theme_chosen():
                return chosen
        from legdiary.render.terminal.styles import theme_of_ground

        return theme_of_ground(self._environ.get("COLORFGBG", ""))

    @staticmethod
    def _on_terminal(stream: TextIO | None) -> bool:
        try:
            return stream is not None and stream.isatty()
        except ValueError:  # closed
            return False

    # ------------------------------------------------------------------ progress

    def part(
        self, work: str, total: int = 0, position: Callable[[], int] | None = None
    ) -> AbstractContextManager[Part]:
        """Begin a part of long work, as `util.progress.Progress` says.

        A bar on standard error shows it, to a person at a terminal that can draw over a line.
        """
        if self._bar is None:
            if not self.has_person or self._environ.get("TERM") == "dumb":
                from legdiary.util.progress import NO_PROGRESS

                return NO_PROGRESS.part(work, total, position)
            from legdiary.cli.progress.bar import Bar

            self._bar = Bar(self._write_bar, self._bar_text)
        return self._bar.part(work, total, position)

    def _bar_text(self, part: Part, seconds: float) -> str:
        """Return the text of the bar, for the terminal as it is at this moment."""
        from legdiary.render.terminal.layout import PLAIN_GLYPHS, RICH_GLYPHS, Page, plain
        from legdiary.render.terminal.progress_line import progress_line

        try:
            width = os.get_terminal_size(self._stderr.fileno()).columns if self._stderr else 0
        except (OSError, ValueError):
            width = 0
        is_utf8 = _is_utf8(getattr(self._stderr, "encoding", None) or "")
        drawn = progress_line(part, seconds, Page(width or self.width, RICH_GLYPHS if is_utf8 else PLAIN_GLYPHS))
        if self._environ.get("NO_COLOR") or self.theme == "none":
            return plain([drawn]).rstrip("\n")
        from legdiary.render.terminal.styled_text import paint_lines

        return paint_lines([drawn], self.theme).rstrip("\n")

    def _write_bar(self, text: str) -> None:
        with suppress(OSError, ValueError):
            if self._stderr is not None:
                self._stderr.write(text)
                self._stderr.flush()

    @contextmanager
    def _without_bar(self, text: str) -> Iterator[None]:
        """Take the line from the bar while a text is written, and until it has ended its line."""
        if self._bar is None:
            yield
            return
        self._bar.rest()
        yield
        if text.endswith("\n"):
            self._bar.go_on()

    # ------------------------------------------------------------------ answering

    def answer(self, lines: Iterable[Line] | str, data: Callable[[], Any], *, as_json: bool) -> None:
        """Print a result: the text, or with `--json` the one document made from `data`.

        Lines are laid out for the page wherever they go; a text is broken for a terminal alone, and stays a line a
        fact for `grep` and scripts. What is longer than the terminal goes to the pager; elsewhere lines are written as
        they come, so that a long answer needs little memory.
        """
        if as_json:
            for piece in _document(data()):
                self._write_utf8(piece)
        elif isinstance(lines, str) or self._on_terminal(self._stdout):
            text = self._text_of(lines if isinstance(lines, str) else [*lines])
            if not self._show_paged(text):
                self._write(text)
        else:
            following = iter(lines)
            part = [*islice(following, _LINES_AT_ONCE)]
            self._write(self._text_of(part))
            while part := [*islice(following, _LINES_AT_ONCE)]:
                self._write(self._text_of(part))

    def _text_of(self, lines: Sequence[Line] | str) -> str:
        if isinstance(lines, str):
            ended = strip_controls(lines if lines.endswith("\n") else lines + "\n")
            return self._broken(ended) if self._on_terminal(self._stdout) else ended
        if self.coloured:
            from legdiary.render.terminal.layout import fitted
            from legdiary.render.terminal.styled_text import paint_lines

            return paint_lines(fitted(lines, self.page), self.theme)
        from legdiary.render.terminal.layout import fitted, plain

        return strip_controls(plain(fitted(lines, self.page)))

    def _show_paged(self, text: str) -> bool:
        """Show a text that is longer than the terminal in the pager; return whether that was done.

        The line below the text, at which the next command is typed, counts as well.
        """
        if not self.may_page or not self._on_terminal(self._stdout) or self._environ.get("TERM") in {None, "dumb"}:
            return False
        if text.count("\n") < self._height:
            return False
        from legdiary.cli.pager import show_paged

        encoding = getattr(self._stdout, "encoding", None) or "ascii"
        shown = self.replace_unprintable(text).encode(encoding, _STAND_INS)
        return show_paged(shown, self._environ, is_utf8=_is_utf8(encoding))

    def preview(self, lines: Sequence[Line]) -> bool:
        """Print what is about to be done; return whether it could be printed. That nobody reads it stops nothing."""
        try:
            self._write(self._text_of(lines))
        except (NobodyReads, OSError):
            return False
        return True

    def write_export(self, chunks: Iterable[bytes]) -> None:
        """Print an export: its very bytes, but on a terminal without what that would act on.

        Raises:
            NobodyReads: standard output is closed.
        """
        if self._on_terminal(self._stdout):
            text = b"".join(chunks).decode("utf-8", "replace")
            self._write(strip_controls(text.replace("\r\n", "\n")))
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
        """Return the text with its long lines broken; what lays them out loads where there is one."""
        if max(map(len, text.splitlines()), default=0) <= self.width:
            return text
        from legdiary.render.terminal.layout import fitted, line, plain

        return plain(fitted([line(each) for each in text.splitlines()], self.page))

    def _write(self, text: str) -> None:
        if self._stdout is None:
            raise NobodyReads
        try:
            with self._without_bar(text):
                self._stdout.write(self.replace_unprintable(text))
                self._stdout.flush()
        except BrokenPipeError as error:
            raise NobodyReads from error

    def replace_unprintable(self, text: str) -> str:
        """Return the text as standard output can show it."""
        encoding = getattr(self._stdout, "encoding", None) or ""
        if text.isascii() or encoding.lower().startswith("utf"):
            return text
        from legdiary.render.terminal.character_fallback import replace_missing_characters

        return replace_missing_characters(text, encoding or "ascii")

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
        """Write one line to standard error, signed; what a path or a word may do to a terminal is taken out."""
        text = f"legdiary: {one_line(message)}"
        # A suggestion stays whole, so that it can be copied.
        self.explain(text if message.startswith("try: ") else self._between_words(text))

    def _between_words(self, text: str) -> str:
        """Return a line broken between words for a person at a terminal; one that is piped stays one line."""
        if len(text) <= self.width or not self.has_person:
            return text
        return self._broken(text).rstrip("\n")

    def explain(self, text: str) -> None:
        """Write text to standard error; that it cannot be written changes nothing."""
        with suppress(OSError, ValueError):
            self.say(f"{text}\n")

    def show_help(self, text: str) -> None:
        """Write a help to standard error, whose colours are our own; that it cannot be written changes nothing."""
        if not self.has_person and not self._forces_colour:
            import re

            text = re.sub("\x1b\\[[0-9;]*m", "", text)
        with suppress(OSError, ValueError):
            if self._stderr is not None:
                self._stderr.write(f"{text}\n")
                self._stderr.flush()

    def say(self, text: str) -> None:
        """Write text to standard error as it stands: its end is no end of a line."""
        if self._stderr is not None:
            with self._without_bar(text):
                self._stderr.write(strip_controls(text))
                self._stderr.flush()

    def confirm(self, question: str) -> bool:
        """Ask a question until the answer is yes or no; it is no where there is nobody to ask, or the input ends."""
        if not self.can_ask:
            return False
        from legdiary.question_texts import read_yes_no, yes_no_help, yes_no_question

        asked = f"{self._between_words(yes_no_question(question))} "
        while (typed := self._ask(asked)) is not None:
            if (answer := read_yes_no(typed)) is not None:
                return answer
            self.explain(yes_no_help())
        return False

    @property
    def has_person(self) -> bool:
        """Return whether messages are read by a person at a terminal."""
        return self._on_terminal(self._stderr)

    @property
    def shows_answers(self) -> bool:
        """Return whether answers are read by a person at a terminal, not by a pipe or a file."""
        return self._on_terminal(self._stdout)

    @property
    def can_ask(self) -> bool:
        """Return whether there is a person at a terminal."""
        return self._on_terminal(self._stdin) and self._on_terminal(self._stderr)

    def read_piped(self, most: int) -> BinaryIO | None:
        """Up to `most` bytes of what is piped into standard input; None where that is a terminal, or closed.

        A file without a name holds them where they are many; it is gone when it is closed.

        Raises:
            OSError: it cannot be read.
        """
        if self._stdin is None or self._on_terminal(self._stdin):
            return None
        from tempfile import SpooledTemporaryFile

        binary = getattr(self._stdin, "buffer", None)
        held: Any = SpooledTemporaryFile(_HELD)  # noqa: SIM115 - the caller closes it
        left = most
        while left and (piece := binary.read(min(left, _PIECE)) if binary else self._stdin.read(left).encode()):
            held.write(piece)
            left = max(0, left - len(piece))
        binary_held: BinaryIO = held
        return binary_held

    def read_line(self) -> str | None:
        """Return one line that is typed, without the blanks around it; None at the end of input."""
        if self._bar is not None:
            self._bar.rest()
        typed = self._stdin.readline() if self._stdin is not None else ""
        if self._bar is not None and typed.endswith("\n"):
            self._bar.go_on()
        return typed.strip() if typed else None

    def ask(self, question: str) -> str:
        """Return one line typed in answer to a question on standard error; empty at the end of input."""
        return self._ask(question) or ""

    def _ask(self, question: str) -> str | None:
        try:
            self.say(question)
            return self.read_line()
        except KeyboardInterrupt:
            self.say("\n")  # what comes next begins a line of its own
            raise


def _fall_back(error: UnicodeError) -> tuple[str, int]:
    from legdiary.render.terminal.character_fallback import replace_character

    return replace_character(error)


def _is_utf8(encoding: str) -> bool:
    return encoding.lower().replace("-", "") == "utf8"


def finest_dots(environ: Mapping[str, str]) -> DotKind:
    """Return the finest dots of a terminal with UTF-8: the consoles of Linux and of old Windows have no braille."""
    has_braille = environ.get("TERM") != "linux" and (os.name != "nt" or "WT_SESSION" in environ)
    return "braille" if has_braille else "blocks"


def is_size(text: str) -> bool:
    """Return whether it is a number of columns or lines that a terminal can have."""
    return text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS and int(text) > 0


def _document(value: Any) -> Iterator[str]:
    """Yield the one line of JSON: all of it exactly, and what a terminal would act on in its escaped form.

    A long list that is no `list` is made and written some items at a time.
    """
    import json
    import re

    def escaped(text: str) -> str:
        return re.sub("[\x7f-\x9f\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)

    encode = json.JSONEncoder(ensure_ascii=False).encode
    if not isinstance(value, dict) or all(isinstance(part, _AT_ONCE) for part in value.values()):
        yield escaped(encode(value)) + "\n"
        return
    before = "{"
    for name, part in value.items():
        yield f"{before}{encode(name)}: "
        before = ", "
        if isinstance(part, _AT_ONCE):
            yield escaped(encode(part))
            continue
        waiting, size, between = ["["], 0, ""
        for item in part:
            waiting.append(between + encode(item))
            size, between = size + len(waiting[-1]), ", "
            if size > _TEXT_AT_ONCE:  # by size: a plan has hundreds of steps
                yield escaped("".join(waiting))
                waiting, size = [], 0
        yield escaped("".join(waiting)) + "]"
    yield "}\n"
