"""The steps of one column: its dates, its clock, its decimal mark, its unit, its scale, its words."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from legdiary.app.imports.table.facts import MOST_WORDS
from legdiary.app.imports.table.points import Free, Option, Point, with_column, with_value
from legdiary.app.imports.table.taken_steps import TakenSteps
from legdiary.app.imports.table.typed import read_typed_scale, read_value, read_year
from legdiary.formats.table.columns import Clock, DateOrder, DayOrder, DecimalMark, Unclear, Unit
from legdiary.formats.table.header_words import GRADE_WORDS
from legdiary.formats.table.mapping import FIELDS, LEFT_OUT, NAMED, Reading
from legdiary.formats.table.mapping_file import format_scale
from legdiary.formats.table.names import find_factor, find_medicine, find_symptom, plain_words, suggest_field
from legdiary.formats.table.row_cells import SCALES, is_zero, spread
from legdiary.formats.table.row_entries import parted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.app.imports.table.facts import Facts, Numbers
    from legdiary.app.imports.table.points import Change, Known
    from legdiary.domain.time.moments import Present
    from legdiary.formats.table.mapping import ColumnMap, SheetMap, TableMap
    from legdiary.formats.table.sheets import Value

_Step: TypeAlias = "Change | Point"
_SCORES = (0, 10)
#: Above half of the scale nothing but 0 to 10 is likely; up to it, a column may be on a shorter one.
_SURELY_TEN_FROM = 6
#: Dates that begin with their year have one order only.
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_SCALES = 4
_HUNDRED, _MANY_HOURS, _ONLY_MINUTES_FROM = 100, 16, 10
_SHORT = ((0, 3), (0, 4), (0, 5), (1, 5), (1, 7))
_FIND = {"factor": find_factor, "symptom": find_symptom, "medicine": find_medicine, "medicine-time": find_medicine}


class ColumnSteps:
    """The steps towards the mapping of a column."""

    def __init__(self, facts: Facts, known: Known, present: Present) -> None:
        self._facts, self._known = facts, known
        self._taken = TakenSteps(facts, known, present)

    def steps(self, table: TableMap, place: int, column: int) -> Iterator[_Step]:
        """Yield what a column shows, and what it leaves open."""
        sheet = table.sheets[place]
        of = sheet.columns[column]
        field = FIELDS[of.field or LEFT_OUT]
        if of.field in NAMED and of.name is None:
            yield with_column(place, column, name=_FIND[of.field](of.header) or of.header.lower().strip())
            return
        reading = field.reading
        if reading is Reading.DATE or (reading is Reading.CLOCK and self._facts.has_dates(place, column)):
            yield from self._order(place, column, of)
        if reading is Reading.CLOCK:
            yield from self._clock(place, column, sheet)
        if reading in {Reading.SCORE, Reading.GRADE, Reading.MINUTES, Reading.COUNT, Reading.AMOUNT}:
            found = list(self._decimal(place, column, sheet))
            yield from found
            if found:
                return
        if reading in {Reading.SCORE, Reading.GRADE}:
            yield from self._scale(place, column, of)
        elif reading is Reading.MINUTES:
            yield from self._unit_of_minutes(place, column, of)
        elif of.field == "factors":
            yield from self._factors(place, column, of)
        yield from self._taken.steps(table, place, column)

    # ------------------------------------------------------------------ how its cells are written

    def _order(self, place: int, column: int, of: ColumnMap) -> Iterator[_Step]:
        values = self._facts.values(place, column)
        if of.order is not None and of.year is not None:
            return
        if of.field == "date" and all(value is None or hasattr(value, "isoformat") for value in values):
            return  # dates of a spreadsheet say themselves what they are
        if of.order is None and all(value is None or _is_iso(value) for value in values):
            yield with_column(place, column, order=DayOrder.YMD)
            return
        found = self._facts.date_order(place, column, of)
        if isinstance(found, DateOrder):
            if of.order is None:
                yield with_column(place, column, order=found.order, year=found.year)
        elif found.asks_year:
            yield Point(
                place, column, "year", (), Free.YEAR, lambda typed: with_column(place, column, year=read_year(typed)),
                told=(found.question,), toml="year = …",
            )  # fmt: skip
        else:
            yield _unclear(place, column, "order", "dates", found)

    def _clock(self, place: int, column: int, sheet: SheetMap) -> Iterator[_Step]:
        if sheet.columns[column].clock is None:
            found = self._facts.clock(place, column, sheet)
            if isinstance(found, Unclear):
                yield _unclear(place, column, "clock", "clock", found)
            elif found is not Clock.H24:
                yield with_column(place, column, clock=found)

    def _decimal(self, place: int, column: int, sheet: SheetMap) -> Iterator[_Step]:
        if sheet.columns[column].decimal is None and self._facts.has_texts(place, column, ".,"):
            found = self._facts.decimal(place, column, sheet)
            if isinstance(found, Unclear):
                yield _unclear(place, column, "decimal", "decimal", found)
            else:
                yield with_column(place, column, decimal=found)

    def _unit_of_minutes(self, place: int, column: int, of: ColumnMap) -> Iterator[_Step]:
        if of.unit is not None:
            return
        mark = of.decimal or DecimalMark.POINT
        found = self._facts.unit(place, column, mark)
        if isinstance(found, Unclear):
            yield _unclear(place, column, "unit", "unit", found)
            return
        numbers = self._facts.numbers(place, column, mark)
        if found is None and numbers.most is not None:
            found = _likely_unit(of, numbers)
            if found is None:
                options = tuple(
                    Option(f"{name}", with_column(place, column, unit=unit), f'unit = "{unit}"')
                    for unit, name in ((Unit.MINUTE, "minutes"), (Unit.HOUR, "hours"))
                )
                yield Point(place, column, "unit", options, told=self._facts.examples(place, column))
                return
        if found is not None:
            yield with_column(place, column, unit=found)

    # ------------------------------------------------------------------ scales

    def _scale(self, place: int, column: int, of: ColumnMap) -> Iterator[_Step]:
        own = SCALES.get(of.field or "", _SCORES)
        named = _scale_of_header(of)
        numbers = self._facts.numbers(place, column, of.decimal or DecimalMark.POINT, of.scale or named)
        if of.scale is None and numbers.most is not None and numbers.least is not None:
            yield self._which_scale(place, column, of, numbers)
            return
        if of.scale == own and numbers.part and not of.rounded:
            rounds = Option(
                "round it to the next whole number, .5 up", with_column(place, column, rounded=True), "round = true"
            )
            leaves = Option("leave this column out", with_column(place, column, field=LEFT_OUT), f'is = "{LEFT_OUT}"')
            yield Point(place, column, "round", (rounds, leaves), told=(numbers.part,))
        for word in numbers.words[:MOST_WORDS]:
            if of.value_of(word) is None and not (of.field == "symptom" and plain_words(word) in GRADE_WORDS):
                yield self._word_on_scale(place, column, word, own)

    def _which_scale(self, place: int, column: int, of: ColumnMap, numbers: Numbers) -> _Step:
        own = SCALES.get(of.field or "", _SCORES)
        named = _scale_of_header(of)
        least, most = numbers.least or Decimal(), numbers.most or Decimal()
        fits = own[0] <= least and most <= own[1]
        is_ten = own == _SCORES and most >= _SURELY_TEN_FROM
        is_three = of.field == "symptom" and most == own[1]
        if fits and of.field != "quality" and (named == own or (named is None and (is_ten or is_three))):
            return with_column(place, column, scale=own)
        likely = [named] if named else []
        likely += [own] if fits else []
        usual = (*_SHORT, _SCORES) if most <= _SCORES[1] else ((0, _HUNDRED),)
        likely += [scale for scale in usual if scale[0] <= least and most <= scale[1]]
        if of.field == "quality":
            likely = [end for scale in likely for end in (scale, (scale[1], scale[0]))]
        scales = [scale for scale in dict.fromkeys(likely) if min(scale) <= least and most <= max(scale)][:_MOST_SCALES]
        options = tuple(
            Option(
                _scale_label(scale, own, numbers),
                with_column(place, column, scale=scale),
                f'scale = "{format_scale(scale)}"',
            )
            for scale in scales
        )
        return Point(
            place, column, "scale", options, Free.SCALE,
            lambda typed: with_column(place, column, scale=read_typed_scale(typed)),
            told=(f"{least.normalize():f}", f"{most.normalize():f}"), toml='scale = "LEAST-MOST"',
        )  # fmt: skip

    def _word_on_scale(self, place: int, column: int, word: str, own: tuple[int, int]) -> Point:
        options: tuple[Option, ...] = ()
        if is_zero(word) and own[0] == 0:
            options = (Option("0", with_value(place, column, word, "0"), f"values = {{ {_quoted(word)} = 0 }}"),)
        return Point(
            place, column, "values", options, Free.NUMBER,
            lambda typed: with_value(place, column, word, read_value(typed, own)),
            suggested=0 if options else None, told=(word, f"{own[0]}", f"{own[1]}"),
            toml=f"values = {{ {_quoted(word)} = … }}",
        )  # fmt: skip

    # ------------------------------------------------------------------ factors in one cell

    def _factors(self, place: int, column: int, of: ColumnMap) -> Iterator[_Step]:
        used = {name.casefold() for name in self._known.used.get("factor", ())}
        seen: dict[str, None] = {}
        for value in self._facts.values(place, column):
            for word in parted(value) if isinstance(value, str) else ():
                known = of.value_of(word.casefold()) or find_factor(word)
                if known is None and not is_zero(word) and word.casefold() not in used:
                    seen.setdefault(word.casefold())
        for word in list(seen)[:MOST_WORDS]:
            options = (
                Option(
                    f"a factor of your own, {word}",
                    with_value(place, column, word, word),
                    f"values = {{ {_quoted(word)} = {_quoted(word)} }}",
                ),
                Option(
                    "leave it out",
                    with_value(place, column, word, LEFT_OUT),
                    f'values = {{ {_quoted(word)} = "{LEFT_OUT}" }}',
                ),
            )
            yield Point(
                place, column, "factor", options, Free.FACTOR,
                lambda typed, word=word: with_value(place, column, word, find_factor(typed) or typed.strip().lower()),  # type: ignore[misc]
                told=(word,),
            )  # fmt: skip


def _unclear(place: int, column: int, key: str, toml: str, found: Unclear) -> Point:
    """Return the point of a column that can be read in several ways."""

    def change(finding: Any) -> Change:
        if isinstance(finding, DateOrder):
            return with_column(place, column, order=finding.order, year=finding.year)
        return with_column(place, column, **{key: finding})

    options = tuple(
        Option(each.label, change(each.finding), f'{toml} = "{getattr(each.finding, "order", each.finding)}"')
        for each in found.choices
    )
    return Point(place, column, "unclear", options, told=(found.question,))


def _is_iso(value: Value) -> bool:
    return isinstance(value, str) and _ISO.match(value) is not None


def _likely_unit(of: ColumnMap, numbers: Numbers) -> Unit | None:
    """Return the unit that all bare durations of a column must have; None where both are possible."""
    least, most = numbers.least or Decimal(), numbers.most or Decimal()
    if of.field == "total":
        if most <= _MANY_HOURS:
            return Unit.HOUR
        return Unit.MINUTE if least > _MANY_HOURS else None
    return Unit.MINUTE if most >= _ONLY_MINUTES_FROM and not numbers.part else None


def _scale_of_header(of: ColumnMap) -> tuple[int, int] | None:
    """Return the scale that the name of a column says; a cell outside it can't be right."""
    guess = suggest_field(of.header)
    return guess.scale if guess is not None else None


def _scale_label(scale: tuple[int, int], own: tuple[int, int], numbers: Numbers) -> str:
    """Return an answer about a scale, with the two ends of the column as they would be stored."""
    if scale == own:
        return f"{scale[0]} to {scale[1]}, stored as they are"
    most = numbers.most or Decimal()
    stored = spread(Fraction(most), scale, own)
    return f"{scale[0]} (least) to {scale[1]} (most): {most.normalize():f} is stored as {stored}"


def _quoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
