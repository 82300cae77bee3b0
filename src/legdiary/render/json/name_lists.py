"""Lists of names as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.app.known_names import NameList
    from legdiary.render.json.values import Json


def name_lists(lists: Sequence[NameList]) -> Json:
    """Return each list under its key."""
    return {each.key: [*each.names] for each in lists}
