"""Make a release by one command: `just release 0.2.0`, rehearsed by `just release --dry-run` (docs/releasing.md).

It works in a copy, so that nothing is in a release but what is in the repository, and changes the repository last: the
date of the newest section of CHANGELOG.md, the version, and `dist`. What needs a person's key or account is not done
but shown at the end: the commit, the signed tag, the push.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
CHANGES, STATED, MANUAL = "CHANGELOG.md", "src/legdiary/__init__.py", "docs/man/legdiary.1"
#: All that a person may install with it, so that the list of parts names them too.
EXTRAS = "view,pdf,tables,encrypt,database"
SUMS = "SHA256SUMS"
_NEWEST = re.compile(
    r"^## (?P<version>\S+), (?P<date>not yet released|\d{4}-\d\d-\d\d)\n(?P<text>.*?)(?=^## |\Z)",
    re.MULTILINE | re.DOTALL,
)
_STATED = re.compile(r'^__version__ = "([^"]*)"$', re.MULTILINE)
_VERSION = re.compile(r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)")
#: What a copy leaves out where there is no git to ask.
_MADE = (
    ".git",
    ".venv*",
    "dist",
    "site",
    "build",
    "__pycache__",
    "*.egg-info",
    ".*_cache",
    ".hypothesis",
    ".coverage*",
)


class Refused(Exception):
    """A release that must not be made; its text says why."""


@dataclass(frozen=True, slots=True)
class Section:
    """The newest section of the changelog.

    Attributes:
        version: the version that it is about.
        date: the day of its release; None before that.
        text: what changed.
    """

    version: str
    date: str | None
    text: str


def newest(changes: str) -> Section:
    """Return the newest section of a changelog.

    Raises:
        Refused: there is none, or it says nothing.
    """
    match = _NEWEST.search(changes)
    if match is None:
        raise Refused(f"{CHANGES} has no section such as `## 0.2.0, not yet released`")
    text = match["text"].strip()
    if not text:
        raise Refused(f"{CHANGES} says nothing about {match['version']}")
    return Section(match["version"], match["date"] if match["date"][0].isdigit() else None, text)


def dated(changes: str, version: str, day: str) -> str:
    """Return a changelog whose newest section is released on a day."""
    return changes.replace(f"## {version}, not yet released\n", f"## {version}, {day}\n", 1)


def with_version(source: str, version: str) -> str:
    """Return the source that states the version, stating another.

    Raises:
        Refused: it states none, or more than one.
    """
    changed, times = _STATED.subn(f'__version__ = "{version}"', source)
    if times != 1:
        raise Refused(f"{STATED} states no version, or several")
    return changed


def check_version(version: str, section: Section, stated: str, tags: list[str]) -> None:
    """Refuse a version that is none, was released already, or is not what the changelog is about.

    Args:
        version: the one that was typed.
        section: the newest of the changelog.
        stated: the version that the program states now.
        tags: the tags of the repository.

    Raises:
        Refused: it cannot be released.
    """
    if not _VERSION.fullmatch(version):
        raise Refused(f"{version!r} is no version such as 0.2.0")
    if version != section.version:
        raise Refused(f"the newest section of {CHANGES} is about {section.version}, not {version}")
    if section.date is not None or f"v{version}" in tags:
        raise Refused(f"{version} was released already")
    if _parts(version) < max(map(_parts, [stated, *(tag[1:] for tag in tags if _VERSION.fullmatch(tag[1:]))])):
        raise Refused(f"{version} is lower than what was released or is stated already")


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def sums(folder: Path) -> str:
    """Return the SHA-256 of every file in a folder, as `sha256sum --check` reads them."""
    files = sorted(each for each in folder.iterdir() if each.name != SUMS)
    return "".join(f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in files)


def run(*words: str | Path, cwd: Path, env: dict[str, str] | None = None) -> None:
    """Run a program that must succeed.

    Raises:
        Refused: it did not.
    """
    done = subprocess.run(
        words, check=False, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True
    )
    if done.returncode:
        raise Refused(f"{shlex.join(map(str, words))}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")


def git(root: Path, *words: str) -> str | None:
    """Return what git says; None where it can't be asked."""
    try:
        done = subprocess.run(["git", "-C", root, *words], check=False, capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None


def copy(root: Path, target: Path) -> None:
    """Copy what is in the repository, or is to be, and nothing that was made in it."""
    target.mkdir()
    listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed is None or (git(root, "rev-parse", "--show-toplevel") or "").strip() != str(root):
        shutil.copytree(root, target, ignore=shutil.ignore_patterns(*_MADE), dirs_exist_ok=True)
        return
    for name in filter(None, listed.split("\0")):
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target / name)


def build(tree: Path, version: str, day: str) -> Path:
    """Make the archives of a tree, try the wheel, list its parts, and return the folder with all of them."""
    dist = tree / "dist"
    # Whoever builds that tag again gets the same bytes: the time in the archives is the day of the release.
    epoch = {"SOURCE_DATE_EPOCH": str(int(datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp()))}
    step("build")
    run(sys.executable, "-m", "build", "--outdir", dist, ".", cwd=tree, env=epoch)
    archives = sorted(dist.iterdir())
    names = [each.name for each in archives]
    if names != [f"legdiary-{version}-py3-none-any.whl", f"legdiary-{version}.tar.gz"]:
        raise Refused(f"built was {', '.join(names)}")
    step("twine check")
    run(sys.executable, "-m", "twine", "check", "--strict", *archives, cwd=tree)
    step("the wheel alone: every command's help, and the daily ones")
    run(sys.executable, "tools/try_wheel.py", dist, cwd=tree)
    step("the list of its parts (CycloneDX)")
    list_parts(tree, archives[0], dist / f"legdiary-{version}.cdx.json", version, epoch)
    step("hashes")
    (dist / SUMS).write_text(sums(dist), encoding="utf-8")
    return dist


