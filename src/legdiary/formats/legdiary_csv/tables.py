"""The CSV tables, and the sources of their rows.

Rows come in batches of a few months, so that memory does not grow with the diary. A table that SQL can format is used
unchanged; the others are made from the same values as every report.

**To add a table**: its columns in `columns`, and one `Table` in `TABLES` below. The table of a kind whose entries
are written as they are stored needs its columns alone (`docs/recipes.md`).
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from legdiary.domain.entries.dose import LEAF, SEVEN_OH, UG_PER_MG
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.entries.substances import EXTRACT, MG, format_of
from legdiary.domain.input.amounts import format_g, format_mg
from legdiary.domain.ledger.corrections import is_correction
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import format_clock
from legdiary.errors import plural
from legdiary.formats.legdiary_csv import columns
from legdiary.formats.legdiary_csv.columns import INCOMPLETE, NOT_IN_MG, NOT_LOGGED
from legdiary.formats.legdiary_csv.dialects import PLAIN
from legdiary.formats.legdiary_csv.formula_guard import guard
from legdiary.util.compressed_list import Packed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from legdiary.domain.entries.kinds import Kind
    from legdiary.domain.entries.sleep import Sleep, SleepFigures
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.dose_totals import OtherSubstanceDay
    from legdiary.domain.reports.events import EventInputs
    from legdiary.domain.reports.night_record import Logged, NightRecord
    from legdiary.domain.taper.plan import Plan, Step, StepSpan
    from legdiary.domain.time.moments import Moment
    from legdiary.formats.legdiary_csv.columns import Column
    from legdiary.formats.legdiary_csv.dialects import Dialect
    from legdiary.formats.legdiary_csv.scope import Scope

Row: TypeAlias = "Sequence[object]"
Batches: TypeAlias = "Iterator[Sequence[Row]]"

_NIGHTS_AT_ONCE = 184
_LINES_AT_ONCE = 500
_MINUTES_AN_HOUR = 60
_LIST_MARK = ";"
_STEPS_MARK = "; "
#: The ledger's field names of a person's note and of the parts of a plan.
_NOTE_FIELD = "note"
_STEPS_FIELD, _HOLDS_FIELD = "steps", "holds"
#: The positions of the action and of the entry's number in a ledger line.
_ACTION, _ENTRY = 4, 6


class _PlanUnit(NamedTuple):
    """The substance of a plan, and the unit in which its amounts are told."""

    word: str = LEAF
    unit: str = MG


_IN_GRAMS = _PlanUnit()


class Source(Protocol):
    """A diary, as far as this module reads it."""

    def one_state(self) -> AbstractContextManager[None]:
        """Read everything within the block from one state of the file."""

    def span(self, *, measures: bool = False) -> tuple[date, date] | None:
        """Return the first and the last night that anything is filed under, with or without the dates of measures."""

    def logged(self, from_night: date, before_night: date, *, in_short: bool = False) -> Logged:
        """Return everything from which nights are put together."""

    def plans(self) -> list[Stored]:
        """Return every taper plan."""

    def past(self) -> EventInputs:
        """Return the rows from which events are worked out, over the whole diary."""

    def rows(self, name: str, **parameters: object) -> list[tuple[object, ...]]:
        """Return the rows of a statement that formats its values itself."""


class OnePass:
    """A diary whose nights are read once: what a later table needs of them is kept, compressed, as rows."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._spans: dict[bool, tuple[date, date] | None] = {}
        #: The rows of the substances' table, once the nights were read.
        self.substances: Packed[Row] | None = None

    def one_state(self) -> AbstractContextManager[None]:
        """Read everything within the block from one state of the file."""
        return self._source.one_state()

    def span(self, *, measures: bool = False) -> tuple[date, date] | None:
        """Return the first and the last night, looked up once."""
        if measures not in self._spans:
            self._spans[measures] = self._source.span(measures=measures)
        return self._spans[measures]

    def logged(self, from_night: date, before_night: date, *, in_short: bool = False) -> Logged:
        """Return what the diary returns."""
        return self._source.logged(from_night, before_night, in_short=in_short)

    def plans(self) -> list[Stored]:
        """Return what the diary returns."""
        return self._source.plans()

    def past(self) -> EventInputs:
        """Return what the diary returns."""
        return self._source.past()

    def rows(self, name: str, **parameters: object) -> list[tuple[object, ...]]:
        """Return what the diary returns."""
        return self._source.rows(name, **parameters)


