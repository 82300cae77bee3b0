"""The model's taper plans, by docs/explanation/taper-mathematics.md: steps by a rule, holds, targets, ends.

A step is `[first day, target, doses a day]`, with the reason behind it where one was given; amounts of leaf are in
milligrams, of other substances in micrograms.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from model_time import A_DAY, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from model_diary import Entry, ModelDiary, Step
    from model_time import Clock

LEAF = "leaf"
YEARS = 5


class Position(NamedTuple):
    """Where a day stands in a plan: its step, counted from 1, of so many, and the next one."""

    number: int
    of: int
    step: list[Any]
    days_in_step: int
    following: list[Any] | None


def of(plan: Entry) -> str:
    return str(plan.get("substance", LEAF))


def first_day(plan: Entry) -> date:
    return date.fromisoformat(plan["steps"][0][0])


def ended(plan: Entry) -> date | None:
    found: date | None = plan.get("ended_on")
    return found


def position(plan: Entry, day: date) -> Position | None:
    """Return where a day stands; None before the plan, and from its end on."""
    end = ended(plan)
    if day < first_day(plan) or (end is not None and day >= end):
        return None
    steps = [step for step in plan["steps"] if end is None or date.fromisoformat(step[0]) < end]
    number = sum(date.fromisoformat(step[0]) <= day for step in steps)
    step = steps[number - 1]
    days = (day - date.fromisoformat(step[0])).days + 1
    return Position(number, len(steps), step, days, steps[number] if number < len(steps) else None)


def in_force(diary: ModelDiary, day: date, substance: str) -> Entry | None:
    """Return the plan of a substance in force on a day; of several the one that began last."""
    there = [(first_day(plan), n) for n, plan in diary.of("plan") if of(plan) == substance and position(plan, day)]
    return diary.standing[max(there)[1]] if there else None


def chosen(diary: ModelDiary, today: date, substance: str) -> int:
    """Return the plan that a change is about: in force, else the next one to start, else the one begun last."""
    plans = [(n, plan) for n, plan in diary.of("plan") if of(plan) == substance]
    now = in_force(diary, today, substance)
    if now is not None:
        return next(n for n, plan in plans if plan is now)
    lived = [(first_day(plan), n) for n, plan in plans if (end := ended(plan)) is None or end > first_day(plan)]
    if not lived:
        raise RefusedError("no plan")
    coming = [each for each in lived if each[0] > today]
    return min(coming, key=lambda each: each[0])[1] if coming else max(lived, key=lambda each: each[0])[1]


def planned(diary: ModelDiary, today: date) -> list[str]:
    """Return the substances that have a plan which was not given up before its start."""
    found = []
    for word in dict.fromkeys(of(plan) for _, plan in diary.of("plan")):
        try:
            chosen(diary, today, word)
        except RefusedError:
            continue
        found.append(word)
    return found


# ---------------------------------------------------------------------- a new plan


def amount(text: str, substance: str) -> int:
    mg = Fraction(text.removesuffix("mg")) if text.endswith("mg") else 1000 * Fraction(text.removesuffix("g"))
    found = mg if substance == LEAF else 1000 * mg
    if found.denominator != 1:
        raise RefusedError("finer than it is kept")
    return int(found)


def new_plan(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    """`taper new --from 12g --cut 10% --every 7d …`: earlier plans of the substance end on its first day."""
    substance = told.get("of") or LEAF
    start = amount(told["start_dose"], substance)
    first = date.fromisoformat(told["start"]) if told.get("start") else clock.today
    scale = 100 if substance == LEAF else 1000
    end, floor = amount(told.get("end_dose") or "0mg", substance), told.get("stop_at")
    least = None if floor is None else amount(floor, substance)
    if end >= start or (least is not None and not end <= least <= start):
        raise RefusedError("the end is not below the start")
    every, doses, k = int(told["every"][:-1]), told.get("doses"), 0
    number = None if doses is None else int(doses)
    steps: list[list[Any]] = [[first.isoformat(), start, number]]
    arrived = False
    while not arrived:
        k += 1
        exact = _cut(Fraction(start), told["cut"], k, substance)
        target = int(exact / scale + Fraction(1, 2)) * scale if exact > 0 else 0
        lower = min(exact, Fraction(target))
        arrived = lower <= end or (least is not None and lower < least)
        target = end if arrived else min(target, start)
        day = first + timedelta(days=k * every)
        if target != steps[-1][1]:
            steps.append([day.isoformat(), target, number])
    _check_length(steps)
    plan: Entry = {"kind": "plan", "name": told["name"], "steps": steps}
    plan |= {"scale_mg": scale} if substance == LEAF else {"substance": substance, "scale_ug": scale}
    changes: list[Step] = []
    for number_of, other in diary.of("plan"):
        if of(other) == substance:
            changes.append((number_of, other, _superseded(other, clock.today, first)))
    changes = [step for step in changes if step[1] != step[2]]
    diary.change([*changes, (diary.lines + len(changes) + 1, None, plan)])


def _cut(start: Fraction, cut: str, k: int, substance: str) -> Fraction:
    if cut.endswith("%"):
        share: Fraction = (1 - Fraction(cut[:-1]) / 100) ** k
        return start * share
    by = amount(cut, substance)
    if by >= start:
        raise RefusedError("a cut of everything")
    return start - k * by


def _superseded(plan: Entry, today: date, first: date) -> Entry:
    end = ended(plan)
    if end is not None and end <= first:
        return plan
    if first <= today and first_day(plan) <= today:
        raise RefusedError("a plan has a target on that day")
    return plan | {"ended_on": first}


def _check_length(steps: list[list[Any]]) -> None:
    first, last = date.fromisoformat(steps[0][0]), date.fromisoformat(steps[-1][0])
    leap = (first.month, first.day) == (2, 29)
    most = date(first.year + YEARS, 2, 28) if leap else first.replace(year=first.year + YEARS)
    if last > most or len(steps) > 400:
        raise RefusedError("longer than five years")


# ---------------------------------------------------------------------- changes of the future


def hold(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    """`taper hold 5d`: later steps move."""
    days = int(told["days"][:-1])
    if not 1 <= days <= 366:
        raise RefusedError("no such hold")

    def held(plan: Entry, today: date) -> Entry:
        where = position(plan, today)
        if where is None or where.following is None:
            raise RefusedError("no later step")
        mark = [today.isoformat(), days, where.step[0], *([told["why"]] if told.get("why") else [])]
        moved = _moved(plan, where.following[0], days)
        return moved | {"holds": [*moved.get("holds", []), mark]}

    _change(diary, clock, told, held)


def resume(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    """`taper resume`: what is left of the holds of a step is taken off again; the next step comes tomorrow at best."""

    def resumed(plan: Entry, today: date) -> Entry:
        if position(plan, today) is None:
            raise RefusedError("not in force")
        for step, after in zip(plan["steps"], plan["steps"][1:], strict=False):
            held = sum(mark[1] for mark in plan.get("holds", []) if mark[2] == step[0])
            begins = date.fromisoformat(after[0])
            least = max(begins - held * A_DAY, today + A_DAY, date.fromisoformat(step[0]) + A_DAY)
            unused = (begins - least).days
            if unused > 0:
                return _moved(plan | {"holds": _shortened(plan["holds"], step[0], unused)}, after[0], -unused)
        raise RefusedError("no hold")

    _change(diary, clock, told, resumed)


def set_target(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    """`taper set DATE AMOUNT`: one step's target, from a future day on."""
    day = date.fromisoformat(told["day"])

    def changed(plan: Entry, today: date) -> Entry:
        target = amount(told["amount"], of(plan))
        end, start = ended(plan), first_day(plan)
        if end is not None and max(today + A_DAY, start, day) >= end:
            raise RefusedError("the plan has ended")
        if day <= today or day < start:
            raise RefusedError("not in the future of the plan")
        before = max((step for step in plan["steps"] if step[0] <= day.isoformat()), key=lambda step: step[0])
        doses = int(told["doses"]) if told.get("doses") else before[2]
        new = [day.isoformat(), target, doses, *([told["why"]] if told.get("why") else [])]
        steps = sorted([step for step in plan["steps"] if step[0] != new[0]] + [new], key=lambda step: str(step[0]))
        _check_length(steps)
        holds = [[*mark[:2], new[0], *mark[3:]] if mark[2] == before[0] else mark for mark in plan.get("holds", [])]
        return plan | {"steps": steps, "holds": holds}

    _change(diary, clock, told, changed)


