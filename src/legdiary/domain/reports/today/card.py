"""Today's card as a value: the day's doses against its target, last night beside the nights before, and the gaps."""

from __future__ import annotations

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.dose_totals import in_order, is_other_substance
from legdiary.domain.reports.night_record import night_records
from legdiary.domain.reports.other_substances import axis_plans, main_substance
from legdiary.domain.reports.today.missing_entries import missing_entries
from legdiary.domain.reports.today.substances import dose_free_since, substance_today
from legdiary.domain.reports.week import DAYS_A_WEEK, current_steps, phase_outside, summarise, taper_position
from legdiary.domain.taper.plan import plan_on
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.night_record import Logged, NightRecord
    from legdiary.domain.reports.today.missing_entries import MissingEntry
    from legdiary.domain.reports.today.substances import PastDoses, SubstanceToday
    from legdiary.domain.reports.week import CurrentStep, Summary
    from legdiary.domain.sync.unsettled import Unsettled
    from legdiary.domain.taper.phases import Phase
    from legdiary.domain.taper.plan import Plan
    from legdiary.domain.time.moments import Moment, Present


@dataclass(frozen=True, slots=True)
class Card:
    """Today's card.

    Attributes:
        now: the present moment.
        today: the current diary day.
        last: the record of the last finished night.
        tonight: the record of the night that belongs to today.
        doses: today's doses of leaf, in order.
        taper: the current step of the plan of leaf; None without one.
        default_night: the night that `night` and `sleep` would write now.
        last_is_last_night: True if people would call `last` last night; False in the small hours.
        evening: True from 15:00 until the diary day ends: tonight has begun.
        plans: every plan in force today, with its step, in the order in which views name substances.
        substances: what is planned, logged in these nights, or was planned last, in the same order.
        before: the summary of the seven nights before `last`.
        before_from: the first of these.
        missing: what is not logged yet.
        phase: the phase of today where no plan is in force; None within one, and without plans.
        unsettled: what devices say differently, of whatever night; None where they do not.
    """

    now: Moment
    today: date
    last: NightRecord
    tonight: NightRecord
    doses: tuple[Stored, ...]
    taper: CurrentStep | None
    default_night: date
    last_is_last_night: bool
    evening: bool
    plans: tuple[CurrentStep, ...]
    substances: tuple[SubstanceToday, ...]
    before: Summary
    before_from: date
    missing: tuple[MissingEntry, ...]
    phase: Phase | None
    unsettled: Unsettled | None = None

    @property
    def days_after_plan(self) -> int | None:
        """The number of today among the days after the last plan, from 1 on; None before a plan and within one."""
        ended = self.phase.plan.ended_on if self.phase and self.phase.plan and self.phase.kind != "baseline" else None
        return None if ended is None else (self.today - ended).days + 1


def card_range(present: Present) -> tuple[date, date]:
    """Return the half-open range of diary days that the card reads: today, last night, and the seven nights before."""
    first = max(1, present.today.toordinal() - DAYS_A_WEEK - 1)
    return present.today.fromordinal(first), present.today + A_DAY


def card_records(logged: Logged, present: Present) -> list[NightRecord]:
    """Return the records of the nights of the card, oldest first."""
    return night_records(logged, *card_range(present))


def card_substances(records: Sequence[NightRecord], plans: Sequence[Plan], today: date) -> list[str]:
    """Return the words of the substances of the card, in the order in which views name them.

    They are those that are logged in its nights or planned today, and where no plan is in force that of the last one
    that ended; leaf if there are none but medicines.
    """
    found = {
        each.substance
        for record in records
        for each in record.kratom.apart
        if each.is_known or (each.target_ug is not None and record.night_of == today)
    }
    if any(record.kratom.total_mg is not None for record in records) or records[-1].kratom.target_mg is not None:
        found.add(LEAF)
    axis = axis_plans(plans)
    ended = [plan for plan in axis if dose_free_since([plan], today)]
    if ended and plan_on(axis, today) is None:
        found.add(max(ended, key=lambda plan: plan.ended_on or today).of)
    from legdiary.domain.entries.substances import is_medicine

    if all(map(is_medicine, found)):
        found.add(LEAF)
    return in_order(found)


def _asked_for(substances: Sequence[SubstanceToday], records: Sequence[NightRecord]) -> list[str]:
    """Return the substances that are missing where nothing is logged: planned ones, and the one the diary is about."""
    main = main_substance(record.kratom for record in records)
    return [
        each.substance
        for each in substances
        if each.target is not None or each.dose_free is not None or each.substance == main
    ]


def todays_card(
    logged: Logged, records: Sequence[NightRecord], past: Mapping[str, PastDoses], present: Present
) -> Card:
    """Return today's card.

    Args:
        logged: the entries of the days of `card_range`.
        records: their records.
        past: the substances of the card, each with what is known of it up to today.
        present: the clock.
    """
    today = present.today
    *before, last, tonight = records
    steps = current_steps(logged.plans, today)
    step_of = {step.substance: step for step in steps}
    substances = tuple(
        substance_today(
            word, tonight.kratom, known, [plan for plan in logged.plans if plan.of == word], step_of.get(word),
            present.now, today,
        )
        for word, known in past.items()
    )  # fmt: skip
    doses = [
        stored
        for stored in logged.doses
        if stored.entry.night_of == today and stored.entry.at and not is_other_substance(stored.entry, logged.products)
    ]
    evening = present.default_night == today
    return Card(
        present.now, today, last, tonight, tuple(doses), taper_position(logged.plans, today),
        default_night=present.default_night,
        last_is_last_night=present.last_night == last.night_of,
        evening=evening,
        plans=steps,
        substances=substances,
        before=summarise(before),
        before_from=before[0].night_of,
        missing=missing_entries(records, _asked_for(substances, records), tonight_has_begun=evening),
        phase=phase_outside(logged.plans, today),
    )  # fmt: skip
