"""The form of one night as values: fields with texts as they would be typed, and the requests of changed fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.app.log.kratom import read_dose
from legdiary.app.log.magnesium import read_magnesium
from legdiary.app.log.night import read_rating
from legdiary.app.log.sleep import read_sleep
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.dose_rules import NO_PRODUCT
from legdiary.domain.input.amounts import format_g, format_mg
from legdiary.domain.input.night_vocabulary import MISSED_REASONS
from legdiary.domain.reports.dose_totals import substance_of
from legdiary.domain.time.durations import typed_minutes
from legdiary.errors import BadValue
from legdiary.tui.store_request import store_act
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from legdiary.app.log.dispatch import Request
    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.entries.magnesium import Magnesium
    from legdiary.domain.entries.night import Night
    from legdiary.domain.entries.products import Product
    from legdiary.domain.entries.sleep import Sleep
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.time.moments import Present
    from legdiary.tui.actions import Act, Run

NIGHT, SLEEP, KRATOM, MAGNESIUM = "night", "sleep", "kratom", "magnesium"
NOTE = "note"
#: The names of values that a command takes without a flag.
_SEVERITY, _FRAME, _AMOUNT = "severity", "bed-wake", "amount"
_AT, _FORM, _PRODUCT, _HELPED = "at", "form", "product", "helped"
#: Fields of something taken that are emptied like those of a night.
_MAY_BE_EMPTIED = (_HELPED, NOTE)
_SCORE = "0 (none) to 10, whole numbers"
_AFFECTED = "how much it was affected by day: 0 (not) to 10 (most)"
_GRADE = "what it did for the legs: 0 not at all to 3 very much"
_OWN_WORDS = "anything, in your own words"
_LONG = "40m, 1h10"
_CLOCK = "a clock time: 23:15"
_KNOWN = "a product added before, or none"


class FrameStays(BadValue):
    """Bed time and wake time, emptied."""

    def __init__(self) -> None:
        super().__init__("bed time–wake time can't be emptied: write other times, or only how long you slept")


class TakenStays(BadValue):
    """The amount, the time or the form of something taken, emptied."""

    def __init__(self, number: str, flag: str) -> None:
        what = {_AMOUNT: "an amount", _AT: "a time", _FORM: "a form"}[flag]
        super().__init__(f"{what} is not emptied; to delete the entry: legdiary delete {number}")


class AmountFirst(BadValue):
    """The time of something taken, without how much."""

    def __init__(self) -> None:
        super().__init__("a time needs the amount above it, such as 2.5g of kratom or 200mg of magnesium")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form.

    Attributes:
        of: its entry: `night`, `sleep` or an entry's number; `kratom` or `magnesium` for a new one.
        flag: the name of the command's flag.
        label: the label on the screen.
        held: the stored value, as it would be typed.
        accepts: the hint about texts that it accepts.
        kind: the entry's kind.
    """

    of: str
    flag: str
    label: str
    held: str
    accepts: str
    kind: str

    @property
    def name(self) -> str:
        """Its unique name in the form."""
        return f"{self.kind}-{self.of}-{self.flag}"

    @property
    def has_lines(self) -> bool:
        """Return whether its text may have several lines."""
        return self.flag == NOTE


def fields(entries: Sequence[Stored], products: Mapping[int, Product]) -> list[Field]:
    """Return the fields of one night's entries; an entry that is not logged has empty fields.

    Args:
        entries: the logged entries.
        products: the products that doses name, by id.
    """
    rated = next((stored.entry for stored in entries if stored.entry.kind == NIGHT), None)
    slept = next((stored.entry for stored in entries if stored.entry.kind == SLEEP), None)
    made = [*_night(rated), *_sleep(slept)]
    for stored in entries:
        if stored.entry.kind == KRATOM and not stored.entry.says_none:
            made += _dose(stored.id, stored.entry, products)
    made += _new_entry(KRATOM, "2.5g, 2500mg, 5caps; none for a day without")
    for stored in entries:
        if stored.entry.kind == MAGNESIUM:
            made += _magnesium(stored.id, stored.entry)
    made += _new_entry(MAGNESIUM, "elemental: 200mg")
    return made


