"""Values as `dataclasses` makes them, whose methods are compiled when they are first called.

`dataclasses` imports `inspect` and compiles six methods for every class, called or not: a fifth of the time of a
nightly command. Here the three forms that this program has (frozen or not, with slots, perhaps by keyword only) are
made without either; whatever asks for `__dataclass_fields__`, as `dataclasses.replace` and `asdict` do, gets those of
`dataclasses`. Type checkers see `dataclasses` itself, and a test holds the two against each other.
"""

from __future__ import annotations

from collections import _tuplegetter  # type: ignore[attr-defined] # its fields' own getter, in C where there is one

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: No default.
_NONE: Any = object()


# ---------------------------------------------------------------------- named tuples


class _TupleMaker(type):
    """The type that makes a named tuple of a class with annotations, as `typing.NamedTuple` does.

    That one compiles each annotation and a method for every class, used or not.
    """

    def __new__(mcs, name: str, _: tuple[type, ...], namespace: dict[str, Any]) -> Any:
        """Return the tuple's class; its `__new__` is compiled at its first call."""
        names = tuple(namespace.get("__annotations__", ()))
        defaults = {each: namespace.pop(each) for each in names if each in namespace}
        made: list[type] = []
        held = {
            "__slots__": (),
            "_fields": names,
            "_field_defaults": defaults,
            "__match_args__": names,
            "__new__": _new_later(made, names, tuple(defaults.values())),
            "_make": classmethod(_make_tuple),
            "_replace": _replace_in_tuple,
            "_asdict": _tuple_as_dict,
            "__repr__": _tuple_repr,
            "__getnewargs__": _plain_tuple,
            **{each: _tuplegetter(place, f"Alias for field number {place}") for place, each in enumerate(names)},
        }
        made.append(type(name, (tuple,), held | namespace))
        return made[0]


class _TupleBase:
    """The base that is written in a class; the class itself has `tuple` as its base."""

    def __mro_entries__(self, _: tuple[Any, ...]) -> tuple[type, ...]:
        return (_Base,)


_Base = type.__new__(_TupleMaker, "NamedTuple", (), {})


def _new_later(made: list[type], names: tuple[str, ...], defaults: tuple[Any, ...]) -> Callable[..., Any]:
    """Return a `__new__` that compiles itself at its first call, and takes its own place in the class."""

    def __new__(cls: type, *args: Any, **named: Any) -> Any:  # noqa: N807 - so it is called
        given = "".join(f"{each}, " for each in names)
        new = eval(f"lambda _cls, {given}: _new(_cls, ({given}))", {"_new": tuple.__new__})  # noqa: S307 - names of fields
        new.__name__, new.__defaults__ = "__new__", defaults
        new.__qualname__ = f"{made[0].__qualname__}.__new__"
        made[0].__new__ = new  # type: ignore[method-assign]
        return new(cls, *args, **named)

    return __new__


def _make_tuple(cls: Any, values: Iterable[Any]) -> Any:
    made = tuple.__new__(cls, values)
    if len(made) != len(cls._fields):
        raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
    return made


def _replace_in_tuple(self: Any, /, **changes: Any) -> Any:
    made = self._make(map(changes.pop, self._fields, self))
    if changes:
        raise ValueError(f"Got unexpected field names: {list(changes)!r}")
    return made


def _tuple_as_dict(self: Any) -> dict[str, Any]:
    return dict(zip(self._fields, self, strict=True))


def _plain_tuple(self: Any) -> tuple[Any, ...]:
    return tuple(self)


def _tuple_repr(self: Any) -> str:
    shown = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
    return f"{type(self).__name__}({shown})"


if TYPE_CHECKING:
    from typing import Any, NamedTuple
else:
    NamedTuple = _TupleBase()


# ---------------------------------------------------------------------- values


class _Field(NamedTuple):
    """A field of a value.

    Attributes:
        name: its name.
        type: its annotation, as text.
        default: its default.
        default_factory: makes its default.
        compare: it counts when values are compared.
        kw_only: it is given by name only.
    """

    name: str = ""
    type: str = ""
    default: Any = _NONE
    default_factory: Any = _NONE
    compare: bool = True
    kw_only: bool = False


