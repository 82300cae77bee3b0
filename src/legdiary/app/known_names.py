"""The names and words that a command knows: those of the program, and those of the diary's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.app.log.typed_names import names_in_use
from legdiary.domain.entries.name_vocabulary import VOCABULARIES

if TYPE_CHECKING:
    from legdiary.app.context import Context

NIGHT, MAGNESIUM, MEASURE = "night", "magnesium", "measure"


class NameList(NamedTuple):
    """One list of names.

    Attributes:
        key: its key in JSON.
        title: its heading.
        names: the names, in the order in which they are shown.
    """

    key: str
    title: str
    names: tuple[str, ...]


def known_names(context: Context, command: str) -> tuple[NameList, ...]:
    """Return the lists of names of a command: `night`, `magnesium`, `measure`, `factor`, `symptom`, `medicine`."""
    if command == NIGHT:
        from legdiary.domain.input.night_vocabulary import BODY_PARTS, MISSED_REASONS, SENSATIONS

        return (
            NameList("where", "Body parts for --where, also with left, right or both", BODY_PARTS),
            NameList("feel", "Sensations for --feel", SENSATIONS),
            NameList("missed", "Reasons for --missed", MISSED_REASONS),
        )
    if command == MAGNESIUM:
        from legdiary.domain.entries.magnesium import FORMS

        return (NameList("forms", "Forms for --form", FORMS),)
    if command == MEASURE:
        from legdiary.domain.entries.measure_scales import MEASURES

        return (NameList("names", "Measures", tuple(MEASURES)),)
    vocabulary = VOCABULARIES[command]
    own = tuple(sorted(set(names_in_use(context, vocabulary)) - {*vocabulary.names}))
    title = f"{vocabulary.what.capitalize()}s"
    return (
        NameList("names", title, tuple(sorted(vocabulary.names))),
        NameList("own", f"{title} of your own", own),
    )
