"""Delete an entry of any kind; undo the last change; find the kind of an entry."""

from __future__ import annotations

from legdiary.app.questions import NOTHING, return_questions
from legdiary.util.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from legdiary.app.context import Context, Reader
    from legdiary.app.questions import Yes
    from legdiary.domain.entries.products import Product
    from legdiary.store.diary import Diary
    from legdiary.store.entry_rows import Change as Change  # noqa: PLC0414 - what commands that store answer


@dataclass(frozen=True, slots=True)
class Changes:
    """The effects of one command on entries.

    Attributes:
        changes: the changed entries, in that order.
        products: the products that doses among them name, by id.
    """

    changes: Sequence[Change]
    products: Mapping[int, Product]


def kind_of(reader: Reader, entry_id: int) -> str:
    """Return the kind of an entry.

    Raises:
        NoSuchEntry: there is none with this number.
        DiaryTrouble: the diary cannot be read.
    """
    with reader.open_for_reading() as diary:
        return str(diary.entry(entry_id).entry.kind)


@return_questions
def delete_entry(context: Context, entry_id: int, yes: Yes = NOTHING) -> Changes:
    """Delete an entry; the history keeps it, and an undo brings it back.

    Raises:
        NoSuchEntry: there is none with this number.
        InTheWay: doses name this product.
        DiaryTrouble: the diary cannot be changed.
    """
    with context.open_existing(yes) as diary:
        products = _products(diary)
        return Changes([diary.delete(entry_id, context.present)], products)


@return_questions
def undo(context: Context, yes: Yes = NOTHING) -> Changes:
    """Undo the last change that is not undone yet.

    Raises:
        NothingToUndo: there is none.
        InTheWay: a later entry depends on it.
        DiaryTrouble: the diary cannot be changed.
    """
    with context.open_existing(yes) as diary:
        before = _products(diary)
        changes = diary.undo(context.present)
        return Changes(changes, before | _products(diary))


def _products(diary: Diary) -> dict[int, Product]:
    return {stored.id: stored.entry for stored in diary.products()}
