"""Time zones by the names that people type: a city alone, in any letter case, with spaces."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from legdiary.domain.time.moments import UnknownZone, load_zone

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Areas whose last words are no cities: `US/Central`, `Etc/GMT-5`.
_NO_CITIES = ("Etc/", "SystemV/", "US/", "Canada/", "Mexico/", "Brazil/", "Chile/", "Arctic/")
#: The known names that a message offers.
_OFFERED = 3


def full_zone_name(typed: str) -> str:
    """Return the IANA name of a zone: as typed if that is one, else of the one zone whose city or full name it is.

    Raises:
        UnknownZone: no zone has this name, or several have; the error names the nearest.
    """
    try:
        return load_zone(typed).name
    except UnknownZone:
        meant = _key(typed)
    names = _by_key()
    found = names.get(meant, ())
    if len(found) == 1:
        return found[0]
    if not found:
        from legdiary.domain.input.spelling_suggestions import nearest_all

        found = tuple(name for key in nearest_all(meant, names) for name in names[key])
    raise UnknownZone(typed, found[:_OFFERED])


def _key(name: str) -> str:
    return "_".join(name.casefold().replace("_", " ").split())


@cache
def _by_key() -> Mapping[str, tuple[str, ...]]:
    """Return the names of all zones by their full names, and by their cities."""
    from zoneinfo import available_timezones

    found: dict[str, list[str]] = {}
    for name in sorted(available_timezones()):
        found.setdefault(_key(name), []).append(name)
        if "/" in name and not name.startswith(_NO_CITIES):
            found.setdefault(_key(name.rpartition("/")[2]), []).append(name)
    return {key: tuple(names) for key, names in found.items()}