def _night(night: Night | None) -> Iterator[Field]:
    def field(flag: str, label: str, value: object, accepts: str) -> Field:
        return Field(NIGHT, flag, label, "" if value is None else f"{value}", accepts, NIGHT)

    onset = night.onset_min if night else None
    yield field(_SEVERITY, "severity", night.severity if night else None, _SCORE)
    yield field("missed", "no score, since", night.missed if night else None, ", ".join(MISSED_REASONS))
    yield field("falling-asleep", "falling asleep", night.falling_asleep if night else None, _SCORE)
    yield field("overnight", "overnight", night.overnight if night else None, _SCORE)
    yield field("day-resting", "by day, resting", night.day_resting if night else None, _SCORE)
    yield field("day-active", "by day, active", night.day_active if night else None, _SCORE)
    yield field("sitting", "sitting", night.sitting if night else None, _AFFECTED)
    yield field("mood", "mood", night.mood if night else None, _AFFECTED)
    yield field("concentration", "concentration", night.concentration if night else None, _AFFECTED)
    yield field("onset", "began", None if onset is None else f"{onset // 60:02d}:{onset % 60:02d}", _CLOCK)
    yield field("where", "where", ",".join(night.body_parts) if night else None, "legs,arms,left calf")
    yield field("feel", "feel", ",".join(night.sensations) if night else None, "crawling,pulling")
    yield field(NOTE, "note", night.note if night else None, _OWN_WORDS)


def _sleep(sleep: Sleep | None) -> Iterator[Field]:
    def field(flag: str, label: str, value: object, accepts: str) -> Field:
        return Field(SLEEP, flag, label, "" if value is None else f"{value}", accepts, SLEEP)

    def clock(name: str) -> str | None:
        moment = getattr(sleep, name, None)
        return f"{moment.local:%H:%M}" if moment else None

    def minutes(name: str) -> str | None:
        return typed_minutes(getattr(sleep, name, None))

    yield field(_FRAME, "bed–wake time", sleep.typed_frame if sleep else None, "22:45-06:10")
    yield field("total", "or slept in all", minutes("total_min"), "6h30, where the times are not known")
    yield field("tried", "tried to sleep", clock("tried"), f"{_CLOCK}, if later than bed time")
    yield field("latency", "fell asleep in", minutes("latency_min"), _LONG)
    least = minutes("awake_least_min") or minutes("unslept_least_min")
    known = f"; so far known: at least {least}" if least else ""
    yield field("awake", "awake in all", minutes("awake_min"), f"{_LONG}, without the last waking{known}")
    yield field("times", "times awake", sleep.times if sleep else None, "how often")
    yield field("pacing", "on your feet", minutes("pacing_min"), f"{_LONG}, on the feet")
    yield field("lying-awake", "lying awake", minutes("lying_awake_min"), f"{_LONG}, after the last waking, if any")
    yield field("up", "out of bed", clock("up"), f"{_CLOCK}, if later than awake")
    yield field("planned", "planned to wake", clock("planned"), _CLOCK)
    yield field("quality", "quality", sleep.quality if sleep else None, "1 very poor to 5 very good")
    yield field("nap", "naps by day", minutes("nap_min"), _LONG)
    yield field(NOTE, "note", sleep.note if sleep else None, _OWN_WORDS)


def _dose(number: int, dose: Dose, products: Mapping[int, Product]) -> Iterator[Field]:
    of = f"{number}"
    is_leaf = substance_of(dose, products) == LEAF
    held = f"{format_g(dose.mg)}g" if is_leaf else f"{format_mg(dose.ug)}mg"
    product = products.get(dose.product_id or 0)
    yield Field(of, _AMOUNT, f"#{number}", held, "2.5g, 2500mg" if is_leaf else "15mg, 7.5mg, 0.5 tab", KRATOM)
    yield Field(of, _AT, "at", f"{dose.at.local:%H:%M}" if dose.at else "", _CLOCK, KRATOM)
    yield Field(of, _PRODUCT, "of", product.name if product else "", _KNOWN, KRATOM)


