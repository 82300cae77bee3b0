"""`taper`: makes, shows and changes the plan. The target of a past day never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import question_texts
from legdiary.errors import BadValue, Refused
from legdiary.render.json import log_answers as documents
from legdiary.render.terminal.answers import log_answers

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Annotated

    import typer

    from legdiary.app.context import Context
    from legdiary.app.plans.change import ChangeTaper, PlanChanged
    from legdiary.app.plans.coin import PlanCoin
    from legdiary.app.plans.new import PlanTaper
    from legdiary.cli.command_line.options import ConfirmOption, JsonOption, NoPagerOption, PlanOfOption, WhyOption
    from legdiary.cli.interviews.plan import PlanTalk
    from legdiary.cli.session import Session

_DEFAULT_NAME = "taper"


class EveryOrOne(BadValue):
    """`--all` beside one plan's name or option."""

    def __init__(self, what: str) -> None:
        super().__init__(f"--all lists every plan; leave out {what}")


class NotTaken(Refused):
    """A plan that was shown but not accepted."""

    def __init__(self) -> None:
        super().__init__("the plan is not stored; add --yes to store it, or --preview to look only")


def new(
    ctx: typer.Context,
    start_dose: Annotated[str | None, typer.Option("--from", metavar="AMOUNT", help="Daily dose at the start.")] = None,
    end_dose: Annotated[str | None, typer.Option("--to", metavar="AMOUNT", help="Daily dose at the end.")] = None,
    cut: Annotated[str | None, typer.Option("--cut", metavar="CUT", help="10% of the current dose, or 0.5g.")] = None,
    every: Annotated[str | None, typer.Option("--every", metavar="DAYS", help="Length of each step: 7d.")] = None,
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="First day: tomorrow, 2026-12-01. Default: today.")
    ] = None,
    stop_at: Annotated[
        str | None, typer.Option("--stop-at", metavar="AMOUNT", help="Smallest daily dose before the end.")
    ] = None,
    rounding: Annotated[
        str | None,
        typer.Option("--round", metavar="AMOUNT", help="Smallest amount you can measure. Default for leaf: 0.1g."),
    ] = None,
    doses: Annotated[str | None, typer.Option("--doses", metavar="N", help="Doses a day.")] = None,
    steps: Annotated[
        str | None, typer.Option("--steps", metavar="FILE", help="Read every step from a CSV file.")
    ] = None,
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="Name of the plan.")] = _DEFAULT_NAME,
    of: Annotated[
        str | None,
        typer.Option("--of", metavar="WORD", help="What you taper: leaf, extract, 7-oh, a medicine. Default: leaf."),
    ] = None,
    is_new: Annotated[bool, typer.Option("--new", help="Add the word of --of as a kind of your own.")] = False,
    allow_up: Annotated[bool, typer.Option("--allow-up", help="Allow targets to rise.")] = False,
    coin: Annotated[bool, typer.Option("--coin", help="Let a coin choose the week of each cut.")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Show the plan without storing it.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Store it without asking.")] = False,
    json: JsonOption = False,
    confirm: ConfirmOption = False,
) -> None:
    """Make a taper plan. You see every step with its date, target and cut before you accept it.

    Without options, it asks step by step. legdiary never proposes a rate.
    """
    session: Session = ctx.obj
    from legdiary.app.plans.new import Rule, read_plan, read_substance
    from legdiary.settings import path_of

    def take(request: PlanTaper, ask: Callable[[str], bool] | None = None) -> None:
        if coin:
            from legdiary.app.plans.coin import with_coin

            request = with_coin(request, session.present.today)
        offer_plan(session, request, session.context, preview=preview, yes=yes, json=json, confirm=confirm, ask=ask)

    rule = Rule(start_dose, end_dose, cut, every, start, stop_at, doses)
    word = None if of is None else read_substance(session, of, new=is_new)
    if steps is None and rule == Rule() and rounding is None:
        if not _talk_about_plan(session, name, word, allow_up=allow_up).hold(take):
            raise NotTaken
        return
    take(
        read_plan(
            session.present, rule, name=name, of=word, rounding=rounding,
            steps=None if steps is None else path_of(steps), allow_up=allow_up,
        )
    )  # fmt: skip


