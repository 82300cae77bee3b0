"""The simulation's arrays say of every diary what the program says of it."""

from __future__ import annotations

from collections import Counter
from math import isinf, sqrt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from legdiary.domain.stats.difference import SEVERITY_POINTS, difference
from legdiary.domain.stats.line_trend import line_trend
from legdiary.domain.stats.rank_tests import kendall_s, kendall_variance, theil_sen, tie_sizes
from legdiary.domain.stats.sign_flip import sign_flip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from noise import Diaries

BENCH = Path(__file__).parents[1] / "bench"


@pytest.fixture(scope="module")
def noise() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCH)
        import noise

        yield noise


@pytest.fixture(scope="module")
def arrays(noise: ModuleType) -> ModuleType:  # noqa: ARG001 - it makes bench importable
    import trend_arrays

    return trend_arrays


def diaries(noise: ModuleType, nights: int, missing: float, fall: float) -> list[Diaries]:
    """Five diaries of every family."""
    made = []
    for family in noise.FAMILIES:
        rng = noise.generator("twin", family.name, nights, missing, fall)
        made.append(noise.diaries(rng, family, noise.logged_nights(rng, 5, nights, missing, family.every), fall))
    return made


@pytest.mark.parametrize(("nights", "missing", "fall"), [(14, 0.0, 0), (28, 0.12, 3), (40, 0.6, 0), (112, 0.12, 2)])
def test_the_rule_in_arrays_is_the_programs(
    noise: ModuleType, arrays: ModuleType, nights: int, missing: float, fall: float
) -> None:
    words: Counter[str | None] = Counter()
    for made in diaries(noise, nights, missing, fall):
        seen = arrays.lines(*made)
        for at, (days, scores) in enumerate(zip(made.nights.tolist(), made.scores.tolist(), strict=True)):
            one = line_trend(zip(days, scores, strict=True))
            assert one.interval is not None
            assert one.t is not None
            assert seen.t[at] == (one.t if isinf(one.t) else pytest.approx(one.t, rel=1e-9, abs=1e-9))
            assert seen.change[at] == pytest.approx(one.change, abs=1e-9)
            assert seen.change[at] - seen.margin[at] == pytest.approx(one.interval[0], abs=1e-9)
            assert (seen.clear[at], seen.leaning[at]) == (one.strength == "clear", one.strength == "leaning")
            words[one.strength] += 1
    assert sum(words.values()) == 5 * len(noise.FAMILIES)
    assert words["none"] > 10
    assert words["clear"] + words["leaning"] > 2


def test_nights_all_alike_and_a_wide_gap_are_the_same_in_arrays(arrays: ModuleType) -> None:
    import numpy as np

    days = np.array([[*range(14), *range(50, 64)]] * 2)
    scores = np.array([[5.0] * 28, [8.0] * 14 + [2.0] * 14])
    seen = arrays.lines(days, scores)
    assert seen.t[0] == 0
    ones = [line_trend(zip(days[at].tolist(), scores[at].tolist(), strict=True)) for at in (0, 1)]
    assert [one.strength for one in ones] == ["none", "leaning"]
    assert seen.leaning.tolist() == [False, True]
    assert arrays.lines(days, scores, cap=False).clear.tolist() == [False, True]


@pytest.mark.parametrize(("nights", "missing"), [(14, 0.0), (28, 0.12)])
def test_the_rule_before_is_what_its_definition_says(
    noise: ModuleType, arrays: ModuleType, nights: int, missing: float
) -> None:
    for made in diaries(noise, nights, missing, 2):
        seen = arrays.ranks(*made)
        for at, (days, scores) in enumerate(zip(made.nights.tolist(), made.scores.tolist(), strict=True)):
            one = list(zip(days, map(int, scores), strict=True))
            assert seen.slope[at] == pytest.approx(float(theil_sen(one)))
            assert seen.z[at] == pytest.approx(rank_z(one), abs=1e-9)


def test_two_stretches_in_arrays_are_as_the_program_says(noise: ModuleType) -> None:
    import simulated_pairs

    words = {"lower": -1, "about the same": 0, "higher": 1}
    seen: Counter[str] = Counter()
    for nights in (7, 10, 14, 21):
        rng = noise.generator("sides", nights)
        shift = rng.integers(-4, 5, (60, 1))
        before = noise.scores(5 - shift / 2 + noise.white(rng, 60, nights))
        after = noise.scores(5 + shift / 2 + noise.white(rng, 60, nights))
        for one, other, found in zip(before, after, simulated_pairs.different(before, after), strict=True):
            said = difference(one.tolist(), other.tolist(), SEVERITY_POINTS).result
            assert words[said] == found
            seen[said] += 1
    assert min(seen[word] for word in words) > 20


@pytest.mark.parametrize("k", [1, 6, 8, 12])
def test_the_coins_test_in_arrays_is_the_programs(noise: ModuleType, k: int) -> None:
    import simulated_pairs

    rng = noise.generator("coin", k)
    differences = rng.integers(-20, 21, (20, k)) / 10
    one_sided, two_sided = simulated_pairs.sign_flip_shares(differences)
    for row, one, two in zip(differences, one_sided, two_sided, strict=True):
        found = sign_flip(row.tolist())
        assert (one, two) == pytest.approx((found.as_high, found.as_far))


def rank_z(nights: list[tuple[int, int]]) -> float:
    """Mann–Kendall's Z of the rule before, from its parts."""
    n = len(nights)
    slope = float(theil_sen(nights))
    rest = {night: score - slope * night for night, score in nights}
    mean = sum(rest.values()) / n
    rest = {night: value - mean for night, value in rest.items()}
    pairs = [rest[night] * rest[night + 1] for night in rest if night + 1 in rest]
    squares = sum(value**2 for value in rest.values()) / n
    phi = min(0.9, sum(pairs) / len(pairs) / squares) if pairs and squares > 1e-9 else 0.0
    corrected = min(0.9, max(0.0, (n * phi + 2) / (n - 4)))
    variance = kendall_variance(n, tie_sizes(score for _, score in nights)) * (1 + corrected) / (1 - corrected)
    s = kendall_s(nights)
    return (s - (s > 0) + (s < 0)) / sqrt(variance) if variance else 0.0


def test_no_figure_depends_on_another_ones_random_numbers(noise: ModuleType) -> None:
    one, same, other = (noise.white(noise.generator("seed", name, 14), 3, 5) for name in ("a", "a", "b"))
    assert (one == same).all()
    assert (one != other).all()


def test_every_family_has_unit_variance_before_its_own_pattern(noise: ModuleType) -> None:
    for family in noise.FAMILIES:
        values = family.noise(noise.generator("variance", family.name), 4000, 40)
        # Weekdays, waves and steps of spread come on top; tails of three degrees of freedom take long to settle.
        assert 0.7 < values.var() < 3.1, family.name
