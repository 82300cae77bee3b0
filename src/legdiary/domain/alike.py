"""Two entries held against each other: whether they are of one place, and what one says that the other does not.

A place is what there can be only one of: a night's ratings, its sleep, its symptom of a name, the word that a day had
no kratom, a batch of a product. Texts that differ in their line ends or in blanks before them are the same, and so are
two moments of one minute: a person types minutes, a tracker knows seconds.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from legdiary.domain.doses import SEVEN_OH
from legdiary.domain.moments import MINUTE, Moment
from legdiary.domain.sleep import BOUNDS, retold
from legdiary.errors import BadValue
from legdiary.values import unchecked

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from datetime import date

PLAN, DOSE, PRODUCT, SLEEP = "plan", "kratom", "product", "sleep"
NONE_SAID = "kratom none"
#: Kinds of which there is one a night, and what else tells them apart.
_ONE_A_NIGHT: dict[str, tuple[str, ...]] = {"night": (), SLEEP: (), "symptom": ("name",)}
#: Kinds that are logged for a minute: what is the same one whatever its amount, and how its amount is told.
_TAKEN: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    DOSE: ((), ("amount_mg",)),
    "magnesium": (("topical",), ("elemental_mg", "basis", "salt_mg")),
    "medicine": (("name",), ("amount",)),
    "factor": (("name",), ("amount", "helped")),
}
_NOT_COMPARED = ("at", "night_of")
#: Fields that say one thing together.
_TOGETHER: dict[str, tuple[tuple[str, ...], ...]] = {
    SLEEP: (("bed", "wake"),),
    PRODUCT: (("mitragynine_low_ug", "mitragynine_high_ug"),),
}
_LINE_END = re.compile(r"\r\n|\r|\n")


# ---------------------------------------------------------------------- places


def takes_leaf(entry: Any, product: Any) -> bool:  # noqa: ANN401 - any entry, and the Product it names
    """Tell whether an entry is a dose of leaf: beside it a day is not without, as it may be beside one of 7-OH."""
    if entry.kind != DOSE or entry.says_none:
        return False
    return product is None or product.product_kind != SEVEN_OH


def only_place(entry: Any) -> tuple[Hashable, ...] | None:  # noqa: ANN401 - any entry
    """Return the place that only one entry can have, or None."""
    if entry.kind in _ONE_A_NIGHT:
        return entry.kind, entry.night_of, *(getattr(entry, name) for name in _ONE_A_NIGHT[entry.kind])
    if entry.kind == DOSE and entry.says_none:
        return NONE_SAID, entry.night_of
    if entry.kind == PRODUCT:
        # As the file has it: capitals of ASCII are no difference.
        return PRODUCT, "".join(c.lower() if c.isascii() else c for c in entry.name), entry.opened_on
    return None


def minute(entry: Any) -> tuple[Hashable, ...] | None:  # noqa: ANN401 - any entry
    """Return what a taking is told by whatever its amount: its minute, and what was taken; None of what has none."""
    if entry.kind not in _TAKEN or entry.at is None:
        return None
    return entry.kind, entry.at.utc_s // MINUTE, *(getattr(entry, name) for name in _TAKEN[entry.kind][0])


def one_taking(one: Any, other: Any) -> bool:  # noqa: ANN401 - two of one minute
    """Tell whether two takings of one minute are one, by their amounts: they differ in their note at most."""
    return not differing(one, other).keys() - {"note"}


def one_taking_corrected(one: Any, other: Any) -> bool:  # noqa: ANN401 - two of one minute
    """Tell whether two takings of one minute differ in their amount at most, as one does that was corrected."""
    return not differing(one, other).keys() - {*_TAKEN[one.kind][1]}


def day_of(entry: Any) -> date | None:  # noqa: ANN401 - any entry
    """Return the day that an entry is filed under, or a batch or a plan began on."""
    names = ("night_of", "taken_on", "opened_on", "starts_on")
    return next((found for name in names if (found := getattr(entry, name, None)) is not None), None)


def filed_on(entry: Any) -> date | None:  # noqa: ANN401 - any entry
    """Return the day that an entry is filed under; None of a plan or a batch, which are filed under none."""
    return getattr(entry, "night_of", None) or getattr(entry, "taken_on", None)


def span(plan: Any) -> tuple[date, date | None]:  # noqa: ANN401 - a Plan
    """Return the first day of a plan, and the first on which it is no longer in force."""
    return plan.starts_on, plan.ended_on


def overlap(one: Any, other: Any) -> bool:  # noqa: ANN401 - two plans
    """Tell whether two plans would be in force on one day."""
    (first, ends), (second, other_ends) = span(one), span(other)
    return (other_ends is None or first < other_ends) and (ends is None or second < ends)


# ---------------------------------------------------------------------- what is said


def says(value: object) -> bool:
    """Tell whether a field says something."""
    return value is not None and value != ()


def plain_text(text: str) -> str:
    """Return a text with its line ends made plain, without blanks at the end of a line or lines at its own end."""
    return "\n".join(line.rstrip() for line in _LINE_END.split(text)).rstrip("\n")


def same(one: object, other: object) -> bool:
    """Tell whether two values of a field say the same."""
    if isinstance(one, str) and isinstance(other, str):
        return one == other or plain_text(one) == plain_text(other)
    if isinstance(one, Moment) and isinstance(other, Moment):
        return one.utc_s // MINUTE == other.utc_s // MINUTE
    return one == other


def plain(entry: Any) -> Any:  # noqa: ANN401 - any entry
    """Return the entry, its note with plain line ends: two that are alike are one value."""
    note = getattr(entry, "note", None)
    return entry if note is None or (text := plain_text(note)) == note else as_it_was(entry, note=text)


def as_it_was(entry: Any, **told: object) -> Any:  # noqa: ANN401 - any entry
    """Return the entry with some of it put in other words: it may be one of long ago that would not be taken now."""
    return unchecked(type(entry), {each.name: getattr(entry, each.name) for each in fields(entry)} | told)


def differing(there: Any, entry: Any) -> dict[str, tuple[object, object]]:  # noqa: ANN401 - two of one kind
    """Return the fields of which both say something, and not the same: name → both."""
    compared = [each.name for each in fields(entry) if each.name not in _NOT_COMPARED]
    pairs = {name: (getattr(there, name), getattr(entry, name)) for name in compared}
    return {name: pair for name, pair in pairs.items() if all(map(says, pair)) and not same(*pair)}


def lacking(there: Any, entry: Any) -> dict[str, object]:  # noqa: ANN401 - two of one kind
    """Return the fields of which only the other says something: name → what it says.

    A bound says nothing beside the minutes awake themselves.
    """
    answered = BOUNDS if getattr(there, "awake_min", None) is not None else ()
    names = [each.name for each in fields(entry) if each.name not in answered]
    return {
        name: getattr(entry, name) for name in names if not says(getattr(there, name)) and says(getattr(entry, name))
    }


def covers(one: Any, other: Any) -> bool:  # noqa: ANN401 - two of one kind
    """Tell whether one entry says all that another says, and nothing else of it."""
    return not differing(one, other) and not lacking(one, other)


# ---------------------------------------------------------------------- put together


def with_more(entry: Any, more: dict[str, Any]) -> Any:  # noqa: ANN401 - any entry
    """Return the entry with what it lacked, once that fits to it.

    Raises:
        BadValue: it does not.
    """
    return retold(entry, **more) if entry.kind == SLEEP else replace(entry, **more)


def complemented(first: Any, second: Any) -> Any:  # noqa: ANN401 - two of one kind
    """Return the first entry with what only the second says, as far as that fits to it."""
    return with_what_fits(first, together(first, lacking(first, second)))


def in_the_words_of(there: Any, entry: Any) -> Any:  # noqa: ANN401 - two of one kind
    """Return an entry, what it says alike put as the other puts it: its minute, its line ends, its day and hour."""
    own = {name: getattr(there, name) for name in _NOT_COMPARED if hasattr(there, name)}
    pairs = {each.name: (getattr(there, each.name), getattr(entry, each.name)) for each in fields(entry)}
    alike = {name: one for name, (one, other) in pairs.items() if one != other and same(one, other)}
    return with_what_fits(entry, [own, *({name: value} for name, value in alike.items())])


def together(entry: Any, said: dict[str, object]) -> list[dict[str, object]]:  # noqa: ANN401 - any entry
    """Return fields in groups that say one thing: those of a group come all of them or none."""
    groups = _TOGETHER.get(entry.kind, ())
    whole = [{name: said[name] for name in names} for names in groups if all(name in said for name in names)]
    of_groups = {name for names in groups for name in names}
    return whole + [{name: value} for name, value in said.items() if name not in of_groups]


def with_what_fits(entry: Any, groups: Iterable[dict[str, object]]) -> Any:  # noqa: ANN401 - any entry
    """Return the entry with every group of fields that fits to it and to those before it."""
    for group in groups:
        try:
            entry = with_more(entry, group)
        except BadValue:
            continue
    return entry