class Table(NamedTuple):
    """One table of the package.

    Attributes:
        name: the name; the file is `NAME.csv`.
        about: a description of one row.
        columns: its columns.
        key: the columns that identify a row.
        batches: the function that yields its rows, with values in the columns' order, unguarded and with notes.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    batches: Callable[[Source, Scope], Batches]

    def header(self, dialect: Dialect = PLAIN) -> str:
        """Return the header line."""
        return as_csv([[column.name for column in self.columns]], dialect)

    def rows(self, source: Source, scope: Scope) -> Batches:
        """Yield the rows in batches, unguarded, without the notes that are left out."""
        left_out = [place for place, column in enumerate(self.columns) if column.note and not scope.notes]
        for batch in self.batches(source, scope):
            yield [_without(row, left_out) for row in batch] if left_out else batch

    def chunks(self, source: Source, scope: Scope, dialect: Dialect = PLAIN) -> Iterator[tuple[str, int]]:
        """Yield the table's lines after the header in pieces, each with its number of rows."""
        text = [place for place, column in enumerate(self.columns) if column.guarded]
        for batch in self.rows(source, scope):
            guarded = _with_guard(batch, text)
            written = (dialect.written(self.columns, row) for row in guarded) if dialect.name else guarded
            yield as_csv(written, dialect), len(batch)


def as_csv(rows: Iterable[Row], dialect: Dialect = PLAIN) -> str:
    """Return rows as CSV text (RFC 4180): CRLF, quotes where needed, doubled within."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=dialect.separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _without(row: Row, left_out: Sequence[int]) -> Row:
    """Return the row without notes that are left out."""
    changed = list(row)
    for place in left_out:
        changed[place] = None
    return changed


def _with_guard(rows: Sequence[Row], text: Sequence[int]) -> Iterable[Row]:
    """Return rows with the formula guard; most cells of a column come again and again, so each is looked at once."""
    changed: dict[int, dict[object, object]] = {}
    for place in text:
        found = {cell: guarded for cell in {row[place] for row in rows} if (guarded := _guarded(cell)) != cell}
        if found:
            changed[place] = found
    return [_replaced(row, changed) for row in rows] if changed else rows


def _guarded(cell: object) -> object:
    return guard(cell) if isinstance(cell, str) else cell


def _replaced(row: Row, changed: Mapping[int, Mapping[object, object]]) -> Row:
    """Return the row with the cells of some columns replaced."""
    cells = list(row)
    for place, found in changed.items():
        cells[place] = found.get(cells[place], cells[place])
    return cells


# ---------------------------------------------------------------------- formatted by SQL


def _from_sql(statement: str, *, measures: bool = False) -> Callable[[Source, Scope], Batches]:
    """Return the function that yields a statement's rows over the nights of a range, with `measures` over its dates."""

    def batches(source: Source, scope: Scope) -> Batches:
        for first, before in _in_parts(scope.nights(source, measures=measures)):
            yield source.rows(statement, from_night=first.isoformat(), before_night=before.isoformat())

    return batches


def _of_kind(kind: Kind) -> Callable[[Source, Scope], Batches]:
    """Return the rows of a kind; those with their own date also come from days without a night."""
    return _from_sql(f"csv_{kind.csv}", measures=not kind.by_night)


