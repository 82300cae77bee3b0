"""The parts of a report that one screen tells: the summary, the figures of each group, what changed.

Every figure comes with the number of nights behind it, or with the requirement that they do not meet. What only the
whole report tells is added to these parts by `domain.reports.report`.
"""

from __future__ import annotations

from array import array
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypedDict, TypeVar

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.events import EventInputs, events_of
from legdiary.domain.reports.night_record import extended, nights_within, onset_clock
from legdiary.domain.reports.other_substances import (
    TakenFigures,
    axis_plans,
    find_taken,
    main_substance,
    other_substance_totals,
)
from legdiary.domain.reports.stretches import stretches
from legdiary.domain.reports.summary.screen_summary import screen_summary
from legdiary.domain.reports.week import bounded_nights, current_steps
from legdiary.domain.stats.descriptive import level, middle
from legdiary.domain.taper.phases import baseline_of, phases
from legdiary.domain.taper.plan import SETTLING_DAYS
from legdiary.domain.time.moments import A_DAY, next_month
from legdiary.util.values import NamedTuple, dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.reports.events import Event
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.other_substances import OtherSubstanceTotals
    from legdiary.domain.reports.stretches import Stretch, StretchFigures
    from legdiary.domain.reports.summary.screen_summary import ScreenSummary
    from legdiary.domain.reports.week import BoundedNights, CurrentStep
    from legdiary.domain.stats.descriptive import Level, Middle
    from legdiary.domain.taper.phases import Phase, PhaseKind
    from legdiary.domain.taper.plan import Plan

By = Literal["step", "week", "month"]
BY: tuple[By, ...] = ("step", "week", "month")

_Number = TypeVar("_Number", int, float)
#: So many nights are gone through at a time.
_AT_ONCE = 1000
_DAYS_A_WEEK = 7
_SEVERAL = 2


class Earlier(NamedTuple):
    """Data from before a range that its figures need.

    Attributes:
        baseline: the days of the diary's baseline, half-open; None where the given plans determine it.
        scores: night → severity, for the nights just before the range; one screen needs none.
        nights: the nights of the baseline before the range, missing ones included.
    """

    baseline: tuple[date, date] | None = None
    scores: Mapping[date, int] = MappingProxyType({})
    nights: Sequence[NightRecord] = ()


NOTHING_EARLIER = Earlier()
NO_PAST = EventInputs()


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some nights: medians over the nights on which the value is known.

    Attributes:
        possible: the number of nights, logged or not.
        severity: RLS severity 0–10.
        tst_min, sol_min, waso_min, pacing_min: total sleep, minutes to fall asleep, minutes awake, minutes pacing.
        bounded: the nights for which only an upper bound of total sleep is known.
        se_dse_pct, se_tib_pct: sleep efficiency by both denominators, percent.
        kratom_mg: the day's total.
        doses: the number of doses a day.
        longest_gap_min: the longest time between two doses, in minutes.
        magnesium_mg: elemental milligrams by mouth.
        onset_min: the beginning of the restlessness, in minutes after noon: so evenings come before small hours.
        recalled: nights entered more than 36 h after waking.
        apart: the logged substances that are counted apart from leaf.
    """

    possible: int
    severity: Level
    tst_min: Middle
    bounded: BoundedNights
    sol_min: Middle
    waso_min: Middle
    pacing_min: Middle
    se_dse_pct: Middle
    se_tib_pct: Middle
    kratom_mg: Middle
    doses: Middle
    longest_gap_min: int | None
    magnesium_mg: Middle
    onset_min: Middle
    recalled: int
    apart: tuple[OtherSubstanceTotals, ...] = ()

    @property
    def onset_clock_min(self) -> int | None:
        """The median clock time at which the restlessness began, in minutes after midnight; None where not known."""
        return onset_clock(self.onset_min)

    @property
    def counts(self) -> tuple[int, ...]:
        """The number of nights behind each median."""
        return (
            self.severity.n, self.tst_min.n or self.bounded.n, self.sol_min.n, self.waso_min.n, self.pacing_min.n,
            self.se_dse_pct.n, self.se_tib_pct.n, self.kratom_mg.n, self.doses.n, self.magnesium_mg.n, self.onset_min.n,
        )  # fmt: skip


def taken_of(of: Figures, word: str) -> TakenFigures:
    """Return the doses of a substance among the figures of some nights."""
    return find_taken(of.apart, word, TakenFigures(of.kratom_mg, of.doses, of.longest_gap_min))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenGroup:
    """One group of nights, by all of them.

    Attributes:
        kind: baseline, step, follow-up, between, after; or week, month.
        label: the name of the group by itself; in a report on several plans it names the plan.
        short: the name below a heading that names the plan: the step's number, or the kind of group.
        plan: the plan's name, for a step or the days after a plan.
        plan_named: the plan's name, made unique within the report; None in a report on one plan.
        from_day, before_day: its days, half-open.
        target_mg: the step's target of leaf; None for other groups, and for a step of another substance.
        target_doses: the step's planned doses a day; None where it gives none.
        cut_mg: the difference from the step before; below 0 for a rise. None as for `target_mg`.
        figures: over all its nights.
        settled_from: its first day without the settling days of its step.
        step_number: the step's number in its plan, from 1 on; None for other groups.
        substance: the word of the substance that its figures of doses are about.
        unit: mcg where a medicine is told in micrograms; else None.
        target_ug, cut_ug: the same as `target_mg` and `cut_mg` for a step of a substance other than leaf.
        scale_ug: what a day may differ from such a target by and still be on it; None where no plan says it.
    """

    kind: PhaseKind | Literal["week", "month"]
    label: str
    short: str
    plan: str | None
    plan_named: str | None
    from_day: date
    before_day: date
    target_mg: int | None
    target_doses: int | None
    cut_mg: int | None
    figures: Figures
    settled_from: date
    step_number: int | None = None
    substance: str = LEAF
    unit: str | None = None
    target_ug: int | None = None
    cut_ug: int | None = None
    scale_ug: int | None = None

    @property
    def target(self) -> int | None:
        """The step's target in the smallest units of its substance; None for other groups."""
        return self.target_mg if self.substance == LEAF else self.target_ug

    @property
    def taken(self) -> TakenFigures:
        """The doses of its substance over all its nights."""
        return taken_of(self.figures, self.substance)


