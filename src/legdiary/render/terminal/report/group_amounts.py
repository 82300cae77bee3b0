"""The amounts of a report's groups in the unit of each group's substance: the same on a terminal and on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.entries.dose import LEAF

if TYPE_CHECKING:
    from legdiary.domain.reports.report import Group, Report
    from legdiary.domain.reports.week import CurrentStep


def group_amount(report: Report, group: Group, amount: float | None) -> str:
    """Return an amount of a group's substance: `2.5`; where not all groups are about leaf `2.5 g`, `120 mg`."""
    if amount is None or not report.shows_units:
        return humanize.grams(amount)
    return humanize.planned_amount(group.substance, amount, group.unit)


def target_cell(report: Report, group: Group) -> str:
    """Return the target of a group's step; empty where no plan is in force."""
    return "" if group.target is None else group_amount(report, group, group.target)


def taken_words(group: Group) -> str:
    """Return `kratom 5.9 / 6 g, n 7`, `7-OH 120 / 120 mg, n 7`."""
    total = group.taken.total
    name = "kratom" if group.substance == LEAF else humanize.substance(group.substance)
    unit = humanize.plan_unit(group.substance, group.unit)
    target = "" if group.target is None else f" / {_number(group, group.target)}"
    shown = "" if total.median is None and group.target is None else f" {unit}"
    return f"{name} {_number(group, total.median)}{target}{shown}, n {total.n}"


def _number(group: Group, amount: float | None) -> str:
    return humanize.planned_number(group.substance, amount, group.unit)


def also_in_force(plans: tuple[CurrentStep, ...]) -> str:
    """Return `Also active: gabapentin, 900 mg a day from 6 Jul.`; empty without another plan."""
    told = [
        f"{humanize.substance(each.substance)}, "
        f"{humanize.planned_amount(each.substance, each.position.step.target, each.unit)} a day from "
        f"{humanize.short_day(each.position.step.starts_on)}"
        for each in plans
    ]
    return f"Also active: {'; '.join(told)}." if told else ""


def leaf_words(group: Group) -> str:
    """Return the leaf taken in a group that is about another substance: `median 6 g a day, n 7`."""
    leaf = group.figures.kratom_mg
    told = "" if leaf.median is None else f"median {humanize.grams(leaf.median)} g a day, "
    return f"{told}n {leaf.n}"


def settling_words(report: Report) -> str:
    """Return the note on the first days of a step; that levels are falling is known of leaf alone."""
    return wording.SETTLING_OF_OTHERS if report.shows_units else wording.SETTLING


def is_of_kratom(report: Report) -> bool:
    """Return whether the report has a step of leaf or another kratom product, not only of a medicine."""
    words = {group.substance for group in report.groups if group.kind == "step"}
    if words <= {LEAF}:
        return bool(words)
    from legdiary.domain.entries.substances import is_medicine

    return not all(map(is_medicine, words))
