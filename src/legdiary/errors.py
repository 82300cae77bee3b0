"""The error tree: one class per mistake, which builds its message from values and holds its exit code.

    LegdiaryError
    ├── Refused          1  refused, or nothing there
    │   └── Asks         1  possible, but odd: it needs a yes
    ├── BadValue         2  a value that cannot be right
    └── DiaryTrouble     3  the diary file itself

Code that raises passes values, never prose. A message names the value given and what is accepted; a hint is the exact
command to type. Free text that a person wrote (notes, names) never goes into a message: see `quote_typed`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar


_LONGEST_SHOWN = 40
#: Control characters except tab and line feed → their replacement: a terminal would act on them.
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "\ufffd")


def one_line(value: object) -> str:
    """Return a value as one line, with unprintable characters replaced."""
    return "".join(c if c.isprintable() else "\ufffd" for c in str(value))


def strip_controls(text: str) -> str:
    """Return text of any number of lines, with the control characters that a terminal would act on replaced."""
    return text.translate(_CONTROLS)


def quote_typed(value: str) -> str:
    """Return a typed value as an error may repeat it: one line, printable, at most 40 characters."""
    text = one_line(value[: _LONGEST_SHOWN + 1])  # a page may have been pasted
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def plural(count: int | str, one: str, several: str | None = None) -> str:
    """Return a number, or a figure as it is written, and its noun: `1 night`, `2 nights`, `0 copies`, `1.5 points`.

    The one place where a noun becomes plural.
    """
    return f"{count} {one if f'{count}' == '1' else several or f'{one}s'}"


class LegdiaryError(Exception):
    """Any error that legdiary tells a person about.

    Attributes:
        message: one line, without the leading `legdiary:`.
        hint: the exact command that helps, or None.
        cause: the message without what became of the request, which no longer holds once something is stored.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, cause: str, hint: str | None = None, *, then: str | None = None) -> None:
        """Make the error.

        Args:
            cause: the mistake, or all of the message.
            hint: the exact command that helps, or None.
            then: the rest of the message, after a semicolon: what became of the request, or what to do.
        """
        message = cause if then is None else f"{cause}; {then}"
        super().__init__(message)
        self.message = message
        self.cause = cause
        self.hint = hint


class Refused(LegdiaryError):
    """A clear request that is refused, or whose object does not exist."""

    exit_code = 1


#: The subjects of a question: the computer's clock, which of two times is meant, the entry itself.
CLOCK, TIME, ENTRY = "clock", "time", "entry"


class Asks(Refused):
    """An odd but possible request: at a terminal you are asked, otherwise it is refused.

    Attributes:
        question: the question for a person at a terminal.
        about: its subject: CLOCK, TIME or ENTRY.
        then: the last words of the question.
    """

    then: ClassVar[str] = "Store it?"

    def __init__(self, question: str, flag: str = "--confirm", about: str = ENTRY) -> None:
        super().__init__(f"{question} Not stored; add {flag} if it is right.")
        self.question = question
        self.about = about


class BadValue(LegdiaryError):
    """A value that cannot be right; nothing is guessed."""

    exit_code = 2


class DiaryTrouble(LegdiaryError):
    """The diary file is missing, locked, damaged, newer, or cannot be written."""

    exit_code = 3
