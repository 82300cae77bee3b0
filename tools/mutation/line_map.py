"""The tests that run each line, with how long each takes; kept in a file, and made anew for test files that changed."""

from __future__ import annotations

import hashlib
import json
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from pathlib import Path

    import coverage

#: What is run while tests are collected: a fault there shows only in a process that imports it anew.
AT_IMPORT = ""
_FIXTURE = "fixture "


@dataclass
class FileOfTests:
    """A file of tests, as it was when its tests were run.

    Attributes:
        digests: the files that it ran and itself, each with the digest of its text.
        seconds: its tests, each with the seconds of processor time it takes.
        failed: the tests that fail without any fault.
        lines: file → line → the tests that run it.
    """

    digests: dict[str, str]
    seconds: dict[str, float]
    failed: list[str]
    lines: dict[str, dict[int, list[str]]]


@dataclass
class LineMap:
    """The tests that run each line.

    Attributes:
        files: by name, below the root.
        at_import: file → the lines that are run while tests are collected.
    """

    files: dict[str, FileOfTests] = field(default_factory=dict)
    at_import: dict[str, set[int]] = field(default_factory=dict)

    def tests_of(self, file: str, lines: Iterable[int]) -> dict[str, float]:
        """Return the tests that run one of the lines, with the seconds each takes."""
        found: dict[str, float] = {}
        for tests in self.files.values():
            of_file = tests.lines.get(file, {})
            found |= {name: tests.seconds[name] for line in lines for name in of_file.get(line, ())}
        return found

    def failed(self) -> list[str]:
        """Return the tests that fail without any fault."""
        return [name for tests in self.files.values() for name in tests.failed]

    def leave_out(self, names: Iterable[str]) -> None:
        """Forget some tests."""
        gone = set(names)
        for tests in self.files.values():
            for lines in tests.lines.values():
                for line, running in lines.items():
                    lines[line] = [name for name in running if name not in gone]
            tests.seconds = {name: seconds for name, seconds in tests.seconds.items() if name not in gone}

    def outdated(self, root: Path, names: Iterable[str], *, roughly: bool = False) -> list[str]:
        """Return the files of tests that changed since they were run, or unless `roughly`, ran what changed."""
        now: dict[str, str] = {}
        outdated = []
        for name in names:
            digests = self.files[name].digests if name in self.files else {name: ""}
            if roughly:
                digests = {name: digests[name]}
            for each in digests:
                if each not in now:
                    now[each] = digest(root / each)
            if any(now[each] != held for each, held in digests.items()):
                outdated.append(name)
        return outdated

    def write(self, path: Path) -> None:
        """Keep it in a file; tests are named once."""
        names = [name for tests in self.files.values() for name in tests.seconds]
        numbers = {name: number for number, name in enumerate(names)}
        files = {
            name: {
                "digests": each.digests,
                "seconds": each.seconds,
                "failed": each.failed,
                "lines": {
                    file: {line: [numbers[test] for test in tests] for line, tests in lines.items()}
                    for file, lines in each.lines.items()
                },
            }
            for name, each in self.files.items()
        }
        held = {"names": names, "files": files, "at_import": {file: sorted(at) for file, at in self.at_import.items()}}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(held), encoding="utf-8")


def read_line_map(path: Path) -> LineMap:
    """Return what was kept; an empty map where nothing was."""
    if not path.exists():
        return LineMap()
    held = json.loads(path.read_text(encoding="utf-8"))
    names = held["names"]
    files = {
        name: FileOfTests(
            each["digests"],
            each["seconds"],
            each["failed"],
            {
                file: {int(line): [names[test] for test in tests] for line, tests in lines.items()}
                for file, lines in each["lines"].items()
            },
        )
        for name, each in held["files"].items()
    }
    return LineMap(files, {file: set(lines) for file, lines in held["at_import"].items()})


def digest(path: Path) -> str:
    """Return the digest of a file's text; nothing for one that is gone."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.exists() else ""


class LineRecorder:
    """A plugin of pytest that runs the tests of some files and notes which lines each of them runs."""

    def __init__(
        self, root: Path, package: str, measured: coverage.Coverage, outdated: Sequence[str], path: Path
    ) -> None:
        self._root = root
        self._coverage = measured
        self._outdated = set(outdated)
        self._path = path
        self._now = AT_IMPORT
        self._seconds: dict[str, float] = {}
        self._failed: set[str] = set()
        self._users: dict[str, set[str]] = defaultdict(set)
        # As they are now, when they are imported: a file may change while its tests run.
        self._digests = {f"{each.relative_to(root)}": digest(each) for each in (root / package).rglob("*.py")}
        self._digests |= {each: digest(root / each) for each in outdated}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run them, and write the map."""
        if session.testsfailed:
            raise pytest.UsageError("tests cannot be collected")
        items = [item for item in session.items if item.nodeid.partition("::")[0] in self._outdated]
        for item in items:
            for name in _shared_fixtures(item):
                self._users[name].add(item.nodeid)
        for item, following in zip(items, [*items[1:], None], strict=True):
            self._switch(item.nodeid)
            began = time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self._seconds[item.nodeid] = round(time.process_time() - began, 4)
        self._switch(AT_IMPORT)
        self._write()
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
        """Note the lines of a fixture that many tests share as those of all of them, not of the first."""
        before = self._now
        if fixturedef.scope != "function":
            self._switch(_fixture_name(fixturedef))
        try:
            return (yield)
        finally:
            self._switch(before)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what fails."""
        if report.failed:
            self._failed.add(report.nodeid)

    def _switch(self, context: str) -> None:
        if context != self._now:
            self._now = context
            self._coverage.switch_context(context)

    def _write(self) -> None:
        held = read_line_map(self._path)
        data = self._coverage.get_data()
        lines: dict[str, dict[str, dict[int, list[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        for measured in data.measured_files():
            file = measured.removeprefix(f"{self._root}/")
            for line, contexts in data.contexts_by_lineno(measured).items():
                if AT_IMPORT in contexts:
                    held.at_import.setdefault(file, set()).add(line)
                for test in self._tests(contexts):
                    lines[test.partition("::")[0]][file][line].append(test)
        for name in self._outdated:
            ran = lines[name]
            digests = {each: self._digests[each] for each in (name, *ran)}
            seconds = {test: took for test, took in self._seconds.items() if test.partition("::")[0] == name}
            failed = sorted(self._failed & set(seconds))
            held.files[name] = FileOfTests(digests, seconds, failed, {file: dict(each) for file, each in ran.items()})
        held.write(self._path)

    def _tests(self, contexts: Iterable[str]) -> set[str]:
        """Return the tests of some contexts."""
        found: set[str] = set()
        for context in contexts:
            found |= self._users[context] if context.startswith(_FIXTURE) else {context} - {AT_IMPORT}
        return found


def _shared_fixtures(item: pytest.Item) -> list[str]:
    """Return the fixtures of a test that other tests have too."""
    info = getattr(item, "_fixtureinfo", None)
    defined = info.name2fixturedefs.values() if info is not None else ()
    return [_fixture_name(each) for of_name in defined for each in of_name if each.scope != "function"]


def _fixture_name(fixture: pytest.FixtureDef[Any]) -> str:
    return f"{_FIXTURE}{fixture.baseid}::{fixture.argname}"
