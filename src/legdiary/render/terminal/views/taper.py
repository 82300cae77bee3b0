"""The taper plan on a terminal: each step beside the amounts taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize
from legdiary.domain.coin import FIRST
from legdiary.domain.entries.substances import Substance
from legdiary.domain.reports.week import CurrentStep, current_steps
from legdiary.domain.taper.dose_split import split_of
from legdiary.domain.taper.phases import follow_up_ends, phase_on
from legdiary.domain.taper.plan import arrives_on, position_on
from legdiary.domain.taper.plan_unit import GRAMS, unit_of_plan
from legdiary.domain.taper.week_pairs import WEEK
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import MISSING, user_text
from legdiary.render.terminal.answers.ledger_changes import plan_changes
from legdiary.render.terminal.entry_line import plan_name
from legdiary.render.terminal.layout import Column, Span, fits, line, table, wrapped
from legdiary.render.terminal.styles import HEADING, HINT, TARGET
from legdiary.render.terminal.views.plan_sentences import coin_sentence, taper_sentence
from legdiary.wording import APART, COIN_CHOOSES, PLAN_IS_YOURS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from legdiary.app.plans.coin import PlanCoin
    from legdiary.app.plans.show import PlanFound
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.taper_progress import StepView, TaperView
    from legdiary.domain.taper.plan import Plan, StepSpan
    from legdiary.render.terminal.layout import (
        Line,
        Page,
    )

_CUTS_THAT_GROW = 1.5


def _amount(view: TaperView, amount: float | None) -> str:
    """Return an amount without its unit; `–` where not known."""
    if amount is None:
        return MISSING
    return view.unit.number(int(amount)) if float(amount).is_integer() else humanize.number(view.unit.value(amount), 3)


def _sign(view: TaperView) -> str:
    return view.unit.sign


def plan_title(plan: Plan) -> str:
    """Return a plan's name at the beginning of a line: `Taper “down” of 7-OH`."""
    name = plan_name(plan)
    return f"{name[0].upper()}{name[1:]}"


def _title(view: TaperView) -> list[Line]:
    plan = view.plan
    if not view.steps:
        return [line(Span(plan_title(plan), HEADING), ": it never became active")]
    first, last = view.steps[0].span.step, view.steps[-1].span.step
    return [
        line(
            Span(plan_title(plan), HEADING),
            f": {_amount(view, first.target)} → {_amount(view, last.target)} {_sign(view)} a day",
        ),
        line(
            f"{humanize.plural(len(view.steps), 'step')}, from {humanize.long_day(plan.starts_on)}; "
            + (
                f"ended {humanize.long_day(plan.ended_on - A_DAY)}"
                if plan.ended_on
                else f"last step from {humanize.long_day(view.arrives_on)}"
            )
        ),
    ]


def preview_text(view: TaperView, page: Page) -> list[Line]:
    """Return the plan before it is stored: each step with its cut, the end, the grams needed."""
    columns = [
        Column("step"),
        Column("from", right=False),
        Column(f"{_sign(view)} a day"),
        Column(f"cut {_sign(view)}"),
        Column("cut %"),
    ]
    doses = any(step.span.step.doses_per_day for step in view.steps)
    columns += [Column(f"doses {_sign(view)}", right=False)] if doses else []

    def rows(told: Callable[[date], str]) -> list[Line]:
        return [_preview_row(view, step.span, told, with_doses=doses) for step in view.steps]

    steps = table(columns, rows(humanize.long_day), gap=" " if page.narrow else "  ")
    if not fits(steps, page):  # a phone: the days without their year
        steps = table(columns, rows(humanize.short_day), gap=" ")
    lines = [*_title(view), [], *steps, []]
    lines += [*_amount_needed(view, page), *_growth_lines(view, page)]
    lines += wrapped(COIN_CHOOSES, page.width) if view.plan.coin else []
    return lines + wrapped(PLAN_IS_YOURS, page.width, style=HINT)


