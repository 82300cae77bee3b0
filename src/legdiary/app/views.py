"""Read the diary: a week, a night, the entries of a range, the history. Nothing is written."""

from __future__ import annotations

from legdiary.domain.reports.night_record import night_records
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import NamedTuple, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from typing import Any

    from legdiary.app.context import Reader
    from legdiary.app.night_range import Span
    from legdiary.domain.entries.products import Product
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.ledger.ledger_line import FieldsLine
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.week import WeekReport
    from legdiary.domain.sync.unsettled import OpenConflict, Unsettled
    from legdiary.domain.taper.plan_unit import PlanUnit
    from legdiary.store.diary import Diary


#: The nights of which all entries are held at once.
_NIGHTS_AT_ONCE = 92
#: The order of kinds in one night: what was taken comes before other factors.
_SHOWN_FIRST = ("night", "sleep", "kratom", "magnesium", "medicine")


class NightFound(NamedTuple):
    """One night: its figures, its entries, the products that they name, by id, and what devices say differently."""

    record: NightRecord
    entries: list[Stored]
    names: dict[int, Product]
    unsettled: Unsettled | None = None


class EntriesFound(NamedTuple):
    """Entries, oldest first, and the products that they name, by id.

    Attributes:
        entries: the entries; those of a long range are compressed, and unpacked as they are read.
        names: the products.
        largest: the largest number of an entry; 0 without entries.
        unsettled: what devices say differently of them; None where they do not.
    """

    entries: Sequence[Stored]
    names: dict[int, Product]
    largest: int
    unsettled: Unsettled | None = None


class HistoryFound(NamedTuple):
    """Lines of the ledger, oldest first, every product, by id, and the units of plans, by the plan's id.

    Attributes:
        from_inbox: the changes that typed lines made.
        devices: the lines that other devices' words made, each with the name of the device; None if several did.
    """

    lines: Sequence[FieldsLine]
    names: dict[int, Product]
    units: Mapping[int, PlanUnit]
    from_inbox: Container[int] = frozenset()
    devices: Mapping[int, str | None] = {}


def load_week(reader: Reader, last: date) -> WeekReport:
    """Return the seven nights that end with `last`, and the seven before."""
    from legdiary.domain.reports.week import week_range, week_report

    from_night, before_night = week_range(last)
    until = before_night + A_DAY if before_night == reader.present.tonight else before_night
    with reader.open_for_reading() as diary, diary.one_state():
        logged = diary.logged(from_night, until, in_short=True)
        past = diary.past_of_range(from_night, before_night)
        unsettled = load_unsettled(diary)
    records = night_records(logged, from_night, until)
    nights = (before_night - from_night).days
    report = week_report(records[:nights], logged.plans, past, next(iter(records[nights:]), None))
    if unsettled is None:
        return report
    shown = {night.night_of for night in report.nights}
    return replace(report, unsettled=unsettled.only(lambda each: each.night_of in shown or each.is_plan))


def load_unsettled(diary: Diary) -> Unsettled | None:
    """Return what devices say differently; None where nothing waits, and nothing more is read then."""
    if not diary.unsettled_count():
        return None
    from legdiary.app.sync.conflicts import conflicts_of

    found = conflicts_of(diary)
    return found if found.conflicts else None


def load_night(reader: Reader, night: date) -> NightFound:
    """Return everything logged about one night."""
    from legdiary.domain.entries.kinds import KIND_NAMES

    kinds = (*_SHOWN_FIRST, *(name for name in KIND_NAMES if name not in _SHOWN_FIRST))
    with reader.open_for_reading() as diary:
        logged = diary.logged(night, night + A_DAY)
        entries = [stored for kind in kinds for stored in diary.entries_on(kind, night)]
        names = products_named(diary, night, night + A_DAY)
        unsettled = load_unsettled(diary)
    if unsettled is not None:
        unsettled = unsettled.only(lambda each: each.night_of == night)
    return NightFound(night_records(logged, night, night + A_DAY)[0], entries, names, unsettled)


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
    kinds = (kind,) if kind else KIND_NAMES
    with reader.open_for_reading() as diary:
        first, before = nights_of(span, reader.present, diary.span(measures=True))
        if (before - first).days <= _NIGHTS_AT_ONCE:
            entries = _in_order(diary, kinds, first, before)
            found = EntriesFound(entries, {}, max((stored.id for stored in entries), default=0))
        else:
            with diary.one_state():
                found = _packed(diary, kinds, first, before)
        unsettled = load_unsettled(diary)
        if unsettled is not None:
            unsettled = unsettled.only(lambda each: _is_listed(each, kinds, first, before))
        return found._replace(names=products_named(diary, first, before), unsettled=unsettled)


def _is_listed(conflict: OpenConflict, kinds: Container[str], first: date, before: date) -> bool:
    """Return whether the entry of a conflict is among those of a range of nights."""
    return (
        conflict.entry is not None
        and conflict.entry.entry.kind in kinds
        and (conflict.night_of is None or first <= conflict.night_of < before)
    )


def _packed(diary: Diary, kinds: Iterable[str], from_night: date, before_night: date) -> EntriesFound:
    """Return the entries of a long range compressed, read a few months at a time."""
    from legdiary.util.compressed_list import Packed

    entries: Packed[Stored] = Packed()
    largest = 0
    span = diary.span(measures=True)
    if span is not None:
        first, before = max(from_night, span[0]), min(before_night, span[1] + A_DAY)
        for part in _in_parts(first, before):
            for stored in _in_order(diary, kinds, *part):
                entries.append(stored)
                largest = max(largest, stored.id)
    return EntriesFound(entries, {}, largest)


def _in_order(diary: Diary, kinds: Iterable[str], from_night: date, before_night: date) -> list[Stored]:
    """Return the entries of these kinds, by night, moment and number."""
    found = [stored for kind in kinds for stored in diary.entries_between(kind, from_night, before_night)]
    found.sort(key=lambda stored: (stored.entry.night_of, _moment_s(stored.entry), stored.id))
    return found


def _in_parts(first: date, before: date) -> Iterator[tuple[date, date]]:
    """Yield a half-open range in parts of a few months."""
    while first < before:
        end = min(first + _NIGHTS_AT_ONCE * A_DAY, before)
        yield first, end
        first = end


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
        units = _plan_units(diary.plan_history())
        devices = diary.told_by() if wanted is None else diary.told_by(lines[0].id, lines[-1].id)
        return HistoryFound(lines, products_named(diary), units, from_inbox, devices)


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
        return HistoryFound(diary.last_change(), products_named(diary), _plan_units(diary.plan_history()))


def products_named(
    diary: Diary, from_night: date | None = None, before_night: date | None = None
) -> dict[int, Product]:
    """Return products by id, for showing doses: those of a half-open range, or every one."""
    return {stored.id: stored.entry for stored in diary.products(from_night, before_night)}


def _moment_s(entry: Any) -> int:
    moment = getattr(entry, "at", None) or getattr(entry, "bed", None)
    return moment.utc_s if moment else 0
