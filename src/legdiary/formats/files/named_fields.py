"""The named fields of a record in another program's JSON or CSV; a field that is null, empty or absent is None."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from legdiary.errors import quote_typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from legdiary.formats.files.field_parser import Place

_WHOLE = re.compile(r"([0-9]{1,9})(?:\.[0-9]{1,12})?")


class Fields(NamedTuple):
    """A record.

    Attributes:
        place: its place in the file.
        values: its values by name: texts, and what else JSON has.
    """

    place: Place
    values: Mapping[str, object]

    def text(self, name: str) -> str | None:
        """Return a text or number as it is written.

        Raises:
            BadRow: it is something else.
        """
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise self.place.bad(name, "accepted: a text or a number")
        return value

    def needed(self, name: str, accepted: str) -> str:
        """Return a text or number that every record has.

        Raises:
            BadRow: it is missing, or something else.
        """
        value = self.text(name)
        if value is None:
            raise self.place.bad(name, f"this is missing; accepted: {accepted}")
        return value

    def whole(self, name: str, most: int) -> int | None:
        """Return a number without its fraction.

        Raises:
            BadRow: it is not a number from 0 to `most`.
        """
        typed = self.text(name)
        if typed is None:
            return None
        match = _WHOLE.fullmatch(typed)
        if match is None or int(match[1]) > most:
            raise self.place.bad(name, f"{quote_typed(typed)!r}; accepted: a number from 0 to {most}")
        return int(match[1])

    def within(self, name: str) -> Fields | None:
        """Return the object of this name.

        Raises:
            BadRow: it is something else.
        """
        value = self.values.get(name)
        if value is not None and not isinstance(value, dict):
            raise self.place.bad(name, "accepted: an object")
        return None if value is None else Fields(self.place, value)

    def several(self, name: str) -> Iterator[Fields]:
        """Yield the objects of the list of this name.

        Raises:
            BadRow: it is something else.
        """
        value = self.values.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            raise self.place.bad(name, "accepted: a list")
        for each in value:
            yield fields_of(self.place, each, name)


def fields_of(place: Place, value: object, name: str | None = None) -> Fields:
    """Return an object of a JSON text as a record.

    Raises:
        BadRow: it is something else.
    """
    if not isinstance(value, dict):
        raise place.bad(name, "accepted: an object with named values")
    return Fields(place, value)
