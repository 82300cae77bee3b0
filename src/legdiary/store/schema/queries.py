"""Every SQL statement that the program runs, by name, as SQLAlchemy expressions over the tables.

`tools/make_docs.py sql` writes them into `compiled.sql`, which nightly commands run through `sqlite3`; bulk work runs
the same expressions through an engine. Parameters are named; a select returns the table's columns in the table's
order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Integer,
    LargeBinary,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal_column,
    null,
    or_,
    select,
    union,
    union_all,
    update,
)
from sqlalchemy.dialects.sqlite import insert as put_in

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.reports.events import ORAL, TOPICAL
from legdiary.store.checksum_tables import OF_DEVICES
from legdiary.store.schema.check_queries import for_check
from legdiary.store.schema.expressions import if_else, iso, literal
from legdiary.store.schema.filling_queries import filling
from legdiary.store.schema.line_queries import export_lines
from legdiary.store.schema.path_queries import path_statements
from legdiary.store.schema.sync_queries import sync_statements
from legdiary.store.schema.tables import table
from legdiary.store.schema.told_queries import told_entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, FromClause, Select, Table
    from sqlalchemy.dialects.sqlite import Insert
    from sqlalchemy.sql.expression import Executable

    from legdiary.domain.entries.kinds import Kind

#: Tables whose rows are entries: inserted, updated, deleted and found by id.
ENTRY_TABLES = tuple(kind.table for kind in KINDS.values())


def _order(kind: Kind) -> tuple[str, ...]:
    """The order of a kind's rows within a day: by the rest of their place, by time, or by name."""
    if kind.place is not None:
        return kind.place
    return ("name" if kind.amounts is None else "at_utc_s", "id")


#: Entry tables that are filed by a day: the day's column, and the order of rows within a day.
BY_DAY: dict[str, tuple[str, tuple[str, ...]]] = {
    kind.table: (kind.filed_by, _order(kind)) for kind in KINDS.values() if kind.filed_by is not None
}
_NIGHT_OF = "night_of"
#: Kind → the fields whose columns have other names in the CSV than those of other kinds.
_CSV_NAMES = {"medicine": {"at": "taken_at"}, "measure": {"by": "rated_by"}}
#: Columns that the CSV has in another form or another place.
_REWRITTEN = ("at_utc_s", "at_offset_min", "recalled")
#: Columns of several words, separated by commas.
_WORDS = ("conditions", "draws", "did")
#: Table → columns that came after its CSV was first written, and stand behind the others there.
_LATER_IN_CSV = {"symptom": ("note",), "medicine": ("helped", "note"), "measure": ("conditions",)}
#: Tables whose names people may add to.
NAMED = tuple(kind.table for kind in KINDS.values() if kind.own_names)
#: Tables that belong to a plan: its rows are replaced together.
BESIDE_PLAN = ("taper_step", "hold")
#: The key of the checksum row that holds the number of the ledger's last line.
_LINES = "lines"
_WITHOUT_INDEX = "NOT INDEXED"
#: Tables that have checksums.
#: The tables of devices that get many rows at once.
_MANY_AT_ONCE = ("sync_line", "sync_entry", "sync_key")
_SUMMED = (*ENTRY_TABLES, *BESIDE_PLAN, "ledger", *OF_DEVICES)
#: Tables whose rows are never deleted nor changed.
_APPENDED = ("ledger", "sync_line", "sync_change", "sync_diary", "import_note")
_WEEK_S = 7 * 24 * 3600
_BY_ENTRY = "INDEXED BY ledger_by_entry"


def statements() -> dict[str, Executable]:
    """Return all statements by name."""
    named: dict[str, Executable] = {}
    for name in ENTRY_TABLES:
        named |= _entry(table(name))
    for name, (column, order) in BY_DAY.items():
        named |= _by_day(table(name), column, order)
    for name in NAMED:
        named[f"{name}_names"] = (
            select(table(name).c.name)
            .with_hint(table(name), _WITHOUT_INDEX, "sqlite")
            .distinct()
            .order_by(table(name).c.name)
        )
    for name in BESIDE_PLAN:
        named |= _plan_rows(table(name))
    named |= _ledger(table("ledger"))
    named |= sync_statements()
    named |= told_entries()
    named |= for_check()
    named |= export_lines()
    named |= filling()
    named |= _for_csv()
    named["plan_all"] = select(table("plan")).order_by(table("plan").c.starts_on, table("plan").c.id)
    named["night_scores"] = _scores(table("night"))
    named["dose_in_short"] = _dose_columns_for_figures(table("dose"))
    named["magnesium_in_short"] = _columns_within(table("magnesium"), "topical", "elemental_mg")
    named["symptom_in_short"] = _columns_within(table("symptom"), "name", "grade")
    named["dose_ratings"] = _dose_ratings(table("dose"), table("product"))
    named["dose_before"] = _dose_before(table("dose"), table("product"))
    named["dose_before_of"] = _dose_before_of(table("dose"), table("product"))
    named["dose_last_days_of"] = _last_days_of(table("dose"), table("product"))
    named["dose_amounts_of"] = _amounts_of(table("dose"), table("product"))
    named["dose_of_batches"] = _taken_of_batches(table("dose"))
    named["dose_apart_on"] = _others_on(table("dose"), table("product"))
    named["dose_last_days"] = _last_days(table("dose"), table("product"))
    named["dose_last_product"] = _last_product(table("dose"), table("product"))
    named["dose_amounts"] = _amounts(table("dose"), table("product"))
    named["plan_since"] = _plans_since(table("plan"))
    named["product_all"] = select(table("product")).order_by(table("product").c.name, table("product").c.id)
    named["product_within"] = _products_within(table("product"), table("dose"))
    named |= _history_of_all()
    named |= _checksums()
    named |= path_statements()
    return named


