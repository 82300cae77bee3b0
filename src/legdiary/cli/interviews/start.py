"""`start`: the first questions, each of which can be skipped, and then the first night.

What is answered is set or stored at once, by the same use cases as the plain commands; a second run changes only what
is answered anew.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from legdiary import question_texts, settings
from legdiary.app.start import can_begin, look_around
from legdiary.cli.interviews.interview import BACK, HELP, SAME, Interview, as_sentence
from legdiary.errors import DiaryTrouble, LegdiaryError, Refused, quote_typed
from legdiary.humanize import user_text
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    import typer

    from legdiary.app.context import Context
    from legdiary.cli.command_line.options import ConfirmOption, JsonOption
    from legdiary.cli.session import Session

TIMEZONE, DAY_START, PRODUCT, PLAN, REMINDER, COMPLETION = (
    "timezone", "day_start", "product", "plan", "reminder", "completion",
)  # fmt: skip
_KIND, _PIECE = "kind", "piece"
STEPS = (TIMEZONE, DAY_START, PRODUCT, PLAN, REMINDER, COMPLETION)
_YES, _NO, _OFF = frozenset({"y", "yes"}), frozenset({"n", "no", "none"}), "off"
_GO_ON, _GO_BACK = 1, -1


class NobodyToAskAtStart(Refused):
    """The first questions without a terminal."""

    def __init__(self) -> None:
        super().__init__(
            "start asks at a terminal, but there is none; use config, product add, taper new, remind and night",
            "legdiary --help",
        )


class EndOfInput(Exception):
    """Nothing more can be typed: what follows is skipped."""


def start(ctx: typer.Context, json: JsonOption = False, _confirm: ConfirmOption = False) -> None:
    """Set up the diary, then log the first night.

    It asks for the time zone, the day's start, the product, a taper plan, a reminder and completion.

    Enter skips a question. A second run changes only what you answer.
    """
    session: Session = ctx.obj
    if not session.can_ask:
        raise NobodyToAskAtStart
    Start(session).hold(as_json=json)


def offer(session: Session) -> bool:
    """Offer the first questions where there is no diary yet; return whether they were taken."""
    if (
        not session.can_ask
        or not can_begin(session)
        or not Interview(session).confirm(question_texts.BEGIN_OFFER, default=True)
    ):
        return False
    Start(session).hold(as_json=False)
    return True


class Start:
    """The questions of a first run."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._interview = Interview(session)
        self._has_made = False
        self._found = look_around(session)
        self._asks: dict[str, Callable[[int], int]] = {
            TIMEZONE: self._ask_timezone,
            DAY_START: self._ask_day_start,
            PRODUCT: self._ask_product,
            PLAN: self._ask_plan,
            REMINDER: self._ask_reminder,
            COMPLETION: self._ask_completion,
        }

    def hold(self, *, as_json: bool) -> None:
        """Ask all questions, then for the night where the diary has none yet."""
        self._interview.headline(question_texts.START_BEGINS)
        self._interview.headline("")
        try:
            with suppress(EndOfInput):
                self._ask_all()
            self._note_results()
            self._ask_for_the_night(as_json=as_json)
        except LegdiaryError as error:
            if not self._has_made:
                raise
            self._session.warn(error.cause)  # what was answered stands, and the exit code says so
            self._note_results()

    def _ask_all(self) -> None:
        at = 0
        while at < len(STEPS):
            at = max(0, at + self._asks[STEPS[at]](at + 1))

    def _note_results(self) -> None:
        """Note that something was made, by which the exit code is 0; only here, so that Ctrl-C ends with its own."""
        self._session.made = self._has_made

    def _ask_for_the_night(self, *, as_json: bool) -> None:
        """Hold a check-in where the diary has no night yet; else name the command for it."""
        if self._found.has_nights:
            from legdiary.render.json.log_answers import checkin as document

            night = self._session.present.default_night
            line = self._session.complete(question_texts.EVERY_NIGHT)
            self._session.answer(
                f"{question_texts.EVERY_NIGHT_IS}{line}", lambda: document(night, (), {}), as_json=as_json
            )
            return
        from legdiary.cli.interviews.checkin import Talk

        self._session.made = False  # Ctrl-C ends with 130, as in a check-in
        self._interview.headline("")
        self._interview.headline(question_texts.START_NIGHT)
        Talk(self._session, None).hold(as_json=as_json, keys_are_known=True)
        self._note_results()

    def _note_made(self) -> None:
        self._has_made = True

    def _context(self) -> Context:
        return replace(self._session.context, stored=self._note_made)

    # ------------------------------------------------------------------ one question

    def _answer(
        self, asks: str, take: Callable[[str], None], *, number: int = 0, now: str | None = None,
        there: str | None = None,
    ) -> str:  # fmt: skip
        """Ask one question until its answer is taken; return the answer, `b` or nothing.

        Raises:
            EndOfInput: nothing more can be typed.
        """
        self._interview.put(question_texts.start_question(asks, now, there=there), number, len(STEPS))
        while True:
            typed = self._interview.read()
            if typed is None:
                raise EndOfInput
            if typed == SAME and (now is not None or there is not None):
                return ""
            if not typed or typed.lower() == BACK:
                return typed.lower()
            if typed == HELP:
                self._interview.tell(question_texts.start_help(asks))
                continue
            try:
                take(typed)
            except DiaryTrouble:
                raise
            except LegdiaryError as error:
                self._interview.refuse(error)
            else:
                return typed

    @staticmethod
    def _step(typed: str) -> int:
        return _GO_BACK if typed == BACK else _GO_ON

    def _set(self, key: str, typed: str, what: str) -> None:
        settings.SPEC[key].parse(settings.spelled_out(key, typed))  # refused in the words of the value alone
        settings.change(self._session.settings_path, key, typed, self._note_made)
        variable = settings.SPEC[key].environment
        self._session.read_settings_anew()
        value = settings.read_values(self._session.settings_path)[key]
        overridden = variable if variable and os.environ.get(variable) else None
        self._interview.tell(question_texts.set_to(what, user_text(f"{value}"), overridden_by=overridden))

    # ------------------------------------------------------------------ the questions

    def _ask_timezone(self, number: int) -> int:
        now = self._session.present.zone.name
        return self._step(
            self._answer(TIMEZONE, lambda typed: self._set(TIMEZONE, typed, "Time zone"), number=number, now=now)
        )

    def _ask_day_start(self, number: int) -> int:
        now = f"{self._session.settings.day_start:%H:%M}"
        return self._step(
            self._answer(
                DAY_START, lambda typed: self._set(DAY_START, typed, "Start of the day"), number=number, now=now
            )
        )

    def _ask_product(self, number: int) -> int:
        now = self._session.settings.product
        name: list[str] = []

        def take(typed: str) -> None:
            name[:] = [f"{settings.SPEC[PRODUCT].parse(typed)}"]

        typed = self._answer(PRODUCT, take, number=number, there=None if now is None else user_text(now))
        if not name or typed == BACK:
            return self._step(typed)
        if typed.lower() in _NO:
            self._set(PRODUCT, "none", "Product")
            return _GO_ON
        if self._found.knows_product(name[0]):
            self._set(PRODUCT, name[0], "Product")
            return _GO_ON
        return self._ask_about_product(name[0], number)

    def _ask_about_product(self, name: str, number: int) -> int:
        """Ask for the kind and the weight of a piece, and store the product."""
        from legdiary.app.products import read_product, store_product
        from legdiary.domain.entries.product_kinds import find_product_kind

        present, said = self._session.present, {_KIND: _kind_in(name)}

        def take_kind(typed: str) -> None:
            from legdiary.domain.entries.substances import KNOWN_KINDS

            kind = find_product_kind(typed, new=True)
            if kind not in KNOWN_KINDS and not self._interview.confirm(
                question_texts.keep_own_name(quote_typed(typed), "kind", None)
            ):
                find_product_kind(typed)
            said[_KIND] = typed

        def take_piece(typed: str) -> None:
            read_product(present, name, kind=said[_KIND], new=True, capsule=typed)
            said[_PIECE] = typed

        if self._answer(_KIND, take_kind, now=said[_KIND]) == BACK:
            return self._ask_product(number)
        if self._answer(_PIECE, take_piece) == BACK:
            return self._ask_about_product(name, number)
        request = read_product(present, name, kind=said[_KIND], new=True, capsule=said.get(_PIECE))
        made = self._session.carry_out(
            lambda yes: store_product(self._context(), request, yes), ask=self._interview.confirm
        )
        self._found = look_around(self._session)
        from legdiary.render.terminal.entry_line import product_line

        self._interview.tell(f"{product_line(made.stored, None)}.")
        self._set(PRODUCT, name, "Product")
        return _GO_ON

    def _ask_plan(self, number: int) -> int:
        from legdiary.render.terminal.entry_line import plan_name

        wanted: list[bool] = []

        def take(typed: str) -> None:
            if typed.lower() not in _YES | _NO:
                raise Refused(question_texts.yes_or_nothing(quote_typed(typed)))
            wanted[:] = [typed.lower() in _YES]

        for plan in self._found.plans:
            self._interview.tell(question_texts.plan_in_force(user_text(plan_name(plan))))
        typed = self._answer(PLAN, take, number=number)
        if typed == BACK or not any(wanted):
            return self._step(typed)
        from legdiary.app.plans.draft import Draft
        from legdiary.cli.interviews.plan import PlanTalk
        from legdiary.cli.taper import NotTaken, offer_plan

        talk = PlanTalk(self._session, Draft(None, "taper"), asks_substance=True)
        try:
            if not talk.hold(lambda request, ask: offer_plan(self._session, request, self._context(), ask=ask)):
                raise EndOfInput
        except NotTaken:
            self._interview.tell(question_texts.PLAN_NOT_TAKEN)
        except Refused as error:
            self._interview.tell(f"{as_sentence(error.message)} {question_texts.PLAN_NOT_TAKEN}")
        self._found = look_around(self._session)
        return _GO_ON

    def _ask_reminder(self, number: int) -> int:
        from legdiary.app.reminders.timer import load_reminder
        from legdiary.cli.remind.platform import this_computer

        computer = this_computer()
        times = ", ".join(f"{each:%H:%M}" for each in load_reminder(computer).times)

        def take(typed: str) -> None:
            from legdiary.app.reminders.timer import plan_reminder, plan_taking_back, set_up, take_back
            from legdiary.domain.time.parse import parse_clock
            from legdiary.render.terminal.answers import reminder as told

            if typed.lower() == _OFF:
                back = plan_taking_back(computer)
                take_back(back)
                self._note_made()
                self._session.preview(told.taking_back_text(back, done=True))
                return
            try:
                planned = plan_reminder(computer, [parse_clock(typed)])
            except Refused as error:  # this computer can show none: the question is done
                self._interview.refuse(error)
                return
            self._session.preview(told.setting_up_text(planned, self._session.page))
            if self._interview.confirm("Set it?"):
                set_up(planned)
                self._note_made()
                self._interview.tell(told.set_text(planned))

        return self._step(self._answer(REMINDER, take, number=number, there=times or None))

    def _ask_completion(self, number: int) -> int:
        def take(typed: str) -> None:
            from legdiary.app.shell_setup import LeftAlone, set_up
            from legdiary.cli.completion.command import UnknownShell, script
            from legdiary.cli.completion.places import places_of, shell_named
            from legdiary.render.terminal.answers.shell_setup import shell_text

            if (shell := shell_named(typed)) is None:
                raise UnknownShell(typed)
            places = places_of(shell, os.environ)
            startup = None if places.startup is None else user_text(str(places.startup))
            self._interview.tell(question_texts.completion_files(user_text(str(places.script)), startup))
            if not self._interview.confirm("Set it up?"):
                return
            try:
                change = set_up(places, script(shell), self._note_made)
            except LeftAlone as error:  # the file is not to be changed: the question is done
                self._interview.refuse(error)
            else:
                self._session.preview(shell_text((change,), self._session.page, is_set=True))

        return self._step(self._answer(COMPLETION, take, number=number))


def _kind_in(name: str) -> str:
    """Return the kind that a product's name says, such as `7-oh` of `7-OH tablets`; leaf where it says none."""
    from legdiary.domain.entries.dose import LEAF
    from legdiary.domain.entries.substances import find_kind

    return next((kind for word in (name, *name.split()) if (kind := find_kind(word))), LEAF)
