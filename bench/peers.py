"""The same two things with other command-line programs: one entry, and the last week, with ten years stored.

`python bench/peers.py` installs each peer from the package index into an environment of its own in a temporary folder,
with this Python, fills its store with ten years of four entries a day, and measures it as `bench/run.py` does. The
stores are the peers' own; each is filled in the peer's own format, so that no ten years need be typed. For context,
programs that are no Python and happen to be installed are measured as well: timewarrior, taskwarrior, SQLite's shell.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import UUID

from measuring import BARE, Failed, Launcher, environment, frame, markdown, measure, progress, put_section
from run import TEN_YEARS, legdiary, prepare, surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from measuring import Command, Cost

PAIRS = 11
_DAYS, _A_DAY = 3650, 4
_JRNL = """
version: v4.6
journals:
  default:
    journal: {journal}
editor: ''
encrypt: false
template: false
default_hour: 9
default_minute: 0
timeformat: '%F %R'
tagsymbols: '#@'
highlight: false
linewrap: 79
indent_character: '|'
colors: {{body: none, date: none, tags: none, title: none}}
"""


def moments() -> Iterator[datetime]:
    """Four a day for ten years, up to yesterday."""
    first = datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0) - timedelta(days=_DAYS)
    for day in range(_DAYS):
        for number in range(_A_DAY):
            yield first + timedelta(days=day, hours=3 * number)


def fill_watson(home: Path, _: Path) -> None:
    """Frames: start, stop, project, id, tags, when changed."""
    frames = [
        [int(at.timestamp()), int(at.timestamp()) + 600, "dose", f"{number:032x}", [], int(at.timestamp())]
        for number, at in enumerate(moments())
    ]
    folder = home / ".config" / "watson"
    folder.mkdir(parents=True)
    (folder / "frames").write_text(json.dumps(frames))


def fill_jrnl(home: Path, _: Path) -> None:
    """A text file, an entry a paragraph."""
    folder = home / ".config" / "jrnl"
    folder.mkdir(parents=True)
    journal = home / "journal.txt"
    journal.write_text("".join(f"[{at:%Y-%m-%d %H:%M}] dose 2.5 g\n\n" for at in moments()))
    (folder / "jrnl.yaml").write_text(_JRNL.format(journal=journal))


def fill_sqlite_utils(home: Path, _: Path) -> None:
    """A table with an index, and the row to insert."""
    with closing(sqlite3.connect(home / "doses.db")) as connection, connection:
        connection.execute("create table doses (id integer primary key, at text, amount_mg integer)")
        connection.execute("create index doses_at on doses (at)")
        connection.executemany("insert into doses (at, amount_mg) values (?, 2500)", [(f"{at}",) for at in moments()])
    (home / "row.json").write_text(json.dumps({"at": f"{datetime.now(UTC)}", "amount_mg": 2500}))


def fill_buku(home: Path, programs: Path) -> None:
    """Its own first bookmark makes the file; the others are put beside it."""
    env = environment(home.parent) | {"HOME": str(home)}
    subprocess.run(
        [programs / "buku", *_BUKU_ADD, "https://example.org/first"], env=env, check=True, capture_output=True
    )
    with closing(sqlite3.connect(home / ".local/share/buku/bookmarks.db")) as connection, connection:
        connection.executemany(
            "insert into bookmarks (URL, metadata, tags, desc) values (?, 'dose', ',', '2.5 g')",
            [(f"https://example.org/{at:%Y%m%d%H}",) for at in moments()],
        )


_BUKU_ADD = ("--nostdin", "--offline", "-a")


def fill_timewarrior(home: Path, _: Path) -> None:
    """A file a month, an interval a line."""
    folder = home / ".timewarrior" / "data"
    folder.mkdir(parents=True)
    (home / ".timewarrior" / "timewarrior.cfg").touch()
    months: dict[str, list[str]] = {}
    for at in moments():
        line = f"inc {at:{_STAMP}} - {at + timedelta(minutes=10):{_STAMP}} # dose\n"
        months.setdefault(f"{at:%Y-%m}", []).append(line)
    for month, lines in months.items():
        (folder / f"{month}.data").write_text("".join(lines))


def fill_taskwarrior(home: Path, _: Path) -> None:
    """Finished tasks, one a line."""
    folder = home / ".task"
    folder.mkdir()
    (home / ".taskrc").write_text(f"data.location={folder}\nconfirmation=off\nverbose=nothing\n")
    lines = (
        f'[description:"dose 2.5 g" end:"{at:%s}" entry:"{at:%s}" status:"completed" uuid:"{UUID(int=number + 1)}"]\n'
        for number, at in enumerate(moments())
    )
    (folder / "completed.data").write_text("".join(lines))


_STAMP = "%Y%m%dT%H%M%SZ"
_EARLIEST = datetime(2001, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Peer:
    """A program to compare with.

    Attributes:
        package: as the package index has it.
        fill: puts ten years into its store, in a home folder of its own.
        entry: one more entry; `{home}`, `{number}`, and the hour that `{from}` and `{to}` bound are filled in.
        week: the last seven days; `{days-ago}` is the day they begin with.
    """

    package: str
    fill: Callable[[Path, Path], None]
    entry: tuple[str, ...]
    week: tuple[str, ...]


PEERS = (
    Peer(
        "td-watson",
        fill_watson,
        ("watson", "add", "--from", "2001-01-01 08:00", "--to", "2001-01-01 08:10", "dose"),
        ("watson", "log", "--no-pager"),
    ),
    Peer("jrnl", fill_jrnl, ("jrnl", "dose 2.5 g"), ("jrnl", "-from", "7 days ago", "--short")),
    Peer(
        "sqlite-utils",
        fill_sqlite_utils,
        ("sqlite-utils", "insert", "{home}/doses.db", "doses", "{home}/row.json"),
        ("sqlite-utils", "rows", "{home}/doses.db", "doses", "--where", "at > datetime('now', '-7 days')"),
    ),
    Peer(
        "buku",
        fill_buku,
        ("buku", *_BUKU_ADD, "https://example.org/new{number}"),
        ("buku", "--nostdin", "--np", "-p", "-28"),
    ),
)
#: For context: measured where they are installed.
CONTEXT = (
    Peer(
        "timewarrior",
        fill_timewarrior,
        ("timew", "track", "{from}", "-", "{to}", "dose"),
        ("timew", "summary", "{days-ago}", "-", "tomorrow"),
    ),
    Peer(
        "taskwarrior",
        fill_taskwarrior,
        ("task", "log", "dose 2.5 g"),
        ("task", "end.after:today-7days", "completed"),
    ),
    Peer(
        "sqlite3",
        fill_sqlite_utils,
        ("sqlite3", "{home}/doses.db", "insert into doses (at, amount_mg) values (datetime('now'), 2500)"),
        ("sqlite3", "{home}/doses.db", "select * from doses where at > datetime('now', '-7 days')"),
    ),
)


@dataclass(frozen=True, slots=True)
class Run:
    """One row: a program, what it does, and how it is started."""

    name: str
    program: tuple[str, ...]
    home: Path
    diary: Path | None = None


def installed(folder: Path, peer: Peer) -> list[Run]:
    """Install a peer and fill its store."""
    progress(f"installing {peer.package}")
    place = folder / peer.package
    home = place / "home"
    home.mkdir(parents=True)
    subprocess.run([sys.executable, "-m", "venv", str(place / "env")], check=True)
    programs = place / "env" / "bin"
    subprocess.run([programs / "pip", "install", "--quiet", peer.package], check=True, capture_output=True)
    peer.fill(home, programs)
    python = str(programs / "python")
    return [
        Run(f"{peer.package}: {what}", (python, str(programs / words[0]), *words[1:]), home)
        for what, words in (("one entry", peer.entry), ("the last week", peer.week))
    ]


def present(folder: Path, peer: Peer) -> list[Run]:
    """Fill the store of a program that is installed here; nothing where it is not."""
    program = shutil.which(peer.entry[0])
    if program is None:
        return []
    home = folder / peer.package / "home"
    home.mkdir(parents=True)
    peer.fill(home, Path(program).parent)
    return [
        Run(f"{peer.package}: {what}", (program, *words[1:]), home)
        for what, words in (("one entry", peer.entry), ("the last week", peer.week))
    ]


def ours(folder: Path) -> list[Run]:
    """The same with legdiary: the entry made on one diary that grows, as the peers' stores do."""
    prepare(folder, [TEN_YEARS])
    diary = folder / f"{TEN_YEARS}.db"
    return [
        Run(f"legdiary: {what}", (*legdiary(), *words), folder / "home", diary)
        for what, words in (("one entry", ("kratom", "2.5g", "--confirm")), ("the last week", ("week",)))
    ]


