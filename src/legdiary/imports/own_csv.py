"""legdiary's own CSV package, a folder or a zip: what it carries comes back, what it does not is said.

The manifest is the word that is taken for everything: which tables there are, the SHA-256 of each, and which columns
have the formula guard, which is undone. A table that was changed after the export is refused, since a spreadsheet that
saves one may change dates and numbers unasked. Computed columns are not read; they follow from the others.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import field
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from legdiary.domain.entries import Dose, Magnesium, Night, Sleep
from legdiary.domain.exposures import Factor, Measure, Medicine, Symptom
from legdiary.domain.formula_guard import MARK, unguard
from legdiary.domain.moments import MINUTE, Moment
from legdiary.domain.products import Product
from legdiary.domain.taper import Hold, Plan, Step
from legdiary.errors import shown
from legdiary.imports.own_json import document
from legdiary.imports.records import (
    MOST_BYTES,
    MOST_CELL,
    BadRow,
    Found,
    TooLarge,
    at_row,
    check_plausible,
    text_of,
)
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from legdiary.domain.moments import Zone

#: Told by the writer in `render.csv_package`; a test compares.
FORMAT, SCHEMA_VERSION, MANIFEST = "legdiary-csv", 1, "manifest.json"
_MOST_MANIFEST = 1_000_000
_MOST_MEMBERS = 200
_PIECE = 1 << 20
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_BESIDE = ("__MACOSX/",)
_HISTORY = "the history of changes (corrections.csv is there for reading)"
_DETAILS = (
    "what a capsule or a batch of a product weighs, what a laboratory found in it, and products that no dose names"
)
_NO_TABLE = "factors, symptoms, medicines and measures: this package was written before it had tables for them"
_CHANGED = (
    "changed after the export (its SHA-256 is not the manifest's); export it again, since a spreadsheet that saves it "
    "may change dates and numbers"
)
_NOTES = "notes: this package was written without them"


def recognises(data: bytes, name: str) -> bool:
    """Whether this is a zip with a manifest in it."""
    del name
    if not data.startswith(_ZIP_MAGIC):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(PurePosixPath(each).name == MANIFEST for each in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def is_package(folder: Path) -> bool:
    """Whether a folder has a manifest in it."""
    return (folder / MANIFEST).is_file()


def read(data: bytes, source: str, zone: Zone) -> Found:
    """What a zipped package holds.

    Raises:
        BadRow: anything in it that is not as the export writes it.
    """
    del zone  # every table names its own
    if not data.startswith(_ZIP_MAGIC):
        raise BadRow(source, None, None, "no zip file; give the zip or the folder that `export csv` wrote")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(_Zip(archive, source), source)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
        raise BadRow(source, None, None, "a damaged zip file; export it again") from error
    except (NotImplementedError, RuntimeError) as error:
        raise BadRow(source, None, None, "an encrypted zip, or one packed in a rare way; unpack it first") from error


def read_folder(folder: Path, source: str, zone: Zone) -> Found:
    """What the folder of a package holds.

    Raises:
        BadRow: anything in it that is not as the export writes it.
        OSError: what the disk answers.
    """
    del zone
    return _read(_Folder(folder), source)


# ---------------------------------------------------------------------- where the files are


class _Place(Protocol):
    """Where the files of a package are."""

    def bytes_of(self, name: str, most: int) -> bytes | None:
        """A file's bytes, None where it is missing; one more than `most` where it is larger."""


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def bytes_of(self, name: str, most: int) -> bytes | None:
        path = self._folder / name
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(most + 1)


