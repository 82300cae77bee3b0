"""The release: what it refuses, what it writes, and a rehearsal that changes nothing. The builders are played.

With the real ones: `just release --dry-run`, which `.ci/run` runs.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import licences_page
import release
from release import Refused, Section

if TYPE_CHECKING:
    from collections.abc import Callable

CHANGES = """# Changes

What changed, newest first.

## 0.2.0, not yet released

Nights can be sung.

## 0.1.0, 2026-11-27

The first diary.
"""
MANUAL = '.TH LEGDIARY 1 "" "legdiary 0.1.0" "User commands"\n'


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A small repository whose changelog is about 0.2.0, after 0.1.0."""
    root = tmp_path / "repository"
    for name, text in {
        "CHANGELOG.md": CHANGES, "src/legdiary/__init__.py": '"""A diary."""\n\n__version__ = "0.1.0"\n',
        "docs/man/legdiary.1": MANUAL, ".gitignore": "dist/\nsecret.txt\n", "secret.txt": "not for anybody\n",
    }.items():  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    git(root, "init", "--quiet")
    commit(root)
    git(root, "tag", "v0.1.0")
    return root


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", root, *words], check=True, capture_output=True)


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "commit", "--quiet", "-m", "All")


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The programs that would be run, each by the word that names it; the build leaves two archives."""
    ran: list[str] = []

    def run(*words: str | Path, cwd: Path, env: dict[str, str] | None = None) -> None:
        # By the module or the script, never by the line: `/tmp/tmpip…` is no pip.
        name = str(words[2]) if words[1] == "-m" else Path(str(words[1])).stem
        ran.append(name)
        if name == "build":
            assert env == {"SOURCE_DATE_EPOCH": "1796083200"}  # 2026-12-01T00:00:00Z
            assert not (cwd / "secret.txt").exists()
            stated = (cwd / "src/legdiary/__init__.py").read_text(encoding="utf-8").split('"')[-2]
            (cwd / "dist").mkdir()
            (cwd / "dist" / f"legdiary-{stated}-py3-none-any.whl").write_bytes(b"wheel")
            (cwd / "dist" / f"legdiary-{stated}.tar.gz").write_bytes(b"archive")
        if name == "cyclonedx_py":
            Path(str(words[words.index("--output-file") + 1])).write_text("{}", encoding="utf-8")

    def create(folder: Path, *, with_pip: bool) -> None:
        assert not with_pip
        folder.mkdir()

    monkeypatch.setattr(release, "run", run)
    monkeypatch.setattr("release.venv.create", create)
    return ran


def texts(root: Path) -> dict[str, str]:
    """Every file of a repository, but for git's own."""
    return {
        str(each.relative_to(root)): each.read_text(encoding="utf-8")
        for each in root.rglob("*")
        if each.is_file() and ".git" not in each.parts
    }


@pytest.mark.parametrize("with_git", [True, False], ids=["in a repository", "in a copy without git"])
def test_a_rehearsal_does_all_of_it_and_changes_nothing(repository: Path, played: list[str], with_git: bool) -> None:
    if not with_git:
        shutil.rmtree(repository / ".git")
        (repository / "secret.txt").unlink()
    (repository / "draft.md").write_text("not committed\n", encoding="utf-8")  # a rehearsal takes what is there
    pyproject = repository / "pyproject.toml"
    pyproject.write_text('[project]\nname = "legdiary"\ndynamic = ["version"]\n', encoding="utf-8")
    before = texts(repository)
    told = release.release(repository, None, "2026-12-01", dry=True)
    assert told == (
        "Rehearsed 0.2.0; nothing was changed. It would be:\n  SHA256SUMS\n  legdiary-0.2.0-py3-none-any.whl\n"
        "  legdiary-0.2.0.cdx.json\n  legdiary-0.2.0.tar.gz"
    )
    assert played == ["build", "twine", "try_wheel", "pip", "cyclonedx_py"]
    assert texts(repository) == before


