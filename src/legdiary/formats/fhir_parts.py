"""Parts of FHIR resources that come again and again: made once and encoded once, and the ids of resources.

A resource stays a dict of dicts, as every JSON document. A part of it that is `Shared` knows its own text, so that the
tens of thousands of resources of a long diary are put together from a few hundred texts.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha1
from json.encoder import encode_basestring as _quoted
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

Json: TypeAlias = "dict[str, Any]"

#: The first digit of the fourth part, by the digit of the hash: its two high bits say the variant.
_VARIANT = {f"{digit:x}": "89ab"[digit % 4] for digit in range(16)}


class Shared(dict[str, Any]):
    """A part that is encoded when it is made, and never changed."""

    __slots__ = ("text",)

    def __init__(self, part: Json) -> None:
        super().__init__(part)
        self.text = encode({**part})


def encode(value: Any) -> str:
    """Return a value as `json.dumps(value, ensure_ascii=False)` would; names of parts are never quoted.

    Raises:
        TypeError: it is of a type that no resource has, such as None.
    """
    kind = type(value)
    if kind is dict:
        parts = [
            f'"{name}": {part.text if type(part) is Shared else _quoted(part) if type(part) is str else encode(part)}'
            for name, part in value.items()
        ]
        return f"{{{', '.join(parts)}}}"
    if kind is Shared:
        return str(value.text)
    if kind is list:
        return f"[{', '.join([encode(part) for part in value])}]"
    if kind is str:
        return _quoted(value)
    if kind is bool:
        return "true" if value else "false"
    if kind in {int, float}:
        return repr(value)
    raise TypeError(kind)


@lru_cache(maxsize=512)
def concept(system: str, code: str, text: str) -> Shared:
    """Return a CodeableConcept with one coding."""
    return Shared({"coding": [{"system": system, "code": code}], "text": text})


@lru_cache(maxsize=512)
def text_only(text: str) -> Shared:
    """Return a CodeableConcept, or an annotation, that is text alone."""
    return Shared({"text": text})


def ids(namespace: UUID) -> Callable[[str], str]:
    """Return the function that gives the UUID of a name, version 5, as `uuid.uuid5(namespace, name)` does."""
    begun = sha1(namespace.bytes, usedforsecurity=False)

    def of(name: str) -> str:
        digest = begun.copy()
        digest.update(name.encode())
        found = digest.hexdigest()
        return f"{found[:8]}-{found[8:12]}-5{found[13:16]}-{_VARIANT[found[16]]}{found[17:20]}-{found[20:32]}"

    return of
