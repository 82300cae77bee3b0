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
    from legdiary.domain.reports.events import Event
    from legdiary.domain.reports.report import Report

#: So many events have a letter.
MOST_LETTERS: Final = 6
_LETTERS: Final = "ABCDEF"
#: Kinds of events in the order in which they are chosen. Plans, holds and targets show as bands and steps already.
_RANKS: Final = {
    "medicine": 0, "magnesium": 1, "laboratory": 3, "over": 4, "journey": 5, "total": 6,
    "hold": 8, "target": 8, "plan": 8,
}  # fmt: skip
#: Batches, products and other substances.
_RANK_OF_PRODUCTS: Final = 2
_BAGS: Final = frozenset({"batch", "product"})
#: The rank of what was taken once or twice: it is chosen after all others.
_TAKEN_RARELY: Final = 7
#: The rank of what shows on the drawing without a letter.
_SHOWN_ALREADY: Final = 8


class _Candidate(NamedTuple):
    """An event that may have a letter."""

    rank: int
    on: date
    last: date
    says: str
    is_begin: bool = False

    @property
    def weight(self) -> tuple[bool, int, date, str]:
        """The key by which the events of a kind are chosen, the largest first: begun, then the longest, the latest."""
        return self.is_begin, (self.last - self.on).days, self.on, self.says


class ChosenEvents(NamedTuple):
    """The events of a report.

    Attributes:
        lettered: those with a letter, in order of their dates.
        further: those without.
        rule: how they were chosen; empty where all have a letter.
    """

    lettered: tuple[Tick, ...]
    further: tuple[Tick, ...]
    rule: str


def choose_events(report: Report) -> ChosenEvents:
    """Return the events of a report: from each kind in turn, until six have a letter."""
    found = dict.fromkeys((*_events(report), *_measures(report), *_runs_over(report)))
    inside = [each for each in found if report.from_night <= each.on < report.before_night]
    chosen = set(_in_turn([each for each in inside if each.rank < _SHOWN_ALREADY])[:MOST_LETTERS])
    ordered = sorted(inside, key=lambda each: (each.on, each.rank, each.says))
    lettered = [each for each in ordered if each in chosen]
    further = [each for each in ordered if each not in chosen]
    return ChosenEvents(
        tuple(_tick(each, report, letter) for each, letter in zip(lettered, _LETTERS, strict=False)),
        tuple(_tick(each, report, "") for each in further),
        events_rule() if further else "",
    )


def events_rule() -> str:
    """Return the rule by which events are chosen for a letter."""
    return (
        f"Events with a letter, at most {MOST_LETTERS}: medicines, magnesium, products, laboratory values, days well "
        "over target, journeys and totals in turn; of each what was begun first, then the longest, then the latest. "
        "Plans, holds and targets show as bands."
    )


def _in_turn(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return candidates in the order of choice: the first of each kind by rank, then the second of each, and so on."""
    by_rank: dict[int, list[_Candidate]] = {}
    for each in sorted(candidates, key=lambda each: each.weight, reverse=True):
        by_rank.setdefault(each.rank, []).append(each)
    turns = [
        (rank == _TAKEN_RARELY, turn, rank, each) for rank, kind in by_rank.items() for turn, each in enumerate(kind)
    ]
    return [each for *_, each in sorted(turns, key=lambda found: found[:3])]


def _tick(of: _Candidate, report: Report, letter: str) -> Tick:
    last = min(of.last, report.before_night - A_DAY)
    return Tick((of.on - report.from_night).days, (last - report.from_night).days, letter, of.says)


def _events(report: Report) -> Iterator[_Candidate]:
    """Yield the changes of the report; a first dose of another substance stands for its new batch of that day."""
    first_doses = {(event.on, event.name) for event in report.events if _is_first_dose(event)}
    for event in report.events:
        rank = _TAKEN_RARELY if event.change == "taken" else _RANKS.get(event.kind, _RANK_OF_PRODUCTS)
        begins = event.change in {"begun", "resumed"}
        if _is_first_dose(event):
            rank, begins = _RANK_OF_PRODUCTS, True
        elif event.kind in _BAGS and (event.on, event.name) in first_doses:
            rank = _SHOWN_ALREADY
        yield _Candidate(rank, event.on, event.on, event_words(event), is_begin=begins)


def _is_first_dose(event: Event) -> bool:
    """Return whether an event is the first dose, or the first again, of a substance other than leaf and medicines."""
    return event.kind not in {*_RANKS, *_BAGS} and event.change in {"begun", "resumed", "taken"}


def _measures(report: Report) -> Iterator[_Candidate]:
    """Yield one event for the laboratory values of each day, and one for its totals."""
    found: dict[tuple[int, date], list[Measure]] = {}
    for line in report.measures:
        scale = MEASURES.get(line.measure.name)
        rank = _RANKS["total" if scale is not None and scale.is_total else "laboratory"]
        found.setdefault((rank, line.measure.taken_on), []).append(line.measure)
    for (rank, day), measures in found.items():
        yield _Candidate(rank, day, day, f"{', '.join(map(_measure, measures))} on {humanize.short_day(day)}")


def _measure(of: Measure) -> str:
    scale = MEASURES.get(of.name)
    if scale is not None and scale.is_total:
        return f"{scale.label} {format_value(of.value_milli, POINTS)} of {scale.most}"
    return f"{user_text(of.name) if scale is None else scale.label} {user_text(format_value(of.value_milli, of.unit))}"


def _runs_over(report: Report) -> Iterator[_Candidate]:
    """Yield the days in a row well over the same target."""
    for of in report.summary.target_days:
        for run in of.well_over:
            least, most = (humanize.planned_amount(of.substance, amount, of.unit) for amount in (run.least, run.most))
            taken = humanize.planned_amount(of.substance, run.total.median, of.unit)
            if run.total.median is None:
                taken = least if least == most else f"{least} to {most}"
            target = humanize.planned_amount(of.substance, run.target, of.unit)
            last = run.before_day - A_DAY
            days = humanize.day_range(run.from_day, last, with_year=False)
            yield _Candidate(_RANKS["over"], run.from_day, last, f"over target ({taken}, target {target}) on {days}")