def test_a_release_dates_the_changes_states_the_version_and_leaves_the_tag_to_a_person(
    repository: Path, played: list[str]
) -> None:
    (repository / "pyproject.toml").write_text('dynamic = ["version"]\n', encoding="utf-8")
    commit(repository)
    told = release.release(repository, "0.2.0", "2026-12-01", dry=False)
    after = texts(repository)
    assert after["CHANGELOG.md"] == CHANGES.replace("## 0.2.0, not yet released", "## 0.2.0, 2026-12-01")
    assert after["src/legdiary/__init__.py"] == '"""A diary."""\n\n__version__ = "0.2.0"\n'
    assert after["docs/man/legdiary.1"] == MANUAL.replace("0.1.0", "0.2.0")
    wheel, archive = (hashlib.sha256(each).hexdigest() for each in (b"wheel", b"archive"))
    parts = hashlib.sha256(b"{}").hexdigest()
    assert after["dist/SHA256SUMS"] == (
        f"{wheel}  legdiary-0.2.0-py3-none-any.whl\n{parts}  legdiary-0.2.0.cdx.json\n"
        f"{archive}  legdiary-0.2.0.tar.gz\n"
    )
    assert "git tag --sign v0.2.0 --message 'legdiary 0.2.0'" in told
    assert played == ["build", "twine", "try_wheel", "pip", "cyclonedx_py"]
    # The tag, checked out elsewhere, is built with the same time in it; nothing else is.
    commit(repository)
    assert release.build_tagged(repository, "0.2.0") == after["dist/SHA256SUMS"].rstrip()
    with pytest.raises(Refused, match=r"not about 0\.3\.0 as released"):
        release.build_tagged(repository, "0.3.0")
    with pytest.raises(Refused, match="released already"):
        release.release(repository, "0.2.0", "2026-12-02", dry=False)


@pytest.mark.parametrize(
    ("version", "spoil", "told"),
    [
        ("0.3.0", None, "the newest section of CHANGELOG.md is about 0.2.0, not 0.3.0"),
        ("v0.2.0", None, "'v0.2.0' is no version such as 0.2.0"),
        ("0.2", None, "'0.2' is no version such as 0.2.0"),
        ("0.2.0", lambda root: git(root, "tag", "v0.2.0"), "0.2.0 was released already"),
        ("0.2.0", lambda root: git(root, "tag", "v0.10.0"), "0.2.0 is lower than what was released"),
        ("0.2.0", lambda root: (root / "new.py").touch(), "the working tree is not as committed"),
        ("0.2.0", lambda root: shutil.rmtree(root / ".git"), "the working tree is not as committed"),
    ],
)
def test_a_release_that_must_not_be_made_changes_nothing(
    repository: Path, played: list[str], version: str, spoil: Callable[[Path], None] | None, told: str
) -> None:
    if spoil is not None:
        spoil(repository)
    before = texts(repository)
    with pytest.raises(Refused, match=told):
        release.release(repository, version, "2026-12-01", dry=False)
    assert (played, texts(repository)) == ([], before)


def test_the_newest_section_is_read() -> None:
    assert release.newest(CHANGES) == Section("0.2.0", None, "Nights can be sung.")
    assert release.newest(CHANGES.replace("not yet released", "2026-12-01")).date == "2026-12-01"
    with pytest.raises(Refused, match=r"says nothing about 0\.2\.0"):
        release.newest(CHANGES.replace("Nights can be sung.", ""))
    with pytest.raises(Refused, match="has no section"):
        release.newest("# Changes\n")


def test_a_release_needs_its_version_typed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        release.main([])
    assert "name the version, or rehearse with --dry-run" in capsys.readouterr().err
    assert release.main(["9.9.9"]) == 1
    assert "not released: the newest section of CHANGELOG.md is about" in capsys.readouterr().err


def test_every_package_that_comes_with_legdiary_is_on_the_page_of_licences() -> None:
    page = licences_page.PAGE.read_text(encoding="utf-8")
    sections = dict(zip(("head", "always", "extra", "work"), page.split("\n## "), strict=True))
    named = {
        section: {licences_page.canonical(line.split(" | ")[0][2:]) for line in text.splitlines() if line[:2] == "| "}
        for section, text in sections.items()
    }
    purposes = licences_page.purposes()
    assert {"typer", "jinja2", "markupsafe", "mdurl"} <= named["always"]
    assert {name for name, purpose in purposes.items() if "always" in purpose} <= named["always"]
    # SQLAlchemy before 2.1 brings one more.
    assert {name for name, purpose in purposes.items() if "always" not in purpose} - {"greenlet"} <= named["extra"]
    assert purposes["pyrage"] == {"encrypt", "database"}
    assert "not said" not in sections["always"] + sections["extra"]
    copyleft = [line for line in page.partition("\n## For work")[0].splitlines() if "GPL" in line]
    assert copyleft == [f"| {name} | LGPL-3.0-only | database |" for name in ("psycopg", "psycopg-binary")]


def test_licences_are_read_by_one_name() -> None:
    assert licences_page.licence("rich", "MIT License") == "MIT"
    assert licences_page.licence("pyrage", "UNKNOWN") == "MIT"
    assert licences_page.licence("other", "UNKNOWN") == "not said"
    assert licences_page.licence("docutils", "BSD License; Public Domain") == "BSD; Public Domain"