def _field(*, default: Any = _NONE, default_factory: Any = _NONE, compare: bool = True) -> Any:
    """Return a field that says more than its default."""
    return _Field("", "", default, default_factory, compare)


def _fields(value: Any) -> tuple[_Field, ...]:
    """Return the fields of a value or its class, in order."""
    held: tuple[_Field, ...] = value.__value_fields__
    return held


def _replace(value: Any, /, **changes: Any) -> Any:
    """Return the value with some fields changed; it checks itself anew."""
    of = type(value)
    if of not in _PARTS:
        _PARTS[of] = tuple(each.name for each in _fields(of))
    named = {name: getattr(value, name) for name in _PARTS[of]}
    named.update(changes)
    return of(**named)


#: Class → the names of its fields.
_PARTS: dict[type, tuple[str, ...]] = {}


def is_required(field: Any) -> bool:
    """Return whether a field of a value has no default."""
    return field.default is _NONE and field.default_factory is _NONE


def _dataclass(*, frozen: bool = False, slots: bool = True, kw_only: bool = False) -> Callable[[type], type]:
    """Return a decorator that makes a value of a class."""
    if not slots:
        raise TypeError("values have slots")
    return lambda cls: _made(cls, frozen=frozen, kw_only=kw_only)


def _made(cls: type, *, frozen: bool, kw_only: bool) -> type:
    """Return the class with slots and methods."""
    namespace = {name: held for name, held in vars(cls).items() if name not in {"__dict__", "__weakref__"}}
    fields = {each.name: each for base in reversed(cls.__mro__) for each in vars(base).get("__value_fields__", ())}
    inherited = set(fields)
    for name, annotation in namespace.get("__annotations__", {}).items():
        if not annotation.startswith("ClassVar"):
            held = namespace.pop(name, _NONE)
            told = held if isinstance(held, _Field) else _Field(default=held)
            fields[name] = _Field(name, annotation, told.default, told.default_factory, told.compare, kw_only)
    ordered = tuple(fields.values())
    namespace |= {
        "__qualname__": cls.__qualname__,
        "__slots__": tuple(name for name in fields if name not in inherited),
        "__value_fields__": ordered,
        "__dataclass_fields__": _RealFields(),
        "__match_args__": tuple(each.name for each in ordered if not each.kw_only),
        "__getstate__": _state,
        "__setstate__": _restore,
    }
    if frozen:
        namespace |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
    methods = {"__init__": _init_source(ordered, frozen=frozen, checks=hasattr(cls, "__post_init__"))}
    methods |= {"__eq__": _eq_source(ordered), "__repr__": _repr_source(ordered)}
    if frozen and "__hash__" not in namespace:
        methods["__hash__"] = _hash_source(ordered)
    made: list[type] = []
    for name, source in methods.items():
        if name not in namespace:
            namespace[name] = _compiled_later(made, name, source)
    made.append(type(cls)(cls.__name__, cls.__bases__, namespace))
    return made[0]


def _compiled_later(made: list[type], name: str, source: Callable[[], str]) -> Callable[..., Any]:
    """Return a method that compiles itself at its first call, and takes its own place in the class."""

    def method(self: Any, *args: Any, **named: Any) -> Any:
        known: dict[str, Any] = {"_set": object.__setattr__, "_none": _NONE}
        for each in _fields(made[0]):
            known |= {f"_default_{each.name}": each.default, f"_make_{each.name}": each.default_factory}
        exec(source(), known)  # noqa: S102 - made of the names of fields
        compiled = known[name]
        compiled.__qualname__ = f"{made[0].__qualname__}.{name}"
        setattr(made[0], name, compiled)
        return compiled(self, *args, **named)

    method.__name__ = name
    return method


