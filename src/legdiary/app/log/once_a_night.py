"""Store what a night has one entry of: a first one, or its change; and empty fields of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.stored import NothingGiven
from legdiary.domain.time.moments import is_recalled
from legdiary.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from legdiary.app.asking import Yes
    from legdiary.app.context import Context
    from legdiary.store.diary import Change


class NothingToClear(Refused):
    """`--clear` for a night of which nothing is logged."""

    def __init__(self, kind: str, night: date) -> None:
        super().__init__(f"there is no {kind} entry for the night of {night}, so there is nothing to clear")


def read_emptied(typed: Iterable[str] | None, flags: Mapping[str, str]) -> frozenset[str]:
    """Read which fields are to be emptied.

    Args:
        typed: the names of fields.
        flags: each flag's name and the field it writes.

    Raises:
        UnknownWord: no such field.
    """
    fields: set[str] = set()
    for each in typed or ():
        name = each.strip().lower().replace("_", "-")
        if name not in flags:
            from legdiary.domain.input.vocabulary import UnknownWord

            raise UnknownWord("field", name, tuple(flags))
        fields.add(flags[name])
    return frozenset(fields)


def empty_fields(names: Iterable[str], of: type) -> dict[str, Any]:
    """Return fields of an entry's class as they are while nothing is said of them."""
    return {name: of.__dataclass_fields__[name].default for name in names}  # type: ignore[attr-defined]


def check_said(said: bool, accepted: str, command: str, *, entry_id: int | None, night: str | None) -> None:  # noqa: FBT001
    """Refuse a request that says nothing to store.

    Args:
        said: whether it says anything.
        accepted: what may be said.
        command: the command that makes such an entry.
        entry_id: the entry that is to be changed.
        night: the night that was typed: an entry may be moved to it.

    Raises:
        NothingGiven: nothing is said.
    """
    if said or (entry_id is not None and night is not None):
        return
    made = command if entry_id is None else f"edit {entry_id}"
    raise NothingGiven(accepted, f"legdiary {made} --help")


def write_once(
    context: Context, kind: str, night: date | None, build: Callable[[date, Any], Any], yes: Yes,
    *, only_empties: bool, check: Callable[[date], None] = lambda _: None,
) -> Change:  # fmt: skip
    """Store the one entry of a kind that a night has: a first one, or the change of the one that is there.

    Args:
        context: the run.
        kind: the kind of entry.
        night: the night that was named; None is the night that is meant at this hour.
        build: makes the entry of the night and what is there (None at first).
        yes: what the person has said yes to.
        only_empties: whether nothing is said but which fields are to be empty.
        check: raises where the night cannot be written yet.

    Raises:
        NothingToClear: only fields to be emptied, and nothing is there.
    """
    present = context.present
    of = night or present.default_night

    def made(old: Any) -> Any:
        if old is None and only_empties:
            raise NothingToClear(kind, of)
        return build(of, old)

    if context.nothing_there:
        made(None)  # refused before a diary is begun for nothing
    check(of)
    with context.writing(yes) as diary:
        return diary.write_night(
            kind, of, made, present, recalled=lambda entry: is_recalled(present, of, getattr(entry, "wake", None))
        )


def change_once(
    context: Context, entry_id: int, night: date | None, build: Callable[[date, Any], Any], yes: Yes
) -> Change:
    """Change such an entry by its number.

    Args:
        context: the run.
        entry_id: its number.
        night: the night that it is moved to; None leaves it where it is.
        build: makes the entry of the night and what is there.
        yes: what the person has said yes to.
    """
    with context.writing(yes) as diary:
        return diary.edit(entry_id, lambda old: build(night or old.night_of, old), context.present)
