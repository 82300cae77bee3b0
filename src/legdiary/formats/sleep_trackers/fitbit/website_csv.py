"""The CSV that Fitbit's website handed over a month at a time: a part `Sleep` among others, such as `Activities`.

Format after sleepdiary/core (`src/Fitbit`): local times such as `2018-01-31 11:07PM`, minutes asleep, awake and in bed,
the number of awakenings, and minutes of each stage, `N/A` where the device knew none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from legdiary.domain.time.moments import MINUTE
from legdiary.errors import quote_typed
from legdiary.formats.files.foreign_csv import cells, rows
from legdiary.formats.files.named_fields import Fields
from legdiary.formats.files.text_lines import decode_head
from legdiary.formats.sleep_trackers.awake_parts import Counted, asleep_with_parts
from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from legdiary.domain.time.moments import Moment, Zone
    from legdiary.formats.files.field_parser import Place
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import BadRows

_PART = "Sleep"
_HEADER = ("Start Time", "End Time", "Minutes Asleep", "Minutes Awake", "Number of Awakenings", "Time in Bed")
_STAGE = "Minutes Deep Sleep"
_FOUND = re.compile(rf"(?:\A|\n){_PART}\r?\n\"?{_HEADER[0]}\"?,\"?{_HEADER[1]}\"?,")
_HEAD = 65_536
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{1,2}):([0-9]{2})(?: ?([AaPp])[Mm])?")
_HALF_A_DAY = 12
_NOT_KNOWN = "N/A"
_MOST_MIN, _MOST_TIMES = 1440, 999
_CUT_S = 2 * MINUTE


def is_such(content: Content) -> bool:
    """Return whether this is such a CSV, by the part on sleep."""
    return _FOUND.search(decode_head(content, _HEAD)) is not None


def sleeps(content: Content, source: str, zone: Zone, bad: BadRows, left: Counter[str]) -> Iterator[Asleep]:
    """Yield the sleeps; the other parts are counted.

    Raises:
        BadRow: the first row that cannot be right.
    """
    header: Sequence[str] | None = None
    part = ""
    for place, row in rows(content, source):
        if len(row) == 1:
            part, header = row[0], None
            left["parts"] += part != _PART
        elif part == _PART and header is None:
            header = row
            if tuple(header[: len(_HEADER)]) != _HEADER:
                raise place.bad(None, f"accepted: the columns {', '.join(_HEADER)}")
        elif part == _PART and header is not None:
            asleep = None
            with bad.row(left):
                asleep = _asleep(_known(place, cells(place, header, row)), zone, left)
            if asleep is not None:
                yield asleep


def _known(place: Place, named: dict[str, str]) -> Fields:
    return Fields(place, {name: "" if cell == _NOT_KNOWN else cell.replace(",", "") for name, cell in named.items()})


def _asleep(fields: Fields, zone: Zone, left: Counter[str]) -> Asleep:
    asleep, awake, in_bed = (
        fields.whole(name, _MOST_MIN) for name in ("Minutes Asleep", "Minutes Awake", "Time in Bed")
    )
    length_s = None if in_bed is None else in_bed * MINUTE
    start, up = _times(fields, length_s, zone, left)
    fields.place.check_span("End Time", start, up)
    asleep_s = None if asleep is None else asleep * MINUTE
    if fields.text(_STAGE) is None:
        left["classic"] += 1
        awakenings = fields.whole("Number of Awakenings", _MOST_TIMES)
        return Asleep(fields.place, start, up, awakenings=awakenings, slept_s=asleep_s)
    left["stages"] += 1
    counted = Counted(asleep_s, None if awake is None else awake * MINUTE)
    found = asleep_with_parts(fields.place, start, up, counted, None)
    left["sums"] += found.awake_s is None and awake is not None
    return found


def _times(fields: Fields, length_s: int | None, zone: Zone, left: Counter[str]) -> tuple[Moment, Moment]:
    starts, ends = (_readings(fields, name, zone) for name in ("Start Time", "End Time"))
    both = [(start, end) for start in starts for end in ends]
    fits = [(start, end) for start, end in both if length_s is None or abs(end.utc_s - start.utc_s - length_s) < _CUT_S]
    left["hours"] += len(fits or both) > 1
    return (fits or both)[0]


def _readings(fields: Fields, name: str, zone: Zone) -> tuple[Moment, ...]:
    typed = fields.needed(name, "a local time such as 2018-01-31 11:07PM")
    match = _TIME.fullmatch(typed)
    hour = int(match[2]) if match else -1
    if match and match[4]:
        half = hour % _HALF_A_DAY + (_HALF_A_DAY if match[4] in "Pp" else 0)
        hour = half if 1 <= hour <= _HALF_A_DAY else -1
    if match is None or hour < 0:
        raise fields.place.bad(name, f"{quote_typed(typed)!r}; accepted: a time such as 2018-01-31 11:07PM")
    return fields.place.local(name, f"{match[1]}T{hour:02d}:{match[3]}", zone)
