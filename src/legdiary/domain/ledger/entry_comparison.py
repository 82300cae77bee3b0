"""Comparison of two entries: whether they have the same place, and which fields differ or are missing in one.

A place can hold only one entry: a night's ratings, its sleep, its symptom of a name, the dose-free mark of a day, a
batch of a product. Texts that differ only in line ends or in blanks before them are equal, and so are two moments of
the same minute: a person types minutes, a tracker records seconds.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.dose import SEVEN_OH
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.entries.sleep import BOUNDS, replace_fields
from legdiary.domain.invariants import unchecked
from legdiary.domain.time.moments import MINUTE, Moment
from legdiary.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from datetime import date

PLAN, DOSE, PRODUCT, SLEEP = "plan", "kratom", "product", "sleep"
NONE_SAID = "kratom none"
#: Kinds with one entry a night → the further fields of their place.
_ONE_A_NIGHT = {kind.name: kind.place for kind in KINDS.values() if kind.place is not None}
#: Kinds logged with a minute → the fields that identify the thing taken, and those that hold its amount.
_TAKEN = {kind.name: (kind.thing, kind.amounts) for kind in KINDS.values() if kind.amounts is not None}
_NOT_COMPARED = ("at", "night_of")
#: Fields that have a meaning only together.
_TOGETHER: dict[str, tuple[tuple[str, ...], ...]] = {
    SLEEP: (("bed", "wake"),),
    PRODUCT: (("mitragynine_low_ug", "mitragynine_high_ug"),),
}
_LINE_END = re.compile(r"\r\n|\r|\n")


# ---------------------------------------------------------------------- places


def is_leaf_dose(entry: Any, product: Any) -> bool:  # noqa: ANN401 - any entry, and the Product it names
    """Return whether an entry is a dose of leaf: its day cannot be dose-free (a dose of 7-OH does not matter)."""
    if entry.kind != DOSE or entry.says_none:
        return False
    return product is None or product.product_kind != SEVEN_OH


def unique_place_key(entry: Any) -> tuple[Hashable, ...] | None:  # noqa: ANN401 - any entry
    """Return the key of the place that only one entry can have; None where several may exist."""
    if entry.kind in _ONE_A_NIGHT:
        return entry.kind, entry.night_of, *(getattr(entry, name) for name in _ONE_A_NIGHT[entry.kind])
    if entry.kind == DOSE and entry.says_none:
        return NONE_SAID, entry.night_of
    if entry.kind == PRODUCT:
        # As in the SQLite index: only ASCII letters ignore case.
        return PRODUCT, "".join(c.lower() if c.isascii() else c for c in entry.name), entry.opened_on
    return None


def dose_minute_key(entry: Any) -> tuple[Hashable, ...] | None:  # noqa: ANN401 - any entry
    """Return the key of a dose without its amount: its minute and the thing taken; None for entries without one."""
    if entry.kind not in _TAKEN or entry.at is None:
        return None
    return entry.kind, entry.at.utc_s // MINUTE, *(getattr(entry, name) for name in _TAKEN[entry.kind][0])


def is_same_dose(one: Any, other: Any) -> bool:  # noqa: ANN401 - two of one minute
    """Return whether two doses of one minute are the same: they may differ in the note only."""
    return not differing_fields(one, other).keys() - {"note"}


def is_corrected_dose(one: Any, other: Any) -> bool:  # noqa: ANN401 - two of one minute
    """Return whether two doses of one minute differ in the amount only, as after a correction."""
    return not differing_fields(one, other).keys() - {*_TAKEN[one.kind][1]}


def entry_day(entry: Any) -> date | None:  # noqa: ANN401 - any entry
    """Return the day under which an entry is filed, or on which a batch or plan began."""
    names = ("night_of", "taken_on", "opened_on", "starts_on")
    return next((found for name in names if (found := getattr(entry, name, None)) is not None), None)


def filing_day(entry: Any) -> date | None:  # noqa: ANN401 - any entry
    """Return the diary day under which an entry is filed; None for a plan or a batch."""
    return getattr(entry, "night_of", None) or getattr(entry, "taken_on", None)


def plan_span(plan: Any) -> tuple[date, date | None]:  # noqa: ANN401 - a Plan
    """Return a plan's first day, and the first day on which it is no longer in force."""
    return plan.starts_on, plan.ended_on


def plans_overlap(one: Any, other: Any) -> bool:  # noqa: ANN401 - two plans
    """Return whether two plans would be in force on the same day."""
    (first, ends), (second, other_ends) = plan_span(one), plan_span(other)
    return (other_ends is None or first < other_ends) and (ends is None or second < ends)


