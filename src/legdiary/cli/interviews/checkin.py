"""`checkin`: asks for the night, question by question.

It stores nothing in a way of its own: an answer becomes the request that the plain command would make of it
(`app.checkin.answers`), and is stored at once. So Ctrl-C loses nothing. The first question is shown before the modules
for the answers are imported: that happens while the person types. It prints plain lines only.
"""

from __future__ import annotations

from contextlib import suppress

from legdiary import humanize, question_texts
from legdiary.app.checkin.recent import load_recent
from legdiary.app.checkin.skips import keep_skips, load_skips
from legdiary.app.log.typed_fields import read_night
from legdiary.cli.interviews.interview import BACK, HELP, SAME, Interview, as_sentence
from legdiary.cli.shared_answers import show_first_use_note
from legdiary.domain.checkin.question import DOSE, FACTORS, MEDICINE, SLEEP, SYMPTOMS, TOTAL
from legdiary.domain.checkin.questions import Scope, questions, subjects
from legdiary.domain.checkin.skips import count_skips, hidden, newly_hidden
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.dose_rules import UnknownProduct, is_no_product
from legdiary.domain.time.moments import A_DAY, HOUR
from legdiary.errors import DiaryTrouble, LegdiaryError, Refused
from legdiary.humanize import user_text
from legdiary.question_texts import Told
from legdiary.render.terminal.layout import line, wrapped
from legdiary.util.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path
    from typing import Annotated

    import typer

    from legdiary.app.log.dispatch import Request, Result
    from legdiary.cli.command_line.options import ConfirmOption, JsonOption, NightOption
    from legdiary.cli.session import Session
    from legdiary.domain.checkin.question import Question, Subject
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.time.moments import Moment
    from legdiary.render.terminal.layout import Line

#: The setting by which everything is asked every night.
ALL = "all"


class NobodyToAsk(Refused):
    """A check-in without a terminal."""

    def __init__(self) -> None:
        super().__init__(
            "checkin asks at a terminal, but there is none; use night, sleep, kratom and magnesium",
            "legdiary night --help",
        )


