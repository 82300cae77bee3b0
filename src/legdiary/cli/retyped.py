"""A command line as it was meant: words of one value put together, and a flag typed again as it is called here.

Nothing is added that was not typed. Loaded where there is something to put together, or to suggest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNITS = frozenset(
    {"%", "g", "mg", "mcg", "ug", "cap", "caps", "capsule", "capsules", "tab", "tabs", "tablet", "tablets"}
)
_BEGIN_A_MOMENT = frozenset({"yesterday", "today"})
_END_A_MOMENT = frozenset({"ago", "am", "pm"})
_DATE_LENGTH = len("2026-11-20")
#: Flags that people type for a night or a time → what they are called here.
CALLED_HERE = {"--date": "--night", "--day": "--night", "--on": "--night", "--when": "--night", "--time": "--at"}
#: The commands whose other words are no names of a person's own: such names appear in no suggestion.
_WITHOUT_NAMES = frozenset({"night", "sleep", "kratom", "magnesium", "mag"})
_FREE_TEXT = ("--note", "--product")


def joined(arguments: Iterable[str]) -> list[str]:
    """The words typed, with those of one value put together: `2.5 g`, `--night last night`, `--at 20m ago`.

    A note stays as it is: what comes behind its first word was meant for quotes.
    """
    made: list[str] = []
    for word in arguments:
        option, before = made[-2:] if len(made) > 1 else ("", "")
        if option != "--note" and _goes_with(option, before.lower(), word.lower()):
            made[-1] = f"{made[-1]} {word}"
        else:
            made.append(word)
    return made


def _goes_with(option: str, before: str, word: str) -> bool:
    """Whether a word ends the value that `before` begins."""
    if word in _UNITS:
        return before.replace(",", ".").replace(".", "", 1).isdecimal()
    if option == "--night":
        return (before, word) == ("last", "night") or (word == "ago" and before.isdecimal())
    if option != "--at":
        return False
    if word in _END_A_MOMENT:
        return before[-1:].isalnum() and any(character.isdecimal() for character in before)
    begins = before in _BEGIN_A_MOMENT or (len(before) == _DATE_LENGTH and before[:4].isdecimal())
    return begins and word[:1].isdecimal() and (":" in word or word.endswith(("am", "pm")))


def with_flag_of_here(name: str, path: list[str], arguments: list[str], known: Iterable[str]) -> str | None:
    """The same command line with its flag `name` as it is called here.

    Args:
        name: the flag that the command does not have.
        path: the words of the command.
        arguments: the words typed.
        known: the flags that the command has.

    Returns:
        None where the command has no such flag, or where a person's own words would show.
    """
    here = CALLED_HERE.get(name)
    own_words = any(word.startswith(_FREE_TEXT) for word in arguments)
    if here is None or here not in known or own_words or not path or path[0] not in _WITHOUT_NAMES:
        return None
    import shlex

    typed = arguments[arguments.index(path[0]) :]
    again = [here + word.removeprefix(name) if word.partition("=")[0] == name else word for word in typed]
    return shlex.join(["legdiary", *again])
