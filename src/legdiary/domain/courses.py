"""What is taken day after day: when it began, changed and stopped, and how long it has been steady.

Nothing says that magnesium or a medicine was *not* taken, so the days without it are counted among the kept days: those
with an entry of any kind. A stretch without any entry counts for neither side: it is no stop, and what is logged again
after it did not begin there. Single days, left out or odd, turn nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Literal, NamedTuple

from legdiary.domain.levels import median
from legdiary.domain.moments import A_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

#: Kept days in a row without it: then it has stopped.
STOPPED_AFTER_DAYS = 7
#: Kept days of the diary before its first day: fewer, and it is not known to have begun then.
BEGUN_AFTER_DAYS = 3
#: Logged days in a row that agree: then its amount or form has changed.
CHANGED_FROM_DAYS = 3
#: Taken on fewer days than this before it stopped: once in a while, neither begun nor stopped.
REGULAR_FROM_DAYS = 3
#: What two amounts of magnesium may differ by and still be the same.
TOLERANCE_PERCENT = 10
#: In seven days running at most one may lack the amount, or the intake is not steady.
_WEEK, _MISSED_A_WEEK = 7, 1

Change = Literal["begun", "resumed", "taken", "changed", "stopped"]


class TakenDay(NamedTuple):
    """What was taken of one thing on one diary day.

    Attributes:
        day: the diary day.
        amount: the day's total: milligrams, or in words; None where it does not matter.
        form: the form, where it was said.
    """

    day: date
    amount: int | str | None = None
    form: str | None = None


class Turn(NamedTuple):
    """A day on which a course turned.

    Attributes:
        on: the first day it was otherwise; of a stop the first kept day without it.
        change: begun (for the first time in the diary), resumed (after a stop), taken (once in a while, of which only
            the first time is told), changed (its amount, its form), stopped.
        was, now: what was taken before and from then on; None where nothing was.
    """

    on: date
    change: Change
    was: TakenDay | None
    now: TakenDay | None


def turns(taken: Sequence[TakenDay], kept: Sequence[date]) -> list[Turn]:
    """The days on which a course turned, in order.

    Args:
        taken: what was taken, one a day, in order of the days.
        kept: every day of the diary with an entry of any kind, in order.
    """
    found: list[Turn] = []
    regular_before = False
    runs = _runs(taken, kept)
    for number, run in enumerate(runs):
        over = _days_within(kept, run[-1].day, None) >= STOPPED_AFTER_DAYS
        first_ever = number == 0
        if over and len(run) < REGULAR_FROM_DAYS:
            if first_ever and is_known_to_begin(run[0].day, kept):
                found.append(Turn(run[0].day, "taken", None, run[0]))
            continue
        if first_ever and is_known_to_begin(run[0].day, kept):
            found.append(Turn(run[0].day, "begun", None, run[0]))
        elif not first_ever and len(run) >= REGULAR_FROM_DAYS:
            found.append(Turn(run[0].day, "resumed" if regular_before else "begun", None, run[0]))
        regular_before = True
        last = _changes(run, kept[-1], found)
        if over:
            found.append(Turn(kept[bisect_right(kept, run[-1].day)], "stopped", last, None))
    return sorted(found, key=lambda turn: turn.on)


def is_known_to_begin(day: date, kept: Sequence[date]) -> bool:
    """Whether the diary was kept long enough before a day for what is first logged on it to have begun then."""
    return bisect_left(kept, day) >= BEGUN_AFTER_DAYS


def _days_within(kept: Sequence[date], after: date, before: date | None) -> int:
    """How many kept days lie between two days, neither of them counted; without the later one to the end."""
    end = len(kept) if before is None else bisect_left(kept, before)
    return end - bisect_right(kept, after)


def _runs(taken: Sequence[TakenDay], kept: Sequence[date]) -> list[list[TakenDay]]:
    """The days parted where it had stopped between two of them."""
    runs: list[list[TakenDay]] = []
    for each in taken:
        if runs and _days_within(kept, runs[-1][-1].day, each.day) < STOPPED_AFTER_DAYS:
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def _changes(run: Sequence[TakenDay], last_kept: date, found: list[Turn]) -> TakenDay:
    """Put in where amount and form changed for good; what was taken at last.

    The diary's last day may still be under way, so its total is not held against the days before.
    """
    whole = [each for each in run if each.day < last_kept]
    amounts = _held([(each.day, each.amount) for each in whole])
    forms = _held([(each.day, each.form) for each in whole])
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
        found.append(Turn(on, "changed", was, becomes))
        going = now
    return going


def _held(days: Sequence[tuple[date, int | str | None]]) -> dict[date, int | str]:
    """The days from which on a value was another one for at least three logged days in a row, and that value."""
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
    """Whether an amount is the going one: of magnesium within a tenth of it, else to the letter."""
    if isinstance(going, str) or isinstance(other, str):
        return going == other
    return 100 * abs(other - going) <= TOLERANCE_PERCENT * going


# ---------------------------------------------------------------------- steady


class Steady(NamedTuple):
    """How long the same amount was taken, up to the end of a range.

    Attributes:
        amount_mg: the amount: the median of the last seven days.
        from_day, before_day: the stretch, half-open.
        counted: on how many of its days the amount is logged, within the tolerance.
    """

    amount_mg: float
    from_day: date
    before_day: date
    counted: int

    @property
    def days(self) -> int:
        """How many days the stretch has."""
        return (self.before_day - self.from_day).days


def steady(taken: Sequence[TakenDay], before_day: date) -> Steady | None:
    """The stretch up to a day in which of any seven days running at most one lacks the amount; None under a week."""
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
    found = Steady(amount, from_day, before_day, counted)
    return found if found.days >= _WEEK else None
