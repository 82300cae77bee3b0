"""`dataclass` as the standard library has it, its methods made when the first value of a class is.

`dataclasses.dataclass` compiles up to eight methods when a class is defined. A nightly command defines some thirty
classes and makes values of ten: the others' methods were an eighth of what it cost. Here a class is given its slots at
once, and the standard library's decorator is run over it when it is first called, or asked for its fields.

To a type checker, and in all that it does, it is the standard library's.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - the name that a type checker knows
else:

    def dataclass(*, slots: bool, **options: bool) -> Callable[[type], type]:
        """A class of values, with slots; `options` are those of `dataclasses.dataclass`."""
        if not slots:
            raise TypeError("a value has slots")
        return lambda plain: _deferred(plain, options)


_FIELDS = "__dataclass_fields__"


def unchecked(of: type[Any], named: Mapping[str, object]) -> Any:  # noqa: ANN401 - a value of that class
    """Return a value whose rules are not asked: what an older program stored and this one would not take.

    For taking such an entry out of the diary and for telling its history, and for nothing else.

    Args:
        of: the class, made by `dataclass`.
        named: fields by name; those left out have their default.
    """
    value = object.__new__(of)
    for field in dataclasses.fields(of):
        object.__setattr__(value, field.name, named.get(field.name, field.default))
    return value


def _deferred(plain: type, options: dict[str, bool]) -> type:
    """The class with its slots, and with what completes it at its first use in the place of its methods."""
    body = dict(plain.__dict__)
    names = [name for name, kind in body.get("__annotations__", {}).items() if not kind.startswith("ClassVar")]
    defaults = {name: body.pop(name) for name in names if name in body}
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    completion = _Completion(defaults, options)
    body |= {"__slots__": tuple(names), "__init__": _first, _FIELDS: completion}
    body |= {"__getstate__": _state, "__setstate__": _restore}
    made = type(plain)(plain.__name__, plain.__bases__, body)
    made.__qualname__ = plain.__qualname__
    return made


def _first(self: object, *values: object, **named: object) -> None:
    """The first value of a class: complete it, and begin again."""
    dataclasses.fields(self)  # type: ignore[arg-type]
    self.__init__(*values, **named)  # type: ignore[misc]


def _state(self: object) -> list[object]:
    """What a copy is made from."""
    return [getattr(self, field.name) for field in dataclasses.fields(self)]  # type: ignore[arg-type]


def _restore(self: object, state: list[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):  # type: ignore[arg-type]
        object.__setattr__(self, field.name, value)


class _Completion:
    """Stands where a class keeps its fields until somebody asks for them, then completes the class."""

    def __init__(self, defaults: dict[str, object], options: dict[str, bool]) -> None:
        self._defaults = defaults
        self._options = options

    def __get__(self, value: object, of: type) -> dict[str, dataclasses.Field[Any]]:
        slots = {name: of.__dict__[name] for name in of.__dict__["__slots__"]}
        del of.__init__, of.__dataclass_fields__  # type: ignore[misc, attr-defined]
        for name, default in self._defaults.items():
            setattr(of, name, default)
        dataclasses.dataclass(**self._options)(of)
        for name, slot in slots.items():
            setattr(of, name, slot)  # a default stood in its place
        fields: dict[str, dataclasses.Field[Any]] = of.__dict__[_FIELDS]
        return fields
