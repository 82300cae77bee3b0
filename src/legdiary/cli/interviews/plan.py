"""The questions about a new plan: from, to, cut, every, start, rounding, floor, doses; a preview after each answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import question_texts
from legdiary.app.plans.draft import (
    FIELDS,
    NEEDED,
    ROUNDING,
    START,
    STOP_AT,
    needs_floor,
    preview_draft,
    read_draft,
    with_answer,
)
from legdiary.app.plans.new import read_substance
from legdiary.cli.interviews.interview import BACK, HELP, SAME, Interview, WentBack
from legdiary.domain.taper.plan_changes import StillInForce
from legdiary.domain.taper.plan_substance import UnknownSubstance
from legdiary.errors import DiaryTrouble, LegdiaryError, Refused
from legdiary.humanize import user_text
from legdiary.render.terminal.views.plan_draft import draft_text
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.app.plans.draft import Draft
    from legdiary.app.plans.new import PlanTaper
    from legdiary.cli.session import Session


class NobodyToAskAboutPlan(Refused):
    """A plan without options, and no terminal to ask at."""

    def __init__(self) -> None:
        super().__init__(
            "taper new asks step by step at a terminal, but there is none; add --from, --cut and --every",
            "legdiary taper new --help",
        )


class PlanTalk:
    """Asks for a plan; nothing is stored by it."""

    def __init__(self, session: Session, draft: Draft, *, asks_substance: bool) -> None:
        self._session = session
        self._interview = Interview(session)
        self._draft = draft
        self._asks_substance = asks_substance
        self._total = len(FIELDS) + asks_substance

    def hold(self, offer: Callable[[PlanTaper, Callable[[str], bool]], None]) -> bool:
        """Ask for the plan and offer it; a plan that is refused keeps its answers, and they can be changed.

        Args:
            offer: shows the plan and stores it, with what asks for a yes.

        Returns:
            Whether the plan was taken; not so if the input ended before there was one.

        Raises:
            Refused: the plan was not taken, and its answers are not to be changed.
        """
        self._interview.headline(question_texts.PLAN_BEGINS)
        self._interview.headline("")
        if self._asks_substance and not self._ask_substance():
            return False
        at = 0
        while (request := self._ask_from(at)) is not None:
            try:
                offer(request, self._confirm)
            except WentBack:
                at = len(FIELDS) - 1
            except Refused as error:
                if isinstance(error, DiaryTrouble) or not self._interview.confirm(
                    question_texts.CHANGE_ANSWERS, default=True
                ):
                    raise
                at = 0
            else:
                return True
        return False

    def _confirm(self, question: str) -> bool:
        return self._interview.confirm(question, goes_back=True)

    def _ask_from(self, at: int) -> PlanTaper | None:
        """Return the request for the plan; None if the input ended before there was one."""
        while at < len(FIELDS):
            step = self._ask_field(FIELDS[at], at + 1 + self._asks_substance)
            if step is None:
                return None
            at = max(0, at + step)
        return read_draft(self._session.present, self._draft)

    def _ask_substance(self) -> bool:
        self._interview.put(question_texts.PLAN_OF, 1, self._total)
        while True:
            typed = self._interview.read()
            if typed is None:
                return False
            if typed == HELP:
                self._interview.tell(question_texts.PLAN_OF_HELP)
            elif not typed or typed.lower() == BACK or self._takes_substance(typed):
                return True

    def _takes_substance(self, typed: str) -> bool:
        """Take the substance of the plan; False if it is refused, and why is shown."""
        try:
            of = self._read_substance(typed)
        except DiaryTrouble:
            raise
        except LegdiaryError as error:
            self._interview.refuse(error)
            return False
        self._draft = replace(self._draft, of=of)
        return True

    def _read_substance(self, typed: str) -> str:
        try:
            return read_substance(self._session, typed)
        except UnknownSubstance:
            if not self._interview.confirm(question_texts.keep_own_name(user_text(typed), "substance", None)):
                raise
            return read_substance(self._session, typed, new=True)

    def _ask_field(self, field: str, number: int) -> int | None:
        """Ask for one field; return how many questions further the next one is, or None at the end of input."""
        draft, unit = self._draft, self._draft.unit
        there = getattr(draft.answers, field)
        scale = unit.format(unit.default_scale) if unit.key == "g" else "as fine as the amounts typed"
        needed = self._is_needed(field)
        text = question_texts.plan_question(
            field, unit=unit.full_name, scale=scale, there=there, zero=unit.format(0) if needed else None
        )
        self._interview.put(text, number, self._total)
        while True:
            typed = self._interview.read()
            if typed is None:
                return None
            if typed == HELP:
                self._interview.tell(question_texts.plan_help(field))
            elif typed.lower() == BACK:
                return -1
            elif not typed and there is None and needed:
                self._interview.tell(question_texts.plan_needs())
            elif self._takes(field, there if typed in {"", SAME} and there is not None else typed or None):
                return 1

    def _is_needed(self, field: str) -> bool:
        return field in NEEDED or (field == STOP_AT and needs_floor(self._session.present, self._draft))

    def _takes(self, field: str, typed: str | None) -> bool:
        """Take an answer, and show the plan with it; False if it is refused.

        Another plan on the same days is a matter of the first day: until that is asked for, it is only told.
        """
        view = None
        try:
            made = with_answer(self._session.present, self._draft, field, typed)
            view = preview_draft(self._session, made)
        except DiaryTrouble:
            raise
        except StillInForce as error:
            self._interview.refuse(error)
            if field == START:
                return False
            self._draft = made
            return True
        except LegdiaryError as error:
            self._interview.refuse(error)
            return False
        self._draft = made
        if typed is None:
            return True
        if view is not None:
            self._interview.tell(draft_text(view))
        elif field != ROUNDING and made.answers.start_dose is not None:
            unit = made.unit
            start = unit.format(unit.parse(made.answers.start_dose))
            end = None if made.answers.end_dose is None else unit.format(unit.parse(made.answers.end_dose))
            self._interview.tell(question_texts.plan_so_far(start, end))
        return True
