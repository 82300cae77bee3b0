"""The tables of legdiary's own CSV package: the columns that are read, and the entries made from rows.

Computed columns are not read, because they follow from the others.
"""

from __future__ import annotations

import itertools
import re
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from legdiary.domain.entries.dose import LEAF, UG_PER_MG, Dose
from legdiary.domain.entries.dose_rules import check_unit
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.entries.magnesium import Magnesium
from legdiary.domain.entries.night import Night
from legdiary.domain.entries.products import Product
from legdiary.domain.entries.sleep import Sleep
from legdiary.domain.entries.substances import MCG, of_product
from legdiary.domain.invariants import check_zones
from legdiary.domain.taper.plan import Hold, Plan, Step
from legdiary.errors import plural
from legdiary.formats.legdiary_csv.column_types import BOOLEAN, DATE, DATETIME, INTEGER
from legdiary.formats.legdiary_csv.columns import COMPUTED, READ_BACK, needed, optional
from legdiary.formats.reader_result import BadRow, Rows, Where, locate_errors
from legdiary.formats.reader_result import Row as Entry
from legdiary.util.values import dataclass, field, fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.domain.entries.kinds import Kind
    from legdiary.formats.legdiary_csv.cells import Row
    from legdiary.formats.legdiary_csv.columns import Column
    from legdiary.formats.reader_result import BadRows, Found

_HISTORY = "the history of changes (corrections.csv is there for reading)"
#: The note on a package from before there was a table of products.
DETAILS = (
    "what a capsule or a batch of a product weighs, what a laboratory found in it, and products that no dose names: "
    "this package was written before it had a table for them"
)
_NOT_LOGGED = "not_logged"
#: Fields of several words.
_SEVERAL_WORDS = ("conditions", "draws", "did")
#: Entries are ordered by their numbers, and those of one number by the names of their kinds.
_KINDS = {name: number for number, name in enumerate(sorted(KINDS.keys() - {Product.kind}))}
#: The most rows that are held until all are read: steps of plans, products, columns of the dictionary.
_MOST_HELD = 20_000
_A_DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
_HOLD = re.compile(rf"{_A_DAY}\+([0-9]{{1,3}})d(?:@{_A_DAY})?(?: ([a-z-]+))?")


#: A product's name and the day on which the batch was opened, by which batches differ.
_Batch: TypeAlias = "tuple[str, date | None]"


def _batch(product: Product) -> _Batch:
    return product.name, product.opened_on


@dataclass(slots=True)
class Package:
    """The content that was read so far.

    Attributes:
        unread: table and column of columns that are not read.
        computed: table and column of columns that follow from others.
    """

    entries: Rows = field(default_factory=Rows)
    named: dict[Product, int] = field(default_factory=dict)
    batches: dict[_Batch, Product] = field(default_factory=dict)
    #: The cells of a dose's product → the product, and its number in the package.
    of_dose: dict[tuple[str, str, str], tuple[Product, int]] = field(default_factory=dict)
    steps: dict[str, list[Row]] = field(default_factory=dict)
    steps_held: int = 0
    unread: set[tuple[str, str]] = field(default_factory=set)
    computed: set[tuple[str, str]] = field(default_factory=set)
    not_carried: list[str] = field(default_factory=lambda: [_HISTORY])

    def number_of(self, product: Product) -> int:
        """Return the number by which doses of the package name a product; for a new one, the next number."""
        return self.named.get(product, len(self.named) + 1)

    @property
    def products(self) -> dict[int, Product]:
        """Number → batch, as in the table of products and in its order; batches that only doses name come last."""
        numbers = {_batch(product): number for product, number in self.named.items()}
        more = itertools.count(len(numbers) + 1)
        found = {numbers.get(batch) or next(more): product for batch, product in self.batches.items()}
        return found | {number: product for product, number in self.named.items() if number not in found}

    def add(self, row: Row, *made: tuple[str, Any, str | None]) -> None:
        """Add the entries of a row, after all of them were checked.

        Args:
            row: the row.
            made: the entries, each with its columns for the number and for the `recalled` mark.
        """
        for _, entry, _ in made:
            check_zones(entry)
        where = Where(row.source, row.line)
        taken = [
            (row.whole(number) or 0, Entry(entry, where, recalled is not None and row.truth(recalled)))
            for number, entry, recalled in made
        ]
        for number, each in taken:
            self.entries.add(each, number * len(_KINDS) + _KINDS[each.entry.kind])

    def found(self) -> Found:
        """Return all of it as the readers of all formats do."""
        if unknown := len(self.unread - self.computed):
            self.not_carried.append(f"{plural(unknown, 'column')} that legdiary does not know")
        return self.entries.found(self.not_carried, self.products)


def _check_held(number: int, row: Row) -> None:
    """Refuse a row beyond the number of rows that are held."""
    if number > _MOST_HELD:
        raise BadRow(row.source, None, None, f"more than {_MOST_HELD} of them, the most that are read")


