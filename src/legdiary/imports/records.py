"""What every importer answers, how it says no, and what a diary takes.

An importer is a module with two functions:

    recognises(data: bytes, name: str) -> bool     quick, never raises; `name` is the file's own name
    read(data: bytes, source: str, zone: Zone) -> Found

`source` is the file's name as errors may show it, `zone` the zone of moments for which the file names none. All of a
file is read or nothing: the first row that cannot be right raises `BadRow` (wrap what the domain may refuse in
`at_row`, and give every entry to `check_plausible`). What is refused later, as a moment that has not come yet, is named
by the `where` of its entry. Messages never hold a note or a name that a person wrote.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.errors import BadValue, shown
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from legdiary.domain.entries import Dose, Magnesium, Night, Sleep
    from legdiary.domain.exposures import Factor, Medicine, Symptom
    from legdiary.domain.moments import Moment
    from legdiary.domain.products import Product

#: The most that one file may hold, unpacked.
MOST_BYTES = 200_000_000
#: The most that one cell, or one text, may hold.
MOST_CELL = 1_000_000


class Where(NamedTuple):
    """Where in a file something stands; as text, `doses.csv, line 3`.

    Attributes:
        source: the file's name.
        line: 1-based; None where the file as a whole is meant.
    """

    source: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{shown(self.source)}{'' if self.line is None else f', line {self.line}'}"


class BadRow(BadValue):
    """A place in a file to import that cannot be right.

    Args:
        source: the file's name.
        line: 1-based; None where the file as a whole is meant.
        column: the column's or field's name, or None.
        mistake: what stands there (through `errors.shown`; never a note) and what is accepted.
    """

    def __init__(self, source: str, line: int | None, column: str | None, mistake: str) -> None:
        super().__init__(f"{Where(source, line)}{'' if column is None else f', {shown(column)}'}: {mistake}")
        self.source, self.line, self.column, self.mistake = source, line, column, mistake


class NotText(BadRow):
    """A file to import that is no UTF-8 text."""

    def __init__(self, source: str, line: int | None, what: str) -> None:
        super().__init__(source, line, None, f"{what}; save it as UTF-8 text")


class TooLarge(BadRow):
    """A file, or a cell of one, larger than is read."""

    def __init__(self, source: str, line: int | None = None, column: str | None = None) -> None:
        most = f"{MOST_BYTES // 1_000_000} MB" if line is None else f"{MOST_CELL // 1_000_000} MB in one cell"
        super().__init__(source, line, column, f"larger than {most}, the most that is read")


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds.

    Attributes:
        entries: domain values (Night, Sleep, Dose, Magnesium, Factor, Symptom, Medicine, Measure, Plan), in the order
            in which they are to be numbered.
        not_carried: what the file says and the diary does not take, or the format cannot say: one short sentence each,
            without anything a person wrote.
        products: the file's own number → product; the `product_id` of a Dose names one of these. Empty where no dose
            names a product.
        recalled: places in `entries` whose entry is marked as recalled; empty where the file does not say.
        where: where each of `entries` stands: the line that it begins on, or that its chief part is from. Not compared,
            since a file that was written anew says the same on other lines.
    """

    entries: tuple[Any, ...]
    not_carried: tuple[str, ...] = ()
    products: Mapping[int, Product] = field(default_factory=dict)
    recalled: frozenset[int] = frozenset()
    where: tuple[Where, ...] = field(default=(), compare=False)


def many(number: int, one: str) -> str:
    """`1 sleep`, `3 sleeps`."""
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


@contextmanager
def at_row(source: str, line: int | None, column: str | None = None) -> Iterator[None]:
    """What the domain refuses within, as a refusal of this place in the file.

    Raises:
        BadRow: instead of any other `BadValue`.
    """
    try:
        yield
    except BadRow:
        raise
    except BadValue as error:
        raise BadRow(source, line, column, error.message) from error


