"""A kill in the midst of making a file: `check` names what it left, and the same command, typed again, removes it.

From outside: the program is killed (SIGKILL) at a system call, by strace. What lives is never touched, and nothing is
removed that legdiary has not certainly made here.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from driving import NEW_YORK, NOW, ok, program, run

from legdiary.util import atomic_files
from legdiary.util.safe_files import make_file

if TYPE_CHECKING:
    from pathlib import Path

CALLS = ("fsync", "linkat", "link", "rename", "renameat", "unlinkat", "chmod")
NOTE = "what nobody else may read"
TYPED = {
    "export csv": "export csv --output out/package",
    "export csv --force": "export csv --output out/standing --force",
    "export csv --zip": "export csv --output out/package.zip --zip",
    "export csv --table": "export csv --table nights --output out/nights.csv",
    "export html": "export html --output out/page.html",
    "export json": "export json --output out/diary.json",
    "export fhir": "export fhir --output out/diary.fhir.json",
    "export ics": "export ics --output out/taper.ics",
    "backup": "backup",
    "backup --output": "backup --output out/copy.db",
    "restore to nothing": "restore safe.db --yes",
    "demo": "demo",
    "demo --output": "demo --output out/demo.db",
    "config": "config country us",
    "night, the first": "night 5",
}
#: One of each way to make a file; the others run with the slow ones.
EVERY_DAY = ("export csv", "export json", "backup --output", "restore to nothing", "demo", "config", "night, the first")
#: What is typed next, where the same would change nothing.
AGAIN = {"night, the first": "night 6"}
#: The call at which each is killed: the one that would give its file a name.
AT = {
    "export csv": ("rename", 1),
    "export csv --force": ("rename", 2),
    "demo": ("rename", 1),
    "config": ("rename", 1),
}


class Home:
    """A person's home, and what stands in it by a name that legdiary gives to what is not finished."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.diary = folder / "private" / "diary.db"
        self.out = folder / "out"
        for each in (self.out, folder / "tmp", self.diary.parent):
            each.mkdir(mode=0o700)
        self.env = {"HOME": str(folder), "TMPDIR": str(folder / "tmp"), "XDG_CONFIG_HOME": str(folder / "config")}

    def typed(self, words: str) -> None:
        ok(*words.split(), diary=self.diary, env=self.env)

    def killed(self, words: str, call: str, time: int) -> bool:
        """Whether the program lived to be killed at that call, the how-many-eth of its name."""
        done = subprocess.run(
            ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e",
             f"inject={call}:signal=KILL:when={time}", *program(*words.split())],
            check=False, capture_output=True, timeout=60, cwd=self.folder,
            env={**os.environ, **self.env, "LEGDIARY_NOW": NOW, "TZ": NEW_YORK, "LEGDIARY_DIARY": str(self.diary),
                 "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        return done.returncode in {-signal.SIGKILL, 128 + signal.SIGKILL}

    @property
    def left(self) -> list[Path]:
        return sorted(each for each in self.folder.rglob(".legdiary-*.part"))

    @property
    def hidden(self) -> list[str]:
        return sorted(each.name for each in self.folder.rglob(".*"))

    @property
    def named(self) -> dict[str, str]:
        """What `check` says was left, each with what to type."""
        told = run("check", "--json", diary=self.diary, env=self.env)
        findings = told.json["findings"] if told.stdout else []
        return {each["what"]: each["try"] for each in findings if each["topic"] == "leftovers"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    if shutil.which("strace") is None:
        pytest.skip("no tracer here")
    monkeypatch.chdir(tmp_path)
    return Home(tmp_path)


def begun(home: Home, name: str) -> Home:
    """The home before the command."""
    if name == "night, the first":
        return home
    ok("night", "5", "--night", "-2", "--note", NOTE, diary=home.diary, env=home.env)
    for words in ("taper new --from 5g --cut 1g --every 7d --start 2026-11-16 --yes", "backup --output safe.db"):
        home.typed(words)
    if name == "export csv --force":
        home.typed("export csv --output out/standing")
    if name == "restore to nothing":
        shutil.rmtree(home.diary.parent)
        home.diary.parent.mkdir(mode=0o700)
    return home


def is_killed_named_and_cleared(home: Home, name: str, call: str, time: int) -> bool:
    """Whether the command was killed at that call, and left something."""
    return home.killed(TYPED[name], call, time) and is_named_and_cleared(home, name)


def is_named_and_cleared(home: Home, name: str) -> bool:
    """Whether a command that was killed has left something."""
    left, named = home.left, home.named
    assert [path for path in left if not any(what.startswith(f"{path}: ") for what in named)] == []
    assert all(command.startswith(("rm -r ", "mv -n ")) for command in named.values())
    again = run(*AGAIN.get(name, TYPED[name]).split(), diary=home.diary, env=home.env)
    assert again.code == 0 or "is already there" in again.stderr or "exists already" in again.stderr, again
    if again.code == 0:
        assert home.hidden == [], name
        assert home.named == {}
    return bool(left)


@pytest.mark.parametrize(
    "name", [*EVERY_DAY, *(pytest.param(each, marks=pytest.mark.slow) for each in TYPED if each not in EVERY_DAY)]
)
def test_what_a_kill_leaves_is_named_and_goes_with_the_same_command(home: Home, name: str) -> None:
    assert is_killed_named_and_cleared(begun(home, name), name, *AT.get(name, ("link", 1)))


@pytest.mark.slow
@pytest.mark.parametrize("name", TYPED)
def test_at_every_call(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = 0
    for call in CALLS:
        for time in range(1, 99):
            folder = tmp_path / f"{call}-{time}"
            folder.mkdir()
            monkeypatch.chdir(folder)
            home = begun(Home(folder), name)
            if not home.killed(TYPED[name], call, time):
                break
            left += is_named_and_cleared(home, name)
    assert left > 1


def test_what_to_type_removes_it(home: Home) -> None:
    begun(home, "export json")
    assert home.killed(TYPED["export json"], "link", 1)
    (where,) = home.left
    assert NOTE in (where / "new").read_text()
    assert list(home.named.values()) == [f"rm -r {where}"]
    subprocess.run(home.named.popitem()[1], shell=True, check=True)  # noqa: S602 - as a person types it
    assert home.named == {}


def test_an_export_elsewhere_removes_it_too(home: Home) -> None:
    """The notes that a kill left on a stick go, wherever the next export is written."""
    begun(home, "export json")
    assert home.killed(TYPED["export json"], "link", 1)
    assert home.left
    home.typed("export csv --output elsewhere")
    assert home.hidden == []


def test_a_disk_that_is_not_there_is_remembered(home: Home) -> None:
    begun(home, "export json")
    assert home.killed(TYPED["export json"], "link", 1)
    home.out.rename(home.folder / "unplugged")
    assert home.named == {}
    home.typed("export csv --output elsewhere")
    (home.folder / "unplugged").rename(home.out)
    assert len(home.named) == 1
    home.typed("export csv --output another")
    assert home.hidden == []


def test_an_earlier_export_that_stepped_aside_is_put_back(home: Home) -> None:
    """Killed between the two renames of `--force`: neither is under its name, and neither is thrown away."""
    begun(home, "export csv --force")
    before = {each.name: each.read_bytes() for each in (home.out / "standing").iterdir()}
    assert home.killed(TYPED["export csv --force"], "rename", 2)
    assert not (home.out / "standing").exists()
    (where,) = home.left
    home.typed("export csv --output out/other")
    assert home.left == [where]
    assert list(home.named.values()) == [f"mv -n {where}/old/standing {home.out}/standing"]
    subprocess.run(home.named.popitem()[1], shell=True, check=True)  # noqa: S602 - as a person types it
    assert {each.name: each.read_bytes() for each in (home.out / "standing").iterdir()} == before
    home.typed("export csv --output out/one-more")
    assert home.hidden == []


def test_an_earlier_export_goes_once_it_is_replaced(home: Home) -> None:
    begun(home, "export csv --force")
    assert home.killed(TYPED["export csv --force"], "rename", 2)
    assert not (home.out / "standing").exists()
    home.typed(TYPED["export csv --force"])
    assert (home.out / "standing" / "nights.csv").exists()
    assert home.hidden == []


# ---------------------------------------------------------------------- what lives, and what is another's


def test_what_another_process_is_making_is_left_alone(home: Home) -> None:
    begun(home, "export csv")
    with ExitStack() as living:
        folders = (home.out, home.diary.parent, home.diary.parent / "backups", home.folder / "tmp")
        places = [living.enter_context(atomic_files.workplace(each, home.diary.parent)) for each in folders]
        for place in places:
            (place / "new").write_text(NOTE)
        assert home.named == {}
        for words in ("export csv --output out/package", "backup", "demo", "export json --output elsewhere.json"):
            home.typed(words)
        assert [(place / "new").read_text() for place in places] == [NOTE] * 4
        assert home.left == sorted(places)
    assert home.hidden == []


_MAKE = """
import sys
from pathlib import Path
from legdiary.util.atomic_files import replace_file
for number in range(60):
    replace_file(Path(sys.argv[1], sys.argv[2]), b"%d" % number)
"""


def test_many_at_once_in_one_folder_all_succeed(tmp_path: Path) -> None:
    tmp_path = tmp_path / "settings"
    tmp_path.mkdir()
    started = [subprocess.Popen([sys.executable, "-c", _MAKE, str(tmp_path), name]) for name in "abcd"]
    assert [each.wait(60) for each in started] == [0] * 4
    assert sorted(each.name for each in tmp_path.iterdir()) == list("abcd")
    assert {each.read_bytes() for each in tmp_path.iterdir()} == {b"59"}


def test_a_workplace_whose_lock_is_just_being_made_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process has made its workplace; while this one looks, it makes its lock."""
    place = tmp_path / ".legdiary-0a1b2c3d4e5f.part"
    place.mkdir(mode=0o700)
    looked = atomic_files._holds_only_ours  # noqa: SLF001 - the moment between looking and deleting

    def at_this_moment(within: int, replaced: str | None = None, *, exactly: bool = False) -> bool:
        is_ours = looked(within, replaced, exactly=exactly)
        (place / atomic_files.LOCK).touch()
        return is_ours

    monkeypatch.setattr(atomic_files, "_holds_only_ours", at_this_moment)
    atomic_files.delete_leftovers(tmp_path)
    assert [each.name for each in place.iterdir()] == [atomic_files.LOCK]


def left_over(folder: Path, name: str = ".legdiary-0a1b2c3d4e5f.part") -> Path:
    """What a kill leaves, as it leaves it."""
    place = folder / name
    place.mkdir(mode=0o700)
    lock = make_file(place / "lock")
    os.write(lock, f"legdiary {os.fstat(lock).st_ino}\n".encode())
    os.close(lock)
    (place / "new").write_text(NOTE)
    return place


def linked(place: Path) -> None:
    (place / "new").unlink()
    (place / "new").symlink_to(place.parent / "mine.txt")


def linked_within(place: Path) -> None:
    (place / "new").unlink()
    (place / "new").mkdir()
    (place / "new" / "nights.csv").symlink_to(place.parent / "mine.txt")


def in_a_deeper_folder(place: Path) -> None:
    (place / "new").unlink()
    (place / "new" / "photos").mkdir(parents=True)
    (place / "new" / "photos" / "cat.jpg").touch()


def given_away(place: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can give a file away")
    os.chown(place, 12345, -1)


def a_link_to_it(place: Path) -> None:
    place.rename(place.parent / "kept")
    place.symlink_to(place.parent / "kept")


def a_file_of_this_name(place: Path) -> None:
    shutil.rmtree(place)
    place.write_text("mine")


def carried_by_a_sync_program(place: Path) -> None:
    shutil.copytree(place, place.parent / "carried")
    shutil.rmtree(place)
    (place.parent / "carried").rename(place)


OF_ANOTHERS = {
    "a link where the file was": (linked, True),
    "a link among its files": (linked_within, True),
    "folders within": (in_a_deeper_folder, True),
    "a file of one's own in it": (lambda place: (place / "mine.txt").touch(), True),
    "an earlier export": (lambda place: (place / "old" / "summer").mkdir(parents=True), True),
    "a pipe in it": (lambda place: os.mkfifo(place / "new-journal"), True),
    "a lock that says another file": (lambda place: (place / "lock").write_text("legdiary 1\n"), True),
    "a lock that says nothing": (lambda place: (place / "lock").write_text(""), True),
    "no lock": (lambda place: (place / "lock").unlink(), True),
    "carried from another machine": (carried_by_a_sync_program, True),
    "another person's": (given_away, False),
    "a link to it": (a_link_to_it, False),
    "a plain file": (a_file_of_this_name, False),
}


@pytest.mark.parametrize("case", OF_ANOTHERS)
def test_what_is_not_certainly_left_here_stays(home: Home, case: str) -> None:
    begun(home, "export csv")
    (home.out / "mine.txt").write_text("mine")
    change, told = OF_ANOTHERS[case]
    place = left_over(home.out)
    change(place)
    before = sorted((each, each.lstat().st_ino) for each in home.out.rglob("*"))
    home.typed("export csv --output out/package")
    shutil.rmtree(home.out / "package")
    assert sorted((each, each.lstat().st_ino) for each in home.out.rglob("*")) == before
    assert (home.out / "mine.txt").read_text() == "mine"
    found = atomic_files.find_leftovers(home.out)
    assert [each.path for each in found] == ([place] if told else [])
    assert not any(each.made_here and each.aside is None for each in found)


@pytest.mark.parametrize(
    "name",
    [".legdiary-0a1b2c3d4e5.part", ".legdiary-0A1B2C3D4E5F.part", "legdiary-0a1b2c3d4e5f.part",
     ".legdiary-0a1b2c3d4e5f.part~", ".legdiary-0a1b2c3d4e5f.old", ".legdiary-0a1b2c3d4e5f.part\n", ".git"],
)  # fmt: skip
def test_another_name_is_nobody_s_leftover(home: Home, name: str) -> None:
    begun(home, "export csv")
    place = left_over(home.out, name)
    home.typed("export csv --output out/package")
    assert (place / "new").read_text() == NOTE
    assert atomic_files.find_leftovers(home.out) == []


def test_a_folder_that_was_left_before_it_had_a_lock_goes(tmp_path: Path) -> None:
    folder = tmp_path / "settings"
    (folder / ".legdiary-0a1b2c3d4e5f.part").mkdir(parents=True)
    half = folder / ".legdiary-1a1b2c3d4e5f.part"
    half.mkdir()
    (half / "lock").touch()
    left_over(folder, ".legdiary-2a1b2c3d4e5f.part")
    atomic_files.replace_file(folder / "config.toml", b"x")
    assert [each.name for each in folder.iterdir()] == ["config.toml"]


def test_check_says_what_came_with_a_sync_program(home: Home) -> None:
    begun(home, "export csv")
    carried_by_a_sync_program(left_over(home.diary.parent))
    (what,) = home.named
    assert what.endswith("perhaps on another computer; it may hold your notes. Remove it once no legdiary runs there")


def test_check_writes_nothing(home: Home) -> None:
    begun(home, "export csv")
    left_over(home.diary.parent)
    before = {each: each.lstat().st_mtime_ns for each in home.folder.rglob("*")}
    assert home.named
    assert {each: each.lstat().st_mtime_ns for each in home.folder.rglob("*")} == before


@pytest.mark.parametrize(
    "words", ["demo", "demo --output out/demo.db", "export csv --output out/package", "config country us"]
)
def test_a_strict_umask_takes_nothing_from_its_maker(home: Home, words: str) -> None:
    """Of a folder that its own maker may not look into, nothing could be made, nor taken away."""
    begun(home, "export csv")
    before = set(home.folder.rglob("*"))
    usual = os.umask(0o777)
    try:
        home.typed(words)
    finally:
        os.umask(usual)
    made = set(home.folder.rglob("*")) - before
    assert made
    assert all(each.stat().st_mode & 0o777 == (0o700 if each.is_dir() else 0o600) for each in made)
    assert home.hidden == []
