"""Every command, as it is tried under faults: what is typed, what it finds there, and what it damages or reads.

The commands and the formats are asked of the program itself (`commands`, `formats`), so one that is new and has no row
here is found missing (`unlisted`), in the everyday tests as well.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from faults_world import SECRET, dose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Ask = Callable[[Sequence[str]], str]

ROOT = Path(__file__).parents[1]
EXISTING, NONE, DAMAGED = "existing", "none", "damaged"
PASSPHRASE = "a night without legs"  # noqa: S105 - of a made-up copy
_COMMAND = re.compile(r"^  ([a-z][a-z0-9-]*)  +\S", re.MULTILINE)
_SECTION = re.compile(r"^(?!Options:|Arguments:)\S.*:\n((?:  .*\n)+)", re.MULTILINE)
#: Commands that are tried here under none of the faults, and why.
EXEMPT = {
    "view": "draws on a terminal, and writes by running the commands that are tried here",
}


@dataclass(frozen=True, slots=True)
class Act:
    """One command line, and what it finds there.

    Attributes:
        words: as typed; `{work}` is the folder it is typed in.
        on: which diary is there: EXISTING, NONE, DAMAGED, or the number of an older schema.
        before: what was typed before, in the same place.
        laid: files that are there: name in the folder → the command that makes it (of the other diary, where it is
            called so), or a file.
        typed: what is typed at the questions; nothing where there is no terminal.
        reads: other diaries that it reads, whose pages are damaged as well.
        stores: whether it stores; else it makes a file or prints, or sets something.
        only_reads: whether it changes nothing, and prints.
        several: whether it writes several files, of which no one moment makes all.
        bit_by_bit: whether it stores one answer after another, each at once.
        lines: whether it takes typed lines, each of which must be in the diary once in the end.
        every_call: whether each of its calls is tried, also where of the others only a few are.
        lives: what was typed before on two devices that meet, each line with `here` or `there` before it; `lost`: the
            place loses the folder of the one that is here. None where it is no act of devices.
        exchanges: whether it writes the diary, the identity and the place one after the other, and a second `sync`
            brings what a fault has left out.
        idle: whether it finds nothing to do.
        finds: what it finds, where the same words are tried on several things.
        as_others: whether it reads a format of its own and writes as every import does; a short run leaves it out.
    """

    words: tuple[str, ...]
    on: str = EXISTING
    before: tuple[tuple[str, ...], ...] = ()
    laid: tuple[tuple[str, tuple[str, ...] | Path], ...] = ()
    typed: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    stores: bool = True
    only_reads: bool = False
    several: bool = False
    bit_by_bit: bool = False
    lines: bool = False
    every_call: bool = False
    lives: tuple[tuple[str, ...], ...] | None = None
    exchanges: bool = False
    idle: bool = False
    finds: str = ""
    as_others: bool = False

    @property
    def name(self) -> str:
        """As the tables call it."""
        words = " ".join(word.replace("{work}/", "") for word in self.words) or "today's card"
        words = words.replace(f" --note {SECRET}", "")
        beside = {
            EXISTING: "", NONE: " that begins the diary" if self.stores else ", no diary there",
            DAMAGED: " over a damaged diary",
        }  # fmt: skip
        if self.finds:
            return f"{words}, {self.finds}"
        return f"{words}{beside.get(self.on, f' on a diary of schema {self.on}')}"


def _reading(*words: str) -> Act:
    return Act(words, stores=False, only_reads=True)


def _making(*words: str, before: tuple[tuple[str, ...], ...] = (), typed: tuple[str, ...] = ()) -> Act:
    return Act(words, before=before, typed=typed, stores=False)


_LINES = ROOT / "tests" / "formats" / "fixtures" / "inbox.txt"
_JSON = ("laid.json", ("export", "json", "--output", "{work}/laid.json"))
_FIXTURES, SCHEMAS = ROOT / "tests" / "formats" / "fixtures", ROOT / "tests" / "store" / "schemas"
_TWICE = (PASSPHRASE, PASSPHRASE)
#: A trial and its first draw, which is made anew in each world: what it says is not compared.
_TRIED = (("trial", "new", "warm bath", "--pairs", "14"), ("trial",))
_ON_HOLD = (("taper", "hold", "3d"),)
_TABLETS = (("product", "add", "seven tabs", "--kind", "7-oh", "--tablet", "15mg"),)


def _import_with_words(name: str, *flags: str) -> Act:
    return Act(
        ("import", f"{{work}}/{name}", *flags, "--map", "{work}/words.toml", "--on-conflict", "take"),
        laid=((name, _FIXTURES / name), ("words.toml", _FIXTURES / "words.toml")), as_others=True,
    )  # fmt: skip


def _import(name: str, *flags: str, as_others: bool = True) -> Act:
    return Act(
        ("import", f"{{work}}/{name}", *flags, "--on-conflict", "take"),
        laid=((name, _FIXTURES / name),), as_others=as_others,
    )  # fmt: skip


_WRITING = (
    Act(dose("2.5g"), every_call=True),
    Act(dose("2.5g"), on=NONE, every_call=True),
    Act(("undo",), every_call=True),
    Act(("start",), on=NONE, typed=("", "", "red leaf", "", "0.5g", "n", "", "", "4", *[""] * 12), bit_by_bit=True),
    Act(("taper", "new"), typed=("7-oh", "60mg", "", "15mg", "", "", "7d", "", "", "y")),
    Act(("checkin",), typed=("4", "", "", "", "2.2g", *[""] * 13), bit_by_bit=True),
    Act(("night", "5", "--onset", "20:30", "--note", SECRET)),
    Act(("night", "7", "--night", "2026-11-20")),
    Act(("sleep", "22:45-06:10", "--awake", "55m", "--night", "2026-11-20")),
    Act(("kratom", "none", "--night", "2026-11-18")),
    Act(("kratom", "4caps", "--product", "red leaf")),
    Act(("dose", "none", "--of", "7-oh", "--night", "2026-11-18")),
    Act(("dose", "7.5mg", "--product", "seven tabs"), before=_TABLETS),
    Act(("taper", "new", "--of", "7-oh", "--from", "60mg", "--cut", "30mg", "--every", "7d", "--yes"), before=_TABLETS),
    Act(("magnesium", "150mg", "--form", "citrate")),
    Act(("factor", "alcohol", "--at", "20:30")),
    Act(("factor", "rocks", "--new")),
    Act(("symptom", "sweating", "1")),
    Act(("medicine", "gabapentin", "100mg", "--at", "22:00")),
    Act(("measure", "ferritin", "48ng/mL", "--on", "2026-11-20")),
    Act(("product", "add", "green leaf", "--capsule", "0.6g")),
    Act(("trial", "new", "warm bath", "--pairs", "14")),
    Act(("trial", "did", "yes", "--night", "2026-11-21"), before=_TRIED),
    Act(("trial", "show", "--peek"), before=_TRIED),
    Act(("edit", "4", "2.2g")),
    Act(("delete", "9")),
    Act(("taper", "new", "--from", "4g", "--cut", "1g", "--every", "7d", "--yes"), on=NONE),
    Act(("taper", "hold", "5d", "--why", "bad-nights")),
    Act(("taper", "resume"), before=_ON_HOLD),
    Act(("taper", "coin", "--rest")),
    Act(("taper", "set", "2026-12-06", "1.5g")),
    Act(("taper", "end")),
    *(Act(dose("2.5g"), on=path.stem.partition("-")[2]) for path in sorted(SCHEMAS.glob("diary-*.db"))),
    Act(("undo",), on="1"),
    Act(("import", "{work}/laid.json", "--as", "json"), on=NONE, laid=(_JSON,)),
    Act(("import", "{work}/other.json", "--on-conflict", "take"), before=(("night", "3", "--night", "2026-11-20"),),
        laid=(("other.json", ("export", "json", "--output", "{work}/other.json")),)),
    Act(("import", "{work}/package", "--as", "csv"), on=NONE,
        laid=(("package", ("export", "csv", "--output", "{work}/package")),)),
    Act(("import", "{work}/package.zip"), on=NONE,
        laid=(("package.zip", ("export", "csv", "--zip", "--output", "{work}/package")),)),
    Act(("import", "{work}/other.db"), before=(("night", "5"),), reads=("other.db",)),
    Act(("import", "{work}/other.db", "--as", "diary"), on=NONE, reads=("other.db",)),
    _import("herbal-tracker.csv", "--as", "herbal-tracker", as_others=False),
    _import("herbal-tracker.json"),
    _import("plees.csv", "--as", "plees"),
    _import("sleep-export.csv", "--as", "sleep-as-android"),
    _import("sleepdiary.json", "--as", "sleepdiary"),
    _import("health-connect.zip", "--as", "health-connect"),
    _import("samsung-health.csv", "--as", "samsung-health"),
    _import("apple-health.xml", "--as", "apple-health", "--source", "apple-watch,iphone"),
    _import_with_words("medtimer.csv", "--as", "medtimer"),
    _import_with_words("medtimer.json"),
    _import_with_words("psychonautwiki.json", "--as", "psychonautwiki"),
    _import("sleepmeter.csv", "--as", "sleepmeter"),
    _import("fitbit.json", "--as", "fitbit"),
    _import("fitbit.csv"),
    _import("garmin.json", "--as", "garmin"),
    _import("garmin.csv"),
    _import("oura.json", "--as", "oura"),
    _import("oura.csv"),
    _import("withings.csv", "--as", "withings"),
    _import_with_words("daylio.csv", "--as", "daylio"),
    _import_with_words("bearable.csv", "--as", "bearable"),
    _import("loop.zip", "--as", "loop"),
    Act(("import", "{work}/own-table.csv", "--as", "table", "--map", "{work}/own-table.toml"),
        laid=(("own-table.csv", _FIXTURES / "own-table.csv"), ("own-table.toml", _FIXTURES / "own-table.toml"))),
    Act(("import", "{work}/inbox.txt", "--as", "lines"), laid=(("inbox.txt", _LINES),), bit_by_bit=True,
        lines=True, every_call=True),
    Act(("import", "{work}/plees.csv", "{work}/sleepdiary.json", "--on-conflict", "skip"),
        laid=(("plees.csv", _FIXTURES / "plees.csv"), ("sleepdiary.json", _FIXTURES / "sleepdiary.json"))),
    Act(("symptom", "chills", "1"), before=(("config", "inbox", "{work}/inbox.txt"),),
        laid=(("inbox.txt", _LINES),), bit_by_bit=True, lines=True),
    Act(("restore", "{work}/other.db", "--yes"), reads=("other.db",)),
    Act(("restore", "{work}/other.db", "--yes"), on=NONE, reads=("other.db",)),
    Act(("restore", "{work}/other.db", "--yes"), on=DAMAGED, reads=("other.db",)),
)  # fmt: skip
_MAKING = (
    _making("backup"),
    _making("backup", "--output", "{work}/copy.db"),
    _making("backup", "--encrypt", "--output", "{work}/copy.db.age", typed=_TWICE),
    _making("export", "csv", "--output", "{work}/package"),
    _making("export", "csv", "--zip", "--output", "{work}/package.zip"),
    _making("export", "csv", "--table", "nights", "--output", "{work}/nights.csv"),
    _making("export", "csv", "--zip", "--encrypt", "--output", "{work}/package", typed=_TWICE),
    _making("export", "csv", "--output", "{work}/package", "--force",
            before=(("export", "csv", "--output", "{work}/package"), ("night", "5"))),
    _making("export", "csv", "--dialect", "excel-de", "--output", "{work}/package"),
    _making("export", "xlsx", "--output", "{work}/made.xlsx"),
    _making("export", "xlsx", "--encrypt", "--output", "{work}/made.xlsx", typed=_TWICE),
    _making("export", "json", "--output", "{work}/made.json"),
    _making("export", "json", "--output", "{work}/made.json", "--force",
            before=(("export", "json", "--output", "{work}/made.json"), ("night", "5"))),
    _making("export", "json", "--encrypt", "--output", "{work}/made.json", typed=_TWICE),
    _making("export", "html", "--output", "{work}/page.html"),
    _making("export", "pdf", "--output", "{work}/page.pdf"),
    _making("export", "fhir", "--output", "{work}/bundle.json"),
    _making("export", "ics", "--output", "{work}/taper.ics"),
    _making("export", "ics", "--reminder", "22:30", "--output", "{work}/taper.ics"),
    _making("demo", "--output", "{work}/demo.db"),
    _making("config", "day_start", "04:00"),
    _making("config", "day_start", "--unset", before=(("config", "day_start", "04:00"),)),
    Act(("completion", "bash", "--install"), stores=False, several=True),
    Act(("completion", "--uninstall"), before=(("completion", "bash", "--install"),), stores=False, several=True),
    Act(("remind", "22:30", "--yes"), stores=False, several=True),
    Act(("remind", "off", "--yes"), before=(("remind", "22:30", "--yes"),), stores=False, several=True),
)  # fmt: skip
_READING = (
    _reading(),
    _reading("week"),
    _reading("report"),
    _reading("doses"),
    _reading("show", "yesterday"),
    _reading("list", "--json"),
    _reading("history"),
    _reading("product", "list"),
    _reading("taper", "show"),
    _reading("export", "json", "--output", "-"),
    _reading("export", "csv", "--table", "doses", "--output", "-"),
    _reading("config"),
    _reading("help-me", "--country", "us"),
    _reading("completion", "bash"),
    _reading("where"),
    _reading("check"),
    Act(("import", "{work}/laid.json", "--dry-run"), laid=(_JSON,), stores=False, only_reads=True),
)
_SET_UP, _JOINED = ("sync", "setup", "{work}/shared", "--name"), ("sync", "join", "{work}/shared", "--name")
_PLACE_READY = (("there", *_SET_UP, "phone"),)
_TOGETHER = (("here", *_SET_UP, "laptop"), ("there", *_JOINED, "phone"), ("here", "sync"))
_MINE = (("here", "night", "5"), ("here", "kratom", "1.5g", "--note", SECRET), ("here", "delete", "6"))
_THEIRS = (("there", "night", "4"), ("there", "kratom", "1.2g", "--note", SECRET), ("there", "sync"))
_DIFFER = (
    ("there", "night", "3", "--night", "2026-11-20"),
    ("there", "sync"),
    ("here", "night", "7", "--night", "2026-11-20"),
)
_WAITING = (*_TOGETHER, *_DIFFER, ("here", "sync"))
#: As many files as are made one at the next exchange.
_MANY = tuple(line for number in range(15) for line in (("here", "kratom", f"1.{number:02}g"), ("here", "sync")))


def _exchange(finds: str, *lives: tuple[str, ...], idle: bool = False, as_others: bool = False) -> Act:
    return Act(("sync",), lives=(*_TOGETHER, *lives), exchanges=True, idle=idle, finds=finds, as_others=as_others)


_OF_DEVICES = (
    Act((*_SET_UP, "laptop"), typed=_TWICE, lives=(), exchanges=True),
    Act((*_JOINED, "laptop"), on=NONE, typed=_TWICE[:1], lives=_PLACE_READY, exchanges=True),
    Act((*_JOINED, "laptop"), typed=_TWICE[:1], lives=_PLACE_READY, exchanges=True),
    Act((*_JOINED, "laptop", "--dry-run"), typed=_TWICE[:1], lives=_PLACE_READY, stores=False, only_reads=True),
    _exchange("nothing new", idle=True),
    _exchange("changes of this device", *_MINE),
    _exchange("changes of the other", *_THEIRS),
    _exchange("both say something else", *_MINE, *_DIFFER),
    _exchange("the place has lost this device's folder", ("lost",), as_others=True),
    _exchange("many files become one", *_MANY, *_MINE, as_others=True),
    Act(("sync", "settle", "5"), lives=_WAITING),
    Act(("sync", "settle", "5", "--take", "phone"), lives=_WAITING),
    Act(("sync", "forget", "phone"), lives=_TOGETHER),
    Act(("sync", "leave"), lives=_TOGETHER, stores=False),
    Act(("sync", "status"), lives=_WAITING, stores=False, only_reads=True),
)
ACTS = (*_WRITING, *_MAKING, *_OF_DEVICES, *_READING)


# ---------------------------------------------------------------------- nothing is forgotten


def installed(words: Sequence[str]) -> str:
    """What the installed program says to a command line."""
    command = [sys.executable, "-m", "legdiary", *words]
    ran = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
    return ran.stdout + ran.stderr


def commands(ask: Ask = installed, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command that the program's help names, with those of its groups."""
    helped = ask((*above, "--help"))
    named = [name for section in _SECTION.findall(helped) for name in _COMMAND.findall(section)]
    if not named:
        return [above]
    return [path for name in named for path in commands(ask, (*above, name))]


def formats(ask: Ask = installed) -> list[str]:
    """Every format that `import --as` takes."""
    return ask(("import", "-", "--as", "?")).partition("write one of: ")[2].split("\n")[0].split(", ")


def formats_tried() -> list[str]:
    """The formats that are said in a row above."""
    return [act.words[act.words.index("--as") + 1] for act in ACTS if "--as" in act.words]


def unlisted(paths: Iterable[tuple[str, ...]]) -> list[str]:
    """The commands that have no row above."""
    tried = {act.words[: len(path)] for act in ACTS for path in [act.words[:1], act.words[:2]]}
    return [" ".join(path) for path in paths if path not in tried and " ".join(path) not in EXEMPT]
