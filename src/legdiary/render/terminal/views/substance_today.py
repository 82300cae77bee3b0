"""A substance on today's card: what is left of the target, the last dose, the next change."""

from __future__ import annotations

from legdiary import humanize, wording
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.substances import is_medicine
from legdiary.domain.reports.summary.target_days import WELL_OVER_PERCENT
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import user_text
from legdiary.render.terminal.layout import Span, bar, line, wrapped
from legdiary.render.terminal.styles import NOT_LOGGED, NUMBER, TARGET
from legdiary.render.terminal.views.plan_sentences import coin_sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from legdiary.domain.reports.today.card import Card
    from legdiary.domain.reports.today.substances import LastDose, SubstanceToday
    from legdiary.domain.reports.week import CurrentStep
    from legdiary.render.terminal.layout import Line, Page

_BAR_CELLS, _BESIDE = 20, 44


def substance_lines(of: SubstanceToday, card: Card, page: Page, label: int) -> list[Line]:
    """Return the lines of one substance; a name that is too long for the column of labels has a line of its own."""
    name = _name(of, card)
    told, *more = _first_lines(of, card, page, label)
    blanks = " " * label
    lines: list[Line] = []
    if len(name) >= label:
        lines += [*wrapped(name, page.width), line(blanks, *told)]
    else:
        lines.append(line(name.ljust(label), *told))
    lines += [line(blanks, *each) for each in more]
    for text in _further(of, card, page):
        lines += wrapped(text, page.width, indent=blanks)
    return lines


def _name(of: SubstanceToday, card: Card) -> str:
    if of.substance == LEAF:
        others = any(not is_medicine(each.substance) for each in card.substances if each.substance != LEAF)
        return "Leaf" if others else "Kratom"
    name = humanize.substance(of.substance)
    return f"{name[:1].upper()}{name[1:]}"


def amount(of: SubstanceToday, value: float | None) -> str:
    """Return an amount with its unit."""
    return humanize.planned_amount(of.substance, value, of.unit)


def _day(card: Card) -> str:
    """Return `today`, or in the small hours the day that they belong to: `on Sun`."""
    return "today" if card.now.local.date() == card.today else f"on {humanize.weekday(card.today)}"


def _first_lines(of: SubstanceToday, card: Card, page: Page, label: int) -> list[Line]:
    """Return what is left of the target with a bar beside or below it; without a target what was taken."""
    day = _day(card)
    if of.dose_free is not None and not of.doses and of.last_dose is not None:
        last = of.last_dose
        days = Span(humanize.plural((card.today - last.day).days, "day"), NUMBER)
        dose = "" if last.amount is None else f", {amount(of, last.amount)}"
        when = f"({humanize.day(last.day)}{dose})"
        told = " since the last dose"
        return [[days, Span(told)], [Span(when)]] if page.narrow else [[days, Span(f"{told} {when}")]]
    if of.doses is None:
        if of.target is None:
            return [[Span(f"not logged {day}", NOT_LOGGED)]]
        return [
            [Span("target "), Span(amount(of, of.target), TARGET), Span(f" {day}; "), Span("not logged", NOT_LOGGED)]
        ]
    if of.uncounted:
        taken = user_text(", ".join(of.uncounted))
        target = "" if of.target is None else f"; target {amount(of, of.target)}"
        return [[Span(taken, NUMBER), Span(f" {day}, not in mg{target}")]]
    if of.target is None or of.left is None or of.total is None:
        return [_taken(of, day)]
    left = amount(of, abs(of.left))
    first, second = (f"{left} left", " of ") if of.left >= 0 else (f"{left} over", " ")
    head = [Span(first, NUMBER), Span(second), Span(amount(of, of.target), TARGET)]
    if label + sum(len(span.text) for span in head) + 1 + len(day) <= page.width:
        head.append(Span(f" {day}"))
    return _with_bar(head, of, page, label)


def _taken(of: SubstanceToday, day: str) -> Line:
    if not of.doses:
        return [Span("dose-free", NUMBER), Span(f" {day}")]
    return [Span(amount(of, of.total), NUMBER), Span(f" {day}")]


