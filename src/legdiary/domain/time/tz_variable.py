"""The environment variable TZ, read as the C library reads it, so that the diary and `date` show the same time."""

from __future__ import annotations

from datetime import timedelta

from legdiary.domain.time.moments import OFFSET_ZONES, UnknownZone, Zone, fixed_zone, load_zone
from legdiary.domain.time.posix_zone import read_rules
from legdiary.errors import BadValue, quote_typed


class NotAZone(BadValue):
    """A TZ that names no zone."""

    def __init__(self, text: str) -> None:
        super().__init__(f"the time zone {quote_typed(text)!r} is not known; write an IANA name such as Europe/Berlin")


def zone_of_tz(text: str) -> Zone:
    """Return the zone that TZ means: the text is tried as a name, then as POSIX rules.

    Rules with one offset all year become a fixed offset in our own spelling: `<-03>3` is `UTC-03:00`.

    Raises:
        NotAZone: neither a name nor rules.
        CountsLeapSeconds: the name of a zone that counts leap seconds.
        NotKeptByMinutes: rules with an offset that is not in whole minutes.
    """
    if not text.startswith(OFFSET_ZONES):  # our own names of offsets: their sign is opposite to the one in POSIX rules
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
