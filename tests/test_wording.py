"""Sentences that say no more than is known."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from legdiary import wording

ROOT = Path(__file__).parents[1]
#: Words about the law. What the law says of a substance is no matter of a diary, and no advice on it is given.
ABOUT_THE_LAW = re.compile(
    r"\bDEA\b|\bscheduling\b|\bcontrolled[- ]substances?\b|\b(?:il)?legal(?:ly|ity)?\b|\bprohibited\b|\bbanned\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("nights", [14, 26, 52, 157, 3650])
def test_no_clear_trend_says_how_many_nights_it_rests_on_and_nothing_of_what_they_may_miss(nights: int) -> None:
    # With 157 nights it once said "missed about 2 times in 3"; simulated it is 1 in 5.
    said = wording.trend_sentence("no clear trend", -0.1, nights, 4)
    assert said == f"No clear trend ({nights} nights, 4 missing)."


@pytest.mark.parametrize("verdict", ["falling", "rising"])
def test_a_clear_trend_says_its_size_and_its_nights(verdict: str) -> None:
    said = wording.trend_sentence(verdict, 0.3, 157, 4)
    assert said.startswith(f"{verdict.capitalize()} about 0.3 points per week; ")
    assert "(157 nights, 4 missing)" in said
    assert "missed" not in said


# ---------------------------------------------------------------------- the law


def test_no_sentence_that_is_shown_is_about_the_law() -> None:
    """What is shown stands in strings of the program; those of the help and of errors among them."""
    found = {
        str(path.relative_to(ROOT)): hits
        for path in sorted((ROOT / "src" / "legdiary").rglob("*"))
        if path.suffix in {".py", ".toml", ".jinja", ".typ"}
        and (hits := ABOUT_THE_LAW.findall(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_no_page_but_the_sources_is_about_the_law() -> None:
    pages = sorted({*(ROOT / "docs").rglob("*.md"), *(ROOT / "docs" / "man").iterdir(), ROOT / "README.md"})
    found = {
        path.name: hits
        for path in pages
        if path.name not in {"sources.md", "decisions.md"}
        and (hits := ABOUT_THE_LAW.findall(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_the_sources_say_what_was_announced_and_what_was_not_found() -> None:
    page = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    assert "On 1 July 2026 the DEA announced two notices of intent to schedule the four temporarily." in page
    assert "the final orders were not found" in page