def _checksums() -> dict[str, Executable]:
    """Return the statements that keep the checksums and check them: two sums, equal where the diary is unharmed.

    The sums are computed inside SQLite, at half a microsecond a row; `crc32` is zlib's (`store.row_checksums`).
    """
    checksum = table("checksum")
    named: dict[str, Executable] = {}
    for name in _SUMMED:
        named |= _sums(table(name), checksum)
    of, key = bindparam("of", type_=Text), bindparam("key", type_=Text)
    named["checksum_tidy"] = delete(checksum).where(
        checksum.c.of == of, checksum.c.key == key, checksum.c.sum == literal_column("0")
    )
    named["checksum_span"] = select(
        select(func.min(checksum.c.key)).where(checksum.c.of == of).scalar_subquery(),
        select(func.max(checksum.c.key)).where(checksum.c.of == of).scalar_subquery(),
    )
    named["checksum_days"] = (
        select(checksum.c.key)
        .distinct()
        .where(checksum.c.of.in_([literal(name) for name, (column, _) in BY_DAY.items() if column == _NIGHT_OF]))
        .order_by(checksum.c.key)
    )
    named["checksum_wrong"] = _wrong_sums(checksum)
    named["checksum_groups"] = select(checksum.c.of, func.count()).group_by(checksum.c.of)
    lines = put_in(checksum).values(of=literal(_LINES), key=literal(""), sum=bindparam("number")).inline()
    named["lines_put"] = _add_to_sum(lines, checksum)
    told = select(checksum.c.sum).where(checksum.c.of == literal(_LINES), checksum.c.key == literal(""))
    named["lines_fit"] = select(
        select(func.coalesce(func.max(table("ledger").c.id), literal_column("0"))).scalar_subquery(),
        func.coalesce(told.scalar_subquery(), literal_column("0")),
    )
    return named | _parts_of_ledger(table("ledger"), checksum)


def _parts_of_ledger(of: Table, checksum: Table) -> dict[str, Executable]:
    """Return the checks that find every fault of what some readings tell of the ledger, without reading all of it.

    An entry is known by the number of its first line. So a line of another number changed, deleted or undid something,
    whatever else it says; and a line that has got, or lost, the number of its entry makes the counts differ.
    """
    lines = select(checksum.c.sum).where(checksum.c.of == literal(_LINES), checksum.c.key == literal(""))
    entries = select(func.count()).select_from(checksum).where(checksum.c.of == literal(of.name))
    there = select(func.count()).select_from(of).scalar_subquery()
    changed = select(func.count()).where(of.c.id != of.c.entry_id).with_hint(of, _BY_ENTRY, "sqlite")
    counted = [(there, lines.scalar_subquery()), (there - changed.scalar_subquery(), entries.scalar_subquery())]
    found, told = (
        cast(func.coalesce(one, literal_column("0")), Text).concat(literal(" ")).concat(cast(other, Text))
        for one, other in zip(*counted, strict=True)
    )
    of_range = [
        select(table(name).c.id).where(_in_range(table(name).c[_NIGHT_OF]))
        for name, (column, _) in BY_DAY.items()
        if column == _NIGHT_OF
    ]
    return {
        "ledger_numbers_fit": select(found, told),
        "ledger_fits_within": _histories_fit(of, checksum, *of_range),
        "ledger_fits_of_plans": _histories_fit(of, checksum, select(table("plan").c.id)),
    }


def _changed_entries(of: Table) -> Select[tuple[int]]:
    """The entries with a line besides their first one. They are found by the index, which is a tenth of the table."""
    return select(of.c.entry_id).where(of.c.id != of.c.entry_id).with_hint(of, _BY_ENTRY, "sqlite")


def _histories_fit(of: Table, checksum: Table, *others: Select[tuple[int]]) -> Executable:
    """The computed sum of the lines of every changed entry and some others, and their stored sum."""
    chosen = union(_changed_entries(of), *others).subquery("chosen")
    (number,) = chosen.c
    key = checksum.c.key.in_(select(cast(number, Text)))
    return _computed_and_stored(of, checksum, of.c.entry_id.in_(select(number)), key)


def _sums(of: Table, checksum: Table) -> dict[str, Executable]:
    """Return the statements for the checksums of one table: add a row, take one out, check all rows or some."""
    key, rows = _key(of), _rows_put(of)
    named: dict[str, Executable] = {
        f"{of.name}_fits_whole": _computed_and_stored(of, checksum),
        f"{of.name}_groups": _fitting_lines(of, checksum) if of.name == "ledger" else _fitting_groups(of, checksum),
    }
    for name, sign in (("put", ""), ("take", "-")):
        if name == "take" and of.name in _APPENDED:
            continue
        crc = _crc(of) if not sign else -_crc(of)
        there = select(literal(of.name).label("of"), key.label("key"), crc.label("sum")).where(rows)
        if of.name in BESIDE_PLAN:
            there = select(literal(of.name), key, func.sum(crc)).where(rows).group_by(of.c.plan_id)
        named[f"{of.name}_{name}"] = _add_to_sum(put_in(checksum).from_select(["of", "key", "sum"], there), checksum)
    if of.name not in BESIDE_PLAN and (of.name not in OF_DEVICES or of.name in _MANY_AT_ONCE):  # for many rows at once
        alone = of.name == "ledger"  # nearly every entry has one line: to sort them costs more than to add them singly
        crc = _crc(of) if alone else func.sum(_crc(of))
        filled = select(literal(of.name).label("of"), key.label("key"), crc.label("sum"))
        filled = filled.where(of.c.id >= bindparam("first_id", type_=Integer))
        filled = filled if alone else filled.group_by(key)
        named[f"{of.name}_put_since"] = _add_to_sum(
            put_in(checksum).from_select(["of", "key", "sum"], filled), checksum
        )
    if of.name in BY_DAY:
        first, before = bindparam("first", type_=Text), bindparam("before", type_=Text)
        within = [and_(column >= first, column < before) for column in (key, checksum.c.key)]
        named[f"{of.name}_fits"] = _computed_and_stored(of, checksum, *within)
    elif of.name in (*BESIDE_PLAN, "ledger"):
        its = rows if of.name in BESIDE_PLAN else of.c.entry_id == bindparam("entry_id")
        named[f"{of.name}_fits"] = _computed_and_stored(of, checksum, its, _named(of, checksum))
    return named


