"""The actions that a line of the ledger can tell of."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

ADD, EDIT, DELETE, UNDO = "add", "edit", "delete", "undo"
#: Action → whether its lines have an old and a new side.
SIDES: Mapping[str, frozenset[tuple[bool, bool]]] = {
    ADD: frozenset({(False, True)}),
    DELETE: frozenset({(True, False)}),
    EDIT: frozenset({(True, True)}),
    UNDO: frozenset({(False, True), (True, False), (True, True)}),
}
