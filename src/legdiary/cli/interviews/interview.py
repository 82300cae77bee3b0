"""Questions asked one after another at a terminal: their layout, and the keys that all of them share."""

from __future__ import annotations

from legdiary.question_texts import read_yes_no, yes_no_help, yes_no_question
from legdiary.render.terminal.layout import plain, wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from legdiary.cli.session import Session
    from legdiary.errors import LegdiaryError

BACK, HELP, SAME = "b", "?", "."
_WIDE_FROM = 60
_MARK = "> "
#: `--stop-at with at most 6 g`, `; add --confirm if it is right`, `, or add --allow-up`.
_A_FLAG_WITH = r"--[a-z-]+ with "
_SAY_WITH_FLAG = r"add it once with --[a-z-]+, or |needs --product, and a product with .*, or "
_OR_A_FLAG = r"(?:;|, or) add --[a-z-]+[^;.]*"


class WentBack(Exception):
    """The person goes back from a yes/no question to the question before."""


class Interview:
    """Puts questions and reads answers, on standard error and standard input."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._is_wide = session.page.width >= _WIDE_FROM
        self._indent = " " * (8 if self._is_wide else 4)

    def headline(self, text: str) -> None:
        """Print a text at the left edge, or an empty line."""
        self._session.say(plain(wrapped(text, self._session.page.width)) or "\n")

    def tell(self, text: str) -> None:
        """Print a text below a question."""
        for each in text.splitlines():
            deeper = each[: len(each) - len(each.lstrip())]
            self._session.say(plain(wrapped(each, self._session.page.width, indent=self._indent + deeper)))

    def refuse(self, error: LegdiaryError) -> None:
        """Print what is wrong with an answer, and what is accepted."""
        self.tell(as_sentence(error.message))

    def put(self, text: str, number: int = 0, total: int = 0) -> None:
        """Print a question; the first of a subject with its number (0: none)."""
        width = self._session.page.width
        lines = plain(wrapped(text, width, indent=self._indent)) if text else ""
        if number:
            mark = f"{number} of {total}" if self._is_wide else f"{number}/{total}"
            head = f"{mark}  ".ljust(len(self._indent)) if self._is_wide else f"{mark} "
            lines = _headed(head, text, width, self._indent)
        self._session.say(lines)

    def read(self) -> str | None:
        """Return the line that is typed; None at the end of input."""
        try:
            self._session.say(f"{self._indent}{_MARK}")
            typed = self._session.read_line()
        except KeyboardInterrupt:
            self._session.say("\n")  # what comes next begins a line of its own
            raise
        if typed is None:
            self._session.say("\n")
        return typed

    def confirm(self, question: str, *, default: bool = False, goes_back: bool = False) -> bool:
        """Ask until the answer is yes or no; the end of input is a no.

        Raises:
            WentBack: the answer is `b`, where that is accepted.
        """
        self.put(yes_no_question(question, default=default))
        while (typed := self.read()) is not None:
            if goes_back and typed.lower() == BACK:
                raise WentBack
            if (answer := read_yes_no(typed, default=default)) is not None:
                return answer
            self.tell(yes_no_help(default=default, goes_back=goes_back))
        return False


def as_sentence(text: str) -> str:
    """Return the message of an error as a sentence, without the flags of a command: here a question is answered."""
    import re

    for flags in (_SAY_WITH_FLAG, _A_FLAG_WITH, _OR_A_FLAG):
        text = re.sub(flags, "", text)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")


def _headed(head: str, text: str, width: int, indent: str) -> str:
    """Return a text whose first line begins with its number, the others below its first word."""
    room = wrapped(text, width - max(len(head), len(indent)))
    lines = [each[0].text for each in room]
    return "".join(
        f"{head if not place else ' ' * max(len(head), len(indent))}{each}\n" for place, each in enumerate(lines)
    )


def ask_until(
    interview: Interview, explain: str, take: Callable[[str], None], refused: tuple[type[LegdiaryError], ...]
) -> str | None:
    """Read one answer, until it is accepted, empty or `b`.

    Args:
        interview: the terminal.
        explain: what `?` prints.
        take: takes an answer, or refuses it.
        refused: the refusals after which the question stands again.

    Returns:
        The answer; `b`, or an empty one; None at the end of input.
    """
    while True:
        typed = interview.read()
        if typed is None or not typed or typed.lower() == BACK:
            return typed if typed is None else typed.lower()
        if typed == HELP:
            interview.tell(explain)
            continue
        try:
            take(typed)
        except refused as error:
            interview.refuse(error)
            continue
        return typed


def listed(words: Iterable[str]) -> str:
    """Return words with commas between."""
    return ", ".join(words)