def _in_parts(nights: tuple[date, date] | None) -> Iterator[tuple[date, date]]:
    if nights is None:
        return
    first, before = nights
    while first < before:
        next_first = min(first + timedelta(days=_NIGHTS_AT_ONCE), before)
        yield first, next_first
        first = next_first


def _products(source: Source, scope: Scope) -> Batches:
    """Yield every batch; for a range, those opened within it and those that its doses name."""
    if scope.from_night is None and scope.before_night is None:
        yield source.rows("csv_products")
    else:
        yield source.rows("csv_products_within", **scope.bounds)


# ---------------------------------------------------------------------- nights


def _nights(source: Source, scope: Scope) -> Batches:
    from legdiary.domain.reports.night_record import night_records

    substances: Packed[Row] = Packed()
    for first, before in _in_parts(scope.nights(source)):
        logged = source.logged(first, before, in_short=True)
        records = night_records(logged, first, before)
        if isinstance(source, OnePass):
            for row in _substance_rows(records):
                substances.append(row)
        ratings = {stored.entry.night_of: stored for stored in logged.nights}
        sleeps = {stored.entry.night_of: stored for stored in logged.sleeps}
        yield [
            [
                night.night_of.isoformat(),
                *_rating_cells(ratings.get(night.night_of)),
                *_sleep_cells(sleeps.get(night.night_of), night.figures),
                _truth(night.recalled) if night.rating or night.sleep else None,
                *_intake_cells(night),
                *_affected_cells(ratings.get(night.night_of)),
                *_other_cells(night),
            ]
            for night in records
        ]
    if isinstance(source, OnePass):
        source.substances = substances


def _rating_cells(stored: Stored | None) -> Row:
    """Return the cells `rating_id` to `rating_recalled`."""
    if stored is None:
        return [None, None, NOT_LOGGED, *[None] * 9]
    night = stored.entry
    return [
        stored.id,
        night.severity,
        None if night.severity is not None else night.missed or NOT_LOGGED,
        night.falling_asleep,
        night.overnight,
        night.day_resting,
        night.day_active,
        None if night.onset_min is None else format_clock(night.onset_min),
        _list(night.body_parts),
        _list(night.sensations),
        night.note,
        _truth(stored.recalled),
    ]


def _sleep_cells(stored: Stored | None, figures: SleepFigures | None) -> Row:
    """Return the cells `sleep_id` to `sleep_recalled`."""
    if stored is None or figures is None:
        return [None] * 16 + [NOT_LOGGED] + [None] * 12
    sleep: Sleep = stored.entry
    return [
        stored.id,
        sleep.bed.zone if sleep.bed else None,
        *(_iso(event) for event in (sleep.bed, sleep.tried, sleep.wake, sleep.up, sleep.planned)),
        sleep.latency_min,
        sleep.awake_min,
        sleep.awake_least_min,
        sleep.unslept_least_min,
        sleep.times,
        sleep.pacing_min,
        sleep.lying_awake_min,
        sleep.total_min,
        figures.tst_min,
        INCOMPLETE if figures.tst_min is None else None,
        figures.tst_at_most_min,
        figures.tib_min,
        figures.tts_min,
        figures.twak_min,
        figures.dse_min,
        _rounded(figures.se_tib_pct, 1),
        _rounded(figures.se_dse_pct, 1),
        figures.ema_min,
        sleep.quality,
        sleep.nap_min,
        sleep.note,
        _truth(stored.recalled),
    ]


def _intake_cells(night: NightRecord) -> Row:
    """Return the cells `kratom_total_g` to `seven_oh_longest_gap_h`."""
    kratom = night.kratom
    seven_oh = _substance_day(night, SEVEN_OH)
    return [
        _grams(kratom.total_mg),
        NOT_LOGGED if kratom.total_mg is None else None,
        kratom.doses,
        _hours(kratom.longest_gap_min),
        _grams(kratom.target_mg),
        kratom.target_doses,
        night.magnesium_mg,
        NOT_LOGGED if night.magnesium_mg is None else None,
        night.topical_mg,
        _milligrams(seven_oh.total_ug),
        seven_oh.doses,
        _hours(seven_oh.longest_gap_min),
    ]


