"""Modules that the frameworks import but a nightly command never uses: they load when they are first used.

Typer imports modules that start other programs, unpack archives and quote source lines: an eighth of the time of a
nightly command. Python 3.15 has `lazy import` for that (PEP 810). Until then an empty module stands in
`sys.modules`, and its code runs when an attribute is first read: with the same result as if it were imported there.

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

#: Modules that are imported whole (`import name`), and used by few commands.
POSTPONED = (
    "bz2", "difflib", "ipaddress", "linecache", "lzma", "ntpath", "shellingham", "subprocess", "textwrap", "tokenize",
)  # fmt: skip
#: Module → its one function that is imported by name (`from … import`). The module loads when that is called.
_CALLED_LATER = {"difflib": "get_close_matches"}
#: Module → the compiled half that it needs, which not every interpreter has.
_NEEDS = {"bz2": "_bz2", "lzma": "_lzma"}


class _PostponedModule(ModuleType):
    """A module whose code has not run yet. It already has the attributes that the import system needs."""

    def __getattr__(self, name: str) -> object:
        if name == "__path__":  # a package would have it already; the import system asks to find out
            raise AttributeError(name)
        if name == _CALLED_LATER.get(self.__name__):
            return partial(_call, self, name)
        return _attribute(self, name)


def postpone(names: Iterable[str] = POSTPONED) -> None:
    """Put empty modules in `sys.modules`, to load at first use; skip those that are loaded or not installed."""
    for name in names:
        spec = None if name in sys.modules else find_spec(name)
        if spec is not None and (name not in _NEEDS or find_spec(_NEEDS[name])):
            module = module_from_spec(spec)
            module.__class__ = _PostponedModule
            sys.modules[name] = module


def load_all() -> None:
    """Load the modules that still wait. A program with threads does so first, since two could load one at once."""
    for module in list(sys.modules.values()):
        if type(module) is _PostponedModule:
            _load(module)


def waiting() -> list[str]:
    """Return the names of the modules that still wait."""
    return [name for name, module in sys.modules.items() if type(module) is _PostponedModule]


def _attribute(module: ModuleType, name: str) -> Any:  # noqa: ANN401 - whatever a module holds
    """Return an attribute of a module, after its code has run."""
    if type(module) is _PostponedModule:
        _load(module)
    return getattr(module, name)


def _call(module: ModuleType, name: str, *values: Any, **named: Any) -> Any:  # noqa: ANN401 - as it is called
    """Return the result of a function of a module."""
    return _attribute(module, name)(*values, **named)


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
