"""The reading of typed durations. A unit is required, except where a bare number can only be minutes."""

from __future__ import annotations

from legdiary.errors import BadValue, quote_typed
from legdiary.util.patterns import fullmatch

_HOURS, _MINUTES = r"h(?:(?:ou)?rs?)?", r"m(?:in(?:ute)?s?)?"
# Not compiled at import: `re` compiles and caches it at first use, and most commands never use it.
_DURATION = (
    rf"(?i)(?P<h>[0-9]{{1,3}}) ?{_HOURS}(?: ?(?P<hm>[0-9]{{1,2}})(?: ?{_MINUTES})?)?"
    r"|(?P<ch>[0-9]{1,3}):(?P<cm>[0-9]{2})"
    rf"|(?P<m>[0-9]{{1,4}}) ?{_MINUTES}"
    rf"|(?P<fh>[0-9]{{1,3}}[.,][0-9]{{1,4}}) ?{_HOURS}"
)
_BARE = r"[0-9]{1,4}"
_MINUTES_AN_HOUR = 60
#: Nobody is longer in bed than this, from going to bed to getting up.
LONGEST_IN_BED_MIN = 16 * _MINUTES_AN_HOUR
_A_DAY = 24 * _MINUTES_AN_HOUR
#: A smaller bare number may as well be hours: five minutes awake, or five hours.
_ONLY_MINUTES_FROM = 10


class NotADuration(BadValue):
    """A duration that cannot be read."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{quote_typed(typed)!r} is not a duration; write 6h30, 6:30, 390m, 45m or 1.5h (up to 24h)")


class DurationUnitMissing(BadValue):
    """A number without a unit that may be hours or minutes: 7 of what?"""

    def __init__(self, number: str) -> None:
        as_hours = f"{number}h or " if int(number) * _MINUTES_AN_HOUR <= _A_DAY else ""
        super().__init__(f"{number} of what? Write {as_hours}{number}m.")


def parse_duration(text: str) -> int:
    """Return whole minutes, 0 to 24 h, from `6h30`, `6h30m`, `6:30`, `390m`, `45m`, `1.5h`, `7 hours`, `55 minutes`.

    Raises:
        DurationUnitMissing: a number without its unit.
        NotADuration: no whole minute, longer than a day, or anything else.
    """
    typed = text.strip()
    match = fullmatch(_DURATION, typed)
    if match is None:
        if fullmatch(_BARE, typed) and int(typed) <= _A_DAY:
            raise DurationUnitMissing(f"{int(typed)}")
        raise NotADuration(text)
    if match["m"]:
        minutes = int(match["m"])
    elif match["fh"]:
        whole, fraction = match["fh"].replace(",", ".").split(".")
        parts, rest = divmod(int(fraction) * _MINUTES_AN_HOUR, 10 ** len(fraction))
        if rest:
            raise NotADuration(text)
        minutes = int(whole) * _MINUTES_AN_HOUR + parts
    else:
        past = int(match["hm"] or match["cm"] or 0)
        if past >= _MINUTES_AN_HOUR:
            raise NotADuration(text)
        minutes = int(match["h"] or match["ch"]) * _MINUTES_AN_HOUR + past
    if minutes > _A_DAY:
        raise NotADuration(text)
    return minutes


def parse_part_of_night(text: str) -> int:
    """Return the minutes of a part of a night or of naps, for which a bare number from 10 on can only be minutes.

    Raises:
        DurationUnitMissing: a bare number below 10, which may be hours as well.
        NotADuration: anything else that is not a duration.
    """
    typed = text.strip()
    is_minutes = fullmatch(_BARE, typed) and (int(typed) >= _ONLY_MINUTES_FROM or int(typed) == 0)
    return parse_duration(f"{typed}m" if is_minutes else text)


def is_total(text: str) -> bool:
    """Return whether the text is a duration with its unit, which can be no clock time: `7h`, `6h30`, `390m`."""
    try:
        parse_duration(text)
    except BadValue:
        return False
    return ":" not in text


def typed_minutes(minutes: int | None) -> str | None:
    """Return minutes as they are typed, `55m` or `6h30`, for `parse_duration` to read; None where not known."""
    if minutes is None:
        return None
    hours, rest = divmod(minutes, _MINUTES_AN_HOUR)
    return f"{hours}h{rest:02d}" if hours else f"{rest}m"