def main() -> None:
    """Install, fill, measure, print."""
    parser = argparse.ArgumentParser(description="Measure other command-line diaries beside legdiary.")
    parser.add_argument("--pairs", type=int, default=PAIRS, help=f"pairs a command (default {PAIRS})")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into docs/performance.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="legdiary-peers-") as made:
        folder = Path(made)
        chosen = [
            *ours(folder),
            *(run for peer in PEERS for run in installed(folder, peer)),
            *(run for peer in CONTEXT for run in present(folder, peer)),
        ]
        launchers = {run.home: Launcher(folder, **surroundings_of(run)) for run in chosen}
        counts = iter(range(1_000_000))

        def cost(command: Command) -> Cost:
            run = cast("Run", command)
            number = next(counts)
            hour = _EARLIEST + timedelta(hours=number)
            places = {"{home}": str(run.home), "{number}": str(number)} | {
                "{from}": f"{hour:{_STAMP}}", "{to}": f"{hour + timedelta(minutes=10):{_STAMP}}",
                "{days-ago}": f"{datetime.now(UTC) - timedelta(days=7):%Y-%m-%d}",
            }  # fmt: skip
            program = [_filled(word, places) for word in run.program]
            return launchers[run.home].run(program, diary=run.diary)

        try:
            figures = measure(chosen, cost, lambda: launchers[chosen[0].home].run(BARE), max(1, arguments.pairs))
        except Failed as failed:
            sys.exit(f"not reported: {failed}")
        finally:
            for launcher in launchers.values():
                launcher.__exit__()
        names = [run.name.partition(":")[0] for run in chosen[::2]]
        table = markdown(
            [
                ("program", "one entry, × bare", "the last week, × bare", "peak MiB, entry"),
                *(
                    (
                        f"{name} {_version(folder, name)}",
                        *(f"{figures[f'{name}: {what}'].ratio:.1f}" for what in ("one entry", "the last week")),
                        f"{figures[f'{name}: one entry'].peak_mib:.0f}",
                    )
                    for name in names
                ),
            ],
            right=(1, 2, 3),
        )
    lines = [*table, "", frame(figures, arguments.pairs)]
    print("\n".join(lines))
    if arguments.write:
        put_section(arguments.write, "peers", lines)


def surroundings_of(run: Run) -> dict[str, str]:
    """A peer lives now, in a home of its own; legdiary in the time of the made-up diary."""
    return surroundings() if run.diary else {"HOME": str(run.home), "WATSON_DIR": str(run.home / ".config" / "watson")}


def _filled(word: str, places: dict[str, str]) -> str:
    for mark, value in places.items():
        word = word.replace(mark, value)
    return word


def _version(folder: Path, package: str) -> str:
    context = next((peer.entry[0] for peer in CONTEXT if peer.package == package), None)
    if context:
        done = subprocess.run([context, "--version"], check=True, capture_output=True, text=True)
        return done.stdout.split()[0]
    python = sys.executable if package == "legdiary" else str(folder / package / "env" / "bin" / "python")
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