def _init_source(fields: Iterable[_Field], *, frozen: bool, checks: bool) -> Callable[[], str]:
    def source() -> str:
        parameters, lines = ["self"], list[str]()
        by_name: list[str] = []
        for each in fields:
            name, value = each.name, each.name
            default = "" if each.default is _NONE else f"=_default_{name}"
            if each.default_factory is not _NONE:
                default, value = "=_none", f"_make_{name}() if {name} is _none else {name}"
            (by_name if each.kw_only else parameters).append(f"{name}{default}")
            lines.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
        lines += ["self.__post_init__()"] if checks else []
        given = ", ".join([*parameters, *(["*", *by_name] if by_name else [])])
        return f"def __init__({given}):\n " + "\n ".join(lines or ["pass"])

    return source


def _tuple_of(fields: Iterable[_Field], of: str) -> str:
    return f"({''.join(f'{of}.{each.name},' for each in fields if each.compare)})"


def _eq_source(fields: Iterable[_Field]) -> Callable[[], str]:
    return lambda: (
        "def __eq__(self, other):\n"
        " if other.__class__ is not self.__class__: return NotImplemented\n"
        f" return {_tuple_of(fields, 'self')} == {_tuple_of(fields, 'other')}"
    )


def _hash_source(fields: Iterable[_Field]) -> Callable[[], str]:
    return lambda: f"def __hash__(self): return hash({_tuple_of(fields, 'self')})"


def _repr_source(fields: Iterable[_Field]) -> Callable[[], str]:
    shown = ", ".join(f"{each.name}={{self.{each.name}!r}}" for each in fields)
    return lambda: f"def __repr__(self): return f'{{self.__class__.__qualname__}}({shown})'"


def _state(self: Any) -> list[Any]:
    """Compile `__getstate__` for the class: long imports pack a hundred thousand values."""
    names = [each.name for each in _fields(self)]
    shown = "".join(f"self.{name}," for name in names)
    held: list[Any] = _install(self, "__getstate__", f"def __getstate__(self): return [{shown}]")(self)
    return held


def _restore(self: Any, state: list[Any]) -> None:
    """Compile `__setstate__` for the class."""
    names = [each.name for each in _fields(self)]
    lines = "".join(f"\n _set(self, {name!r}, {name})" for name in names)
    held = "".join(f"{name}, " for name in names)
    unpacked = f"[{held}] = state"
    _install(self, "__setstate__", f"def __setstate__(self, state):\n {unpacked}{lines}")(self, state)


def _install(value: Any, name: str, source: str) -> Callable[..., Any]:
    known: dict[str, Any] = {"_set": object.__setattr__}
    exec(source, known)  # noqa: S102 - made of the names of fields
    compiled: Callable[..., Any] = known[name]
    compiled.__qualname__ = f"{type(value).__qualname__}.{name}"
    setattr(type(value), name, compiled)
    return compiled


def _refuse_to_set(self: Any, name: str, value: object) -> None:  # noqa: ARG001 - as the interpreter calls it
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: Any, name: str) -> None:  # noqa: ARG001 - as the interpreter calls it
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


class _RealFields:
    """The fields as `dataclasses` has them, made when they are asked for."""

    def __get__(self, value: object, owner: type) -> dict[str, Any]:
        import dataclasses

        told: dict[str, Any] = {}
        for each in _fields(owner):
            more = {"default": each.default, "default_factory": each.default_factory}
            given: dict[str, Any] = {key: held for key, held in more.items() if held is not _NONE}
            told[each.name] = dataclasses.field(**given, compare=each.compare, kw_only=each.kw_only)
        shadow = type(
            owner.__name__, (), {**told, "__annotations__": {each.name: each.type for each in _fields(owner)}}
        )
        made: dict[str, Any] = dataclasses.dataclass(eq=False)(shadow).__dataclass_fields__  # type: ignore[attr-defined]
        return made


if TYPE_CHECKING:
    from dataclasses import dataclass, field, fields, replace
else:  # what a type checker cannot follow
    dataclass, field, fields, replace = _dataclass, _field, _fields, _replace

__all__ = ["NamedTuple", "dataclass", "field", "fields", "is_required", "replace"]
