"""`taper`: the plan, made, shown and changed. What was in force on a day stays in force on that day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.cli.options import ConfirmOption, JsonOption, MissingValue, convert, score
from legdiary.domain import taper_change
from legdiary.domain.amounts import parse_amount
from legdiary.domain.taper import MOST_DOSES, Plan, plan_on
from legdiary.domain.text import check_name
from legdiary.domain.words import NotADate, parse_date
from legdiary.errors import BadValue, Refused, shown
from legdiary.render import answers
from legdiary.settings import path_of
from legdiary.store.trouble import NoDiary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from fractions import Fraction

    from legdiary.cli.session import Session
    from legdiary.domain.doses import DoseDay
    from legdiary.domain.entries import Stored
    from legdiary.domain.taper import Step
    from legdiary.domain.taper_view import TaperView

#: No figures: a command to type after an error would read as a rate that is proposed.
_EXPLAINED = "legdiary taper new --help"
_DEFAULT_NAME = "taper"
_SCALE_MG = 100
_MOST_FILE_BYTES = 1_000_000
_DAYS_A_WEEK = 7
_TODAY = "today"
#: By how many days each lies ahead.
_DAY_WORDS = (_TODAY, "tomorrow")
#: Rows enough that the small steps at the end of a percent plan still show.
_CHART_ROWS = 14


class NotDays(BadValue):
    """A number of days that is none."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{shown(typed)!r} is no number of days; write 7d or 2w")


class NotAPlanDay(BadValue):
    """A day of a plan that is none."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{shown(typed)!r} is no day; write today, tomorrow, or a date that exists as 2026-11-20")


class StepsOrRule(BadValue):
    """A file of steps beside a rule that makes steps."""

    def __init__(self, flag: str) -> None:
        super().__init__(f"--steps says every step itself; leave out {flag}")


class CannotReadSteps(BadValue):
    """A file of steps that is not there, or no text."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{shown(str(path))} cannot be read ({why}); write a CSV file: starts_on,target_g,doses_per_day"
        )


class NotTaken(Refused):
    """A plan that was shown and not taken."""

    def __init__(self) -> None:
        super().__init__("the plan was not taken; add --yes to take it, or --preview only to look")


class NoPlan(Refused):
    """No plan to show or change."""

    def __init__(self) -> None:
        super().__init__("there is no taper plan", _EXPLAINED)


def parse_days(typed: str) -> int:
    """`7d`, `2w`: a number of days, from 1.

    Raises:
        NotDays: anything else.
    """
    number, unit = typed.strip()[:-1], typed.strip()[-1:].lower()
    if not (number.isascii() and number.isdecimal() and len(number) < len("10000") and unit in {"d", "w"}):
        raise NotDays(typed)
    return int(number) * (_DAYS_A_WEEK if unit == "w" else 1)


def parse_plan_day(typed: str, today: date) -> date:
    """`today` and `tomorrow`, counted by the diary day, or a date. Weekdays are left out: elsewhere they are past ones.

    Raises:
        NotAPlanDay: anything else.
        TooLongAgo: before 1990.
    """
    word = typed.strip().lower()
    if word in _DAY_WORDS:
        return today + timedelta(days=_DAY_WORDS.index(word))
    try:
        return parse_date(typed)
    except NotADate as error:
        raise NotAPlanDay(typed) from error


