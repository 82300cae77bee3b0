"""Suggestions for an unknown word: the known word that differs by a letter or two.

Confusing names that look alike is the classic error with medicines. So nothing further away is offered, and nothing
where two known words of different meaning are equally near.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ONE_LETTER_FROM, _TWO_LETTERS_FROM, _TWO_LETTERS = 4, 8, 2
#: The known words that a message names.
_NAMED = 3


def nearest(typed: str, known: Mapping[str, str]) -> str | None:
    """Return the known word within a letter or two of the typed one.

    Under four letters nothing is near; under eight, one letter may differ; from eight on, two.

    Args:
        typed: a word that is not known.
        known: each known word → its meaning.

    Returns:
        None where no word is near, or where the nearest words differ in meaning.
    """
    length = len(typed)
    most = 0 if length < _ONE_LETTER_FROM else 1 if length < _TWO_LETTERS_FROM else 2
    apart = {word: letters_apart(typed, word) for word in known if abs(len(word) - length) <= most}
    least = min(apart.values(), default=most + 1)
    nearby = [word for word, letters in apart.items() if letters == least <= most]
    return nearby[0] if len({known[word] for word in nearby}) == 1 else None


def nearest_all(typed: str, known: Iterable[str]) -> list[str]:
    """Return the known words that are nearest to a typed one by letters: one letter apart in three, else up to two.

    For the words of the program itself, where a wrong suggestion costs nothing.
    """
    most = 1 if len(typed) < _ONE_LETTER_FROM else _TWO_LETTERS
    apart = {word: letters_apart(typed, word) for word in known if abs(len(word) - len(typed)) <= most}
    least = min(apart.values(), default=most + 1)
    return [word for word, letters in apart.items() if letters == least <= most]


def name_nearest(typed: str, known: Mapping[str, str]) -> str:
    """Return the part of a message that names the three known meanings nearest to a typed word, by letters.

    What is meant by a slip of a letter or two comes first.
    """
    meant = nearest(typed, known)
    first = [] if meant is None else [known[meant]]
    ranked = sorted(set(known.values()), key=lambda name: (_share_apart(typed, name), name))
    return f"; closest names: {', '.join([*dict.fromkeys([*first, *ranked])][:_NAMED])}"


def _share_apart(typed: str, word: str) -> float:
    """Return the letters apart as a share of the longer word; a word that begins alike is nearer."""
    alike = 0
    while typed[: alike + 1] == word[: alike + 1] and alike < min(len(typed), len(word)):
        alike += 1
    return (letters_apart(typed, word) - alike / 2) / max(len(typed), len(word))


def letters_apart(one: str, other: str) -> int:
    """Return how many letters must be inserted, deleted, changed or swapped to turn one word into the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, before, row = before, row, [i]
        for j, beside in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != beside))
            if i > 1 and j > 1 and (letter, beside) == (other[j - 2], one[i - 2]):
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