def _key(of: Table) -> ColumnElement[str]:
    """Group the rows that share a checksum: those of one day, one plan or one entry; else all rows of the table."""
    if of.name in BY_DAY:
        return of.c[BY_DAY[of.name][0]]
    by = {"ledger": "entry_id", **dict.fromkeys(BESIDE_PLAN, "plan_id")}.get(of.name)
    return cast(of.c[by], Text) if by else literal_column("''", Text)


def _rows_put(of: Table) -> ColumnElement[bool]:
    return of.c.plan_id == bindparam("plan_id") if of.name in BESIDE_PLAN else of.c.id == bindparam("id")


def _named(of: Table, checksum: Table) -> ColumnElement[bool]:
    number: BindParameter[int] = bindparam("plan_id" if of.name in BESIDE_PLAN else "entry_id")
    return checksum.c.key == cast(number, Text)


def _crc(of: Table) -> ColumnElement[int]:
    """The CRC-32 of a row: the table's name and the row's values as a JSON list."""
    return _crc_of(of.name, of)


def _crc_of(name: str, of: FromClause) -> ColumnElement[int]:
    return func.crc32(cast(func.json_array(literal(name), *of.c), LargeBinary))


def _computed_and_stored(
    of: Table,
    checksum: Table,
    rows: ColumnElement[bool] | None = None,
    sums: ColumnElement[bool] | None = None,
) -> Select[tuple[object, ...]]:
    """The computed sum of some rows and their stored sum. For all rows it reads the table, not its indexes."""
    found = select(func.coalesce(func.sum(_crc(of)), literal_column("0"))).select_from(of)
    told = select(func.coalesce(func.sum(checksum.c.sum), literal_column("0"))).where(checksum.c.of == literal(of.name))
    if rows is None or sums is None:
        found = found.with_hint(of, _WITHOUT_INDEX, "sqlite")
    else:
        found, told = found.where(rows), told.where(sums)
    return select(found.scalar_subquery(), told.scalar_subquery())


def _fitting_groups(of: Table, checksum: Table) -> Executable:
    """The number of groups of rows, and of those that fit their checksum."""
    groups = (
        select(_key(of).label("key"), func.sum(_crc(of)).label("sum"))
        .with_hint(of, _WITHOUT_INDEX, "sqlite")
        .group_by(_key(of))
        .subquery("each")
    )
    its = and_(checksum.c.of == literal(of.name), checksum.c.key == groups.c.key)
    fits = func.coalesce(func.sum(cast(checksum.c.sum == groups.c.sum, Integer)), literal_column("0"))
    return select(func.count(), fits).select_from(groups.outerjoin(checksum, its))


def _fitting_lines(of: Table, checksum: Table) -> Executable:
    """The number of entries that have lines, and of those whose lines fit their checksum.

    Nearly all have one line, so each checksum is compared with the line of its number; the others of that entry are
    added to it. In this order no row is sorted.
    """
    other, further = of.alias("other"), of.alias("further")
    changed = select(further.c.entry_id).where(further.c.entry_id != further.c.id)
    rest = select(func.sum(_crc_of("ledger", other))).where(other.c.entry_id == of.c.id, other.c.id != of.c.id)
    whole = _crc(of) + case((of.c.id.in_(changed), rest.scalar_subquery()), else_=literal_column("0"))
    # The left side of a left join is read first.
    its = of.c.id == cast(checksum.c.key, Integer)
    fits = (
        select(func.count())
        .select_from(checksum.outerjoin(of, its))
        .where(
            checksum.c.of == literal(of.name),
            of.c.entry_id == of.c.id,
            checksum.c.key == cast(of.c.id, Text),
            checksum.c.sum == whole,
        )
    )
    entries = select(func.count(of.c.entry_id.distinct()))
    return select(entries.scalar_subquery(), fits.scalar_subquery())


def _add_to_sum(put: Insert, checksum: Table) -> Executable:
    return put.on_conflict_do_update(index_elements=["of", "key"], set_={"sum": checksum.c.sum + put.excluded["sum"]})


def _wrong_sums(checksum: Table) -> Executable:
    """The checksums that do not fit, each with its difference."""
    kept = select(checksum.c.of.label("of"), checksum.c.key.label("key"), checksum.c.sum.label("sum")).where(
        checksum.c.of != literal(_LINES)
    )
    found = [
        select(literal(of.name).label("of"), _key(of).label("key"), (-_crc(of)).label("sum")).with_hint(
            of, _WITHOUT_INDEX, "sqlite"
        )
        for of in map(table, _SUMMED)
    ]
    every = union_all(kept, *found).subquery("each")
    off = func.sum(every.c.sum)
    return (
        select(every.c.of, every.c.key, off.label("off"))
        .group_by(every.c.of, every.c.key)
        .having(off != literal_column("0"))
        .order_by(every.c.of, every.c.key)
    )


def _history_of_all() -> dict[str, Executable]:
    """The statements for the whole diary's events: rows summed up as far as SQL can."""
    dose, product, magnesium, medicine = (table(name) for name in ("dose", "product", "magnesium", "medicine"))
    filed = [table(name) for name, (column, _) in BY_DAY.items() if column == _NIGHT_OF]
    lived = [(table(name), "at") for name in ("dose", "magnesium", "medicine", "factor")] + [(table("sleep"), "bed")]
    return {
        **_history_around(filed, lived),
        "past_kept": union(*(select(each.c[_NIGHT_OF]) for each in filed)).order_by(literal_column(_NIGHT_OF)),
        "past_magnesium": _magnesium_days(magnesium).with_hint(magnesium, _WITHOUT_INDEX, "sqlite"),
        "past_medicines": _medicine_days(medicine).with_hint(medicine, _WITHOUT_INDEX, "sqlite"),
        "past_first_doses": select(dose.c.product_id, func.min(dose.c.night_of))
        .with_hint(dose, _WITHOUT_INDEX, "sqlite")
        .where(dose.c.product_id.is_not(None))
        .group_by(dose.c.product_id),
        "past_apart": select(product.c.product_kind, dose.c.night_of, func.min(product.c.name))
        .select_from(dose.join(product))
        .with_hint(dose, _WITHOUT_INDEX, "sqlite")
        .where(product.c.product_kind != literal_column("'leaf'"))
        .group_by(product.c.product_kind, dose.c.night_of)
        .order_by(product.c.product_kind, dose.c.night_of),
        # The first and the last name are enough to see whether there are several zones.
        "past_zones": union_all(
            *(
                select(func.min(each.c.zone), func.max(each.c.zone)).with_hint(each, _WITHOUT_INDEX, "sqlite")
                for each, _ in lived
            )
        ),
        "past_places": _where_zone_turns(
            union_all(*(_places(each, name).with_hint(each, _WITHOUT_INDEX, "sqlite") for each, name in lived))
        ),
    }


