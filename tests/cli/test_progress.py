"""The bar of what takes longer than a second, and Ctrl-C while it is there: all is done, or nothing.

No test waits for a second: the program is told that it is over, and stops where the test wants it to.
"""

from __future__ import annotations

import io
import json
import os
import pty
import re
import select
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from driving import NEW_YORK, NOW, PATIENCE_S, environment, ok, own_terminal, run_process

from legdiary.cli.progress import bar as bars
from legdiary.cli.progress.bar import Bar, _WorkClock
from legdiary.cli.terminal import Terminal
from legdiary.util import progress
from legdiary.util.progress import counted

if TYPE_CHECKING:
    from collections.abc import Callable

OLD = Path(__file__).parents[1] / "store" / "schemas" / "diary-1.db"
#: A bar in the terminal's line, and the line cleared again.
BAR, CLEARED = r"\r[^\r\n]*{}[^\r\n]*\x1b\[K", "\r\x1b[K"
FOREVER_S = 60
#: The program, in which a bar comes at once, and which stops in a part of the work, as it begins or after some items:
#: until Ctrl-C, or until the bar is drawn.
PROGRAM = f"""
import sys, time
from contextlib import contextmanager
from legdiary.cli.progress import bar
bar._AFTER_S, bar._EVERY_S = 0.0, 0.01
wanted, at, goes_on = sys.argv.pop(1), int(sys.argv.pop(1)), sys.argv.pop(1) == "goes on"
begun, bars = bar.Bar.part, []

def stop():
    while not goes_on:
        time.sleep({FOREVER_S})
    for _ in range(3):  # the first may tell what was, the second is whole once the third has begun
        bars[0]._drawn = False
        while not bars[0]._drawn:
            time.sleep(0.01)

@contextmanager
def part(self, work, total=0, position=None):
    bars.append(self)
    with begun(self, work, total, position) as found:
        if work == wanted and at == 0:
            stop()
        yield found

bar.Bar.part = part
from legdiary.util import progress
def counted(items, part):
    for number, item in enumerate(items):
        if part.work == wanted and number == at > 0:
            stop()
        yield item
        part.done += 1
progress.counted = counted
from legdiary.__main__ import main
sys.exit(main())
"""


@dataclass
class Shown:
    """What was on the terminal, what was on standard output where that was a pipe, and the exit code."""

    terminal: str
    code: int
    piped: str = ""
    bars: list[str] = field(default_factory=list)


def at_terminal(
    *words: str, diary: Path, stop: str = "", at: int = 0, goes_on: bool = False, piped: bool = False, **env: str
) -> Shown:  # fmt: skip
    """The program on a terminal; once its bar is drawn in a part of the work, it goes on, or Ctrl-C is pressed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, stop, str(at), "goes on" if goes_on else "", *words],
        stdin=theirs, stderr=theirs, stdout=subprocess.PIPE if piped else theirs, cwd=diary.parent,
        start_new_session=True, preexec_fn=own_terminal,  # noqa: PLW1509 - no threads here
        env={**os.environ, "TERM": "xterm", "PAGER": "", **environment(NOW, NEW_YORK, diary, env)},
    )  # fmt: skip
    os.close(theirs)
    shown, pressed, until = b"", False, time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if not select.select([ours], [], [], 0.2)[0]:
            continue
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        shown += piece
        if stop and not goes_on and not pressed and re.search(BAR.format(WORDS[stop]).encode(), shown):
            pressed = True
            os.write(ours, b"\x03")
    else:
        process.kill()
    os.close(ours)
    left = process.communicate(timeout=PATIENCE_S)[0] or b""
    text = shown.decode()
    return Shown(text, process.returncode, left.decode(), re.findall(r"\r([^\r\n]+)\x1b\[K", text))


WORDS = {
    progress.READING: "Reading", progress.COMPARING: "Comparing", progress.STORING: "Storing",
    progress.EXPORTING: "Exporting", progress.MAKING_PAGE: "Making the page", progress.MAKING_DEMO: "Making the demo",
    progress.COPYING: "Copying", progress.CHECKING: "Checking", progress.CHECKING_COPY: "Checking the copy",
    progress.RESTORING: "Restoring", progress.UPGRADING: "Upgrading the diary",
    progress.SYNCING: "Exchanging changes",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a diary of some nights, what it was exported as, a copy, and another diary of the first schema."""
    folder = tmp_path_factory.mktemp("made")
    diary = folder / "diary.db"
    for day in range(10, 20):
        ok("night", "6", "--night", f"2026-11-{day}", diary=diary)
        ok("kratom", "2g", "--night", f"2026-11-{day}", "--at", "20:00", "--confirm", diary=diary)
    ok("export", "json", "--output", str(folder / "all.json"), diary=diary)
    ok("export", "csv", "--output", str(folder / "csv"), diary=diary)
    ok("backup", "--output", str(folder / "copy.db"), diary=diary)
    ok("night", "6", "--night", "2026-11-20", diary=folder / "other.db")
    shutil.copy(OLD, folder / "old.db")
    return folder


