"""The JSON of PsychonautWiki Journal: experiences, each with its ingestions.

Format after isaakhanimann/psychonautwiki-journal-android 11.11 (`JournalExport.kt`; the app for iOS writes the same):
`experiences`, each with `ingestions`, then `customUnits`. Times are Unix milliseconds. An ingestion has a substance, a
route, a dose and its units; with a `customUnitId` the dose is a number of that unit, and the unit says what one holds.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from legdiary.errors import plural, quote_typed
from legdiary.formats.dose_apps.doses import Doses
from legdiary.formats.dose_apps.stated_amounts import Measured
from legdiary.formats.dose_apps.substances import LeftOut, Taken, entry_of
from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.foreign_json import JsonFile, Number, is_text, read_text
from legdiary.formats.files.text_lines import decode_head, first_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.domain.time.moments import Zone
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions

_EXPERIENCES, _OF_THIS_APP = (
    re.compile(rb'"experiences"\s*:\s*\['),
    re.compile(rb'"(?:ingestions|substanceName|substanceCompanions|sortDate)"\s*:'),
)
_HEAD_BYTES = 262_144
_ORAL, _SKIN = "ORAL", "TRANSDERMAL"
#: Other ways to take something, as the note names them.
_ROUTES = frozenset(
    {"SUBLINGUAL", "BUCCAL", "INSUFFLATED", "RECTAL", _SKIN, "SUBCUTANEOUS", "INTRAMUSCULAR", "INTRAVENOUS"}
    | {"SMOKED", "INHALED"}
)
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,2})?")
_LARGEST, _SMALLEST = Decimal(1_000_000_000), Decimal("0.000000001")
_TWICE = ("dose listed twice, taken once", "doses listed twice, taken once")
_BY_OTHERS = ("dose that somebody else took", "doses that somebody else took")
_OTHER_ROUTES = ("way of taking that legdiary does not know", "ways of taking that legdiary does not know")
_UNTIL = ("time until which a dose was taken", "times until which a dose was taken")
_STOMACH = ("note on how full the stomach was", "notes on how full the stomach was")
#: Members of an experience that the diary has no place for: the words for one, and for several.
_OF_EXPERIENCES = {
    "title": ("title of an experience", "titles of experiences"),
    "text": ("text of an experience", "texts of experiences"),
    "location": ("place of an experience", "places of experiences"),
    "ratings": ("rating of an experience", "ratings of experiences"),
    "timedNotes": ("timed note of an experience", "timed notes of experiences"),
}
_MS = re.compile(r"([0-9]{1,15})(?:\.0+)?")


class _Unit(NamedTuple):
    """A unit of the person's own, such as a capsule.

    Attributes:
        dose: the amount that one holds; None if it is not known.
        unit: the unit of that amount.
        is_estimate: the amount is an estimate.
    """

    dose: Decimal | None
    unit: str
    is_estimate: bool


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is PsychonautWiki Journal's JSON, by its first members."""
    if not decode_head(content).lstrip().startswith("{"):
        return False
    head = first_bytes(content, _HEAD_BYTES)
    return bool(_EXPERIENCES.search(head) and _OF_THIS_APP.search(head))


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the doses of a PsychonautWiki Journal export.

    Raises:
        BadRow: the first experience that cannot be right.
    """
    members, elements = JsonFile(content, source).read("experiences", ("customUnits",))
    if elements is None:
        raise Place(source).bad("experiences", "accepted: PsychonautWiki Journal's list of experiences")
    units = _custom_units(Place(source), members.get("customUnits"))
    left, doses, seen = LeftOut(), Doses(), set[int]()
    for place, experience in elements:
        with options.bad.row(left):
            hashes: set[int] = set()
            made = []
            for column, ingestion in _ingestions(place, experience, left):
                said = _content_hash(place, ingestion)
                if said in seen or said in hashes:
                    left.other[_TWICE] += 1
                    continue
                hashes.add(said)
                taken = _taken(place, column, ingestion, _Reading(units, options.zone, left))
                if taken is not None and (entry := entry_of(taken, left)) is not None:
                    made.append((entry, place))
            doses.take(made)
            seen |= hashes
    doses.settle(options, source, left)
    return doses.found_with((*left.said(), *_other_members(members)))


def _other_members(members: dict[str, object]) -> Iterator[str]:
    number = members.get("customSubstances")
    if type(number) is int and number:
        yield f"{plural(number, 'description')} of substances of one's own"


def _custom_units(place: Place, units: object) -> dict[str, _Unit]:
    """Return the person's own units by their ids."""
    found: dict[str, _Unit] = {}
    if units is not None and not isinstance(units, list):
        raise place.bad("customUnits", "accepted: a list of units")
    for unit in units or ():
        if not isinstance(unit, dict) or not isinstance(unit.get("id", "0"), str) or str(unit.get("id", "0")) in found:
            raise place.bad("customUnits", "accepted: a unit, an object with an id of its own")
        column = "customUnits: dose"
        original = read_text(place, "customUnits: originalUnit", unit.get("originalUnit"))
        found[str(unit.get("id", "0"))] = _Unit(
            _number(place, column, unit.get("dose")), original, unit.get("isEstimate") is True
        )
    return found