class NotLogged(NamedTuple):
    """The nights of a range without a score, without a sleep, and without a dose of its main substance.

    A day that was logged as dose-free is not among the last, nor a sleep of which only an upper limit is known.
    """

    legs: int
    sleep: int
    doses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenReport:
    """The parts of a report over a half-open range of nights that one screen tells.

    Attributes:
        from_night, before_night: the range.
        by: the kind of group.
        records: its nights; for one screen without factors, which are not read for it.
        overall: the figures of all nights.
        groups: in order.
        summary: the headlines, the days on target, the stretches.
        events: the events of the range, in order.
        also_in_force: the plans in force on the last night beside the one whose step that night belongs to.
    """

    from_night: date
    before_night: date
    by: By
    records: Sequence[NightRecord]
    overall: Figures
    groups: tuple[ScreenGroup, ...]
    summary: ScreenSummary
    events: tuple[Event, ...]
    also_in_force: tuple[CurrentStep, ...]

    @property
    def stretches(self) -> tuple[StretchFigures, ...]:
        """The stretches of a report by step on a plan, if there are at least two: its table of them."""
        found = self.summary.stretches
        return found if self.by == "step" and self.summary.headlines.target and len(found) > 1 else ()

    @property
    def not_logged(self) -> NotLogged:
        """The nights on which something is not logged."""
        of = self.overall
        doses = taken_of(of, self.summary.substances[0]).doses.n
        return NotLogged(of.possible - of.severity.n, of.possible - of.tst_min.n - of.bounded.n, of.possible - doses)

    @property
    def substances(self) -> tuple[str, ...]:
        """The substances that its groups are about, in the order of the groups."""
        return tuple(dict.fromkeys(group.substance for group in self.groups))

    @property
    def shows_units(self) -> bool:
        """Whether amounts are shown with their unit: not all groups are about leaf."""
        return any(group.substance != LEAF for group in self.groups)


def build_screen(
    records: Sequence[NightRecord],
    plans: Sequence[Plan],
    by: By,
    past: EventInputs = NO_PAST,
    *,
    earlier: Earlier = NOTHING_EARLIER,
    of: str | None = None,
) -> ScreenReport:
    """Return what one screen tells of consecutive nights, oldest first.

    Args:
        records: one for each night, missing nights included; at least one.
        plans: every plan of the diary.
        by: the kind of group.
        past: data for the events of the nights.
        earlier: data from before the range that its figures need.
        of: the word of the substance whose plans make the steps; None for every plan that is not of a medicine.
    """
    axis = axis_plans(plans, of)
    first, before = records[0].night_of, records[-1].night_of + A_DAY
    known = extended(earlier.nights, records)
    groups = _step_groups(records, axis) if by == "step" else _calendar_groups(records, by)
    return ScreenReport(
        from_night=first,
        before_night=before,
        by=by,
        records=tuple(records) if isinstance(records, list) else records,
        overall=figures(records),
        groups=groups,
        summary=screen_summary(
            records, known, plans, axis, _stretches(records, known, earlier.baseline or baseline_of(axis))
        ),
        events=events_of(past, (first, before)),
        also_in_force=_also_in_force(plans, groups),
    )


