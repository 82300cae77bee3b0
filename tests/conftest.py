"""Every test starts from nothing: no home, no settings, no zone and no terminal of the machine it runs on."""

from __future__ import annotations

import os
import signal
from collections import Counter
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import effort

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

effort.register()

HERE = Path(__file__).parent
#: Judged by another library, which `pip install .[test]` brings and `.[fast-test]` does not.
_JUDGES = {
    "domain/test_ranks.py": ("scipy", "pymannkendall"),
    "domain/test_line_trend.py": ("scipy",),
    "test_simulated_arrays.py": ("numpy",),
    "test_real_diaries.py": ("numpy",),
    "domain/test_compare.py": ("scipy",),
    "domain/test_levels.py": ("scipy",),
    "cli/test_csv_readers.py": ("duckdb", "frictionless"),
}
collect_ignore = [name for name, judges in _JUDGES.items() if any(find_spec(judge) is None for judge in judges)]
#: They wait: at terminals, for keys to be derived, for other programs. Another Python changes little of it.
_PATIENT = {
    *(
        "cli/test_checkin.py",
        "cli/test_newcomer.py",
        "cli/test_encrypted_exports.py",
        "cli/test_remind.py",
        "cli/test_streams.py",
    ),
    *("cli/test_csv_readers.py", "cli/test_errors_page.py", "cli/test_system_zone.py", "cli/test_pages.py"),
    *("cli/test_signals.py", "cli/test_completion_shells.py", "cli/test_progress.py"),
    *("render/test_page_browser.py", "test_docs.py", "store/test_database_place.py", "cli/test_sync_database.py"),
}
# Started in the background, a shell has Ctrl-C ignored, and so would be every program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Mark what waits, and as slow what is not tried every day of a long table."""
    rows: Counter[str] = Counter()
    for item in items:
        if str(item.path.relative_to(HERE)) in _PATIENT:
            item.add_marker("patient")
        thinned = item.get_closest_marker("thinned")
        if thinned is not None and item.get_closest_marker("slow") is None:
            table = item.nodeid.partition("[")[0]
            if rows[table] % thinned.args[0]:
                item.add_marker("slow")
            rows[table] += 1


_OF_THE_TERMINAL = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES")


def settle(patch: pytest.MonkeyPatch, home: Path) -> None:
    """Make this the home that the program sees, by whatever variable it asks."""
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        patch.setenv(name, str(home))
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))


@pytest.fixture(scope="session", autouse=True)
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Path]]:
    """Homes for the tests that ask for no folder. Fixtures that serve many tests have one too, never the machine's."""
    folder = tmp_path_factory.mktemp("homes")
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("LEGDIARY_", "XDG_")) or name in _OF_THE_TERMINAL:
                patch.delenv(name)
        settle(patch, folder)
        patch.setenv("TZ", "UTC")
        yield (folder / f"{number}" for number in count())


@pytest.fixture(autouse=True)
def isolated(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, homes: Iterator[Path]) -> None:
    """A home of the test's own, in UTC; a test that wants another zone or width says so."""
    asked = "tmp_path" in request.fixturenames  # a folder takes longer to make than most tests to run
    home = request.getfixturevalue("tmp_path") / "home" if asked else next(homes)
    home.mkdir()
    settle(monkeypatch, home)


@pytest.fixture
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under `just coverage` the processes of this test are not measured: what a program loads is what it asks."""
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