def checkin(
    ctx: typer.Context,
    night_word: NightOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Ask for everything, also what you usually skip.")] = False,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """The night, question by question; every answer is stored at once.

    Enter skips or keeps, '.' takes the last value, 'b' goes back, '?' explains. Ctrl-C stops and keeps your answers.
    What you skip three times in a row is no longer asked, until `--all`.
    """
    session: Session = ctx.obj
    night = read_night(session.present, night_word)
    if not session.can_ask:
        raise NobodyToAsk
    everything = everything or session.settings.checkin == ALL
    session.take_inbox()  # what a phone has logged of the night is not asked again
    Talk(session, night, everything=everything).hold(as_json=json)


class Talk:
    """A check-in: its questions and answers."""

    def __init__(self, session: Session, night: date | None, *, everything: bool = False) -> None:
        self._session = session
        self._interview = Interview(session)
        # Kept from the session until the questions end: an interrupted check-in must not end with exit code 0.
        self._context = replace(session.context, stored=self._note_stored, begun=self._note_begun)
        self._has_stored, self._kept = False, 0
        self._begun: Path | None = None
        self._night = session.present.default_night if night is None else night
        self._told: set[Subject] = set()
        self._first_of: dict[str, None] = {}
        self._passed: dict[tuple[str, date], None] = {}
        self._recent = load_recent(self._context, self._night)
        self._is_first = self._recent.is_first
        self._skips = load_skips(self._context.diary_file)
        self._before = {stored.id: stored for stored in self._recent.all_entries()}
        self._scope = Scope(
            self._night,
            session.present,
            frozenset(self._before),
            hidden(self._skips, self._recent),
            everything,
            named=night is not None and night != session.present.default_night,
        )

    def _note_stored(self) -> None:
        self._has_stored = True

    def _note_begun(self, path: Path) -> None:
        self._begun = path

    def hold(self, *, as_json: bool, keys_are_known: bool = False) -> None:
        """Ask all questions, until the input ends or Ctrl-C; then show what was stored."""
        self._open(keys_are_known=keys_are_known)
        try:
            self._ask_all()
        except KeyboardInterrupt:
            with suppress(LegdiaryError):
                self._end(as_json=as_json)
            raise
        except LegdiaryError as error:
            if not self._has_stored:
                raise
            self._session.stored = True  # answers are stored: nothing may say that the command did nothing
            self._session.warn(question_texts.stopped(error.cause, self._kept))
            with suppress(LegdiaryError):
                self._end(as_json=as_json)
            return
        self._session.stored = self._has_stored  # whatever happens to the answer, the exit code is 0 now
        self._end(as_json=as_json)

    def _open(self, *, keys_are_known: bool) -> None:
        if self._is_first:
            self._interview.headline(question_texts.FIRST_ENTRY)
        if not keys_are_known:
            self._interview.headline(
                question_texts.CHECKIN_KEYS_LONG if self._is_first else question_texts.CHECKIN_KEYS
            )
        self._interview.headline("")
        name = self._night_name(self._night)
        self._interview.headline(f"{name[:1].upper()}{name[1:]}, {humanize.long_day(self._night)}")
        self._interview.headline("")

    # ------------------------------------------------------------------ asking

    def _ask_all(self) -> None:
        at, trail, put = 0, list[int](), True
        numbers = subjects(self._recent, self._scope)
        while at < len(asked := questions(self._recent, self._scope)):
            question = asked[at]
            if put:
                is_part = at > 0 and asked[at - 1].subject == question.subject
                self._put(question, 0 if is_part else _number(question, numbers), len(numbers))
            put = True
            _load()
            typed = self._interview.read()
            if typed is None:  # the end of input
                return
            if typed == SAME and question.there and (question.asks == DOSE or not question.last):
                typed = ""  # it keeps what is shown, as Enter does
            typed = _without_command(question, typed)
            if typed.lower() == BACK:
                at = trail.pop() if trail else 0
            elif typed == HELP:
                self._explain(question)
                put = False
            elif not typed:
                self._note_passed(question)
                at = self._go_on(question, typed, at, trail)
            elif (stored := self._store(question, typed)) is None:
                put = False
            else:
                at = self._go_on(question, typed, at, trail)
                put = not (
                    stored and question.asks == DOSE and question.entry_id is None and self._asks_on(question, at)
                )

    def _asks_on(self, question: Question, at: int) -> bool:
        """Return whether the next question is for one more dose of the same: then only its mark is shown."""
        asked = questions(self._recent, self._scope)
        return at < len(asked) and asked[at].subject == question.subject and asked[at].stored is None

    def _go_on(self, question: Question, typed: str, at: int, trail: list[int]) -> int:
        from legdiary.app.checkin.answers import count_settled

        trail.append(at)
        return at + count_settled(question, typed)

    def _note_passed(self, question: Question) -> None:
        if question.stored is None:
            for name in question.keys:
                self._passed[name, question.night or self._night] = None

    def _put(self, question: Question, number: int, total: int) -> None:
        text = question_texts.checkin_question(question.asks, self._words_for(question))
        self._interview.put(text, number, total)
        if question.beside and question.subject not in self._told:
            from legdiary.render.terminal.entry_line import describe

            beside = ", ".join(describe(stored.entry, self._recent.products or {}) for stored in question.beside)
            self._interview.tell(question_texts.checkin_beside(beside))
        self._told.add(question.subject)

    def _words_for(self, question: Question) -> Told:
        night = question.night or self._night
        has_product = question.product is not None and not is_no_product(question.product)
        name = self._night_name(night)
        return Told(
            night="so far tonight"
            if question.so_far
            else f"{name} ({humanize.day(night)})"
            if self._is_vague(question, night)
            else name,
            there=question.there,
            last=question.last,
            product=user_text(question.product) if question.product and has_product else None,
            of=user_text(question.name) if question.asks == MEDICINE else _name(question),
            since=humanize.clock_before(question.since, self._session.present.now) if question.since else None,
            day="today" if night == self._session.present.today else f"on {humanize.day(night)}",
            can_be_none=question.can_be_none,
            so_far=question.so_far,
        )

    def _is_vague(self, question: Question, night: date) -> bool:
        """Return whether the night of a sleep needs its date: in the small hours, `last night` may be misread."""
        return question.asks in {SLEEP, TOTAL} and night == self._session.present.last_night - A_DAY

    def _night_name(self, night: date) -> str:
        present = self._session.present
        if night == present.tonight:
            return "tonight"
        return "last night" if night == present.tonight - A_DAY else "that night"

    def _explain(self, question: Question) -> None:
        names = ""
        if question.asks in {SYMPTOMS, FACTORS}:
            from legdiary.domain.entries.name_vocabulary import VOCABULARIES

            names = ", ".join(VOCABULARIES["symptom" if question.asks == SYMPTOMS else "factor"].names)
        self._interview.tell(question_texts.checkin_help(question.asks, question.last, of=_name(question), names=names))

    def _store(self, question: Question, typed: str) -> bool | None:
        """Store an answer.

        Returns:
            Whether there was something to store; None if it is refused, and the reason is shown.
        """
        from legdiary.app.checkin.answers import read_answers

        try:
            night = question.night or self._night
            if (asked := self._with_product(question, typed, night)) is None:
                return None
            read = read_answers(self._session.present, asked, typed, night)
            requests = [known for each in read if (known := self._with_known_name(each))]
            if len(requests) < len(read):
                return None
            for request in requests:
                self._carry_out(request)
        except DiaryTrouble as error:
            if not self._has_stored:
                raise
            self._interview.tell(f"{as_sentence(error.cause)} {question_texts.NOT_STORED}")
            return None
        except LegdiaryError as error:
            self._interview.refuse(error)
            if isinstance(error, UnknownProduct) and error.hint:
                self._interview.tell(question_texts.later(self._session.complete(error.hint)))
            return None
        return bool(requests)

    def _with_product(self, question: Question, typed: str, night: date) -> Question | None:
        """Return the question with a product, which is asked for and stored where a dose needs one; None without it."""
        from legdiary.app.checkin.answers import dose_without_product

        present = self._session.present
        if (dose := dose_without_product(present, question, typed, night)) is None:
            return question
        self._interview.put(question_texts.which_product(_name(question) or ""))
        name = self._interview.read()
        if not name:
            return None
        known = {each.name.casefold() for each in (self._recent.products or {}).values()}
        if name.casefold() not in known:
            from legdiary.app.products import read_product, store_product

            weight = None
            if dose.amount.pieces is not None:
                self._interview.put(question_texts.piece_weight(dose.amount.pieces.what))
                weight = self._interview.read() or None
            request = read_product(present, name, kind=question.substance, new=True, capsule=weight)
            self._session.carry_out(lambda yes: store_product(self._context, request, yes), ask=self._interview.confirm)
            self._kept += 1
        return replace(question, product=name)

    def _with_known_name(self, request: Request) -> Request | None:
        """Return the request, its name kept as the person's own where they say so; None where they do not."""
        from legdiary.app.checkin.listed_answers import check_name, with_own_name
        from legdiary.domain.entries.name_vocabulary import UnknownName

        try:
            check_name(self._context, request)
        except UnknownName as error:
            if error.elsewhere is not None:  # a symptom among what helped: no name of their own
                raise
            question = question_texts.keep_own_name(user_text(error.typed), error.what, error.near)
            return with_own_name(request) if self._interview.confirm(question) else None
        return request

    def _carry_out(self, request: Request) -> None:
        from legdiary.app.log.dispatch import first_of_kind, store
        from legdiary.render.terminal.answers.log_answers import below_entry

        answered = self._session.carry_out(lambda yes: store(self._context, request, yes), ask=self._interview.confirm)
        made: Result = answered  # type: ignore[assignment] # mypy infers only `object` from the union
        self._kept += 1
        if kind := first_of_kind(made):
            self._first_of[kind] = None
        self._recent = load_recent(self._context, self._night)
        for each in (
            *_repeated(made, self._session.present.now),
            *below_entry(made, self._session.present.now, self._session.complete),
        ):
            self._interview.tell(each)

    # ------------------------------------------------------------------ the end

    def _end(self, *, as_json: bool) -> None:
        """Print a line for each entry stored, and what is no longer asked."""
        from legdiary.render.json import log_answers as documents
        from legdiary.render.terminal.answers import log_answers

        if self._begun is not None:
            self._session.warn(f"began a new diary at {self._begun}")
        show_first_use_note(self._session, *self._first_of)
        self._recent = load_recent(self._context, self._night)
        now = [(self._before.get(new.id), new) for new in self._recent.all_entries()]
        made = [(old, new) for old, new in now if old != new]
        names = self._recent.products or {}
        lines: list[Line] = []
        for old, new in made:
            lines += self._wrapped(log_answers.change_lines(old, new, names))
        if not made:
            lines = self._wrapped(question_texts.CHECKIN_NOTHING)
        if (hidden_now := self._keep_skips()) and not self._scope.everything:
            lines += self._wrapped(question_texts.no_longer_asked(hidden_now))
        if self._is_first and made:
            lines += self._next_lines()
        self._session.answer(lines, lambda: documents.checkin(self._night, made, names), as_json=as_json)

    def _wrapped(self, text: str) -> list[Line]:
        return wrapped(text, self._session.page.width)

    def _keep_skips(self) -> tuple[str, ...]:
        """Count what was skipped; return the names of what is no longer asked from now on."""
        after = count_skips(self._skips, self._recent, self._night, self._passed)
        if after != self._skips and not self._scope.named:
            keep_skips(self._context.diary_file, after)
        return newly_hidden(self._skips, after) if not self._scope.named else ()

    def _next_lines(self) -> list[Line]:
        said = [f"{what}: {self._session.complete(command)}" for what, command in question_texts.CHECKIN_NEXT]
        together = "     ".join(said)
        shown = [together] if len(together) <= self._session.page.width else said
        return [[], *(line(each) for each in shown), *self._wrapped(question_texts.DASH_IS_NOT_LOGGED)]


#: From 3:00 to noon the legs seldom begin; a dose that is so many hours old may be of the other half of the day.
_MORNING_MIN, _NOON_MIN, _LONG_AGO_H = 3 * 60, 12 * 60, 8


def _repeated(made: Result, now: Moment) -> list[str]:
    """Return the line that repeats what is easily typed for another time: sleep, a dose hours ago, a morning onset."""
    new: Stored | None = made.new
    if new is None:
        return []
    old: Stored | None = made.old
    if new.entry.kind == SLEEP:
        return _repeated_sleep(old, new)
    if new.entry.kind == "night":
        onset = new.entry.onset_min
        is_new = old is None or old.entry.onset_min != onset
        in_the_morning = onset is not None and _MORNING_MIN <= onset < _NOON_MIN
        return [question_texts.began_in_the_morning(humanize.clock(onset))] if is_new and in_the_morning else []
    at = getattr(new.entry, "at", None)
    if new.entry.kind != "kratom" or at is None or (old is not None and old.entry.at == at):
        return []
    hours = (now.utc_s - at.utc_s) // HOUR
    return [question_texts.dose_long_ago(humanize.clock_before(at, now), hours)] if hours >= _LONG_AGO_H else []


def _repeated_sleep(old: Stored | None, new: Stored) -> list[str]:
    if new.entry.bed is None or new.entry.wake is None:
        return []
    if old is not None and (old.entry.bed, old.entry.wake) == (new.entry.bed, new.entry.wake):
        return []
    from legdiary.domain.entries.sleep import sleep_figures
    from legdiary.domain.time.moments import format_minutes

    long = sleep_figures(new.entry).tib_min
    bed, wake = humanize.clock_of(new.entry.bed), humanize.clock_of(new.entry.wake)
    return [] if long is None else [question_texts.in_bed(bed, wake, format_minutes(long))]


def _number(question: Question, numbers: Sequence[Subject]) -> int:
    """Return the number of a question's subject; 0 where it has none."""
    return numbers.index(question.subject) + 1 if question.subject in numbers else 0


def _name(question: Question) -> str | None:
    """Return the name of the substance that a question is about; None for leaf, and for what is no dose."""
    if question.substance == LEAF:
        return None
    from legdiary.domain.entries.substances import Substance

    return user_text(Substance(question.substance).name)


def _without_command(question: Question, typed: str) -> str:
    from legdiary.app.checkin.answers import without_command

    return without_command(question, typed)


def _load() -> None:
    """Import the modules that the answers need, while the person types."""
    import legdiary.app.checkin.answers
    import legdiary.app.checkin.listed_answers
    import legdiary.app.log.dispatch
    import legdiary.render.terminal.answers.log_answers  # noqa: F401