def _magnesium(number: int, taking: Magnesium) -> Iterator[Field]:
    of = f"{number}"
    salt = taking.salt_mg is not None
    held = f"{taking.salt_mg if salt else taking.elemental_mg}mg"
    yield Field(of, _AMOUNT, f"#{number}{' salt' if salt else ''}", held, "200mg", MAGNESIUM)
    yield Field(of, _FORM, "form", taking.form or "", "glycinate, citrate, oxide, …", MAGNESIUM)
    yield Field(of, _AT, "at", f"{taking.at.local:%H:%M}", _CLOCK, MAGNESIUM)
    yield Field(of, _HELPED, "helped", "" if taking.helped is None else f"{taking.helped}", _GRADE, MAGNESIUM)
    yield Field(of, NOTE, "note", taking.note or "", _OWN_WORDS, MAGNESIUM)


def _new_entry(kind: str, accepts: str) -> Iterator[Field]:
    yield Field(kind, _AMOUNT, "one more", "", accepts, kind)
    yield Field(kind, _AT, "at", "", _CLOCK, kind)
    if kind == KRATOM:
        yield Field(kind, _PRODUCT, "of", "", _KNOWN, kind)


# ---------------------------------------------------------------------- from typed text to requests


class TypedEntry(NamedTuple):
    """The changed fields of one entry.

    Attributes:
        kind: its kind.
        of: the entry, as in `Field`.
        texts: flag → the field's text now; an empty text clears the value.
    """

    kind: str
    of: str
    texts: Mapping[str, str]


def changed_entries(typed: Mapping[Field, str]) -> list[TypedEntry]:
    """Return the changed fields grouped by entry.

    Args:
        typed: the changed fields and their texts now.

    Raises:
        FrameStays, TakenStays, AmountFirst: a field is empty that must not be, or has no amount beside it.
    """
    entries: dict[tuple[str, str], dict[str, str]] = {}
    for field, text in typed.items():
        entries.setdefault((field.kind, field.of), {})[field.flag] = text if field.has_lines else text.strip()
    made = [TypedEntry(kind, of, texts) for (kind, of), texts in entries.items()]
    for each in made:
        _check(each)
    return made


def _check(typed: TypedEntry) -> None:
    texts = typed.texts
    if typed.kind == SLEEP and texts.get(_FRAME) == "" and not texts.get("total"):
        raise FrameStays
    if typed.of in {KRATOM, MAGNESIUM} and not texts.get(_AMOUNT):
        raise AmountFirst
    if typed.of.isdecimal():
        for flag, text in texts.items():
            if not text and flag not in {_PRODUCT, *_MAY_BE_EMPTIED}:
                raise TakenStays(typed.of, flag)


def read_entry(present: Present, night: date, typed: TypedEntry) -> Request:
    """Make the request for the changed fields of one entry.

    Args:
        present: the clock.
        night: the night of the form.
        typed: the changed fields.

    Raises:
        BadValue: a text cannot be read, or does not fit the others.
    """
    said: dict[str, Any] = {flag.replace("-", "_"): text for flag, text in typed.texts.items() if text}
    emptied = [flag for flag, text in typed.texts.items() if not text and flag != _FRAME]
    if typed.kind == NIGHT:
        return replace(read_rating(present, **said, clear=emptied), night=night)
    if typed.kind == SLEEP:
        return replace(read_sleep(present, **said, clear=emptied), night=night)
    if _PRODUCT in emptied:
        said[_PRODUCT] = NO_PRODUCT
    entry_id = int(typed.of) if typed.of.isdecimal() else None
    amount = said.pop(_AMOUNT, None)
    request: Request
    if typed.kind == KRATOM:
        request = read_dose(present, amount, **said, entry_id=entry_id)
    else:
        request = read_magnesium(present, amount, **said, clear=emptied, entry_id=entry_id)
    # The night goes with a clock time, which then means that night's; without one it would needlessly move the entry.
    return replace(request, night=night) if entry_id is None or _AT in typed.texts else request


def change_entry(run: Run, night: date, typed: TypedEntry) -> Act:
    """Return the use case that stores one entry's changed fields as the plain command would, and words its result."""
    return store_act(run, lambda present: read_entry(present, night, typed))
