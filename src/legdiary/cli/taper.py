"""`taper`: makes, shows and changes the plan. The target of a past day never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.cli.options import ConfirmOption, JsonOption, NoPagerOption
from legdiary.errors import BadValue, Refused
from legdiary.render.json import log_answers as documents
from legdiary.render.terminal.answers import log_answers

if TYPE_CHECKING:
    from legdiary.app.context import Context
    from legdiary.app.plans.change import ChangeTaper, PlanChanged
    from legdiary.app.plans.coin import PlanCoin
    from legdiary.app.plans.new import PlanTaper
    from legdiary.cli.session import Session

_DEFAULT_NAME = "taper"


OfOption = Annotated[
    str | None,
    typer.Option("--of", metavar="WORD", help="Which plan, if several are active: what it is of, or its name."),
]

WhyOption = Annotated[
    str | None, typer.Option("--why", metavar="REASON", help="planned, good-nights, bad-nights, travel or other.")
]


class EveryOrOne(BadValue):
    """`--all` beside what is about one plan."""

    def __init__(self, what: str) -> None:
        super().__init__(f"--all lists every plan; leave out {what}")


class NotTaken(Refused):
    """A plan that was shown and not taken."""

    def __init__(self) -> None:
        super().__init__("the plan was not taken; add --yes to take it, or --preview only to look")


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
        str | None,
        typer.Option(
            "--round", metavar="AMOUNT", help="What a scale can weigh, or a tablet be cut to. Leaf: 0.1g if not said."
        ),
    ] = None,
    doses: Annotated[str | None, typer.Option("--doses", metavar="N", help="Doses a day.")] = None,
    steps: Annotated[
        str | None, typer.Option("--steps", metavar="FILE", help="Every step from a CSV file instead.")
    ] = None,
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="What you call the plan.")] = _DEFAULT_NAME,
    of: Annotated[
        str | None,
        typer.Option("--of", metavar="WORD", help="What is tapered: leaf, extract, 7-oh, a medicine. Default: leaf."),
    ] = None,
    is_new: Annotated[bool, typer.Option("--new", help="Keep an unknown word of --of as your own.")] = False,
    allow_up: Annotated[bool, typer.Option("--allow-up", help="Targets may rise.")] = False,
    coin: Annotated[bool, typer.Option("--coin", help="A coin chooses the week of each cut, of two.")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Only show it.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Take it without being asked.")] = False,
    json: JsonOption = False,
    confirm: ConfirmOption = False,
) -> None:
    """A plan: every step is shown with its date, target and cut, then asked about. No rate is ever proposed.

    Without flags it asks step by step, and shows the plan after each answer.
    """
    session: Session = ctx.obj
    from legdiary.app.plans.new import Rule, read_plan, read_substance
    from legdiary.settings import path_of

    rule = Rule(start_dose, end_dose, cut, every, start, stop_at, doses)
    word = None if of is None else read_substance(session, of, new=is_new)
    if steps is None and rule == Rule() and rounding is None:
        asked = _ask_plan(session, name, word, allow_up=allow_up)
        if asked is None:
            raise NotTaken
        request = asked
    else:
        request = read_plan(
            session.present, rule, name=name, of=word, rounding=rounding,
            steps=None if steps is None else path_of(steps), allow_up=allow_up,
        )  # fmt: skip
    if coin:
        from legdiary.app.plans.coin import with_coin

        request = with_coin(request, session.present.today)
    offer_plan(session, request, session.context, preview=preview, yes=yes, json=json, confirm=confirm)


def _ask_plan(session: Session, name: str, of: str | None, *, allow_up: bool) -> PlanTaper | None:
    """Ask for a plan step by step; None if the input ended.

    Raises:
        NobodyToAskAboutPlan: there is no terminal.
    """
    from legdiary.app.plans.draft import Draft
    from legdiary.cli.interviews.plan import NobodyToAskAboutPlan, PlanTalk
    from legdiary.domain.input.text import check_name

    if not session.can_ask:
        raise NobodyToAskAboutPlan
    draft = Draft(of, check_name(name, "plan's name"), allow_up)
    return PlanTalk(session, draft, asks_substance=of is None).ask()


def offer_plan(
    session: Session, request: PlanTaper, context: Context, *, preview: bool = False, yes: bool = False,
    json: bool = False, confirm: bool = False,
) -> None:  # fmt: skip
    """Show the plan, and store it if the person takes it.

    Raises:
        NotTaken: the person did not take it.
    """
    from legdiary.app.plans.new import check_plan, preview_plan, store_plan
    from legdiary.render.json.taper import progress
    from legdiary.render.terminal.views.taper import preview_text

    view = preview_plan(session, request)
    if preview:
        session.answer(preview_text(view, session.page), lambda: progress(view), as_json=json)
        return
    agreed = session.carry_out(lambda sure: check_plan(session, request, sure), confirm=confirm)
    seen = json or session.preview(preview_text(view, session.page))
    if not yes and not (seen and session.can_ask and session.ask("Take this plan? [y/N] ").lower() in {"y", "yes"}):
        raise NotTaken
    stored = session.carry_out(lambda sure: store_plan(context, request, sure | agreed)).stored
    session.answer(log_answers.stored_line(stored, {}), lambda: documents.stored(None, stored, {}), as_json=json)


def show(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A plan's name or number, or what it is of. Default: every active plan."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="List every plan, earlier ones too.")] = False,
    chart: Annotated[
        bool, typer.Option("--chart", help="The plan as a staircase, with what was taken over it.")
    ] = False,
    json: JsonOption = False,
    _no_pager: NoPagerOption = False,
) -> None:
    """Each plan in force beside what was taken, step by step; without one, the next or the last."""
    session: Session = ctx.obj
    from legdiary.app.plans.show import load_plans
    from legdiary.render.json.taper import plans_progress
    from legdiary.render.terminal.views.taper import plans_text

    if every:
        if name is not None or chart:
            raise EveryOrOne("--chart" if chart else "the name")
        _list(session, json=json)
        return
    plans = load_plans(session, name, one=chart)
    if chart:
        found = plans[0]
        from legdiary.render.charts.staircase import staircase
        from legdiary.render.terminal.report.events import event_name

        marks = [(event.on, event_name(event)) for event in found.events]
        lines = staircase(found.view, found.taken, session.chart_page, marks=marks)
    else:
        lines = plans_text(plans, session.page)
    session.answer(lines, lambda: plans_progress([each.view for each in plans]), as_json=json)


def _list(session: Session, *, json: bool) -> None:
    from legdiary.app.plans.show import list_plans
    from legdiary.render.json.taper import plan_list
    from legdiary.render.terminal.views.taper import list_text

    plans = list_plans(session)
    session.answer(list_text(plans, session.page), lambda: plan_list(plans), as_json=json)


def hold(
    ctx: typer.Context,
    length: Annotated[str | None, typer.Argument(metavar="DAYS", help="How much longer: 5d, 2w.")] = None,
    of: OfOption = None,
    why: WhyOption = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Make the current step last longer. Later steps move; the past does not."""
    from legdiary.app.plans.change import read_hold

    _change(ctx.obj, read_hold(length, why), of, json=json)