def _history_around(filed: Sequence[Table], lived: Sequence[tuple[Table, str]]) -> dict[str, Executable]:
    """The rows on the days around a range, from which its events are made, and days long before it."""
    dose, product, magnesium, medicine = (table(name) for name in ("dose", "product", "magnesium", "medicine"))
    return {
        "around_kept": union(
            *(select(each.c[_NIGHT_OF]).where(_in_range(each.c[_NIGHT_OF])) for each in filed)
        ).order_by(literal_column(_NIGHT_OF)),
        "around_magnesium": _magnesium_days(magnesium).where(_in_range(magnesium.c.night_of)),
        "around_medicines": _medicine_days(medicine).where(_in_range(medicine.c.night_of)),
        "around_doses": select(dose.c.product_id, dose.c.night_of)
        .distinct()
        .where(_in_range(dose.c.night_of), dose.c.product_id.is_not(None))
        .order_by(dose.c.night_of, dose.c.product_id),
        **_days_before(dose, product, magnesium, medicine),
        "around_places": union_all(
            *(_places(each, name).where(_in_range(each.c.night_of)) for each, name in lived)
        ).order_by(literal_column("utc_s")),
    }


def _days_before(dose: Table, product: Table, magnesium: Table, medicine: Table) -> dict[str, Executable]:
    """The days before a day on which a kind of product, magnesium by one route, or a medicine was taken, in order."""
    name = bindparam("name", type_=Text)
    route = case((magnesium.c.topical == literal_column("1"), literal(TOPICAL)), else_=literal(ORAL))
    taken = {
        "apart": (
            dose,
            select(dose.c.night_of)
            .with_hint(dose, "INDEXED BY dose_by_product", "sqlite")
            .where(dose.c.product_id.in_(select(product.c.id).where(product.c.product_kind == name))),
        ),
        "magnesium": (magnesium, select(magnesium.c.night_of).where(route == name)),
        "medicine": (medicine, select(medicine.c.night_of).where(medicine.c.name == name)),
    }
    before = bindparam("before", type_=Text)
    return {
        f"{what}_days_before": days.where(of.c.night_of < before).distinct().order_by(of.c.night_of)
        for what, (of, days) in taken.items()
    }


def _magnesium_days(of: Table) -> Select[tuple[object, ...]]:
    """The elemental magnesium of each day by route and form."""
    what = (of.c.night_of, of.c.topical, of.c.form)
    return select(*what, func.sum(of.c.elemental_mg)).group_by(*what).order_by(*what)


def _medicine_days(of: Table) -> Select[tuple[object, ...]]:
    """The amounts of each medicine in order."""
    return select(of.c.name, of.c.night_of, of.c.amount).order_by(of.c.name, of.c.night_of, of.c.at_utc_s, of.c.id)


def _places(of: Table, moment: str) -> Select[tuple[object, ...]]:
    """The moments of a table's rows, each with its day, offset and zone."""
    utc_s = of.c[f"{moment}_utc_s"]
    return select(utc_s.label("utc_s"), of.c.night_of, of.c[f"{moment}_offset_min"], of.c.zone).where(
        utc_s.is_not(None)
    )


def _where_zone_turns(places: CompoundSelect[Any]) -> Select[tuple[object, ...]]:
    """The first of the places, and each whose zone or offset is not that of the place before: years are few rows."""
    place = _thinned(places).subquery("place")
    utc_s, night_of, offset_min, zone = place.c
    before = (func.lag(of).over(order_by=utc_s).label(name) for of, name in ((offset_min, "was"), (zone, "was_in")))
    turn = select(utc_s, night_of, offset_min.label("offset_min"), zone, *before).subquery("turn")
    return (
        select(turn.c.utc_s, turn.c.night_of, turn.c.offset_min, turn.c.zone)
        .where(or_(turn.c.was_in.is_(None), turn.c.was_in != turn.c.zone, turn.c.was != turn.c.offset_min))
        .order_by(turn.c.utc_s)
    )


def _thinned(places: CompoundSelect[Any]) -> CompoundSelect[Any]:
    """The places without those of a week in one zone and offset, except the first: putting all in order takes long."""
    place = places.subquery("each")
    utc_s, night_of, offset_min, zone = place.c
    week = utc_s - utc_s % literal_column(str(_WEEK_S))
    # With a lone min() SQLite takes the other columns from the row that has it.
    lived_in = (
        select(week.label("week"), func.min(utc_s).label("utc_s"), night_of, offset_min, zone)
        .group_by(week, offset_min, zone)
        .cte("lived_in")
    )
    one, several = func.count() == literal_column("1"), func.count() > literal_column("1")

    def weeks(of: ColumnElement[bool]) -> Select[tuple[int]]:
        return select(lived_in.c.week).group_by(lived_in.c.week).having(of)

    return union_all(
        select(*(lived_in.c[name] for name in ("utc_s", "night_of", offset_min.name, "zone"))).where(
            lived_in.c.week.in_(weeks(one))
        ),
        select(utc_s, night_of, offset_min, zone).where(week.in_(weeks(several))),
    )


