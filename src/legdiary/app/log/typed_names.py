"""Typed names of factors, symptoms and medicines, and the stored name for each."""

from __future__ import annotations

from legdiary.domain.entries.name_vocabulary import find_name
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from legdiary.app.context import Context
    from legdiary.domain.entries.name_vocabulary import Vocabulary
    from legdiary.store.diary import Diary


class TypedName(NamedTuple):
    """A typed name.

    Attributes:
        typed: the words.
        new: accept a name that is not known yet.
    """

    typed: str
    new: bool = False

    def find(self, vocabulary: Vocabulary, used: Iterable[str]) -> str:
        """Return the name as stored; `used` are the names in the diary.

        Raises:
            BadValue: it is unknown and not declared new, or not a name at all.
        """
        return find_name(vocabulary, self.typed, used, new=self.new)


def check_first_name(context: Context, vocabulary: Vocabulary, name: TypedName) -> None:
    """Refuse an impossible name before a diary is begun for it."""
    if context.is_diary_missing:
        name.find(vocabulary, ())


def names_in_use(context: Context, vocabulary: Vocabulary) -> list[str]:
    """Return the names of a kind that the diary holds; none where there is no diary yet."""
    if context.is_diary_missing:
        return []
    with context.open_for_reading() as diary:
        return diary.names(vocabulary.what)


def renamed_field(diary: Diary, vocabulary: Vocabulary, name: TypedName | None) -> dict[str, Any]:
    """Return the field of a changed name; empty if no name was given."""
    return {} if name is None else {"name": name.find(vocabulary, diary.names(vocabulary.what))}
