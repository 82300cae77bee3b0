"""Stages of a night: what they become, held against a count minute by minute, whatever they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import assume, given
from hypothesis import strategies as st

from builders import BERLIN
from legdiary.domain.entries.sleep import sleep_figures
from legdiary.domain.time.moments import load_zone
from legdiary.formats.files.field_parser import Place
from legdiary.formats.sleep_trackers.stages import Stage, State, sleep_of_stages
from legdiary.formats.sleep_trackers.tracked_sleeps import nights

if TYPE_CHECKING:
    from collections.abc import Sequence

PLACE, ZONE = Place("file", 1), load_zone(BERLIN)
#: 21:00 of an evening in Berlin.
EVENING = 1_772_481_600
SLEEPING = {State.ASLEEP, State.STAGED}
WAKING = {State.AWAKE, State.UP}
STATES = st.sampled_from([State.IN_BED, State.ASLEEP, State.STAGED, State.AWAKE, State.UP])


def stage(begin: int, long: int, state: State) -> Stage:
    return Stage(EVENING + begin * 60, EVENING + (begin + long) * 60, state)


#: Spans anywhere in a night, that overlap as they like.
ANY = st.lists(st.builds(stage, st.integers(0, 600), st.integers(1, 120), STATES), min_size=1, max_size=8)


@st.composite
def rows(draw: st.DrawFn) -> list[Stage]:
    """Spans one after the other, as a watch writes them."""
    at, made = 0, []
    for long, state in draw(st.lists(st.tuples(st.integers(1, 90), STATES), min_size=1, max_size=10)):
        made.append(stage(at, long, state))
        at += long
    return made


def minutes(stages: Sequence[Stage], states: set[State]) -> set[int]:
    return {at // 60 for each in stages if each.state in states for at in range(each.start_s, each.end_s, 60)}


@given(rows())
def test_minutes_of_stages_one_after_the_other(stages: list[Stage]) -> None:
    asleep, awake = minutes(stages, SLEEPING), minutes(stages, WAKING)
    assume(asleep)
    made = sleep_of_stages(PLACE, stages, ZONE)
    assert made is not None
    first, last = min(asleep), max(asleep) + 1
    within = {each for each in awake if first <= each < last}
    begins = min(each.start_s for each in stages) // 60
    assert (made.start.utc_s // 60, made.end.utc_s // 60) == (begins, last)
    assert made.slept_s == len(asleep) * 60
    whole = len(within) + len(asleep) == last - first
    staged = any(each.state is State.STAGED for each in stages)
    known = (
        len(within) * 60 if (whole or last - first - len(within) - len(asleep) <= 1) and (within or staged) else None
    )
    assert made.awake_s == known
    assert (made.awake_least_s or 0) == (0 if known is not None else len(within) * 60)
    lead = set(range(begins, first))
    assert made.latency_s == (len(lead) * 60 if lead and lead <= awake else None)


@given(ANY, st.randoms(use_true_random=False))
def test_what_holds_whatever_the_stages_are(stages: list[Stage], dice: object) -> None:
    made = sleep_of_stages(PLACE, stages, ZONE)
    shuffled = sorted(stages, key=lambda _: dice.random())  # type: ignore[attr-defined]
    assert sleep_of_stages(PLACE, shuffled, ZONE) == made
    if made is None:
        assert not minutes(stages, SLEEPING | {State.IN_BED})
        return
    (night,) = nights([made]).entries
    if night.bed is None:  # by day, and short: a nap
        return
    asleep = minutes(stages, SLEEPING)
    figures = sleep_figures(night)
    slept = figures.tst_min if figures.tst_min is not None else figures.tst_at_most_min
    assert slept is not None
    assert slept >= len(asleep)
    if figures.tst_min is not None:  # known only where every minute but one is called something
        assert figures.tst_min - len(asleep) in {0, 1}
    stated = len(minutes(stages, WAKING))
    assert (night.latency_min or 0) + (night.awake_min or 0) <= stated
    assert (night.awake_least_min or 0) <= stated