def contents(path: Path) -> Any:
    """Every row of a diary, and its version; None where there is none."""
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as connection:
        return [*connection.iterdump(), connection.execute("PRAGMA user_version").fetchone()]


# ---------------------------------------------------------------------- Ctrl-C


@pytest.mark.parametrize(
    ("diary", "words", "stop", "at"),
    [
        ("other.db", "import all.json", progress.READING, 0),
        ("other.db", "import all.json", progress.COMPARING, 0),
        ("other.db", "import all.json", progress.STORING, 0),
        ("other.db", "import csv", progress.STORING, 7),
        ("other.db", "import copy.db", progress.STORING, 19),
        ("other.db", "import csv copy.db", progress.COMPARING, 0),
        ("new.db", "import all.json", progress.READING, 0),
        ("old.db", "night 6", progress.UPGRADING, 0),
        ("old.db", "night 6", progress.UPGRADING, 60),
        ("old.db", "week", progress.UPGRADING, 60),
        ("diary.db", "export json --output made.json", progress.EXPORTING, 13),
        ("diary.db", "export json --output all.json --force", progress.EXPORTING, 25),
        ("diary.db", "export csv --output tables", progress.EXPORTING, 0),
        ("diary.db", "export csv --zip --output tables.zip", progress.EXPORTING, 0),
        ("diary.db", "export xlsx --output made.xlsx", progress.EXPORTING, 5),
        ("diary.db", "export fhir --output made.json", progress.EXPORTING, 0),
        ("diary.db", "export html --output page.html", progress.MAKING_PAGE, 0),
        ("diary.db", "backup --output made.db", progress.COPYING, 0),
        ("other.db", "restore copy.db --yes", progress.CHECKING_COPY, 0),
        ("other.db", "restore copy.db --yes", progress.RESTORING, 0),
        ("diary.db", "check", progress.CHECKING, 0),
        ("diary.db", "demo --output demo.db", progress.MAKING_DEMO, 0),
        ("diary.db", "demo --output demo.db", progress.STORING, 100),
    ],
)
@pytest.mark.thinned(3)
def test_ctrl_c_leaves_everything_as_it_was(
    made: Path, tmp_path: Path, diary: str, words: str, stop: str, at: int
) -> None:
    shutil.copytree(made, tmp_path / "here")
    here = tmp_path / "here"
    names, before = sorted(each.name for each in here.rglob("*")), contents(here / diary)
    kept = (here / "all.json").read_bytes()
    shown = at_terminal(*words.split(), diary=here / diary, stop=stop, at=at)
    assert shown.code == 130
    assert shown.terminal.endswith(f"{CLEARED}legdiary: interrupted\r\n")
    assert contents(here / diary) == before
    assert (here / "all.json").read_bytes() == kept
    more = {each.name for each in here.rglob("*")} - set(names)
    copies = {name for name in more if name == "backups" or name.endswith("-v1.db")}  # an upgrade copies first
    assert more == copies
    assert not copies or stop == progress.UPGRADING


# ---------------------------------------------------------------------- who sees it


def test_a_bar_is_drawn_over_itself_and_gone_before_the_answer(made: Path, tmp_path: Path) -> None:
    words = ("import", str(made / "all.json"))
    shown = at_terminal(*words, diary=tmp_path / "new.db", stop=progress.STORING, at=10, goes_on=True)
    before, _, answer = shown.terminal.rpartition(CLEARED)
    assert shown.code == 0
    assert "\n" not in before.replace("legdiary: began a new diary", "").partition("new.db\r\n")[2]
    assert [each for each in shown.bars if "Storing" in each and "50 %" in each], (
        "10 of 20 lines; rows are made of them"
    )
    assert "added 10 nights, 10 kratom entries" in answer