class _Zip:
    """Reads members as a stream, so that what unpacks to far more than it says is stopped in time."""

    def __init__(self, archive: zipfile.ZipFile, source: str) -> None:
        names = [name for name in archive.namelist() if not name.endswith("/") and not name.startswith(_BESIDE)]
        if len(names) > _MOST_MEMBERS or len(set(names)) != len(names):
            raise BadRow(source, None, None, f"more than {_MOST_MEMBERS} files in the zip, or two of one name")
        for name in names:
            if _climbs(name):
                raise BadRow(source, None, None, f"{shown(name)!r} leads out of the zip; plain file names are accepted")
        manifests = [name for name in names if PurePosixPath(name).name == MANIFEST]
        if len(manifests) != 1:
            raise BadRow(source, None, None, f"one {MANIFEST} is accepted, here are {len(manifests)}")
        self._within = manifests[0].removesuffix(MANIFEST)
        self._archive, self._names = archive, set(names)

    def bytes_of(self, name: str, most: int) -> bytes | None:
        if self._within + name not in self._names:
            return None
        found = io.BytesIO()
        with self._archive.open(self._within + name) as file:
            while found.tell() <= most and (piece := file.read(_PIECE)):
                found.write(piece)
        return found.getvalue()


def _climbs(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return ".." in parts or not parts[0] or ":" in name


# ---------------------------------------------------------------------- the package


@dataclass(slots=True)
class _Package:
    """What was read so far: entries with the numbers they had, so that they keep their order."""

    entries: list[tuple[int, Any, bool]] = field(default_factory=list)
    products: dict[Product, int] = field(default_factory=dict)
    not_carried: list[str] = field(default_factory=lambda: [_HISTORY, _DETAILS])

    def product(self, product: Product) -> int:
        """The number that doses of the package name it by."""
        return self.products.setdefault(product, len(self.products) + 1)

    def add(self, row: _Row, number: str, entry: Any, *, recalled: bool) -> None:  # noqa: ANN401 - any entry
        """One entry, once a diary would take it; the column `number` holds the number it had."""
        check_plausible(entry)
        self.entries.append((row.whole(number) or 0, entry, recalled))

    def found(self) -> Found:
        """All of it."""
        ordered = sorted(self.entries, key=lambda each: (each[0], each[1].kind))
        return Found(
            entries=tuple(entry for _, entry, _ in ordered),
            not_carried=tuple(self.not_carried),
            products={number: product for product, number in self.products.items()},
            recalled=frozenset(place for place, (_, _, recalled) in enumerate(ordered) if recalled),
        )


def _read(place: _Place, source: str) -> Found:
    manifest = _manifest(place, source)
    package = _Package()
    if manifest["notes"] is False:
        package.not_carried.append(_NOTES)
    if not _OF_THE_REST & set(manifest["tables"]):
        package.not_carried.append(_NO_TABLE)
    left = MOST_BYTES
    for name, facts in manifest["files"].items():
        table = name.removesuffix(".csv")
        data = place.bytes_of(name, left)
        if data is None:
            if table in manifest["tables"]:
                raise BadRow(name, None, None, f"missing, though {MANIFEST} names it; give the whole package")
            continue
        left -= len(data)
        if left < 0:
            raise TooLarge(source)
        if sha256(data).hexdigest() != facts["sha256"]:
            raise BadRow(name, None, None, _CHANGED)
        if table in manifest["tables"] and table in _TABLES:
            columns, take = _TABLES[table]
            rows = _rows(text_of(data, name), name, columns, manifest["guarded"].get(table, ()))
            take(rows, package)
        elif table in manifest["tables"] and table not in _FOR_READING:
            package.not_carried.append(f"{shown(table)}.csv: a table that is not known here")
    return package.found()


def _manifest(place: _Place, source: str) -> dict[str, Any]:
    """The manifest's parts that are needed, each of the right shape."""
    data = place.bytes_of(MANIFEST, _MOST_MANIFEST)
    if data is None:
        raise BadRow(source, None, None, f"no {MANIFEST} in it; give the folder or zip that `export csv` wrote")
    if len(data) > _MOST_MANIFEST:
        raise TooLarge(MANIFEST)
    whole = document(text_of(data, MANIFEST), MANIFEST)
    if type(whole) is not dict or whole.get("format") != FORMAT:
        raise BadRow(MANIFEST, None, "format", f"must be {FORMAT!r}")
    version = whole.get("schema_version")
    if type(version) is not int or version < 1:
        raise BadRow(MANIFEST, None, "schema_version", "a whole number from 1 on is accepted")
    if version > SCHEMA_VERSION:
        newer = f"{version} is of a newer legdiary (this one knows {SCHEMA_VERSION}); update it"
        raise BadRow(MANIFEST, None, "schema_version", newer)
    files, tables = _files(whole)
    return {"files": files, "tables": tables, "guarded": _guarded(whole), "notes": whole.get("notes")}


def _files(manifest: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """File → its facts; table → its."""
    files, tables = manifest.get("files"), manifest.get("tables")
    if type(files) is not dict or type(tables) is not dict:
        raise BadRow(MANIFEST, None, "files", "files and tables are accepted, in braces")
    for name, facts in files.items():
        plain = re.fullmatch(r"[A-Za-z0-9_]+\.[a-z]+", name) is not None
        if not plain or type(facts) is not dict or type(facts.get("sha256")) is not str:
            raise BadRow(MANIFEST, None, "files", f"{shown(name)!r}: a plain name with a sha256 is accepted")
    for name in tables:
        if f"{name}.csv" not in files:
            raise BadRow(MANIFEST, None, "files", f"the table {shown(name)!r} has no file there")
    return files, tables


def _guarded(manifest: dict[str, Any]) -> dict[str, list[str]]:
    """Table → its guarded columns."""
    guard = manifest.get("formula_guard")
    columns = guard.get("columns") if type(guard) is dict and guard.get("mark") == MARK else None
    if type(columns) is not dict or not all(type(each) is list for each in columns.values()):
        raise BadRow(MANIFEST, None, "formula_guard", f"the mark {MARK} and a list of columns a table are accepted")
    return {table: [name for name in names if type(name) is str] for table, names in columns.items()}


# ---------------------------------------------------------------------- rows and cells


class _Row(NamedTuple):
    """One row: where it stands, and its cells by column."""

    source: str
    line: int
    cells: Mapping[str, str]

    def bad(self, column: str, accepted: str) -> BadRow:
        """A cell that cannot be right."""
        typed = self.cells[column]
        there = f"{shown(typed)!r} stands there" if typed else "empty"
        return BadRow(self.source, self.line, column, f"{there}; accepted is {accepted}")

    def text(self, column: str) -> str | None:
        """Text, or None where the cell is empty."""
        return self.cells[column] or None

    def needed(self, column: str) -> str:
        """Text that must be there."""
        if not self.cells[column]:
            raise self.bad(column, "a value in every row")
        return self.cells[column]

    def whole(self, column: str) -> int | None:
        """A whole number."""
        typed = self.cells[column]
        if typed and _WHOLE.fullmatch(typed) is None:
            raise self.bad(column, "a whole number such as 40")
        return int(typed) if typed else None

    def thousandths(self, column: str, what: str = "grams") -> int:
        """A number with a decimal point, such as grams, as thousandths, such as milligrams."""
        match = _DECIMAL.fullmatch(self.cells[column])
        if match is None:
            raise self.bad(column, f"{what} with a decimal point, up to three decimals, such as 2.5")
        return int(match[1]) * 1000 + int((match[2] or "").ljust(3, "0"))

    def truth(self, column: str, *, optional: bool = False) -> bool:
        """`true` or `false`."""
        typed = self.cells[column]
        if typed not in {"true", "false", *({""} if optional else ())}:
            raise self.bad(column, "true or false")
        return typed == "true"

    def day(self, column: str) -> date | None:
        """A day."""
        typed = self.cells[column]
        try:
            return date.fromisoformat(typed) if _DAY.fullmatch(typed) else self._no_day(column)
        except ValueError as error:
            raise self.bad(column, _DAY_FORM) from error

    def _no_day(self, column: str) -> None:
        if self.cells[column]:
            raise self.bad(column, _DAY_FORM)

    def on(self, column: str) -> date:
        """A day that must be there."""
        self.needed(column)
        return self.day(column) or date.min

    def clock_min(self, column: str) -> int | None:
        """A clock time as minutes after midnight."""
        typed = self.cells[column]
        match = _CLOCK.fullmatch(typed)
        if typed and match is None:
            raise self.bad(column, "a 24-hour clock time such as 20:30")
        return int(match[1]) * 60 + int(match[2]) if match else None

    def words(self, column: str) -> tuple[str, ...]:
        """Words separated by semicolons."""
        return tuple(self.cells[column].split(";")) if self.cells[column] else ()

    def moment(self, column: str, zone: str) -> Moment | None:
        """A moment, its zone in a column of its own."""
        typed = self.cells[column]
        if not typed:
            return None
        form = "ISO 8601 with offset such as 2026-11-20T23:40:00-05:00"
        if _STAMP.fullmatch(typed) is None:
            raise self.bad(column, form)
        try:
            aware = datetime.fromisoformat(typed)
            offset = aware.utcoffset() or timedelta()
            return Moment(int(aware.timestamp()), round(offset.total_seconds() / MINUTE), self.needed(zone))
        except (ValueError, OverflowError) as error:
            raise self.bad(column, form) from error

    def lived(self, column: str, zone: str) -> Moment:
        """A moment that must be there."""
        self.needed(column)
        return self.moment(column, zone) or Moment(0, 0, "UTC")


_WHOLE = re.compile(r"-?[0-9]{1,15}")
_DECIMAL = re.compile(r"([0-9]{1,7})(?:\.([0-9]{1,3}))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_FORM = "a day that exists as 2026-11-20"
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}")
_HOLD = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\+([0-9]{1,3})d")


@contextmanager
def _large_cells() -> Iterator[None]:
    before = csv.field_size_limit(MOST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _rows(text: str, source: str, columns: tuple[str, ...], guarded: Iterable[str]) -> Iterator[_Row]:
    """The rows of a table with the columns that are needed, guards undone."""
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = _next(lines, source, 1)
    if header is None or len(set(header)) != len(header):
        raise BadRow(source, 1, None, "no header, or a column twice; one row of different names is accepted")
    for name in columns:
        if name not in header:
            raise BadRow(source, 1, name, f"the column is missing; accepted is {', '.join(columns)}, commas between")
    unguarded = [name for name in header if name in set(guarded)]
    line = lines.line_num + 1
    while (cells := _next(lines, source, line)) is not None:
        if cells:
            if len(cells) != len(header):
                raise BadRow(source, line, None, f"{len(cells)} cells; {len(header)} are accepted, as in the header")
            row = dict(zip(header, cells, strict=True))
            row |= {name: unguard(row[name]) for name in unguarded}
            yield _Row(source, line, row)
        line = lines.line_num + 1


def _next(lines: Iterator[list[str]], source: str, line: int) -> list[str] | None:
    try:
        with _large_cells():
            return next(lines, None)
    except csv.Error as error:
        if "field limit" in str(error):
            raise TooLarge(source, line) from error
        raise BadRow(source, line, None, "quotes that do not end, or text after one; RFC 4180 is accepted") from error


# ---------------------------------------------------------------------- tables


_NIGHT_COLUMNS = (
    "night", "rating_id", "severity", "severity_missing_reason", "falling_asleep", "overnight", "day_resting",
    "day_active", "onset", "body_parts", "sensations", "note", "rating_recalled", "sleep_id", "sleep_zone", "bed_at",
    "tried_at", "wake_at", "up_at", "planned_at", "sol_min", "waso_min", "awakenings", "pacing_min", "lying_awake_min",
    "total_min", "quality", "nap_min", "sleep_note", "sleep_recalled",
)  # fmt: skip
_NOT_LOGGED = "not_logged"


def _nights(rows: Iterator[_Row], package: _Package) -> None:
    for row in rows:
        with at_row(row.source, row.line):
            if row.text("rating_id"):
                package.add(row, "rating_id", _night(row), recalled=row.truth("rating_recalled"))
            if row.text("sleep_id"):
                package.add(row, "sleep_id", _sleep(row), recalled=row.truth("sleep_recalled"))


def _night(row: _Row) -> Night:
    reason = row.text("severity_missing_reason")
    return Night(
        row.on("night"), row.whole("severity"), None if reason == _NOT_LOGGED else reason,
        row.whole("falling_asleep"), row.whole("overnight"), row.whole("day_resting"), row.whole("day_active"),
        row.clock_min("onset"), row.words("body_parts"), row.words("sensations"), row.text("note"),
    )  # fmt: skip


def _sleep(row: _Row) -> Sleep:
    events = {name: row.moment(f"{name}_at", "sleep_zone") for name in ("bed", "tried", "wake", "up", "planned")}
    return Sleep(
        row.on("night"), **events, latency_min=row.whole("sol_min"), awake_min=row.whole("waso_min"),
        times=row.whole("awakenings"), pacing_min=row.whole("pacing_min"),
        lying_awake_min=row.whole("lying_awake_min"), total_min=row.whole("total_min"), quality=row.whole("quality"),
        nap_min=row.whole("nap_min"), note=row.text("sleep_note"),
    )  # fmt: skip


_DOSE_COLUMNS = (
    "id", "night", "taken_at", "zone", "amount_g", "product", "product_kind", "batch_opened_on", "note", "recalled",
)  # fmt: skip


def _doses(rows: Iterator[_Row], package: _Package) -> None:
    for row in rows:
        number = None
        if name := row.text("product"):
            with at_row(row.source, row.line, "product"):
                product = Product(name, row.needed("product_kind"), opened_on=row.day("batch_opened_on"))
                check_plausible(product)
            number = package.product(product)
        at = row.moment("taken_at", "zone")
        dose = Dose(row.on("night"), row.thousandths("amount_g"), at, number, row.text("note"))
        with at_row(row.source, row.line):
            package.add(row, "id", dose, recalled=row.truth("recalled"))


_SUPPLEMENT_COLUMNS = (
    "id", "night", "taken_at", "zone", "supplement", "elemental_mg", "basis", "form", "salt_mg", "route", "recalled",
)  # fmt: skip


def _supplements(rows: Iterator[_Row], package: _Package) -> None:
    for row in rows:
        if row.needed("supplement") != Magnesium.kind:
            raise row.bad("supplement", Magnesium.kind)
        if row.needed("route") not in {"oral", "topical"}:
            raise row.bad("route", "oral or topical")
        row.needed("elemental_mg")
        taking = Magnesium(
            row.on("night"), row.lived("taken_at", "zone"), row.whole("elemental_mg") or 0, row.needed("basis"),
            row.text("form"), row.whole("salt_mg"), row.needed("route") == "topical",
        )  # fmt: skip
        with at_row(row.source, row.line):
            package.add(row, "id", taking, recalled=row.truth("recalled"))


_EXPOSURE_COLUMNS = ("id", "night", "happened_at", "zone", "factor", "amount", "helped", "note", "recalled")


def _exposures(rows: Iterator[_Row], package: _Package) -> None:
    for row in rows:
        with at_row(row.source, row.line):
            factor = Factor(
                row.on("night"), row.needed("factor"), row.moment("happened_at", "zone"), row.text("amount"),
                row.whole("helped"), row.text("note"),
            )  # fmt: skip
            package.add(row, "id", factor, recalled=row.truth("recalled"))


_SYMPTOM_COLUMNS = ("id", "night", "symptom", "grade", "recalled")


def _symptoms(rows: Iterator[_Row], package: _Package) -> None:
    for row in rows:
        row.needed("grade")
        with at_row(row.source, row.line):
            symptom = Symptom(row.on("night"), row.needed("symptom"), row.whole("grade") or 0)
            package.add(row, "id", symptom, recalled=row.truth("recalled"))


_MEDICINE_COLUMNS = ("id", "night", "taken_at", "zone", "medicine", "amount", "recalled")


def _medicines(rows: Iterator[_Row], package: _Package) -> None:
    for row in rows:
        at = row.lived("taken_at", "zone")
        taking = Medicine(row.on("night"), at, row.needed("medicine"), row.needed("amount"))
        with at_row(row.source, row.line):
            package.add(row, "id", taking, recalled=row.truth("recalled"))


_MEASURE_COLUMNS = ("id", "taken_on", "measure", "value", "unit", "rated_by")


def _measures(rows: Iterator[_Row], package: _Package) -> None:
    for row in rows:
        with at_row(row.source, row.line):
            measure = Measure(
                row.on("taken_on"), row.needed("measure"), row.thousandths("value", "a number"), row.needed("unit"),
                row.text("rated_by"),
            )  # fmt: skip
            package.add(row, "id", measure, recalled=False)


_STEP_COLUMNS = (
    "plan_id", "plan", "plan_ended_on", "scale_g", "step", "starts_on", "target_g", "doses_per_day", "holds",
)  # fmt: skip


def _taper_steps(rows: Iterator[_Row], package: _Package) -> None:
    plans: dict[str, list[_Row]] = {}
    for row in rows:
        plans.setdefault(row.needed("plan_id"), []).append(row)
    for steps in plans.values():
        if [row.whole("step") for row in steps] != list(range(1, len(steps) + 1)):
            package.not_carried.append("a taper plan of which the package has only some steps")
            continue
        with at_row(steps[0].source, steps[0].line):
            package.add(steps[0], "plan_id", _plan(steps), recalled=False)


def _plan(rows: list[_Row]) -> Plan:
    steps, holds = [], []
    for row in rows:
        with at_row(row.source, row.line):
            steps.append(Step(row.on("starts_on"), row.thousandths("target_g"), row.whole("doses_per_day")))
            holds += [_hold(row, word) for word in row.words("holds")]
    first = rows[0]
    holds.sort(key=lambda hold: hold.placed_on)
    return Plan(
        first.needed("plan"), tuple(steps), first.thousandths("scale_g"), first.day("plan_ended_on"), tuple(holds)
    )


def _hold(row: _Row, word: str) -> Hold:
    match = _HOLD.fullmatch(word)
    try:
        placed_on = date.fromisoformat(match[1]) if match else None
    except ValueError:
        placed_on = None
    if match is None or placed_on is None:
        raise row.bad("holds", "2026-11-04+5d, semicolons between")
    return Hold(placed_on, int(match[2]), row.on("starts_on"))


#: Table → the columns that are read, and what is made of its rows.
_TABLES: dict[str, tuple[tuple[str, ...], Callable[[Iterator[_Row], _Package], None]]] = {
    "nights": (_NIGHT_COLUMNS, _nights),
    "doses": (_DOSE_COLUMNS, _doses),
    "supplements": (_SUPPLEMENT_COLUMNS, _supplements),
    "taper_steps": (_STEP_COLUMNS, _taper_steps),
    "exposures": (_EXPOSURE_COLUMNS, _exposures),
    "symptoms": (_SYMPTOM_COLUMNS, _symptoms),
    "medicines": (_MEDICINE_COLUMNS, _medicines),
    "measures": (_MEASURE_COLUMNS, _measures),
}
_FOR_READING = ("corrections", "dictionary")
_OF_THE_REST = {"exposures", "symptoms", "medicines", "measures"}