def _scores(night: Table) -> Select[tuple[object, ...]]:
    """The severities in a range of nights."""
    return (
        select(night.c.night_of, night.c.severity)
        .where(_in_range(night.c.night_of), night.c.severity.is_not(None))
        .order_by(night.c.night_of)
    )


def _dose_columns_for_figures(dose: Table) -> Select[tuple[object, ...]]:
    """The columns of doses that the figures of a day need."""
    return (
        select(dose.c.night_of, dose.c.at_utc_s, dose.c.amount_mg, dose.c.product_id, dose.c.amount_ug, dose.c.none_of)
        .where(_in_range(dose.c.night_of))
        .order_by(dose.c.night_of, dose.c.at_utc_s, dose.c.id)
    )


def _columns_within(of: Table, *names: str) -> Select[tuple[object, ...]]:
    """The day and some columns of the rows of a range, in the order in which whole rows come."""
    column, order = BY_DAY[of.name]
    columns = [of.c[each] for each in (column, *names)]
    return select(*columns).where(_in_range(of.c[column])).order_by(*(of.c[each] for each in (column, *order)))


def _dose_ratings(dose: Table, product: Table) -> Select[tuple[object, ...]]:
    """The doses that were rated as helping or not, with the kind of their product."""
    return (
        select(func.coalesce(product.c.product_kind, literal_column("'leaf'")), dose.c.night_of, dose.c.helped)
        .select_from(dose.outerjoin(product))
        .where(_in_range(dose.c.night_of), dose.c.helped.is_not(None))
        .order_by(dose.c.night_of, dose.c.at_utc_s, dose.c.id)
    )


def _dose_before(dose: Table, product: Table) -> Select[tuple[object, ...]]:
    """The last dose of leaf before a day, and the number of dose-free days between: one row or none."""
    before, none = bindparam("before", type_=Text), dose.alias("none")
    without = (
        select(func.count())
        .with_hint(none, "INDEXED BY dose_by_night", "sqlite")
        .where(none.c.amount_mg == literal_column("0"), none.c.none_of.is_(None))
        .where(none.c.night_of > dose.c.night_of, none.c.night_of < before)
        .scalar_subquery()
    )
    return (
        select(dose.c.night_of, dose.c.at_utc_s, without.label("days_without"))
        .select_from(dose.outerjoin(product))
        .where(dose.c.night_of < before, dose.c.at_utc_s.is_not(None), _counts_as_leaf(dose, product))
        .order_by(dose.c.night_of.desc(), dose.c.at_utc_s.desc(), dose.c.id.desc())
        .limit(literal_column("1"))
        .offset(literal_column("0"))
    )


def _dose_before_of(dose: Table, product: Table) -> Select[tuple[object, ...]]:
    """The last dose of a substance before a day, and the number of dose-free days between."""
    before, none = bindparam("before", type_=Text), dose.alias("none")
    word = func.coalesce(none.c.none_of, literal_column("'leaf'"))
    without = (
        select(func.count())
        .with_hint(none, "INDEXED BY dose_by_night", "sqlite")
        .where(none.c.amount_mg == literal_column("0"), word == bindparam("substance"))
        .where(none.c.night_of > dose.c.night_of, none.c.night_of < before)
        .scalar_subquery()
    )
    return (
        select(dose.c.night_of, dose.c.at_utc_s, without.label("days_without"))
        .select_from(dose.outerjoin(product))
        .where(dose.c.night_of < before, dose.c.at_utc_s.is_not(None), _is_of(dose, product))
        .order_by(dose.c.night_of.desc(), dose.c.at_utc_s.desc(), dose.c.id.desc())
        .limit(literal_column("1"))
        .offset(literal_column("0"))
    )


def _others_on(dose: Table, product: Table) -> Select[str, int | None]:
    """Each substance other than leaf that is logged on a day, with its last dose; NULL where it was without."""
    word = _substance(dose, product)
    return (
        select(word.label("substance"), func.max(dose.c.at_utc_s))
        .select_from(dose.outerjoin(product))
        .where(dose.c.night_of == bindparam("night_of", type_=Text), word != literal("leaf"))
        .group_by(word)
    )


def _last_days(dose: Table, product: Table) -> Select[tuple[object, ...]]:
    """The last logged days before a day, each with its total of leaf, newest first."""
    return (
        select(dose.c.night_of, func.sum(_mg(dose)))
        .select_from(dose.outerjoin(product))
        .where(dose.c.night_of < bindparam("before", type_=Text), _counts_as_leaf(dose, product))
        .group_by(dose.c.night_of)
        .order_by(dose.c.night_of.desc())
        .limit(bindparam("most"))
        .offset(literal_column("0"))
    )


def _last_days_of(dose: Table, product: Table) -> Select[tuple[object, ...]]:
    """The last logged days of a substance before a day, each with its total in micrograms, newest first."""
    return (
        select(dose.c.night_of, func.sum(_ug(dose)))
        .select_from(dose.outerjoin(product))
        .where(dose.c.night_of < bindparam("before", type_=Text), _is_of(dose, product))
        .group_by(dose.c.night_of)
        .order_by(dose.c.night_of.desc())
        .limit(bindparam("most"))
        .offset(literal_column("0"))
    )


def _last_product(dose: Table, product: Table) -> Select[tuple[object, ...]]:
    """The product named last in a range, without 7-OH."""
    return (
        select(product.c.name)
        .select_from(dose.join(product))
        .where(_in_range(dose.c.night_of), _counts_as_leaf(dose, product))
        .order_by(dose.c.night_of.desc(), dose.c.at_utc_s.desc(), dose.c.id.desc())
        .limit(literal_column("1"))
        .offset(literal_column("0"))
    )


def _amounts(dose: Table, product: Table) -> Select[int]:
    """The amounts of the leaf doses in a range, without one given dose."""
    return (
        select(_mg(dose))
        .select_from(dose.outerjoin(product))
        .where(_in_range(dose.c.night_of), dose.c.at_utc_s.is_not(None), _substance(dose, product) == literal("leaf"))
        .where(dose.c.id != bindparam("but"))
    )


