"""Where the dashboard gets its sessions: one a look, one a plain command; so the clock is never older than a key.

A correction has no way of storing of its own: it becomes the words of a plain command, which runs as if it had been
typed. What that command would print is kept, and what it would ask at a terminal is handed back as a question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from legdiary.app.asking import EVERYTHING, NOTHING, Asked
from legdiary.cli.session import Session
from legdiary.cli.tree import TREE, build
from legdiary.errors import Asks, LegdiaryError
from legdiary.render.layout import RICH_GLYPHS, Page, fitted, plain
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from legdiary.app.asking import Yes
    from legdiary.render.layout import Line

_T = TypeVar("_T")
_USUAL_WIDTH = 80


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one plain command.

    Attributes:
        told: its answer, or why it was refused.
        stored: whether anything was.
        refused: whether it did not do what it was told.
        question: what it asks before it stores; nothing is stored yet.
    """

    told: tuple[str, ...]
    stored: bool
    refused: bool = False
    question: str | None = None


class Aside(Session):
    """The run of one plain command, or of one look, within the dashboard.

    Attributes:
        sure: the person has answered yes to what the command asks.
        told: what it answered and said.
    """

    def __init__(self, environ: Mapping[str, str], diary: str | None, width: int, *, sure: bool = False) -> None:
        super().__init__(environ, None, None, None)
        self.diary_option = diary
        self.page = Page(width, RICH_GLYPHS)
        self.sure = sure
        self.told: list[str] = []

    def answer(self, lines: Sequence[Line] | str, data: Callable[[], Any], *, as_json: bool) -> None:
        """Keep what would be printed."""
        del data, as_json
        text = lines if isinstance(lines, str) else plain(fitted(lines, self.page))
        self.told += text.splitlines()

    def explain(self, text: str) -> None:
        """Keep what would be said on standard error."""
        self.told += [each.removeprefix("legdiary: ") for each in text.splitlines()]

    @property
    def talks(self) -> bool:
        """A person reads what is said."""
        return True

    def done(self, act: Callable[[Yes], _T | Asked], *, confirm: bool = False) -> _T:
        """What a use case answers; its question is put by the dashboard, which then runs the command again."""
        answer = act(EVERYTHING if confirm or self.sure else NOTHING)
        if isinstance(answer, Asked):
            raise answer.refusal
        return answer

    def confirmed(self, act: Callable[[bool], _T], *, already: bool) -> _T:
        """What `act` answers; its question is put by the dashboard, which then runs the command again."""
        return act(already or self.sure)


class Desk:
    """The diary that the dashboard is about.

    Attributes:
        stored: whether anything was stored since it was opened.
    """

    def __init__(self, environ: Mapping[str, str], diary: str | None, stored: Callable[[], None]) -> None:
        self._environ = environ
        self._diary = diary
        self._tell_stored = stored
        self.no_colour = bool(environ.get("NO_COLOR"))

    def look(self, width: int = _USUAL_WIDTH) -> Aside:
        """A session to read with."""
        return Aside(self._environ, self._diary, width)

    def run(self, words: Sequence[str], *, sure: bool = False) -> Outcome:
        """Run one plain command; nothing is refused in other words than its own."""
        aside = Aside(self._environ, self._diary, _USUAL_WIDTH, sure=sure)
        name, *rest = words
        why: str | None = None
        question: str | None = None
        try:
            with build(name, TREE[name]).make_context(name, rest, obj=aside) as made:
                made.command.invoke(made)
        except Asks as asks:
            question = asks.question
        except LegdiaryError as error:
            why = error.message
        except Exception as error:
            if not hasattr(error, "format_message"):  # Typer's own: what its parser could not read
                raise
            why = " ".join(str(error.format_message()).split())
        finally:
            if aside.stored:  # whatever comes after it
                self._tell_stored()
        if aside.stored:
            aside.keep_copy()
            if why is not None:
                aside.told.append(f"stored; the answer could not be shown: {why.partition(';')[0]}")
            return Outcome(tuple(aside.told), stored=True)
        return Outcome(tuple(aside.told) if why is None else (why,), stored=False, refused=bool(why), question=question)