def _other_cells(night: NightRecord) -> Row:
    """Return the cells from `extract_total_mg` to the end."""
    extract, seven_oh = (_substance_day(night, word) for word in (EXTRACT, SEVEN_OH))
    return [
        _milligrams(extract.total_ug),
        extract.doses,
        _milligrams(extract.target_ug),
        _milligrams(seven_oh.target_ug),
    ]


def _substance_day(night: NightRecord, word: str) -> OtherSubstanceDay:
    """Return a day's figures of one substance; none of them where it is neither logged nor planned."""
    found = next((each for each in night.kratom.apart if each.substance == word), None)
    return found or _nothing_of(word)


@cache
def _nothing_of(word: str) -> OtherSubstanceDay:
    from legdiary.domain.reports.dose_totals import OtherSubstanceDay

    return OtherSubstanceDay(word)


def _affected_cells(stored: Stored | None) -> Row:
    """Return the cells `sitting` to `concentration`."""
    if stored is None:
        return [None] * 3
    return [stored.entry.sitting, stored.entry.mood, stored.entry.concentration]


# ---------------------------------------------------------------------- substances


def _substances(source: Source, scope: Scope) -> Batches:
    """Yield a row for each substance other than leaf that is logged on a day, or has an active plan."""
    from legdiary.domain.reports.night_record import night_records

    if isinstance(source, OnePass) and source.substances is not None:
        yield source.substances
        return
    [(anything,)] = source.rows("csv_any_other_substance", **scope.bounds)
    # A diary of leaf alone, as most are, need not be read a second time.
    for first, before in _in_parts(scope.nights(source)) if anything else ():
        logged = source.logged(first, before, in_short=True)
        yield [*_substance_rows(night_records(logged, first, before))]


def _substance_rows(records: Iterable[NightRecord]) -> Iterator[Row]:
    for night in records:
        for each in night.kratom.apart:
            yield [night.night_of.isoformat(), *_substance_cells(each)]


def _substance_cells(of: OtherSubstanceDay) -> Row:
    """Return the cells from `substance` to the end."""
    unknown = NOT_IN_MG if of.is_known else NOT_LOGGED
    return [
        of.substance,
        _milligrams(of.total_ug),
        unknown if of.total_ug is None else None,
        of.doses,
        _hours(of.longest_gap_min),
        _milligrams(of.target_ug),
        of.target_doses,
    ]


# ---------------------------------------------------------------------- taper steps


def _taper_steps(source: Source, scope: Scope) -> Batches:
    from legdiary.domain.taper.plan import step_spans

    for stored in source.plans():
        plan: Plan = stored.entry
        spans = {span.starts_on: span for span in step_spans(plan)}
        yield [
            _step_cells(stored.id, plan, number, step, spans.get(step.starts_on))
            for number, step in enumerate(plan.steps, start=1)
            if _within(step.starts_on, _last_day(spans.get(step.starts_on)), scope)
        ]


def _step_cells(plan_id: int, plan: Plan, number: int, step: Step, span: StepSpan | None) -> Row:
    is_leaf, cut = plan.of == LEAF, span.cut if span else None
    return [
        plan_id,
        plan.name,
        _day(plan.ended_on),
        _grams(plan.scale) if is_leaf else None,
        number,
        step.starts_on.isoformat(),
        _day(_last_day(span)),
        _truth(span is not None),
        _grams(step.target) if is_leaf else None,
        step.doses_per_day,
        _grams(cut) if is_leaf else None,
        _rounded(span.cut_pct, 1) if span else None,
        *_holds(plan, number),
        plan.of,
        "g" if is_leaf else plan.unit or MG,
        *((None, None, None) if is_leaf else (_milligrams(ug) for ug in (plan.scale, step.target, cut))),
        step.why,
        _list(plan.coin),
    ]


