"""Trials: make one, ask the coin about tonight, say what was done, look at the answer.

A draw is made here, when its pair begins, and stored at once. A draw that was taken back is not made a second time: it
comes back as history has it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from legdiary.app.log.typed_fields import MissingValue, read_night
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.coin import Draw
from legdiary.domain.entries.stored_entry import NothingGiven
from legdiary.domain.input.night_vocabulary import UnknownWord
from legdiary.domain.input.text import check_name
from legdiary.domain.trials.refusals import check_trial_name
from legdiary.domain.trials.trial import (
    LEAST_PAIRS,
    MOST_PAIRS,
    NO,
    SCORES,
    SEVERITY,
    TOTAL_SLEEP,
    YES,
    Trial,
    with_answer,
)
from legdiary.errors import BadValue, Refused, quote_typed
from legdiary.store.entry_rows import Change
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.time.moments import Present
    from legdiary.domain.trials.result import TrialResult
    from legdiary.store.diary import Diary

_A_DAY = timedelta(days=1)
_LIST = "legdiary list --kind trial"
_NEW = "legdiary trial new --help"


class NoTrial(Refused):
    """No trial at all, or none of that name."""

    def __init__(self, *, named: bool = False) -> None:
        what = "there is no trial of that name" if named else "there is no trial yet"
        super().__init__(what, _LIST if named else _NEW)


class NotInTrial(Refused):
    """A night that is in no pair of the trial."""

    def __init__(self, night: date) -> None:
        super().__init__(f"the night of {night} is in no pair of a trial, so there is nothing to log", "legdiary trial")


class SeveralTrials(Refused):
    """A night that is in pairs of several trials."""

    def __init__(self, night: date) -> None:
        super().__init__(f"several trials have the night of {night}; add --name", _LIST)


class SameTrial(Refused):
    """A second trial of the same name on one day."""

    def __init__(self, number: int) -> None:
        super().__init__(f"a trial of that name was already made that day (#{number})", "legdiary trial")


class TrialIsRunning(Refused):
    """A change of something that is fixed after the first toss."""

    def __init__(self) -> None:
        super().__init__(
            "the number of pairs and the score of a trial can't be changed after the first draw",
            "legdiary trial new --help",
        )


class NotPairs(BadValue):
    """Not a number of pairs that a trial can have."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"{quote_typed(typed)!r} is not a number of pairs; write {LEAST_PAIRS} to {MOST_PAIRS}: under "
            f"{LEAST_PAIRS} "
            "pairs chance alone explains every result"
        )


@dataclass(frozen=True, slots=True)
class MakeTrial:
    """A request for a new trial."""

    name: str
    pairs: int
    score: str = SEVERITY


@dataclass(frozen=True, slots=True)
class ChangeTrial:
    """A request to change a trial; None leaves a part unchanged."""

    entry_id: int
    name: str | None = None
    pairs: int | None = None
    score: str | None = None


@dataclass(frozen=True, slots=True)
class SayDone:
    """A request to say whether it was done in a night.

    Attributes:
        night: the night.
        done: whether it was done.
        name: the trial's name; None where only one trial has the night.
    """

    night: date
    done: bool
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Tonight:
    """The coin's word on one trial.

    Attributes:
        stored: the trial.
        night: the night.
        draw: the draw of the pair that has the night; None before the first and after the last pair.
        pair: the number of that pair, from 1 on.
        drawn_now: whether the coin was tossed by this command.
        is_over: whether every pair has passed.
    """

    stored: Stored
    night: date
    draw: Draw | None
    pair: int
    drawn_now: bool
    is_over: bool

    @property
    def trial(self) -> Trial:
        """The trial."""
        found: Trial = self.stored.entry
        return found

    @property
    def with_it(self) -> bool | None:
        """True where the night has the thing that is tried; None where no pair has the night."""
        return None if self.draw is None else self.draw.chosen(1) == self.night


@dataclass(frozen=True, slots=True)
class TrialShown:
    """A trial and, once it is over or on request, its answer.

    Attributes:
        stored: the trial.
        is_over: whether every pair has passed.
        looks: how often the answer was looked at before the end, this time included.
        result: the answer; None before the end unless it was asked for.
        others: the other trials.
    """

    stored: Stored
    is_over: bool
    looks: int
    result: TrialResult | None
    others: tuple[Trial, ...]

    @property
    def trial(self) -> Trial:
        """The trial."""
        found: Trial = self.stored.entry
        return found


# ---------------------------------------------------------------------- making and changing


