"""Sleep in the export of Apple Health: `export.zip`, or the XML in it.

Format after the inline DTD of the exports (HealthKit Export Version 11 to 14) and Apple's documentation of
`HKCategoryValueSleepAnalysis`: each span in bed, asleep (by stage) or awake is a `Record` of its own, from one source,
with a start and an end that have an offset. `HKTimeZone` beneath it is the zone it was recorded in. The XML is named in
the phone's language (`export.xml`, `exportar.xml`, `导出.xml`), so it is told by what is in it.
"""

from __future__ import annotations

from array import array
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from legdiary.domain.time.durations import LONGEST_IN_BED_MIN
from legdiary.domain.time.moments import MINUTE, UnknownZone, load_zone
from legdiary.errors import plural, quote_typed
from legdiary.formats.files.field_parser import MS, Place
from legdiary.formats.files.packages import Folder, TooManyFiles
from legdiary.formats.files.text_lines import first_bytes, open_bytes
from legdiary.formats.files.zip_files import MAGIC, ZIP_ERRORS, open_member, open_zip
from legdiary.formats.phone_health.apple_sources import OTHER_APP, kind_of_source
from legdiary.formats.phone_health.health_xml import ROOT, Elements
from legdiary.formats.reader_result import MOST_ENTRIES, BadRow
from legdiary.formats.sleep_trackers.stages import Stage, State, sleep_of_stages
from legdiary.formats.sleep_trackers.tracked_sleeps import Tracked, nights
from legdiary.formats.sleep_trackers.tracker_choice import MOST_TRACKERS
from legdiary.util.safe_files import open_plain, plain_head

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator
    from typing import BinaryIO

    from legdiary.domain.time.moments import Zone
    from legdiary.formats.files.packages import Package
    from legdiary.formats.reader_result import Found, ReadOptions

_SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
_VALUE = "HKCategoryValueSleepAnalysis"
_STATES = {
    f"{_VALUE}InBed": State.IN_BED,
    f"{_VALUE}Asleep": State.ASLEEP,
    f"{_VALUE}AsleepUnspecified": State.ASLEEP,
    f"{_VALUE}AsleepCore": State.STAGED,
    f"{_VALUE}AsleepDeep": State.STAGED,
    f"{_VALUE}AsleepREM": State.STAGED,
    f"{_VALUE}Awake": State.AWAKE,
}
_TIME_ZONE = "HKTimeZone"
_HEAD_BYTES = 4096
#: The beginnings of the XML: with its DTD, and without.
_BEGINS = (b"<!DOCTYPE HealthData", ROOT)
#: The largest list of files in the zip, which has a file for every workout, and the most of them that are looked into.
_MOST_LIST, _MOST_LOOKED_INTO = 3_000_000, 20
#: The most zones that records are in.
_MOST_ZONES = 250
#: Spans of one source that lie no further apart belong to one recording.
_NEAR_S = MINUTE


