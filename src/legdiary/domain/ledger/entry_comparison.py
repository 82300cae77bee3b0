"""Comparison of two entries: whether they have the same place, and which fields differ or are missing in one.

A place can hold only one entry: a night's ratings, its sleep, its symptom of a name, the dose-free mark of a day and a
substance, a batch of a product. An amount is one value, whether it is kept in milligrams or in micrograms. Texts that
differ only in line ends or in blanks before them are equal, and so are two moments of the same minute: a person types
minutes, a tracker records seconds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.dose import LEAF, UG_PER_MG, micrograms
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.entries.sleep import BOUNDS, replace_fields
from legdiary.domain.invariants import unchecked
from legdiary.domain.time.moments import MINUTE, Moment
from legdiary.errors import BadValue
from legdiary.util.values import fields, replace

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from datetime import date

PLAN, DOSE, PRODUCT, SLEEP, MEASURE = "plan", "kratom", "product", "sleep", "measure"
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
#: Kind → the pairs of fields of which one has an amount: in milligrams, or in micrograms.
AMOUNTS: dict[str, tuple[tuple[str, str], ...]] = {
    DOSE: (("amount_mg", "amount_ug"),),
    PRODUCT: (("capsule_mg", "capsule_ug"), ("weight_mg", "weight_ug")),
    PLAN: (("scale_mg", "scale_ug"),),
}
_LINE_END = re.compile(r"\r\n|\r|\n")


# ---------------------------------------------------------------------- places


def substance_taken(entry: Any, product: Any) -> str | None:  # noqa: ANN401 - any entry, and the Product it names
    """Return the word of the substance of a dose: its day cannot be logged as dose-free; None for other entries."""
    if entry.kind != DOSE or entry.says_none:
        return None
    return LEAF if product is None else str(product.product_kind)


def substance_and_unit(entry: Any, of_dose: str | None) -> tuple[str | None, str | None]:  # noqa: ANN401 - any entry
    """Return the word of the substance that an entry's amounts are of, and the unit of a plan; None for other kinds.

    Args:
        entry: any entry.
        of_dose: the substance of a dose, which its product tells.
    """
    if entry.kind == PLAN:
        return entry.of, entry.unit
    return of_dose or getattr(entry, "product_kind", None), None


def none_place(night_of: date, substance: str | None) -> tuple[Hashable, ...]:
    """Return the key of the place of a day's dose-free mark for a substance; None is leaf as well."""
    return NONE_SAID, night_of, None if substance == LEAF else substance


def unique_place_key(entry: Any) -> tuple[Hashable, ...] | None:  # noqa: ANN401 - any entry
    """Return the key of the place that only one entry can have; None where several may exist."""
    if entry.kind in _ONE_A_NIGHT:
        return entry.kind, entry.night_of, *(getattr(entry, name) for name in _ONE_A_NIGHT[entry.kind])
    if entry.kind == DOSE and entry.says_none:
        return none_place(entry.night_of, entry.none_of)
    if entry.kind == PRODUCT:
        # As in the SQLite index: only ASCII letters ignore case.
        return PRODUCT, "".join(c.lower() if c.isascii() else c for c in entry.name), entry.opened_on
    return None


def dose_minute_key(entry: Any) -> tuple[Hashable, ...] | None:  # noqa: ANN401 - any entry
    """Return the key of a dose without its amount: its minute and the thing taken; None for entries without one."""
    if entry.kind not in _TAKEN or entry.at is None:
        return None
    return entry.kind, entry.at.utc_s // MINUTE, *(getattr(entry, name) for name in _TAKEN[entry.kind][0])


def comparison_key(entry: Any) -> tuple[Hashable, ...] | None:  # noqa: ANN401 - any entry
    """Return the key by which a dose, or a measure, may be the same as another; None for other entries.

    A measure's is its date, name, value, unit and rater: what is left are the conditions, which one side may not say.
    """
    if entry.kind == MEASURE:
        return entry.kind, entry.taken_on, entry.name, entry.value_milli, entry.unit, entry.by
    return dose_minute_key(entry)


def is_same_dose(one: Any, other: Any) -> bool:  # noqa: ANN401 - two of one comparison key
    """Return whether two doses, or two measures, are the same: they may differ in the note only."""
    return not differing_fields(one, other).keys() - {"note"}