def _talk_about_plan(session: Session, name: str, of: str | None, *, allow_up: bool) -> PlanTalk:
    """Return the questions about a plan, step by step.

    Raises:
        NobodyToAskAboutPlan: there is no terminal.
    """
    from legdiary.app.plans.draft import Draft
    from legdiary.cli.interviews.plan import NobodyToAskAboutPlan, PlanTalk
    from legdiary.domain.input.text import check_name

    if not session.can_ask:
        raise NobodyToAskAboutPlan
    draft = Draft(of, check_name(name, "plan's name"), allow_up)
    return PlanTalk(session, draft, asks_substance=of is None)


def offer_plan(
    session: Session, request: PlanTaper, context: Context, *, preview: bool = False, yes: bool = False,
    json: bool = False, confirm: bool = False, ask: Callable[[str], bool] | None = None,
) -> None:  # fmt: skip
    """Show the plan, and store it if the person takes it.

    Args:
        session: the run of the command.
        request: the plan.
        context: the diary it is stored in.
        preview: show it only.
        yes: it is taken already.
        json: the answer is JSON.
        confirm: all doubts are answered with yes.
        ask: asks for a yes; without it one line does.

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
    agreed = session.carry_out(lambda sure: check_plan(session, request, sure), confirm=confirm, ask=ask)
    seen = json or session.preview(preview_text(view, session.page))
    if not yes and not (seen and (ask or session.terminal.confirm)(question_texts.TAKE_PLAN)):
        raise NotTaken
    stored = session.carry_out(lambda sure: store_plan(context, request, sure | agreed), ask=ask).stored
    session.answer(log_answers.stored_line(stored, {}), lambda: documents.stored(None, stored, {}), as_json=json)


def show(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A plan's name, number or substance. Default: all active plans."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="List every plan, with earlier ones.")] = False,
    chart: Annotated[bool, typer.Option("--chart", help="Draw the plan and what you took.")] = False,
    json: JsonOption = False,
    _no_pager: NoPagerOption = False,
) -> None:
    """Show each active plan beside what you took, step by step. Without one: the next or the last plan."""
    session: Session = ctx.obj
    from legdiary.app.plans.show import load_plans
    from legdiary.render.json.taper import plans_progress
    from legdiary.render.terminal.views.taper import plans_text

    if every:
        if name is not None or chart:
            raise EveryOrOne("--chart" if chart else "the name")
        _list(session, json=json)
        return
    plans = load_plans(session, name, one=chart, with_events=chart)
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
    of: PlanOfOption = None,
    why: WhyOption = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Make the current step last longer. Later steps move; the past does not."""
    from legdiary.app.plans.change import read_hold

    _change(ctx.obj, read_hold(length, why), of, json=json)


def resume(
    ctx: typer.Context, of: PlanOfOption = None, json: JsonOption = False, _confirm: ConfirmOption = False
) -> None:  # fmt: skip
    """End the hold. The next step comes on its old date, or tomorrow if that has passed."""
    from legdiary.app.plans.change import ResumeTaper

    _change(ctx.obj, ResumeTaper(), of, json=json)


def set_target(
    ctx: typer.Context,
    day: Annotated[
        str | None, typer.Argument(metavar="DATE", help="First day of the new target: tomorrow, 2026-12-01.")
    ] = None,
    amount: Annotated[str | None, typer.Argument(metavar="AMOUNT", help="Daily target: 4.5g.")] = None,
    of: PlanOfOption = None,
    doses: Annotated[str | None, typer.Option("--doses", metavar="N", help="Doses a day.")] = None,
    why: WhyOption = None,
    allow_up: Annotated[bool, typer.Option("--allow-up", help="Allow a target above the plan's first one.")] = False,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Change one step's target from a later day on. The other steps stay. It asks if the target is above the first."""
    session: Session = ctx.obj
    from legdiary.app.plans.change import read_target

    _change(session, read_target(session.present, day, amount, doses=doses, why=why, allow_up=allow_up), of, json=json)


def coin(
    ctx: typer.Context,
    rest: Annotated[
        bool, typer.Option("--rest", help="Let the coin choose the later cuts of the current plan too.")
    ] = False,
    of: PlanOfOption = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Show in which of two weeks the next cut comes. The coin is tossed on the day a pair of weeks begins."""
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
        typer.Option("--on", metavar="DATE", help="Last day of the plan: tomorrow, 2026-12-01. Default: today."),
    ] = None,
    of: PlanOfOption = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """End the plan. The diary goes on, and the next 3 months are the follow-up."""
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