def _taken_of_batches(dose: Table) -> Select[tuple[object, ...]]:
    """The micrograms taken of each batch before a day."""
    return (
        select(dose.c.product_id, func.sum(_ug(dose)))
        .where(dose.c.product_id.is_not(None), dose.c.night_of < bindparam("before"))
        .group_by(dose.c.product_id)
        .order_by(dose.c.product_id)
    )


def _amounts_of(dose: Table, product: Table) -> Select[int]:
    """The amounts in micrograms of the doses of a substance in a range, without one given dose."""
    return (
        select(_ug(dose))
        .select_from(dose.outerjoin(product))
        .where(_in_range(dose.c.night_of), dose.c.at_utc_s.is_not(None), _is_of(dose, product))
        .where(dose.c.id != bindparam("but"))
    )


def _substance(dose: Table, product: Table) -> ColumnElement[str]:
    """The word of the substance of a dose, or of a dose-free mark."""
    return func.coalesce(dose.c.none_of, product.c.product_kind, literal_column("'leaf'", Text), type_=Text)


def _is_of(dose: Table, product: Table) -> ColumnElement[bool]:
    return _substance(dose, product) == bindparam("substance", type_=Text)


def _counts_as_leaf(dose: Table, product: Table) -> ColumnElement[bool]:
    """Leave out every other substance, since none is added to leaf."""
    return _substance(dose, product) == literal("leaf")


def _mg(dose: Table) -> ColumnElement[int]:
    """The milligrams of a dose of leaf, which are whole."""
    return func.coalesce(dose.c.amount_mg, dose.c.amount_ug.op("/")(literal_column("1000")))


def _ug(dose: Table) -> ColumnElement[int]:
    """The micrograms of a dose."""
    return _either_unit(dose.c.amount_mg, dose.c.amount_ug)


def _either_unit(in_mg: ColumnElement[int], in_ug: ColumnElement[int]) -> ColumnElement[int]:
    """The micrograms of an amount that is kept in one of two columns."""
    return func.coalesce(in_ug, in_mg * literal_column("1000"))


def _plans_since(plan: Table) -> Select[tuple[object, ...]]:
    """The plans that had not ended on a day, future ones too, and of each substance the last before: it names a phase.

    `IS` compares the words, because a plan of leaf has none.
    """
    since = bindparam("since", type_=Text)
    earlier = plan.alias("earlier")
    last = (
        select(earlier.c.id)
        .where(earlier.c.starts_on < since, earlier.c.substance.is_not_distinct_from(plan.c.substance))
        .where(or_(earlier.c.ended_on.is_(None), earlier.c.ended_on > earlier.c.starts_on))
        .order_by(earlier.c.starts_on.desc(), earlier.c.id.desc())
        .limit(literal_column("1"))
        .offset(literal_column("0"))
        .scalar_subquery()
    )
    of_interest = or_(plan.c.ended_on.is_(None), plan.c.ended_on >= since, plan.c.id == last)
    return select(plan).where(of_interest).order_by(plan.c.starts_on, plan.c.id)


def _products_within(product: Table, dose: Table) -> Select[tuple[object, ...]]:
    """The products opened in a range, and those that its doses name."""
    return select(product).where(_of_range(product, dose)).order_by(product.c.name, product.c.id)


def _of_range(product: Table, dose: Table) -> ColumnElement[bool]:
    taken = select(dose.c.product_id).where(_in_range(dose.c.night_of))
    return or_(_in_range(product.c.opened_on), product.c.id.in_(taken))


def _set_all(of: Table, *, but: tuple[str, ...] = ()) -> dict[str, object]:
    return {column.name: bindparam(column.name) for column in of.columns if column.name not in but}


def _entry(of: Table) -> dict[str, Executable]:
    by_id = of.c.id == bindparam("id")
    return {
        f"{of.name}_insert": insert(of).values(_set_all(of)),
        # `b_` keeps the key's parameter apart from a column of the same name.
        f"{of.name}_update": update(of).where(of.c.id == bindparam("b_id")).values(_set_all(of, but=("id",))),
        f"{of.name}_delete": delete(of).where(by_id),
        f"{of.name}_by_id": select(of).where(by_id),
        f"{of.name}_in_order": select(of).order_by(of.c.id),
        f"{of.name}_count": select(func.count(of.c.id)),
    }


def _by_day(of: Table, column: str, order: tuple[str, ...]) -> dict[str, Executable]:
    return {
        f"{of.name}_between": _between(of, column, order),
        # Two subqueries, because one query for both ends would read every row.
        f"{of.name}_span": select(
            select(func.min(of.c[column])).scalar_subquery(), select(func.max(of.c[column])).scalar_subquery()
        ),
        f"{of.name}_first": select(of.c.id).limit(bindparam("most")).offset(literal_column("0")),
    }


def _between(of: Table, column: str, order: tuple[str, ...]) -> Select[tuple[object, ...]]:
    return select(of).where(_in_range(of.c[column])).order_by(of.c[column], *(of.c[name] for name in order))


def _plan_rows(of: Table) -> dict[str, Executable]:
    by_plan = of.c.plan_id == bindparam("plan_id")
    return {
        f"{of.name}_insert": insert(of).values(_set_all(of)),
        f"{of.name}_delete": delete(of).where(by_plan),
        f"{of.name}_by_plan": select(of).where(by_plan).order_by(*of.primary_key.columns),
    }


