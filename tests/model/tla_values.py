"""Values as TLC prints them: numbers, text, sequences, sets and records, as Python has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(r'"[^"]*"|<<|>>|\|->|-?\d+|[\w]+|[{}\[\],]')
_CLOSE = {"<<": ">>", "{": "}"}


def read_value(text: str) -> Any:
    """Return a value: of a sequence a tuple, of a set a frozenset, of a record a dictionary.

    Raises:
        ValueError: the text is no value.
    """
    words = iter(_TOKEN.findall(text))
    value = _value(next(words, ""), words)
    if next(words, None) is not None:
        raise ValueError("more than a value")
    return value


def _value(word: str, words: Iterator[str]) -> Any:
    if word == "[":
        return _record(words)
    if word in _CLOSE:
        items = list(_items(_CLOSE[word], words))
        return tuple(items) if word == "<<" else frozenset(map(_frozen, items))
    if word[:1] == '"':
        return word[1:-1]
    if word in {"TRUE", "FALSE"}:
        return word == "TRUE"
    return int(word)


def _items(close: str, words: Iterator[str]) -> Iterator[Any]:
    for word in words:
        if word == close:
            return
        if word != ",":
            yield _value(word, words)
    raise ValueError("cut off")


def _record(words: Iterator[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in words:
        if name == "]":
            return found
        if name != ",":
            if next(words) != "|->":
                raise ValueError("no record")
            found[name] = _value(next(words), words)
    raise ValueError("cut off")


def _frozen(value: Any) -> Any:
    """Return a value as it can be in a set: a record as its sorted items."""
    return tuple(sorted((name, _frozen(each)) for name, each in value.items())) if isinstance(value, dict) else value
