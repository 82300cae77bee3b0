"""Store an entry of which a night has only one: a first one, or its change; clear fields of it."""

from __future__ import annotations

from legdiary.domain.entries.stored_entry import NothingGiven
from legdiary.domain.time.moments import is_recalled
from legdiary.errors import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from typing import Any, Protocol

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.store.entry_rows import Change

    class OfANight(Protocol):
        """A request about an entry of which a night has only one."""

        @property
        def night(self) -> date | None:
            """The night that was named."""

        @property
        def entry_id(self) -> int | None:
            """The entry to change."""


class NothingToClear(Refused):
    """`--clear` for a night without an entry."""

    def __init__(self, kind: str, night: date) -> None:
        super().__init__(f"there is no {kind} entry for the night of {night}, so there is nothing to clear")


def read_cleared_fields(typed: Iterable[str] | None, flags: Mapping[str, str]) -> frozenset[str]:
    """Read the fields to clear.

    Args:
        typed: the names of fields.
        flags: flag → the field that it sets.

    Raises:
        UnknownWord: there is no such field.
    """
    fields: set[str] = set()
    for each in typed or ():
        name = each.strip().lower().replace("_", "-")
        if name not in flags:
            from legdiary.domain.input.night_vocabulary import UnknownWord

            raise UnknownWord("field", name, tuple(flags))
        fields.add(flags[name])
    return frozenset(fields)


def empty_fields(names: Iterable[str], of: type) -> dict[str, Any]:
    """Return fields with their default values, which mean that nothing is logged."""
    return {name: of.__dataclass_fields__[name].default for name in names}  # type: ignore[attr-defined]


def check_not_empty(said: bool, accepted: str, command: str, *, entry_id: int | None, night: str | None) -> None:  # noqa: FBT001
    """Refuse a request without anything to store.

    Args:
        said: it has something.
        accepted: the values to suggest.
        command: the command for such an entry.
        entry_id: the entry to change.
        night: the typed night, which may be the whole change.

    Raises:
        NothingGiven: there is nothing to store.
    """
    if said or (entry_id is not None and night is not None):
        return
    made = command if entry_id is None else f"edit {entry_id}"
    raise NothingGiven(accepted, f"legdiary {made} --help")


def write_once(
    context: Context, kind: str, request: OfANight, build: Callable[[date, Any], Any], yes: Yes,
    *, only_empties: bool, check: Callable[[date], None] = lambda _: None,
) -> Change:  # fmt: skip
    """Store the only entry of a kind that a night has: a first one, or a change of the one that is there.

    Args:
        context: the surroundings.
        kind: the kind of entry.
        request: names the night, or the entry to change.
        build: makes the entry from the night and the present entry (None at first).
        yes: the questions that the person has said yes to.
        only_empties: the request only clears fields.
        check: raises if the night cannot be written yet.

    Raises:
        NothingToClear: the request only clears fields, and there is no entry.
    """
    present = context.present
    of = request.night or present.default_night
    if request.entry_id is not None:
        check(of)
        with context.open_for_writing(yes) as diary:
            return diary.edit(request.entry_id, lambda old: build(request.night or old.night_of, old), present)

    def made(old: Any) -> Any:
        if old is None and only_empties:
            raise NothingToClear(kind, of)
        return build(of, old)

    if context.is_diary_missing:
        made(None)  # refused before a diary is begun for nothing
    check(of)
    with context.open_for_writing(yes) as diary:
        return diary.write_night(
            kind, of, made, present, recalled=lambda entry: is_recalled(present, of, getattr(entry, "wake", None))
        )
