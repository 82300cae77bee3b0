"""Taper plans as use cases: previewed, stored, changed and looked at; a question comes out and its answer goes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import context, day
from legdiary.app.delete_undo import undo
from legdiary.app.log.kratom import read_dose, store_dose
from legdiary.app.log.typed_fields import MissingValue
from legdiary.app.plans.calendar import load_calendar
from legdiary.app.plans.change import (
    EndTaper,
    HoldTaper,
    PlanChanged,
    ResumeTaper,
    SetTarget,
    change_plan,
    read_end,
    read_hold,
    read_target,
)
from legdiary.app.plans.new import CannotReadSteps, PlanTaper, Rule, StepsOrRule, preview_plan, read_plan, store_plan
from legdiary.app.plans.show import load_plans
from legdiary.app.plans.typed_days import NotAPlanDay, NotDays, parse_days, parse_plan_day
from legdiary.app.questions import Asked
from legdiary.domain.taper.plan import NoPlan, Plan, Step
from legdiary.domain.taper.plan_changes import StillInForce
from legdiary.errors import CLOCK, ENTRY
from legdiary.store.entry_rows import Change
from legdiary.store.errors import NoDiary

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.app.context import Context
    from legdiary.app.questions import Asked as Question

#: 3 g, 2 g and 1 g, a week each, from the 23rd on; and nothing from the 14th of December.
GRAM_A_WEEK = Rule("3g", cut="1g", every="7d", start="tomorrow")
STEPS = (("2026-11-23", 3000), ("2026-11-30", 2000), ("2026-12-07", 1000), ("2026-12-14", 0))
MORNING = "2026-11-22T10:00-05:00"


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


@pytest.fixture
def run(diary: Path) -> Context:
    return context(diary, MORNING)


def targets(plan: Plan) -> tuple[tuple[str, int], ...]:
    return tuple((f"{step.starts_on}", step.target) for step in plan.steps)


def stored(made: Change | Question) -> Plan:
    assert isinstance(made, Change), made
    plan: Plan = made.stored.entry
    return plan


def changed(made: PlanChanged | Question) -> Plan:
    assert isinstance(made, PlanChanged), made
    plan: Plan = made.new.entry
    return plan


@pytest.fixture
def planned(run: Context, diary: Path) -> Context:
    """A run of the second day of the plan's second step, 1 December."""
    store_plan(run, read_plan(run.present, GRAM_A_WEEK, name="taper"))
    return context(diary, "2026-12-01T10:00-05:00")


