"""The days around a range, and how much of the past, on which the changes of an intake within it rest.

Whoever reads a diary reads no more of it than that.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter

from legdiary.domain.reports.intake_periods import (
    CHANGED_FROM_DAYS,
    REGULAR_FROM_DAYS,
    STOPPED_AFTER_DAYS,
    kept_between,
    runs_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import Literal

    from legdiary.domain.reports.intake_periods import TakenDay

    #: What the changes within a range rest on beside the days around it, least first: no change is possible; nothing
    #: else; that it was taken before; that it was taken regularly before; all of it.
    NeededPast = Literal["nothing", "around", "taken", "regular", "whole"]

#: Days read before and after a range to see whether an intake can have changed within it.
AROUND_DAYS = 21
_NEEDED: tuple[NeededPast, ...] = ("nothing", "around", "taken", "regular", "whole")
#: Days read before a range to see whether the intakes of it are spans that begin there.
FOR_SPANS_DAYS = 120
_AMOUNT, _FORM = attrgetter("amount"), attrgetter("form")


def needed_past(
    taken: Sequence[TakenDay], kept: Sequence[date], from_day: date, before_day: date, *, ends: bool
) -> NeededPast:
    """Return what the changes of an intake within a range rest on beside the days around it.

    A run of intake is known from its first day where so many kept days before are without it that it would have
    stopped. Whether it begins or is resumed rests on what was taken before. What it changes from, and what stops, is
    the usual amount and form: known from the run's first day on, and after three equal days whatever came before,
    unless they are numbers, which count as the same within a tenth.

    Args:
        taken: the intake on the days around the range, one item a day, in order.
        kept: the kept days around the range, in order.
        from_day: the first day of the range.
        before_day: the day after its last.
        ends: the last of them is the last of the diary.
    """
    if not kept:
        return "nothing"
    if kept[0] >= from_day:  # what was taken long before may have stopped on this day
        return "whole"
    runs = runs_of(taken, kept)
    found: list[NeededPast] = ["nothing"]
    for number, run in enumerate(runs):
        over = number + 1 < len(runs) or kept_between(kept, run[-1].day, None) >= STOPPED_AFTER_DAYS
        found.append(_needed_of_run(run, runs[:number], kept, (from_day, before_day), over=over, ends=ends))
    return most_needed(*found)


def most_needed(*needed: NeededPast) -> NeededPast:
    """Return the most of what several things rest on."""
    return max(needed, key=_NEEDED.index)


def needed_for_spans(
    taken: Sequence[TakenDay], kept: Sequence[date], from_day: date, before_day: date, *, ends: bool
) -> NeededPast:
    """Return what the spans of an intake that touch a range rest on beside the days around it, and how steady it is.

    They are known from the first day of the first run that touches the range, if that run is regular: then whatever was
    taken occasionally before it is a span of its own, and ended before the range. Between that run and the last before
    it lies a week without, where steady intake ends.

    Args:
        taken: the intake on the days around the range, one item a day, in order.
        kept: the kept days around the range, in order.
        from_day: the first day of the range.
        before_day: the day after its last.
        ends: the last of them is the last of the diary; a span may go on up to there.
    """
    runs = runs_of(taken, kept)
    number = next((number for number, run in enumerate(runs) if run[-1].day >= from_day), None)
    if number is None or runs[number][0].day >= before_day:
        return "nothing"
    run, before = runs[number], runs[:number]
    is_known = bool(before) or bisect_left(kept, run[0].day) >= STOPPED_AFTER_DAYS
    if not ends or not is_known or kept[0] >= from_day or len(run) < REGULAR_FROM_DAYS:
        return "whole"
    return _needed_to_begin(run, before)


def _needed_of_run(
    run: Sequence[TakenDay],
    before: Sequence[Sequence[TakenDay]],
    kept: Sequence[date],
    days: tuple[date, date],
    *,
    over: bool,
    ends: bool,
) -> NeededPast:
    """Return the same for one run, `before` which others are seen; `over`: it is seen that it stopped."""
    from_day, before_day = days
    first, last = run[0].day, run[-1].day
    if first >= before_day:
        return "nothing"
    is_known = bool(before) or bisect_left(kept, first) >= STOPPED_AFTER_DAYS
    begins = from_day <= first
    stops = over and from_day <= kept[bisect_right(kept, last)] < before_day
    goes_on = not over and not ends
    if goes_on and (last < before_day or (begins and len(run) < REGULAR_FROM_DAYS)):
        return "whole"
    if not (begins or stops or _may_change(run, from_day, before_day)):
        return "nothing"
    if not is_known and (begins or not _is_usual_known(run, from_day)):
        return "whole"
    if goes_on and not _is_settled_after(run, kept, before_day):
        return "whole"
    return _needed_to_begin(run, before) if begins else "around"


def last_day(days: Sequence[date]) -> Sequence[date]:
    """Return the last of some days in order, which shows that something was taken before; nothing of no days."""
    return days[-1:]


def regular_days(days: Sequence[date]) -> Sequence[date]:
    """Return the last days, of some in order, that show that something was taken regularly before, if there are any.

    They are so close together that it cannot have stopped between them, whatever days the diary was kept on.
    """
    for end in range(len(days), REGULAR_FROM_DAYS - 1, -1):
        found = days[end - REGULAR_FROM_DAYS : end]
        if (found[-1] - found[0]).days <= STOPPED_AFTER_DAYS:
            return found
    return ()


def _needed_to_begin(run: Sequence[TakenDay], before: Sequence[Sequence[TakenDay]]) -> NeededPast:
    """Return what must be known to tell whether a run begins, is resumed, or is one more occasional intake."""
    if len(run) < REGULAR_FROM_DAYS:
        return "around" if before else "taken"
    return "around" if any(len(each) >= REGULAR_FROM_DAYS for each in before) else "regular"


def _may_change(run: Sequence[TakenDay], from_day: date, before_day: date) -> bool:
    """Return whether the amount or form of a run that began before a range may change within it."""
    return not all(
        _goes_on(
            [value(each) for each in run if each.day < from_day],
            [value(each) for each in run if from_day <= each.day < before_day],
        )
        for value in (_AMOUNT, _FORM)
    )


def _is_usual_known(run: Sequence[TakenDay], from_day: date) -> bool:
    """Return whether the usual amount and form at the beginning of a range do not rest on days before those given."""
    earlier = [each for each in run if each.day < from_day]
    amounts = [each.amount for each in earlier if each.amount is not None]
    forms = [each.form for each in earlier if each.form is not None]
    if any(isinstance(amount, int) for amount in amounts):
        return False
    needs_form = any(each.form is not None for each in run)
    return (not amounts or _has_equal_days(amounts)) and (not needs_form or _has_equal_days(forms))


def _has_equal_days(values: Sequence[int | str]) -> bool:
    """Return whether so many values in a row are equal that nothing older makes another one a change."""
    return any(
        len(set(values[end - CHANGED_FROM_DAYS : end])) == 1 for end in range(CHANGED_FROM_DAYS, len(values) + 1)
    )


def _is_settled_after(run: Sequence[TakenDay], kept: Sequence[date], before_day: date) -> bool:
    """Return whether so many days of a run follow a range that a change on its last day shows among them."""
    after = [each for each in run if before_day <= each.day < kept[-1]]
    return all(
        sum(value(each) is not None for each in after) >= CHANGED_FROM_DAYS
        for value in (_AMOUNT, _FORM)
        if any(value(each) is not None for each in run)
    )


def _goes_on(before: Sequence[int | str | None], then: Sequence[int | str | None]) -> bool:
    """Return whether all known values are equal to the last three known ones before."""
    known = {value for value in then if value is not None}
    last = [value for value in before if value is not None][-CHANGED_FROM_DAYS:]
    return not known or (len(known) == 1 and len(last) == CHANGED_FROM_DAYS and known == set(last))
