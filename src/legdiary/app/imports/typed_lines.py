"""Take in typed lines: each is a moment and a command, carried out as if it had been typed at that moment.

The commands of a line are read by the front end, by the very reader of its own command line (`ReadCommand`). Each line
is a change of its own. A line that cannot be right, or about which a person would be asked, waits in its file, which is
never written; a line once taken is not taken again (`taken_lines`).
"""

from __future__ import annotations

import sys
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from legdiary.app.context import open_to_read
from legdiary.app.imports.taken_lines import OvertakenByAnother, TakenLines, has_memory, line_key
from legdiary.app.questions import EVERYTHING, Asked, return_questions
from legdiary.errors import CLOCK, BadValue, DiaryTrouble, LegdiaryError
from legdiary.formats.typed_lines import read_lines
from legdiary.util.progress import STORING, counted
from legdiary.util.values import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.domain.time.moments import Moment, Zone
    from legdiary.formats.typed_lines import Line

#: How often another program may take lines at the same time before the rest is left for the next run.
_TRIES = 5
_ADD_TO_COMMAND = "Not stored; add --confirm if it is right."
_ADD_TO_LINE = "Add --confirm to the line if it is right."


class QuoteLeftOpen(BadValue):
    """A line with a quote that does not end."""

    def __init__(self) -> None:
        super().__init__("a quote is opened and not closed; put text of several words between two quotes")


class CommandMissing(BadValue):
    """A moment, and nothing behind it."""

    def __init__(self) -> None:
        super().__init__("there is no command behind the date and time")


class NotText(BadValue):
    """A line that is no text, or longer than any line."""

    def __init__(self) -> None:
        super().__init__("this is not text in UTF-8, or far too long")


class StillWritten(BadValue):
    """A last line without its end."""

    def __init__(self) -> None:
        super().__init__("its end is not there yet; a line counts once a line break follows it")


class Command(NamedTuple):
    """A line that was read and is not yet carried out.

    Attributes:
        name: the command: night, sleep, kratom, …
        act: carries it out, given the subjects of the questions that the person has said yes to.
        is_confirmed: the line says yes to whatever is asked.
    """

    name: str
    act: Callable[[Yes], object | Asked]
    is_confirmed: bool


class ReadCommand(Protocol):
    """The front end's own reader of a command line."""

    def __call__(self, context: Context, words: Sequence[str]) -> Command:
        """Read the words of a command, at the moment and in the zone of the context."""


class LinesFile(NamedTuple):
    """A file of typed lines.

    Attributes:
        name: its name for people.
        data: its content.
        conflict_copies: the names of files beside it that a sync has made of it, which are not read.
    """

    name: str
    data: bytes
    conflict_copies: Sequence[str] = ()


class WaitingLine(NamedTuple):
    """A line that was not taken, and why not; the reason names what was typed, but never a note."""

    number: int
    key: str
    why: str


@dataclass(frozen=True, slots=True)
class LinesTaken:
    """The lines of one file.

    Attributes:
        file: the file.
        commands: how many lines of each command were taken.
        there: how many had been taken before.
        waiting: those that wait.
        latest: the latest moment of those that were taken.
        dry_run: nothing was stored: this is a preview.
        trouble: what ended it before all lines were looked at; None where all were.
        has_more: there are more new lines than were to be taken at once.
    """

    file: LinesFile
    commands: Counter[str]
    there: int
    waiting: Sequence[WaitingLine]
    latest: Moment | None = None
    dry_run: bool = False
    trouble: LegdiaryError | None = None
    has_more: bool = False

    @property
    def name(self) -> str:
        """The file's name for people."""
        return self.file.name

    @property
    def conflict_copies(self) -> Sequence[str]:
        """The names of the copies that a sync has made of it."""
        return self.file.conflict_copies

    @property
    def count(self) -> int:
        """The number of lines that were taken."""
        return sum(self.commands.values())


@dataclass(slots=True)
class _Taking:
    """The lines of one file as they are taken."""

    context: Context
    read: ReadCommand
    yes: Yes
    most: int | None = None
    commands: Counter[str] = field(default_factory=Counter)
    there: int = 0
    waiting: list[WaitingLine] = field(default_factory=list)
    latest: Moment | None = None
    has_more: bool = False

    def take(self, lines: Iterable[Line], taken: TakenLines | None) -> None:
        """Take the lines in their order; without a memory they are only tried on the scratch diary of the context."""
        seen: set[str] = set()
        for line in lines:
            key = line_key(line.text or "")
            if line.text is not None and (key in seen or (taken is not None and taken.holds(key))):
                self.there += 1
                continue
            if self.most is not None and sum(self.commands.values()) >= self.most:
                self.has_more = True
                return
            try:
                self._take(line, None if taken is None else partial(taken.keep, key))
            except DiaryTrouble:
                raise
            except LegdiaryError as error:
                self.waiting.append(WaitingLine(line.number, key, _reason(error)))
            else:
                seen.add(key)

    def _take(self, line: Line, keep: Callable[[int, int, str], None] | None) -> None:
        """Carry a line out.

        Raises:
            LegdiaryError: it cannot be right, or something would be asked.
        """
        from legdiary.domain.time.stamps import read_stamp

        if line.text is None:
            raise NotText
        if not line.is_ended:
            raise StillWritten
        present = self.context.present
        stamp = read_stamp(line.text, present.zone)
        present.check_past(stamp.moment, f"{stamp.moment.local:%Y-%m-%d %H:%M}")
        then = replace(present, now=stamp.moment, zone=stamp.zone, written=present.now)
        command = self.read(replace(self.context, present=then, before_commit=keep), _split(stamp.rest))
        answer = command.act(EVERYTHING if command.is_confirmed else self.yes)
        if isinstance(answer, Asked):
            raise answer.refusal
        self.commands[command.name] += 1
        if self.latest is None or stamp.moment.utc_s > self.latest.utc_s:
            self.latest = stamp.moment


