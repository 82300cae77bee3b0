from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.stats.descriptive import (
    Level,
    Middle,
    baseline_limits,
    expected_outside,
    level,
    median,
    middle,
    quartiles,
    unusual_for_baseline,
)
from legdiary.domain.stats.sample_size import Shortfall

if TYPE_CHECKING:
    from legdiary.domain.stats.descriptive import (
        BaselineLimits,
    )

# The first nine nights of the series in facts C3.
BASELINE = [(0, 7), (1, 8), (2, 7), (4, 7), (5, 6), (6, 7), (7, 8), (9, 6), (10, 6)]
SCORES = st.lists(st.integers(0, 10), min_size=1, max_size=60)


def test_a_level_counts_missing_nights_and_leaves_them_out_of_every_figure() -> None:
    # 4 5 6 7 9: the middle one, and those a quarter in from either end.
    assert level([7, None, 4, 9, None, 6, 5]) == Level(
        n=5, missing=2, at_7_plus=2, median=6.0, q1=5.0, q3=7.0, share_7_plus=0.4
    )


def test_zero_is_a_score_and_not_a_missing_night() -> None:
    assert level([0] * 5) == Level(n=5, missing=0, at_7_plus=0, median=0.0, q1=0.0, q3=0.0, share_7_plus=0.0)


@pytest.mark.parametrize("nights", [[], [None, None]])
def test_a_level_without_nights_has_no_figures(nights: list[float | None]) -> None:
    assert level(nights) == Level(0, len(nights), 0, None, None, None, None)
    assert middle(nights) == Middle(0, None)


@pytest.mark.parametrize("scores", [[7], [3, 8], [9, 9, 2], [4, 7, 7, 10]])
def test_under_five_nights_there_is_only_the_count(scores: list[float]) -> None:
    at_7_plus = {1: 1, 2: 1, 3: 2, 4: 3}[len(scores)]
    assert level([*scores, None]) == Level(len(scores), 1, at_7_plus, None, None, None, None)
    assert middle([*scores, None]) == Middle(len(scores), None)


def test_from_the_fifth_night_on_there_is_a_median() -> None:
    assert middle([4, 7, 7, 10, 1]) == Middle(5, 7.0)


@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), max_size=12))
def test_figures_are_there_from_five_nights_on_and_never_before(nights: list[int | None]) -> None:
    known = [night for night in nights if night is not None]
    found, of = level(nights), middle(nights)
    assert (found.n, found.missing, of.n) == (len(known), len(nights) - len(known), len(known))
    figures = (found.median, found.q1, found.q3, found.share_7_plus, of.median)
    assert [figure is not None for figure in figures] == [len(known) >= 5] * 5
    assert found.at_7_plus == sum(night >= 7 for night in known)


@given(SCORES)
def test_median_and_quartiles_are_those_of_scipy(scores: list[int]) -> None:
    expected = [float(q) for q in scipy.stats.mstats.mquantiles(scores, [0.25, 0.5, 0.75], alphap=1, betap=1)]
    q1, q3 = quartiles(scores)
    assert [q1, median(scores), q3] == pytest.approx(expected, abs=1e-12)


@given(SCORES)
def test_quartiles_stay_in_order_and_within_the_values(scores: list[int]) -> None:
    q1, q3 = quartiles(scores)
    assert min(scores) <= q1 <= median(scores) <= q3 <= max(scores)


@pytest.mark.parametrize("figure", [median, quartiles])
def test_no_values_have_no_median(figure: object) -> None:
    assert callable(figure)
    with pytest.raises(ValueError, match="no values"):
        figure([])


def test_the_limits_of_the_oracle_series_take_moving_ranges_between_consecutive_nights_only() -> None:
    limits = baseline_limits(BASELINE, needed=9)
    assert (limits.n, limits.ranges, limits.why_not) == (9, 6, ())
    assert limits.mean == pytest.approx(6.888889, abs=5e-7)
    assert limits.mean_range == pytest.approx(5 / 6)
    assert limits.lower == pytest.approx(4.672222, abs=5e-7)
    assert limits.upper == pytest.approx(9.105556, abs=5e-7)
    assert limits.range_upper == pytest.approx(3.267 * 5 / 6)


