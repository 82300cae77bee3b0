"""The choice of a plan where there are several: by its substance, its name or its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.substances import Substance, find_kind, vocabulary_name
from legdiary.domain.taper.plan import NoPlan, plan_of_interest, plans_on
from legdiary.errors import Refused
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.domain.entries.stored_entry import Stored

_MOST_DIGITS = 12


class SeveralPlansInForce(Refused):
    """Several plans are active, and none is named."""

    def __init__(self, plans: Sequence[Stored], how: str) -> None:
        # A name of a person's own stays out of errors; its number says which.
        names = ", ".join(vocabulary_name(each.entry.of) or f"#{each.id}" for each in plans)
        super().__init__(f"{len(plans)} plans are active ({names}); name one {how}", "legdiary taper show --all")


class NoSuchPlan(Refused):
    """No plan has this name, number or substance."""

    def __init__(self) -> None:
        super().__init__("no plan has that substance, name or number", "legdiary taper show --all")


class NamedPlan(NamedTuple):
    """A plan that was named.

    Attributes:
        chosen: the plan.
        namesakes: the other plans with that name, by number; empty where it was chosen by substance or number.
    """

    chosen: Stored
    namesakes: tuple[Stored, ...] = ()


def current_plans(plans: Sequence[Stored], today: date) -> list[Stored]:
    """Return the plans in force, in the order in which views name them; without any, the next or the last one.

    Raises:
        NoPlan: there is none, or all were cancelled before their start.
    """
    entries = [each.entry for each in plans]
    found = plans_on(entries, today) or (plan_of_interest(entries, today),)
    return [next(each for each in plans if each.entry is plan) for plan in found]


def plan_to_change(plans: Sequence[Stored], today: date, typed: str | None) -> Stored:
    """Return the plan that a change is about.

    Args:
        plans: the plans.
        today: the diary day of the change.
        typed: a substance, a name or a number; None for the one plan in force, the next or the last.

    Raises:
        NoPlan: there is none.
        SeveralPlansInForce: several are in force, and none is named.
        NoSuchPlan: none has what was typed.
    """
    how = "with --of"
    if typed is None:
        return _only(current_plans(plans, today), how)
    found = plans_named(plans, typed)
    try:
        return _only(current_plans(found, today), how)
    except NoPlan as error:
        raise NoSuchPlan from error


def plan_to_show(plans: Sequence[Stored], today: date, typed: str) -> NamedPlan:
    """Return the plan that was named: of a substance the one in force, next or last, of a name the one begun last.

    Raises:
        NoSuchPlan: none has what was typed.
    """
    found = plans_named(plans, typed)
    if not found:
        raise NoSuchPlan
    if len({each.entry.of for each in found}) == 1 and _is_substance(typed, found[0].entry.of):
        try:
            return NamedPlan(current_plans(found, today)[0])
        except NoPlan as error:
            raise NoSuchPlan from error
    *others, chosen = sorted(found, key=lambda each: (each.entry.starts_on, each.id))
    return NamedPlan(chosen, tuple(others))


def plans_named(plans: Sequence[Stored], typed: str) -> list[Stored]:
    """Return the plans of that substance; without one those of that name; else the one with that number."""
    name = " ".join(typed.split())
    return (
        [each for each in plans if _is_substance(name, each.entry.of)]
        or [each for each in plans if each.entry.name.casefold() == name.casefold()]
        or [each for each in plans if each.id == _number(name)]
    )


def _only(found: Sequence[Stored], how: str) -> Stored:
    if len(found) > 1:
        raise SeveralPlansInForce(found, how)
    return found[0]


def _is_substance(typed: str, word: str) -> bool:
    name = " ".join(typed.lower().split())
    return word in {find_kind(name), name} or Substance(word).name.casefold() == name or _medicine(name) == word


def _medicine(name: str) -> str | None:
    from legdiary.domain.entries.name_vocabulary import MEDICINES
    from legdiary.domain.entries.substances import medicine

    known = MEDICINES.find(name)
    return None if known is None else medicine(known)


def _number(typed: str) -> int | None:
    digits = typed.removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS else None