def _preview_row(view: TaperView, span: StepSpan, told: Callable[[date], str], *, with_doses: bool) -> Line:
    """Return a step of a plan that is not stored yet; with its doses if any step has them."""
    cells = [
        str(span.number), told(span.starts_on), _amount(view, span.step.target),
        "" if span.cut is None else _amount(view, span.cut),
        "" if span.cut_pct is None else humanize.number(span.cut_pct, 1),
    ]  # fmt: skip
    split = [_split_words(view, split_of(view.plan, span.step))] if with_doses else []
    return [Span(cell) for cell in (*cells, *split)]


def _split_words(view: TaperView, split: tuple[int, ...]) -> str:
    """Return a split into doses, equal ones counted, larger first: `2.4 + 3 × 2.3`."""
    counted = [(dose, split.count(dose)) for dose in dict.fromkeys(split) if dose]
    return " + ".join(
        f"{count} × {_amount(view, dose)}" if count > 1 else _amount(view, dose) for dose, count in counted
    )


def _amount_needed(view: TaperView, page: Page) -> list[Line]:
    last = view.steps[-1].span.step.target
    after = f"; from then on {view.unit.format(last)} a day" if last else ""
    return wrapped(
        f"It reaches {view.unit.format(last)} on {humanize.long_day(view.arrives_on)} and needs "
        f"{view.unit.format(view.total_needed)} until then{after}.",
        page.width,
    )


def _growth_lines(view: TaperView, page: Page) -> list[Line]:
    """Return the line about last cuts that are much larger, in percent, than the first.

    It is empty if they are not, or the plan begins with a rise.
    """
    cuts = [step.span.cut_pct for step in view.steps if step.span.cut_pct is not None]
    if not cuts or cuts[0] <= 0 or max(view.last_cuts_pct) < _CUTS_THAT_GROW * cuts[0]:
        return []
    last = ", ".join(f"{humanize.number(cut, 0)} %" for cut in view.last_cuts_pct)
    return wrapped(
        f"The first cut is {humanize.number(cuts[0], 0)} % of the dose before, the last ones are {last}.",
        page.width,
    )


def plans_text(plans: Sequence[PlanFound], page: Page) -> list[Line]:
    """Return plans beside the amounts taken, with an empty line between them."""
    lines: list[Line] = []
    for number, found in enumerate(plans):
        lines += [[]] if number else []
        lines += _namesake_lines(found.namesakes, page)
        lines += show_text(found.view, page)
    return lines


def _namesake_lines(numbers: Sequence[int], page: Page) -> list[Line]:
    """Return the line about other plans with the same name; empty where there is none."""
    if not numbers:
        return []
    others = ", ".join(f"#{number}" for number in numbers)
    are = "the other is" if len(numbers) == 1 else "the others are"
    return wrapped(
        f"{len(numbers) + 1} plans have that name; {are} {others}: legdiary taper show {numbers[-1]}",
        page.width,
        style=HINT,
    )


def list_text(plans: Sequence[Stored], page: Page) -> list[Line]:
    """Return every plan in a line: its number, name, substance, steps, first and last target, and days."""
    lines: list[Line] = []
    for each in plans:
        plan, unit = each.entry, unit_of_plan(each.entry)
        first, last = plan.steps[0], plan.steps[-1]
        to = f" → {unit.format(last.target)} from {humanize.long_day(last.starts_on)}" if len(plan.steps) > 1 else ""
        lines += wrapped(
            f"#{each.id}  “{user_text(plan.name)}”, {user_text(Substance(plan.of).name)}, "
            f"{humanize.plural(len(plan.steps), 'step')}, {unit.format(first.target)} from "
            f"{humanize.long_day(first.starts_on)}{to}{_end_words(plan)}",
            page.width,
        )
    return lines


def _end_words(plan: Plan) -> str:
    if plan.ended_on is None:
        return ""
    if plan.ended_on <= plan.starts_on:
        return "; never active"
    return f"; last day {humanize.long_day(plan.ended_on - A_DAY)}"