def recognises(content: Package, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is Apple Health's XML, or a zip that holds it."""
    if isinstance(content, Folder):
        return _in_folder(content) is not None
    head = first_bytes(content, _HEAD_BYTES)
    if not head.startswith(MAGIC):
        return any(begin in head for begin in _BEGINS)
    try:
        with open_zip(content, _MOST_LIST) as archive:
            return _member(archive) is not None
    except ZIP_ERRORS:
        return False


def read(content: Package, source: str, options: ReadOptions) -> Found:
    """Return the sleeps of an export of Apple Health.

    Raises:
        BadRow: the first record that cannot be right.
        SeveralTrackers: several devices have the same night, and nobody has said which one to take.
    """
    samples = _Samples(source, options)
    with _opened(content, source) as (file, packed_bytes):
        elements = Elements(file, source, packed_bytes)
        elements.read(samples.add_element, _SLEEP)
    samples.end()
    if elements.broken_at is not None and not len(samples):
        raise Place(source, elements.broken_at).bad(None, "the XML is broken here, and no sleep stands before it")
    return nights(samples.sleeps(), options, samples.left_out_texts(elements.broken_at))


@contextmanager
def _opened(content: Package, source: str) -> Iterator[tuple[BinaryIO, int | None]]:
    """Open the XML, in a zip, in a folder or alone, with its size in the zip."""
    if isinstance(content, Folder):
        path = _in_folder(content)
        if path is None:
            raise Place(source).bad(None, "accepted: Apple Health's folder; no HealthData is in this one")
        with open_plain(path) as plain:
            yield plain, None
        return
    if not first_bytes(content, _HEAD_BYTES).startswith(MAGIC):
        yield open_bytes(content), None
        return
    with ExitStack() as opened:
        try:
            archive = opened.enter_context(open_zip(content, _MOST_LIST))
            member = _member(archive)
            file = opened.enter_context(open_member(archive, member.filename)) if member else None
        except ZIP_ERRORS as error:
            raise Place(source).bad(None, "this zip is damaged; export it once more") from error
        if file is None or member is None:
            raise Place(source).bad(None, "accepted: Apple Health's export.zip; no HealthData is in this zip")
        yield file, member.compress_size


def _member(archive: zipfile.ZipFile) -> zipfile.ZipInfo | None:
    """Return the file of a zip that begins as Apple Health's XML, whatever its name and folder are."""
    xml = [each for each in archive.infolist() if each.filename.lower().endswith(".xml")]
    for each in sorted(xml, key=lambda each: each.filename.count("/"))[:_MOST_LOOKED_INTO]:
        with open_member(archive, each.filename) as file:
            head = file.read(_HEAD_BYTES)
        if any(begin in head for begin in _BEGINS):
            return each
    return None


def _in_folder(folder: Folder) -> Path | None:
    """Return the file of an unpacked export that begins as Apple Health's XML."""
    try:
        xml = [Path(member.path) for member in folder.members() if member.name.lower().endswith(".xml")]
    except TooManyFiles:
        return None
    for path in sorted(xml, key=lambda path: len(path.parts))[:_MOST_LOOKED_INTO]:
        if any(begin in plain_head(path, _HEAD_BYTES) for begin in _BEGINS):
            return path
    return None


class _Samples:
    """The sleep records of a file, each in a few bytes."""

    def __init__(self, source: str, options: ReadOptions) -> None:
        self._source = source
        self._options = options
        self._starts, self._ends, self._lines = array("q"), array("q"), array("q")
        self._states, self._kinds, self._zones = array("B"), array("H"), array("H")
        self._zone_list = [options.zone]
        self._zone_of: dict[str, int] = {}
        self._unknown_zones: set[str] = set()
        self._trackers: list[str] = []
        self._tracker_of: dict[str, int] = {}
        self._counts: Counter[str] = Counter()
        self._open: tuple[Place, dict[str, str]] | None = None

    def __len__(self) -> int:
        return len(self._starts)

    def add_element(self, name: str, attributes: list[str], line: int) -> None:
        """Add a record of sleep, or the metadata of the last one."""
        if name == "Record":
            self.end()
            pairs = iter(attributes)
            self._open = Place(self._source, line), dict(zip(pairs, pairs, strict=True))
        elif name == "MetadataEntry" and self._open is not None:
            pairs = iter(attributes)
            entry = dict(zip(pairs, pairs, strict=True))
            if entry.get("key") == _TIME_ZONE:
                self._open[1][_TIME_ZONE] = entry.get("value", "")

    def end(self) -> None:
        """Take in the last record with its metadata."""
        if self._open is not None:
            (place, fields), self._open = self._open, None
            with self._options.bad.row():
                self._take(place, fields)

    def _take(self, place: Place, fields: dict[str, str]) -> None:
        state = _STATES.get(fields.get("value", ""))
        if state is None:
            self._counts["unknown"] += 1
            return
        start, end = (_seconds(place, name, fields.get(name, "")) for name in ("startDate", "endDate"))
        zone = self._zone(fields)
        moments = [place.moment(name, at_s * MS, zone) for name, at_s in (("startDate", start), ("endDate", end))]
        place.check_span("endDate", *moments)
        if len(self) == MOST_ENTRIES:
            raise BadRow(self._source, None, None, f"more than {MOST_ENTRIES} records of sleep, the most that are read")
        self._kinds.append(self._tracker(fields.get("sourceName", ""), fields.get("device", "")))
        self._zones.append(self._zone_list.index(zone))
        self._starts.append(start)
        self._ends.append(end)
        self._lines.append(place.line if isinstance(place.line, int) else 0)
        self._states.append(state)
        self._counts["stages"] += state is State.STAGED

    def _zone(self, fields: dict[str, str]) -> Zone:
        """Return the zone of a record: the one it names, else the person's.

        The offset of its times is that of the phone on the day of the export, so it says nothing.
        """
        name = fields.get(_TIME_ZONE)
        if not name:
            return self._options.zone
        if name not in self._zone_of:
            if len(self._zone_of) == _MOST_ZONES:
                raise BadRow(self._source, None, None, f"more than {_MOST_ZONES} time zones in one file")
            self._zone_of[name] = self._place_of(name)
        self._counts["zones"] += name in self._unknown_zones
        return self._zone_list[self._zone_of[name]]

    def _place_of(self, name: str) -> int:
        """Return the place of a zone in the list; that of the person's, if there is no such zone."""
        try:
            zone = load_zone(name)
        except UnknownZone:
            self._unknown_zones.add(name)
            return 0
        if zone not in self._zone_list:
            self._zone_list.append(zone)
        return self._zone_list.index(zone)

    def _tracker(self, name: str, device: str) -> int:
        """Return the number of the tracker of a source; two apps that are not known are two trackers."""
        kind = kind_of_source(name, device)
        key = f"{kind}\n{name}" if kind == OTHER_APP else kind
        if key not in self._tracker_of:
            if len(self._trackers) == MOST_TRACKERS:
                raise BadRow(self._source, None, None, f"more than {MOST_TRACKERS} sources, the most that are read")
            alike = sum(each.startswith(OTHER_APP) for each in self._trackers) if kind == OTHER_APP else 0
            self._tracker_of[key] = len(self._trackers)
            self._trackers.append(f"{kind} {alike + 1}" if alike else kind)
        return self._tracker_of[key]

    def sleeps(self) -> Tracked:
        """Return the sleeps that the records make, those of each tracker by themselves."""
        tracked = Tracked()
        for run in self._runs():
            chief = max(run, key=lambda each: self._ends[each] - self._starts[each])
            stages = [Stage(self._starts[each], self._ends[each], State(self._states[each])) for each in run]
            tracker, zone = self._trackers[self._kinds[run[0]]], self._zone_list[self._zones[run[0]]]
            sleep = sleep_of_stages(Place(self._source, self._lines[chief]), stages, zone, tracker)
            if sleep is None:
                self._counts["awake alone"] += 1
            else:
                tracked.append(sleep)
        return tracked

    def _runs(self) -> Iterator[list[int]]:
        """Yield the records of each recording, in order: those of one tracker that touch each other."""
        for kind in range(len(self._trackers)):
            of_kind = [each for each, its in enumerate(self._kinds) if its == kind]
            run: list[int] = []
            until = 0
            for each in sorted(of_kind, key=self._starts.__getitem__):
                begins, ends = self._starts[each], self._ends[each]
                longest = LONGEST_IN_BED_MIN * MINUTE
                if run and begins <= until + _NEAR_S and max(until, ends) - self._starts[run[0]] <= longest:
                    run.append(each)
                    until = max(until, ends)
                else:
                    if run:
                        yield run
                    run, until = [each], ends
            if run:
                yield run

    def left_out_texts(self, broken_at: int | None) -> Iterator[str]:
        """Yield a sentence for everything about sleep that the diary does not have."""
        if broken_at is not None:
            yield f"what stands behind line {broken_at}: the file is broken there; export it once more for the rest"
        if self._counts["stages"]:
            yield f"the stage (light, deep, REM) of {plural(self._counts['stages'], 'record')} of sleep"
        if self._counts["awake alone"]:
            yield f"{plural(self._counts['awake alone'], 'time')} awake with no sleep beside it"
        if self._unknown_zones:
            yield f"the time zone of {plural(self._counts['zones'], 'record')}, which is not known here"
        if self._counts["unknown"]:
            yield f"{plural(self._counts['unknown'], 'record')} of sleep of a kind that legdiary does not know"


def _seconds(place: Place, column: str, typed: str) -> int:
    """Return the time of a record in seconds since 1970.

    Raises:
        BadRow: it is not a time with an offset.
    """
    try:
        stamp = datetime.fromisoformat(typed)
    except ValueError:
        stamp = None
    if stamp is None or stamp.tzinfo is None:
        raise place.bad(column, f"{quote_typed(typed)!r}; accepted: a time such as 2026-11-20 23:40:00 -0500")
    return int(stamp.timestamp())
