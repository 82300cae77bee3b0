"""The plans of what is not leaf, beside an entry as it is stored: their targets, and the figures of medicines."""

from __future__ import annotations

from legdiary.domain.time.moments import A_DAY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries.factors_and_medicines import Medicine
    from legdiary.domain.reports.dose_totals import OtherSubstanceDay, PlannedStep
    from legdiary.store.diary import Diary


def planned_targets(diary: Diary, word: str, day: date) -> list[int]:
    """Return the targets of a substance other than leaf, in micrograms, without those of plans ended before a day."""
    return [
        step.target
        for stored in diary.plans(day)
        if stored.entry.of == word and (stored.entry.ended_on is None or stored.entry.ended_on > day)
        for step in stored.entry.steps
    ]


def planned_medicine_days(
    diary: Diary, day: date, steps: Sequence[PlannedStep]
) -> Mapping[date, Mapping[str, OtherSubstanceDay]]:
    """Return the figures of a day's medicines that have a plan in force; the entries are read only where one has."""
    from legdiary.domain.reports.dose_totals import medicine_days, medicine_names

    names = medicine_names(step.substance for step in steps)
    if not names:
        return {}
    takings = diary.entries_between("medicine", day - A_DAY, day + A_DAY)  # a gap may reach over from the day before
    return medicine_days((stored.entry for stored in takings), names)


def medicine_day(diary: Diary, taking: Medicine) -> OtherSubstanceDay | None:
    """Return the day of a medicine against its target; None where no plan of it is in force."""
    plans = [stored.entry for stored in diary.plans(taking.night_of)]
    if all(plan.substance is None for plan in plans):
        return None
    from legdiary.domain.entries.substances import medicine
    from legdiary.domain.reports.dose_totals import compare_with_plans, planned_steps

    word = medicine(taking.name)
    steps = [step for step in planned_steps(plans, taking.night_of) if step.substance == word]
    day = compare_with_plans({}, taking.night_of, steps, planned_medicine_days(diary, taking.night_of, steps))
    return next((each for each in day.apart if each.substance == word), None)
