"""Help on a phone: laid out for the columns that are there, also below the fifty that it would take of itself."""

from __future__ import annotations

import pytest
from driving import ok


@pytest.mark.parametrize("words", [(), ("sleep",), ("taper", "new"), ("remind",)])
def test_help_keeps_to_forty_columns(words: tuple[str, ...]) -> None:
    shown = ok(*words, "--help", env={"COLUMNS": "40"}).stdout
    before_the_example = shown.partition("Example: ")[0]
    assert max(len(line) for line in before_the_example.splitlines()) <= 40
