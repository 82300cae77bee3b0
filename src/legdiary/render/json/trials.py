"""The JSON of trials: what the coin says for tonight, and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.app.trials import Tonight, TrialShown
    from legdiary.domain.stats.sign_flip import SignFlip
    from legdiary.domain.trials.result import TrialPair
    from legdiary.render.json.values import Json

_PLACES = 6


def tonight(found: Sequence[Tonight]) -> Json:
    """Return `{"trials": [{"id", "name", "night_of", "pair", "pairs", "with_it", "drawn_now", "over"}]}`."""
    return {
        "trials": [
            {
                "id": each.stored.id,
                "name": each.trial.name,
                "night_of": each.night.isoformat(),
                "pair": each.pair or None,
                "pairs": each.trial.pairs,
                "with_it": each.with_it,
                "drawn_now": each.drawn_now,
                "over": each.is_over,
            }
            for each in found
        ]
    }


def shown(found: TrialShown) -> Json:
    """Return a trial; `result` and the scores of its pairs are null before the end, unless they were asked for."""
    trial, result = found.trial, found.result
    return {
        "id": found.stored.id,
        "name": trial.name,
        "began_on": trial.began_on.isoformat(),
        "pairs": trial.pairs,
        "score": trial.score,
        "drawn": len(trial.draws),
        "over": found.is_over,
        "looks": found.looks,
        "scored": None if result is None else result.scored,
        "not_followed": None if result is None else result.broken,
        "result": None if result is None or result.test is None else coin_test(result.test),
        "by_pair": None if result is None else [_pair(pair) for pair in result.pairs],
    }


def coin_test(test: SignFlip) -> Json:
    """Return the exact test: its mean, interval, and the shares of sign patterns as far out."""
    return {
        "n": test.k,
        "mean": round(test.mean, _PLACES),
        "interval": None if test.interval is None else [round(each, _PLACES) for each in test.interval],
        "p_higher": round(test.as_high, _PLACES),
        "p_lower": round(test.as_low, _PLACES),
        "p_two_sided": round(test.as_far, _PLACES),
        "exact": test.exact,
    }


def _pair(pair: TrialPair) -> Json:
    return {
        "from": pair.draw.begins_on.isoformat(),
        "with_on": pair.draw.chosen(1).isoformat(),
        "with": pair.with_it,
        "without": pair.without,
        "difference": pair.difference,
        "followed": not pair.broke_the_draw if pair.done is not None or pair.done_without is not None else None,
    }
