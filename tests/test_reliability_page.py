"""`docs/reliability.md`: each campaign writes its own section, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reliability_page import PAGE, SECTIONS, section, write_section

if TYPE_CHECKING:
    from pathlib import Path

TWO = """# Tried

## Faults

<!-- begin faults -->
old
<!-- end faults -->

## Lives

<!-- begin lives -->
<!-- end lives -->
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    written = tmp_path / "page.md"
    written.write_text(TWO, encoding="utf-8")
    return written


def test_a_section_is_replaced_and_nothing_around_it(page: Path) -> None:
    write_section("faults", "\n12 points, 12 passed.\n\n", page)
    assert page.read_text(encoding="utf-8") == TWO.replace("\nold\n", "\n12 points, 12 passed.\n")
    assert section("faults", page) == "12 points, 12 passed."
    assert section("lives", page) == ""


def test_a_section_that_the_page_lacks_or_that_is_not_closed_is_refused(page: Path) -> None:
    with pytest.raises(ValueError, match="no section fuzz"):
        write_section("fuzz", "x", page)
    page.write_text(TWO.replace("<!-- end faults -->", ""), encoding="utf-8")
    with pytest.raises(ValueError, match="no section faults"):
        write_section("faults", "x", page)


def test_the_page_has_every_section_once() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert [written.count(f"<!-- begin {name} -->") for name in SECTIONS] == [1] * len(SECTIONS)
