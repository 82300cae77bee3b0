"""Kinds of products as people type them: known ones in any spelling, and kinds of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.name_vocabulary import VOCABULARIES
from legdiary.domain.entries.substances import KNOWN_KINDS, find_kind
from legdiary.domain.invariants import OutOfRange, check_kind
from legdiary.errors import BadValue, Refused, quote_typed

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The word that names no kind: it has a command of its own.
_OWN_COMMAND = "magnesium"


class NotAKind(BadValue):
    """An unknown kind of product: perhaps a slip, perhaps a kind of your own."""

    def __init__(self, typed: str, *, can_add: bool = True) -> None:
        from legdiary.domain.input.spelling_suggestions import nearest

        close = nearest(typed, {word: word for word in KNOWN_KINDS})
        near = f" (did you mean {close}?)" if close else ""
        or_own = "add --new to keep it as your own" if can_add else "or a kind that one of your products has"
        super().__init__(
            f"{quote_typed(typed)!r} is not a known kind of product{near}; write one of: {', '.join(KNOWN_KINDS)}; "
            f"{or_own}",
            None if can_add else "legdiary product list",
        )


class NotANameOfAKind(BadValue):
    """A text that cannot name a kind of product."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"{quote_typed(typed)!r} can't be a kind of product; use up to 40 letters, digits, spaces and hyphens"
        )


class KindIsAMedicine(BadValue):
    """A medicine or a factor as the kind of a product."""

    def __init__(self, typed: str, what: str) -> None:
        super().__init__(
            f"{quote_typed(typed)!r} is a {what} here, not a kind of product; it has a command of its own",
            f"legdiary {what} --help",
        )


class KindNeedsWholeMilligrams(Refused):
    """Leaf as the kind of a product with doses or a weight finer than a milligram."""

    def __init__(self, count: int) -> None:
        doses = {0: "one of its weights is", 1: "one of its doses is"}.get(count, f"{count} of its doses are")
        super().__init__(
            f"{doses} finer than a milligram, but leaf is stored in whole milligrams; change that first",
            "legdiary list --kind kratom",
        )


def find_product_kind(typed: str, used: Iterable[str] = (), *, new: bool = False, can_add: bool = True) -> str:
    """Return the word of a kind of product for a typed one.

    Args:
        typed: the words.
        used: the kinds that the diary has already.
        new: accept a kind that is not known.
        can_add: the command has a flag for that.

    Raises:
        NotAKind, NotANameOfAKind, KindIsAMedicine.
    """
    known = find_kind(typed)
    if known is not None:
        return known
    word = " ".join(typed.lower().split())
    if word in used:
        return word
    what = next((each.what for each in VOCABULARIES.values() if each.find(word) is not None), None)
    if what in {"medicine", "factor"}:
        raise KindIsAMedicine(typed, what)
    if not new:
        raise NotAKind(typed, can_add=can_add)
    try:
        check_kind(word)
    except OutOfRange as error:
        raise NotANameOfAKind(typed) from error
    if word == _OWN_COMMAND:
        raise NotANameOfAKind(typed)
    return word