def _split(text: str) -> list[str]:
    """Split a command line by the rules of the shell: quotes and backslashes; nothing in it is expanded."""
    import shlex

    try:
        words = shlex.split(text)
    except ValueError as error:
        raise QuoteLeftOpen from error
    if not words:
        raise CommandMissing
    return words


def _reason(error: LegdiaryError) -> str:
    """Return why a line waits; what would be asked, only the line itself can answer."""
    return error.message.replace(_ADD_TO_COMMAND, _ADD_TO_LINE)


# ---------------------------------------------------------------------- the use cases


@return_questions
def take_lines(
    context: Context, file: LinesFile, read: ReadCommand, yes: Yes, most: int | None = None
) -> LinesTaken:  # fmt: skip
    """Take the lines of a file that were not taken before, each in a change of its own.

    Args:
        context: the surroundings.
        file: the file.
        read: reads the command of a line.
        yes: the questions that the person has said yes to; those about an entry only its line can answer.
        most: so many lines at once; None for all.

    Raises:
        DiaryTrouble: the diary cannot be read or written, and no line was taken yet.
        TakenNotKept: what was taken cannot be written down.
        Asks: the computer's clock is behind the diary.
    """
    taking = _Taking(context, read, yes & {CLOCK}, most)
    trouble: LegdiaryError | None = None
    for _ in range(_TRIES):
        taking.there, taking.waiting = 0, []
        count = sum(taking.commands.values())
        taken = load_taken(context)
        _check_clock(context, file, taken, yes)
        lines = list(read_lines(file.data))
        try:
            with context.progress.part(STORING, len(lines)) as part:
                taking.take(counted(lines, part), taken)
        except OvertakenByAnother:
            continue
        except DiaryTrouble as error:
            if not taking.commands:
                raise
            trouble = error
        break
    there = taking.there - count
    return LinesTaken(
        file, taking.commands, there, taking.waiting, taking.latest, trouble=trouble, has_more=taking.has_more
    )


def try_lines(context: Context, file: LinesFile, read: ReadCommand) -> LinesTaken:
    """Return what `take_lines` would do, tried on a copy of the diary that is then forgotten. Nothing is written.

    Raises:
        DiaryTrouble: the diary cannot be read.
    """
    from legdiary.store.scratch import ScratchDiary

    taken = load_taken(context)
    scratch = ScratchDiary.of(context.diary_path)
    try:
        taking = _Taking(replace(context, scratch=scratch), read, frozenset({CLOCK}))
        taking.take((line for line in read_lines(file.data) if not _is_taken(line, taken)), None)
    finally:
        scratch.close()
    there = sum(_is_taken(line, taken) for line in read_lines(file.data)) + taking.there
    return LinesTaken(file, taking.commands, there, taking.waiting, taking.latest, dry_run=True)


def load_taken(context: Context) -> TakenLines:
    """Return the lines that the diary has taken.

    Raises:
        DiaryTrouble: the diary cannot be read.
        TakenNotKept: what was taken cannot be read.
    """
    if context.is_diary_missing:
        return TakenLines(context.diary_path, lambda _: None)
    with open_to_read(context.diary_path) as diary:
        return TakenLines(context.diary_path, diary.ledger_mark)


def count_older(context: Context, file: LinesFile) -> int:
    """Return how many lines are older than the diary's newest change, where nothing remembers what was taken.

    They may be in the diary already, and corrected since: on a new computer, for one.

    Raises:
        DiaryTrouble: the diary cannot be read.
    """
    if context.is_diary_missing or has_memory(context.diary_path):
        return 0
    with open_to_read(context.diary_path) as diary:
        newest_ms = max((line.made_utc_ms for line in diary.history(most=1)), default=0)
    return sum(_moment_ms(line, context.present.zone) < newest_ms for line in read_lines(file.data))


def _moment_ms(line: Line, zone: Zone) -> int:
    """Return the moment of a line; one that has none is never older."""
    from legdiary.domain.time.stamps import read_stamp

    try:
        return read_stamp(line.text or "", zone).moment.utc_s * 1000
    except BadValue:
        return sys.maxsize


def _is_taken(line: Line, taken: TakenLines) -> bool:
    return line.text is not None and taken.holds(line_key(line.text))


def _check_clock(context: Context, file: LinesFile, taken: TakenLines, yes: Yes) -> None:
    """Ask about the computer's clock once, where there is anything to take; no line could answer that."""
    if not context.is_diary_missing and any(not _is_taken(line, taken) for line in read_lines(file.data)):
        with context.open_for_writing(yes):
            pass
