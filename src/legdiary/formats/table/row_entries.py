"""The entries of a row that belong to its night: ratings, sleep, factors, symptoms, notes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.factors_and_medicines import Factor, Symptom
from legdiary.domain.entries.name_vocabulary import FACTORS, SYMPTOMS, find_name
from legdiary.domain.entries.night import Night
from legdiary.domain.entries.sleep import Sleep
from legdiary.domain.entries.sleep_times import ClockTimes, resolve_clock_times
from legdiary.domain.input.night_vocabulary import parse_body_parts
from legdiary.domain.input.text import check_note
from legdiary.domain.time.bed_wake import read_bed_wake
from legdiary.errors import Asks
from legdiary.formats.table.mapping import FIELDS, LEFT_OUT, NIGHT, SLEEP, Reading, SleepBy
from legdiary.formats.table.names import find_factor
from legdiary.formats.table.row_cells import UnknownCell, cell_word, is_zero, yes_or_no

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, time

    from legdiary.domain.entries.sleep_times import Told
    from legdiary.domain.time.moments import Present
    from legdiary.formats.table.mapping import SheetMap
    from legdiary.formats.table.row_cells import RowCells, Stamp

_MINUTES_AN_HOUR = 60
_EVENTS = ("bed", "tried", "wake", "up", "planned")
_PARTED = re.compile(r"[,;/+\n]|\band\b|\bund\b")
_IN_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
#: Counted here, and told by `records`.
LONE_TIMES, TOTALS, FRAMES, REPEATED = "lone times", "totals", "frames", "repeated hours"


class NightEntries:
    """A reader of what belongs to the night of a row."""

    def __init__(
        self, mapping: SheetMap, present: Present, used: Mapping[str, Sequence[str]], ticked: frozenset[int]
    ) -> None:
        """Make it.

        Args:
            mapping: the mapping of the sheet.
            present: the clock, with the zone of the table.
            used: the names that the diary has of its own: factor, symptom.
            ticked: the columns of factors that hold 0 and 1 alone.
        """
        self._mapping, self._present, self._used, self._ticked = mapping, present, used, ticked

    def read(self, cells: RowCells, night: date, left: Counter[str]) -> Iterator[Any]:
        """Yield the entries of a row.

        Raises:
            BadRow: a cell cannot be right.
        """
        yield from self._night(cells, night)
        yield from self._sleep(cells, night, left)
        for column, of in enumerate(self._mapping.columns):
            if of.field == "factor":
                yield from self._factor(cells, night, column)
            elif of.field == "factors":
                yield from self._factors(cells, night, column)
            elif of.field == "symptom" and (grade := cells.score(column)) is not None:
                with cells.locate(column):
                    name = find_name(SYMPTOMS, of.name or of.header, self._used.get("symptom", ()), new=True)
                    yield Symptom(night, name, grade)

    def _columns(self, entry: str) -> Iterator[tuple[int, str, Reading]]:
        for column, of in enumerate(self._mapping.columns):
            field = FIELDS.get(of.field or "")
            if field is not None and field.of == entry and field.part:
                yield column, field.part, field.reading

    def _night(self, cells: RowCells, night: date) -> Iterator[Night]:
        parts: dict[str, Any] = {}
        for column, part, reading in self._columns(NIGHT):
            if reading is Reading.SCORE:
                parts[part] = cells.score(column)
            elif reading is Reading.CLOCK:
                parts[part] = self._onset(cells, column)
            elif reading is Reading.WORDS:
                parts[part] = self._words(cells, column)
            elif (text := cells.text(column)) is not None:
                with cells.locate(column):
                    before = parts.get(part)
                    parts[part] = check_note(f"{before}\n{text}" if before else text)
        if any(value not in {None, ()} for value in parts.values()):
            with cells.locate(None):
                yield Night(night, **parts)

    def _onset(self, cells: RowCells, column: int) -> int | None:
        stamp = cells.stamp(column, self._present.zone)
        clock = _clock_of(stamp)
        return None if clock is None else clock.hour * _MINUTES_AN_HOUR + clock.minute

    def _words(self, cells: RowCells, column: int) -> tuple[str, ...]:
        text = cells.text(column)
        if text is None:
            return ()
        with cells.locate(column):
            return parse_body_parts(text)

    # ------------------------------------------------------------------ sleep

    def _sleep(self, cells: RowCells, night: date, left: Counter[str]) -> Iterator[Sleep]:
        clocks, at = self._clocks(cells)
        parts: dict[str, Any] = {}
        for column, part, reading in self._columns(SLEEP):
            if reading is Reading.MINUTES:
                parts[part] = cells.minutes(column)
            elif reading is Reading.COUNT:
                parts[part] = cells.count(column)
            elif reading is Reading.SCORE:
                parts[part] = cells.score(column)
        framed = "bed" in clocks and "wake" in clocks
        if clocks and not framed:
            left[LONE_TIMES] += 1
        if framed and parts.get("total_min") is not None:
            if self._mapping.sleep is SleepBy.TOTAL:
                framed = False
                left[FRAMES] += 1
            else:
                del parts["total_min"]
                left[TOTALS] += 1
        if framed:
            with cells.locate(at):
                parts |= self._moments(night, clocks, left)
        if any(value is not None for value in parts.values()):
            with cells.locate(at if framed else None):
                yield Sleep(night, **parts)

    def _clocks(self, cells: RowCells) -> tuple[dict[str, Told], int | None]:
        """Return the times of a night as far as the row has them, and the column of the bed time."""
        clocks: dict[str, Told] = {}
        at = None
        for column, of in enumerate(self._mapping.columns):
            if of.field == "bed-wake" and (text := cells.text(column)) is not None:
                with cells.locate(column):
                    sides = read_bed_wake(text, self._present)
                    if sides is None:
                        raise UnknownCell(text, "two clock times, such as 22:45-06:10")
                clocks |= {"bed": sides[0], "wake": sides[1]}
                at = column
            elif of.field in _EVENTS:
                stamp = cells.stamp(column, self._present.zone)
                told = stamp.moments[0] if stamp is not None and stamp.moments else _clock_of(stamp)
                if told is not None:
                    clocks[of.field] = told
                    at = column if at is None or of.field == "bed" else at
        return clocks, at

    def _moments(self, night: date, clocks: dict[str, Told], left: Counter[str]) -> dict[str, Any]:
        times = ClockTimes(**clocks)
        try:
            return {**resolve_clock_times(night, times, self._present.zone, confirmed=False)}
        except Asks:
            left[REPEATED] += 1
            return {**resolve_clock_times(night, times, self._present.zone)}

    # ------------------------------------------------------------------ factors

    def _factor(self, cells: RowCells, night: date, column: int) -> Iterator[Factor]:
        of, value = self._mapping.columns[column], cells.raw(column)
        if value is None:
            return
        said = of.value_of(cell_word(value))
        if said == LEFT_OUT:
            return
        ticked = yes_or_no(value)
        if ticked is None and column in self._ticked:
            ticked = not is_zero(value)
        if ticked is False:
            return
        with cells.locate(column):
            name = find_name(FACTORS, of.name or of.header, self._used.get("factor", ()), new=True)
            amount = said if said is not None else None if ticked else self._own_words(cells, column)
            yield Factor(night, name, amount=amount)

    def _own_words(self, cells: RowCells, column: int) -> str | None:
        """Return the amount in the person's own words; a bare number with what its column's name has in brackets."""
        text, value = cells.text(column), cells.raw(column)
        if not isinstance(value, str) or text is None or text.replace(",", "").replace(".", "").isdecimal():
            unit = _IN_BRACKETS.search(self._mapping.columns[column].header)
            return f"{text} {unit[1].strip()}".strip() if unit else text
        return text

    def _factors(self, cells: RowCells, night: date, column: int) -> Iterator[Factor]:
        of, text = self._mapping.columns[column], cells.text(column)
        used = self._used.get("factor", ())
        for word in parted(text or ""):
            said = of.value_of(cell_word(word)) or find_factor(word)
            if said == LEFT_OUT or (said is None and is_zero(word)):
                continue
            with cells.locate(column):
                if said is None and word.casefold() not in {name.casefold() for name in used}:
                    raise UnknownCell(word, "a known factor; or say in the mapping's values what it is")
                yield Factor(night, find_name(FACTORS, said or word, used, new=True))


def parted(text: str) -> list[str]:
    """Return the words of a cell that holds several, each once."""
    return list(dict.fromkeys(word for part in _PARTED.split(text) if (word := " ".join(part.split()))))


def _clock_of(stamp: Stamp | None) -> time | None:
    """Return the clock time of a cell, without the date beside it."""
    if stamp is None or stamp.clock is not None:
        return None if stamp is None else stamp.clock
    return stamp.moments[0].local.time().replace(tzinfo=None)


def is_tick(value: object) -> bool:
    """Return whether a cell of a factor is blank, 0 or 1."""
    return value is None or (
        isinstance(value, int | float | Decimal | str) and str(value).strip() in {"0", "1", "", "0.0", "1.0"}
    )