def _ingestions(place: Place, experience: object, left: LeftOut) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the ingestions of an experience, each with the words for its place in it; count what else it has."""
    if not isinstance(experience, dict):
        raise place.bad("experiences", "accepted: an experience, an object with ingestions")
    ingestions = experience.get("ingestions", [])
    if not isinstance(ingestions, list):
        raise place.bad("ingestions", "accepted: a list of ingestions")
    for name, words in _OF_EXPERIENCES.items():
        value = experience.get(name)
        left.other[words] += len(value) if isinstance(value, list) else bool(value)
    for number, ingestion in enumerate(ingestions, start=1):
        column = f"ingestion {number}"
        if not isinstance(ingestion, dict):
            raise place.bad(column, "accepted: an ingestion, an object with substanceName, time and dose")
        yield column, ingestion


def _content_hash(place: Place, ingestion: dict[str, object]) -> int:
    """Return a hash of an ingestion's content; equal ones have the same hash."""
    try:
        return hash(json.dumps(ingestion, sort_keys=True))
    except RecursionError as error:
        raise place.bad("ingestions", "nested too deeply") from error


class _Reading(NamedTuple):
    """The state of reading one file: the person's own units, the zone of the diary, what is left out."""

    units: dict[str, _Unit]
    zone: Zone
    left: LeftOut


def _taken(place: Place, column: str, ingestion: dict[str, object], reading: _Reading) -> Taken | None:
    """Return an ingestion; None if somebody else took it."""
    if ingestion.get("consumerName") is not None:
        reading.left.other[_BY_OTHERS] += 1
        return None
    name = read_text(place, f"{column}: substanceName", ingestion.get("substanceName"))
    at = place.moment(f"{column}: time", _milliseconds(place, f"{column}: time", ingestion.get("time")), reading.zone)
    amount, is_estimate = _amount(place, column, ingestion, reading.units)
    route = ingestion.get("administrationRoute", _ORAL)
    if not is_text(route):
        raise place.bad(f"{column}: administrationRoute", "accepted: a word such as ORAL")
    notes = read_text(place, f"{column}: notes", ingestion.get("notes"))
    reading.left.other[_OTHER_ROUTES] += route not in _ROUTES | {_ORAL}
    reading.left.other[_UNTIL] += ingestion.get("endTime") is not None
    reading.left.other[_STOMACH] += ingestion.get("stomachFullness") is not None
    said = "; ".join(filter(None, (route.lower() if route in _ROUTES else "", notes.strip())))
    return Taken(place, name, f"{column}: dose", amount, at, said or None, route == _SKIN, is_estimate)


def _amount(
    place: Place, column: str, ingestion: dict[str, object], units: dict[str, _Unit]
) -> tuple[Measured | None, bool]:
    """Return the amount of an ingestion, if it is known, and whether it is an estimate."""
    dose = _number(place, f"{column}: dose", ingestion.get("dose"))
    is_estimate = ingestion.get("isDoseAnEstimate", False)
    if type(is_estimate) is not bool:
        raise place.bad(f"{column}: isDoseAnEstimate", "accepted: true or false")
    number = ingestion.get("customUnitId")
    own = units.get(str(number)) if number is not None else None
    if dose is None or (own is not None and own.dose is None):
        return None, is_estimate
    if own is not None and own.dose is not None:
        return Measured(dose * own.dose, own.unit), is_estimate or own.is_estimate
    return Measured(dose, read_text(place, f"{column}: units", ingestion.get("units"))), is_estimate


def _milliseconds(place: Place, column: str, value: object) -> int:
    """Return Unix milliseconds; the app for iOS may write a fraction."""
    match = _MS.fullmatch(value) if isinstance(value, Number) else None
    if match is None:
        said = f"{quote_typed(value)!r}; " if isinstance(value, Number) else ""
        raise place.bad(column, f"{said}accepted: whole milliseconds since 1970-01-01")
    return int(match[1])


def _number(place: Place, column: str, value: object) -> Decimal | None:
    """Return an amount above 0; None if the file states none."""
    if value is None:
        return None
    if isinstance(value, Number) and _NUMBER.fullmatch(value) and 0 < (number := Decimal(value)) < _LARGEST:
        small = number.quantize(_SMALLEST)  # the app keeps binary fractions: 0.1 + 0.2 is 0.30000000000000004
        if small:
            return small
    said = f"{quote_typed(value)!r}; " if isinstance(value, Number) else ""
    raise place.bad(column, f"{said}accepted: a number above 0")