@pytest.mark.parametrize(
    ("value", "place"), [(4, "below"), (5, "within"), (9, "within"), (9.105, "within"), (10, "above")]
)
def test_a_night_is_unusual_beyond_the_limits(value: float, place: str) -> None:
    assert unusual_for_baseline(value, baseline_limits(BASELINE, needed=9)) == place


def test_a_value_on_a_limit_is_within() -> None:
    limits = baseline_limits([(t, 6) for t in range(14)])
    assert (limits.lower, limits.upper) == (6.0, 6.0)
    assert [unusual_for_baseline(v, limits) for v in (5, 6, 7)] == ["below", "within", "above"]


@pytest.mark.parametrize(
    ("nights", "why_not"),
    [
        ([], (Shortfall("nights", 14, 0), Shortfall("consecutive nights", 5, 0))),
        ([(t, 5) for t in range(13)], (Shortfall("nights", 14, 13),)),
        ([(2 * t, 5) for t in range(16)], (Shortfall("consecutive nights", 5, 0),)),
    ],
)
def test_too_short_a_baseline_has_no_limits_and_says_why(
    nights: list[tuple[int, float]], why_not: tuple[Shortfall, ...]
) -> None:
    limits = baseline_limits(nights)
    assert limits.why_not == why_not
    assert (limits.mean, limits.mean_range, limits.lower, limits.upper, limits.range_upper) == (None,) * 5
    assert unusual_for_baseline(10, limits) is None
    assert expected_outside(limits, 100) is None


@pytest.mark.parametrize(
    ("baseline", "later", "expected"),
    [(14, 100, (4.2, 7.8)), (20, 50, (2.1, 3.9)), (21, 100, (3.1, 6.5)), (28, 84, (2.184, 4.956)),
     (41, 100, (2.6, 5.9)), (56, 200, (4.0, 9.4)), (56, 0, (0, 0))],
)  # fmt: skip
def test_some_later_nights_lie_outside_by_chance(baseline: int, later: int, expected: tuple[float, float]) -> None:
    limits = baseline_limits([(t, 5 + t % 2) for t in range(baseline)])
    assert expected_outside(limits, later) == pytest.approx(expected)


def test_a_night_that_comes_twice_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="twice"):
        baseline_limits([(0, 5), (0, 6)])


@given(st.dictionaries(st.integers(0, 40), st.integers(0, 10), min_size=14), st.integers(-5, 5))
def test_limits_move_with_the_scores_and_do_not_depend_on_order(nights: dict[int, int], by: int) -> None:
    def figures(limits: BaselineLimits) -> list[float] | None:
        if limits.mean is None or limits.lower is None or limits.upper is None:
            return None
        return [limits.mean, limits.lower, limits.upper]

    here = figures(baseline_limits(nights.items()))
    moved = figures(baseline_limits([(t, y + by) for t, y in reversed(nights.items())]))
    if here is None or moved is None:
        assert here == moved
        assert sum(later - t == 1 for t, later in pairwise(sorted(nights))) < 5
    else:
        assert moved == pytest.approx([figure + by for figure in here])


def test_importing_the_statistics_loads_no_slow_module() -> None:
    code = (
        "import sys, legdiary.domain.stats.line_trend, legdiary.domain.stats.difference, "
        "legdiary.domain.stats.effect_sizes, legdiary.domain.stats.sign_flip, legdiary.domain.stats.factor_chance;"
        "slow = {'statistics', 'decimal', 'fractions', 'numbers', 'random', 'numpy'};"
        "print(*sorted(slow & set(sys.modules)))"
    )
    env = {"PYTHONPATH": ":".join(sys.path)}
    out = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == ""
