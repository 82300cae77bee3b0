"""Words for sensations, body parts and reasons why a night has no score (facts B8)."""

from __future__ import annotations

from functools import lru_cache

from legdiary.domain.input.text import check_name
from legdiary.domain.invariants import OutOfRange
from legdiary.errors import BadValue, quote_typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SENSATIONS = (
    "crawling",
    "creeping",
    "pulling",
    "tingling",
    "itching",
    "burning",
    "throbbing",
    "aching",
    "electric",
    "hard to describe",
)
BODY_PARTS = ("legs", "calves", "thighs", "feet", "arms", "trunk")
_BEYOND_LEGS = frozenset({"arms", "arm", "trunk"})
SIDES = ("left", "right", "both")
#: The command that lists these words.
LISTED_BY = "legdiary night --list"
MISSED_REASONS = ("asleep", "away", "forgot", "other")


class UnknownWord(BadValue):
    """A word that is not in the list, perhaps by a slip of the finger."""

    def __init__(self, what: str, typed: str, accepted: Iterable[str], listed_by: str | None = None) -> None:
        """Make the error.

        Args:
            what: the kind of word.
            typed: the word.
            accepted: the known words.
            listed_by: the command that lists them, where they are many: then only the nearest are named.
        """
        from legdiary.domain.input.spelling_suggestions import name_nearest, nearest

        known = {word: word for word in accepted}
        if listed_by is not None:
            super().__init__(f"{quote_typed(typed)!r} is not a known {what}{name_nearest(typed, known)}", listed_by)
            return
        close = nearest(typed, known)
        near = f" (did you mean {close}?)" if close else ""
        super().__init__(f"{quote_typed(typed)!r} is not a known {what}{near}; write one of: {', '.join(known)}")


def parse_sensations(text: str) -> tuple[str, ...]:
    """Return the sensations in `crawling,pulling`, each once, in the order typed."""
    return _words(text, "sensation", lambda word: word in SENSATIONS, SENSATIONS)


def parse_body_parts(text: str) -> tuple[str, ...]:
    """Return the body parts in `legs,left arm`, each once, with the side where one was given."""
    return _words(text, "body part", _is_body_part, BODY_PARTS)


@lru_cache(maxsize=256)
def check_sensations(words: tuple[str, ...]) -> None:
    """Refuse sensations that are unknown, repeated or not in the stored spelling.

    Raises:
        UnknownWord, OutOfRange.
    """
    _check_words(words, parse_sensations)


@lru_cache(maxsize=256)
def check_body_parts(words: tuple[str, ...]) -> None:
    """Refuse body parts that are unknown, repeated or not in the stored spelling.

    Raises:
        UnknownWord, OutOfRange.
    """
    _check_words(words, parse_body_parts)


def _check_words(words: tuple[str, ...], parse: Callable[[str], tuple[str, ...]]) -> None:
    if words and parse(",".join(words)) != words:
        raise OutOfRange("a list of words", ",".join(words), "each word once, as legdiary spells it")


def _is_body_part(word: str) -> bool:
    side, _, part = word.rpartition(" ")
    singular = {"leg", "calf", "thigh", "foot", "arm"}
    return part in BODY_PARTS + tuple(singular) and (side in SIDES or (not side and part in BODY_PARTS))


def is_beyond_legs(body_part: str) -> bool:
    """Return whether a body part, with or without its side, is none of the legs."""
    return body_part.rpartition(" ")[2] in _BEYOND_LEGS


def _words(text: str, what: str, known: Callable[[str], bool], accepted: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for typed in text.split(","):
        word = check_name(typed.lower(), what)
        if not known(word):
            raise UnknownWord(what, word, accepted, LISTED_BY)
        if word not in found:
            found.append(word)
    return tuple(found)


def parse_missed(text: str) -> str:
    """Return the reason why a night has no score.

    Raises:
        UnknownWord: not one of `MISSED_REASONS`.
    """
    word = text.strip().lower()
    if word not in MISSED_REASONS:
        raise UnknownWord("reason", word, MISSED_REASONS)
    return word