def show_text(view: TaperView, page: Page) -> list[Line]:
    """Return the plan beside the amounts taken, step by step."""
    if not view.steps:
        return _title(view)
    lines = [*_title(view), []]
    steps = _wide_lines(view)
    wide = fits(steps, page)
    lines += [*(steps if wide else _narrow_lines(view)), []]
    on_target = (
        f"on, under, over: days within {view.unit.format(view.tolerance)} of the target, below and above it; "
        "days not logged are counted apart. "
    )
    lines += wrapped(
        f"{on_target if wide else ''}taken: the median of the logged days, if at least 5; today is not counted yet.",
        page.width,
        style=HINT,
    )
    lines += wrapped(_reasons(view.plan), page.width)
    if view.plan.coin:
        now = current_steps([view.plan], view.today)
        lines += wrapped(f"{COIN_CHOOSES} {coin_sentence(now[0]) if now else ''}", page.width)
    for each in view.apart:
        lines += wrapped(f"{humanize.other_substance_period_line(each)}. {APART}", page.width)
    current = next((step.span.step for step in view.steps if step.in_force), None)
    split = split_of(view.plan, current) if current else ()
    if split:
        lines += wrapped(
            f"Today's target in {humanize.plural(len(split), 'dose')}: {_split_words(view, split)} {_sign(view)}.",
            page.width,
        )
    if view.still_needed:
        ends = view.plan.ended_on
        until = (
            f"until {humanize.long_day(view.arrives_on)}"
            if ends is None
            else f"up to {humanize.long_day(ends - A_DAY)}"
        )
        lines += wrapped(f"From today the plan needs {view.unit.format(view.still_needed)} {until}.", page.width)
    return lines + _supply(view, page)


def _reasons(plan: Plan) -> str:
    """Return the holds and the steps for which a reason was given; empty without one."""
    held = [f"{hold.days} d from {humanize.short_day(hold.placed_on)} ({hold.why})" for hold in plan.holds if hold.why]
    was_set = [f"{humanize.short_day(step.starts_on)} ({step.why})" for step in plan.steps if step.why]
    told = [
        *([f"Held {', '.join(held)}."] if held else []),
        *([f"Target set on {', '.join(was_set)}."] if was_set else []),
    ]
    return " ".join(told)


def _supply(view: TaperView, page: Page) -> list[Line]:
    if view.left is None:
        return []
    text = f"Batches with a weight still hold {view.unit.format(max(0, view.left))} after the logged doses"
    if view.lasts_until is None:
        return wrapped(f"{text}.", page.width)
    if view.covers_all:
        return wrapped(f"{text}; that covers the plan's targets to the end.", page.width)
    return wrapped(f"{text}; at the plan's targets that lasts until {humanize.long_day(view.lasts_until)}.", page.width)


def _style(step: StepView) -> str:
    return TARGET if step.in_force else ""


def _step_mark(step: StepView) -> str:
    return f"{'>' if step.in_force else ' '}{step.span.number}"


def _wide_lines(view: TaperView) -> list[Line]:
    sign = _sign(view)
    target = f"{'target' if view.unit is GRAMS else 'plan'}\n{sign}"
    columns = (
        Column("step"), Column("from", right=False), Column(target), Column("cut\n%"), Column(f"taken\n{sign}"),
        Column("doses"), Column("longest\ngap, h"), Column("logged"), Column("on/under/over", right=False),
        Column("", right=False),
    )  # fmt: skip
    rows = []
    for step in view.steps:
        taken, span, style = step.taken, step.span, _style(step)
        planned = f"{span.step.doses_per_day}" if span.step.doses_per_day else ""
        beside = f"/{planned}" if planned else ""
        cells = (
            _step_mark(step), humanize.short_date(span.starts_on), _amount(view, span.step.target),
            "" if span.cut_pct is None else humanize.number(span.cut_pct, 0),
            _amount(view, taken.total.median) if taken.days else "",
            f"{humanize.number(taken.doses.median)}{beside}" if taken.days else planned,
            humanize.hours(taken.longest_gap_min) if taken.days else "",
            f"{taken.logged}/{taken.days}" if taken.days else "",
            f"{taken.on}/{taken.under}/{taken.over}" if taken.logged else "",
            _hold_words(step),
        )  # fmt: skip
        rows.append([Span(cell, style) for cell in cells])
    return table(columns, rows)


