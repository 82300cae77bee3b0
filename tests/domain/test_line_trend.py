from __future__ import annotations

from math import cos, inf, pi, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.stats.line_trend import CLEAR_FROM, LEANING_FROM, line_trend, projections, wave_count
from legdiary.domain.stats.sample_size import Shortfall

if TYPE_CHECKING:
    from legdiary.domain.stats.line_trend import LineTrend

Nights = list[tuple[int, float]]

# Eighteen nights of a fall, with gaps.
SHORT: Nights = list(
    zip(
        [0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 21],
        [7, 8, 7, 7, 6, 7, 8, 6, 6, 5, 6, 7, 5, 5, 4, 5, 6, 4],
        strict=True,
    )
)
# Thirty-six nights of a fall, one missing: as many as the fifth wave asks for.
LONG: Nights = list(
    zip(
        [*range(20), *range(21, 37)],
        [int(score) for score in "576468755647653564465345532453442353"],
        strict=True,
    )
)

SCORES = st.integers(0, 10)
NIGHTS = st.dictionaries(st.integers(0, 90), SCORES, min_size=14, max_size=60).map(lambda d: sorted(d.items()))
#: Nights of which some differ.
UNEQUAL = NIGHTS.filter(lambda nights: len({score for _, score in nights}) > 1)


def known(figure: float | None) -> float:
    assert figure is not None
    return figure


def ends(trend: LineTrend) -> tuple[float, float]:
    assert trend.interval is not None
    return trend.interval


def by_least_squares(nights: Nights) -> tuple[float, float, float]:
    """Slope, s and t without any right angles: from what two fits by least squares leave over."""
    t = np.array([night for night, _ in nights], float)
    y = np.array([score for _, score in nights], float)
    first, span, k = t[0], t[-1] - t[0] + 1, wave_count(len(nights))
    line = np.column_stack([np.ones_like(t), t - first])
    waves = np.column_stack([np.cos(pi * j * (t - first + 0.5) / span) for j in range(2, k + 2)])
    both = np.column_stack([line, waves])
    fit = np.linalg.lstsq(line, y, rcond=None)[0]
    left = float(((y - line @ fit) ** 2).sum())
    left_by_both = float(((y - both @ np.linalg.lstsq(both, y, rcond=None)[0]) ** 2).sum())
    s = sqrt(max(0.0, left - left_by_both) / k)
    length = sqrt(float(((t - t.mean()) ** 2).sum()))
    return float(fit[1]), s, float(fit[1]) * length / s if s else inf


# ---------------------------------------------------------------------- the two worked series


def test_eighteen_nights_that_fall() -> None:
    shares = projections(SHORT)
    assert shares.line == pytest.approx(-3.934675, abs=5e-7)
    assert shares.waves == pytest.approx((-0.228047, -0.273268, 0.020124, -0.365732), abs=5e-7)
    seen = line_trend(SHORT)
    assert (seen.n, seen.span_days, seen.gap_days, seen.k) == (18, 22, 3, 4)
    assert seen.s == pytest.approx(0.255365, abs=5e-7)
    assert seen.slope_per_night == pytest.approx(-0.1399648506, abs=5e-11)
    assert seen.slope_per_week == pytest.approx(7 * -0.1399648506, abs=5e-10)
    assert seen.change == pytest.approx(-2.939262, abs=5e-7)
    assert seen.t == pytest.approx(-15.408030, abs=5e-7)
    assert seen.interval == pytest.approx((-3.817529, -2.060995), abs=5e-7)
    assert (seen.strength, seen.verdict, seen.capped, seen.why_not) == ("clear", "falling", False, ())


