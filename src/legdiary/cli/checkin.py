"""`checkin`: asks for the night, question by question.

It has no way of storing of its own: an answer becomes the words of a plain command (`domain.checkin.command`), which
runs as if it had been typed, at once. So Ctrl-C loses nothing, and what is refused is refused in the same words. The
first question is written before the commands are imported: that happens while the person types. Plain lines only.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import typer  # noqa: TC002 - Typer reads the annotations when it builds the command

from legdiary import wording
from legdiary.cli.options import ConfirmOption, JsonOption, NightOption, night_named
from legdiary.cli.session import Session
from legdiary.cli.tree import TREE, build
from legdiary.domain import checkin as plan
from legdiary.errors import DiaryTrouble, LegdiaryError, Refused
from legdiary.render import words
from legdiary.render.layout import plain, wrapped
from legdiary.render.words import user_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from legdiary.domain.checkin import Question, Recent
    from legdiary.domain.entries import Stored
    from legdiary.render.layout import Line

_BACK, _HELP = "b", "?"


class NobodyToAsk(Refused):
    """A check-in without a terminal."""

    def __init__(self) -> None:
        super().__init__(
            "checkin asks at a terminal, and here is none; use night, sleep, kratom and magnesium",
            "legdiary night --help",
        )


def checkin(
    ctx: typer.Context, night_word: NightOption = None, json: JsonOption = False, _confirm: ConfirmOption = False
) -> None:
    """The night, question by question; every answer is stored at once.

    Enter skips or keeps, '.' takes the last value, 'b' goes back, '?' helps. Ctrl-C ends and keeps what was answered.
    """
    session: Session = ctx.obj
    night = night_named(session, night_word) or session.present.default_night
    if not session.can_ask:
        raise NobodyToAsk
    Talk(session, night).hold(as_json=json)


class _Aside(Session):
    """The same run as seen by the plain commands: what they answer is kept, not printed."""

    def __init__(self, of: Session) -> None:
        super().__init__(os.environ, sys.stdin, sys.stdout, sys.stderr)
        self.diary_option = of.diary_option
        self.present = of.present
        self.trusts_clock = of.trusts_clock
        self.answered: list[str] = []

    def answer(self, lines: Sequence[Line] | str, data: Callable[[], Any], *, as_json: bool) -> None:
        """Keep what would be printed."""
        del data, as_json
        if isinstance(lines, str):
            self.answered = lines.splitlines()

    def line(self) -> str | None:
        """One line typed; None at the end of input."""
        typed = self._stdin.readline() if self._stdin is not None else ""
        return typed.strip() if typed else None


class Talk:
    """One check-in."""

    def __init__(self, session: Session, night: date) -> None:
        self._session = session
        self._aside = _Aside(session)
        self._night = night
        self._told: set[str] = set()
        self._recent = self._read()
        self._before = {stored.id: stored for stored in _of_night(self._recent, night)}

    def hold(self, *, as_json: bool) -> None:
        """Ask until all is asked, the input ends or Ctrl-C; then say what was stored."""
        self._tell(f"{wording.checkin_begins(words.long_day(self._night))}\n{wording.CHECKIN_KEYS}")
        try:
            self._ask_all()
        except (KeyboardInterrupt, LegdiaryError):
            self._aside.say("\n")
            with suppress(LegdiaryError):
                self._end(as_json=as_json)
            raise
        self._session.stored = self._aside.stored  # nothing may turn the exit code now
        self._end(as_json=as_json)

    def _read(self) -> Recent:
        from legdiary.store.trouble import NoDiary

        first, behind = plan.first_night(self._night), self._night + timedelta(days=1)
        try:
            with self._session.reading() as diary:
                return plan.Recent(
                    nights=diary.between("night", first, behind),
                    sleeps=diary.between("sleep", first, behind),
                    doses=diary.between("kratom", first, behind),
                    takings=diary.between("magnesium", first, behind),
                    products={stored.id: stored.entry for stored in diary.products()},
                    product=self._session.settings.product,
                )
        except NoDiary:
            return plan.Recent()

    # ------------------------------------------------------------------ asking

    def _ask_all(self) -> None:
        at, trail = 0, list[int]()
        while at < len(asked := plan.questions(self._recent, self._night, self._session.present, self._ids)):
            question = asked[at]
            typed = self._ask(question)
            if typed is None:  # the end of input
                self._aside.say("\n")
                return
            if typed.lower() == _BACK:
                at = trail.pop() if trail else 0
            elif typed == _HELP:
                self._tell(wording.checkin_help(question.asks, question.last))
            elif not typed or self._stored(question, typed):
                trail.append(at)
                at += plan.settles(question, typed)

    @property
    def _ids(self) -> frozenset[int]:
        return frozenset(self._before)

    def _ask(self, question: Question) -> str | None:
        if question.beside and question.asks not in self._told:
            from legdiary.render.describe import describe

            self._told.add(question.asks)
            told = ", ".join(describe(stored.entry, self._recent.products or {}) for stored in question.beside)
            self._tell(wording.checkin_beside(question.asks, told))
        product = user_text(question.product) if question.product else None
        self._aside.say(
            wording.checkin_prompt(
                question.asks, there=question.there, last=question.last, product=product, so_far=question.so_far
            )
        )
        _load()
        return self._aside.line()

    def _stored(self, question: Question, typed: str) -> bool:
        """Whether the plain command took the answer; where not, it has said why."""
        self._aside.answered = []
        try:
            self._run(*plan.command(question, typed, self._night))
        except DiaryTrouble:
            raise
        except LegdiaryError as error:
            self._session.warn(error.message)
            return False
        self._recent = self._read()
        for line in self._aside.answered[1:]:  # the day against its target, spacing: what the entry means
            self._tell(line)
        return True

    def _run(self, name: str, *rest: str) -> None:
        command = build(name, TREE[name])
        with command.make_context(name, list(rest), obj=self._aside) as made:
            command.invoke(made)

    def _tell(self, text: str) -> None:
        for each in text.splitlines():
            indent = each[: len(each) - len(each.lstrip())]
            self._aside.say(plain(wrapped(each, self._session.page.width, indent=indent)))

    # ------------------------------------------------------------------ the end

    def _end(self, *, as_json: bool) -> None:
        """One line for each thing stored."""
        from legdiary.render import answers

        self._recent = self._read()
        now = [(self._before.get(new.id), new) for new in _of_night(self._recent, self._night)]
        made = [(old, new) for old, new in now if old != new]
        names = self._recent.products or {}
        lines: list[Line] = []
        for old, new in made:
            lines += wrapped(answers.change_lines(old, new, names), self._session.page.width)
        if not made:
            lines = wrapped(wording.CHECKIN_NOTHING, self._session.page.width)
        self._session.answer(
            lines,
            lambda: {
                "night_of": self._night.isoformat(),
                "entries": [answers.storing_json(old, new, names) for old, new in made],
            },
            as_json=as_json,
        )


def _of_night(recent: Recent, night: date) -> list[Stored]:
    every = (*recent.nights, *recent.sleeps, *recent.doses, *recent.takings)
    return [stored for stored in every if stored.entry.night_of == night]


def _load() -> None:
    """What the answers need: imported while the person types."""
    import legdiary.cli.kratom
    import legdiary.cli.magnesium
    import legdiary.cli.night
    import legdiary.cli.sleep  # noqa: F401