# ---------------------------------------------------------------------- fields


def has_value(value: object) -> bool:
    """Return whether a field has a value."""
    return value is not None and value != ()


def normalize_text(text: str) -> str:
    """Return a text with LF line ends, without blanks at the ends of lines and without empty lines at its end."""
    return "\n".join(line.rstrip() for line in _LINE_END.split(text)).rstrip("\n")


def is_same_value(one: object, other: object) -> bool:
    """Return whether two values of a field mean the same."""
    if isinstance(one, str) and isinstance(other, str):
        return one == other or normalize_text(one) == normalize_text(other)
    if isinstance(one, Moment) and isinstance(other, Moment):
        return one.utc_s // MINUTE == other.utc_s // MINUTE
    return one == other


def normalize_note(entry: Any) -> Any:  # noqa: ANN401 - any entry
    """Return the entry with its note in plain form, so that entries that mean the same are equal."""
    note = getattr(entry, "note", None)
    return entry if note is None or (text := normalize_text(note)) == note else replace_unchecked(entry, note=text)


def replace_unchecked(entry: Any, **told: object) -> Any:  # noqa: ANN401 - any entry
    """Return the entry with some fields replaced, unchecked: an old entry may break a rule that is newer."""
    return unchecked(type(entry), {each.name: getattr(entry, each.name) for each in fields(entry)} | told)


def differing_fields(there: Any, entry: Any) -> dict[str, tuple[object, object]]:  # noqa: ANN401 - two of one kind
    """Return the fields where both entries have a value and the values differ: name → (`there`'s, `entry`'s)."""
    compared = [each.name for each in fields(entry) if each.name not in _NOT_COMPARED]
    pairs = {name: (getattr(there, name), getattr(entry, name)) for name in compared}
    return {name: pair for name, pair in pairs.items() if all(map(has_value, pair)) and not is_same_value(*pair)}


def missing_fields(there: Any, entry: Any) -> dict[str, object]:  # noqa: ANN401 - two of one kind
    """Return the fields for which only `entry` has a value: name → value.

    A tracker's bound adds nothing where `there` has the minutes awake.
    """
    answered = BOUNDS if getattr(there, "awake_min", None) is not None else ()
    names = [each.name for each in fields(entry) if each.name not in answered]
    return {
        name: getattr(entry, name)
        for name in names
        if not has_value(getattr(there, name)) and has_value(getattr(entry, name))
    }


def has_all_values(one: Any, other: Any) -> bool:  # noqa: ANN401 - two of one kind
    """Return whether `one` has every value of `other`, without contradiction."""
    return not differing_fields(one, other) and not missing_fields(one, other)


# ---------------------------------------------------------------------- combining


def add_fields(entry: Any, more: dict[str, Any]) -> Any:  # noqa: ANN401 - any entry
    """Return the entry with additional fields.

    Raises:
        BadValue: the fields do not fit the entry.
    """
    return replace_fields(entry, **more) if entry.kind == SLEEP else replace(entry, **more)


def fill_gaps(first: Any, second: Any) -> Any:  # noqa: ANN401 - two of one kind
    """Return the first entry with the values that only the second has, as far as they fit."""
    return add_fitting_fields(first, group_fields(first, missing_fields(first, second)))


def adopt_spelling(there: Any, entry: Any) -> Any:  # noqa: ANN401 - two of one kind
    """Return `entry` with the spelling of `there` where both mean the same: minutes, line ends, day and time."""
    own = {name: getattr(there, name) for name in _NOT_COMPARED if hasattr(there, name)}
    pairs = {each.name: (getattr(there, each.name), getattr(entry, each.name)) for each in fields(entry)}
    alike = {name: one for name, (one, other) in pairs.items() if one != other and is_same_value(one, other)}
    return add_fitting_fields(entry, [own, *({name: value} for name, value in alike.items())])


def group_fields(entry: Any, said: dict[str, object]) -> list[dict[str, object]]:  # noqa: ANN401 - any entry
    """Return fields in groups to be added together; each other field is a group of its own."""
    groups = _TOGETHER.get(entry.kind, ())
    whole = [{name: said[name] for name in names} for names in groups if all(name in said for name in names)]
    of_groups = {name for names in groups for name in names}
    return whole + [{name: value} for name, value in said.items() if name not in of_groups]


def add_fitting_fields(entry: Any, groups: Iterable[dict[str, object]]) -> Any:  # noqa: ANN401 - any entry
    """Return the entry with every group of fields that fits it and the groups added before."""
    for group in groups:
        try:
            entry = add_fields(entry, group)
        except BadValue:
            continue
    return entry