def test_thirty_six_nights_that_fall_with_a_fifth_wave() -> None:
    shares = projections(LONG)
    assert shares.line == pytest.approx(-5.478148, abs=5e-7)
    assert shares.waves == pytest.approx((0.121177, -0.594627, -0.131252, -1.045179, -0.613948), abs=5e-7)
    seen = line_trend(LONG)
    assert (seen.n, seen.span_days, seen.gap_days, seen.k) == (36, 37, 2, 5)
    assert seen.s == pytest.approx(0.609069, abs=5e-7)
    assert seen.slope_per_night == pytest.approx(-0.084390, abs=5e-7)
    assert seen.change == pytest.approx(-3.038049, abs=5e-7)
    assert seen.t == pytest.approx(-8.994300, abs=5e-7)
    assert seen.interval == pytest.approx((-4.399957, -1.676140), abs=5e-7)
    assert (seen.strength, seen.verdict) == ("clear", "falling")


@pytest.mark.parametrize("nights", [SHORT, LONG])
def test_the_worked_series_by_least_squares(nights: Nights) -> None:
    seen = line_trend(nights)
    assert (seen.slope_per_night, seen.s, seen.t) == pytest.approx(by_least_squares(nights), rel=1e-9)


# ---------------------------------------------------------------------- too little, and nothing


@pytest.mark.parametrize(
    ("nights", "n", "span", "why_not"),
    [
        ([], 0, 0, (Shortfall("nights", 14, 0), Shortfall("days", 14, 0))),
        ([(t, 5) for t in range(13)], 13, 13, (Shortfall("nights", 14, 13), Shortfall("days", 14, 13))),
        ([(3 * t, t) for t in range(13)], 13, 37, (Shortfall("nights", 14, 13),)),
    ],
)
def test_too_little_data_says_what_is_missing_and_gives_no_figure(
    nights: Nights, n: int, span: int, why_not: tuple[Shortfall, ...]
) -> None:
    seen = line_trend(nights)
    assert (seen.verdict, seen.strength, seen.why_not, seen.n, seen.span_days) == (
        "too little data",
        None,
        why_not,
        n,
        span,
    )
    assert (seen.slope_per_night, seen.slope_per_week, seen.change, seen.interval) == (None,) * 4
    assert (seen.k, seen.s, seen.t) == (None,) * 3


def test_a_night_that_comes_twice_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="twice"):
        line_trend([(t % 14, 5) for t in range(15)])


@given(st.sets(st.integers(0, 400), min_size=14, max_size=60), st.sampled_from([0, 5, 10, 0.1, 73.3, 1e6 / 3]))
def test_nights_all_alike_have_no_trend(nights: set[int], value: float) -> None:
    seen = line_trend([(night, value) for night in nights])
    assert (seen.t, seen.change, seen.s, seen.interval) == (0.0, 0.0, 0.0, (0.0, 0.0))
    assert (seen.strength, seen.verdict) == ("none", "no clear trend")


@given(st.sets(st.integers(0, 90), min_size=14, max_size=60), st.sampled_from([-3, 0.1, 7]))
def test_a_straight_line_without_any_waves_is_clear_unless_there_is_a_wide_gap(nights: set[int], slope: float) -> None:
    seen = line_trend([(night, 480 + slope * night) for night in nights])
    assert seen.t == (inf if slope > 0 else -inf)
    assert seen.strength == ("leaning" if seen.capped else "clear")
    low, high = ends(seen)
    assert low == high == pytest.approx(slope * (max(nights) - min(nights)))


# ---------------------------------------------------------------------- the number of waves, and the bounds


@pytest.mark.parametrize(
    ("n", "k"),
    [
        (14, 4),
        (28, 4),
        (35, 4),
        (36, 5),
        (71, 5),
        (72, 6),
        (112, 6),
        (143, 6),
        (144, 7),
        (288, 8),
        (576, 9),
        (3650, 11),
    ],
)
def test_a_wave_comes_with_every_doubling_of_the_nights(n: int, k: int) -> None:
    assert wave_count(n) == k
    assert line_trend([(t, t % 7) for t in range(n)]).k == k


