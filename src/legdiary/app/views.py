"""Read the diary: a week, a night, the entries of a range, the history. Nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.domain.reports.night_record import night_records
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from datetime import date

    from legdiary.app.context import Reader
    from legdiary.app.night_range import Span
    from legdiary.domain.entries.products import Product
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.ledger.ledger_line import FieldsLine
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.week import WeekReport
    from legdiary.domain.taper.plan_unit import PlanUnit
    from legdiary.store.diary import Diary


#: The order of kinds in one night: what was taken comes before other factors.
_SHOWN_FIRST = ("night", "sleep", "kratom", "magnesium", "medicine")


class NightFound(NamedTuple):
    """One night: its figures, its entries, and the products that they name, by id."""

    record: NightRecord
    entries: list[Stored]
    names: dict[int, Product]


class EntriesFound(NamedTuple):
    """Entries, oldest first, and the products that they name, by id."""

    entries: list[Stored]
    names: dict[int, Product]


class HistoryFound(NamedTuple):
    """Lines of the ledger, oldest first, every product, by id, and the units of plans, by the plan's id.

    Attributes:
        from_inbox: the changes that typed lines made.
    """

    lines: Sequence[FieldsLine]
    names: dict[int, Product]
    units: Mapping[int, PlanUnit]
    from_inbox: Container[int] = frozenset()


def load_week(reader: Reader, last: date) -> WeekReport:
    """Return the seven nights that end with `last`, and the seven before."""
    from legdiary.domain.reports.week import week_range, week_report

    from_night, before_night = week_range(last)
    until = before_night + A_DAY if before_night == reader.present.tonight else before_night
    with reader.open_for_reading() as diary:
        logged = diary.logged(from_night, until, in_short=True)
        past = diary.past_of_range(from_night, before_night)
    records = night_records(logged, from_night, until)
    nights = (before_night - from_night).days
    return week_report(records[:nights], logged.plans, past, next(iter(records[nights:]), None))


def load_night(reader: Reader, night: date) -> NightFound:
    """Return everything logged about one night."""
    from legdiary.domain.entries.kinds import KIND_NAMES

    kinds = (*_SHOWN_FIRST, *(name for name in KIND_NAMES if name not in _SHOWN_FIRST))
    with reader.open_for_reading() as diary:
        logged = diary.logged(night, night + A_DAY)
        entries = [stored for kind in kinds for stored in diary.entries_on(kind, night)]
        names = products_named(diary, night, night + A_DAY)
    return NightFound(night_records(logged, night, night + A_DAY)[0], entries, names)


def load_entries(reader: Reader, span: Span, kind: str | None = None) -> EntriesFound:
    """Return the entries of a range of nights.

    Args:
        reader: the open run.
        span: the range as typed.
        kind: the only kind asked for; None is every kind.

    Raises:
        UnknownWord: there is no such kind.
        LastOrRange, NotASpan, EndsBeforeItBegins, NotADate, TooLongAgo: it is not a valid range.
    """
    from legdiary.app.night_range import nights_of
    from legdiary.domain.entries.kinds import KIND_NAMES
    from legdiary.domain.input.night_vocabulary import UnknownWord

    if kind is not None and kind not in KIND_NAMES:
        raise UnknownWord("kind", kind, KIND_NAMES)
    with reader.open_for_reading() as diary:
        from_night, before_night = nights_of(span, reader.present, diary.span(measures=True))
        entries = [
            stored
            for name in ((kind,) if kind else KIND_NAMES)
            for stored in diary.entries_between(name, from_night, before_night)
        ]
        names = products_named(diary, from_night, before_night)
    entries.sort(key=lambda stored: (stored.entry.night_of, _moment_s(stored.entry), stored.id))
    return EntriesFound(entries, names)


def load_history(reader: Reader, number: str | None = None) -> HistoryFound:
    """Return the changes of an entry or, without a number, of the whole diary.

    Raises:
        NotAnId: it is not a number of an entry.
    """
    from legdiary.app.entry_ids import parse_entry_id
    from legdiary.app.imports.taken_lines import changes_of_lines

    with reader.open_for_reading() as diary:
        wanted = None if number is None else parse_entry_id(number)
        lines = diary.whole_history() if wanted is None else diary.history(wanted)
        from_inbox = changes_of_lines(diary.path, diary.ledger_mark)
        return HistoryFound(lines, products_named(diary), _plan_units(diary.history_of_kind("plan")), from_inbox)


def _plan_units(lines: Sequence[FieldsLine]) -> dict[int, PlanUnit]:
    """Return the unit of every plan that lines are about: the line of a change alone does not say the substance."""
    from legdiary.domain.taper.plan_unit import unit_of

    said = {}
    for line in lines:
        for side in (line.old, line.new):
            if line.kind == "plan" and side is not None and side.get("substance"):
                said[line.entry_id] = unit_of(side["substance"], side.get("unit"))
    return said


def load_span(reader: Reader) -> tuple[date, date] | None:
    """Return the first and the last night with an entry; None for an empty diary."""
    with reader.open_for_reading() as diary:
        return diary.span()


def last_change(reader: Reader) -> HistoryFound:
    """Return the lines of the change that `undo` would reverse.

    Raises:
        NothingToUndo: there is none.
    """
    with reader.open_for_reading() as diary, diary.one_state():
        return HistoryFound(diary.last_change(), products_named(diary), _plan_units(diary.history_of_kind("plan")))


def products_named(
    diary: Diary, from_night: date | None = None, before_night: date | None = None
) -> dict[int, Product]:
    """Return products by id, for showing doses: those of a half-open range, or every one."""
    return {stored.id: stored.entry for stored in diary.products(from_night, before_night)}


def _moment_s(entry: Any) -> int:
    moment = getattr(entry, "at", None) or getattr(entry, "bed", None)
    return moment.utc_s if moment else 0
