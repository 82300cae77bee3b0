"""Whatever is typed is kept, or refused in one clear line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from hypothesis import strategies as st

from legdiary.errors import LegdiaryError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
TYPED = st.text(max_size=30)


def kept_or_refused(parse: Callable[[], T]) -> T | None:
    """What was kept; None where it was refused in one clear line with exit 2."""
    try:
        return parse()
    except LegdiaryError as error:
        if error.exit_code == 2 and error.message.isprintable():
            return None
        raise
