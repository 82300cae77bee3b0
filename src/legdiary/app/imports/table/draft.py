"""The first draft of a mapping: the columns of a table that are known by their names and their neighbours."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.formats.table.mapping import (
    FIELDS,
    LEFT_OUT,
    NAMED,
    NUMBERED,
    ColumnMap,
    NightDate,
    SheetMap,
    TableMap,
)
from legdiary.formats.table.names import DOSE, DOSE_TIME, suggest_field
from legdiary.formats.table.records import is_known_table
from legdiary.formats.table.row_cells import is_missing
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.formats.table.names import Suggestion
    from legdiary.formats.table.sheets import Sheet

_DATES = {"date": None, "evening-date": NightDate.EVENING, "morning-date": NightDate.MORNING}
_WEEKDAY = "weekday"
#: Fields that make no sense without a dose, or without magnesium.
_OF_A_DOSE = frozenset({DOSE_TIME, "dose-product", "dose-unit", "dose-note"})
_OF_MAGNESIUM = frozenset({"magnesium-form", "magnesium-time"})
_OF_A_NIGHT = ("night", "sleep", "symptom", "factor")


class Guess(NamedTuple):
    """The fields that a column may be, where that is not certain: the most likely first."""

    fields: tuple[str, ...]
    name: str | None = None


def draft_table(sheets: Sequence[Sheet]) -> TableMap:
    """Return the mapping as far as the names of the columns say it."""
    drafted = [draft_sheet(sheet) for sheet in sheets]
    known = [len(sheets) == 1 or is_known_table(sheet) for sheet in sheets]
    return TableMap(
        tuple(replace(each, used=True if is_known else None) for each, is_known in zip(drafted, known, strict=True))
    )


def draft_sheet(sheet: Sheet) -> SheetMap:
    """Return the mapping of a sheet as far as the names of its columns say it."""
    found = [suggest_field(header) for header in sheet.header]
    found = [_by_neighbours(found, place) for place in range(len(found))]
    fields = {each.field for each in found if each is not None and each.is_sure}
    columns: list[ColumnMap] = []
    seen: Counter[str] = Counter()
    night = None
    for place, (header, guess) in enumerate(zip(sheet.header, found, strict=True)):
        column = ColumnMap(header)
        if all(map(is_missing, sheet.column(place))):
            column = replace(column, field=LEFT_OUT)  # nothing stands in it
        elif guess is not None and guess.is_sure and _has_its_place(guess.field, fields):
            field = _field_here(guess.field, fields)
            if field == "date" and not seen["date"]:
                night = _DATES[guess.field]
            if field is not None and not (FIELDS[field].is_single and seen[field]):
                seen[field] += 1
                column = replace(column, field=field, **_facts(field, guess))
        columns.append(column)
    return SheetMap(sheet.name, _numbered(columns, found), night=night)


def guess_column(sheet: Sheet, mapping: SheetMap, place: int) -> Guess:
    """Return what a column may be that is not known by its name alone."""
    guess = suggest_field(sheet.header[place])
    if guess is None:
        return Guess(())
    known = ["date" if each in _DATES else each for each in (guess.field, *guess.others)]
    fitting = tuple(
        each for each in dict.fromkeys(known)
        if each in FIELDS and not (FIELDS[each].is_single and mapping.find(each) is not None)
    )  # fmt: skip
    return Guess(fitting, guess.name)


def _field_here(field: str, fields: set[str]) -> str | None:
    """Return the field in a mapping for what a name suggests; None where a mapping has none."""
    if field in _DATES:
        return "date"
    if field == _WEEKDAY:
        return LEFT_OUT  # the date says it
    if (
        field == "note"
        and DOSE in fields
        and not any(FIELDS[each].of in _OF_A_NIGHT for each in fields & {*FIELDS} - {"note"})
    ):
        return "dose-note"
    return field if field in FIELDS else None


def _has_its_place(field: str, fields: set[str]) -> bool:
    if field in _OF_A_DOSE:
        return DOSE in fields
    return field not in _OF_MAGNESIUM or bool(fields & {"magnesium", "magnesium-salt"})


def _facts(field: str, guess: Suggestion) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if field in NAMED:
        facts["name"] = guess.name
    if field in NUMBERED and guess.number is not None:
        facts["number"] = guess.number
    if field == "medicine" and guess.amount is not None:
        facts["amount"] = guess.amount
    return facts


def _by_neighbours(found: Sequence[Suggestion | None], place: int) -> Suggestion | None:
    """Return what a column named after a time alone is: the time of the dose, magnesium or medicine beside it."""
    guess = found[place]
    if guess is None or guess.is_sure or guess.field != DOSE_TIME:
        return guess
    doses = [each for each in found if each is not None and each.field == DOSE and each.is_sure]
    if guess.number is not None and any(each.number == guess.number for each in doses):
        return guess._replace(is_sure=True)
    if guess.part is not None and any(each.part == guess.part for each in doses):
        return guess._replace(is_sure=True)
    has_time = any(each is not None and each.field == DOSE_TIME and each.is_sure for each in found)
    for near in (place - 1, place + 1):
        beside = found[near] if 0 <= near < len(found) else None
        if beside is None or not beside.is_sure:
            continue
        if beside.field == DOSE and not has_time:
            return guess._replace(is_sure=True, number=beside.number, kind=beside.kind)
        if beside.field in {"magnesium", "magnesium-salt"} and near < place:
            return guess._replace(is_sure=True, field="magnesium-time")
        if beside.field == "medicine" and near < place:
            return guess._replace(is_sure=True, field="medicine-time", name=beside.name)
    clocks = {"bed", "wake", "tried", "up", "onset"}
    if doses and not has_time and not any(each is not None and each.field in clocks for each in found):
        return guess._replace(is_sure=True)
    return guess


def _numbered(columns: list[ColumnMap], found: Sequence[Suggestion | None]) -> tuple[ColumnMap, ...]:
    """Return the columns with the numbers of their doses: as named, by their substance, or in their order."""
    doses = [place for place, each in enumerate(columns) if each.field == DOSE]
    taken: set[int] = set()
    numbers: dict[int, int] = {}
    for place in doses:
        number = columns[place].number
        if number is None or number in taken:
            number = next(each for each in range(1, len(columns) + 2) if each not in taken)
        taken.add(number)
        numbers[place] = number
    for field in _OF_A_DOSE:
        parts = [place for place, each in enumerate(columns) if each.field == field]
        for order, place in enumerate(parts):
            fitting = [numbers[each] for each in doses if _is_of(found[place], found[each])]
            if columns[place].number is not None:
                numbers[place] = columns[place].number or 1
            elif len(fitting) == 1 or (fitting and len(parts) != len(doses)):
                numbers[place] = fitting[-1]
            elif len(parts) == len(doses):
                numbers[place] = numbers[doses[order]]
    several = len(doses) > 1
    return tuple(
        replace(each, number=numbers.get(place) if several else None) if each.field in NUMBERED else each
        for place, each in enumerate(columns)
    )


def _is_of(part: Suggestion | None, dose: Suggestion | None) -> bool:
    """Return whether a part of a dose names the same product or part of the day as a dose, and nothing else."""
    if part is None or dose is None or (part.kind is None and part.part is None):
        return False
    return part.kind in {None, dose.kind} and part.part in {None, dose.part}
