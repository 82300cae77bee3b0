"""What is written stands where it was named, is its person's alone, and takes nothing else's place."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from driving import NEW_YORK, NOW, ok, run

if TYPE_CHECKING:
    from pathlib import Path

#: Every command that writes a file which is named, without the name.
WRITERS = {
    "json": ("export", "json"),
    "fhir": ("export", "fhir"),
    "html": ("export", "html"),
    "ics": ("export", "ics"),
    "table": ("export", "csv", "--table", "nights"),
    "package": ("export", "csv"),
}
TAPER = "taper new --from 5g --cut 1g --every 7d --start 2026-11-16 --yes"


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    path = tmp_path / "d" / "diary.db"
    ok("night", "5", "--night", "-2", diary=path)
    ok(*TAPER.split(), diary=path)
    return path


@pytest.mark.parametrize("words", WRITERS.values(), ids=WRITERS.keys())
class TestALink:
    """What it leads to is never written, with `--force` or without."""

    def test_to_a_file(self, words: tuple[str, ...], diary: Path, tmp_path: Path) -> None:
        (tmp_path / "mine.txt").write_text("my own words")
        (tmp_path / "link").symlink_to("mine.txt")
        for force in ((), ("--force",)):
            result = run(*words, "--output", str(tmp_path / "link"), *force, diary=diary)
            assert (result.code, result.stdout) == (1, ""), result
        assert result.stderr == (
            f"legdiary: {tmp_path}/link is a link; it was not touched. Give the file itself, or another name\n"
        )
        assert (tmp_path / "mine.txt").read_text() == "my own words"
        assert (tmp_path / "link").readlink().name == "mine.txt"

    def test_to_nothing(self, words: tuple[str, ...], diary: Path, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to("gone.txt")
        for force in ((), ("--force",)):
            assert run(*words, "--output", str(tmp_path / "link"), *force, diary=diary).code == 1
        assert not (tmp_path / "gone.txt").exists()

    def test_to_an_earlier_export(self, words: tuple[str, ...], diary: Path, tmp_path: Path) -> None:
        ok(*words, "--output", str(tmp_path / "real"), diary=diary)
        (tmp_path / "link").symlink_to("real")
        before = (tmp_path / "real").stat()
        assert run(*words, "--output", str(tmp_path / "link"), "--force", diary=diary).code == 1
        assert (tmp_path / "real").stat() == before
        ok(*words, "--output", str(tmp_path / "real"), "--force", diary=diary)

    def test_to_its_folder_is_followed(self, words: tuple[str, ...], diary: Path, tmp_path: Path) -> None:
        (tmp_path / "folder").mkdir()
        (tmp_path / "short").symlink_to("folder")
        ok(*words, "--output", str(tmp_path / "short" / "out"), diary=diary)
        ok(*words, "--output", str(tmp_path / "short" / "out"), "--force", diary=diary)
        assert (tmp_path / "folder" / "out").exists()


@pytest.mark.parametrize("ending", ["-journal", "-wal", "-shm", "-JOURNAL"])
class TestANameThatSQLiteDeletes:
    @pytest.mark.parametrize("words", [*WRITERS.values(), ("backup",)], ids=[*WRITERS, "backup"])
    def test_is_refused(self, words: tuple[str, ...], ending: str, diary: Path) -> None:
        target = diary.with_name(diary.name + ending)
        result = run(*words, "--output", str(target), diary=diary)
        assert (result.code, result.stdout) == (1, ""), result
        assert result.stderr == (
            f"legdiary: {target} is the name of a journal of diary.db, and would be deleted; give another name\n"
        )
        assert not target.exists()

    def test_of_a_linked_diary_it_is_the_name_beside_the_file_itself(
        self, ending: str, diary: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "linked.db").symlink_to(diary)
        for place in (diary, tmp_path / "linked.db"):
            target = place.with_name(place.name + ending)
            assert run("export", "json", "--output", str(target), diary=tmp_path / "linked.db").code == 1
            assert not target.exists()

    def test_is_no_diary_s_either(self, ending: str, diary: Path) -> None:
        target = diary.with_name(diary.name + ending)
        result = run("--diary", str(target), "night", "5")
        assert result.code == 3
        assert "is the name of a journal of diary.db" in result.stderr
        assert run("demo", "--output", str(target)).code == 3
        assert not target.exists()

    def test_is_a_name_like_any_other_where_no_such_file_is(self, ending: str, diary: Path, tmp_path: Path) -> None:
        ok("export", "json", "--output", str(tmp_path / f"notes{ending}"), diary=diary)
        ok("night", "6", diary=diary)
        assert (tmp_path / f"notes{ending}").exists()


def test_a_diary_that_is_a_link_to_nothing_is_not_begun_elsewhere(tmp_path: Path) -> None:
    """It may lead to a disk that is not there now."""
    link, real = tmp_path / "diary.db", tmp_path / "disk" / "diary.db"
    link.symlink_to(real)
    result = run("night", "5", diary=link)
    said = f"legdiary: the diary {link} is a link to {real}, which does not exist; nothing was created there\n"
    assert (result.code, result.stderr) == (3, said)
    assert not (tmp_path / "disk").exists()
    assert run("demo", "--output", str(link)).code == 1  # the link is there already
    assert not (tmp_path / "disk").exists()


@pytest.mark.parametrize("umask", ["000", "022", "077", "777"])
@pytest.mark.thinned(3)
def test_nobody_else_can_look_into_anything_whatever_the_umask(umask: str, tmp_path: Path) -> None:
    """Real processes in a home where nothing is, so that every folder is made."""
    home = tmp_path / "h"
    home.mkdir(mode=0o700)
    lines = """
        night 5 --night -2
        config country us
        backup
        export csv --output tables
        export csv --zip --output tables.zip
        export json --output diary.json
        export html --output page.html
        demo --output demo/demo.db
        --diary other/place/diary.db night 5
        --diary other/place/diary.db backup --output far/away/copy.db
    """
    script = "\n".join(f"{sys.executable} -m legdiary {line.strip()} || exit 9" for line in lines.strip().splitlines())
    env = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "LEGDIARY_"))}
    done = subprocess.run(
        ["bash", "-c", f"umask {umask}; {script}"], check=False, cwd=home, capture_output=True, text=True,
        env=env | {"HOME": str(home), "LEGDIARY_NOW": NOW, "TZ": NEW_YORK, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    modes = {str(each.relative_to(home)): stat.S_IMODE(each.stat().st_mode) for each in home.rglob("*")}
    assert {name: mode for name, mode in modes.items() if mode not in {0o700, 0o600}} == {}
    assert {".config/legdiary/config.toml", "tables/nights.csv", "far/away/copy.db"} <= modes.keys()