def _last_day(span: StepSpan | None) -> date | None:
    return span.ends_before - A_DAY if span and span.ends_before else None


def _within(first: date, last: date | None, scope: Scope) -> bool:
    """Return whether any day of a step is in the range asked for."""
    if scope.before_night is not None and first >= scope.before_night:
        return False
    return scope.from_night is None or last is None or last >= scope.from_night


def _holds(plan: Plan, number: int) -> Row:
    """Return `held_days` and `holds` of the step with this number."""
    first = plan.steps[number - 1].starts_on
    following = plan.steps[number].starts_on if number < len(plan.steps) else date.max
    lowest = date.min if number == 1 else first
    holds = [hold for hold in plan.holds if lowest <= hold.step_starts_on < following]
    told = [
        _hold(hold.placed_on, hold.days) + _hold_step(hold.step_starts_on, first) + _hold_why(hold.why)
        for hold in holds
    ]
    return [sum(hold.days for hold in holds), _list(told)]


def _hold(placed_on: object, days: object) -> str:
    return f"{placed_on}+{days}d"


def _hold_step(step_starts_on: date, first: date) -> str:
    return "" if step_starts_on == first else f"@{step_starts_on}"


def _hold_why(why: str | None) -> str:
    return "" if why is None else f" {why}"


# ---------------------------------------------------------------------- corrections


def _corrections(source: Source, scope: Scope) -> Batches:
    after: object = 0
    # Changes of a plan do not say what it is of; the line that added it does, also of a plan that is gone.
    plans = {number: _PlanUnit(str(word), str(unit or MG)) for number, word, unit in source.rows("csv_plan_units")}
    while True:
        lines = source.rows("csv_corrections", after=after, most=_LINES_AT_ONCE, **scope.bounds)
        if not lines:
            return
        yield [
            row
            for line in lines
            for row in _fields_changed(line, plans.get(line[_ENTRY], _IN_GRAMS), notes=scope.notes)
        ]
        after = lines[-1][0]


def _fields_changed(line: Sequence[object], plan: _PlanUnit, *, notes: bool) -> Iterator[Row]:
    """Yield a row for each field that a ledger line changed, old and new; none if the line only filled gaps."""
    *head, old_text, new_text, undoes = line
    old, new = _values(old_text), _values(new_text)
    if not is_correction(str(head[_ACTION]), old):
        return
    for field in [*old, *(name for name in new if name not in old)]:
        silent = field == _NOTE_FIELD and not notes
        values = [None, None] if silent else [_cell(field, side.get(field), plan) for side in (old, new)]
        # A new step may take over the mark of a hold, as its row of steps says; the hold itself is unchanged.
        if field == _HOLDS_FIELD and values[0] == values[1]:
            continue
        yield [*head, field, *values, undoes]


def _values(text: object) -> dict[str, object]:
    """Return the fields of a ledger line; none for an empty text."""
    found: dict[str, object] = json.loads(text) if isinstance(text, str) else {}
    return found


def _cell(field: str, value: object, plan: _PlanUnit) -> object:
    """Return a value of the ledger as people write it; a plan's steps and holds are lists of numbers there."""
    if isinstance(value, bool):
        return _truth(value)
    if isinstance(value, list):
        if field == _STEPS_FIELD:
            return _STEPS_MARK.join(_step_text(plan, *step) for step in value)
        return _list([_hold_text(*mark) for mark in value] if field == _HOLDS_FIELD else value)
    return value


def _hold_text(placed_on: str, days: int, _step_starts_on: str, why: str | None = None) -> str:
    return _hold(placed_on, days) + _hold_why(why)


