"""The CSV of doses and the JSON backup of Herbal Tracker+ (formerly Kratom Tracker).

Format after BareTread/KratomTracker: the CSV has one row a dose, with its amount in grams; the backup has `dosages`,
each with a `strainId`, and `strains` with their names. Times are local to the phone, without an offset, unless they end
in `Z`. The format knows strains, not herbs: every dose counts as kratom, unless its strain is named after another
herb, or after 7-OH, its kin or an extract: other substances, kept in milligrams and never added to grams of leaf.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.dose_limits import KRATOM_MOST_MG
from legdiary.domain.invariants import check_zones
from legdiary.domain.time.moments import DEFAULT_DAY_START, diary_day
from legdiary.errors import plural, quote_typed
from legdiary.formats.dose_apps.substances import EXTRACT_WORD, KRATOM_WORD, SEVEN_OH_WORD
from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.foreign_csv import cells, first_row, rows, unknown_columns
from legdiary.formats.files.foreign_json import JsonFile, Number, member_text
from legdiary.formats.files.text_lines import decode_head, first_bytes
from legdiary.formats.reader_result import Row, Rows, locate_errors
from legdiary.util.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.domain.time.moments import Moment, Zone
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import BadRows, Found, ReadOptions

_HEADER = ("date", "time", "iso_timestamp", "strain_code", "strain_name", "amount_g", "notes")
#: Columns of earlier versions about how a dose felt.
_FEELING_COLUMNS = ("energy", "mood", "pain_relief", "focus", "anxiety", "duration_min", "effect_notes")
_KNOWN = _HEADER + _FEELING_COLUMNS
_VERSION = "1"
_OFFSET = re.compile(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})$")
_GRAMS = re.compile(r"([0-9]{1,6})(?:\.([0-9]{1,20}))?")
_MG_PLACES = 3
_DOSAGES, _STRAINS = re.compile(rb'"dosages"\s*:\s*\['), re.compile(rb'"strains?(?:Id)?"\s*:')
_HEAD_BYTES = 262_144
_NO_STRAIN = ("???", "Unknown strain")
#: Herbs, and other things people take besides kratom, that a strain may be named after.
_OTHER_HERBS = re.compile(
    r"\b(akuamma|ashwagandha|blue lotus|caffeine|cannabis|cbd|chamomile|damiana|gabapentin|ginger|ginseng|"
    r"kanna|kava|l-theanine|lion's mane|magnesium|melatonin|mulungu|passion ?flower|phenibut|reishi|rhodiola|"
    r"skullcap|st\.? john's wort|thc|theanine|tianeptine|turmeric|valerian|wild lettuce)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _LeftOut:
    """Counts of what is in the file but in no imported dose."""

    other_herbs: Counter[str] = field(default_factory=Counter)
    seven_oh: int = 0
    extract: int = 0
    twice: int = 0
    unclear: int = 0
    rounded: int = 0
    felt: int = 0
    strains: set[str] = field(default_factory=set)
    columns: list[str] = field(default_factory=list)

    def said(self) -> Iterator[str]:
        """Yield one sentence for each count."""
        if self.strains:
            yield (
                f"whether it was kratom, of {plural(len(self.strains), 'strain')}: the file names no herb, so all "
                "these doses are imported as kratom, with the strain in the note; strains do not become products"
            )
        for herb in sorted(self.other_herbs):
            yield f"{plural(self.other_herbs[herb], 'dose')} of {herb}, which is not kratom"
        if self.seven_oh:
            yield (
                f"{plural(self.seven_oh, 'dose')} of 7-OH or a related alkaloid, which are stored in milligrams and "
                "never added to grams of leaf; legdiary dose logs them"
            )
        if self.extract:
            yield (
                f"{plural(self.extract, 'dose')} of extract, which is never added to grams of leaf; legdiary dose "
                "logs them"
            )
        if self.twice:
            yield f"{plural(self.twice, 'dose')} listed twice, taken once"
        if self.rounded:
            yield f"{plural(self.rounded, 'amount')} finer than a milligram, rounded to whole ones"
        if self.unclear:
            yield f"which reading of a repeated hour {plural(self.unclear, 'time')} meant: the first is taken"
        if self.felt:
            yield f"how {plural(self.felt, 'dose')} felt (mood, energy and the like)"
        yield from self.columns


class _Reading(NamedTuple):
    """The state of reading one file: the zone of its times, what is left out, the bad rows, the doses."""

    zone: Zone
    left: _LeftOut
    bad: BadRows
    doses: _Doses


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is Herbal Tracker+'s CSV, by its header, or its JSON, by its first members."""
    begins = decode_head(content).lstrip()[:1]
    head = first_bytes(content, _HEAD_BYTES)
    if begins == "{":
        return bool(_DOSAGES.search(head) and _STRAINS.search(head))
    if begins == "[":
        return b'"strainId"' in head and b'"amount"' in head
    return first_row(content)[: len(_HEADER)] == _HEADER


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the doses of a Herbal Tracker+ file.

    Raises:
        BadRow: the first dose that cannot be right.
    """
    left = _LeftOut()
    is_json = decode_head(content).lstrip()[:1] in {"{", "["}
    doses = _Doses()
    reading = _Reading(options.zone, left, options.bad, doses)
    more = _from_json(content, source, reading) if is_json else _from_csv(content, source, reading)
    return doses.found((*left.said(), *more))


class _Doses(Rows):
    """The doses of the file, ordered by their moments."""

    def take(self, dose: Dose | None, place: Place) -> None:
        """Add a dose, if there is one."""
        if dose is not None:
            self.add(Row(dose, place), dose.at.utc_s if dose.at else 0)


# ---------------------------------------------------------------------- the CSV


def _from_csv(content: Content, source: str, reading: _Reading) -> tuple[str, ...]:
    zone, left, bad, doses = reading
    table = rows(content, source)
    place, header = next(table, (Place(source, 1), []))
    if tuple(header[: len(_HEADER)]) != _HEADER or any(header.count(name) > 1 for name in _KNOWN):
        raise place.bad(None, f"accepted: the header {','.join(_HEADER)} of Herbal Tracker+")
    left.columns = unknown_columns(header, _KNOWN)
    for here, row in table:
        with bad.row(left):
            named = cells(here, header, row)
            at = _moment(here, "iso_timestamp", named["iso_timestamp"], zone, left)
            _check_columns(here, named)
            strain = "" if named["strain_name"] == _NO_STRAIN[1] else named["strain_name"]
            amount = _milligrams(here, "amount_g", named["amount_g"], left)
            left.felt += any(named.get(column) for column in _FEELING_COLUMNS)
            doses.take(_dose(here, at, amount, (strain, named["notes"]), left), here)
    return ()


def _check_columns(place: Place, named: dict[str, str]) -> None:
    """Refuse a row whose date and time differ from its timestamp, if that is local as well."""
    stamp = named["iso_timestamp"]
    if not _OFFSET.search(stamp) and (named["date"], named["time"]) != (stamp[:10], stamp[11:16]):
        raise place.bad("date", "date and time are not those of iso_timestamp; accepted: one time in all three")


# ---------------------------------------------------------------------- the backup


def _from_json(content: Content, source: str, reading: _Reading) -> tuple[str, ...]:
    members, elements = JsonFile(content, source).read("dosages", ("version", "settings", "strains"))
    whole = Place(source)
    if elements is None:
        raise whole.bad("dosages", "accepted: a Herbal Tracker+ backup, with a list of dosages")
    if members.get("version", Number(_VERSION)) != _VERSION:
        raise whole.bad("version", f"accepted: version {_VERSION}; this file is from a newer Herbal Tracker+")
    _check_unit(whole, members.get("settings"))
    names = _strain_names(whole, members.get("strains") or [])
    known: dict[str, int] = {}
    for place, dosage in elements:
        with reading.bad.row(reading.left):
            reading.doses.take(_backup_dose(place, dosage, names, known, reading), place)
    return tuple(_other_members(members))


def _backup_dose(
    place: Place, dosage: object, names: dict[str, str], known: dict[str, int], reading: _Reading
) -> Dose | None:
    zone, left = reading.zone, reading.left
    if not isinstance(dosage, dict):
        raise place.bad("dosages", "accepted: a dose, an object with id, strainId, amount and timestamp")
    number, said = member_text(place, dosage, "id"), _content_hash(place, dosage)
    if number and number in known:
        if known[number] != said:
            raise place.bad("id", "this id is there twice, with two different doses")
        left.twice += 1
        return None
    at = _moment(place, "timestamp", member_text(place, dosage, "timestamp"), zone, left)
    amount = _milligrams(place, "amount", dosage.get("amount"), left)
    texts = (names.get(member_text(place, dosage, "strainId"), ""), member_text(place, dosage, "notes"))
    dose = _dose(place, at, amount, texts, left)
    known[number] = said
    return dose


def _content_hash(place: Place, dosage: dict[str, object]) -> int:
    """Return a hash of a dose's content; equal doses have the same hash."""
    try:
        return hash(json.dumps(dosage, sort_keys=True))
    except RecursionError as error:
        raise place.bad(None, "nested too deeply") from error