def _also_in_force(plans: Sequence[Plan], groups: Sequence[ScreenGroup]) -> tuple[CurrentStep, ...]:
    last = groups[-1]
    if last.kind in {"week", "month"}:
        return ()
    steps = current_steps(plans, last.before_day - A_DAY)
    return tuple(each for each in steps if last.kind != "step" or each.substance != last.substance)


def _stretches(
    records: Sequence[NightRecord], known: Sequence[NightRecord], baseline: tuple[date, date] | None
) -> tuple[Stretch, ...]:
    """Return the baseline or the first nights, the hardest nights, and now."""
    scores = {record.night_of: record.severity for record in records if record.severity is not None}
    nights = None if baseline is None else (max(baseline[0], known[0].night_of), baseline[1])
    return stretches(scores, records[0].night_of, records[-1].night_of + A_DAY, nights)


def figures(records: Sequence[NightRecord]) -> Figures:
    """Return the figures of some nights."""
    of = _Series()
    for begin in range(0, len(records), _AT_ONCE):
        of.add(list(records[begin : begin + _AT_ONCE]))
    return Figures(
        possible=len(records),
        severity=level(of.severity),
        tst_min=middle(of.tst_min),
        bounded=bounded_nights(records),
        sol_min=middle(of.sol_min),
        waso_min=middle(of.waso_min),
        pacing_min=middle(of.pacing_min),
        se_dse_pct=middle(of.se_dse_pct),
        se_tib_pct=middle(of.se_tib_pct),
        kratom_mg=middle(of.kratom_mg),
        doses=middle(of.doses),
        longest_gap_min=max(of.gaps, default=None),
        magnesium_mg=middle(of.magnesium_mg),
        onset_min=middle(of.onset_min),
        recalled=of.recalled,
        apart=other_substance_totals(record.kratom for record in records),
    )


class _Series:
    """The known values of some nights, each measure by itself.

    Nights of many years are gone through in parts. Whole numbers stay whole; arrays hold them in a fifth of the memory.
    """

    def __init__(self) -> None:
        self.severity: list[int | None] = []
        self.tst_min, self.sol_min, self.waso_min, self.pacing_min = (array("q") for _ in range(4))
        self.kratom_mg, self.doses, self.gaps, self.magnesium_mg, self.onset_min = (array("q") for _ in range(5))
        self.se_dse_pct, self.se_tib_pct = array("d"), array("d")
        self.recalled = 0

    def add(self, records: Sequence[NightRecord]) -> None:
        """Add the values of some nights."""
        slept = [record.figures for record in records if record.figures is not None]
        taken = [record.kratom for record in records if record.kratom.total_mg is not None]
        self.severity += [record.severity for record in records]
        self.tst_min.extend(_known([night.tst_min for night in slept]))
        self.sol_min.extend(_known([night.sol_min for night in slept]))
        self.waso_min.extend(_known([night.waso_min for night in slept]))
        self.pacing_min.extend(_known([night.pacing_min for night in slept]))
        self.se_dse_pct.extend(_known([night.se_dse_pct for night in slept]))
        self.se_tib_pct.extend(_known([night.se_tib_pct for night in slept]))
        self.kratom_mg.extend(_known([day.total_mg for day in taken]))
        self.doses.extend(_known([day.doses for day in taken]))
        self.gaps.extend(_known([day.longest_gap_min for day in taken]))
        self.magnesium_mg.extend(_known([record.magnesium_mg for record in records]))
        self.onset_min.extend(_known([record.onset_after_noon for record in records]))
        self.recalled += sum([record.recalled for record in records])


def _known(values: Iterable[_Number | None]) -> list[_Number]:
    """Return the values that are not missing."""
    return [value for value in values if value is not None]


# ---------------------------------------------------------------------- groups


