"""A copy or an export that is there, whole, is done, whatever becomes of the words about it; a lost report is not."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from unittest import mock

import pytest
from driving import NEW_YORK, NOW, environment, ok

from legdiary.cli.main import run as run_main

DEV_FULL = Path("/dev/full")
MADE = (
    "backup --output made", "export json --output made", "export fhir --output made", "export csv --output made",
    "export html --last 8w --output made", "export ics --output made", "demo --output made",
)  # fmt: skip


@pytest.fixture
def diary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "diary.db"
    ok("night", "6", "--night", "2026-11-20", diary=path)
    plan = "taper new --from 12g --to 0g --cut 3g --every 7d --start 2026-11-23 --yes"
    ok(*shlex.split(plan), diary=path)
    monkeypatch.chdir(tmp_path)
    return path


def into_full(diary: Path, *typed: str) -> int:
    """The exit code of a command whose answer finds no room."""
    with (
        DEV_FULL.open("w", encoding="utf-8") as full,
        mock.patch.dict("os.environ", environment(NOW, NEW_YORK, diary, None)),
        mock.patch.multiple(sys, argv=["legdiary", *typed], stdout=full),
    ):
        return run_main(list(typed))


@pytest.mark.skipif(not DEV_FULL.exists(), reason="no /dev/full here")
@pytest.mark.parametrize("typed", MADE)
def test_what_was_made_is_done(typed: str, diary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert into_full(diary, *shlex.split(typed)) == 0
    assert (tmp_path / "made").exists()
    assert capsys.readouterr().err == "legdiary: made; the answer could not be shown: No space left on device\n"


@pytest.mark.skipif(not DEV_FULL.exists(), reason="no /dev/full here")
@pytest.mark.parametrize("typed", ["week", "check", "export json --output -", "import all.json"])
def test_what_was_only_to_be_shown_is_not(typed: str, diary: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ok("export", "json", "--output", "all.json", diary=diary)
    assert into_full(diary, *shlex.split(typed)) == 1
    assert capsys.readouterr().err == "legdiary: the system refused: No space left on device\n"