def _nights(row: Row, package: Package) -> None:
    made: list[tuple[str, Any, str]] = []
    if row.text("rating_id"):
        made.append(("rating_id", _night(row), "rating_recalled"))
    if row.text("sleep_id"):
        made.append(("sleep_id", _sleep(row), "sleep_recalled"))
    package.add(row, *made)


def _night(row: Row) -> Night:
    reason = row.text("severity_missing_reason")
    return Night(
        row.on("night"), row.whole("severity"), None if reason == _NOT_LOGGED else reason,
        row.whole("falling_asleep"), row.whole("overnight"), row.whole("day_resting"), row.whole("day_active"),
        row.clock_min("onset"), row.words("body_parts"), row.words("sensations"), row.text("note"),
        row.later("sitting"), row.later("mood"), row.later("concentration"),
    )  # fmt: skip


def _sleep(row: Row) -> Sleep:
    events = {name: row.moment(f"{name}_at", "sleep_zone") for name in ("bed", "tried", "wake", "up", "planned")}
    return Sleep(
        row.on("night"), **events, latency_min=row.whole("sol_min"), awake_min=row.whole("waso_min"),
        awake_least_min=row.later("waso_at_least_min"), unslept_least_min=row.later("unslept_at_least_min"),
        times=row.whole("awakenings"), pacing_min=row.whole("pacing_min"),
        lying_awake_min=row.whole("lying_awake_min"), total_min=row.whole("total_min"), quality=row.whole("quality"),
        nap_min=row.whole("nap_min"), note=row.text("sleep_note"),
    )  # fmt: skip


def _doses(row: Row, package: Package) -> None:
    product = number = None
    if name := row.text("product"):
        batch = name, row.cells["product_kind"], row.cells["batch_opened_on"]
        product, number = package.of_dose.get(batch) or _product_of_dose(row, name, package)
    at = row.moment("taken_at", "zone")
    named = row.later_text("substance") or of_product(product)
    if at is not None and named != of_product(product):
        # Neither word is shown: a kind may be a person's own.
        raise BadRow(row.source, row.line, "substance", "not what product_kind says; accepted: one word in both")
    none_of = None if at is not None or named == LEAF else named
    amount = _mg_or_ug(row, "amount", is_leaf=none_of is not None or named == LEAF)
    dose = Dose(row.on("night"), amount[0], at, number, row.text("note"), amount[1], none_of, row.later("helped"))
    with locate_errors(row.source, row.line, "amount_mg"):
        check_unit(dose, named)
    package.add(row, ("id", dose, "recalled"))
    if product is not None and number is not None and batch not in package.of_dose:
        package.named[product] = number
        _check_held(number, row)
        package.of_dose[batch] = product, number


def _product_of_dose(row: Row, name: str, package: Package) -> tuple[Product, int]:
    with locate_errors(row.source, row.line, "product"):
        product = Product(name, row.needed("product_kind"), opened_on=row.day("batch_opened_on"))
        check_zones(product)
    return product, package.number_of(product)


