"""The domain's knowledge of entries, for those that have only the ledger's JSON of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Meaning(Protocol):
    """The domain's knowledge of entries, as the store has it."""

    def entry(self, kind: str, fields: Mapping[str, Any]) -> Any | None:  # noqa: ANN401 - any entry
        """Return the entry that fields make, with `product_id` as they have it; None where the domain refuses them.

        Args:
            kind: the kind of the entry; None is returned for one that is not known.
            fields: JSON values, without `recalled`.
        """