def is_corrected_dose(one: Any, other: Any) -> bool:  # noqa: ANN401 - two of one comparison key
    """Return whether two entries differ as after a correction.

    Two doses do in the amount alone, or in what is said of one amount: how much it helped, and the note; two measures
    in the conditions.
    """
    differ = differing_fields(one, other).keys()
    if one.kind == MEASURE:
        return not differ - {"conditions"}
    return not differ - {*_TAKEN[one.kind][1]} or ("helped" in differ and not differ - {"helped", "note"})


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
    """Return whether two plans of one substance would be in force on the same day."""
    if one.substance != other.substance:
        return False
    (first, ends), (second, other_ends) = plan_span(one), plan_span(other)
    begins = max(first, second)  # a plan given up before its start is in force on no day
    return all(each is None or begins < each for each in (ends, other_ends))


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
    """Return the entry with note and amount in plain form, so that entries that mean the same are equal."""
    note = getattr(entry, "note", None)
    if note is not None and (text := normalize_text(note)) != note:
        entry = replace_unchecked(entry, note=text)
    ug = getattr(entry, "amount_ug", None)
    return (
        entry if ug is None or ug % UG_PER_MG else replace_unchecked(entry, amount_mg=ug // UG_PER_MG, amount_ug=None)
    )


def replace_unchecked(entry: Any, **told: object) -> Any:  # noqa: ANN401 - any entry
    """Return the entry with some fields replaced, unchecked: an old entry may break a rule that is newer."""
    return unchecked(type(entry), {each.name: getattr(entry, each.name) for each in fields(entry)} | told)


def differing_fields(there: Any, entry: Any) -> dict[str, tuple[object, object]]:  # noqa: ANN401 - two of one kind
    """Return the fields where both entries have a value and the values differ: name → (`there`'s, `entry`'s).

    Amounts of which one is in micrograms are compared, and told, in micrograms.
    """
    compared = [each.name for each in fields(entry) if each.name not in _NOT_COMPARED]
    pairs = {name: (getattr(there, name), getattr(entry, name)) for name in compared}
    found = {name: pair for name, pair in pairs.items() if all(map(has_value, pair)) and not is_same_value(*pair)}
    for in_mg, in_ug in AMOUNTS.get(entry.kind, ()):
        if (pair := _in_two_units(there, entry, in_mg, in_ug)) is not None and pair[0] != pair[1]:
            found[in_ug] = pair
    return found


def in_one_unit(there: Any, entry: Any, differing: Mapping[str, tuple[object, object]]) -> dict[str, Any]:  # noqa: ANN401
    """Return fields that differ, with an amount that is in milligrams in one entry told once, in micrograms."""
    found = dict(differing)
    for in_mg, in_ug in AMOUNTS.get(entry.kind, ()):
        pair = _in_two_units(there, entry, in_mg, in_ug) if found.keys() & {in_mg, in_ug} else None
        if pair is not None:
            found = {name: each for name, each in found.items() if name not in {in_mg, in_ug}}
            found |= {in_ug: pair} if pair[0] != pair[1] else {}
    return found


def _in_two_units(there: Any, entry: Any, in_mg: str, in_ug: str) -> tuple[int, int] | None:  # noqa: ANN401
    """Return both amounts in micrograms, where one is kept in milligrams and the other is not; else None."""
    one, other = ((getattr(each, in_mg), getattr(each, in_ug)) for each in (there, entry))
    if one == (None, None) or other == (None, None) or (one[0] is None) == (other[0] is None):
        return None
    return micrograms(*one), micrograms(*other)


def in_micrograms(entry: Any, name: str) -> object:  # noqa: ANN401 - any entry
    """Return the value of a field; of a pair of amounts the micrograms, under the name of these alone."""
    for in_mg, in_ug in AMOUNTS.get(entry.kind, ()):
        if name == in_mg:
            return None
        if name == in_ug:
            amount = getattr(entry, in_mg), getattr(entry, in_ug)
            return None if amount == (None, None) else micrograms(*amount)
    return getattr(entry, name)


def missing_fields(there: Any, entry: Any) -> dict[str, object]:  # noqa: ANN401 - two of one kind
    """Return the fields for which only `entry` has a value: name → value.

    A tracker's bound adds nothing where `there` has the minutes awake, nor an amount where it has one in another unit.
    """
    answered = set(BOUNDS) if getattr(there, "awake_min", None) is not None else set()
    answered |= {
        name
        for pair in AMOUNTS.get(entry.kind, ())
        for name in pair
        if any(has_value(getattr(there, each)) for each in pair)
    }
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
    """Return `entry` with the spelling of `there` where both mean the same: minutes, line ends, day and time, units."""
    pairs = {each.name: (getattr(there, each.name), getattr(entry, each.name)) for each in fields(entry)}
    own = {name: pairs[name][0] for name in _NOT_COMPARED if name in pairs}
    alike = {name: one for name, (one, other) in pairs.items() if one != other and is_same_value(one, other)}
    units = [
        {name: getattr(there, name) for name in names}
        for names in AMOUNTS.get(entry.kind, ())
        if (pair := _in_two_units(there, entry, *names)) is not None and pair[0] == pair[1]
    ]
    return add_fitting_fields(entry, [own, *({name: value} for name, value in alike.items()), *units])


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
