"""The short forms of the Today tab as values: the questions of a check-in as fields, and the requests of their answers.

What is asked, in which order, what a dot repeats and how an answer is read is decided in `domain.checkin` and
`app.checkin`; the words are those of `question_texts`. A form differs only in that nothing is hidden, and that the
legs' questions stand together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary import humanize, question_texts
from legdiary.app.checkin.answers import read_answers
from legdiary.app.checkin.listed_answers import check_name
from legdiary.app.checkin.recent import load_recent
from legdiary.app.log.night import LogNight
from legdiary.app.log.sleep import LogSleep
from legdiary.domain.checkin.question import (
    AWAKE,
    DOSE,
    LATENCY,
    MAGNESIUM,
    MINUTES,
    ONSET,
    SEVERITY,
    SLEEP,
    SYMPTOMS,
    TOTAL,
    WHERE,
)
from legdiary.domain.checkin.questions import Scope, questions
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.dose_rules import is_no_product
from legdiary.domain.entries.name_vocabulary import VOCABULARIES, UnknownName
from legdiary.domain.entries.substances import Substance
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import user_text
from legdiary.render.terminal.entry_line import describe
from legdiary.tui.keys import DOSE_KEY, MAGNESIUM_KEY, NIGHT_KEY, SLEEP_KEY, SYMPTOM_KEY
from legdiary.util.values import dataclass, fields, replace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.app.context import Context
    from legdiary.app.log.dispatch import Request
    from legdiary.app.log.night import Rating
    from legdiary.app.log.sleep import Slept
    from legdiary.domain.checkin.question import Question
    from legdiary.domain.time.moments import Present

_ASKED = {
    NIGHT_KEY: (SEVERITY, ONSET, WHERE),
    DOSE_KEY: (DOSE,),
    MAGNESIUM_KEY: (MAGNESIUM,),
    SYMPTOM_KEY: (SYMPTOMS,),
    SLEEP_KEY: (SLEEP, TOTAL, MINUTES, LATENCY, AWAKE),
}
_TITLES = {NIGHT_KEY: "Legs", DOSE_KEY: "Dose", MAGNESIUM_KEY: "Magnesium", SYMPTOM_KEY: "Symptoms", SLEEP_KEY: "Sleep"}
_LABELS = {
    SEVERITY: "legs 0–10", ONSET: "began", WHERE: "where", MAGNESIUM: "amount", SYMPTOMS: "name 0–3",
    SLEEP: "bed–wake", TOTAL: "slept", MINUTES: "minutes", LATENCY: "min to sleep", AWAKE: "min awake",
}  # fmt: skip
#: What is filed under the diary day, as by the plain commands; the rest is filed under the night.
_BY_DAY = frozenset({DOSE_KEY, MAGNESIUM_KEY})


@dataclass(frozen=True, slots=True)
class LogField:
    """One field: a question.

    Attributes:
        question: the question.
        label: the label.
        example: an example of an answer, or the answer stored already.
        accepts: the answers that it accepts.
    """

    question: Question
    label: str
    example: str
    accepts: str


@dataclass(frozen=True, slots=True)
class LogForm:
    """The form of one key.

    Attributes:
        title: what is logged, and for which night or day.
        night: that night or day.
        beside: what is logged there already, in words.
        fields: the fields.
    """

    title: str
    night: date
    beside: tuple[str, ...]
    fields: tuple[LogField, ...]


def load_form(context: Context, key: str) -> LogForm:
    """Return the form that a key opens, for the night or day that the plain command would write.

    Raises:
        DiaryTrouble: the diary cannot be read.
    """
    present = context.present
    night = present.today if key in _BY_DAY else present.default_night
    recent = load_recent(context, night)
    scope = Scope(night, present, frozenset(stored.id for stored in recent.all_entries()), everything=True)
    asked = [each for each in questions(recent, scope, rated=True) if each.asks in _ASKED[key]]
    if any(each.asks == MINUTES for each in asked):  # it asks for both
        asked = [each for each in asked if each.asks != AWAKE]
    about = next((each.night for each in asked if each.night is not None), night)
    beside = [describe(stored.entry, recent.products or {}) for each in asked for stored in each.beside]
    return LogForm(_title(key, about, present), about, tuple(beside), tuple(_field(each) for each in asked))


def _title(key: str, night: date, present: Present) -> str:
    """Return `Legs tonight, Sun 22 Nov`; the night or the day is the one that the entry is filed under."""
    if key in _BY_DAY:
        return f"{_TITLES[key]}, day of {humanize.day(night)}"
    name = {present.tonight: "tonight, ", present.tonight - A_DAY: "last night, "}.get(night, "night of ")
    return f"{_TITLES[key]} {name}{humanize.day(night)}"


def _field(question: Question) -> LogField:
    of = None if question.substance == LEAF else user_text(Substance(question.substance).name)
    label = (of or "kratom") if question.asks == DOSE else _LABELS[question.asks]
    example = question_texts.answer_example(question.asks, is_leaf=of is None)
    if question.there:
        example = f"now {question.there}"
    names = ", ".join(VOCABULARIES["symptom"].names) if question.asks == SYMPTOMS else ""
    accepts = question_texts.accepted_answers(question.asks, question.last, of=of, names=names)
    if question.product is not None and not is_no_product(question.product):
        accepts = f"Of {user_text(question.product)}, if you name no other. {accepts}"
    return LogField(question, label, example, accepts)


def read_form(context: Context, typed: Sequence[tuple[LogField, str]], night: date) -> list[Request]:
    """Make the requests of the typed answers: those about one night's ratings, or its sleep, are one request.

    Raises:
        BadValue: an answer cannot be read; nothing of the form is stored then.
    """
    made: list[Request] = []
    for field, text in typed:
        for request in read_answers(context.present, field.question, text.strip(), field.question.night or night):
            _add(made, request)
    return made


def _add(made: list[Request], request: Request) -> None:
    for number, before in enumerate(made):
        if isinstance(before, LogNight) and isinstance(request, LogNight) and before.night == request.night:
            both = replace(before.rating, **_given(request.rating))
            made[number] = replace(before, rating=both, emptied=before.emptied | request.emptied)
            return
        if isinstance(before, LogSleep) and isinstance(request, LogSleep) and before.night == request.night:
            made[number] = replace(before, slept=replace(before.slept, **_given(request.slept)))
            return
    made.append(request)


def _given(parts: Rating | Slept) -> dict[str, Any]:
    return {each.name: value for each in fields(parts) if (value := getattr(parts, each.name)) is not None}


def unknown_name(context: Context, request: Request) -> str | None:
    """Return the question whether a name that is not in the list is kept as the person's own; None for a known one.

    Raises:
        BadValue: it can be no such name.
    """
    try:
        check_name(context, request)
    except UnknownName as error:
        if error.elsewhere is not None:
            raise
        return question_texts.keep_own_name(user_text(error.typed), error.what, error.near)
    return None