def list_parts(tree: Path, wheel: Path, target: Path, version: str, epoch: dict[str, str]) -> None:
    """Write the software bill of materials: the wheel with all its extras, as they are installed today."""
    with TemporaryDirectory() as place:
        env = Path(place) / "env"
        venv.create(env, with_pip=False)
        python = env / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", python)
        run(*pip, "install", f"{wheel}[{EXTRAS}]", cwd=tree)
        # The version is stated in the source, where this tool does not look.
        stated = (tree / "pyproject.toml").read_text(encoding="utf-8")
        project = Path(place) / "pyproject.toml"
        project.write_text(stated.replace('dynamic = ["version"]', f'version = "{version}"', 1), encoding="utf-8")
        run(
            sys.executable, "-m", "cyclonedx_py", "environment", python, "--pyproject", project, "--mc-type",
            "application", "--output-reproducible", "--of", "JSON", "--output-file", target, cwd=tree, env=epoch,
        )  # fmt: skip


def step(name: str) -> None:
    """Say what is being done."""
    print(f"== {name}", flush=True)


def rest(version: str) -> str:
    """Return what a person does then, with a key of their own."""
    return "\n".join((
        "Read `git diff` and `dist`, then:",
        f"  git commit -am 'Release {version}'",
        f"  git tag --sign v{version} --message 'legdiary {version}'",
        f"  git tag --verify v{version}",
        f"  git push origin HEAD v{version}",
    ))  # fmt: skip


def release(root: Path, version: str | None, day: str, *, dry: bool) -> str:
    """Make a release of a repository, or rehearse it, and return what is left to do.

    Args:
        root: the repository.
        version: the version; None for a rehearsal of what the changelog names.
        day: the day of the release, by UTC.
        dry: change nothing.

    Raises:
        Refused: something is not as it must be; nothing was changed.
    """
    changes = (root / CHANGES).read_text(encoding="utf-8")
    source = (root / STATED).read_text(encoding="utf-8")
    section = newest(changes)
    asked = version if version is not None else section.version
    written = {CHANGES: dated(changes, asked, day), STATED: with_version(source, asked)}
    (stated,) = _STATED.findall(source)
    check_version(asked, section, stated, (git(root, "tag", "--list", "v*") or "").split())
    if not dry and git(root, "status", "--porcelain") != "":
        raise Refused("the working tree is not as committed, or this is no git repository")
    manual = (root / MANUAL).read_text(encoding="utf-8")
    written[MANUAL] = manual.replace(f'"legdiary {stated}"', f'"legdiary {asked}"', 1)
    with TemporaryDirectory() as place:
        tree = Path(place) / "tree"
        copy(root, tree)
        for name, text in written.items():
            (tree / name).write_text(text, encoding="utf-8")
        dist = build(tree, asked, day)
        made = "".join(f"  {each.name}\n" for each in sorted(dist.iterdir()))
        if dry:
            return f"Rehearsed {asked}; nothing was changed. It would be:\n{made.rstrip()}"
        shutil.rmtree(root / "dist", ignore_errors=True)
        shutil.copytree(dist, root / "dist")
    for name, text in written.items():
        (root / name).write_text(text, encoding="utf-8")
    return f"In dist:\n{made}{rest(asked)}"


def build_tagged(root: Path, version: str) -> str:
    """Build what a tag names, where the tag is checked out, into `dist`, and return what was made.

    Raises:
        Refused: the changelog or the source there is about another version.
    """
    section = newest((root / CHANGES).read_text(encoding="utf-8"))
    source = (root / STATED).read_text(encoding="utf-8")
    if section.version != version or section.date is None or with_version(source, version) != source:
        raise Refused(f"{CHANGES} or {STATED} is not about {version} as released")
    with TemporaryDirectory() as place:
        tree = Path(place) / "tree"
        copy(root, tree)
        dist = build(tree, version, section.date)
        shutil.rmtree(root / "dist", ignore_errors=True)
        shutil.copytree(dist, root / "dist")
    return (root / "dist" / SUMS).read_text(encoding="utf-8").rstrip()


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Make or rehearse a release; 1 where it must not be made."""
    reader = argparse.ArgumentParser(prog="release", description="Make a release.")
    reader.add_argument("version", nargs="?")
    reader.add_argument("--dry-run", action="store_true", help="do all of it in a copy, and change nothing")
    reader.add_argument("--tagged", action="store_true", help="build the checked-out release VERSION")
    asked = reader.parse_args(arguments)
    if asked.version is None and not asked.dry_run:
        reader.error("name the version, or rehearse with --dry-run")
    try:
        if asked.tagged:
            print(build_tagged(root, asked.version or ""))
            return 0
        print(release(root, asked.version, datetime.now(UTC).date().isoformat(), dry=asked.dry_run))
    except Refused as error:
        print(f"not released: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