def _ledger(of: Table) -> dict[str, Executable]:
    undone = select(of.c.undoes).where(of.c.undoes.is_not(None))
    taken = select(table("sync_change").c.id)
    return {
        "ledger_next_id": select(func.coalesce(func.max(of.c.id), literal_column("0")) + literal_column("1")),
        "ledger_insert": insert(of).values(_set_all(of)),
        "ledger_last_undoable": select(of.c.change_id)
        .where(of.c.action != literal_column("'undo'"), of.c.change_id.not_in(undone), of.c.change_id.not_in(taken))
        .order_by(of.c.id.desc())
        .limit(bindparam("most"))
        .offset(bindparam("skipped")),
        "ledger_of_change": select(of).where(of.c.change_id == bindparam("change_id")).order_by(of.c.id),
        "ledger_count_between": select(func.count()).where(
            of.c.id >= bindparam("first"), of.c.id < bindparam("before")
        ),
        "ledger_since": select(of).where(of.c.id >= bindparam("id")).order_by(of.c.id),
        "ledger_by_entry": select(of).where(of.c.entry_id == bindparam("entry_id")).order_by(of.c.id),
        "ledger_of_entry_within": select(of)
        .where(of.c.entry_id == bindparam("entry_id"), of.c.id >= bindparam("first"), of.c.id < bindparam("before"))
        .order_by(of.c.id.desc())
        .limit(bindparam("most"))
        .offset(literal_column("0")),
        "ledger_latest": select(of).order_by(of.c.id.desc()).limit(bindparam("most")).offset(bindparam("skipped")),
        "ledger_in_order": select(of).order_by(of.c.id),
        # The columns by which lines are held against each other; the sides of most lines are compared in SQL.
        "ledger_order": select(of.c.id, of.c.change_id, of.c.action, of.c.kind, of.c.entry_id).order_by(of.c.id),
        "ledger_undos": select(of).where(of.c.undoes.is_not(None)).order_by(of.c.id),
        "ledger_first": select(of).order_by(of.c.id).limit(bindparam("most")).offset(literal_column("0")),
        "ledger_of_plans": select(of)
        .where(of.c.entry_id.in_(union(_changed_entries(of), select(table("plan").c.id))), of.c.kind == literal("plan"))
        .order_by(of.c.id),
        "ledger_corrections": select(of)
        .where(of.c.entry_id.in_(_changed_entries(of)), of.c.id != of.c.entry_id)
        .order_by(of.c.id),
        "ledger_kind": select(of.c.kind).where(of.c.id == bindparam("id"), of.c.entry_id == bindparam("id")),
    }


def _for_csv() -> dict[str, Executable]:
    """The statements whose rows are CSV rows, with the columns of `formats.legdiary_csv.columns` in that order.

    SQL formats the values, because an export is as many rows as the diary has and this is fastest.
    """
    return {
        "csv_doses": _doses_for_csv(table("dose"), table("product")),
        "csv_products": _products_for_csv(table("product"), table("dose")),
        "csv_products_within": _products_for_csv(
            table("product"), table("dose"), _of_range(table("product"), table("dose"))
        ),
        "csv_supplements": _supplements_for_csv(table("magnesium")),
        **{f"csv_{kind.csv}": _kind_for_csv(kind) for kind in KINDS.values() if kind.csv is not None},
        "csv_corrections": _corrections_for_csv(table("ledger")),
        "csv_plan_units": _plan_units(table("ledger")),
        "csv_any_other_substance": _any_other_substance(table("dose"), table("product"), table("plan")),
    }


def _doses_for_csv(dose: Table, product: Table) -> Executable:
    # A day without a substance is 0 in one column, as a day without leaf is.
    of_leaf = or_(_substance(dose, product) == literal("leaf"), dose.c.at_utc_s.is_(None))
    return (
        select(
            dose.c.id,
            dose.c.night_of.label("night"),
            iso(dose.c.at_utc_s, dose.c.at_offset_min).label("taken_at"),
            dose.c.zone,
            _in_grams(of_leaf, _ug(dose)).label("amount_g"),
            _true_or_false(dose.c.at_utc_s.is_(None)).label("said_none"),
            product.c.name.label("product"),
            product.c.product_kind,
            product.c.opened_on.label("batch_opened_on"),
            dose.c.note,
            _true_or_false(dose.c.recalled == literal_column("1")).label("recalled"),
            _in_milligrams(of_leaf, _ug(dose)).label("amount_mg"),
            _substance(dose, product).label("substance"),
            dose.c.helped,
        )
        .select_from(dose.outerjoin(product))
        .where(_in_range(dose.c.night_of))
        .order_by(dose.c.night_of, dose.c.at_utc_s, dose.c.id)
    )


def _products_for_csv(of: Table, dose: Table, rows: ColumnElement[bool] | None = None) -> Executable:
    capsule, weight = (_either_unit(of.c[f"{name}_mg"], of.c[f"{name}_ug"]) for name in ("capsule", "weight"))
    taken = select(func.sum(_ug(dose))).where(dose.c.product_id == of.c.id).scalar_subquery()
    # Of a range nothing is left to say: it would rest on doses outside of it.
    left = weight - func.coalesce(taken, literal_column("0")) if rows is None else null()
    found = select(of, capsule.label("capsule"), weight.label("weight"), left.label("left"))
    batch = (found if rows is None else found.where(rows)).subquery("batch")
    of_leaf = batch.c.product_kind == literal("leaf")
    return select(
        batch.c.id,
        batch.c.name.label("product"),
        batch.c.product_kind,
        batch.c.opened_on.label("batch_opened_on"),
        _in_grams(of_leaf, batch.c.capsule).label("capsule_g"),
        _thousandths(batch.c.mitragynine_low_ug).label("mitragynine_low_mg_per_g"),
        _thousandths(batch.c.mitragynine_high_ug).label("mitragynine_high_mg_per_g"),
        _in_grams(of_leaf, batch.c.weight).label("weight_g"),
        _in_milligrams(of_leaf, batch.c.capsule).label("capsule_mg"),
        _in_milligrams(of_leaf, batch.c.weight).label("weight_mg"),
        _in_grams(of_leaf, batch.c.left).label("left_g"),
        _in_milligrams(of_leaf, batch.c.left).label("left_mg"),
    ).order_by(batch.c.id)


