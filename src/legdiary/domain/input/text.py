"""Text that people write: the rules for storing it and for showing it on a terminal.

Text is stored exactly or refused, never interpreted. A note may have lines and tabs; control characters, NUL and lone
surrogates are refused, since they can only come from a faulty paste. Bidirectional and zero-width characters belong to
real scripts: they are stored, and replaced where they are shown.
"""

from __future__ import annotations

from legdiary.errors import BadValue

LONGEST_NOTE = 10_000
LONGEST_NAME = 60
_KEPT_IN_NOTES = "\n\t"
#: The range in which Python keeps undecodable bytes of the command line (PEP 383).
_BYTES, _FIRST_BYTE, _LAST_BYTE = 0xDC00, 0xDC80, 0xDCFF


class UnreadableText(BadValue):
    """Control characters in a note or a name. The text itself is not repeated."""

    def __init__(self, what: str, position: int) -> None:
        super().__init__(
            f"the {what} has a control character at position {position}; write plain text (lines and tabs are fine)"
        )


class NotText(BadValue):
    """Bytes in a note or a name that are not text: the terminal and the locale use different encodings."""

    def __init__(self, what: str, position: int, code: int) -> None:
        if _FIRST_BYTE <= code <= _LAST_BYTE:
            found, accepted = (
                f"the byte 0x{code - _BYTES:02X}, which is not UTF-8,",
                "UTF-8 (your locale may be wrong)",
            )
        else:
            found, accepted = "half a character", "whole ones"
        super().__init__(f"the {what} has {found} at position {position}; write {accepted}")


class TooLong(BadValue):
    """More text than one entry holds. The text itself is not repeated."""

    def __init__(self, what: str, length: int, most: int) -> None:
        super().__init__(f"the {what} is {length} characters long; up to {most} are kept")


class NoName(BadValue):
    """A name with nothing in it, or with more than one line."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the {what} is empty or has several lines; write it on one line, such as 'red leaf'")


def check_note(text: str, what: str = "note") -> str:
    """Return the note unchanged, or refuse it.

    Raises:
        UnreadableText, NotText, TooLong.
    """
    if len(text) > LONGEST_NOTE:
        raise TooLong(what, len(text), LONGEST_NOTE)
    if _is_plain_ascii(text):
        return text
    for position, character in enumerate(text, start=1):
        if character in _KEPT_IN_NOTES or _is_plain_ascii(character):
            continue
        category = _category(character)
        if category == "Cs":
            raise NotText(what, position, ord(character))
        if category == "Cc":
            raise UnreadableText(what, position)
    return text


def check_name(text: str, what: str) -> str:
    """Return a one-line name, trimmed, with runs of blanks folded into one.

    Raises:
        UnreadableText, NotText, TooLong, NoName.
    """
    name = " ".join(check_note(text, what).split())
    if not name or "\n" in text:
        raise NoName(what)
    if len(name) > LONGEST_NAME:
        raise TooLong(what, len(name), LONGEST_NAME)
    return name


def for_terminal(text: str) -> str:
    """Return text that is safe on a terminal: one line, without control, bidirectional or zero-width characters."""
    return "".join(" " if c in _KEPT_IN_NOTES else c if _is_harmless(c) else "\N{REPLACEMENT CHARACTER}" for c in text)


def _is_harmless(character: str) -> bool:
    return _is_plain_ascii(character) or _category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _is_plain_ascii(text: str) -> bool:
    """Return whether the text is printable ASCII, which needs no look-up of categories."""
    return text.isascii() and text.isprintable()


def _category(character: str) -> str:
    from unicodedata import category

    return category(character)