def read_trial(
    name: str | None, *, pairs: str | None = None, score: str | None = None, entry_id: int | None = None
) -> MakeTrial | ChangeTrial:
    """Make the request from typed words: for a new trial or, with an entry's number, for a change.

    Raises:
        BadValue: something cannot be read, or is missing.
    """
    named = None if name is None else check_name(name, "trial")
    count = None if pairs is None else _read_pairs(pairs)
    word = None if score is None else score.strip().lower().replace(" ", "-").replace("_", "-")
    if word is not None and word not in SCORES:
        raise UnknownWord("score", word, SCORES)
    if entry_id is not None:
        if named is None and count is None and word is None:
            raise NothingGiven("a name, --pairs or --score", f"legdiary edit {entry_id} --help")
        return ChangeTrial(entry_id, named, count, word)
    if named is None:
        raise MissingValue("what is tried", _NEW)
    if count is None:
        raise MissingValue("the number of pairs (--pairs)", _NEW)
    return MakeTrial(named, count, word or SEVERITY)


def _read_pairs(typed: str) -> int:
    text = typed.strip()
    short = text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_PAIRS))
    if not short or not LEAST_PAIRS <= int(text) <= MOST_PAIRS:
        raise NotPairs(typed)
    return int(text)


@return_questions
def store_trial(context: Context, request: MakeTrial | ChangeTrial, yes: Yes = NOTHING) -> Change:
    """Carry out any request about a trial.

    Raises:
        NoTrialOfMagnesium, NoTrialOfDoses: what a coin may not choose.
        LegdiaryError: it cannot be carried out; nothing is stored.
    """
    if isinstance(request, ChangeTrial):
        return _change(context, request, yes)
    if context.is_diary_missing:
        check_trial_name(request.name, ())
    trial = Trial(context.present.tonight, request.name, request.pairs, request.score)
    with context.open_for_writing(yes) as diary:
        check_trial_name(trial.name, _taken(diary))

        def check(inside: Diary) -> None:
            _check_alone(trial, inside.entries_on(Trial.kind, trial.began_on))

        stored = diary.add(trial, context.present, check=check)
    return Change(stored.id, Trial.kind, None, stored)


def _change(context: Context, request: ChangeTrial, yes: Yes) -> Change:
    with context.open_existing(yes) as diary:
        if request.name is not None:
            check_trial_name(request.name, _taken(diary))

        def build(old: Trial) -> Trial:
            new = replace(
                old, name=request.name or old.name, pairs=request.pairs or old.pairs, score=request.score or old.score
            )
            if old.draws and (new.pairs, new.score) != (old.pairs, old.score):
                raise TrialIsRunning
            others = [each for each in diary.entries_on(Trial.kind, old.began_on) if each.id != request.entry_id]
            _check_alone(new, others)
            return new

        return diary.edit(request.entry_id, build, context.present)


def _check_alone(trial: Trial, others: Sequence[Stored]) -> None:
    for other in others:
        if other.entry.name == trial.name:
            raise SameTrial(other.id)


def _taken(diary: Diary) -> list[str]:
    return [*diary.names("medicine"), *(stored.entry.name for stored in diary.products())]


# ---------------------------------------------------------------------- tonight


@return_questions
def ask_coin(context: Context, yes: Yes = NOTHING) -> list[Tonight]:
    """Return what the coin says for tonight, of every trial that is not over; toss it where a pair begins tonight.

    Raises:
        NoTrial: there is none.
        DiaryTrouble: the diary cannot be read or written.
    """
    night = context.present.tonight
    with context.open_for_reading() as diary:
        trials = _trials(diary)
    if not trials:
        raise NoTrial
    if any(stored.entry.needs_draw(night) for stored in trials):
        with context.open_existing(yes) as diary:
            now = [_draw(context, diary, stored, night) for stored in _trials(diary)]
        return [_tonight(stored, night, drawn_now=drawn) for stored, drawn in now if _matters(stored, night)]
    running = [stored for stored in trials if _matters(stored, night)]
    return [_tonight(stored, night) for stored in running or trials[-1:]]


def _matters(stored: Stored, night: date) -> bool:
    return not stored.entry.is_over(night)


def _draw(context: Context, diary: Diary, stored: Stored, night: date) -> tuple[Stored, bool]:
    """Return a trial with the draw of the pair that begins with a night, and whether the coin was tossed for it."""
    if not stored.entry.needs_draw(night):
        return stored, False
    former = [tuple(line.new.get("draws") or ()) for line in diary.history(stored.id) if line.new]
    tossed: list[str] = []

    def build(old: Trial) -> Trial:
        while old.needs_draw(night):
            known = len(old.draws)
            again = next((each[known] for each in former if len(each) > known and each[:known] == old.draws), None)
            if again is None:
                tossed.append(again := Draw(night, context.toss()).word)
            old = replace(old, draws=(*old.draws, again))
        return old

    return diary.edit(stored.id, build, context.present).stored, bool(tossed)


