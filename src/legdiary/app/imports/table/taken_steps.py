"""The steps of a column of what was taken: its unit, its product, its time, its amount."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from legdiary.app.imports.table.facts import MOST_WORDS
from legdiary.app.imports.table.points import Free, Option, Point, both, with_column, with_product, with_value
from legdiary.app.imports.table.typed import read_amount_of_yes, read_product, read_time, read_weight
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.dose_rules import batch_of
from legdiary.domain.entries.substances import Substance, find_kind
from legdiary.errors import plural
from legdiary.formats.table.columns import DecimalMark, Unclear, Unit
from legdiary.formats.table.mapping import LEFT_OUT, NO_PRODUCT, TIMED
from legdiary.formats.table.names import suggest_field
from legdiary.formats.table.row_cells import cell_word, is_zero, yes_or_no

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from legdiary.app.imports.table.facts import Facts
    from legdiary.app.imports.table.points import Change, Known
    from legdiary.domain.time.moments import Present
    from legdiary.formats.table.mapping import ColumnMap, SheetMap, TableMap

_Step: TypeAlias = "Change | Point"
_MAGNESIUM = frozenset({"magnesium", "magnesium-salt"})
_PIECES = frozenset({Unit.CAPSULE, Unit.TABLET})
#: Nobody takes so many grams of magnesium: larger numbers are milligrams.
_MOST_GRAMS = 5
_TOO_LARGE_FOR_LIST = 12


class TakenSteps:
    """The steps towards the mapping of a column of what was taken."""

    def __init__(self, facts: Facts, known: Known, present: Present) -> None:
        self._facts, self._known, self._present = facts, known, present

    def steps(self, table: TableMap, place: int, column: int) -> Iterator[_Step]:
        """Yield what a column shows, and what it leaves open."""
        sheet = table.sheets[place]
        of = sheet.columns[column]
        if of.field == "dose-product":
            yield from self._products_in_cells(table, place, column)
        if of.field not in TIMED:
            return
        if of.field == "medicine":
            yield from self._amount_of_yes(place, column, of)
        yield from self._unit(place, column, sheet)
        if of.field == "dose":
            yield from self._product(table, place, column)
            yield from self._weight(table, place, column)
        if of.field == "magnesium-salt" and of.form is None and sheet.find("magnesium-form") is None:
            yield self._form(place, column)
        yield from self._time(place, column, sheet)

    # ------------------------------------------------------------------ amounts

    def _bare(self, place: int, column: int, mark: DecimalMark) -> Decimal | None:
        """Return the least of the numbers without a unit, above 0; None where there are none."""
        numbers = self._facts.numbers(place, column, mark)
        return numbers.least if numbers.most is not None and numbers.most > 0 else None

    def _unit(self, place: int, column: int, sheet: SheetMap) -> Iterator[_Step]:
        of = sheet.columns[column]
        if of.unit is not None:
            return
        mark = of.decimal or DecimalMark.POINT
        found = self._facts.unit(place, column, mark)
        if isinstance(found, Unclear):
            options = tuple(
                Option(each.label, with_column(place, column, unit=each.finding), f'unit = "{each.finding}"')
                for each in found.choices
            )
            yield Point(place, column, "unclear", options, told=(found.question,))
            return
        if found is not None:
            yield with_column(place, column, unit=found)
            return
        least = self._bare(place, column, mark)
        if least is None or self._says_unit_beside(place, column, sheet) or (of.field == "medicine" and of.amount):
            return
        if (
            of.field in _MAGNESIUM
            and self._facts.numbers(place, column, mark).least is not None
            and least > _MOST_GRAMS
        ):
            yield with_column(place, column, unit=Unit.MILLIGRAM)
            return
        units = (Unit.GRAM, Unit.MILLIGRAM, *([Unit.MICROGRAM] if of.field == "medicine" else []))
        if of.field not in _MAGNESIUM:
            units += (Unit.CAPSULE, Unit.TABLET)
        options = tuple(
            Option(_UNIT_NAMES[unit], with_column(place, column, unit=unit), f'unit = "{unit}"') for unit in units
        )
        yield Point(place, column, "unit", options, told=self._facts.examples(place, column))

    def _says_unit_beside(self, place: int, column: int, sheet: SheetMap) -> bool:
        """Return whether another cell of each row says the unit of a dose."""
        beside = self._beside(sheet, column, "dose-unit")
        if sheet.columns[column].field != "dose" or beside is None:
            return False
        pairs = zip(self._facts.values(place, column), self._facts.values(place, beside), strict=True)
        return all(unit is not None for amount, unit in pairs if amount is not None)

    def _amount_of_yes(self, place: int, column: int, of: ColumnMap) -> Iterator[_Step]:
        if of.amount is None and any(yes_or_no(value) for value in self._facts.values(place, column)):
            yield Point(
                place, column, "amount", (), Free.AMOUNT,
                lambda typed: with_column(place, column, amount=read_amount_of_yes(typed)),
                told=(of.name or of.header,), toml='amount = "…"',
            )  # fmt: skip

    def _weight(self, table: TableMap, place: int, column: int) -> Iterator[_Step]:
        of = table.sheets[place].columns[column]
        if of.weighs is not None or of.unit not in _PIECES or of.product is None:
            return
        batch = batch_of(self._known.products, of.product, self._present.today)
        if batch is None or batch.entry.capsule_micrograms is None:
            yield Point(
                place, column, "weighs", (), Free.WEIGHT,
                lambda typed: with_column(place, column, weighs=read_weight(typed)),
                told=(of.unit,), toml='weighs = "…"',
            )  # fmt: skip

    def _form(self, place: int, column: int) -> Point:
        from legdiary.domain.entries.magnesium import FORMS

        options = tuple(Option(form, with_column(place, column, form=form), f'form = "{form}"') for form in FORMS)
        return Point(place, column, "salt", options)

    # ------------------------------------------------------------------ products

    def _product(self, table: TableMap, place: int, column: int) -> Iterator[_Step]:
        sheet = table.sheets[place]
        of = sheet.columns[column]
        if of.product is not None or self._is_said_beside(place, column, sheet):
            return
        guess = suggest_field(of.header)
        kind = guess.kind if guess is not None else None
        there = [each.entry for each in self._known.products]
        names = list(dict.fromkeys(each.name for each in there if kind is None or each.product_kind == kind))
        if kind == LEAF and not names:
            yield with_column(place, column, product=NO_PRODUCT)
            return
        options = [
            Option(
                f"the same as {each.header}",
                with_column(place, column, product=each.product),
                f'product = "{each.product}"',
            )
            for each in sheet.columns
            if each.field == "dose" and each.product is not None and kind is None
        ][:1]
        options += [self._as_product(place, column, name) for name in names[:_TOO_LARGE_FOR_LIST]]
        if kind in {None, LEAF}:
            options.append(
                Option(
                    "kratom leaf, without a product",
                    with_column(place, column, product=NO_PRODUCT),
                    f'product = "{NO_PRODUCT}"',
                )
            )
        elif not names:
            name = Substance(kind or "").name
            change = both(with_product(name, kind or ""), with_column(place, column, product=name))
            options.append(Option(f"a product called {name}", change, f'product = "{name}"'))
        yield Point(
            place, column, "product", tuple(options), Free.PRODUCT,
            lambda typed: self._take_product(place, column, typed),
            suggested=0 if len(options) == 1 and kind is not None else None,
            told=self._facts.examples(place, column), toml='product = "…"',
        )  # fmt: skip

    def _as_product(self, place: int, column: int, name: str) -> Option:
        there = next(each.entry for each in self._known.products if each.entry.name == name)
        change = both(with_product(name, there.product_kind), with_column(place, column, product=name))
        return Option(f"{name} ({Substance(there.product_kind).name})", change, f'product = "{name}"')

    def _take_product(self, place: int, column: int, typed: str) -> Change:
        name, kind = read_product(typed, self._known.products)
        named = with_column(place, column, product=name)
        return named if kind is None else both(with_product(name, kind), named)

    def _is_said_beside(self, place: int, column: int, sheet: SheetMap) -> bool:
        """Return whether another cell of each row says the product of a dose."""
        beside = self._beside(sheet, column, "dose-product")
        if beside is None:
            return False
        pairs = zip(self._facts.values(place, column), self._facts.values(place, beside), strict=True)
        return all(product is not None for amount, product in pairs if amount is not None)

    def _products_in_cells(self, table: TableMap, place: int, column: int) -> Iterator[_Step]:
        of = table.sheets[place].columns[column]
        words = dict.fromkeys(
            (cell_word(value), str(value)) for value in self._facts.values(place, column) if value is not None
        )
        for word, text in list(words)[:MOST_WORDS]:
            if of.value_of(word) is not None:
                continue
            there = batch_of(self._known.products, text, self._present.today)
            if there is not None:
                yield both(
                    with_product(there.entry.name, there.entry.product_kind),
                    with_value(place, column, word, there.entry.name),
                )
                return
            if find_kind(text) == LEAF and not self._known.products:
                yield with_value(place, column, word, NO_PRODUCT)
                return
            yield self._which_product(place, column, word, text)

    def _which_product(self, place: int, column: int, word: str, text: str) -> Point:
        options = [
            Option(
                f"the product {each.entry.name}",
                both(
                    with_product(each.entry.name, each.entry.product_kind),
                    with_value(place, column, word, each.entry.name),
                ),
                f'values = {{ "{word}" = "{each.entry.name}" }}',
            )
            for each in self._known.products[:_TOO_LARGE_FOR_LIST]
        ]

        def take(typed: str) -> Change:
            name, kind = read_product(typed, self._known.products, text)
            named = with_value(place, column, word, name)
            return named if kind is None else both(with_product(name, kind), named)

        return Point(
            place, column, "kind", tuple(options), Free.KIND, take, told=(text,), toml=f'values = {{ "{word}" = "…" }}'
        )

    # ------------------------------------------------------------------ times

    def _time(self, place: int, column: int, sheet: SheetMap) -> Iterator[_Step]:
        of = sheet.columns[column]
        if of.at is not None:
            return
        field = TIMED[of.field or ""]
        beside = (
            self._beside(sheet, column, field) if of.field == "dose"
            else sheet.find(field, (of.name, None) if of.field == "medicine" else None)
        )  # fmt: skip
        amounts = self._facts.values(place, column)
        times = self._facts.values(place, beside) if beside is not None else [None] * len(amounts)
        taken = [
            time is not None for amount, time in zip(amounts, times, strict=True)
            if amount is not None and not is_zero(amount) and yes_or_no(amount) is not False
        ]  # fmt: skip
        if taken and not all(taken):
            leaves = Option(
                "leave out those without a time", with_column(place, column, at=LEFT_OUT), f'at = "{LEFT_OUT}"'
            )
            yield Point(
                place, column, "at", (leaves,), Free.TIME,
                lambda typed: with_column(place, column, at=read_time(typed)),
                told=(plural(taken.count(False), "amount"), f"{len(taken)}"), toml='at = "HH:MM"',
            )  # fmt: skip

    def _beside(self, sheet: SheetMap, column: int, field: str) -> int | None:
        """Return the column of the same dose that has another part of it."""
        return sheet.beside_dose(sheet.columns[column], field)


_UNIT_NAMES = {
    Unit.GRAM: "grams", Unit.MILLIGRAM: "milligrams", Unit.MICROGRAM: "micrograms", Unit.CAPSULE: "capsules",
    Unit.TABLET: "tablets",
}  # fmt: skip