def text_of(data: bytes, source: str) -> str:
    """The text of a file, without its byte order mark.

    Raises:
        NotText: not UTF-8, or a NUL in it.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotText(source, 1, "this is UTF-16")
    nul = data.find(b"\0")
    if nul >= 0:
        raise NotText(source, _line_of(data, nul), "a NUL byte stands there")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotText(source, _line_of(data, error.start), "a byte that is not UTF-8 stands there") from error


def _line_of(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def head_of(data: bytes, most: int = 4096) -> str:
    """The beginning of a file as text, whatever it is: enough to tell formats apart."""
    return data[:most].decode("utf-8-sig", errors="replace")


# ---------------------------------------------------------------------- what a diary takes


class NotTaken(BadValue):
    """A value in a file to import that no entry can have."""

    def __init__(self, what: str, value: str, accepted: str) -> None:
        super().__init__(f"{what} {shown(value)} is out of range; accepted is {accepted}")


def check_entry(entry: Any) -> None:  # noqa: ANN401 - an entry is any of several classes
    """Refuse what no diary holds, so that storing it cannot fail: ranges, texts, parts that belong together.

    The caller turns the refusal into a `BadRow` with its line: see `at_row`.

    Raises:
        BadValue: with what is accepted.
    """
    _CHECKS.get(entry.kind, lambda _: None)(entry)


def check_plausible(entry: Any) -> None:  # noqa: ANN401 - as above
    """`check_entry`, and what is refused of a person at the keyboard too: years before 1990, an impossible night.

    Raises:
        BadValue: with what is accepted.
    """
    from legdiary.domain.moments import EARLIEST_YEAR, TooLongAgo

    check_entry(entry)
    moments = [getattr(entry, name, None) for name in ("at", "bed", "tried", "wake", "up", "planned")]
    years = [entry.night_of.year] if hasattr(entry, "night_of") else []
    years += [moment.local.year for moment in moments if moment is not None]
    if years and min(years) < EARLIEST_YEAR:
        raise TooLongAgo(f"{entry.kind} of {min(years)}")
    if entry.kind == "sleep":
        from legdiary.domain.sleep import check_sleep

        check_sleep(entry, confirmed=True)


_MINUTES_A_DAY = 1440
_SLEEP_MINUTES = ("latency_min", "awake_min", "pacing_min", "lying_awake_min", "total_min", "nap_min")
_UTC_S = (-62_135_510_400, 253_402_214_400)  # the years 1 to 9999, a day off either end for the zone
_OFFSET_MOST = 1439
_VALUE_MOST_MILLI = 1_000_000_000
_LONGEST_AMOUNT = 200


def _within(what: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise NotTaken(what, str(value) if abs(value) < 2**63 else "(a huge number)", f"{least} to {most}")


def _one_of(what: str, value: str | None, accepted: Iterable[str]) -> None:
    if value is not None and value not in tuple(accepted):
        raise NotTaken(what, value, ", ".join(accepted))


def _note(text: str | None, what: str = "note") -> None:
    from legdiary.domain.text import check_note

    if text is not None:
        check_note(text, what)


def _name(text: str, what: str) -> None:
    from legdiary.domain.text import check_name

    if check_name(text, what) != text:
        raise NotTaken(what, f"of {len(text)} characters", "a name without blanks around it, or two within")


def _moment(moment: Moment | None, what: str) -> None:
    from legdiary.domain.moments import load_zone

    if moment is not None:
        _within(what, moment.utc_s, *_UTC_S)
        _within(f"{what} offset", moment.offset_min, -_OFFSET_MOST, _OFFSET_MOST)
        load_zone(moment.zone)


def _check_night(night: Night) -> None:
    from legdiary.domain.vocabulary import MISSED_REASONS, parse_body_parts, parse_sensations

    _within("onset", night.onset_min, 0, _MINUTES_A_DAY - 1)
    _one_of("missed", night.missed, MISSED_REASONS)
    for words, parse in ((night.body_parts, parse_body_parts), (night.sensations, parse_sensations)):
        if words and parse(",".join(words)) != words:
            raise NotTaken("a list of words", ",".join(words), "each word once, as legdiary spells it")
    _note(night.note)


def _check_sleep(sleep: Sleep) -> None:
    for name in _SLEEP_MINUTES:
        _within(name, getattr(sleep, name), 0, _MINUTES_A_DAY)
    for name in ("bed", "tried", "wake", "up", "planned"):
        _moment(getattr(sleep, name), name)
    bed, wake = sleep.bed, sleep.wake
    if (bed is None) != (wake is None) or (bed and wake and bed.utc_s >= wake.utc_s):
        raise NotTaken("into bed", "without a later waking", "both, the waking later, or neither")
    _note(sleep.note)


def _check_dose(dose: Dose) -> None:
    from legdiary.domain.amounts import KRATOM_MOST_MG

    _within("amount in mg", dose.amount_mg, 0, KRATOM_MOST_MG)
    _moment(dose.at, "at")
    if (dose.amount_mg == 0) != (dose.at is None):
        raise NotTaken("amount in mg", str(dose.amount_mg), "above 0 with a time, or 0 without one (a day without)")
    _note(dose.note)


def _check_magnesium(taking: Magnesium) -> None:
    from legdiary.domain.amounts import MAGNESIUM_MOST_MG
    from legdiary.domain.magnesium import BASES, COMPUTED_FROM_SALT, FORMS

    _within("elemental mg", taking.elemental_mg, 1, MAGNESIUM_MOST_MG)
    _within("salt in mg", taking.salt_mg, 1, 2**31)
    _moment(taking.at, "at")
    _one_of("basis", taking.basis, BASES)
    _one_of("form", taking.form, FORMS)
    if (taking.basis == COMPUTED_FROM_SALT) != (taking.salt_mg is not None) or (taking.salt_mg and not taking.form):
        raise NotTaken("basis", taking.basis, f"{COMPUTED_FROM_SALT} with a salt and its form, or neither")


def _check_product(product: Product) -> None:
    from legdiary.domain.amounts import KRATOM_MOST_MG
    from legdiary.domain.products import PRODUCT_KINDS

    _name(product.name, "product's name")
    _one_of("product kind", product.product_kind, PRODUCT_KINDS)
    _within("capsule in mg", product.capsule_mg, 1, KRATOM_MOST_MG)
    _within("batch in mg", product.weight_mg, 1, 2**31)
    low, high = product.mitragynine_low_ug, product.mitragynine_high_ug
    _within("mitragynine in µg/g", low, 0, high or 0)
    _within("mitragynine in µg/g", high, low or 0, 1_000_000)
    if (low is None) != (high is None):
        raise NotTaken("mitragynine", "half a range", "both ends, or neither")


def _check_factor(factor: Factor) -> None:
    _name(factor.name, "factor")
    _moment(factor.at, "at")
    _short(factor.amount, "amount")
    _note(factor.note)


def _check_symptom(symptom: Symptom) -> None:
    _name(symptom.name, "symptom")


def _check_medicine(taking: Medicine) -> None:
    _name(taking.name, "medicine")
    _moment(taking.at, "at")
    _short(taking.amount, "amount")
    if not taking.amount:
        raise NotTaken("amount", "''", "300 mg, 1 tablet and the like")


def _check_measure(measure: Any) -> None:  # noqa: ANN401 - Measure; checks itself but for names it does not know
    _name(measure.name, "measure")
    _name(measure.unit, "unit")
    _within("value in thousandths", measure.value_milli, 0, _VALUE_MOST_MILLI)


def _check_plan(plan: Any) -> None:  # noqa: ANN401 - Plan; checks itself but for its name
    _note(plan.name, "plan's name")


def _short(text: str | None, what: str) -> None:
    _note(text, what)
    if text is not None and len(text) > _LONGEST_AMOUNT:
        raise NotTaken(what, f"of {len(text)} characters", f"up to {_LONGEST_AMOUNT}")


_CHECKS: dict[str, Any] = {
    "night": _check_night,
    "sleep": _check_sleep,
    "kratom": _check_dose,
    "magnesium": _check_magnesium,
    "product": _check_product,
    "factor": _check_factor,
    "symptom": _check_symptom,
    "medicine": _check_medicine,
    "measure": _check_measure,
    "plan": _check_plan,
}