def _step_text(plan: _PlanUnit, starts_on: str, target: int, doses: int | None, why: str | None = None) -> str:
    """Return a step as text, `2026-11-16 6 g in 3 doses (travel)`; without what the plan does not give."""
    told = f"{starts_on} {format_of(plan.word, target * UG_PER_MG if plan.word == LEAF else target, plan.unit)}"
    told += "" if doses is None else f" in {plural(doses, 'dose')}"
    return told if why is None else f"{told} ({why})"


# ---------------------------------------------------------------------- events


def _events(source: Source, scope: Scope) -> Batches:
    """Yield what changed; a change planned for after the diary's last day is not an event yet."""
    from legdiary.domain.reports.events import events_of, events_within

    past = source.past()
    if not past.kept:
        return
    until = min(scope.before_night or date.max, past.kept[-1] + A_DAY)
    yield [
        [number, event.on.isoformat(), *event[1:]]
        for number, event in enumerate(events_within(events_of(past), scope.from_night or date.min, until), start=1)
    ]


# ---------------------------------------------------------------------- dictionary


def _dictionary(_: Source, __: Scope) -> Batches:
    for table in TABLES:
        yield [
            [
                table.name,
                column.name,
                column.meaning,
                column.type,
                column.unit or None,
                column.allowed or None,
                column.missing,
                column.formula or None,
                column.source,
            ]
            for column in table.columns
        ]


# ---------------------------------------------------------------------- cells


def _truth(value: bool) -> str:  # noqa: FBT001 - the value that is written
    return "true" if value else "false"


def _list(words: Sequence[str]) -> str | None:
    return _LIST_MARK.join(words) or None


def _iso(moment: Moment | None) -> str | None:
    return moment.iso if moment else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _grams(amount_mg: int | None) -> str | None:
    """Return grams to the milligram, written exactly."""
    return None if amount_mg is None else format_g(amount_mg)


def _milligrams(ug: int | None) -> str | None:
    """Return milligrams to the microgram, written exactly."""
    return None if ug is None else format_mg(ug)


def _hours(minutes: int | None) -> float | None:
    return _rounded(None if minutes is None else minutes / _MINUTES_AN_HOUR, 2)


def _rounded(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)


TABLES: tuple[Table, ...] = (
    Table("nights", "a night, gaps included", columns.NIGHTS, ("night",), _nights),
    Table("doses", "a dose, or a day logged as dose-free", columns.DOSES, ("id",), _from_sql("csv_doses")),
    Table("products", "a batch of a product", columns.PRODUCTS, ("id",), _products),
    Table("supplements", "one intake of magnesium", columns.SUPPLEMENTS, ("id",), _from_sql("csv_supplements")),
    Table("taper_steps", "a step of a taper plan", columns.TAPER_STEPS, ("plan_id", "step"), _taper_steps),
    *(
        Table(kind.csv, columns.ABOUT[kind.csv], columns.READ_BACK[kind.csv], ("id",), _of_kind(kind))
        for kind in KINDS.values()
        if kind.csv is not None
    ),
    Table(
        "substances",
        "a substance other than leaf on a day on which it is logged or has an active plan",
        columns.SUBSTANCES,
        ("night", "substance"),
        _substances,
    ),
    Table("events", "something that changed and may matter to a comparison", columns.EVENTS, ("number",), _events),
    Table(
        "corrections",
        "a field changed after it was stored; a value that only filled a gap is not a correction",
        columns.CORRECTIONS,
        ("id", "field"),
        _corrections,
    ),
    Table("dictionary", "a column of a table", columns.DICTIONARY, ("table", "column"), _dictionary),
)
#: Other names for a table.
ALSO_CALLED = {"magnesium": "supplements", "factors": "exposures"}


def find_table(name: str) -> Table | None:
    """Return the table with this name, or None."""
    wanted = ALSO_CALLED.get(name, name)
    return next((table for table in TABLES if table.name == wanted), None)