def end(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    """`taper end --on DATE`."""
    last = date.fromisoformat(told["on"]) if told.get("on") else clock.today

    def closed(plan: Entry, today: date) -> Entry:
        over = ended(plan)
        if (over is not None and over <= today) or last < today:
            raise RefusedError("that is over")
        return plan | {"ended_on": last + A_DAY}

    _change(diary, clock, told, closed)


def _change(
    diary: ModelDiary, clock: Clock, told: dict[str, Any], build: Callable[[Entry, date], Entry]
) -> None:  # fmt: skip
    number = chosen(diary, clock.today, told.get("of") or LEAF)
    new = build(diary.standing[number], clock.today)
    _check_length(new["steps"])
    first, over = first_day(new), ended(new)
    for other_id, other in diary.of("plan"):
        given_up = (end_of := ended(other)) is not None and end_of <= first_day(other)
        if other_id == number or of(other) != of(new) or given_up or first_day(other) < first:
            continue
        if over is None or over > first_day(other):
            raise RefusedError("two plans on one day")
    diary.edit(number, new)


def _moved(plan: Entry, first: str, days: int) -> Entry:
    """Return the plan with the steps from a day on, and their holds, some days later."""

    def later(day: str) -> str:
        return day if day < first else (date.fromisoformat(day) + days * A_DAY).isoformat()

    return plan | {
        "steps": [[later(step[0]), *step[1:]] for step in plan["steps"]],
        "holds": [[*mark[:2], later(mark[2]), *mark[3:]] for mark in plan.get("holds", [])],
    }


def _shortened(holds: list[list[Any]], step: str, days: int) -> list[list[Any]]:
    """Return the holds with some days taken from those of a step, the newest first; of an empty one nothing stays."""
    kept = []
    for mark in reversed(holds):
        taken = min(days, mark[1]) if mark[2] == step else 0
        days -= taken
        if taken < mark[1]:
            kept.append([mark[0], mark[1] - taken, *mark[2:]])
    return kept[::-1]


PLANS: dict[str, Callable[[Any, Clock, dict[str, Any]], None]] = {
    "plan": new_plan, "hold": hold, "resume": resume, "set": set_target, "end": end,
}  # fmt: skip
