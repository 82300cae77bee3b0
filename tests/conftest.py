"""Every test starts from nothing: no home, no settings, no zone and no terminal of the machine it runs on."""

from __future__ import annotations

import os
import signal
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterable

# Shared and slow machines make deadlines flicker; where time matters a test measures it itself.
# HYPOTHESIS_PROFILE=thorough looks long.
settings.register_profile("quick", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

HERE = Path(__file__).parent
#: Judged by another library, which `pip install .[test]` brings and `.[fast-test]` does not.
_JUDGES = {
    "domain/test_ranks.py": ("scipy", "pymannkendall"),
    "domain/test_trend.py": ("scipy", "pymannkendall"),
    "domain/test_line_trend.py": ("scipy",),
    "domain/test_compare.py": ("scipy",),
    "domain/test_levels.py": ("scipy",),
    "cli/test_csv_readers.py": ("duckdb", "frictionless"),
}
collect_ignore = [name for name, judges in _JUDGES.items() if any(find_spec(judge) is None for judge in judges)]
#: They wait: at terminals, for keys to be derived, for other programs. Another Python changes little of it.
_PATIENT = {
    *("cli/test_checkin.py", "cli/test_encrypted_exports.py", "cli/test_remind.py", "cli/test_streams.py"),
    *("cli/test_csv_readers.py", "cli/test_errors_page.py", "cli/test_system_zone.py", "cli/test_pages.py"),
    *("cli/test_signals.py", "cli/test_completion_shells.py"),
    *("render/test_page_browser.py", "test_docs.py"),
}
# Started in the background, a shell has Ctrl-C ignored, and so would be every program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Mark what waits."""
    for item in items:
        if str(item.path.relative_to(HERE)) in _PATIENT:
            item.add_marker("patient")


_OF_THE_TERMINAL = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES")


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A home of the test's own, in UTC; a test that wants another zone or width says so."""
    for name in os.environ:
        if name.startswith(("LEGDIARY_", "XDG_")) or name in _OF_THE_TERMINAL:
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("TZ", "UTC")
