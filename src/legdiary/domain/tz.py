"""The variable TZ, read as the C library reads it: then a diary and `date` show the same clock."""

from __future__ import annotations

from datetime import timedelta

from legdiary.domain.moments import OFFSET_ZONES, UnknownZone, Zone, fixed_zone, load_zone
from legdiary.domain.posix_zone import read_rules
from legdiary.errors import BadValue, shown


class NotAZone(BadValue):
    """A TZ that names no zone."""

    def __init__(self, text: str) -> None:
        super().__init__(f"the time zone {shown(text)!r} is not known; write an IANA name such as Europe/Berlin")


def zone_of_tz(text: str) -> Zone:
    """The zone that TZ means: a name first, then rules.

    Rules that never change are kept as a fixed offset in our own spelling: `<-03>3` as `UTC-03:00`.

    Raises:
        NotAZone: neither.
        CountsLeapSeconds: a name of a zone that does.
        NotKeptByMinutes: rules whose offsets no moment could keep.
    """
    if not text.startswith(OFFSET_ZONES):  # our own names of offsets, which have the sign the other way round
        try:
            return load_zone(text)
        except UnknownZone:
            pass
    rules = read_rules(text)
    if rules is None:
        raise NotAZone(text)
    if rules.name is not None:
        return load_zone(rules.name)
    return fixed_zone(timedelta(seconds=rules.offset_s)) if rules.offset_s else Zone("UTC")
