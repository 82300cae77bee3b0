"""Trials on a terminal: what the coin says for tonight, and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.time.moments import format_minutes
from legdiary.domain.trials.trial import TOTAL_SLEEP
from legdiary.humanize import user_text
from legdiary.render.terminal.layout import Column, Span, line, table, wrapped
from legdiary.render.terminal.styles import HINT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.app.trials import Tonight, TrialShown
    from legdiary.domain.trials.result import TrialPair, TrialResult
    from legdiary.domain.trials.trial import Trial
    from legdiary.render.terminal.layout import Line, Page

_SCORES = {
    "severity": "severity",
    "falling-asleep": "the rating at falling asleep",
    "overnight": "the rating overnight",
}


def tonight_lines(found: Sequence[Tonight], page: Page) -> list[Line]:
    """Return what the coin says for tonight, a line for each trial."""
    return [told for each in found for told in wrapped(_tonight(each), page.width)]


def _tonight(of: Tonight) -> str:
    name = f"“{user_text(of.trial.name)}”"
    if of.is_over:
        return f"{name}: all {of.trial.pairs} pairs are over. The answer: legdiary trial show"
    if of.draw is None:
        return f"{name}: tonight is in no pair."
    says = "with it tonight" if of.with_it else "without it tonight"
    half = "first" if of.night == of.draw.begins_on else "second"
    tossed = " The coin was tossed just now." if of.drawn_now else ""
    return (
        f"{name}: {says}, {humanize.long_day(of.night)} ({half} night of pair {of.pair} of {of.trial.pairs}).{tossed}"
    )


def trial_lines(found: TrialShown, page: Page) -> list[Line]:
    """Return a trial and, where it may be told, its answer."""
    trial = found.trial
    lines = wrapped(
        f"Trial “{user_text(trial.name)}”, made {humanize.long_day(trial.began_on)}: {trial.pairs} pairs of nights, "
        f"score {trial.score}, both fixed beforehand.",
        page.width,
    )
    if found.result is None:
        return [*lines, *wrapped(_not_over(trial), page.width), *_others(found, page)]
    lines += [[], *_answer(found, found.result, page), []]
    return [*lines, *_pairs(found.result, trial), *_others(found, page)]


def _not_over(trial: Trial) -> str:
    return (
        f"{len(trial.draws)} of {humanize.plural(trial.pairs, 'pair')} drawn. The answer is told once every pair is "
        "over; legdiary trial show --peek looks before, and is counted."
    )


def _answer(found: TrialShown, result: TrialResult, page: Page) -> list[Line]:
    trial = found.trial
    told = [_verdict(trial, result)]
    if not found.is_over:
        over = f"{len(result.pairs)} of {humanize.plural(trial.pairs, 'pair')}"
        told.append(f"This is a look before the end: {over} {'is' if len(result.pairs) == 1 else 'are'} over.")
    if left_out := len(result.pairs) - result.scored:
        told.append(wording.pairs_left_out(left_out))
    if result.broken:
        told.append(wording.draws_not_followed(result.broken))
    if found.looks:
        told.append(wording.looks_before_the_end(found.looks))
    return [each for text in told for each in wrapped(text, page.width)]


def _verdict(trial: Trial, result: TrialResult) -> str:
    if result.test is None:
        return wording.too_few_pairs(result.scored)
    of_sleep = trial.score == TOTAL_SLEEP
    return wording.coin_answer(
        f"{humanize.plural(result.test.k, 'pair')} of nights whose order a coin chose",
        "total sleep time" if of_sleep else _SCORES[trial.score],
        result.test,
        ("minute", 0) if of_sleep else ("point", 1),
        ("longer with it", "shorter with it") if of_sleep else ("higher with it", "lower with it"),
    )


def _pairs(result: TrialResult, trial: Trial) -> list[Line]:
    """Return a row for each pair that is over."""
    columns = [
        Column("pair"),
        Column("from", right=False),
        Column("with"),
        Column("without"),
        Column("difference"),
        Column("", right=False),
    ]
    rows = [[Span(cell) for cell in _cells(number, pair, trial)] for number, pair in enumerate(result.pairs, start=1)]
    return table(columns, rows) if rows else []


def _cells(number: int, pair: TrialPair, trial: Trial) -> list[str]:
    def told(value: float | None, *, signed: bool = False) -> str:
        if value is None:
            return humanize.MISSING
        sign = ("+" if value > 0 else "-" if value < 0 else "") if signed else ""
        size = abs(round(value)) if signed else round(value)
        return sign + (format_minutes(size) if trial.score == TOTAL_SLEEP else f"{size}")

    return [
        str(number), humanize.short_day(pair.draw.begins_on), told(pair.with_it), told(pair.without),
        told(pair.difference, signed=True), "not followed" if pair.broke_the_draw else "",
    ]  # fmt: skip


def _others(found: TrialShown, page: Page) -> list[Line]:
    if not found.others:
        return []
    names = ", ".join(f"“{user_text(each.name)}”" for each in found.others)
    return [line(), *wrapped(f"Other trials: {names}.", page.width, style=HINT)]
