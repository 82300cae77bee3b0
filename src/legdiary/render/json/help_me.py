"""When to seek help, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import wording

if TYPE_CHECKING:
    from legdiary.domain.seek_help import Numbers
    from legdiary.render.json.values import Json


def help_me(numbers: Numbers, country: str | None) -> Json:
    """Return the lists and the numbers of a country, or of every one."""
    return {
        "country": country,
        "at_once": list(wording.HELP_AT_ONCE),
        "soon": list(wording.HELP_SOON),
        "emergency": [
            {"number": each.number, "where": each.where, "countries": list(each.countries)}
            for each in numbers.emergency
            if country is None or country in each.countries
        ],
        "lines": [
            {"country": each.country, "number": each.number, "about": each.about, "checked": each.checked}
            for each in numbers.lines
            if country is None or country == each.country
        ],
    }
