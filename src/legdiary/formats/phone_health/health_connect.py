"""Sleep in the scheduled export of Health Connect: a zip with the database `health_connect_export.db`, or that alone.

Format after AOSP's HealthFitness module (the branches android15-release to android17-release) and the documentation of
`SleepSessionRecord`: `sleep_session_record_table` has a row a sleep, `sleep_stages_table` its stages,
`application_info_table` the apps. Times are milliseconds since 1970, offsets are seconds. Columns are taken by their
names, since their order differs between phones.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.errors import plural, quote_typed
from legdiary.formats.files.field_parser import MS, Place, zone_with_offset
from legdiary.formats.files.foreign_database import BEGINS, open_database
from legdiary.formats.files.text_lines import first_bytes
from legdiary.formats.files.zip_files import MAGIC, ZIP_ERRORS, open_member, open_zip
from legdiary.formats.phone_health.app_names import AppNames
from legdiary.formats.reader_result import MOST_CELL, MOST_ENTRIES, BadRow, Record
from legdiary.formats.sleep_trackers.stages import Stage, State, sleep_of_stages
from legdiary.formats.sleep_trackers.tracked_sleeps import Tracked, nights
from legdiary.util.compressed_list import order_of

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

    from legdiary.formats.files.foreign_database import ForeignDatabase
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions
    from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep

_MEMBER = "health_connect_export.db"
_SESSIONS, _STAGES, _APPS = "sleep_session_record_table", "sleep_stages_table", "application_info_table"
_CREATED = f"CREATE TABLE {_SESSIONS}".encode()
#: The part of a database's header that says which program it belongs to; Health Connect leaves it empty.
_HEADER_BYTES, _OWNER = 100, slice(68, 72)
#: The definitions of the tables stand near the beginning of the file.
_LOOKED_THROUGH = 8_000_000
_STATES = {
    1: State.AWAKE, 2: State.ASLEEP, 3: State.UP, 4: State.STAGED, 5: State.STAGED, 6: State.STAGED, 7: State.AWAKE,
}  # fmt: skip
#: The stage is not known: nothing is said.
_UNKNOWN = 0
_LARGEST_OFFSET_S = 18 * 3600
_MOST_STAGES = 4_000_000


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is Health Connect's database, or the zip that holds it."""
    head = first_bytes(content, _HEADER_BYTES)
    if head.startswith(BEGINS):
        return not any(head[_OWNER]) and _CREATED in first_bytes(content, _LOOKED_THROUGH)
    if not head.startswith(MAGIC):
        return False
    try:
        with open_zip(content) as archive:
            return _member(archive) is not None
    except ZIP_ERRORS:
        return False


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the sleeps of an export of Health Connect.

    Raises:
        BadRow: the first sleep that cannot be right, or a damaged database.
        SeveralTrackers: several apps have the same night, and nobody has said which one to take.
    """
    with (
        _opened(content, source) as (file, packed_bytes),
        open_database(
            file, source, (_SESSIONS, _STAGES, _APPS), packed_bytes, is_secret=isinstance(content, bytes)
        ) as database,
    ):
        sleeps = _Sleeps(source, options, database)
        tracked = sleeps.tracked()
    return nights(tracked, options, sleeps.left_out_texts())


@contextmanager
def _opened(content: Content, source: str) -> Iterator[tuple[Content, int | None]]:
    """Open the database, in a zip or alone, with its size in the zip."""
    if not first_bytes(content, len(BEGINS)).startswith(MAGIC):
        yield content, None
        return
    with ExitStack() as opened:
        try:
            archive = opened.enter_context(open_zip(content))
            member = _member(archive)
            file = opened.enter_context(open_member(archive, member.filename)) if member else None
        except ZIP_ERRORS as error:
            raise Place(source).bad(None, "this zip is damaged, or still being written") from error
        if file is None or member is None:
            raise Place(source).bad(None, f"accepted: Health Connect's zip, in which {_MEMBER} stands")
        yield file, member.compress_size


def _member(archive: zipfile.ZipFile) -> zipfile.ZipInfo | None:
    return next((each for each in archive.infolist() if each.filename.rpartition("/")[2] == _MEMBER), None)


class _Spans(NamedTuple):
    """The stages of a file, ordered by the sleep that they belong to."""

    parents: array[int]
    starts: array[int]
    ends: array[int]
    kinds: array[int]

    def of(self, parent: int) -> Iterator[tuple[int, int, int]]:
        """Yield the stages of one sleep."""
        for each in range(bisect_left(self.parents, parent), bisect_right(self.parents, parent)):
            yield self.starts[each], self.ends[each], self.kinds[each]


class _Sleeps:
    """The sleeps of a file, made of their stages."""

    def __init__(self, source: str, options: ReadOptions, database: ForeignDatabase) -> None:
        self._source = source
        self._options = options
        self._database = database
        self._counts: Counter[str] = Counter()
        self._names = AppNames()

    def tracked(self) -> Tracked:
        """Return the sleeps.

        Raises:
            BadRow: the first that cannot be right.
        """
        apps = dict(self._database.rows(_APPS, ("row_id", "package_name")))
        spans = self._spans()
        tracked = Tracked()
        columns = ("row_id", "start_time", "end_time", "start_zone_offset", "app_info_id", "notes", "title")
        for number, (row_id, start, end, offset, app, notes, title) in enumerate(
            self._database.rows(_SESSIONS, columns), start=1
        ):
            if number > MOST_ENTRIES:
                raise BadRow(self._source, None, None, f"more than {MOST_ENTRIES} sleeps, the most that are read")
            place = Place(self._source, Record(number, "sleeps"))
            with self._options.bad.row(self._counts):
                session = _Session(place, row_id, start, end, offset, notes)
                if sleep := self._sleep(session, spans, self._names.name_of(apps.get(app))):
                    tracked.append(sleep)
                self._counts["titles"] += title is not None and title != ""
        return tracked

    def _spans(self) -> _Spans:
        """Return all stages, ordered by their sleep."""
        spans = _Spans(array("q"), array("q"), array("q"), array("q"))
        columns = ("parent_key", "stage_start_time", "stage_end_time", "stage_type")
        for number, row in enumerate(self._database.rows(_STAGES, columns), start=1):
            if number > _MOST_STAGES:
                raise BadRow(self._source, None, None, f"more than {_MOST_STAGES} stages, the most that are read")
            place = Place(self._source, Record(number, "stages"))
            with self._options.bad.row():
                values = [_whole(place, name, value) for name, value in zip(columns, row, strict=True)]
                for column, value in zip(spans, values, strict=True):
                    column.append(value)
        order = order_of(spans.parents)
        if order is None:
            return spans
        return _Spans(*(array("q", (column[each] for each in order)) for column in spans))

    def _sleep(self, session: _Session, spans: _Spans, tracker: str) -> Asleep | None:
        place, start, end = session.place, session.start_s, session.end_s
        zone = self._options.zone
        if session.offset_s is not None:
            zone = zone_with_offset(timedelta(seconds=session.offset_s), start, zone)
        place.check_span(
            "end_time", place.moment("start_time", start * MS, zone), place.moment("end_time", end * MS, zone)
        )
        stages = [Stage(start, end, State.SESSION)]
        for begins, ends, kind in spans.of(session.row_id):
            stage = Stage(begins // MS, ends // MS, _STATES.get(kind, State.SESSION))
            if not start <= stage.start_s <= stage.end_s <= end:
                raise place.bad("stage_start_time", "a stage that does not lie within its sleep")
            if kind in _STATES:
                stages.append(stage)
                self._counts["stages"] += stage.state is State.STAGED
            else:
                self._counts["unknown"] += kind != _UNKNOWN
        note = place.note("notes", session.notes) if session.notes else None
        return sleep_of_stages(place, stages, zone, tracker, note)

    def left_out_texts(self) -> Iterator[str]:
        """Yield a sentence for everything about sleep that the diary does not have."""
        if self._counts["stages"]:
            yield f"the stage (light, deep, REM) of {plural(self._counts['stages'], 'span')} of sleep"
        if self._counts["titles"]:
            yield f"{plural(self._counts['titles'], 'title')} of sleeps"
        if self._counts["unknown"]:
            yield f"{plural(self._counts['unknown'], 'stage')} of a kind that legdiary does not know"


class _Session:
    """A row of the table of sleeps, its values checked."""

    def __init__(self, place: Place, row_id: Any, start: Any, end: Any, offset: Any, notes: Any) -> None:
        self.place = place
        self.row_id = _whole(place, "row_id", row_id)
        self.start_s = _whole(place, "start_time", start) // MS
        self.end_s = _whole(place, "end_time", end) // MS
        self.offset_s = None if offset is None else _whole(place, "start_zone_offset", offset)
        if abs(self.offset_s or 0) > _LARGEST_OFFSET_S:
            raise place.bad("start_zone_offset", f"{self.offset_s}; accepted: seconds from -64800 to 64800")
        if notes is not None and (not isinstance(notes, str) or len(notes) > MOST_CELL):
            raise place.bad("notes", "accepted: a text")
        self.notes: str | None = notes


def _whole(place: Place, column: str, value: object) -> int:
    if not isinstance(value, int):
        shown = repr(quote_typed(str(value))) if isinstance(value, str | float) else "nothing that is a number"
        raise place.bad(column, f"{shown}; accepted: a whole number")
    return value
