"""The kinds of entries: the one list from which all others are made. `docs/recipes.md` says how to add one.

A row names its class and does not load it, so that a nightly command reads the list and loads only what it uses.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import MappingProxyType

from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_NIGHT_OF = "night_of"


class Kind(NamedTuple):
    """One kind of entry.

    Attributes:
        name: its name in the ledger, in JSON and for `list --kind`.
        where: its class, `module:Class` within `legdiary.domain`.
        title: the heading of an answer about one; `{night}` is the night or day under which it is filed.
        table: its table in the file; its name, if empty.
        filed_by: the field with the day under which it is filed; None if it belongs to no day.
        place: of a kind with one entry a night, the further fields that tell its entries apart; None for others.
        thing: of a kind logged with a minute, the fields that say what was taken or done.
        amounts: of a kind logged with a minute, the fields that hold how much; None for others.
        own_names: whether people may add to its names.
        maker: the words of the command that makes it, and that `edit` passes its flags to; its name, if empty.
        csv: its table in the CSV package, where that holds the row as it stands in the file; None for others.
    """

    name: str
    where: str
    title: str
    table: str = ""
    filed_by: str | None = _NIGHT_OF
    place: tuple[str, ...] | None = None
    thing: tuple[str, ...] = ()
    amounts: tuple[str, ...] | None = None
    own_names: bool = False
    maker: tuple[str, ...] = ()
    csv: str | None = None

    @property
    def by_night(self) -> bool:
        """Whether it is filed under a night, and so may be recalled."""
        return self.filed_by == _NIGHT_OF

    def load(self) -> type[Any]:
        """Return its class."""
        return _load(self.where)


@cache
def _load(where: str) -> type[Any]:
    module, _, name = where.partition(":")
    loaded: type[Any] = getattr(import_module(f"legdiary.domain.{module}"), name)
    return loaded


_DAY, _NIGHT = "day of {night}", "night of {night}"
_ROWS = (
    Kind("night", "entries.night:Night", "Night of {night}", place=()),
    Kind("sleep", "entries.sleep:Sleep", f"Sleep, {_NIGHT}", place=()),
    Kind("kratom", "entries.dose:Dose", f"Kratom, {_DAY}", table="dose", amounts=("amount_mg", "amount_ug", "helped")),
    Kind(
        "magnesium", "entries.magnesium:Magnesium", f"Magnesium, {_DAY}",
        thing=("topical",), amounts=("elemental_mg", "basis", "salt_mg", "helped"),
    ),
    Kind("product", "entries.products:Product", "Product", filed_by=None, maker=("product", "add")),
    Kind("plan", "taper.plan:Plan", "Plan", filed_by=None),
    Kind(
        "factor", "entries.factors_and_medicines:Factor", f"Factor, {_DAY}",
        thing=("name",), amounts=("amount", "helped"), own_names=True, csv="exposures",
    ),
    Kind(
        "symptom", "entries.factors_and_medicines:Symptom", f"Symptom, {_NIGHT}",
        place=("name",), own_names=True, csv="symptoms",
    ),
    Kind(
        "medicine", "entries.factors_and_medicines:Medicine", f"Medicine, {_DAY}",
        thing=("name",), amounts=("amount", "helped"), own_names=True, csv="medicines",
    ),
    Kind("measure", "entries.factors_and_medicines:Measure", "Measure of {night}", filed_by="taken_on", csv="measures"),
    Kind(
        "trial", "trials.trial:Trial", "Trial of {night}", filed_by="began_on", place=("name",), maker=("trial", "new"),
        csv="trials",
    ),
)  # fmt: skip
#: Name → kind.
KINDS: Mapping[str, Kind] = MappingProxyType({
    row.name: row._replace(table=row.table or row.name, maker=row.maker or (row.name,)) for row in _ROWS
})  # fmt: skip
#: Every kind that is filed under a day, by the name of its command.
KIND_NAMES = tuple(name for name, kind in KINDS.items() if kind.filed_by is not None)
