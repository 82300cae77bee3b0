"""Events as values: what makes one, and what a comparison leaves out."""

from __future__ import annotations

from builders import day, night, plan, product
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.input.medicine_amounts import total_of
from legdiary.domain.reports.events import Event, EventInputs, PlanChange, events_of, events_within
from legdiary.domain.reports.intake_periods import TakenDay
from legdiary.domain.reports.night_record import Logged, night_records
from legdiary.domain.reports.report import build_report
from legdiary.domain.taper.plan import Hold, Step
from legdiary.render.terminal.report.events import event_words

KEPT = [day(f"2026-05-{n:02d}") for n in range(1, 32)]


def told(past: EventInputs) -> list[tuple[str, str, str, str]]:
    return [(f"{event.on}", event.kind, event.change, event.name) for event in events_of(past)]


def test_a_batch_on_its_day_and_leaf_never_said_to_be_opened_on_its_first_dose() -> None:
    products = {1: product("red", opened_on=day("2026-05-10")), 2: product("green"), 3: product("white")}
    past = EventInputs(KEPT, products, first_doses={1: day("2026-05-01"), 2: day("2026-05-12"), 3: day("2026-05-02")})
    # White leaf is there from the second day on: it is not known when it began.
    assert told(past) == [("2026-05-10", "batch", "begun", "red"), ("2026-05-12", "product", "begun", "green")]


def test_a_plan_its_hold_and_its_last_day() -> None:
    held = plan(
        ("2026-05-04", 4000), ("2026-05-20", 3000), name="may",
        holds=(Hold(day("2026-05-08"), 5, day("2026-05-04")),), ended_on=day("2026-05-25"),
    )  # fmt: skip
    never = plan(("2026-06-10", 4000), name="never", ended_on=day("2026-06-01"))
    assert told(EventInputs(KEPT, plans=[(held, ()), (never, ())])) == [
        ("2026-05-04", "plan", "begun", "may"),
        ("2026-05-08", "hold", "placed", "5 d"),
        ("2026-05-24", "plan", "ended", "may"),
    ]


def steps(*of: tuple[str, int]) -> tuple[Step, ...]:
    return tuple(Step(day(starts_on), target) for starts_on, target in of)


class TestTargets:
    FIRST = (("2026-05-04", 4000), ("2026-05-18", 3000))
    SET = (("2026-05-04", 4000), ("2026-05-11", 3500), ("2026-05-18", 3000))
    HELD = (("2026-05-04", 4000), ("2026-05-14", 3500), ("2026-05-21", 3000))

    def sets(self, now: tuple[tuple[str, int], ...], *changes: PlanChange) -> list[Event]:
        found = events_of(EventInputs(KEPT, plans=[(plan(*now), changes)]))
        return [event for event in found if event.kind == "target"]

    def test_put_in_between_two_steps(self) -> None:
        changed = PlanChange(2, None, steps(*self.FIRST), steps(*self.SET))
        assert self.sets(self.SET, changed) == [
            Event(day("2026-05-11"), "target", "set", "autumn", "4 g", "3.5 g"),
        ]

    def test_it_moves_with_the_steps(self) -> None:
        set_, held = (
            PlanChange(2, None, steps(*self.FIRST), steps(*self.SET)),
            PlanChange(3, None, steps(*self.SET), steps(*self.HELD)),
        )
        assert [event.on for event in self.sets(self.HELD, set_, held)] == [day("2026-05-14")]

    def test_what_was_taken_back_is_none(self) -> None:
        set_, undone = (
            PlanChange(2, None, steps(*self.FIRST), steps(*self.SET)),
            PlanChange(3, 2, steps(*self.SET), steps(*self.FIRST)),
        )
        assert self.sets(self.FIRST, set_, undone) == []

    def test_a_hold_alone_sets_nothing(self) -> None:
        held = PlanChange(2, None, steps(*self.SET), steps(*self.HELD))
        assert self.sets(self.HELD, held) == []

    def test_a_line_that_names_no_steps_sets_nothing(self) -> None:
        assert (
            self.sets(self.FIRST, PlanChange(1, None, None, steps(*self.FIRST)), PlanChange(2, None, None, None)) == []
        )


def test_magnesium_is_told_by_route() -> None:
    oral = [TakenDay(day(f"2026-05-{n:02d}"), 200, "citrate") for n in range(10, 20)]
    skin = [TakenDay(day(f"2026-05-{n:02d}"), 100) for n in range(20, 32)]
    past = EventInputs(KEPT, magnesium={"by mouth": oral, "on the skin": skin})
    assert [event_words(event) for event in events_of(past)] == [
        "magnesium begun (by mouth, 200 mg citrate) on 10 May",
        "magnesium stopped (by mouth) on 20 May",
        "magnesium begun (on the skin, 100 mg) on 20 May",
    ]


def test_a_comparison_leaves_out_what_it_compares_and_keeps_what_lies_within() -> None:
    winter = plan(("2026-05-08", 4000), name="winter", ended_on=day("2026-05-18"))
    spring = plan(("2026-05-18", 3000), name="spring")
    nights = [Stored(n, night(f"{on}", 5)) for n, on in enumerate(KEPT, start=1)]
    records = night_records(Logged(nights=nights, plans=(winter, spring)), KEPT[0], day("2026-06-01"))
    past = EventInputs(KEPT, plans=[(winter, ()), (spring, ())])
    by_step = build_report(records, (winter, spring), "step", past)
    assert [group.beside for group in by_step.groups] == [(), (), ()]
    assert len(by_step.events) == 3
    by_week = build_report(records, (winter, spring), "week", past)
    assert [[event.change for event in group.beside] for group in by_week.groups] == [
        [], ["begun"], ["begun", "ended"], ["ended", "begun"], ["begun"],
    ]  # fmt: skip


def test_within_is_half_open() -> None:
    one = Event(day("2026-05-10"), "batch", "begun", "red")
    assert events_within([one], day("2026-05-10"), day("2026-05-11")) == (one,)
    assert events_within([one], day("2026-05-09"), day("2026-05-10")) == ()


def test_the_amounts_of_a_day_are_one_in_one_spelling() -> None:
    assert total_of(["300 mg", "300 mg"]) == "600 mg"
    assert total_of(["0.5 g"]) == total_of(["500 mg"]) == total_of(["500000 mcg"]) == "500 mg"
    assert total_of(["1/2 tablet", "1/2 tablet"]) == "1 tablet"
    assert total_of(["1 tablet", "2 tablets"]) == "3 tablets"
    assert total_of(["10 drops", "300 mg"]) == "10 drops + 300 mg" == total_of(["300 mg", "10 drops"])
    assert total_of(["a handful", "300 mg"]) == "300 mg + a handful"
    assert total_of(["0.125 mg"]) == "0.125 mg"
    assert total_of(["1000 IU", "1000 IU"]) == "2000 IU"
    assert total_of(["2.5 mL", "5 mL"]) == "7.5 mL"
    assert total_of(["1/0 tablet", "300 mg"]) == "300 mg + 1/0 tablet"