@pytest.mark.parametrize("n", [14, 36, 72, 144, 288, 576])
def test_clear_is_one_percent_and_leaning_five_of_students_t(n: int) -> None:
    """A slow wave, and ever more of a line: the words change where Student's t says."""
    k = wave_count(n)

    def seen(t: float) -> str | None:
        # The wave's share is the root of n/2, and s the k-th part of it in the mean; the line's is its slope x length.
        s = sqrt(n / 2 / k)
        length = sqrt(n * (n * n - 1) / 12)
        waves = [cos(pi * 2 * (night + 0.5) / n) for night in range(n)]
        return line_trend([(night, wave + t * s / length * night) for night, wave in enumerate(waves)]).strength

    clear, leaning = (float(scipy.stats.t.ppf(1 - p / 2, k)) for p in (0.01, 0.05))
    assert [seen(clear + 0.001), seen(clear - 0.001), seen(leaning + 0.001), seen(leaning - 0.001)] == [
        "clear",
        "leaning",
        "leaning",
        "none",
    ]
    assert [seen(-clear - 0.001), seen(-clear + 0.001)] == ["clear", "leaning"]


# ---------------------------------------------------------------------- what holds for every series


@given(UNEQUAL)
def test_two_fits_by_least_squares_say_the_same(nights: Nights) -> None:
    seen = line_trend(nights)
    if seen.k != wave_count(len(nights)):
        return
    slope, s, t = by_least_squares(nights)
    assert (seen.slope_per_night, seen.s) == pytest.approx((slope, s), rel=1e-6, abs=1e-7)
    if s > 1e-3:
        assert seen.t == pytest.approx(t, rel=1e-4, abs=1e-6)


@given(NIGHTS)
def test_time_reversed_turns_the_sign_and_nothing_else(nights: Nights) -> None:
    seen, turned = line_trend(nights), line_trend([(-night, score) for night, score in nights])
    assert turned.s == pytest.approx(known(seen.s), rel=1e-6, abs=1e-9)
    assert turned.change == pytest.approx(-known(seen.change), abs=1e-9)
    assert (turned.n, turned.span_days, turned.gap_days, turned.k) == (seen.n, seen.span_days, seen.gap_days, seen.k)
    low, high = ends(seen)
    assert ends(turned) == pytest.approx((-high, -low), abs=1e-6)


@given(NIGHTS, st.integers(-50, 50), st.sampled_from([-2.5, -0.1, 0.0, 0.3, 4.0]), st.integers(-400, 400))
def test_a_level_a_line_or_another_date_changes_no_wave(nights: Nights, up: int, slope: float, later: int) -> None:
    seen = line_trend(nights)
    moved = line_trend([(night + later, score + up + slope * night) for night, score in nights])
    assert moved.s == pytest.approx(known(seen.s), rel=1e-6, abs=1e-6)
    assert moved.slope_per_night == pytest.approx(known(seen.slope_per_night) + slope, abs=1e-9)


@given(UNEQUAL, st.sampled_from([0.01, 3, 60, 1e6]))
def test_another_unit_changes_the_sizes_and_no_word(nights: Nights, times: float) -> None:
    seen, scaled = line_trend(nights), line_trend([(night, times * score) for night, score in nights])
    assert scaled.change == pytest.approx(times * known(seen.change), rel=1e-9, abs=times * 1e-9)
    assert scaled.t == pytest.approx(known(seen.t), rel=1e-6, abs=1e-9)
    assert (scaled.strength, scaled.verdict, scaled.k) == (seen.strength, seen.verdict, seen.k)


@given(NIGHTS)
def test_upside_down_a_rise_is_a_fall(nights: Nights) -> None:
    seen, turned = line_trend(nights), line_trend([(night, 10 - score) for night, score in nights])
    other = {"falling": "rising", "rising": "falling"}
    assert turned.verdict == other.get(seen.verdict, seen.verdict)
    assert turned.strength == seen.strength


@given(NIGHTS, st.randoms(use_true_random=False))
def test_the_order_in_which_nights_are_given_does_not_matter(nights: Nights, rng: object) -> None:
    shuffled = list(nights)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert line_trend(shuffled) == line_trend(nights)


@given(NIGHTS)
def test_the_interval_leaves_out_zero_exactly_when_the_line_is_clear(nights: Nights) -> None:
    seen = line_trend(nights)
    low, high = ends(seen)
    assert low <= known(seen.change) <= high
    assert (low > 0 or high < 0) == (seen.strength == "clear" or seen.capped)
    assert (seen.verdict in {"falling", "rising"}) == (seen.strength == "clear")


