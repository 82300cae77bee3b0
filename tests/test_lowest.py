"""The lower bounds of pyproject.toml, which `.ci/lowest` installs and runs the tests on."""

from __future__ import annotations

import pytest

import lowest


def test_every_package_has_a_lowest_version() -> None:
    versions = lowest.lowest(lowest.stated())
    assert versions["typst"] == "0.14.9"
    assert {"typer", "rich", "pyrage", "textual", "pytest", "duckdb"} <= set(versions)


def test_a_range_and_our_own_extras_are_read() -> None:
    stated = ["typer>=0.28,<0.29", "legdiary[fast-test]", "zensical==0.0.73", "alembic>=1.14,<2; sys_platform != 'ios'"]
    assert lowest.lowest(stated) == {"typer": "0.28", "zensical": "0.0.73", "alembic": "1.14"}


@pytest.mark.parametrize("stated", [["rich"], ["rich<15"], ["rich>=14", "rich>=13"]])
def test_a_package_without_one_or_with_two_is_an_error(stated: list[str]) -> None:
    with pytest.raises(ValueError, match="rich"):
        lowest.lowest(stated)