def _step_groups(records: Sequence[NightRecord], plans: Sequence[Plan]) -> tuple[ScreenGroup, ...]:
    found = phases(plans, records[0].night_of, records[-1].night_of + A_DAY)
    named = unique_plan_names(found)
    main = main_substance(record.kratom for record in records)
    groups = []
    for phase in found:
        span = phase.span
        settles = phase.from_day if span is None else span.starts_on + timedelta(days=SETTLING_DAYS)
        groups.append(
            ScreenGroup(
                kind=phase.kind,
                label=phase_label(phase, named),
                short=short_phase_label(phase),
                plan=phase.plan.name if phase.plan and phase.kind != "baseline" else None,
                plan_named=named.get(plan_key(phase.plan)) if phase.plan and phase.kind != "baseline" else None,
                from_day=phase.from_day,
                before_day=phase.before_day,
                **_planned(phase, main),
                target_doses=span.step.doses_per_day if span else None,
                figures=figures(nights_within(records, phase.from_day, phase.before_day)),
                settled_from=min(max(settles, phase.from_day), phase.before_day),
                step_number=span.number if span else None,
            )
        )
    return tuple(groups)


class _Planned(TypedDict):
    """What a group is about, and what its step plans of it."""

    substance: str
    unit: str | None
    target_mg: int | None
    target_ug: int | None
    cut_mg: int | None
    cut_ug: int | None
    scale_ug: int | None


def _planned(phase: Phase, main: str = LEAF) -> _Planned:
    """Return the substance of a phase with the target and the cut of its step; `main` is that of a phase of no plan."""
    word = phase.plan.of if phase.plan else main
    target, cut = (phase.span.step.target, phase.span.cut) if phase.span else (None, None)
    is_leaf = word == LEAF
    return _Planned(
        substance=word,
        unit=phase.plan.unit if phase.plan else None,
        target_mg=target if is_leaf else None,
        target_ug=None if is_leaf else target,
        cut_mg=cut if is_leaf else None,
        cut_ug=None if is_leaf else cut,
        scale_ug=phase.plan.scale_ug if phase.plan else None,
    )


def plan_key(plan: Plan) -> tuple[date, str]:
    """Return what tells one plan from the others: its start, and its substance."""
    return plan.starts_on, plan.of


def unique_plan_names(found: Sequence[Phase]) -> dict[tuple[date, str], str]:
    """Return unique plan names by `plan_key`, with the date where two names are equal; empty for a single plan."""
    named: dict[tuple[date, str], str] = {}
    for phase in found:
        if phase.kind != "baseline":
            named |= {plan_key(plan): plan.name for plan in (phase.plan, phase.following) if plan}
    if len(named) < _SEVERAL:
        return {}
    names = list(named.values())
    return {
        (starts_on, word): (f"“{name}”" if names.count(name) == 1 else f"“{name}” from {starts_on}") + _of_what(word)
        for (starts_on, word), name in named.items()
    }


def _of_what(word: str) -> str:
    """Return ` of 7-OH` behind the name of a plan; nothing for leaf."""
    if word == LEAF:
        return ""
    from legdiary.domain.entries.substances import Substance

    return f" of {Substance(word).name}"


def short_phase_label(phase: Phase) -> str:
    """Return the name of a phase below a heading that names its plan: `step 3`."""
    return f"step {phase.span.number}" if phase.span else phase.kind


def phase_label(phase: Phase, named: Mapping[tuple[date, str], str]) -> str:
    """Return the name of a phase by itself; with several plans, as `unique_plan_names` has them, it names the plan."""
    plan = phase.plan
    if plan is None or phase.kind == "baseline":
        return phase.kind
    if phase.following is not None:
        return f"days between {named[plan_key(plan)]} and {named[plan_key(phase.following)]}"
    label = "days after follow-up" if phase.kind == "after" else short_phase_label(phase)
    return f"{label} of {named[plan_key(plan)]}" if named else label


def _calendar_groups(records: Sequence[NightRecord], by: By) -> tuple[ScreenGroup, ...]:
    groups: list[ScreenGroup] = []
    begin = records[0].night_of
    end = records[-1].night_of + A_DAY
    main = main_substance(record.kratom for record in records)
    while begin < end:
        until = min(next_monday(begin) if by == "week" else next_month(begin), end)
        named = f"week of {begin}" if by == "week" else f"{begin:%Y-%m}"
        groups.append(
            ScreenGroup(
                kind="week" if by == "week" else "month",
                label=named, short=by if by == "week" else named, plan=None, plan_named=None,
                from_day=begin, before_day=until, target_mg=None, target_doses=None, cut_mg=None,
                figures=figures(nights_within(records, begin, until)),
                settled_from=begin,
                substance=main,
            )
        )  # fmt: skip
        begin = until
    return tuple(groups)


def next_monday(day: date) -> date:
    """Return the Monday after a day."""
    return day + timedelta(days=_DAYS_A_WEEK - day.weekday())
