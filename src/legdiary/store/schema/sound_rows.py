"""Conditions in SQL under which a row surely makes a value: `check` then need not make one.

The file's own CHECKs and column types hold already where these are asked (`PRAGMA integrity_check` evaluates them).
What is left are the rules that only the classes of entries know. A condition here may be stricter than the rule, never
laxer: a row that does not meet it is made a value in Python, which decides. A test holds each against its class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, Text, and_, bindparam, case, cast, func, literal_column, or_, select

from legdiary.domain.entries.magnesium import FORMS
from legdiary.domain.input.text import LONGEST_NAME, LONGEST_NOTE
from legdiary.domain.invariants import LONGEST_AMOUNT
from legdiary.domain.time.durations import LONGEST_IN_BED_MIN
from legdiary.domain.time.moments import EARLIEST_YEAR, LATEST_YEAR
from legdiary.store.rows import BETWEEN_LISTS, DAY, MOMENT, codecs_of
from legdiary.store.schema.expressions import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, ColumnElement, Select, Table

    from legdiary.domain.entries.kinds import Kind

#: The seconds of UTC between which every local clock is within the years that are accepted: 1990-01-02 to 2199-12-31.
_FIRST_S, _LAST_S = 631_238_400, 7_258_032_000
_MOST_OFFSET_MIN = 1439
_LONGEST_ZONE = 64
_PRINTABLE, _ZONE, _LETTER = "*[^ -~]*", "*[^A-Za-z0-9_+/:-]*", "[A-Za-z]*"
_MINUTE: ColumnElement[int] = literal_column("60")
_ZERO: ColumnElement[int] = literal_column("0")


def is_sound(kind: Kind, of: Table) -> ColumnElement[bool]:
    """Return the condition that a row of a kind surely makes a value; never true for kinds that are rarely many."""
    of_kind = _OF_KIND.get(kind.name)
    if of_kind is None:
        return literal_column("0")
    found = [*of_kind(of)]
    for name, codec in codecs_of(kind.name).items():
        if codec == DAY:
            found.append(_within_years(of.c[name]))
        elif codec == MOMENT:
            found.append(_sound_moment(of, name))
    if "zone" in of.c:
        found.append(_absent_or(of.c.zone, of.c.zone.in_(_sound_zones(of))))
    if "note" in of.c:
        found.append(_absent_or(of.c.note, _plain(of.c.note, LONGEST_NOTE)))
    return and_(*found)


def words_of_night(of: Table) -> ColumnElement[str]:
    """Return both lists of words of a night as one text."""
    nothing = literal("")
    return (
        func.coalesce(of.c.body_parts, nothing, type_=Text)
        .concat(literal(BETWEEN_LISTS))
        .concat(func.coalesce(of.c.sensations, nothing, type_=Text))
    )


def _night(of: Table) -> Iterator[ColumnElement[bool]]:
    known = func.json_each(bindparam("known", type_=Text)).table_valued("value", name="known")
    yield or_(and_(of.c.body_parts.is_(None), of.c.sensations.is_(None)), words_of_night(of).in_(select(known.c.value)))


def _sleep(of: Table) -> Iterator[ColumnElement[bool]]:
    bed, wake, up = of.c.bed_utc_s, of.c.wake_utc_s, of.c.up_utc_s
    tried = func.coalesce(of.c.tried_utc_s, bed)
    awake = func.coalesce(of.c.awake_min, of.c.awake_least_min, _ZERO)
    pacing, lying = (func.coalesce(of.c[name], _ZERO) for name in ("pacing_min", "lying_awake_min"))
    end = func.coalesce(up, wake + lying * _MINUTE)
    longest: ColumnElement[int] = literal_column(f"{LONGEST_IN_BED_MIN}")
    yield case(
        (
            bed.is_(None),
            and_(
                of.c.tried_utc_s.is_(None), up.is_(None), of.c.pacing_min.is_(None),
                _absent_or(of.c.total_min, of.c.total_min <= longest),
            ),
        ),
        else_=and_(
            of.c.total_min.is_(None),
            tried >= bed,
            tried <= wake,
            (func.coalesce(of.c.latency_min, _ZERO) + awake) * _MINUTE <= wake - tried,
            pacing * _MINUTE <= wake - tried,
            _absent_or(of.c.awake_min, pacing <= of.c.awake_min),
            func.coalesce(of.c.unslept_least_min, _ZERO) * _MINUTE <= wake - bed,
            _absent_or(up, and_(up >= wake, lying * _MINUTE <= up - wake)),
            end - bed <= longest * _MINUTE,
        ),
    )  # fmt: skip


def _dose(of: Table) -> Iterator[ColumnElement[bool]]:
    yield of.c.none_of.is_(None)


def _magnesium(of: Table) -> Iterator[ColumnElement[bool]]:
    yield of.c.salt_mg.is_(None)
    yield _absent_or(of.c.form, of.c.form.in_([literal(form) for form in FORMS]))


def _symptom(of: Table) -> Iterator[ColumnElement[bool]]:
    yield _trimmed(of.c.name)


def _medicine(of: Table) -> Iterator[ColumnElement[bool]]:
    yield _trimmed(of.c.name)
    yield _plain(of.c.amount, LONGEST_AMOUNT)


def _factor(of: Table) -> Iterator[ColumnElement[bool]]:
    yield _trimmed(of.c.name)
    yield _absent_or(of.c.amount, _plain(of.c.amount, LONGEST_AMOUNT))


#: The kinds that a long diary has many of, each with what its class asks beyond days, moments and notes.
_OF_KIND = {
    "night": _night, "sleep": _sleep, "kratom": _dose, "magnesium": _magnesium, "symptom": _symptom,
    "medicine": _medicine, "factor": _factor,
}  # fmt: skip


def _absent_or(column: ColumnElement[Any], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(column.is_(None), condition)


def _within_years(day: Column[str]) -> ColumnElement[bool]:
    within = and_(day >= literal(f"{EARLIEST_YEAR}"), day < literal(f"{LATEST_YEAR + 1}"))
    return _absent_or(day, within) if day.nullable else within


def _sound_moment(of: Table, name: str) -> ColumnElement[bool]:
    utc_s, offset_min = of.c[f"{name}_utc_s"], of.c[f"{name}_offset_min"]
    within = and_(
        utc_s.between(literal_column(f"{_FIRST_S}"), literal_column(f"{_LAST_S}")),
        offset_min.between(literal_column(f"-{_MOST_OFFSET_MIN}"), literal_column(f"{_MOST_OFFSET_MIN}")),
    )
    return _absent_or(utc_s, within) if utc_s.nullable else within


def _sound_zones(of: Table) -> Select[tuple[str]]:
    """Return the zones of a table that are written like one: they are few, and each is looked at once."""
    # Without a limit, SQLite would look at the zone of every row.
    each = select(of.c.zone).distinct().limit(literal_column("-1")).offset(_ZERO).subquery("zones")
    zone = each.c.zone
    return select(zone).where(
        *_short_ascii(zone, _LONGEST_ZONE), zone.op("GLOB")(literal(_LETTER)), zone.op("NOT GLOB")(literal(_ZONE))
    )


def _plain(text: ColumnElement[str], most: int) -> ColumnElement[bool]:
    """Return the condition that a text is printable ASCII, and not too long."""
    return and_(*_short_ascii(text, most), text.op("NOT GLOB")(literal(_PRINTABLE)))


def _short_ascii(text: ColumnElement[str], most: int) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that a text has as many bytes as characters, and not too many.

    SQLite's functions read a text up to its first NUL; its bytes tell that there is more.
    """
    length = func.length(text)
    yield length <= literal_column(f"{most}")
    yield func.length(cast(text, LargeBinary)) == length


def _trimmed(name: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a name is one that is stored: plain, not empty, no blanks around it or two within."""
    return and_(
        name != literal(""),
        _plain(name, LONGEST_NAME),
        func.trim(name) == name,
        func.instr(name, literal("  ")) == _ZERO,
    )
