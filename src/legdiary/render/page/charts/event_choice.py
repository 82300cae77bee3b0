"""The choice of the events that have a letter on the drawing; all others are listed on the second sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from legdiary import humanize
from legdiary.domain.entries.measure_scales import MEASURES, POINTS, format_value
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import user_text
from legdiary.render.page.charts.picture import Tick
from legdiary.render.terminal.report.events import event_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from legdiary.domain.entries.factors_and_medicines import Measure
    from legdiary.domain.reports.report import Report

#: So many events have a letter.
MOST_LETTERS: Final = 6
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Kinds of events in the order in which they are chosen. Plans, holds and targets show as bands and steps already.
_RANKS: Final = {
    "medicine": 0,
    "magnesium": 1,
    "measure": 3,
    "over": 4,
    "journey": 5,
    "hold": 6,
    "target": 7,
    "plan": 8,
}
#: Batches, products and other substances.
_RANK_OF_PRODUCTS: Final = 2
#: The rank from which on an event shows on the drawing without a letter.
_SHOWN_ALREADY: Final = 6
#: Events of a kind's own rank that are chosen after all others: taken once or twice.
_CHOSEN_LATE: Final = 5.5


class _Candidate(NamedTuple):
    """An event that may have a letter."""

    rank: float
    on: date
    last: date
    says: str

    @property
    def days(self) -> int:
        """The number of its days."""
        return (self.last - self.on).days + 1


def choose_events(report: Report) -> tuple[tuple[Tick, ...], tuple[Tick, ...], str]:
    """Return the events with a letter, in order of their dates, those without, and the rule by which they were chosen.

    The kinds are chosen from in turn, the longest or else the latest event of each first, until six have a letter.
    """
    found = [*_events(report), *_measures(report), *_runs_over(report)]
    inside = [each for each in dict.fromkeys(found) if report.from_night <= each.on < report.before_night]
    chosen = set(_in_turn([each for each in inside if each.rank < _SHOWN_ALREADY])[:MOST_LETTERS])
    ordered = sorted(inside, key=lambda each: (each.on, each.rank, each.says))
    lettered = [each for each in ordered if each in chosen]
    ticks = tuple(_tick(each, report, letter) for each, letter in zip(lettered, _LETTERS, strict=False))
    further = tuple(_tick(each, report, "") for each in ordered if each not in chosen)
    return ticks, further, events_rule() if further else ""


def events_rule() -> str:
    """Return the rule by which events are chosen for a letter."""
    return (
        f"Events with a letter, at most {MOST_LETTERS}: medicines, magnesium, products, measures, days well over "
        "target (the longest run first) and journeys in turn, the latest of each first. Plans, holds and targets "
        "show as bands."
    )


def _in_turn(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return candidates in the order of choice: by rank the first of each kind, then the second of each, and so on."""
    by_rank: dict[float, list[_Candidate]] = {}
    for each in sorted(candidates, key=lambda each: (each.days, each.on, each.says), reverse=True):
        by_rank.setdefault(each.rank, []).append(each)
    turns = [
        (turn, rank, each) for rank, of_rank in by_rank.items() for turn, each in enumerate(of_rank)
    ]  # fmt: skip
    return [each for _, _, each in sorted(turns, key=lambda found: (found[1] >= _CHOSEN_LATE, found[0], found[1]))]


def _tick(of: _Candidate, report: Report, letter: str) -> Tick:
    last = min(of.last, report.before_night - A_DAY)
    return Tick((of.on - report.from_night).days, (last - report.from_night).days, letter, of.says)


def _events(report: Report) -> Iterator[_Candidate]:
    for event in report.events:
        rank: float = _RANKS.get(event.kind, _RANK_OF_PRODUCTS)
        if event.change == "taken":
            rank = _CHOSEN_LATE
        yield _Candidate(rank, event.on, event.on, event_words(event))


def _runs_over(report: Report) -> Iterator[_Candidate]:
    """Yield the days in a row well over the same target."""
    for of in report.summary.target_days:
        for run in of.well_over:
            last = run.before_day - A_DAY
            least, most = (humanize.planned_amount(of.substance, amount, of.unit) for amount in (run.least, run.most))
            taken = humanize.planned_amount(of.substance, run.total.median, of.unit)
            if run.total.median is None:
                taken = least if least == most else f"{least} to {most}"
            target = humanize.planned_amount(of.substance, run.target, of.unit)
            days = humanize.day_range(run.from_day, last, with_year=False)
            yield _Candidate(_RANKS["over"], run.from_day, last, f"over target ({taken}, target {target}) on {days}")


def _measures(report: Report) -> Iterator[_Candidate]:
    """Yield one event for the measures of each day."""
    by_day: dict[date, list[Measure]] = {}
    for line in report.measures:
        by_day.setdefault(line.measure.taken_on, []).append(line.measure)
    for day, measures in by_day.items():
        told = ", ".join(map(_measure, measures))
        yield _Candidate(_RANKS["measure"], day, day, f"{told} on {humanize.short_day(day)}")


def _measure(of: Measure) -> str:
    scale = MEASURES.get(of.name)
    if scale is not None and scale.is_total:
        return f"{scale.label} {format_value(of.value_milli, POINTS)} of {scale.most}"
    return f"{user_text(of.name) if scale is None else scale.label} {user_text(format_value(of.value_milli, of.unit))}"
