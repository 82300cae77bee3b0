"""Corrections: the changes that altered or deleted a stored value (docs/decisions.md, "What only fills a gap")."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


#: The fields of a trial and a plan that grow as they go on: what is added there corrects nothing.
_GROWN = frozenset({"draws", "did", "looks", "coin"})


def is_correction(action: str, old: Mapping[str, object] | None) -> bool:
    """Return whether a line of the ledger altered or deleted a stored value.

    A new entry does not, nor does an edit that only fills gaps: a sleep logged in two steps is not a correction, nor is
    the next draw of a trial. One
    rule for the clinician's page, corrections.csv and FHIR, so that all three count the same entries.

    Args:
        action: add, edit, delete or undo.
        old: the fields that changed, with their values before the change.
    """
    if action == "edit":
        return any(value is not None for name, value in (old or {}).items() if name not in _GROWN)
    return action != "add"