class TestNew:
    def test_a_preview_stores_nothing(self, run: Context, diary: Path) -> None:
        request = read_plan(run.present, GRAM_A_WEEK, name="taper")
        view = preview_plan(run, request)
        assert targets(view.plan) == STEPS
        assert [step.span.cut for step in view.steps] == [None, 1000, 1000, 1000]
        assert (view.arrives_on, view.total_needed) == (day("2026-12-14"), 7 * (3000 + 2000 + 1000))
        assert not diary.exists()
        assert targets(stored(store_plan(run, request))) == STEPS

    def test_a_share_of_the_current_dose(self, run: Context) -> None:
        rule = Rule("4g", "1g", "50%", "2w", "2026-12-01", doses="2")
        assert read_plan(run.present, rule, name=" my  plan ", rounding="0.5g") == PlanTaper(
            Plan(
                "my plan",
                (
                    Step(day("2026-12-01"), 4000, 2),
                    Step(day("2026-12-15"), 2000, 2),
                    Step(day("2026-12-29"), 1000, 2),
                ),
                scale_mg=500,
            )
        )

    def test_steps_come_from_a_file(self, run: Context, tmp_path: Path) -> None:
        file = tmp_path / "steps.csv"
        file.write_text("starts_on,target_g,doses_per_day\n2026-12-01,2.5,3\n2026-12-08,0,\n", encoding="utf-8")
        request = read_plan(run.present, Rule(), name="taper", steps=file)
        assert request.plan.steps == (Step(day("2026-12-01"), 2500, 3), Step(day("2026-12-08"), 0))
        with pytest.raises(StepsOrRule) as caught:
            read_plan(run.present, Rule(every="7d"), name="taper", steps=file)
        assert caught.value.message == "--steps already gives every step; leave out --every"
        with pytest.raises(CannotReadSteps, match="cannot be read"):
            read_plan(run.present, Rule(), name="taper", steps=tmp_path / "none.csv")

    @pytest.mark.parametrize(
        ("rule", "missing"),
        [(Rule(), "--from"), (Rule("3g", every="7d"), "--cut"), (Rule("3g", cut="1g"), "--every")],
    )
    def test_a_rule_says_what_it_lacks(self, rule: Rule, missing: str, run: Context) -> None:
        with pytest.raises(MissingValue) as caught:
            read_plan(run.present, rule, name="taper")
        assert (caught.value.message, caught.value.hint) == (f"{missing} is missing", "legdiary taper new --help")

    def test_an_earlier_plan_gives_way(self, run: Context) -> None:
        store_plan(run, read_plan(run.present, GRAM_A_WEEK, name="first"))
        later = read_plan(run.present, Rule("2g", cut="1g", every="7d", start="2026-12-05"), name="second")
        store_plan(run, later)
        with run.open_for_reading() as opened:
            assert [(each.entry.name, each.entry.ended_on) for each in opened.plans()] == [
                ("first", day("2026-12-05")),
                ("second", None),
            ]

    def test_a_day_that_has_a_target_keeps_it(self, planned: Context) -> None:
        late = read_plan(planned.present, Rule("2g", cut="1g", every="7d", start="today"), name="late")
        for act in (preview_plan, store_plan):
            with pytest.raises(StillInForce, match="write a start from 2026-12-02 on"):
                act(planned, late)

    def test_a_clock_behind_the_diary_is_asked_about(self, planned: Context, diary: Path) -> None:
        del planned
        behind = context(diary, "2026-11-18T10:00-05:00")
        request = read_plan(behind.present, GRAM_A_WEEK, name="second")
        asked = store_plan(behind, request)
        assert isinstance(asked, Asked)
        assert asked.about == CLOCK
        assert isinstance(store_plan(behind, request, frozenset({CLOCK})), Change)


class TestChange:
    def test_a_hold_moves_what_is_to_come(self, planned: Context) -> None:
        assert read_hold("5d") == HoldTaper(5)
        made = change_plan(planned, HoldTaper(5))
        assert isinstance(made, PlanChanged)
        assert targets(made.old.entry) == STEPS
        assert targets(made.new.entry) == (*STEPS[:2], ("2026-12-12", 1000), ("2026-12-19", 0))
        assert (made.others, made.today) == ([], day("2026-12-01"))

    def test_a_hold_that_is_ended_leaves_the_plan_as_it_was(self, planned: Context) -> None:
        change_plan(planned, HoldTaper(14))
        assert targets(changed(change_plan(planned, ResumeTaper()))) == STEPS

    def test_a_target_above_the_start_is_asked_about(self, planned: Context) -> None:
        request = read_target(planned.present, "tomorrow", "3.5g", doses="4")
        assert request == SetTarget(day("2026-12-02"), "3.5g", 4)
        asked = change_plan(planned, request)
        assert isinstance(asked, Asked)
        assert (asked.about, asked.why) == (ENTRY, "3.5 g is above the plan's start of 3 g.")
        assert asked.refusal.message == f"{asked.why} Not stored; add --allow-up if it is right."
        assert targets(load_plans(planned)[0].view.plan) == STEPS
        above = (*STEPS[:2], ("2026-12-02", 3500), *STEPS[2:])
        assert targets(changed(change_plan(planned, request, frozenset({ENTRY})))) == above

    def test_a_target_that_may_rise_is_not_asked_about(self, planned: Context) -> None:
        request = read_target(planned.present, "2026-12-08", "3.5g", allow_up=True)
        rising = (*STEPS[:3], ("2026-12-08", 3500), STEPS[3])
        assert targets(changed(change_plan(planned, request))) == rising

    def test_the_end_is_today_where_no_day_is_named(self, planned: Context) -> None:
        assert read_end(planned.present, None) == EndTaper()
        assert changed(change_plan(planned, EndTaper())).ended_on == day("2026-12-02")
        assert read_end(planned.present, "tomorrow") == EndTaper(day("2026-12-02"))

    @pytest.mark.parametrize("request_", [HoldTaper(5), ResumeTaper(), SetTarget(day("2026-12-08"), "0g"), EndTaper()])
    def test_without_a_plan_there_is_nothing_to_change(
        self, request_: HoldTaper | ResumeTaper | SetTarget | EndTaper, run: Context, diary: Path
    ) -> None:
        with pytest.raises(NoDiary):
            change_plan(run, request_)
        assert not diary.exists()
        store_dose(run, read_dose(run.present, "2.5g"))
        with pytest.raises(NoPlan):
            change_plan(run, request_)


