"""No command and no format is new without being tried under every fault of `bench/faults.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

ROOT = Path(__file__).parents[1]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "bench")
    import faults_commands

    return faults_commands


def said(words: Sequence[str]) -> str:
    result = run(*words)
    return result.stdout + result.stderr


def test_every_command_of_the_help_is_tried(bench: ModuleType) -> None:
    named = bench.commands(said)
    assert {("kratom",), ("taper", "hold"), ("export", "csv"), ("restore",), ("view",)} <= set(named)
    assert bench.unlisted(named) == []


def test_a_command_that_nobody_tries_is_found(bench: ModuleType) -> None:
    assert bench.unlisted([("kratom",), ("taper", "guess"), ("gargle",)]) == ["taper guess", "gargle"]


def test_every_format_of_an_import_is_tried(bench: ModuleType) -> None:
    named = bench.formats(said)
    assert {"json", "csv", "diary"} <= set(named)
    assert set(named) - set(bench.formats_tried()) == set()
