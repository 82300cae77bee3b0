"""Modules that the frameworks import and a nightly command never asks for anything: loaded when they are asked.

Typer brings what starts other programs, unpacks archives and quotes source lines, an eighth of what a nightly command
costs. Python 3.15 has `lazy import` for that (PEP 810). Until then such a module stands in its place by name, empty,
and its code runs at the first look inside: at the same point and with the same result as if it were imported there.

`importlib.util.LazyLoader` will not do: under Python 3.11 a second `import` of the name already loads the module.
"""

from __future__ import annotations

import sys
from functools import partial
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What is imported whole (`import name`), and for what only some commands do.
POSTPONED = (
    "bz2", "difflib", "ipaddress", "linecache", "lzma", "ntpath", "shellingham", "subprocess", "textwrap", "tokenize",
)  # fmt: skip
#: Module → its one function that is imported by name, and called by few commands: then its module loads.
_CALLED_LATER = {"difflib": "get_close_matches"}
#: The compiled half without which the module cannot be imported, and which not every interpreter has.
_NEEDS = {"bz2": "_bz2", "lzma": "_lzma"}


class _Later(ModuleType):
    """A module whose code has not run yet. What the import system itself asks for is there already."""

    def __getattr__(self, name: str) -> object:
        if name == "__path__":  # the import system asks whether it is a package: those that are have it by now
            raise AttributeError(name)
        if name == _CALLED_LATER.get(self.__name__):
            return partial(_call, self, name)
        return _loaded(self, name)


def postpone(names: Iterable[str] = POSTPONED) -> None:
    """Put modules in their places, to be loaded when first asked; those that are loaded, or not there, stay so."""
    for name in names:
        spec = None if name in sys.modules else find_spec(name)
        if spec is not None and (name not in _NEEDS or find_spec(_NEEDS[name])):
            module = module_from_spec(spec)
            module.__class__ = _Later
            sys.modules[name] = module


def load_all() -> None:
    """Load what still waits. A program with threads does so before it starts them: two could come at once."""
    for module in list(sys.modules.values()):
        if type(module) is _Later:
            _load(module)


def waiting() -> list[str]:
    """The names of the modules that still wait."""
    return [name for name, module in sys.modules.items() if type(module) is _Later]


def _loaded(module: ModuleType, name: str) -> Any:  # noqa: ANN401 - whatever a module holds
    """What a module holds under this name, its code run by now."""
    if type(module) is _Later:
        _load(module)
    return getattr(module, name)


def _call(module: ModuleType, name: str, *values: Any, **named: Any) -> Any:  # noqa: ANN401 - as it is called
    """What a function of this module answers."""
    return _loaded(module, name)(*values, **named)


def _load(module: ModuleType) -> None:
    module.__class__ = ModuleType
    spec = module.__spec__
    if spec is None or spec.loader is None:
        raise ImportError(module.__name__)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(module.__name__, None)
        raise
