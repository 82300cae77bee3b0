"""Command lines read as they were meant: the words of one value are joined.

Nothing is added that was not typed. The module loads only when there may be something to join.
"""

from __future__ import annotations

from legdiary.domain.input.day_counts import DAY_WORDS
from legdiary.domain.input.units import UNIT_WORDS
from legdiary.util.patterns import fullmatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

#: Parts of a tablet, as people write them.
_PARTS = frozenset({"1/2", "1/4", "3/4"})
_BEGIN_A_MOMENT = frozenset({"yesterday", "today"})
_END_A_MOMENT = frozenset({"ago", "am", "pm", "a.m.", "p.m."})
_DATE_LENGTH = len("2026-11-20")
_CLOCK = r"[0-9]{1,2}[:.]?[0-9]{2}(?:[ap]\.?m\.?)?|[0-9]{1,2}[ap]\.?m\.?"
#: What is before the dash of a bed–wake range, and what is behind it.
_BEFORE_DASH, _AFTER_DASH = r"[0-9][0-9:.]*(?: ?[ap]\.?m\.?)?", r"[0-9][0-9:.apm]*"
_DASHES, _HALVES = frozenset({"-", "–", "to"}), frozenset({"am", "pm", "a.m.", "p.m."})


def join_arguments(arguments: Iterable[str]) -> list[str]:
    """Return the words typed, those of one value joined: `2.5 g`, `--at 20m ago`, `sleep 11 pm - 7 am`.

    A note is left alone: the words after its first one lack their quotes, and that is an error.
    """
    made: list[str] = []
    of_sleep = False
    for word in arguments:
        option, before = made[-2:] if len(made) > 1 else ("", "")
        of_sleep = of_sleep or word == "sleep"
        goes_on = _goes_with(option, before.lower(), word.lower()) or (
            of_sleep and option[:1] != "-" and _goes_on_in_range(before.lower(), word.lower())
        )
        if goes_on and option != "--note":
            made[-1] = f"{made[-1]} {word}"
        else:
            made.append(word)
    return made


def _goes_with(option: str, before: str, word: str) -> bool:
    """Return whether a word continues the value that `before` begins."""
    if word in _PARTS:  # one and a half, `1 1/2 tab`; but half a tablet for entry 12 in `edit 12 1/2 tab`
        return before.isdecimal() and option != "edit"
    if word in UNIT_WORDS and before.rpartition(" ")[2] in _PARTS:
        return True
    if word in UNIT_WORDS:
        low, _, high = before.replace(",", ".").partition("-")  # a laboratory's range: `10-15 mg/g`
        return all(end.replace(".", "", 1).isdecimal() for end in (low, high or low))
    if option in {"--last", "--every"}:  # `--last 7 days`
        return before.isdecimal() and word in DAY_WORDS
    if option == "--night":
        return (before, word) == ("last", "night") or (word == "ago" and before.isdecimal())
    if option != "--at":
        return False
    if word in _END_A_MOMENT:
        return before[-1:].isalnum() and any(character.isdecimal() for character in before)
    begins = before in _BEGIN_A_MOMENT or (len(before) == _DATE_LENGTH and before[:4].isdecimal())
    return begins and fullmatch(_CLOCK, word) is not None


def _goes_on_in_range(before: str, word: str) -> bool:
    """Return whether a word continues a bed–wake range: `11 pm - 7 am`."""
    if word in _HALVES:
        return before[-1:].isdecimal()
    if word in _DASHES:
        return fullmatch(_BEFORE_DASH, before) is not None
    return before.endswith((" -", " –", " to")) and fullmatch(_AFTER_DASH, word) is not None