def test_standard_output_holds_the_document_alone(made: Path, tmp_path: Path) -> None:
    words = ("import", str(made / "all.json"), "--json")
    shown = at_terminal(*words, diary=tmp_path / "new.db", stop=progress.READING, piped=True)
    assert (shown.code, shown.piped) == (130, "")
    assert shown.bars
    done = at_terminal(*words, diary=tmp_path / "new.db", piped=True)
    assert done.code == 0
    assert json.loads(done.piped)["files"][0]["format"] == "json"


def test_without_colour_the_bar_is_plain_text(made: Path) -> None:
    painted = at_terminal("check", diary=made / "diary.db", stop=progress.CHECKING, COLORFGBG="15;0")
    assert all("\x1b[96m" in each for each in painted.bars)
    plain = at_terminal("check", diary=made / "diary.db", stop=progress.CHECKING, COLORFGBG="15;0", NO_COLOR="1")
    assert plain.bars
    assert not [each for each in plain.bars if "\x1b" in each]


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {}], ids=["a dumb terminal", "a pipe"])
def test_nobody_else_sees_anything(made: Path, env: dict[str, str]) -> None:
    if env:
        shown = at_terminal("check", diary=made / "diary.db", TERM=env["TERM"])
        assert (shown.code, shown.bars, "\x1b" in shown.terminal) == (0, [], False)
    else:
        done = run_process("check", diary=made / "diary.db")
        assert (done.code, done.stderr) == (0, "")


# ---------------------------------------------------------------------- questions


def answered(words: str, prompt: str, answers: list[str], diary: Path) -> str:
    """What is shown where the answers are typed, each once the terminal has been still behind a prompt for a while."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "", "0", "", *words.split()], stdin=theirs, stderr=theirs, stdout=theirs,
        start_new_session=True, cwd=diary.parent, preexec_fn=own_terminal,  # noqa: PLW1509 - no threads here
        env={**os.environ, "TERM": "xterm", "PAGER": "", **environment(NOW, NEW_YORK, diary, None)},
    )  # fmt: skip
    os.close(theirs)
    shown, until = b"", time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if select.select([ours], [], [], 0.2)[0]:  # a bar would come twenty times in it
            try:
                shown += os.read(ours, 65536)
            except OSError:
                break
        elif shown.decode().endswith(prompt) and answers:
            os.write(ours, f"{answers.pop(0)}\n".encode())
    else:
        process.kill()
    os.close(ours)
    assert (process.wait(PATIENCE_S), answers) == (0, []), shown.decode()
    return shown.decode()


def test_no_bar_is_drawn_over_the_questions_of_a_table(tmp_path: Path) -> None:
    """They are asked from within the reading, whose bar goes on once they are answered."""
    (tmp_path / "table.csv").write_text("night of;legs;Erna\n2026-11-01;3;x\n2026-11-02;4;y\n", encoding="utf-8")
    shown = answered("import table.csv", "> ", ["?", "1", "1", "y"], tmp_path / "new.db")
    assert "> ?\r\n" in shown
    assert "> 1\r\n" in shown
    assert len(ok("list", "--json", "--from", "2026-11-01", diary=tmp_path / "new.db").json["entries"]) == 2


def test_no_bar_is_drawn_over_a_conflict(made: Path, tmp_path: Path) -> None:
    shutil.copy(made / "diary.db", tmp_path / "diary.db")
    ok("night", "7", "--night", "2026-11-19", diary=tmp_path / "theirs.db")
    ok("export", "json", "--output", str(tmp_path / "theirs.json"), diary=tmp_path / "theirs.db")
    shown = answered("import theirs.json", "[k/t/s]: ", ["", "t"], tmp_path / "diary.db")
    assert shown.count("[k/t/s]: ") == 2


# ---------------------------------------------------------------------- the bar itself


class Screen:
    """A terminal that tells when something was drawn."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.drawn = Event()

    def write(self, text: str) -> None:
        self.written.append(text)
        if text != CLEARED:
            self.drawn.set()

    def wait(self) -> None:
        self.drawn.clear()
        assert self.drawn.wait(PATIENCE_S)

    def stays(self) -> None:
        """Nothing more is drawn, though there would have been time for it fifty times."""
        self.drawn.clear()
        assert not self.drawn.wait(0.05)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setattr(bars, "_AFTER_S", 0.0)
    monkeypatch.setattr(bars, "_EVERY_S", 0.001)
    return Screen()