def resume(
    ctx: typer.Context, of: OfOption = None, json: JsonOption = False, _confirm: ConfirmOption = False
) -> None:  # fmt: skip
    """The hold ends: the next step comes when it would have, at the earliest tomorrow."""
    from legdiary.app.plans.change import ResumeTaper

    _change(ctx.obj, ResumeTaper(), of, json=json)


def set_target(
    ctx: typer.Context,
    day: Annotated[str | None, typer.Argument(metavar="DATE", help="From which day on: tomorrow, 2026-12-01.")] = None,
    amount: Annotated[str | None, typer.Argument(metavar="AMOUNT", help="The target a day: 4.5g.")] = None,
    of: OfOption = None,
    doses: Annotated[str | None, typer.Option("--doses", metavar="N", help="Doses a day.")] = None,
    why: WhyOption = None,
    allow_up: Annotated[bool, typer.Option("--allow-up", help="The target may lie above the plan's start.")] = False,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """One step's target from a coming day on; the steps after it stay as they are. Above the plan's start it asks."""
    session: Session = ctx.obj
    from legdiary.app.plans.change import read_target

    _change(session, read_target(session.present, day, amount, doses=doses, why=why, allow_up=allow_up), of, json=json)


def coin(
    ctx: typer.Context,
    rest: Annotated[
        bool, typer.Option("--rest", help="Lay the coming cuts of a running plan out in pairs of weeks.")
    ] = False,
    of: OfOption = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """In which of two weeks a cut comes. The coin is tossed on the day a pair begins, and can only delay."""
    session: Session = ctx.obj
    if rest:
        from legdiary.app.plans.coin import lay_out_rest

        _answer_change(session, session.carry_out(lambda yes: lay_out_rest(session.context, yes, of=of)), json=json)
        return
    from legdiary.app.plans.coin import ask_plan_coin
    from legdiary.render.json.taper import coin_of_today
    from legdiary.render.terminal.views.taper import coin_lines

    told: PlanCoin = session.carry_out(lambda yes: ask_plan_coin(session.context, yes, of=of))
    session.answer(coin_lines(told, session.page), lambda: coin_of_today(told), as_json=json)


def end(
    ctx: typer.Context,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The plan's last day: tomorrow, 2026-12-01. Default: today."),
    ] = None,
    of: OfOption = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Close the plan. The diary goes on: the three months after it are its follow-up."""
    session: Session = ctx.obj
    from legdiary.app.plans.change import read_end

    _change(session, read_end(session.present, on), of, json=json)


def _change(session: Session, request: ChangeTaper, of: str | None, *, json: bool) -> None:
    """Change the plan, and answer with the changes."""
    from legdiary.app.plans.change import change_plan

    _answer_change(session, session.carry_out(lambda yes: change_plan(session.context, request, yes, of=of)), json=json)


def _answer_change(session: Session, made: PlanChanged, *, json: bool) -> None:
    from legdiary.render.terminal.views.taper import changed_text

    session.answer(
        changed_text(made.old.entry, made.new.entry, made.others, made.today, session.page),
        lambda: documents.stored(made.old, made.new, {}),
        as_json=json,
    )
