"""The phases of a diary: what is followed up, what lies between two plans, and what each is called."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from builders import day, plan
from legdiary.domain.reports.night_record import Logged, night_records
from legdiary.domain.reports.report import build_report
from legdiary.domain.taper.phases import baseline_of, follow_up_ends, phases
from legdiary.domain.taper.plan import Plan, Step
from legdiary.domain.time.moments import A_DAY

WINTER = plan(("2026-01-05", 4000), ("2026-01-12", 2000), name="winter", ended_on=day("2026-01-19"))


def told(*plans: Plan, first: str, before: str) -> list[tuple[str, str, str]]:
    """Kind, first and last day of each phase."""
    found = phases(plans, day(first), day(before))
    return [(phase.kind, f"{phase.from_day}", f"{phase.before_day - A_DAY}") for phase in found]


def labels(*plans: Plan, first: str, before: str) -> list[str]:
    records = night_records(Logged(plans=plans), day(first), day(before))
    return [group.label for group in build_report(records, plans, "step").groups]


class TestBeforeThePlans:
    def test_the_baseline_is_the_eight_weeks_before_the_first_that_took_effect(self) -> None:
        never = plan(("2025-12-01", 3000), name="never", ended_on=day("2025-11-30"))
        spring = plan(("2026-04-25", 3000), name="spring")
        # 56 days before 5 January: 5 in January and 31 in December leave 20 of November.
        assert baseline_of([spring, WINTER, never]) == (day("2025-11-10"), day("2026-01-05"))
        assert baseline_of([never]) is None


class TestAfterAPlan:
    def test_three_months_are_its_follow_up(self) -> None:
        # From 19 January: to 18 April. What comes after is past it, and between nothing.
        assert told(WINTER, first="2026-01-12", before="2026-05-01") == [
            ("step", "2026-01-12", "2026-01-18"),
            ("follow-up", "2026-01-19", "2026-04-18"),
            ("after", "2026-04-19", "2026-04-30"),
        ]
        assert labels(WINTER, first="2026-01-12", before="2026-05-01") == [
            "step 2", "follow-up", "days after follow-up",
        ]  # fmt: skip

    def test_three_days_between_two_plans_follow_nothing_up(self) -> None:
        spring = plan(("2026-01-22", 3000), name="spring")
        assert told(WINTER, spring, first="2026-01-12", before="2026-01-26") == [
            ("step", "2026-01-12", "2026-01-18"),
            ("between", "2026-01-19", "2026-01-21"),
            ("step", "2026-01-22", "2026-01-25"),
        ]
        assert labels(WINTER, spring, first="2026-01-12", before="2026-01-26") == [
            "step 2 of “winter”", "days between “winter” and “spring”", "step 1 of “spring”",
        ]  # fmt: skip

    def test_a_plan_that_begins_on_the_last_day_of_the_three_months_cuts_them_off(self) -> None:
        spring = plan(("2026-04-18", 3000), name="spring")
        kinds = [kind for kind, *_ in told(WINTER, spring, first="2026-01-19", before="2026-04-20")]
        assert kinds == ["between", "step"]

    def test_a_plan_that_begins_after_them_leaves_the_follow_up_whole(self) -> None:
        spring = plan(("2026-04-25", 3000), name="spring")
        assert told(WINTER, spring, first="2026-01-19", before="2026-04-26") == [
            ("follow-up", "2026-01-19", "2026-04-18"),
            ("between", "2026-04-19", "2026-04-24"),
            ("step", "2026-04-25", "2026-04-25"),
        ]

    def test_a_plan_given_up_before_its_start_is_between_nothing(self) -> None:
        never = plan(("2026-01-22", 3000), name="never", ended_on=day("2026-01-20"))
        assert [kind for kind, *_ in told(WINTER, never, first="2026-01-19", before="2026-01-26")] == ["follow-up"]


class TestTheLabels:
    def test_one_plan_keeps_them_short(self) -> None:
        assert labels(WINTER, first="2026-01-01", before="2026-01-19") == ["baseline", "step 1", "step 2"]

    def test_two_plans_of_one_name_are_told_apart_by_their_start(self) -> None:
        again = plan(("2026-01-19", 3000), name="winter")
        assert labels(WINTER, again, first="2026-01-12", before="2026-01-26") == [
            "step 2 of “winter” from 2026-01-05", "step 1 of “winter” from 2026-01-19",
        ]  # fmt: skip


@st.composite
def lived_plans(draw: st.DrawFn) -> list[Plan]:
    """Plans one after another, with any number of days between them; the last may be open."""
    starts, made = date(2025, 1, 1), []
    for number in range(draw(st.integers(1, 4))):
        length, gap = draw(st.integers(1, 60)), draw(st.integers(0, 150))
        steps = tuple(Step(starts + timedelta(days=n), 5000 - 10 * n) for n in range(0, length, 7))
        ended = starts + timedelta(days=length)
        made.append(Plan(draw(st.sampled_from(["one", "two"])), steps, ended_on=ended))
        starts = ended + timedelta(days=gap)
        del number
    return made


@given(lived_plans(), st.integers(-30, 200), st.integers(1, 300))
def test_phases_cover_the_range_and_a_follow_up_has_its_three_months(
    plans: list[Plan], begins: int, length: int
) -> None:
    first = date(2025, 1, 1) + timedelta(days=begins)
    before = first + timedelta(days=length)
    found = phases(plans, first, before)
    assert [phase.from_day for phase in found] == [first, *(phase.before_day for phase in found[:-1])]
    assert found[-1].before_day == before
    for phase in found:
        if phase.kind in {"follow-up", "between", "after"}:
            assert phase.plan is not None
            assert phase.plan.ended_on is not None
            later = [each.starts_on for each in plans if each.starts_on > phase.plan.starts_on]
            interrupted = bool(later) and min(later) < follow_up_ends(phase.plan.ended_on)
            within = phase.from_day < follow_up_ends(phase.plan.ended_on)
            followed = "follow-up" if within else "between" if later else "after"
            assert phase.kind == ("between" if interrupted else followed)


@given(lived_plans(), st.integers(1, 300))
def test_no_two_groups_of_a_report_have_one_label(plans: list[Plan], length: int) -> None:
    first = date(2025, 1, 1)
    records = night_records(Logged(plans=plans), first, first + timedelta(days=length))
    told = [group.label for group in build_report(records, plans, "step").groups]
    assert len(set(told)) == len(told)