def line(part: progress.Part, _seconds: float) -> str:
    return f"{part.work} {part.done}"


def test_the_innermost_part_is_shown_and_the_outer_one_again_after_it(screen: Screen) -> None:
    bar = Bar(screen.write, line)
    with bar.part("outer"):
        screen.wait()
        with bar.part("inner", 3) as inner:
            assert list(counted("abc", inner)) == ["a", "b", "c"]
            screen.wait()
            screen.wait()
            assert screen.written[-1] == "\rinner 3\x1b[K"
        screen.wait()
        screen.wait()
        assert screen.written[-1] == "\router 0\x1b[K"
    assert screen.written[-1] == CLEARED


def test_nothing_is_drawn_after_the_work_nor_while_it_rests(screen: Screen) -> None:
    bar = Bar(screen.write, line)
    with bar.part("work"):
        screen.wait()
        bar.rest()
        assert screen.written[-1] == CLEARED
        screen.stays()
        bar.go_on()
        screen.wait()
    assert screen.written[-1] == CLEARED
    screen.stays()


def test_a_line_that_has_not_ended_is_no_line_for_a_bar(screen: Screen) -> None:
    """A question, its answer as it is typed, and a warning: the bar is in none of their lines."""
    stderr, typed = Terminals(screen.write), Terminals(screen.write)
    terminal = Terminal({"TERM": "xterm"}, typed, None, stderr)
    with terminal.part(progress.STORING, 4):
        screen.wait()
        terminal.warn("began a new diary")
        screen.wait()
        terminal.say("How many? ")
        screen.stays()
        typed.before_line = screen.stays
        assert terminal.read_line() == "four"
        screen.wait()
    ended = "".join(screen.written)
    assert f"{CLEARED}legdiary: began a new diary\n" in ended
    assert f"{CLEARED}How many? four\n\rStoring" in ended


class Terminals(io.StringIO):
    """A stream of a terminal: what is written is passed on, and so is the line that is typed where one is read."""

    def __init__(self, write: Callable[[str], object]) -> None:
        super().__init__()
        self._pass_on = write
        self.before_line: Callable[[], None] = lambda: None

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise OSError

    def write(self, text: str) -> int:
        self._pass_on(text)
        return len(text)

    def readline(self, *_: object) -> str:  # type: ignore[override]
        self.before_line()
        self._pass_on("four\n")
        return "four\n"


def test_the_second_is_one_of_work_not_of_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check-in that reads an older diary at each question shows no bar for each; a table's questions take no time."""
    now = [100.0]
    monkeypatch.setattr("legdiary.cli.progress.bar.time.monotonic", lambda: now[0])
    clock = _WorkClock()
    told = []
    for works, rests, passes in (
        (True, False, 0.25), (False, False, 600.0), (True, False, 0.5), (True, True, 600.0), (True, False, 2.0),
        (False, True, 5.0), (False, False, 5.0),
    ):  # fmt: skip
        clock.works, clock.rests = works, rests
        now[0] += passes
        told.append(clock.seconds())
    assert told == [0.25, 0.25, 0.75, 0.75, 2.75, 2.75, 2.75]


def test_work_of_less_than_a_second_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bars, "_AFTER_S", FOREVER_S)
    screen = Screen()
    bar = Bar(screen.write, line)
    for _ in range(3):
        with bar.part("work", 2) as part:
            part.done = 2
    assert screen.written == []


@pytest.mark.usefixtures("screen")
def test_a_screen_that_cannot_be_written_to_disturbs_nothing() -> None:
    failed = Event()

    def broken(_: str) -> None:
        failed.set()
        raise ZeroDivisionError

    with Bar(broken, line).part("work"):
        assert failed.wait(PATIENCE_S)