def _supplements_for_csv(of: Table) -> Executable:
    return (
        select(
            of.c.id,
            of.c.night_of.label("night"),
            iso(of.c.at_utc_s, of.c.at_offset_min).label("taken_at"),
            of.c.zone,
            literal_column("'magnesium'").label("supplement"),
            of.c.elemental_mg,
            of.c.basis,
            of.c.form,
            of.c.salt_mg,
            case(
                (of.c.topical == literal_column("1"), literal_column("'topical'")), else_=literal_column("'oral'")
            ).label("route"),
            _true_or_false(of.c.recalled == literal_column("1")).label("recalled"),
            of.c.helped,
            of.c.note,
        )
        .where(_in_range(of.c.night_of))
        .order_by(of.c.night_of, of.c.at_utc_s, of.c.id)
    )


def _kind_for_csv(kind: Kind) -> Executable:
    """Return the rows of a kind: the moment as text before its zone, and thousandths as a number.

    Columns that came later stand behind all others, so that the place of none changes.
    """
    of = table(kind.table)
    labels = {_NIGHT_OF: "night", "name": kind.name, "at": "happened_at"} | _CSV_NAMES.get(kind.name, {})
    later = _LATER_IN_CSV.get(kind.table, ())
    shown: list[ColumnElement[Any]] = []
    for column in of.c:
        if column.name == "zone":
            shown.append(iso(of.c.at_utc_s, of.c.at_offset_min).label(labels["at"]))
        if column.name.endswith("_milli"):
            shown.append(_thousandths(column).label(column.name.removesuffix("_milli")))
        elif column.name in _WORDS and column.name not in later:
            shown.append(_words(column))
        elif column.name not in (*_REWRITTEN, *later):
            label = labels.get(column.name)
            shown.append(column.label(label) if label else column)
    if kind.by_night:
        shown.append(_true_or_false(of.c.recalled == literal_column("1")).label("recalled"))
    shown += [_words(of.c[name]) if name in _WORDS else of.c[name] for name in later]
    day, order = BY_DAY[kind.table]
    return select(*shown).where(_in_range(of.c[day])).order_by(of.c[day], *(of.c[name] for name in order))


def _corrections_for_csv(of: Table) -> Executable:
    """Ledger lines that changed something stored, each with the night (or an own date) its entry then had."""
    earlier = of.alias("earlier")
    night_then = func.coalesce(
        func.json_extract(earlier.c.new, literal_column("'$.night_of'")),
        func.json_extract(earlier.c.new, literal_column("'$.taken_on'")),
        func.json_extract(earlier.c.new, literal_column("'$.began_on'")),
    )
    night = (
        select(night_then)
        .where(earlier.c.entry_id == of.c.entry_id, earlier.c.id <= of.c.id, night_then.is_not(None))
        .order_by(earlier.c.id.desc())
        .limit(literal_column("1"))
        .offset(literal_column("0"))
        .scalar_subquery()
    )
    lines = (
        select(
            of.c.id,
            of.c.change_id,
            iso(of.c.made_utc_ms.op("/")(literal_column("1000")), of.c.made_offset_min).label("made_at"),
            of.c.made_zone.label("zone"),
            of.c.action,
            of.c.kind,
            of.c.entry_id,
            night.label("night"),
            of.c.old,
            of.c.new,
            of.c.undoes,
        )
        .where(of.c.action != literal_column("'add'"), of.c.id > bindparam("after"))
        .subquery("line")
    )
    return (
        select(lines)
        .where(
            or_(lines.c.night.is_(None), _in_range(lines.c.night)),
        )
        .order_by(lines.c.id)
        .limit(bindparam("most"))
        .offset(literal_column("0"))
    )


def _any_other_substance(dose: Table, product: Table, plan: Table) -> Executable:
    """1 where a range may have another substance than leaf: there is a batch, a plan or a day without one."""
    said_none = select(dose.c.id).where(_in_range(dose.c.night_of), dose.c.none_of.is_not(None))
    batch = select(product.c.id).where(product.c.product_kind != literal("leaf"))
    planned = select(plan.c.id).where(plan.c.substance.is_not(None))
    return select(or_(*(each.exists() for each in (batch, planned, said_none))).label("anything"))


def _plan_units(of: Table) -> Executable:
    """The substance and the unit of every plan of another substance than leaf, by the line that added it."""
    substance = func.json_extract(of.c.new, literal_column("'$.substance'"))
    unit = func.json_extract(of.c.new, literal_column("'$.unit'"))
    return select(of.c.entry_id, substance.label("substance"), unit.label("unit")).where(
        of.c.kind == literal("plan"), of.c.id == of.c.entry_id, substance.is_not(None)
    )


def _in_range(day: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that a day lies in the half-open range asked for."""
    return and_(day >= bindparam("from_night"), day < bindparam("before_night"))


def _thousandths(number: ColumnElement[int]) -> ColumnElement[float]:
    """Thousandths as units (mg as g)."""
    return _divided(number, "1000")


def _divided(number: ColumnElement[int], by: str) -> ColumnElement[float]:
    """A quotient: a whole number where it is one, else the nearest float, which prints exactly."""
    rest, whole = number.op("%")(literal_column(by)), number.op("/")(literal_column(by))
    return case((rest == literal_column("0"), whole), else_=number.op("/")(literal_column(f"{by}.0")))


def _in_grams(of_leaf: ColumnElement[bool], ug: ColumnElement[int]) -> ColumnElement[float]:
    """An amount of leaf in grams; NULL for another substance."""
    return case((of_leaf, _divided(ug, "1000000")))


def _in_milligrams(of_leaf: ColumnElement[bool], ug: ColumnElement[int]) -> ColumnElement[float]:
    """An amount of another substance in milligrams; NULL for leaf."""
    return case((of_leaf, null()), else_=_thousandths(ug))


def _words(column: ColumnElement[str]) -> ColumnElement[str]:
    """Words that the table separates by commas, as the CSV does: by semicolons."""
    return func.replace(column, literal_column("','"), literal_column("';'"), type_=Text).label(column.name)


def _true_or_false(condition: ColumnElement[bool]) -> ColumnElement[str]:
    return if_else(condition, "'true'", "'false'")
