from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from builders import day, plan
from legdiary.domain.taper.blocks import blocks
from legdiary.domain.taper.phases import phases
from legdiary.domain.time.moments import A_DAY

if TYPE_CHECKING:
    from legdiary.domain.taper.plan import Plan

#: Twelve weeks from 12 g to nothing, a gram a week, from a Monday on.
WEEKLY = plan(*((f"{date(2026, 6, 1) + timedelta(weeks=n)}", 12_000 - 1000 * n) for n in range(13)), name="down")


def told(*plans: Plan, first: str, before: str) -> list[tuple[str, str, int]]:
    """Kind, days as `first–last` and the number of days that settle, of each block."""
    return [
        (
            block.kind,
            ", ".join(f"{first:%d %b}–{before - A_DAY:%d %b}" for first, before in block.days),
            len(block.settling_days()),
        )
        for block in blocks(plans, day(first), day(before))
    ]


class TestThirdsOfTheWayDown:
    def test_a_plan_of_weekly_steps_has_three_between_its_baseline_and_its_end(self) -> None:
        # 12 to 9 g, 8 to 5 g, and from 4 g on: a third of 12 g is 4 g.
        assert told(WEEKLY, first="2026-05-18", before="2026-08-31") == [
            ("baseline", "18 May–31 May", 0),
            ("first third", "01 Jun–28 Jun", 24),
            ("middle third", "29 Jun–26 Jul", 24),
            ("last third", "27 Jul–30 Aug", 30),
        ]

    def test_each_says_its_targets_and_its_steps(self) -> None:
        found = blocks([WEEKLY], day("2026-05-18"), day("2026-08-31"))
        assert [block.targets for block in found] == [None, (12_000, 9000), (8000, 5000), (4000, 0)]
        assert [[span.number for span in block.steps] for block in found] == [
            [], [1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12, 13],
        ]  # fmt: skip

    def test_a_day_belongs_to_its_third_wherever_the_range_begins_and_ends(self) -> None:
        assert told(WEEKLY, first="2026-06-24", before="2026-07-08") == [
            ("first third", "24 Jun–28 Jun", 4),
            ("middle third", "29 Jun–07 Jul", 8),
        ]

    def test_a_set_back_gives_a_third_several_parts(self) -> None:
        # 12, 9, 6, 3 and 0 g a day for ten days each; after 6 g back to 9 g.
        steps = [12_000, 9000, 6000, 9000, 6000, 3000, 0]
        back = plan(*((f"{date(2026, 6, 1) + timedelta(days=10 * n)}", target) for n, target in enumerate(steps)))
        assert told(back, first="2026-06-01", before="2026-08-10") == [
            ("first third", "01 Jun–20 Jun, 01 Jul–10 Jul", 18),
            ("middle third", "21 Jun–30 Jun, 11 Jul–20 Jul", 12),
            ("last third", "21 Jul–09 Aug", 12),
        ]

    def test_the_third_itself_is_exact(self) -> None:
        # Of 10 g to 1 g, 7 g is a third down and 4 g two thirds: both begin the next block.
        three = plan(("2026-06-01", 10_000), ("2026-06-08", 7001), ("2026-06-15", 7000), ("2026-06-22", 4001),
                     ("2026-06-29", 4000), ("2026-07-06", 1000))  # fmt: skip
        found = blocks([three], day("2026-06-01"), day("2026-08-01"))
        assert [block.targets for block in found] == [(10_000, 7001), (7000, 4001), (4000, 1000)]


