"""The error tree: one class per mistake, its message composed from values, its exit code on the class.

    LegdiaryError
    ├── Refused          1  refused, or nothing there
    │   └── Asks         1  possible, but odd: it takes a yes
    ├── BadValue         2  a value that cannot be right
    └── DiaryTrouble     3  the diary file itself

Raise sites carry values, never prose. A message names the value given and what is accepted; a hint is the exact
command to type. Free text that a person wrote (notes, names) is never put into a message: see `shown`.
"""

from __future__ import annotations

from typing import ClassVar

_LONGEST_SHOWN = 40
#: Every control character but the tab and the end of a line: a terminal would act on it.
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "\ufffd")


def printable(value: object) -> str:
    """A value in one line that a terminal can show: what is no character to print is replaced."""
    return "".join(c if c.isprintable() else "\ufffd" for c in str(value))


def harmless(text: str) -> str:
    """Text of any number of lines, as a terminal may get it: what it would act on is replaced."""
    return text.translate(_CONTROLS)


def shown(value: str) -> str:
    """A typed value as an error may repeat it: one line, printable, at most 40 characters."""
    text = printable(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def plural(count: int | str, one: str, several: str | None = None) -> str:
    """A number, or a figure as it is written, and its noun: `1 night`, `2 nights`, `0 copies`, `1.5 points`.

    The one place where a noun becomes plural.
    """
    return f"{count} {one if f'{count}' == '1' else several or f'{one}s'}"


class LegdiaryError(Exception):
    """Anything legdiary says no to.

    Attributes:
        message: one line, without the leading `legdiary:`.
        hint: the exact command that helps, or None.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Refused(LegdiaryError):
    """What was asked is clear, and is not done (or is not there)."""

    exit_code = 1


#: What a question is about: the computer's clock, which of two times is meant, the entry itself.
CLOCK, TIME, ENTRY = "clock", "time", "entry"


class Asks(Refused):
    """Odd, though possible: asked at a terminal, refused without the flag that answers.

    Attributes:
        question: what a person at a terminal is asked.
        about: what a yes answers.
    """

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
