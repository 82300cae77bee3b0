"""Baseline, hardest stretch, now: three tables side by side, legs, sleep with doses, symptoms."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary import humanize, wording
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.substances import Substance, is_medicine
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import MISSING, user_text
from legdiary.render.page.charts.shapes import shortened
from legdiary.render.page.dates import is_long
from legdiary.render.page.figure_marks import figure
from legdiary.render.page.sheet import Column, ColumnGroup, Grid, Row
from legdiary.render.terminal.report.phrases import clock_of_onset, share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from legdiary.domain.reports.report import Report
    from legdiary.domain.reports.stretches import Stretch, StretchFigures
    from legdiary.domain.reports.summary.stretch_symptoms import StretchSymptom
    from legdiary.domain.stats.descriptive import Middle

_HEADS = {"baseline": "Base", "first": "First", "hardest": "Hardest", "now": "Now"}
_PATH = "stretches"
#: The room that the tables side by side have for a name that a person made up, in units of drawings.
_WIDEST_NAME, _WIDEST_SUBSTANCE = 112.0, 70.0


def stretches_title(report: Report) -> str:
    """Return the heading over the tables, which names the stretches that there are."""
    kinds = [each.stretch.kind for each in report.summary.stretches]
    names = {"baseline": "baseline", "first": "first nights", "hardest": "hardest stretch", "now": "now"}
    told = ", ".join(names[kind] for kind in kinds)
    return f"{told[:1].upper()}{told[1:]}"


def stretches_rule(report: Report) -> str:
    """Return the nights of each stretch, how they are chosen, and what the small figures are."""
    told = []
    for each in report.summary.stretches:
        name = wording.STRETCH_NAMES[each.stretch.kind]
        last = each.stretch.before_night - A_DAY
        rule = wording.stretch_rule(each.stretch.kind, each.possible)
        days = humanize.day_range(each.stretch.from_night, last, with_year=is_long(report))
        targets = _targets(report, each.stretch)
        days = f"{days} ({targets})" if targets else days
        told.append(f"{name}: {days}{f', {rule}' if rule else ''}.")
    return f"Medians. {' '.join(told)} {wording.N_OF_EACH}"


def _targets(report: Report, of: Stretch) -> str:
    """Return the targets of the steps that a stretch lies in: `target 2.7–2.2 g`; empty without any."""
    groups = [
        group
        for group in report.groups
        if group.target is not None and group.from_day < of.before_night and of.from_night < group.before_day
    ]
    if not groups or len({(group.substance, group.unit) for group in groups}) > 1:
        return ""
    first, last = groups[0], groups[-1]
    amount = humanize.planned_amount(last.substance, last.target, last.unit)
    if first.target == last.target:
        return f"target {amount}"
    return f"target {humanize.planned_number(first.substance, first.target, first.unit)}–{amount}"


def stretch_tables(report: Report, most_symptoms: int | None = None) -> tuple[Grid, ...]:
    """Return the tables.

    Args:
        report: the report.
        most_symptoms: so many symptoms have a row; None for all.
    """
    if not report.summary.stretches:
        return ()
    found = (_legs(report), _sleep_and_doses(report), symptoms_table(report, most_symptoms))
    return tuple(grid for grid in found if grid is not None)


class _Line(NamedTuple):
    """One row: what it is, a cell of each stretch, and the number of values that each cell rests on."""

    name: str
    cell: Callable[[int, StretchFigures], str]
    n: Callable[[StretchFigures], int] | None = None


def _path(number: int, key: str) -> str:
    return f"{_PATH}.{number}.{key}"


def _number(name: str, key: str, of: Callable[[StretchFigures], Middle]) -> _Line:
    """Return a row of plain medians."""
    return _Line(
        name,
        lambda number, one: figure(humanize.number(of(one).median), _path(number, f"{key}.median")),
        lambda one: of(one).n,
    )


def _minutes(name: str, key: str, of: Callable[[StretchFigures], Middle]) -> _Line:
    """Return a row of medians in minutes."""
    return _Line(
        name,
        lambda number, one: figure(humanize.number(of(one).median, 0), _path(number, f"{key}.median")),
        lambda one: of(one).n,
    )


def _beyond_legs(number: int, one: StretchFigures) -> str:
    of = one.beyond_legs
    if not of.n:
        return MISSING
    path = _path(number, "beyond_legs")
    return f"{figure(str(of.nights), f'{path}.nights')}/{figure(str(of.n), f'{path}.n')}"


def _slept(number: int, one: StretchFigures) -> str:
    if one.tst_min.n:
        return figure(humanize.clock(one.tst_min.median), _path(number, "tst_min.median"))
    at_most = one.bounded.at_most_min.median
    return MISSING if at_most is None else f"≤{humanize.clock(at_most)}"


_LEGS = (
    _Line("whole night", lambda i, one: figure(humanize.number(one.severity.median), _path(i, "severity.median"))),
    _Line(
        "middle half",
        lambda i, one: (
            MISSING
            if one.severity.median is None
            else f"{figure(humanize.number(one.severity.q1), _path(i, 'severity.q1'))}–"
            f"{figure(humanize.number(one.severity.q3), _path(i, 'severity.q3'))}"
        ),
    ),
    _Line("nights at 7 or more", lambda i, one: figure(share(one.severity), _path(i, "severity.share_7_plus"))),
    _number("falling asleep", "falling_asleep", lambda one: one.falling_asleep),
    _number("overnight", "overnight", lambda one: one.overnight),
    _number("day, resting", "day_resting", lambda one: one.day_resting),
    _number("day, active", "day_active", lambda one: one.day_active),
    _Line(
        "began at",
        lambda i, one: figure(clock_of_onset(one.onset_min), _path(i, "onset")),
        lambda one: one.onset_min.n,
    ),
    _Line("nights beyond legs", _beyond_legs),
)
_SLEEP = (
    _Line("total sleep, h:min", _slept),
    _minutes("to fall asleep, min", "sol_min", lambda one: one.sol_min),
    _minutes("awake at night, min", "waso_min", lambda one: one.waso_min),
    _minutes("on the feet, min", "pacing_min", lambda one: one.pacing_min),
    _Line(
        "efficiency",
        lambda i, one: figure(humanize.percent(one.se_dse_pct.median), _path(i, "se_dse_pct.median")),
        lambda one: one.se_dse_pct.n,
    ),
    _number("awakenings", "awakenings", lambda one: one.awakenings),
    _number("quality, 1–5", "quality", lambda one: one.quality),
)


def _legs(report: Report) -> Grid:
    scored = _Line(
        "nights with a score",
        lambda i, one: (
            f"{figure(str(one.severity.n), _path(i, 'severity.n'))}/{figure(str(one.possible), _path(i, 'nights'))}"
        ),
    )
    return _table(
        report, "Legs, 0–10", "Severity of the legs in each stretch.", scored, _LEGS, lambda one: one.severity.n
    )


def _sleep_and_doses(report: Report) -> Grid:
    known = _Line(
        "nights with a total",
        lambda i, one: (
            f"{figure(str(one.tst_min.n or one.bounded.n), _path(i, 'tst_min.n' if one.tst_min.n else 'bounded.n'))}"
            f"/{figure(str(one.possible), _path(i, 'nights'))}"
        ),
    )
    units = {each.substance: each.unit for each in report.summary.target_days}
    rows = (*_SLEEP, *(line for word in _substances(report) for line in _taken(word, units.get(word))))
    return _table(
        report, "Sleep and doses", "Sleep and doses in each stretch.", known, rows,
        lambda one: one.tst_min.n or one.bounded.n,
    )  # fmt: skip


def _substances(report: Report) -> Iterable[str]:
    """Return the substances whose doses have a row: those charted, and planned medicines."""
    planned = [each.substance for each in report.summary.target_days if is_medicine(each.substance)]
    return dict.fromkeys((*report.summary.substances, *planned))


def _taken(word: str, unit: str | None) -> tuple[_Line, _Line]:
    """Return the rows of one substance: what was taken a day, and in how many doses; `unit` is that of its plan."""
    is_leaf = word == LEAF
    name = "kratom" if is_leaf else shortened(humanize.substance(word), _WIDEST_SUBSTANCE)
    key = Substance(word).name if is_medicine(word) else word
    total = "kratom_g.median" if is_leaf else f"substances.{key}.total_mg.median"
    doses = "doses_per_day.median" if is_leaf else f"substances.{key}.doses.median"
    return (
        _Line(
            f"{name}, {humanize.plan_unit(word, unit)} a day",
            lambda i, one: figure(
                humanize.planned_number(word, one.taken_of(word).total.median, unit), _path(i, total)
            ),
            lambda one: one.taken_of(word).total.n,
        ),
        _Line(
            "doses a day" if is_leaf else f"doses of {name}",
            lambda i, one: figure(humanize.number(one.taken_of(word).doses.median), _path(i, doses)),
            lambda one: one.taken_of(word).doses.n,
        ),
    )


def _table(
    report: Report,
    title: str,
    caption: str,
    known: _Line,
    lines: Sequence[_Line],
    usual_n: Callable[[StretchFigures], int],
) -> Grid:
    """Return a table whose first row has the nights that its figures rest on, where a row has no others of its own."""
    stretches = report.summary.stretches

    def row(line: _Line) -> Row:
        counts = [] if line.n is None else [line.n(one) for one in stretches]
        own = bool(counts) and any(counts) and counts != [usual_n(one) for one in stretches]
        return Row(
            line.name,
            tuple(line.cell(number, one) for number, one in enumerate(stretches)),
            small=f"n {'·'.join(map(str, counts))}" if own else "",
        )

    return Grid(
        caption,
        (ColumnGroup("", (Column(title, right=False), *_columns(report))),),
        (Row(known.name, row(known).cells, "count"), *map(row, lines)),
    )


def _columns(report: Report) -> tuple[Column, ...]:
    return tuple(Column(_HEADS[each.stretch.kind], each.stretch.kind) for each in report.summary.stretches)


# ---------------------------------------------------------------------- symptoms


def _days_logged(number: int, one: StretchFigures) -> str:
    logged = figure(str(one.symptoms.n), _path(number, "symptoms.n"))
    return f"{logged}/{figure(str(one.possible), _path(number, 'nights'))}"


def symptoms_table(report: Report, most: int | None) -> Grid | None:
    """Return the symptoms of each stretch, the most frequent first; None without any."""
    stretches = report.summary.stretches
    if not report.summary.symptoms:
        return None
    return Grid(
        "Days with each symptom in each stretch, and the median grade (0–3) of the days on which it is logged.",
        (ColumnGroup("", (Column("Symptoms", right=False), *_columns(report))),),
        (
            Row(
                "days (grade 0–3)",
                tuple(_days_logged(number, one) for number, one in enumerate(stretches)),
                "count",
            ),
            *(_symptom(number, each) for number, each in enumerate(report.summary.symptoms[:most])),
        ),
    )


def _symptom(number: int, of: StretchSymptom) -> Row:
    path = f"summary.symptom_nights.{number}.stretches"
    cells = []
    for place, graded in enumerate(of.by_stretch):
        days = figure(str(graded.present), f"{path}.{place}.present")
        median = figure(humanize.number(graded.median), f"{path}.{place}.median")
        cells.append(days if graded.median is None else f"{days} ({median})")
    return Row(shortened(user_text(of.name), _WIDEST_NAME), tuple(cells))
