"""Regular intake of magnesium, a medicine or a product: when it began, changed and stopped; how long it was steady.

No entry says that magnesium or a medicine was *not* taken. So days without it are counted among the kept days only:
days with an entry of any kind. A stretch without any entry is neither a stop nor, afterwards, a new beginning. Single
days that are missing or unusual change nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter

from legdiary.domain.stats.descriptive import median
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import Literal, TypeAlias

    Change = Literal["begun", "resumed", "taken", "changed", "stopped"]
    #: A half-open range of days.
    Days: TypeAlias = tuple[date, date]

#: Kept days in a row without it, after which the intake counts as stopped.
STOPPED_AFTER_DAYS = 7
#: Kept days needed before the first intake, to know that the intake began on that day.
BEGUN_AFTER_DAYS = 3
#: Logged days in a row with the same new amount or form, from which it counts as changed.
CHANGED_FROM_DAYS = 3
#: Days of intake needed before a stop; with fewer the intake is occasional, neither begun nor stopped.
REGULAR_FROM_DAYS = 3
#: The difference up to which two amounts of magnesium count as the same.
TOLERANCE_PERCENT = 10
#: Steady intake lacks the amount on at most one of any seven consecutive days.
_WEEK, _MISSED_A_WEEK = 7, 1

_BEGINNINGS: tuple[Change, ...] = ("begun", "resumed", "taken")


class TakenDay(NamedTuple):
    """The intake of one substance on one diary day.

    Attributes:
        day: the diary day.
        amount: the day's total in milligrams or as text; None where it does not matter.
        form: the form, where it is known.
    """

    day: date
    amount: int | str | None = None
    form: str | None = None


_DAY, _AMOUNT, _FORM = attrgetter("day"), attrgetter("amount"), attrgetter("form")


class IntakeChange(NamedTuple):
    """A change of regular intake.

    Attributes:
        on: the first day of the change; for a stop the first kept day without the intake.
        change: begun (for the first time in the diary), resumed (after a stop), taken (occasional intake, reported only
            the first time), changed (amount or form), stopped.
        was, now: the intake before and from that day on; None where there was none.
    """

    on: date
    change: Change
    was: TakenDay | None
    now: TakenDay | None


def intake_changes(taken: Sequence[TakenDay], kept: Sequence[date], within: Days | None = None) -> list[IntakeChange]:
    """Return the changes of one regular intake, in order.

    Args:
        taken: the intake, one item a day, in order.
        kept: every day of the diary with an entry of any kind, in order.
        within: the days whose changes are wanted; of those before and after, some are left out.
    """
    return _changes(runs_of(taken, kept), kept, within)


def _changes(
    runs: Sequence[Sequence[TakenDay]], kept: Sequence[date], within: Days | None = None
) -> list[IntakeChange]:
    found: list[IntakeChange] = []
    regular_before = False
    for number, run in enumerate(runs):
        over = kept_between(kept, run[-1].day, None) >= STOPPED_AFTER_DAYS
        first_ever = number == 0
        if over and len(run) < REGULAR_FROM_DAYS:
            if first_ever and is_known_to_begin(run[0].day, kept):
                found.append(IntakeChange(run[0].day, "taken", None, run[0]))
            continue
        if first_ever and is_known_to_begin(run[0].day, kept):
            found.append(IntakeChange(run[0].day, "begun", None, run[0]))
        elif not first_ever and len(run) >= REGULAR_FROM_DAYS:
            found.append(IntakeChange(run[0].day, "resumed" if regular_before else "begun", None, run[0]))
        regular_before = True
        stopped_on = kept[bisect_right(kept, run[-1].day)] if over else None
        if within and (run[0].day >= within[1] or (stopped_on is not None and stopped_on < within[0])):
            continue
        last = _append_changes(run, kept[-1], found)
        if stopped_on is not None:
            found.append(IntakeChange(stopped_on, "stopped", last, None))
    return sorted(found, key=lambda turn: turn.on)


class IntakeSpan(NamedTuple):
    """A stretch of intake in one amount and form, between two of the changes of `intake_changes`.

    Attributes:
        from_day: its first day with the intake.
        last_day: its last day with the intake.
        begins: the change that it begins with, `taken` for occasional intake; None where the diary was not kept long
            enough before to know whether it began then.
        ends: changed or stopped; None where it goes on, and for occasional intake.
        before_day: the day from which it counts as changed or stopped; None without such a day.
        amount: the usual amount a day; of occasional intake None where the days differ.
        form: the usual form, where one is known.
    """

    from_day: date
    last_day: date
    begins: Change | None
    ends: Change | None
    before_day: date | None
    amount: int | str | None
    form: str | None


def intake_spans(taken: Sequence[TakenDay], kept: Sequence[date], within: Days | None = None) -> list[IntakeSpan]:
    """Return one intake as spans, in order: regular ones between its changes, and occasional ones between those.

    Args:
        taken: the intake, one item a day, in order.
        kept: every day of the diary with an entry of any kind, in order.
        within: the days that the spans touch; without them all are returned.
    """
    found: list[IntakeSpan] = []
    occasional: list[TakenDay] = []
    runs = runs_of(taken, kept)
    changes = _changes(runs, kept, within)
    for run in runs:
        over = kept_between(kept, run[-1].day, None) >= STOPPED_AFTER_DAYS
        if over and len(run) < REGULAR_FROM_DAYS:
            occasional += run
            continue
        if occasional:
            found.append(_occasional_span(occasional))
            occasional = []
        found += _regular_spans(run, kept, changes, over=over)
    if occasional:
        found.append(_occasional_span(occasional))
    if within is None:
        return found
    from_day, before_day = within
    return [span for span in found if span.from_day < before_day and span.last_day >= from_day]


def _occasional_span(days: Sequence[TakenDay]) -> IntakeSpan:
    amounts, forms = {each.amount for each in days}, {each.form for each in days}
    amount = days[0].amount if len(amounts) == 1 else None
    form = days[0].form if len(forms) == 1 else None
    return IntakeSpan(days[0].day, days[-1].day, "taken", None, None, amount, form)


def _regular_spans(
    run: Sequence[TakenDay], kept: Sequence[date], changes: Sequence[IntakeChange], *, over: bool
) -> list[IntakeSpan]:
    first, last = run[0].day, run[-1].day
    turns = [turn for turn in changes if first < turn.on <= last and turn.change == "changed"]
    begins = next((turn.change for turn in changes if turn.on == first and turn.change in _BEGINNINGS), None)
    amount, form = run[0].amount, next((each.form for each in run if each.form is not None), None)
    found = []
    for turn in turns:
        before = run[bisect_left(run, turn.on, key=_DAY) - 1].day
        found.append(IntakeSpan(first, before, begins, "changed", turn.on, amount, form))
        first, begins = turn.on, "changed"
        if turn.now is not None:
            amount, form = turn.now.amount or amount, turn.now.form or form
    stopped_on = kept[bisect_right(kept, last)] if over else None
    return [*found, IntakeSpan(first, last, begins, "stopped" if over else None, stopped_on, amount, form)]


def is_known_to_begin(day: date, kept: Sequence[date]) -> bool:
    """Return whether the diary was kept long enough before a day to know that an intake began on it."""
    return bisect_left(kept, day) >= BEGUN_AFTER_DAYS


def kept_between(kept: Sequence[date], after: date, before: date | None) -> int:
    """Return the number of kept days between two days, both excluded; without `before`, up to the last kept day."""
    end = len(kept) if before is None else bisect_left(kept, before)
    return end - bisect_right(kept, after)


def runs_of(taken: Sequence[TakenDay], kept: Sequence[date]) -> list[list[TakenDay]]:
    """Split the days of intake wherever it had stopped in between."""
    runs: list[list[TakenDay]] = []
    for each in taken:
        if runs:
            last = runs[-1][-1].day
            # Over so few days of the calendar it cannot have stopped, whichever of them were kept.
            is_near = (each.day - last).days <= STOPPED_AFTER_DAYS
            if is_near or kept_between(kept, last, each.day) < STOPPED_AFTER_DAYS:
                runs[-1].append(each)
                continue
        runs.append([each])
    return runs


def _append_changes(run: Sequence[TakenDay], last_kept: date, found: list[IntakeChange]) -> TakenDay:
    """Append the lasting changes of amount and form to `found`; return the final intake.

    The diary's last day may not be over, so its total is not compared.
    """
    whole = [each for each in run if each.day < last_kept]
    amounts = _lasting_changes([(each.day, each.amount) for each in whole])
    forms = _lasting_changes([(each.day, each.form) for each in whole])
    going = run[0]
    if going.form is None:
        going = going._replace(form=next((each.form for each in run if each.form is not None), None))
    for on in sorted({*amounts, *forms}):
        form = str(forms[on]) if on in forms else going.form
        now = TakenDay(on, amounts.get(on, going.amount), form)
        was, becomes = (
            of._replace(amount=of.amount if on in amounts else None, form=of.form if on in forms else None)
            for of in (going, now)
        )
        found.append(IntakeChange(on, "changed", was, becomes))
        going = now
    return going


def _lasting_changes(days: Sequence[tuple[date, int | str | None]]) -> dict[date, int | str]:
    """Return the lasting changes of a value: first day → new value, kept for at least three logged days in a row."""
    found: dict[date, int | str] = {}
    going: int | str | None = None
    others: list[tuple[date, int | str]] = []
    for day, value in days:
        if value is None:
            continue
        if going is None or is_same_amount(going, value):
            going, others = value if going is None else going, []
        else:
            agrees = others and is_same_amount(others[0][1], value)
            others = [*others, (day, value)] if agrees else [(day, value)]
        if len(others) == CHANGED_FROM_DAYS:
            on, going = others[0]
            found[on], others = going, []
    return found


def is_same_amount(going: float | str, other: float | str) -> bool:
    """Return whether two amounts count as the same: numbers within a tenth of `going`, texts only if equal."""
    if isinstance(going, str) or isinstance(other, str):
        return going == other
    return 100 * abs(other - going) <= TOLERANCE_PERCENT * going


# ---------------------------------------------------------------------- steady intake


class SteadyStretch(NamedTuple):
    """A stretch of steady intake up to the end of a range.

    Attributes:
        amount_mg: the amount: the median of the last seven days.
        from_day, before_day: the stretch, half-open.
        counted: the number of its days with that amount, within the tolerance.
    """

    amount_mg: float
    from_day: date
    before_day: date
    counted: int

    @property
    def days(self) -> int:
        """The number of days of the stretch."""
        return (self.before_day - self.from_day).days


def steady_stretch(taken: Sequence[TakenDay], before_day: date) -> SteadyStretch | None:
    """Return the stretch before a day in which at most one of any seven days lacks the amount; None under a week."""
    by_day = {each.day: each.amount for each in taken if isinstance(each.amount, int)}
    last = [by_day[day] for n in range(1, _WEEK + 1) if (day := before_day - n * A_DAY) in by_day]
    if len(last) < _WEEK - _MISSED_A_WEEK:
        return None
    amount = median(last)
    missed: list[date] = []
    day = from_day = before_day
    counted = 0
    while True:
        day -= A_DAY
        if day in by_day and is_same_amount(amount, by_day[day]):
            from_day = day
            counted += 1
            continue
        missed.append(day)
        if len(missed) > _MISSED_A_WEEK and (missed[-1 - _MISSED_A_WEEK] - day).days < _WEEK:
            break
    found = SteadyStretch(amount, from_day, before_day, counted)
    return found if found.days >= _WEEK else None
