"""Names that a person typed for a factor, a symptom or a medicine, and the one that is stored for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.domain.entries.names import find_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from legdiary.app.context import Context
    from legdiary.domain.entries.names import Vocabulary
    from legdiary.store.diary import Diary


class TypedName(NamedTuple):
    """A name as it was typed.

    Attributes:
        typed: the words.
        new: whether a name met for the first time is kept.
    """

    typed: str
    new: bool = False

    def find(self, vocabulary: Vocabulary, used: Iterable[str]) -> str:
        """Return the name as it is stored; `used` are those that the diary holds.

        Raises:
            BadValue: nowhere known and not said to be new, or no name at all.
        """
        return find_name(vocabulary, self.typed, used, new=self.new)


def check_first_name(context: Context, vocabulary: Vocabulary, name: TypedName) -> None:
    """Refuse a name that cannot be before a diary is begun for nothing."""
    if context.nothing_there:
        name.find(vocabulary, ())


def renamed(diary: Diary, vocabulary: Vocabulary, name: TypedName | None) -> dict[str, Any]:
    """Return the field of a changed name; none where no name was given."""
    return {} if name is None else {"name": name.find(vocabulary, diary.names(vocabulary.what))}