def new(
    ctx: typer.Context,
    start_dose: Annotated[
        str | None, typer.Option("--from", metavar="AMOUNT", help="The dose a day to begin with.")
    ] = None,
    end_dose: Annotated[str | None, typer.Option("--to", metavar="AMOUNT", help="The dose a day to arrive at.")] = None,
    cut: Annotated[str | None, typer.Option("--cut", metavar="CUT", help="10% of the current dose, or 0.5g.")] = None,
    every: Annotated[str | None, typer.Option("--every", metavar="DAYS", help="How long a step lasts: 7d.")] = None,
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="The first day: tomorrow, 2026-12-01. Default: today.")
    ] = None,
    stop_at: Annotated[
        str | None, typer.Option("--stop-at", metavar="AMOUNT", help="The smallest dose before the end.")
    ] = None,
    rounding: Annotated[
        str | None, typer.Option("--round", metavar="AMOUNT", help="What the scale can weigh. Default: 0.1g.")
    ] = None,
    doses: Annotated[str | None, typer.Option("--doses", metavar="N", help="Doses a day.")] = None,
    steps: Annotated[
        str | None, typer.Option("--steps", metavar="FILE", help="Every step from a CSV file instead.")
    ] = None,
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="What you call the plan.")] = _DEFAULT_NAME,
    allow_up: Annotated[bool, typer.Option("--allow-up", help="Targets may rise.")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Only show it.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Take it without being asked.")] = False,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """A plan: every step is shown with its date, target and cut, then asked about. No rate is ever proposed."""
    session: Session = ctx.obj
    scale_mg = convert(rounding, parse_amount) if rounding is not None else _SCALE_MG
    doses_per_day = convert(doses, score("doses a day", 1, MOST_DOSES))
    if steps is not None:
        rule = {
            "--from": start_dose,
            "--to": end_dose,
            "--cut": cut,
            "--every": every,
            "--start": start,
            "--stop-at": stop_at,
            "--doses": doses,
        }
        made = _steps_from(path_of(steps), rule, allow_up=allow_up)
    else:
        made = _steps_by_rule(
            session,
            start_dose,
            end_dose,
            cut,
            every,
            start,
            stop_at,
            scale_mg or _SCALE_MG,
            doses_per_day,
            allow_up=allow_up,
        )
    plan = Plan(check_name(name, "plan's name"), made, scale_mg=scale_mg or _SCALE_MG)
    _offer(session, plan, preview=preview, yes=yes, json=json)


def _steps_from(path: Path, rule: dict[str, str | None], *, allow_up: bool) -> tuple[Step, ...]:
    from legdiary.domain.taper_csv import steps_from_csv
    from legdiary.files import read_plain

    for flag, value in rule.items():
        if value is not None:
            raise StepsOrRule(flag)
    try:
        text = read_plain(path, _MOST_FILE_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise CannotReadSteps(path, (error.strerror or "no file").lower()) from error
    except UnicodeDecodeError as error:
        raise CannotReadSteps(path, "it is not UTF-8 text") from error
    return steps_from_csv(text, source=path.name, allow_up=allow_up)


def _steps_by_rule(
    session: Session, start_dose: str | None, end_dose: str | None, cut: str | None, every: str | None,
    start: str | None, stop_at: str | None, scale_mg: int, doses_per_day: int | None, *, allow_up: bool,
) -> tuple[Step, ...]:  # fmt: skip
    from legdiary.domain.taper_build import linear_steps, parse_percent, percent_steps

    if start_dose is None or cut is None or every is None:
        missing = "--from" if start_dose is None else "--cut" if cut is None else "--every"
        raise MissingValue(missing, _EXPLAINED)
    course = (parse_amount(start_dose), parse_amount(end_dose or "0g"))
    when = (parse_days(every), parse_plan_day(_TODAY if start is None else start, session.present.today))
    floor = convert(stop_at, parse_amount)
    if cut.strip().endswith("%"):
        share: Fraction = parse_percent(cut)
        return percent_steps(
            *course,
            share,
            *when,
            stop_at_mg=floor,
            scale_mg=scale_mg,
            doses_per_day=doses_per_day,
            allow_up=allow_up,
        )
    return linear_steps(
        *course,
        parse_amount(cut),
        *when,
        stop_at_mg=floor,
        scale_mg=scale_mg,
        doses_per_day=doses_per_day,
        allow_up=allow_up,
    )


def _offer(session: Session, plan: Plan, *, preview: bool, yes: bool, json: bool) -> None:
    """Show the plan; store it once it is taken. Plans before it give way from its first day on."""
    from legdiary.domain.taper_view import taper_view
    from legdiary.render.taper_text import preview_text, show_json

    _plans_giving_way(_known_plans(session), plan, session.present.today)
    view = taper_view(plan, {}, session.present.today)
    if preview:
        session.answer(preview_text(view, session.page), lambda: show_json(view), as_json=json)
        return
    seen = json or session.shows(preview_text(view, session.page))
    if not yes and not (seen and session.can_ask and session.ask("Take this plan? [y/N] ").lower() in {"y", "yes"}):
        raise NotTaken
    with session.writing() as diary:
        giving_way = _plans_giving_way(diary.plans(), plan, session.present.today)
        stored = diary.edit_several(giving_way, [plan], session.present)[-1].new
    if stored is not None:
        session.answer(answers.stored_line(stored, {}), lambda: answers.storing_json(None, stored, {}), as_json=json)


def _known_plans(session: Session) -> Sequence[Stored]:
    try:
        with session.reading() as diary:
            return diary.plans()
    except NoDiary:
        return ()


def _plans_giving_way(plans: Sequence[Stored], plan: Plan, today: date) -> dict[int, Plan]:
    """Every earlier plan as it ends where the new one begins, by id; those that it does not touch left out."""
    ended = {stored.id: taper_change.supersede(stored.entry, today, plan.starts_on) for stored in plans}
    return {stored.id: ended[stored.id] for stored in plans if ended[stored.id] != stored.entry}


def show(
    ctx: typer.Context,
    chart: Annotated[
        bool, typer.Option("--chart", help="The plan as a staircase, with what was taken over it.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """The plan in force beside what was taken, step by step; without one, the next or the last."""
    session: Session = ctx.obj
    from legdiary.render.taper_text import show_json, show_text

    view, taken, marks = load_view(session)
    if chart:
        from legdiary.render.staircase_text import staircase

        drawn = staircase(view, taken, session.page, _CHART_ROWS, marks=marks)
        session.answer(drawn, lambda: show_json(view), as_json=json)
        return
    session.answer(show_text(view, session.page), lambda: show_json(view), as_json=json)


def load_view(session: Session) -> tuple[TaperView, dict[date, DoseDay], list[tuple[date, str]]]:
    """The plan of interest beside what was taken, the doses of every logged day, and what changed in its days."""
    from legdiary.domain.doses import dose_days
    from legdiary.domain.events import events_of, within
    from legdiary.domain.moments import A_DAY
    from legdiary.domain.products import left_mg
    from legdiary.domain.taper_view import taper_view
    from legdiary.render.event_text import event_name

    today = session.present.today
    with session.reading() as diary:
        past = diary.past()
        plan = plan_of_interest([stored.entry for stored in diary.plans()], today)
        products = {stored.id: stored.entry for stored in diary.products()}
        weighed = any(product.weight_mg for product in products.values())
        span = diary.span() if weighed else None
        first = min(span[0], plan.starts_on) if span else plan.starts_on
        doses = [stored.entry for stored in diary.between("kratom", first, today + A_DAY)]
        lead = diary.lead(first)
    taken = dose_days(doses, products, lead)
    # A hold has a lane of its own.
    changed = [event for event in within(events_of(past), plan.starts_on, today + A_DAY) if event.kind != "hold"]
    marks = [(event.on, event_name(event)) for event in changed]
    return taper_view(plan, taken, today, left_mg=left_mg(products, doses)), taken, marks


def plan_of_interest(plans: Sequence[Plan], today: date) -> Plan:
    """The plan in force; else the next to start; else the last that ended.

    Raises:
        NoPlan: there is none.
    """
    if not plans:
        raise NoPlan
    in_force = plan_on(plans, today)
    if in_force is not None:
        return in_force
    lived = [plan for plan in plans if plan.ended_on is None or plan.ended_on > plan.starts_on]
    if not lived:
        raise NoPlan
    coming = [plan for plan in lived if plan.starts_on > today]
    if coming:
        return min(coming, key=lambda plan: plan.starts_on)
    return max(lived, key=lambda plan: plan.starts_on)


def hold(
    ctx: typer.Context,
    length: Annotated[str | None, typer.Argument(metavar="DAYS", help="How much longer: 5d, 2w.")] = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """The step in force lasts longer and later steps move; the past does not."""
    if length is None:
        raise MissingValue("how long to hold", "legdiary taper hold --help")
    days = parse_days(length)
    _change(ctx.obj, lambda plan, today: taper_change.hold(plan, today, days), json=json)


def resume(ctx: typer.Context, json: JsonOption = False, _confirm: ConfirmOption = False) -> None:
    """The hold ends: the next step comes when it would have, at the earliest tomorrow."""
    _change(ctx.obj, taper_change.resume, json=json)


def set_target(
    ctx: typer.Context,
    day: Annotated[str | None, typer.Argument(metavar="DATE", help="From which day on: tomorrow, 2026-12-01.")] = None,
    amount: Annotated[str | None, typer.Argument(metavar="AMOUNT", help="The target a day: 4.5g.")] = None,
    doses: Annotated[str | None, typer.Option("--doses", metavar="N", help="Doses a day.")] = None,
    allow_up: Annotated[bool, typer.Option("--allow-up", help="The target may lie above the plan's start.")] = False,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """One step's target from a coming day on; the steps after it stay as they are. Above the plan's start it asks."""
    session: Session = ctx.obj
    if day is None or amount is None:
        raise MissingValue("the date" if day is None else "the amount", "legdiary taper set --help")
    first, target_mg = parse_plan_day(day, session.present.today), parse_amount(amount)
    planned = convert(doses, score("doses a day", 1, MOST_DOSES))

    def change(yes: bool) -> None:
        def make(plan: Plan, today: date) -> Plan:
            return taper_change.set_target(plan, today, first, target_mg, planned, allow_up=yes)

        _change(session, make, json=json)

    session.confirmed(change, already=allow_up)


def end(
    ctx: typer.Context,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The plan's last day: tomorrow, 2026-12-01. Default: today."),
    ] = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Close the plan. The diary goes on: the three months after it are its follow-up."""
    session: Session = ctx.obj
    last = parse_plan_day(_TODAY if on is None else on, session.present.today)
    _change(session, lambda plan, today: taper_change.end(plan, today, last), json=json)


def _change(session: Session, make: Callable[[Plan, date], Plan], *, json: bool) -> None:
    """Change the plan in force (or the next to start), and answer what moved."""
    from legdiary.render.taper_text import changed_text

    today = session.present.today
    with session.existing() as diary:
        plans = diary.plans()
        of_interest = plan_of_interest([stored.entry for stored in plans], today)
        number = next(stored.id for stored in plans if stored.entry == of_interest)
        others = [stored.entry for stored in plans if stored.id != number]

        def build(plan: Plan) -> Plan:
            return taper_change.check_apart(make(plan, today), others)

        change = diary.edit(number, build, session.present)
    old, new = change.old, change.new
    if old is not None and new is not None:
        session.answer(
            changed_text(old.entry, new.entry, others, today, session.page),
            lambda: answers.storing_json(old, new, {}),
            as_json=json,
        )
