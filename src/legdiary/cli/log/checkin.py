"""`checkin`: asks for the night, question by question.

It stores nothing in a way of its own: an answer becomes the request that the plain command would make of it
(`app.log.checkin_answers`), and is stored at once. So Ctrl-C loses nothing, and a refusal has the same words. The first
question is shown before the modules for the answers are imported: that happens while the person types. It prints
plain lines only.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import typer  # noqa: TC002 - Typer reads the annotations when it builds the command

from legdiary import humanize, wording
from legdiary.app.checkin import load_recent
from legdiary.app.log.typed_fields import read_night
from legdiary.cli.options import ConfirmOption, JsonOption, NightOption, show_first_use_note
from legdiary.domain.checkin import questions
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.dose_rules import is_no_product
from legdiary.errors import DiaryTrouble, LegdiaryError, Refused
from legdiary.humanize import user_text
from legdiary.render.terminal.layout import plain, wrapped

if TYPE_CHECKING:
    from datetime import date

    from legdiary.app.log.dispatch import Result
    from legdiary.cli.session import Session
    from legdiary.domain.checkin import Question, Recent
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.render.terminal.layout import Line

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
    night = read_night(session.present, night_word) or session.present.default_night
    if not session.can_ask:
        raise NobodyToAsk
    Talk(session, night).hold(as_json=json)


class Talk:
    """A check-in: its questions and answers for one night."""

    def __init__(self, session: Session, night: date) -> None:
        self._session = session
        # Kept from the session until the questions end: an interrupted check-in must not end with exit code 0.
        self._context = replace(session.context, stored=self._note_stored)
        self._has_stored = False
        self._night = night
        self._told: set[str] = set()
        self._recent = load_recent(self._context, night)
        self._before = {stored.id: stored for stored in _night_entries(self._recent, night)}

    def _note_stored(self) -> None:
        self._has_stored = True

    def hold(self, *, as_json: bool) -> None:
        """Ask all questions, until the input ends or Ctrl-C; then show what was stored."""
        self._tell(f"{wording.checkin_begins(humanize.long_day(self._night))}\n{wording.CHECKIN_KEYS}")
        try:
            self._ask_all()
        except (KeyboardInterrupt, LegdiaryError):
            self._session.say("\n")
            with suppress(LegdiaryError):
                self._end(as_json=as_json)
            raise
        self._session.stored = self._has_stored  # whatever happens to the answer, the exit code is 0 now
        self._end(as_json=as_json)

    # ------------------------------------------------------------------ asking

    def _ask_all(self) -> None:
        at, trail = 0, list[int]()
        while at < len(asked := questions(self._recent, self._night, self._session.present, self._ids)):
            question = asked[at]
            typed = self._ask(question)
            if typed is None:  # the end of input
                self._session.say("\n")
                return
            if typed.lower() == _BACK:
                at = trail.pop() if trail else 0
            elif typed == _HELP:
                self._tell(wording.checkin_help(question.asks, question.last, of=_name(question)))
            elif not typed or self._store(question, typed):
                trail.append(at)
                from legdiary.app.log.checkin_answers import count_settled

                at += count_settled(question, typed)

    @property
    def _ids(self) -> frozenset[int]:
        return frozenset(self._before)

    def _ask(self, question: Question) -> str | None:
        subject = f"{question.asks} {question.substance}"
        if question.beside and subject not in self._told:
            from legdiary.render.terminal.entry_line import describe

            self._told.add(subject)
            told = ", ".join(describe(stored.entry, self._recent.products or {}) for stored in question.beside)
            self._tell(wording.checkin_beside(question.asks, told, of=_name(question)))
        has_product = question.product is not None and not is_no_product(question.product)
        product = user_text(question.product) if question.product and has_product else None
        self._session.say(
            wording.checkin_prompt(
                question.asks,
                there=question.there,
                last=question.last,
                product=product,
                so_far=question.so_far,
                of=_name(question),
            )
        )
        _load()
        return self._session.read_line()

    def _store(self, question: Question, typed: str) -> bool:
        """Store an answer; if it is refused, show why and return False."""
        from legdiary.app.log.checkin_answers import read_answer
        from legdiary.app.log.dispatch import first_of_kind, store
        from legdiary.render.terminal.answers.log_answers import below_entry

        present = self._session.present
        try:
            request = read_answer(present, question, typed, self._night)
            answered = self._session.carry_out(lambda yes: store(self._context, request, yes))
            made = cast("Result", answered)  # mypy infers only `object` from the union
        except DiaryTrouble:
            raise
        except LegdiaryError as error:
            self._session.warn(error.message)
            return False
        if kind := first_of_kind(made):
            show_first_use_note(self._session, kind)
        self._recent = load_recent(self._context, self._night)
        for each in below_entry(made, present.now, self._session.complete):
            self._tell(each)
        return True

    def _tell(self, text: str) -> None:
        for each in text.splitlines():
            indent = each[: len(each) - len(each.lstrip())]
            self._session.say(plain(wrapped(each, self._session.page.width, indent=indent)))

    # ------------------------------------------------------------------ the end

    def _end(self, *, as_json: bool) -> None:
        """Print a line for each entry stored."""
        from legdiary.render.json import log_answers as documents
        from legdiary.render.terminal.answers import log_answers

        self._recent = load_recent(self._context, self._night)
        now = [(self._before.get(new.id), new) for new in _night_entries(self._recent, self._night)]
        made = [(old, new) for old, new in now if old != new]
        names = self._recent.products or {}
        lines: list[Line] = []
        for old, new in made:
            lines += wrapped(log_answers.change_lines(old, new, names), self._session.page.width)
        if not made:
            lines = wrapped(wording.CHECKIN_NOTHING, self._session.page.width)
        self._session.answer(lines, lambda: documents.checkin(self._night, made, names), as_json=as_json)


def _night_entries(recent: Recent, night: date) -> list[Stored]:
    every = (*recent.nights, *recent.sleeps, *recent.doses, *recent.takings)
    return [stored for stored in every if stored.entry.night_of == night]


def _name(question: Question) -> str | None:
    """Return the name of the substance that a question is about; None for leaf, and for what is no dose."""
    if question.substance == LEAF:
        return None
    from legdiary.domain.entries.substances import Substance

    return user_text(Substance(question.substance).name)


def _load() -> None:
    """Import the modules that the answers need, while the person types."""
    import legdiary.app.log.checkin_answers
    import legdiary.app.log.dispatch
    import legdiary.render.terminal.answers.log_answers  # noqa: F401
