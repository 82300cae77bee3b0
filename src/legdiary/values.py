"""The `dataclass` of the standard library, with methods that are made only when a class gets its first value.

`dataclasses.dataclass` compiles up to eight methods when a class is defined. A nightly command defines some thirty
classes and makes values of ten: the methods of the others took an eighth of its time. Here a class gets its slots at
once, and the standard library's decorator completes it when it is first called, or asked for its fields.

To a type checker, and in its behaviour, it is the standard library's.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - the name that a type checker knows
else:

    def dataclass(*, slots: bool, **options: bool) -> Callable[[type], type]:
        """Return a decorator for classes of values with slots; `options` are those of `dataclasses.dataclass`."""
        if not slots:
            raise TypeError("a value has slots")
        return lambda plain: _defer(plain, options)


_FIELDS = "__dataclass_fields__"


def unchecked(of: type[Any], named: Mapping[str, object]) -> Any:  # noqa: ANN401 - a value of that class
    """Return a value without checking its rules: an entry that an older version stored and this one would refuse.

    Only for deleting such an entry and for showing its history.

    Args:
        of: the class, made by `dataclass`.
        named: fields by name; missing ones get their default.
    """
    value = object.__new__(of)
    for field in dataclasses.fields(of):
        object.__setattr__(value, field.name, named.get(field.name, field.default))
    return value


def _defer(plain: type, options: dict[str, bool]) -> type:
    """Return the class with its slots, and with placeholders that complete it at its first use."""
    body = dict(plain.__dict__)
    names = [name for name, kind in body.get("__annotations__", {}).items() if not kind.startswith("ClassVar")]
    defaults = {name: body.pop(name) for name in names if name in body}
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    completion = _Completion(defaults, options)
    body |= {"__slots__": tuple(names), "__init__": _complete_and_init, _FIELDS: completion}
    body |= {"__getstate__": _state, "__setstate__": _restore}
    made = type(plain)(plain.__name__, plain.__bases__, body)
    made.__qualname__ = plain.__qualname__
    return made


def _complete_and_init(self: object, *values: object, **named: object) -> None:
    """Complete the class at its first value, then initialise that as usual."""
    dataclasses.fields(self)  # type: ignore[arg-type]
    self.__init__(*values, **named)  # type: ignore[misc]


def _state(self: object) -> list[object]:
    """Return the state that a copy is made from."""
    return [getattr(self, field.name) for field in dataclasses.fields(self)]  # type: ignore[arg-type]


def _restore(self: object, state: list[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):  # type: ignore[arg-type]
        object.__setattr__(self, field.name, value)


class _Completion:
    """The placeholder for a class's fields: it completes the class when they are first asked for."""

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
            setattr(of, name, slot)  # the default had taken the slot's place
        fields: dict[str, dataclasses.Field[Any]] = of.__dict__[_FIELDS]
        return fields