@given(st.sets(st.integers(0, 120), min_size=14, max_size=45))
def test_line_and_waves_are_at_right_angles_on_whatever_nights_there_are(nights: set[int]) -> None:
    """So t of independent normal nights is Student's with k degrees of freedom."""
    ordered = sorted(nights)
    columns = []
    for at in range(len(ordered)):
        shares = projections([(night, float(place == at)) for place, night in enumerate(ordered)])
        columns.append([shares.line, *shares.waves])
    basis = np.array(columns)
    assert basis.T @ basis == pytest.approx(np.eye(basis.shape[1]), abs=1e-9)
    assert basis.sum(axis=0) == pytest.approx(np.zeros(basis.shape[1]), abs=1e-9)


# ---------------------------------------------------------------------- gaps


def clumps(*lengths: int) -> list[int]:
    """Night numbers: so many nights with a score, so many without, and so on."""
    numbers: list[int] = []
    begin = 0
    for place, length in enumerate(lengths):
        if place % 2 == 0:
            numbers += range(begin, begin + length)
        begin += length
    return numbers


@pytest.mark.parametrize(
    ("lengths", "gap", "strength", "verdict"),
    [
        ((42,), 1, "clear", "falling"),
        ((14, 13, 15), 14, "clear", "falling"),  # from one night to the next exactly a third of 42 days
        ((14, 14, 14), 15, "leaning", "no clear trend"),
        ((7, 28, 7), 29, "leaning", "no clear trend"),
        ((14, 28, 14), 29, "leaning", "no clear trend"),
        ((21, 60, 7), 61, "leaning", "no clear trend"),
        ((10, 9, 10, 9, 10), 10, "clear", "falling"),
    ],
)
def test_nights_with_a_wide_gap_are_at_most_leaning(
    lengths: tuple[int, ...], gap: int, strength: str, verdict: str
) -> None:
    nights = clumps(*lengths)
    fall = 5 / (nights[-1] - nights[0])
    seen = line_trend([(night, 8 - fall * night + 0.4 * (-1) ** place) for place, night in enumerate(nights)])
    assert (seen.gap_days, seen.strength, seen.verdict) == (gap, strength, verdict)
    assert seen.capped == (3 * gap > seen.span_days)
    assert ends(seen)[1] < 0


def test_a_gap_takes_nothing_from_what_is_not_clear_anyway() -> None:
    seen = line_trend([(night, (night * 7) % 5) for night in clumps(7, 28, 7)])
    assert (seen.strength, seen.capped) == ("none", False)


def test_one_night_of_long_ago_leaves_waves_out_that_nobody_can_see() -> None:
    """On thirteen nights in a row and one of 190 years before, fast waves are rounding errors."""
    nights: Nights = [(0, 9.0), *((70_000 + t, float(5 + t % 3)) for t in range(13))]
    seen = line_trend(nights)
    assert known(seen.k) < 4
    assert seen.strength in {"none", "leaning"}
    assert line_trend([(night, 2 * score) for night, score in nights]).t == pytest.approx(known(seen.t), rel=1e-9)


def test_ten_years_of_nights_have_a_trend() -> None:
    seen = line_trend([(t, 7 - t / 1000 + (t * 7919 % 11) / 4) for t in range(3650)])
    assert (seen.n, seen.k, seen.verdict) == (3650, 11, "falling")
    assert seen.change == pytest.approx(-3.65, abs=0.2)


def test_the_bounds_of_a_share_are_students_t() -> None:
    # Two-sided 1 % and 5 %, by the number of waves that it is held against; to the three decimals of the tables.
    for waves, (clear, leaning) in enumerate(zip(CLEAR_FROM, LEANING_FROM, strict=True), start=1):
        assert clear == round(float(scipy.stats.t.ppf(0.995, waves)), 3)
        assert leaning == round(float(scipy.stats.t.ppf(0.975, waves)), 3)