def _mg_or_ug(row: Row, name: str, *, is_leaf: bool, required: bool = True) -> tuple[int | None, int | None]:
    """Return an amount of leaf in milligrams, or one of another substance in micrograms; both None where neither is.

    The table has a column for grams and one for milligrams. Packages from before schema 5 give every substance in
    grams.
    """
    in_mg, in_ug = row.later_thousandths(f"{name}_g", "grams"), row.later_thousandths(f"{name}_mg", "milligrams")
    if in_ug is None and (in_mg is not None or not required):
        return (in_mg, None) if is_leaf or in_mg is None else (None, in_mg * UG_PER_MG)
    if in_ug is None or in_mg is not None:
        raise row.bad(f"{name}_g", f"grams of leaf such as 2.5, or {name}_mg of another substance; one of the two")
    return (in_ug // UG_PER_MG, None) if is_leaf and not in_ug % UG_PER_MG else (None, in_ug)


def _products(row: Row, package: Package) -> None:
    kind = row.needed("product_kind")
    capsule, weight = (_mg_or_ug(row, name, is_leaf=kind == LEAF, required=False) for name in ("capsule", "weight"))
    low, high = (row.later_thousandths(f"mitragynine_{end}_mg_per_g", "a number") for end in ("low", "high"))
    product = Product(
        row.needed("product"), kind, capsule[0], low, high, weight[0], row.day("batch_opened_on"), capsule[1],
        weight[1],
    )  # fmt: skip
    package.batches[_batch(product)] = product
    _check_held(len(package.batches), row)


def _supplements(row: Row, package: Package) -> None:
    if row.needed("supplement") != Magnesium.kind:
        raise row.bad("supplement", Magnesium.kind)
    if row.needed("route") not in {"oral", "topical"}:
        raise row.bad("route", "oral or topical")
    row.needed("elemental_mg")
    taking = Magnesium(
        row.on("night"), row.lived("taken_at", "zone"), row.whole("elemental_mg") or 0, row.needed("basis"),
        row.text("form"), row.whole("salt_mg"), row.needed("route") == "topical", row.later("helped"),
        row.later_text("note"),
    )  # fmt: skip
    package.add(row, ("id", taking, "recalled"))


def _reader_of(kind: Kind) -> Callable[[Row, Package], None]:
    """Return the function that adds the rows of a table with the entries of one kind."""
    told = {column.field or column.name: column for column in READ_BACK[kind.csv or ""]}

    def add(row: Row, package: Package) -> None:
        made = kind.load()
        names = [each.name for each in fields(made) if row.has(told[each.name].name)]
        entry = made(**{name: _value(row, told[name], name) for name in names})
        package.add(row, ("id", entry, "recalled" if kind.by_night else None))

    return add


def _value(row: Row, column: Column, name: str) -> Any:
    if name.endswith("_milli"):
        return row.thousandths(column.name, "a number")
    if column.required:
        row.needed(column.name)
    if name in _SEVERAL_WORDS:
        return row.words(column.name)
    if column.type == DATETIME:
        return row.moment(column.name, "zone")
    if column.type == DATE:
        return row.day(column.name)
    if column.type == BOOLEAN:
        return row.truth(column.name)
    return row.whole(column.name) if column.type == INTEGER else row.text(column.name)


def _taper_steps(row: Row, package: Package) -> None:
    package.steps.setdefault(row.needed("plan_id"), []).append(row)
    package.steps_held += 1
    _check_held(package.steps_held, row)


def add_plans(package: Package, bad: BadRows) -> None:
    """Make plans from the steps, after all rows were read; a plan with a bad step is left out as a whole.

    Raises:
        BadRow: a step that cannot be right.
    """
    for steps in package.steps.values():
        with bad.row(), locate_errors(steps[0].source, steps[0].line):
            if [row.whole("step") for row in steps] != list(range(1, len(steps) + 1)):
                package.not_carried.append("a taper plan of which the package has only some steps")
            else:
                package.add(steps[0], ("plan_id", _plan(steps), None))


def _plan(rows: list[Row]) -> Plan:
    steps, holds = [], []
    first = rows[0]
    word = first.later_text("substance") or LEAF
    for row in rows:
        with locate_errors(row.source, row.line):
            steps.append(
                Step(
                    row.on("starts_on"),
                    _smallest(row, "target", word),
                    row.whole("doses_per_day"),
                    row.later_text("why"),
                )
            )
            holds += [_hold(row, mark) for mark in row.words("holds")]
    holds.sort(key=lambda hold: hold.placed_on)
    made = first.cells["plan"], tuple(steps)
    coin = first.words("coin") if first.later_text("coin") else ()
    scale, ended_on = _smallest(first, "scale", word), first.day("plan_ended_on")
    if word == LEAF:
        return Plan(*made, scale, ended_on, tuple(holds), coin=coin)
    unit = MCG if first.later_text("unit") == MCG else None
    return Plan(*made, None, ended_on, tuple(holds), word, unit, scale, coin)


def _smallest(row: Row, name: str, word: str) -> int:
    """Return an amount of a plan in the smallest units of its substance: of leaf from grams, else from milligrams."""
    unit, what = ("g", "grams") if word == LEAF else ("mg", "milligrams")
    found = row.later_thousandths(f"{name}_{unit}", what)
    if found is None:
        raise row.bad(f"{name}_{unit}", f"{what} in every row of a plan of that substance")
    return found


def _hold(row: Row, word: str) -> Hold:
    match = _HOLD.fullmatch(word)
    try:
        placed_on = date.fromisoformat(match[1]) if match else None
        step = date.fromisoformat(match[3]) if match and match[3] else None
    except ValueError:
        placed_on = None
    if match is None or placed_on is None:
        raise row.bad("holds", "2026-11-04+5d, semicolons between")
    return Hold(placed_on, int(match[2]), step or row.on("starts_on"), match[4])


PRODUCTS = "products"


def _dictionary(row: Row, package: Package) -> None:
    if row.needed("source") == COMPUTED:
        package.computed.add((row.needed("table"), row.needed("column")))
        _check_held(len(package.computed), row)


#: Table → the function that adds each of its rows.
_ROW_READERS: dict[str, Callable[[Row, Package], None]] = {
    "nights": _nights,
    "doses": _doses,
    PRODUCTS: _products,
    "supplements": _supplements,
    "taper_steps": _taper_steps,
    **{kind.csv: _reader_of(kind) for kind in KINDS.values() if kind.csv is not None},
    "dictionary": _dictionary,
}
#: Table → the columns that are read, and the function that adds each of its rows.
TABLES = {name: (needed(name), take) for name, take in _ROW_READERS.items()}
#: Table → the columns that may be missing.
LATER = {name: optional(name) for name in TABLES}
#: Tables that older packages do not have.
OF_THE_REST = {"exposures", "symptoms", "medicines", "measures", "trials"}