def _with_bar(head: Line, of: SubstanceToday, page: Page, label: int) -> list[Line]:
    if not of.target or of.total is None:
        return [head]
    full = bar(min(of.total, of.target), of.target, _BAR_CELLS, page.glyphs)
    if page.narrow:
        return [head, [Span(full)]]
    taken = "none taken" if not of.doses else f"{amount(of, of.total)} taken"
    used = label + sum(len(span.text) for span in head)
    if max(used + 2, _BESIDE) + len(full) + 2 + len(taken) > page.width:
        return [head, [Span(full), Span(f"  {taken}")]]
    return [[*head, Span(" " * max(2, _BESIDE - used)), Span(full), Span(f"  {taken}")]]


def _further(of: SubstanceToday, card: Card, page: Page) -> list[str]:
    told = [_doses(of, card, page)]
    if of.dose_free is not None:
        told.append(_dose_free_days(of))
    if of.step is not None:
        told.append(_step(of.step, card, page))
        told.append(coin_sentence(of.step))
    return [each for each in told if each]


def _doses(of: SubstanceToday, card: Card, page: Page) -> str:
    """Return `last dose 18:10 (0.5 g), 2 h 30 min ago; 2 doses so far`."""
    last = of.last_dose
    parts = []
    if last is not None and not (of.dose_free is not None and not of.doses):
        parts.append(_last_dose(of, last, card, page))
    if of.doses and not page.narrow:
        planned = f", {of.planned_doses} planned" if of.planned_doses else ""
        parts.append(f"{humanize.plural(of.doses, 'dose')} so far{planned}")
    return "; ".join(parts)


def _last_dose(of: SubstanceToday, last: LastDose, card: Card, page: Page) -> str:
    at = humanize.clock_of(last.at)
    local = last.at.local.date()
    is_near = local == card.now.local.date() or last.day == card.today
    when = at if is_near else f"{humanize.day(local)} {at}"
    ago = humanize.time_ago(last.minutes_ago, (card.today - last.day).days)
    if page.narrow:
        told = f"last dose {ago} ({when})"
    else:
        dose = "" if last.amount is None else f" ({amount(of, last.amount)})"
        told = f"last dose {when}{dose}, {ago}"
    gap = f"; {humanize.plural(last.not_logged, 'day')} since not logged" if last.not_logged else ""
    return f"{told}{gap}"


def _dose_free_days(of: SubstanceToday) -> str:
    found = of.dose_free
    if found is None:
        return ""
    if found.why == "ended":
        since = f"the plan ended ({humanize.short_day(found.since - A_DAY)})"
    else:
        since = f"the target is 0 ({humanize.short_day(found.since)})"
    told = [f"{humanize.plural(found.free, 'dose-free day')} logged since {since}"]
    if found.with_dose:
        told.append(f"{humanize.plural(found.with_dose, 'day')} with a dose")
    if found.not_logged:
        told.append(f"{humanize.plural(found.not_logged, 'day')} not logged")
    return ", ".join(told)


def _step(of: CurrentStep, card: Card, page: Page) -> str:
    """Return since when the target holds, and what comes next."""
    position = of.position
    several = len(card.plans) > 1
    what = f"step {position.step_number} of {position.of}" if several else "target"
    if position.days_in_step == 1:
        since = f"{what} since today" if several else "new target since today"
    else:
        since = f"{what} since {humanize.day(position.step.starts_on)} (day {position.days_in_step})"
    if position.next_change is None:
        return "last step of the plan" if page.narrow else f"{since}; the last step"
    following = humanize.planned_amount(of.substance, position.next_target, of.unit)
    coming = f"next {following} on {humanize.day(position.next_change)}"
    return coming if page.narrow else f"{since}; {coming}"


def over_target_lines(card: Card, page: Page) -> list[Line]:
    """Return for each substance the days since one well over its target; empty where there is none in its plan."""
    lines: list[Line] = []
    several = sum(each.over_target is not None for each in card.substances) > 1
    for each in card.substances:
        found = each.over_target
        if found is None:
            continue
        least = amount(each, found.least)
        is_share = WELL_OVER_PERCENT * found.most_target > 100 * found.least
        rule = f"{least} and {WELL_OVER_PERCENT} % or more" if is_share else f"{least} or more"
        name = f"{_name(each, card)}: " if several else ""
        told = wording.days_since_over(found.days_since, rule, humanize.short_day(found.day), found.not_logged)
        lines += wrapped(f"{name}{told}", page.width)
    return lines