class TestWholeStepsInARow:
    def test_where_a_third_would_be_under_two_weeks(self) -> None:
        # 4, 3, 2, 1, 0 g, five days each; a third of the way holds one or two steps of five days.
        quick = plan(*((f"{date(2026, 6, 1) + timedelta(days=5 * n)}", 4000 - 1000 * n) for n in range(5)))
        assert told(quick, first="2026-05-25", before="2026-07-01") == [
            ("baseline", "25 May–31 May", 0),
            ("steps", "01 Jun–15 Jun", 15),
            ("steps", "16 Jun–30 Jun", 11),
        ]

    def test_what_is_left_over_at_the_end_belongs_to_the_last_row(self) -> None:
        ended = plan(*((f"{date(2026, 6, 1) + timedelta(days=7 * n)}", 3000 - 1000 * n) for n in range(3)),
                     ended_on=day("2026-06-22"))  # fmt: skip
        assert told(ended, first="2026-06-01", before="2026-07-01") == [
            ("steps", "01 Jun–21 Jun", 18),
            ("follow-up", "22 Jun–30 Jun", 0),
        ]

    def test_a_plan_that_goes_nowhere_has_no_thirds(self) -> None:
        level = plan(*((f"{date(2026, 6, 1) + timedelta(days=7 * n)}", 3000) for n in range(4)))
        assert [kind for kind, *_ in told(level, first="2026-06-01", before="2026-07-01")] == ["steps", "steps"]


class TestNone:
    def test_steps_of_thirteen_days_are_compared_by_themselves(self) -> None:
        slow = plan(*((f"{date(2026, 6, 1) + timedelta(days=13 * n)}", 3000 - 1000 * n) for n in range(4)))
        assert told(slow, first="2026-05-01", before="2026-08-01") == []
        faster = plan(*((f"{date(2026, 6, 1) + timedelta(days=12 * n)}", 3000 - 1000 * n) for n in range(4)))
        assert told(faster, first="2026-05-01", before="2026-08-01") != []

    def test_a_diary_without_a_plan_has_none(self) -> None:
        assert told(first="2026-05-01", before="2026-08-01") == []

    def test_short_steps_that_lie_outside_the_range_ask_for_none(self) -> None:
        assert told(WEEKLY, first="2026-05-01", before="2026-06-01") == []


def test_two_plans_have_their_blocks_one_after_the_other() -> None:
    first = plan(*((f"{date(2026, 6, 1) + timedelta(days=7 * n)}", 3000 - 1000 * n) for n in range(4)),
                 name="first", ended_on=day("2026-06-29"))  # fmt: skip
    second = plan(("2026-07-06", 2000), ("2026-08-06", 1000), name="second")
    assert told(first, second, first="2026-06-01", before="2026-09-01") == [
        ("steps", "01 Jun–14 Jun", 12),
        ("steps", "15 Jun–28 Jun", 12),
        ("between", "29 Jun–05 Jul", 0),
        ("steps", "06 Jul–05 Aug", 6),  # only two targets: no middle
        ("steps", "06 Aug–31 Aug", 6),
    ]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    lengths = draw(st.lists(st.integers(1, 20), min_size=1, max_size=12))
    targets = draw(st.lists(st.integers(0, 12), min_size=len(lengths), max_size=len(lengths)))
    starts = [date(2026, 6, 1) + timedelta(days=sum(lengths[:n])) for n in range(len(lengths))]
    ended = draw(st.none() | st.just(starts[-1] + timedelta(days=lengths[-1])))
    return plan(*((f"{start}", 1000 * target) for start, target in zip(starts, targets, strict=True)), ended_on=ended)


@given(plans(), st.integers(-30, 60), st.integers(1, 200))
def test_every_day_of_the_range_lies_in_one_block(one: Plan, begin: int, length: int) -> None:
    first = date(2026, 6, 1) + timedelta(days=begin)
    before = first + timedelta(days=length)
    found = blocks([one], first, before)
    if not found:
        return
    lying = [
        lies + timedelta(days=n) for block in found for lies, ends in block.days for n in range((ends - lies).days)
    ]
    assert sorted(lying) == [first + timedelta(days=n) for n in range(length)]
    settling = {
        phase.from_day + timedelta(days=n)
        for phase in phases([one], first, before)
        if phase.span
        for n in range((phase.before_day - phase.from_day).days)
        if (phase.from_day + timedelta(days=n) - phase.span.starts_on).days < 6
    }
    assert frozenset().union(*(block.settling_days() for block in found)) == settling