class TestShow:
    def test_what_was_taken_stands_beside_the_steps(self, planned: Context) -> None:
        for at, amount in (("2026-11-23", "3g"), ("2026-11-24", "3.5g"), ("2026-11-30", "2g")):
            store_dose(planned, read_dose(planned.present, amount, at=f"{at} 20:00"))
        found = load_plans(planned)[0]
        told = [(step.taken.days, step.taken.logged, step.taken.on, step.taken.over) for step in found.view.steps[:2]]
        assert told == [(7, 2, 1, 1), (1, 1, 1, 0)]
        assert sorted(found.taken) == [day("2026-11-23"), day("2026-11-24"), day("2026-11-30")]
        assert [(event.kind, event.change, event.on) for event in found.events] == [
            ("plan", "begun", day("2026-11-23"))
        ]

    def test_a_hold_is_no_event_of_the_chart(self, planned: Context) -> None:
        change_plan(planned, HoldTaper(5))
        change_plan(planned, SetTarget(day("2026-12-13"), "0.5g"))
        assert [event.kind for event in load_plans(planned)[0].events] == ["plan"]


class TestCalendar:
    def test_every_plan_that_ever_was_is_told_of(self, planned: Context) -> None:
        change_plan(planned, HoldTaper(5))
        store_plan(planned, read_plan(planned.present, Rule("2g", cut="1g", every="7d", start="2026-12-05"), name="b"))
        first, second = load_calendar(planned)[0]
        # Made, held, and ended by the plan that comes after it: two changes of four steps, of which two are no more.
        assert (first.plan_id, first.sequence, first.ever_steps) == (1, 2, 4)
        assert ([span.number for span in first.events], list(first.cancelled)) == ([1, 2], [3, 4])
        assert (second.sequence, len(second.events), list(second.cancelled)) == (0, 3, [])
        assert first.diary != second.diary

    def test_what_was_taken_back_is_cancelled(self, planned: Context) -> None:
        store_plan(planned, read_plan(planned.present, Rule("2g", cut="1g", every="7d", start="2026-12-05"), name="b"))
        undo(planned)
        first, gone = load_calendar(planned)[0]
        assert (first.plan_id, list(first.cancelled)) == (1, [])
        assert (gone.plan, gone.sequence, list(gone.cancelled)) == (None, 1, [1, 2, 3])

    def test_without_a_plan_there_is_none(self, run: Context) -> None:
        store_dose(run, read_dose(run.present, "2.5g"))
        with pytest.raises(NoPlan):
            load_calendar(run)


@pytest.mark.parametrize(("typed", "days"), [("7d", 7), ("2w", 14), (" 5D ", 5), ("9999d", 9999)])
def test_days_are_read(typed: str, days: int) -> None:
    assert parse_days(typed) == days


@pytest.mark.parametrize("typed", ["", "7", "d", "-7d", "1.5w", "7  d", "10000d", "2 months", "²d", "week"])
def test_what_is_no_number_of_days_is_refused(typed: str) -> None:
    with pytest.raises(NotDays):
        parse_days(typed)


def test_days_of_a_plan_are_todays_tomorrows_and_dates() -> None:
    today = day("2026-11-22")
    assert [parse_plan_day(typed, today) for typed in ("today", " Tomorrow ", "2026-12-24")] == [
        today,
        day("2026-11-23"),
        day("2026-12-24"),
    ]
    for typed in ("yesterday", "fri", "2026-02-30", ""):
        with pytest.raises(NotAPlanDay):
            parse_plan_day(typed, today)