def _other_members(members: dict[str, object]) -> Iterator[str]:
    felt = members.get("effects")
    if type(felt) is int and felt:
        yield f"{plural(felt, 'record')} of how a dose felt"
    if "settings" in members or "userName" in members:
        yield "the app's settings: reminders, daily limit, name"


def _check_unit(place: Place, settings: object) -> None:
    unit = settings.get("measurementUnit") if isinstance(settings, dict) else None
    if unit is not None and unit != "g":
        raise place.bad("measurementUnit", f"{quote_typed(str(unit))!r} is not a known unit; accepted: g")


def _strain_names(place: Place, strains: object) -> dict[str, str]:
    if not isinstance(strains, list) or not all(isinstance(strain, dict) for strain in strains):
        raise place.bad("strains", "accepted: a list of strains, objects with id and name")
    return {member_text(place, strain, "id"): member_text(place, strain, "name") for strain in strains}


# ---------------------------------------------------------------------- one dose


def _moment(place: Place, column: str, typed: str, zone: Zone, left: _LeftOut) -> Moment:
    found = place.local(column, typed, zone)
    left.unclear += len(found) > 1
    return found[0]


def _milligrams(place: Place, column: str, value: object, left: _LeftOut) -> int:
    """Return grams as whole milligrams; as in the app's own reader, a number may be written as a text."""
    match = _GRAMS.fullmatch(value) if isinstance(value, str) else None
    accepted = "accepted: grams above 0 and up to 200, such as 2.5"
    if match is None:
        raise place.bad(column, f"{quote_typed(value)!r}; {accepted}" if isinstance(value, str) else accepted)
    fraction = (match[2] or "").ljust(_MG_PLACES + 1, "0")
    finer = fraction[_MG_PLACES:].strip("0")
    amount = int(match[1] + fraction[:_MG_PLACES]) + (fraction[_MG_PLACES] >= "5")
    if not 0 < amount <= KRATOM_MOST_MG:
        raise place.bad(column, f"{quote_typed(match[0])} g; {accepted}")
    left.rounded += bool(finer)
    return amount


def _dose(place: Place, at: Moment, amount: int, texts: tuple[str, str], left: _LeftOut) -> Dose | None:
    strain, said = texts
    # Tablets and extracts are sold as kratom too, so the word does not make leaf of them.
    if SEVEN_OH_WORD.search(strain):
        left.seven_oh += 1
        return None
    if EXTRACT_WORD.search(strain):
        left.extract += 1
        return None
    if not KRATOM_WORD.search(strain) and (herb := _OTHER_HERBS.search(strain)):
        left.other_herbs[herb[1].lower()] += 1
        return None
    left.strains.add(strain or "?")
    note = place.note("notes", "; ".join(part for part in (strain.strip(), said.strip()) if part))
    # The file names no night; `import` files the dose by the day that its time belongs to.
    dose = Dose(diary_day(at, DEFAULT_DAY_START), amount, at, note=note)
    with locate_errors(*place):
        check_zones(dose)
    return dose
