"""Export the steps of taper plans as a calendar file: every plan that a calendar may hold, from the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.taper.calendar_events import CalendarPlan, DailyReminder, last_reminded_day
from legdiary.domain.taper.plan import plan_of_interest, plans_on
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time

    from legdiary.app.context import Reader
    from legdiary.app.exports import Exported, Target
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.ledger.ledger_line import FieldsLine
    from legdiary.domain.taper.plan import Plan

_IDENTITY_LETTERS = 12


@dataclass(frozen=True, slots=True)
class ExportCalendar:
    """A request for the taper's steps as all-day events; without a target the file's bytes are returned.

    Attributes:
        target: the destination of the file.
        with_amounts: titles hold the amount a day.
        reminder: the time of day of a daily reminder; None for none.
    """

    target: Target | None
    with_amounts: bool = False
    reminder: time | None = None


@dataclass(frozen=True, slots=True)
class CalendarExported:
    """An exported calendar file.

    Attributes:
        file: the file.
        plans: the plans in it, the current one first.
        with_amounts: titles hold the amount a day.
        reminder: the daily reminder in it, if one was asked for.
    """

    file: Exported
    plans: Sequence[CalendarPlan]
    with_amounts: bool
    reminder: DailyReminder | None = None

    @property
    def cancelled(self) -> int:
        """The number of steps that are no longer planned."""
        return sum(len(each.cancelled) for each in self.plans)


def export_calendar(reader: Reader, request: ExportCalendar) -> CalendarExported:
    """Write the calendar file.

    Raises:
        NoPlan: there is none, and no reminder was asked for.
        DiaryTrouble: the diary cannot be read.
        Refused: the destination is taken, or cannot be written; see `targets`.
    """
    from legdiary.app.exports import export_page
    from legdiary.formats.ics import calendar

    plans, reminder = load_calendar(reader, request.reminder)
    content = calendar(plans, reader.present.now, with_amounts=request.with_amounts, reminder=reminder)
    return CalendarExported(export_page(request.target, lambda: [content]), plans, request.with_amounts, reminder)


def load_calendar(reader: Reader, at: time | None = None) -> tuple[list[CalendarPlan], DailyReminder | None]:
    """Return every plan that was ever stored, those in force first; without any, the next or the last; and a reminder.

    Raises:
        NoPlan: there is none, and no reminder was asked for.
        DiaryTrouble: the diary cannot be read.
    """
    with reader.open_for_reading() as diary, diary.one_state():
        stored = diary.plans()
        begun, ledger = diary.first_line(), diary.plan_history()
    entries, today = [each.entry for each in stored], reader.present.today
    current = plans_on(entries, today)
    if not current and (entries or at is None):
        current = (plan_of_interest(entries, today),)
    plans = _plans(stored, begun, ledger, current)
    if at is None:
        return plans, None
    diary_id = _identity(begun, begun) if begun else ""
    last = last_reminded_day((each.plan for each in plans if each.plan and each.told), today)
    return plans, DailyReminder(diary_id, at, reader.present.now.local.date(), last)


def _plans(
    stored: Sequence[Stored], begun: FieldsLine | None, ledger: Sequence[FieldsLine], current: Sequence[Plan]
) -> list[CalendarPlan]:
    """Return the plans according to their ledger lines, the current ones at the front; an undo counts as a change.

    Steps are given for those plans and for later ones of their substance, and of a substance without one for the plans
    to come; of the others only the cancelled steps, because the calendar may still hold their events.
    """
    alive: dict[int, Plan] = {each.id: each.entry for each in stored}
    found: dict[int, CalendarPlan] = {}
    for each in ledger:
        plan = alive.get(each.entry_id)
        told = plan is not None and _is_told(plan, current)
        before = found.get(each.entry_id)
        if before is None:
            before = CalendarPlan(each.entry_id, _identity(begun or each, each), plan, (), sequence=-1, told=told)
        versions = [side["steps"] for side in (each.old, each.new) if side and "steps" in side]
        found[each.entry_id] = replace(
            before,
            steps=versions[-1] if versions else before.steps,
            sequence=before.sequence + 1,
            ever_steps=max([before.ever_steps, *(len(steps) for steps in versions)]),
        )
    return sorted(found.values(), key=lambda each: (_place(each.plan, current), not each.told, each.plan_id))


def _is_told(plan: Plan, current: Sequence[Plan]) -> bool:
    """Return whether a plan is a current one, or begins later than that of its substance, or than any without one."""
    if any(plan is each for each in current):
        return True
    begun = [each.starts_on for each in current if each.of == plan.of] or [each.starts_on for each in current]
    return plan.starts_on > min(begun)


def _place(plan: Plan | None, current: Sequence[Plan]) -> int:
    """Return the place of a plan among the current ones, in the order in which views name their substances."""
    return next((number for number, each in enumerate(current) if each is plan), len(current))


def _identity(begun: FieldsLine, made: FieldsLine) -> str:
    """Return an id that a plan has in every copy of one diary, and in no other diary.

    It is a hash of the times at which the diary and the plan were begun.
    """
    from hashlib import sha256

    return sha256(f"{begun.made_utc_ms} {made.made_utc_ms}".encode()).hexdigest()[:_IDENTITY_LETTERS]