def _tonight(stored: Stored, night: date, *, drawn_now: bool = False) -> Tonight:
    trial: Trial = stored.entry
    draw = trial.draw_on(night)
    pair = 0 if draw is None else trial.draws.index(draw.word) + 1
    return Tonight(stored, night, draw, pair, drawn_now and draw is not None, trial.is_over(night))


def _trials(diary: Diary) -> list[Stored]:
    return diary.entries_between(Trial.kind, date.min, date.max)


# ---------------------------------------------------------------------- what was done


def read_done(present: Present, said: str | None, *, night: str | None = None, name: str | None = None) -> SayDone:
    """Make the request from typed words.

    Raises:
        BadValue: something cannot be read, or is missing.
    """
    if said is None:
        raise MissingValue("yes or no", "legdiary trial did --help")
    word = said.strip().lower()
    if word not in {YES, NO}:
        raise UnknownWord("answer", word, (YES, NO))
    chosen = read_night(present, night) or present.default_night
    return SayDone(chosen, word == YES, None if name is None else check_name(name, "trial"))


@return_questions
def store_done(context: Context, request: SayDone, yes: Yes = NOTHING) -> Change:
    """Store whether it was done in a night.

    Raises:
        NoTrial, NotInTrial, SeveralTrials: there is no trial, or not one, that has the night.
        DiaryTrouble: the diary cannot be changed.
    """
    with context.open_existing(yes) as diary:
        trials = _trials(diary)
        if request.name is not None:
            trials = _named(trials, request.name)
        elif not trials:
            raise NoTrial
        found = [stored for stored in trials if stored.entry.draw_on(request.night) is not None]
        if not found:
            raise NotInTrial(request.night)
        if len(found) > 1:
            raise SeveralTrials(request.night)

        def build(old: Trial) -> Trial:
            return replace(old, did=with_answer(old.did, request.night, done=request.done))

        return diary.edit(found[0].id, build, context.present)


def _named(trials: Sequence[Stored], name: str) -> list[Stored]:
    found = [stored for stored in trials if stored.entry.name.casefold() == name.casefold()]
    if not found:
        raise NoTrial(named=True)
    return found


# ---------------------------------------------------------------------- the answer


@return_questions
def show_trial(context: Context, name: str | None, yes: Yes = NOTHING, *, peek: bool = False) -> TrialShown:
    """Return a trial, with its answer once it is over; before that only with `peek`, which is counted and stored.

    Args:
        context: the surroundings.
        name: the trial's name; None for the one made last.
        yes: what the person has said yes to.
        peek: look at the answer before the end.

    Raises:
        NoTrial: there is none, or none of that name.
        DiaryTrouble: the diary cannot be read or written.
    """
    night = context.present.tonight
    with context.open_for_reading() as diary:
        trials = _trials(diary)
        stored = _chosen(trials, name)
        looks = _looks(diary, stored)
        scores = _scores(diary, stored.entry)
    is_over = stored.entry.is_over(night)
    if peek and not is_over:
        looks += 1
        with context.open_existing(yes) as diary:
            stored = diary.edit(stored.id, lambda old: replace(old, looks=looks), context.present).stored
    from legdiary.domain.trials.result import trial_result

    result = trial_result(stored.entry, scores, night) if is_over or peek else None
    others = tuple(each.entry for each in trials if each.id != stored.id)
    return TrialShown(stored, is_over, looks, result, others)


def _chosen(trials: Sequence[Stored], name: str | None) -> Stored:
    if not trials:
        raise NoTrial
    return max(trials if name is None else _named(trials, name), key=lambda stored: (stored.entry.began_on, stored.id))


def _looks(diary: Diary, stored: Stored) -> int:
    """Return how often the answer was looked at: a look that was taken back counts, since it was seen."""
    told = [line.new.get("looks") or 0 for line in diary.history(stored.id) if line.new]
    return int(max([stored.entry.looks, *told]))


def _scores(diary: Diary, trial: Trial) -> dict[date, float]:
    """Return the scores of the nights of a trial, by night."""
    draws = list(trial.each_draw())
    if not draws:
        return {}
    first, before = draws[0].begins_on, draws[-1].begins_on + 2 * _A_DAY
    if trial.score == TOTAL_SLEEP:
        from legdiary.domain.entries.sleep import sleep_figures

        sleeps = [each.entry for each in diary.entries_between("sleep", first, before)]
        slept = {sleep.night_of: sleep_figures(sleep).tst_min for sleep in sleeps}
        return {night: minutes for night, minutes in slept.items() if minutes is not None}
    field = trial.score.replace("-", "_")
    nights = [each.entry for each in diary.entries_between("night", first, before)]
    return {night.night_of: getattr(night, field) for night in nights if getattr(night, field) is not None}
