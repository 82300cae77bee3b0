"""The form of one night as values: its fields as they would be typed, and the plain commands that a change makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.amounts import format_g
from legdiary.domain.doses import is_apart
from legdiary.domain.intake import NO_PRODUCT
from legdiary.domain.vocabulary import MISSED_REASONS
from legdiary.domain.words import typed_minutes
from legdiary.errors import BadValue
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries import Dose, Magnesium, Night, Sleep, Stored
    from legdiary.domain.products import Product

NIGHT, SLEEP, KRATOM, MAGNESIUM = "night", "sleep", "kratom", "magnesium"
NOTE = "note"
#: What a plain command takes without a flag.
_SEVERITY, _FRAME, _AMOUNT = "severity", "bed-wake", "amount"
_AT, _FORM, _PRODUCT = "at", "form", "product"
_SCORE = "0 (none) to 10, whole numbers"
_LONG = "40m, 1h10"
_CLOCK = "a clock time: 23:15"
_KNOWN = "a product added before, or none"


class FrameStays(BadValue):
    """Into bed and awake, emptied."""

    def __init__(self) -> None:
        super().__init__("into bed-awake is not emptied: write other times, or how long you slept in all")


class TakenStays(BadValue):
    """The amount, the time or the form of something taken, emptied."""

    def __init__(self, number: str, flag: str) -> None:
        what = {_AMOUNT: "an amount", _AT: "a time", _FORM: "a form"}[flag]
        super().__init__(f"{what} is not emptied; what takes the entry away is: legdiary delete {number}")


class AmountFirst(BadValue):
    """The time of something taken, without how much."""

    def __init__(self) -> None:
        super().__init__("a time needs the amount above it, such as 2.5g of kratom or 200mg of magnesium")


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes:
        of: the entry it belongs to: `night`, `sleep`, an entry's number; `kratom`, `magnesium` for one more.
        flag: the plain command's name for it.
        label: what people read.
        held: what is stored, as it would be typed.
        accepts: what may be typed.
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
        """Its name within the form."""
        return f"{self.kind}-{self.of}-{self.flag}"

    @property
    def has_lines(self) -> bool:
        """Whether it may have several lines."""
        return self.flag == NOTE


def fields(entries: Sequence[Stored], products: Mapping[int, Product]) -> list[Field]:
    """The fields of one night's entries, those of an entry that is not there empty.

    Args:
        entries: what is logged.
        products: those that doses name.
    """
    rated = next((stored.entry for stored in entries if stored.entry.kind == NIGHT), None)
    slept = next((stored.entry for stored in entries if stored.entry.kind == SLEEP), None)
    made = [*_night(rated), *_sleep(slept)]
    for stored in entries:
        if stored.entry.kind == KRATOM and not stored.entry.says_none:
            made += _dose(stored.id, stored.entry, products)
    made += _one_more(KRATOM, "2.5g, 2500mg, 5caps; none for a day without")
    for stored in entries:
        if stored.entry.kind == MAGNESIUM:
            made += _taking(stored.id, stored.entry)
    made += _one_more(MAGNESIUM, "elemental: 200mg")
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
    yield field("onset", "began", None if onset is None else f"{onset // 60:02d}:{onset % 60:02d}", _CLOCK)
    yield field("where", "where", ",".join(night.body_parts) if night else None, "legs,arms,left calf")
    yield field("feel", "feel", ",".join(night.sensations) if night else None, "crawling,pulling")
    yield field(NOTE, "note", night.note if night else None, "anything, in your own words")


def _sleep(sleep: Sleep | None) -> Iterator[Field]:
    def field(flag: str, label: str, value: object, accepts: str) -> Field:
        return Field(SLEEP, flag, label, "" if value is None else f"{value}", accepts, SLEEP)

    def clock(name: str) -> str | None:
        moment = getattr(sleep, name, None)
        return f"{moment.local:%H:%M}" if moment else None

    def minutes(name: str) -> str | None:
        return typed_minutes(getattr(sleep, name, None))

    yield field(_FRAME, "into bed-awake", sleep.typed_frame if sleep else None, "22:45-06:10")
    yield field("total", "or slept in all", minutes("total_min"), "6h30, where the times are not known")
    yield field("tried", "tried to sleep", clock("tried"), f"{_CLOCK}, if later than into bed")
    yield field("latency", "fell asleep in", minutes("latency_min"), _LONG)
    least = minutes("awake_least_min") or minutes("unslept_least_min")
    known = f"; so far known: at least {least}" if least else ""
    yield field("awake", "awake in all", minutes("awake_min"), f"{_LONG}, without the last waking{known}")
    yield field("times", "times awake", sleep.times if sleep else None, "how often")
    yield field("pacing", "of it pacing", minutes("pacing_min"), f"{_LONG}, on the feet")
    yield field("lying-awake", "lying awake", minutes("lying_awake_min"), f"{_LONG}, after the last waking, if any")
    yield field("up", "out of bed", clock("up"), f"{_CLOCK}, if later than awake")
    yield field("planned", "planned to wake", clock("planned"), _CLOCK)
    yield field("quality", "quality", sleep.quality if sleep else None, "1 very poor to 5 very good")
    yield field("nap", "naps by day", minutes("nap_min"), _LONG)
    yield field(NOTE, "note", sleep.note if sleep else None, "anything, in your own words")


def _dose(number: int, dose: Dose, products: Mapping[int, Product]) -> Iterator[Field]:
    of = f"{number}"
    held = f"{dose.amount_mg}mg" if is_apart(dose, products) else f"{format_g(dose.amount_mg)}g"
    product = products.get(dose.product_id or 0)
    yield Field(of, _AMOUNT, f"#{number}", held, "2.5g, 2500mg", KRATOM)
    yield Field(of, _AT, "at", f"{dose.at.local:%H:%M}" if dose.at else "", _CLOCK, KRATOM)
    yield Field(of, _PRODUCT, "of", product.name if product else "", _KNOWN, KRATOM)


def _taking(number: int, taking: Magnesium) -> Iterator[Field]:
    of = f"{number}"
    salt = taking.salt_mg is not None
    held = f"{taking.salt_mg if salt else taking.elemental_mg}mg"
    yield Field(of, _AMOUNT, f"#{number}{' salt' if salt else ''}", held, "200mg", MAGNESIUM)
    yield Field(of, _FORM, "form", taking.form or "", "glycinate, citrate, oxide, …", MAGNESIUM)
    yield Field(of, _AT, "at", f"{taking.at.local:%H:%M}", _CLOCK, MAGNESIUM)


def _one_more(kind: str, accepts: str) -> Iterator[Field]:
    yield Field(kind, _AMOUNT, "one more", "", accepts, kind)
    yield Field(kind, _AT, "at", "", _CLOCK, kind)
    if kind == KRATOM:
        yield Field(kind, _PRODUCT, "of", "", _KNOWN, kind)


# ---------------------------------------------------------------------- from what was typed to plain commands


def commands(night: date, typed: Mapping[Field, str]) -> dict[str, tuple[str, ...]]:
    """The plain commands for the fields that were changed: one an entry, under the entry it is for.

    Args:
        night: the night.
        typed: what the changed fields hold now; empty empties.

    Raises:
        FrameStays, TakenStays, AmountFirst: what has no plain command.
    """
    entries: dict[str, dict[str, str]] = {}
    for field, text in typed.items():
        entries.setdefault(field.of, {})[field.flag] = text.strip() if not field.has_lines else text
    return {of: _command(of, f"--night={night}", changed) for of, changed in entries.items()}


def _command(of: str, night: str, changed: Mapping[str, str]) -> tuple[str, ...]:
    if of == NIGHT:
        return (NIGHT, night, *_flags(changed, _SEVERITY), *_positional(changed.get(_SEVERITY)))
    if of == SLEEP:
        if changed.get(_FRAME) == "" and not changed.get("total"):
            raise FrameStays
        clears = {flag: text for flag, text in changed.items() if flag != _FRAME}
        return (SLEEP, night, *_flags(clears), *_positional(changed.get(_FRAME)))
    amount = changed.get(_AMOUNT)
    flags = [f"--{flag}={text}" for flag, text in changed.items() if flag != _AMOUNT and text]
    if of in {KRATOM, MAGNESIUM}:
        if not amount:
            raise AmountFirst
        return (of, night, *flags, *_positional(amount))
    if changed.get(_PRODUCT) == "":
        flags.append(f"--{_PRODUCT}={NO_PRODUCT}")
    for flag, text in changed.items():
        if not text and flag != _PRODUCT:
            raise TakenStays(of, flag)
    # The night is said beside a clock time, so that it is that day's; elsewhere it would move the entry for nothing.
    return ("edit", of, *([night] if _AT in changed else []), *flags, *_positional(amount))


def _flags(changed: Mapping[str, str], positional: str = "") -> Iterator[str]:
    """Flags with what was typed, and `--clear` for what was emptied."""
    for flag, text in changed.items():
        if not text:
            yield f"--clear={flag}"
        elif flag != positional:
            yield f"--{flag}={text}"


def _positional(text: str | None) -> tuple[str, ...]:
    """What stands without a flag; the dashes keep a slip such as -3 from being read as one."""
    return ("--", text) if text else ()