def _narrow_lines(view: TaperView) -> list[Line]:
    columns = (
        Column("step"),
        Column("from", right=False),
        Column("target"),
        Column("taken"),
        Column("logged"),
    )
    rows = []
    for step in view.steps:
        taken, span = step.taken, step.span
        cells = (
            _step_mark(step), humanize.short_day(span.starts_on), _amount(view, span.step.target),
            _amount(view, taken.total.median) if taken.days else "",
            f"{taken.logged}/{taken.days}" if taken.days else "",
        )  # fmt: skip
        rows.append([Span(cell, _style(step)) for cell in cells])
    return table(columns, rows, gap=" ")


def _hold_words(step: StepView) -> str:
    held = sum(hold.days for hold in step.holds)
    return f"held {held} d" if held else ""


def changed_text(old: Plan, new: Plan, others: Sequence[Plan], today: date, page: Page) -> list[Line]:
    """Return the changes to a plan, and its present state."""
    lines = wrapped(f"Plan “{user_text(new.name)}”: {plan_changes(old, new)}.", page.width)
    if new.ended_on is None:
        lines += wrapped(_last_step(old, new), page.width)
    elif new.ended_on <= new.starts_on:
        lines += wrapped("It never becomes active.", page.width)
    elif new.ended_on != old.ended_on:
        last = humanize.long_day(new.ended_on - A_DAY)
        lines += wrapped(f"Its last day is {last}; {_next_phase([new, *others], new.ended_on)}.", page.width)
    position = position_on(new, today)
    if position is None:
        return lines
    current = CurrentStep(new.name, position, new.of, new.unit)
    return lines + wrapped(taper_sentence(current), page.width)


def _next_phase(plans: Sequence[Plan], ended_on: date) -> str:
    """Return the follow-up with its days, or the plan that begins within it."""
    phase = phase_on(plans, ended_on)
    if phase is not None and phase.following is not None:
        starts = humanize.long_day(phase.following.starts_on)
        return f"the plan “{user_text(phase.following.name)}” starts on {starts}"
    over = follow_up_ends(ended_on) - A_DAY
    return f"the follow-up runs from {humanize.long_day(ended_on)} to {humanize.long_day(over)}"


def _last_step(old: Plan, new: Plan) -> str:
    begins, before = arrives_on(new), arrives_on(old)
    moved = f" (before: {humanize.long_day(before)})" if before != begins else ""
    return (
        f"The last step, {unit_of_plan(new).format(new.steps[-1].target)} a day, begins on "
        f"{humanize.long_day(begins)}{moved}."
    )


def coin_lines(told: PlanCoin, page: Page) -> list[Line]:
    """Return what the coin says of a plan today."""
    plan: Plan = told.stored.entry
    pair = told.pair
    said = f"Plan “{user_text(plan.name)}”: "
    if pair is None:
        said += "today is in no pair of weeks."
    else:
        where = f"pair {pair.number} of {len(plan.coin)}"
        comes = pair.begins_on if pair.state == FIRST else pair.begins_on + WEEK
        said += f"the cut of {where} comes in its {pair.state} week, on {humanize.long_day(comes)}."
        said += " The coin was tossed just now." if told.drawn_now else ""
    if told.following is not None:
        said += f" The next pair begins on {humanize.long_day(told.following.begins_on)}; the coin is tossed then."
    return wrapped(said, page.width)
