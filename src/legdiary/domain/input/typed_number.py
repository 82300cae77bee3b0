"""A typed number and the word behind it, taken apart by plain string methods: a dose loads no regular expressions."""

from __future__ import annotations

from legdiary.util.values import NamedTuple

#: The digits that are read; others, such as Arabic ones, are refused.
DIGITS = "0123456789"
_MARKS = ",."


class TypedNumber(NamedTuple):
    """A text that begins with a number.

    Attributes:
        whole: the digits before the decimal mark.
        mark: the decimal mark, a comma or a point; empty without decimals.
        fraction: the decimals.
        word: all that follows, without one blank before it.
    """

    whole: str
    mark: str
    fraction: str
    word: str

    def is_within(self, whole: int, fraction: int) -> bool:
        """Return whether there is a number, of no more digits than these before and behind the mark."""
        return 0 < len(self.whole) <= whole and len(self.fraction) <= fraction


def split_number(typed: str) -> TypedNumber:
    """Return the parts of a typed amount: `2,5 g` is 2, a comma, 5 and g."""
    whole, rest = _leading_digits(typed)
    mark, fraction = "", ""
    if rest and rest[0] in _MARKS:
        decimals, behind = _leading_digits(rest[1:])
        if decimals:
            mark, fraction, rest = rest[0], decimals, behind
    return TypedNumber(whole, mark, fraction, rest[1:] if rest[:1].isspace() else rest)


def _leading_digits(text: str) -> tuple[str, str]:
    rest = text.lstrip(DIGITS)
    return text[: len(text) - len(rest)], rest
