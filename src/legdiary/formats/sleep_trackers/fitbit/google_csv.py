"""Google's own table of Fitbit's sleeps, `UserSleeps_….csv`; `UserSleepStages_….csv` beside it has a row a stage.

Format after the README that the Takeout holds beside them: times in UTC and, apart, the offset of each; minutes to fall
asleep, asleep, awake, and in bed after waking.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.time.moments import MINUTE, Moment
from legdiary.errors import quote_typed
from legdiary.formats.files.field_parser import Place, zone_with_offset
from legdiary.formats.files.foreign_csv import cells, rows
from legdiary.formats.files.named_fields import Fields
from legdiary.formats.sleep_trackers.awake_parts import Counted, asleep_with_parts
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from legdiary.domain.time.moments import Zone
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import BadRows
    from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep

_SLEEPS = frozenset({"sleep_id", "sleep_start", "sleep_end", "start_utc_offset", "end_utc_offset"})
_STAGES = frozenset({"sleep_id", "sleep_stage_type"})
KNOWN = _SLEEPS | {"sleep_type", "minutes_asleep", "minutes_awake", "minutes_to_fall_asleep", "minutes_after_wake_up"}
_OFFSET = re.compile(r"([+-])([0-9]{2}):([0-9]{2})(?::[0-9]{2})?")
_MOST_MIN = 1440


def are_sleeps(header: Sequence[str]) -> bool:
    """Return whether these are the columns of sleeps, each once."""
    return set(header) >= _SLEEPS and all(header.count(name) < 2 for name in KNOWN)  # noqa: PLR2004 - once


def are_stages(header: Sequence[str]) -> bool:
    """Return whether these are the columns of stages."""
    return set(header) >= _STAGES


class Sleeps(NamedTuple):
    """The sleeps of a table.

    Attributes:
        header: the names of its columns.
        found: the sleeps, with what is left out counted.
    """

    header: Sequence[str]
    found: Iterator[Asleep]


def sleeps(content: Content, source: str, zone: Zone, bad: BadRows, left: Counter[str]) -> Sleeps:
    """Return the sleeps of a table.

    Args:
        content: the table.
        source: its name.
        zone: the zone of the diary.
        bad: the rule for rows that cannot be right.
        left: counts of what is left out.

    Raises:
        BadRow: the first row that cannot be right.
    """
    table = rows(content, source)
    _, header = next(table, (Place(source, 1), []))
    if not are_sleeps(header):
        raise Place(source, 1).bad(None, "accepted: the header of UserSleeps: sleep_id,sleep_type,…")

    def found() -> Iterator[Asleep]:
        for place, row in table:
            asleep = None
            with bad.row(left):
                asleep = _asleep(Fields(place, cells(place, header, row)), zone, left)
            if asleep is not None:
                yield asleep

    return Sleeps(header, found())


def _asleep(fields: Fields, zone: Zone, left: Counter[str]) -> Asleep:
    start, up = _moment(fields, "start", zone), _moment(fields, "end", zone)
    fields.place.check_span("sleep_end", start, up)
    counted = Counted(
        *(
            None if (minutes := fields.whole(name, _MOST_MIN)) is None else minutes * MINUTE
            for name in ("minutes_asleep", "minutes_awake", "minutes_to_fall_asleep", "minutes_after_wake_up")
        )
    )
    found = asleep_with_parts(fields.place, start, up, counted, None)
    if (fields.text("sleep_type") or "").upper() == "CLASSIC":
        left["classic"] += 1
        return replace(found, awake_s=None)
    left["sums"] += found.awake_s is None and counted.awake is not None
    left["stages"] += counted.asleep is not None
    return found


def _moment(fields: Fields, which: str, zone: Zone) -> Moment:
    name, offset_name = f"sleep_{which}", f"{which}_utc_offset"
    utc = fields.place.utc(name, fields.needed(name, "a time in UTC"), zone)
    typed = fields.needed(offset_name, "an offset such as -05:00")
    match = _OFFSET.fullmatch(typed)
    if match is None:
        raise fields.place.bad(offset_name, f"{quote_typed(typed)!r}; accepted: an offset such as -05:00")
    offset = timedelta(hours=int(match[2]), minutes=int(match[3])) * (-1 if match[1] == "-" else 1)
    if abs(offset) >= timedelta(days=1):
        raise fields.place.bad(offset_name, f"{quote_typed(typed)!r}; accepted: an offset of less than a day")
    return Moment.from_timestamp(utc.utc_s, zone_with_offset(offset, utc.utc_s, zone))
