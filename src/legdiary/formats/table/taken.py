"""Doses, magnesium and medicines of a row, each with its moment."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.domain.entries.dose import LEAF, UG_PER_MG, Dose
from legdiary.domain.entries.dose_rules import batch_of
from legdiary.domain.entries.factors_and_medicines import Medicine
from legdiary.domain.entries.magnesium import COMPUTED_FROM_SALT, LABEL_ELEMENTAL, Magnesium, elemental_mg, parse_form
from legdiary.domain.entries.name_vocabulary import MEDICINES, find_name
from legdiary.domain.entries.products import Product
from legdiary.domain.input.amounts import FinerThanAMilligram, parse_exact
from legdiary.domain.input.medicine_amounts import is_medicine_amount, parse_medicine_amount
from legdiary.domain.time.moments import A_DAY, diary_day, local_moments
from legdiary.errors import BadValue
from legdiary.formats.table.columns import Unit
from legdiary.formats.table.header_words import FORM_WORDS
from legdiary.formats.table.mapping import LEFT_OUT, NO_PRODUCT, DosesOn, Zero
from legdiary.formats.table.names import plain_words
from legdiary.formats.table.row_cells import UnknownCell, cell_word, is_zero, plain_decimal, yes_or_no
from legdiary.formats.table.row_entries import REPEATED

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.time.moments import Moment, Present
    from legdiary.formats.table.columns import Amount
    from legdiary.formats.table.mapping import ColumnMap, SheetMap, TableMap
    from legdiary.formats.table.row_cells import RowCells, Stamp

_UG = {Unit.GRAM: 1_000_000, Unit.MILLIGRAM: 1000, Unit.MICROGRAM: 1}
_ONE = "1"
_PIECES = frozenset({Unit.CAPSULE, Unit.TABLET})
#: Counted here, and told by `records`.
NO_TIME, NO_AMOUNT, ZEROS, ZERO_MAGNESIUM = "no time", "no amount", "zeros", "zero magnesium"
TIME_BY_MAPPING = "time by mapping"


class NotAWeight(BadValue):
    """Capsules or tablets of which nobody said what one weighs."""

    def __init__(self, unit: str) -> None:
        super().__init__(f'what one {unit} weighs is not known; say it in the mapping as weighs, such as "500 mg"')


class OtherKind(BadValue):
    """A product of the mapping that is of another kind in the diary."""

    def __init__(self, kind: str, there: str) -> None:
        super().__init__(f"the mapping says that this product is {kind}, and in the diary it is {there}")


class KindNotSaid(BadValue):
    """A product that neither the mapping nor the diary knows."""

    def __init__(self) -> None:
        super().__init__("the kind of this product is not known; say it below [products] in the mapping")


class _Named(NamedTuple):
    """The product of a dose: its number in the file, and the product; None and None for leaf without one."""

    number: int | None = None
    product: Product | None = None

    @property
    def kind(self) -> str:
        """The word of its substance."""
        return LEAF if self.product is None else self.product.product_kind


class Products:
    """The products that the doses of a table name: the batches of the diary, else new ones."""

    def __init__(self, table: TableMap, stored: Sequence[Stored]) -> None:
        self._table, self._stored = table, stored
        self._numbers: dict[Product, int] = {}
        self._kept: set[int] = set()

    @property
    def by_number(self) -> Mapping[int, Product]:
        """Return the products of the doses that are kept, by their numbers in the file."""
        return {number: product for product, number in self._numbers.items() if number in self._kept}

    def keep(self, entries: Iterable[Any]) -> None:
        """Keep the products of the doses of a row that is right."""
        self._kept.update(each.product_id for each in entries if isinstance(each, Dose) and each.product_id is not None)

    def find(self, name: str, day: date) -> _Named:
        """Return a product as it was in use on a day.

        Raises:
            KindNotSaid: nobody says its kind.
            OtherKind: the diary has it as another kind.
        """
        if name == NO_PRODUCT:
            return _Named()
        kind, there = self._table.kind_of(name), batch_of(self._stored, name, day)
        if there is not None:
            if kind is not None and kind != there.entry.product_kind:
                raise OtherKind(kind, there.entry.product_kind)
            product = there.entry
        elif kind is None:
            raise KindNotSaid
        else:
            product = Product(" ".join(name.split()), kind)
        return _Named(self._numbers.setdefault(product, len(self._numbers) + 1), product)


class TakenEntries:
    """A reader of what was taken."""

    def __init__(self, mapping: SheetMap, present: Present, products: Products, used: Sequence[str]) -> None:
        """Make it.

        Args:
            mapping: the mapping of the sheet.
            present: the clock, with the zone of the table and the start of the diary day.
            products: the products of the table.
            used: the medicines that the diary has.
        """
        self._mapping, self._present, self._products, self._used = mapping, present, products, used
        self._doses = [(column, of) for column, of in enumerate(mapping.columns) if of.field == "dose"]

    def read(self, cells: RowCells, day: date | None, left: Counter[str]) -> Iterator[Any]:
        """Yield the entries of a row.

        Args:
            cells: the row.
            day: its date; None where it has none, and each time has its own.
            left: the counts of what is left out.

        Raises:
            BadRow: a cell cannot be right.
        """
        yield from self._all_doses(cells, day, left)
        for column, of in enumerate(self._mapping.columns):
            if of.field in {"magnesium", "magnesium-salt"}:
                yield from self._magnesium(cells, day, column, left)
            elif of.field == "medicine":
                yield from self._medicine(cells, day, column, left)

    # ------------------------------------------------------------------ doses

    def _all_doses(self, cells: RowCells, day: date | None, left: Counter[str]) -> Iterator[Dose]:
        zeros: dict[str, int] = {}
        taken: set[str] = set()
        for column, of in self._doses:
            value = cells.raw(column)
            if value is None:
                left[NO_AMOUNT] += cells.raw(self._beside(of, "dose-time")) is not None
                continue
            on = self._day_of_doses(cells, of, day)
            with cells.locate(column):
                named = self._product(cells, of, on)
            if is_zero(value):
                zeros.setdefault(named.kind, column)
                continue
            taken.add(named.kind)
            at = self._moment(cells, column, self._beside(of, "dose-time"), day, left)
            if at is not None:
                yield self._dose(cells, column, of, at, named)
        for kind, column in zeros.items():
            if kind in taken:
                continue
            if self._mapping.zero is not Zero.NONE:
                left[ZEROS] += 1
                continue
            with cells.locate(column):
                yield Dose(self._none_on(cells, column, day), 0, none_of=None if kind == LEAF else kind)

    def _dose(self, cells: RowCells, column: int, of: ColumnMap, at: Moment, named: _Named) -> Dose:
        amount = cells.amount(column, self._unit(cells, of))
        text = cells.text(self._beside(of, "dose-note"))
        with cells.locate(column):
            ug = _micrograms(amount, of, named.product)
            if named.kind == LEAF and ug % UG_PER_MG:
                raise FinerThanAMilligram(f"{plain_decimal(amount.number)} {amount.unit}", leaf=True)
            night = diary_day(at, self._present.day_start)
            if named.kind == LEAF:
                return Dose(night, ug // UG_PER_MG, at, named.number, text)
            return Dose(night, None, at, named.number, text, ug)

    def _product(self, cells: RowCells, of: ColumnMap, day: date | None) -> _Named:
        beside = self._beside(of, "dose-product")
        value = cells.raw(beside)
        name = of.product
        if value is not None and beside is not None:
            said = self._mapping.columns[beside].value_of(cell_word(value))
            name = said or str(value)
        return self._products.find(name or NO_PRODUCT, day or self._present.today)

    def _unit(self, cells: RowCells, of: ColumnMap) -> Unit | None:
        beside = self._beside(of, "dose-unit")
        value = cells.text(beside)
        if value is None:
            return None
        from legdiary.formats.table.columns import find_unit

        with cells.locate(beside):
            unit = find_unit(f"({value})", ())
            if not isinstance(unit, Unit):
                raise UnknownCell(value, "g, mg, mcg, capsules or tablets")
            return unit

    def _beside(self, of: ColumnMap, field: str) -> int | None:
        """Return the column of the same dose that has another part of it."""
        return self._mapping.beside_dose(of, field)

    def _day_of_doses(self, cells: RowCells, of: ColumnMap, day: date | None) -> date | None:
        if day is not None:
            return day
        stamp = cells.stamp(self._beside(of, "dose-time"), self._present.zone)
        return stamp.moments[0].local.date() if stamp is not None and stamp.moments else None

    def _none_on(self, cells: RowCells, column: int, day: date | None) -> date:
        """Return the day of a dose-free mark."""
        if day is None:
            raise cells.bad(column, "the row has no date")
        return day - A_DAY if self._mapping.doses_on is DosesOn.DAY_BEFORE else day

    # ------------------------------------------------------------------ magnesium and medicines

    def _magnesium(self, cells: RowCells, day: date | None, column: int, left: Counter[str]) -> Iterator[Magnesium]:
        value, of = cells.raw(column), self._mapping.columns[column]
        if value is None:
            return
        if is_zero(value):
            left[ZERO_MAGNESIUM] += 1
            return
        at = self._moment(cells, column, self._mapping.find("magnesium-time"), day, left)
        if at is None:
            return
        amount = cells.amount(column, None)
        form = self._form(cells, of)
        with cells.locate(column):
            mg, rest = divmod(_micrograms(amount, of, None), UG_PER_MG)
            if rest:
                raise FinerThanAMilligram(f"{plain_decimal(amount.number)} {amount.unit}")
            night = diary_day(at, self._present.day_start)
            if of.field == "magnesium":
                yield Magnesium(night, at, mg, LABEL_ELEMENTAL, form)
            elif form is None:
                raise UnknownCell(of.header, "a salt with its form; say it in the mapping as form")
            else:
                yield Magnesium(night, at, elemental_mg(mg, form), COMPUTED_FROM_SALT, form, mg)

    def _form(self, cells: RowCells, of: ColumnMap) -> str | None:
        column = self._mapping.find("magnesium-form")
        text = cells.text(column) or of.form
        if text is None:
            return None
        with cells.locate(column):
            return parse_form(FORM_WORDS.get(plain_words(text), text))

    def _medicine(self, cells: RowCells, day: date | None, column: int, left: Counter[str]) -> Iterator[Medicine]:
        value, of = cells.raw(column), self._mapping.columns[column]
        if value is None or yes_or_no(value) is False:
            return
        at = self._moment(cells, column, self._mapping.find("medicine-time", (of.name, None)), day, left)
        if at is None:
            return
        with cells.locate(column):
            name = find_name(MEDICINES, of.name or of.header, self._used, new=True)
            yield Medicine(diary_day(at, self._present.day_start), at, name, self._medicine_amount(cells, column))

    def _medicine_amount(self, cells: RowCells, column: int) -> str:
        value, of = cells.raw(column), self._mapping.columns[column]
        if yes_or_no(value) or (of.amount is not None and cell_word(value) == _ONE):
            if of.amount is None:
                raise UnknownCell(cell_word(value), "an amount; say in the mapping's amount what a yes is")
            return parse_medicine_amount(of.amount)
        if isinstance(value, str) and is_medicine_amount(value):
            return parse_medicine_amount(value)
        amount = cells.amount(column, None)
        return parse_medicine_amount(f"{plain_decimal(amount.number)} {amount.unit}")

    # ------------------------------------------------------------------ moments

    def _moment(
        self, cells: RowCells, column: int, time_column: int | None, day: date | None, left: Counter[str]
    ) -> Moment | None:
        """Return the moment of something taken; None where it has none and is to be left out.

        Raises:
            BadRow: it has none, or the clocks skipped it.
        """
        stamp: Stamp | None = cells.stamp(time_column, self._present.zone)
        at = self._mapping.columns[column].at
        if stamp is None and at == LEFT_OUT:
            left[NO_TIME] += 1
            return None
        with cells.locate(time_column if stamp is not None else column):
            if stamp is not None and stamp.moments:
                left[REPEATED] += len(stamp.moments) > 1
                return stamp.moments[0]
            clock = stamp.clock if stamp is not None else at
            if clock is None or isinstance(clock, str):
                raise cells.bad(column, "there is no time for it; say one in the mapping as at")
            if day is None:
                raise cells.bad(None, "the row has no date")
            left[TIME_BY_MAPPING] += stamp is None
            on = day
            if self._mapping.doses_on is not DosesOn.DATE:
                on -= A_DAY if self._mapping.doses_on is DosesOn.DAY_BEFORE else 0 * A_DAY
                on += A_DAY if clock < self._present.day_start else 0 * A_DAY
            found = local_moments(on, clock, self._present.zone)
            left[REPEATED] += len(found) > 1
            return found[0]


def _micrograms(amount: Amount, of: ColumnMap, product: Product | None) -> int:
    """Return an amount in whole micrograms.

    Raises:
        NotAWeight: what a capsule weighs is not known.
        FinerThanAMilligram: it is finer than a microgram.
    """
    if amount.unit in _PIECES:
        piece = parse_exact(of.weighs, leaf=False) if of.weighs else product.capsule_micrograms if product else None
        if piece is None:
            raise NotAWeight(amount.unit)
        exact = amount.number * piece
    elif amount.unit in _UG:
        exact = amount.number * _UG[amount.unit]
    else:
        raise UnknownCell(f"{plain_decimal(amount.number)} {amount.unit}", "a weight, capsules or tablets")
    if exact != exact.to_integral_value():
        raise FinerThanAMilligram(f"{plain_decimal(Decimal(amount.number))} {amount.unit}", unit="microgram")
    return int(exact)
